use super::*;

fn heads(text: &str) -> Vec<String> {
    lines(text, &opaque(text))
        .into_iter()
        .map(|line| match line.kind {
            LineKind::Open { colons, head } => format!("open {colons} {}", head.name),
            LineKind::Close { colons } => format!("close {colons}"),
            LineKind::Leaf(head) => format!("leaf {}", head.name),
        })
        .collect()
}

#[test]
fn lines_are_found_in_quotes_and_items_and_not_in_code() {
    let check = |text: &str, expect: &[&str]| assert_eq!(heads(text), expect, "{text:?}");
    check(":::note\nx\n:::\n", &["open 3 note", "close 3"]);
    check("> ::: note Title\r\n> :::\r\n", &["open 3 note", "close 3"]);
    check("- a\n\n  ::::tip[A [b]]{k=v}\n  ::::", &["open 4 tip", "close 4"]);
    check("1. :::note\n   :::", &["open 3 note", "close 3"]);
    check("::metric{id=a}\n", &["leaf metric"]);
    check("```\n:::note\n```\n:::tip\n:::", &["open 3 tip", "close 3"]);
    check("    :::note\n", &[]);
    check("<div>\n:::note\n</div>\n", &[]);
    check("<!-- \n:::note\n:::\n-->\n", &[]);
    check("a ` b\n:::note\nc ` d", &[]);
    check("text\n:::note\n| a |\n:::\n", &["open 3 note", "close 3"]);
    check(":note[x]\n: : :\n::\n", &[]);
}

#[test]
fn a_head_has_text_and_attributes() {
    let text = ":::details[Why \\] [so]?]{open .big #it k=v q=\"a b\"} tail";
    let found = lines(text, &[]);
    let LineKind::Open { head, .. } = &found[0].kind else { panic!("an opening line") };
    assert_eq!(head.text.clone().map(|range| &text[range]), Some("Why \\] [so]?"));
    let attributes: Vec<_> = head.attributes.iter().map(|(key, value, _)| format!("{key}={value}")).collect();
    assert_eq!(attributes, ["open=", "class=big", "id=it", "k=v", "q=a b"]);
    assert_eq!(head.attributes[4].2.clone().map(|at| text.as_bytes()[at] as char).collect::<String>(), "q=\"a b\"");
    assert_eq!(head.rest.clone().map(|range| &text[range]), Some("tail"));
}

#[test]
fn inlines_need_a_free_colon_and_balanced_brackets() {
    let check = |text: &str, expect: &[&str]| {
        let found = inlines(text, &opaque(text));
        let found: Vec<_> = found.iter().map(|inline| &text[inline.range.clone()]).collect();
        assert_eq!(found, expect, "{text:?}");
    };
    check("a :x[b] c", &[":x[b]"]);
    check("(:x[b [c](d) \\] e])", &[":x[b [c](d) \\] e]"]);
    check(":x[a :y[b] c]{k=v}", &[":x[a :y[b] c]{k=v}", ":y[b]"]);
    check("a:x[b] ::x[b] \\:x[b] http://x[b] :1[b] `:x[b]` :x [b]", &[]);
    check(":x[a\nb] :x[c\n\nd]", &[":x[a\nb]"]);
    check("- :x[a\n- b]", &[]);
    check("> :x[a\n> b]", &[":x[a\n> b]"]);
    check(":ünï-x[`]`]", &[":ünï-x[`]`]"]);
}

#[test]
fn containers_pair_up() {
    let check = |text: &str, expect: &[(usize, usize, usize)], wrong: &[Problem]| {
        let (found, problems) = containers(text, &lines(text, &opaque(text)));
        let found: Vec<_> = found.iter().map(|c| (c.open, c.close, c.depth)).collect();
        assert_eq!((found.as_slice(), problems.as_slice()), (expect, wrong), "{text:?}");
    };
    check("::::a\n:::b\nx\n:::\n::::\n", &[(0, 3, 0), (1, 2, 1)], &[]);
    check(":::a\n:::b\nx\n:::\n:::\n", &[(0, 3, 0), (1, 2, 1)], &[]);
    check("::::a\n:::b\nx\n::::\n", &[(0, 2, 0)], &[Problem::Unclosed(1)]);
    check(":::a\nx\n", &[], &[Problem::Unclosed(0)]);
    check("x\n\n:::\n", &[], &[Problem::Stray(0)]);
    check("- a\n\n  :::a\n  x\n\n  - y\n  :::\n", &[(0, 1, 0)], &[]);
    check("> :::a\n>x\n> > y\n> :::\n", &[(0, 1, 0)], &[]);
    let straddles = [Problem::Straddles { open: 0, close: 1 }];
    check("- a\n\n  :::a\n  x\n\n- b\n\n  :::\n", &[(0, 1, 0)], &straddles);
    check("- :::a\n  x\n- y\n  :::\n", &[(0, 1, 0)], &straddles);
    check("- :::a\n  x\n:::\n", &[(0, 1, 0)], &straddles);
    check("> :::a\n> x\n\n> :::\n", &[(0, 1, 0)], &[]);
    check("> :::a\n> x\n\ny\n\n> :::\n", &[(0, 1, 0)], &straddles);
    check("- > :::a\n  > x\n- > y\n  > :::\n", &[(0, 1, 0)], &straddles);
}

#[test]
fn time_is_linear() {
    let start = std::time::Instant::now();
    for part in [":::a\n", "[", ":a[", "> ", ":::\n", ":a[b]{k=\"", "::::a[\n", ":a[b]{k "] {
        let text = part.repeat(200_000 / part.len());
        let found = lines(&text, &[]);
        let _ = (containers(&text, &found), inlines(&text, &[]));
    }
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}
