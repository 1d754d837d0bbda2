//! The index in the making: pages say their words in any order, and the parts come out the same.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;

use super::html::{self, Piece};
use super::words::{self, Word};
use super::{MOST_PARTS, stripe};

/// How far a word's stripe is shifted in its number; below it stand its place in the stripe and, in three bits, a weight.
const STRIPE: u32 = 24;
const WEIGHT: u32 = 3;

/// How many stripes are written by one thread at a time.
const CHUNK: usize = 16;

/// The words of a page with their weights.
pub(super) type Places = HashMap<Word, u8>;

/// The words of the pages of an edition, each page known by its number.
pub struct Draft {
    /// The words that were seen, by what they start with, each with its place there.
    stripes: Arc<[Mutex<Words>]>,
    /// Of each page its words, as numbers with weights, sorted.
    pages: Vec<OnceLock<Arc<[u32]>>>,
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft").field("pages", &self.pages.len()).finish_non_exhaustive()
    }
}

/// Words that start alike, each with its place.
type Words = HashMap<Word, u32, BuildHasherDefault<Fast>>;

impl Draft {
    /// Starts the index of that many pages.
    pub fn new(pages: usize) -> Self {
        let stripes = (0..MOST_PARTS).map(|_| Mutex::default()).collect();
        Self { stripes, pages: (0..pages).map(|_| OnceLock::new()).collect() }
    }

    /// Starts the index of that many pages in which those say what they said before for which `same` gives their number there.
    #[must_use]
    pub fn after(&self, pages: usize, same: impl Fn(usize) -> Option<usize>) -> Self {
        let said = |page| same(page).and_then(|page| self.pages.get(page)?.get().cloned());
        let page = |page| said(page).map_or_else(OnceLock::new, OnceLock::from);
        Self { stripes: Arc::clone(&self.stripes), pages: (0..pages).map(page).collect() }
    }

    /// Tells whether the words of a page are known.
    pub fn has(&self, page: usize) -> bool {
        self.pages.get(page).is_some_and(|page| page.get().is_some())
    }

    /// Takes the words of a printed page.
    pub fn take(&self, page: usize, html: &str) {
        if let Some(page) = self.pages.get(page) {
            page.get_or_init(|| self.numbers(Tally::of(html)));
        }
    }

    /// Takes the words of pages from the parts of an index that was written before; `same` gives to a page's number there the number
    /// that it has here, if it still says the same. What is no index gives nothing.
    pub fn take_from(&self, parts: &[String], same: &[Option<usize>]) {
        let read = |part: &String| part.lines().map(|line| self.read(line, same)).collect::<Option<Vec<_>>>();
        let Some(read) = parts.par_iter().map(read).collect::<Option<Vec<_>>>() else { return };
        let mut said = vec![None; self.pages.len()];
        for page in same.iter().flatten() {
            if let Some(said) = said.get_mut(*page) {
                *said = Some(Vec::new());
            }
        }
        for (page, number) in read.into_iter().flatten().flatten() {
            if let Some(Some(said)) = said.get_mut(page) {
                said.push(number);
            }
        }
        self.pages.par_iter().zip(said).for_each(|(page, said)| {
            if let Some(mut said) = said {
                said.sort_unstable();
                page.get_or_init(|| said.into());
            }
        });
    }

    /// Reads a line of an index: the pages here that say its word, each with the word's number and weight.
    fn read(&self, line: &str, same: &[Option<usize>]) -> Option<Vec<(usize, u32)>> {
        let (word, places) = line.split_once(' ')?;
        let number = self.number(Word::of(word));
        let (mut page, mut found) = (0_usize, Vec::new());
        for place in places.split(' ') {
            let place: usize = place.parse().ok()?;
            page = page.checked_add(place >> WEIGHT)?;
            let weight = u32::try_from(place & 7).ok()?;
            found.extend(same.get(page).copied().flatten().map(|page| (page, number | weight)));
        }
        Some(found)
    }

    fn numbers(&self, tally: Tally) -> Arc<[u32]> {
        let number = |(word, count): (Word, Count)| self.number(word) | u32::from(count.weight());
        let mut numbers: Vec<u32> = tally.0.into_iter().map(number).collect();
        numbers.sort_unstable();
        numbers.into()
    }

    /// Gives the number of a word, with room for its weight.
    fn number(&self, word: Word) -> u32 {
        let stripe = stripe(&word);
        let mut words = self.stripes[stripe].lock().unwrap_or_else(PoisonError::into_inner);
        let next = u32::try_from(words.len()).unwrap_or(u32::MAX);
        let place = *words.entry(word).or_insert(next);
        // A part with more than two million words has lost its use; what comes then shares the last place.
        let place = place.min((1 << (STRIPE - WEIGHT)) - 1);
        (u32::try_from(stripe).unwrap_or_default() << STRIPE) | (place << WEIGHT)
    }

    /// Writes the index in that many parts.
    pub fn write(&self, parts: usize) -> Vec<String> {
        let chunks: Vec<Vec<Vec<Line>>> =
            (0..MOST_PARTS / CHUNK).into_par_iter().map(|chunk| self.chunk(chunk)).collect();
        let stripes: Vec<&Vec<Line>> = chunks.iter().flatten().collect();
        let part = |part: usize| {
            let mut lines: Vec<_> = stripes.iter().skip(part).step_by(parts).copied().flatten().collect();
            lines.sort_unstable_by(|one, other| one.word.cmp(&other.word));
            let mut text =
                String::with_capacity(lines.iter().map(|line| line.word.len() + line.places.len() + 1).sum());
            for line in lines {
                text.push_str(&line.word);
                text.push_str(&line.places);
                text.push('\n');
            }
            text
        };
        (0..parts).into_par_iter().map(part).collect()
    }

    /// Gives the lines of some stripes that follow each other.
    fn chunk(&self, chunk: usize) -> Vec<Vec<Line>> {
        let from = chunk * CHUNK;
        let starts_at = |number: u32| (number >> STRIPE) as usize;
        let said: Vec<&[u32]> = self
            .pages
            .iter()
            .map(|said| {
                said.get().map_or(&[][..], |said| &said[said.partition_point(|number| starts_at(*number) < from)..])
            })
            .collect();
        let mut reached = vec![0; said.len()];
        let lines = |stripe: usize| {
            let words = self.stripes[stripe].lock().unwrap_or_else(PoisonError::into_inner);
            let mut lines: Vec<Line> = words.iter().map(|(word, place)| Line::of(word, *place)).collect();
            lines.sort_unstable_by_key(|line| line.place);
            for (page, (said, reached)) in said.iter().zip(&mut reached).enumerate() {
                while let Some(number) = said.get(*reached).copied().filter(|number| starts_at(*number) == stripe) {
                    *reached += 1;
                    let at = (number & ((1 << STRIPE) - 1)) >> WEIGHT;
                    if let Some(line) = lines.get_mut(at as usize) {
                        line.add(page, number & ((1 << WEIGHT) - 1));
                    }
                }
            }
            // No page may say any more what one said before.
            lines.retain(|line| !line.places.is_empty());
            lines
        };
        (from..from + CHUNK).map(lines).collect()
    }
}

/// A line of the index in the making.
struct Line {
    word: String,
    /// The place of the word in its stripe.
    place: u32,
    places: String,
    last: usize,
}

impl Line {
    fn of(word: &Word, place: u32) -> Self {
        Self { word: word.text(), place, places: String::new(), last: 0 }
    }

    fn add(&mut self, page: usize, weight: u32) {
        let mut number = ((page - self.last) << WEIGHT) | weight as usize;
        self.last = page;
        // Far quicker than the formatter, which would take a third of the time of the whole index.
        let (mut digits, mut from) = ([b' '; 21], 21);
        while number > 0 {
            from -= 1;
            digits[from] = b'0' + u8::try_from(number % 10).unwrap_or_default();
            number /= 10;
        }
        self.places.push(' ');
        self.places.extend(digits[from..].iter().map(|digit| char::from(*digit)));
    }
}

/// Gives the words of a printed page.
pub(super) fn places(html: &str) -> Places {
    Tally::of(html).0.into_iter().map(|(word, count)| (word, count.weight())).collect()
}

/// The words of one page, counted.
struct Tally(HashMap<Word, Count, BuildHasherDefault<Fast>>);

/// How often a word stands on a page.
#[derive(Default)]
struct Count {
    is_title: bool,
    is_heading: bool,
    often: u32,
}

impl Tally {
    fn of(html: &str) -> Self {
        let mut tally = Self(HashMap::with_capacity_and_hasher(512, BuildHasherDefault::default()));
        html::each(html, |piece, text| words::each(text, |word| tally.count(piece, word)));
        tally
    }

    fn count(&mut self, piece: Piece, word: Word) {
        let count = self.0.entry(word).or_default();
        match piece {
            Piece::Title => count.is_title = true,
            Piece::Heading => count.is_heading = true,
            Piece::Text => count.often += 1,
        }
    }
}

impl Count {
    /// Tells how much the word counts on its page, from 1 to 7: most as a word of the title.
    fn weight(&self) -> u8 {
        let often = match self.often {
            0 => 0,
            1 => 1,
            2..=4 => 2,
            _ => 3,
        };
        (often + 2 * u8::from(self.is_heading) + 4 * u8::from(self.is_title)).min(7)
    }
}

/// A hash of the numbers of words, on which nothing depends but speed.
#[derive(Default)]
struct Fast(u64);

impl Hasher for Fast {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(26) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}
