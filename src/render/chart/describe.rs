//! A chart in words, for those who do not see it.

use std::fmt::Write;

use super::number::plain;
use super::{Chart, Kind, Series, Target};

/// Says what a chart shows: its span, each series' ends, what is missing, the target.
pub(super) fn describe(chart: &Chart) -> String {
    let mut text = span(chart);
    for series in &chart.series {
        text.push_str(&of_series(chart, series));
    }
    let unit = unit(chart);
    let target = chart.target.map(|target| match target {
        Target::Value(value) => format!(" Target {}{unit}.", plain(value)),
        Target::Range(low, high) => format!(" Target between {} and {}{unit}.", plain(low), plain(high)),
    });
    text.push_str(&target.unwrap_or_default());
    if let Some(value) = chart.baseline {
        let _ = write!(text, " Baseline {}{unit}.", plain(value));
    }
    text
}

fn unit(chart: &Chart) -> String {
    match chart.unit.as_str() {
        "" => String::new(),
        unit => format!(" {unit}"),
    }
}

fn span(chart: &Chart) -> String {
    let kind = match chart.kind {
        Kind::Line | Kind::Spark => "Line chart",
        Kind::Bar | Kind::Bullet => "Bar chart",
        Kind::Stacked => "Stacked bar chart",
    };
    match &chart.periods[..] {
        [] => format!("{kind} without numbers."),
        [only] => format!("{kind}, {only}."),
        [first, .., last] => format!("{kind}, {first} to {last}."),
    }
}

fn of_series(chart: &Chart, series: &Series) -> String {
    let known: Vec<_> =
        chart.periods.iter().zip(&series.values).filter_map(|(at, value)| Some((at, (*value)?))).collect();
    let name = if series.name.is_empty() { String::new() } else { format!("{}: ", series.name) };
    let Some((last_at, last)) = known.last() else { return format!(" {name}no numbers.") };
    let mut text = format!(" {name}{} in {last_at}", plain(*last));
    let lowest = known.iter().min_by(|a, b| a.1.total_cmp(&b.1));
    let highest = known.iter().rev().max_by(|a, b| a.1.total_cmp(&b.1));
    if let (Some(low), Some(high)) = (lowest, highest)
        && low.1 < high.1
    {
        let _ = write!(text, ", lowest {} in {}, highest {} in {}", plain(low.1), low.0, plain(high.1), high.0);
    }
    let missing = series.values.len() - known.len();
    if missing > 0 {
        let _ = write!(text, ", {missing} missing");
    }
    text + "."
}
