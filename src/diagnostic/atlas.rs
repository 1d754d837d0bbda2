//! Where a span stands for people: line and column, and the line to quote.
//!
//! An [`Atlas`] takes the texts that a list of findings points into and indexes each of them once, so that a file with
//! ten thousand findings, or one line of ten megabytes, costs no more than reading it. It formats nothing.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Diagnostic, Sources, Span};
use crate::path::SourcePath;

/// The lines of every file that findings point into.
pub(super) struct Atlas<'a>(BTreeMap<&'a SourcePath, Sheet<'a>>);

/// A place as people name it; all numbers from 1, columns in characters, the end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Region {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
}

impl Region {
    /// What stands for a file whose lines are not known.
    pub(super) const START: Self = Self { line: 1, column: 1, end_line: 1, end_column: 1 };
}

/// The line that a span starts on: its text and the part of it that is meant.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Quote<'a> {
    pub(super) text: &'a str,
    pub(super) meant: Range<usize>,
}

impl<'a> Atlas<'a> {
    /// Indexes the files that the findings name.
    pub(super) fn new(diagnostics: &'a [Diagnostic], sources: &'a Sources) -> Self {
        let mut sheets = BTreeMap::new();
        let related = diagnostics.iter().flat_map(|diagnostic| diagnostic.related.iter().map(|(span, _)| span));
        for span in diagnostics.iter().map(|diagnostic| &diagnostic.primary).chain(related) {
            if let (false, Some(text)) = (sheets.contains_key(&span.path), sources.text(&span.path)) {
                sheets.insert(&span.path, Sheet::new(text));
            }
        }
        Self(sheets)
    }

    /// Gives line and column; the first of a file that is no text.
    pub(super) fn region(&self, span: &Span) -> Region {
        let Some(sheet) = self.0.get(&span.path) else { return Region::START };
        let (line, column) = sheet.place(span.range.start);
        let (end_line, end_column) = sheet.place(span.range.end.max(span.range.start));
        Region { line, column, end_line, end_column }
    }

    /// Gives the line to quote; none where the span means a file as a whole, or a file that is no text.
    pub(super) fn quote(&self, span: &Span) -> Option<Quote<'a>> {
        if span.range == (0..0) {
            return None;
        }
        self.0.get(&span.path).map(|sheet| sheet.quote(&span.range))
    }
}

/// How many bytes lie between two counted places of a text.
const BLOCK: usize = 1024;

/// One text and its index.
struct Sheet<'a> {
    text: &'a str,
    /// Where each line starts.
    starts: Vec<usize>,
    /// How many characters stand before each block.
    counts: Vec<usize>,
}

impl<'a> Sheet<'a> {
    fn new(text: &'a str) -> Self {
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(index, _)| index + 1);
        let starts = std::iter::once(first_byte(text)).chain(newlines).collect();
        let counts = text.as_bytes().chunks(BLOCK).scan(0, |before, block| {
            let count = *before;
            *before += characters(block);
            Some(count)
        });
        Self { text, starts, counts: counts.collect() }
    }

    /// Tells how many characters stand before an offset.
    fn characters_before(&self, offset: usize) -> usize {
        let block = (offset / BLOCK).min(self.counts.len().saturating_sub(1));
        let counted = self.counts.get(block).copied().unwrap_or(0);
        counted + characters(&self.text.as_bytes()[block * BLOCK..offset])
    }

    /// Gives the number, from 0, of the line that an offset of the text lies in.
    fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    fn place(&self, offset: usize) -> (usize, usize) {
        let offset = floor(self.text, offset).max(self.starts[0]);
        let line = self.line(offset);
        (line + 1, self.characters_before(offset) - self.characters_before(self.starts[line]) + 1)
    }

    fn quote(&self, range: &Range<usize>) -> Quote<'a> {
        let from = floor(self.text, range.start).max(self.starts[0]);
        let line = self.line(from);
        let start = self.starts[line];
        let end = self.starts.get(line + 1).map_or(self.text.len(), |next| next - 1);
        let text = self.text[start..end].trim_end_matches('\r');
        let meant = (from - start).min(text.len());
        let meant_end = ceil(self.text, range.end).saturating_sub(start).clamp(meant, text.len());
        Quote { text, meant: meant..meant_end }
    }
}

/// Gives where the first line starts: after a byte order mark, which no editor shows.
fn first_byte(text: &str) -> usize {
    if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
}

/// Counts the characters that start in a run of UTF-8.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

fn ceil(text: &str, offset: usize) -> usize {
    (offset..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::line_column;

    #[test]
    fn places_are_those_of_the_slow_way() {
        let text = format!("é\r\n\n{}大x\ty\n{}", "ä".repeat(3000), "z".repeat(2000));
        let sheet = Sheet::new(&text);
        for offset in (0..text.len() + 3).step_by(7).chain([text.len()]) {
            assert_eq!(sheet.place(offset), line_column(&text, offset), "at {offset}");
        }
        assert_eq!(Sheet::new("").place(9), (1, 1));
    }

    #[test]
    fn a_byte_order_mark_is_no_column() {
        let sheet = Sheet::new("\u{feff}title\nb");
        assert_eq!((sheet.place(3), sheet.place(0), sheet.place(9)), ((1, 1), (1, 1), (2, 1)));
        assert_eq!(sheet.quote(&(3..8)), Quote { text: "title", meant: 0..5 });
        assert_eq!(sheet.quote(&(0..8)), Quote { text: "title", meant: 0..5 });
    }

    #[test]
    fn a_quote_is_one_line() {
        let sheet = Sheet::new("one\r\ntwo\nthrée");
        let check = |range: Range<usize>, text: &str, meant: Range<usize>| {
            assert_eq!(sheet.quote(&range), Quote { text, meant });
        };
        check(1..2, "one", 1..2);
        check(1..7, "one", 1..3);
        check(4..4, "one", 3..3);
        check(5..5, "two", 0..0);
        check(12..13, "thrée", 3..5);
        check(13..99, "thrée", 3..6);
        check(99..99, "thrée", 6..6);
    }

    #[test]
    fn one_long_line_with_many_findings_is_quick() {
        let text = "x".repeat(10_000_000);
        let sheet = Sheet::new(&text);
        let columns: usize = (0..20_000).map(|step| sheet.place(step * 500).1).sum();
        assert_eq!(columns, (0..20_000).map(|step| step * 500 + 1).sum::<usize>());
    }
}
