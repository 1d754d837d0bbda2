//! Small charts that stand beside a number: the sparkline and the bullet.

use std::fmt::Write;

use super::line::{self, place};
use super::plot;
use super::scale::{Scale, Zero};
use super::{Chart, SHADES, Target, describe, key, percent, pixels, words};
use crate::text::escaped;

/// How far from the middle of the course a target is still drawn, in heights of the course.
const FAR: f64 = 3.0;

/// Draws the course of the first series without axes; its words are its label.
pub(super) fn spark(chart: &Chart) -> String {
    let aims = near(chart);
    let scale = Scale::of(chart.values().chain(aims.iter().copied()), Zero::Never);
    let share = |value: f64| Some(scale.share(value)).filter(|share| !share.is_nan()).unwrap_or_default();
    let height = |value: f64| 5.0 + (1.0 - share(value)) * 30.0;
    let mut out = format!(
        "<svg class=\"chart spark\" width=\"100%\" height=\"40\" role=\"img\" aria-label=\"{}\">",
        label(chart)
    );
    out.push_str("<svg width=\"100%\" height=\"40\" viewBox=\"0 0 1000 40\" preserveAspectRatio=\"none\">");
    for (number, series) in chart.series.iter().enumerate() {
        let path = line::path(series, |at| inset(at, chart), height);
        let _ = write!(out, "<path class=\"line s{}\" d=\"{path}\"/>", number % SHADES);
    }
    out.push_str("</svg>");
    for value in aims {
        let y = pixels(height(value));
        let _ = write!(out, "<line class=\"aim\" x2=\"100%\" y1=\"{y}\" y2=\"{y}\"/>");
    }
    for (number, series) in chart.series.iter().enumerate() {
        let last = series.values.iter().enumerate().rev().find_map(|(at, value)| Some((at, (*value)?)));
        if let Some((at, value)) = last {
            line::mark(&mut out, number, &percent(inset(at, chart)), height(value));
        }
    }
    out + "</svg>"
}

/// Gives the ends of the target that a sparkline has room for: a far one would leave nothing of the course.
fn near(chart: &Chart) -> Vec<f64> {
    let Some((low, high)) = chart.target.map(Target::ends) else { return Vec::new() };
    let (least, most) =
        chart.values().fold((f64::MAX, f64::MIN), |(least, most), value| (least.min(value), most.max(value)));
    let mut ends = if low < high { vec![low, high] } else { vec![low] };
    ends.retain(|end| least >= most || (end - f64::midpoint(least, most)).abs() <= (most - least) * FAR);
    ends
}

/// Keeps the last mark inside.
fn inset(at: usize, chart: &Chart) -> f64 {
    0.01 + place(at, chart.periods.len()) * 0.96
}

fn label(chart: &Chart) -> String {
    escaped(&format!("{}. {}", chart.title, describe::describe(chart)))
}

/// Draws the last value as a bar from zero, against target and baseline.
pub(super) fn bullet(chart: &Chart) -> String {
    let value = chart.series.first().and_then(|series| series.values.iter().rev().find_map(|value| *value));
    let scale = Scale::of(value.into_iter().chain(plot::reach(chart)), Zero::Always);
    let share = |value: f64| scale.share(value);
    let mut out = format!(
        "<svg class=\"chart bullet\" width=\"100%\" height=\"52\" role=\"img\" aria-label=\"{}\">",
        label(chart)
    );
    out.push_str("<rect class=\"ground\" y=\"6\" width=\"100%\" height=\"22\"/>");
    if let Some(value) = value {
        let (from, to) = (share(value.min(0.0)), share(value.max(0.0)));
        let (x, width) = (percent(from), percent(to - from));
        let _ = write!(out, "<rect class=\"column s0\" x=\"{x}\" y=\"11\" width=\"{width}\" height=\"12\"/>");
    }
    if let Some(target) = chart.target {
        let (low, high) = target.ends();
        let (x, width) = (percent(share(low)), percent(share(high) - share(low)));
        let _ = write!(out, "<rect class=\"band\" x=\"{x}\" y=\"6\" width=\"{width}\" height=\"22\"/>");
        for value in if low < high { vec![low, high] } else { vec![low] } {
            post(&mut out, "aim", share(value), (2.0, 32.0));
        }
    }
    if let Some(baseline) = chart.baseline {
        post(&mut out, "base", share(baseline), (2.0, 32.0));
    }
    words(&mut out, "value start", "0", 46.0, &scale.label(scale.low));
    words(&mut out, "value", "100%", 46.0, &scale.label(scale.high));
    out.push_str("</svg>");
    key::of_bullet(&mut out, chart, value);
    out
}

fn post(out: &mut String, class: &str, share: f64, down: (f64, f64)) {
    let x = percent(share);
    let _ = write!(
        out,
        "<line class=\"{class}\" x1=\"{x}\" x2=\"{x}\" y1=\"{}\" y2=\"{}\"/>",
        pixels(down.0),
        pixels(down.1)
    );
}
