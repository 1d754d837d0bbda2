//! Gathers the facts while a text's pieces go by.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Tag, TagEnd};

use super::{Facts, Heading, Reference, lost, near, notes, raw, words};
use crate::markdown::prepare::{MarkKind, Prepared};
use crate::markdown::slug::Slugger;
use crate::markdown::stream::Piece;

/// What was gathered so far.
pub(super) struct Gatherer<'a> {
    pub(super) facts: Facts,
    prepared: &'a Prepared<'a>,
    slugger: Slugger,
    heading: Option<OpenHeading>,
    link: Option<OpenReference>,
    raw_link: Option<Reference>,
    /// The image whose description goes by, and how many images stand in it.
    image: Option<(OpenReference, usize)>,
    /// How many lists, quotes, notes and tables hold what goes by: nothing in them opens a page.
    nested: usize,
    paragraph: Option<String>,
    code: bool,
    /// The number of uses of each footnote, by label; the order of first use gives its number.
    notes: BTreeMap<String, (usize, usize)>,
    /// The labels of the footnotes' texts, in small letters, and where they stand.
    note_texts: BTreeMap<String, Range<usize>>,
    row: Row,
}

/// The table row that goes by.
#[derive(Default)]
struct Row {
    whole: Range<usize>,
    last_cell: Range<usize>,
    cells: usize,
}

struct OpenHeading {
    level: u8,
    chosen: Option<String>,
    /// The words as the author sees them.
    text: String,
    /// The words as the id is made of: straight punctuation, no descriptions of images.
    plain: String,
    range: Range<usize>,
}

struct OpenReference {
    destination: String,
    text: String,
    has_image: bool,
    range: Range<usize>,
    whole: Range<usize>,
}

impl<'a> Gatherer<'a> {
    pub(super) fn new(prepared: &'a Prepared<'a>) -> Self {
        Self {
            facts: Facts::default(),
            prepared,
            slugger: Slugger::default(),
            heading: None,
            link: None,
            raw_link: None,
            image: None,
            nested: 0,
            paragraph: None,
            code: false,
            notes: BTreeMap::new(),
            note_texts: BTreeMap::new(),
            row: Row::default(),
        }
    }

    pub(super) fn origin(&self, range: Range<usize>) -> Range<usize> {
        self.prepared.origin(range)
    }

    pub(super) fn take(&mut self, piece: Piece<'_>, range: Range<usize>) {
        match piece {
            Piece::Markdown(Event::Text(text)) => self.text(&text, &range),
            Piece::Markdown(Event::Code(code)) => self.span(&code),
            Piece::Markdown(Event::Start(tag)) => self.start(tag, range),
            Piece::Markdown(Event::End(tag)) => self.end(tag),
            Piece::Markdown(Event::SoftBreak | Event::HardBreak) => self.add(" ", " "),
            Piece::Markdown(Event::FootnoteReference(label)) => self.footnote(&label),
            Piece::Markdown(_) | Piece::Written(_) | Piece::Words(_) | Piece::WordsEnd => {}
            Piece::Quote(mark) => self.quote(mark),
            Piece::Html(html) => raw::take(self, &html, range.start),
            Piece::Open(_) => self.nested += 1,
            Piece::Close(_) => self.nested = self.nested.saturating_sub(1),
        }
    }

    fn quote(&mut self, mark: usize) {
        let MarkKind::Quote(quote) = &self.prepared.marks[mark].kind else { return };
        self.facts.quotes.push(quote.clone());
        if self.heading.is_some() {
            self.facts.findings.push(notes::quote_in_heading(&quote.range));
        }
        // The words of a link and of an image are not empty because of a number.
        if let Some((image, _)) = &mut self.image {
            image.text.push_str(&quote.id);
        } else if let Some(link) = &mut self.link {
            link.text.push_str(&quote.id);
        }
        // A summary knows no numbers, so it ends before the first sentence that has one.
        if let Some(paragraph) = self.paragraph.take() {
            let end = paragraph.rfind(". ").map_or(0, |end| end + 1);
            self.facts.summary = words::summary(&paragraph[..end]);
        }
    }

    fn text(&mut self, text: &str, range: &Range<usize>) {
        if self.code {
            return;
        }
        self.words(text);
        let has_bracket = memchr::memchr(b'[', text.as_bytes()).is_some();
        if has_bracket && text.contains("[^") {
            self.missing_footnotes(range);
        }
        if self.link.is_none() && (has_bracket || text.starts_with("##") || text.starts_with('|')) {
            self.near_misses(range);
        }
        let source = &self.prepared.text[range.clone()];
        let straight = !source.is_empty() && source.bytes().all(|byte| matches!(byte, b'-' | b'.' | b'"' | b'\''));
        self.add(text, if straight { source } else { text });
    }

    fn span(&mut self, code: &str) {
        self.words(code);
        self.add(code, code);
    }

    /// Counts words, also those of raw HTML, which belong to a raw link if one is open.
    pub(super) fn words(&mut self, text: &str) {
        self.facts.words += words::count(text);
        if let Some(link) = &mut self.raw_link {
            link.text.push_str(text);
        }
    }

    /// Adds words to whatever is open.
    fn add(&mut self, text: &str, plain: &str) {
        if let Some((image, _)) = &mut self.image {
            return image.text.push_str(text);
        }
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(text);
            heading.plain.push_str(plain);
        }
        if let Some(link) = &mut self.link {
            link.text.push_str(text);
        }
        if let Some(paragraph) = &mut self.paragraph {
            paragraph.push_str(text);
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => {
                let opens_page = self.nested == 0 && self.facts.summary.is_empty();
                self.paragraph = opens_page.then(String::new);
            }
            Tag::Heading { level, id, .. } => {
                let (text, plain) = (String::new(), String::new());
                let chosen = id.map(CowStr::into_string);
                self.heading = Some(OpenHeading { level: level as u8, chosen, text, plain, range });
            }
            Tag::Link { link_type, dest_url, .. } => self.link = Some(self.reference(link_type, dest_url, range)),
            Tag::Image { link_type, dest_url, .. } => match &mut self.image {
                Some((_, depth)) => *depth += 1,
                None => self.image = Some((self.reference(link_type, dest_url, range), 0)),
            },
            Tag::CodeBlock(kind) => {
                self.code = true;
                self.diagram(&kind, range);
            }
            Tag::TableRow => self.row = Row { whole: range, ..Row::default() },
            Tag::TableCell => {
                self.row.last_cell = range;
                self.row.cells += 1;
            }
            Tag::FootnoteDefinition(label) => {
                self.note_text(&label, range);
                self.nested += 1;
            }
            tag if is_nest(tag.to_end()) => self.nested += 1,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => {
                if let Some(paragraph) = self.paragraph.take() {
                    self.facts.summary = words::summary(&paragraph);
                }
            }
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::Link => self.end_link(),
            TagEnd::Image => match &mut self.image {
                Some((_, depth)) if *depth > 0 => *depth -= 1,
                _ => self.end_image(),
            },
            TagEnd::CodeBlock => self.code = false,
            TagEnd::TableRow => self.end_row(),
            tag if is_nest(tag) => self.nested = self.nested.saturating_sub(1),
            _ => {}
        }
    }

    fn end_heading(&mut self) {
        let Some(heading) = self.heading.take() else { return };
        let range = self.origin(trimmed(&self.prepared.text, heading.range));
        let id = match heading.chosen {
            None => self.slugger.heading(heading.plain.trim()),
            Some(chosen) => {
                let id = self.slugger.chosen(&chosen);
                if id != chosen {
                    self.facts.findings.push(notes::heading_id(&chosen, &id, range.clone()));
                }
                id
            }
        };
        let text = heading.text.trim().to_owned();
        self.facts.headings.push(Heading { level: heading.level, id, text, range });
    }

    fn end_link(&mut self) {
        let Some(link) = self.link.take() else { return };
        let whole = self.origin(link.whole);
        if link.destination.trim().is_empty() {
            self.facts.findings.push(notes::no_address(whole));
            return;
        }
        if link.text.trim().is_empty() && !link.has_image {
            self.facts.findings.push(notes::no_words(whole));
        }
        self.facts.findings.extend(notes::scheme(&link.destination, link.range.clone()));
        self.facts.links.push(Reference { destination: link.destination, text: link.text, range: link.range });
    }

    fn end_image(&mut self) {
        let Some((image, _)) = self.image.take() else { return };
        if image.text.trim().is_empty() {
            let whole = self.origin(image.whole);
            self.facts.findings.push(notes::no_description(&image.destination, whole));
        }
        if let Some(link) = &mut self.link {
            link.has_image = true;
            link.text.push_str(&image.text);
        }
        self.facts.findings.extend(notes::scheme(&image.destination, image.range.clone()));
        let (destination, text, range) = (image.destination, image.text, image.range);
        self.facts.images.push(Reference { destination, text, range });
    }

    fn reference(&self, kind: LinkType, destination: CowStr<'_>, whole: Range<usize>) -> OpenReference {
        let place = destination_place(&self.prepared.text, kind, &destination, &whole);
        OpenReference {
            destination: destination.into_string(),
            text: String::new(),
            has_image: false,
            range: self.origin(place),
            whole,
        }
    }

    /// Takes in a raw `<a href>`; its words follow.
    pub(super) fn open_raw_link(&mut self, link: Reference) {
        self.close_raw_link();
        self.raw_link = Some(link);
    }

    pub(super) fn close_raw_link(&mut self) {
        self.facts.links.extend(self.raw_link.take());
    }

    fn footnote(&mut self, label: &str) {
        let number = self.notes.len() + 1;
        let label = &label.to_lowercase();
        match self.notes.get_mut(label) {
            Some((_, uses)) => *uses += 1,
            None => {
                self.notes.insert(label.to_owned(), (number, 1));
            }
        }
    }

    fn note_text(&mut self, label: &str, range: Range<usize>) {
        let written = &self.prepared.text[range.clone()];
        let end = range.start + written.find(':').map_or(written.len(), |colon| colon + 1);
        let place = self.origin(range.start..end);
        match self.note_texts.entry(label.to_lowercase()) {
            Entry::Vacant(free) => drop(free.insert(place)),
            Entry::Occupied(_) => {
                self.facts.findings.push(notes::defined_twice("footnote", &format!("[^{label}]"), place));
            }
        }
    }

    fn end_row(&mut self) {
        let Row { whole, last_cell, cells } = &self.row;
        if let Some(extra) = lost::cells(&self.prepared.text, whole, last_cell) {
            let finding = notes::cells(*cells, self.origin(extra));
            self.facts.findings.push(finding);
        }
    }

    fn near_misses(&mut self, range: &Range<usize>) {
        for mut finding in near::misses(&self.prepared.text, range) {
            finding.range = self.origin(finding.range);
            self.facts.findings.push(finding);
        }
    }

    /// Finds `[^label]` in a text: the parser makes a footnote of it only where it has one.
    fn missing_footnotes(&mut self, range: &Range<usize>) {
        let source = &self.prepared.text[range.clone()];
        for (at, _) in source.match_indices("[^") {
            let label = source[at + 2..].split([']', '[', '\n', ' ']).next().unwrap_or("");
            let end = at + 2 + label.len();
            if !label.is_empty() && source[end..].starts_with(']') {
                let place = self.origin(range.start + at..range.start + end + 1);
                self.facts.findings.push(notes::footnote(label, place));
            }
        }
    }

    fn diagram(&mut self, kind: &CodeBlockKind<'_>, range: Range<usize>) {
        let CodeBlockKind::Fenced(info) = kind else { return };
        let language = info.split([' ', ',', '{', '\t']).next().unwrap_or("").to_ascii_lowercase();
        if matches!(language.as_str(), "mermaid" | "plantuml" | "puml" | "graphviz" | "dot" | "d2") {
            let line = self.prepared.text[range.clone()].split('\n').next().unwrap_or("");
            let place = line.to_ascii_lowercase().find(&language).map_or(0, |at| at.min(line.len()));
            let start = range.start + place;
            let place = self.origin(start..(start + language.len()).min(range.start + line.len()));
            self.facts.findings.push(notes::diagram(&language, place));
        }
    }

    pub(super) fn finish(mut self) -> Facts {
        self.close_raw_link();
        let unused = self.note_texts.iter().filter(|(label, _)| !self.notes.contains_key(*label));
        self.facts.findings.extend(unused.map(|(label, place)| notes::footnote_unused(label, place.clone())));
        for (number, uses) in self.notes.values() {
            self.facts.anchors.push(format!("fn:{number}"));
            self.facts.anchors.push(format!("fnref:{number}"));
            self.facts.anchors.extend((2..=*uses).map(|usage| format!("fnref:{number}:{usage}")));
        }
        self.facts.anchors.sort();
        self.facts.anchors.dedup();
        self.facts
    }
}

fn is_nest(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::FootnoteDefinition | TagEnd::DefinitionList | TagEnd::Table
    )
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    range.start..range.start + text[range.clone()].trim_end().len()
}

/// Gives the place of the destination in `[words](destination)` if it stands there as the parser gives it; else the whole.
fn destination_place(text: &str, kind: LinkType, destination: &str, whole: &Range<usize>) -> Range<usize> {
    let written = &text[whole.clone()];
    if destination.is_empty() || !matches!(kind, LinkType::Inline | LinkType::Autolink) {
        return whole.clone();
    }
    let from = if kind == LinkType::Inline { written.rfind("](").map_or(0, |at| at + 2) } else { 0 };
    match written[from..].find(destination) {
        Some(at) => whole.start + from + at..whole.start + from + at + destination.len(),
        None => whole.clone(),
    }
}
