//! Takes out of a text what an audience may not read, and the marks of what it may.

use std::ops::Range;

use crate::audience::Audience;
use crate::text::{Patchwork, SourceMap};

use super::{Form, Mark};

/// What to take out of a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    /// The bytes to leave out, sorted, none overlapping.
    pub(crate) without: Vec<Range<usize>>,
    /// Whether words are among them, not marks only.
    pub(crate) hides: bool,
}

/// Plans the cut for one audience. `marks` are sorted by where they start.
pub(crate) fn plan(text: &str, marks: &[Mark], audience: Audience) -> Plan {
    let mut plan = Plan::default();
    let mut hidden_to = 0;
    for mark in marks.iter().filter(|mark| !audience.may_read(mark.audience)) {
        if mark.start() < hidden_to {
            continue;
        }
        let range = match &mark.form {
            Form::Block { open, close } => block(text, open, close),
            Form::Inline { whole, .. } => whole.clone(),
        };
        hidden_to = range.end;
        plan.hides = true;
        plan.without.push(range);
    }
    let hidden = plan.without.clone();
    for mark in marks.iter().filter(|mark| audience.may_read(mark.audience)) {
        let after = hidden.partition_point(|range| range.start <= mark.start());
        if after == 0 || hidden[after - 1].end <= mark.start() {
            strip(text, mark, &mut plan.without);
        }
    }
    plan.without.sort_by_key(|range| range.start);
    plan.without = widen(text, join(plan.without));
    plan
}

/// Makes the text that `range` of a file becomes, and the map from it to the file; `without` counts from the range's
/// start.
pub(crate) fn apply(file: &str, range: Range<usize>, without: &[Range<usize>]) -> (String, SourceMap) {
    let mut patchwork = Patchwork::default();
    let mut at = range.start;
    for gap in without {
        patchwork.copy(file, at..(range.start + gap.start).max(at));
        at = at.max(range.start + gap.end);
    }
    patchwork.copy(file, at..range.end.max(at));
    patchwork.finish()
}

/// Gives the bytes of a block: whole lines, but for a list marker that stands before the opening line.
fn block(text: &str, open: &Range<usize>, close: &Range<usize>) -> Range<usize> {
    let start = line_start(text, open.start);
    if holds_marker(&text[start..open.start]) { open.start..close.end } else { start..next_line(text, close.end) }
}

/// Takes the marks off what may be read.
fn strip(text: &str, mark: &Mark, without: &mut Vec<Range<usize>>) {
    match &mark.form {
        Form::Block { open, close } => without.extend([line(text, open), line(text, close)]),
        Form::Inline { whole, words } => without.extend([whole.start..words.start, words.end..whole.end]),
    }
}

/// Gives the bytes of a mark's line. The line stays as a blank one where it parts two paragraphs.
fn line(text: &str, mark: &Range<usize>) -> Range<usize> {
    let start = line_start(text, mark.start);
    let next = next_line(text, mark.end);
    if holds_marker(&text[start..mark.start]) {
        return mark.clone();
    }
    let before = &text[line_start(text, start.saturating_sub(1))..start];
    let after = &text[next..next_line(text, next)];
    let is_blank = |line: &str| line.trim_matches([' ', '\t', '>', '\r', '\n']).is_empty();
    let parts = !is_blank(before) && !is_blank(after) && !(is_item(before) && is_item(after));
    if parts { mark.clone() } else { start..next }
}

fn is_item(line: &str) -> bool {
    let words = line.trim_start_matches([' ', '\t', '>']);
    words.starts_with(['-', '*', '+']) || words.starts_with(|c: char| c.is_ascii_digit())
}

fn holds_marker(prefix: &str) -> bool {
    prefix.contains(|c| !matches!(c, ' ' | '\t' | '>'))
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

fn next_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |newline| at + newline + 1)
}

/// Joins ranges that touch or overlap.
fn join(ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

/// Takes the spaces with what was cut inside a line, as an author would who deletes the words: one of two spaces, those
/// at the line's end, and the line itself where nothing is left on it.
fn widen(text: &str, ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut wide: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        let kept_from = wide.last().map_or(0, |last| last.end);
        wide.push(widened(text, range, kept_from));
    }
    join(wide)
}

fn widened(text: &str, range: Range<usize>, kept_from: usize) -> Range<usize> {
    let is_words = text[range.clone()].starts_with(':') && text[range.clone()].contains(['[', ']']);
    let before = &text[kept_from.min(range.start)..range.start];
    let after = &text[range.end..];
    let ends = after.is_empty() || after.starts_with(['\n', '\r']);
    if !is_words || text[range.clone()].ends_with('[') {
        return range;
    }
    let margin = before.len() - before.trim_end_matches([' ', '\t']).len();
    let starts = margin == before.len() && kept_from == 0 || before[..before.len() - margin].ends_with('\n');
    if ends && starts {
        return range.start - margin..next_line(text, range.end);
    }
    if ends {
        return range.start - margin..range.end;
    }
    let doubled = after.starts_with(' ') && (before.is_empty() && kept_from == 0 || before.ends_with([' ', '\n']));
    range.start..range.end + usize::from(doubled)
}
