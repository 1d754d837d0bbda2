//! What the scan sees of one output file: decoded text comes in, finds come out.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::address;
use super::entity;
use super::index::{Found, Index, Kind, Source};
use super::words::{Word, Words};

/// How many values are kept in mind.
const MOST: usize = 1 << 17;

/// The eye of the scan.
pub(super) struct Sight<'i> {
    index: &'i Index,
    words: Words,
    /// Room for the words of what stands within a sentence and is no part of it.
    spare: Words,
    /// The values that were looked at and gave nothing away: most values stand on every page.
    clean: HashSet<u64>,
    pub(super) found: Vec<Found>,
    /// What was seen, block by block, for those who look for something else in it later.
    seen: Option<Vec<Vec<Word>>>,
}

impl<'i> Sight<'i> {
    pub(super) fn new(index: &'i Index) -> Self {
        let (words, spare) = (Words::default(), Words::default());
        Self { index, words, spare, clean: HashSet::new(), found: Vec::new(), seen: None }
    }

    /// Gives the words that `look` sees, block by block.
    pub(super) fn seen(look: impl FnOnce(&mut Sight<'_>)) -> Vec<Vec<Word>> {
        let index = Index::default();
        let mut sight = Sight { seen: Some(Vec::new()), ..Sight::new(&index) };
        look(&mut sight);
        sight.end(false);
        sight.seen.unwrap_or_default()
    }

    /// Looks at what stands within a sentence and is no part of it.
    pub(super) fn beside(&mut self, look: impl FnOnce(&mut Self)) {
        let spare = std::mem::take(&mut self.spare);
        let sentence = std::mem::replace(&mut self.words, spare);
        look(self);
        self.end(false);
        self.spare = std::mem::replace(&mut self.words, sentence);
    }

    /// Looks at a value, unless it was looked at before and gave nothing away.
    pub(super) fn once(&mut self, name: &str, value: &str, look: impl FnOnce(&mut Self)) {
        let mut hasher = DefaultHasher::new();
        (name, value).hash(&mut hasher);
        let key = hasher.finish();
        if self.clean.contains(&key) {
            return;
        }
        let before = self.found.len();
        self.beside(look);
        if self.found.len() == before && self.clean.len() < MOST {
            self.clean.insert(key);
        }
    }

    /// Takes text; a word may go on from the text before.
    pub(super) fn text(&mut self, text: &str, at: usize) {
        self.words.push(text, at);
    }

    /// Takes text with character references. A dot in the middle of a line parts what a page was composed of.
    pub(super) fn markup_text(&mut self, text: &str, at: usize) {
        let mut from = 0;
        while let Some(found) = text[from..].find(['&', '·']) {
            let here = from + found;
            self.text(&text[from..here], at + from);
            let (sign, length) = entity::read(&text[here..]).unwrap_or(('&', 1));
            if text[here..].starts_with('·') {
                self.end(false);
                from = here + '·'.len_utf8();
                continue;
            }
            self.text(sign.encode_utf8(&mut [0; 4]), at + here);
            from = here + length;
        }
        self.text(&text[from..], at + from);
    }

    /// Parts what comes from what was, as a link does within a sentence.
    pub(super) fn part(&mut self) {
        self.words.part();
    }

    /// Ends a block.
    pub(super) fn end(&mut self, is_code: bool) {
        let (index, found, seen) = (self.index, &mut self.found, &mut self.seen);
        self.words.end(|words| {
            index.find(words, is_code, |one| found.push(one));
            if let Some(seen) = seen {
                seen.push(words.to_vec());
            }
        });
    }

    /// Takes a text that is a block of its own; what is decoded from a file stands where its code starts.
    pub(super) fn whole(&mut self, text: &str, at: usize, is_code: bool) {
        self.end(false);
        self.text(text, at);
        self.end(is_code);
    }

    /// Forgets what was found since there were `before` finds and has fewer bytes than `least`.
    pub(super) fn forget_short(&mut self, before: usize, least: usize) {
        let late = self.found.split_off(before);
        self.found.extend(late.into_iter().filter(|found| found.length >= least));
    }

    /// Takes what may be an address.
    pub(super) fn address(&mut self, address: &str, at: usize) {
        if !self.index.has_addresses() {
            return;
        }
        let parts = address::parts(address);
        let mut first = None;
        address::runs(&parts, |key| first = first.or_else(|| self.index.find_address(key)));
        if let Some(place) = first {
            self.found.push(Found { at, length: address.len(), kind: Kind::Address, source: Source::Place(place) });
        }
    }

    /// Takes the text of a value: as it is, without percent signs, and as an address if it may be one.
    pub(super) fn value(&mut self, value: &str, at: usize, is_code: bool) {
        let value = value.trim_ascii();
        if value.is_empty() {
            return;
        }
        let plain = entity::percent(value);
        // An address within the site is made of parts that say nothing together.
        let is_inside = value.starts_with(['/', '#', '.', '?']) && !value.contains([' ', '\n', '@']);
        for text in [Some(value), plain.as_deref()].into_iter().flatten().filter(|_| !is_inside) {
            self.whole(text, at, is_code);
        }
        let plain = plain.as_deref().unwrap_or(value);
        if is_inside {
            self.parts(plain, at);
        }
        if plain.contains('/') && plain.len() < 2048 {
            self.address(plain, at);
            if !is_inside {
                self.parts(plain, at);
            }
        }
    }

    /// Takes each part of an address as a block.
    pub(super) fn parts(&mut self, path: &str, at: usize) {
        let mut from = 0;
        for part in path.split(['/', '#', '?', '=', '&']) {
            let stem = part.rsplit_once('.').map_or(part, |(stem, _)| stem);
            let is_index = matches!(stem, "index" | "");
            for name in
                [Some(part), Some(stem).filter(|stem| *stem != part)].into_iter().flatten().filter(|_| !is_index)
            {
                self.words_of(name, at + from);
                let unnumbered = name
                    .trim_start_matches(|sign: char| sign.is_ascii_digit())
                    .trim_start_matches(['-', '.', '_', ' ']);
                if unnumbered.len() < name.len() {
                    self.words_of(unnumbered, at + from);
                }
            }
            from += part.len() + 1;
        }
    }

    /// Takes a name in which `_` parts words.
    fn words_of(&mut self, name: &str, at: usize) {
        if name.contains('_') {
            self.whole(&name.replace('_', " "), at, false);
        } else {
            self.whole(name, at, false);
        }
    }
}
