//! The words of a block, and what stands between them: the smallest parts that are compared.
//!
//! A word is what people take for one: `3.2`, `don't` and `open-source` are single words; a Chinese character is one too.
//! White space is no word; whether there is any before a word is kept with it.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::text::Text;
use crate::markdown::html;
use crate::markdown::stream::Piece;

/// The words of a block.
#[derive(Debug, Default)]
pub struct Words<'t> {
    /// What they were cut from; each word has its range in it.
    pub text: String,
    /// The words, in order.
    pub words: Vec<Word>,
    /// The spans that words may stand in, outermost first; the first entry is no span at all.
    pub spans: Vec<Vec<Span<'t>>>,
}

/// A word, or something else that has its place between words.
#[derive(Debug, Clone)]
pub struct Word {
    /// What it is.
    pub kind: WordKind,
    /// Where it stands in [`Words::text`].
    pub range: Range<usize>,
    /// Whether there is white space before it.
    pub gap: bool,
    /// The spans that it stands in, by number.
    pub span: usize,
    /// The pieces that it was made from, where it is no text.
    pub pieces: Range<usize>,
}

/// What stands between words, and they themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WordKind {
    /// A word.
    Word,
    /// A mark of punctuation.
    Sign,
    /// A span of code.
    Code,
    /// Text between raw tags, its entities as written.
    Raw,
    /// A raw tag.
    Tag,
    /// An image.
    Image,
    /// The mark of a footnote.
    Note,
    /// The box of a task.
    Task,
    /// The end of a line that the author asked for.
    Break,
    /// The beginning or end of words for an audience.
    Edge,
    /// A number, card or chart of a metric.
    Quote,
}

/// A span of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span<'t> {
    /// The kind of span, and where a link leads.
    pub key: Cow<'t, str>,
    /// The piece that opens it.
    pub piece: usize,
    /// Whether it makes a difference: emphasis does not.
    pub counts: bool,
}

/// Reads the words of the pieces of a block.
pub(super) fn read<'t>(text: &'t Text<'_>, pieces: Range<usize>) -> Words<'t> {
    let words = Words { spans: vec![Vec::new()], ..Words::default() };
    let mut reader = Reader { text, words, open: Vec::new(), span: 0, start: 0, gap: false };
    let mut at = pieces.start;
    while at < pieces.end {
        at = reader.take(at, pieces.end);
    }
    reader.end_run();
    reader.words
}

impl Words<'_> {
    /// Gives a word's text.
    pub fn text(&self, at: usize) -> &str {
        &self.text[self.words[at].range.clone()]
    }

    /// Gives some words as a line of text.
    pub fn line(&self, range: Range<usize>) -> String {
        let mut line = String::new();
        for at in range.clone() {
            if self.words[at].gap && at != range.start {
                line.push(' ');
            }
            line.push_str(self.shown(at));
        }
        line
    }

    /// Gives what a word shows, as text.
    pub fn shown(&self, at: usize) -> &str {
        match self.words[at].kind {
            WordKind::Tag | WordKind::Note | WordKind::Task | WordKind::Edge => "",
            WordKind::Break => " ",
            WordKind::Image => self.text(at).split('\0').nth(2).unwrap_or(""),
            _ => self.text(at),
        }
    }

    /// Counts the words, without the signs between them.
    pub fn count(&self) -> usize {
        self.words.iter().filter(|word| word.counts()).count()
    }

    /// Writes what the words say, for a hash.
    pub(super) fn say(&self, said: &mut Vec<u8>) {
        for at in 0..self.words.len() {
            self.say_one(at, said);
        }
    }

    /// Writes what one word says; two words that say the same are the same.
    pub(super) fn say_one(&self, at: usize, said: &mut Vec<u8>) {
        let word = &self.words[at];
        said.push(word.kind as u8);
        said.extend_from_slice(folded(self.text(at)).as_bytes());
        for span in self.spans[word.span].iter().filter(|span| span.counts) {
            said.push(1);
            said.extend_from_slice(span.key.as_bytes());
        }
        said.push(0);
    }
}

impl Word {
    /// Tells whether it is counted as a word.
    pub fn counts(&self) -> bool {
        matches!(self.kind, WordKind::Word | WordKind::Code | WordKind::Raw | WordKind::Image | WordKind::Quote)
    }
}

struct Reader<'t, 'a> {
    text: &'t Text<'a>,
    words: Words<'t>,
    /// The spans that are open, and their number.
    open: Vec<Span<'t>>,
    span: usize,
    /// Where the run of text begins that is not yet cut into words.
    start: usize,
    /// Whether white space came last.
    gap: bool,
}

impl<'t> Reader<'t, '_> {
    /// Takes the piece at a place; gives the place of the next one.
    fn take(&mut self, at: usize, end: usize) -> usize {
        match &self.text.pieces[at] {
            Piece::Markdown(Event::Text(text)) => self.words.text.push_str(text),
            Piece::Markdown(Event::SoftBreak) => self.words.text.push(' '),
            Piece::Markdown(Event::HardBreak) => self.single(WordKind::Break, "\n", at..at + 1),
            Piece::Markdown(Event::Code(code)) => self.single(WordKind::Code, code, at..at + 1),
            Piece::Markdown(Event::TaskListMarker(done)) => {
                self.single(WordKind::Task, if *done { "x" } else { "" }, at..at + 1);
            }
            Piece::Markdown(Event::FootnoteReference(label)) => self.single(WordKind::Note, label, at..at + 1),
            Piece::Markdown(Event::Start(Tag::Image { dest_url, title, .. })) => {
                return self.image(at, end, dest_url, title);
            }
            Piece::Markdown(Event::Start(tag)) => self.start(at, tag),
            Piece::Markdown(Event::End(tag)) if closes_span(*tag) => {
                self.end_run();
                self.open.pop();
                self.number_spans();
            }
            Piece::Words(_) | Piece::WordsEnd => self.single(WordKind::Edge, "", at..at + 1),
            Piece::Html(run) => self.html(run, at),
            Piece::Quote(mark) => self.single(WordKind::Quote, self.text.written(*mark), at..at + 1),
            _ => {}
        }
        at + 1
    }

    fn start(&mut self, at: usize, tag: &'t Tag<'_>) {
        let (key, counts): (Cow<'t, str>, bool) = match tag {
            Tag::Emphasis => ("e".into(), false),
            Tag::Strong => ("b".into(), false),
            Tag::Strikethrough => ("s".into(), true),
            Tag::Superscript => ("^".into(), true),
            Tag::Subscript => ("_".into(), true),
            Tag::Link { dest_url, title, .. } => {
                (format!("a{}\u{1}{}", self.text.target(dest_url), folded(title)).into(), true)
            }
            _ => return,
        };
        self.end_run();
        self.open.push(Span { key, piece: at, counts });
        self.number_spans();
    }

    fn number_spans(&mut self) {
        let spans = &mut self.words.spans;
        self.span = if self.open.is_empty() { 0 } else { spans.len() };
        if !self.open.is_empty() {
            spans.push(self.open.clone());
        }
    }

    /// Takes an image and its description.
    fn image(&mut self, at: usize, end: usize, destination: &str, title: &str) -> usize {
        let (mut depth, mut next, mut alt) = (1, at + 1, String::new());
        while depth > 0 && next < end {
            match &self.text.pieces[next] {
                Piece::Markdown(Event::Start(_)) => depth += 1,
                Piece::Markdown(Event::End(_)) => depth -= 1,
                Piece::Markdown(Event::Text(text) | Event::Code(text)) => alt.push_str(text),
                Piece::Markdown(Event::SoftBreak | Event::HardBreak) => alt.push(' '),
                _ => {}
            }
            next += 1;
        }
        let said = [self.text.target(destination), title, &alt].map(|part| part.replace('\0', "")).join("\0");
        self.single(WordKind::Image, &said, at..next);
        next
    }

    fn html(&mut self, run: &str, at: usize) {
        for (token, range) in html::tokens(run) {
            match token {
                html::Token::Text(text) => self.raw(text, at),
                html::Token::Open(tag) if tag.name.eq_ignore_ascii_case("img") => {
                    let value = |name| tag.get(name).map_or("", |attribute| &*attribute.value).replace('\0', "");
                    let target = self.text.target(&value("src")).to_owned();
                    let said = [target, run[range].replace('\0', ""), value("alt")].join("\0");
                    self.single(WordKind::Image, &said, at..at + 1);
                }
                html::Token::Open(_) | html::Token::Close(_) => self.single(WordKind::Tag, &run[range], at..at + 1),
                html::Token::Hidden => {}
            }
        }
    }

    /// Takes text between raw tags, cut at white space.
    fn raw(&mut self, text: &str, at: usize) {
        for (number, part) in text.split(char::is_whitespace).enumerate() {
            self.end_run();
            self.gap |= number > 0;
            if !part.is_empty() {
                self.single(WordKind::Raw, part, at..at + 1);
            }
        }
    }

    fn single(&mut self, kind: WordKind, text: &str, pieces: Range<usize>) {
        self.end_run();
        let start = self.words.text.len();
        self.words.text.push_str(text);
        self.push(kind, start..self.words.text.len(), pieces);
        self.start = self.words.text.len();
    }

    fn push(&mut self, kind: WordKind, range: Range<usize>, pieces: Range<usize>) {
        let gap = std::mem::take(&mut self.gap);
        self.words.words.push(Word { kind, range, gap, span: self.span, pieces });
    }

    /// Cuts the run of text into words.
    fn end_run(&mut self) {
        let mut at = self.start;
        while let Some(first) = self.words.text[at..].chars().next() {
            if first.is_whitespace() {
                self.gap = true;
                at += first.len_utf8();
                continue;
            }
            let (kind, length) = word_at(&self.words.text[at..], first);
            self.push(kind, at..at + length, 0..0);
            at += length;
        }
        self.start = at;
    }
}

/// Tells whether an end closes a span of words.
fn closes_span(end: TagEnd) -> bool {
    matches!(
        end,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
    )
}

/// Tells what stands at the start of a text, and how long it is.
fn word_at(text: &str, first: char) -> (WordKind, usize) {
    if stands_alone(first) {
        let marks = text[first.len_utf8()..].chars().take_while(|c| is_combining_mark(*c)).map(char::len_utf8);
        return (WordKind::Word, first.len_utf8() + marks.sum::<usize>());
    }
    if !is_letter(first) {
        let same = text.chars().take_while(|c| *c == first && matches!(first, '-' | '.')).count();
        return (WordKind::Sign, first.len_utf8() * same.max(1));
    }
    let mut end = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let mut joins =
            || is_joint(c) && letters.peek().is_some_and(|(_, next)| is_letter(*next) && !stands_alone(*next));
        if stands_alone(c) || !(is_letter(c) || joins()) {
            break;
        }
        end = at + c.len_utf8();
    }
    (WordKind::Word, end)
}

fn is_letter(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() || c == '_' } else { c.is_alphanumeric() || is_combining_mark(c) }
}

/// Tells whether a sign between two letters makes them one word.
fn is_joint(c: char) -> bool {
    matches!(c, '.' | '\'' | '’' | '-' | '–' | '‑' | '/' | '@' | ':' | '&' | '+' | '\u{ad}')
}

/// Tells whether a letter is a word of its own, since its script puts no spaces between words.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
        && !is_combining_mark(c)
}

/// Folds what looks different and says the same: typographic signs, composed letters.
pub(super) fn folded(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        let is_dash = text.len() > 1 && text.bytes().all(|byte| byte == b'-');
        return if is_dash { Cow::Borrowed("-") } else { Cow::Borrowed(text) };
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.nfc() {
        match c {
            '‘' | '’' | '‚' | '‛' | '′' => folded.push('\''),
            '“' | '”' | '„' | '‟' | '″' => folded.push('"'),
            '‐' | '‑' | '‒' | '–' | '—' | '―' => folded.push('-'),
            '…' => folded.push_str("..."),
            '\u{ad}' => {}
            c => folded.push(c),
        }
    }
    Cow::Owned(folded)
}
