//! The metrics that texts quote: whether they are there, and whether a chart's span can be read.
//!
//! A metric that this edition does not have is missing, whatever another edition has; that one may say so is
//! `pipeline::across`'s to tell.

use crate::diagnostic::{Code, Diagnostic, Span, nearest};
use crate::edition::metrics::{Metric, Metrics, PeriodKey};
use crate::edition::{Page, Version};
use crate::markdown::prepare::{Form, Quote};

use super::{Lack, Tree};

/// Finds a metric by its id.
pub fn metric<'a>(known: &'a Metrics, id: &str) -> Option<&'a Metric> {
    known.metrics.iter().find(|metric| metric.id == id)
}

/// Gives the first and the last period that a quoted chart shows; none where there is no bound, or none to be read.
pub fn span(quote: &Quote) -> (Option<PeriodKey>, Option<PeriodKey>) {
    let bound = |key: &str| PeriodKey::parse(value(quote, key)?);
    (bound("from"), bound("to"))
}

/// Gives the value of an attribute.
pub fn value<'a>(quote: &'a Quote, key: &str) -> Option<&'a str> {
    quote.attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
}

/// Finds what is wrong with the quotes of a version, and what they lack.
pub(super) fn check(version: &Version, tree: &Tree) -> (Vec<Diagnostic>, Vec<(Span, Lack)>) {
    let (mut findings, mut dead) = (Vec::new(), Vec::new());
    for node in &tree.nodes {
        let Some(page) = node.page.map(|page| &*version.pages[page]) else { continue };
        for quote in &node.facts.quotes {
            let wrong = bounds(page, quote);
            match metric(&version.metrics, &quote.id) {
                Some(metric) if wrong.is_empty() => findings.extend(empty(page, quote, metric)),
                Some(_) => {}
                None => {
                    let finding = missing(&version.metrics, page, quote);
                    dead.push((finding.primary.clone(), Lack::Metric));
                    findings.push(finding);
                }
            }
            findings.extend(wrong);
        }
    }
    (findings, dead)
}

fn place(page: &Page, quote: &Quote) -> Span {
    Span::new(&page.source, page.map.range(&quote.range))
}

fn missing(known: &Metrics, page: &Page, quote: &Quote) -> Diagnostic {
    let id = quote.id.replace('`', "'");
    let ids = || known.metrics.iter().map(|metric| metric.id.as_str());
    let help = match (nearest(&id, ids()), ids().next()) {
        (Some(near), _) => format!("did you mean `{near}`?"),
        (None, Some(_)) => "write the id that stands behind `id:` in the metrics file".to_owned(),
        (None, None) => {
            "name the metrics file in site.toml: `[metrics]`, then `file = \"metrics/metrics.yaml\"`".to_owned()
        }
    };
    let message =
        if id.is_empty() { "this quote names no metric".to_owned() } else { format!("no metric has the id `{id}`") };
    Diagnostic::new(Code::MetricMissing, place(page, quote), message).help(help)
}

/// Finds a chart whose span holds no number, though there are some before or after.
fn empty(page: &Page, quote: &Quote, metric: &Metric) -> Option<Diagnostic> {
    let (from, to) = span(quote);
    if quote.form != Form::Chart || (from, to) == (None, None) {
        return None;
    }
    let known = || metric.series.iter().flat_map(|line| &line.points).filter(|point| point.value.is_some());
    let (first, last) = (known().map(|point| point.period).min()?, known().map(|point| point.period).max()?);
    if known().any(|point| is_within(point.period, (from, to))) {
        return None;
    }
    let message = format!("the metric `{}` has no number in this span", metric.id);
    let help = format!("its numbers go from `{first}` to `{last}`; change `from` and `to`");
    Some(Diagnostic::new(Code::MetricQuote, place(page, quote), message).help(help))
}

/// Tells whether a period lies between two others, all of it or a part.
pub fn is_within(period: PeriodKey, (from, to): (Option<PeriodKey>, Option<PeriodKey>)) -> bool {
    from.is_none_or(|from| period.last_day() >= from.first_day())
        && to.is_none_or(|to| period.first_day() <= to.last_day())
}

/// Finds a chart's first or last period that is none.
fn bounds(page: &Page, quote: &Quote) -> Vec<Diagnostic> {
    let is_wrong = |key: &str| value(quote, key).is_some_and(|value| PeriodKey::parse(value).is_none());
    let finding = |key: &str| {
        let written = value(quote, key).unwrap_or_default().replace('`', "'");
        let message = format!("`{key}={written}` is no period");
        let help = "write it as the data do, such as `2026`, `2026-Q1`, `2026-03` or `2026-W05`";
        Diagnostic::new(Code::MetricQuote, place(page, quote), message).help(help)
    };
    let mut findings: Vec<_> = ["from", "to"].into_iter().filter(|key| is_wrong(key)).map(finding).collect();
    if let (Some(from), Some(to)) = span(quote)
        && from.first_day() > to.last_day()
    {
        let message = "this chart ends before it begins";
        let help = "exchange the values of `from` and `to`";
        findings.push(Diagnostic::new(Code::MetricQuote, place(page, quote), message).help(help));
    }
    findings
}
