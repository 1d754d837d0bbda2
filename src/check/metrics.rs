//! Numbers that make no sense or are out of date: old ones, missed targets, values out of range, jumps, no owner.

use jiff::civil::Date;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edition::metrics::{Metric, Point};
use crate::path::SourcePath;
use crate::site::Site;
use crate::site::metrics::{Reach, cadence, lead, standing};

/// Looks over the metrics of the current version.
pub(super) fn check(site: &Site) -> Vec<Diagnostic> {
    let Some(known) = site.edition.versions.first().map(|version| &version.metrics) else { return Vec::new() };
    let Some(source) = &known.source else { return Vec::new() };
    let of = |metric| {
        let mut found = about_today(metric, source, site.edition.as_of);
        found.extend(about_points(metric, source));
        found
    };
    known.metrics.iter().flat_map(of).collect()
}

/// Gives a finding at a key of a metric; at its id where it has no such key.
fn at(code: Code, metric: &Metric, key: &str, source: &SourcePath, message: String) -> Diagnostic {
    let place = metric.places.get(key).or_else(|| metric.places.get("id"));
    Diagnostic::new(code, Span::new(source, place.cloned().unwrap_or_default()), message)
}

/// Finds what is wrong with a metric on the day of the edition.
fn about_today(metric: &Metric, source: &SourcePath, as_of: Date) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let id = &metric.id;
    if metric.owner.is_none() {
        let message = format!("nobody answers for the metric `{id}`");
        let help = "add `owner` with the role that does, such as `owner: OSPO`";
        found.push(at(Code::MetricOwner, metric, "id", source, message).help(help));
    }
    let Some(standing) = lead(metric).map(|series| standing(metric, series, as_of)) else { return found };
    if let Some((current, age)) = standing.current.zip(standing.age).filter(|(_, age)| age.is_stale) {
        let rhythm = cadence(metric, current.period).as_str();
        let message = format!(
            "the newest number of the metric `{id}` is {} days old, and it is collected {rhythm}: `{}`",
            age.days, current.period
        );
        let help = "add the newest number; if it is collected less often now, say so with `cadence`";
        found.push(at(Code::MetricStale, metric, "cadence", source, message).help(help));
    }
    if standing.reach == Some(Reach::Missed) {
        let message = format!("the day of the target of the metric `{id}` has passed, and it was not reached");
        let help = "set the next target, or a later day with `by`, and say in a note why";
        found.push(at(Code::MetricTarget, metric, "target", source, message).help(help));
    }
    found
}

/// Finds numbers that cannot be, or that differ too much from the one before.
fn about_points(metric: &Metric, source: &SourcePath) -> Vec<Diagnostic> {
    let path = metric.data.as_ref().unwrap_or(source);
    let place = |point: &Point| Span::new(path, point.place.clone());
    let mut found = Vec::new();
    for series in &metric.series {
        let known = || series.points.iter().filter_map(|point| Some((point, point.value?)));
        if let Some((low, high)) = metric.bounds {
            for (point, value) in known().filter(|(_, value)| !(low..=high).contains(value)) {
                let message =
                    format!("`{value}` is not between {low} and {high}, the range of the metric `{}`", metric.id);
                let help = "correct the number; if it is right, widen `range`";
                found.push(Diagnostic::new(Code::MetricRange, place(point), message).help(help));
            }
        }
        let Some(tolerance) = metric.tolerance else { continue };
        for ((_, before), (point, value)) in known().zip(known().skip(1)) {
            if (value - before).abs() > tolerance {
                let message = format!(
                    "`{value}` differs from `{before}` by more than {tolerance}, which is unusual for the metric `{}`",
                    metric.id
                );
                let help = "check the number; if it is right, raise `tolerance` and say in a note what happened";
                found.push(Diagnostic::new(Code::MetricJump, place(point), message).help(help));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::edition::Metrics;
    use crate::edition::metrics::Goal;
    use crate::site::metrics::tests::metric;
    use crate::site::tests::Book;

    #[track_caller]
    fn found(change: impl FnOnce(&mut Metric), expect: &[Code]) {
        let mut metric = metric(&[("2026-09", Some(5.0)), ("2026-10", Some(50.0))]);
        metric.owner = Some("OSPO".into());
        change(&mut metric);
        let mut book = Book::new("");
        book.edition.as_of = "2026-11-22".parse().expect("a date");
        let source = Some(SourcePath::new("m.yaml").expect("a path"));
        book.edition.versions[0].metrics = Arc::new(Metrics { source, groups: Vec::new(), metrics: vec![metric] });
        let found: Vec<Code> = check(&book.site().0).iter().map(|finding| finding.code).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn what_makes_no_sense_is_told() {
        let goal = |by: &str| Some(Goal { low: Some(60.0), high: None, by: by.parse().ok() });
        found(|_| {}, &[]);
        found(|metric| metric.owner = None, &[Code::MetricOwner]);
        found(|metric| metric.cadence = Some(crate::edition::metrics::Cadence::Weekly), &[Code::MetricStale]);
        found(|metric| metric.target = goal("2026-11-21"), &[Code::MetricTarget]);
        found(|metric| metric.target = goal("2026-11-22"), &[]);
        found(|metric| metric.bounds = Some((0.0, 40.0)), &[Code::MetricRange]);
        found(|metric| metric.tolerance = Some(44.0), &[Code::MetricJump]);
        found(|metric| metric.tolerance = Some(45.0), &[]);
    }
}
