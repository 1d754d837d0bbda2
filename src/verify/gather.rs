//! What an edition must not say, gathered from the sources; and what it may say, by which that is thinned out.
//!
//! A narrower text gives its shingles, its short blocks, its titles, names and numbers, its address and the names of its
//! files. Whatever a wider source or the theme says as well is struck.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rayon::prelude::*;

use super::Handbook;
use super::address;
use super::files::{self, Files, Wanted};
use super::index::{Candidate, Gathered, Index, Kind, Packed, Place, Reach};
use super::marks;
use super::names;
use super::own::OWN;
use super::plain::{self, Block};
use super::settings::Setting;
use super::sources::{Asset, Page, Reading};
use super::strike::{Heard, strike};
use super::words::{self, SHINGLE, Word, shingles};
use crate::audience::Audience;
use crate::config::EditionConfig;
use crate::hash::Hash;

mod rows;

/// What a scan of one edition looks for.
#[derive(Debug, Default)]
pub(super) struct Prepared {
    pub(super) index: Index,
    /// The files that its readers may have.
    pub(super) wide: BTreeSet<Hash>,
    /// The files that narrower readers alone have.
    pub(super) narrow: BTreeMap<Hash, Place>,
    /// How it came to that.
    pub(super) whole: Whole,
}

/// What a scan knew before it let go of what may be said.
#[derive(Debug, Default)]
pub(super) struct Whole {
    pub(super) index: Packed,
    /// What each page of today says of it.
    pub(super) heard: Heard,
    /// The names of files that were looked for, and what of them each page of today has.
    pub(super) names: (Wanted, BTreeMap<usize, BTreeSet<String>>),
}

impl Prepared {
    /// Gives a hash of all that is looked for.
    pub(super) fn hash(&self) -> Hash {
        let narrow: Vec<&Hash> = self.narrow.keys().collect();
        Hash::of_value(&(self.index.hash(), &self.wide, narrow))
    }

    /// Tells whether the handbook has files beside its pages.
    pub(super) fn has_files(&self) -> bool {
        !self.narrow.is_empty() || !self.wide.is_empty()
    }
}

/// Prepares the scan of an edition.
pub(super) fn prepare(handbook: &Handbook<'_>, reading: &Reading<'_>, edition: &EditionConfig) -> Prepared {
    let view = View::new(handbook, reading, edition, BTreeSet::new());
    let mut index = Index::new(view.all(reading));
    let mut whole = Whole::default();
    if !index.is_empty() {
        whole.heard = strike(handbook, reading, edition.audience, &view.files, &index);
        whole.index = index.pack();
        index.thin();
    }
    let assets = || reading.assets.iter().enumerate().map(|(at, asset)| (reading.pages.len() + at, asset));
    let wide: BTreeSet<Hash> =
        assets().filter(|(_, asset)| view.files.wide.contains(asset.path)).map(|(_, asset)| asset.blob.hash).collect();
    let narrow = assets().filter(|(_, asset)| view.files.narrow.contains(asset.path) && !asset.blob.bytes().is_empty());
    let narrow = narrow.map(|(file, asset)| (asset.blob.hash, Place { file, at: 0, length: 0 }));
    let narrow = narrow.filter(|(hash, _)| !wide.contains(hash)).collect();
    whole.names = (view.files.wanted, view.files.named);
    Prepared { index, wide, narrow, whole }
}

/// Finds where shingles stand in the narrower sources.
pub(super) fn places(
    handbook: &Handbook<'_>,
    reading: &Reading<'_>,
    edition: &EditionConfig,
    wanted: BTreeSet<u64>,
) -> BTreeMap<u64, Place> {
    let found = View::new(handbook, reading, edition, wanted).all(reading);
    let mut places = BTreeMap::new();
    for (hash, place) in found.places {
        let held = places.entry(hash).or_insert(place);
        *held = place.min(*held);
    }
    places
}

/// Gives the words of the theme and of the program.
fn own(handbook: &Handbook<'_>) -> HashSet<u64> {
    let texts = handbook.theme.iter().filter_map(|(_, bytes)| std::str::from_utf8(bytes).ok());
    texts.chain([OWN]).flat_map(|text| words::of(text).into_iter().map(|word| word.hash)).collect()
}

/// Gathers what a page says to narrower readers that was read by itself.
pub(super) fn page(handbook: &Handbook<'_>, edition: &EditionConfig, page: &Page<'_>) -> Gathered {
    let (files, own) = (Files::default(), own(handbook));
    View { handbook, reader: edition.audience, files, own, wanted: BTreeSet::new() }.page(0, page)
}

struct View<'v, 'a> {
    handbook: &'v Handbook<'a>,
    reader: Audience,
    files: Files,
    own: HashSet<u64>,
    /// The shingles whose places are wanted; where there are none, all shingles are.
    wanted: BTreeSet<u64>,
}

impl<'v, 'a> View<'v, 'a> {
    fn new(handbook: &'v Handbook<'a>, reading: &Reading<'a>, edition: &EditionConfig, wanted: BTreeSet<u64>) -> Self {
        let files = files::sort(handbook, reading, edition.audience, &edition.name);
        View { handbook, reader: edition.audience, files, own: own(handbook), wanted }
    }

    /// Gathers everything.
    fn all(&self, reading: &Reading<'_>) -> Gathered {
        let pages = reading.pages.par_iter().enumerate().filter(|(_, page)| !page.is_again);
        let pages = pages.map(|(file, page)| self.page(file, page));
        let assets =
            reading.assets.par_iter().enumerate().map(|(at, asset)| self.asset(reading.pages.len() + at, asset));
        let mut gathered = pages.chain(assets).reduce(Gathered::default, Gathered::append);
        self.settings(reading, &mut gathered);
        gathered
    }

    /// Gathers the shingles of a block.
    fn shingles(&self, file: usize, words: &[Word], found: &mut Gathered) {
        shingles(words, |hash, at| {
            if self.wanted.is_empty() {
                found.shingles.push(hash);
            } else if self.wanted.contains(&hash) {
                let (first, last) = (words[at], words[at + SHINGLE - 1]);
                let length = (last.at + last.length as usize).saturating_sub(first.at);
                found.places.push((hash, Place { file, at: first.at, length }));
            }
        });
    }

    /// Gathers what a page says to narrower readers.
    fn page(&self, file: usize, page: &Page<'_>) -> Gathered {
        let mut found = Gathered::default();
        let is_hidden = !page.is_for(self.reader);
        if is_hidden {
            Self::address(file, page.below, &mut found);
        }
        for (key, value) in &page.front.values {
            self.value(file, page, (key, value), is_hidden, &mut found);
        }
        if let Some(children) = &page.front.children {
            let is_narrow = children.audience.map_or(is_hidden, |whom| !self.reader.may_read(whom));
            children.values.iter().for_each(|(key, value)| self.value(file, page, (key, value), is_narrow, &mut found));
        }
        let runs: Vec<_> = page.runs(self.reader).collect();
        for (at, run) in runs.iter().enumerate().filter(|(_, run)| run.is_narrow) {
            self.text(file, &page.text[run.range.clone()], run.range.start, &mut found);
            if !is_hidden {
                let before = at.checked_sub(1).map_or("", |before| &page.text[runs[before].range.clone()]);
                let after = runs.get(at + 1).map_or("", |after| &page.text[after.range.clone()]);
                self.seam(file, before, (&page.text[run.range.clone()], run.range.start), after, &mut found);
            }
        }
        found
    }

    /// Gathers the address of a hidden page or file, and the words in its name.
    fn address(file: usize, below: &str, found: &mut Gathered) {
        let parts = address::parts(below);
        if parts.is_empty() {
            return;
        }
        let place = Place { file, at: 0, length: 0 };
        found.addresses.push((address::key(&parts), place));
        for part in below.split('/') {
            let words = address::part_words(part);
            found
                .phrases
                .extend(Candidate::new(&words, Reach::Whole, Kind::Address, file).map(|found| found.at(place)));
        }
    }

    /// Gathers what a file may be named by: its digests, and the beginnings of them.
    fn digests(file: usize, asset: &Asset<'_>, found: &mut Gathered) {
        let blake: String = asset.blob.hash.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        for digest in [super::manifest::digest(asset.blob.bytes()), blake] {
            for length in [8, 10, 12, 16, 20, 32, 40, 64] {
                let words = words::of(&digest[..length]);
                let place = Place { file, at: 0, length: 0 };
                let candidate = Candidate::new(&words, Reach::Anywhere, Kind::File, file);
                found.phrases.extend(candidate.map(|candidate| candidate.at(place)));
            }
        }
    }

    /// Gathers a value of front matter.
    fn value(&self, file: usize, page: &Page<'_>, (key, value): (&str, &str), is_narrow: bool, found: &mut Gathered) {
        let names = &self.handbook.config.audiences;
        let base = if is_narrow { names.narrowest() } else { Audience::WIDEST };
        for (range, whom) in marks::parts(value, names, base) {
            if self.reader.may_read(whom) && !is_narrow {
                continue;
            }
            let said = &value[range];
            // As it stands in the file, where it does; a value may be written in several lines.
            let first = said.lines().next().unwrap_or_default().trim();
            let at = page.text[..page.front.range.end].find(first).unwrap_or(page.front.range.start);
            let words = words::of(said);
            if key == "aliases" || said.starts_with('/') {
                let place = Place { file, at, length: said.len() };
                found.addresses.push((address::key(&address::parts(said)), place));
            }
            if key == "slug" {
                let folder = page.below.rsplit_once('/').map_or("", |(folder, _)| folder);
                let place = Place { file, at, length: said.len() };
                found.addresses.push((address::key(&address::parts(&format!("{folder}/{said}"))), place));
            }
            if words.len() < SHINGLE {
                let kind = if key == "title" { Kind::Title } else { Kind::Name };
                self.phrase(file, &shifted(&words, at), kind, found);
            } else {
                self.text(file, said, at, found);
            }
        }
    }

    /// Gathers a phrase of less than eight words.
    fn phrase(&self, file: usize, words: &[Word], kind: Kind, found: &mut Gathered) {
        let is_known = |word: &Word| word.digits > 0 || self.own.contains(&word.hash);
        if words.iter().all(is_known) && (kind == Kind::Words || words.iter().all(|word| word.digits > 0)) {
            return;
        }
        let most = if kind == Kind::Title { 3 } else { 4 };
        let reach = if words.len() >= most { Reach::Anywhere } else { Reach::Whole };
        found.phrases.extend(Candidate::new(words, reach, kind, file));
    }

    /// Gathers a narrower text.
    fn text(&self, file: usize, text: &str, base: usize, found: &mut Gathered) {
        plain::blocks(text, base, &mut |words, block| {
            if words.len() < SHINGLE {
                self.phrase(file, words, if block == Block::Heading { Kind::Title } else { Kind::Words }, found);
            }
            self.shingles(file, words, found);
            self.numbers(file, words, found);
        });
        for (name, at) in names::proper(text) {
            self.phrase(file, &shifted(&words::of(name), base + at), Kind::Name, found);
        }
        for (name, at) in names::find(text) {
            let words = words::of(name);
            self.phrase(file, &shifted(&words, base + at), Kind::Name, found);
            if words.len() > 1 && words.len() < 4 {
                let reach = Reach::Anywhere;
                found.phrases.extend(Candidate::new(&shifted(&words, base + at), reach, Kind::Name, file));
            }
        }
    }

    /// Gathers numbers, each with the word on either side.
    fn numbers(&self, file: usize, words: &[Word], found: &mut Gathered) {
        let is_told = |run: &[Word]| run.iter().any(|word| word.digits == 0 && !self.own.contains(&word.hash));
        let mut add = |run: &[Word]| {
            if is_told(run) {
                found.phrases.extend(Candidate::new(run, Reach::Anywhere, Kind::Number, file));
            }
        };
        for at in (0..words.len()).filter(|at| words[*at].digits > 1) {
            let (from, to) = (at.saturating_sub(1), (at + 2).min(words.len()));
            if to - from == 3 {
                add(&words[from..to]);
            }
            if words[at].digits > 4 {
                add(&words[from..=at]);
                add(&words[at..to]);
            }
        }
    }

    /// Gathers what the words of a mark and those beside it in the line would say together.
    fn seam(&self, file: usize, before: &str, (inside, at): (&str, usize), after: &str, found: &mut Gathered) {
        if inside.contains('\n') {
            return;
        }
        let line = |text: &str, at: usize| {
            let mut words = words::Words::default();
            plain::inline(text, at, &mut words);
            let mut taken = Vec::new();
            words.end(|words| taken = words.to_vec());
            taken
        };
        let inside = line(inside, at);
        let left = line(before.rsplit('\n').next().unwrap_or_default(), at);
        let right = line(after.trim_start_matches(']').split('\n').next().unwrap_or_default(), at);
        if inside.is_empty() {
            return;
        }
        let near = |words: &[Word]| -> Vec<Word> { words.iter().map(|word| Word { at, length: 0, ..*word }).collect() };
        let whole =
            [near(&left[left.len().saturating_sub(7)..]), inside.clone(), near(&right[..right.len().min(7)])].concat();
        self.shingles(file, &whole, found);
        let is_told = inside.iter().any(|word| word.digits == 0 || word.digits > 1);
        if is_told && inside.len() + 2 < SHINGLE {
            let pairs = [
                [near(&left[left.len().saturating_sub(1)..]), inside.clone()].concat(),
                [inside, near(&right[..right.len().min(1)])].concat(),
            ];
            for pair in pairs.iter().filter(|pair| pair.len() > 1 && (!left.is_empty() || !right.is_empty())) {
                found.phrases.extend(Candidate::new(pair, Reach::Anywhere, Kind::Words, file));
            }
        }
    }

    /// Gathers what a file that is no page says to narrower readers.
    fn asset(&self, file: usize, asset: &Asset<'_>) -> Gathered {
        let mut found = Gathered::default();
        if let Some(said) = &asset.said {
            for said in said {
                self.said(file, said, &mut found);
            }
            return found;
        }
        if self.files.wide.contains(asset.path) {
            return found;
        }
        let text = asset.blob.text().filter(|text| text.len() < 4 << 20);
        if self.files.narrow.contains(asset.path) {
            Self::address(file, asset.below, &mut found);
            Self::digests(file, asset, &mut found);
            if let Some(text) = text {
                let shown = if asset.below.ends_with("svg") { plain_of_markup(text) } else { text.to_string() };
                self.text(file, &shown, 0, &mut found);
            }
        }
        found
    }

    /// Gathers what site.toml says to narrower readers.
    fn settings(&self, reading: &Reading<'_>, found: &mut Gathered) {
        let file = reading.pages.len() + reading.assets.len();
        for Setting { text, whom, at, .. } in reading.settings.iter().filter(|setting| !setting.is_link) {
            for (range, whom) in marks::parts(text, &self.handbook.config.audiences, *whom) {
                if self.reader.may_read(whom) {
                    continue;
                }
                let words = shifted(&words::of(&text[range.clone()]), *at);
                if words.len() < SHINGLE {
                    self.phrase(file, &words, Kind::Title, found);
                }
                self.text(file, &text[range], *at, found);
            }
        }
    }
}

/// Moves words that were read by themselves to where they stand in their file; all of them to the same place.
fn shifted(words: &[Word], at: usize) -> Vec<Word> {
    words.iter().map(|word| Word { at: at + word.at, ..*word }).collect()
}

/// Gives the text of an image or page of markup, a block to a paragraph.
fn plain_of_markup(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for piece in text.split('<').skip(1) {
        let (tag, words) = piece.split_once('>').unwrap_or((piece, ""));
        if !tag.starts_with("style") && !words.trim().is_empty() {
            shown.push_str("\n\n");
            shown.push_str(super::entity::decode(words).trim());
        }
    }
    shown
}
