//! The directives inside lines.

use std::ops::Range;

use super::{Head, Inline, head, line};

/// The longest name that is looked for; it keeps the search linear.
const NAME: usize = 64;
/// The most bytes of attributes that are read, for the same reason.
const ATTRIBUTES: usize = 1024;

/// Gives the directives inside lines that start outside `opaque`; outer ones before those that they hold.
///
/// The brackets pair up within one paragraph: a blank line, a new item, heading or table row, and a directive's line end
/// what is open.
pub fn inlines(text: &str, opaque: &[Range<usize>]) -> Vec<Inline> {
    let mut found: Vec<Inline> = pairs(text, opaque).into_iter().filter_map(|pair| inline(text, pair)).collect();
    found.sort_by_key(|inline| inline.range.start);
    found
}

fn inline(text: &str, brackets: Range<usize>) -> Option<Inline> {
    let name_range = name_before(text, brackets.start)?;
    let limit = text.floor_char_boundary(brackets.end.saturating_add(ATTRIBUTES));
    let line_end = text[brackets.end..limit].find('\n').map_or(limit, |at| brackets.end + at);
    let (attributes, end) = head::attributes(text, brackets.end..line_end).unwrap_or((Vec::new(), brackets.end));
    Some(Inline {
        range: name_range.start - 1..end,
        head: Head {
            name: text[name_range.clone()].to_owned(),
            name_range,
            text: Some(brackets.start + 1..brackets.end - 1),
            attributes,
            rest: None,
        },
    })
}

/// Finds the name that stands between a lone colon and the bracket at `bracket`.
fn name_before(text: &str, bracket: usize) -> Option<Range<usize>> {
    let before = &text[..bracket];
    let (colon, _) = before.char_indices().rev().take(NAME).find(|&(_, c)| !head::is_name(c))?;
    if !before[colon..].starts_with(':') || head::name(&before[colon + 1..]) != Some(bracket - colon - 1) {
        return None;
    }
    let joined = before[..colon].ends_with(|c: char| c.is_alphanumeric() || matches!(c, ':' | '\\'));
    (!joined).then_some(colon + 1..bracket)
}

/// Pairs up the brackets outside `opaque`; each pair is given from `[` to behind `]`.
fn pairs(text: &str, opaque: &[Range<usize>]) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut rest = opaque;
    let mut open = Vec::new();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        while rest.first().is_some_and(|range| range.end <= at) {
            rest = &rest[1..];
        }
        if let Some(range) = rest.first().filter(|range| range.start <= at) {
            at = range.end;
            continue;
        }
        match bytes[at] {
            b'\\' => at += 1,
            b'[' => open.push(at),
            b']' => found.extend(open.pop().filter(|&from| is_named(bytes, from)).map(|from| from..at + 1)),
            b'\n' if ends_paragraph(&text[at + 1..]) => open.clear(),
            _ => {}
        }
        at += 1;
    }
    found
}

/// Tells quickly whether a name may stand before the bracket at `at`.
fn is_named(bytes: &[u8], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| {
        bytes[before].is_ascii_alphanumeric() || bytes[before] >= 0x80 || matches!(bytes[before], b'-' | b'_')
    })
}

/// Tells whether a paragraph cannot go on in the line that starts `rest`.
fn ends_paragraph(rest: &str) -> bool {
    let line = rest.split('\n').next().unwrap_or("");
    let quoted = line.trim_start_matches([' ', '\t', '>']);
    quoted.trim().is_empty() || quoted.starts_with(['#', '|']) || quoted.starts_with("::") || line::marker(quoted) > 0
}
