//! A comparison as Markdown, for a comment at a merge request: what obliges in another way first, then every passage.
//!
//! `<ins>` and `<del>` are what GitHub and GitLab show as such. What authors wrote is escaped, so it stays words.

use std::fmt::Write;

use super::{became, shortened, size, under, word};
use crate::diagnostic::visible;
use crate::pipeline::{Difference, PageDifference};
use crate::redline::duty::Part;
use crate::redline::passage::{Mark, Piece};

/// Prints a comparison.
pub(super) fn print(difference: &Difference) -> String {
    let Difference { edition, from, to, pages } = difference;
    let mut out = format!("## From {} to {}\n\nEdition {}: ", escaped(from), escaped(to), escaped(edition));
    out.push_str(match pages.len() {
        0 => "no page changed.\n",
        1 => "one page changed.\n",
        _ => "these pages changed.\n",
    });
    for page in pages {
        print_page(&mut out, page);
    }
    out
}

fn print_page(out: &mut String, page: &PageDifference) {
    let _ = write!(out, "\n### {}\n\n`{}`, {}", escaped(&page.title), page.path.replace('`', "'"), became(page));
    let size = size(page);
    let _ = if size.is_empty() { writeln!(out, ".") } else { writeln!(out, ": {size}.") };
    if let Some(from) = &page.moved_from {
        let _ = writeln!(out, "\nMoved from `{from}` to `{}`.", page.address);
    }
    if !page.obligations.is_empty() {
        out.push_str("\n**Changed obligations**\n\n");
        for duty in &page.obligations {
            let section = duty.section.as_deref().map_or_else(String::new, |section| format!("{}: ", escaped(section)));
            let _ = writeln!(out, "- {section}{}", sentence(&duty.runs));
        }
    }
    if !page.facts.is_empty() {
        out.push_str("\n| Fact | Before | After |\n|---|---|---|\n");
        for fact in &page.facts {
            let said = |said: &Option<String>| said.as_deref().map(escaped).unwrap_or_default();
            let _ = writeln!(out, "| {} | {} | {} |", fact.name, said(&fact.old), said(&fact.new));
        }
    }
    for passage in &page.passages {
        let head = format!("{}{}", word(passage), under(passage.section.as_deref()));
        let _ = writeln!(out, "\n*{}*\n", escaped(&head));
        if passage.runs.iter().any(|piece| piece.text.contains('\n')) {
            print_code(out, &passage.runs);
        } else {
            let text: String = shortened(passage).iter().map(marked).collect();
            let _ = writeln!(out, "> {}", no_list(text.trim()));
        }
    }
}

/// Writes lines of code as a forge shows a patch.
fn print_code(out: &mut String, pieces: &[Piece]) {
    let longest = |text: &str| text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(pieces.iter().map(|piece| longest(&piece.text)).max().unwrap_or_default().max(2) + 1);
    let _ = writeln!(out, "{fence}diff");
    for piece in pieces {
        let sign = match piece.mark {
            Mark::Same => ' ',
            Mark::Deleted => '-',
            Mark::Inserted => '+',
        };
        for line in piece.text.lines() {
            let _ = writeln!(out, "{sign}{}", visible::text(line));
        }
    }
    let _ = writeln!(out, "{fence}");
}

/// Lets a number at the start be no number of a list.
fn no_list(text: &str) -> String {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let number = &text[..text.len() - rest.len()];
    match rest.strip_prefix('.').filter(|_| !number.is_empty()) {
        Some(rest) => format!("{number}\\.{rest}"),
        None => text.to_owned(),
    }
}

fn marked(piece: &Piece) -> String {
    let (space, text) = spaced(&piece.text);
    format!("{space}{}", between(piece.mark, &escaped(text)))
}

/// Writes a sentence; words that oblige are strong.
fn sentence(parts: &[Part]) -> String {
    let mut out = String::new();
    for parts in parts.chunk_by(|a, b| a.mark == b.mark) {
        let mut words = String::new();
        for part in parts {
            let (space, text) = spaced(&part.text);
            let text = if part.obliges { format!("<b>{}</b>", escaped(text)) } else { escaped(text) };
            words.push_str(space);
            words.push_str(&text);
        }
        let (space, words) = spaced(&words);
        out.push_str(space);
        out.push_str(&between(parts[0].mark, words));
    }
    out.trim().to_owned()
}

fn spaced(text: &str) -> (&str, &str) {
    let words = text.trim_start_matches(' ');
    text.split_at(text.len() - words.len())
}

fn between(mark: Mark, text: &str) -> String {
    match mark {
        _ if text.trim().is_empty() => text.to_owned(),
        Mark::Same => text.to_owned(),
        Mark::Deleted => format!("<del>{text}</del>"),
        Mark::Inserted => format!("<ins>{text}</ins>"),
    }
}

/// Escapes whatever Markdown, HTML or a forge would take for more than words.
fn escaped(text: &str) -> String {
    let text = visible::text(text);
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '@' => out.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '!' | '$' | '+' | '-' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}
