//! Takes out of a text what an audience may not read, and then the marks of what it may.
//!
//! The two steps are apart on purpose: the second sees only what the first left, so what readers get is the same as if
//! the hidden words had never been written.

use std::ops::Range;

use crate::audience::{Audience, Audiences};
use crate::text::{Patchwork, SourceMap};

use super::{Form, Mark, find};

/// A text as one audience reads it.
#[derive(Debug)]
pub(crate) struct Cut {
    /// The text.
    pub(crate) text: String,
    /// Leads to the file.
    pub(crate) map: SourceMap,
    /// Whether words were taken out, not marks only.
    pub(crate) hides: bool,
}

/// Cuts `range` of a file, whose marks are `marks`, to what an audience may read.
pub(crate) fn cut(file: &str, range: &Range<usize>, marks: &[Mark], names: &Audiences, audience: Audience) -> Cut {
    cut_but(file, range, marks, names, audience, |_, _| false)
}

/// Cuts like [`cut`], but leaves the marks of what readers beyond `border` do not have, so that it can be outlined. A
/// mark goes all the same where the parser would read the text in another way with it.
pub(crate) fn cut_outlined(
    file: &str,
    range: &Range<usize>,
    marks: &[Mark],
    names: &Audiences,
    audience: Audience,
    border: Audience,
) -> Cut {
    cut_but(file, range, marks, names, audience, |rest, mark| mark.audience > border && may_stay(rest, mark))
}

fn cut_but(
    file: &str,
    range: &Range<usize>,
    marks: &[Mark],
    names: &Audiences,
    audience: Audience,
    stays: impl Fn(&str, &Mark) -> bool,
) -> Cut {
    let hidden = hidden(&file[range.clone()], marks, audience);
    let hides = !hidden.is_empty();
    let (rest, map) = apply(file, range, &hidden);
    let again = if hides { find(&rest, names).0 } else { Vec::new() };
    let left = if hides { &again } else { marks };
    let shown = left.iter().filter(|mark| audience.may_read(mark.audience) && !stays(&rest, mark));
    let mut without = hidden;
    for taken in shown.flat_map(|mark| strip(&rest, mark)).filter(|taken| !taken.is_empty()) {
        let there = map.range(&taken);
        without.push(there.start - range.start..there.end - range.start);
    }
    without.sort_by_key(|range| (range.start, range.end));
    let (text, map) = apply(file, range, &join(without));
    Cut { text, map, hides }
}

/// Makes the text that `range` of a file becomes, and the map from it to the file; `without` counts from the range's
/// start.
fn apply(file: &str, range: &Range<usize>, without: &[Range<usize>]) -> (String, SourceMap) {
    let mut patchwork = Patchwork::default();
    let mut at = range.start;
    for gap in without {
        patchwork.copy(file, at..range.start + gap.start);
        at = range.start + gap.end;
    }
    patchwork.copy(file, at..range.end);
    patchwork.finish()
}

/// Gives what an audience may not read, sorted, with the spaces and lines that an author would delete with it.
pub(crate) fn hidden(text: &str, marks: &[Mark], audience: Audience) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for mark in marks.iter().filter(|mark| !audience.may_read(mark.audience)) {
        let from = found.last().map_or(0, |last| last.end);
        if mark.start() >= from {
            found.push(match &mark.form {
                Form::Block { open, close } => block(text, open, close),
                Form::Inline { whole, .. } => words(text, whole, from),
                Form::Closed { range } => words(text, range, from),
            });
        } else if let Form::Closed { range } = &mark.form {
            // It may begin within what is hidden already.
            found.extend((range.end > from).then_some(from..range.end));
        }
    }
    join(found)
}

/// Gives the bytes of a block: whole lines, but for a list marker that stands before the opening line and that the
/// item still needs.
fn block(text: &str, open: &Range<usize>, close: &Range<usize>) -> Range<usize> {
    let start = line_start(text, open.start);
    let next = next_line(text, close.end);
    let needed = holds_marker(&text[start..open.start]) && !ends_item(&text[next..]);
    if needed { open.start..close.end } else { start..next }
}

/// Gives the bytes of words in a line: with one of two spaces, with the spaces at the line's end, and with the line
/// itself where only a marker is left of it.
fn words(text: &str, whole: &Range<usize>, from: usize) -> Range<usize> {
    let start = line_start(text, whole.start).max(from);
    let before = &text[start..whole.start];
    let after = &text[whole.end..];
    let margin = before.len() - before.trim_end_matches([' ', '\t']).len();
    let ends = after.is_empty() || after.starts_with(['\n', '\r']);
    let next = next_line(text, whole.end);
    if ends && start == line_start(text, whole.start) && is_lone(before, &text[next..]) {
        return start..next;
    }
    if ends || margin > 0 && ends_words(&before[..before.len() - margin], after) {
        return whole.start - margin..whole.end;
    }
    let doubled = after.starts_with(' ') && (margin > 0 || before.is_empty() || before.ends_with(['[', '(']));
    whole.start..whole.end + usize::from(doubled)
}

/// Tells whether `after` closes the words `before`, so that a space between them would show that words are missing.
fn ends_words(before: &str, after: &str) -> bool {
    after.starts_with([',', '.', ';', '?', ')', ']'])
        && before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ']' | '`' | '"'))
}

/// Tells whether a line of which only `before` is left says nothing; `rest` follows it.
fn is_lone(before: &str, rest: &str) -> bool {
    let words = before.trim_matches([' ', '\t', '>']);
    let marker = words.trim_end_matches("[ ]").trim_end_matches("[x]").trim_end();
    let is_heading = !words.is_empty() && words.bytes().all(|byte| byte == b'#');
    let numbered = marker.trim_end_matches(['.', ')']);
    let is_marker = matches!(marker, "-" | "*" | "+")
        || !numbered.is_empty() && numbered.bytes().all(|byte| byte.is_ascii_digit()) && numbered != marker;
    words.is_empty() && !before.contains('>') || is_heading || is_marker && ends_item(rest)
}

/// Tells whether what follows a list item's line is no more of that item.
fn ends_item(rest: &str) -> bool {
    let line = rest.split('\n').next().unwrap_or("");
    is_blank(line) || is_item(line)
}

/// Gives the marks of what may be read.
fn strip(text: &str, mark: &Mark) -> [Range<usize>; 2] {
    match &mark.form {
        Form::Block { open, close } => [line(text, open), line(text, close)],
        Form::Inline { whole, words } => [whole.start..words.start, words.end..whole.end],
        Form::Closed { .. } => [0..0, 0..0],
    }
}

/// Tells whether the parser sees the same blocks with a mark as without it: words that make a list, a heading or a row
/// of a table must stand where they were written to stand. A directive's title knows no marks.
fn may_stay(text: &str, mark: &Mark) -> bool {
    match &mark.form {
        Form::Block { open, .. } => !holds_marker(&text[line_start(text, open.start)..open.start]),
        Form::Inline { whole, words } => {
            let before = text[line_start(text, whole.start)..whole.start].trim_matches([' ', '\t', '>']);
            let starts = before.is_empty() || is_item(&format!("{before} "));
            let words = &text[words.clone()];
            let is_plain = words.starts_with(|c: char| c.is_alphabetic() || matches!(c, '[' | '`' | '"' | '*'))
                && !words.starts_with("* ");
            !before.starts_with("::") && !words.contains(['|', '\n']) && (!starts || is_plain)
        }
        Form::Closed { .. } => false,
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
    let stands_apart = is_blank(before) || is_blank(after) || is_item(before) && is_item(after);
    if stands_apart { start..next } else { mark.clone() }
}

fn is_blank(line: &str) -> bool {
    line.trim_matches([' ', '\t', '>', '\r', '\n']).is_empty()
}

fn is_item(line: &str) -> bool {
    let words = line.trim_start_matches([' ', '\t', '>']);
    let numbered = words.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_number = numbered.len() < words.len() && (numbered.starts_with(". ") || numbered.starts_with(") "));
    is_number || words.starts_with("- ") || words.starts_with("* ") || words.starts_with("+ ")
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
