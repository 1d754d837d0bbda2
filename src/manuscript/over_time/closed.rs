//! Passages of old pages that only narrower readers have today: parts that were marked since, and text that went over to a
//! page for fewer readers.
//!
//! Receives all that is written in all versions, gives for each old document what of it is closed. The newest version that
//! has a run of words decides who may read it, wherever it stands; what no later version has keeps its own readers. Whole
//! passages are closed, so that no sentence is left that says something else. What belongs to one line of pages is
//! looked at more closely in [`states`](super::states).

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;

use rayon::prelude::*;

use super::super::Written;
use super::super::document::Document;
use super::parts::Heirs;
use super::passages::{self, Passages};
use crate::audience::Audience;
use crate::edition::lineage::Lineage;
use crate::hash::Hash;

/// A document: the number of its version, and its own number there.
pub(super) type Place = (usize, usize);

/// What is closed of a document's Markdown, and for whom it is left.
pub(super) type Closing = (Range<usize>, Audience);

/// What went over to other pages.
#[derive(Debug, Default)]
pub(super) struct Spread {
    /// What is closed of each old document.
    pub(super) closings: BTreeMap<Place, Vec<Closing>>,
    /// The narrower documents that text of an old one went over to.
    pub(super) heirs: Heirs,
    /// The runs of words that had a say, because an old page has them too.
    pub(super) deciding: Runs,
}

/// Finds what went over to narrower text.
pub(super) fn spread(versions: &[Written], lineage: &Lineage, narrowest: Audience) -> Spread {
    let narrow = newly_narrow(versions, lineage);
    if narrow.is_empty() {
        return Spread::default();
    }
    let old = places(versions).filter(|place| place.0 > 0 && document(versions, *place).audience < narrowest);
    let (deciding, _) = hits(versions, old, &narrow);
    if deciding.is_empty() {
        return Spread::default();
    }
    let (_, found) = hits(versions, places(versions), &deciding);
    Spread { deciding, ..decide(versions, &found) }
}

/// Tells whether an old document has one of these runs.
pub(super) fn is_in_old(versions: &[Written], runs: &Runs) -> bool {
    !runs.is_empty() && !hits(versions, places(versions).filter(|place| place.0 > 0), runs).0.is_empty()
}

/// Gives the runs of all old documents that more than the narrowest readers may know, sorted.
pub(super) fn open_runs(versions: &[Written], narrowest: Audience) -> Vec<u64> {
    let open = places(versions).filter(|place| place.0 > 0 && document(versions, *place).audience < narrowest);
    let texts: BTreeMap<Hash, Place> = open.map(|place| (document(versions, place).hash, place)).collect();
    let runs = |place: Place| {
        let mut found = Vec::new();
        read(document(versions, place)).runs(|run, _, _| found.push(run));
        found
    };
    let mut all: Vec<u64> = texts.into_par_iter().flat_map_iter(|(_, place)| runs(place)).collect();
    all.par_sort_unstable();
    all.dedup();
    all
}

/// Gives the runs of a document, and who may read each.
pub(super) fn runs(document: &Document) -> BTreeSet<(u64, Audience)> {
    let mut found = BTreeSet::new();
    read(document).runs(|run, _, whom| {
        found.insert((run, whom));
    });
    found
}

fn document(versions: &[Written], (version, page): Place) -> &Document {
    &versions[version].documents[page]
}

fn places(versions: &[Written]) -> impl Iterator<Item = Place> + '_ {
    let of_version =
        |(version, written): (usize, &Written)| (0..written.documents.len()).map(move |page| (version, page));
    versions.iter().enumerate().flat_map(of_version)
}

fn read(document: &Document) -> Passages {
    passages::read(&document.text[document.body.clone()], &document.marks, document.audience)
}

/// Gives the runs that stand in text for some readers alone, and did not so in the same page's state before.
fn newly_narrow(versions: &[Written], lineage: &Lineage) -> Runs {
    let narrow = |place: Place| {
        let (version, page) = place;
        let own = document(versions, place);
        let mut older = lineage.lines[lineage.of[version][page]].iter().enumerate().skip(version + 1);
        let before = older.find_map(|(version, page)| Some(document(versions, (version, (*page)?))));
        let is_same = |before: &Document| before.hash == own.hash && before.audience >= own.audience;
        if version + 1 == versions.len() || before.is_some_and(is_same) {
            return Vec::new();
        }
        let before: HashSet<u64> = before.map_or_else(Vec::new, narrow_runs).into_iter().collect();
        narrow_runs(own).into_iter().filter(|run| !before.contains(run)).collect()
    };
    let places: Vec<Place> = places(versions).collect();
    Runs::of(places.into_par_iter().flat_map_iter(narrow).collect())
}

/// Gives the runs of a document that only some readers may read.
fn narrow_runs(document: &Document) -> Vec<u64> {
    let mut found = Vec::new();
    if document.audience > Audience::WIDEST || !document.marks.is_empty() {
        read(document).runs(|run, _, whom| found.extend((whom > Audience::WIDEST).then_some(run)));
    }
    found
}

/// A text as it is read: documents that share one are read once.
type Reading = (Hash, Audience);
/// Where wanted runs stand in a text: the run, the passage, the readers.
type Found = BTreeMap<Reading, Vec<(u64, Closing)>>;

/// Finds the wanted runs in documents; gives all that were found, and where.
fn hits(versions: &[Written], places: impl Iterator<Item = Place>, wanted: &Runs) -> (Runs, Found) {
    let documents: BTreeMap<Reading, Place> = places.map(|place| (reading(document(versions, place)), place)).collect();
    let find = |(reading, place): (Reading, Place)| {
        let passages = read(document(versions, place));
        let mut found = Vec::new();
        passages.runs(|run, passage, whom| {
            found.extend(wanted.has(run).then(|| (run, (passages.passages[passage].range.clone(), whom))));
        });
        (!found.is_empty()).then_some((reading, found))
    };
    let runs: Found = documents.into_par_iter().filter_map(find).collect();
    let all = runs.values().flatten().map(|(run, _)| *run).collect();
    (Runs::of(all), runs)
}

fn reading(document: &Document) -> Reading {
    (document.hash, document.audience)
}

/// Goes from the newest version to the oldest: what was decided so far closes a version's text, then that text has its
/// say.
fn decide(versions: &[Written], runs: &Found) -> Spread {
    let mut spread = Spread::default();
    let mut decided: HashMap<u64, (Audience, Place)> = HashMap::new();
    for version in 0..versions.len() {
        let mut said: HashMap<u64, (Audience, Place)> = HashMap::new();
        for page in 0..versions[version].documents.len() {
            let place = (version, page);
            let Some(found) = runs.get(&reading(document(versions, place))) else { continue };
            for (run, (range, whom)) in found {
                match decided.get(run) {
                    Some((readers, heir)) if readers > whom => {
                        spread.closings.entry(place).or_default().push((range.clone(), *readers));
                        spread.heirs.entry(place).or_default().insert(*heir);
                    }
                    Some(_) => {}
                    None => {
                        let widest = said.entry(*run).or_insert((*whom, place));
                        *widest = (*widest).min((*whom, place));
                    }
                }
            }
        }
        decided.extend(said);
    }
    for closings in spread.closings.values_mut() {
        closings.sort_unstable_by_key(|(range, whom)| (range.start, range.end, std::cmp::Reverse(*whom)));
        closings.dedup_by(|later, first| later.0 == first.0);
    }
    spread
}

/// Runs of words by their hashes, most of which are told to be absent by one look at a table of bits.
#[derive(Debug, Default)]
pub(super) struct Runs {
    bits: Vec<u64>,
    all: HashSet<u64>,
}

impl Runs {
    pub(super) fn of(hashes: Vec<u64>) -> Self {
        let mut bits = vec![0_u64; (hashes.len() / 4 + 1).next_power_of_two()];
        for hash in &hashes {
            let (word, bit) = Self::place(&bits, *hash);
            bits[word] |= bit;
        }
        Self { bits, all: hashes.into_iter().collect() }
    }

    fn place(bits: &[u64], hash: u64) -> (usize, u64) {
        let word = usize::try_from(hash >> 6).unwrap_or_default() & (bits.len() - 1);
        (word, 1 << (hash & 63))
    }

    pub(super) fn has(&self, hash: u64) -> bool {
        if self.all.is_empty() {
            return false;
        }
        let (word, bit) = Self::place(&self.bits, hash);
        self.bits[word] & bit != 0 && self.all.contains(&hash)
    }

    /// Gives the hashes, sorted.
    pub(super) fn sorted(&self) -> Vec<u64> {
        let mut all: Vec<u64> = self.all.iter().copied().collect();
        all.sort_unstable();
        all
    }

    fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}
