//! What was meant as Markdown and is none, by one character: shown as text, so readers would see it.

use std::ops::Range;

use super::Finding;
use crate::diagnostic::Code;

/// The longest name between double brackets, in bytes: what is further away is not looked for.
const LONGEST: usize = 200;

/// Looks for near misses in a run of plain text at `range` of the whole text; ranges are those of the whole.
pub(super) fn misses(whole: &str, range: &Range<usize>) -> Vec<Finding> {
    let text = &whole[range.clone()];
    let found = [heading(whole, range), spaced_link(whole, range)];
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
