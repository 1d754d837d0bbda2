//! What follows from a metric on a day: the current number, the change, how the target stands, how old it all is.
//!
//! Computed from the edition alone, so from what its readers may know. A missing number is never taken for zero, and a
//! period that has not begun does not count. How it is worded and drawn is `render`'s work.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::Serialize;

use crate::edition::metrics::{Cadence, Direction, Form, Goal, Metric, PeriodKey, PeriodKind, Point, Series};

/// How one line of a metric stands on a day.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// The last period that has a number; none where there is no number at all.
    pub current: Option<&'a Point>,
    /// The period with a number before it.
    pub previous: Option<&'a Point>,
    /// The same period of the year before, where it has a number.
    pub year_before: Option<&'a Point>,
    /// How the target stands; none without a target or a number.
    pub reach: Option<Reach>,
    /// How old the current number is.
    pub age: Option<Age>,
}

/// How a number stands to its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Reach {
    /// It is reached.
    Met,
    /// It was on its day, and is no more.
    Lost,
    /// It is not, and its day has passed.
    Missed,
    /// It is not, and it is nearer than it was.
    Closer,
    /// It is not, and it is farther than it was.
    Farther,
    /// It is not, and it is as far as it was, or nobody knows how far that was.
    Open,
}

/// How old a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Age {
    /// The days since its period ended, or since it was collected, whichever is longer ago; 0 while the period runs.
    pub days: i32,
    /// Whether that is more than twice what the metric's cadence allows.
    pub is_stale: bool,
}

/// A difference between two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Change {
    /// The newer number less the older one.
    pub amount: f64,
    /// The same in percent of the older one; none where that is zero or less.
    pub percent: Option<f64>,
    /// Whether it is the better way; none where neither way is better, or nothing changed.
    pub is_better: Option<bool>,
}

/// Gives how a line of a metric stands on a day.
pub fn standing<'a>(metric: &'a Metric, series: &'a Series, as_of: Date) -> Standing<'a> {
    let mut known = series.points.iter().rev().filter(|point| is_known(point, as_of));
    let (current, previous) = (known.next(), known.next());
    let year_before = current.and_then(|current| at(series, current.period.year_before()?));
    let before = year_before.or(previous).and_then(|point| point.value).or(metric.baseline);
    let reach = current.and_then(|current| {
        let goal = metric.target.as_ref()?;
        let found = reach(goal, current.value?, before, as_of)?;
        let was_met = || number_on(series, goal.by?).map(|value| distance(goal, value) == 0.0);
        Some(if found == Reach::Missed && was_met() == Some(true) { Reach::Lost } else { found })
    });
    let age = current.map(|current| age(metric, current.period, as_of));
    Standing { current, previous, year_before, reach, age }
}

fn is_known(point: &Point, as_of: Date) -> bool {
    point.value.is_some() && point.period.first_day() <= as_of
}

/// Gives the last number of a period that had ended on a day.
fn number_on(series: &Series, day: Date) -> Option<f64> {
    series.points.iter().rev().filter(|point| point.period.last_day() <= day).find_map(|point| point.value)
}

/// Gives the point of a period, where it has a number.
pub fn at(series: &Series, period: PeriodKey) -> Option<&Point> {
    let found = series.points.binary_search_by(|point| point.period.cmp(&period)).ok()?;
    series.points.get(found).filter(|point| point.value.is_some())
}

/// Gives the line that speaks for a metric: the sum of all where they are the parts of a whole, else the first one.
pub fn lead(metric: &Metric) -> Option<Cow<'_, Series>> {
    if !is_whole(metric) {
        return metric.series.first().map(Cow::Borrowed);
    }
    let point = |period| Point {
        period,
        value: total(metric, period),
        is_small: false,
        is_hidden: false,
        note: None,
        place: 0..0,
    };
    Some(Cow::Owned(Series { name: None, points: periods(metric).into_iter().map(point).collect() }))
}

/// Tells whether the lines of a metric are the parts of a whole.
pub fn is_whole(metric: &Metric) -> bool {
    metric.form == Some(Form::Stacked) && metric.series.len() > 1
}

/// Gives every period of a metric that one of its lines names, in order.
pub fn periods(metric: &Metric) -> Vec<PeriodKey> {
    let mut periods: Vec<PeriodKey> =
        metric.series.iter().flat_map(|series| series.points.iter().map(|point| point.period)).collect();
    periods.sort_unstable();
    periods.dedup();
    periods
}

/// Gives the sum of a metric's lines in a period; none where one of them has no number.
fn total(metric: &Metric, period: PeriodKey) -> Option<f64> {
    metric.series.iter().map(|series| at(series, period).and_then(|point| point.value)).sum()
}

/// Gives how far the way from one number to another is, and whether it was the better one.
pub fn change(metric: &Metric, from: f64, to: f64) -> Change {
    let amount = to - from;
    let percent = (from > 0.0).then(|| amount / from * 100.0).filter(|percent| percent.is_finite());
    let is_better = match metric.direction {
        _ if amount == 0.0 => None,
        Some(Direction::Up) => Some(amount > 0.0),
        Some(Direction::Down) => Some(amount < 0.0),
        Some(Direction::Range) => metric.target.as_ref().and_then(|goal| nearer(goal, from, to)),
        None => None,
    };
    Change { amount, percent, is_better }
}

/// Gives how a number stands to its target, `before` being what it was.
pub fn reach(goal: &Goal, value: f64, before: Option<f64>, as_of: Date) -> Option<Reach> {
    if goal.low.is_none() && goal.high.is_none() {
        return None;
    }
    if distance(goal, value) == 0.0 {
        return Some(Reach::Met);
    }
    if goal.by.is_some_and(|by| by < as_of) {
        return Some(Reach::Missed);
    }
    Some(match before.and_then(|before| nearer(goal, before, value)) {
        Some(true) => Reach::Closer,
        Some(false) => Reach::Farther,
        None => Reach::Open,
    })
}

/// Tells whether one number is nearer to the target than another was; none where both are as near.
fn nearer(goal: &Goal, from: f64, to: f64) -> Option<bool> {
    let (from, to) = (distance(goal, from), distance(goal, to));
    if from.total_cmp(&to).is_eq() { None } else { Some(to < from) }
}

/// Gives how much a number lacks of its target; 0 where it is reached.
pub fn distance(goal: &Goal, value: f64) -> f64 {
    let below = goal.low.map_or(0.0, |low| (low - value).max(0.0));
    let above = goal.high.map_or(0.0, |high| (value - high).max(0.0));
    below.max(above)
}

/// Gives the cadence that a metric states, else the one that its numbers keep: the usual distance of two of them. None
/// where there is only the number of one day.
pub fn cadence(metric: &Metric) -> Option<Cadence> {
    metric.cadence.or_else(|| {
        let days: Vec<Date> = metric.series.first()?.points.iter().filter_map(known_day).collect();
        let between = |pair: &[Date]| pair[1].since(pair[0]).map_or(0, |span| span.get_days());
        let mut distances: Vec<i32> = days.windows(2).map(between).collect();
        distances.sort_unstable();
        let usual = distances.get(distances.len() / 2).copied();
        let kind = metric.series.first()?.points.first()?.period.kind();
        let least = match kind {
            PeriodKind::Day => usual?,
            PeriodKind::Week => Cadence::Weekly.days(),
            PeriodKind::Month => Cadence::Monthly.days(),
            PeriodKind::Quarter => Cadence::Quarterly.days(),
            PeriodKind::Year => Cadence::Yearly.days(),
        };
        let wanted = usual.unwrap_or_default().max(least);
        Cadence::ALL.iter().copied().find(|cadence| cadence.days() >= wanted).or(Some(Cadence::Yearly))
    })
}

fn known_day(point: &Point) -> Option<Date> {
    point.value.map(|_| point.period.first_day())
}

/// Gives how old the number of a period is on a day.
pub fn age(metric: &Metric, period: PeriodKey, as_of: Date) -> Age {
    let since = |day: Date| as_of.since(day).map_or(0, |span| span.get_days()).max(0);
    let ended = since(period.last_day());
    let days = metric.collected_at.map_or(ended, |collected| ended.max(since(collected)));
    Age { days, is_stale: cadence(metric).is_some_and(|cadence| days > 2 * cadence.days()) }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn metric(points: &[(&str, Option<f64>)]) -> Metric {
        let point = |(period, value): &(&str, Option<f64>)| Point {
            period: PeriodKey::parse(period).expect("a period"),
            value: *value,
            is_small: false,
            is_hidden: false,
            note: None,
            place: 0..0,
        };
        let series = vec![Series { name: None, points: points.iter().map(point).collect() }];
        Metric { id: "m".into(), title: "M".into(), series, ..Metric::default() }
    }

    fn day(words: &str) -> Date {
        words.parse().expect("a date")
    }

    fn check(metric: &Metric, as_of: &str, expect: (Option<f64>, Option<f64>, Option<f64>, Option<Reach>)) {
        let standing = standing(metric, &metric.series[0], day(as_of));
        let value = |point: Option<&Point>| point.and_then(|point| point.value);
        let found = (value(standing.current), value(standing.previous), value(standing.year_before), standing.reach);
        assert_eq!(found, expect, "{as_of}");
    }

    #[test]
    fn a_gap_is_no_number_and_the_future_does_not_count() {
        let points = [("2025-03", Some(4.0)), ("2026-01", Some(5.0)), ("2026-02", None), ("2026-03", Some(7.0))];
        let mut metric = metric(&points);
        check(&metric, "2026-03-01", (Some(7.0), Some(5.0), Some(4.0), None));
        check(&metric, "2026-02-28", (Some(5.0), Some(4.0), None, None));
        check(&metric, "2024-01-01", (None, None, None, None));
        metric.series[0].points.iter_mut().for_each(|point| point.value = None);
        check(&metric, "2026-03-01", (None, None, None, None));
    }

    #[test]
    fn a_target_stands_as_the_numbers_say() {
        let check = |goal: (Option<f64>, Option<f64>), value: f64, before: Option<f64>, expect: Option<Reach>| {
            let goal = Goal { low: goal.0, high: goal.1, by: Some(day("2026-12-31")) };
            assert_eq!(reach(&goal, value, before, day("2026-12-31")), expect);
        };
        check((Some(20.0), None), 20.0, None, Some(Reach::Met));
        check((Some(20.0), None), 19.0, Some(10.0), Some(Reach::Closer));
        check((Some(20.0), None), 9.0, Some(10.0), Some(Reach::Farther));
        check((Some(20.0), None), 9.0, Some(9.0), Some(Reach::Open));
        check((None, Some(5.0)), 4.0, None, Some(Reach::Met));
        check((Some(1.0), Some(5.0)), 6.0, Some(0.0), Some(Reach::Open));
        check((None, None), 6.0, Some(0.0), None);
        let goal = Goal { low: Some(20.0), high: None, by: Some(day("2026-12-31")) };
        assert_eq!(reach(&goal, 19.0, Some(1.0), day("2027-01-01")), Some(Reach::Missed));
    }

    #[test]
    fn a_target_that_was_reached_in_time_is_not_missed() {
        let mut metric = metric(&[("2025", Some(20.0)), ("2026", Some(19.0))]);
        let mut reach = |by: &str, as_of: &str| {
            metric.target = Some(Goal { low: Some(20.0), high: None, by: Some(day(by)) });
            standing(&metric, &metric.series[0], day(as_of)).reach
        };
        assert_eq!(reach("2025-12-31", "2027-01-01"), Some(Reach::Lost));
        assert_eq!(reach("2025-12-30", "2027-01-01"), Some(Reach::Missed), "the year had not ended");
        assert_eq!(reach("2026-12-31", "2027-01-01"), Some(Reach::Missed));
        assert_eq!(reach("2026-12-31", "2026-12-31"), Some(Reach::Farther));
    }

    #[test]
    fn the_cadence_is_that_of_the_numbers() {
        let check = |points: &[&str], expect: Option<Cadence>| {
            let points: Vec<_> = points.iter().map(|period| (*period, Some(1.0))).collect();
            assert_eq!(cadence(&metric(&points)), expect, "{points:?}");
        };
        check(&["2026-01"], Some(Cadence::Monthly));
        check(&["2026-01", "2026-02", "2026-03", "2026-09"], Some(Cadence::Monthly));
        check(&["2025-03", "2025-09", "2026-03"], Some(Cadence::HalfYearly));
        check(&["2026-01-01", "2026-02-01", "2026-03-03"], Some(Cadence::Monthly));
        check(&["2026-01-01", "2026-01-02", "2026-01-03"], Some(Cadence::Daily));
        check(&["2020", "2026"], Some(Cadence::Yearly));
        check(&["2026-W05"], Some(Cadence::Weekly));
        check(&["2026-01-01"], None);
        check(&[], None);
    }

    #[test]
    fn parts_of_a_whole_are_told_as_their_sum() {
        let mut metric = metric(&[("2026-01", Some(1.0)), ("2026-02", Some(2.0))]);
        let mut second = metric.series[0].clone();
        second.points[0].value = Some(4.0);
        second.points[1].value = None;
        metric.series.push(second);
        assert_eq!(lead(&metric).as_deref(), metric.series.first());
        metric.form = Some(Form::Stacked);
        let values: Vec<_> = lead(&metric).expect("a line").points.iter().map(|point| point.value).collect();
        assert_eq!(values, [Some(5.0), None], "a sum with a gap is none");
    }

    #[test]
    fn age_counts_from_the_end_of_the_period_or_the_collection() {
        let mut metric = metric(&[("2026-03", Some(1.0))]);
        let period = metric.series[0].points[0].period;
        let check = |metric: &Metric, as_of: &str, days: i32, is_stale: bool| {
            assert_eq!(age(metric, period, day(as_of)), Age { days, is_stale });
        };
        check(&metric, "2026-03-15", 0, false);
        check(&metric, "2026-06-01", 62, false);
        check(&metric, "2026-06-02", 63, true);
        metric.cadence = Some(Cadence::Yearly);
        check(&metric, "2026-06-02", 63, false);
        metric.collected_at = Some(day("2024-06-02"));
        check(&metric, "2026-06-02", 730, false);
        check(&metric, "2026-06-10", 738, true);
    }

    #[test]
    fn nothing_is_a_share_of_zero() {
        let metric = metric(&[("2026-01", Some(0.0))]);
        assert_eq!(change(&metric, 0.0, 5.0), Change { amount: 5.0, percent: None, is_better: None });
    }
}
