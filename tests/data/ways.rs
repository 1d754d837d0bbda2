//! Ways by which hidden data could come out that are none of rows, columns and cells: closed sections, old versions, files
//! that cannot be read, words of site.toml, and what a run says.
//!
//! Every hidden word holds `zebra`, every hidden number 77123.

use ospress::diagnostic::human;
use ospress::pipeline::Rigour;

use crate::common::{Scratch, Tree, tree};

const SITE: &str = "title = \"Book\"\nbase_url = \"https://b.example/\"\n[editions.public]\naudience = \"public\"\n\
    [editions.internal]\naudience = \"internal\"\n[metrics]\nfile = \"metrics/metrics.yaml\"\n[versions]\ncurrent = \"2\"\n\
    [[versions.released]]\nname = \"1\"\nsource = { path = \"content/_versions/1\" }\n\
    [[data_pages]]\nfile = \"tables/p.csv\"\npath = \"projects/{name}\"\ntitle = \"name\"\n";
const HOME: &str = "---\naudience: public\n---\n# Home\n\nHello.\n";
const OPEN: &str = "---\naudience: public\nchildren: {audience: public}\n---\n# Projects\n";
const CLOSED: &str = "---\naudience: internal\n---\n# Closed\n";
const METRICS: &str = "metrics:\n  - {id: merges, title: Merges, audience: public, owner: OSPO, data: merges.csv}\n\
    \x20 - {id: zebra, title: Zebra, owner: Zebra keeper, data: count.csv}\n";
const ZEBRAS: &str = "period,value,note\n2026-01,77123,zebra\n";
const ROWS: &str = "name,owner,audience\nalder,Ann,public\nzebra,Zoe Zebra,internal\n";
const ALL_OPEN: &str = "name,owner,audience\nalder,Ann,public\nzebra,Zoe Zebra,public\n";

/// What a case does to the files of the clean handbook: a path and its text.
type Change = (&'static str, String);

fn handbook() -> Tree {
    let files = [
        ("_index.md", HOME),
        ("projects/_index.md", OPEN),
        ("metrics/metrics.yaml", METRICS),
        ("metrics/merges.csv", "period,value,note\n2026-10,1,a\n2026-11,2,b\n"),
        ("metrics/count.csv", ZEBRAS),
        ("tables/p.csv", ROWS),
    ];
    let mut tree = Tree::from([("site.toml".to_owned(), SITE.as_bytes().to_vec())]);
    for (path, text) in files {
        tree.insert(format!("content/{path}"), text.as_bytes().to_vec());
        tree.insert(format!("content/_versions/1/{path}"), text.as_bytes().to_vec());
    }
    tree
}

/// Builds the public edition of a changed handbook; gives the files and the lines of the log that hold something hidden.
fn leaks(changes: &[Change], rigour: Rigour) -> Vec<String> {
    let mut files = handbook();
    for (path, text) in changes {
        files.insert((*path).to_owned(), text.clone().into_bytes());
    }
    let scratch = Scratch::quick("data-ways");
    for (path, bytes) in &files {
        scratch.write(path, bytes);
    }
    let outcome = crate::run(&scratch, Some("public"), rigour);
    let holds = |text: &str| text.to_lowercase().contains("zebra") || text.contains("77123");
    let mut leaks: Vec<String> = tree(&scratch.path("dist/public"))
        .iter()
        .filter(|(path, bytes)| holds(path) || holds(&String::from_utf8_lossy(bytes)))
        .map(|(path, _)| path.clone())
        .collect();
    let log = human::print(&outcome.diagnostics, &outcome.sources, 1, human::Colour::Plain);
    // The path of a file that stops publication may be said.
    let names_file = |line: &str| line.trim_start().starts_with("-->") && outcome.is_stopped;
    leaks.extend(log.lines().filter(|line| holds(line) && !names_file(line)).map(str::to_owned));
    leaks
}

fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

fn text(text: &str) -> String {
    text.to_owned()
}

/// Each case, by what it is about.
fn cases() -> Vec<(&'static str, Vec<Change>)> {
    let linked = |file: &str| format!("{HOME}\n[The file]({file})\n");
    let broken = format!("{METRICS}  - {{id: x, title: [zebra\n");
    let elsewhere = replaced(METRICS, "count.csv", "../tables/z.csv");
    let dealt = "period,value,note,audience\n2026-01,77123,zebra,internal\n";
    let (old_home, old_metrics) = ("content/_versions/1/_index.md", "content/_versions/1/metrics/metrics.yaml");
    let old_rows = "content/_versions/1/tables/p.csv";
    let edition = "[editions.internal]\naudience = \"internal\"\n";
    let said = |line: &str| replaced(SITE, edition, &format!("{edition}{line}\n"));
    let column = |says: &str| format!("{SITE}columns = {{ {says} }}\n");
    vec![
        ("nothing", vec![]),
        (
            "a file in a closed section",
            vec![("content/tables/_index.md", text(CLOSED)), ("content/tables/p.csv", text(ALL_OPEN))],
        ),
        (
            "pages in a closed section",
            vec![("content/projects/_index.md", text(CLOSED)), ("content/tables/p.csv", text(ALL_OPEN))],
        ),
        (
            "pages in a closed section with a number",
            vec![("content/01-projects/_index.md", text(CLOSED)), ("content/tables/p.csv", text(ALL_OPEN))],
        ),
        (
            "numbers in a closed section",
            vec![
                ("content/tables/_index.md", text(CLOSED)),
                ("content/metrics/metrics.yaml", replaced(METRICS, "merges.csv", "../tables/z.csv")),
                ("content/tables/z.csv", text(ZEBRAS)),
            ],
        ),
        (
            "an old row whose section is closed today",
            vec![
                ("content/projects/_index.md", text(CLOSED)),
                (old_rows, text(ALL_OPEN)),
                ("content/tables/p.csv", text("name\nalder\n")),
            ],
        ),
        (
            "an old row whose file's section is closed today",
            vec![
                ("content/tables/_index.md", text(CLOSED)),
                (old_rows, text(ALL_OPEN)),
                ("content/tables/p.csv", text("name\nalder\n")),
            ],
        ),
        ("an old row that is hidden today", vec![(old_rows, text(ALL_OPEN))]),
        (
            "an old metric that is hidden today",
            vec![(old_metrics, replaced(METRICS, "owner: Zebra", "audience: public, owner: Zebra"))],
        ),
        (
            "an old metric whose section is closed today",
            vec![
                ("content/metrics/_index.md", text(CLOSED)),
                (old_metrics, replaced(METRICS, "owner: Zebra", "audience: public, owner: Zebra")),
                ("content/metrics/metrics.yaml", text("metrics: []\n")),
            ],
        ),
        (
            "an old metrics file that cannot be read",
            vec![(old_metrics, broken.clone()), (old_home, linked("metrics/count.csv"))],
        ),
        (
            "an old metric whose file is misspelt",
            vec![
                (old_metrics, replaced(METRICS, "data: count", "dta: count")),
                (old_home, linked("metrics/count.csv")),
            ],
        ),
        (
            "an old metric without an id",
            vec![(old_metrics, replaced(METRICS, "id: zebra, ", "")), (old_home, linked("metrics/count.csv"))],
        ),
        (
            "a metrics file that cannot be read",
            vec![("content/metrics/metrics.yaml", broken), ("content/_index.md", linked("metrics/count.csv"))],
        ),
        (
            "a file of numbers as a link",
            vec![
                ("content/metrics/metrics.yaml", elsewhere),
                ("content/tables/z.csv", text(ZEBRAS)),
                ("content/_index.md", linked("tables/z.csv")),
            ],
        ),
        (
            "rows for few in a file that nobody named",
            vec![("content/z.csv", text(dealt)), ("content/_index.md", linked("z.csv"))],
        ),
        (
            "records for few in a file that nobody named",
            vec![
                ("content/z.json", text("[{\"a\": {\"audience\": \"internal\", \"b\": \"zebra\"}}]")),
                ("content/_index.md", linked("z.json")),
            ],
        ),
        (
            "marks in a file that nobody named",
            vec![("content/z.txt", text("see :internal[zebra]\n")), ("content/_index.md", linked("z.txt"))],
        ),
        ("a wrong number in a hidden metric", vec![("content/metrics/count.csv", text("period,value\n2026,zebra\n"))]),
        (
            "a wrong number in a hidden row",
            vec![(
                "content/metrics/merges.csv",
                text("period,value,audience\n2026-10,1,public\n2026-11,zebra,internal\n"),
            )],
        ),
        (
            "a wrong number beside a hidden column",
            vec![("content/metrics/merges.csv", text("period,value,:internal[zebra]\n2026-10,x,zebra\n"))],
        ),
        (
            "a hidden metric of a known id",
            vec![(
                "content/metrics/metrics.yaml",
                format!("{METRICS}  - {{id: merges, title: Zebra, data: count.csv}}\n"),
            )],
        ),
        ("a missing column", vec![("content/tables/p.csv", text("nme,zebra\nx,zebra\n"))]),
        ("words of a column's title", vec![("site.toml", column("owner = { title = \"Owner :internal[zebra]\" }"))]),
        ("a column's title", vec![("site.toml", column("owner = { title = \":internal[zebra]\" }"))]),
        ("a column's name with a wrong audience", vec![("site.toml", column("zebra = { audience = \"intrenal\" }"))]),
        ("a column's name with a wrong key", vec![("site.toml", column("zebra = { titel = \"zebra\" }"))]),
        ("a column that is not there", vec![("site.toml", column("zebra = { audience = \"internal\" }"))]),
        ("a wrong key of a narrower edition", vec![("site.toml", said("titel = \"zebra\""))]),
        ("a wrong address of a narrower edition", vec![("site.toml", said("base_url = \"zebra\""))]),
        ("a wrong token of a narrower edition", vec![("site.toml", said("theme = { zebra = \"zebra\" }"))]),
        (
            "a wrong menu of a narrower edition",
            vec![("site.toml", said("menu = [{ title = \"zebra\", lnk = \"zebra.md\" }]"))],
        ),
        ("a site.toml that cannot be read", vec![("site.toml", said("title = \"zebra"))]),
        (
            "a menu's entry that leads to a hidden row",
            vec![("site.toml", format!("menu = [{{ title = \"Zebra\", link = \"/projects/zebra/\" }}]\n{SITE}"))],
        ),
        (
            "a menu's entry that leads to a hidden metric",
            vec![("site.toml", format!("menu = [{{ title = \"Zebra\", link = \"/metrics/zebra/\" }}]\n{SITE}"))],
        ),
    ]
}

#[test]
fn hidden_data_have_no_other_way_out() {
    let mut found = Vec::new();
    for (about, changes) in cases() {
        for rigour in [Rigour::Normal, Rigour::Lenient] {
            found.extend(leaks(&changes, rigour).into_iter().map(|leak| format!("{about}, {rigour:?}: {leak}")));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn the_same_ways_lead_out_where_nothing_is_closed() {
    let open = |path: &'static str| (path, text(ALL_OPEN));
    for changes in [
        vec![open("content/tables/p.csv")],
        vec![open("content/_versions/1/tables/p.csv"), ("content/tables/p.csv", text("name,audience\nalder,public\n"))],
        vec![("content/metrics/metrics.yaml", replaced(METRICS, "owner: Zebra", "audience: public, owner: Zebra"))],
        vec![("content/z.csv", text("zebra\n")), ("content/_index.md", format!("{HOME}\n[The file](z.csv)\n"))],
        vec![("site.toml", format!("{SITE}columns = {{ owner = {{ title = \"Zebra\" }} }}\n"))],
    ] {
        assert!(!leaks(&changes, Rigour::Normal).is_empty(), "{changes:?}");
    }
}

#[test]
fn a_mistake_in_hidden_data_stops_no_public_build() {
    let wrong = ("content/metrics/count.csv", "period,value\n2026,zebra\n");
    let scratch = Scratch::quick("data-others");
    for (path, bytes) in &handbook() {
        scratch.write(path, bytes);
    }
    scratch.write(wrong.0, wrong.1);
    let stops = |edition| crate::run(&scratch, edition, Rigour::Normal).is_stopped;
    assert!(stops(None) && !stops(Some("public")));
}
