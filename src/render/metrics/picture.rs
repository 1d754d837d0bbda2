//! A metric as a chart: every period in its place, also those that have no number.

use crate::edition::metrics::{Goal, Metric, PeriodKey, PeriodKind};
use crate::render::chart::{self, Chart, Kind, Target};
use crate::site::{metrics as standing, quotes};

/// The most periods that are filled in between those of the data; beyond it they stand side by side.
const MOST_FILLED: usize = 1500;
/// How few periods are bars rather than a line.
const FEW: usize = 6;

/// Gives a metric's periods between two bounds in order, those without a number too. Days are not filled in: they are
/// seldom meant to be complete.
pub(super) fn periods(metric: &Metric, from: Option<PeriodKey>, to: Option<PeriodKey>) -> Vec<PeriodKey> {
    let is_within = |period: &PeriodKey| quotes::is_within(*period, (from, to));
    let known: Vec<_> = standing::periods(metric).into_iter().filter(is_within).collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else { return known };
    if first.kind() == PeriodKind::Day {
        return known;
    }
    let all: Vec<_> = std::iter::successors(Some(*first), |period| Some(period.next()).filter(|next| next <= last))
        .take(MOST_FILLED)
        .collect();
    if all.last() != Some(last) {
        return known;
    }
    all.into_iter().step_by(rhythm(&known)).collect()
}

/// Gives after how many periods the next number comes, where that is always the same or a multiple of it: a number that
/// is collected twice a year leaves no five months missing.
fn rhythm(known: &[PeriodKey]) -> usize {
    let distance = |pair: &[PeriodKey]| {
        std::iter::successors(Some(pair[0]), |period| Some(period.next()))
            .take_while(|period| *period < pair[1])
            .count()
    };
    let distances: Vec<usize> = known.windows(2).map(distance).collect();
    let least = distances.iter().min().copied().filter(|_| distances.len() > 1).unwrap_or(1);
    if distances.iter().all(|distance| distance.is_multiple_of(least)) { least } else { 1 }
}

/// Gathers the chart of a metric's periods; `kind` is what the author wishes.
pub(super) fn chart(metric: &Metric, id: String, periods: &[PeriodKey], kind: Option<Kind>) -> Chart {
    let noted = |period: &PeriodKey| note(metric, *period).is_some();
    Chart {
        id,
        kind: kind.unwrap_or(if periods.len() <= FEW && metric.series.len() == 1 { Kind::Bar } else { Kind::Line }),
        title: metric.title.clone(),
        unit: metric.unit.clone().unwrap_or_default(),
        periods: periods.iter().map(ToString::to_string).collect(),
        ticks: ticks(periods),
        series: metric.series.iter().map(|series| line(series, periods)).collect(),
        target: metric.target.as_ref().and_then(target),
        baseline: metric.baseline,
        notes: (0..periods.len()).filter(|at| noted(&periods[*at])).collect(),
    }
}

/// Draws the small chart of a card.
pub(super) fn spark(metric: &Metric) -> String {
    let periods = periods(metric, None, None);
    let mut chart = chart(metric, String::new(), &periods, Some(Kind::Spark));
    chart.series.truncate(1);
    chart.baseline = None;
    chart::draw(&chart).as_str().to_owned()
}

/// Gives the note of a period: that of the first line that has one.
pub(super) fn note(metric: &Metric, period: PeriodKey) -> Option<&str> {
    let of = |series: &crate::edition::metrics::Series| {
        let found = series.points.binary_search_by(|point| point.period.cmp(&period)).ok()?;
        Some(found)
    };
    metric.series.iter().find_map(|series| series.points[of(series)?].note.as_deref())
}

fn line(series: &crate::edition::metrics::Series, periods: &[PeriodKey]) -> chart::Series {
    let value = |period: &PeriodKey| standing::at(series, *period)?.value;
    chart::Series { name: series.name.clone().unwrap_or_default(), values: periods.iter().map(value).collect() }
}

fn target(goal: &Goal) -> Option<Target> {
    match (goal.low, goal.high) {
        (Some(low), Some(high)) if low < high => Some(Target::Range(low, high)),
        (low, high) => low.or(high).map(Target::Value),
    }
}

/// Chooses the words of a long time axis: each year where it begins.
fn ticks(periods: &[PeriodKey]) -> Vec<(usize, String)> {
    let begins = |at: &usize| *at == 0 || periods[*at].year() != periods[at - 1].year();
    let years: Vec<_> = (0..periods.len()).filter(begins).collect();
    // A first year of which little is left has no room for its word.
    let crowded = years.len() > 1 && years[1] * 12 < periods.len();
    if years.len() < 2 || periods.len() <= 8 || years.len() == periods.len() {
        return Vec::new();
    }
    let shown = years.into_iter().skip(usize::from(crowded));
    shown.map(|at| (at, periods[at].year().to_string())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::metrics::tests::metric;

    fn shown(points: &[(&str, Option<f64>)], from: Option<&str>, to: Option<&str>) -> Vec<String> {
        let key = |words: &str| PeriodKey::parse(words).expect("a period");
        periods(&metric(points), from.map(key), to.map(key)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_period_that_the_data_leave_out_is_a_gap() {
        let points = [("2025-11", Some(1.0)), ("2026-02", Some(2.0))];
        assert_eq!(shown(&points, None, None), ["2025-11", "2025-12", "2026-01", "2026-02"]);
        let twice = [("2025-03", Some(1.0)), ("2025-09", Some(1.0)), ("2026-09", Some(2.0))];
        assert_eq!(shown(&twice, None, None), ["2025-03", "2025-09", "2026-03", "2026-09"]);
        assert_eq!(shown(&points, Some("2026"), None), ["2026-02"]);
        assert_eq!(shown(&points, None, Some("2025-Q4")), ["2025-11"]);
        let metric = metric(&points);
        let drawn = chart(&metric, "c".into(), &periods(&metric, None, None), None);
        assert_eq!(drawn.series[0].values, [Some(1.0), None, None, Some(2.0)]);
    }

    #[test]
    fn a_span_of_ages_is_bounded() {
        assert_eq!(shown(&[("1000-01", Some(1.0)), ("9000-01", Some(2.0))], None, None), ["1000-01", "9000-01"]);
        assert_eq!(shown(&[("2026-01-01", Some(1.0)), ("2026-03-01", Some(2.0))], None, None).len(), 2);
        assert!(shown(&[], None, None).is_empty());
    }

    #[test]
    fn a_long_axis_names_years() {
        let periods = |from: &str, count: usize| -> Vec<PeriodKey> {
            let first = PeriodKey::parse(from).expect("a period");
            std::iter::successors(Some(first), |period| Some(period.next())).take(count).collect()
        };
        let words = |periods: &[PeriodKey]| {
            ticks(periods).into_iter().map(|(at, word)| format!("{at}:{word}")).collect::<Vec<_>>()
        };
        assert_eq!(words(&periods("2024-01", 30)), ["0:2024", "12:2025", "24:2026"]);
        assert_eq!(words(&periods("2023-12", 30)), ["1:2024", "13:2025", "25:2026"]);
        assert!(words(&periods("2026-01", 8)).is_empty());
        assert!(words(&periods("2010", 12)).is_empty());
    }
}
