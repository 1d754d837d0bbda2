//! Bars: side by side, or on each other. Their length is the value, so the axis starts at zero.

use std::fmt::Write;

use super::plot::{self, End, Room};
use super::scale::{Scale, Zero};
use super::{Chart, Kind, SHADES, number, percent, pixels, words};

/// How much of its place a group of bars fills.
const FILL: f64 = 0.72;
/// How much of the chart one bar fills at most.
const WIDEST: f64 = 0.16;
/// The most bars of several series side by side that an eye can tell apart.
const MOST_BESIDE: usize = 80;

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
            "<rect class=\"column s{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
            bar.series % SHADES,
            percent(bar.across.0),
            pixels(top),
            percent(bar.across.1 - bar.across.0),
            pixels(bottom - top)
        );
    }
    let mut words = plot::bounds(&mut out, chart, &scale);
    let numbers = if chart.kind == Kind::Stacked { totals(chart, &bars) } else { values(&bars) };
    let mut lines: Vec<f64> = plot::reach(chart).map(|value| plot::y(&scale, value)).collect();
    lines.sort_by(|a, b| b.total_cmp(a));
    let height = |value: f64| clear(plot::y(&scale, value) - 6.0, &lines);
    let is_numbered = write_numbers(&mut out, &numbers, places(chart), height);
    if chart.kind == Kind::Stacked && chart.series.len() > 1 {
        words.extend(names(chart, &bars, &scale));
    }
    plot::ends(&mut out, words);
    let place = |at: usize| middle(at, chart.periods.len());
    let top = |at: usize| {
        let group = bars.iter().filter(|bar| bar.across.0 < place(at) && place(at) < bar.across.1);
        let above = if is_numbered { NUMBER } else { 0.0 };
        group.map(|bar| plot::y(&scale, bar.up.1) - above).reduce(f64::min)
    };
    plot::notes(&mut out, chart, |at| (place(at), top(at)));
    plot::close(&mut out, chart, place);
    out
}

/// Tells whether there are too many bars side by side for an eye to tell them apart.
pub(super) fn is_crowded(chart: &Chart) -> bool {
    chart.series.len() > 1 && chart.series.len() * chart.periods.len() > MOST_BESIDE
}

#[allow(clippy::cast_precision_loss)]
fn middle(at: usize, count: usize) -> f64 {
    (at as f64 + 0.5) / count.max(1) as f64
}

/// Puts the bars of each period side by side.
#[allow(clippy::cast_precision_loss)]
fn beside(chart: &Chart) -> Vec<Bar> {
    let (width, series) = (width(chart), chart.series.len().max(1) as f64);
    let bar = |at: usize, number: usize| {
        let value = chart.series[number].values[at]?;
        let start = middle(at, chart.periods.len()) + width * (number as f64 - series / 2.0);
        Some(Bar { series: number, value, across: (start, start + width), up: (value.min(0.0), value.max(0.0)) })
    };
    let places = (0..chart.periods.len()).flat_map(|at| (0..chart.series.len()).map(move |number| (at, number)));
    places.filter_map(|(at, number)| bar(at, number)).collect()
}

/// Puts the bars of each period on each other: what is above zero upwards, what is below downwards.
#[allow(clippy::cast_precision_loss)]
fn stacked(chart: &Chart) -> Vec<Bar> {
    let half = (FILL / chart.periods.len().max(1) as f64).min(WIDEST) / 2.0;
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

/// A number over a bar: where it stands across (a share) and up (a value), and what it is.
struct Number {
    across: f64,
    up: f64,
    value: f64,
}

/// Gives the number of each bar. That of a bar that hangs down stands over its root: below it are the periods.
fn values(bars: &[Bar]) -> Vec<Number> {
    let number =
        |bar: &Bar| Number { across: f64::midpoint(bar.across.0, bar.across.1), up: bar.up.1, value: bar.value };
    bars.iter().map(number).collect()
}

/// Gives the sum over each stack; none over one that lacks a part, or that also hangs down.
fn totals(chart: &Chart, bars: &[Bar]) -> Vec<Number> {
    let total = |at: usize| {
        let parts: Vec<f64> = chart.series.iter().map(|series| series.values[at]).collect::<Option<_>>()?;
        let across = middle(at, chart.periods.len());
        let stack = bars.iter().filter(|bar| bar.across.0 < across && across < bar.across.1);
        let up = stack.map(|bar| bar.up.1).reduce(f64::max)?;
        (parts.iter().all(|part| *part >= 0.0)).then(|| Number { across, up, value: parts.iter().sum() })
    };
    (0..chart.periods.len()).filter_map(total).collect()
}

/// Moves a number's foot up until no line of a target or baseline, of which the lowest comes first, strikes it through.
fn clear(foot: f64, lines: &[f64]) -> f64 {
    let over = |foot: f64, line: &f64| if foot - 13.0 < *line && *line < foot + 4.0 { line - 5.0 } else { foot };
    lines.iter().fold(foot, over)
}

/// Gives how many numbers have to find room side by side, as if every bar had one: they stand where their bars do.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn places(chart: &Chart) -> usize {
    if chart.kind == Kind::Stacked || chart.series.len() < 2 {
        return chart.periods.len();
    }
    // The bars of a group touch each other.
    (1.0 / width(chart)).ceil() as usize
}

/// Gives how much of the axis one of several bars side by side takes.
#[allow(clippy::cast_precision_loss)]
fn width(chart: &Chart) -> f64 {
    let (count, series) = (chart.periods.len().max(1) as f64, chart.series.len().max(1) as f64);
    (FILL / count / series).min(WIDEST)
}

/// Writes numbers where there is room for all; tells whether there is.
fn write_numbers(out: &mut String, numbers: &[Number], places: usize, height: impl Fn(f64) -> f64) -> bool {
    let is_long = numbers.iter().any(|number| number::is_long(number.value));
    let write = if is_long { number::shortened } else { number::brief };
    let texts: Vec<String> = numbers.iter().map(|number| write(number.value)).collect();
    let widest = texts.iter().max_by_key(|text| text.chars().count()).map_or("", String::as_str);
    let class = match plot::room(std::iter::repeat_n(widest, places)) {
        Room::Phone => "number",
        Room::Page => "number spare",
        Room::Nowhere => return false,
    };
    for (number, text) in numbers.iter().zip(&texts) {
        words(out, class, &percent(number.across), height(number.up), text);
    }
    true
}

/// Gives each series' name, beside its last bar.
fn names(chart: &Chart, bars: &[Bar], scale: &Scale) -> Vec<End> {
    let last = |series: usize| bars.iter().rev().find(|bar| bar.series == series);
    let end = |bar: &Bar| {
        let y = f64::midpoint(plot::y(scale, bar.up.0), plot::y(scale, bar.up.1));
        End {
            class: format!("b s{}", bar.series % SHADES),
            x: 1.0,
            y,
            text: plot::cut(&chart.series[bar.series].name, plot::LONGEST),
        }
    };
    (0..chart.series.len()).filter_map(last).map(end).collect()
}
