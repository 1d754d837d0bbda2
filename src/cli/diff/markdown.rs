//! A comparison as Markdown, for a comment at a merge request: what oblige in another way first, then every passage.
//!
//! `<ins>` and `<del>` are what GitHub and GitLab show as such. What authors wrote is escaped, so it stays words.

use std::fmt::Write;

use super::{became, shortened, size, under, word};
use crate::pipeline::{Difference, PageDifference};
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
            let said = |mark, sentence: &Option<String>| {
                sentence.as_ref().map_or(String::new(), |text| marked(&Piece { mark, text: format!(" {text}") }))
            };
            let section = duty.section.as_deref().map_or_else(String::new, |section| format!(" {}:", escaped(section)));
            let _ = writeln!(out, "-{section}{}{}", said(Mark::Deleted, &duty.old), said(Mark::Inserted, &duty.new));
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
        let text: String = shortened(passage).iter().map(marked).collect();
        let _ = writeln!(out, "\n*{}*\n\n> {}", escaped(&head), text.trim().replace('\n', "<br>\n> "));
    }
}

fn marked(piece: &Piece) -> String {
    let words = piece.text.trim_start_matches(' ');
    let space = if words.len() < piece.text.len() { " " } else { "" };
    let text = escaped(words);
    match piece.mark {
        _ if text.trim().is_empty() => format!("{space}{text}"),
        Mark::Same => format!("{space}{text}"),
        Mark::Deleted => format!("{space}<del>{text}</del>"),
        Mark::Inserted => format!("{space}<ins>{text}</ins>"),
    }
}

/// Escapes whatever Markdown, HTML or a forge would take for more than words.
fn escaped(text: &str) -> String {
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
