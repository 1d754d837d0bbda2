use super::*;

fn dialect() -> Dialect {
    Dialect { smart_punctuation: true, audiences: vec!["public".into(), "internal".into()] }
}

fn facts(markdown: &str) -> Facts {
    of(markdown, &dialect())
}

/// Gives each finding as its code and the words it points at.
fn findings(markdown: &str) -> Vec<(&'static str, &str)> {
    facts(markdown).findings.into_iter().map(|found| (found.code.as_str(), &markdown[found.range])).collect()
}

#[track_caller]
fn finds(markdown: &str, expect: &[(&str, &str)]) {
    assert_eq!(findings(markdown), expect, "{markdown:?}");
}

#[test]
fn headings_have_the_ids_of_github() {
    let check = |markdown: &str, expect: &[(u8, &str, &str)]| {
        let facts = facts(markdown);
        let found: Vec<_> = facts.headings.iter().map(|one| (one.level, one.id.as_str(), one.text.as_str())).collect();
        assert_eq!(found, expect, "{markdown:?}");
    };
    check("# A\n\n## A\n\n## A", &[(1, "a", "A"), (2, "a-1", "A"), (2, "a-2", "A")]);
    check("Set\next\n===", &[(1, "set-ext", "Set ext")]);
    check("## `code` *and* [link](x.md) &amp; \\*", &[(2, "code-and-link--", "code and link & *")]);
    check("## a -- b... \"c\"", &[(2, "a----b-c", "a – b… “c”")]);
    check("## Ünï 日本 <b>x</b>", &[(2, "ünï-日本-x", "Ünï 日本 x")]);
    check("## a {#b}\n\n## b", &[(2, "b", "a"), (2, "b-1", "b")]);
    check("> # q\n\n- # l", &[(1, "q", "q"), (1, "l", "l")]);
    let facts = facts("a\n\n## B  \nc");
    assert_eq!(facts.headings[0].range, 3..7);
}

#[test]
fn links_and_images_have_exact_places() {
    let check = |markdown: &str, links: &[(&str, &str, &str)], images: &[(&str, &str, &str)]| {
        let facts = facts(markdown);
        let seen = |list: &[Reference]| -> Vec<(String, String, String)> {
            let one = |it: &Reference| (it.destination.clone(), it.text.clone(), markdown[it.range.clone()].to_owned());
            list.iter().map(one).collect()
        };
        let wanted = |list: &[(&str, &str, &str)]| -> Vec<(String, String, String)> {
            list.iter().map(|(a, b, c)| ((*a).to_owned(), (*b).to_owned(), (*c).to_owned())).collect()
        };
        assert_eq!((seen(&facts.links), seen(&facts.images)), (wanted(links), wanted(images)), "{markdown:?}");
    };
    check("[a *b*](x.md#y \"x.md#y\")", &[("x.md#y", "a b", "x.md#y")], &[]);
    check("[a](<x y.md>) [b](c\\_d)", &[("x y.md", "a", "x y.md"), ("c_d", "b", "[b](c\\_d)")], &[]);
    check("[a][r] [r]\n\n[r]: x.md", &[("x.md", "a", "[a][r]"), ("x.md", "r", "[r]")], &[]);
    check("![a](x.png)", &[], &[("x.png", "a", "x.png")]);
    check("[![a](x.png)](y.md)", &[("y.md", "a", "y.md")], &[("x.png", "a", "x.png")]);
    check("Go to https://h/x, now.", &[("https://h/x", "https://h/x", "https://h/x")], &[]);
    check("`https://h` [https://h](x)\n\n    https://h", &[("x", "https://h", "x")], &[]);
    check("<https://h> <a@b.c>", &[("https://h", "https://h", "https://h"), ("mailto:a@b.c", "a@b.c", "<a@b.c>")], &[]);
    check("<a href='x.md'>a <b>b</b></a> c", &[("x.md", "a b", "x.md")], &[]);
    check(
        "<div>\n<a\nhref=\"x&amp;y\">a</a> <img src=z.png alt=i>\n</div>",
        &[("x&y", "a", "x&amp;y")],
        &[("z.png", "i", "z.png")],
    );
    check("<a href=x.md>https://h</a>", &[("x.md", "https://h", "x.md")], &[]);
    check(":::note\n[a](x.md)\n:::\n\n:internal[b] [c](y.md)", &[("x.md", "a", "x.md"), ("y.md", "c", "y.md")], &[]);
}

#[test]
fn anchors_summary_and_words() {
    let page = "# T\n\n![i](x.png)\n\n> quote\n\nFirst *one*\nis `here`.\n\nSecond.";
    assert_eq!((facts(page).summary.as_str(), facts(page).words), ("First one is here.", 9));
    assert_eq!(facts(":::note\nx\n:::\n\n- y\n\nz").summary, "z");
    let page = "<a id=b></a> <a name='a'></a> <span id=\"b\">x</span> x[^n] y[^n]\n\n[^n]: z";
    assert_eq!(facts(page).anchors, ["a", "b", "fn:1", "fnref:1", "fnref:1:2"]);
}

#[test]
fn links_and_images_that_need_care() {
    finds("![](x.png) ![a](y.png)", &[("image-alt", "![](x.png)")]);
    finds("<img src=x> <img src=y alt=''>", &[("image-alt", "<img src=x>")]);
    finds("[](x) [a]() [![](y)](z)", &[("link-empty", "[](x)"), ("link-empty", "[a]()"), ("image-alt", "![](y)")]);
    finds(
        "[a][b] [c][] [d] ![e][f]",
        &[("reference-missing", "[a][b]"), ("reference-missing", "[c]"), ("reference-missing", "![e][f]")],
    );
    finds("a[^x] b[^y] `[^z]`\n\n[^y]: c", &[("footnote-missing", "[^x]")]);
    finds(
        "[a](javascript:x) [b](https:x) ![c](data:x) [d](  JAVA&Tab;SCRIPT:x)",
        &[("link-scheme", "javascript:x"), ("link-scheme", "data:x"), ("link-scheme", "[d](  JAVA&Tab;SCRIPT:x)")],
    );
    finds("<a href=\"java&#9;script:x\">a</a>", &[("link-scheme", "java&#9;script:x")]);
    finds("# a {#x}\n\n# b {#x}\n\n# x", &[("heading-id-duplicate", "# b {#x}")]);
}

#[test]
fn what_other_tools_mean() {
    finds(
        "a {{< b >}} {{% c %}} {% d %}\n{: .e}\n\n`{{< f >}}`",
        &[("shortcode", "{{< b >}}"), ("shortcode", "{{% c %}}"), ("shortcode", "{% d %}"), ("shortcode", "{: .e}")],
    );
    finds("x\n\n> ```mermaid\n> a\n> ```\n\n~~~ PlantUML {x}\n~~~", &[("diagram", "mermaid"), ("diagram", "PlantUML")]);
    finds(
        "<script>a</script>\n<b onclick='x'\nstyle=y class=z>c</b> <!-- d --> <br>",
        &[("html-removed", "<script>"), ("html-removed", "onclick='x'"), ("html-removed", "style=y")],
    );
    finds(
        "- a <your-name> b\n\n<iframe src=x></iframe>",
        &[("html-removed", "<your-name>"), ("html-removed", "<iframe src=x>")],
    );
}

#[test]
fn directives_that_are_wrong() {
    finds(":::note\na\n:::\n\n:::internal\n:internal[b]\n:::", &[]);
    finds(":::nite\na\n:::", &[("directive-unknown", "nite")]);
    finds("::quiz{id=a}\n\n:foo[b]", &[("directive-unknown", "quiz"), ("directive-unknown", "foo")]);
    finds(":::chart{id=a}\nb\n:::", &[("metric-quote", "chart")]);
    finds(":::note\na", &[("directive-unclosed", ":::note")]);
    finds("::::note\n:::tip\n::::", &[("directive-unclosed", ":::tip")]);
    finds("- :::note\n  a\n\nb\n\n:::", &[("directive-unclosed", ":::note"), ("directive-stray", ":::")]);
    finds("a\n\n:::", &[("directive-stray", ":::")]);
    finds(":::note{a=b} c\n:::", &[("directive-attribute", "a=b"), ("directive-attribute", "c")]);
    finds("```\n:::note\n```\n\n    :::note\n\n`:::note`", &[]);
    let help = &facts(":::nite\n:::").findings[0].help;
    assert_eq!(
        help.as_deref(),
        Some(
            "did you mean `note`? The directives are `note`, `tip`, `warning`, `danger`, `details`, `metric`, `chart`, \
             `public`, `internal`"
        )
    );
}

#[test]
fn nothing_is_lost_without_a_word() {
    let table = |row: &str| format!("| a | b |\n|---|---|\n{row}\n| x | y |\n");
    for (row, lost) in [("| 1 | 2 | 3 |", "3"), ("| 1 | 2 | 3 | 4", "3 | 4"), ("1|`x|y`", "y`"), ("> | 1", "")] {
        let expect: &[_] = if lost.is_empty() { &[] } else { &[("table-cell", lost)] };
        finds(&table(row), expect);
    }
    for row in ["| 1 | 2 |", "| 1 |", "1|2", "| 1 | 2 | |", "| 1 \\| 2 | 3 |", "| 1 | 2 |  "] {
        finds(&table(row), &[]);
    }
    finds("a[^1] b[^1]\n\n[^1]: one\n\n[^1]: two", &[("definition-duplicate", "[^1]:")]);
    finds(
        "a[^A]\n\n[^a]: one\n\n[^b]: two\n\n[^c]: three",
        &[("footnote-unused", "[^b]:"), ("footnote-unused", "[^c]:")],
    );
    finds("[a][L]\n\n[l]: https://a\n[L]: https://b\n[l]: https://a", &[("definition-duplicate", "[L]")]);
    finds("[l]\n\n[l]: https://a\n\n```\n[l]: https://b\n```\n\nx\n[l]: https://c\n\n<!--\n[l]: https://d\n-->", &[]);
}

#[test]
fn near_misses_of_markdown_are_told() {
    finds("a\n##No space\n\n###### Fine", &[("markdown-slip", "##")]);
    finds("See [the list] (https://x.example/) now", &[("markdown-slip", "] (")]);
    finds("See [the annex](annex 1.docx) now", &[("markdown-slip", "annex 1.docx")]);
    finds("See [a](<annex 1.docx>), [b] (see 3.2 below) and [c](see 3.2 below)", &[]);
    finds("x\n\n| a | b |\n| c | d |\n", &[("markdown-slip", "| a | b |")]);
    finds("| a | b |\n|---|---|\n| c | d |\n\n| alone | here |\n\nx\n| y | z |\n| y | z |", &[]);
    finds("a [[Wiki page]] and [[b|c]]", &[("markdown-slip", "[[Wiki page]]"), ("markdown-slip", "[[b|c]]")]);
    for fine in [
        "`##x` `[[x]]` `[t] (https://x)`",
        "    ##x\n    [[x]]",
        "#tag, ##1, a ##b",
        "[[ -f x ]] a[[0]",
        "[1] (see https://x.example/)",
        "[[x]](https://x)",
        "- [ ] (https://x.example)",
        "\\[[x](https://x)]",
    ] {
        finds(fine, &[]);
    }
}

#[test]
fn hostile_brackets_cost_no_time() {
    for text in ["[[".repeat(500_000), "] (".repeat(500_000) + "[", "[a]: x\n".repeat(200_000)] {
        assert!(facts(&text).findings.len() < 2);
    }
}

#[test]
fn what_word_adds_is_one_finding_a_line() {
    let found = facts("<p style='a'><o:p></o:p><b style='b'>x</b></p>\n<p style='c'>y</p>").findings;
    let seen: Vec<_> = found.iter().map(|found| (found.message.as_str(), found.range.clone())).collect();
    let three = "3 things on this line are not allowed in a page and were taken out (`o:p`, `style`)";
    assert_eq!(seen.len(), 2);
    assert!(seen[0].0.replace("<o:p>", "o:p") == three && seen[0].1 == (3..36), "{seen:?}");
}
