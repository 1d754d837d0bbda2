//! What was meant as Markdown and is none, by one character: shown as text, so readers would see it.

use std::ops::Range;

use super::Finding;
use crate::diagnostic::Code;

/// The longest name between double brackets, in bytes: what is further away is not looked for.
const LONGEST: usize = 200;

/// Looks for near misses in a run of plain text at `range` of the whole text; ranges are those of the whole.
pub(super) fn misses(whole: &str, range: &Range<usize>) -> Vec<Finding> {
    let text = &whole[range.clone()];
    let found = [heading(whole, range), spaced_link(whole, range), spaced_address(whole, range), table(whole, range)];
    found.into_iter().flatten().chain(wiki_links(text, range.start)).collect()
}

/// A line such as `##Scope`.
fn heading(whole: &str, range: &Range<usize>) -> Option<Finding> {
    let text = &whole[range.clone()];
    let words = text.trim_start_matches('#');
    let level = text.len() - words.len();
    let before = whole[..range.start].trim_end_matches(' ');
    let opens_line = before.is_empty() || before.ends_with('\n');
    if !(2..=6).contains(&level) || !words.starts_with(char::is_alphabetic) || !opens_line {
        return None;
    }
    let marks = "#".repeat(level);
    let place = range.start..range.start + level;
    let message = format!("`{marks}` without a space makes no heading");
    Some(Finding::new(Code::MarkdownSlip, place, message, format!("write `{marks} ` with a space before the words")))
}

/// A link with a space between its brackets, as in `[words] (https://...)`.
fn spaced_link(whole: &str, range: &Range<usize>) -> Option<Finding> {
    let text = &whole[range.clone()];
    let first = text.find('[')?;
    let at = text.match_indices("] (").find(|(at, _)| {
        let address = whole[range.start + at + 3..].split([')', ' ', '\n']).next().unwrap_or_default();
        first < *at && (address.starts_with("https://") || address.starts_with("http://"))
    })?;
    let place = range.start + at.0..range.start + at.0 + 3;
    let help = "take the space out: `[words](address)`";
    Some(Finding::new(Code::MarkdownSlip, place, "the space between `]` and `(` makes this no link", help))
}

/// A link to a file with a space in its name, as in `[words](annex 1.pdf)`.
fn spaced_address(whole: &str, range: &Range<usize>) -> Option<Finding> {
    let text = &whole[range.clone()];
    let first = text.find('[')?;
    let address = |at: usize| {
        let rest = &text[at + 2..];
        let (address, _) = rest[..rest.floor_char_boundary(LONGEST)].split_once(')')?;
        let (name, end) = address.rsplit_once('.')?;
        let is_end = (2..=5).contains(&end.len()) && end.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let is_spaced = name.contains(' ') && !address.contains(['\n', '<', '"', '(']);
        (first < at && is_end && is_spaced).then(|| (range.start + at + 2, address))
    };
    let (start, address) = text.match_indices("](").find_map(|(at, _)| address(at))?;
    let help = format!("put the address between `<` and `>`: `[words](<{address}>)`");
    let place = start..start + address.len();
    Some(Finding::new(Code::MarkdownSlip, place, "the space in the address makes this no link", help))
}

/// The first row of a table without the line below that makes it one.
fn table(whole: &str, range: &Range<usize>) -> Option<Finding> {
    let row = whole[range.clone()].strip_prefix('|')?.trim_end().strip_suffix('|')?;
    let before = whole[..range.start].trim_end_matches(' ');
    let is_first = before.is_empty() || before.ends_with("\n\n") || before.ends_with("\n\r\n");
    let after = whole[range.end..].trim_start_matches([' ', '\r']).strip_prefix('\n')?;
    let is_table = is_first && row.contains('|') && after.trim_start_matches(' ').starts_with('|');
    is_table.then(|| {
        let line = format!("|{}", "---|".repeat(row.split('|').count()));
        let help = format!("write a line `{line}` below the first one");
        Finding::new(Code::MarkdownSlip, range.clone(), "these rows are no table without a line below the heads", help)
    })
}

/// Links as wikis write them: `[[page]]`.
fn wiki_links(text: &str, start: usize) -> impl Iterator<Item = Finding> {
    text.match_indices("[[").filter_map(move |(at, _)| {
        let rest = &text[at + 2..];
        let (name, _) = rest[..rest.floor_char_boundary(LONGEST)].split_once("]]")?;
        let is_name = name.starts_with(char::is_alphanumeric) && !name.contains(['[', ']', '\n']);
        let place = start + at..start + at + name.len() + 4;
        is_name.then(|| {
            let message = "a link in double brackets is shown as text";
            Finding::new(Code::MarkdownSlip, place, message, "write it as `[words](page.md)`")
        })
    })
}
