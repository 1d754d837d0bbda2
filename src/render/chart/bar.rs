//! Bars: side by side, or on each other. Their length is the value, so the axis starts at zero.

use std::fmt::Write;

use super::plot::{self, End};
use super::scale::{Scale, Zero};
use super::{Chart, Kind, SHADES, number, percent, pixels, words};

/// How much of its place a group of bars fills, and of the whole axis at most.
const FILL: f64 = 0.72;
const WIDEST: f64 = 0.18;
/// How much room the axis has on a page and on a phone, and a bar's number beside and above it, in pixels.
const ROOM: f64 = 440.0;
const NARROW: f64 = 160.0;
const BESIDE: f64 = 8.0;
const ABOVE: f64 = 14.0;

/// One bar: its series, where it starts and ends across (shares) and up (values).
struct Bar {
    series: usize,
    across: (f64, f64),
    up: (f64, f64),
}

/// A number at the end of a bar or of a pile of them: the value, where it stands across (a share) and up (a value).
struct Number {
    value: f64,
    across: f64,
    up: f64,
}

/// Draws the bars of a chart.
pub(super) fn draw(chart: &Chart) -> String {
    let is_piled = chart.kind == Kind::Stacked;
    let bars = if is_piled { stacked(chart) } else { beside(chart) };
    let scale = Scale::of(bars.iter().flat_map(|bar| <[f64; 2]>::from(bar.up)).chain(plot::reach(chart)), Zero::Always);
    let mut words = plot::bounds(chart, &scale);
    if is_piled && chart.series.len() > 1 {
        words.extend(names(chart, &bars, &scale));
    }
    let mut out = plot::open(chart, &scale, &words);
    for bar in &bars {
        let (top, bottom) = (plot::y(&scale, bar.up.1), plot::y(&scale, bar.up.0));
        let _ = write!(
            out,
            "<rect class=\"column s{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            bar.series % SHADES,
            percent(bar.across.0),
            pixels(top),
            percent(bar.across.1 - bar.across.0),
            pixels(bottom - top)
        );
    }
    plot::draw_bounds(&mut out, chart, &scale);
    let numbers = if is_piled { sums(chart) } else { values(&bars) };
    let is_numbered = write_numbers(&mut out, chart, &numbers, &scale);
    plot::ends(&mut out, words);
    let place = |at: usize| middle(at, chart.periods.len());
    let above = if is_numbered { ABOVE } else { 0.0 };
    let top = |at: usize| {
        let group = bars.iter().filter(|bar| bar.across.0 < place(at) && place(at) < bar.across.1);
        group.map(|bar| plot::y(&scale, bar.up.1) - above).reduce(f64::min)
    };
    plot::notes(&mut out, chart, |at| (place(at), top(at)));
    plot::close(&mut out, chart, place);
    out
}

#[allow(clippy::cast_precision_loss)]
fn middle(at: usize, count: usize) -> f64 {
    (at as f64 + 0.5) / count.max(1) as f64
}

/// Gives how much of the axis the bars of one period fill.
#[allow(clippy::cast_precision_loss)]
fn fill(chart: &Chart) -> f64 {
    let beside = if chart.kind == Kind::Stacked { 1 } else { chart.series.len().max(1) };
    (FILL / chart.periods.len().max(1) as f64).min(WIDEST * beside as f64)
}

/// Puts the bars of each period side by side.
#[allow(clippy::cast_precision_loss)]
fn beside(chart: &Chart) -> Vec<Bar> {
    let whole = fill(chart);
    let width = whole / chart.series.len().max(1) as f64;
    let bar = |at: usize, number: usize| {
        let value = chart.series[number].values[at]?;
        let start = middle(at, chart.periods.len()) - whole / 2.0 + width * number as f64;
        Some(Bar { series: number, across: (start, start + width), up: (value.min(0.0), value.max(0.0)) })
    };
    let places = (0..chart.periods.len()).flat_map(|at| (0..chart.series.len()).map(move |number| (at, number)));
    places.filter_map(|(at, number)| bar(at, number)).collect()
}

/// Puts the bars of each period on each other: what is above zero upwards, what is below downwards.
fn stacked(chart: &Chart) -> Vec<Bar> {
    let half = fill(chart) / 2.0;
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
            bars.push(Bar { series, across: (middle - half, middle + half), up });
        }
    }
    bars
}

fn values(bars: &[Bar]) -> Vec<Number> {
    let number = |bar: &Bar| {
        let value = if bar.up.0 < 0.0 { bar.up.0 } else { bar.up.1 };
        Number { value, across: f64::midpoint(bar.across.0, bar.across.1), up: value }
    };
    bars.iter().map(number).collect()
}

/// Gives the sum of each pile that is whole and goes up.
fn sums(chart: &Chart) -> Vec<Number> {
    let sum = |at: usize| {
        let parts: Option<Vec<f64>> =
            chart.series.iter().map(|row| row.values[at].filter(|value| *value >= 0.0)).collect();
        let value = parts?.iter().sum::<f64>().min(super::FARTHEST);
        Some(Number { value, across: middle(at, chart.periods.len()), up: value })
    };
    (0..chart.periods.len()).filter_map(sum).collect()
}

/// Writes the numbers at the ends of the bars, where they have room; tells whether they have.
#[allow(clippy::cast_precision_loss)]
fn write_numbers(out: &mut String, chart: &Chart, numbers: &[Number], scale: &Scale) -> bool {
    let texts: Vec<String> = numbers.iter().map(|number| number::brief(number.value)).collect();
    let widest = texts.iter().map(|text| plot::width(text)).fold(0.0, f64::max) + BESIDE;
    let beside = if chart.kind == Kind::Stacked { 1 } else { chart.series.len().max(1) };
    // Bars of one group stand closer than groups do.
    let places = (chart.periods.len().max(1) * beside) as f64 / if beside > 1 { FILL } else { 1.0 };
    if widest * places > ROOM {
        return false;
    }
    let class = if widest * places > NARROW { "number spare" } else { "number" };
    for (number, text) in numbers.iter().zip(&texts) {
        let end = plot::y(scale, number.up);
        let y = if number.value < 0.0 { end + 15.0 } else { end - 6.0 };
        words(out, class, &percent(number.across), y, text);
    }
    true
}

/// Gives each series' name, beside its last bar.
fn names(chart: &Chart, bars: &[Bar], scale: &Scale) -> Vec<End> {
    let last = |series: usize| bars.iter().rev().find(|bar| bar.series == series);
    let end = |bar: &Bar| {
        let y = f64::midpoint(plot::y(scale, bar.up.0), plot::y(scale, bar.up.1));
        let text = plot::cut(&chart.series[bar.series].name, plot::WIDEST);
        End { class: format!("b s{}", bar.series % SHADES), y, text }
    };
    (0..chart.series.len()).filter_map(last).map(end).collect()
}
