//! Lines: one for each series, broken where a value is missing.

use std::fmt::Write;

use super::plot::{self, End};
use super::scale::{Scale, Zero};
use super::{Chart, SHADES, Series, number, percent, pixels, put_pixels};

/// How wide the drawing of a line is in its own measure; its places across are thousandths.
pub(super) const WIDE: f64 = 1000.0;

/// Draws the lines of a chart.
pub(super) fn draw(chart: &Chart) -> String {
    let scale = Scale::of(chart.values().chain(plot::reach(chart)), Zero::WhereNear);
    let place = |at: usize| place(at, chart.periods.len());
    let height = |value: f64| plot::y(&scale, value);
    let mut out = plot::open(chart, &scale);
    out.push_str("<svg width=\"100%\" height=\"260\" viewBox=\"0 0 1000 260\" preserveAspectRatio=\"none\">");
    for (number, series) in chart.series.iter().enumerate() {
        let _ = write!(out, "<path class=\"line s{}\" d=\"{}\"/>", number % SHADES, path(series, place, height));
    }
    out.push_str("</svg>");
    let mut words = plot::bounds(&mut out, chart, &scale);
    for (number, series) in chart.series.iter().enumerate() {
        for at in marked(series) {
            if let Some(value) = series.values[at] {
                mark(&mut out, number, &percent(place(at)), height(value));
            }
        }
    }
    words.extend(ends(chart, place, height));
    plot::ends(&mut out, words);
    plot::notes(&mut out, chart, |at| (place(at), series_value(chart, at).map(height)));
    plot::close(&mut out, chart, place);
    out
}

/// Gives the value that a note at a place stands at: the first series' that has one.
fn series_value(chart: &Chart, at: usize) -> Option<f64> {
    chart.series.iter().find_map(|series| *series.values.get(at)?)
}

/// Tells how far along the axis a place lies.
#[allow(clippy::cast_precision_loss)]
pub(super) fn place(at: usize, count: usize) -> f64 {
    if count < 2 { 0.5 } else { at as f64 / (count - 1) as f64 }
}

/// Gives the outline of a series; a point with missing ones on both sides is no line.
pub(super) fn path(series: &Series, place: impl Fn(usize) -> f64, height: impl Fn(f64) -> f64) -> String {
    let mut path = String::new();
    let mut is_open = false;
    for (at, value) in series.values.iter().enumerate() {
        let Some(value) = value else {
            is_open = false;
            continue;
        };
        let verb = if is_open { 'L' } else { 'M' };
        path.push(verb);
        put_pixels(&mut path, place(at) * WIDE);
        path.push(' ');
        put_pixels(&mut path, height(*value));
        is_open = true;
    }
    path
}

/// Gives the points that carry a mark: the last one, those that stand alone, all where there are few.
fn marked(series: &Series) -> Vec<usize> {
    let known: Vec<_> = (0..series.values.len()).filter(|at| series.values[*at].is_some()).collect();
    let is_known = |at: Option<usize>| at.and_then(|at| *series.values.get(at)?).is_some();
    let is_alone = |at: usize| !is_known(at.checked_sub(1)) && !is_known(Some(at + 1));
    let few = known.len() <= 12;
    known.iter().copied().filter(|at| few || is_alone(*at) || Some(at) == known.last()).collect()
}

/// Draws a mark; each series has its own shape.
pub(super) fn mark(out: &mut String, series: usize, x: &str, y: f64) {
    let shape = match series % SHADES {
        0 => "M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0z",
        1 => "M-3.5-3.5h7v7h-7z",
        2 => "M0-4.5L4.5 3.5h-9z",
        3 => "M0-5L5 0L0 5L-5 0z",
        4 => "M-4.5-3.5h9L0 4.5z",
        _ => "M-1.5-4.5h3v3h3v3h-3v3h-3v-3h-3v-3h3z",
    };
    let _ = write!(
        out,
        "<svg class=\"mark s{}\" x=\"{x}\" y=\"{}\" overflow=\"visible\"><path d=\"{shape}\"/></svg>",
        series % SHADES,
        pixels(y)
    );
}

/// Gives the words at the ends: the last value of a line, beside its mark, or the names of several.
fn ends(chart: &Chart, place: impl Fn(usize) -> f64, height: impl Fn(f64) -> f64) -> Vec<End> {
    let is_one = chart.series.len() == 1;
    let end = |(number, series): (usize, &Series)| {
        let (at, value) = series.values.iter().enumerate().rev().find_map(|(at, value)| Some((at, (*value)?)))?;
        let text = if is_one { number::brief(value) } else { plot::cut(&series.name, plot::LONGEST) };
        let x = if is_one { place(at) } else { 1.0 };
        Some(End { class: format!("s{}", number % SHADES), x, y: height(value), text })
    };
    chart.series.iter().enumerate().filter_map(end).collect()
}
