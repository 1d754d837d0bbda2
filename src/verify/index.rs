//! All that an edition must not say, by hashes: eight-word shingles, short phrases, addresses, digests of files.
//!
//! Receives candidates from the narrower sources, strikes those that a wider source or the theme says as well, and then finds
//! what is left in words that are shown to it. It holds no text.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::set::{Filter, Set};
use super::words::{SHINGLE, Word, phrase, prefixes, shingles};
use crate::hash::Hash;

mod packed;

pub(super) use packed::Packed;

/// What kind of thing was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Reach {
    /// Only as all that an element, a value or a part of a path says.
    Whole,
    /// Anywhere in a text.
    Anywhere,
}

/// A place in the sources: the number of the file, and the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) file: usize,
    pub(super) at: usize,
    pub(super) length: usize,
}

/// A short phrase that may give something away.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Candidate {
    key: u64,
    /// The hash by which it is looked for first.
    start: u64,
    /// Of up to three words, the hashes of those that may be rare; else 0.
    words: [u64; 3],
    reach: Reach,
    kind: Kind,
    place: Place,
}

impl Candidate {
    /// Makes a candidate of one to seven words.
    pub(super) fn new(words: &[Word], reach: Reach, kind: Kind, file: usize) -> Option<Self> {
        let (first, last) = (words.first()?, words.last()?);
        let may_be_rare = |word: &&Word| word.digits == 0 && word.length > 2 && words.len() <= 3;
        let word = |at: usize| words.get(at).filter(may_be_rare).map_or(0, |word| word.hash);
        let length = (last.at + last.length as usize).saturating_sub(first.at);
        let place = Place { file, at: first.at, length };
        let key = phrase(words);
        let words_ = [word(0), word(1), word(2)];
        (words.len() < SHINGLE).then(|| Self {
            key,
            start: start(words, words.len()),
            words: words_,
            reach,
            kind,
            place,
        })
    }

    /// Gives all by which it is found.
    fn looks(&self) -> (u64, u64, [u64; 3], bool) {
        (self.key, self.start, self.words, self.reach == Reach::Anywhere)
    }

    /// Says where it stands.
    pub(super) fn at(self, place: Place) -> Self {
        Self { place, ..self }
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
    /// Tells whether there is nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.shingles.is_empty() && self.phrases.is_empty() && self.addresses.is_empty()
    }

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
    shingles: Set,
    phrases: HashMap<u64, Entry, Plain>,
    /// The keys of the phrases.
    keys: Filter,
    /// The first two words of every phrase, or the only one.
    starts: Filter,
    /// The words of which it matters whether a wider source knows them at all.
    rare: HashMap<u64, AtomicBool, Plain>,
    /// The same, to be asked first.
    rares: Filter,
    addresses: BTreeMap<u64, (Place, AtomicBool)>,
}

/// What keeps a map by hashes from hashing them again.
type Plain = BuildHasherDefault<Same>;

/// Takes a hash as it is.
#[derive(Debug, Default)]
struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
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
        let mut index = Self { shingles: Set::new(gathered.shingles), ..Self::default() };
        // Of two equal phrases, the one that counts in more places, then the first.
        gathered.phrases.par_sort_unstable_by_key(|found| (found.key, Reverse(found.reach), found.kind, found.place));
        gathered.phrases.dedup_by_key(|found| found.key);
        for candidate in &gathered.phrases {
            if candidate.reach == Reach::Whole {
                let words = candidate.words.iter().filter(|word| **word != 0);
                index.rare.extend(words.map(|word| (*word, AtomicBool::new(true))));
            }
        }
        let entry = |candidate: Candidate| (candidate.key, Entry { candidate, is_struck: AtomicBool::new(false) });
        index.phrases = gathered.phrases.into_iter().map(entry).collect();
        index.filter();
        for (key, place) in gathered.addresses {
            index.addresses.entry(key).or_insert((place, AtomicBool::new(false)));
        }
        index
    }

    /// Makes the filters of the phrases.
    fn filter(&mut self) {
        (self.starts, self.keys) = (Filter::new(self.phrases.len()), Filter::new(self.phrases.len()));
        self.rares = Filter::new(self.rare.len());
        self.rare.keys().for_each(|word| self.rares.add(*word));
        #[expect(clippy::iter_over_hash_type, reason = "bits have no order")]
        for (key, Entry { candidate, .. }) in &self.phrases {
            self.starts.add(candidate.start);
            self.keys.add(*key);
        }
    }

    /// Lets go of what was struck, so that what is looked for is little.
    pub(super) fn thin(&mut self) {
        self.shingles.thin();
        self.phrases.retain(|_, entry| !*entry.is_struck.get_mut());
        self.rare.retain(|_, is_rare| *is_rare.get_mut());
        self.addresses.retain(|_, (_, is_struck)| !*is_struck.get_mut());
        self.filter();
    }

    /// Gives a hash of all that is looked for, once what may be said was let go of: by the same one, the same is found.
    pub(super) fn hash(&self) -> Hash {
        let mut phrases: Vec<_> = self.phrases.values().map(|Entry { candidate, .. }| candidate.looks()).collect();
        phrases.sort_unstable();
        let mut rare: Vec<u64> = self.rare.keys().copied().collect();
        rare.sort_unstable();
        let addresses: Vec<u64> = self.addresses.keys().copied().collect();
        Hash::of_value(&(self.shingles.all(), phrases, rare, addresses))
    }

    /// Tells whether there is nothing that the edition must not say.
    pub(super) fn is_empty(&self) -> bool {
        self.shingles.is_empty() && self.phrases.is_empty() && self.addresses.is_empty()
    }

    /// Tells whether there is an address that the edition must not name.
    pub(super) fn has_addresses(&self) -> bool {
        !self.addresses.is_empty()
    }

    /// Strikes what these words, which the edition may say, have of it. Calls `each` with the key of all that, and whether it was
    /// struck just now.
    pub(super) fn strike(&self, words: &[Word], mut each: impl FnMut(u64, bool)) {
        if !self.shingles.is_empty() {
            shingles(words, |hash, _| {
                if let Some(is_new) = self.shingles.strike(hash) {
                    each(hash, is_new);
                }
            });
        }
        self.runs(words, |entry, _, _| {
            each(entry.candidate.key, !flips(&entry.is_struck, true));
        });
        for word in words.iter().filter(|word| self.rares.may_have(word.hash)) {
            if let Some(rare) = self.rare.get(&word.hash) {
                each(word.hash, flips(rare, false));
            }
        }
    }

    /// Strikes an address that the edition may name; calls `each` where it is there, with whether it was struck just now.
    pub(super) fn strike_address(&self, key: u64, each: impl FnOnce(bool)) {
        if let Some((_, is_struck)) = self.addresses.get(&key) {
            each(!flips(is_struck, true));
        }
    }

    /// Gives what of it was not gathered for this index, be it struck there or not.
    pub(super) fn unknown(&self, mut gathered: Gathered) -> Gathered {
        let is_known = |found: &Candidate| {
            let known = self.phrases.get(&found.key).map(|entry| &entry.candidate);
            known.is_some_and(|known| known.reach >= found.reach && known.words == found.words)
        };
        gathered.shingles.retain(|hash| !self.shingles.knows(*hash));
        gathered.phrases.retain(|found| !is_known(found));
        gathered.addresses.retain(|(key, _)| !self.addresses.contains_key(key));
        gathered
    }

    /// Finds what is left of it in a block of words. In code, phrases of a word or two say nothing.
    pub(super) fn find(&self, words: &[Word], is_code: bool, mut each: impl FnMut(Found)) {
        if !self.shingles.is_empty() {
            shingles(words, |hash, at| {
                if self.shingles.holds(hash) {
                    each(found(&words[at..at + SHINGLE], Kind::Sentence, Source::Shingle(hash)));
                }
            });
        }
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
        self.shingles.holds(hash)
    }

    /// Tells whether a phrase has a word that no wider source knows.
    fn is_rare(&self, candidate: &Candidate) -> bool {
        candidate.words.iter().any(|word| self.rare.get(word).is_some_and(|rare| rare.load(Ordering::Relaxed)))
    }

    /// Calls `each` for every phrase that stands in the words, with the number of its first word and how many it has.
    fn runs(&self, words: &[Word], mut each: impl FnMut(&Entry, usize, usize)) {
        if self.phrases.is_empty() {
            return;
        }
        for from in 0..words.len() {
            let rest = &words[from..words.len().min(from + SHINGLE - 1)];
            let is_more = rest.len() > 1 && self.starts.may_have(start(rest, 2));
            let most = if is_more { rest.len() } else { 1 };
            if !is_more && !self.starts.may_have(start(rest, 1)) {
                continue;
            }
            prefixes(&rest[..most], |key, count| {
                if let Some(entry) = self.keys.may_have(key).then(|| self.phrases.get(&key)).flatten() {
                    each(entry, from, count);
                }
            });
        }
    }
}

/// Sets a flag that many threads may set; gives what it was. Most of them are set already.
fn flips(flag: &AtomicBool, to: bool) -> bool {
    let was = flag.load(Ordering::Relaxed);
    if was == to { was } else { flag.swap(to, Ordering::Relaxed) }
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
