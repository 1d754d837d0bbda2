//! Metrics as pages, quotes and files, from a handbook made by hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::edition::metrics::{Goal, Group, Metric, Metrics, PeriodKey, Point, Series};
use crate::path::UrlPath;
use crate::render;
use crate::site::tests::Book;
use crate::site::{Shows, Site};
use crate::theme;

fn metric(id: &str, group: &str, values: &[Option<f64>]) -> Metric {
    let first = PeriodKey::parse("2025-01").expect("a period");
    let periods = std::iter::successors(Some(first), |period| Some(period.next()));
    let point = |(period, value): (PeriodKey, &Option<f64>)| {
        let note = value.is_none().then(|| "=nobody counted".to_owned());
        Point { period, value: *value, is_small: false, is_hidden: false, note, place: 0..0 }
    };
    let series = vec![Series { name: None, points: periods.zip(values).map(point).collect() }];
    Metric {
        id: id.into(),
        title: format!("Title <{id}>"),
        group: Some(group.into()),
        question: Some(format!("Why {id}?")),
        unit: Some("merges".into()),
        target: Some(Goal { low: Some(20.0), high: None, by: None }),
        objective: Some("give back".into()),
        series,
        ..Metric::default()
    }
}

fn metrics() -> Metrics {
    let group = |id: &str| Group { id: id.into(), title: format!("Group {id}"), description: None, audience: None };
    let values: Vec<Option<f64>> = (0..12).map(|month| (month != 4).then_some(10.0 + f64::from(month))).collect();
    Metrics {
        source: None,
        as_of: "2026-01-01".parse().expect("a date"),
        groups: vec![group("one"), group("two")],
        metrics: vec![metric("Up", "one", &values), metric("old", "two", &values[..3])],
    }
}

const QUOTES: &str = "# Q\n\nWe did :metric[Up] and [see :metric[Up]](b.md).\n\n::metric{id=old}\n\n\
                      ::chart{id=Up kind=bar from=2025-06}\n";

/// Prints a handbook of two pages and the metrics.
fn site(text: &str, metrics: Metrics) -> (Site, Vec<String>) {
    let mut book = Book::new("").page("a.md", text).page("b.md", "# B\n\nText.\n");
    book = book.change("b.md", |page| page.meta.objectives = vec!["We give back what we can".into()]);
    book.edition.versions[0].metrics = Arc::new(metrics);
    let (site, findings) = book.site();
    (site, crate::site::tests::lines(&findings))
}

fn print(site: Site) -> BTreeMap<String, (crate::hash::Hash, String)> {
    let (theme, _) = theme::load(theme::EMBEDDED_NAME, None);
    let (press, findings) = render::press(Arc::new(site), Arc::default(), Arc::new(theme));
    assert_eq!(findings, []);
    let file = |(url, item): (&UrlPath, &render::Item)| {
        let job = render::prepare(&press, url, item)?;
        let bytes = render::produce(&press, url, &job).expect("a template that works");
        Some((url.to_string(), (job.key, String::from_utf8_lossy(&bytes).into_owned())))
    };
    press.plan.items.iter().filter_map(file).collect()
}

#[test]
fn metrics_become_pages_and_files() {
    let files = print(site(QUOTES, metrics()).0);
    for (url, parts) in [
        ("/metrics/", &["Group one", "21", "December 2025", "1 more than in November 2025", "Target reached"][..]),
        ("/metrics/groups/two/", &["Title &lt;old&gt;", "Out of date: 9 months old, expected every month"]),
        (
            "/metrics/up/",
            &["Why Up?", "at least 20 merges", "no number", "=nobody counted", "href=\"/oss/metrics/up.csv\""],
        ),
        ("/metrics/objectives/", &["We give back what we can", "href=\"/oss/b/\""]),
        ("/metrics/summary/", &["rowgroup", "Target reached"]),
        ("/metrics/up.csv", &["2025-05,,'=nobody counted\n", "2025-12,21,\n"]),
        ("/metrics/up.json", &["\"at_least\":20.0", "\"reach\":\"met\"", "\"value\":null"]),
        ("/api/metrics.json", &["\"id\":\"old\"", "\"is_stale\":true"]),
        ("/sitemap.xml", &["/oss/metrics/up/"]),
        ("/", &["href=\"/oss/metrics/\""]),
    ] {
        let text = &files[url].1;
        for part in parts {
            assert!(text.contains(part), "{url} lacks {part}: {text}");
        }
    }
    assert!(!files["/b/"].1.contains("metrics."), "a page without metrics loads no sheet for them");
}

#[test]
fn a_handbook_without_metrics_has_nothing_of_them() {
    let files = print(site("# A\n", Metrics::default()).0);
    assert!(
        files.iter().all(|(url, (_, text))| !url.contains("metrics") && !text.contains("/metrics")),
        "{:?}",
        files.keys()
    );
}

#[test]
fn a_text_shows_the_numbers_that_it_quotes() {
    let page = &print(site(QUOTES, metrics()).0)["/a/"].1;
    for part in [
        "We did <a class=\"metric\" href=\"/oss/metrics/up/\" title=\"Title &lt;Up&gt;\">21\u{a0}merges</a> \
         <span class=\"date\">(December 2025)</span>",
        ">see 21 merges (December 2025)</a>",
        "<aside class=\"quoted\" aria-label=\"Title &lt;old&gt;\">",
        "Out of date: 9 months old",
        "<figure class=\"drawn\">",
        "id=\"quote:4:t\"",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(page.matches("<rect class=\"column s0\"").count(), 7, "from June to December");
}

#[test]
fn raw_html_beside_a_chart_is_cleaned_and_the_chart_stays() {
    let text = format!("{QUOTES}\n<b onclick=\"x()\">raw</b>\n");
    let page = &print(site(&text, metrics()).0)["/a/"].1;
    assert!(page.contains("<b>raw</b>") && page.contains("<svg class=\"chart"), "{page}");
    assert!(page.contains("class=\"metric\"") && !page.contains("onclick"), "{page}");
}

#[test]
fn a_page_is_made_anew_when_a_number_that_it_quotes_changes() {
    let (before, mut changed) = (print(site(QUOTES, metrics()).0), metrics());
    changed.metrics[0].series[0].points[0].value = Some(11.0);
    let after = print(site(QUOTES, changed).0);
    assert_ne!(before["/a/"].0, after["/a/"].0, "the chart shows it");
    assert_ne!(before["/metrics/"].0, after["/metrics/"].0);
    assert_eq!(before["/b/"].0, after["/b/"].0);
    assert_eq!(before["/metrics/old/"].0, after["/metrics/old/"].0);
    for (url, (key, text)) in &before {
        let other = &after[url];
        assert!(*key != other.0 || *text == other.1, "{url}: one key, two texts");
    }
}

#[test]
fn what_is_not_there_is_a_finding_and_shown_as_written() {
    let text = "# A\n\nx :metric[upp] y\n\n::chart{id=Up from=2025-13}\n\n::metric{id=secret}\n";
    let (site, findings) = site(text, metrics());
    let expect = [
        "metric-missing a.md:107..119 no metric has the id `upp` | did you mean `Up`?",
        "metric-quote a.md:123..150 `from=2025-13` is no period | write it as the data do, such as `2026`, `2026-Q1`, \
         `2026-03` or `2026-W05`",
        "metric-missing a.md:152..171 no metric has the id `secret` | write the id that stands behind `id:` in the metrics \
         file",
    ];
    assert_eq!(findings, expect);
    let page = &print(site)["/a/"].1;
    assert!(page.contains("x :metric[upp] y") && page.contains("<p>::metric{id=secret}</p>"), "{page}");
}

#[test]
fn a_number_stands_in_texts_alone_and_a_chart_has_numbers() {
    let text = "# A :metric[Up]\n\nFirst. We did :metric[Up] of it.\n\n::chart{id=Up from=2027}\n\n\
                Said :metric{id=Up} and `:metric{id=Up}`.\n";
    let (site, findings) = site(text, metrics());
    let quoted = |line: &String| line.starts_with("metric-quote a.md");
    assert!(findings.len() == 3 && findings.iter().all(quoted), "{findings:?}");
    assert!(findings[0].contains("a heading cannot quote a number"), "{findings:?}");
    assert!(
        findings[2].contains("no number in this span | its numbers go from `2025-01` to `2025-12`"),
        "{findings:?}"
    );
    assert!(findings[1].contains("write `:metric[id]`"), "{findings:?}");
    assert_eq!(crate::site::tests::at(&site, "/a/").facts.summary, "First.");
}

#[test]
fn a_written_page_is_the_introduction() {
    let mut book = Book::new("").page("metrics/_index.md", "# How we count\n\nWith care.\n");
    book.edition.versions[0].metrics = Arc::new(metrics());
    let (site, findings) = book.site();
    assert_eq!(findings, []);
    assert_eq!(crate::site::tests::at(&site, "/metrics/").shows, Some(Shows::Dashboard));
    let page = &print(site)["/metrics/"].1;
    assert!(page.contains("<h1 id=\"how-we-count\">How we count</h1>") && page.contains("With care."), "{page}");
    assert!(page.contains("Group two"), "{page}");
}
