//! A text as words in passages: the parts whose readers are compared over time.
//!
//! A passage is what authors take for one piece: a paragraph, an item of a list, a row of a table, a heading, a block of
//! code. It is found line by line, because what is closed goes whole: where a passage begins and ends matters here, and
//! what it looks like does not. The names of audience marks are no words.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::super::marks::{Form, Mark};
use crate::audience::Audience;
use crate::markdown::directive;

/// How many words a run has that is known again anywhere in a handbook.
pub(super) const RUN: usize = 8;

/// A text in parts.
#[derive(Debug, Default)]
pub(super) struct Passages {
    /// All words, in order.
    pub(super) words: Vec<Word>,
    /// All passages that have words, in order.
    pub(super) passages: Vec<Passage>,
}

/// A word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// The hash of its letters, small or not.
    pub(super) hash: u64,
    /// Its bytes in the text.
    pub(super) range: Range<usize>,
    /// Who may read it.
    pub(super) whom: Audience,
}

/// A passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Passage {
    /// The bytes that go where it is closed: from its first word's line, without markers, to the end of its last.
    pub(super) range: Range<usize>,
    /// Its words, by number.
    pub(super) words: Range<usize>,
}

/// Takes a text apart; `whom` is for whom all of it is.
pub(super) fn read(text: &str, marks: &[Mark], whom: Audience) -> Passages {
    let mut found = Passages::default();
    let mut lines = Lines::default();
    lines.read(text);
    for (range, goes) in lines.passages {
        let start = found.words.len();
        words(text, range.clone(), &mut found.words);
        let words = start..found.words.len();
        if !words.is_empty() {
            found.passages.push(Passage { range: goes.unwrap_or(range), words });
        }
    }
    if marks.is_empty() {
        found.words.iter_mut().for_each(|word| word.whom = whom);
    } else {
        found.judge(marks, whom);
    }
    found
}

impl Passages {
    /// Decides who may read each word, and takes out the names of marks.
    fn judge(&mut self, marks: &[Mark], whom: Audience) {
        let mut is_name = vec![false; self.words.len()];
        for mark in marks {
            let (all, said) = match &mark.form {
                Form::Block { open, close } => (open.start..close.end, open.end..close.start),
                Form::Inline { whole, words } => (whole.clone(), words.clone()),
                Form::Closed { range } => (range.clone(), range.clone()),
            };
            let from = self.words.partition_point(|word| word.range.start < all.start);
            for (word, is_name) in self.words[from..].iter_mut().zip(&mut is_name[from..]) {
                if word.range.start >= all.end {
                    break;
                }
                *is_name |= word.range.start < said.start;
                word.whom = word.whom.max(mark.audience);
            }
        }
        let kept_before = |at: usize| is_name[..at].iter().filter(|is_name| !**is_name).count();
        if is_name.contains(&true) {
            for passage in &mut self.passages {
                passage.words = kept_before(passage.words.start)..kept_before(passage.words.end);
            }
            let mut names = is_name.iter();
            self.words.retain(|_| names.next() != Some(&true));
            self.passages.retain(|passage| !passage.words.is_empty());
        }
        self.words.iter_mut().for_each(|word| word.whom = word.whom.max(whom));
    }

    /// Gives the words of a passage.
    pub(super) fn of(&self, passage: &Passage) -> &[Word] {
        &self.words[passage.words.clone()]
    }

    /// Calls `each` with the hash of every run of words within a passage, the passage's number and who may read the run:
    /// whoever may read one of its words, since a run that is open in part is known by it.
    pub(super) fn runs(&self, mut each: impl FnMut(u64, usize, Audience)) {
        for (number, passage) in self.passages.iter().enumerate() {
            for run in self.of(passage).windows(RUN) {
                let whom = run.iter().map(|word| word.whom).min().unwrap_or(Audience::WIDEST);
                each(joined(run.iter().map(|word| word.hash)), number, whom);
            }
        }
    }
}

/// Gives the hash of words that follow each other.
fn joined(words: impl Iterator<Item = u64>) -> u64 {
    words.fold(PRIME, |all, word| (all ^ word).wrapping_mul(PRIME).rotate_left(23))
}

/// Gives the hashes of the words of a line of text.
pub(super) fn line(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    words(text, 0..text.len(), &mut found);
    found
}

const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;

fn words(text: &str, range: Range<usize>, found: &mut Vec<Word>) {
    let end = range.end;
    let mut at = range.start;
    while at < end {
        let rest = &text[at..end];
        let Some(first) = rest.chars().next() else { break };
        if !is_letter(first) {
            at += if rest.starts_with("](") { destination(rest) } else { first.len_utf8() };
            continue;
        }
        let length = if is_sign(first) {
            first.len_utf8()
        } else {
            rest.find(|c: char| !is_letter(c) || is_sign(c)).unwrap_or(rest.len())
        };
        found.push(Word { hash: hash(&rest[..length]), range: at..at + length, whom: Audience::WIDEST });
        at += length;
    }
}

/// Gives the length of where a link leads, from its bracket on: a link that was turned elsewhere says the same.
fn destination(rest: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in rest.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 1 => return at + 1,
            ')' => depth = depth.saturating_sub(1),
            '\n' => break,
            _ => {}
        }
    }
    1
}

fn is_letter(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() || is_combining_mark(c) }
}

/// Tells whether a letter is a word of its own, since its script puts no spaces between words.
fn is_sign(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn hash(word: &str) -> u64 {
    let step = |all: u64, byte: u8| (all ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    if word.is_ascii() {
        word.bytes().map(|byte| byte.to_ascii_lowercase()).fold(PRIME, step)
    } else {
        word.chars().flat_map(char::to_lowercase).fold(PRIME, |all, c| c.to_string().bytes().fold(all, step))
    }
}

/// The way through the lines of a text.
#[derive(Debug, Default)]
struct Lines {
    /// The bytes of each passage, and what goes with it where that is more.
    passages: Vec<(Range<usize>, Option<Range<usize>>)>,
    /// The passage that is open.
    open: Option<Range<usize>>,
    /// The sign and the length of the fence that is open.
    fence: Option<(char, usize)>,
    /// Whether the lines are those of a table.
    in_table: bool,
}

impl Lines {
    fn read(&mut self, text: &str) {
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let next = start + line.len();
            self.line(text, start, line.trim_end(), next);
            start = next;
        }
        self.end();
    }

    fn end(&mut self) {
        self.passages.extend(self.open.take().map(|range| (range, None)));
        self.in_table = false;
    }

    fn line(&mut self, text: &str, start: usize, line: &str, next: usize) {
        let prefix = directive::prefix(line);
        let (words, range) = (&line[prefix..], start + prefix..start + line.len());
        if let Some(fence) = self.fence {
            return self.code(fence, words, range.end);
        }
        if words.is_empty() {
            self.end();
        } else if let Some(fence) = fence(words) {
            self.end();
            (self.open, self.fence) = (Some(range), Some(fence));
        } else if words.starts_with("::") {
            self.end();
            let title = words.find('[').zip(words.rfind(']')).filter(|(from, to)| from < to);
            self.passages.extend(title.map(|(from, to)| (range.start + from..range.start + to + 1, None)));
        } else if is_line_across(words) {
            if let Some(open) = &mut self.open {
                open.end = range.end;
            }
            self.end();
        } else if words.starts_with('#') {
            self.end();
            let said = words.trim_start_matches('#').trim_start();
            self.passages.push((range.end - said.len()..range.end, None));
        } else if self.in_table {
            self.passages.push((range, None));
        } else if words.contains('|') && is_delimiter(text[next..].lines().next().unwrap_or_default()) {
            self.end();
            self.in_table = true;
            // Without its head, the rest is no table.
            let table = text[next..].find("\n\n").or_else(|| text[next..].find("\n\r\n"));
            self.passages.push((range.clone(), Some(range.start..table.map_or(text.len(), |at| next + at))));
        } else {
            let is_new = line[..prefix].contains(|c| !matches!(c, ' ' | '\t' | '>')) || starts_anew(words);
            if is_new {
                self.end();
            }
            self.open = Some(self.open.take().map_or(range.start, |open| open.start)..range.end);
        }
    }

    fn code(&mut self, (sign, width): (char, usize), words: &str, end: usize) {
        if let Some(open) = &mut self.open {
            open.end = open.end.max(end);
        }
        if words.len() >= width && words.chars().all(|c| c == sign) {
            self.fence = None;
            self.end();
        }
    }
}

/// Gives the sign and the length of a fence that a line opens.
fn fence(words: &str) -> Option<(char, usize)> {
    let sign = words.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let width = words.chars().take_while(|c| *c == sign).count();
    (width >= 3 && (sign == '~' || !words[width..].contains('`'))).then_some((sign, width))
}

/// Tells a ruled line, and the line under a heading.
fn is_line_across(words: &str) -> bool {
    ['-', '=', '*', '_'].iter().any(|sign| words.chars().all(|c| c == *sign || c == ' '))
}

fn is_delimiter(line: &str) -> bool {
    let words = line[directive::prefix(line)..].trim();
    words.contains('-') && words.contains('|') && words.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

/// Tells whether a line begins something of its own: what a term means, where a link leads.
fn starts_anew(words: &str) -> bool {
    let is_address = words.starts_with('[') && words.find("]:").is_some_and(|at| !words[1..at].contains(['[', ']']));
    is_address || words.starts_with(": ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audience::Audiences;
    use crate::manuscript::marks;

    /// Gives the passages of a text, each with what of it is hidden in braces.
    fn shown(text: &str) -> Vec<String> {
        let names = Audiences::default();
        let (marks, doubts) = marks::find(text, &names);
        assert!(doubts.is_empty(), "{doubts:?}");
        let found = read(text, &marks, Audience::WIDEST);
        let word = |word: &Word| match word.whom {
            Audience::WIDEST => text[word.range.clone()].to_owned(),
            _ => format!("{{{}}}", &text[word.range.clone()]),
        };
        let passage = |passage: &Passage| found.of(passage).iter().map(word).collect::<Vec<_>>().join(" ");
        found.passages.iter().map(passage).collect()
    }

    #[test]
    fn a_text_in_passages() {
        for (text, expect) in [
            ("One two\nthree.\n\nFour.", &["One two three", "Four"][..]),
            ("# One #\nTwo\nThree\n=====\nFour", &["One", "Two Three", "Four"]),
            ("- one\n  more\n- two\n\n  below\n1. three", &["one more", "two", "below", "three"]),
            ("> one\n> two\n>\n> three", &["one two", "three"]),
            ("```sh\na\n\nb\n```\nc", &["sh a b", "c"]),
            ("| a | b |\n|---|---|\n| c | d |\n\ne | f", &["a b", "c d", "e f"]),
            (":::note[A title]\nText\n:::\nMore", &["A title", "Text", "More"]),
            (
                "Term\n: what it means\n[x]: https://a.example\n[^n]: Note.",
                &["Term", "what it means", "x https a example", "Note"],
            ),
            (
                ":::internal\n\nHidden.\n\n:::\n\nOpen :internal[words here] again.",
                &["{Hidden}", "Open {words} {here} again"],
            ),
            ("See [the (one) list](a.md \"T\") and [b](c(d).md) now](x", &["See the one list and b now x"]),
            ("開源", &["開 源"]),
            ("", &[]),
        ] {
            assert_eq!(shown(text), expect, "{text:?}");
        }
    }

    #[test]
    fn what_goes_with_a_passage() {
        let text = "x\n\n| a | b |\n|---|---|\n| c | d |\n\ny";
        let found = read(text, &[], Audience::WIDEST);
        let goes: Vec<&str> = found.passages.iter().map(|passage| &text[passage.range.clone()]).collect();
        assert_eq!(goes, ["x", "| a | b |\n|---|---|\n| c | d |", "| c | d |", "y"]);
    }

    #[test]
    fn case_does_not_count() {
        assert_eq!(line("Ä Word")[0].hash, line("ä word")[0].hash);
        assert_ne!(line("a")[0].hash, line("b")[0].hash);
    }
}
