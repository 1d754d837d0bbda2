//! What all charts with axes share: the frame, the grid, the time axis, target and baseline, names at the ends.

use std::fmt::Write;

use super::scale::Scale;
use super::{Chart, Kind, Target, describe, key, percent, pixels, words};
use crate::text::escaped;

/// The height of a chart, and the lines between which values lie, in pixels.
const HEIGHT: f64 = 260.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 226.0;
/// About how wide a letter is, and how much room a chart has across on a phone and on a page, in pixels.
const LETTER: f64 = 8.0;
const NARROW: f64 = 210.0;
const WIDE: f64 = 480.0;
/// The most words on the time axis.
const MOST_TICKS: usize = 8;
/// How far words at the ends must stand apart, and how long they may be.
const APART: f64 = 16.0;
pub(super) const LONGEST: usize = 17;
const MOST_ROOM: usize = 20;
/// How long the unit may be, and the numbers of the axis in a usual margin.
const LONGEST_UNIT: usize = 34;
const LONGEST_NUMBER: usize = 6;

/// How near two notes may stand, as a share of the axis of a phone, and how far one then stands above the other, in pixels.
const NEAR: f64 = 0.085;
const HIGHER: f64 = 19.0;
/// How far a note at the end of the axis stands to the left, as a share of the axis of a phone.
const ASIDE: f64 = 0.038;

/// Words at the end of the lines.
#[derive(Debug, Clone)]
pub(super) struct End {
    /// What they belong to, as a class: `s0` to `s3`, `aim`, `base`.
    pub(super) class: String,
    /// Where they belong: how far along the axis, as a share.
    pub(super) x: f64,
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
    let labels: Vec<_> = scale.lines().into_iter().map(|value| (value, scale.label(value))).collect();
    let is_long = labels.iter().any(|(_, label)| label.chars().count() > LONGEST_NUMBER);
    let mut out = format!(
        "<svg class=\"{}{}\" width=\"80%\" height=\"{HEIGHT}\" overflow=\"visible\" role=\"img\" \
         aria-labelledby=\"{id}:t\" aria-describedby=\"{id}:d\"><title id=\"{id}:t\">{}</title>\
         <desc id=\"{id}:d\">{}</desc>",
        margin(chart),
        if is_long { " long" } else { "" },
        escaped(&chart.title),
        escaped(&describe::describe(chart)),
    );
    if !chart.unit.is_empty() {
        let x = if is_long { "-76" } else { "-52" };
        words(&mut out, "unit", x, 13.0, &cut(&chart.unit, LONGEST_UNIT));
    }
    if chart.values().next().is_none() {
        words(&mut out, "none", "50%", f64::midpoint(TOP, BOTTOM), "No numbers");
        return out;
    }
    for (value, label) in labels {
        let y = y(scale, value);
        rule(&mut out, if value == 0.0 { "zero" } else { "grid" }, y);
        words(&mut out, "value", "-8", y + 4.5, &label);
    }
    out
}

/// Gives the class for the room that words at the ends need.
fn margin(chart: &Chart) -> &'static str {
    let has_names = chart.series.len() > 1 && chart.kind != Kind::Bar;
    match (has_names, chart.target.is_some() || chart.baseline.is_some()) {
        (true, _) => "chart many",
        (false, true) => "chart one",
        (false, false) => "chart",
    }
}

/// How much room words have across.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Room {
    /// A phone has enough.
    Phone,
    /// A page has, a phone has not.
    Page,
    /// Not even a page has.
    Nowhere,
}

/// Tells where words that stand side by side have room.
#[allow(clippy::cast_precision_loss)]
pub(super) fn room<'a>(words: impl Iterator<Item = &'a str>) -> Room {
    let wide = words.map(|word| breadth(word) + 1).sum::<usize>() as f64 * LETTER;
    match wide {
        _ if wide <= NARROW => Room::Phone,
        _ if wide <= WIDE => Room::Page,
        _ => Room::Nowhere,
    }
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
        ends.push(End { class: "base".into(), x: 1.0, y, text: key::baseline(baseline) });
    }
    ends
}

fn aim(out: &mut String, target: Target, scale: &Scale) -> End {
    let (low, high) = target.ends();
    let (top, bottom) = (y(scale, high), y(scale, low));
    if matches!(target, Target::Range(..)) {
        let height = pixels(bottom - top);
        let _ = write!(out, "<rect class=\"band\" y=\"{}\" width=\"100%\" height=\"{height}\"/>", pixels(top));
        rule(out, "aim", bottom);
    }
    rule(out, "aim", top);
    End { class: "aim".into(), x: 1.0, y: f64::midpoint(top, bottom), text: aim_words(target) }
}

/// Names a target at the end of its line; half a number would be a wrong one.
fn aim_words(target: Target) -> String {
    let words = key::target(target);
    if breadth(&words) > MOST_ROOM { "Target range".to_owned() } else { words }
}

fn rule(out: &mut String, class: &str, y: f64) {
    let _ = write!(out, "<line class=\"{class}\" x2=\"100%\" y1=\"{0}\" y2=\"{0}\"/>", pixels(y));
}

/// Writes the numbers of notes at their places: above a value, below one that is near the top, above the axis where the
/// value is missing; none at a place that the chart has not. One that would cover another stands higher or lower. Words
/// follow a line's end, so a note there keeps to the left.
pub(super) fn notes(out: &mut String, chart: &Chart, places: impl Fn(usize) -> (f64, Option<f64>)) {
    let mut taken: Vec<(f64, f64)> = Vec::new();
    for (number, at) in chart.notes.iter().enumerate().filter(|(_, at)| **at < chart.periods.len()) {
        let (place, y) = places(*at);
        let is_last = chart.kind == Kind::Line && place > 1.0 - ASIDE;
        let share = if is_last { place - ASIDE } else { place };
        let y = y.unwrap_or(BOTTOM);
        let y = free(&taken, share, if y < TOP + 12.0 { y + 20.0 } else { y - 18.0 });
        taken.push((share, y));
        let aside = if is_last { "-8" } else { "0" };
        let _ = write!(
            out,
            "<svg class=\"note\" x=\"{}\" y=\"{}\" overflow=\"visible\"><circle r=\"8\" cx=\"{aside}\"/><text x=\"{aside}\" y=\"4\">{}</text></svg>",
            percent(place),
            pixels(y),
            number + 1
        );
    }
}

/// Gives the height nearest to a wished one at which a note covers no other.
fn free(taken: &[(f64, f64)], share: f64, wished: f64) -> f64 {
    let covers = |y: f64| taken.iter().any(|(x, other)| (share - x).abs() < NEAR && (y - other).abs() < HIGHER);
    let steps = [0.0, -1.0, 1.0, -2.0, 2.0, -3.0, 3.0, -4.0, 4.0];
    let mut heights = steps.iter().map(|step| wished + step * HIGHER);
    heights.find(|y| (8.0..BOTTOM).contains(y) && !covers(*y)).unwrap_or(wished)
}

/// Writes the time axis and closes the chart.
pub(super) fn close(out: &mut String, chart: &Chart, place: impl Fn(usize) -> f64) {
    for (at, label, is_spare) in ticks(chart) {
        let x = percent(place(at));
        let _ = write!(out, "<line class=\"tick\" x1=\"{x}\" x2=\"{x}\" y1=\"{BOTTOM}\" y2=\"{}\"/>", BOTTOM + 5.0);
        words(out, if is_spare { "time spare" } else { "time" }, &x, BOTTOM + 21.0, label);
    }
    out.push_str("</svg>");
    key::of_axes(out, chart);
}

/// Chooses the words of the time axis, and those that a narrow screen leaves out.
fn ticks(chart: &Chart) -> Vec<(usize, &str, bool)> {
    let all: Vec<(usize, &str)> = if chart.ticks.is_empty() {
        chart.periods.iter().map(String::as_str).enumerate().collect()
    } else {
        chart.ticks.iter().map(|(at, label)| (*at, label.as_str())).collect()
    };
    // As many as have room side by side, and no more than can be taken in.
    let kept = |step: usize| all.iter().rev().step_by(step).rev().copied().collect::<Vec<_>>();
    let fits = |step: &usize| room(kept(*step).iter().map(|(_, label)| *label)) < Room::Nowhere;
    let least = all.len().div_ceil(MOST_TICKS).max(1);
    let kept = kept((least..all.len()).find(fits).unwrap_or(all.len().max(1)));
    let letters: usize = kept.iter().map(|(_, label)| breadth(label) + 1).sum();
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
    // Below the axis stand the periods.
    let mut most = BOTTOM;
    for end in ends.iter_mut().rev() {
        end.y = end.y.min(most);
        most = end.y - APART;
    }
    for End { class, x, y, text } in ends {
        let (x, y, text) = (percent(x), pixels(y), escaped(&text));
        let _ = write!(
            out,
            "<svg class=\"name {class}\" x=\"{x}\" y=\"{y}\" overflow=\"visible\"><text x=\"10\" y=\"4.5\">{text}</text></svg>"
        );
    }
}

/// Shortens words that are too long for their place.
pub(super) fn cut(words: &str, longest: usize) -> String {
    if breadth(words) <= longest {
        return words.to_owned();
    }
    let mut left = longest - 1;
    let kept: String = words
        .chars()
        .take_while(|letter| {
            let fits = width(*letter) <= left;
            left -= width(*letter).min(left);
            fits
        })
        .collect();
    format!("{}…", kept.trim_end())
}

/// Tells whether a name is too long for the end of its line.
pub(super) fn is_cut(name: &str) -> bool {
    breadth(name) > LONGEST
}

/// Tells how many letters' room words take.
fn breadth(words: &str) -> usize {
    words.chars().map(width).sum()
}

/// Letters of East Asia are as wide as two of ours.
fn width(letter: char) -> usize {
    if matches!(letter, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3fffd}')
    {
        2
    } else {
        1
    }
}
