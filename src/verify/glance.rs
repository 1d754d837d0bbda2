//! A scan in a run in which only the words of a few pages are new: the files that it made are looked at, and no other.
//!
//! A whole scan keeps what it looked for, and of each page of today what it says of that ([`Kept`]). The few pages are read anew. While
//! they still say openly what they said, nothing that was printed before has become something to look for. What they hide that nobody
//! hid before was just written, so of the files that were there before only those can have it that say more than their text shows to
//! whoever strikes it, as images do: it is looked for in them, too. Where anything is found or in doubt, a whole scan has to look.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::files::Wanted;
use super::gather::{self, Prepared, Whole};
use super::index::{Gathered, Index, Packed, Place};
use super::sight::Sight;
use super::sources::{self, Page};
use super::words::Word;
use super::{Handbook, Scan, control, decode, scan, strike};
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
    /// The files that say more than their text shows, of those that the edition's readers may have and of the theme's.
    deep: BTreeSet<Hash>,
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

/// What a file says, block by block.
#[derive(Debug, Serialize, Deserialize)]
pub struct Seen(Vec<Vec<Word>>);

/// Reads what a file says, whose name tells of what kind it is.
pub fn read_file(name: &str, bytes: &[u8]) -> Seen {
    Seen(Sight::seen(|sight| decode::file(name, bytes, sight)))
}

/// What was made in a run, and what it was made from.
pub struct Fresh<'a> {
    /// The pages with other words, and their files.
    pub pages: Vec<(&'a SourcePath, &'a Blob)>,
    /// The files that were made, by their paths below the edition's folder.
    pub files: Vec<(String, &'a [u8])>,
    /// Tells what a file of the content or the theme says, by its bytes' hash; none where it is not at hand.
    pub file: &'a (dyn Fn(Hash) -> Option<Seen> + Sync),
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
        deep: deep(scan, wide),
        probes: control::probes(scan, index, edition),
    }
}

/// Lists the files that a scan takes apart, though they may be published, and whose text alone is struck.
fn deep(scan: &Scan<'_>, wide: &BTreeSet<Hash>) -> BTreeSet<Hash> {
    let is_deep = |below: &str| scan::is_image(below) || below.ends_with(".html");
    let assets = scan.reading.assets.iter().filter(|asset| is_deep(asset.below)).map(|asset| asset.blob.hash);
    let is_plain = |bytes: &[u8]| std::str::from_utf8(bytes).is_ok_and(|text| !text.contains("data:"));
    let theme = scan.handbook.theme.iter().filter(|(_, bytes)| !is_plain(bytes)).map(|(_, bytes)| Hash::of(bytes));
    assets.filter(|hash| wide.contains(hash)).chain(theme).collect()
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
    let Kept { index, key, wide, narrow, pages, names, deep, probes } = kept;
    let index = Index::unpack(index)?;
    let read = |file: &(_, _)| {
        let before = pages.get(file.0)?;
        let page = sources::page_again(handbook, content, *file, before.whom)?;
        (front(&page) == before.front).then_some((before, page))
    };
    let fresh_pages = fresh.pages.iter().map(read).collect::<Option<Vec<_>>>()?;
    let gathered = fresh_pages.iter().map(|(_, page)| index.unknown(gather::page(handbook, edition, page)));
    let new = gathered.reduce(Gathered::append).filter(|new| !new.is_empty()).map(Index::new);
    if new.as_ref().is_some_and(Index::has_addresses) {
        return None;
    }
    let mut is_same = new.is_none();
    for (before, page) in fresh_pages.iter().filter(|(_, page)| page.is_for(edition.audience)) {
        let (heard, is_more) = strike::page_heard(handbook, page, edition.audience, &index);
        let says_it_still = before.heard.iter().all(|key| heard.binary_search(key).is_ok());
        if !says_it_still || !before.named.is_subset(&names.in_page(page, edition.audience)) {
            return None;
        }
        is_same &= !is_more;
        if let Some(new) = &new {
            strike::page_heard(handbook, page, edition.audience, new);
        }
    }
    let is_clean = |prepared: &Prepared| {
        let is_clean = |(below, bytes): &(String, &[u8])| {
            scan::file(below, bytes, prepared, &mut Sight::new(&prepared.index)).is_empty()
        };
        fresh.files.par_iter().all(is_clean)
    };
    if let Some(index) = new {
        let mut is_said = false;
        let deep: Vec<Seen> = deep.into_par_iter().map(fresh.file).collect::<Option<_>>()?;
        deep.iter().flat_map(|Seen(words)| words).for_each(|words| index.find(words, false, |_| is_said = true));
        if is_said || !is_clean(&Prepared { index, ..Prepared::default() }) {
            return None;
        }
    }
    let prepared = Prepared { index, wide, narrow, whole: Whole::default() };
    if key.is_some() {
        let is_held = |probe: &&String| control::is_held(probe, &prepared.index);
        if !is_clean(&prepared) || probes.iter().filter(is_held).any(|probe| control::is_blind(probe, &prepared)) {
            return None;
        }
    }
    Some(Clean(key.filter(|_| is_same)))
}

fn front(page: &Page<'_>) -> u64 {
    Hash::of(page.text[page.front.range.clone()].as_bytes()).beginning()
}
