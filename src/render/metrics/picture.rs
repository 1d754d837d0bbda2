//! A metric as a chart: every period in its place, also those that have no number.

use crate::edition::metrics::{Form, Goal, Metric, PeriodKey, PeriodKind};
use crate::render::chart::{self, Chart, Kind, Target};
use crate::site::{metrics as standing, quotes};
use crate::text::MONTHS;

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
    let kind = kind.unwrap_or_else(|| usual(metric, periods.len()));
    // Target and baseline are those of the metric's number; a pile shows it only where it is the sum.
    let is_number = kind != Kind::Stacked || metric.series.len() < 2 || standing::is_whole(metric);
    Chart {
        id,
        kind,
        title: metric.title.clone(),
        unit: metric.unit.clone().unwrap_or_default(),
        periods: periods.iter().map(|period| period.words()).collect(),
        ticks: ticks(periods),
        series: metric.series.iter().map(|series| line(series, periods)).collect(),
        target: metric.target.as_ref().filter(|_| is_number).and_then(target),
        baseline: metric.baseline.filter(|_| is_number),
        notes: (0..periods.len()).filter(|at| noted(&periods[*at])).collect(),
    }
}

/// Gives the kind of chart for a metric whose author does not say.
fn usual(metric: &Metric, periods: usize) -> Kind {
    match metric.form {
        Some(Form::Bar) => Kind::Bar,
        Some(Form::Stacked) => Kind::Stacked,
        None if periods <= FEW && metric.series.len() == 1 => Kind::Bar,
        Some(Form::Line) | None => Kind::Line,
    }
}

/// Draws the small chart of a card, which shows the number that speaks for the metric.
pub(super) fn spark(metric: &Metric) -> String {
    let periods = periods(metric, None, None);
    let mut chart = chart(metric, String::new(), &periods, Some(Kind::Spark));
    chart.series = standing::lead(metric).iter().map(|series| line(series, &periods)).collect();
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

/// The most words that are wished for on a time axis.
const MOST_TICKS: usize = 6;

/// Chooses the words of the time axis: all periods where they are few, else where a quarter, a half-year or a year begins.
/// What still has no room is left out by whoever draws.
fn ticks(periods: &[PeriodKey]) -> Vec<(usize, String)> {
    let all = || (0..periods.len()).map(|at| (at, short(periods[at]))).collect();
    let Some(first) = periods.first().filter(|_| periods.len() > MOST_TICKS) else { return all() };
    let begins = |every: u8| (0..periods.len()).filter(move |at| periods[*at].number() % every == 1);
    let parts: Vec<Vec<usize>> = match first.kind() {
        PeriodKind::Quarter => vec![begins(2).collect()],
        PeriodKind::Month => vec![begins(3).collect(), begins(6).collect()],
        _ => Vec::new(),
    };
    if let Some(part) = parts.into_iter().find(|part| (2..=MOST_TICKS).contains(&part.len())) {
        return part.into_iter().map(|at| (at, short(periods[at]))).collect();
    }
    let years: Vec<usize> = match first.kind() {
        PeriodKind::Year => Vec::new(),
        PeriodKind::Quarter => begins(4).collect(),
        PeriodKind::Month => begins(12).collect(),
        PeriodKind::Week | PeriodKind::Day => {
            (1..periods.len()).filter(|at| periods[*at].year() != periods[at - 1].year()).collect()
        }
    };
    if years.len() < 2 { all() } else { years.into_iter().map(|at| (at, periods[at].year().to_string())).collect() }
}

/// Gives a period in few letters.
fn short(period: PeriodKey) -> String {
    let words = period.words();
    match period.kind() {
        PeriodKind::Year | PeriodKind::Quarter => words,
        PeriodKind::Week => format!("W{} {}", period.number(), period.year()),
        PeriodKind::Month | PeriodKind::Day => {
            let name = MONTHS[usize::from(period.number().clamp(1, 12)) - 1];
            words.replacen(name, &name[..3], 1)
        }
    }
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
    fn an_axis_names_few_places() {
        let periods = |from: &str, count: usize| -> Vec<PeriodKey> {
            let first = PeriodKey::parse(from).expect("a period");
            std::iter::successors(Some(first), |period| Some(period.next())).take(count).collect()
        };
        let check = |from: &str, count: usize, expect: &str| {
            let words: Vec<_> =
                ticks(&periods(from, count)).into_iter().map(|(at, word)| format!("{at} {word}")).collect();
            assert_eq!(words.join(", "), expect, "{from} {count}");
        };
        check("2026-05", 2, "0 May 2026, 1 Jun 2026");
        check("2025-12", 12, "1 Jan 2026, 4 Apr 2026, 7 Jul 2026, 10 Oct 2026");
        check("2025-01", 24, "0 Jan 2025, 6 Jul 2025, 12 Jan 2026, 18 Jul 2026");
        check("2022-03", 50, "10 2023, 22 2024, 34 2025, 46 2026");
        check("2025-Q2", 7, "1 Q3 2025, 3 Q1 2026, 5 Q3 2026");
        check("2020-Q1", 24, "0 2020, 4 2021, 8 2022, 12 2023, 16 2024, 20 2025");
        check("2026-W05", 2, "0 W5 2026, 1 W6 2026");
        check("2024-W50", 70, "3 2025, 55 2026");
        check("2026-09-30", 2, "0 30 Sep 2026, 1 1 Oct 2026");
        assert_eq!(ticks(&periods("2010", 12)).len(), 12);
        assert_eq!(ticks(&periods("2026-W05", 40)).len(), 40);
        assert!(ticks(&[]).is_empty());
    }
}
