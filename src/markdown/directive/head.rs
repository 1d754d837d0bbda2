//! A directive's name, text and attributes: `name[text]{key=value .class #id flag}`.

use std::ops::Range;

use super::Head;

/// Reads the head that stands at the start of `range`, which ends with its line; none where no name starts.
pub(super) fn line(text: &str, range: Range<usize>) -> Option<Head> {
    let name = name(&text[range.clone()])?;
    let name_range = range.start..range.start + name;
    let mut at = name_range.end;
    let mut head =
        Head { name: text[name_range.clone()].to_owned(), name_range, text: None, attributes: Vec::new(), rest: None };
    if let Some(end) = bracket(&text[at..range.end]) {
        head.text = Some(at + 1..at + end);
        at += end + 1;
    }
    if let Some((attributes, end)) = attributes(text, at..range.end) {
        head.attributes = attributes;
        at = end;
    }
    let rest = text[at..range.end].trim();
    if !rest.is_empty() {
        let start = range.end - text[at..range.end].trim_start().len();
        head.rest = Some(start..start + rest.len());
    }
    Some(head)
}

/// Gives the length of the name at the start of `text`.
pub(super) fn name(text: &str) -> Option<usize> {
    if !text.starts_with(char::is_alphabetic) {
        return None;
    }
    Some(text.find(|c| !is_name(c)).unwrap_or(text.len()))
}

/// Tells whether a character may stand in a name.
pub(super) fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_')
}

/// Gives the offset of the bracket that closes the one at the start of `text`.
fn bracket(text: &str) -> Option<usize> {
    if !text.starts_with('[') {
        return None;
    }
    let mut depth = 0_usize;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'[' => depth += 1,
            b']' if depth == 1 => return Some(at),
            b']' => depth -= 1,
            _ => {}
        }
    }
    None
}

type Attributes = Vec<(String, String, Range<usize>)>;

/// Reads `{...}` at the start of `range`; gives the attributes and the offset behind the brace.
pub(super) fn attributes(text: &str, range: Range<usize>) -> Option<(Attributes, usize)> {
    if !text[range.clone()].starts_with('{') {
        return None;
    }
    let mut found = Vec::new();
    let mut at = range.start + 1;
    loop {
        at += text[at..range.end].len() - text[at..range.end].trim_start().len();
        if text[at..range.end].starts_with('}') {
            return Some((found, at + 1));
        }
        let attribute = attribute(text, at..range.end)?;
        at = attribute.2.end;
        found.push(attribute);
    }
}

fn attribute(text: &str, range: Range<usize>) -> Option<(String, String, Range<usize>)> {
    let rest = &text[range.clone()];
    let word = |from: usize| rest[from..].find(|c: char| c.is_whitespace() || matches!(c, '}' | '=' | '{' | '"'));
    let (short, from) = match rest.as_bytes().first()? {
        b'.' => (Some("class"), 1),
        b'#' => (Some("id"), 1),
        _ => (None, 0),
    };
    let end = from + word(from)?;
    if end == from {
        return None;
    }
    let name = &rest[from..end];
    if let Some(key) = short {
        return Some((key.to_owned(), name.to_owned(), range.start..range.start + end));
    }
    let Some(after) = rest[end..].strip_prefix('=') else {
        return Some((name.to_owned(), String::new(), range.start..range.start + end));
    };
    let (value, len) = value(after)?;
    Some((name.to_owned(), value.to_owned(), range.start..range.start + end + 1 + len))
}

/// Reads a value, quoted or not; gives it and how many bytes it took.
fn value(text: &str) -> Option<(&str, usize)> {
    if let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let end = text[1..].find(quote)?;
        return Some((&text[1..=end], end + 2));
    }
    let end = text.find(|c: char| c.is_whitespace() || c == '}')?;
    Some((&text[..end], end))
}
