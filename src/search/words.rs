//! Text as the words that search compares: in lower case, without accents, in one Unicode form.
//!
//! A word is a run of letters, digits and marks. A script that is written without spaces gives every two signs that follow
//! each other. `search.js` reads what somebody types by the same rules.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The most signs of a word that count.
const LONGEST: usize = 32;

/// Folds a text: what somebody types without accents or capitals finds it.
pub(super) fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let is_accent = |sign: &char| matches!(sign, '\u{300}'..='\u{36f}');
    let bare: String = text.nfkd().filter(|sign| !is_accent(sign) && !is_unseen(*sign)).collect();
    // Whether a sigma is the last letter depends on what follows.
    let small = bare.to_lowercase().replace('ς', "σ");
    small.nfc().collect::<String>().into()
}

/// How many bytes of a word stand in two numbers.
const SHORT: usize = 16;

/// A word. Nearly all are short enough to stand in two numbers, by which they are compared and found at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Its first bytes, and zeros behind them.
    start: [u64; 2],
    /// All of it, where it is longer.
    whole: Option<Box<str>>,
}

impl Hash for Word {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.start[0]);
        state.write_u64(self.start[1]);
    }
}

impl Word {
    /// Takes a word in the form in which words are compared.
    pub(super) fn of(word: &str) -> Self {
        let mut start = [0; SHORT];
        let length = word.len().min(SHORT);
        start[..length].copy_from_slice(&word.as_bytes()[..length]);
        Self { start: numbers(start), whole: (word.len() > SHORT).then(|| word.into()) }
    }

    /// Takes a word of plain letters and digits.
    fn plain(word: &str) -> Self {
        if word.len() > SHORT {
            return Self::of(&cut(word).to_ascii_lowercase());
        }
        let mut start = [0; SHORT];
        for (small, byte) in start.iter_mut().zip(word.bytes()) {
            // The bit that makes letters small is set in digits.
            *small = byte | 0x20;
        }
        Self { start: numbers(start), whole: None }
    }

    /// Gives the word as text.
    pub(super) fn text(&self) -> String {
        let start = || String::from_utf8_lossy(&self.bytes()).trim_end_matches('\0').to_owned();
        self.whole.as_deref().map_or_else(start, str::to_owned)
    }

    fn bytes(&self) -> [u8; SHORT] {
        let mut bytes = [0; SHORT];
        let (low, high) = bytes.split_at_mut(SHORT / 2);
        low.copy_from_slice(&self.start[0].to_le_bytes());
        high.copy_from_slice(&self.start[1].to_le_bytes());
        bytes
    }

    /// Gives the first three bytes, where they are plain; a shorter word has zeros.
    pub(super) fn plain_start(&self) -> Option<[u8; 3]> {
        let [one, two, three, ..] = self.bytes();
        Some([one, two, three]).filter(|start| start.is_ascii())
    }
}

fn numbers(bytes: [u8; SHORT]) -> [u64; 2] {
    let (numbers, _) = bytes.as_chunks::<8>();
    [u64::from_le_bytes(numbers[0]), u64::from_le_bytes(numbers[1])]
}

/// Which bytes are plain letters and digits.
const PLAIN: [bool; 256] = plain();

const fn plain() -> [bool; 256] {
    let mut plain = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        plain[byte as usize] = byte.is_ascii_alphanumeric();
        byte += 1;
    }
    plain
}

/// Calls `each` with every word of a text.
///
/// Most words are plain, and most other signs between them punctuation; so only the runs around other letters are folded, which
/// gives what folding the whole text would.
pub(super) fn each(text: &str, mut each: impl FnMut(Word)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let mut plain = 0;
        while bytes.get(at + plain).is_some_and(|byte| PLAIN[usize::from(*byte)]) {
            plain += 1;
        }
        let next = bytes.get(at + plain);
        let other = if next.is_some_and(|byte| !byte.is_ascii()) { text[at + plain..].chars().next() } else { None };
        if other.is_some_and(|sign| !is_punctuation(sign)) {
            let ends = |sign: char| sign.is_ascii() && !sign.is_ascii_alphanumeric() || is_punctuation(sign);
            let run = text[at..].split(ends).next().unwrap_or_default();
            folded(&fold(run), &mut each);
            at += run.len();
            continue;
        }
        if plain > 0 {
            each(Word::plain(&text[at..at + plain]));
        }
        at += plain + other.map_or(usize::from(next.is_some()), char::len_utf8);
    }
}

/// Tells whether a sign only says where a word may be parted at the end of a line, or not.
fn is_unseen(sign: char) -> bool {
    matches!(sign, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Tells whether a sign beyond ASCII is one of those that stand between words most often.
fn is_punctuation(sign: char) -> bool {
    !is_unseen(sign)
        && matches!(sign, '\u{2000}'..='\u{206f}' | '\u{a0}'..='\u{a9}' | '\u{ab}'..='\u{b1}' | '\u{b6}' | '\u{b7}' | '\u{bb}' | '\u{bf}')
}

fn folded(mut text: &str, each: &mut impl FnMut(Word)) {
    while !text.is_empty() {
        text = &text[wide(text, each)..];
    }
}

/// Reads the word at the start of a text that may hold any script; gives how many bytes were read.
fn wide(text: &str, each: &mut impl FnMut(Word)) -> usize {
    let Some(first) = text.chars().next() else { return 0 };
    if !is_part(first) {
        return first.len_utf8();
    }
    let is_dense = is_spaceless(first);
    let ends = |sign: char| !is_part(sign) || is_spaceless(sign) != is_dense;
    let word = text.split(ends).next().unwrap_or_default();
    if !is_dense {
        each(Word::of(cut(&word.to_ascii_lowercase())));
        return word.len();
    }
    let starts: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
    for pair in starts.windows(3) {
        each(Word::of(&word[pair[0]..pair[2]]));
    }
    if starts.len() == 2 {
        each(Word::of(word));
    }
    word.len()
}

fn is_part(sign: char) -> bool {
    sign.is_alphanumeric() || is_combining_mark(sign)
}

/// Tells whether a sign is of a script that is written without spaces, or of Korean, whose words take many endings.
fn is_spaceless(sign: char) -> bool {
    matches!(sign,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

fn cut(word: &str) -> &str {
    word.char_indices().nth(LONGEST).map_or(word, |(end, _)| &word[..end])
}

/// Gives what a word starts with, as far as it parts the index: three signs, or one of a script without spaces.
pub(super) fn start(word: &str) -> &str {
    let signs = if word.chars().next().is_some_and(is_spaceless) { 1 } else { 3 };
    word.char_indices().nth(signs).map_or(word, |(end, _)| &word[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        each(text, |word| words.push(word.text()));
        words
    }

    #[test]
    fn words_are_small_and_without_accents() {
        assert_eq!(all("GPL-2.0-only, it's the Licence"), ["gpl", "2", "0", "only", "it", "s", "the", "licence"]);
        assert_eq!(all("Résumé ÉCOLE Straße ﬁne"), ["resume", "ecole", "straße", "fine"]);
        assert_eq!(all("İstanbul ΣΊΣΥΦΟΣ"), ["istanbul", "σισυφοσ"]);
        assert_eq!(all("naïve2x é"), ["naive2x", "e"]);
        assert_eq!(all("con\u{ad}tri\u{200b}bution\u{feff}"), ["contribution"]);
        assert_eq!(all(" — … \u{ad}"), Vec::<String>::new());
    }

    /// What is read piece by piece is what the script reads as a whole.
    #[test]
    fn folding_runs_is_folding_the_text() {
        let parts = [
            "a", "B2", "é", "e\u{301}", "’", "…", " ", "-", "ß", "Σ", "開", "源x", "½", "\u{ad}", "µ", "¨", "ﬁ",
            "정책", "n\u{303}", "—", "\u{200d}", "²",
        ];
        for one in parts {
            for two in parts {
                for three in parts {
                    let text = format!("{one}{two}{three}");
                    let mut whole = Vec::new();
                    folded(&fold(&text), &mut |word: Word| whole.push(word.text()));
                    assert_eq!(all(&text), whole, "{text:?}");
                }
            }
        }
    }

    #[test]
    fn scripts_without_spaces_give_pairs() {
        assert_eq!(all("開源政策"), ["開源", "源政", "政策"]);
        assert_eq!(all("第3章 v2版"), ["第", "3", "章", "v2", "版"]);
        assert_eq!(all("オープンソース・ガイド").len(), 6 + 2);
        assert_eq!(all("정책을"), ["정책", "책을"]);
        assert_eq!(start("開源"), "開");
        assert_eq!(start("contribution"), "con");
        assert_eq!(start("ip"), "ip");
    }

    #[test]
    fn a_word_without_end_is_cut() {
        assert_eq!(all(&"aB".repeat(500)), ["ab".repeat(LONGEST / 2)]);
        for length in 1..40 {
            assert_eq!(all(&"Z9".repeat(20)[..length]), ["z9".repeat(20)[..length.min(LONGEST)].to_owned()]);
            let wide: String = "яб".chars().cycle().take(length).collect();
            assert_eq!(all(&wide), [wide.chars().take(LONGEST).collect::<String>()]);
        }
        assert_eq!(all(&"я".repeat(500))[0].chars().count(), LONGEST);
    }
}
