//! What is kept of old versions for a run in which only words are new, and what such a run reads of it.
//!
//! A version is named by all that its pages and links are made from, so what one whole run kept of it serves the next. Each of its
//! pages is kept by itself: an edit leads to a handful of them, and there are tens of thousands.

use std::collections::BTreeMap;
use std::path::Path;

use memchr::memmem;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::edition::Version;
use crate::hash::Hash;
use crate::memo::{Memo, Shelf};
use crate::output::cache;
use crate::output::texts::{self, Name, Pile, Texts};
use crate::render;
use crate::site::kept::{self, Bare, State, UNKNOWN};
use crate::site::{self, NodeId, Site, Tree};

/// An old version.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Old {
    key: Hash,
    /// The pages that stand in the way of the one that tells what it brought.
    in_the_way: Vec<NodeId>,
    /// Whether a page lists all of its pages that tells of a change of today.
    is_told_at_large: bool,
}

/// A page of an old version, and where it is kept what it says, where somebody wrote it.
#[derive(Debug, Serialize, Deserialize)]
struct Record(Bare, Option<Name>);

/// Keeps the old versions of all editions, and what their pages say, each state once; gives where they are kept, and what is to
/// be known of each. What the whole run before kept of all of them stays. None where it cannot be kept.
pub(super) fn keep(sites: &[&Site], root: &Path) -> Option<(Memo, Vec<Vec<Old>>)> {
    let olds: Vec<Vec<Old>> = sites.iter().map(|site| olds(site)).collect::<Option<_>>()?;
    let last = cache::last(root);
    let holds =
        |old: &Old| last.holds(Shelf::Facts, old.key) && (!old.is_told_at_large || last.holds(Shelf::Output, old.key));
    let texts: Option<u64> = last.find(Shelf::Output, texts_key());
    if texts == Some(Texts::open(root).bytes()) && olds.iter().flatten().all(holds) {
        return Some((last, olds));
    }
    let (last, pile) = (Memo::default(), Pile::default());
    for (site, olds) in sites.iter().zip(&olds) {
        olds.par_iter().enumerate().for_each(|(at, old)| keep_one(site, at + 1, old, (&last, &pile)));
    }
    last.keep(Shelf::Output, texts_key(), &pile.save(root).ok()?);
    Some((last, olds))
}

fn keep_one(site: &Site, version: usize, old: &Old, (last, pile): (&Memo, &Pile)) {
    let tree: &Tree = &site.trees[version];
    let name = |id: NodeId| {
        let state = kept::state(site, (version, id)).map(|state| pile.put(&state));
        pile.put(&Record(kept::keep_old(&tree.nodes[id]), state))
    };
    last.keep(Shelf::Facts, old.key, &(0..tree.nodes.len()).map(name).collect::<Vec<Name>>());
    if old.is_told_at_large {
        let all: Vec<Bare> = tree.nodes.iter().map(|node| kept::keep_old(node)).collect();
        last.keep(Shelf::Output, old.key, &all);
    }
}

fn olds(site: &Site) -> Option<Vec<Old>> {
    let Site { edition, .. } = site;
    let at_large = render::kept::told_at_large(site);
    let old = |(number, version): (usize, &Version)| {
        let root = site::version_root(edition, number);
        Some(Old {
            key: Hash::of_value(&(&edition.name, &edition.settings, version.digest?, root)),
            in_the_way: render::kept::in_the_way(site, number),
            is_told_at_large: at_large.contains(&number),
        })
    };
    edition.versions.iter().enumerate().skip(1).map(old).collect()
}

fn texts_key() -> Hash {
    Hash::of_value(&"texts")
}

/// What was kept of the old versions of an edition.
pub(super) struct Past<'p> {
    root: &'p Path,
    last: &'p Memo,
    olds: &'p [Old],
    /// By version and page, where it is kept.
    names: Vec<Vec<Name>>,
    texts: Texts,
}

impl<'p> Past<'p> {
    /// Opens what was kept; none where any of it is not there.
    pub(super) fn open(last: &'p Memo, olds: &'p [Old], root: &'p Path) -> Option<Self> {
        let names = olds.par_iter().map(|old| last.find(Shelf::Facts, old.key)).collect::<Option<_>>()?;
        Some(Self { root, last, olds, names, texts: Texts::open(root) })
    }

    /// Puts back what is to be known of versions whatever has new words; none where any of it is not there.
    pub(super) fn put_what_all_need(&self, site: &mut Site) -> Option<()> {
        for (version, old) in (1..).zip(self.olds) {
            if old.is_told_at_large {
                let all: Vec<Bare> = self.last.find(Shelf::Output, old.key)?;
                let mut places = all.into_iter().enumerate();
                places.all(|(id, bare)| kept::put_bare(site, (version, id), bare)).then_some(())?;
            }
            for id in &old.in_the_way {
                self.put(site, (version, *id))?;
            }
        }
        Some(())
    }

    /// Puts back the pages to which one of the current version leads, and what it said in them; none where any of it is not there.
    pub(super) fn put_what_it_needs(&self, site: &mut Site, node: NodeId) -> Option<()> {
        let past = kept::past_of(site, node);
        let mut states: BTreeMap<Name, Vec<_>> = BTreeMap::new();
        for place in kept::led_to(site, node) {
            let Record(_, state) = self.put(site, place)?;
            if let Some(state) = state.filter(|_| past.contains(&place)) {
                states.entry(state).or_default().push(place);
            }
        }
        for (state, places) in states {
            let state: State = self.read(state)?;
            kept::put(site, &places, &state);
        }
        Some(())
    }

    /// Puts back where a page stands.
    fn put(&self, site: &mut Site, place: (usize, NodeId)) -> Option<Record> {
        let record: Record = self.read(*self.names.get(place.0 - 1)?.get(place.1)?)?;
        kept::put_bare(site, place, record.0.clone()).then_some(record)
    }

    fn read<T: serde::de::DeserializeOwned>(&self, name: Name) -> Option<T> {
        let read = self.texts.read(name);
        if read.is_none() {
            texts::forget(self.root);
        }
        read
    }
}

/// Tells whether a page that was made names no page of an old version that was not put back.
pub(super) fn is_known(page: &[u8]) -> bool {
    let name = UNKNOWN.trim_matches('/');
    memmem::find(page, name.as_bytes()).is_none() && memmem::find(page, b"%EF%A3%BFunknown").is_none()
}
