//! The numbers for machines: a CSV and a JSON file for each metric, and one JSON file with all of them.
//!
//! A missing number is an empty cell, or `null`.

use std::fmt::Write;

use serde::Serialize;

use crate::edition::metrics::{Cadence, Direction, Metric, Metrics, PeriodKey, Point, Series};
use crate::path::{UrlPath, segment};
use crate::render::sheet::cell;
use crate::render::{Press, view};
use crate::site::{self, metrics as standing};

/// Gives the address of a metric's file.
pub(in crate::render) fn address(root: &UrlPath, metric: &Metric, end: &str) -> Option<UrlPath> {
    site::metrics_url(root, &format!("{}.{end}", segment(&metric.id)))
}

/// Gives the address of the file with all metrics.
pub(in crate::render) fn api(root: &UrlPath) -> Option<UrlPath> {
    UrlPath::new(&format!("{root}api/metrics.json")).ok()
}

/// Writes a metric's numbers as CSV: a row for each period and line.
pub(in crate::render) fn csv(metric: &Metric) -> String {
    let has_lines = metric.series.len() > 1 || metric.series.iter().any(|series| series.name.is_some());
    let mut text = String::from(if has_lines { "period,series,value,note\n" } else { "period,value,note\n" });
    for period in standing::periods(metric) {
        for series in &metric.series {
            let Ok(at) = series.points.binary_search_by(|point| point.period.cmp(&period)) else { continue };
            let point = &series.points[at];
            let _ = write!(text, "{period},");
            if has_lines {
                text.push_str(&cell(series.name.as_deref().unwrap_or_default()));
                text.push(',');
            }
            if let Some(value) = point.value {
                let _ = write!(text, "{value}");
            }
            text.push(',');
            text.push_str(&point.note.as_deref().map(cell).unwrap_or_default());
            text.push('\n');
        }
    }
    text
}

/// The file with all metrics.
#[derive(Serialize)]
struct All<'a> {
    title: &'a str,
    edition: &'a str,
    as_of: String,
    groups: Vec<Grouped<'a>>,
    metrics: Vec<One<'a>>,
}

#[derive(Serialize)]
struct Grouped<'a> {
    id: &'a str,
    title: &'a str,
    description: Option<&'a str>,
}

/// One metric: what the metrics file says, and what follows on the day.
#[derive(Serialize)]
struct One<'a> {
    id: &'a str,
    title: &'a str,
    group: Option<&'a str>,
    question: Option<&'a str>,
    definition: Option<&'a str>,
    unit: Option<&'a str>,
    direction: Option<Direction>,
    baseline: Option<f64>,
    target: Option<Aim>,
    cadence: Option<Cadence>,
    paused: Option<&'a str>,
    owner: Option<&'a str>,
    source: Option<&'a str>,
    collected_at: Option<String>,
    objective: Option<&'a str>,
    chaoss: Option<&'a str>,
    audience: Option<&'a str>,
    page: String,
    csv: String,
    current: Option<Current>,
    reach: Option<standing::Reach>,
    age_days: Option<i32>,
    is_stale: bool,
    series: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Aim {
    at_least: Option<f64>,
    at_most: Option<f64>,
    by: Option<String>,
}

#[derive(Serialize)]
struct Current {
    period: PeriodKey,
    value: Option<f64>,
}

#[derive(Serialize)]
struct Line<'a> {
    name: Option<&'a str>,
    points: Vec<Number<'a>>,
}

#[derive(Serialize)]
struct Number<'a> {
    period: PeriodKey,
    value: Option<f64>,
    /// That it is kept back because it is about too few people; else it is missing.
    #[serde(skip_serializing_if = "is_false")]
    is_small: bool,
    /// That it is kept back because with it a sum would tell another one.
    #[serde(skip_serializing_if = "is_false")]
    is_hidden: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
}

/// Writes all metrics of a version as JSON.
pub(in crate::render) fn all(press: &Press, version: usize) -> String {
    let edition = &press.site.edition;
    let Metrics { groups, metrics, as_of, .. } = &*edition.versions[version].metrics;
    let grouped = groups.iter().map(|group| Grouped {
        id: &group.id,
        title: &group.title,
        description: group.description.as_deref(),
    });
    json(&All {
        title: &edition.settings.title,
        edition: &edition.name,
        as_of: as_of.to_string(),
        groups: grouped.collect(),
        metrics: metrics.iter().map(|metric| one(press, version, metric)).collect(),
    })
}

/// Writes one metric as JSON.
pub(in crate::render) fn single(press: &Press, version: usize, metric: &Metric) -> String {
    json(&one(press, version, metric))
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain data becomes JSON") + "\n"
}

fn one<'a>(press: &Press, version: usize, metric: &'a Metric) -> One<'a> {
    let edition = &press.site.edition;
    let root = site::version_root(edition, version);
    let full = |url: Option<UrlPath>| {
        let href = url.map(|url| url.href(view::base(press))).unwrap_or_default();
        edition.settings.base_url.as_ref().map_or(href.clone(), |base| base.absolute(&href))
    };
    let lead = standing::lead(metric);
    let as_of = edition.versions[version].metrics.as_of;
    let now = lead.as_deref().map(|lead| standing::standing(metric, lead, as_of));
    let age = now.and_then(|now| now.age);
    One {
        id: &metric.id,
        title: &metric.title,
        group: metric.group.as_deref(),
        question: metric.question.as_deref(),
        definition: metric.definition.as_deref(),
        unit: metric.unit.as_deref(),
        direction: metric.direction,
        baseline: metric.baseline,
        target: metric.target.as_ref().map(|goal| Aim {
            at_least: goal.low,
            at_most: goal.high,
            by: goal.by.map(|day| day.to_string()),
        }),
        cadence: metric.cadence,
        paused: metric.paused.as_deref(),
        owner: metric.owner.as_deref(),
        source: metric.source.as_deref(),
        collected_at: metric.collected_at.map(|day| day.to_string()),
        objective: super::objectives::link_of(press, version, metric).and(metric.objective.as_deref()),
        chaoss: metric.chaoss.as_deref(),
        audience: metric.audience.as_deref(),
        page: full(site::metric_url(&root, metric)),
        csv: full(address(&root, metric, "csv")),
        current: now.and_then(|now| Some(Current { period: now.current?.period, value: now.current?.value })),
        reach: now.and_then(|now| now.reach),
        age_days: age.map(|age| age.days),
        is_stale: age.is_some_and(|age| age.is_stale),
        series: metric.series.iter().map(line).collect(),
    }
}

fn line(series: &Series) -> Line<'_> {
    Line { name: series.name.as_deref(), points: series.points.iter().map(number).collect() }
}

fn number(point: &Point) -> Number<'_> {
    let Point { period, value, is_small, is_hidden, note, .. } = point;
    let (is_small, is_hidden, note) = (*is_small, *is_hidden, note.as_deref());
    Number { period: *period, value: *value, is_small, is_hidden, note }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::metrics::tests::metric;

    #[test]
    fn a_missing_number_is_an_empty_cell() {
        let mut metric = metric(&[("2026-01", Some(-1.5)), ("2026-02", None)]);
        metric.series[0].points[1].note = Some("=lost".into());
        assert_eq!(csv(&metric), "period,value,note\n2026-01,-1.5,\n2026-02,,'=lost\n");
        let mut second = metric.series[0].clone();
        second.name = Some("b,c".into());
        second.points.remove(0);
        metric.series.push(second);
        assert_eq!(
            csv(&metric),
            "period,series,value,note\n2026-01,,-1.5,\n2026-02,,,'=lost\n2026-02,\"b,c\",,'=lost\n"
        );
    }
}
