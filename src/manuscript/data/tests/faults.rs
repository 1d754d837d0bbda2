//! Mistakes in data, each at its place.

use super::*;

/// Reads a metrics file and `a.csv` beside it; gives the findings.
#[track_caller]
fn check(yaml: &str, data: &str, expect: &[&str]) {
    let (_, findings) = made(&[("metrics/metrics.yaml", yaml), ("metrics/a.csv", data)], "board");
    assert_eq!(findings, expect, "{yaml}\n{data}");
}

#[track_caller]
fn check_data(data: &str, expect: &[&str]) {
    check("metrics:\n  - {id: m, title: M, audience: public, data: a.csv}\n", data, expect);
}

#[track_caller]
fn check_metric(says: &str, expect: &[&str]) {
    let yaml = format!("metrics:\n  - id: m\n    title: M\n    data: a.csv\n    {says}\n");
    check(&yaml, "period,value\n2026,1\n", expect);
}

#[test]
fn cells_that_do_not_fit() {
    check_data("period,value\n2026,\"1,5\"\n", &["data-value a.csv: \"1,5\""]);
    check_data(
        "period,value\n2026,NaN\n2025,inf\n2024,1e999\n",
        &["data-value a.csv: NaN", "data-value a.csv: inf", "data-value a.csv: 1e999"],
    );
    check_data("period,value\n2026,12 %\n2025,=cmd()\n", &["data-value a.csv: 12 %", "data-value a.csv: =cmd()"]);
    check_data("period,value\n2026-03,1\n2026,2\n", &["data-value a.csv: 2026"]);
    check_data("period,value\nMarch,1\n,2\n", &["data-value a.csv: March", "data-value a.csv: "]);
    check_data("period,value\n2026-03,1\n2026-3,2\n", &["data-duplicate a.csv: 2"]);
    check_data("period,value\n2026,1,2\n", &["data-value a.csv: 2026,1,2"]);
    check_data("month,a,b\n2026,1,2\n", &["data-column a.csv: month"]);
    check_data("period,a,b\n2026,1,2\n", &["data-column a.csv: period"]);
    check_data("period,value\n2026,\"1\n", &["data-syntax a.csv: \""]);
    check_data("", &["data-syntax a.csv: "]);
    check_data("period,value,value\n2026,1,2\n", &["data-duplicate a.csv: value"]);
}

#[test]
fn words_about_metrics_that_do_not_fit() {
    check_metric("tilte: x", &["data-key metrics.yaml: tilte"]);
    check_metric("unit: [x]", &["data-value metrics.yaml: [x]"]);
    check_metric("direction: upp", &["data-value metrics.yaml: upp"]);
    check_metric("cadence: often", &["data-value metrics.yaml: often"]);
    check_metric("target: 5", &["data-value metrics.yaml: 5"]);
    check_metric("direction: range\n    target: {value: 5}", &["data-value metrics.yaml: 5"]);
    check_metric("direction: up\n    target: {value: 5, by: soon}", &["date-invalid metrics.yaml: soon"]);
    check_metric("range: [5, 1]", &["data-value metrics.yaml: [5, 1]"]);
    check_metric("min_group: -1", &["data-value metrics.yaml: -1"]);
    check_metric("baseline: 1,5", &["data-value metrics.yaml: 1,5"]);
    check_metric("group: g", &["data-value metrics.yaml: g"]);
    check_metric("columns: {period: x}", &["data-column metrics.yaml: x"]);
    check_metric("columns: {perod: x}", &["data-key metrics.yaml: perod"]);
    check_metric("notes: [{period: 2025, note: x}]", &["data-value metrics.yaml: {period: 2025, note: x}"]);
    check_metric("series: [{period: 2026, value: 1}]", &["data-value metrics.yaml: [{period: 2026, value: 1}]"]);
    check_metric("owner: a\n    owner: b", &["data-duplicate metrics.yaml: owner"]);
}

#[test]
fn files_that_cannot_be_used() {
    let missing = "metrics:\n  - {id: m, title: M, data: b.csv}\n";
    check(missing, "period,value\n", &["data-missing metrics.yaml: b.csv"]);
    check("metrics: [\n", "", &["data-syntax metrics.yaml: "]);
    check("- 1\n", "", &["data-value metrics.yaml: - 1"]);
    check("metrics:\n  - {title: M}\n", "", &["data-value metrics.yaml: {", "data-value metrics.yaml: {"]);
    check("metrics:\n  - &a {id: m}\n", "", &["data-syntax metrics.yaml: &a"]);
    let one = "{id: m, title: M, series: [{period: 2026, value: 1}]}";
    check(&format!("metrics:\n  - {one}\n  - {one}\n"), "", &["data-duplicate metrics.yaml: {"]);
    let (_, findings) = made(&[], "board");
    assert_eq!(findings, ["data-missing site.toml: "]);
}

#[test]
fn many_mistakes_are_not_all_listed() {
    let data = format!("period,value\n{}", "x,1\n".repeat(5_000));
    let (_, findings) = made(
        &[("metrics/metrics.yaml", "metrics:\n  - {id: m, title: M, data: a.csv}\n"), ("metrics/a.csv", &data)],
        "board",
    );
    assert_eq!(findings.len(), super::super::MOST_FINDINGS + 1);
}

#[test]
fn targets_ids_and_objectives_that_do_not_fit() {
    check_metric("tolerance: 0", &["data-value metrics.yaml: 0"]);
    check_metric("paused: [x]", &["data-value metrics.yaml: [x]"]);
    check_metric("chart: pie", &["data-value metrics.yaml: pie"]);
    check_metric("decimals: 7", &["data-value metrics.yaml: 7"]);
    check_metric("direction: range\n    target: {value: [5, 3]}", &["data-value metrics.yaml: [5, 3]"]);
    check_metric("audience: [public]", &["audience-unknown metrics.yaml: [public]"]);
    check_metric("objective: Grow", &["metric-objective metrics.yaml: Grow"]);
    let of = |id: &str| format!("metrics:\n  - {{id: {id}, title: M, data: a.csv}}\n");
    for id in ["summary", "Objectives", "groups"] {
        check(&of(id), "period,value\n2026,1\n", &[&format!("data-value metrics.yaml: {id}")]);
    }
    let two = format!("{}  - {{id: M, title: M, data: a.csv}}\n", of("m"));
    check(&two, "period,value\n2026,1\n", &["data-duplicate metrics.yaml: {"]);
    check(&of("m"), "period,value\n2026-11,1\n2026-12,2\n2027-01,3\n", &[]);
}

#[test]
fn an_objective_that_a_page_states_is_no_mistake() {
    let yaml = |objective: &str| {
        format!(
            "metrics:\n  - {{id: m, title: M, owner: o, objective: \"{objective}\", series: [{{period: 2026, value: 1}}]}}\n"
        )
    };
    let page = "---\nid: plan\nobjectives: [\"Grow people: teach\", \":internal[Buy less]\"]\n---\n# Plan\n";
    let found = |objective: &str| made(&[("metrics/metrics.yaml", &yaml(objective)), ("plan.md", page)], "public").1;
    for fine in ["grow People", "plan", "buy less"] {
        assert_eq!(found(fine), Vec::<String>::new(), "{fine}");
    }
    assert_eq!(found("Grow peple"), ["metric-objective metrics.yaml: \"Grow peple\""]);
}

#[test]
fn words_about_pages_and_metrics_quote_no_number() {
    let yaml =
        "metrics:\n  - {id: m, title: M, owner: o, question: 'Why :metric[m]?', series: [{period: 2026, value: 1}]}\n";
    let page = "---\ntitle: A\ntags: [\"x :metric[m]\"]\n---\n# A\n\nSaid `:metric[m]` and :metric[m].\n";
    let (_, findings) = made(&[("metrics/metrics.yaml", yaml), ("a.md", page)], "board");
    assert_eq!(findings, ["metric-quote a.md: \"x :metric[m]\"", "metric-quote metrics.yaml: 'Why :metric[m]?'"]);
}
