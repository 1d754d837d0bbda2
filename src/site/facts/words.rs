//! Words: how many, and the first of them.

/// The longest summary, in characters.
const LONGEST: usize = 200;

/// Counts the words of a text.
pub(super) fn count(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let starts = |pair: &[u8]| u32::from(pair[0].is_ascii_whitespace() & !pair[1].is_ascii_whitespace());
    let first = bytes.first().is_some_and(|byte| !byte.is_ascii_whitespace());
    u32::from(first) + bytes.windows(2).map(starts).sum::<u32>()
}

/// Makes one line of a paragraph, cut between words.
pub(super) fn summary(paragraph: &str) -> String {
    let mut summary = String::with_capacity(paragraph.len().min(4 * LONGEST));
    let mut length = 0;
    for word in paragraph.split_whitespace() {
        let more = word.chars().count() + usize::from(length > 0);
        if length + more > LONGEST - 1 {
            return ended(summary, word);
        }
        if length > 0 {
            summary.push(' ');
        }
        summary.push_str(word);
        length += more;
    }
    summary
}

fn ended(mut summary: String, word: &str) -> String {
    if summary.is_empty() {
        summary.extend(word.chars().take(LONGEST - 1));
    }
    summary.truncate(summary.trim_end_matches([',', ';', ':', '.', '–', '—', '-', ' ']).len());
    summary.push('…');
    summary
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_ends_between_words() {
        assert_eq!(summary("  a\n b  c "), "a b c");
        let long = summary(&"sentence, ".repeat(40));
        assert!(long.ends_with("sentence…") && long.chars().count() <= LONGEST, "{long}");
        assert_eq!(summary(&"é".repeat(500)).chars().count(), LONGEST);
        assert_eq!(count(" one two\nthree "), 3);
    }
}
