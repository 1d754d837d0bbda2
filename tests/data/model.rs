//! Random handbooks with data: what everybody reads comes from one throw of dice, what is hidden from another.

use std::fmt::Write;

use crate::common::{Dice, Tree};

/// What is hidden.
pub(crate) enum Hidden<'d> {
    /// Nothing stands where it was.
    Deleted,
    /// It was made by these dice.
    Made(&'d mut Dice),
}

const WORDS: &[&str] = &["alder", "birch", "cedar", "elm", "fir", "hazel", "larch", "maple", "oak", "pine"];

const SITE: &str = r#"title = "Numbers"
base_url = "https://numbers.example/"

[editions.public]
audience = "public"

[editions.internal]
audience = "internal"

[metrics]
file = "metrics/metrics.yaml"

[[data_pages]]
file = "tables/projects.csv"
path = "projects/{name}-{number}"
title = "name"
sort = "number"
columns = { cost = { audience = "internal" } }

[[data_pages]]
file = "tables/licences.json"
records = "all.licences"
path = "licences/{id}"
title = "id"
"#;

/// Writes a handbook.
pub(crate) fn files(open: &mut Dice, mut hidden: Hidden<'_>) -> Tree {
    let mut files = Tree::new();
    let mut add = |path: &str, text: String| drop(files.insert(path.to_owned(), text.into_bytes()));
    add("site.toml", SITE.to_owned());
    add("content/_index.md", "---\naudience: public\n---\n# Home\n\nHello.\n".to_owned());
    for folder in ["licences", "projects"] {
        let text = format!("---\naudience: public\nchildren: {{audience: public}}\n---\n# All {folder}\n\nA list.\n");
        add(&format!("content/{folder}/_index.md"), text);
    }
    add("content/strategy.md", strategy("public", "Work upstream", "Grow people"));
    if let Some(secret) = secret(&mut hidden) {
        add("content/plans.md", strategy("internal", &format!("Sell {secret}"), "Buy it back"));
    }
    add("content/numbers.md", quotes(&mut hidden));
    let (yaml, tables) = metrics(open, &mut hidden);
    add("content/metrics/metrics.yaml", yaml);
    for (path, text) in tables {
        add(&format!("content/metrics/{path}"), text);
    }
    add("content/tables/projects.csv", projects(open, &mut hidden));
    add("content/tables/licences.json", licences(open, &mut hidden));
    files
}

fn strategy(audience: &str, first: &str, second: &str) -> String {
    format!(
        "---\naudience: {audience}\nkind: strategy\nobjectives: [\"{first}\", \"{second}\"]\n---\n# Plan {first}\n\nWords.\n"
    )
}

/// Writes a page that quotes every metric, in every form.
fn quotes(hidden: &mut Hidden<'_>) -> String {
    let mut text = "---\naudience: public\n---\n# Numbers\n\n".to_owned();
    for (id, kind) in ["line", "bar", "stacked", "spark", "bullet"].iter().enumerate() {
        let inside = secret(hidden).map(|secret| format!(" :internal[More than {secret}, or :metric[m{id}].]"));
        let _ = writeln!(text, "There are :metric[m{id}].{}\n", inside.unwrap_or_default());
        let _ = writeln!(text, "::metric{{id=m{id}}}\n\n::chart{{id=m{id} kind={kind}}}\n");
    }
    text
}

/// Throws for whether something hidden stands here, and what.
fn secret(hidden: &mut Hidden<'_>) -> Option<String> {
    let Hidden::Made(dice) = hidden else { return None };
    (dice.below(3) > 0).then(|| format!("zebra{}", dice.below(1000)))
}

fn number(hidden: &mut Hidden<'_>) -> usize {
    match hidden {
        Hidden::Made(dice) => dice.below(1_000_000),
        Hidden::Deleted => 0,
    }
}

/// Gives words with a hidden one among them, somewhere.
fn words(open: &mut Dice, hidden: &mut Hidden<'_>) -> String {
    let (one, two) = (open.pick(WORDS), open.pick(WORDS));
    match secret(hidden) {
        Some(secret) => format!("{one} :internal[{secret}] {two}"),
        None => format!("{one} {two}"),
    }
}

/// Gives an audience that hides, in one of the ways to say so.
fn hiding(hidden: &mut Hidden<'_>) -> &'static str {
    ["internal", ""][number(hidden) % 2]
}

fn metrics(open: &mut Dice, hidden: &mut Hidden<'_>) -> (String, Vec<(String, String)>) {
    let mut yaml = "groups:\n".to_owned();
    for id in 0..3 {
        let _ = writeln!(yaml, "  - {{id: g{id}, title: \"Group {}\"}}", words(open, hidden));
    }
    if let Some(secret) = secret(hidden) {
        let _ = writeln!(yaml, "  - {{id: {secret}, title: Group {secret}, audience: internal}}");
    }
    yaml.push_str("metrics:\n");
    let mut tables = Vec::new();
    for id in 0..5 {
        for (nth, secret) in [secret(hidden), secret(hidden)].into_iter().flatten().enumerate() {
            let group = number(hidden) % 3;
            let objective = hidden_objective(hidden);
            let _ = writeln!(
                yaml,
                "  - id: {secret}-{id}{nth}\n    title: Count {secret}\n    group: g{group}\n{objective}"
            );
            let _ = writeln!(yaml, "    series: [{{period: 2026, value: {}}}]", number(hidden));
        }
        let _ = writeln!(yaml, "  - id: m{id}\n    audience: public\n    title: \"Metric {}\"", words(open, hidden));
        let _ = writeln!(yaml, "    question: \"Why {}?\"\n    group: g{}", words(open, hidden), open.below(3));
        let _ = writeln!(yaml, "    owner: OSPO\n    direction: up\n    target: {}", open.below(50));
        if id == 0 {
            yaml.push_str("    objective: Work upstream\n");
        } else if open.below(2) == 0 {
            let _ = writeln!(yaml, "    objective: {}", open.pick(&["Work upstream", "Grow people"]));
        } else {
            yaml.push_str(&hidden_objective(hidden));
        }
        let _ = writeln!(yaml, "    paused: \"{}\"", words(open, hidden));
        if open.below(2) == 0 {
            yaml.push_str("    chart: stacked\n");
        }
        let tabled = match open.below(5) {
            0 => Some(table(open, hidden)),
            1 => Some(long_table(open, hidden)),
            4 => Some(wide_table(open, hidden)),
            2 => {
                small(open, hidden, &mut yaml);
                None
            }
            _ => {
                yaml.push_str("    series:\n");
                inline(open, hidden, &mut yaml);
                let _ = writeln!(yaml, "    notes:\n      - {{period: 2022, note: \"{}\"}}", words(open, hidden));
                None
            }
        };
        if let Some((text, columns)) = tabled {
            let _ = write!(yaml, "    data: m{id}.csv\n{columns}");
            tables.push((format!("m{id}.csv"), text));
        }
    }
    (yaml, tables)
}

/// Gives the line for an objective that only an internal page has, or that nobody has.
fn hidden_objective(hidden: &mut Hidden<'_>) -> String {
    secret(hidden).map(|secret| format!("    objective: \"Sell {secret}\"\n")).unwrap_or_default()
}

/// Writes counts about people, of which the small ones are hidden from everybody: how small they are changes no byte.
fn small(open: &mut Dice, hidden: &mut Hidden<'_>, yaml: &mut String) {
    yaml.push_str("    unit: people\n    min_group: 5\n    series:\n");
    for year in 2019..2026 {
        let value = if open.below(2) == 0 { 1 + number(hidden) % 4 } else { 5 + open.below(40) };
        let _ = writeln!(yaml, "      - {{period: {year}, value: {value}}}");
    }
}

/// Writes the numbers of a metric as a table with a row for each line and period; some lines are hidden.
fn long_table(open: &mut Dice, hidden: &mut Hidden<'_>) -> (String, String) {
    let mut text = "Quarter;Team;Count;audience\n".to_owned();
    for (quarter, team) in (1..=4).flat_map(|quarter| ["north", "south"].map(|team| (quarter, team))) {
        for (nth, secret) in [secret(hidden), secret(hidden)].into_iter().flatten().enumerate() {
            let _ = writeln!(text, "2025/Q{quarter};{secret}-{team}{nth};{};{}", number(hidden), hiding(hidden));
        }
        let count = if open.below(5) == 0 { "n/a".to_owned() } else { open.below(90).to_string() };
        let _ = writeln!(text, "2025-Q{quarter};{team};{count};public");
    }
    (text, "    columns: {period: Quarter, series: Team, value: Count}\n    na: [n/a]\n".to_owned())
}

/// Writes the numbers of a metric as a table with a row for each line and a column for each period; some of both are hidden.
fn wide_table(open: &mut Dice, hidden: &mut Hidden<'_>) -> (String, String) {
    let quarter = secret(hidden).map(|_| number(hidden));
    let inner = |text: &str| if quarter.is_some() { text.to_owned() } else { String::new() };
    let mut text = format!("team,2025-Q1{},2025-Q3,audience\n", inner(",:internal[2025-Q2]"));
    for team in ["north", "south"] {
        for (nth, secret) in [secret(hidden), secret(hidden)].into_iter().flatten().enumerate() {
            let cells = inner(&format!(",{}", number(hidden)));
            let _ = writeln!(text, "{secret}-{team}{nth},{}{cells},7,{}", number(hidden), hiding(hidden));
        }
        let cells = quarter.map(|_| format!(",{}", number(hidden))).unwrap_or_default();
        let _ = writeln!(text, "{team},{}{cells},{},public", open.below(90), open.below(90));
    }
    (text, String::new())
}

/// Writes the numbers of a metric as CSV, and what its metric says of the columns.
fn table(open: &mut Dice, hidden: &mut Hidden<'_>) -> (String, String) {
    let column = secret(hidden);
    let is_marked = number(hidden).is_multiple_of(2);
    let (mut says, mut text) = ("    columns: {value: [a, b]".to_owned(), "period,a".to_owned());
    if let Some(name) = &column {
        if is_marked {
            let _ = write!(text, ",:internal[{name}]");
        } else {
            let _ = write!(text, ",{name}");
            let _ = write!(says, ", {name}: {{audience: internal}}");
        }
    }
    text.push_str(",b,note,audience\n");
    says.push_str("}\n");
    let mut row = |period: String, [a, b]: [usize; 2], note: String, audience: &str, hidden: &mut Hidden<'_>| {
        let inner = column.as_ref().map(|_| format!(",{}", number(hidden))).unwrap_or_default();
        let _ = writeln!(text, "{period},{a}{inner},{b},{note},{audience}");
    };
    for month in 1..=6 {
        let numbers = [open.below(100), open.below(100)];
        let note = words(open, hidden);
        row(format!("2026-{month:02}"), numbers, note, "public", hidden);
        if let Some(secret) = secret(hidden) {
            let (numbers, audience) = ([number(hidden), number(hidden)], hiding(hidden));
            row(format!("2025-{month:02}"), numbers, secret, audience, hidden);
        }
    }
    (text, says)
}

fn inline(open: &mut Dice, hidden: &mut Hidden<'_>, yaml: &mut String) {
    for year in 2020..2026 {
        if let Some(secret) = secret(hidden) {
            let (value, when) = (number(hidden), year - 20);
            let _ = writeln!(yaml, "      - {{period: {when}, audience: internal, value: {value}, note: {secret}}}");
        }
        let note = words(open, hidden);
        let _ = writeln!(yaml, "      - {{period: {year}, value: {}, note: \"{note}\"}}", open.below(100));
    }
}

fn projects(open: &mut Dice, hidden: &mut Hidden<'_>) -> String {
    let mut text = "number,name,cost,about,audience\n".to_owned();
    for id in 0..8 {
        for secret in [secret(hidden), secret(hidden)].into_iter().flatten() {
            let (number, cost, audience) = (number(hidden), number(hidden), hiding(hidden));
            let _ = writeln!(text, "{number},{secret},{cost},about {secret},{audience}");
        }
        let (name, about) = (open.pick(WORDS), words(open, hidden));
        let _ = writeln!(text, "{id},{name},{},\"{about}, and more\",public", number(hidden));
    }
    text
}

fn licences(open: &mut Dice, hidden: &mut Hidden<'_>) -> String {
    let mut rows = Vec::new();
    for id in 0..6 {
        if let Some(secret) = secret(hidden) {
            let value = number(hidden);
            rows.push(format!(
                r#"{{"{secret}": {value}, "id": "{secret}-{id}", "audience": "internal", "kind": "{secret}"}}"#
            ));
        }
        let (kind, osi) = (words(open, hidden), open.below(2) == 0);
        rows.push(format!(
            r#"{{"id": "L{id}", "kind": "{kind}", "is": {{"osi": {osi}, "count": {}}}}}"#,
            open.below(9)
        ));
    }
    format!(r#"{{"all": {{"licences": [{}]}}, "made": "2026"}}"#, rows.join(",\n"))
}
