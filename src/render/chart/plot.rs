//! What all charts with axes share: the frame, the grid, target and baseline, names at the ends, notes.

use std::fmt::Write;

use super::scale::Scale;
use super::{Chart, Kind, SHADES, Series, Target, describe, number, percent, pixels, time, words};
use crate::text::escaped;

/// The height of a chart, and the lines between which values lie, in pixels.
const HEIGHT: f64 = 260.0;
const TOP: f64 = 34.0;
pub(super) const BOTTOM: f64 = 226.0;
/// How wide the numbers of the value axis are at most before it takes more room, in pixels.
const AXIS: f64 = 42.0;
/// How wide words at the ends are at most in the two smaller margins, in pixels.
const MARGINS: [f64; 2] = [60.0, 94.0];
/// How far words at the ends must stand apart, and how wide names may be.
const APART: f64 = 16.0;
pub(super) const WIDEST: f64 = 126.0;
/// How wide a unit may be above the axis of the narrowest chart.
const WIDEST_UNIT: f64 = 270.0;
/// How near two notes may stand across, and how far one then goes up.
const NEAR: f64 = 0.085;
const STEP: f64 = 19.0;

/// Words at the end of the lines.
#[derive(Debug, Clone)]
pub(super) struct End {
    /// What they belong to, as a class: `s0` and so on, `aim`, `base`.
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

/// Estimates how wide words of the size of a chart's are, in pixels: the theme's fonts differ, so it is rather too much.
pub(super) fn width(words: &str) -> f64 {
    let letter = |c: char| match c {
        'i' | 'l' | 'j' | 't' | 'f' | 'r' | '.' | ',' | ' ' | '\'' | ':' => 4.0,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 11.5,
        'A'..='Z' | '×' => 9.0,
        c if c < '\u{1100}' => 7.4,
        _ => 13.0,
    };
    words.chars().map(letter).sum()
}

/// Shortens words that are too wide.
pub(super) fn cut(text: &str, widest: f64) -> String {
    if width(text) <= widest {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if width(&kept) > widest - 13.0 {
            kept.pop();
            break;
        }
    }
    format!("{}…", kept.trim_end())
}

/// Opens the chart and draws what lies behind its values; `ends` are the words that it will have at its end.
pub(super) fn open(chart: &Chart, scale: &Scale, ends: &[End]) -> String {
    let id = escaped(&chart.id);
    let size = scale.low.abs().max(scale.high.abs());
    let axis: Vec<(f64, String)> =
        scale.lines().into_iter().map(|value| (value, number::short(value, scale.step, size))).collect();
    let is_wide = axis.iter().any(|(_, text)| width(text) > AXIS);
    let longest = ends.iter().map(|end| width(&end.text)).fold(0.0, f64::max);
    let class = match (chart.series.len(), longest) {
        (0 | 1, _) if longest <= MARGINS[0] => "chart",
        (0 | 1, _) if longest <= MARGINS[1] => "chart one",
        (0 | 1, _) => "chart two",
        _ if longest == 0.0 => "chart bare",
        _ => "chart many",
    };
    let mut out = format!(
        "<svg class=\"{class}{}\" width=\"80%\" height=\"{HEIGHT}\" overflow=\"visible\" role=\"img\" \
         aria-labelledby=\"{id}:t\" aria-describedby=\"{id}:d\"><title id=\"{id}:t\">{}</title>\
         <desc id=\"{id}:d\">{}</desc>",
        if is_wide { " wide" } else { "" },
        escaped(&chart.title),
        escaped(&describe::describe(chart)),
    );
    if !chart.unit.is_empty() {
        let x = if is_wide { "-78" } else { "-52" };
        words(&mut out, "unit", x, 13.0, &cut(&chart.unit, WIDEST_UNIT));
    }
    if chart.values().next().is_none() {
        words(&mut out, "none", "50%", f64::midpoint(TOP, BOTTOM), "No numbers");
        return out;
    }
    for (value, text) in axis {
        let y = y(scale, value);
        rule(&mut out, if value == 0.0 { "zero" } else { "grid" }, y);
        words(&mut out, "value", "-8", y + 4.5, &text);
    }
    out
}

/// Gives the words of target and baseline.
pub(super) fn bounds(chart: &Chart, scale: &Scale) -> Vec<End> {
    let target = chart.target.map(|target| {
        let (low, high) = target.ends();
        let y = f64::midpoint(y(scale, high), y(scale, low));
        End { class: "aim".into(), y, text: aim_words(target) }
    });
    let base = chart.baseline.map(|value| End {
        class: "base".into(),
        y: y(scale, value),
        text: format!("Baseline {}", number::brief(value)),
    });
    target.into_iter().chain(base).collect()
}

/// Says what is to be reached.
pub(super) fn aim_words(target: Target) -> String {
    let said = match target {
        Target::Value(value) => format!("Target {}", number::brief(value)),
        Target::Range(low, high) => format!("Target {}–{}", number::brief(low), number::brief(high)),
    };
    // Half a number would be a wrong one.
    if width(&said) > WIDEST { "Target range".to_owned() } else { said }
}

/// Draws target and baseline over the values.
pub(super) fn draw_bounds(out: &mut String, chart: &Chart, scale: &Scale) {
    if let Some(target) = chart.target {
        let (low, high) = target.ends();
        let (top, bottom) = (y(scale, high), y(scale, low));
        if matches!(target, Target::Range(..)) {
            let height = pixels(bottom - top);
            let _ = write!(out, "<rect class=\"band\" y=\"{}\" width=\"100%\" height=\"{height}\"/>", pixels(top));
            rule(out, "aim", bottom);
        }
        rule(out, "aim", top);
    }
    if let Some(baseline) = chart.baseline {
        rule(out, "base", y(scale, baseline));
    }
}

fn rule(out: &mut String, class: &str, y: f64) {
    let _ = write!(out, "<line class=\"{class}\" x2=\"100%\" y1=\"{0}\" y2=\"{0}\"/>", pixels(y));
}

/// Writes the numbers of notes at their places: above a value, below one that is near the top, on the axis where there is
/// no value. One that would cover the one before goes up.
pub(super) fn notes(out: &mut String, chart: &Chart, places: impl Fn(usize) -> (f64, Option<f64>)) {
    let mut before: Option<(f64, f64)> = None;
    for (number, at) in chart.notes.iter().enumerate() {
        if *at >= chart.periods.len() {
            continue;
        }
        let (share, value) = places(*at);
        let mut y = match value {
            None => BOTTOM - 12.0,
            Some(y) if y < TOP + 12.0 => y + 20.0,
            Some(y) => y - 18.0,
        };
        if let Some((x, last)) = before
            && share - x < NEAR
            && (y - last).abs() < STEP
        {
            y = if last - STEP < 8.0 { last + STEP } else { last - STEP };
        }
        before = Some((share, y));
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
    for time::Tick { at, words: label, is_spare } in time::ticks(chart) {
        let x = percent(place(at));
        let _ = write!(out, "<line class=\"tick\" x1=\"{x}\" x2=\"{x}\" y1=\"{BOTTOM}\" y2=\"{}\"/>", BOTTOM + 5.0);
        words(out, if is_spare { "time spare" } else { "time" }, &x, BOTTOM + 21.0, label);
    }
    out.push_str("</svg>");
    key(out, chart);
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
        let (y, text) = (pixels(y), escaped(&text));
        let _ = write!(
            out,
            "<svg class=\"name {class}\" x=\"100%\" y=\"{y}\" overflow=\"visible\"><text x=\"10\" y=\"4.5\">{text}</text></svg>"
        );
    }
}

/// Writes below a chart what it does not have at its ends: the names of bars side by side; on a narrow screen all names,
/// target and baseline.
fn key(out: &mut String, chart: &Chart) {
    let bounds = bounds(chart, &Scale { low: 0.0, high: 1.0, step: 1.0 });
    let names: &[Series] = if chart.series.len() > 1 { &chart.series } else { &[] };
    if names.is_empty() && bounds.is_empty() || chart.values().next().is_none() {
        return;
    }
    let shape = if chart.kind == Kind::Line {
        "<path class=\"line\" d=\"M0 6h28\"/>"
    } else {
        "<path class=\"column\" d=\"M1 1h26v10h-26z\"/>"
    };
    let is_always = chart.kind == Kind::Bar && !names.is_empty();
    out.push_str(if is_always { "<ul class=\"key always\">" } else { "<ul class=\"key\">" });
    let mut entry = |class: &str, shape: &str, words: &str| {
        let _ = write!(
            out,
            "<li{class}><svg class=\"chart\" width=\"28\" height=\"12\" aria-hidden=\"true\">{shape}</svg> {}</li>",
            escaped(words)
        );
    };
    for (number, series) in names.iter().enumerate() {
        entry("", &shape.replace("\" d", &format!(" s{}\" d", number % SHADES)), &series.name);
    }
    for End { class, text, .. } in bounds {
        entry(" class=\"bound\"", &format!("<line class=\"{class}\" x2=\"28\" y1=\"6\" y2=\"6\"/>"), &text);
    }
    out.push_str("</ul>");
}
