//! The key below a chart: what lines, bars and dashes mean, where the chart itself has no room to say it.

use std::fmt::Write;

use super::{Chart, Kind, SHADES, Target, number, plot};
use crate::text::escaped;

/// A picture that stands for a line, a bar, a bound that lies, and one that stands.
const LINE: &str = "<path class=\"line s\" d=\"M0 6h28\"/>";
const BAR: &str = "<path class=\"column s\" d=\"M1 1h26v10h-26z\"/>";
const LIES: &str = "<line class=\"bound\" x2=\"28\" y1=\"6\" y2=\"6\"/>";
const STANDS: &str = "<line class=\"bound\" x1=\"14\" x2=\"14\" y1=\"-2\" y2=\"14\"/>";

/// Writes the key of a chart with axes. A wide line chart or stack says it all at the ends of its lines, so only a
/// narrow one shows the key, but for names that are too long there; bars side by side have no ends to say it at.
pub(super) fn of_axes(out: &mut String, chart: &Chart) {
    let shape = if chart.kind == Kind::Line { LINE } else { BAR };
    let named = chart.series.iter().enumerate().filter(|_| chart.series.len() > 1);
    let mut items: Vec<_> = named.map(|(number, series)| (of_series(shape, number), series.name.clone())).collect();
    items.extend(bounds(chart, LIES));
    let is_cut = || chart.series.iter().any(|series| plot::is_cut(&series.name));
    let is_needed = chart.series.len() > 1 && (chart.kind == Kind::Bar || is_cut());
    write(out, if is_needed { "key" } else { "key spare" }, &items);
}

/// Writes the key of a bullet, which has no words but the ends of its axis.
pub(super) fn of_bullet(out: &mut String, chart: &Chart, value: Option<f64>) {
    let words = |value| format!("{} {}", number::plain(value), chart.unit).trim_end().to_owned();
    let now = value.map(|value| (of_series(BAR, 0), words(value)));
    let items: Vec<_> = now.into_iter().chain(bounds(chart, STANDS)).collect();
    write(out, "key", &items);
}

fn of_series(shape: &str, number: usize) -> String {
    shape.replace(" s\"", &format!(" s{}\"", number % SHADES))
}

/// Gives target and baseline, each with its picture.
fn bounds(chart: &Chart, shape: &str) -> Vec<(String, String)> {
    let of = |class: &str, text| (shape.replace("bound", class), text);
    let target = chart.target.map(|target| of("aim", self::target(target)));
    target.into_iter().chain(chart.baseline.map(|value| of("base", baseline(value)))).collect()
}

/// Names a target.
pub(super) fn target(target: Target) -> String {
    match target {
        Target::Value(value) => format!("Target {}", number::brief(value)),
        Target::Range(low, high) => format!("Target {}–{}", number::brief(low), number::brief(high)),
    }
}

/// Names a baseline.
pub(super) fn baseline(value: f64) -> String {
    format!("Baseline {}", number::brief(value))
}

fn write(out: &mut String, class: &str, items: &[(String, String)]) {
    if items.is_empty() {
        return;
    }
    let _ = write!(out, "<ul class=\"{class}\">");
    for (shape, words) in items {
        let words = escaped(words);
        let _ = write!(
            out,
            "<li><svg class=\"chart\" width=\"28\" height=\"12\" aria-hidden=\"true\">{shape}</svg> {words}</li>"
        );
    }
    out.push_str("</ul>");
}
