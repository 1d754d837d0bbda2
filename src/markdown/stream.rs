//! The events of a text as both the facts and the page see them.
//!
//! [`Stream`] stands over the parser's events: runs of text are joined, bare web addresses are links, directives open and
//! close in balance, and a text beyond the bounds ends early with [`Stream::limit`] set. Ranges are bytes of the prepared
//! text ([`Prepared::origin`] leads back).

use std::collections::VecDeque;
use std::ops::Range;

use pulldown_cmark::{BrokenLink, BrokenLinkCallback, CowStr, Event, LinkType, OffsetIter, Parser, Tag, TagEnd};

use super::prepare::{Container, Form, MarkKind, Prepared, Quote};
use super::{Dialect, Slip, options, slips};

mod run;

use run::Run;

/// The largest text that is parsed, in bytes.
pub const LARGEST: usize = 2 << 20;
/// How deep blocks and spans may nest.
pub const DEEPEST: usize = 200;

/// One thing that a text holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece<'a> {
    /// What the parser gives; never raw HTML.
    Markdown(Event<'a>),
    /// Raw HTML: whole lines of a block, or one tag.
    Html(CowStr<'a>),
    /// A container directive opens; the number of its mark.
    Open(usize),
    /// The container directive of that mark closes.
    Close(usize),
    /// Words for an audience begin; the number of the mark. They may end inside another span.
    Words(usize),
    /// The words that began last end.
    WordsEnd,
    /// A directive's line that is shown as it was written, as a block.
    Written(&'a str),
    /// A metric is quoted; the number of the mark. A number stands in a line, cards and charts are blocks.
    Quote(usize),
}

/// Is asked for each reference that has no definition.
pub type Broken<'f> = &'f mut dyn FnMut(Range<usize>, LinkType);

/// Hands the parser's questions on and answers none.
pub struct Asker<'f>(Broken<'f>);

impl<'a> BrokenLinkCallback<'a> for Asker<'_> {
    fn handle_broken_link(&mut self, link: BrokenLink<'a>) -> Option<(CowStr<'a>, CowStr<'a>)> {
        (self.0)(link.span, link.link_type);
        None
    }
}

/// A text's pieces, in order.
pub struct Stream<'a, 'f> {
    prepared: &'a Prepared<'a>,
    inner: OffsetIter<'a, Asker<'f>>,
    /// What was read too far.
    ahead: Option<(Event<'a>, Range<usize>)>,
    ready: VecDeque<(Piece<'a>, Range<usize>)>,
    /// The containers that are open, outermost first.
    frames: Vec<Frame>,
    depth: usize,
    /// Whether text is code, which holds no links.
    code: bool,
    /// How many links and images hold the text.
    links: usize,
    /// How much HTML was made so far, about.
    weight: usize,
    /// Why the text ended early.
    pub limit: Option<&'static str>,
    /// What is wrong with the nesting of directives; ranges of the original text.
    pub slips: Vec<Slip>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frame {
    /// A block of Markdown that holds blocks.
    Block,
    /// A container directive.
    Directive(usize),
}

impl<'a, 'f> Stream<'a, 'f> {
    /// Starts to read a prepared text.
    pub fn new(prepared: &'a Prepared<'a>, dialect: &Dialect, broken: Broken<'f>) -> Self {
        let is_large = prepared.text.len() > LARGEST;
        let text: &'a str = if is_large { "" } else { &prepared.text };
        let parser = Parser::new_with_broken_link_callback(text, options(dialect), Some(Asker(broken)));
        Self {
            prepared,
            inner: parser.into_offset_iter(),
            ahead: None,
            ready: VecDeque::new(),
            frames: Vec::new(),
            depth: 0,
            code: false,
            links: 0,
            weight: 0,
            limit: is_large.then_some("the page is larger than 2 MB"),
            slips: Vec::new(),
        }
    }

    /// Tells whether the parser has no more; what it has is kept.
    fn is_over(&mut self) -> bool {
        self.ahead = self.read();
        self.ahead.is_none()
    }

    fn read(&mut self) -> Option<(Event<'a>, Range<usize>)> {
        self.ahead.take().or_else(|| self.inner.next())
    }

    /// Takes an event in; gives its piece, unless it went to `ready` or shows nothing.
    fn take(&mut self, event: Event<'a>, range: Range<usize>) -> Option<(Piece<'a>, Range<usize>)> {
        let event = match event {
            Event::Text(text) if !self.code => return self.text(text, range),
            Event::Html(html) => return self.html(html, range),
            Event::InlineHtml(html) => return Some(self.inline_html(html, range)),
            Event::Start(Tag::HtmlBlock) => return self.html_block(),
            Event::Start(tag) => Event::Start(self.start(tag)),
            Event::End(tag) => {
                self.end(tag);
                Event::End(tag)
            }
            other => other,
        };
        if self.ready.is_empty() {
            return Some((Piece::Markdown(event), range));
        }
        self.ready.push_back((Piece::Markdown(event), range));
        None
    }

    fn start(&mut self, tag: Tag<'a>) -> Tag<'a> {
        self.depth += 1;
        if holds_blocks(tag.to_end()) {
            self.frames.push(Frame::Block);
        }
        match tag {
            Tag::CodeBlock(_) => self.code = true,
            Tag::Link { link_type: LinkType::Email, dest_url, title, id } => {
                self.links += 1;
                return Tag::Link {
                    link_type: LinkType::Email,
                    dest_url: format!("mailto:{dest_url}").into(),
                    title,
                    id,
                };
            }
            Tag::Link { .. } | Tag::Image { .. } => self.links += 1,
            _ => {}
        }
        tag
    }

    fn end(&mut self, tag: TagEnd) {
        self.depth = self.depth.saturating_sub(1);
        match tag {
            TagEnd::CodeBlock => self.code = false,
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell => self.links = 0,
            TagEnd::Image | TagEnd::Link => self.links = self.links.saturating_sub(1),
            _ if holds_blocks(tag) => {
                while let Some(Frame::Directive(mark)) = self.frames.pop() {
                    self.abandon(mark);
                }
            }
            _ => {}
        }
    }

    /// Closes a container whose closing line is missing.
    fn abandon(&mut self, mark: usize) {
        self.depth = self.depth.saturating_sub(1);
        let MarkKind::Open { colons, container, .. } = &self.prepared.marks[mark].kind else { return };
        let range = self.prepared.marks[mark].range.clone();
        if *container != Container::Unknown {
            self.slips.push(slips::unclosed(range, *colons));
            self.ready.push_back((Piece::Close(mark), 0..0));
        }
    }

    /// Joins a text with those that follow it without a gap, and finds the bare addresses in it.
    fn text(&mut self, text: CowStr<'a>, range: Range<usize>) -> Option<(Piece<'a>, Range<usize>)> {
        let mut run = Run::new(&self.prepared.text, text, range);
        self.ahead = loop {
            match self.inner.next() {
                Some((Event::Text(text), range)) if range.start == run.last.1.end => run.push(text, range),
                other => break other,
            }
        };
        if self.links == 0 && may_hold_address(&run.source[run.range()]) {
            run.split(&mut self.ready);
            return None;
        }
        if run.parts.is_empty() {
            let (text, range) = run.last;
            return Some((Piece::Markdown(Event::Text(text)), range));
        }
        run.parts.push(run.last);
        self.ready.extend(run.parts.into_iter().map(|(text, range)| (Piece::Markdown(Event::Text(text)), range)));
        None
    }

    /// Reads the lines of a block of raw HTML, up to its end or the next directive.
    fn html_block(&mut self) -> Option<(Piece<'a>, Range<usize>)> {
        match self.read()? {
            (Event::Html(html), range) => self.html(html, range),
            (Event::End(TagEnd::HtmlBlock), _) => None,
            (Event::Text(_), _) => self.html_block(),
            (event, range) => self.take(event, range),
        }
    }

    fn html(&mut self, html: CowStr<'a>, range: Range<usize>) -> Option<(Piece<'a>, Range<usize>)> {
        if let Some(mark) = self.prepared.mark_at(range.start) {
            self.mark(mark);
            return None;
        }
        let source: &'a str = &self.prepared.text;
        let mut whole = range.clone();
        self.ahead = loop {
            match self.inner.next() {
                Some((Event::Html(next), range))
                    if range.start == whole.end
                        && *next == source[range.clone()]
                        && self.prepared.mark_at(range.start).is_none() =>
                {
                    whole.end = range.end;
                }
                Some((Event::End(TagEnd::HtmlBlock), _)) => break None,
                other => break other,
            }
        };
        let html = if whole == range { html } else { CowStr::Borrowed(&source[whole.clone()]) };
        Some((Piece::Html(html), whole))
    }

    fn inline_html(&mut self, html: CowStr<'a>, range: Range<usize>) -> (Piece<'a>, Range<usize>) {
        let Some(number) = self.prepared.mark_at(range.start) else {
            self.note_anchor(&html);
            return (Piece::Html(html), range);
        };
        let mark = &self.prepared.marks[number];
        match mark.kind {
            MarkKind::Words(_) => return (Piece::Words(number), range),
            MarkKind::WordsEnd => return (Piece::WordsEnd, range),
            MarkKind::Quote(Quote { form: Form::Number, .. }) => return (Piece::Quote(number), range),
            _ => {}
        }
        self.slips.push(slips::inside(mark.range.clone()));
        let written = &self.prepared.original[mark.range.clone()];
        (Piece::Markdown(Event::Text(CowStr::Borrowed(written))), range)
    }

    /// Remembers a raw link, so that its words do not become another one.
    fn note_anchor(&mut self, html: &str) {
        let is_open = html.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("<a"));
        if is_open && html[2..].starts_with(|c: char| c.is_ascii_whitespace()) {
            self.links += 1;
        } else if html.eq_ignore_ascii_case("</a>") {
            self.links = self.links.saturating_sub(1);
        }
    }

    /// Lets a directive's line do what it does.
    fn mark(&mut self, number: usize) {
        let mark = &self.prepared.marks[number];
        let written = (Piece::Written(&self.prepared.original[mark.range.clone()]), mark.here..mark.here);
        match &mark.kind {
            MarkKind::Words(_) | MarkKind::WordsEnd => {}
            MarkKind::Quote(_) => self.ready.push_back((Piece::Quote(number), written.1)),
            MarkKind::Written => self.ready.push_back(written),
            MarkKind::Open { container, .. } => {
                self.frames.push(Frame::Directive(number));
                self.depth += 1;
                let piece = if *container == Container::Unknown { written.0 } else { Piece::Open(number) };
                self.ready.push_back((piece, written.1));
            }
            MarkKind::Close { colons } => {
                let range = mark.range.clone();
                if !self.close(*colons, &written) {
                    self.slips.push(slips::stray(range, *colons));
                    self.ready.push_back(written);
                }
            }
        }
    }

    /// Closes the innermost container with so many colons in the same block, and what it holds; false without one.
    fn close(&mut self, colons: usize, written: &(Piece<'a>, Range<usize>)) -> bool {
        let prepared = self.prepared;
        let opened = |frame: &Frame| match frame {
            Frame::Directive(mark) => {
                matches!(prepared.marks[*mark].kind, MarkKind::Open { colons: opened, .. } if opened == colons)
            }
            Frame::Block => false,
        };
        let within = self.frames.iter().rev().take_while(|frame| **frame != Frame::Block);
        let Some(above) = within.into_iter().position(opened) else { return false };
        for _ in 0..above {
            if let Some(Frame::Directive(mark)) = self.frames.pop() {
                self.abandon(mark);
            }
        }
        if let Some(Frame::Directive(mark)) = self.frames.pop() {
            self.depth = self.depth.saturating_sub(1);
            let known = matches!(&prepared.marks[mark].kind, MarkKind::Open { container, .. } if *container != Container::Unknown);
            self.ready.push_back(if known { (Piece::Close(mark), written.1.clone()) } else { written.clone() });
        }
        true
    }

    /// Keeps count of what comes out; true beyond the bounds.
    fn is_beyond(&mut self, piece: &Piece<'_>) -> bool {
        self.weight += weight(piece);
        if self.depth > DEEPEST {
            self.limit = Some("lists, quotes and spans are nested more than 200 deep");
        } else if self.weight > 20 * self.prepared.text.len() + (64 << 10) {
            self.limit = Some("the page would become more than 20 times as large as its text");
        }
        self.limit.is_some()
    }
}

impl<'a> Iterator for Stream<'a, '_> {
    type Item = (Piece<'a>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.limit.is_some() {
                return None;
            }
            let piece =
                self.ready.pop_front().or_else(|| self.read().and_then(|(event, range)| self.take(event, range)));
            if piece.is_none() && self.ready.is_empty() && self.is_over() {
                let Frame::Directive(mark) = self.frames.pop()? else { continue };
                self.abandon(mark);
            }
            if let Some(piece) = piece {
                return if self.is_beyond(&piece.0) { None } else { Some(piece) };
            }
        }
    }
}

/// Tells quickly whether a text may hold a bare address.
fn may_hold_address(text: &str) -> bool {
    memchr::memchr_iter(b':', text.as_bytes()).any(|at| text[at..].starts_with("://"))
}

fn holds_blocks(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
    )
}

/// Gives about how many bytes of HTML a piece makes.
fn weight(piece: &Piece<'_>) -> usize {
    match piece {
        Piece::Markdown(Event::Text(text) | Event::Code(text)) => text.len(),
        Piece::Markdown(Event::Start(Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. })) => {
            40 + dest_url.len() + title.len()
        }
        Piece::Markdown(Event::Start(Tag::Heading { .. } | Tag::Table(_))) => 60,
        Piece::Markdown(Event::Start(_)) | Piece::Open(_) => 10,
        Piece::Markdown(Event::FootnoteReference(_)) => 160,
        Piece::Markdown(Event::TaskListMarker(_)) => 50,
        Piece::Html(html) => html.len(),
        Piece::Quote(_) => 200,
        _ => 4,
    }
}
