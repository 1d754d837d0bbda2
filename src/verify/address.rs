//! Addresses and file names as a comparison sees them: parts in small letters, without endings and numbers in front.

use super::words::{self, Word, phrase};

/// The endings that an address may have or lack.
const ENDINGS: [&str; 6] = [".html", ".md", ".markdown", ".htm", ".json", ".txt"];

/// The names that stand for their folder.
const INDEXES: [&str; 3] = ["index", "_index", "readme"];

/// Gives the hashes of the parts of an address, the outermost first.
pub(super) fn parts(address: &str) -> Vec<u64> {
    let address = address.split(['?', '#']).next().unwrap_or_default();
    let path = address.split_once("://").map_or(address, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let plain = ENDINGS.iter().find_map(|ending| path.strip_suffix(ending)).unwrap_or(path);
    let mut parts: Vec<&str> = plain.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
    if parts.last().is_some_and(|last| INDEXES.contains(&last.to_lowercase().as_str())) {
        parts.pop();
    }
    parts.into_iter().map(part).collect()
}

/// Gives the words of one part.
pub(super) fn part_words(part: &str) -> Vec<Word> {
    let words = words::of(&part.replace('_', " "));
    let has_number = words.len() > 1 && (1..=3).contains(&words[0].digits);
    words[usize::from(has_number)..].to_vec()
}

fn part(part: &str) -> u64 {
    phrase(&part_words(part))
}

/// Gives the key of some parts.
pub(super) fn key(parts: &[u64]) -> u64 {
    parts.iter().fold(7, |key: u64, part| (key ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23))
}

/// Calls `each` with the key of every run of parts.
pub(super) fn runs(parts: &[u64], mut each: impl FnMut(u64)) {
    let parts = &parts[parts.len().saturating_sub(12)..];
    for from in 0..parts.len() {
        for to in from..parts.len() {
            each(key(&parts[from..=to]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_address_are_the_same() {
        let same = |one: &str, other: &str| assert_eq!(parts(one), parts(other), "{one} and {other}");
        same("https://a.example/policies/use/#x", "policies/use.md");
        same("../policies/use/index.html?q", "/Policies/01-use");
        same("a/2. My_page.md", "/a/my-page/");
        assert_ne!(parts("a/b"), parts("b/a"));
        let mut seen = Vec::new();
        runs(&parts("/a/b/c/"), |key| seen.push(key));
        assert_eq!(seen.len(), 6);
        assert!(seen.contains(&key(&parts("b/c.html"))));
    }
}
