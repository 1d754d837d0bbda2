//! Data in the benchmark: pages of rows beside Markdown pages of the same words, and a handbook with and without metrics.
//!
//! Each pair is built in turn, for one edition and for two: with two, the scan of what is published counts too.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use super::corpus::{self, Dice, LICENCES, Tool, WHAT, WHO};
use super::{ROUNDS, cold_build, median, quiet_build, show};

const METRICS: usize = 200;
const MONTHS: usize = 60;
/// How many pages the handbook has that gets metrics.
const AROUND: usize = 1_000;
const EDITIONS: [(&str, &str); 2] = [
    ("one edition", ""),
    ("two editions", "[editions.public]\naudience = \"public\"\n[editions.internal]\naudience = \"internal\"\n"),
];

/// Builds the pairs and prints what each takes.
pub(crate) fn measure(pages: usize) {
    let folder = std::env::temp_dir().join(format!("ospress-bench-data-{pages}"));
    let _ = fs::remove_dir_all(&folder);
    println!("\n{pages} rows of one CSV file, and {pages} Markdown pages of the same words; medians of {ROUNDS} runs");
    for (name, editions) in EDITIONS {
        let (rows, written) = (folder.join("rows"), folder.join("pages"));
        write_rows(&rows, pages, editions);
        write_pages(&written, pages, editions);
        let edited =
            |root: &Path| if root == rows { "content/projects.csv" } else { "content/projects/project-00001.md" };
        let edit = |root: &Path, round: usize| change(&root.join(edited(root)), round);
        compare(name, [("rows", &rows), ("Markdown", &written)], edit);
        let _ = fs::remove_dir_all(&folder);
    }
    println!("\n{METRICS} metrics of {MONTHS} months, in a handbook of {AROUND} pages and without it");
    for (name, editions) in EDITIONS {
        let (with, without) = (folder.join("with"), folder.join("without"));
        for root in [&with, &without] {
            corpus::write(root, AROUND, Tool::Ospress);
            settings(root, editions);
        }
        write_metrics(&with);
        let edit = |root: &Path, round: usize| change(&root.join(corpus::edited(AROUND)), round);
        compare(name, [("with", &with), ("without", &without)], edit);
        let _ = fs::remove_dir_all(&folder);
    }
}

/// Builds two handbooks in turn, cold and after an edit; prints the medians and the first one's share of the second. The first
/// edit does not count: the build after it makes the folder that all later ones are made in.
fn compare(name: &str, pair: [(&str, &Path); 2], edit: impl Fn(&Path, usize)) {
    let mut times: [[Vec<Duration>; 2]; 2] = Default::default();
    for _ in 0..ROUNDS {
        for (at, (_, root)) in pair.iter().enumerate() {
            times[0][at].push(cold_build(root));
        }
    }
    for round in 0..=ROUNDS {
        for (at, (_, root)) in pair.iter().enumerate() {
            edit(root, round);
            let time = quiet_build(root);
            times[1][at].extend((round > 0).then_some(time));
        }
    }
    for (how, [one, other]) in ["cold", "warm, one edit"].into_iter().zip(times) {
        let (one, other) = (median(one), median(other));
        let share = one.as_secs_f64() / other.as_secs_f64();
        let more = (one.as_secs_f64() - other.as_secs_f64()) * 1e3;
        let [(first, _), (second, _)] = pair;
        let words = format!("{name}, {how}");
        println!("  {words:<28} {first} {} {second} {} {share:>7.2} {more:>+7.0} ms", show(one), show(other));
    }
}

/// Changes the last digit of a file.
fn change(path: &Path, round: usize) {
    let text = fs::read_to_string(path).expect("the file to edit");
    let at = text.rfind(|c: char| c.is_ascii_digit()).expect("a digit");
    let other = (text.as_bytes()[at] - b'0' + 1 + u8::try_from(round).expect("a small number")) % 10;
    fs::write(path, format!("{}{other}{}", &text[..at], &text[at + 1..])).expect("the file to edit");
}

fn settings(root: &Path, editions: &str) {
    let text = format!("title = \"Bench\"\nbase_url = \"https://handbook.example/\"\n{editions}");
    fs::write(root.join("site.toml"), text).expect("site.toml");
}

/// Adds to the settings.
fn add(root: &Path, table: &str) {
    let settings = fs::read_to_string(root.join("site.toml")).expect("site.toml");
    fs::write(root.join("site.toml"), settings + table).expect("site.toml");
}

/// The words of one project: what stands in each column.
fn project(number: usize) -> Vec<(&'static str, String)> {
    let mut dice = Dice::new(number as u64 + 500);
    let name = format!("project-{:05}", number + 1);
    vec![
        ("name", name.clone()),
        ("purpose", format!("Keeps {} for {}", dice.pick(WHAT), dice.pick(WHO))),
        ("licence", dice.pick(LICENCES).to_owned()),
        ("level", dice.pick(&["maintained", "best effort", "as is", "archived"]).to_owned()),
        ("team", dice.pick(WHO).to_owned()),
        ("mailbox", format!("{name}@fjordlight.example")),
        ("repository", format!("https://code.fjordlight.example/{name}")),
        ("stars", dice.below(5_000).to_string()),
        ("issues", dice.below(90).to_string()),
        ("since", format!("20{}-0{}-1{}", 10 + dice.below(16), 1 + dice.below(9), dice.below(9))),
        ("is_archived", dice.pick(&["true", "false"]).to_owned()),
        ("cost_centre", (1_000 + dice.below(9_000)).to_string()),
    ]
}

fn readers(number: usize) -> &'static str {
    if number % 10 == 9 { "internal" } else { "public" }
}

fn lay(root: &Path, editions: &str) {
    fs::create_dir_all(root.join("content/projects")).expect("a folder");
    settings(root, editions);
    let index = |title: &str| format!("---\ntitle: {title}\naudience: public\n---\n\nHere they are.\n");
    fs::write(root.join("content/_index.md"), index("Home")).expect("a page");
    fs::write(root.join("content/projects/_index.md"), index("Projects")).expect("a page");
}

fn write_rows(root: &Path, pages: usize, editions: &str) {
    lay(root, editions);
    add(
        root,
        "[[data_pages]]\nfile = \"projects.csv\"\npath = \"projects/{name}\"\ntitle = \"name\"\nsort = \"-stars\"\n\
         columns = { cost_centre = { audience = \"internal\" } }\n",
    );
    let heads: Vec<&str> = project(0).iter().map(|(head, _)| *head).collect();
    let mut text = format!("audience,{}\n", heads.join(","));
    for number in 0..pages {
        let cells: Vec<String> = project(number).into_iter().map(|(_, cell)| cell).collect();
        let _ = writeln!(text, "{},{}", readers(number), cells.join(","));
    }
    fs::write(root.join("content/projects.csv"), text).expect("the rows");
}

fn write_pages(root: &Path, pages: usize, editions: &str) {
    lay(root, editions);
    for number in 0..pages {
        let project = project(number);
        let name = &project[0].1;
        let mut text = format!("---\ntitle: {name}\naudience: {}\n---\n\n| | |\n|---|---|\n", readers(number));
        for (head, cell) in &project[1..] {
            let cell = match *head {
                "repository" | "mailbox" => format!("<{cell}>"),
                "cost_centre" => format!(":internal[{cell}]"),
                _ => cell.clone(),
            };
            let _ = writeln!(text, "| **{head}** | {cell} |");
        }
        fs::write(root.join(format!("content/projects/{name}.md")), text).expect("a page");
    }
}

fn write_metrics(root: &Path) {
    let folder = root.join("content/metrics");
    fs::create_dir_all(&folder).expect("a folder");
    add(root, "[metrics]\nfile = \"metrics/metrics.yaml\"\n");
    let mut yaml = "groups:\n".to_owned();
    for group in 0..5 {
        let _ = writeln!(yaml, "  - {{id: group-{group}, title: Group {group}}}");
    }
    yaml.push_str("metrics:\n");
    for number in 0..METRICS {
        let mut dice = Dice::new(number as u64 + 900);
        let _ = writeln!(
            yaml,
            "  - id: metric-{number}\n    title: Metric {number}\n    group: group-{}\n    audience: public\n    \
             question: How much does {} do?\n    unit: changes\n    direction: up\n    baseline: 10\n    \
             target: {{value: 60, by: 2030-12-31}}\n    cadence: monthly\n    owner: OSPO\n    data: metric-{number}.csv",
            number % 5,
            dice.pick(WHO)
        );
        let mut csv = "period,value\n".to_owned();
        for month in 0..MONTHS {
            let _ = writeln!(csv, "{}-{:02},{}", 2022 + month / 12, month % 12 + 1, dice.below(90));
        }
        fs::write(folder.join(format!("metric-{number}.csv")), csv).expect("numbers");
    }
    fs::write(folder.join("metrics.yaml"), yaml).expect("the metrics");
}
