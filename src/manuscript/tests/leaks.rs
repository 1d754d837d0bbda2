//! What is hidden stays hidden: every way of writing a mark, well or badly, never shows the word in a wider edition.

use super::{addresses, config, edition};

/// The word that must not be seen.
const WORD: &str = "zebrafish";

/// Marks that are wrong in some way. Each hides the word, or takes the page away, and is an error about the audience.
const MALFORMED: &[&str] = &[
    ":::internal\nzebrafish\n",
    ":::internal\nzebrafish\n::\n",
    "::::internal\nzebrafish\n:::\n",
    ":::internal\nzebrafish\n::::\n",
    ":::Internal\nzebrafish\n:::\n",
    ":::INTERNAL\nzebrafish\n:::\n",
    ":::intrenal\nzebrafish\n:::\n",
    ":::interal\nzebrafish\n:::\n",
    ":::internals\nzebrafish\n:::\n",
    ":::boad\nzebrafish\n:::\n",
    "::internal\nzebrafish\n::\n",
    "::internal[zebrafish]\n",
    ":internal [zebrafish]\n",
    ":internal(zebrafish)\n",
    ":internal{zebrafish}\n",
    ": internal[zebrafish]\n",
    ":internal[zebrafish\n",
    ":internal[a\n\nzebrafish]\n",
    ":internal[a] zebrafish]\n",
    ":internal[a](zebrafish)\n",
    ":internal[a][zebrafish]\n",
    ":internal[zebrafish]{x=y}\n",
    "word:internal[zebrafish]\n",
    "internal[zebrafish]\n",
    ":Internal[zebrafish]\n",
    ":intrenal[zebrafish]\n",
    ":іnternal[zebrafish]\n",
    ":in\u{200b}ternal[zebrafish]\n",
    ":\u{200b}internal[zebrafish]\n",
    "\\:internal[zebrafish]\n",
    "\\:::internal\nzebrafish\n:::\n",
    "：：：internal\nzebrafish\n：：：\n",
    ":::іnternal\nzebrafish\n:::\n",
    ":::in\u{200b}ternal\nzebrafish\n:::\n",
    ":::in\u{ad}ternal\nzebrafish\n:::\n",
    ":::ｉｎｔｅｒｎａｌ\nzebrafish\n:::\n",
    ": : :internal\nzebrafish\n: : :\n",
    ":::\ninternal\nzebrafish\n:::\n",
    "::: {.internal}\nzebrafish\n:::\n",
    ":::{internal}\nzebrafish\n:::\n",
    "**:::internal**\nzebrafish\n**:::**\n",
    ":::internal zebrafish\nzebrafish\n:::\n",
    ":::internal[zebrafish]\nzebrafish\n:::\n",
    "text :::internal zebrafish ::: text\n",
    "    :::internal\n    zebrafish\n    :::\n",
    "```\n:::internal\nzebrafish\n:::\n",
    "a ` b\n:::internal\nzebrafish\n:::\nc ` d\n",
    "<div>\n:::internal\nzebrafish\n:::\n</div>\n",
    "<pre>\n:::internal\nzebrafish\n:::\n</pre>\n",
    "<span title=\":internal[zebrafish]\">x</span>\n",
    "- a\n\n  :::internal\n  zebrafish\n\n- b\n\n  :::\n",
    "> :::internal\n> zebrafish\n\n:::\n",
    "- :::internal\n  zebrafish\n:::\n",
    ":::internal\nx\n:::\nzebrafish\n:::\n",
    ":::internal\n::::note\nx\n:::\nzebrafish\n::::\n",
    ":::note\n:::internal\nzebrafish\n:::\n",
    "| a | b |\n|---|---|\n| :::internal | zebrafish |\n| ::: | |\n",
    "| a |\n|---|\n| x |\n:::internal\n| zebrafish |\n:::\n| y |\n",
    "| a | b |\n|---|---|\n| :internal[x | zebrafish] |\n",
    "# :::internal zebrafish\n",
    "## Title ::internal[zebrafish]\n",
    "[!internal]\nzebrafish\n",
    "> [!INTERNAL]\n> zebrafish\n",
    "!!! internal\n    zebrafish\n",
    "<internal>zebrafish</internal>\n",
    "<!-- internal -->\nzebrafish\n<!-- /internal -->\n",
    "{{< internal >}}\nzebrafish\n{{< /internal >}}\n",
    "{% internal %}\nzebrafish\n{% endinternal %}\n",
    "[internal]zebrafish[/internal]\n",
    "&#58;&#58;&#58;internal\nzebrafish\n&#58;&#58;&#58;\n",
    ";;;internal\nzebrafish\n;;;\n",
    "x[^1]\n\n[^1]: :::internal\n    zebrafish\n",
    "Term\n: :::internal\n  zebrafish\n  :::\n",
];

/// Front matter whose audience is not clear, in a section whose pages are public.
const MALFORMED_TOPS: &[&str] = &[
    "---\naudience:\n---\nzebrafish\n",
    "---\naudience: Internal\n---\nzebrafish\n",
    "---\naudience: PUBLIC\n---\nzebrafish\n",
    "---\naudience: [public]\n---\nzebrafish\n",
    "---\naudience: true\n---\nzebrafish\n",
    "---\naudience: publc\n---\nzebrafish\n",
    "---\naudience: рublic\n---\nzebrafish\n",
    "---\naudence: internal\n---\nzebrafish\n",
    "---\nаudience: internal\n---\nzebrafish\n",
    "---\naudience : internal\n---\nzebrafish\n",
    "---\naudience: public\naudience: internal\n---\nzebrafish\n",
    "---\naudience: public\nAudience: public\n---\nzebrafish\n",
    "---\naudience: internal\n\nzebrafish\n",
    "\u{feff}---\r\naudience: internal\r\n---\r\nzebrafish\r\n",
    "\u{200b}---\naudience: internal\n---\nzebrafish\n",
    " ---\naudience: internal\n---\nzebrafish\n",
    "----\naudience: internal\n----\nzebrafish\n",
    "\naudience: internal\n\nzebrafish\n",
    "{\"audience\": \"internal\"}\nzebrafish\n",
    "+++\naudience = \"internal\"\n\nzebrafish\n",
    "---\naudience: internal\ntitle: [\n---\nzebrafish\n",
    "---\naudience: &a internal\n---\nzebrafish\n",
    "---\n\taudience: internal\n---\nzebrafish\n",
];

/// Strings of front matter with marks in them, on a public page.
const MALFORMED_STRINGS: &[&str] = &[
    "title: a :internal[zebrafish\n",
    "title: \"::internal[zebrafish]\"\n",
    "title: \":Internal[zebrafish]\"\n",
    "tags: [a, \":internal (zebrafish)\"]\n",
    "custom:\n  deep:\n    - \":intrenal[zebrafish]\"\n",
    "custom: |\n  :::internal\n  zebrafish\n",
    "title: \"\\x3ainternal (zebrafish)\"\n",
    "\":internal[zebrafish]\": x\n",
    "owner: \":internal {zebrafish}\"\n",
];

fn hides(files: &[(&str, &str)], is_error: bool) {
    let config = config();
    let (public, findings) = edition(files, "public", &config);
    assert!(!format!("{public:?}").contains(WORD), "shown: {files:?}\n{public:?}");
    let about = |code: &str| findings.iter().any(|finding| finding.starts_with(code));
    let reported = about("audience") || about("front-matter");
    assert!(reported || !is_error, "not reported: {files:?} {findings:?}");
    let (board, _) = edition(files, "board", &config);
    assert!(format!("{board:?}").contains(WORD), "lost for those who may read it: {files:?}");
}

#[test]
fn a_malformed_mark_never_shows_its_word() {
    assert!(MALFORMED.len() >= 60);
    for text in MALFORMED {
        let page = format!("---\naudience: public\n---\n# A page\n\n{text}");
        hides(&[("a.md", &page)], true);
        hides(&[("a.md", &page.replace('\n', "\r\n"))], true);
    }
}

#[test]
fn a_malformed_audience_never_publishes() {
    for text in MALFORMED_TOPS {
        let clear =
            ["\u{feff}", "\u{200b}---", " ---", "---\naudience : internal"].iter().any(|top| text.starts_with(top));
        hides(&[("_index.md", "---\nchildren: {audience: public}\n---\n"), ("a.md", text)], !clear);
    }
}

#[test]
fn a_malformed_string_never_shows_its_word() {
    for text in MALFORMED_STRINGS {
        hides(&[("a.md", &format!("---\naudience: public\n{text}---\nx\n"))], true);
    }
}

#[test]
fn a_good_mark_hides_and_shows() {
    let good = [
        "---\naudience: public\ntitle: \"x :internal[zebrafish]\"\n---\ny\n",
        "---\naudience: public\ntags: [a, \":internal[zebrafish]\"]\ncustom: {k: \":internal[zebrafish]\"}\n---\ny\n",
        "---\naudience: public\n---\nx :internal[zebrafish] y\n",
        "---\naudience: public\n---\nx\n\n:::internal\nzebrafish\n\n[zebrafish]: zebrafish\n:::\n\ny\n",
        "---\naudience: public\n---\n| a |\n|---|\n| :internal[zebrafish] |\n",
        "---\naudience: public\n---\n:::internal\n| zebrafish |\n|---|\n| x |\n:::\n",
        "---\naudience: public\n---\n::::note\n:::internal\n| zebrafish |\n|---|\n| x |\n:::\n::::\n",
        "---\naudience: public\n---\n## A :internal[zebrafish]\n",
        "---\naudience: public\n---\nx :internal[a :board[zebra] zebrafish] y\n",
        "+++\naudience = \"public\"\ntitle = \"x :internal[zebrafish]\"\n+++\nx\n",
        "---\naudience: internal\n---\nzebrafish\n",
        "zebrafish\n",
    ];
    let config = config();
    for text in good {
        hides(&[("a.md", text)], false);
        let (_, findings) = edition(&[("a.md", text)], "internal", &config);
        assert_eq!(findings, Vec::<String>::new(), "{text}");
    }
}

#[test]
fn the_eye_can_see() {
    let (public, _) = edition(&[("a.md", "---\naudience: public\n---\nzebrafish\n")], "public", &config());
    assert!(format!("{public:?}").contains(WORD));
}

#[test]
fn an_example_in_code_is_no_mark() {
    let text = "---\naudience: public\n---\nUse `:::internal` and `:internal[zebrafish]`:\n\n```\n:::internal\nzebrafish\n:::\n```\n";
    let (public, findings) = edition(&[("a.md", text)], "public", &config());
    assert_eq!((addresses(&public), findings), (vec!["/a/".to_owned()], Vec::new()));
}

#[test]
fn an_item_goes_with_its_words() {
    let with = "---\naudience: public\nrevisions:\n  - {date: 2026-11-20, version: '2', note: ':internal[zebrafish]'}\n  \
                - {date: 2026-01-01, note: 'a :internal[zebrafish]'}\n  - {date: 2025-01-01}\ndoors:\n  \
                - {title: ':internal[zebrafish]', text: t, link: zebrafish.md}\n  \
                - {title: t, text: ':internal[zebrafish]', link: b.md}\nsteps:\n  - {text: ':board[zebrafish]', date: 2026-01-01}\n---\nText.\n";
    let without = "---\naudience: public\nrevisions:\n  - {date: 2026-01-01, note: a}\n  - {date: 2025-01-01}\ndoors:\n  \
                   - {title: t, link: b.md}\n---\nText.\n";
    let meta = |text: &str| {
        let (edition, findings) = edition(&[("a.md", text)], "public", &config());
        assert_eq!(findings, Vec::<String>::new());
        let mut meta = edition.versions[0].pages[0].meta.clone();
        meta.places.clear();
        meta.doors.iter_mut().for_each(|door| door.range = 0..0);
        format!("{meta:#?}")
    };
    assert_eq!(meta(with), meta(without));
    hides(&[("a.md", with)], false);
}

/// The promise: the public edition is the one of a handbook in which the hidden parts were never written.
#[test]
fn an_edition_equals_the_one_without_hidden_parts() {
    let with = [
        ("_index.md", "---\naudience: public\nmore: [\":internal[z]\", b]\n---\na :internal[z] b\n"),
        ("p/_index.md", "---\nchildren: {audience: public, owner: \"O :internal[z]\"}\n---\nzebrafish\n"),
        ("p/a.md", "x\n\n:::internal\nz\n:::\n\ny\n"),
        ("p/index.md", "---\naudience: internal\nowner: zebrafish\n---\n"),
        ("q/_index.md", "---\nchildren: {owner: zebrafish, kind: policy}\n---\n"),
        ("q/b.md", "---\naudience: public\n---\n"),
        ("q/c.md", "zebrafish"),
    ];
    let without = [
        ("_index.md", "---\naudience: public\nmore: [b]\n---\na b\n"),
        ("p/_index.md", "---\nchildren: {audience: public, owner: \"O\"}\n---\n"),
        ("p/a.md", "x\n\n\ny\n"),
        ("q/b.md", "---\naudience: public\n---\n"),
    ];
    let print = |files: &[(&str, &str)]| {
        let (mut edition, _) = edition(files, "public", &config());
        for page in edition.versions[0].pages.iter_mut().map(std::sync::Arc::make_mut) {
            (page.is_cut, page.map) = (false, crate::text::SourceMap::default());
            page.meta.places.clear();
        }
        format!("{edition:#?}")
    };
    assert_eq!(print(&with), print(&without));
}

/// What may have been meant to hide words from everybody, on a public page.
const STRANGERS: &[&str] = &[
    ":::employees\nzebrafish\n:::\n",
    ":::confidential\nzebrafish\n:::\n",
    ":::vip\nzebrafish\n:::\n",
    ":::manager\nzebrafish\n:::\n",
    "- :::staff\n  zebrafish\n  :::\n",
    "::staff[zebrafish]\n",
    "a :secret[zebrafish] b\n",
    "::: {.confidential}\nzebrafish\n:::\n",
    "<div>\n:::employees\nzebrafish\n:::\n</div>\n",
    "    :::employees\n    zebrafish\n    :::\n",
    ":::note\n::::employees\nzebrafish\n::::\n:::\n",
    "<div class=\"box internal\">zebrafish</div>\n",
    "<div class=\"Board-only\">zebrafish</div>\n",
    "x <span id=board>zebrafish</span>\n",
    "```internal\nzebrafish\n```\n",
    "~~~ {.board}\nzebrafish\n~~~\n",
];

#[test]
fn an_unknown_mark_never_publishes_what_it_holds() {
    for text in STRANGERS {
        let page = format!("---\naudience: public\n---\n# A page\n\n{text}");
        hides(&[("a.md", &page)], true);
        let (_, findings) = edition(&[("a.md", &page)], "board", &config());
        assert_eq!(findings.len(), 1, "{text} {findings:?}");
        let page = page.replace("audience: public", "audience: board");
        assert_eq!(edition(&[("a.md", &page)], "board", &config()).1, Vec::<String>::new(), "{text}");
    }
}

#[test]
fn what_hides_nothing_is_no_stranger() {
    let plain = [
        ":::warnign\nx\n:::\n",
        ":::Note\nx\n:::\n",
        ":::tips\nx\n:::\n",
        ":::important\nx\n:::\n",
        "::: {.note}\nx\n:::\n",
        "::metric{id=x}\n",
        ":::board\n:::employees\nx\n:::\n<b class=\"board\">x</b>\n:::\n",
        "```text\n:::employees\n```\n`:secret[x]`\n",
        "`class=\"internal\"` and ``` internal ```\n",
        "````text\n```internal\nx\n```\n````\n",
        "<div class=\"public internals\">an internal class=internal thing</div>\n",
        "10:30[x] std::staff a:b[c] https://a.b/?id=internal\n",
    ];
    for text in plain {
        let page = format!("---\naudience: public\n---\n{text}");
        assert_eq!(edition(&[("a.md", &page)], "public", &config()).1, Vec::<String>::new(), "{text}");
    }
}

#[test]
fn words_of_other_tools_for_few_readers_are_heeded() {
    let config = config();
    let check = |line: &str, expect: &[&str]| {
        let page = format!("---\naudience: public\n{line}\n---\nzebrafish\n");
        let (public, findings) = edition(&[("a.md", &page)], "public", &config);
        let codes: Vec<&str> = findings.iter().filter_map(|finding| finding.split(' ').next()).collect();
        assert_eq!(codes, expect, "{line}");
        assert_eq!(addresses(&public).is_empty(), !expect.is_empty(), "{line}");
        let below = format!("---\nchildren:\n  {line}\n---\n");
        let files = [("s/_index.md", below.as_str()), ("s/a.md", "---\naudience: public\n---\nzebrafish\n")];
        let (public, findings) = edition(&files, "public", &config);
        assert_eq!(addresses(&public).is_empty(), !expect.is_empty(), "below: {line} {findings:?}");
        let page = page.replace("public", "board");
        assert_eq!(edition(&[("a.md", &page)], "public", &config).1, Vec::<String>::new(), "{line}");
    };
    for line in [
        "private: true",
        "hidden: yes",
        "Unlisted: true",
        "confidential: true",
        "visibility: internal",
        "visibility: private",
        "access: [staff]",
        "classification: Confidential",
        "state: draft",
    ] {
        check(line, &["front-matter-unsafe-key"]);
    }
    check("status: work in progress", &["status-unknown"]);
    check("status: To-Do", &["status-unknown"]);
    check("status: \"Draft, v2\"", &["status-unknown"]);
    for line in [
        "private: false",
        "hidden:",
        "visibility: public",
        "access: everyone",
        "classification: Public",
        "state: California",
        "status: collected",
        "status: reviewed",
        "published: 2026-01-01",
        "published: true",
    ] {
        check(line, &[]);
    }
    for line in ["published: false", "publish: no", "is_published: \"false\"", "unpublished: true", "draft: true"] {
        let page = format!("---\naudience: public\n{line}\n---\nzebrafish\n");
        let (public, findings) = edition(&[("a.md", &page)], "public", &config);
        assert!(addresses(&public).is_empty() && findings.is_empty(), "{line} {findings:?}");
    }
}

#[test]
fn few_readers_may_be_as_few_as_the_page_has() {
    let check = |audience: &str, level: &str, expect: usize| {
        let page = format!("---\naudience: {audience}\nvisibility: {level}\n---\nx\n");
        assert_eq!(edition(&[("a.md", &page)], "board", &config()).1.len(), expect, "{audience} {level}");
    };
    check("internal", "internal", 0);
    check("internal", "public", 0);
    check("internal", "board", 1);
    check("internal", "team", 1);
    check("board", "team", 0);
}
