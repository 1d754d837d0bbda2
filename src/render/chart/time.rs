//! The words of the time axis: as many as have room, fewer on a narrow screen, the last one always.

use super::{Chart, plot};

/// About how much room the axis has on a page and on a phone, and how far its words must stand apart, in pixels.
const ROOM: f64 = 440.0;
const NARROW: f64 = 190.0;
const APART: f64 = 14.0;

/// Words below a place of the time axis.
pub(super) struct Tick<'a> {
    pub(super) at: usize,
    pub(super) words: &'a str,
    /// Whether a narrow screen leaves them out.
    pub(super) is_spare: bool,
}

/// Chooses the words that stand on the axis.
pub(super) fn ticks(chart: &Chart) -> Vec<Tick<'_>> {
    let all: Vec<(usize, &str)> = if chart.ticks.is_empty() {
        chart.periods.iter().map(String::as_str).enumerate().collect()
    } else {
        chart.ticks.iter().map(|(at, words)| (*at, words.as_str())).collect()
    };
    let widest = all.iter().map(|(_, words)| plot::width(words)).fold(1.0, f64::max) + APART;
    // They are told by the widest distance that all of them have; words of uneven places stand nearer here and there.
    let share = share(&all, chart.periods.len());
    let step = steps(widest, ROOM * share);
    let narrow = steps(widest, NARROW * share).div_ceil(step);
    let kept: Vec<(usize, &str)> = all.iter().rev().step_by(step).rev().copied().collect();
    let last = kept.len().saturating_sub(1);
    kept.into_iter()
        .enumerate()
        .map(|(number, (at, words))| Tick { at, words, is_spare: (last - number) % narrow != 0 })
        .collect()
}

/// Gives the smallest distance of two words, as a share of the axis.
#[allow(clippy::cast_precision_loss)]
fn share(all: &[(usize, &str)], periods: usize) -> f64 {
    let least = all.windows(2).map(|pair| pair[1].0 - pair[0].0).min().unwrap_or(periods);
    least as f64 / periods.saturating_sub(1).max(1) as f64
}

/// Gives of how many words one has room, where each has so many pixels.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn steps(widest: f64, room: f64) -> usize {
    (widest / room.max(0.1)).ceil().clamp(1.0, 10_000.0) as usize
}
