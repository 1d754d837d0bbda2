//! Pages, their addresses, their sections.

use super::{addresses, config, edition};
use crate::edition::{Kind, Status};
use crate::memo::Memo;

#[test]
fn files_become_addresses() {
    let check = |files: &[&str], expect: &[&str]| {
        let files: Vec<_> = files.iter().map(|path| (*path, "x\n")).collect();
        let (made, findings) = edition(&files, "board", &config());
        assert_eq!((addresses(&made), findings), (expect.iter().map(ToString::to_string).collect(), Vec::new()));
    };
    check(&["README.md", "a/index.md", "a/readme.md"], &["/ index", "/a/ index", "/a/readme/"]);
    check(&["_index.md", "index.md"], &["/ index", "/index/"]);
    check(&["use.md", "use/x.md"], &["/use/ index", "/use/x/"]);
    check(&["use.md", "use/_index.md"], &["/use/", "/use/ index"]);
    check(&["use.md", "use/x.png"], &["/use/"]);
    check(&["01-Policies/2. Use It.md", "01-Policies/_index.md"], &["/policies/use-it/", "/policies/ index"]);
    check(&["_versions/1/a.md", "_files/board/CNAME", "Ü b.markdown"], &["/ü-b/"]);
}

#[test]
fn an_index_that_is_hidden_makes_room() {
    let files =
        [("a/_index.md", "---\nchildren: {audience: public}\n---\n"), ("a/README.md", "---\naudience: public\n---\n")];
    assert_eq!(addresses(&edition(&files, "public", &config()).0), ["/a/ index"]);
    assert_eq!(addresses(&edition(&files, "board", &config()).0), ["/a/readme/", "/a/ index"]);
}

#[test]
fn slugs_and_numbers_are_kept() {
    let files = [("1. A/03-b.md", "---\nslug: Other Name\n---\n"), ("1. A/_index.md", "---\nslug: z\n---\n")];
    let (made, _) = edition(&files, "board", &config());
    assert_eq!(addresses(&made), ["/a/other-name/", "/z/ index"]);
    let numbers: Vec<_> = made.versions[0].pages.iter().map(|page| page.number).collect();
    assert_eq!(numbers, [Some(3), Some(1)]);
}

#[test]
fn other_files_are_assets_or_copied() {
    let files = [
        ("My Policies/Logo A.png", "p"),
        ("_files/public/.well-known/security.txt", "s"),
        ("_files/board/x", "t"),
        ("shut/_index.md", "---\naudience: internal\n---\n"),
        ("shut/deep/plan.pdf", "q"),
    ];
    let (made, _) = edition(&files, "public", &config());
    let urls: Vec<_> = made.versions[0].assets.values().map(|asset| asset.url.as_str()).collect();
    assert_eq!(urls, ["/my-policies/Logo A.png"]);
    assert_eq!(
        made.verbatim.keys().map(crate::path::UrlPath::as_str).collect::<Vec<_>>(),
        ["/.well-known/security.txt"]
    );
    assert_eq!(edition(&files, "internal", &config()).0.versions[0].assets.len(), 2);
}

#[test]
fn sections_give_values_and_set_ceilings() {
    let files = [
        ("p/_index.md", "---\naudience: internal\nchildren: {audience: public, kind: policy, owner: A}\n---\n"),
        ("p/q/_index.md", "---\nchildren: {owner: B}\n---\n"),
        ("p/q/a.md", "---\nkind: faq\n---\nx"),
        ("p/wide.md", "---\naudience: public\n---\nx"),
        ("p/narrow.md", "---\naudience: board\nstatus: strange\n---\nx"),
    ];
    let (made, findings) = edition(&files, "board", &config());
    let print = |page: &std::sync::Arc<crate::edition::Page>| {
        let meta = &page.meta;
        format!("{} {:?} {:?} {:?}", page.url, meta.audience.as_deref(), meta.kind, meta.owner.as_deref())
    };
    assert_eq!(
        made.versions[0].pages.iter().map(print).collect::<Vec<_>>(),
        [
            "/p/ Some(\"internal\") Page None",
            "/p/narrow/ Some(\"board\") Policy Some(\"A\")",
            "/p/q/ Some(\"internal\") Policy Some(\"A\")",
            "/p/q/a/ Some(\"internal\") Faq Some(\"B\")",
            "/p/wide/ Some(\"internal\") Policy Some(\"A\")",
        ]
    );
    assert_eq!(
        findings,
        [
            "audience-ceiling p/_index.md: public",
            "audience-ceiling p/wide.md: public",
            "status-unknown p/narrow.md: strange",
        ]
    );
    assert_eq!(addresses(&edition(&files, "public", &config()).0), Vec::<String>::new());
}

#[test]
fn drafts_stay_out_and_folders_give_kinds() {
    let mut config = config();
    config.kinds.insert("p".into(), Kind::Standard);
    let files = [
        ("p/_index.md", "---\nchildren: {status: draft}\n---\n"),
        ("p/a.md", "x"),
        ("p/b.md", "---\nstatus: active\n---\n"),
        ("c.md", "---\ndraft: true\n---\n"),
    ];
    let (made, _) = edition(&files, "board", &config);
    let pages: Vec<_> =
        made.versions[0].pages.iter().map(|page| (page.url.as_str(), page.meta.kind, page.meta.status)).collect();
    assert_eq!(pages, [("/p/", Kind::Page, Status::Active), ("/p/b/", Kind::Standard, Status::Active)]);
}

#[test]
fn an_edition_has_its_sections_and_its_home() {
    let files = [
        ("_index.md", "x"),
        ("a.md", "x"),
        ("training/_index.md", "x"),
        ("training/b.md", "x"),
        ("training2/c.md", "x"),
        ("glossary.md", "x"),
    ];
    let check = |sections: Option<&[&str]>, home: Option<&str>, expect: &[&str]| {
        let mut config = config();
        let wanted = config.editions.last_mut().expect("an edition");
        wanted.sections = sections.map(|names| names.iter().map(ToString::to_string).collect());
        wanted.home = home.map(ToString::to_string);
        let (made, findings) = edition(&files, "board", &config);
        assert_eq!((addresses(&made), findings), (expect.iter().map(ToString::to_string).collect(), Vec::new()));
    };
    check(Some(&["training", "glossary"]), None, &["/ index", "/glossary/", "/training/ index", "/training/b/"]);
    check(Some(&["training"]), Some("training"), &["/ index", "/training/b/"]);
    check(Some(&["glossary"]), Some("training"), &["/glossary/", "/ index"]);
    check(None, Some("glossary"), &["/a/", "/", "/training/ index", "/training/b/", "/training2/c/"]);
    let mut config = config();
    config.editions[2].sections = Some(vec!["trainig".into()]);
    assert_eq!(edition(&files, "board", &config).1, ["config-value site.toml: "]);
}

#[test]
fn files_are_read_as_they_come() {
    let files = [
        ("a.md", "\u{feff}---\r\ntitle: \"A: B\"\r\n---\r\n\r\n# X\r\n"),
        ("b.md", ""),
        ("c.md", "---\n\nA rule above.\n"),
        ("d/?.md", "x"),
    ];
    let (made, findings) = edition(&files, "board", &config());
    assert_eq!(findings, ["path-invalid d/?.md: ", "file-empty b.md: "]);
    let pages = &made.versions[0].pages;
    assert_eq!(pages.iter().map(|page| &*page.text).collect::<Vec<_>>(), ["\r\n# X\r\n", "", "---\n\nA rule above.\n"]);
    assert_eq!(pages[0].map.origin(2), files[0].1.find('#').expect("a heading"));
    assert_eq!(pages[0].meta.title.as_deref(), Some("A: B"));
}

#[test]
fn a_cut_page_leads_back_to_its_file() {
    let text = "---\naudience: public\n---\nä :internal[x] b\n\n:::internal\nx\n:::\nc\n";
    let (made, _) = edition(&[("a.md", text)], "public", &config());
    let page = &made.versions[0].pages[0];
    assert_eq!((&*page.text, page.is_cut), ("ä b\n\nc\n", true));
    for letter in ['ä', 'b', 'c'] {
        let at = page.text.find(letter).expect("a letter");
        assert!(text[page.map.origin(at)..].starts_with(letter), "{letter}");
    }
}

#[test]
fn a_hidden_twin_of_a_heading_is_told() {
    let text = "---\naudience: public\n---\n:::internal\n## Scope\n:::\n\n## Scope\n\n## Other\n";
    let (_, findings) = edition(&[("a.md", text)], "public", &config());
    assert_eq!(findings, ["heading-renumbered a.md: ## Scope"]);
}

#[test]
fn bytes_that_are_no_text_are_named() {
    let mut snapshot = super::snapshot(&[]);
    let path = crate::path::SourcePath::new("content/a.md").expect("a path");
    snapshot.files.insert(path, crate::edition::Blob::new(b"ab\xff".to_vec()));
    let (_, findings) = super::read(&[snapshot], &config(), &Memo::default());
    assert!(findings[0].message.contains("byte 2 is `0xff`"), "{findings:?}");
    assert_eq!(findings[0].primary.range, 2..3);
}

#[test]
fn an_old_version_is_no_wider_than_today() {
    let now =
        super::snapshot(&[("a.md", "---\naudience: internal\n---\n"), ("n.md", "---\nid: X\naudience: board\n---\n")]);
    let old =
        super::snapshot(&[("a.md", "---\naudience: public\n---\n"), ("b.md", "---\nid: X\naudience: public\n---\n")]);
    let config = config();
    let (manuscript, _) = super::read(&[now, old], &config, &Memo::default());
    let wish = super::Wish { as_of: jiff::civil::date(2026, 11, 22), drafts: false, outline: false };
    let (made, _) = super::project(&manuscript, &config, &config.editions[1], wish);
    let counts: Vec<_> = made.versions.iter().map(|version| version.pages.len()).collect();
    assert_eq!(counts, [1, 1]);
}

#[test]
fn dates_that_contradict_are_told() {
    let check = |lines: &str, expect: &[&str]| {
        let page = format!("---\naudience: public\n{lines}---\nText.\n");
        assert_eq!(edition(&[("a.md", &page)], "public", &config()).1, expect, "{lines}");
    };
    check("effective_from: 2026-02-01\nexpires: 2026-01-31\n", &["front-matter-contradiction a.md: 2026-01-31"]);
    check("effective_from: 2026-02-01\nexpiryDate: 2026-02-01\n", &[]);
    check("last_reviewed: 2026-11-23\n", &["front-matter-contradiction a.md: 2026-11-23"]);
    check("last_reviewed: 2026-11-22\nowner: ''\napprover: ''\n", &[]);
}

#[test]
fn an_edition_of_some_sections_knows_what_wider_ones_have() {
    let mut config = config();
    for (edition, base) in
        config.editions.iter_mut().zip(["https://p.example/", "https://i.example/oss/", "https://b.example/"])
    {
        edition.base_url = crate::edition::BaseUrl::new(base).ok();
    }
    config.editions.push(crate::config::EditionConfig {
        name: "courses".into(),
        sections: Some(vec!["a".into()]),
        ..config.editions[1].clone()
    });
    let files = [
        ("a/x.md", "---\naudience: public\n---\nx"),
        ("b/open.md", "---\naudience: public\n---\nx"),
        ("b/staff.md", "---\naudience: internal\n---\nx"),
        ("b/board.md", "---\naudience: board\n---\nx"),
        ("b/draft.md", "---\naudience: public\nstatus: draft\n---\nx"),
    ];
    let known = |name: &str| {
        let (made, findings) = edition(&files, name, &config);
        assert_eq!(findings, Vec::<String>::new());
        made.versions[0].elsewhere.values().cloned().collect::<Vec<_>>()
    };
    assert_eq!(known("internal"), Vec::<String>::new(), "it has all that its readers may know");
    let all = ["https://i.example/oss/a/x/", "https://i.example/oss/b/open/", "https://i.example/oss/b/staff/"];
    assert_eq!(known("courses"), all, "the edition for the same readers comes first, one for fewer never");
    config.editions[1].base_url = None;
    let made = edition(&files, "courses", &config).0;
    assert_eq!(
        made.versions[0].elsewhere.values().collect::<Vec<_>>(),
        ["https://p.example/a/x/", "https://p.example/b/open/"]
    );
}

#[test]
fn shown_words_get_the_punctuation_that_the_text_gets() {
    let files = [("a.md", "---\ntitle: It's a \"plan\"\nid: it's\naudience: public\n---\nx")];
    let mut config = config();
    config.title = "It's ours".into();
    config.menu = vec![crate::edition::MenuEntry { title: "What's new".into(), link: "a.md".into(), range: 0..0 }];
    let words = |config: &crate::config::Config| {
        let made = edition(&files, "public", config).0;
        let meta = &made.versions[0].pages[0].meta;
        [meta.title.as_deref(), meta.id.as_deref(), Some(&*made.settings.title), Some(&*made.settings.menu[0].title)]
            .map(|words| words.unwrap_or_default().to_owned())
    };
    assert_eq!(words(&config), ["It's a \"plan\"", "it's", "It's ours", "What's new"]);
    config.smart_punctuation = true;
    assert_eq!(words(&config), ["It’s a “plan”", "it's", "It’s ours", "What’s new"]);
}

#[test]
fn a_doubtful_title_in_an_editions_own_menu_is_an_error_and_not_shown() {
    let mut config = config();
    let entry = |title: &str| crate::edition::MenuEntry { title: title.into(), link: "a.md".into(), range: 0..0 };
    config.editions[0].menu = Some(vec![entry("Plans:internal[ and purchases]"), entry("A :internal[b]")]);
    let (made, findings) = edition(&[("a.md", "---\naudience: public\n---\nx")], "public", &config);
    assert_eq!(findings, ["audience-doubtful site.toml: "]);
    let titles: Vec<_> = made.settings.menu.iter().map(|entry| entry.title.as_str()).collect();
    assert_eq!(titles, ["A"]);
}

#[test]
fn a_hidden_index_takes_no_index_away_from_others() {
    let page = "---\ntitle: x\n---\nText.\n";
    let shown = "---\naudience: public\nchildren: {audience: public, owner: Office}\n---\nText.\n";
    let owners = |files: &[(&str, &str)]| {
        let (edition, findings) = edition(files, "public", &config());
        assert_eq!(findings, Vec::<String>::new(), "{files:?}");
        let owner =
            |page: &crate::edition::Page| format!("{} {}", page.url, page.meta.owner.as_deref().unwrap_or_default());
        edition.versions[0].pages.iter().map(|page| owner(page)).collect::<Vec<_>>()
    };
    let without = owners(&[("p/a.md", page), ("p/index.md", shown)]);
    assert_eq!(without, ["/p/a/ Office", "/p/ "]);
    let hidden =
        ["Text.\n", "---\nchildren: {owner: zebrafish}\n---\nText.\n", "---\naudience: public\nstatus: draft\n---\n"];
    for text in hidden {
        assert_eq!(owners(&[("p/_index.md", text), ("p/a.md", page), ("p/index.md", shown)]), without, "{text}");
    }
    let other = "---\naudience: public\nchildren: {audience: public}\n---\nText.\n";
    let ordinary = owners(&[("p/_index.md", other), ("p/a.md", page), ("p/index.md", shown)]);
    assert_eq!(ordinary, ["/p/ ", "/p/a/ ", "/p/index/ "], "what is left over sets nothing");
}

#[test]
fn what_a_hidden_index_sets_makes_no_mistake_of_a_page() {
    let files = [
        ("p/_index.md", "---\nchildren: {kind: policy}\n---\nText.\n"),
        ("p/a.md", "---\naudience: public\nstatus: collected\n---\nText.\n"),
    ];
    let check = |name: &str, expect: &[&str]| assert_eq!(edition(&files, name, &config()).1, expect, "{name}");
    check("public", &[]);
    check("board", &["status-unknown p/a.md: collected"]);
}
