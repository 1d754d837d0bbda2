use super::*;
use crate::manuscript::node::duplicates;

/// Prints a tree as `key=value`, each with the text at its place.
fn print(node: &Node, text: &str) -> String {
    match &node.content {
        Content::List(items) => {
            format!("[{}]", items.iter().map(|item| print(item, text)).collect::<Vec<_>>().join(", "))
        }
        Content::Map(entries) => {
            let entry = |entry: &Entry| format!("{}={}", &text[entry.key_range.clone()], print(&entry.node, text));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        _ => text[node.range.clone()].to_owned(),
    }
}

#[test]
fn every_value_has_its_place() {
    let check = |yaml: &str, expect: &str| {
        let text = format!("---\n{yaml}");
        let node = parse(&text, 4..text.len()).expect("valid YAML");
        assert_eq!(print(&node, &text), expect, "{yaml}");
    };
    check("a: 1\nb: two words # c\n", "{a=1, b=two words}");
    check("a: \"x: y\"\r\n'b c': 'it''s'\r\n", "{a=\"x: y\", 'b c'='it''s'}");
    check("a:\n- x\n- y: 1\n  z: 2\nb:\n  - [p, 'q']\n", "{a=[x, {y=1, z=2}], b=[[p, 'q']]}");
    check("a: [x, \"y, z\", {k: v, l: m}]\nb: {}\n", "{a=[x, \"y, z\", {k=v, l=m}], b={}}");
    check("a: |\n  one\n\n  two\nb: >-\n  x\nc:\n", "{a=|\n  one\n\n  two, b=>-\n  x, c=}");
    check("a: one\n  two\nb:\n  three\n", "{a=one\n  two, b=three}");
    check("# c\n\na:\n  # d\n  b:\n    c: é\n  d: 1.10\n", "{a={b={c=é}, d=1.10}}");
    check("{a: 1, b: [2]}\n", "{a=1, b=[2]}");
    check("  a: 1\n  b: http://x.y/#z\n", "{a=1, b=http://x.y/#z}");
}

#[test]
fn numbers_keep_their_writing() {
    let node = parse("v: 1.10\nw: 007\nd: 20240822\n", 0..27).expect("valid YAML");
    let Content::Map(entries) = node.content else { panic!("a map") };
    let words: Vec<_> = entries.iter().map(|entry| entry.node.words().unwrap_or_default()).collect();
    assert_eq!(words, ["1.10", "007", "20240822"]);
}

#[test]
fn anchors_aliases_and_tags_are_refused() {
    for yaml in [
        "a: &x 1\nb: *x\n",
        "a: !secret x\n",
        "a:\n  - *x\n",
        "a: [&x 1]\n",
        "<<: *x\n",
        "*x : 1\n",
        "a: !!binary x\n",
        "a: [1, {b: *c}]\n",
    ] {
        assert!(matches!(parse(yaml, 0..yaml.len()), Err(Refusal::Alias(_))), "{yaml}");
    }
    let fine = "a: x & y * z!\nb: \"*x\"\n";
    assert!(parse(fine, 0..fine.len()).is_ok());
}

#[test]
fn mistakes_have_a_place_and_a_way_out() {
    let check = |yaml: &str, at: &str, words: &str| {
        let Err(Refusal::Syntax { range, help, .. }) = parse(yaml, 0..yaml.len()) else { panic!("a mistake: {yaml}") };
        assert!(yaml[range.start..].starts_with(at) && help.contains(words), "{yaml:?} {range:?} {help}");
    };
    check("a: b: c\n", ": c", "put it in quotes: `a: 'b: c'`");
    check("a: @b's\n", "@b", "put it in quotes: `a: '@b''s'`");
    check("title:x\naudience: public\n", "title:x", "write `title: x`");
    check("title: x\naudience:public\n", "audience:public", "write `audience: public`");
    check("title:x\n", "title:x", "write `title: x`");
    check("title: x\naudience:\u{a0}public\n", "audience:", "delete it and type a space");
    check("a:\n\t- b\n", "", "tabs");
    check("a: [b\nc: d\n", "", "quotes");
    check(&"[".repeat(65), "[", "few levels");
    check(&"a: b\n".repeat(20_000), "a", "body");
}

#[test]
fn nothing_is_fine() {
    for yaml in ["", "\n", "# a comment\n"] {
        let node = parse(yaml, 0..yaml.len()).expect("valid YAML");
        assert_eq!(node.content, Content::Null, "{yaml:?}");
    }
}

#[test]
fn keys_that_stand_twice_are_found_at_any_depth() {
    let yaml = "a: 1\nb:\n  c: 1\n  c: 2\na: 2\n";
    let node = parse(yaml, 0..yaml.len()).expect("valid YAML");
    let found: Vec<_> =
        duplicates(&node).iter().map(|(later, first)| (later.key_range.clone(), first.key_range.start)).collect();
    assert_eq!(found, [(22..23, 0), (17..18, 10)]);
}

#[test]
fn no_input_takes_long() {
    for part in ["[", "- ", "a: ", "? ", "{a: ", "\"", "a:\n ", "&a [", "| ", ": "] {
        let yaml = part.repeat(60_000 / part.len());
        let _ = parse(&yaml, 0..yaml.len());
        let _ = skim::skim(&yaml, DEPTH);
    }
}
