//! `ospress diff`: what changed between two versions, on a terminal, as Markdown for a review comment, or as JSON.

use std::io::IsTerminal;

use super::args::{Diff, Format, Options};
use super::numbers::counted;
use super::settings::{self, View};
use super::{Environment, Exit, live, put, set_threads};
use crate::diagnostic::visible;
use crate::error::Error;
use crate::pipeline::{self, Became, Difference, PageDifference, Progress, Purpose, Question};
use crate::redline::passage::{self, Mark, Passage, Piece};

mod markdown;
mod terminal;

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
    let is_terminal = std::io::stdout().is_terminal();
    let colour = settings::colour(options.color, is_terminal && !environment.no_color);
    let printed = match options.format {
        Format::Human => terminal::print(&difference, colour, is_terminal.then(width)),
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

/// Gives the columns of the terminal that is written to.
fn width() -> usize {
    let columns = rustix::termios::tcgetwinsize(std::io::stdout()).map_or(0, |size| usize::from(size.ws_col));
    if columns < 40 { 100 } else { columns }
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

fn under(section: Option<&str>) -> String {
    section.map_or_else(String::new, |section| format!(", under “{section}”"))
}

fn word(passage: &Passage) -> &'static str {
    match passage.change {
        passage::Became::Changed => "changed",
        passage::Became::Inserted => "inserted",
        passage::Became::Deleted => "deleted",
        passage::Became::Moved => "moved",
    }
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
    format!("{start}… {end}").trim_end().to_owned()
}
