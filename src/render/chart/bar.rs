//! Bars: side by side, or on each other. Their length is the value, so the axis starts at zero.

use std::fmt::Write;

use super::plot::{self, End};
use super::scale::{Scale, Zero};
use super::{Chart, Kind, SHADES, number, percent, pixels, words};

/// How much of its place a group of bars fills.
const FILL: f64 = 0.72;
/// The most bars that carry their number.
const MOST_NUMBERS: usize = 12;

/// How much room a bar's number takes, in pixels.
const NUMBER: f64 = 14.0;

/// One bar: its series, the value, where it starts and ends across (shares) and up (values).
struct Bar {
    series: usize,
    value: f64,
    across: (f64, f64),
    up: (f64, f64),
}

/// Draws the bars of a chart.
pub(super) fn draw(chart: &Chart) -> String {
    let bars = if chart.kind == Kind::Stacked { stacked(chart) } else { beside(chart) };
    let ends = bars.iter().flat_map(|bar| <[f64; 2]>::from(bar.up));
    let scale = Scale::of(ends.chain(plot::reach(chart)), Zero::Always);
    let mut out = plot::open(chart, &scale);
    for bar in &bars {
        let (top, bottom) = (plot::y(&scale, bar.up.1), plot::y(&scale, bar.up.0));
        let _ = write!(
            out,
            "<rect class=\"bar s{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            bar.series % SHADES,
            percent(bar.across.0),
            pixels(top),
            percent(bar.across.1 - bar.across.0),
            pixels(bottom - top)
        );
    }
    let mut words = plot::bounds(&mut out, chart, &scale);
    let is_numbered = chart.kind == Kind::Bar && bars.len() <= MOST_NUMBERS;
    if is_numbered {
        numbers(&mut out, &bars, &scale);
    }
    if chart.series.len() > 1 {
        words.extend(names(chart, &bars, &scale));
    }
    plot::ends(&mut out, words);
    let place = |at: usize| middle(at, chart.periods.len());
    let top = |at: usize| {
        let group = bars.iter().filter(|bar| bar.across.0 < place(at) && place(at) < bar.across.1);
        let above = if is_numbered { NUMBER } else { 0.0 };
        group.map(|bar| plot::y(&scale, bar.up.1) - above).reduce(f64::min)
    };
    plot::notes(&mut out, chart, |at| Some((place(at), top(at)?)));
    plot::close(&mut out, chart, place);
    out
}

#[allow(clippy::cast_precision_loss)]
fn middle(at: usize, count: usize) -> f64 {
    (at as f64 + 0.5) / count.max(1) as f64
}

/// Puts the bars of each period side by side.
#[allow(clippy::cast_precision_loss)]
fn beside(chart: &Chart) -> Vec<Bar> {
    let (count, series) = (chart.periods.len().max(1) as f64, chart.series.len().max(1) as f64);
    let width = FILL / count / series;
    let bar = |at: usize, number: usize| {
        let value = chart.series[number].values[at]?;
        let start = middle(at, chart.periods.len()) - FILL / count / 2.0 + width * number as f64;
        Some(Bar { series: number, value, across: (start, start + width), up: (value.min(0.0), value.max(0.0)) })
    };
    let places = (0..chart.periods.len()).flat_map(|at| (0..chart.series.len()).map(move |number| (at, number)));
    places.filter_map(|(at, number)| bar(at, number)).collect()
}

/// Puts the bars of each period on each other: what is above zero upwards, what is below downwards.
#[allow(clippy::cast_precision_loss)]
fn stacked(chart: &Chart) -> Vec<Bar> {
    let half = FILL / chart.periods.len().max(1) as f64 / 2.0;
    let mut bars = Vec::new();
    for at in 0..chart.periods.len() {
        let middle = middle(at, chart.periods.len());
        let (mut up, mut down) = (0.0, 0.0);
        for (series, row) in chart.series.iter().enumerate() {
            let Some(value) = row.values[at] else { continue };
            let end = if value < 0.0 { &mut down } else { &mut up };
            let start = *end;
            *end = (start + value).clamp(-super::FARTHEST, super::FARTHEST);
            let up = (start.min(*end), start.max(*end));
            bars.push(Bar { series, value, across: (middle - half, middle + half), up });
        }
    }
    bars
}

fn numbers(out: &mut String, bars: &[Bar], scale: &Scale) {
    for bar in bars {
        let y = if bar.value < 0.0 { plot::y(scale, bar.up.0) + 15.0 } else { plot::y(scale, bar.up.1) - 6.0 };
        words(out, "number", &percent(f64::midpoint(bar.across.0, bar.across.1)), y, &number::brief(bar.value));
    }
}

/// Gives each series' name, beside its last bar.
fn names(chart: &Chart, bars: &[Bar], scale: &Scale) -> Vec<End> {
    let last = |series: usize| bars.iter().rev().find(|bar| bar.series == series);
    let end = |bar: &Bar| {
        let y = f64::midpoint(plot::y(scale, bar.up.0), plot::y(scale, bar.up.1));
        End { class: format!("b s{}", bar.series % SHADES), y, text: chart.series[bar.series].name.clone() }
    };
    (0..chart.series.len()).filter_map(last).map(end).collect()
}
