//! The words of a redline: spans close and open again around each change, so that a mark is the innermost element.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

use super::{Mark, Scribe, Side};
use crate::markdown::stream::Piece;
use crate::redline::form::{self, Form};
use crate::redline::words::{Span, Word, WordKind, Words};
use crate::redline::{Block, Merge, Run, duty};
use crate::render::body::raw;

/// Words, and for each whether it obliges.
type Marked<'m> = (&'m Words<'m>, &'m [bool]);

/// Raw tags that may stand within a word.
const WITHIN_WORDS: &[&str] =
    &["a", "abbr", "b", "code", "em", "i", "ins", "kbd", "mark", "s", "small", "span", "strong", "sub", "sup", "u"];

/// Tells whether a raw tag, which is left out where it went, parts the words beside it.
fn parts_words(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']).split(|c: char| !c.is_ascii_alphanumeric()).next();
    !WITHIN_WORDS.contains(&name.unwrap_or_default().to_ascii_lowercase().as_str())
}

impl<'t> Scribe<'_, 't> {
    /// Opens a block of words, where it has a tag, and tells where its end is.
    pub(super) fn open(&mut self, side: Side, block: &Block) -> Option<usize> {
        let first = &self.text(side).pieces[block.pieces.start];
        let has_tag =
            matches!(first, Piece::Markdown(Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::TableCell)));
        if has_tag {
            self.writer.take(first.clone(), 0..0);
        }
        has_tag.then_some(block.pieces.end - 1)
    }

    /// Writes a block whose words changed.
    pub(super) fn words(&mut self, block: &'t Block, merge: &Merge<'_>) {
        self.turn(Side::New, block);
        let end = self.open(Side::New, block);
        self.label();
        let obliging = (duty::marks(&merge.old), duty::marks(&merge.new));
        let gap = |words: &Words<'_>, at: usize| words.words.get(at).is_some_and(|word| word.gap);
        let mut is_spaced = false;
        for (at, run) in merge.runs.iter().enumerate() {
            match run {
                Run::Same(before, range) => {
                    // What went may have stood before the first word of all.
                    if at > 0 && gap(&merge.old, before.start) && !gap(&merge.new, range.start) {
                        self.end_mark();
                        self.writer.out.push_str(Mark::Went.space());
                    }
                    range.clone().for_each(|at| self.word(None, block, (&merge.new, &[]), at, gap(&merge.new, at)));
                }
                Run::Deleted(range) => {
                    // What replaces words shares the space before them.
                    is_spaced = gap(&merge.old, range.start)
                        && matches!(merge.runs.get(at + 1), Some(Run::Inserted(other)) if gap(&merge.new, other.start));
                    if is_spaced {
                        self.space(&merge.old, range.start);
                    }
                    self.marked((Mark::Went, block), (&merge.old, &obliging.0), range, is_spaced);
                }
                Run::Inserted(range) => {
                    self.marked((Mark::Came, block), (&merge.new, &obliging.1), range, is_spaced);
                    is_spaced = false;
                    if let Some(Run::Deleted(before)) = at.checked_sub(1).map(|at| &merge.runs[at]) {
                        self.form(form::changed((&merge.old, before), (&merge.new, range)));
                    }
                }
            }
        }
        self.end_words();
        self.turn(Side::New, block);
        if let Some(at) = end {
            self.feed(Side::New, at);
        }
    }

    /// Writes words that came or went; the first has no space before it where that stands there already.
    pub(super) fn marked(
        &mut self,
        (mark, block): (Mark, &Block),
        words: Marked<'_>,
        range: &Range<usize>,
        is_spaced: bool,
    ) {
        self.turn(mark.side(), block);
        for at in range.clone() {
            let gap = words.0.words[at].gap && !(is_spaced && at == range.start);
            self.word(Some(mark), block, words, at, gap);
        }
        self.end_mark();
    }

    /// Says what changed of words that say the same.
    fn form(&mut self, form: Option<Form>) {
        let Some(form) = form else { return };
        self.close_spans(0);
        self.writer.out.push_str(match form {
            Form::Link => " <span class=\"mv\">Link changed</span>",
            Form::Picture => " <span class=\"mv\">Picture changed</span>",
            Form::Look => " <span class=\"mv\">Look changed</span>",
        });
    }

    /// Closes what is open, at the end of a block of words.
    pub(super) fn end_words(&mut self) {
        self.end_mark();
        self.close_spans(0);
    }

    fn end_mark(&mut self) {
        if let Some(mark) = self.mark.take() {
            self.writer.out.push_str(mark.tags().1);
        }
    }

    /// Writes the space before a word, outside of what the word stands in alone.
    fn space(&mut self, words: &Words<'_>, at: usize) {
        let common = self.common(&words.spans[words.words[at].span]);
        self.end_mark();
        self.close_spans(common);
        self.writer.out.push(' ');
    }

    fn common(&self, spans: &[Span<'_>]) -> usize {
        self.spans.iter().zip(spans).take_while(|(open, span)| open.0 == span.key).count()
    }

    fn close_spans(&mut self, common: usize) {
        while self.spans.len() > common {
            if let Some((_, end)) = self.spans.pop() {
                self.writer.take(Piece::Markdown(Event::End(end)), 0..0);
            }
        }
    }

    fn word(&mut self, mark: Option<Mark>, block: &Block, (words, obliging): Marked<'_>, at: usize, gap: bool) {
        let word = &words.words[at];
        let is_tag = matches!(word.kind, WordKind::Tag | WordKind::Edge);
        if is_tag && mark == Some(Mark::Went) {
            if gap || parts_words(words.text(at)) {
                self.end_mark();
                self.writer.out.push_str(Mark::Went.space());
            }
            return;
        }
        let side = mark.map_or(Side::New, Mark::side);
        let spans = &words.spans[word.span];
        let common = self.common(spans);
        if self.mark != mark || common < self.spans.len().max(spans.len()) || is_tag {
            self.end_mark();
        }
        if mark.is_none() && self.writer.is_past {
            self.turn(Side::New, block);
        }
        self.close_spans(common);
        if gap && (mark.is_none() || is_tag) {
            self.writer.out.push(' ');
        }
        spans[common..].iter().for_each(|span| self.open_span(side, span));
        if let Some(mark) = mark.filter(|_| !is_tag) {
            match (self.mark, gap) {
                (None, gap) => {
                    self.writer.out.push_str(if gap { mark.space() } else { "" });
                    self.writer.out.push_str(mark.tags().0);
                    self.mark = Some(mark);
                }
                (Some(_), true) => self.writer.out.push(' '),
                (Some(_), false) => {}
            }
        }
        let obliges = obliging.get(at) == Some(&true);
        self.writer.out.push_str(if obliges { "<b>" } else { "" });
        self.content(side, word, words.text(at));
        self.writer.out.push_str(if obliges { "</b>" } else { "" });
    }

    fn open_span(&mut self, side: Side, span: &Span<'_>) {
        let Piece::Markdown(Event::Start(tag)) = &self.text(side).pieces[span.piece] else { return };
        let end: TagEnd = tag.to_end();
        self.writer.take(Piece::Markdown(Event::Start(tag.clone())), 0..0);
        self.spans.push((span.key.clone().into_owned(), end));
    }

    fn content(&mut self, side: Side, word: &Word, text: &str) {
        match word.kind {
            WordKind::Word | WordKind::Sign => {
                self.writer.take(Piece::Markdown(Event::Text(CowStr::Borrowed(text))), 0..0);
            }
            WordKind::Raw | WordKind::Tag => raw::write(&mut self.writer, text),
            WordKind::Image if word.pieces.len() == 1 => {
                raw::write(&mut self.writer, text.split('\0').nth(1).unwrap_or(""));
            }
            _ => {
                for at in word.pieces.clone() {
                    self.feed(side, at);
                }
            }
        }
    }
}
