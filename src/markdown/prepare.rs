//! Makes a text ready for the Markdown parser, which knows neither directives nor other tools' shortcodes.
//!
//! A directive's line is replaced by an HTML comment, which the parser takes as a block of its own wherever a directive
//! may stand; the ends of an inline directive become tags of no meaning. The place of each is kept as a [`Mark`], so a
//! mark is known by where it stands and cannot be forged by what an author writes. A text without any is not copied.

use std::borrow::Cow;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::directive::{self, Head, Inline, Line, LineKind};
use super::stream::LARGEST;
use super::{Dialect, Slip, shortcode, slips};
use crate::text::{Patchwork, SourceMap};

/// A text that the parser reads as we mean it.
#[derive(Debug)]
pub struct Prepared<'a> {
    /// The text as the author wrote it.
    pub original: &'a str,
    /// The text for the parser.
    pub text: Cow<'a, str>,
    /// The directives, by their place in `text`.
    pub marks: Vec<Mark>,
    /// What was found on the way; ranges of `original`.
    pub slips: Vec<Slip>,
    map: Option<SourceMap>,
}

impl Prepared<'_> {
    /// Gives the range of the original text that a range of the prepared one came from.
    pub fn origin(&self, range: Range<usize>) -> Range<usize> {
        self.map.as_ref().map_or(range.clone(), |map| map.range(&range))
    }

    /// Gives the mark that stands at `here` in the prepared text.
    pub fn mark_at(&self, here: usize) -> Option<usize> {
        if self.marks.is_empty() {
            return None;
        }
        self.marks.binary_search_by_key(&here, |mark| mark.here).ok()
    }
}

/// A directive, or the end of one.
#[derive(Debug)]
pub struct Mark {
    /// Where its stand-in begins in the prepared text.
    pub here: usize,
    /// Where it was written.
    pub range: Range<usize>,
    /// What it does.
    pub kind: MarkKind,
}

/// What a mark does.
#[derive(Debug)]
pub enum MarkKind {
    /// Opens a container.
    Open {
        /// How many colons; the closing line has as many.
        colons: usize,
        /// What the container is.
        container: Container,
        /// The words after the name, as Markdown of one line.
        title: Option<Range<usize>>,
        /// Whether it carries the attribute `open`.
        open: bool,
    },
    /// Closes a container.
    Close {
        /// How many colons.
        colons: usize,
    },
    /// A directive that is shown as it was written.
    Written,
    /// A number or a chart stands here.
    Quote(Quote),
    /// Words for that audience begin.
    Words(String),
    /// Words for an audience end.
    WordsEnd,
}

/// A metric that a text quotes: what it says may change though the text does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// In which form it is quoted.
    pub form: Form,
    /// The metric's id.
    pub id: String,
    /// The other attributes and their values.
    pub attributes: Vec<(String, String)>,
    /// Where it was written.
    pub range: Range<usize>,
}

/// In which form a metric is quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// Its value, unit and date, in a line.
    Number,
    /// Its card, as a block.
    Card,
    /// Its chart, as a block.
    Chart,
}

/// The names of directives that quote a metric.
pub const QUOTES: &[&str] = &["metric", "chart"];

/// The ways in which a chart may be drawn.
pub const CHARTS: &[&str] = &["line", "bar", "stacked", "spark", "bullet"];

/// What a container directive is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Container {
    /// `note`, `tip`, `warning` or `danger`.
    Callout(&'static str),
    /// A part that readers open.
    Details,
    /// Words for that audience.
    Audience(String),
    /// A name that nobody knows: shown as it was written.
    Unknown,
}

/// The names of callouts.
pub const CALLOUTS: &[&str] = &["note", "tip", "warning", "danger"];

impl Container {
    /// Gives what a name means.
    pub fn find(name: &str, dialect: &Dialect) -> Self {
        match CALLOUTS.iter().find(|known| **known == name) {
            Some(known) => Self::Callout(known),
            None if name == "details" => Self::Details,
            None if dialect.audiences.iter().any(|audience| audience == name) => Self::Audience(name.to_owned()),
            None => Self::Unknown,
        }
    }
}

/// The stand-in for a directive's line.
const BLOCK: &str = "<!---->";
/// The stand-in for a number in a line.
const NUMBER: &str = "<x-n>";
/// The stand-ins for the ends of an inline directive.
const INLINE: (&str, &str) = ("<x-o>", "</x-o>");

/// Makes a text ready; one that is too large to be parsed is left as it is.
pub fn prepare<'a>(text: &'a str, dialect: &Dialect) -> Prepared<'a> {
    let mut edits = Edits::default();
    if text.len() > LARGEST {
        return edits.apply(text);
    }
    if may_hold_directives(text) {
        edits.directives(text, dialect);
    }
    shortcode::find(text, |range, replaced| edits.shortcode(range, replaced));
    edits.apply(text)
}

/// Tells quickly whether there is any reason to look for directives.
pub fn may_hold_directives(text: &str) -> bool {
    let bytes = text.as_bytes();
    text.match_indices(':').any(|(at, _)| {
        let before = at.checked_sub(1).map_or(b'\n', |before| bytes[before]);
        match bytes.get(at + 1) {
            Some(b':') => matches!(before, b'\n' | b' ' | b'\t' | b'>'),
            Some(&first) if is_name(first) && !before.is_ascii_alphanumeric() => {
                let name = bytes[at + 1..].iter().position(|&byte| !is_name(byte));
                matches!(name.map(|length| bytes[at + 1 + length]), Some(b'[' | b'{'))
            }
            _ => false,
        }
    })
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_') || byte >= 0x80
}

/// The changes to make, and what was found with them.
#[derive(Default)]
struct Edits {
    /// A range of the original, what stands there instead, and the mark that it is.
    edits: Vec<(Range<usize>, &'static str, Option<MarkKind>)>,
    slips: Vec<Slip>,
}

impl Edits {
    fn directives(&mut self, text: &str, dialect: &Dialect) {
        let opaque = directive::opaque(text);
        for line in directive::lines(text, &opaque) {
            let kind = self.line(text, &line, dialect);
            self.edits.push((line.range, BLOCK, Some(kind)));
        }
        self.slips.extend(slips::braced_numbers(text, &opaque));
        for inline in directive::inlines(text, &opaque) {
            let Some(words) = inline.head.text.clone() else { continue };
            if inline.head.name == "metric" && !dialect.audiences.contains(&inline.head.name) {
                let quote = self.number(text, &inline);
                self.edits.push((inline.range, NUMBER, Some(MarkKind::Quote(quote))));
                continue;
            }
            if !dialect.audiences.contains(&inline.head.name) {
                self.slips.push(slips::unknown(&inline.head, dialect));
                continue;
            }
            self.slips.extend(slips::attributes(&inline.head, &[]));
            let opens = MarkKind::Words(inline.head.name.clone());
            self.edits.push((inline.range.start..words.start, INLINE.0, Some(opens)));
            self.edits.push((words.end..inline.range.end, INLINE.1, Some(MarkKind::WordsEnd)));
        }
    }

    fn line(&mut self, text: &str, line: &Line, dialect: &Dialect) -> MarkKind {
        match &line.kind {
            LineKind::Close { colons } => MarkKind::Close { colons: *colons },
            LineKind::Leaf(head) if QUOTES.contains(&head.name.as_str()) => self.block(text, line, head),
            LineKind::Leaf(head) => {
                self.slips.push(slips::unknown(head, dialect));
                MarkKind::Written
            }
            LineKind::Open { colons, head } => self.open(text, *colons, head, dialect),
        }
    }

    fn number(&mut self, text: &str, inline: &Inline) -> Quote {
        self.slips.extend(slips::attributes(&inline.head, &[]));
        let id = inline.head.text.clone().map_or("", |range| text[range].trim()).to_owned();
        Quote { form: Form::Number, id, attributes: Vec::new(), range: inline.range.clone() }
    }

    /// Takes a line that quotes a metric as a block; one without an id is shown as it was written.
    fn block(&mut self, text: &str, line: &Line, head: &Head) -> MarkKind {
        let form = if head.name == "chart" { Form::Chart } else { Form::Card };
        let known: &[&str] = if form == Form::Chart { &["id", "kind", "from", "to"] } else { &["id"] };
        self.slips.extend(slips::attributes(head, known));
        self.slips.extend(slips::rest(text, head));
        let Some(quote) = quote(form, head, line.range.clone()) else {
            self.slips.push(slips::no_id(head));
            return MarkKind::Written;
        };
        self.slips.extend(slips::chart_kind(head));
        MarkKind::Quote(quote)
    }

    fn open(&mut self, text: &str, colons: usize, head: &Head, dialect: &Dialect) -> MarkKind {
        let container = Container::find(&head.name, dialect);
        let known: &[&str] = if container == Container::Details { &["open"] } else { &[] };
        if container == Container::Unknown {
            self.slips.push(slips::unknown(head, dialect));
        } else {
            self.slips.extend(slips::attributes(head, known));
            self.slips.extend(slips::rest(text, head));
        }
        let title =
            head.text.clone().or_else(|| head.rest.clone()).filter(|range| !text[range.clone()].trim().is_empty());
        let open = head.attributes.iter().any(|(name, ..)| name == "open");
        MarkKind::Open { colons, container, title, open }
    }

    fn shortcode(&mut self, range: Range<usize>, angles: Vec<usize>) {
        self.slips.push(slips::shortcode(range));
        self.edits.extend(angles.into_iter().map(|at| (at..at + 1, "&lt;", None)));
    }

    fn apply(mut self, text: &str) -> Prepared<'_> {
        if self.edits.is_empty() {
            return Prepared { original: text, text: text.into(), marks: Vec::new(), slips: self.slips, map: None };
        }
        self.edits.sort_by_key(|(range, ..)| range.start);
        let mut patchwork = Patchwork::default();
        let mut marks = Vec::new();
        let mut at = 0;
        for (range, stand_in, kind) in self.edits {
            if range.start < at {
                continue;
            }
            patchwork.copy(text, at..range.start);
            let here = patchwork.text().len();
            patchwork.insert(stand_in, range.start);
            at = range.end;
            marks.extend(kind.map(|kind| Mark { here, range, kind }));
        }
        patchwork.copy(text, at..text.len());
        let (prepared, map) = patchwork.finish();
        Prepared { original: text, text: prepared.into(), marks, slips: self.slips, map: Some(map) }
    }
}

fn quote(form: Form, head: &Head, range: Range<usize>) -> Option<Quote> {
    let (mut ids, others): (Vec<_>, Vec<_>) = head.attributes.iter().partition(|(name, ..)| name == "id");
    let (_, id, _) = ids.pop().filter(|(_, id, _)| !id.is_empty())?;
    let attributes = others.into_iter().map(|(name, value, _)| (name.clone(), value.clone())).collect();
    Some(Quote { form, id: id.clone(), attributes, range })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialect() -> Dialect {
        Dialect { smart_punctuation: false, audiences: vec!["internal".into()] }
    }

    #[test]
    fn an_ordinary_text_is_not_copied() {
        for text in ["", "a: b", "```rust\nfoo::bar()\n```", "std::fmt, 10:30[x] https://a.b {x}", "a `:::` b"] {
            let prepared = prepare(text, &dialect());
            assert!(matches!(prepared.text, Cow::Borrowed(_)), "{text:?}");
        }
    }

    #[test]
    fn numbers_and_charts_become_stand_ins() {
        let text = "a :metric[ up ] b\n\n::metric{id=up}\n\n::chart{id=up kind=bar from=2025}\n";
        let prepared = prepare(text, &dialect());
        assert_eq!(prepared.text, "a <x-n> b\n\n<!---->\n\n<!---->\n");
        let quotes = prepared.marks.iter().filter_map(|mark| match &mark.kind {
            MarkKind::Quote(quote) => Some((quote.form, quote.id.as_str(), quote.attributes.len())),
            _ => None,
        });
        assert_eq!(
            quotes.collect::<Vec<_>>(),
            [(Form::Number, "up", 0), (Form::Card, "up", 0), (Form::Chart, "up", 2)]
        );
        assert!(prepared.slips.is_empty(), "{:?}", prepared.slips);
    }

    #[test]
    fn a_slip_in_a_quote_is_found() {
        for (text, part) in [
            ("::metric{}", "does not say which"),
            ("::metric", "does not say which"),
            ("::chart{id=a kind=pie}", "`pie` is no kind of chart"),
            ("::metric{id=a kind=bar}", "no attribute `kind`"),
            (":::chart{id=a}\n:::", "stands on a line of its own with two colons"),
            ("a :chart[b] c", "stands on a line of its own with two colons"),
        ] {
            let prepared = prepare(text, &dialect());
            assert!(prepared.slips.iter().any(|slip| slip.message.contains(part)), "{text}: {:?}", prepared.slips);
        }
    }

    #[test]
    fn directives_become_stand_ins() {
        let text = "a\n\n:::note[T]\nb :internal[c] d\n:::\n";
        let prepared = prepare(text, &dialect());
        assert_eq!(prepared.text, "a\n\n<!---->\nb <x-o>c</x-o> d\n<!---->\n");
        assert_eq!(
            prepared.marks.iter().map(|mark| &text[mark.range.clone()]).collect::<Vec<_>>(),
            [":::note[T]", ":internal[", "]", ":::"]
        );
        let here = prepared.text.find('d').expect("the word is there");
        assert_eq!(&text[prepared.origin(here..here + 1)], "d");
        assert!(prepared.slips.is_empty(), "{:?}", prepared.slips);
    }
}
