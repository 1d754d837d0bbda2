//! Text as words: what two spellings of one sentence have in common.
//!
//! Receives runs of text in any order of markup, gives words as hashes with the place where each starts. Words are
//! compared in lower case and in the Unicode form NFKC; punctuation parts them; apostrophes, emphasis marks and characters that
//! no reader sees are dropped. A script without spaces is read sign by sign. Words are never kept as text.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// One word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Word {
    /// The hash of its letters.
    pub(super) hash: u64,
    /// Where it starts, in bytes of its file.
    pub(super) at: usize,
    /// How many bytes it has as it stands there, about.
    pub(super) length: u32,
    /// How many digits it has, where it is a number.
    pub(super) digits: u8,
    /// Whether a link or a piece of code starts or ends before it.
    pub(super) is_apart: bool,
}

/// The number that the hashes of phrases are powers of.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// Gives the hash of a phrase.
pub(super) fn phrase(words: &[Word]) -> u64 {
    let mut hash = 0;
    prefixes(words, |key, _| hash = key);
    hash
}

/// Calls `each` with the hash of every phrase that starts with the first word, and how many words it has.
pub(super) fn prefixes(words: &[Word], mut each: impl FnMut(u64, usize)) {
    let mut sum = 0_u64;
    for (at, word) in words.iter().enumerate() {
        sum = sum.wrapping_mul(BASE).wrapping_add(word.hash);
        each(sum.wrapping_add((at as u64 + 1).wrapping_mul(0xd6e8_feb8_6659_fd93)), at + 1);
    }
}

/// How many words a shingle has.
pub(super) const SHINGLE: usize = 8;

/// Calls `each` with the hash of every run of eight words, and the number of its first word.
pub(super) fn shingles(words: &[Word], mut each: impl FnMut(u64, usize)) {
    const FIRST: u64 = BASE.wrapping_pow(7);
    if words.len() < SHINGLE {
        return;
    }
    let mut sum = words[..SHINGLE].iter().fold(0_u64, |sum, word| sum.wrapping_mul(BASE).wrapping_add(word.hash));
    each(sum, 0);
    for (at, next) in words[SHINGLE..].iter().enumerate() {
        let gone = words[at].hash.wrapping_mul(FIRST);
        sum = sum.wrapping_sub(gone).wrapping_mul(BASE).wrapping_add(next.hash);
        each(sum, at + 1);
    }
}

/// What a byte does to the word that is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Ends,
    Letter,
    Digit,
    Dropped,
    Wide,
}

const ROLES: [Role; 256] = roles();

const fn roles() -> [Role; 256] {
    let mut roles = [Role::Ends; 256];
    let mut byte = 0_u8;
    loop {
        roles[byte as usize] = match byte {
            b'a'..=b'z' | b'A'..=b'Z' => Role::Letter,
            b'0'..=b'9' => Role::Digit,
            b'\'' | b'`' | b'*' | b'_' | b'~' => Role::Dropped,
            0x80..=0xff => Role::Wide,
            _ => Role::Ends,
        };
        if byte == u8::MAX {
            return roles;
        }
        byte += 1;
    }
}

/// A block of text on its way to words.
#[derive(Debug, Default)]
pub(super) struct Words {
    read: Vec<Word>,
    /// The letters of the word that is being read.
    pending: String,
    start: usize,
    end: usize,
    is_apart: bool,
}

impl Words {
    /// Takes a run of text that stands at an offset of its file; a word may go on from the run before.
    pub(super) fn push(&mut self, text: &str, at: usize) {
        let bytes = text.as_bytes();
        let mut from = 0;
        while from < bytes.len() {
            match ROLES[usize::from(bytes[from])] {
                Role::Letter | Role::Digit => from = self.run(text, from, at),
                Role::Dropped => from += 1,
                Role::Ends => {
                    if !self.joins_digits(bytes, from) {
                        self.finish();
                    } else if bytes[from] == b'.' {
                        self.pending.push('.');
                    }
                    from += 1;
                }
                Role::Wide => {
                    let Some(sign) = text[from..].chars().next() else { return };
                    self.wide(sign, at + from);
                    from += sign.len_utf8();
                }
            }
        }
    }

    /// Takes a run of plain letters and digits; gives where it ends.
    fn run(&mut self, text: &str, from: usize, at: usize) -> usize {
        let bytes = text.as_bytes();
        let is_plain = |byte: &u8| matches!(ROLES[usize::from(*byte)], Role::Letter | Role::Digit);
        let end = bytes[from..].iter().position(|byte| !is_plain(byte)).map_or(bytes.len(), |end| from + end);
        let ends_there = bytes.get(end).is_some_and(|byte| ROLES[usize::from(*byte)] == Role::Ends);
        if ends_there && self.pending.is_empty() && !bytes[from].is_ascii_digit() && !bytes[end - 1].is_ascii_digit() {
            self.add(hash(&bytes[from..end]), at + from, end - from, 0);
        } else {
            if self.pending.is_empty() {
                self.start = at + from;
            }
            self.pending.push_str(&text[from..end]);
            self.end = at + end;
        }
        end
    }

    /// Tells whether a comma or a point stands within a number.
    fn joins_digits(&self, bytes: &[u8], at: usize) -> bool {
        matches!(bytes[at], b'.' | b',')
            && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
            && self.pending.bytes().next_back().is_some_and(|byte| byte.is_ascii_digit())
            && self.pending.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
    }

    /// Takes a character beyond ASCII.
    fn wide(&mut self, sign: char, at: usize) {
        if is_unseen(sign) {
            return;
        }
        if is_spaceless(sign) {
            self.finish();
        } else if !sign.is_alphanumeric() && !is_combining_mark(sign) {
            return self.finish();
        }
        if self.pending.is_empty() {
            self.start = at;
        }
        self.pending.push(sign);
        self.end = at + sign.len_utf8();
        if is_spaceless(sign) {
            self.finish();
        }
    }

    /// Ends the word that is being read.
    pub(super) fn finish(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let (hash, digits) = if self.pending.is_ascii() {
            (hash(self.pending.as_bytes()), digits(&self.pending))
        } else {
            let plain: String = self.pending.nfkc().flat_map(char::to_lowercase).nfkc().collect();
            (hash(plain.as_bytes()), digits(&plain))
        };
        self.add(hash, self.start, self.end.saturating_sub(self.start), digits);
        self.pending.clear();
    }

    fn add(&mut self, hash: u64, at: usize, length: usize, digits: u8) {
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        self.read.push(Word { hash, at, length, digits, is_apart: self.is_apart });
        self.is_apart = false;
    }

    /// Parts what comes from what was, without ending the block.
    pub(super) fn part(&mut self) {
        self.finish();
        self.is_apart = true;
    }

    /// Ends the block and gives its words to `each`, unless there are none.
    pub(super) fn end(&mut self, each: impl FnOnce(&[Word])) {
        self.finish();
        self.is_apart = false;
        if !self.read.is_empty() {
            each(&self.read);
            self.read.clear();
        }
    }
}

/// Gives the words of one text.
pub(super) fn of(text: &str) -> Vec<Word> {
    let mut words = Words::default();
    words.push(text, 0);
    words.finish();
    words.read
}

fn hash(letters: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in letters {
        hash = (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3);
    }
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(BASE);
    hash ^ hash >> 29
}

/// Counts the digits of a number, which may have a unit or the rest of a time behind it; none for a word.
fn digits(word: &str) -> u8 {
    let is_number = word.starts_with(|first: char| first.is_ascii_digit());
    let count = word.bytes().filter(u8::is_ascii_digit).count();
    if is_number { u8::try_from(count).unwrap_or(u8::MAX) } else { 0 }
}

/// Tells whether a character changes no word: apostrophes, and what no reader sees.
fn is_unseen(sign: char) -> bool {
    matches!(sign, '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{34f}' | '\u{fe00}'..='\u{fe0f}')
}

/// Tells whether a character is of a script that puts no spaces between words.
fn is_spaceless(sign: char) -> bool {
    matches!(sign, '\u{e00}'..='\u{eff}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
        && (sign.is_alphanumeric() || is_combining_mark(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn same(one: &str, other: &str) {
        let hashes = |text| of(text).into_iter().map(|word| word.hash).collect::<Vec<_>>();
        assert_eq!(hashes(one), hashes(other), "{one:?} and {other:?}");
    }

    #[test]
    fn spellings_of_one_sentence_are_the_same() {
        same("We don't publish it.", "we DON\u{2019}T   publish - it");
        same("Zu\u{308}rich", "zürich");
        same("ﬁnal Ｏffer", "final offer");
        same("4,200 euros, 12.5 %", "4200 euros 12.5");
        same("un*bold*able", "unboldable");
        same("con\u{ad}fi\u{200b}dential", "confidential");
        same("合併の計画", "合 併 の 計 画");
        assert_ne!(of("a b")[0].hash, of("b a")[0].hash);
    }

    #[test]
    fn words_know_where_they_stand() {
        let mut words = Words::default();
        words.push("ab c", 10);
        words.push("d é9", 14);
        words.part();
        words.push("1,000.", 30);
        words.end(|words| {
            let seen: Vec<_> = words.iter().map(|word| (word.at, word.length, word.digits, word.is_apart)).collect();
            assert_eq!(seen, [(10, 2, 0, false), (13, 2, 0, false), (16, 3, 0, false), (30, 5, 4, true)]);
        });
        words.end(|_| panic!("nothing is left"));
    }

    #[test]
    fn shingles_roll_as_they_are_summed() {
        let words = of("a b c d e f g h i j");
        let mut seen = Vec::new();
        shingles(&words, |hash, at| seen.push((hash, at)));
        let mut rolled = Vec::new();
        shingles(&words[2..], |hash, at| rolled.push((hash, at + 2)));
        assert_eq!(seen.len(), 3);
        assert_eq!(seen[2..], rolled);
        shingles(&words[..7], |_, _| panic!("too short"));
    }
}
