//! Writes the pieces of a text as HTML: blocks and spans. What needs more than a tag has its own file.

use std::fmt::Write;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::code::OpenCode;
use super::footnotes::Footnotes;
use super::images::{OpenImage, Shown};
use super::links::{Addresses, OpenLink};
use super::outline::Outlines;
use super::tables::OpenTable;
use super::{Input, code, directives, escape, footnotes, images, links, outline, quotes, raw, sanitize, tables};
use crate::markdown::prepare::Prepared;
use crate::markdown::stream::Piece;

/// The page so far, and what is open in it.
pub(super) struct Writer<'a> {
    pub(super) input: &'a Input<'a>,
    pub(super) prepared: &'a Prepared<'a>,
    pub(super) out: String,
    /// How far headings go down.
    shift: u8,
    /// The number of the next heading.
    pub(super) heading: usize,
    /// Whether what is written is no part of the page any more: its headings have no ids.
    pub(super) is_past: bool,
    open_heading: Option<OpenHeading>,
    /// Where the open paragraph starts.
    pub(super) paragraph: Option<usize>,
    /// Where the tags of the open lists end, and whether each is known to hold tasks.
    lists: Vec<(usize, bool)>,
    pub(super) code: Option<OpenCode>,
    pub(super) table: Option<OpenTable>,
    pub(super) image: Option<OpenImage>,
    /// The last image, where it stands alone it becomes a figure.
    pub(super) shown: Option<Shown>,
    /// For each open link where its words start; none for one without a tag.
    pub(super) links: Vec<Option<OpenLink>>,
    pub(super) notes: Footnotes,
    /// Whether any raw tag was written, and every address that the page may lead to.
    pub(super) addresses: Option<Addresses>,
    /// How many raw tags wait for their end; beyond a bound no more are written.
    pub(super) raw_depth: usize,
    pub(super) outlines: Outlines,
    /// How many quotes of metrics went by.
    pub(super) quotes: usize,
}

struct OpenHeading {
    level: u8,
    /// Where its tag starts and where its words do.
    start: usize,
    words: usize,
    number: usize,
    holds_link: bool,
}

impl<'a> Writer<'a> {
    pub(super) fn new(input: &'a Input<'a>, prepared: &'a Prepared<'a>) -> Self {
        let headings = input.facts.headings.iter().enumerate();
        let has_h1 = headings.into_iter().any(|(at, heading)| heading.level == 1 && input.title_heading != Some(at));
        Self {
            input,
            prepared,
            out: String::with_capacity(input.text.len() * 3 / 2 + 256),
            shift: u8::from(has_h1),
            heading: 0,
            is_past: false,
            open_heading: None,
            paragraph: None,
            lists: Vec::new(),
            code: None,
            table: None,
            image: None,
            shown: None,
            links: Vec::new(),
            notes: Footnotes::default(),
            addresses: None,
            raw_depth: 0,
            outlines: Outlines::default(),
            quotes: 0,
        }
    }

    pub(super) fn take(&mut self, piece: Piece<'_>, range: Range<usize>) {
        match piece {
            Piece::Markdown(event) => self.event(event),
            Piece::Html(html) => raw::write(self, &html),
            Piece::Open(mark) => directives::open(self, &self.prepared.marks[mark].kind),
            Piece::Close(mark) => directives::close(self, &self.prepared.marks[mark].kind),
            Piece::Words(mark) => outline::open(self, mark),
            Piece::WordsEnd => outline::close(self),
            Piece::Quote(mark) => quotes::write(self, mark),
            Piece::Written(line) => {
                let _ = range;
                self.out.push_str("<p>");
                escape::text(&mut self.out, line);
                self.out.push_str("</p>\n");
            }
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text),
            Event::Code(code) => self.span(&code),
            Event::SoftBreak => self.text("\n"),
            Event::HardBreak => self.markup("<br>\n", "\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            Event::TaskListMarker(done) => self.task(done),
            Event::FootnoteReference(label) => footnotes::reference(self, &label),
            Event::Html(_) | Event::InlineHtml(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    /// Writes text to the page, or to the description of an image.
    pub(super) fn text(&mut self, text: &str) {
        match (&mut self.image, &mut self.code) {
            (Some(image), _) => image.alt.push_str(text),
            (None, Some(code)) => code.text.push_str(text),
            (None, None) => escape::text(&mut self.out, text),
        }
    }

    fn span(&mut self, code: &str) {
        self.markup("<code>", "");
        self.text(code);
        self.markup("</code>", "");
    }

    /// Writes markup, or what stands for it in the description of an image.
    fn markup(&mut self, markup: &str, plain: &str) {
        match &mut self.image {
            Some(image) => image.alt.push_str(plain),
            None => self.out.push_str(markup),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        self.outlines.descend();
        match tag {
            Tag::Paragraph => {
                self.paragraph = Some(self.out.len());
                self.out.push_str("<p>");
            }
            Tag::Heading { level, .. } => self.start_heading(level as u8),
            Tag::BlockQuote(None) => self.out.push_str("<blockquote>"),
            Tag::BlockQuote(Some(kind)) => directives::alert(self, kind),
            Tag::CodeBlock(kind) => self.code = Some(code::open(&kind)),
            Tag::List(first) => self.start_list(first),
            Tag::Item => self.out.push_str("<li>"),
            Tag::FootnoteDefinition(label) => footnotes::start(self, &label),
            Tag::DefinitionList => self.out.push_str("<dl>\n"),
            Tag::DefinitionListTitle => self.out.push_str("<dt>"),
            Tag::DefinitionListDefinition => self.out.push_str("<dd>"),
            Tag::Table(alignments) => tables::start(self, alignments),
            Tag::TableHead => self.out.push_str("<thead><tr>"),
            Tag::TableRow => tables::start_row(self),
            Tag::TableCell => tables::start_cell(self),
            Tag::Emphasis => self.markup("<em>", ""),
            Tag::Strong => self.markup("<strong>", ""),
            Tag::Strikethrough => self.markup("<del>", ""),
            Tag::Superscript => self.markup("<sup>", ""),
            Tag::Subscript => self.markup("<sub>", ""),
            Tag::Link { link_type, dest_url, title, .. } => {
                self.open_heading.iter_mut().for_each(|heading| heading.holds_link = true);
                links::start(self, link_type, &dest_url, &title);
            }
            Tag::Image { dest_url, title, .. } => images::start(self, &dest_url, &title),
            Tag::HtmlBlock | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        self.outlines.ascend();
        match tag {
            TagEnd::Paragraph => images::end_paragraph(self),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(None) => self.out.push_str("</blockquote>\n"),
            TagEnd::BlockQuote(Some(_)) => self.out.push_str("</div>\n"),
            TagEnd::CodeBlock => code::end(self),
            TagEnd::List(ordered) => {
                self.lists.pop();
                self.out.push_str(if ordered { "</ol>\n" } else { "</ul>\n" });
            }
            TagEnd::Item => self.out.push_str("</li>\n"),
            TagEnd::FootnoteDefinition => footnotes::end(self),
            TagEnd::DefinitionList => self.out.push_str("</dl>\n"),
            TagEnd::DefinitionListTitle => self.out.push_str("</dt>\n"),
            TagEnd::DefinitionListDefinition => self.out.push_str("</dd>\n"),
            TagEnd::Table => tables::end(self),
            TagEnd::TableHead => self.out.push_str("</tr></thead>\n"),
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => tables::end_cell(self),
            TagEnd::Emphasis => self.markup("</em>", ""),
            TagEnd::Strong => self.markup("</strong>", ""),
            TagEnd::Strikethrough => self.markup("</del>", ""),
            TagEnd::Superscript => self.markup("</sup>", ""),
            TagEnd::Subscript => self.markup("</sub>", ""),
            TagEnd::Link => links::end(self),
            TagEnd::Image => images::end(self),
            TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) => {}
        }
    }

    fn start_heading(&mut self, level: u8) {
        let level = (level + self.shift).min(6);
        let start = self.out.len();
        let number = self.heading;
        let id = self.heading_id(number);
        let _ = write!(self.out, "<h{level}");
        if !id.is_empty() {
            escape::attribute(&mut self.out, "id", id);
        }
        self.out.push('>');
        self.heading += 1;
        self.open_heading = Some(OpenHeading { level, start, words: self.out.len(), number, holds_link: false });
    }

    fn heading_id(&self, number: usize) -> &'a str {
        let heading = self.input.facts.headings.get(number).filter(|_| !self.is_past);
        heading.map_or("", |heading| heading.id.as_str())
    }

    /// Ends a heading; its words lead to itself unless they lead elsewhere.
    fn end_heading(&mut self) {
        let Some(heading) = self.open_heading.take() else { return };
        if self.input.title_heading == Some(heading.number) {
            return self.out.truncate(heading.start);
        }
        let id = self.heading_id(heading.number);
        if !id.is_empty() && !heading.holds_link && !self.out[heading.words..].contains("<a") {
            let mut anchor = String::from("<a href=\"#");
            escape::value(&mut anchor, &links::fragment(id));
            anchor.push_str("\">");
            self.out.insert_str(heading.words, &anchor);
            self.out.push_str("</a>");
        }
        let _ = writeln!(self.out, "</h{}>", heading.level);
    }

    fn start_list(&mut self, first: Option<u64>) {
        self.out.push_str(if first.is_some() { "<ol" } else { "<ul" });
        self.lists.push((self.out.len(), false));
        if let Some(number) = first.filter(|number| *number != 1) {
            let _ = write!(self.out, " start=\"{number}\"");
        }
        self.out.push_str(">\n");
    }

    fn task(&mut self, done: bool) {
        const CLASS: &str = " class=\"tasks\"";
        if let Some((at, known @ false)) = self.lists.last_mut() {
            *known = true;
            self.out.insert_str(*at, CLASS);
            self.paragraph.iter_mut().for_each(|start| *start += CLASS.len());
        }
        let (state, word) = if done { (" checked", "Done") } else { ("", "To do") };
        let _ = write!(self.out, "<input type=\"checkbox\" disabled{state} aria-label=\"{word}\"> ");
    }

    /// Tells whether what comes next stands in a link, a heading or a description, which hold no link of their own.
    pub(super) fn holds_words_only(&self) -> bool {
        let is_in_link = self.links.iter().any(Option::is_some);
        is_in_link || self.open_heading.is_some() || self.image.is_some() || self.code.is_some()
    }

    /// Gives the words of the last heading.
    pub(super) fn last_heading(&self) -> Option<&'a str> {
        let number = self.heading.checked_sub(1)?;
        self.input.facts.headings.get(number).map(|heading| heading.text.as_str())
    }

    /// Ends the page.
    pub(super) fn finish(mut self) -> String {
        footnotes::finish(&mut self);
        let html = match self.addresses {
            Some(addresses) => sanitize::clean(&self.out, addresses),
            None => self.out,
        };
        quotes::fill(html, self.input)
    }
}
