//! Numbers as pictures: lines, bars, stacked bars, sparklines, bullets, drawn as SVG when the site is built.
//!
//! [`draw`] receives a plain [`Chart`] and gives markup. A chart stretches without scaling: places across are in per
//! cent, places down and letters in pixels, so words keep their size from a phone to a sheet of paper. Colours, dashes
//! and margins are classes of the theme. Nothing is told by colour alone: lines differ in dashes and carry their name,
//! bars in lightness and order. A missing value is a gap. Nothing here knows of metrics, editions or dates.

use std::fmt::Write;

use super::body::Html;
use crate::text::escaped;

mod bar;
mod describe;
mod key;
mod line;
pub(super) mod number;
mod plot;
mod scale;
mod small;
#[cfg(test)]
mod tests;

/// What a chart shows.
#[derive(Debug, Clone, Default)]
pub struct Chart {
    /// Begins the ids of its title and description; unique on the page.
    pub id: String,
    /// How the numbers are drawn.
    pub kind: Kind,
    /// What the numbers are, in words.
    pub title: String,
    /// What is counted, as in "merges".
    pub unit: String,
    /// The label of each place along the time axis, in order.
    pub periods: Vec<String>,
    /// The places whose labels stand on the axis, and the words there; none: the periods' own.
    pub ticks: Vec<(usize, String)>,
    /// The numbers; each series has one for each period.
    pub series: Vec<Series>,
    /// What is to be reached.
    pub target: Option<Target>,
    /// Where it started.
    pub baseline: Option<f64>,
    /// The places that have a note, in order; they are numbered from one.
    pub notes: Vec<usize>,
}

/// How numbers are drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    /// A line for each series.
    #[default]
    Line,
    /// Bars side by side.
    Bar,
    /// Bars on each other.
    Stacked,
    /// A small line without words, beside a number.
    Spark,
    /// The last value as a bar, against target and baseline.
    Bullet,
}

/// A row of numbers.
#[derive(Debug, Clone, Default)]
pub struct Series {
    /// Its name, where there are several.
    pub name: String,
    /// A number for each period, or none where it is missing.
    pub values: Vec<Option<f64>>,
}

/// What is to be reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// A value.
    Value(f64),
    /// Anything between two values.
    Range(f64, f64),
}

impl Target {
    /// Gives its lower and upper end.
    fn ends(self) -> (f64, f64) {
        match self {
            Self::Value(value) => (value, value),
            Self::Range(low, high) => (low.min(high), low.max(high)),
        }
    }
}

/// How many series differ in colour, dash and shape; the next one begins anew.
const SHADES: usize = 6;

/// No value is drawn further out; it keeps differences finite.
const FARTHEST: f64 = 1e300;

/// Draws a chart; what is no number is missing.
pub fn draw(chart: &Chart) -> Html {
    let chart = &settled(chart);
    Html::drawn(match chart.kind {
        Kind::Line => line::draw(chart),
        Kind::Bar if bar::is_crowded(chart) => line::draw(&Chart { kind: Kind::Line, ..chart.clone() }),
        Kind::Bar | Kind::Stacked => bar::draw(chart),
        Kind::Spark => small::spark(chart),
        Kind::Bullet => small::bullet(chart),
    })
}

/// Makes the chart's parts agree: finite numbers, one for each period.
fn settled(chart: &Chart) -> Chart {
    let fit = |value: f64| Some(value.clamp(-FARTHEST, FARTHEST)).filter(|value| !value.is_nan());
    let mut chart = chart.clone();
    for series in &mut chart.series {
        series.values.resize(chart.periods.len(), None);
        for value in &mut series.values {
            *value = value.and_then(fit);
        }
    }
    chart.target = chart.target.and_then(|target| {
        let (low, high) = target.ends();
        let (low, high) = (fit(low)?, fit(high)?);
        Some(if matches!(target, Target::Value(_)) { Target::Value(low) } else { Target::Range(low, high) })
    });
    chart.baseline = chart.baseline.and_then(fit);
    chart
}

impl Chart {
    /// Gives every number that is there.
    fn values(&self) -> impl Iterator<Item = f64> {
        self.series.iter().flat_map(|series| series.values.iter().flatten().copied())
    }
}

/// Writes a place across, in per cent to a hundredth.
fn percent(share: f64) -> String {
    let (sign, whole, rest) = parts(share * 100.0, 100);
    match rest {
        0 => format!("{sign}{whole}%"),
        _ if rest.is_multiple_of(10) => format!("{sign}{whole}.{}%", rest / 10),
        _ => format!("{sign}{whole}.{rest:02}%"),
    }
}

/// Writes a place down, in pixels to a tenth.
fn pixels(value: f64) -> String {
    let mut text = String::new();
    put_pixels(&mut text, value);
    text
}

/// Adds a place down, or one in the measure of a line, to what is written.
fn put_pixels(out: &mut String, value: f64) {
    let (sign, whole, rest) = parts(value, 10);
    let _ = if rest == 0 { write!(out, "{sign}{whole}") } else { write!(out, "{sign}{whole}.{rest}") };
}

/// Rounds a number to parts of one; gives its sign, the whole and the parts. A chart has many places, and to write floats
/// takes longer than all else.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is too large for a place is the largest"
)]
fn parts(value: f64, parts: u32) -> (&'static str, u64, u64) {
    let count = (value.abs() * f64::from(parts)).round() as u64;
    let sign = if value < 0.0 && count > 0 { "-" } else { "" };
    (sign, count / u64::from(parts), count % u64::from(parts))
}

/// Writes words that stand at a place.
fn words(out: &mut String, class: &str, x: &str, y: f64, text: &str) {
    let _ = write!(out, "<text class=\"{class}\" x=\"{x}\" y=\"{}\">{}</text>", pixels(y), escaped(text));
}
