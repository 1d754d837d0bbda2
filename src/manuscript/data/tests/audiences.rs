//! What each audience has of data, and what it must not have.

use super::*;

const METRIC: &str = "metrics:\n  - id: m\n    title: M\n    audience: public\n    data: a.csv\n";

/// Gives the lines of the first metric that an edition has, and the codes of all findings.
fn shown(yaml: &str, data: &str, name: &str) -> (Option<String>, Vec<String>) {
    let (metrics, findings) = made(&[("metrics/metrics.yaml", yaml), ("metrics/a.csv", data)], name);
    let code = |finding: &String| finding.split_once(' ').map_or("", |(code, _)| code).to_owned();
    (metrics.metrics.first().map(lines), findings.iter().map(code).collect())
}

#[track_caller]
fn check(yaml: &str, data: &str, expect: [Option<&str>; 3], codes: &[&str]) {
    for (name, expect) in ["public", "internal", "board"].into_iter().zip(expect) {
        let (found, findings) = shown(yaml, data, name);
        assert_eq!(
            (found.as_deref(), findings),
            (expect, codes.iter().map(|code| (*code).to_owned()).collect()),
            "{name}"
        );
    }
}

#[test]
fn a_metric_that_does_not_say_is_for_the_narrowest() {
    let data = "period,value\n2026,1\n";
    let all = Some("2026 1");
    let metric = |audience: &str| METRIC.replace("audience: public", audience);
    check(&metric("owner: x"), data, [None, None, all], &[]);
    check(&metric("audience: internal"), data, [None, all, all], &[]);
    check(METRIC, data, [all, all, all], &[]);
    check(&metric("audience: publc"), data, [None, None, all], &["audience-unknown"]);
    check(&metric("audience: [public]"), data, [None, None, all], &["audience-unknown"]);
    check(&metric("audience: :internal[public]"), data, [None, None, all], &["audience-unknown", "audience-doubtful"]);
    check(&metric("audience: public\n    audience: internal"), data, [None, None, all], &["audience-unknown"]);
    check(&metric("audience: public\n    audiance: internal"), data, [None, None, all], &["front-matter-unsafe-key"]);
    check(
        &metric("audience: public\n    question: \":intrenal[why]\""),
        data,
        [None, None, all],
        &["audience-doubtful"],
    );
}

#[test]
fn rows_say_whom_they_are_for() {
    let data = "period,value,audience\n2023,1,\n2024,2,board\n2025,3,internal\n2026,4,public\n";
    let expect = [Some("2026 4"), Some("2025 3, 2026 4"), Some("2023 1, 2024 2, 2025 3, 2026 4")];
    check(METRIC, data, expect, &[]);
    let named = format!("{METRIC}    columns: {{audience: who}}\n");
    check(&named, &data.replace("audience", "who"), expect, &[]);
    check(METRIC, "period,value,audience\n2026,4,pub\n", [Some(""), Some(""), Some("2026 4")], &["audience-unknown"]);
    let all = "2023 1, 2024 2, 2025 3, 2026 4";
    check(&named, data, [Some(""), Some(""), Some(all)], &["audience-unknown"]);
    check(
        METRIC,
        "period,value,audience\n2025,1,public\n2026,4\n",
        [Some("2025 1"), Some("2025 1"), Some("2025 1, 2026 4")],
        &["data-value"],
    );
    let twice = "period,audience,value,audience\n2026,public,1,public\n";
    check(METRIC, twice, [Some(""), Some(""), Some("2026 1")], &["data-duplicate"]);
}

#[test]
fn columns_and_cells_are_cut() {
    let wide = format!("{METRIC}    columns: {{value: [a, b]}}\n");
    let both = Some("a: 2026 1; b: 2026 2");
    check(&wide, "period,a,:internal[b]\n2026,1,2\n", [Some("2026 1"), both, both], &[]);
    let said = format!("{METRIC}    columns: {{value: [a, b], b: {{audience: board}}}}\n");
    check(&said, "period,a,b\n2026,1,2\n", [Some("2026 1"), Some("2026 1"), both], &[]);
    let slip = said.replace("b: {", "bb: {");
    check(&slip, "period,a,b\n2026,1,2\n", [Some(""), Some(""), both], &["audience-unknown"]);
    let note = "period,value,note\n2026,1,new :internal[by the merger] rules\n";
    let all = Some("2026 1 (new by the merger rules)");
    check(METRIC, note, [Some("2026 1 (new rules)"), all, all], &[]);
    check(METRIC, "period,value\n2026,:internal[1]\n", [Some("2026 -"), Some("2026 1"), Some("2026 1")], &[]);
    let doubt = "period,value,note\n2026,1,:intrenal[x]\n2025,2,\n";
    check(
        METRIC,
        doubt,
        [Some("2025 2"), Some("2025 2"), Some("2025 2, 2026 1 (:intrenal[x])")],
        &["audience-doubtful"],
    );
    let series = "period,series,value\n2026,:internal[b],2\n2026,a,1\n";
    let found = shown(METRIC, series, "public");
    assert!(!found.0.expect("a metric").contains('b'), "a line's name is hidden");
}

#[test]
fn groups_follow_their_metrics() {
    let groups = |name: &str| {
        let yaml = "groups:\n  - {id: a, title: A}\n  - {id: b, title: B, audience: internal}\n  - {id: c, title: C}\n\
            metrics:\n  - {id: x, title: X, group: a, audience: public, series: [{period: 2026, value: 1}]}\n\
            \x20 - {id: y, title: Y, group: b, audience: public, series: [{period: 2026, value: 1}]}\n\
            \x20 - {id: z, title: Z, group: c, series: [{period: 2026, value: 1}]}\n";
        let (metrics, findings) = made(&[("metrics/metrics.yaml", yaml)], name);
        assert_eq!(findings, Vec::<String>::new());
        let of = |metric: &Metric| format!("{}:{}", metric.id, metric.group.as_deref().unwrap_or_default());
        let shown = metrics.metrics.iter().map(of).collect::<Vec<_>>().join(" ");
        (metrics.groups.iter().map(|group| group.id.clone()).collect::<String>(), shown)
    };
    assert_eq!(groups("public"), ("a".to_owned(), "x:a y:".to_owned()));
    assert_eq!(groups("internal"), ("ab".to_owned(), "x:a y:b".to_owned()));
    assert_eq!(groups("board"), ("abc".to_owned(), "x:a y:b z:c".to_owned()));
}

#[test]
fn a_closed_section_closes_its_metrics() {
    let files = [
        ("metrics/_index.md", "---\naudience: internal\n---\nx\n"),
        ("metrics/metrics.yaml", METRIC),
        ("metrics/a.csv", "period,value\n2026,1\n"),
    ];
    let count = |name| made(&files, name).0.metrics.len();
    assert_eq!([count("public"), count("internal")], [0, 1]);
}
