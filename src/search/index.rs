//! The index in the making: pages say their words in any order, and the parts come out the same.

use std::collections::HashMap;
use std::fmt::{self, Write};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;

use super::html::{self, Piece};
use super::{MOST_PARTS, stripe, words};

/// How far a word's stripe is shifted in its number; below it stand its place in the stripe and, in three bits, a weight.
const STRIPE: u32 = 24;
const WEIGHT: u32 = 3;

/// The words of a page with their weights, sorted.
pub type Places = Vec<(String, u8)>;

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

/// Words and their numbers.
type Words = HashMap<Box<str>, u32, BuildHasherDefault<Fast>>;

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
            page.get_or_init(|| self.numbers(&Tally::of(html)));
        }
    }

    fn numbers(&self, tally: &Tally) -> Arc<[u32]> {
        let mut numbers: Vec<u32> = tally.words().map(|(word, weight)| self.number(word) | u32::from(weight)).collect();
        numbers.sort_unstable();
        numbers.into()
    }

    /// Gives the number of a word, with room for its weight.
    fn number(&self, word: &str) -> u32 {
        let stripe = stripe(word);
        let mut words = self.stripes[stripe].lock().unwrap_or_else(PoisonError::into_inner);
        let known = words.get(word).copied();
        let place = known.unwrap_or_else(|| {
            let place = u32::try_from(words.len()).unwrap_or(u32::MAX);
            words.insert(word.into(), place);
            place
        });
        // A part with more than two million words has lost its use; what comes then shares the last place.
        let place = place.min((1 << (STRIPE - WEIGHT)) - 1);
        (u32::try_from(stripe).unwrap_or_default() << STRIPE) | (place << WEIGHT)
    }

    /// Writes the index in that many parts.
    pub fn write(&self, parts: usize) -> Vec<String> {
        (0..parts).into_par_iter().map(|part| self.part(part, parts)).collect()
    }

    fn part(&self, part: usize, parts: usize) -> String {
        let mut lines = Vec::new();
        for stripe in (part..MOST_PARTS).step_by(parts) {
            let words = self.stripes[stripe].lock().unwrap_or_else(PoisonError::into_inner);
            let mut places = self.places(stripe, words.len());
            // No page may say any more what one said before.
            let listed = words.iter().filter_map(|(word, at)| {
                let places = std::mem::take(&mut places.get_mut(*at as usize)?.text);
                (!places.is_empty()).then(|| (word.clone(), places))
            });
            lines.extend(listed);
        }
        lines.sort_unstable();
        let mut text = String::with_capacity(lines.iter().map(|(word, places)| word.len() + places.len() + 1).sum());
        for (word, places) in lines {
            text.push_str(&word);
            text.push_str(&places);
            text.push('\n');
        }
        text
    }

    /// Gives the places of each word of a stripe, by the word's place there.
    fn places(&self, stripe: usize, words: usize) -> Vec<Line> {
        let mut lines: Vec<Line> = (0..words).map(|_| Line::default()).collect();
        let starts_at = |number: &u32| (number >> STRIPE) as usize;
        for (page, said) in self.pages.iter().enumerate() {
            let Some(said) = said.get() else { continue };
            let from = said.partition_point(|number| starts_at(number) < stripe);
            for number in said[from..].iter().take_while(|number| starts_at(number) == stripe) {
                let at = (number & ((1 << STRIPE) - 1)) >> WEIGHT;
                if let Some(line) = lines.get_mut(at as usize) {
                    line.add(page, number & ((1 << WEIGHT) - 1));
                }
            }
        }
        lines
    }
}

/// A line of the index in the making, without its word.
#[derive(Default)]
struct Line {
    text: String,
    last: usize,
}

impl Line {
    fn add(&mut self, page: usize, weight: u32) {
        let _ = write!(self.text, " {}", ((page - self.last) << WEIGHT) | weight as usize);
        self.last = page;
    }
}

/// Gives the words of a printed page.
pub(super) fn places(html: &str) -> Places {
    let mut places: Places = Tally::of(html).words().map(|(word, weight)| (word.to_owned(), weight)).collect();
    places.sort_unstable();
    places
}

/// The words of one page, counted.
#[derive(Default)]
struct Tally {
    /// All words, one behind the other.
    text: String,
    counts: HashMap<u64, Vec<Count>, BuildHasherDefault<Fast>>,
}

/// How often a word stands on a page.
struct Count {
    at: usize,
    length: usize,
    is_title: bool,
    is_heading: bool,
    often: u32,
}

impl Tally {
    fn of(html: &str) -> Self {
        let mut tally = Self::default();
        html::each(html, |piece, text| words::each(text, |word| tally.count(piece, word)));
        tally
    }

    fn count(&mut self, piece: Piece, word: &str) {
        let mut hasher = Fast::default();
        hasher.write(word.as_bytes());
        let alike = self.counts.entry(hasher.finish()).or_default();
        let known = alike.iter().position(|count| self.text[count.at..count.at + count.length] == *word);
        let known = known.unwrap_or_else(|| {
            let at = self.text.len();
            self.text.push_str(word);
            alike.push(Count { at, length: word.len(), is_title: false, is_heading: false, often: 0 });
            alike.len() - 1
        });
        let count = &mut alike[known];
        match piece {
            Piece::Title => count.is_title = true,
            Piece::Heading => count.is_heading = true,
            Piece::Text => count.often += 1,
        }
    }

    fn words(&self) -> impl Iterator<Item = (&str, u8)> {
        let counts = self.counts.values().flatten();
        counts.map(|count| (&self.text[count.at..count.at + count.length], count.weight()))
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

/// A hash for words of our own making, on which nothing depends but speed.
#[derive(Default)]
struct Fast(u64);

impl Hasher for Fast {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            self.0 ^= self.0 >> 29;
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
