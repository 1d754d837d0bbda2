use std::fmt::Write;

use jiff::civil::date;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Span};
use crate::edition::metrics::{Metric, Point};
use crate::edition::{Blob, Metrics};
use crate::manuscript::tests::{config, snapshot};
use crate::manuscript::{Wish, project, read};
use crate::memo::Memo;

mod audiences;
mod faults;

fn settings() -> Config {
    Config { metrics: Some("metrics/metrics.yaml".into()), ..config() }
}

/// Gives the metrics of an edition, and the findings as `code file: text at the place`.
fn made(files: &[(&str, &str)], name: &str) -> (Metrics, Vec<String>) {
    let (config, snapshot) = (settings(), snapshot(files));
    let (manuscript, mut findings) = read(std::slice::from_ref(&snapshot), &config, &Memo::default());
    let wanted = config.editions.iter().find(|edition| edition.name == name).expect("an edition");
    let wish = Wish { as_of: date(2026, 11, 22), drafts: false, outline: false };
    let (edition, found) = project(&manuscript, &config, wanted, wish);
    findings.extend(found);
    crate::diagnostic::sort(&mut findings);
    let print = |finding: &Diagnostic| {
        assert!(finding.help.is_some() && !finding.message.ends_with('.'), "{finding:?}");
        assert!(
            !finding.message.contains('\n') && finding.message.starts_with(|c: char| !c.is_uppercase()),
            "{finding:?}"
        );
        let Span { path, range } = &finding.primary;
        let text = snapshot.files.get(path).and_then(Blob::text).map_or("", |text| &text[range.clone()]);
        format!("{} {}: {text}", finding.code, path.file_name())
    };
    (Metrics::clone(&edition.versions[0].metrics), findings.iter().map(print).collect())
}

/// Writes a metric's lines in short, such as `2026-01 3, 2026-02 -; A: 2026-01 4`.
fn lines(metric: &Metric) -> String {
    let point = |point: &Point| {
        let value = point.value.map_or_else(|| "-".to_owned(), |value| value.to_string());
        let note = point.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
        format!("{} {value}{note}", point.period)
    };
    let mut words = String::new();
    for series in &metric.series {
        let points: Vec<String> = series.points.iter().map(point).collect();
        let name = series.name.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
        let _ = write!(words, "{}{name}{}", if words.is_empty() { "" } else { "; " }, points.join(", "));
    }
    words
}

/// Reads one public metric with that data file; gives its lines.
#[track_caller]
fn check(file: &str, data: &str, says: &str, expect: &str) {
    let yaml = format!("metrics:\n  - id: m\n    title: M\n    audience: public\n    data: {file}\n{says}");
    let (metrics, findings) = made(&[("metrics/metrics.yaml", &yaml), (&format!("metrics/{file}"), data)], "public");
    assert_eq!((metrics.metrics.first().map(lines).as_deref(), findings), (Some(expect), Vec::new()), "{data:?}");
}

#[test]
fn long_and_wide_data_become_lines() {
    let expect = "2025-12 3, 2026-03 2";
    check("a.csv", "period,value\n2026/3,2\n2025/12,3\n", "", expect);
    check("a.csv", "\u{feff}Period;Value\r\n2026-3;2\r\n\r\n2025-12;3", "", expect);
    check("a.json", r#"{"2026/3": 2, "2025/12": 3}"#, "", expect);
    check("a.json", r#"{"x": {"by": {"2026/3": 2, "2025/12": 3}}}"#, "    records: x.by\n", expect);
    check(
        "a.json",
        r#"[{"month": "2026/3", "n": 2}, {"n": "3", "month": "2025/12"}]"#,
        "    columns: {period: month}\n",
        expect,
    );
    check("a.yaml", "- {period: 2026-03, value: 2}\n- {period: 2025-12, value: 3}\n", "", expect);
    check("a.csv", "2025-12,2026-03\n3,2\n", "", expect);
    check("a.csv", "when,a,b\n2026,1,2\n", "    columns: {period: when, value: [b, a]}\n", "b: 2026 2; a: 2026 1");
    check("a.csv", "period,series,value\n2026,x,1\n2025,y,2\n2025,x,0\n", "", "x: 2025 0, 2026 1; y: 2025 2");
    check("a.csv", "team,2025-Q4,2026-Q1\nx,1,\ny,2,3\n", "", "x: 2025-Q4 1, 2026-Q1 -; y: 2025-Q4 2, 2026-Q1 3");
    check("a.csv", "period,value,note\n2026-W5,1,\"new, better\"\n", "", "2026-W05 1 (new, better)");
}

#[test]
fn a_missing_number_is_a_gap() {
    check("a.csv", "period,value\n2024,\n2025,0\n2026,n/a\n", "    na: [n/a]\n", "2024 -, 2025 0, 2026 -");
    check(
        "a.json",
        r#"{"2023": null, "2024": -1, "2025": -1.0, "2026": -2}"#,
        "    na: [-1]\n",
        "2023 -, 2024 -, 2025 -, 2026 -2",
    );
    check("a.csv", "period,value\n2026,False\n", "    na: [\"False\"]\n", "2026 -");
}

#[test]
fn a_metric_may_wait_for_its_first_number() {
    check("a.csv", "period,value\n", "", "");
    let (metrics, findings) =
        made(&[("metrics/metrics.yaml", "metrics: [{id: m, title: M, audience: public, series: []}]\n")], "public");
    assert_eq!((metrics.metrics.len(), findings), (1, Vec::new()));
}

#[test]
fn the_numbers_of_a_day_are_those_of_begun_periods() {
    check("a.csv", "period,value\n2026-11,1\n2026-12,2\n2025-01,3\n", "", "2025-01 3, 2026-11 1");
    let yaml = "metrics: [{id: m, title: M, audience: public, series: [{period: 2026-12, value: 2, series: x}]}]\n";
    let (metrics, _) = made(&[("metrics/metrics.yaml", yaml)], "public");
    assert_eq!((lines(&metrics.metrics[0]).as_str(), metrics.metrics[0].later.len()), ("", 1));
}

#[test]
fn everything_that_a_metric_says_is_read() {
    let yaml = "
groups:
  - {id: g, title: Group, description: Of metrics}
  - {id: empty, title: Nothing in it}
metrics:
  - id: upstream
    title: Upstream merges
    group: g
    question: How much?
    definition: Merged.
    unit: merges
    singular: merge
    direction: up
    baseline: 3
    target: {value: 20, by: 2026-12-31}
    cadence: half-yearly
    paused: Nobody has time
    chart: stacked
    owner: OSPO
    source: monthly export
    collected_at: 2026-11-01
    objective: give-back
    chaoss: Change Requests
    tolerance: 5
    range: [0, 500]
    decimals: 1
    audience: public
    series:
      - {period: 2026-02, value: 4}
      - {period: 2026-01, value: 3, note: First}
    notes:
      - {period: 2026-02, note: More people}
";
    let page = ("plan.md", "---\nid: give-back\n---\n# Plan\n");
    let (metrics, findings) = made(&[("metrics/metrics.yaml", yaml), page], "public");
    assert_eq!(findings, Vec::<String>::new());
    let metric = &metrics.metrics[0];
    assert_eq!(lines(metric), "2026-01 3 (First), 2026-02 4 (More people)");
    let found = serde_json::to_value(metric).expect("plain data");
    for (key, expect) in [
        ("id", "\"upstream\""),
        ("group", "\"g\""),
        ("baseline", "3.0"),
        ("target", r#"{"by":"2026-12-31","high":null,"low":20.0}"#),
        ("cadence", "\"half-yearly\""),
        ("paused", "\"Nobody has time\""),
        ("form", "\"stacked\""),
        ("collected_at", "\"2026-11-01\""),
        ("bounds", "[0.0,500.0]"),
        ("decimals", "1"),
        ("tolerance", "5.0"),
        ("direction", "\"up\""),
        ("audience", "null"),
    ] {
        assert_eq!(found[key].to_string(), expect, "{key}");
    }
    assert_eq!(metrics.groups.iter().map(|group| group.id.as_str()).collect::<Vec<_>>(), ["g"]);
    assert_eq!(&yaml[metric.places["unit"].clone()], "merges");
    assert_eq!(&yaml[metric.series[0].points[0].place.clone()], "3");
}

#[test]
fn small_counts_are_hidden_and_cannot_be_computed() {
    let single = "    min_group: 5\n";
    check("a.csv", "period,value\n2024,0\n2025,4\n2026,5\n", single, "2024 0, 2025 -, 2026 5");
    let several = "    min_group: 5\n    columns: {value: [a, b, c]}\n";
    check("a.csv", "period,a,b,c\n2026,4,9,7\n", several, "a: 2026 -; b: 2026 9; c: 2026 -");
    check("a.csv", "period,a,b,c\n2026,0,9,4\n", several, "a: 2026 0; b: 2026 -; c: 2026 -");
}
