//! What all charts with axes share: the frame, the grid, the time axis, target and baseline, names at the ends.

use std::fmt::Write;

use super::scale::Scale;
use super::{Chart, SHADES, Target, describe, number, percent, pixels, words};
use crate::text::escaped;

/// The height of a chart, and the lines between which values lie, in pixels.
const HEIGHT: f64 = 260.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 226.0;
/// About how wide a letter is, and how much room the time axis has on a phone, in pixels.
const LETTER: f64 = 8.0;
const NARROW: f64 = 210.0;
/// The most words on the time axis.
const MOST_TICKS: usize = 8;
/// How far words at the ends must stand apart, and how long they may be.
const APART: f64 = 16.0;
const LONGEST: usize = 17;

/// Words at the end of the lines.
#[derive(Debug, Clone)]
pub(super) struct End {
    /// What they belong to, as a class: `s0` to `s3`, `aim`, `base`.
    pub(super) class: String,
    /// Where they belong, in pixels from the top.
    pub(super) y: f64,
    /// The words.
    pub(super) text: String,
}

/// Tells where a value lies, in pixels from the top.
pub(super) fn y(scale: &Scale, value: f64) -> f64 {
    let share = scale.share(value);
    BOTTOM - if share.is_nan() { 0.0 } else { share } * (BOTTOM - TOP)
}

/// Gives all values that the axis has to reach.
pub(super) fn reach(chart: &Chart) -> impl Iterator<Item = f64> {
    let target = chart.target.into_iter().flat_map(|target| <[f64; 2]>::from(target.ends()));
    target.chain(chart.baseline)
}

/// Opens the chart and draws what lies behind its values.
pub(super) fn open(chart: &Chart, scale: &Scale) -> String {
    let id = escaped(&chart.id);
    let margin = match (chart.series.len(), chart.target.is_some() || chart.baseline.is_some()) {
        (0 | 1, false) => "chart",
        (0 | 1, true) => "chart one",
        _ => "chart many",
    };
    let mut out = format!(
        "<svg class=\"{margin}\" width=\"80%\" height=\"{HEIGHT}\" overflow=\"visible\" role=\"img\" \
         aria-labelledby=\"{id}:t\" aria-describedby=\"{id}:d\"><title id=\"{id}:t\">{}</title>\
         <desc id=\"{id}:d\">{}</desc>",
        escaped(&chart.title),
        escaped(&describe::describe(chart)),
    );
    if !chart.unit.is_empty() {
        words(&mut out, "unit", "-52", 13.0, &chart.unit);
    }
    if chart.values().next().is_none() {
        words(&mut out, "none", "50%", f64::midpoint(TOP, BOTTOM), "No numbers");
        return out;
    }
    for value in scale.lines() {
        let y = y(scale, value);
        rule(&mut out, if value == 0.0 { "zero" } else { "grid" }, y);
        words(&mut out, "value", "-8", y + 4.5, &number::short(value, scale.step));
    }
    out
}

/// Draws target and baseline over the values; gives their words.
pub(super) fn bounds(out: &mut String, chart: &Chart, scale: &Scale) -> Vec<End> {
    let mut ends = Vec::new();
    if let Some(target) = chart.target {
        ends.push(aim(out, target, scale));
    }
    if let Some(baseline) = chart.baseline {
        let y = y(scale, baseline);
        rule(out, "base", y);
        let text = format!("Baseline {}", number::brief(baseline));
        ends.push(End { class: "base".into(), y, text });
    }
    ends
}

fn aim(out: &mut String, target: Target, scale: &Scale) -> End {
    let (low, high) = target.ends();
    let (top, bottom) = (y(scale, high), y(scale, low));
    let mut text = format!("Target {}", number::brief(low));
    if matches!(target, Target::Range(..)) {
        let height = pixels(bottom - top);
        let _ = write!(out, "<rect class=\"band\" y=\"{}\" width=\"100%\" height=\"{height}\"/>", pixels(top));
        rule(out, "aim", bottom);
        let _ = write!(text, "–{}", number::brief(high));
    }
    rule(out, "aim", top);
    words(out, "bound", "4", top - 6.0, &text);
    End { class: "aim".into(), y: f64::midpoint(top, bottom), text }
}

fn rule(out: &mut String, class: &str, y: f64) {
    let _ = write!(out, "<line class=\"{class}\" x2=\"100%\" y1=\"{0}\" y2=\"{0}\"/>", pixels(y));
}

/// Writes the numbers of notes at their places: above a value, or below one that is near the top.
pub(super) fn notes(out: &mut String, chart: &Chart, places: impl Fn(usize) -> Option<(f64, f64)>) {
    for (number, at) in chart.notes.iter().enumerate() {
        let Some((share, y)) = places(*at) else { continue };
        let y = if y < TOP + 12.0 { y + 20.0 } else { y - 18.0 };
        let _ = write!(
            out,
            "<svg class=\"note\" x=\"{}\" y=\"{}\" overflow=\"visible\"><circle r=\"8\"/><text y=\"4\">{}</text></svg>",
            percent(share),
            pixels(y),
            number + 1
        );
    }
}

/// Writes the time axis and closes the chart.
pub(super) fn close(out: &mut String, chart: &Chart, place: impl Fn(usize) -> f64) {
    for (at, label, is_spare) in ticks(chart) {
        let x = percent(place(at));
        let _ = write!(out, "<line class=\"tick\" x1=\"{x}\" x2=\"{x}\" y1=\"{BOTTOM}\" y2=\"{}\"/>", BOTTOM + 5.0);
        words(out, if is_spare { "time spare" } else { "time" }, &x, BOTTOM + 21.0, label);
    }
    out.push_str("</svg>");
    key(out, chart);
}

/// Chooses the words of the time axis, and those that a narrow screen leaves out.
fn ticks(chart: &Chart) -> Vec<(usize, &str, bool)> {
    let all: Vec<(usize, &str)> = if chart.ticks.is_empty() {
        chart.periods.iter().map(String::as_str).enumerate().collect()
    } else {
        chart.ticks.iter().map(|(at, label)| (*at, label.as_str())).collect()
    };
    let step = all.len().div_ceil(MOST_TICKS).max(1);
    let kept: Vec<_> = all.iter().rev().step_by(step).rev().copied().collect();
    let letters: usize = kept.iter().map(|(_, label)| label.chars().count() + 1).sum();
    #[allow(clippy::cast_precision_loss)]
    let every = (letters as f64 * LETTER / NARROW).ceil().clamp(1.0, 8.0);
    let last = kept.len().saturating_sub(1);
    let is_spare = |number: usize| {
        #[allow(clippy::cast_precision_loss)]
        let from_end = (last - number) as f64;
        from_end % every != 0.0
    };
    kept.into_iter().enumerate().map(|(number, (at, label))| (at, label, is_spare(number))).collect()
}

/// Writes words at the ends, so far apart that each can be read.
pub(super) fn ends(out: &mut String, mut ends: Vec<End>) {
    ends.sort_by(|a, b| a.y.total_cmp(&b.y).then_with(|| a.class.cmp(&b.class)));
    let mut least = TOP - 20.0;
    for end in &mut ends {
        end.y = end.y.max(least);
        least = end.y + APART;
    }
    let mut most = BOTTOM + 4.0;
    for end in ends.iter_mut().rev() {
        end.y = end.y.min(most);
        most = end.y - APART;
    }
    for End { class, y, text } in ends {
        let (y, text) = (pixels(y), escaped(&cut(&text)));
        let _ = write!(
            out,
            "<svg class=\"name {class}\" x=\"100%\" y=\"{y}\" overflow=\"visible\"><text x=\"10\" y=\"4.5\">{text}</text></svg>"
        );
    }
}

/// Writes the names of several series below a chart that is too narrow to have them at its ends.
fn key(out: &mut String, chart: &Chart) {
    if chart.series.len() < 2 {
        return;
    }
    let shape = if chart.kind == super::Kind::Line {
        "<path class=\"line\" d=\"M0 6h28\"/>"
    } else {
        "<path class=\"bar\" d=\"M1 1h26v10h-26z\"/>"
    };
    out.push_str("<ul class=\"key\">");
    for (number, series) in chart.series.iter().enumerate() {
        let class = number % SHADES;
        let shape = shape.replace("\" d", &format!(" s{class}\" d"));
        let name = escaped(&series.name);
        let _ = write!(
            out,
            "<li><svg class=\"chart\" width=\"28\" height=\"12\" aria-hidden=\"true\">{shape}</svg> {name}</li>"
        );
    }
    out.push_str("</ul>");
}

/// Shortens a name that is too long for the margin.
fn cut(name: &str) -> String {
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    let kept: String = name.chars().take(LONGEST - 1).collect();
    format!("{}…", kept.trim_end())
}
