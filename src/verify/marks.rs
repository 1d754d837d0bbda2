//! Which parts of a text are for whom: a simple reading of `:::name` … `:::` and `:name[words]`.
//!
//! Receives a text and the names of audiences, gives its parts in order, each with the narrowest audience of the marks
//! around it. What is unclosed goes on to the end. Closed fences and code within a line are code; a mark in them says
//! nothing.

use std::ops::Range;

use super::plain::fence;
use crate::audience::{Audience, Audiences};

/// A part of a text, and whom it is for.
pub(super) type Part = (Range<usize>, Audience);

/// Parts a text that is for `base` as a whole. Words that only mark are in no part.
pub(super) fn parts(text: &str, names: &Audiences, base: Audience) -> Vec<Part> {
    if !may_hold(text, names) {
        return vec![(0..text.len(), base)];
    }
    let mut reader = Reader { names, parts: Vec::new(), open: Vec::new(), base, start: 0 };
    let mut code: Option<(u8, usize)> = None;
    let mut at = 0;
    while at < text.len() {
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
        let line = &text[at..end];
        let content = line.trim_start_matches([' ', '\t', '>', '-', '*', '+']);
        let from = end - content.len();
        let content = content.trim_end();
        match (code, fence(content)) {
            (Some(open), Some((sign, width, ""))) if sign == open.0 && width >= open.1 => code = None,
            (Some(_), _) => {}
            (None, Some((sign, width, _))) if closes(&text[end..], sign, width) => code = Some((sign, width)),
            (None, _) if content.starts_with(":::") && reader.container(content, from) => {}
            (None, _) => {
                at = reader.line(text, at..end);
                continue;
            }
        }
        at = end;
    }
    reader.cut(text.len()..text.len());
    reader.parts
}

/// Tells whether a name stands behind a colon at all.
fn may_hold(text: &str, names: &Audiences) -> bool {
    let starts = |rest: &str| names.names().iter().any(|name| rest.trim_start().starts_with(name.as_str()));
    text.match_indices(':').any(|(at, _)| starts(&text[at + 1..]))
}

/// Tells whether a fence closes.
fn closes(rest: &str, sign: u8, width: usize) -> bool {
    let mut fences = rest.lines().filter_map(|line| fence(line.trim_matches([' ', '\t', '>', '\r'])));
    fences.any(|(other, wide, info)| other == sign && wide >= width && info.is_empty())
}

struct Reader<'a> {
    names: &'a Audiences,
    parts: Vec<Part>,
    /// The colons of each open container, and its audience where it is one's.
    open: Vec<(usize, Option<Audience>)>,
    base: Audience,
    start: usize,
}

impl Reader<'_> {
    fn audience(&self) -> Audience {
        self.open.iter().filter_map(|(_, audience)| *audience).fold(self.base, Audience::max)
    }

    /// Ends the part before a mark, and starts the next one behind it.
    fn cut(&mut self, mark: Range<usize>) {
        if mark.start > self.start {
            self.parts.push((self.start..mark.start, self.audience()));
        }
        self.start = mark.end;
    }

    /// Takes a line that opens or closes a container; tells whether it holds no words.
    fn container(&mut self, line: &str, at: usize) -> bool {
        let colons = line.bytes().take_while(|byte| *byte == b':').count();
        let name = line[colons..].trim();
        if name.is_empty() {
            if let Some(place) = self.open.iter().rposition(|(open, _)| *open == colons) {
                if self.open[place..].iter().any(|(_, audience)| audience.is_some()) {
                    self.cut(at..at + line.len());
                }
                self.open.truncate(place);
            }
            return true;
        }
        let word = name.split(|sign: char| !sign.is_alphanumeric() && sign != '-').next().unwrap_or_default();
        let audience = self.names.find(word);
        if audience.is_some() {
            self.cut(at..at + line.len());
        }
        self.open.push((colons, audience));
        audience.is_some()
    }

    /// Takes a line of words, and those behind it that a mark in it reaches; gives where to go on.
    fn line(&mut self, text: &str, line: Range<usize>) -> usize {
        let bytes = text.as_bytes();
        let mut at = line.start;
        let mut end = line.end;
        while at < end {
            match bytes[at] {
                b'\\' => at += 1,
                b'`' => at += code(&text[at..end]).saturating_sub(1),
                b':' => {
                    if let Some((words, audience)) = self.mark(text, at) {
                        self.words(text, at, words.clone(), audience);
                        at = words.end;
                        let behind = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
                        end = end.max(behind);
                    }
                }
                _ => {}
            }
            at += 1;
        }
        end
    }

    /// Reads a mark that starts at a colon: the words in its brackets, and whom they are for.
    fn mark(&self, text: &str, at: usize) -> Option<(Range<usize>, Audience)> {
        let before = text[..at].chars().next_back();
        if before.is_some_and(|before| before.is_alphanumeric() || before == ':') {
            return None;
        }
        let name = text[at + 1..].split('[').next()?;
        let audience = self.names.find(name)?;
        let open = at + 1 + name.len();
        let mut depth = 0_usize;
        let mut is_escaped = false;
        for (place, byte) in text.bytes().enumerate().skip(open) {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'[' => depth += 1,
                b']' if depth <= 1 => return Some((open + 1..place, audience)),
                b']' => depth -= 1,
                _ => {}
            }
        }
        Some((open + 1..text.len(), audience))
    }

    /// Makes the words of a mark a part of their own; marks in them can only narrow.
    fn words(&mut self, text: &str, at: usize, words: Range<usize>, audience: Audience) {
        self.cut(at..words.start);
        let audience = self.audience().max(audience);
        let inner = parts(&text[words.clone()], self.names, audience);
        self.parts
            .extend(inner.into_iter().map(|(part, whom)| (words.start + part.start..words.start + part.end, whom)));
        self.start = (words.end + 1).min(text.len());
    }
}

/// Gives the length of code within a line; one where the backtick opens none.
fn code(line: &str) -> usize {
    let width = line.bytes().take_while(|byte| *byte == b'`').count();
    let mut rest = width;
    while let Some(found) = line[rest..].find('`') {
        let start = rest + found;
        let wide = line[start..].bytes().take_while(|byte| *byte == b'`').count();
        rest = start + wide;
        if wide == width {
            return rest;
        }
    }
    width
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Shows a text with each narrow part in angle brackets.
    #[track_caller]
    fn check(text: &str, expect: &str) {
        let names = Audiences::default();
        let shown: String = parts(text, &names, Audience::WIDEST)
            .into_iter()
            .map(
                |(part, whom)| {
                    if whom == Audience::WIDEST { text[part].to_owned() } else { format!("<{}>", &text[part]) }
                },
            )
            .collect();
        assert_eq!(shown, expect, "{text:?}");
    }

    #[test]
    fn marks_part_a_text() {
        check("a\n", "a\n");
        check("a :internal[b [c] d] e", "a <b [c] d> e");
        check("a\n:::internal\nb\n:::\nc", "a\n<\nb\n>\nc");
        check("::::internal\n:::note\nb\n:::\nc\n::::\nd", "<\n:::note\nb\n:::\nc\n>\nd");
        check(":::note\na :internal[b]\n:::\nc", ":::note\na <b>\n:::\nc");
        check("- a\n  :::internal\n  b\n  :::\n- c", "- a\n  <\n  b\n  >\n- c");
        check(":::internal\nnever closed", "<\nnever closed>");
        check(":::note[x :internal[b]]\nc\n:::", ":::note[x <b>]\nc\n:::");
        check("a :internal[never closed", "a <never closed>");
        check("a :internal[over\nlines] b :internal[c] d", "a <over\nlines> b <c> d");
    }

    #[test]
    fn code_shows_marks() {
        check("`:internal[a]` b", "`:internal[a]` b");
        check("```\n:::internal\na\n:::\n```\nb", "```\n:::internal\na\n:::\n```\nb");
        check("```\n:::internal\na\n:::\n", "```\n<\na\n>\n");
        check("`a :internal[b]", "`a <b>");
        check("a:internal[b] \\:internal[c]", "a:internal[b] \\:internal[c]");
    }

    #[test]
    fn a_wider_mark_within_a_narrower_one_widens_nothing() {
        check(":internal[a :public[b] c]", "<a ><b>< c>");
    }
}
