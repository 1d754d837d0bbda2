//! The page of one metric: its meaning, the chart, its history.

use jiff::civil::Date;

use super::{card, picture, words};
use crate::edition::metrics::{Metric, PeriodKey, Point, Series};
use crate::path::UrlPath;
use crate::render::chart::{self, number::exact};
use crate::render::context::metrics::{self as context, Note, Row};
use crate::render::words::{day, party, role};
use crate::render::{Press, view};
use crate::site::{self, metrics as standing};

/// Gathers what the page of a metric says.
pub(super) fn page(press: &Press, version: usize, metric: &Metric) -> context::Metric {
    let periods = picture::periods(metric, None, None);
    let drawn = picture::chart(metric, "chart".to_owned(), &periods, None);
    let note = |at: &usize| {
        let text = picture::note(metric, periods[*at])?.to_owned();
        Some(Note { period: words::when(periods[*at]), text })
    };
    let card = card::card(press, version, metric);
    let href = |end: &str| file(press, version, metric, end).map(|url| url.href(view::base(press))).unwrap_or_default();
    context::Metric {
        question: metric.question.clone(),
        definition: metric.definition.clone(),
        direction: metric.direction.map(|way| words::direction(way).to_owned()),
        baseline: metric.baseline.map(|value| words::with_unit(metric, value)),
        cadence: metric.cadence.map(|often| words::cadence(often).to_owned()),
        owner: metric.owner.as_deref().map(|name| party(&role(name))),
        source: metric.source.clone(),
        collected: metric.collected_at.map(day),
        age: age(metric, press.site.edition.versions[version].metrics.as_of),
        chaoss: metric.chaoss.clone(),
        objective: super::objectives::link_of(press, version, metric),
        group: super::overview::group_link(press, version, metric),
        notes: drawn.notes.iter().filter_map(note).collect(),
        chart: chart::draw(&drawn).as_str().to_owned(),
        lines: lines(metric),
        unit: metric.unit.clone(),
        rows: rows(metric, &periods),
        csv: href("csv"),
        json: href("json"),
        card,
    }
}

/// Gives the address of a metric's numbers as a file.
pub(super) fn file(press: &Press, version: usize, metric: &Metric, end: &str) -> Option<UrlPath> {
    let root = site::version_root(&press.site.edition, version);
    super::files::address(&root, metric, end)
}

fn age(metric: &Metric, as_of: Date) -> Option<String> {
    let lead = standing::lead(metric)?;
    let age = standing::standing(metric, &lead, as_of).age?;
    (age.days > 0).then(|| words::ago(age.days))
}

/// Gives the names of a metric's lines; none where there is only one.
pub(super) fn lines(metric: &Metric) -> Vec<String> {
    let names = metric.series.iter().map(|series| series.name.clone().unwrap_or_default());
    if metric.series.len() > 1 { names.collect() } else { Vec::new() }
}

/// Gives the numbers of periods, the last one first, as a table shows them.
pub(super) fn rows(metric: &Metric, periods: &[PeriodKey]) -> Vec<Row> {
    // All numbers of the metric decide about the decimals, so they are counted once for the whole table.
    let places = words::places(metric);
    let row = |period: &PeriodKey| {
        let cells = metric.series.iter().map(|series| cell(metric, point(series, *period)?, places)).collect();
        Row { period: words::when(*period), cells, note: picture::note(metric, *period).map(str::to_owned) }
    };
    periods.iter().rev().map(row).collect()
}

fn point(series: &Series, period: PeriodKey) -> Option<&Point> {
    series.points.binary_search_by(|point| point.period.cmp(&period)).ok().map(|at| &series.points[at])
}

/// Gives a number as the table shows it; one that is kept back says why.
fn cell(metric: &Metric, point: &Point, places: usize) -> Option<String> {
    match (point.value, metric.min_group) {
        (Some(value), _) => Some(exact(value, places)),
        (None, Some(least)) if point.is_small => Some(format!("fewer than {least}")),
        (None, _) if point.is_hidden => Some("hidden".to_owned()),
        (None, _) => None,
    }
}
