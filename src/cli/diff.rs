//! `ospress diff`: what changed between two versions, on a terminal, as Markdown for a review comment, or as JSON.

use std::fmt::Write;
use std::io::IsTerminal;

use super::args::{Diff, Format, Options};
use super::numbers::counted;
use super::settings::{self, View};
use super::{Environment, Exit, live, put, set_threads};
use crate::diagnostic::human::Colour;
use crate::diagnostic::visible;
use crate::error::Error;
use crate::pipeline::{self, Became, Difference, PageDifference, Progress, Purpose, Question};
use crate::redline::passage::{self, Mark, Passage, Piece};

mod markdown;

/// How many words of what stayed are shown on either side of a change.
const AROUND: usize = 8;

/// Compares and prints.
pub(super) fn run(wish: Diff, options: &Options, environment: &Environment) -> Result<Exit, Error> {
    set_threads(options, environment)?;
    let root = settings::root(options.root.as_deref())?;
    let request = settings::request(options, environment, Purpose::Check, root)?;
    let question = Question { page: wish.page, from: wish.from, to: wish.to };
    let view = View::new(options, environment);
    let progress = Progress::default();
    let work = || pipeline::diff(&request, &question, &progress);
    let difference = if view.is_live { live::show(&progress, work) } else { work() }?;
    let is_terminal = std::io::stdout().is_terminal() && !environment.no_color;
    let printed = match options.format {
        Format::Human => human(&difference, settings::colour(options.color, is_terminal)),
        Format::Markdown => markdown::print(&difference),
        Format::Json => json(&difference)?,
        Format::Sarif | Format::Github => {
            let message =
                "`ospress diff` prints for people, as Markdown or as JSON: `--format human`, `markdown` or `json`";
            return Err(Error::Refused(message.to_owned()));
        }
    };
    put(std::io::stdout(), &printed)?;
    Ok(Exit::Fine)
}

fn json(difference: &Difference) -> Result<String, Error> {
    let written = serde_json::to_string_pretty(difference);
    let written = written.map_err(|error| Error::Refused(format!("cannot write JSON: {error}")))?;
    Ok(visible::json(written + "\n"))
}

/// Gives the size of a change, as in `31 words inserted, 8 deleted, 1 obligation changed`; empty where no word changed.
fn size(page: &PageDifference) -> String {
    let tally = page.tally;
    let mut parts = Vec::new();
    if tally.inserted + tally.deleted > 0 {
        parts.push(format!("{} inserted, {} deleted", counted(tally.inserted, "word"), tally.deleted));
    }
    if tally.moved > 0 {
        parts.push(format!("{} moved", counted(tally.moved, "passage")));
    }
    if !page.obligations.is_empty() {
        parts.push(format!("{} changed", counted(page.obligations.len(), "obligation")));
    }
    parts.join(", ")
}

/// Gives what became of a page, in a word.
fn became(page: &PageDifference) -> &'static str {
    match page.change {
        Became::Added => "new",
        Became::Changed => "changed",
        Became::Moved => "moved",
        Became::Retired => "retired",
    }
}

/// What stands around words that came or went.
struct Signs {
    deleted: (&'static str, &'static str),
    inserted: (&'static str, &'static str),
    title: (&'static str, &'static str),
}

const PLAIN: Signs = Signs { deleted: ("[-", "-]"), inserted: ("{+", "+}"), title: ("", "") };
const STYLED: Signs = Signs {
    deleted: ("\u{1b}[9;31m", "\u{1b}[0m"),
    inserted: ("\u{1b}[4;32m", "\u{1b}[0m"),
    title: ("\u{1b}[1m", "\u{1b}[0m"),
};

fn human(difference: &Difference, colour: Colour) -> String {
    let signs = if colour == Colour::Styled { &STYLED } else { &PLAIN };
    let Difference { edition, from, to, pages } = difference;
    let count = counted(pages.len(), "page");
    let mut out = format!("edition {edition}: from {from} to {to}, {count} changed\n");
    for page in pages {
        page_for_people(&mut out, page, signs);
    }
    out
}

fn page_for_people(out: &mut String, page: &PageDifference, signs: &Signs) {
    let (start, end) = signs.title;
    let title = visible::text(&page.title);
    let _ = write!(out, "\n{start}{title}{end}  {}, {}", became(page), visible::text(&page.path));
    let size = size(page);
    out.push_str(if size.is_empty() { "" } else { "; " });
    let _ = writeln!(out, "{size}");
    if let Some(from) = &page.moved_from {
        let _ = writeln!(out, "  moved from {} to {}", visible::text(from), visible::text(&page.address));
    }
    for fact in &page.facts {
        let said = |said: &Option<String>| visible::text(said.as_deref().unwrap_or("nothing")).into_owned();
        let _ = writeln!(out, "  {}: {} → {}", fact.name, said(&fact.old), said(&fact.new));
    }
    for duty in &page.obligations {
        let _ = writeln!(out, "  obligation{}", under(duty.section.as_deref()));
        let line = |(start, end): (&str, &str), sentence: &Option<String>| {
            sentence.as_ref().map(|text| format!("    {start}{}{end}\n", visible::text(text)))
        };
        out.extend(line(signs.deleted, &duty.old));
        out.extend(line(signs.inserted, &duty.new));
    }
    for passage in &page.passages {
        let _ = writeln!(out, "  {}{}", word(passage), under(passage.section.as_deref()));
        let text: String = shortened(passage).iter().map(|piece| marked(piece, signs)).collect();
        out.extend(text.lines().map(|line| format!("    {line}\n")));
    }
}

fn under(section: Option<&str>) -> String {
    section.map_or_else(String::new, |section| format!(", under “{}”", visible::text(section)))
}

fn word(passage: &Passage) -> &'static str {
    match passage.change {
        passage::Became::Changed => "changed",
        passage::Became::Inserted => "inserted",
        passage::Became::Deleted => "deleted",
        passage::Became::Moved => "moved",
    }
}

/// Marks words line by line, so that no mark reaches over the end of a line.
fn marked(piece: &Piece, signs: &Signs) -> String {
    let (start, end) = match piece.mark {
        Mark::Same => ("", ""),
        Mark::Deleted => signs.deleted,
        Mark::Inserted => signs.inserted,
    };
    let line = |line: &str| {
        let (text, tail) = line.strip_suffix('\n').map_or((line, ""), |text| (text, "\n"));
        let words = text.trim_start();
        let space = &text[..text.len() - words.len()];
        if words.is_empty() {
            format!("{space}{tail}")
        } else {
            format!("{space}{start}{}{end}{tail}", visible::text(words))
        }
    };
    piece.text.split_inclusive('\n').map(line).collect()
}

/// Leaves out most of what stayed.
fn shortened(passage: &Passage) -> Vec<Piece> {
    let last = passage.runs.len().saturating_sub(1);
    let shorten = |(at, piece): (usize, &Piece)| match piece.mark {
        Mark::Same if !piece.text.contains('\n') => {
            Piece { mark: Mark::Same, text: around(&piece.text, at == 0, at == last) }
        }
        _ => piece.clone(),
    };
    passage.runs.iter().enumerate().map(shorten).collect()
}

/// Shortens words that stayed before, between or after changes.
fn around(text: &str, is_first: bool, is_last: bool) -> String {
    let words: Vec<&str> = text.split_inclusive(' ').collect();
    let (head, tail) = (if is_first { 0 } else { AROUND }, if is_last { 0 } else { AROUND });
    if is_first && is_last {
        // It moved as it is.
        return if words.len() <= 2 * AROUND { text.to_owned() } else { words[..2 * AROUND].concat() + "…" };
    }
    if words.len() <= head + tail + 1 {
        return text.to_owned();
    }
    let start = words[..head].concat();
    let end = words[words.len() - tail..].concat();
    if head == 0 { format!("… {end}") } else { format!("{start}… {end}") }
}
