//! The lines that are directives.

use std::ops::Range;

use super::{Line, LineKind, head};

/// Gives the lines that are directives and start outside `opaque`.
pub fn lines(text: &str, opaque: &[Range<usize>]) -> Vec<Line> {
    if !text.contains("::") {
        return Vec::new();
    }
    let mut rest = opaque;
    let mut found = Vec::new();
    for (start, line) in each(text) {
        let start = start + prefix(line);
        let end = start + line.len() - prefix(line);
        if !text[start..end].starts_with("::") {
            continue;
        }
        while rest.first().is_some_and(|range| range.end <= start) {
            rest = &rest[1..];
        }
        if rest.first().is_some_and(|range| range.start <= start) {
            continue;
        }
        if let Some(kind) = kind(text, start..end) {
            found.push(Line { range: start..end, kind });
        }
    }
    found
}

/// Gives each line with its offset, without its line break.
pub(super) fn each(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let offset = start;
        start += line.len();
        (offset, line.trim_end_matches(['\n', '\r']))
    })
}

/// Gives the length of what block quotes, list items, footnotes and indentation put before a line's own text.
pub fn prefix(line: &str) -> usize {
    let bytes = line.as_bytes();
    let mut at = 0;
    loop {
        while matches!(bytes.get(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        match marker(&line[at..]) {
            0 => return at,
            len => at += len,
        }
    }
}

/// Gives the length of a block quote's, list item's or footnote's marker at the start of `rest`; zero for none.
pub(super) fn marker(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let spaced = |at: usize| matches!(bytes.get(at), Some(b' ' | b'\t'));
    match bytes.first() {
        Some(b'>') => 1,
        Some(b'-' | b'+' | b'*') if spaced(1) => 1,
        Some(b'0'..=b'9') => {
            let digits = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let ends = digits < 10 && matches!(bytes.get(digits), Some(b'.' | b')')) && spaced(digits + 1);
            if ends { digits + 1 } else { 0 }
        }
        Some(b'[') if rest.starts_with("[^") => rest.find("]:").map_or(0, |at| at + 2),
        _ => 0,
    }
}

fn kind(text: &str, range: Range<usize>) -> Option<LineKind> {
    let line = &text[range.clone()];
    let colons = line.bytes().take_while(|&byte| byte == b':').count();
    let after = range.start + colons;
    if colons == 2 {
        return head::line(text, after..range.end).map(LineKind::Leaf);
    }
    let name = after + line[colons..].len() - line[colons..].trim_start().len();
    if name == range.end {
        return Some(LineKind::Close { colons });
    }
    head::line(text, name..range.end).map(|head| LineKind::Open { colons, head })
}
