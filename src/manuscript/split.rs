//! Where a file's front matter ends and its text begins. The only file that knows `gray_matter`.
//!
//! `gray_matter` says whether there is front matter; the offsets are ours, in the file as it lies on disk, because it
//! rewrites line breaks. A `---` that is a rule is legal Markdown; a block that is never closed is a mistake.

use std::ops::Range;

use gray_matter::engine::Engine;
use gray_matter::{Matter, Pod};
use unicode_normalization::char::is_combining_mark;

use super::keys;

/// What stands at the top of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Top {
    /// No front matter.
    None {
        /// Where the text is.
        body: Range<usize>,
    },
    /// Front matter.
    Matter {
        /// The language it is written in.
        format: Format,
        /// What stands between the fences.
        matter: Range<usize>,
        /// Where the text is.
        body: Range<usize>,
    },
    /// Front matter whose closing line is missing, or that ospress cannot see as such.
    Unclosed {
        /// The opening line, or the line that looks like front matter.
        fence: Range<usize>,
        /// All that follows.
        body: Range<usize>,
    },
}

/// The language of front matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Between `---` lines.
    Yaml,
    /// Between `+++` lines.
    Toml,
}

/// How many lines at the top of a text without front matter are searched for a stray `audience`.
const STRAY_LINES: usize = 12;

/// Takes a file's text apart.
pub(super) fn split(text: &str) -> Top {
    let whole = text.len() - text.trim_start_matches('\u{feff}').len()..text.len();
    let start = text.len() - text.trim_start_matches(is_invisible).len();
    let fence = start..line_end(text, start);
    let (format, mark) = match text[fence.clone()].trim_end() {
        "---" => (Format::Yaml, "---"),
        "+++" => (Format::Toml, "+++"),
        dashes if is_nearly_fence(dashes) && is_block(&text[fence.end..]) => {
            return Top::Unclosed { fence: trimmed(text, fence), body: whole };
        }
        _ => return without_fence(text, whole),
    };
    let Some((matter, body)) = close(text, fence.end, mark) else {
        if format == Format::Toml || is_block(&text[fence.end..]) {
            return Top::Unclosed { fence: trimmed(text, fence), body: whole };
        }
        return without_block(text, whole);
    };
    let is_empty = text[matter.clone()].trim().is_empty();
    let seen = is_empty || detect(&text[start..body.start], mark);
    match format {
        Format::Yaml if !is_empty && !has_key(&text[matter.clone()]) => without_block(text, whole),
        _ if !seen => Top::Unclosed { fence: trimmed(text, fence), body: whole },
        _ => Top::Matter { format, matter, body },
    }
}

/// Tells whether a line was meant to be `---`: other dashes, or another number of hyphens.
fn is_nearly_fence(line: &str) -> bool {
    !line.is_empty()
        && line.chars().count() <= 6
        && line.chars().all(|c| matches!(c, '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−'))
}

/// Whitespace, and what no editor shows.
fn is_invisible(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{00ad}')
}

/// A text that does not open with a fence has no front matter, unless it says `audience:` at its top: then its author
/// believes that it has.
fn without_fence(text: &str, whole: Range<usize>) -> Top {
    let mut at = whole.start;
    for line in text[whole.clone()].split_inclusive('\n').take(STRAY_LINES) {
        let end = at + line.len();
        let words = line.trim_start_matches(|c: char| is_invisible(c) || matches!(c, '{' | '"' | '\'' | '-'));
        let key = words.split(|c: char| !c.is_alphanumeric() && !is_invisible(c)).next().unwrap_or("");
        let after = words[key.len()..].trim_start_matches(['"', '\'', ' ', '\t']);
        if after.starts_with([':', '=']) && !key.trim().contains(' ') && keys::fold(key) == "audience" {
            return Top::Unclosed { fence: trimmed(text, at..end), body: whole };
        }
        at = end;
    }
    Top::None { body: whole }
}

/// A text that opens with a fence and has no front matter, unless one of its first lines starts with a word that is
/// nearly `audience`, as in `audience internal` or `audi:ence: internal`.
fn without_block(text: &str, whole: Range<usize>) -> Top {
    let mut at = whole.start;
    for line in text[whole.clone()].split_inclusive('\n').take(STRAY_LINES) {
        let words: Vec<&str> = line.split(|c: char| c.is_whitespace() || matches!(c, ':' | '=')).collect();
        let first = words.iter().find(|word| !word.is_empty());
        if line.split_whitespace().count() <= 3 && first.is_some_and(|word| keys::near(word) == Some("audience")) {
            return Top::Unclosed { fence: trimmed(text, at..at + line.len()), body: whole };
        }
        at += line.len();
    }
    without_fence(text, whole)
}

/// Finds the closing fence; gives what stands before it, and behind its line.
fn close(text: &str, from: usize, mark: &str) -> Option<(Range<usize>, Range<usize>)> {
    let mut at = from;
    for line in text[from..].split_inclusive('\n') {
        let words = line.trim_end();
        if words == mark || (mark == "---" && words == "...") {
            return Some((from..at, at + line.len()..text.len()));
        }
        at += line.len();
    }
    None
}

/// Tells whether `rest`, which follows an opening fence that is never closed, starts like front matter.
fn is_block(rest: &str) -> bool {
    let lines = rest.lines().skip_while(|line| line.trim().is_empty()).take_while(|line| !line.trim().is_empty());
    lines.take(40).any(|line| {
        let key = key(line);
        key.is_some_and(|key| {
            keys::canonical(&keys::fold(key)).is_some()
                || key.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'-' | b'0'..=b'9'))
        })
    })
}

/// Tells whether any line is a key with a value.
fn has_key(matter: &str) -> bool {
    let is_key = |line: &str| key(line).is_some() || is_unspaced(line) || line.starts_with("? ");
    matter.trim_start().starts_with('{') || matter.lines().any(is_key)
}

/// Tells whether a line is a known key whose colon lacks its space.
fn is_unspaced(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, _)| keys::canonical(&keys::fold(key)).is_some())
}

/// Gives the key that a line sets, in the way of YAML.
fn key(line: &str) -> Option<&str> {
    let (key, value) = line.split_once(':')?;
    let key = key.trim().trim_matches(['"', '\'']);
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.') || is_invisible(c) || is_combining_mark(c);
    let fits = !key.is_empty() && key.len() <= 60 && key.chars().all(plain) && !key.starts_with("- ");
    (fits && (value.is_empty() || value.starts_with([' ', '\t']))).then_some(key)
}

/// Gives the end of the line that starts at `start`, behind its line break.
fn line_end(text: &str, start: usize) -> usize {
    text[start..].find('\n').map_or(text.len(), |at| start + at + 1)
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let words = text[range.clone()].trim_end();
    range.start..range.start + words.len()
}

/// An engine that parses nothing: only the splitting is wanted.
struct Split;

impl Engine for Split {
    fn parse(_: &str) -> gray_matter::Result<Pod> {
        Ok(Pod::Null)
    }
}

/// Asks `gray_matter` whether `top`, which ends with its closing line, is front matter.
fn detect(top: &str, mark: &str) -> bool {
    let mut matter = Matter::<Split>::new();
    mark.clone_into(&mut matter.delimiter);
    matter.close_delimiter = (mark == "---").then(|| "...".to_owned());
    matter.parse::<Pod>(top).is_ok_and(|found| !found.matter.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (&str, &str) {
        match split(text) {
            Top::None { body } => ("none", &text[body]),
            Top::Matter { matter, body, .. } => (&text[matter], &text[body]),
            Top::Unclosed { fence, .. } => ("unclosed", &text[fence]),
        }
    }

    #[test]
    fn the_text_is_a_part_of_the_file() {
        let check = |text: &str, matter: &str, body: &str| assert_eq!(parts(text), (matter, body), "{text:?}");
        check("---\na: 1\n---\nx\n", "a: 1\n", "x\n");
        check("\u{feff}---\r\na: 1\r\n---\r\nx\r\n", "a: 1\r\n", "x\r\n");
        check("\n\n---\n  a: 1\n...\n\né", "  a: 1\n", "\né");
        check("\u{200b}---\na: 1\n---", "a: 1\n", "");
        check("+++\na = 1\n+++\nx", "a = 1\n", "x");
        check("---\n---\nx", "", "x");
        check("---\n\n---\nx", "\n", "x");
        check("é", "none", "é");
        check("", "none", "");
        check("\u{feff}\n# x", "none", "\n# x");
    }

    #[test]
    fn a_rule_is_no_front_matter() {
        let check = |text: &str| assert_eq!(parts(text), ("none", text));
        check("---\n\nA text.\n");
        check("---\nA text\n---\nmore\n");
        check("---\n- a\n- b\n---\n");
        check("---\n# Title\n---\n");
        check("---\n\nNote: a text\n");
        check("----\na\n");
    }

    #[test]
    fn an_unclosed_block_is_seen() {
        let check = |text: &str, fence: &str| assert_eq!(parts(text), ("unclosed", fence), "{text:?}");
        check("---\ntitle: x\n\n# Hello\n", "---");
        check("---\n\nAudience: internal\n", "---");
        check("+++\nx = 1\n", "+++");
        check("----\naudience: internal\n----\n", "----");
        check("—--\ntitle: x\n—--\n", "—--");
        check("{ \"audience\": \"internal\" }\n", "{ \"audience\": \"internal\" }");
        check("\naudience = 'x'\n", "audience = 'x'");
    }
}
