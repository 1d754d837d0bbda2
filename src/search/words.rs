//! Text as the words that search compares: in lower case, without accents, in one Unicode form.
//!
//! A word is a run of letters, digits and marks. A script that is written without spaces gives every two signs that follow
//! each other. `search.js` reads what somebody types by the same rules.

use std::borrow::Cow;

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
    let bare: String = text.nfkd().filter(|sign| !is_accent(sign)).collect();
    bare.to_lowercase().nfc().collect::<String>().into()
}

/// Calls `each` with every word of a text, in small letters.
pub(super) fn each(text: &str, mut each: impl FnMut(&str)) {
    let text = fold(text);
    let bytes = text.as_bytes();
    let mut small = String::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii() {
            at += wide(&text[at..], &mut each);
            continue;
        }
        let end = bytes[at..].iter().position(|byte| !byte.is_ascii_alphanumeric()).map_or(bytes.len(), |end| at + end);
        if end == at {
            at += 1;
        } else if bytes.get(end).is_some_and(|byte| !byte.is_ascii()) {
            at += wide(&text[at..], &mut each);
        } else {
            small.clear();
            small.push_str(&text[at..end]);
            small.make_ascii_lowercase();
            each(cut(&small));
            at = end;
        }
    }
}

/// Reads the word at the start of a text that may hold any script; gives how many bytes were read.
fn wide(text: &str, each: &mut impl FnMut(&str)) -> usize {
    let Some(first) = text.chars().next() else { return 0 };
    if !is_part(first) {
        return first.len_utf8();
    }
    let is_dense = is_spaceless(first);
    let ends = |sign: char| !is_part(sign) || is_spaceless(sign) != is_dense;
    let word = text.split(ends).next().unwrap_or_default();
    if !is_dense {
        each(cut(&word.to_lowercase()));
        return word.len();
    }
    let starts: Vec<usize> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
    for pair in starts.windows(3) {
        each(&word[pair[0]..pair[2]]);
    }
    if starts.len() == 2 {
        each(word);
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
        each(text, |word| words.push(word.to_owned()));
        words
    }

    #[test]
    fn words_are_small_and_without_accents() {
        assert_eq!(all("GPL-2.0-only, it's the Licence"), ["gpl", "2", "0", "only", "it", "s", "the", "licence"]);
        assert_eq!(all("Résumé ÉCOLE Straße ﬁne"), ["resume", "ecole", "straße", "fine"]);
        assert_eq!(all("İstanbul ΣΊΣΥΦΟΣ"), ["istanbul", "σισυφος"]);
        assert_eq!(all("naïve2x é"), ["naive2x", "e"]);
        assert_eq!(all(" — … "), Vec::<String>::new());
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
        assert_eq!(all(&"ab".repeat(500))[0].len(), LONGEST);
        assert_eq!(all(&"я".repeat(500))[0].chars().count(), LONGEST);
    }
}
