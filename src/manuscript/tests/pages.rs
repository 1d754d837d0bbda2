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
    let print = |page: &crate::edition::Page| {
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
    let wish = super::Wish { as_of: jiff::civil::date(2026, 11, 22), drafts: false };
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
