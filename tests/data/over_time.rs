//! Data of old versions: what a newer version hides is hidden in the older ones, also where it stands elsewhere by now.

use ospress::diagnostic::Code;

use crate::common::{Tree, assert_same};
use crate::{Scratch, build, tree};

/// The files of a handbook with three versions. What stands in `⟦⟧` and the files with a `!` are not for the public; the
/// word `hush` is in all of it.
const FILES: &[(&str, &str)] = &[
    (
        "site.toml",
        "title = \"Book\"\nbase_url = \"https://b.example/\"\n[editions.public]\naudience = \"public\"\n\
         [editions.internal]\naudience = \"internal\"\n[metrics]\nfile = \"numbers/metrics.yaml\"\n\
         [[data_pages]]\nfile = \"rows.csv\"\npath = \"shelf/{name}\"\ntitle = \"name\"\n\
         ⟦[[data_pages]]\nfile = \"hush.csv\"\npath = \"closed/{name}\"\ntitle = \"name\"\n⟧\
         [versions]\ncurrent = \"3\"\n\
         [[versions.released]]\nname = \"2\"\nsource = { path = \"content/_versions/2\" }\n\
         [[versions.released]]\nname = \"1\"\nsource = { path = \"content/_versions/1\" }\n",
    ),
    ("_index.md", "---\naudience: public\n---\n# Home\n\nHello.\n"),
    // Quotes of a metric that is closed by now, of which the text of today says nothing.
    (
        "_versions/2/_index.md",
        "---\naudience: public\n---\n# Home\n\nHello.⟦ :metric[hushmiddle]⟧ See :metric[renamed].\n",
    ),
    (
        "_versions/1/_index.md",
        "---\naudience: public\n---\n# Home\n\nHello.\n\n⟦::chart{id=hushmiddle}\n⟧\nSee :metric[renamed].\n",
    ),
    // The section of the rows is closed by now, and a row is gone.
    ("!closed/_index.md", "---\naudience: internal\n---\n# Hush\n"),
    ("!_versions/2/closed/_index.md", "---\naudience: public\nchildren: {audience: public}\n---\n# Hush\n"),
    ("!_versions/1/closed/_index.md", "---\naudience: public\nchildren: {audience: public}\n---\n# Hush\n"),
    ("!hush.csv", "name,x\nhushone,1\n"),
    ("!_versions/2/hush.csv", "name,x\nhushone,1\nhushtwo,2\n"),
    ("!_versions/1/hush.csv", "name,x\nhushone,1\nhushtwo,2\n"),
    // A row and a column were closed in the middle, and are gone by now; one has another name by now and is closed.
    ("rows.csv", "name,x⟦,:internal[wage]⟧,audience\nopen,1⟦,hush pay⟧,public\n"),
    ("_versions/2/rows.csv", "name,x⟦,:internal[hushcolumn]⟧,audience\nopen,1⟦,2⟧,public\n⟦hushrow,3,4,internal\n⟧"),
    ("_versions/1/rows.csv", "name,x⟦,hushcolumn,pay⟧,audience\nopen,1⟦,2,hush pay⟧,public\n⟦hushrow,3,4,5,public\n⟧"),
    // The column of periods has another name by now; a table was turned; a metric was closed in the middle, and is gone.
    (
        "numbers/metrics.yaml",
        "metrics:\n- {id: renamed, title: Renamed, audience: public, owner: OSPO, data: renamed.csv, columns: {period: month}}\n\
         - {id: turned, title: Turned, audience: public, owner: OSPO, data: turned.csv}\n\
         ⟦- {id: hushnow, title: Quiet, audience: internal, owner: OSPO, series: [{period: 2026, value: 5}]}\n⟧",
    ),
    (
        "_versions/2/numbers/metrics.yaml",
        "metrics:\n- {id: renamed, title: Renamed, audience: public, data: renamed.csv, columns: {period: when}}\n\
         ⟦- {id: hushmiddle, title: Hush, audience: internal, series: [{period: 2026, value: 5}]}⟧\n",
    ),
    (
        "_versions/1/numbers/metrics.yaml",
        "metrics:\n- {id: renamed, title: Renamed, audience: public, data: renamed.csv}\n\
         - {id: turned, title: Turned, audience: public, data: turned.csv}\n\
         ⟦- {id: hushthen, title: Quiet, audience: public, series: [{period: 2026, value: 5}]}\n⟧\
         ⟦- {id: hushmiddle, title: Hush, audience: public, series: [{period: 2026, value: 5}]}⟧\n",
    ),
    (
        "numbers/renamed.csv",
        "month,value,note,audience\n2026-10,5,,public\n⟦2026-09,6,hush,internal\n⟧2026-11,7,,public\n",
    ),
    ("_versions/2/numbers/renamed.csv", "when,value,note\n2026-10,5,\n⟦2026-09,6,hush\n⟧"),
    ("_versions/1/numbers/renamed.csv", "period,value,note\n2026/10,5,\n⟦2026/09,6,hush\n⟧"),
    ("numbers/turned.csv", "period,value,series,audience\n2026-10,5,one,public\n⟦2026-10,6,hushline,internal\n⟧"),
    // Nobody can tell which of these is that line.
    ("!_versions/1/numbers/turned.csv", "series,2026-10\none,5\nhushline,6\n"),
    // A mistake in a hidden old page.
    ("!_versions/1/hush.md", "---\ndate: hush\n---\nHush.\n"),
];

/// Lays the handbook, whole or without all that is hidden.
fn laid(is_whole: bool) -> Scratch {
    let scratch = Scratch::quick("data-over-time");
    for (path, text) in FILES {
        let (path, is_hidden) = path.strip_prefix('!').map_or((*path, false), |path| (path, true));
        let folder = if path == "site.toml" { "" } else { "content/" };
        let parts = text.split(['⟦', '⟧']).enumerate().filter(|(at, _)| is_whole || at % 2 == 0);
        if is_whole || !is_hidden {
            scratch.write(&format!("{folder}{path}"), parts.map(|(_, part)| part).collect::<String>());
        }
    }
    scratch
}

fn hushed(tree: &Tree) -> Vec<&String> {
    let holds = |text: &str| text.to_lowercase().contains("hush");
    let found = tree.iter().filter(|(path, bytes)| holds(path) || holds(&String::from_utf8_lossy(bytes)));
    found.map(|(path, _)| path).collect()
}

#[test]
fn what_a_newer_version_hides_is_hidden_in_older_ones() {
    let (whole, bare) = (laid(true), laid(false));
    // An old file that is not there any more is a mistake of that version alone.
    bare.write("content/_versions/1/numbers/turned.csv", "series,2026-10\n");
    let [said, plain] = [&whole, &bare].map(|folder| build(folder, Some("public")));
    assert!(!said.is_stopped && !plain.is_stopped, "{:#?}{:#?}", said.diagnostics, plain.diagnostics);
    let [found, expected] = [&whole, &bare].map(|folder| tree(&folder.path("dist/public")));
    assert_eq!(hushed(&found), [""; 0]);
    assert_same(&found, &expected, "old data");
    assert!(found.contains_key("v/1/metrics/renamed.csv") && found.contains_key("v/1/shelf/open/index.html"));
}

#[test]
fn a_count_that_is_too_small_now_was_too_small_then() {
    let book = Scratch::quick("data-small-then");
    let metric = |least: &str| {
        format!(
            "metrics:\n- {{id: small, title: Small, audience: public, owner: OSPO, {least}\
             series: [{{period: 2026-09, value: 983}}, {{period: 2026-10, value: 2005}}]}}\n"
        )
    };
    let site = FILES[0].1.split("[[data_pages]]").next().expect("a part");
    book.write(
        "site.toml",
        format!("{site}[versions]\ncurrent = \"2\"\n[[versions.released]]\nname = \"1\"\nsource = {{ path = \"content/_versions/1\" }}\n"),
    );
    for (folder, least) in [("content", "min_group: 1000, "), ("content/_versions/1", "")] {
        book.write(&format!("{folder}/_index.md"), "---\naudience: public\n---\n# Home\n");
        book.write(&format!("{folder}/numbers/metrics.yaml"), metric(least));
    }
    let outcome = build(&book, Some("public"));
    assert!(!outcome.is_stopped, "{:#?}", outcome.diagnostics);
    let found = tree(&book.path("dist/public"));
    let csv = |path: &str| String::from_utf8_lossy(&found[path]).into_owned();
    assert_eq!(csv("v/1/metrics/small.csv"), csv("metrics/small.csv"));
    assert!(csv("metrics/small.csv").contains("2005") && !csv("metrics/small.csv").contains("983"));
}

#[test]
fn a_public_run_does_not_count_the_mistakes_of_hidden_old_pages() {
    let whole = laid(true);
    let flawed =
        |edition| build(&whole, edition).diagnostics.iter().filter(|one| one.code == Code::VersionFlawed).count();
    assert_eq!((flawed(Some("public")), flawed(Some("internal"))), (0, 1));
}

#[test]
fn those_who_may_know_see_it_in_every_version() {
    let whole = laid(true);
    assert!(!build(&whole, None).is_stopped);
    let found = tree(&whole.path("dist/internal"));
    for path in [
        "v/1/closed/hushtwo/index.html",
        "v/2/shelf/hushrow/index.html",
        "v/1/shelf/hushrow/index.html",
        "v/1/metrics/hushmiddle/index.html",
        "v/1/metrics/renamed.csv",
        "v/1/metrics/turned.csv",
    ] {
        assert!(hushed(&found).iter().any(|known| *known == path), "{path}");
    }
}
