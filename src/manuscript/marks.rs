//! Audience marks in a text: `:::name` … `:::` around blocks, `:name[words]` inside lines.
//!
//! [`find`] reads the marks and says what is doubtful about them; [`cut`] takes out what an audience may not read and
//! the marks of what it may. Both work on text, before anything is parsed from it. [`sight`] sees everything that looks
//! like a mark, well formed or not; what it still sees in a cut text was no mark that we understood.

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::audience::{Audience, Audiences};
use crate::diagnostic::Code;
use crate::markdown::directive::{self, Container, Head, Inline, Line, LineKind, Problem};

pub(super) mod advice;
pub(super) mod cut;
pub(super) mod sight;

/// A well-formed mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    /// Who may read what it holds.
    pub(super) audience: Audience,
    /// Its form.
    pub(super) form: Form,
}

/// The form of a mark. All ranges are bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Form {
    /// Around blocks: the opening and the closing line, each from its first colon.
    Block {
        /// The opening line.
        open: Range<usize>,
        /// The closing line.
        close: Range<usize>,
    },
    /// Inside a line: the whole mark, and the words in it.
    Inline {
        /// From the colon.
        whole: Range<usize>,
        /// Between the brackets.
        words: Range<usize>,
    },
    /// What nobody marked and a later version closed.
    Closed {
        /// All of it.
        range: Range<usize>,
    },
}

impl Mark {
    /// Gives where the mark starts.
    pub(super) fn start(&self) -> usize {
        match &self.form {
            Form::Block { open, .. } => open.start,
            Form::Inline { whole, .. } => whole.start,
            Form::Closed { range } => range.start,
        }
    }
}

/// What is not clear about a mark. A page with a doubt is for the narrowest audience only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Doubt {
    /// Where.
    pub(super) range: Range<usize>,
    /// Unclosed, or doubtful in another way.
    pub(super) code: Code,
    /// What is wrong.
    pub(super) message: &'static str,
    /// What to do.
    pub(super) help: Cow<'static, str>,
    /// Whether it is known by its looks alone, so that any other doubt about the place says more.
    pub(super) is_guess: bool,
}

impl Doubt {
    /// Makes a doubt of the general kind.
    pub(super) fn new(range: Range<usize>, message: &'static str, help: impl Into<Cow<'static, str>>) -> Self {
        Self { range, code: Code::AudienceDoubtful, message, help: help.into(), is_guess: false }
    }
}

/// Finds the marks of a text, sorted by where they start, and what is doubtful about them.
pub(super) fn find(text: &str, audiences: &Audiences) -> (Vec<Mark>, Vec<Doubt>) {
    let opaque = directive::opaque(text);
    let lines = directive::lines(text, &opaque);
    let (containers, problems) = directive::containers(text, &lines);
    let mut doubts = Vec::new();
    let mut marks: Vec<Mark> =
        containers.iter().filter_map(|container| block(container, &lines, audiences, &mut doubts)).collect();
    let is_marked = lines.iter().any(|line| opener(line, audiences).is_some());
    // A fence may hide the opening line of a mark, and only its closing line is left.
    let is_seen = !is_marked && !problems.is_empty() && !sight::sights(text, audiences).is_empty();
    let counts = |problem: &&Problem| is_marked || is_seen && matches!(problem, Problem::Stray(_));
    doubts.extend(problems.iter().filter(counts).filter_map(|problem| doubt(*problem, &lines, audiences)));
    let mut outer: Vec<usize> = Vec::new();
    for found in directive::inlines(text, &opaque) {
        if let Some(audience) = audiences.find(&found.head.name) {
            outer.retain(|end| found.range.start < *end);
            let within = outer.last().copied().unwrap_or(text.len());
            doubts.extend(inline_doubt(&text[..within], &found));
            let Inline { range: whole, head: Head { text: words, .. } } = found;
            let words = words.unwrap_or(whole.end..whole.end);
            outer.push(words.end);
            marks.push(Mark { audience, form: Form::Inline { whole, words } });
        }
    }
    marks.sort_by_key(Mark::start);
    (marks, doubts)
}

/// Gives the head of a line that opens a container for an audience.
fn opener<'l>(line: &'l Line, audiences: &Audiences) -> Option<(&'l Head, Audience)> {
    match &line.kind {
        LineKind::Open { head, .. } => Some((head, audiences.find(&head.name)?)),
        _ => None,
    }
}

fn block(at: &Container, lines: &[Line], audiences: &Audiences, doubts: &mut Vec<Doubt>) -> Option<Mark> {
    let open = &lines[at.open];
    let (head, audience) = opener(open, audiences)?;
    if head.text.is_some() || head.rest.is_some() || !head.attributes.is_empty() {
        doubts.push(Doubt::new(
            open.range.clone(),
            "words beside an audience mark would be lost",
            "let `:::` and the audience stand alone on their line, and put the words below it",
        ));
    }
    Some(Mark { audience, form: Form::Block { open: open.range.clone(), close: lines[at.close].range.clone() } })
}

/// Says what a wrongly built container means for the marks of a text that has some.
fn doubt(problem: Problem, lines: &[Line], audiences: &Audiences) -> Option<Doubt> {
    let place = |index: usize| lines[index].range.clone();
    match problem {
        Problem::Unclosed(at) if opener(&lines[at], audiences).is_some() => Some(Doubt {
            code: Code::AudienceUnclosed,
            ..Doubt::new(
                place(at),
                "this audience mark is never closed",
                "close it with a line of as many colons; blocks inside it close before it does",
            )
        }),
        Problem::Unclosed(at) => Some(Doubt::new(
            place(at),
            "a block that is never closed makes the audience marks of this page doubtful",
            "close it with a line of as many colons",
        )),
        Problem::Stray(at) => Some(Doubt::new(
            place(at),
            "a closing line without its opening makes the audience marks of this page doubtful",
            "delete the line, or write the opening line that it closes, with as many colons",
        )),
        Problem::Straddles { open, close } if opener(&lines[open], audiences).is_some() => Some(Doubt::new(
            place(close),
            "this audience mark opens in one list item or quote and closes in another",
            "indent the closing line, and all lines between, as far as the opening line",
        )),
        Problem::Straddles { .. } => None,
    }
}

/// How far behind a mark its line is searched for a bracket too many.
const REACH: usize = 4096;

/// Says what is doubtful about a mark inside a line; `text` ends where the mark ends that holds it.
fn inline_doubt(text: &str, inline: &Inline) -> Option<Doubt> {
    let end = inline.range.end.min(text.len());
    let rest = &text[end..text.floor_char_boundary(end.saturating_add(REACH))];
    if rest.starts_with(['(', '[']) {
        let message = "what follows this audience mark looks like a part of it";
        return Some(Doubt::new(inline.range.clone(), message, "put the whole link inside the mark's brackets"));
    }
    if !inline.head.attributes.is_empty() {
        let message = "an audience mark takes no attributes";
        return Some(Doubt::new(inline.range.clone(), message, "delete the braces"));
    }
    if stray_bracket(rest).is_some_and(|stray| !is_in_label(text, inline.range.start, &rest[stray..])) {
        let message = "a bracket behind this audience mark has no partner, so the mark may end too early";
        let help = "write `\\[` and `\\]` for brackets that stand alone inside the mark";
        return Some(Doubt::new(inline.range.clone(), message, help));
    }
    None
}

/// Gives the bracket that the paragraph which goes on with `rest` closes and did not open.
fn stray_bracket(rest: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut bytes = rest.bytes().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' => {
                bytes.next();
            }
            b'[' => depth += 1,
            b']' if depth == 0 => return Some(at),
            b']' => depth -= 1,
            b'\n' if matches!(bytes.peek(), Some((_, b'\n' | b'\r')) | None) => return None,
            _ => {}
        }
    }
    None
}

/// Tells whether the mark at `start` stands in the words of a link, an image or a directive's title, which the bracket
/// at the start of `close` ends.
fn is_in_label(text: &str, start: usize, close: &str) -> bool {
    let near = &text[text.ceil_char_boundary(start.saturating_sub(REACH))..start];
    let paragraph = near.rfind("\n\n").max(near.rfind("\n\r\n")).map_or(near, |at| &near[at..]);
    let mut depth = 0_usize;
    let open = paragraph.bytes().enumerate().rev().find(|&(at, byte)| {
        let is_escaped = paragraph.as_bytes()[..at].ends_with(b"\\");
        match byte {
            b']' if !is_escaped => depth += 1,
            b'[' if !is_escaped && depth == 0 => return true,
            b'[' if !is_escaped => depth -= 1,
            _ => {}
        }
        false
    });
    let Some((open, _)) = open else { return false };
    let line = paragraph[..open].rsplit('\n').next().unwrap_or("");
    let is_title = line.trim_start_matches([' ', '\t', '>', '-']).starts_with("::") && !line.contains(' ');
    is_title || close[1..].starts_with(['(', '['])
}

#[cfg(test)]
mod tests;
