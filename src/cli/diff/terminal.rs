//! A comparison for a terminal: what went in `[-…-]`, what came in `{+…+}`, or both in colour and line through or below.

use std::fmt::Write;

use super::{became, shortened, size, under, word};
use crate::cli::numbers::counted;
use crate::diagnostic::human::Colour;
use crate::diagnostic::visible;
use crate::pipeline::{Difference, PageDifference};
use crate::redline::passage::{Mark, Piece};

/// What stands around words that came or went.
struct Signs {
    deleted: (&'static str, &'static str),
    inserted: (&'static str, &'static str),
    title: (&'static str, &'static str),
    /// How many columns a sign takes.
    wide: usize,
}

const PLAIN: Signs = Signs { deleted: ("[-", "-]"), inserted: ("{+", "+}"), title: ("", ""), wide: 2 };
const STYLED: Signs = Signs {
    deleted: ("\u{1b}[9;31m", "\u{1b}[0m"),
    inserted: ("\u{1b}[4;32m", "\u{1b}[0m"),
    title: ("\u{1b}[1m", "\u{1b}[0m"),
    wide: 0,
};

/// What stands before the lines of a passage.
const MARGIN: &str = "    ";

/// Prints a comparison in lines of at most `width` columns, where that is known.
pub(super) fn print(difference: &Difference, colour: Colour, width: Option<usize>) -> String {
    let signs = if colour == Colour::Styled { &STYLED } else { &PLAIN };
    let Difference { edition, from, to, pages } = difference;
    let count = counted(pages.len(), "page");
    let mut out = format!("edition {edition}: from {from} to {to}, {count} changed\n");
    for page in pages {
        print_page(&mut out, page, signs, width);
    }
    out
}

fn print_page(out: &mut String, page: &PageDifference, signs: &Signs, width: Option<usize>) {
    let (start, end) = signs.title;
    let title = visible::text(&page.title);
    let _ = write!(out, "\n{start}{title}{end}  {}, {}", became(page), visible::text(&page.path));
    let size = size(page);
    out.push_str(if size.is_empty() { "" } else { "; " });
    let _ = writeln!(out, "{size}");
    if let Some(from) = &page.moved_from {
        let _ = writeln!(out, "  moved from {} to {}", visible::text(from), visible::text(&page.address));
    }
    for fact in &page.facts {
        let said = |said: &Option<String>| visible::text(said.as_deref().unwrap_or("nothing")).into_owned();
        let _ = writeln!(out, "  {}: {} → {}", fact.name, said(&fact.old), said(&fact.new));
    }
    for duty in &page.obligations {
        let _ = writeln!(out, "  obligation{}", visible::text(&under(duty.section.as_deref())));
        let piece = |part: &crate::redline::duty::Part| Piece { mark: part.mark, text: part.text.clone() };
        let pieces: Vec<Piece> = duty.runs.iter().map(piece).collect();
        print_pieces(out, &joined(pieces), signs, width);
    }
    for passage in &page.passages {
        let _ = writeln!(out, "  {}{}", word(passage), visible::text(&under(passage.section.as_deref())));
        print_pieces(out, &shortened(passage), signs, width);
    }
}

/// Joins pieces with one mark.
fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::new();
    for piece in pieces {
        match joined.last_mut().filter(|last| last.mark == piece.mark) {
            Some(last) => last.text.push_str(&piece.text),
            None => joined.push(piece),
        }
    }
    joined
}

/// A line that is being written.
struct Line<'s> {
    out: &'s mut String,
    signs: &'s Signs,
    /// How many columns are taken, and how many there are.
    taken: usize,
    width: Option<usize>,
    /// The sign that ends what is open.
    open: Option<(Mark, &'static str)>,
}

/// Writes pieces line by line, so that no mark reaches over the end of a line.
fn print_pieces(out: &mut String, pieces: &[Piece], signs: &Signs, width: Option<usize>) {
    let is_code = pieces.iter().any(|piece| piece.text.contains('\n'));
    let width = width.filter(|_| !is_code);
    out.push_str(MARGIN);
    let mut line = Line { out, signs, taken: MARGIN.len(), width, open: None };
    let mut is_spaced = false;
    for piece in pieces {
        for (at, part) in piece.text.split('\n').enumerate() {
            if at > 0 {
                line.end();
            }
            let space = part.starts_with(' ') || is_spaced;
            is_spaced = !is_code && part.ends_with(' ');
            let words: Vec<&str> = if is_code { vec![part] } else { part.split(' ').collect() };
            for (at, word) in words.into_iter().filter(|word| !word.is_empty()).enumerate() {
                line.word(piece.mark, &visible::text(word), at > 0 || space && !is_code);
            }
        }
        line.close();
    }
    line.close();
    let kept = line.out.trim_end_matches(' ').trim_end_matches('\n').len();
    line.out.truncate(kept);
    line.out.push('\n');
}

impl Line<'_> {
    fn close(&mut self) {
        if let Some((_, end)) = self.open.take() {
            self.out.push_str(end);
            self.taken += self.signs.wide;
        }
    }

    /// Ends the line and starts another.
    fn end(&mut self) {
        self.close();
        let kept = self.out.trim_end_matches(' ').len();
        self.out.truncate(kept);
        let _ = write!(self.out, "\n{MARGIN}");
        self.taken = MARGIN.len();
    }

    fn word(&mut self, mark: Mark, word: &str, is_apart: bool) {
        let columns = word.chars().count();
        let signs = match (mark, self.open) {
            (Mark::Same, _) => 0,
            (_, None) => 2 * self.signs.wide,
            (_, Some(_)) => self.signs.wide,
        };
        let is_full = self.width.is_some_and(|width| self.taken + usize::from(is_apart) + columns + signs > width);
        if is_full && is_apart && self.taken > MARGIN.len() {
            self.end();
        } else if is_apart && self.taken > MARGIN.len() {
            self.out.push(' ');
            self.taken += 1;
        }
        if self.open.is_none() && mark != Mark::Same {
            let (start, end) = if mark == Mark::Deleted { self.signs.deleted } else { self.signs.inserted };
            self.out.push_str(start);
            self.taken += self.signs.wide;
            self.open = Some((mark, end));
        }
        self.out.push_str(word);
        self.taken += columns;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(pieces: &[(Mark, &str)], signs: &Signs, width: usize) -> String {
        let piece = |(mark, text): &(Mark, &str)| Piece { mark: *mark, text: (*text).to_owned() };
        let pieces: Vec<Piece> = pieces.iter().map(piece).collect();
        let mut out = String::new();
        print_pieces(&mut out, &pieces, signs, Some(width));
        out
    }

    #[test]
    fn marks_end_with_the_line() {
        let pieces = [
            (Mark::Same, "You"),
            (Mark::Deleted, " may not ever"),
            (Mark::Inserted, " must"),
            (Mark::Same, " ask the office first."),
        ];
        assert_eq!(
            printed(&pieces, &PLAIN, 20),
            "    You [-may not-]\n    [-ever-]\n    {+must+} ask the\n    office first.\n"
        );
        assert_eq!(
            printed(&pieces, &STYLED, 20),
            "    You \u{1b}[9;31mmay not ever\u{1b}[0m\n    \u{1b}[4;32mmust\u{1b}[0m ask the\n    office first.\n"
        );
        assert_eq!(printed(&pieces, &PLAIN, 200), "    You [-may not ever-] {+must+} ask the office first.\n");
    }

    #[test]
    fn a_line_of_code_stays_whole() {
        let pieces =
            [(Mark::Same, "make all\n"), (Mark::Deleted, "  make check\n"), (Mark::Inserted, "  make test -v\n")];
        assert_eq!(printed(&pieces, &PLAIN, 12), "    make all\n    [-  make check-]\n    {+  make test -v+}\n");
    }

    #[test]
    fn what_a_terminal_obeys_is_written_out() {
        let pieces = [(Mark::Inserted, "a\u{1b}[2Jb")];
        assert_eq!(printed(&pieces, &PLAIN, 80), "    {+a\\u{1b}[2Jb+}\n");
    }
}
