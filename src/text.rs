//! Text that remembers where it was written.
//!
//! An [`Excerpt`] is a part of a shared buffer, so an untouched page costs no copy. A [`SourceMap`] leads from an offset
//! in a changed text back to the offset in the file, so every finding points at what the author wrote.

use std::fmt;
use std::ops::{Deref, Range};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The months in English, as pages show them and as authors write them.
pub const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Parts the thousands of a whole number by commas, as in `1,234`; it is given as its digits.
pub fn grouped(digits: &str) -> String {
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Escapes text for HTML and XML, between tags and in quotes of either kind.
pub fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A part of a shared text; shows its part only.
#[derive(Clone)]
pub struct Excerpt {
    buffer: Arc<str>,
    start: usize,
    end: usize,
}

impl Excerpt {
    /// Takes a whole text.
    pub fn whole(buffer: Arc<str>) -> Self {
        let end = buffer.len();
        Self { buffer, start: 0, end }
    }

    /// Takes the bytes of `range`, which must lie on character boundaries of the buffer.
    ///
    /// # Panics
    /// If the range does not; callers cut at places that they found in the same text.
    pub fn part(buffer: Arc<str>, range: Range<usize>) -> Self {
        assert!(buffer.get(range.clone()).is_some(), "a range of the text");
        Self { buffer, start: range.start, end: range.end }
    }
}

impl Deref for Excerpt {
    type Target = str;

    fn deref(&self) -> &str {
        &self.buffer[self.start..self.end]
    }
}

impl fmt::Debug for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl PartialEq for Excerpt {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

/// Leads from offsets in a derived text to offsets in the text it was made from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceMap {
    /// Sorted by `here`; each piece was copied from `there`.
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Piece {
    here: usize,
    there: usize,
    /// Zero for a place where text was put in that the original does not have.
    len: usize,
}

impl SourceMap {
    /// Maps a text that stands whole at `start` of its file.
    pub fn shifted(start: usize, len: usize) -> Self {
        Self { pieces: vec![Piece { here: 0, there: start, len }] }
    }

    /// Gives the original offset of `offset`; inserted text leads to the place where it was put in.
    pub fn origin(&self, offset: usize) -> usize {
        let after = self.pieces.partition_point(|piece| piece.here <= offset);
        match after.checked_sub(1).map(|index| self.pieces[index]) {
            Some(piece) => piece.there + (offset - piece.here).min(piece.len),
            None => self.pieces.first().map_or(offset, |piece| piece.there),
        }
    }

    /// Gives the map that leads on through `below`, the map of the text that this one leads to.
    #[must_use]
    pub fn through(&self, below: &Self) -> Self {
        let mut pieces = Vec::new();
        for piece in &self.pieces {
            let end = piece.there + piece.len;
            let first = below.pieces.partition_point(|lower| lower.here <= piece.there).saturating_sub(1);
            for lower in below.pieces[first.min(below.pieces.len())..].iter().take_while(|lower| lower.here < end) {
                let start = lower.here.max(piece.there);
                let into = (start - lower.here).min(lower.len);
                let len = (lower.here + lower.len).min(end).saturating_sub(start);
                pieces.push(Piece { here: piece.here + start - piece.there, there: lower.there + into, len });
            }
        }
        Self { pieces }
    }

    /// Gives the original range of `range`.
    pub fn range(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.origin(range.start);
        let last = range.end.saturating_sub(1).max(range.start);
        let end = if range.end > range.start { self.origin(last) + (range.end - last) } else { start };
        start..end.max(start)
    }
}

/// Builds a text out of pieces of another one, and the map back to it.
#[derive(Debug, Default)]
pub struct Patchwork {
    text: String,
    map: SourceMap,
}

impl Patchwork {
    /// Copies `range` of `original`.
    pub fn copy(&mut self, original: &str, range: Range<usize>) {
        self.map.pieces.push(Piece { here: self.text.len(), there: range.start, len: range.len() });
        self.text.push_str(&original[range]);
    }

    /// Puts in `text`, which stands for whatever the original has at `there`.
    pub fn insert(&mut self, text: &str, there: usize) {
        self.map.pieces.push(Piece { here: self.text.len(), there, len: 0 });
        self.text.push_str(text);
    }

    /// Gives the text so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Gives the finished text and its map.
    pub fn finish(self) -> (String, SourceMap) {
        (self.text, self.map)
    }
}

/// Tells line and column of a byte offset, both from 1, columns in characters.
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text[..offset];
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
    (line, before[start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_leads_back_to_the_file() {
        let file = "0123456789";
        let mut patchwork = Patchwork::default();
        patchwork.copy(file, 2..4);
        patchwork.insert("abc", 5);
        patchwork.copy(file, 7..10);
        let (text, map) = patchwork.finish();
        assert_eq!(text, "23abc789");
        assert_eq!([0, 1, 2, 4, 5, 7].map(|here| map.origin(here)), [2, 3, 5, 5, 7, 9]);
        assert_eq!(map.range(&(0..2)), 2..4);
        assert_eq!(map.range(&(5..8)), 7..10);
        assert_eq!(SourceMap::shifted(10, 5).range(&(1..3)), 11..13);
    }

    #[test]
    fn columns_count_characters() {
        assert_eq!(line_column("é\nöx", 5), (2, 2));
        assert_eq!(line_column("", 9), (1, 1));
    }
}
