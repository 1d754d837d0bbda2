//! Redlines of real pages: those of the handbook in this repository, edited at random.

use std::fs;
use std::path::Path;

use super::*;

/// Gives the texts of all pages below the content folder, old versions too, without their front matter.
pub(crate) fn pages() -> Vec<String> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("content")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => folders.push(path),
                false if path.extension().is_some_and(|end| end == "md") => files.push(path),
                false => {}
            }
        }
    }
    files.sort();
    let body = |path: &std::path::PathBuf| {
        let text = fs::read_to_string(path).expect("a page");
        text.strip_prefix("---\n")
            .and_then(|rest| rest.split_once("\n---\n"))
            .map_or(text.clone(), |(_, body)| body.to_owned())
    };
    files.iter().map(body).collect()
}

/// Numbers that are the same in every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % most.max(1) as u64).expect("a small number")
    }
}

/// Edits a page as people do: words, lines, whole blocks; moves, line breaks, parts of other pages.
pub(crate) fn edited(pages: &[String], dice: &mut Dice) -> (String, String) {
    let old = pages[dice.below(pages.len())].clone();
    let other = &pages[dice.below(pages.len())];
    let mut blocks: Vec<String> = old.split("\n\n").map(str::to_owned).collect();
    let others: Vec<&str> = other.split("\n\n").collect();
    for _ in 0..=dice.below(12) {
        let at = dice.below(blocks.len());
        if blocks.is_empty() {
            break;
        }
        match dice.below(10) {
            0 => drop(blocks.remove(at)),
            1 => blocks.insert(at, others[dice.below(others.len())].to_owned()),
            2 => {
                let block = blocks.remove(at);
                blocks.insert(dice.below(blocks.len() + 1), block);
            }
            3 => blocks[at] = blocks[at].replace('\n', " "),
            4 => {
                let mut lines: Vec<&str> = blocks[at].split('\n').collect();
                let (from, to) = (dice.below(lines.len()), dice.below(lines.len()));
                match dice.below(3) {
                    0 => lines.swap(from, to),
                    1 => drop(lines.remove(from)),
                    _ => lines.insert(to, lines[from]),
                }
                blocks[at] = lines.join("\n");
            }
            _ => {
                let mut words: Vec<&str> = blocks[at].split(' ').collect();
                let place = dice.below(words.len());
                match dice.below(4) {
                    0 => drop(words.remove(place)),
                    1 => words.insert(place, "must not"),
                    2 => words[place] = "**other** words",
                    _ => words.swap(place, 0),
                }
                blocks[at] = words.join(" ");
            }
        }
    }
    (old, blocks.join("\n\n"))
}

#[allow(clippy::disallowed_methods, reason = "the environment of the tests, not of the program")]
pub(crate) fn rounds(short: usize, long: usize) -> usize {
    if std::env::var_os("OSPRESS_LONG").is_some() { long } else { short }
}

#[test]
fn a_redline_of_a_real_page_holds_exactly_both_texts() {
    let (pages, mut dice) = (pages(), Dice(4_711));
    assert!(pages.len() > 60, "{}", pages.len());
    for _ in 0..rounds(150, 3_000) {
        let (old, new) = edited(&pages, &mut dice);
        with(&old, &new, |_, _, _| ());
    }
}

/// Lists the words of plain lines, by their place in a text.
fn plain_words(text: &str) -> Vec<std::ops::Range<usize>> {
    let (mut found, mut start, mut is_code) = (Vec::new(), 0, false);
    if text.contains("````") {
        return found;
    }
    for line in text.split_inclusive('\n') {
        is_code ^= line.trim_start().starts_with("```");
        let mut at = start;
        for word in line.split_inclusive(' ') {
            let is_plain = word.trim_end().len() > 3 && word.trim_end().bytes().all(|byte| byte.is_ascii_lowercase());
            found.extend((is_plain && !is_code && !line.starts_with("    ")).then(|| at..at + word.trim_end().len()));
            at += word.len();
        }
        start += line.len();
    }
    found
}

#[test]
fn one_word_that_changed_is_one_word_in_the_redline() {
    let (pages, mut dice) = (pages(), Dice(1_234));
    let mut met = 0;
    for _ in 0..rounds(150, 3_000) {
        let old = &pages[dice.below(pages.len())];
        let words = plain_words(old);
        if words.is_empty() {
            continue;
        }
        let word = &words[dice.below(words.len())];
        let new = format!("{}quagga{}", &old[..word.start], &old[word.end..]);
        let tally = with(old, &new, tally);
        assert_eq!((tally.inserted, tally.deleted, tally.moved), (1, 1, 0), "{} in {old}", &old[word.clone()]);
        met += 1;
    }
    assert!(met > 100, "{met}");
}

#[test]
fn other_line_breaks_are_no_change() {
    for page in pages().into_iter().filter(|page| !page.contains("```")) {
        let is_plain = |block: &str| {
            block.starts_with(|c: char| c.is_ascii_uppercase())
                && !block.contains("  \n")
                && !block.contains(['|', '\\'])
                && !block.contains("\n:")
        };
        let flow = |block: &str| if is_plain(block) { block.replace('\n', " ") } else { block.to_owned() };
        let new: Vec<String> = page.split("\n\n").map(flow).collect();
        with(&page, &new.join("\n\n"), |before, after, redline| {
            assert!(!tally(before, after, redline).is_changed, "{page}");
        });
    }
}
