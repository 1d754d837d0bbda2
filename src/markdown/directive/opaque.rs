//! Which parts of a text are code or raw HTML, where a mark is only text.
//!
//! The text is parsed once without tables and definition lists, which would swallow `:::` lines. Nothing is judged here.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};

use super::line;

/// A part of a text in which marks are text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// Its bytes.
    pub range: Range<usize>,
    /// What it is.
    pub matter: Matter,
}

/// What a stretch is, by how sure it is that its author wanted no marks in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matter {
    /// A closed fenced block or a code span on one line: surely code.
    Code,
    /// Code that may be a slip: an indented block, a fence without its end, a code span over several lines.
    DoubtfulCode,
    /// Raw HTML: a block, a tag, a comment.
    Html,
}

/// Gives the ranges of code (blocks, spans) and raw HTML (blocks, comments, tags), sorted; marks in them are text.
pub fn opaque(text: &str) -> Vec<Range<usize>> {
    matter(text).into_iter().map(|stretch| stretch.range).collect()
}

/// Gives the same ranges, each with what it is.
pub fn matter(text: &str) -> Vec<Stretch> {
    let plain = Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM;
    stretches(text, plain)
}

/// Gives the stretches of code and raw HTML as a parser with `options` sees them, sorted, none within another.
pub fn stretches(text: &str, options: Options) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        let matter = match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) if is_closed(&text[range.clone()]) => Matter::Code,
            Event::Start(Tag::CodeBlock(_)) => Matter::DoubtfulCode,
            Event::Code(_) if text[range.clone()].contains('\n') => Matter::DoubtfulCode,
            Event::Code(_) => Matter::Code,
            Event::Start(Tag::HtmlBlock) | Event::Html(_) | Event::InlineHtml(_) => Matter::Html,
            _ => continue,
        };
        if found.last().is_none_or(|last| last.range.end <= range.start) {
            found.push(Stretch { range, matter });
        }
    }
    found
}

/// Tells whether a fenced block ends with its own fence.
fn is_closed(block: &str) -> bool {
    let fence = block.trim_start();
    let Some(mark) = fence.chars().next() else { return false };
    let width = fence.chars().take_while(|&c| c == mark).count();
    let Some((_, last)) = block.trim_end().rsplit_once('\n') else { return false };
    let last = &last[line::prefix(last)..];
    last.chars().all(|c| c == mark) && last.chars().count() >= width
}
