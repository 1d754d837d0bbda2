//! Two states of a page as one: what came is `ins`, what went is `del`, what stands elsewhere says so at both places.
//!
//! Blocks and spans are written by the page's own writer, so a redline looks like the page, and nothing becomes markup
//! that would not on the page. The marks are the innermost elements; so they nest whatever changed. What is left when
//! the deletions are taken out reads as the new page does. Headings that went have no ids.

use std::collections::BTreeSet;
use std::fmt::Write;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, Tag, TagEnd};

use super::links::{self, Addresses};
use super::write::Writer;
use super::{Html, Input, code, escape};
use crate::markdown::prepare::{Prepared, prepare};
use crate::markdown::stream::Piece;
use crate::redline::duty::{self, Obligation};
use crate::redline::{self, Block, Change, Kind, Run, Source, Text, text};

mod words;

/// Two states of a page.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'a> {
    /// What it was.
    pub old: &'a Input<'a>,
    /// What it is.
    pub new: &'a Input<'a>,
    /// What links into the version of each start with.
    pub roots: (&'a str, &'a str),
}

/// A redline as a page shows it.
#[derive(Debug)]
pub struct Redlined {
    /// The text.
    pub html: Html,
    /// The sentences that oblige in another way.
    pub obligations: Vec<Obligation>,
}

/// How many words of a block that stands elsewhere are shown where it stood.
const EXCERPT: usize = 8;

fn source<'a>(input: &'a Input<'a>, root: &'a str) -> Source<'a> {
    Source { links: input.links, root, title_heading: input.title_heading }
}

/// Renders what changed between two states of a page, inside the page.
pub fn redlined(pair: Pair<'_>) -> Redlined {
    let (one, other) = (prepare(pair.old.text, pair.old.dialect), prepare(pair.new.text, pair.new.dialect));
    let names = text::same_links(source(pair.old, pair.roots.0), source(pair.new, pair.roots.1));
    let none = text::Names::new();
    let old = text::read(&one, pair.old.dialect, pair.old.title_heading, &names);
    let new = text::read(&other, pair.new.dialect, pair.new.title_heading, &none);
    let redline = redline::compare(&old, &new);
    let mut scribe = Scribe {
        writer: Writer::new(pair.new, &other),
        sides: [(pair.old, &one, &old), (pair.new, &other, &new)],
        joined: redline::continued(&redline),
        spans: Vec::new(),
        mark: None,
        label: None,
    };
    scribe.changes(&redline.blocks);
    scribe.changes(&redline.notes);
    Redlined { html: Html(scribe.finish()), obligations: duty::changed(&old, &new, &redline) }
}

/// One of the two states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Old = 0,
    New = 1,
}

/// What became of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Came,
    Went,
}

impl Mark {
    /// Gives the tags around what it marks.
    fn tags(self) -> (&'static str, &'static str) {
        match self {
            Self::Came => ("<ins class=\"rl\">", "</ins>"),
            Self::Went => ("<del class=\"rl\">", "</del>"),
        }
    }

    /// Gives a space that came or went. It stands before what is marked, so that no line is drawn under it.
    fn space(self) -> &'static str {
        match self {
            Self::Came => "<ins class=\"rs\"> </ins>",
            Self::Went => "<del class=\"rs\"> </del>",
        }
    }

    fn side(self) -> Side {
        match self {
            Self::Came => Side::New,
            Self::Went => Side::Old,
        }
    }
}

/// The page so far, and what is open in it beside what the writer knows.
struct Scribe<'a, 't> {
    writer: Writer<'a>,
    sides: [(&'a Input<'a>, &'a Prepared<'a>, &'t Text<'a>); 2],
    /// The moves that go on with the one before.
    joined: BTreeSet<usize>,
    /// The spans that are open, by key, and what ends each.
    spans: Vec<(String, TagEnd)>,
    mark: Option<Mark>,
    /// What stands before the next words: the label of a block that stood elsewhere.
    label: Option<String>,
}

impl<'a, 't> Scribe<'a, 't> {
    fn text(&self, side: Side) -> &'t Text<'a> {
        self.sides[side as usize].2
    }

    /// Makes the writer write what belongs to a block of one side.
    fn turn(&mut self, side: Side, block: &Block) {
        (self.writer.input, self.writer.prepared) = (self.sides[side as usize].0, self.sides[side as usize].1);
        self.writer.heading = block.heading;
        self.writer.is_past = side == Side::Old;
    }

    fn changes(&mut self, changes: &[Change<'t>]) {
        for change in changes {
            self.change(change);
        }
    }

    fn change(&mut self, change: &Change<'t>) {
        match change {
            Change::Same(_, block) => {
                self.turn(Side::New, block);
                block.pieces.clone().for_each(|at| self.feed(Side::New, at));
            }
            Change::Within(old, block, children) => self.within(old, block, children),
            Change::Row(old, new, cells) => {
                let row = new.map(|row| (Side::New, row)).or(old.map(|row| (Side::Old, row)));
                let Some((side, row)) = row else { return };
                self.turn(side, row);
                self.feed(side, row.pieces.start);
                self.changes(cells);
                self.feed(side, row.pieces.end - 1);
            }
            Change::Words(_, block, merge) => self.words(block, merge),
            Change::Lines(old, new, runs) => self.lines(old, new, runs),
            Change::Inserted(block) => self.whole(Mark::Came, block),
            Change::Deleted(block) => self.whole(Mark::Went, block),
            Change::Arrived(number, within) => {
                if !self.joined.contains(number) {
                    self.label = Some(arrived(*number));
                }
                self.change(within);
                self.label();
            }
            Change::Gone(number, block) => {
                if !self.joined.contains(number) {
                    self.gone(*number, block);
                }
            }
            Change::Blank => {
                self.writer.take(Piece::Markdown(Event::Start(Tag::TableCell)), 0..0);
                self.writer.take(Piece::Markdown(Event::End(TagEnd::TableCell)), 0..0);
            }
        }
    }

    /// Hands a piece to the writer; before words, what was to stand before them.
    fn feed(&mut self, side: Side, at: usize) {
        let piece = &self.text(side).pieces[at];
        if self.label.is_some() {
            match piece {
                Piece::Markdown(Event::Start(Tag::CodeBlock(_) | Tag::Table(_)) | Event::Rule) => {
                    self.writer.out.push_str("<p>");
                    self.label();
                    self.writer.out.push_str("</p>\n");
                }
                Piece::Markdown(
                    Event::Text(_)
                    | Event::Code(_)
                    | Event::FootnoteReference(_)
                    | Event::Start(
                        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. },
                    ),
                ) => self.label(),
                _ => {}
            }
        }
        if let Piece::Quote(_) = piece {
            let before = self.text(side).pieces[..at].iter();
            self.writer.quotes = before.filter(|piece| matches!(piece, Piece::Quote(_))).count();
        }
        self.writer.take(piece.clone(), 0..0);
    }

    fn label(&mut self) {
        if let Some(label) = self.label.take() {
            self.writer.out.push_str(&label);
        }
    }

    fn within(&mut self, old: &'t Block, block: &'t Block, children: &[Change<'t>]) {
        self.turn(Side::New, block);
        match &self.text(Side::New).pieces[block.pieces.start] {
            Piece::Markdown(Event::Start(Tag::Table(_))) => {
                let alignments = self.alignments(old, block, children);
                self.writer.take(Piece::Markdown(Event::Start(Tag::Table(alignments))), 0..0);
            }
            _ => self.feed(Side::New, block.pieces.start),
        }
        self.changes(children);
        self.turn(Side::New, block);
        self.feed(Side::New, block.pieces.end - 1);
    }

    /// Gives the alignments of the columns of both states of a table.
    fn alignments(&self, old: &Block, new: &Block, rows: &[Change<'_>]) -> Vec<Alignment> {
        let of = |side: Side, block: &Block| match &self.text(side).pieces[block.pieces.start] {
            Piece::Markdown(Event::Start(Tag::Table(alignments))) => alignments.clone(),
            _ => Vec::new(),
        };
        let (before, after) = (of(Side::Old, old), of(Side::New, new));
        let Some(Change::Row(_, _, cells)) = rows.iter().find(|row| matches!(row, Change::Row(Some(_), Some(_), _)))
        else {
            return after;
        };
        let (mut a, mut b) = (before.into_iter(), after.into_iter());
        let column = |cell: &Change<'_>| match cell {
            Change::Deleted(_) => a.next(),
            Change::Inserted(_) => b.next(),
            _ => a.next().and(b.next()),
        };
        cells.iter().map(column).map(|alignment| alignment.unwrap_or(Alignment::None)).collect()
    }

    fn lines(&mut self, old: &Block, new: &Block, runs: &[Run]) {
        let codes = [self.text(Side::Old).code(old), self.text(Side::New).code(new)];
        let part = |run: &Run| match run {
            Run::Same(_, lines) => code::Part { code: 1, lines: lines.clone(), marks: ("", "") },
            Run::Deleted(lines) => code::Part { code: 0, lines: lines.clone(), marks: Mark::Went.tags() },
            Run::Inserted(lines) => code::Part { code: 1, lines: lines.clone(), marks: Mark::Came.tags() },
        };
        let parts: Vec<code::Part> = runs.iter().map(part).collect();
        let (before, after) = (self.text(Side::Old).title(old), self.text(Side::New).title(new));
        let titles = if before == after {
            [None, after.map(|title| (title, ("", "")))]
        } else {
            [before.map(|title| (title, Mark::Went.tags())), after.map(|title| (title, Mark::Came.tags()))]
        };
        let titles: Vec<code::Title<'_>> = titles.into_iter().flatten().collect();
        self.turn(Side::New, new);
        self.code((Side::New, new), &titles, &[&codes[0], &codes[1]], &parts);
    }

    fn code(
        &mut self,
        (side, block): (Side, &Block),
        titles: &[code::Title<'_>],
        codes: &[&str],
        parts: &[code::Part],
    ) {
        if self.label.is_some() {
            self.writer.out.push_str("<p>");
            self.label();
            self.writer.out.push_str("</p>\n");
        }
        let indented = CodeBlockKind::Indented;
        let kind = match &self.text(side).pieces[block.pieces.start] {
            Piece::Markdown(Event::Start(Tag::CodeBlock(kind))) => kind,
            _ => &indented,
        };
        code::patched(&mut self.writer.out, kind, titles, codes, parts);
    }

    /// Writes a block that one state alone has: all its words are marked.
    fn whole(&mut self, mark: Mark, block: &'t Block) {
        let side = mark.side();
        self.turn(side, block);
        match block.kind {
            Kind::Paragraph | Kind::Heading | Kind::Cell => {
                let words = self.text(side).words(block);
                let end = self.open(side, block);
                let obliging = duty::marks(&words);
                self.marked((mark, block), (&words, &obliging), &(0..words.words.len()), false);
                self.end_words();
                self.turn(side, block);
                if let Some(at) = end {
                    self.feed(side, at);
                }
            }
            Kind::Code => {
                let code = self.text(side).code(block);
                let lines = 0..code.split_inclusive('\n').count();
                let title = self.text(side).title(block).map(|title| (title, mark.tags()));
                let part = code::Part { code: 0, lines, marks: mark.tags() };
                self.code((side, block), title.as_slice(), &[&code], &[part]);
            }
            Kind::Rule | Kind::Written => self.line(side, mark, block),
            _ => {
                let start = self.writer.out.len();
                self.feed(side, block.pieces.start);
                if let Kind::Frame(_) = block.kind {
                    mark_first_line(&mut self.writer.out, start, mark);
                }
                block.children.iter().for_each(|child| self.whole(mark, child));
                self.turn(side, block);
                self.feed(side, block.pieces.end - 1);
            }
        }
    }

    fn line(&mut self, side: Side, mark: Mark, block: &Block) {
        let (start, end) = mark.tags();
        match &self.text(side).pieces[block.pieces.start] {
            Piece::Written(line) => {
                let _ = write!(self.writer.out, "<p>{start}");
                escape::text(&mut self.writer.out, line);
                let _ = writeln!(self.writer.out, "{end}</p>");
            }
            _ => {
                let _ = writeln!(self.writer.out, "{start}<hr>{end}");
            }
        }
    }

    /// Says where a block stood that stands elsewhere now.
    fn gone(&mut self, number: usize, block: &Block) {
        let (start, end) = match block.kind {
            Kind::Item => ("<li>", "</li>\n"),
            Kind::Row => ("<tr><td>", "</td></tr>\n"),
            _ => ("<p>", "</p>\n"),
        };
        let (words, is_whole) = first_words(self.text(Side::Old), block).unwrap_or_default();
        let out = &mut self.writer.out;
        let _ = write!(out, "{start}<a class=\"mv\" id=\"moved:{number}:from\" href=\"#moved:{number}\">Moved: ");
        escape::text(out, &words);
        let _ = write!(out, "{}</a>{end}", if is_whole { "" } else { "…" });
    }

    /// Ends the page. It may lead to where its old state led.
    fn finish(mut self) -> String {
        (self.writer.input, self.writer.prepared) = (self.sides[0].0, self.sides[0].1);
        let written = self.writer.input.links.keys();
        let known: Addresses = written
            .filter_map(|written| links::resolve(&self.writer, written))
            .map(|(href, _)| href.to_owned())
            .collect();
        if let Some(addresses) = &mut self.writer.addresses {
            addresses.extend(known);
        }
        (self.writer.input, self.writer.prepared) = (self.sides[1].0, self.sides[1].1);
        self.writer.finish()
    }
}

fn arrived(number: usize) -> String {
    format!("<a class=\"mv\" id=\"moved:{number}\" href=\"#moved:{number}:from\">Moved here</a> ")
}

/// Gives the first words of a block, and whether they are all.
fn first_words(text: &Text<'_>, block: &Block) -> Option<(String, bool)> {
    if block.kind.holds_words() {
        let found = text.words(block);
        let line = found.line(0..found.words.len().min(EXCERPT));
        return Some((line, found.words.len() <= EXCERPT)).filter(|(line, _)| !line.is_empty());
    }
    if block.kind == Kind::Code {
        return text.code(block).lines().next().map(|line| (line.to_owned(), false));
    }
    let (words, is_whole) = block.children.iter().find_map(|child| first_words(text, child))?;
    Some((words, is_whole && block.children.len() == 1))
}

/// Marks the line with which the writer begins a callout or a part that opens.
fn mark_first_line(out: &mut String, start: usize, mark: Mark) {
    let ends = [("<p class=\"word\">", "</p>"), ("<p class=\"who\">", "</p>"), ("<summary>", "</summary>")];
    for (open, close) in ends {
        let Some(from) = out[start..].find(open).map(|at| start + at + open.len()) else { continue };
        let Some(to) = out[from..].find(close).map(|at| from + at) else { continue };
        out.insert_str(to, mark.tags().1);
        out.insert_str(from, mark.tags().0);
        return;
    }
}
