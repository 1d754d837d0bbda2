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
        let mut found = about_today(metric, source, known.as_of);
        found.extend(about_points(metric, source));
        found.extend(about_later(metric, source, known.as_of));
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
    let Some(lead) = lead(metric) else { return found };
    let standing = standing(metric, &lead, as_of);
    let stale = standing.current.zip(standing.age).filter(|(_, age)| age.is_stale && metric.paused.is_none());
    if let Some(((current, age), cadence)) = stale.zip(cadence(metric)) {
        let message = format!(
            "the newest number of the metric `{id}` is {} days old, and it is collected {}: `{}`",
            age.days,
            cadence.as_str(),
            current.period
        );
        let help =
            "add the newest number; say with `cadence` if it is collected less often, or with `paused` why it is not";
        found.push(at(Code::MetricStale, metric, "cadence", source, message).help(help));
    }
    found.extend(standing.reach.and_then(|reach| about_target(metric, source, reach, as_of)));
    found
}

/// Finds a target whose day has passed.
fn about_target(metric: &Metric, source: &SourcePath, reach: Reach, as_of: Date) -> Option<Diagnostic> {
    let by = metric.target?.by.filter(|by| *by < as_of)?;
    let (what, help) = match reach {
        Reach::Met => ("it is reached", "set the next target, or take `by` away where it is to be held"),
        Reach::Lost => ("it was reached and not held", "set the next target, and say in a note what happened"),
        _ => ("it was not reached", "set the next target, or a later day with `by`, and say in a note why"),
    };
    let message = format!("the day of the target of the metric `{}` was {by}; {what}", metric.id);
    Some(at(Code::MetricTarget, metric, "target", source, message).help(help))
}

/// Gives the range that a unit has by itself: that of a share.
fn bounds_of_unit(metric: &Metric) -> Option<(f64, f64)> {
    metric.unit.as_deref().filter(|unit| *unit == "%").map(|_| (0.0, 100.0))
}

/// Tells of numbers whose period has not begun, at the first one.
fn about_later(metric: &Metric, source: &SourcePath, as_of: Date) -> Option<Diagnostic> {
    let mut later = metric.later.iter().filter(|point| point.value.is_some());
    let first = later.next()?;
    let rest = match later.count() {
        0 => String::new(),
        count => format!(", like {count} more of the metric `{}`", metric.id),
    };
    let message = format!("the period `{}` begins after {as_of}, so nothing shows its number{rest}", first.period);
    let help = "correct the period if it is a slip; a number for a time to come is a target";
    let place = Span::new(metric.data.as_ref().unwrap_or(source), first.place.clone());
    Some(Diagnostic::new(Code::MetricEarly, place, message).help(help))
}

/// Finds numbers that cannot be, or that differ too much from the one before.
fn about_points(metric: &Metric, source: &SourcePath) -> Vec<Diagnostic> {
    let path = metric.data.as_ref().unwrap_or(source);
    let place = |point: &Point| Span::new(path, point.place.clone());
    let mut found = Vec::new();
    for series in &metric.series {
        let known = || series.points.iter().filter_map(|point| Some((point, point.value?)));
        if let Some((low, high)) = metric.bounds.or_else(|| bounds_of_unit(metric)) {
            for (point, value) in known().filter(|(_, value)| !(low..=high).contains(value)) {
                let message =
                    format!("`{value}` is not between {low} and {high}, the range of the metric `{}`", metric.id);
                let help = if metric.bounds.is_some() {
                    "correct the number; if it is right, widen `range`".to_owned()
                } else {
                    format!(
                        "correct the number; if `%` is no share here, say what can be, such as `range: [{low}, {}]`",
                        high.max(value.ceil())
                    )
                };
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
        let as_of = book.edition.as_of;
        book.edition.versions[0].metrics =
            Arc::new(Metrics { source, as_of, groups: Vec::new(), metrics: vec![metric] });
        let found: Vec<Code> = check(&book.site().0).iter().map(|finding| finding.code).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn what_makes_no_sense_is_told() {
        let goal = |by: &str| Some(Goal { low: Some(60.0), high: None, by: by.parse().ok() });
        found(|_| {}, &[]);
        found(|metric| metric.owner = None, &[Code::MetricOwner]);
        let old = |metric: &mut Metric| metric.cadence = Some(crate::edition::metrics::Cadence::Weekly);
        found(old, &[Code::MetricStale]);
        let paused = |metric: &mut Metric| {
            (metric.paused, metric.cadence) = (Some("x".into()), Some(crate::edition::metrics::Cadence::Weekly));
        };
        found(paused, &[]);
        found(|metric| metric.target = goal("2026-11-21"), &[Code::MetricTarget]);
        found(|metric| metric.target = goal("2026-11-22"), &[]);
        let reached =
            |metric: &mut Metric| metric.target = Some(Goal { low: Some(6.0), ..goal("2026-11-21").expect("a goal") });
        found(reached, &[Code::MetricTarget]);
        found(|metric| metric.unit = Some("%".into()), &[]);
        let beyond =
            |metric: &mut Metric| (metric.unit, metric.series[0].points[0].value) = (Some("%".into()), Some(101.0));
        found(beyond, &[Code::MetricRange]);
        let wide = |metric: &mut Metric| {
            (metric.unit, metric.bounds, metric.series[0].points[0].value) =
                (Some("%".into()), Some((0.0, 200.0)), Some(101.0));
        };
        found(wide, &[]);
        let early = |metric: &mut Metric| metric.later = metric.series[0].points.clone();
        found(early, &[Code::MetricEarly]);
        found(|metric| metric.bounds = Some((0.0, 40.0)), &[Code::MetricRange]);
        found(|metric| metric.tolerance = Some(44.0), &[Code::MetricJump]);
        found(|metric| metric.tolerance = Some(45.0), &[]);
    }
}
