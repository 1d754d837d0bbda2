//! Markdown as plain blocks of words, read in the simplest way that keeps what a reader reads.
//!
//! Receives a text, gives each paragraph, item, cell, heading or block of code as words. It is no Markdown parser and shares
//! nothing with the one that pages are made with, on purpose: a mistake there must not be repeated here.

use super::entity;
use super::words::{Word, Words};

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    /// A heading.
    Heading,
    /// Anything else.
    Text,
}

/// Reads a text that stands at `base` of its file, and gives each block of it to `each`.
pub(super) fn blocks(text: &str, base: usize, each: &mut impl FnMut(&[Word], Block)) {
    let mut reader = Reader { words: Words::default(), fence: None, is_table: false, each };
    let mut at = base;
    for line in text.split_inclusive('\n') {
        reader.line(line, at);
        at += line.len();
    }
    reader.end(Block::Text);
}

struct Reader<'e, E> {
    words: Words,
    /// The sign and the width of the fence of the code that is being read.
    fence: Option<(u8, usize)>,
    is_table: bool,
    each: &'e mut E,
}

impl<E: FnMut(&[Word], Block)> Reader<'_, E> {
    fn end(&mut self, block: Block) {
        let Self { words, each, .. } = self;
        words.end(|words| each(words, block));
    }

    fn line(&mut self, line: &str, at: usize) {
        let rest = line.trim_start_matches([' ', '\t', '>']);
        let at = at + line.len() - rest.len();
        let rest = rest.trim_end();
        if let Some(open) = self.fence {
            if fence(rest).is_some_and(|(sign, width, info)| sign == open.0 && width >= open.1 && info.is_empty()) {
                self.fence = None;
                return self.end(Block::Text);
            }
            self.words.push(rest, at);
            return self.words.finish();
        }
        if rest.is_empty() {
            self.is_table = false;
            return self.end(Block::Text);
        }
        self.content(rest, at);
        self.words.finish();
    }

    /// Takes a line without what stands before it.
    fn content(&mut self, rest: &str, at: usize) {
        if let Some((sign, width, info)) = fence(rest) {
            self.end(Block::Text);
            self.words.push(info, at + rest.len() - info.len());
            self.end(Block::Text);
            self.fence = Some((sign, width));
        } else if rest.bytes().all(|byte| matches!(byte, b'=' | b'-' | b'*' | b'_' | b' ')) {
            self.end(Block::Heading);
        } else if rest.starts_with("::") {
            self.end(Block::Text);
            let head = rest.trim_start_matches(':').trim_start();
            let name = head.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
            inline(&head[name..], at + rest.len() - head.len() + name, &mut self.words);
            self.end(Block::Text);
        } else if let Some(after) = heading(rest) {
            self.end(Block::Text);
            inline(after, at + rest.len() - after.len(), &mut self.words);
            self.end(Block::Heading);
        } else if let Some(after) = item(rest) {
            self.end(Block::Text);
            self.content(after, at + rest.len() - after.len());
        } else if rest.starts_with('|') || self.is_table && rest.contains('|') || is_rule_of_table(rest) {
            self.is_table = true;
            self.row(rest, at);
        } else {
            inline(rest, at, &mut self.words);
        }
    }

    fn row(&mut self, row: &str, at: usize) {
        self.end(Block::Text);
        let (mut start, mut is_escaped) = (0, false);
        for (end, byte) in row.bytes().enumerate().chain([(row.len(), b'|')]) {
            if byte == b'|' && !is_escaped {
                inline(&row[start..end], at + start, &mut self.words);
                self.end(Block::Text);
                start = end + 1;
            }
            is_escaped = byte == b'\\';
        }
    }
}

/// Reads the opening or closing line of fenced code: its sign, its width, and what stands behind it.
pub(super) fn fence(line: &str) -> Option<(u8, usize, &str)> {
    let sign = *line.as_bytes().first().filter(|sign| matches!(sign, b'`' | b'~'))?;
    let width = line.bytes().take_while(|byte| *byte == sign).count();
    let info = line[width..].trim();
    (width >= 3 && !(sign == b'`' && info.contains('`'))).then_some((sign, width, info))
}

fn heading(line: &str) -> Option<&str> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let rest = &line[level..];
    ((1..=6).contains(&level) && rest.starts_with([' ', '\t'])).then(|| rest.trim_start())
}

/// Gives what stands behind the marker of a list item, a task, a definition or a footnote.
fn item(line: &str) -> Option<&str> {
    let after = |rest: &str| rest.starts_with([' ', '\t']) || rest.is_empty();
    if let Some(rest) = line.strip_prefix(['-', '*', '+', ':']).filter(|rest| after(rest)) {
        return Some(rest.trim_start());
    }
    if let Some(rest) = ["[ ] ", "[x] ", "[X] "].iter().find_map(|task| line.strip_prefix(task)) {
        return Some(rest.trim_start());
    }
    if let Some((_, rest)) = line.strip_prefix("[^").and_then(|rest| rest.split_once("]:")) {
        return Some(rest.trim_start());
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line[digits..].strip_prefix(['.', ')']).filter(|rest| after(rest))?;
    (1..=9).contains(&digits).then(|| rest.trim_start())
}

fn is_rule_of_table(line: &str) -> bool {
    line.contains('|') && line.contains('-') && line.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' '))
}

/// Reads words inside a line: addresses of links, tags and names of directives are left out.
pub(super) fn inline(text: &str, at: usize, words: &mut Words) {
    let bytes = text.as_bytes();
    let mut from = 0;
    let mut next = 0;
    while let Some(found) =
        bytes[next..].iter().position(|byte| matches!(byte, b']' | b'[' | b'<' | b'&' | b'{' | b':' | b'\\'))
    {
        let here = next + found;
        let skipped = match bytes[here] {
            b'&' => {
                let read = entity::read(&text[here..]);
                if let Some((sign, length)) = read {
                    words.push(&text[from..here], at + from);
                    words.push(sign.encode_utf8(&mut [0; 4]), at + here);
                    from = here + length;
                }
                read.map_or(0, |(_, length)| length)
            }
            _ => skip(&text[here..], here.checked_sub(1).map(|before| bytes[before])),
        };
        if skipped > 0 && bytes[here] != b'&' {
            words.push(&text[from..here], at + from);
            words.push(" ", at + here);
            from = here + skipped;
        }
        next = here + skipped.max(1);
    }
    words.push(&text[from..], at + from);
}

/// Tells how many bytes are no words to a reader, at a sign that may open such.
fn skip(text: &str, before: Option<u8>) -> usize {
    let bytes = text.as_bytes();
    match bytes[0] {
        b']' => match bytes.get(1) {
            Some(b'(') => balanced(&text[1..], b'(', b')').map_or(0, |length| length + 1),
            Some(b'[') => balanced(&text[1..], b'[', b']').map_or(0, |length| length + 1),
            Some(b'{') => balanced(&text[1..], b'{', b'}').map_or(0, |length| length + 1),
            _ => 0,
        },
        b'[' if bytes.get(1) == Some(&b'^') => balanced(text, b'[', b']').unwrap_or(0),
        b'<' => tag(text),
        b'{' if matches!(bytes.get(1), Some(b'#' | b'.')) => balanced(text, b'{', b'}').unwrap_or(0),
        b':' if before.is_none_or(|before| !before.is_ascii_alphanumeric() && before != b':') => {
            let name = bytes[1..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
            if name > 0 && bytes.get(name + 1) == Some(&b'[') { name + 2 } else { 0 }
        }
        _ => 0,
    }
}

/// Gives the length of a tag or comment of HTML; an address in angle brackets is none.
fn tag(text: &str) -> usize {
    if text.starts_with("<!--") {
        return text.find("-->").map_or(0, |end| end + 3);
    }
    let name = text[1..].trim_start_matches('/');
    let is_tag = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && !name.split(['>', ' ']).next().unwrap_or_default().contains([':', '@']);
    if is_tag { text.find('>').map_or(0, |end| end + 1) } else { 0 }
}

/// Gives the length of a bracket with all that it holds.
fn balanced(text: &str, open: u8, close: u8) -> Option<usize> {
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().take(4096) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            _ if byte == open => depth += 1,
            _ if byte == close && depth <= 1 => return Some(at + 1),
            _ if byte == close => depth -= 1,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::words;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let mut found = Vec::new();
        blocks(text, 0, &mut |words, _| found.push(words.iter().map(|word| word.hash).collect::<Vec<_>>()));
        let expect: Vec<Vec<_>> =
            expect.iter().map(|text| words::of(text).iter().map(|word| word.hash).collect()).collect();
        assert_eq!(found, expect, "{text:?}");
    }

    #[test]
    fn a_reader_reads_blocks() {
        check("# A *b*\ntext goes\non\n\nmore", &["a b", "text goes on", "more"]);
        check("- one\n- [ ] two\n  goes on\n1. three", &["one", "two goes on", "three"]);
        check("| a | b c |\n|---|---|\n| `d|` | e |", &["a", "b c", "d", "e"]);
        check("> quoted\n> words\n\n~~~ rust\n# x\n- y\n~~~\nz", &["quoted words", "rust", "x y", "z"]);
        check("Title\n=====\nbody", &["title", "body"]);
        check(":::note[Mind this]{.a}\nx\n:::", &["mind this", "x"]);
        check("[^1]: A note.\n[ref]: https://a.example", &["a note ref https a example"]);
    }

    #[test]
    fn addresses_and_tags_are_no_words() {
        check("see [the *policy*](a/b.md#c \"t\") now", &["see the policy now"]);
        check("see [the policy][ref] and this[^2] too", &["see the policy and this too"]);
        check("a <span class=\"x\">b</span> <!-- c --> <https://d.example>", &["a b https d example"]);
        check("## Head {#id}", &["head"]);
        check("R&amp;D caf&eacute; a :note[b c] 10:30", &["r d café a b c 10 30"]);
        check("[y](z", &["y z"]);
    }
}
