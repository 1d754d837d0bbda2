//! Rows as pages: lists of any length, files of several shapes, templates of one's own, and what is wrong with the text
//! of a row. The data imitate exports of forges and of `OpenSSF` Scorecard.

use std::fmt::Write;

use ospress::diagnostic::Severity;

use crate::common::{Scratch, Tree, tree};

const HOME: &str = "---\naudience: public\n---\n# Home\n\nHello.\n";
const LIST: &str = "---\naudience: public\nchildren: {audience: public}\n---\n# All of them\n\nA list.\n";

/// Builds a handbook whose site.toml ends with `pages`; gives the public edition and what was found.
fn built(name: &str, pages: &str, files: &[(&str, &str)]) -> (Scratch, Tree, Vec<String>) {
    let scratch = Scratch::quick(name);
    let site = "title = \"x\"\nbase_url = \"https://x.example/\"\n[editions.public]\naudience = \"public\"\n\
        [editions.internal]\naudience = \"internal\"\n[[data_pages]]\n";
    scratch.write("site.toml", format!("{site}{pages}"));
    scratch.write("content/_index.md", HOME);
    for (path, text) in files {
        scratch.write(path, text);
    }
    let outcome = crate::build(&scratch, None);
    let told = outcome.diagnostics.iter().filter(|found| found.severity != Severity::Note);
    let told = told.map(|found| {
        let text = outcome.sources.text(&found.primary.path).map_or("", |text| &text[found.primary.range.clone()]);
        format!("{} {}: {}", found.code, found.primary.path, text.lines().next().unwrap_or_default())
    });
    let told = told.collect();
    let public = if outcome.is_stopped { Tree::new() } else { tree(&scratch.path("dist/public")) };
    (scratch, public, told)
}

fn text(tree: &Tree, path: &str) -> String {
    String::from_utf8(tree.get(path).unwrap_or_else(|| panic!("{path} in {:?}", tree.keys())).clone()).expect("UTF-8")
}

/// Gives the addresses of links in a page that start with `before`.
fn links(page: &str, before: &str) -> Vec<String> {
    let hrefs = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    hrefs.filter(|href| href.starts_with(before)).map(str::to_owned).collect()
}

/// Writes rows as a forge exports them: flags as words, empty cells, times.
fn export(count: usize) -> String {
    let mut csv =
        "owner_name,owner_email,owner_url,name_with_owner,created_at,fork_count,is_fork,stargazers\n".to_owned();
    for row in 0..count {
        let email = if row % 3 == 0 { "" } else { "code@agency.example" };
        let is_fork = if row % 5 == 0 { "True" } else { "False" };
        let (month, stars) = (row % 12 + 1, (row * 7919) % 1000);
        let _ = writeln!(
            csv,
            "\"Agency, the {row}th\",{email},https://forge.example/a{row},a{row}/tool,2016-{month:02}-10T19:38:49Z,,{is_fork},{stars}"
        );
    }
    csv
}

const EXPORT: &str = "file = \"repos.csv\"\npath = \"repos/{name_with_owner}\"\ntitle = \"name_with_owner\"\n";

#[test]
fn every_row_of_a_long_list_is_reached_without_a_script() {
    let pages = format!("{EXPORT}sort = \"-stargazers\"\n");
    let (_scratch, public, told) =
        built("data-long", &pages, &[("content/repos.csv", &export(1201)), ("content/repos/_index.md", LIST)]);
    assert_eq!(told, Vec::<String>::new());
    let first = text(&public, "repos/index.html");
    assert!(first.contains("A list.") && first.contains("1 to 200 of 1,201 entries"), "{first}");
    let mut open = vec!["repos/index.html".to_owned()];
    let mut lists = std::collections::BTreeSet::new();
    let mut rows = std::collections::BTreeSet::new();
    while let Some(list) = open.pop() {
        if !lists.insert(list.clone()) {
            continue;
        }
        let page = text(&public, &list);
        assert!(public[&list].len() < 150_000, "{list}: {}", public[&list].len());
        for href in links(&page, "/repos/") {
            let file = format!("{}index.html", href.trim_start_matches('/'));
            match href.strip_prefix("/repos/page-") {
                Some(_) => open.push(file),
                None if href.ends_with('/') => drop(rows.insert(file)),
                None => {}
            }
        }
    }
    assert_eq!(lists.len(), 7, "{lists:?}");
    rows.remove("repos/index.html");
    assert_eq!(rows.len(), 1201);
    assert!(rows.iter().all(|row| public.contains_key(row)));
    let all: Vec<Vec<serde_json::Value>> =
        serde_json::from_slice(&public["repos/rows.json"]).expect("rows for the script");
    assert_eq!((all.len(), text(&public, "repos/rows.csv").lines().count()), (1201, 1202));
    let stars = |at: usize| all[at].last().and_then(|cell| cell.as_str()?.parse::<u32>().ok()).expect("a number");
    assert!((1..1201).all(|at| stars(at - 1) >= stars(at)), "sorted");
    assert!(!text(&public, "llms.txt").contains("a7/tool") && text(&public, "sitemap.xml").contains("/repos/a7-tool/"));
}

#[test]
fn a_short_list_is_one_page_and_cells_are_what_they_say() {
    let (_scratch, public, told) =
        built("data-short", EXPORT, &[("content/repos.csv", &export(20)), ("content/repos/_index.md", LIST)]);
    assert_eq!(told, Vec::<String>::new());
    assert!(!public.contains_key("repos/rows.json") && !public.contains_key("repos/page-2/index.html"));
    let list = text(&public, "repos/index.html");
    assert!(list.contains("<option>no</option><option>yes</option>"), "a flag may be chosen: {list}");
    assert!(!list.contains("code@agency.example"), "addresses stand on the page of the row: {list}");
    let row = text(&public, "repos/a1-tool/index.html");
    for part in [
        "Agency, the 1th",
        "<a href=\"mailto:code@agency.example\" rel=\"external\">code@agency.example</a>",
        "<a href=\"https://forge.example/a1\" rel=\"external\">forge.example/a1</a>",
        "10 February 2016",
        "<td class=\"flag\">no</td>",
    ] {
        assert!(row.contains(part), "{part} in {row}");
    }
    assert!(!row.contains("Fork count"), "an empty cell is no fact");
    assert!(!text(&public, "repos/a0-tool/index.html").contains("Owner email"));
}

const SCORECARD: &str = r#"{"name": "NAME", "description": null, "url": "https://forge.example/NAME", "commits_count": 3,
 "commits_by_month": {"2024/6": 1, "2023/12": 4, "2024/5": null},
 "cocomo": {"languages": [{"Name": "Go"}], "table": "LONG"},
 "ossf_scorecard": {"score": SCORE, "checks": [
  {"name": "Code-Review", "score": 0, "details": null, "documentation": {"short": "Determines <much>."}},
  {"name": "CI-Tests", "score": -1, "details": ["a", "b"], "documentation": {"short": "Determines more."}}]}}"#;

fn scorecard(name: &str, score: &str) -> String {
    SCORECARD.replace("NAME", name).replace("SCORE", score).replace("LONG", &"long ".repeat(50))
}

#[test]
fn several_files_of_one_record_each_are_one_list() {
    let pages = "file = \"data/*_data.json\"\npath = \"repos/{name}\"\ntitle = \"name\"\n\
        sort = \"-ossf_scorecard.score\"\nshow = [\"url\", \"ossf_scorecard.score\", \"commits_count\"]\n\
        columns = { \"ossf_scorecard.score\" = { title = \"Scorecard\" } }\n";
    let files = [("alder", "4.60"), ("birch", "7"), ("cedar", "-1")].map(|(name, score)| scorecard(name, score));
    let (_scratch, public, told) = built(
        "data-glob",
        &format!("{pages}na = [\"-1\"]\n"),
        &[
            ("content/data/a_data.json", &files[0]),
            ("content/data/b_data.json", &files[1]),
            ("content/data/c_data.json", &files[2]),
            ("content/data/other.json", "{"),
            ("content/repos/_index.md", LIST),
        ],
    );
    assert_eq!(told, Vec::<String>::new());
    let list = text(&public, "repos/index.html");
    let order: Vec<_> = links(&list, "/repos/").into_iter().filter(|href| href.len() > "/repos/".len()).collect();
    let birch = order.iter().position(|href| href == "/repos/birch/").expect("birch");
    assert_eq!(order[birch..birch + 3], ["/repos/birch/", "/repos/alder/", "/repos/cedar/"], "{order:?}");
    assert!(list.contains("aria-sort=\"descending\"") && list.contains(">Scorecard<"), "{list}");
    assert!(list.contains(">4.60<"), "a number is shown as it is written: {list}");
    let cedar = text(&public, "repos/cedar/index.html");
    assert!(!cedar.contains("Scorecard") && !cedar.contains("long long") && cedar.contains("Commits count"), "{cedar}");
}

#[test]
fn a_part_of_a_file_is_a_list_and_a_gap_is_no_number() {
    let pages = "file = \"a.json\"\nrecords = \"ossf_scorecard.checks\"\npath = \"checks/{name}\"\ntitle = \"name\"\n\
        na = [\"-1\"]\n";
    let (_scratch, public, told) =
        built("data-part", pages, &[("content/a.json", &scorecard("a", "1")), ("content/checks/_index.md", LIST)]);
    assert_eq!(told, Vec::<String>::new());
    let tests = text(&public, "checks/ci-tests/index.html");
    assert!(!tests.contains(">-1<") && tests.contains("a, b") && tests.contains("Documentation short"), "{tests}");
    assert!(text(&public, "checks/code-review/index.html").contains("Determines &lt;much&gt;."));
    assert_eq!(
        text(&public, "checks/rows.csv").lines().next(),
        Some("Name,score,details,documentation.short,page"),
        "{public:?}"
    );
}

#[test]
fn a_map_of_records_has_their_keys() {
    let yaml = "meterlink:\n  licence: MIT\n  since: 2023-12-11\nloadcurve:\n  licence: Apache-2.0\n";
    let pages = "file = \"p.yaml\"\npath = \"p/{key}\"\ntitle = \"key\"\n";
    let (_scratch, public, told) =
        built("data-keyed", pages, &[("content/p.yaml", yaml), ("content/p/_index.md", LIST)]);
    assert_eq!(told, Vec::<String>::new());
    assert!(text(&public, "p/loadcurve/index.html").contains("Apache-2.0"));
}

#[test]
fn a_spreadsheet_runs_nothing_that_is_downloaded() {
    let csv = "id,note,sum\na,=cmd|' /C calc'!A0,-5\n=b,\"say \"\"x\"\", twice\",7\n+c,@SUM(A1),0.5\n";
    let pages = "file = \"t.csv\"\npath = \"t/{id}\"\ntitle = \"id\"\n";
    let (_scratch, public, told) = built("data-sheet", pages, &[("content/t.csv", csv), ("content/t/_index.md", LIST)]);
    assert_eq!(told, Vec::<String>::new());
    let expect = "Id,note,sum,page\na,'=cmd|' /C calc'!A0,-5,https://x.example/t/a/\n\
        '=b,\"say \"\"x\"\", twice\",7,https://x.example/t/b/\n'+c,'@SUM(A1),0.5,https://x.example/t/+c/\n";
    assert_eq!(text(&public, "t/rows.csv"), expect);
}

#[test]
fn a_row_has_a_text_of_its_own() {
    let csv = "id,about,audience\na,\"Reads *frames*, says [home](../_index.md).\n\n:::internal\n\nThe secret.\n\n:::\",public\n\
        b,\"Broken [link](nowhere.md).\",public\n";
    let pages = "file = \"t.csv\"\npath = \"t/{id}\"\ntitle = \"id\"\ntext = \"about\"\n";
    let files = [("content/t.csv", csv), ("content/t/_index.md", LIST)];
    let (_scratch, _, told) = built("data-text", pages, &files);
    assert_eq!(told, ["link-missing content/t.csv: nowhere.md"], "the place is in the data file");
    let fixed = csv.replace("nowhere.md", "../_index.md");
    let (scratch, public, told) = built("data-text", pages, &[("content/t.csv", &fixed), files[1]]);
    assert_eq!(told, Vec::<String>::new());
    let page = text(&public, "t/a/index.html");
    assert!(page.contains("Reads <em>frames</em>, says <a href=\"/\">home</a>.") && !page.contains("secret"), "{page}");
    assert!(!page.contains(">About<"), "the text is no fact");
    assert!(text(&tree(&scratch.path("dist/internal")), "t/a/index.html").contains("The secret."));
}

#[test]
fn a_template_of_ones_own_prints_rows() {
    let csv = "id,licence,stars\na,MIT,4\n";
    let pages = "file = \"t.csv\"\npath = \"t/{id}\"\ntitle = \"id\"\ntemplate = \"project\"\n";
    let template = "{% extends \"base.html\" %}\n{%- block after %}<p>{{ page.title }} is\n\
        {%- for fact in row.facts %}{% if fact.name == \"licence\" %} under {{ fact.cell.text }}{% endif %}{% endfor %}.</p>{% endblock %}\n";
    let files = [("content/t.csv", csv), ("content/t/_index.md", LIST)];
    let own = ("themes/handbook/templates/project.html", template);
    let (_scratch, public, told) = built("data-template", pages, &[files[0], files[1], own]);
    assert_eq!(told, Vec::<String>::new());
    let row = text(&public, "t/a/index.html");
    assert!(row.contains("<p>a is under MIT.</p>") && !row.contains("class=\"record\""), "{row}");
    let (_scratch, _, told) = built("data-template-none", pages, &files);
    assert_eq!(told, ["template-unknown site.toml: [[data_pages]]"]);
}

/// A public log does not name the template of a table of which the public has no row.
#[test]
fn a_missing_template_is_told_to_those_who_have_the_rows() {
    let files = [("content/t.csv", "id,audience\na,internal\n"), ("content/t/_index.md", LIST)];
    let pages = "file = \"t.csv\"\npath = \"t/{id}\"\ntitle = \"id\"\ntemplate = \"salaries\"\n";
    let (scratch, _, told) = built("data-template-hidden", pages, &files);
    assert_eq!(told, ["template-unknown site.toml: [[data_pages]]"]);
    let outcome = crate::build(&scratch, Some("public"));
    assert!(!outcome.is_stopped && outcome.diagnostics.is_empty(), "{:#?}", outcome.diagnostics);
    scratch.write("content/t.csv", "id,audience\na,internal\nb,public\n");
    assert!(crate::build(&scratch, Some("public")).is_stopped);
}

/// What a closed section closes is told by its address: the folder may have a number, or be a page beside it.
#[test]
fn a_closed_section_closes_its_rows() {
    let csv = "id,audience\na,public\n";
    let pages = "file = \"t.csv\"\npath = \"t/{id}\"\ntitle = \"id\"\n";
    for index in ["content/01-T/_index.md", "content/t/_index.md", "content/t.md", "content/T/README.md"] {
        let closed = LIST.replace("public", "internal");
        let (_scratch, public, told) = built("data-closed", pages, &[("content/t.csv", csv), (index, &closed)]);
        assert_eq!(told, Vec::<String>::new(), "{index}");
        assert!(!public.keys().any(|path| path.starts_with("t/")), "{index}: {:?}", public.keys());
        let (_scratch, public, told) = built("data-open", pages, &[("content/t.csv", "id\na\n"), (index, LIST)]);
        assert_eq!(told, Vec::<String>::new(), "{index}");
        assert!(public.contains_key("t/a/index.html"), "{index}: {:?}", public.keys());
    }
}

#[test]
fn addresses_that_others_have_are_told() {
    let check = |csv: &str, path: &str, other: &str, expect: &[&str]| {
        let pages = format!("file = \"t.csv\"\npath = \"{path}\"\ntitle = \"id\"\n");
        let (_scratch, _, told) =
            built("data-taken", &pages, &[("content/t.csv", csv), ("content/t/_index.md", LIST), (other, HOME)]);
        assert_eq!(told, expect, "{csv} {path} {other}");
    };
    check("id\na\nA\n", "t/{id}", "content/x.md", &["data-repeated content/t.csv: A"]);
    check("id\na\n", "t/{id}", "content/t/a.md", &["url-collision content/t.csv: a"]);
    check("id\n404.html\n", "{id}", "content/x.md", &["url-collision content/t.csv: 404.html"]);
    check("id\nrows.csv\n", "t/{id}", "content/x.md", &["url-collision content/t.csv: rows.csv"]);
    check("id\nx\n", "{id}", "content/x.md", &["url-collision content/t.csv: x"]);
    check("id\nindex\n", "t/{id}", "content/x.md", &[]);
    check("id\n_index\n", "t/{id}", "content/x.md", &["url-collision content/t.csv: _index"]);
    check("id\n\u{5b57}\u{5b57}\n", "t/{id}", "content/x.md", &[]);
    check("id\n???\n", "t/{id}", "content/x.md", &["data-value content/t.csv: ???"]);
}
