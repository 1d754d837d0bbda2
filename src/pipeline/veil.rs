//! Keeps what an edition does not have out of the messages of a run for that edition alone.
//!
//! The log of a public build may be public. What was found while reading is told by its code and its place, where it
//! stands in a text that the edition does not have whole; and no line is quoted with a word of it. What was found later
//! was found in the edition, which has no such words.

use std::ops::Range;
use std::sync::Arc;

use crate::config::{Config, EditionConfig};
use crate::diagnostic::{Diagnostic, Sources};
use crate::manuscript::{self, Manuscript, Veiled, Wish};
use crate::path::SourcePath;

/// An edition whose readers may see less than what is written.
#[derive(Clone, Copy)]
pub(super) struct Veil<'a> {
    pub(super) manuscript: &'a Manuscript,
    pub(super) config: &'a Config,
    pub(super) edition: &'a EditionConfig,
    pub(super) wish: Wish,
}

impl Veil<'_> {
    fn over(&self, path: &SourcePath, text: &str) -> Veiled {
        manuscript::veiled(self.manuscript, self.config, self.edition, self.wish, (path, text))
    }

    /// Takes back the findings that surely do not concern the readers.
    pub(super) fn withhold(&self, findings: &mut Vec<Diagnostic>) {
        manuscript::withhold(findings, self.manuscript, self.config, self.edition.audience, self.wish);
    }

    /// Words the findings about files anew that may say what the edition does not.
    pub(super) fn reword(&self, findings: &mut [Diagnostic], sources: &Sources) {
        for finding in findings {
            let path = &finding.primary.path;
            if sources.text(path).is_some_and(|text| self.hides(path, text, &finding.primary.range)) {
                let name = &self.edition.name;
                finding.message =
                    format!("{}, in words that the edition `{name}` does not have", finding.code.summary());
                finding.help = Some("`ospress check` without `--edition` says more".to_owned());
            }
        }
    }

    /// Tells whether what is said of a place may be about hidden words. Of a page, any of them may matter anywhere.
    fn hides(&self, path: &SourcePath, text: &str, range: &Range<usize>) -> bool {
        match self.over(path, text) {
            Veiled::Nothing => false,
            Veiled::Parts(parts) if *path == self.config.path => {
                parts.iter().any(|part| part.start <= range.end && range.start <= part.end)
            }
            Veiled::Parts(_) | Veiled::All => true,
        }
    }

    /// Makes hidden words in the texts that findings quote illegible; every place in them stays where it is.
    pub(super) fn cover(&self, sources: &mut Sources) {
        for (path, text) in &mut sources.0 {
            match self.over(path, text) {
                Veiled::Nothing => {}
                Veiled::Parts(parts) => *text = covered(text, &parts),
                Veiled::All => *text = covered(text, std::slice::from_ref(&(0..text.len()))),
            }
        }
    }
}

/// Replaces each letter in the ranges by a dot of as many bytes, so that lines and columns stay.
fn covered(text: &str, parts: &[Range<usize>]) -> Arc<str> {
    let dot = |(at, letter): (usize, char)| {
        let after = parts.partition_point(|part| part.start <= at);
        let is_hidden = after.checked_sub(1).is_some_and(|before| at < parts[before].end);
        match letter.len_utf8() {
            _ if !is_hidden || matches!(letter, '\n' | '\r') => letter,
            1 => '.',
            2 => '\u{b7}',
            3 => '\u{2026}',
            _ => '\u{1d16d}',
        }
    };
    text.char_indices().map(dot).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_covered_keeps_its_place() {
        let check = |text: &str, parts: &[Range<usize>], expect: &str| {
            let covered = covered(text, parts);
            assert_eq!((&*covered, covered.len()), (expect, text.len()));
        };
        check("a b\r\nc d\n", &[2..6, 7..8], "a .\r\n. .\n");
        check("aé\u{4e2d}\u{1f600}z", &[0..3, 3..10], ".·\u{2026}\u{1d16d}z");
        check("abc", &[], "abc");
    }
}
