use super::cut::{cut as cut_to, cut_outlined};
use super::sight::sights;
use super::*;

fn audiences() -> Audiences {
    Audiences::new(["public", "internal", "board"].map(String::from).to_vec()).expect("good names")
}

/// Gives the text that the audience reads.
fn cut(text: &str, name: &str) -> String {
    let audiences = audiences();
    let (marks, _) = find(text, &audiences);
    let audience = audiences.find(name).expect("an audience");
    cut_to(text, &(0..text.len()), &marks, &audiences, audience).text
}

#[test]
fn blocks_go_with_their_lines() {
    let check = |text: &str, public: &str, internal: &str| {
        assert_eq!((cut(text, "public").as_str(), cut(text, "internal").as_str()), (public, internal), "{text:?}");
    };
    check("a\n\n:::internal\nx\n:::\n\nb\n", "a\n\n\nb\n", "a\n\nx\n\nb\n");
    check("a\n:::internal\nx\n:::\nb\n", "a\nb\n", "a\n\nx\n\nb\n");
    check("- a\n:::internal\n- x\n:::\n- b\n", "- a\n- b\n", "- a\n- x\n- b\n");
    check("> a\r\n> :::internal\r\n> x\r\n> :::\r\n> b\r\n", "> a\r\n> b\r\n", "> a\r\n> \r\n> x\r\n> \r\n> b\r\n");
    check("- :::internal\n  x\n  :::\n  y\n", "- \n  y\n", "- \n  x\n  \n  y\n");
    check(":::internal\nx\n:::", "", "x\n");
    check("::::public\na\n:::internal\nx\n:::\n::::\n", "a\n", "a\n\nx\n\n");
    check(":::board\nz\n:::internal\nx\n:::\n:::\na\n", "a\n", "a\n");
    check("::::internal\nx\n:::board\nz\n:::\n::::\na\n", "a\n", "x\n\na\n");
    check("::::internal\n:::note\nx\n:::\n::::\n", "", ":::note\nx\n:::\n");
    check("```\n:::internal\n```\n", "```\n:::internal\n```\n", "```\n:::internal\n```\n");
}

#[test]
fn words_go_with_a_space() {
    let check = |text: &str, public: &str, internal: &str| {
        assert_eq!((cut(text, "public").as_str(), cut(text, "internal").as_str()), (public, internal), "{text:?}");
    };
    check("a :internal[x] b", "a b", "a x b");
    check("[a :internal[x]](b) ![c :internal[y] d](e)", "[a](b) ![c d](e)", "[a x](b) ![c y d](e)");
    check(":::note[a :internal[x]]\n:::", ":::note[a]\n:::", ":::note[a x]\n:::");
    check("a :internal[x].", "a.", "a x.");
    check("- :internal[x], b", "- , b", "- x, b");
    check("[:internal[x] a](b) (:internal[x] a)", "[a](b) (a)", "[x a](b) (x a)");
    check("a :internal[x]\nb", "a\nb", "a x\nb");
    check("a\n:internal[x]\nb", "a\nb", "a\nx\nb");
    check(":internal[x] b", "b", "x b");
    check("# A (:internal[x])", "# A ()", "# A (x)");
    check("a :internal[x :board[y] z] b", "a b", "a x z b");
    check("a :public[x :internal[y] z] b", "a x z b", "a x y z b");
    check("| a | :internal[x] |", "| a | |", "| a | x |");
    check("- :internal[x]\n- b", "- b", "- x\n- b");
    check("1. :internal[x]\n   b", "1.\n   b", "1. x\n   b");
    check("a\n## :internal[x]\nb", "a\nb", "a\n## x\nb");
    check("- [ ] :internal[x]\n", "", "- [ ] x\n");
    check(":internal[a] :internal[b]\nc", "\nc", "a b\nc");
    check("é :internal[ü] ö", "é ö", "é ü ö");
}

#[test]
fn what_is_left_does_not_depend_on_what_was_hidden() {
    let hidden = ["", "x\n", "\nx\n\n", "- x\n", "# a\n", ":internal[y]\n", "[a]: b\n", "```\n:::\n```\n"];
    let around = [
        ("a\n:::public\n", "b\n:::\n"),
        ("- a\n", "- b\n"),
        (":::public\n", ":::\n"),
        ("", ""),
        ("a\n\n", "\nb\n"),
        ("- a :public[x]\n:::public\n", ":::\n- :public[b]\n"),
    ];
    for (before, after) in around {
        for words in hidden {
            let marked = format!("{before}::::board\n{words}::::\n{after}");
            assert_eq!(cut(&marked, "public"), cut(&format!("{before}{after}"), "public"), "{marked:?}");
        }
    }
}

#[test]
fn doubts_are_seen() {
    let check = |text: &str, expect: &[&str]| {
        let (_, doubts) = find(text, &audiences());
        let found: Vec<_> =
            doubts.iter().map(|doubt| format!("{} {}", doubt.code, &text[doubt.range.clone()])).collect();
        assert_eq!(found, expect, "{text:?}");
    };
    check(":::internal\nx\n", &["audience-unclosed :::internal"]);
    check(":::internal Secret\nx\n:::\n", &["audience-doubtful :::internal Secret"]);
    check(":::internal\nx\n:::\ny\n:::\n", &["audience-doubtful :::"]);
    check(":::internal\n:::note\nx\n:::\n", &["audience-unclosed :::internal"]);
    check("- :::internal\n  x\n- y\n  :::\n", &["audience-doubtful :::"]);
    check("a :internal[x](y)", &["audience-doubtful :internal[x]"]);
    check("a :internal[x :board[y] z] :internal[:board[y]] b", &[]);
    check(
        "a :internal[x] :internal[:board[y]] z]",
        &["audience-doubtful :internal[x]", "audience-doubtful :internal[:board[y]]"],
    );
    check("a :internal[x] y]", &["audience-doubtful :internal[x]"]);
    check("[a] :internal[x] y](z)", &["audience-doubtful :internal[x]"]);
    check("[a\n\n:internal[x] y](z)", &["audience-doubtful :internal[x]"]);
    check("[a :internal[x] y]", &["audience-doubtful :internal[x]"]);
    check("[a :internal[x] y](z) ![:internal[x]](z) [:internal[x] [a] y][z]", &[]);
    check(":::note[a :internal[x]]\n:::\n", &[]);
    check(":::note\nx\n", &[]);
    check("a :internal[x [y](z)] [b] c\n\n]", &[]);
}

#[test]
fn whatever_looks_like_a_mark_is_seen() {
    let seen = [
        ":::internal",
        "::internal",
        ":internal[x]",
        "::: internal",
        ":::Internal",
        ":::INTERNAL",
        "x ::internal y",
        "std::internal",
        ":internal [x]",
        "word:internal[x]",
        ":internal(x)",
        ":internal{x}",
        ": internal[x]",
        ":intrenal[x]",
        ":::intrnal",
        ":::internl",
        "::: {.internal}",
        ":::{internal}",
        "：：：internal",
        ":::in\u{200b}ternal",
        ":\u{200b}::internal",
        ":::іnternal",
        ":::ｉｎｔｅｒｎａｌ",
        ": : :internal",
        "\\:::internal",
        "\\:internal[x]",
        ";;;internal",
        "&#58;&#58;&#58;internal",
        "&colon;internal[x]",
        ":::\ninternal\n",
        "**:::internal**",
        ":::**internal**",
        "[!INTERNAL]",
        "!!! internal",
        "<internal>",
        "<!-- internal -->",
        "{% internal %}",
        "{{< internal >}}",
        "[/internal]",
        "internal[x]",
        ":::internal-",
        ":::boarb",
        ":::Board",
        ":*internal*[x]",
        ":::internal:::",
        ":internal",
        "(:internal)",
        ":::ïnternal",
        ":in\u{ad}ternal[x]",
        ":::1nternal",
    ];
    for text in seen {
        assert!(!sights(text, &audiences()).is_empty(), "{text:?}");
    }
    let unseen = [
        "internal",
        "for internal use: internal pages",
        "see: internal",
        "10:30",
        "https://internal/x",
        ":::note",
        ":::tip",
        ":public[x]",
        "::public",
        "a:b",
        "kinds: internal[^1]",
        "internal[1]",
        "an internal [link](x)",
        "<internal@x.y>",
        "::before",
        ":smile:",
        "note: internally",
        "[internal](x)",
        "- internal: x",
        ":external",
        ":\n\ninternal rules",
        "non-internal[x]",
    ];
    for text in unseen {
        assert!(sights(text, &audiences()).is_empty(), "{text:?}");
    }
}

#[test]
fn time_is_linear() {
    for part in [":", ": ", ";", ":internal[", "&#58;", "[", ":::internal\n", "<internal", ":::\\"] {
        let text = part.repeat(50_000 / part.len());
        let (marks, _) = find(&text, &audiences());
        let _ = cut_to(&text, &(0..text.len()), &marks, &audiences(), Audience::WIDEST);
        let _ = sights(&text, &audiences());
    }
}

#[test]
fn marks_stay_for_the_outline_of_what_wider_readers_lack() {
    let check = |text: &str, border: &str, expect: &str| {
        let names = audiences();
        let audience = |name| names.find(name).expect("an audience");
        let (marks, _) = find(text, &names);
        let made = cut_outlined(text, &(0..text.len()), &marks, &names, audience("internal"), audience(border));
        assert_eq!(made.text, expect, "{text:?}");
    };
    check("a\n\n:::internal\nx\n:::\n", "public", "a\n\n:::internal\nx\n:::\n");
    check("a\n\n:::internal\nx\n:::\n", "internal", "a\n\nx\n");
    check("a :internal[x] :public[y] :board[z] b", "public", "a :internal[x] y b");
    check("::::internal\nx\n\n:::board\nz\n:::\n::::\n", "public", "::::internal\nx\n\n::::\n");
    check("- :::internal\n  x\n  :::\n", "public", "- \n  x\n");
    for kept in ["## A :internal[x]", "- :internal[x]\n- b", "| a :internal[x] | b |", ":internal[**x** y]"] {
        check(kept, "public", kept);
    }
    for (text, plain) in [
        (":internal[## x]", "## x"),
        ("- :internal[- x]", "- - x"),
        (":internal[* x]", "* x"),
        (":internal[1. x]", "1. x"),
        (":internal[| x | y |]", "| x | y |"),
        (":::note[a :internal[x]]\n:::", ":::note[a x]\n:::"),
    ] {
        check(text, "public", plain);
    }
}
