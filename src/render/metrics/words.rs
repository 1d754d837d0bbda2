//! Words for numbers: values with their unit, changes, targets, ages. English; templates hold every other word.

use jiff::civil::Date;

use crate::edition::metrics::{Cadence, Direction, Goal, Metric, PeriodKey, PeriodKind};
use crate::render::chart::number::{MOST, decimals, exact};
use crate::render::context::metrics::{Change, When};
use crate::render::words::day;
use crate::site::metrics::{self, Reach};

/// Writes a number of a metric, with as many decimals as all its numbers have.
pub(super) fn number(metric: &Metric, value: f64) -> String {
    exact(value, places(metric))
}

/// Gives the number of decimals that a metric is shown with: those that it names, else as many as its numbers have, up to
/// what tells them apart. What an export computed, as in 2.833333, is not read to the sixth place.
pub(super) fn places(metric: &Metric) -> usize {
    let values = || metric.series.iter().flat_map(|series| &series.points).filter_map(|point| point.value);
    let most = || {
        let farthest = values().map(f64::abs).fold(0.0, f64::max);
        let enough = (2..MOST).find(|places| farthest * 10_f64.powi(i32::try_from(*places).unwrap_or(2) - 2) >= 1.0);
        values().map(decimals).max().unwrap_or_default().min(enough.unwrap_or(MOST))
    };
    metric.decimals.map_or_else(most, usize::from).min(MOST)
}

/// Writes a number that somebody has set, with its unit and no more decimals than it has, as in "12 merges" or "2 days".
pub(super) fn with_unit(metric: &Metric, value: f64) -> String {
    let number = exact(value, decimals(value));
    unit(metric, &number).map_or_else(|| number.clone(), |unit| format!("{number} {unit}"))
}

/// Gives the unit that follows a number: that of one or of many.
pub(super) fn unit<'m>(metric: &'m Metric, number: &str) -> Option<&'m str> {
    let one = metric.singular.as_deref().filter(|_| number == "1");
    one.or(metric.unit.as_deref())
}

/// Gives a period for machines and people.
pub(super) fn when(period: PeriodKey) -> When {
    let iso = (period.kind() != PeriodKind::Quarter).then(|| period.to_string());
    When { iso, words: period.words() }
}

/// Says how much a number differs from an earlier one.
pub(super) fn change(metric: &Metric, from: (PeriodKey, f64), to: f64) -> Change {
    let change = metrics::change(metric, from.1, to);
    let amount = exact(change.amount.abs(), places(metric));
    let is_same = amount.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let points = match metric.unit.as_deref() {
        Some("%") if amount == "1" => " point",
        Some("%") => " points",
        _ => "",
    };
    let before = preposition(from.0);
    let words = match change.amount {
        _ if is_same => format!("the same as {before}"),
        amount_ if amount_ > 0.0 => format!("{amount}{points} more than {before}"),
        _ if places(metric) == 0 && points.is_empty() => format!("{amount} fewer than {before}"),
        _ => format!("{amount}{points} less than {before}"),
    };
    let sense = change.is_better.filter(|_| !is_same).map(|better| if better { "better" } else { "worse" }.to_owned());
    Change { words, sense }
}

fn preposition(period: PeriodKey) -> String {
    let word = if period.kind() == PeriodKind::Day { "on" } else { "in" };
    format!("{word} {}", period.words())
}

/// Says what is to be reached, and by when.
pub(super) fn goal(metric: &Metric, goal: &Goal) -> Option<String> {
    let value = |value| with_unit(metric, value);
    let what = match (goal.low, goal.high) {
        (Some(low), Some(high)) if low < high => {
            format!("between {} and {}", exact(low, decimals(low)), value(high))
        }
        (Some(exactly), Some(_)) => value(exactly),
        // No more than everything, no less than nothing: the end of the range is met or not.
        (Some(low), None) if metric.bounds.is_some_and(|(_, most)| low >= most) => value(low),
        (None, Some(high)) if metric.bounds.is_some_and(|(least, _)| high <= least) => value(high),
        (Some(low), None) => format!("at least {}", value(low)),
        (None, Some(high)) => format!("at most {}", value(high)),
        (None, None) => return None,
    };
    Some(goal.by.map_or_else(|| what.clone(), |by| format!("{what} by {}", day(by).words)))
}

/// Gives the state of a target as a class and in words.
pub(super) fn reach(reach: Reach) -> (&'static str, &'static str) {
    match reach {
        Reach::Met => ("met", "Target reached"),
        Reach::Lost => ("lost", "Target reached in time, not held"),
        Reach::Missed => ("missed", "Target missed"),
        Reach::Closer => ("closer", "Not reached yet, coming closer"),
        Reach::Farther => ("farther", "Not reached, moving away"),
        Reach::Open => ("open", "Not reached yet"),
    }
}

/// Says how long ago something was.
pub(super) fn ago(days: i32) -> String {
    let (count, unit) = match days {
        ..=0 => return "less than a day".to_owned(),
        1..=20 => (days, "day"),
        21..=70 => (days / 7, "week"),
        71..=730 => (days * 12 / 365, "month"),
        _ => (days / 365, "year"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// Says how often a metric is collected.
pub(super) fn cadence(cadence: Cadence) -> &'static str {
    match cadence {
        Cadence::Daily => "every day",
        Cadence::Weekly => "every week",
        Cadence::Monthly => "every month",
        Cadence::Quarterly => "every three months",
        Cadence::HalfYearly => "every six months",
        Cadence::Yearly => "every year",
    }
}

/// Says which way is better.
pub(super) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Up => "more is better",
        Direction::Down => "less is better",
        Direction::Range => "within its range",
    }
}

/// Says why a number is out of date.
pub(super) fn stale(metric: &Metric, period: PeriodKey, as_of: Date) -> Option<String> {
    let age = metrics::age(metric, period, as_of);
    let expected = metrics::cadence(metric).filter(|_| age.is_stale).map(cadence)?;
    let paused = metric.paused.as_ref().map(|why| format!(". Paused: {why}")).unwrap_or_default();
    Some(format!("Out of date: {} old, expected {expected}{paused}", ago(age.days)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::metrics::{Point, Series};

    fn key(words: &str) -> PeriodKey {
        PeriodKey::parse(words).expect("a period")
    }

    fn metric(unit: &str, values: &[f64]) -> Metric {
        let point = |value: &f64| {
            let (value, period) = (Some(*value), key("2026"));
            Point { period, value, is_small: false, is_hidden: false, note: None, place: 0..0 }
        };
        let series = vec![Series { name: None, points: values.iter().map(point).collect() }];
        let direction = Some(Direction::Down);
        Metric { unit: Some(unit.to_owned()), direction, series, ..Metric::default() }
    }

    #[test]
    fn numbers_of_a_metric_have_the_same_decimals() {
        let metric = metric("%", &[1.25, 3.0]);
        assert_eq!(number(&metric, 3.0), "3.00");
        for (values, expect) in [([2.833_333_3, 10.0], "2.83"), ([0.012_345, 0.001], "0.0123"), ([0.5, 0.25], "0.50")] {
            assert_eq!(number(&self::metric("%", &values), values[0]), expect);
        }
        assert_eq!(with_unit(&metric, 94.5), "94.5 %");
        assert_eq!(with_unit(&metric, 100.0), "100 %");
    }

    #[test]
    fn changes_are_told_in_words() {
        let merges = metric("merges", &[1.0]);
        let words = |from: &str, before: f64, to: f64| {
            let change = change(&merges, (key(from), before), to);
            (change.words, change.sense)
        };
        assert_eq!(words("2026-02", 5.0, 8.0), ("3 more than in February 2026".into(), Some("worse".into())));
        assert_eq!(words("2025-Q1", 8.0, 5.0), ("3 fewer than in Q1 2025".into(), Some("better".into())));
        assert_eq!(words("2025-03-01", 8.0, 8.2), ("the same as on 1 March 2025".into(), None));
        let share = metric("%", &[1.5]);
        assert_eq!(change(&share, (key("2025"), 90.0), 92.5).words, "2.5 points more than in 2025");
        assert_eq!(change(&share, (key("2025"), 90.0), 89.0).words, "1.0 points less than in 2025");
        let whole = metric("%", &[84.0]);
        assert_eq!(change(&whole, (key("2026-09"), 83.0), 84.0).words, "1 point more than in September 2026");
    }

    #[test]
    fn targets_are_told_in_words() {
        let metric = metric("days", &[1.0]);
        let words = |low, high| goal(&metric, &Goal { low, high, by: None });
        assert_eq!(words(Some(3.0), None).as_deref(), Some("at least 3 days"));
        assert_eq!(words(None, Some(2.5)).as_deref(), Some("at most 2.5 days"));
        assert_eq!(words(Some(1.0), Some(4.0)).as_deref(), Some("between 1 and 4 days"));
        assert_eq!(words(Some(4.0), Some(4.0)).as_deref(), Some("4 days"));
        assert_eq!(words(None, None), None);
    }

    #[test]
    fn a_target_at_the_end_of_the_range_is_told_without_more_or_less() {
        let metric = Metric { bounds: Some((0.0, 100.0)), ..metric("%", &[89.5]) };
        let words = |low, high| goal(&metric, &Goal { low, high, by: None });
        assert_eq!(words(Some(100.0), None).as_deref(), Some("100 %"));
        assert_eq!(words(None, Some(0.0)).as_deref(), Some("0 %"));
        assert_eq!(words(Some(95.0), None).as_deref(), Some("at least 95 %"));
        assert_eq!(words(None, Some(5.0)).as_deref(), Some("at most 5 %"));
    }

    #[test]
    fn a_single_one_has_its_own_word() {
        let metric = Metric { singular: Some("person".to_owned()), ..metric("people", &[2.0]) };
        for (value, expect) in [(1.0, "1 person"), (0.0, "0 people"), (2.0, "2 people"), (1.5, "1.5 people")] {
            assert_eq!(with_unit(&metric, value), expect);
        }
    }

    #[test]
    fn ages_are_told_in_words() {
        for (days, expect) in [
            (0, "less than a day"),
            (1, "1 day"),
            (20, "20 days"),
            (21, "3 weeks"),
            (213, "7 months"),
            (800, "2 years"),
        ] {
            assert_eq!(ago(days), expect);
        }
    }
}
