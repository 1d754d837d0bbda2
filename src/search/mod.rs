//! The search index of an edition: which words its printed pages say, and how much each word counts there.
//!
//! Made from what is printed, so that it can hold nothing that no page says. The index is text in parts ([`parts`]): a line
//! is a word and its places, each a number: how many pages further it stands than the place before, times eight, plus its
//! weight from 1 to 7. All words that start with the same three letters are in one part ([`part_of`]), so whoever has typed three
//! letters needs one part, and finds other forms of the word in it. The script `search.js` of the theme reads it by the same
//! rules; who changes them here changes them there.

mod html;
mod index;
mod renew;
mod words;

pub use index::Draft;
pub use renew::{Change, changes, renewed};

use words::Word;

/// How many pages one part of the index is made for.
const PAGES: usize = 64;

/// The most parts; a power of two, as every number of parts is.
const MOST_PARTS: usize = 256;

/// How many parts the index of that many pages has.
pub fn parts(pages: usize) -> usize {
    (pages / PAGES).next_power_of_two().min(MOST_PARTS)
}

/// Tells in which of the parts a word stands.
fn part_of(word: &Word, parts: usize) -> usize {
    stripe(word) & (parts - 1)
}

/// Gives the hash (FNV-1a, 32 bits, over UTF-16) of what a word starts with, as far as it parts the index.
fn stripe(word: &Word) -> usize {
    let hash = match word.plain_start() {
        Some(start) => fnv(start.into_iter().filter(|byte| *byte != 0).map(u16::from)),
        None => fnv(words::start(&word.text()).encode_utf16()),
    };
    // The low bits of this hash alone are uneven for short words.
    ((hash ^ (hash >> 16)) as usize) & (MOST_PARTS - 1)
}

fn fnv(units: impl Iterator<Item = u16>) -> u32 {
    units.fold(0x811c_9dc5, |hash: u32, unit| (hash ^ u32::from(unit)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_parts_follows_the_number_of_pages() {
        let counts = [0, 1, 127, 128, 1_000, 10_000, 1_000_000].map(parts);
        assert_eq!(counts, [1, 1, 1, 2, 16, 256, 256]);
    }

    #[test]
    fn words_that_start_alike_are_in_one_part() {
        let part = |word| part_of(&Word::of(word), 256);
        assert_eq!(part("contribute"), part("contribution"));
        assert_eq!(part("con"), part("contribution"));
        assert_eq!(part("開源"), part("開"));
        assert_ne!(part("license"), part("contribution"));
        assert_eq!(part_of(&Word::of("license"), 1), 0);
    }
}
