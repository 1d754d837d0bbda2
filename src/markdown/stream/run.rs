//! Runs of text: joined where the parser took them apart for nothing, split where a bare address stands in them.

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::Piece;
use crate::markdown::address;

/// Texts that follow each other without a gap. Only the last part may still grow.
pub(super) struct Run<'a> {
    pub(super) source: &'a str,
    pub(super) parts: Vec<(CowStr<'a>, Range<usize>)>,
    pub(super) last: (CowStr<'a>, Range<usize>),
    /// Whether the last part is the source's own words, so that more of them may join it.
    verbatim: bool,
}

impl<'a> Run<'a> {
    pub(super) fn new(source: &'a str, text: CowStr<'a>, range: Range<usize>) -> Self {
        let verbatim = *text == source[range.clone()];
        Self { source, parts: Vec::new(), last: (text, range), verbatim }
    }

    pub(super) fn push(&mut self, text: CowStr<'a>, range: Range<usize>) {
        let verbatim = self.is_verbatim(&text, &range);
        if verbatim && self.verbatim {
            let whole = self.last.1.start..range.end;
            self.last = (CowStr::Borrowed(&self.source[whole.clone()]), whole);
        } else {
            self.parts.push(std::mem::replace(&mut self.last, (text, range)));
        }
        self.verbatim = verbatim;
    }

    fn is_verbatim(&self, text: &str, range: &Range<usize>) -> bool {
        *text == self.source[range.clone()]
    }

    pub(super) fn range(&self) -> Range<usize> {
        self.parts.first().map_or(self.last.1.start, |(_, range)| range.start)..self.last.1.end
    }

    /// Gives the parts with the bare addresses as links. An address is taken as it was written, so that typographic
    /// dashes do not change it; one with an entity in it is no address.
    pub(super) fn split(mut self, ready: &mut VecDeque<(Piece<'a>, Range<usize>)>) {
        self.parts.push(self.last.clone());
        let whole = self.range();
        let mut at = whole.start;
        let mut first = 0;
        for address in address::bare(&self.source[whole.clone()]) {
            let address = whole.start + address.start..whole.start + address.end;
            if self.source[address.clone()].contains('&') && self.has_entity(&address) {
                continue;
            }
            first = self.emit(first, at..address.start, ready);
            at = address.end;
            link(&self.source[address.clone()], &address, ready);
        }
        self.emit(first, at..whole.end, ready);
    }

    fn has_entity(&self, range: &Range<usize>) -> bool {
        let from = self.parts.partition_point(|(_, part)| part.end <= range.start);
        let inside = self.parts[from..].iter().take_while(|(_, part)| part.start < range.end);
        inside
            .into_iter()
            .any(|(text, part)| !self.is_verbatim(text, part) && self.source[part.clone()].starts_with('&'))
    }

    /// Emits what lies in `range`, from the part `first` on; gives the part to go on with.
    fn emit(&self, first: usize, range: Range<usize>, ready: &mut VecDeque<(Piece<'a>, Range<usize>)>) -> usize {
        let mut next = first;
        while let Some((text, part)) = self.parts.get(next).filter(|(_, part)| part.start < range.end) {
            let cut = part.start.max(range.start)..part.end.min(range.end);
            if cut.start < cut.end {
                let text = if cut == *part { text.clone() } else { CowStr::Borrowed(&self.source[cut.clone()]) };
                ready.push_back((Piece::Markdown(Event::Text(text)), cut));
            }
            if part.end > range.end {
                break;
            }
            next += 1;
        }
        next
    }
}

fn link<'a>(address: &'a str, range: &Range<usize>, ready: &mut VecDeque<(Piece<'a>, Range<usize>)>) {
    let words = CowStr::Borrowed(address);
    let tag = Tag::Link { link_type: LinkType::Autolink, dest_url: words.clone(), title: "".into(), id: "".into() };
    for event in [Event::Start(tag), Event::Text(words), Event::End(TagEnd::Link)] {
        ready.push_back((Piece::Markdown(event), range.clone()));
    }
}
