//! Reads the audience marks of a page and judges them: what the cut pages of every audience look like decides whether
//! the marks mean what they seem to mean.
//!
//! The marks are found beside a parser without tables; the cut texts are parsed again with the real options. Where
//! anything that looks like a mark is left outside code, or a mark splits a table, the page is doubtful.

use std::collections::BTreeMap;
use std::ops::Range;

use memchr::memmem;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::audience::Audience;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::markdown::directive::{Matter, stretches};
use crate::markdown::slug::Slugger;
use crate::markdown::{self, Dialect};
use crate::path::SourcePath;

use super::marks::advice::advice;
use super::marks::cut::{Cut, cut};
use super::marks::sight::sights;
use super::marks::{Doubt, Form, Mark, find};

/// What was found in the Markdown of a page.
#[derive(Debug, Default)]
pub(super) struct Review {
    /// The marks, counted from the start of the Markdown.
    pub(super) marks: Vec<Mark>,
    /// What is doubtful, with places in the file.
    pub(super) doubts: Vec<Doubt>,
    /// Findings that make nothing doubtful.
    pub(super) notes: Vec<Diagnostic>,
}

/// Reads and judges the marks of `body`; a page without anything that looks like one costs one look.
pub(super) fn review(source: &SourcePath, file: &str, body: &Range<usize>, config: &Config) -> Review {
    let text = &file[body.clone()];
    let names = &config.audiences;
    if sights(text, names).is_empty() && !holds_widest(text, config) {
        return Review::default();
    }
    let options = options(config);
    let (marks, mut doubts) = find(text, names);
    doubts.extend(split_tables(text, &marks, options));
    for doubt in &mut doubts {
        doubt.range = body.start + doubt.range.start..body.start + doubt.range.end;
    }
    let all = cut(file, body, &marks, names, names.narrowest());
    let ids = headings(&all, options);
    let mut notes = Vec::new();
    for audience in levels(config) {
        let made = cut(file, body, &marks, names, audience);
        doubts.extend(leftovers(&made, config, options));
        if made.hides {
            notes.extend(renumbered(source, &ids, &headings(&made, options)));
        }
    }
    sort(&mut doubts);
    notes.dedup();
    Review { marks, doubts, notes }
}

/// Gives the audiences that some edition is for, and the narrowest.
pub(super) fn levels(config: &Config) -> Vec<Audience> {
    let mut levels: Vec<Audience> = config.editions.iter().map(|edition| edition.audience).collect();
    levels.push(config.audiences.narrowest());
    levels.sort();
    levels.dedup();
    levels
}

/// Sorts doubts by place, one for each; of those that overlap, one that knows what is wrong.
pub(super) fn sort(doubts: &mut Vec<Doubt>) {
    doubts.sort_by_key(|doubt| (doubt.range.start, doubt.range.end, doubt.code));
    doubts.dedup_by(|later, first| {
        let is_same = later.range.start <= first.range.end;
        if is_same && (later.is_guess, later.code) < (first.is_guess, first.code) {
            std::mem::swap(later, first);
        }
        is_same
    });
}

/// The marks of the widest audience hide nothing, but they are taken off like the others.
fn holds_widest(text: &str, config: &Config) -> bool {
    let widest = config.audiences.name(Audience::WIDEST);
    memmem::find_iter(text.as_bytes(), widest).any(|at| text[..at].trim_end_matches([' ', '\t']).ends_with(':'))
}

fn options(config: &Config) -> Options {
    let audiences = config.audiences.names().to_vec();
    markdown::options(&Dialect { smart_punctuation: config.smart_punctuation, audiences })
}

/// Finds what looks like a mark in a cut text, outside what is surely code.
fn leftovers(made: &Cut, config: &Config, options: Options) -> Vec<Doubt> {
    let seen = sights(&made.text, &config.audiences);
    if seen.is_empty() {
        return Vec::new();
    }
    let mut code = stretches(&made.text, options);
    code.retain(|stretch| stretch.matter == Matter::Code);
    let is_code = |range: &Range<usize>| {
        let after = code.partition_point(|stretch| stretch.range.start <= range.start);
        after > 0 && range.end <= code[after - 1].range.end
    };
    let doubt = |range: Range<usize>| {
        let help = advice(&made.text, &range, &config.audiences);
        let message = "this looks like an audience mark, but it is none";
        Doubt { is_guess: true, ..Doubt::new(made.map.range(&range), message, help) }
    };
    seen.into_iter().filter(|range| !is_code(range)).map(doubt).collect()
}

/// Finds marks on lines of their own between the rows of a table: for the real parser they are rows.
fn split_tables(text: &str, marks: &[Mark], options: Options) -> Vec<Doubt> {
    let tables: Vec<Range<usize>> = Parser::new_ext(text, options)
        .into_offset_iter()
        .filter_map(|(event, range)| matches!(event, Event::Start(Tag::Table(_))).then_some(range))
        .collect();
    let table = |at: usize| {
        let after = tables.partition_point(|table| table.start <= at);
        after.checked_sub(1).map(|index| &tables[index]).filter(|table| at < table.end)
    };
    let splits = |mark: &Mark| match &mark.form {
        Form::Block { open, close } => {
            let before = table(open.start).is_some_and(|table| table.start < open.start);
            // Lines that close what holds the mark are no rows.
            let is_fence = |c: char| c.is_whitespace() || matches!(c, ':' | '>');
            let behind = table(close.start)
                .is_some_and(|table| !text[close.end..table.end.max(close.end)].trim_matches(is_fence).is_empty());
            (before || behind).then(|| if before { open.clone() } else { close.clone() })
        }
        Form::Inline { whole, words } => {
            let inside = &text[words.clone()];
            (table(whole.start).is_some() && inside.contains('|')).then(|| whole.clone())
        }
        Form::Closed { .. } => None,
    };
    let doubt = |range| {
        Doubt::new(
            range,
            "this audience mark splits a table",
            "put the mark around the whole table, with blank lines; inside a cell, write `:name[words]`",
        )
    };
    marks.iter().filter_map(splits).map(doubt).collect()
}

/// Gives the ids of all headings by the place of the heading in the file.
fn headings(made: &Cut, options: Options) -> BTreeMap<usize, (Range<usize>, String)> {
    let mut slugger = Slugger::default();
    let mut found = BTreeMap::new();
    let mut words: Option<String> = None;
    let mut chosen = None;
    for (event, range) in Parser::new_ext(&made.text, options).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { id, .. }) => (words, chosen) = (Some(String::new()), id),
            Event::End(TagEnd::Heading(_)) => {
                let words = words.take().unwrap_or_default();
                let id = match chosen.take() {
                    Some(id) => slugger.chosen(&id),
                    None => slugger.heading(&words),
                };
                let line = made.text[range.clone()].trim_end().len();
                let place = made.map.range(&(range.start..range.start + line));
                found.insert(place.start, (place, id));
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(words) = &mut words {
                    words.push_str(&text);
                }
            }
            _ => {}
        }
    }
    found
}

type Ids = BTreeMap<usize, (Range<usize>, String)>;

/// Finds headings that have another id for some readers because another heading is hidden from them.
fn renumbered(source: &SourcePath, all: &Ids, seen: &Ids) -> Vec<Diagnostic> {
    let differs = |(at, (range, id)): (&usize, &(Range<usize>, String))| {
        let (_, whole) = all.get(at)?;
        let end = whole.strip_prefix(id.as_str()).and_then(|end| end.strip_prefix('-'));
        let numbered = end.is_some_and(|end| !end.is_empty() && end.bytes().all(|byte| byte.is_ascii_digit()));
        numbered.then(|| {
            let message = format!("the id of this heading is `{whole}` for some readers and `{id}` for others");
            Diagnostic::new(Code::HeadingRenumbered, Span::new(source, range.clone()), message)
                .help("give the heading an id of its own, such as `## Scope {#scope-of-use}`, or change its words")
        })
    };
    seen.iter().filter_map(differs).collect()
}
