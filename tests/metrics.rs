//! Metrics from the file to the pages: what each edition has, what a text may quote, what machines read.

mod common;

use std::collections::BTreeSet;

use common::{Scratch, demo, replace};
use serde_json::Value;

const SITE: &str = "title = \"Numbers\"\n[metrics]\nfile = \"metrics/metrics.yaml\"\n[editions.public]\naudience = \"public\"\n\
                    base_url = \"https://a.example/oss/\"\n[editions.internal]\naudience = \"internal\"\n";

const METRICS: &str = "groups:\n  - {id: give, title: Giving, audience: public}\nmetrics:\n  \
    - {id: up, title: Upstream, group: give, audience: public, unit: merges, direction: up, target: {value: 20},\n     \
    series: [{period: 2025, value: 12}, {period: 2026, value: 23, note: \":internal[zanzibar]\"}]}\n  \
    - {id: kept, title: Heliotrope, group: give, unit: people, series: [{period: 2026, value: 4711}]}\n";

/// Starts a handbook with a page of that text for everybody.
fn handbook(text: &str) -> Scratch {
    let scratch = Scratch::quick("metrics");
    scratch.write("site.toml", SITE);
    scratch.write("content/_index.md", "---\naudience: public\n---\n# Home\n\nWords.\n");
    scratch.write("content/metrics/metrics.yaml", METRICS);
    scratch.write("content/a.md", format!("---\naudience: public\n---\n# A\n\n{text}\n"));
    scratch
}

#[test]
fn an_edition_has_the_numbers_that_its_readers_may_know() {
    let scratch = handbook("We did :metric[up]. :internal[Inside :metric[kept].]\n\n::chart{id=up}");
    let run = scratch.run(&["build"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let files = common::tree(&scratch.path("dist"));
    let text = |path: &str| String::from_utf8_lossy(&files[path]).into_owned();
    assert!(text("public/metrics/up/index.html").contains("Target reached"));
    assert!(text("public/a/index.html").contains("23\u{a0}merges"), "{}", text("public/a/index.html"));
    assert!(text("internal/a/index.html").contains("4,711\u{a0}people"));
    assert!(files.contains_key("internal/metrics/kept/index.html"));
    for (path, bytes) in files.iter().filter(|(path, _)| path.starts_with("public/")) {
        let said = String::from_utf8_lossy(bytes).to_lowercase();
        for hidden in ["heliotrope", "4711", "4,711", "zanzibar", "kept"] {
            assert!(!said.contains(hidden), "{path} says {hidden}");
        }
    }
}

#[test]
fn a_text_may_not_quote_what_its_readers_lack() {
    let run = handbook("We lost :metric[kept].\n\n::metric{id=kpt}").run(&["check"]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.stderr.contains("error[audience-link]: this quotes a metric that only readers of `internal` have"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("error[metric-missing]: no metric has the id `kpt`"), "{}", run.stderr);
    let run = handbook("We lost :metric[kept].").run(&["check", "--edition", "public"]);
    assert!(!run.stderr.contains("Heliotrope") && !run.stderr.contains("4711"), "{}", run.stderr);
}

/// Whether a page states an objective is told to those who have all pages: the warning, and its absence, tell of them.
#[test]
fn a_public_log_does_not_say_which_objectives_are_stated() {
    let scratch = handbook("Words.");
    let aim = METRICS.replace("unit: merges", "objective: Grow peple, unit: merges");
    scratch.write("content/metrics/metrics.yaml", aim);
    let inside = "---\naudience: internal\nkind: strategy\nobjectives: [\"Grow people: zanzibar\"]\n---\n# Plan\n";
    scratch.write("content/plan.md", inside);
    let [all, public] = [vec!["check"], vec!["check", "--edition", "public"]].map(|arguments| scratch.run(&arguments));
    assert!(all.stderr.contains("metric-objective") && all.stderr.contains("`Grow people`"), "{}", all.stderr);
    assert!(!public.stderr.contains("objective"), "{}", public.stderr);
}

/// Collects the keys that a value has, as paths.
fn keys(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(entries) => {
            for (key, below) in entries {
                found.insert(format!("{path}.{key}"));
                keys(below, &format!("{path}.{key}"), found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, path, found)),
        _ => {}
    }
}

/// Collects the keys that a schema describes, as paths.
fn described(schema: &Value, path: &str, found: &mut BTreeSet<String>) {
    for (key, below) in schema["properties"].as_object().into_iter().flatten() {
        found.insert(format!("{path}.{key}"));
        described(below, &format!("{path}.{key}"), found);
    }
    if schema["items"].is_object() {
        described(&schema["items"], path, found);
    }
}

#[test]
fn the_published_numbers_are_as_their_schema_says() {
    let scratch = handbook("Words.");
    let metrics =
        METRICS.replace(":internal[zanzibar]", "A note").replace("{value: 20}", "{value: 20, by: 2027-01-01}");
    let metrics = metrics.replace("unit: people, series: [", "min_group: 5, series: [{period: 2025, value: 3}, ");
    // Of three lines, one is too small, and a second one goes with it.
    let line = |name: &str, value: u32| format!("{{period: 2026-01, series: {name}, value: {value}}}");
    let lines = [line("a", 3), line("b", 41), line("c", 77)].join(", ");
    let parts = format!("  - {{id: parts, title: Parts, audience: public, min_group: 5, series: [{lines}]}}\n");
    scratch.write("content/metrics/metrics.yaml", format!("{}\n{parts}", metrics.trim_end()));
    assert_eq!(scratch.run(&["build"]).code, Some(0));
    let page = std::fs::read_to_string(scratch.path("dist/public/metrics/parts/index.html")).expect("a page");
    assert!(page.contains(">hidden<") && page.matches("fewer than 5").count() > 0 && !page.contains(">41<"), "{page}");
    let text = std::fs::read_to_string(scratch.path("dist/internal/api/metrics.json")).expect("a file");
    let (mut found, mut known) = (BTreeSet::new(), BTreeSet::new());
    keys(&serde_json::from_str(&text).expect("JSON"), "", &mut found);
    let schema = scratch.run(&["schema", "metrics-api"]).stdout;
    described(&serde_json::from_str(&schema).expect("JSON"), "", &mut known);
    assert_eq!(found, known);
}

#[test]
fn a_warm_build_makes_a_page_anew_whose_quoted_number_changed() {
    let scratch = handbook("We did :metric[up].");
    assert_eq!(scratch.run(&["build"]).code, Some(0));
    scratch.write("content/metrics/metrics.yaml", METRICS.replace("value: 23", "value: 29"));
    assert_eq!(scratch.run(&["build"]).code, Some(0));
    let page = std::fs::read_to_string(scratch.path("dist/public/a/index.html")).expect("a page");
    assert!(page.contains("29\u{a0}merges"), "a warm build makes the page anew: {page}");
}

#[test]
fn the_demo_is_sound_on_its_day_and_merely_grows_old() {
    let root = Scratch::quick("metrics-demo");
    replace(&root, &common::Tree::new(), &demo());
    let run = root.run(&["check", "--strict", "--as-of", "2026-11-22"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(!run.stderr.contains("metric-"), "{}", run.stderr);
    assert_eq!(root.run(&["build", "--as-of", "2026-11-22"]).code, Some(0));
    let page = std::fs::read_to_string(root.path("dist/public/metrics/summary/index.html")).expect("a page");
    assert!(page.contains("Out of date: 10 months old, expected every three months. Paused: The survey"), "{page}");
    let run = root.run(&["check", "--as-of", "2036-01-01"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(run.stderr.contains("warning[metric-target]"), "{}", run.stderr);
}

#[test]
fn an_old_number_says_so_wherever_it_is_shown() {
    let scratch = handbook("Say :metric[up].");
    let metrics = METRICS.replace("unit: merges", "objective: Give more, cadence: monthly, unit: merges");
    scratch.write("content/metrics/metrics.yaml", metrics);
    scratch.write(
        "content/b.md",
        "---\naudience: public\nkind: strategy\nobjectives: [Give more]\n---\n# B\n\n::metric{id=up}\n",
    );
    for kind in ["line", "bar", "stacked", "spark", "bullet"] {
        let text = format!("---\naudience: public\n---\n# C\n\n::chart{{id=up kind={kind}}}\n");
        scratch.write(&format!("content/{kind}.md"), text);
    }
    let pages =
        ["a", "b", "line", "bar", "stacked", "spark", "bullet", "metrics", "metrics/summary", "metrics/objectives"];
    let pages = || pages.iter().chain(&["metrics/groups/give", "metrics/up"]);
    for (as_of, is_old) in [("2027-01-15", false), ("2027-06-01", true)] {
        assert_eq!(scratch.run(&["build", "--as-of", as_of]).code, Some(0));
        for page in pages() {
            let text =
                std::fs::read_to_string(scratch.path(&format!("dist/public/{page}/index.html"))).expect("a page");
            let text = text.to_lowercase();
            assert!(text.contains("23") || text.contains("upstream"), "{page} shows the number");
            assert_eq!(text.contains("out of date"), is_old, "{page} on {as_of}");
        }
        for file in ["api/metrics.json", "metrics/up.json"] {
            let text = std::fs::read_to_string(scratch.path(&format!("dist/public/{file}"))).expect("a file");
            assert_eq!(text.replace(' ', "").contains("\"is_stale\":true"), is_old, "{file} on {as_of}: {text}");
        }
    }
}

/// Finds where a value differs from a schema; knows the words that ours uses and no others.
fn validate(value: &Value, schema: &Value, path: &str, wrong: &mut Vec<String>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() && number.as_f64().is_some_and(|value| value.fract() != 0.0) => {
            "number"
        }
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    for (word, says) in schema.as_object().expect("a schema is an object") {
        let strings = |says: &Value| says.as_array().cloned().unwrap_or_else(|| vec![says.clone()]);
        let holds = match word.as_str() {
            "type" => strings(says).iter().any(|one| one == kind || (one == "number" && kind == "integer")),
            "const" => value == says,
            "enum" => strings(says).contains(value),
            "required" => value
                .as_object()
                .is_none_or(|own| strings(says).iter().all(|key| own.contains_key(key.as_str().expect("a key")))),
            "additionalProperties" => {
                value.as_object().is_none_or(|own| own.keys().all(|key| schema["properties"][key].is_object()))
            }
            "minLength" => value.as_str().is_none_or(|text| !text.is_empty()),
            // A day, the only pattern that there is.
            "pattern" => {
                value.as_str().is_none_or(|text| text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok())
            }
            "properties" => {
                for (key, below) in value.as_object().into_iter().flatten() {
                    if let Some(schema) = says.get(key) {
                        validate(below, schema, &format!("{path}.{key}"), wrong);
                    }
                }
                true
            }
            "items" => {
                value
                    .as_array()
                    .into_iter()
                    .flatten()
                    .for_each(|item| validate(item, says, &format!("{path}[]"), wrong));
                true
            }
            "description" | "title" | "$schema" => true,
            _ => panic!("this test does not know `{word}`"),
        };
        if !holds {
            wrong.push(format!("{path}: {word}"));
        }
    }
}

#[test]
fn the_published_numbers_of_the_demo_keep_to_their_schema() {
    let root = Scratch::quick("metrics-schema");
    replace(&root, &common::Tree::new(), &demo());
    assert_eq!(root.run(&["build", "--as-of", "2026-11-22"]).code, Some(0));
    let schema: Value = serde_json::from_str(&root.run(&["schema", "metrics-api"]).stdout).expect("JSON");
    let found = |value: &Value| {
        let mut wrong = Vec::new();
        validate(value, &schema, "", &mut wrong);
        wrong
    };
    for edition in ["public", "internal"] {
        let text = std::fs::read_to_string(root.path(&format!("dist/{edition}/api/metrics.json"))).expect("a file");
        let mut value: Value = serde_json::from_str(&text).expect("JSON");
        assert!(value["metrics"].as_array().expect("metrics").len() >= 12);
        assert_eq!(found(&value), [""; 0], "{edition}");
        value["metrics"][0]["is_stale"] = Value::from("yes");
        value["metrics"][1]["secret"] = Value::Null;
        value["metrics"][2]["cadence"] = Value::from("now and then");
        value.as_object_mut().expect("an object").remove("as_of");
        let expect =
            [".metrics[].is_stale: type", ".metrics[]: additionalProperties", ".metrics[].cadence: enum", ": required"];
        let mut wrong = found(&value);
        wrong.sort_by_key(|found| expect.iter().position(|one| one == found));
        assert_eq!(wrong, expect, "the validator sees what is wrong");
    }
}

#[test]
fn a_frozen_version_shows_the_numbers_of_its_day() {
    let scratch = handbook("We did :metric[up].");
    let versions = "[versions]\ncurrent = \"2\"\ndate = 2026-11-01\n[[versions.released]]\nname = \"1\"\ndate = 2026-01-01\n\
                    source = { path = \"content/_versions/1\" }\n[editions.public]";
    scratch.write("site.toml", SITE.replace("[editions.public]", versions));
    for page in ["_index.md", "a.md"] {
        let text = std::fs::read(scratch.path(&format!("content/{page}"))).expect("a page");
        scratch.write(&format!("content/_versions/1/{page}"), text);
    }
    scratch.write("content/_versions/1/metrics/metrics.yaml", METRICS.replace("value: 23", "value: 17"));
    let run = scratch.run(&["build", "--as-of", "2026-11-22"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    for (page, shown, other) in [("a", "23", "17"), ("v/1/a", "17", "23"), ("v/1/metrics/up", "17", "23")] {
        let path = scratch.path(&format!("dist/public/{page}/index.html"));
        let text = std::fs::read_to_string(path).expect("a page").replace('\u{a0}', " ");
        let text = text.replace("<span class=\"value\">", "").replace("</span> <span class=\"unit\">", " ");
        assert!(text.contains(&format!("{shown} merges")), "{page}: {text}");
        assert!(!text.contains(&format!("{other} merges")), "{page}");
    }
}

#[test]
fn an_old_version_shows_and_judges_the_numbers_of_its_day() {
    let scratch = handbook("Say :metric[up].");
    scratch.write(
        "site.toml",
        format!(
            "{SITE}[versions]\ncurrent = \"2\"\ndate = 2027-06-01\n[[versions.released]]\nname = \"1\"\ndate = 2026-03-02\n\
             source = {{ path = \"content/_versions/1\" }}\n"
        ),
    );
    for (path, text) in common::tree(&scratch.path("content")) {
        let text = String::from_utf8(text).expect("text").replace("value: 23", "value: 19");
        scratch.write(&format!("content/_versions/1/{path}"), text);
    }
    let old = "metrics:\n  - {id: up, title: Upstream, audience: public, unit: merges, direction: up, target: {value: 20, by: 2026-12-31},\n     \
               series: [{period: 2026-01, value: 9}, {period: 2026-02, value: 12}, {period: 2026-04, value: 99}]}\n";
    scratch.write("content/_versions/1/metrics/metrics.yaml", old);
    let pages = |as_of: &str| {
        assert_eq!(scratch.run(&["build", "--as-of", as_of]).code, Some(0));
        ["a", "metrics", "metrics/up", "metrics/summary"].map(|page| {
            let page = scratch.path(&format!("dist/public/v/1/{page}/index.html"));
            std::fs::read_to_string(page).expect("a page")
        })
    };
    let first = pages("2027-06-02");
    assert!(first[0].contains("12\u{a0}merges"), "{}", first[0]);
    assert!(first[1].contains("2 March 2026") && first[1].contains("Not reached yet, coming closer"), "{}", first[1]);
    for page in &first {
        assert!(!page.contains("Out of date") && !page.contains("missed") && !page.contains(">99<"), "{page}");
    }
    assert_eq!(pages("2030-01-01"), first, "it stays as it was");
    let now = std::fs::read_to_string(scratch.path("dist/public/metrics/index.html")).expect("a page");
    assert!(now.contains("Out of date") && now.contains("23"), "{now}");
}

#[test]
fn the_theme_of_a_handbook_can_replace_the_templates_of_metrics() {
    let scratch = handbook("::metric{id=up}\n\n::chart{id=up}");
    let names = ["metrics.html", "metric.html", "metrics-summary.html", "quote.html", "chart.html"];
    for name in names {
        scratch.write(&format!("themes/handbook/templates/{name}"), format!("<p>our {name}</p>"));
    }
    let run = scratch.run(&["build"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    for (page, name) in ["metrics", "metrics/up", "metrics/summary", "a", "a"].iter().zip(names) {
        let text = std::fs::read_to_string(scratch.path(&format!("dist/public/{page}/index.html"))).expect("a page");
        assert!(text.contains(&format!("our {name}")), "{page}: {text}");
    }
}
