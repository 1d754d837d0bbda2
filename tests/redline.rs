//! What changed from version to version: history pages, what leads to them, `ospress diff`; and that none of it tells
//! what its readers must not know.

mod common;

use common::{Scratch, Tree};

const SITE: &str = r#"
title = "Book"
[editions.public]
audience = "public"
base_url = "https://book.example/"
[editions.internal]
audience = "internal"
[versions]
current = "3"
[[versions.released]]
name = "2"
date = 2026-06-01
note = "Use tightened"
source = { path = "content/_versions/2" }
[[versions.released]]
name = "1"
date = 2026-01-10
source = { path = "content/_versions/1" }
"#;

const HOME: &str = "---\nchildren: {audience: public}\naudience: public\n---\n# Home\n";

fn policy(owner: &str, text: &str) -> String {
    format!("---\nid: POL-1\ntitle: Use\nkind: policy\nowner: {owner}\naudience: public\n---\n\n{text}\n")
}

/// A handbook of three versions: a policy that changed twice, a page that stayed, one that changed inside alone.
fn book(name: &str) -> Scratch {
    let book = Scratch::handbook(name, SITE);
    let words = "You may ship it after a review.";
    for (folder, owner, text) in [
        ("content/_versions/1", "ospo", "## Scope\n\nYou may ship it.\n\nA paragraph that stays as it is.".to_owned()),
        ("content/_versions/2", "ospo", format!("## Scope\n\n{words}\n\nA paragraph that stays as it is.")),
        (
            "content",
            "legal",
            format!("## Scope\n\n{}\n\nA paragraph that stays as it is.", words.replace("may", "must")),
        ),
    ] {
        book.write(&format!("{folder}/_index.md"), HOME);
        book.write(&format!("{folder}/use.md"), policy(owner, &text));
        book.write(&format!("{folder}/same.md"), "# Same\n\nThe words of it.\n");
        let inner = if folder == "content" { "zebrafish now" } else { "quagga then" };
        book.write(
            &format!("{folder}/part.md"),
            format!("# Part\n\nFor all.\n\n:::internal\n\nWithin, the {inner}.\n\n:::\n"),
        );
        book.write(
            &format!("{folder}/inner.md"),
            format!("---\naudience: internal\n---\n# Inner\n\nOnly the {inner}.\n"),
        );
    }
    book
}

#[track_caller]
fn text(tree: &Tree, path: &str) -> String {
    let bytes = tree.get(path).unwrap_or_else(|| panic!("no {path} among {:?}", tree.keys().collect::<Vec<_>>()));
    String::from_utf8(bytes.clone()).expect("text")
}

fn histories(tree: &Tree) -> Vec<&str> {
    tree.keys().map(String::as_str).filter(|path| path.contains("history/")).collect()
}

#[test]
fn each_page_that_changed_tells_what_and_when() {
    let book = book("redline-history");
    let tree = book.build("public");
    assert_eq!(
        histories(&tree),
        ["use/history/1..2/index.html", "use/history/1..3/index.html", "use/history/index.html"]
    );
    let newest = text(&tree, "use/history/index.html");
    assert!(newest.contains(">may</b></del><ins class=\"rl\"><b>must</b></ins>"), "{newest}");
    assert!(newest.contains("<span>You <del class=\"rl\"><b>may</b></del> ship it"), "{newest}");
    assert!(newest.contains("Changed obligations") && newest.contains("Changed facts"), "{newest}");
    assert!(newest.contains("<del class=\"rl\">OSPO</del>") && newest.contains("<ins class=\"rl\">Legal</ins>"));
    assert!(newest.contains("<meta name=\"robots\" content=\"noindex\">") && !newest.contains("style="));
    assert!(text(&tree, "use/history/1..3/index.html").contains("after a review"));
    let page = text(&tree, "use/index.html");
    assert!(page.contains("<a href=\"/use/history/\">What changed in 3</a>"), "{page}");
    assert!(text(&tree, "v/1/use/index.html").contains("<a href=\"/use/history/1..3/\">What changed since</a>"));
    assert!(text(&tree, "v/2/use/index.html").contains("<a href=\"/use/history/\">What changed since</a>"));
    assert!(!text(&tree, "same/index.html").contains("history") && !text(&tree, "sitemap.xml").contains("history"));
    let release = text(&tree, "v/3/release/index.html");
    assert!(
        release.contains("1 word in, 1 out") && release.contains("<strong>1 obligation</strong> changed"),
        "{release}"
    );
    assert!(text(&tree, "v/2/release/index.html").contains("/use/history/1..2/"));
}

#[test]
fn a_history_tells_nothing_that_its_readers_must_not_know() {
    let book = book("redline-hidden");
    let public = book.build("public");
    assert!(!histories(&public).iter().any(|path| path.starts_with("part/") || path.starts_with("inner/")));
    for (path, bytes) in &public {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("zebrafish") && !text.contains("quagga"), "{path}");
    }
    let internal = book.build("internal");
    let shown = text(&internal, "part/history/index.html");
    assert!(shown.contains("quagga") && shown.contains("zebrafish"), "{shown}");
    for path in ["part.md", "inner.md"] {
        let run = book.run(&["diff", path, "--edition", "public", "--format", "json"]);
        assert!(!run.stdout.contains("zebrafish") && !run.stderr.contains("zebrafish"), "{run:?}");
    }
    assert_eq!(book.run(&["diff", "inner.md", "--edition", "public"]).code, Some(2));
}

#[test]
fn a_single_version_has_no_history() {
    let book = Scratch::handbook("redline-single", "title = \"Book\"\n");
    book.write("content/_index.md", "# Home\n");
    let tree = book.build("site");
    assert!(histories(&tree).is_empty() && !tree.keys().any(|path| path.contains("redline")));
    let run = book.run(&["diff"]);
    assert!(run.code == Some(2) && run.stderr.contains("single version"), "{run:?}");
}

#[test]
fn diff_prints_for_people_comments_and_tools() {
    let book = book("redline-diff");
    let run = |arguments: &[&str]| {
        let run = book.run(&[&["diff"], arguments].concat());
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{arguments:?}");
        run.stdout
    };
    assert_eq!(
        run(&["POL-1", "--edition", "public"]),
        "edition public: from 2 to 3, 1 page changed\n\n\
         Use  changed, content/use.md; 1 word inserted, 1 deleted, 1 obligation changed\n  Owner: OSPO → Legal\n  \
         obligation, under “Scope”\n    You [-may-] {+must+} ship it after a review.\n  \
         changed, under “Scope”\n    You [-may-] {+must+} ship it after a review.\n"
    );
    let styled = run(&["/use/", "--from", "1", "--to", "2", "--color", "always"]);
    assert!(styled.contains("\u{1b}[4;32mafter a review\u{1b}[0m"), "{styled:?}");
    let markdown = run(&["use.md", "--format", "markdown"]);
    assert!(markdown.contains("> You <del>may</del> <ins>must</ins> ship it after a review."), "{markdown}");
    let json: serde_json::Value = serde_json::from_str(&run(&["--format", "json"])).expect("JSON");
    assert_eq!(json["edition"], "internal");
    let pages: Vec<&str> =
        json["pages"].as_array().expect("pages").iter().filter_map(|page| page["path"].as_str()).collect();
    assert_eq!(pages, ["content/inner.md", "content/part.md", "content/use.md"]);
    assert_eq!(json["pages"][2]["obligations"][0]["new"], "You must ship it after a review.");
    assert_eq!(run(&["same.md"]), "edition internal: from 2 to 3, 0 pages changed\n");
}

#[test]
fn diff_says_what_it_cannot_do() {
    let book = book("redline-refused");
    for (arguments, said) in [
        (&["nowhere"][..], "neither version has a page `nowhere`"),
        (&["--from", "4"], "this edition has no version `4`; there are: 3, 2, 1"),
        (&["--edition", "publik"], "did you mean `public`?"),
        (&["--format", "sarif"], "as Markdown or as JSON"),
    ] {
        let run = book.run(&[&["diff"], arguments].concat());
        assert!(run.code == Some(2) && run.stderr.contains(said) && run.stdout.is_empty(), "{arguments:?}: {run:?}");
    }
    assert_eq!(book.run(&["check", "--format", "markdown"]).code, Some(2));
}
