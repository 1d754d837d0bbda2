//! JSON, scripts, style sheets and plain text: strings with their escapes undone, comments, lines.

use super::super::sight::Sight;
use super::markup::{self, Form};

/// Shows a text of code: all of it, and each string and comment by itself.
pub(super) fn show(text: &str, at: usize, sight: &mut Sight<'_>) {
    sight.end(false);
    let bytes = text.as_bytes();
    let mut from = 0;
    let mut start = 0;
    while from < bytes.len() {
        match bytes[from] {
            quote @ (b'"' | b'\'' | b'`') => {
                let end = string_end(bytes, from + 1, quote);
                string(&text[from + 1..end], at + from + 1, sight);
                from = end + 1;
            }
            b'/' if bytes.get(from + 1) == Some(&b'*') => {
                let end = text[from + 2..].find("*/").map_or(text.len(), |end| from + 2 + end);
                sight.whole(&text[from + 2..end], at + from + 2, false);
                from = end + 2;
            }
            b'\n' => {
                sight.whole(&text[start..from], at + start, true);
                start = from;
                from += 1;
            }
            _ => from += 1,
        }
    }
    sight.whole(&text[start.min(text.len())..], at + start, true);
}

/// Finds the end of a string; one that does not end in its line is none, as an apostrophe in a comment.
fn string_end(bytes: &[u8], start: usize, quote: u8) -> usize {
    let mut at = start;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'\n' if quote != b'`' => return start.saturating_sub(1).max(start),
            byte if byte == quote => return at,
            _ => {}
        }
        at += 1;
    }
    if quote == b'"' { bytes.len() } else { start }
}

fn string(raw: &str, at: usize, sight: &mut Sight<'_>) {
    let text = if raw.contains('\\') { unescape(raw) } else { raw.to_owned() };
    if text.contains('<') && text.contains('>') {
        markup::show(&text, at, Form::Html, sight);
    }
    for line in text.split('\n') {
        sight.value(line, at, false);
    }
    if text.contains('\n') {
        sight.whole(&text, at, false);
    }
}

/// Undoes the escapes of JSON, scripts and style sheets.
fn unescape(raw: &str) -> String {
    let mut units: Vec<u16> = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('\\') {
        units.extend(before.encode_utf16());
        let (sign, length) = escape(after);
        match sign {
            Escape::Unit(unit) => units.push(unit),
            Escape::Sign(sign) => units.extend(sign.encode_utf16(&mut [0; 2]).iter()),
        }
        rest = &after[length..];
    }
    units.extend(rest.encode_utf16());
    char::decode_utf16(units).map(|sign| sign.unwrap_or(' ')).collect()
}

enum Escape {
    Unit(u16),
    Sign(char),
}

/// Reads an escape behind its backslash; gives how many bytes it has.
fn escape(text: &str) -> (Escape, usize) {
    let hex = |from: usize, most: usize| {
        let digits = text.bytes().skip(from).take(most).take_while(u8::is_ascii_hexdigit).count();
        (text.get(from..from + digits).unwrap_or_default(), from + digits)
    };
    let sign = |digits: &str| u32::from_str_radix(digits, 16).ok().and_then(char::from_u32).unwrap_or(' ');
    match text.as_bytes().first() {
        Some(b'u') if text.as_bytes().get(1) == Some(&b'{') => {
            let (digits, end) = hex(2, 6);
            (Escape::Sign(sign(digits)), end + usize::from(text[end..].starts_with('}')))
        }
        Some(b'u') if hex(1, 4).1 == 5 => (Escape::Unit(u16::from_str_radix(hex(1, 4).0, 16).unwrap_or(32)), 5),
        Some(b'x') if hex(1, 2).1 == 3 => (Escape::Sign(sign(hex(1, 2).0)), 3),
        Some(b'n' | b'r' | b't' | b'b' | b'f' | b'v') => (Escape::Sign('\n'), 1),
        Some(first) if first.is_ascii_hexdigit() && hex(0, 6).1 > 1 => {
            let (digits, end) = hex(0, 6);
            (Escape::Sign(sign(digits)), end + usize::from(text[end..].starts_with(' ')))
        }
        _ => text.chars().next().map_or((Escape::Sign('\\'), 0), |first| (Escape::Sign(first), first.len_utf8())),
    }
}

/// Shows a line; the address of a link of Markdown is no part of the sentence around it.
fn sentences(line: &str, at: usize, sight: &mut Sight<'_>) {
    let mut start = at;
    for (number, part) in line.split("](").enumerate() {
        let (address, words) = if number == 0 { ("", part) } else { part.split_once(')').unwrap_or(("", part)) };
        sight.value(address, start, false);
        let behind = start + part.len() - words.len();
        sight.whole(words, behind, false);
        start += part.len() + 2;
    }
}

/// Shows plain text: lines, what stands between separators, and paragraphs.
pub(super) fn plain(text: &str, at: usize, sight: &mut Sight<'_>) {
    sight.end(false);
    let separates = |sign: char| matches!(sign, '[' | ']' | '(' | ')' | ',' | ';' | '|' | ':' | '\t' | '"' | '<' | '>');
    let mut from = at;
    for line in text.split_inclusive('\n') {
        sentences(line, from, sight);
        let mut start = from;
        for piece in line.split(separates) {
            if piece.len() < line.trim_ascii().len() {
                sight.value(piece, start, false);
            }
            start += piece.len() + 1;
        }
        let mut start = from;
        for token in line.split([' ', '\t', '(', ')', '<', '>', '"', '\'', '\n', '\r', ',']) {
            if token.contains('/') {
                sight.value(token, start, false);
            }
            start += token.len() + 1;
        }
        from += line.len();
    }
    for line in text.split_inclusive('\n') {
        if line.trim_ascii().is_empty() || line.contains("](") {
            sight.end(false);
            continue;
        }
        sight.text(line, at + (line.as_ptr() as usize - text.as_ptr() as usize));
    }
    sight.end(false);
}
