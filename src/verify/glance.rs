//! A scan in a run in which only the words of a few pages are new: the files that it made are looked at, all others are the ones in
//! which nothing was found.
//!
//! A whole scan keeps what it looked for, and of each page of today what it says of that ([`Kept`]). The few pages are read anew. Where
//! they hide nothing that was not hidden before, and still say all that they said, nothing can be looked for that was not: then a file
//! that was clean is clean still. Else, and where anything is found, a whole scan has to look.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::files::Wanted;
use super::gather::{self, Prepared, Whole};
use super::index::{Index, Packed, Place};
use super::sight::Sight;
use super::sources::{self, Page};
use super::{Handbook, Scan, control, scan, strike};
use crate::audience::Audience;
use crate::config::EditionConfig;
use crate::edition::Blob;
use crate::hash::Hash;
use crate::path::SourcePath;

/// What a whole scan knew of an edition.
#[derive(Debug, Serialize, Deserialize)]
pub struct Kept {
    /// What was gathered, and what of it was struck.
    index: Packed,
    /// The hash of all that was looked for; none where nothing was.
    key: Option<Hash>,
    wide: BTreeSet<Hash>,
    narrow: BTreeMap<Hash, Place>,
    /// The pages of today.
    pages: BTreeMap<SourcePath, KeptPage>,
    names: Wanted,
    /// Sentences that the scan must see.
    probes: Vec<String>,
}

/// What is kept of a page.
#[derive(Debug, Default, Serialize, Deserialize)]
struct KeptPage {
    whom: Option<Audience>,
    /// The hash of its front matter.
    front: u64,
    /// The keys of what it says that narrower pages say, too.
    heard: Vec<u64>,
    /// The names of files that it names.
    named: BTreeSet<String>,
}

/// What was made in a run, and what it was made from.
#[derive(Debug)]
pub struct Fresh<'a> {
    /// The pages with other words, and their files.
    pub pages: Vec<(&'a SourcePath, &'a Blob)>,
    /// The files that were made, by their paths below the edition's folder.
    pub files: Vec<(String, &'a [u8])>,
}

/// Tells that nothing was found, by a hash of all that was looked for; none of it where a whole scan would look for less.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clean(pub Option<Hash>);

/// Keeps what a scan knew before it let go of what may be said.
pub(super) fn keep(scan: &Scan<'_>, edition: &EditionConfig, prepared: &Prepared) -> Kept {
    let Prepared { index, wide, narrow, whole } = prepared;
    let (names, named) = &whole.names;
    let page = |page: &Page<'_>| KeptPage { whom: page.whom, front: front(page), ..KeptPage::default() };
    let mut pages: Vec<_> = scan.reading.pages[..scan.reading.today].iter().map(page).collect();
    for (at, heard) in &whole.heard {
        pages[*at].heard.clone_from(heard);
    }
    for (at, named) in named {
        pages[*at].named.clone_from(named);
    }
    let paths = scan.reading.pages.iter().map(|page| page.path.clone());
    Kept {
        index: whole.index.clone(),
        key: (!index.is_empty()).then(|| prepared.hash()),
        wide: wide.clone(),
        narrow: narrow.clone(),
        pages: paths.zip(pages).collect(),
        names: names.clone(),
        probes: control::probes(scan, index, edition),
    }
}

/// Looks at what a run made; none where that takes a whole scan, which may find that all is well. Of `handbook` the settings and
/// the theme are needed, and no content; that lies in the folder `content`.
pub fn glance(
    kept: Kept,
    handbook: &Handbook<'_>,
    content: &str,
    edition: &EditionConfig,
    fresh: &Fresh<'_>,
) -> Option<Clean> {
    let Kept { index, key, wide, narrow, pages, names, probes } = kept;
    let index = Index::unpack(index)?;
    let mut is_same = true;
    for file in &fresh.pages {
        let before = pages.get(file.0)?;
        let page = sources::page_again(handbook, content, *file, before.whom)?;
        if front(&page) != before.front || !index.knows(&gather::page(handbook, edition, &page)) {
            return None;
        }
        if page.is_for(edition.audience) {
            let (heard, is_new) = strike::page_heard(handbook, &page, edition.audience, &index);
            let says_it_still = before.heard.iter().all(|key| heard.binary_search(key).is_ok());
            if !says_it_still || !before.named.is_subset(&names.in_page(&page, edition.audience)) {
                return None;
            }
            is_same &= !is_new;
        }
    }
    let prepared = Prepared { index, wide, narrow, whole: Whole::default() };
    if key.is_some() {
        let is_clean = |(below, bytes): &(String, &[u8])| {
            scan::file(below, bytes, &prepared, &mut Sight::new(&prepared.index)).is_empty()
        };
        let is_held = |probe: &&String| control::is_held(probe, &prepared.index);
        let is_blind = || probes.iter().filter(is_held).any(|probe| control::is_blind(probe, &prepared));
        if !fresh.files.par_iter().all(is_clean) || is_blind() {
            return None;
        }
    }
    Some(Clean(key.filter(|_| is_same)))
}

fn front(page: &Page<'_>) -> u64 {
    Hash::of(page.text[page.front.range.clone()].as_bytes()).beginning()
}
