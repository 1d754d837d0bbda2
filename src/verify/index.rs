//! All that an edition must not say, by hashes: eight-word shingles, short phrases, addresses, digests of files.
//!
//! Receives candidates from the narrower sources, strikes those that a wider source or the theme says as well, and then finds
//! what is left in words that are shown to it. It holds no text.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::prelude::*;

use super::words::{SHINGLE, Word, phrase, shingles};

/// What kind of thing was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Title,
    Name,
    Number,
    Words,
    Sentence,
    Address,
    File,
}

/// Where a phrase counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// Only as all that an element, a value or a part of a path says.
    Whole,
    /// Anywhere in a text.
    Anywhere,
}

/// A place in the sources: the number of the file, and the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) file: usize,
    pub(super) at: usize,
    pub(super) length: usize,
}

/// A short phrase that may give something away.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) key: u64,
    pub(super) words: [Word; 3],
    pub(super) count: usize,
    pub(super) reach: Reach,
    pub(super) kind: Kind,
    pub(super) place: Place,
}

impl Candidate {
    /// Makes a candidate of one to seven words.
    pub(super) fn new(words: &[Word], reach: Reach, kind: Kind, file: usize) -> Option<Self> {
        let (first, last) = (words.first()?, words.last()?);
        let word = |at: usize| *words.get(at).unwrap_or(first);
        let length = (last.at + last.length as usize).saturating_sub(first.at);
        let place = Place { file, at: first.at, length };
        let words_ = [word(0), word(1), word(2)];
        (words.len() < SHINGLE).then(|| Self {
            key: phrase(words),
            words: words_,
            count: words.len(),
            reach,
            kind,
            place,
        })
    }
}

/// What is gathered before it is an [`Index`].
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) shingles: Vec<u64>,
    pub(super) phrases: Vec<Candidate>,
    /// Addresses, and the pages or files that stand there.
    pub(super) addresses: Vec<(u64, Place)>,
    /// Where shingles stand, for those whose places are wanted.
    pub(super) places: Vec<(u64, Place)>,
}

impl Gathered {
    pub(super) fn append(mut self, mut other: Self) -> Self {
        self.shingles.append(&mut other.shingles);
        self.phrases.append(&mut other.phrases);
        self.addresses.append(&mut other.addresses);
        self.places.append(&mut other.places);
        self
    }
}

/// A phrase in the index.
#[derive(Debug)]
struct Entry {
    candidate: Candidate,
    is_struck: AtomicBool,
}

/// The index of one edition.
#[derive(Debug, Default)]
pub(super) struct Index {
    shingles: Vec<u64>,
    struck: Vec<AtomicU64>,
    filter: Filter,
    phrases: HashMap<u64, Entry>,
    /// The first two words of every phrase, or the only one.
    starts: Filter,
    /// The words of which it matters whether a wider source knows them at all.
    rare: HashMap<u64, AtomicBool>,
    addresses: BTreeMap<u64, (Place, AtomicBool)>,
}

/// Something that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// Where in the output file.
    pub(super) at: usize,
    pub(super) length: usize,
    pub(super) kind: Kind,
    /// Where in the sources; for a shingle its hash, by which the place is looked up later.
    pub(super) source: Source,
}

/// Where something stands in the sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Place(Place),
    Shingle(u64),
}

impl Index {
    /// Takes what was gathered.
    pub(super) fn new(mut gathered: Gathered) -> Self {
        gathered.shingles.par_sort_unstable();
        gathered.shingles.dedup();
        let mut index = Self { filter: Filter::new(gathered.shingles.len()), ..Self::default() };
        gathered.shingles.iter().for_each(|hash| index.filter.add(*hash));
        index.struck = (0..gathered.shingles.len().div_ceil(64)).map(|_| AtomicU64::new(0)).collect();
        index.shingles = gathered.shingles;
        index.starts = Filter::new(gathered.phrases.len());
        // Of two equal phrases, the one that counts in more places, then the first.
        gathered.phrases.sort_by_key(|found| (std::cmp::Reverse(found.reach), found.kind, found.place));
        for candidate in gathered.phrases {
            index.starts.add(start(&candidate.words, candidate.count));
            if candidate.reach == Reach::Whole {
                let words = candidate.words.iter().take(candidate.count).filter(|word| word.digits == 0);
                index.rare.extend(words.map(|word| (word.hash, AtomicBool::new(true))));
            }
            index.phrases.entry(candidate.key).or_insert(Entry { candidate, is_struck: AtomicBool::new(false) });
        }
        for (key, place) in gathered.addresses {
            index.addresses.entry(key).or_insert((place, AtomicBool::new(false)));
        }
        index
    }

    /// Tells whether there is nothing that the edition must not say.
    pub(super) fn is_empty(&self) -> bool {
        self.shingles.is_empty() && self.phrases.is_empty() && self.addresses.is_empty()
    }

    /// Tells whether there is an address that the edition must not name.
    pub(super) fn has_addresses(&self) -> bool {
        !self.addresses.is_empty()
    }

    /// Strikes what these words, which the edition may say, have of it.
    pub(super) fn strike(&self, words: &[Word]) {
        shingles(words, |hash, _| {
            if let Some(at) = self.shingle(hash) {
                self.struck[at / 64].fetch_or(1 << (at % 64), Ordering::Relaxed);
            }
        });
        self.runs(words, |entry, _, _| entry.is_struck.store(true, Ordering::Relaxed));
        if !self.rare.is_empty() {
            words
                .iter()
                .filter_map(|word| self.rare.get(&word.hash))
                .for_each(|rare| rare.store(false, Ordering::Relaxed));
        }
    }

    /// Strikes an address that the edition may name.
    pub(super) fn strike_address(&self, key: u64) {
        if let Some((_, is_struck)) = self.addresses.get(&key) {
            is_struck.store(true, Ordering::Relaxed);
        }
    }

    /// Finds what is left of it in a block of words. In code, phrases of a word or two say nothing.
    pub(super) fn find(&self, words: &[Word], is_code: bool, mut each: impl FnMut(Found)) {
        shingles(words, |hash, at| {
            if self.shingle(hash).is_some_and(|at| !self.is_struck(at)) {
                each(found(&words[at..at + SHINGLE], Kind::Sentence, Source::Shingle(hash)));
            }
        });
        self.runs(words, |entry, from, count| {
            let candidate = &entry.candidate;
            let run = &words[from..from + count];
            let is_parted = count < 4 && run[1..].iter().any(|word| word.is_apart) && count < words.len();
            if is_parted || is_code && count < 3 || entry.is_struck.load(Ordering::Relaxed) {
                return;
            }
            let starts = from == 0 || run[0].is_apart;
            let ends = words.get(from + count).is_none_or(|next| next.is_apart);
            if starts && ends || candidate.reach == Reach::Anywhere || self.is_rare(candidate) {
                each(found(run, candidate.kind, Source::Place(candidate.place)));
            }
        });
    }

    /// Finds an address.
    pub(super) fn find_address(&self, key: u64) -> Option<Place> {
        self.addresses.get(&key).filter(|(_, is_struck)| !is_struck.load(Ordering::Relaxed)).map(|(place, _)| *place)
    }

    /// Tells whether a shingle is one that the edition must not say.
    pub(super) fn holds(&self, hash: u64) -> bool {
        self.shingle(hash).is_some_and(|at| !self.is_struck(at))
    }

    fn shingle(&self, hash: u64) -> Option<usize> {
        if self.filter.may_have(hash) { self.shingles.binary_search(&hash).ok() } else { None }
    }

    fn is_struck(&self, at: usize) -> bool {
        self.struck[at / 64].load(Ordering::Relaxed) & 1 << (at % 64) != 0
    }

    /// Tells whether a phrase has a word that no wider source knows.
    fn is_rare(&self, candidate: &Candidate) -> bool {
        let mut words = candidate.words.iter().take(candidate.count);
        words.any(|word| self.rare.get(&word.hash).is_some_and(|rare| rare.load(Ordering::Relaxed)) && word.length > 2)
    }

    /// Calls `each` for every phrase that stands in the words, with the number of its first word and how many it has.
    fn runs(&self, words: &[Word], mut each: impl FnMut(&Entry, usize, usize)) {
        if self.phrases.is_empty() {
            return;
        }
        for from in 0..words.len() {
            let rest = &words[from..words.len().min(from + SHINGLE - 1)];
            let is_one = self.starts.may_have(start(rest, 1));
            let is_more = rest.len() > 1 && self.starts.may_have(start(rest, 2));
            let counts = if is_one { 1 } else { 2 }..=if is_more { rest.len() } else { 1 };
            for count in counts {
                if let Some(entry) = self.phrases.get(&phrase(&rest[..count])) {
                    each(entry, from, count);
                }
            }
        }
    }
}

fn found(words: &[Word], kind: Kind, source: Source) -> Found {
    let at = words.first().map_or(0, |word| word.at);
    let end = words.last().map_or(at, |word| word.at + word.length as usize);
    Found { at, length: end.saturating_sub(at), kind, source }
}

/// Gives the hash by which a phrase is looked for first.
fn start(words: &[Word], count: usize) -> u64 {
    match words {
        [first, second, ..] if count > 1 => first.hash.rotate_left(17) ^ second.hash,
        [first, ..] => first.hash,
        [] => 0,
    }
}

/// Tells quickly that a hash is not there.
#[derive(Debug, Default)]
struct Filter {
    bits: Vec<u64>,
}

impl Filter {
    fn new(count: usize) -> Self {
        let words = (count * 16 / 64).next_power_of_two().max(16);
        Self { bits: vec![0; words] }
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        let spread = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
        let word = usize::try_from(spread >> 20).unwrap_or_default() & (self.bits.len() - 1);
        (word, 1 << (spread & 63) | 1 << (spread >> 6 & 63))
    }

    fn add(&mut self, hash: u64) {
        let (word, bits) = self.place(hash);
        self.bits[word] |= bits;
    }

    fn may_have(&self, hash: u64) -> bool {
        if self.bits.is_empty() {
            return false;
        }
        let (word, bits) = self.place(hash);
        self.bits[word] & bits == bits
    }
}
