//! Where a file stands in the content: what its path alone says.

use std::collections::{BTreeMap, BTreeSet};

use crate::path::SourcePath;

use super::address;

/// The place of a file below the content folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The path below the content folder, without `.md`.
    pub(super) path: String,
    /// The folder below the content folder; empty for the content itself.
    pub(super) folder: String,
    /// The folder's address, without a `/` at its end.
    pub(super) folder_url: String,
    /// The last part of the address.
    pub(super) part: String,
    /// The number before the file's name.
    pub(super) number: Option<u32>,
    /// The number before the folder's name.
    pub(super) folder_number: Option<u32>,
}

/// Which file is preferred as the index of its folder; smaller is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// `_index.md`.
    Own,
    /// `index.md`.
    Index,
    /// `README.md`.
    Readme,
    /// `use.md` beside the folder `use/`.
    Sibling,
}

impl Place {
    /// Reads a path below the content folder; none where a name cannot become a part of an address.
    pub(super) fn new(path: &str, keep_number: bool) -> Option<Self> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let above = folder.rsplit('/').next().unwrap_or("");
        Some(Self {
            path: path[..path.len() - (name.len() - stem.len())].to_owned(),
            folder: folder.to_owned(),
            folder_url: address::folder(folder, keep_number)?,
            part: address::part(stem, keep_number)?,
            number: crate::path::split_number(stem).0,
            folder_number: crate::path::split_number(above).0,
        })
    }

    /// Gives the folder that the file may be the index of, and how well it fits.
    pub(super) fn index_of(&self) -> (&str, Rank) {
        let name = self.path.rsplit('/').next().unwrap_or("");
        let ranks = [("_index", Rank::Own), ("index", Rank::Index), ("readme", Rank::Readme)];
        match ranks.iter().find(|(index, _)| name.eq_ignore_ascii_case(index)) {
            Some((_, rank)) => (&self.folder, *rank),
            None => (&self.path, Rank::Sibling),
        }
    }

    /// Tells whether the file is `name`, or lies below the folder `name`, by path or by address.
    pub(super) fn is_within(&self, name: &str) -> bool {
        let name = name.trim_matches('/');
        let below = |path: &str| path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        name.is_empty() || below(&self.path) || below(&format!("{}/{}", self.folder_url, self.part)[1..])
    }
}

/// Gives a file's path below the content folder; none for a file that does not lie in it.
pub(super) fn below<'p>(source: &'p SourcePath, content: &str) -> Option<&'p str> {
    if content.is_empty() {
        return Some(source.as_str());
    }
    source.as_str().strip_prefix(content)?.strip_prefix('/')
}

/// Chooses the index of each folder among `places`, by number; ties go to the first.
pub(super) fn indexes<'p>(places: impl Iterator<Item = &'p Place> + Clone) -> BTreeMap<&'p str, usize> {
    candidates(places, &[]).into_iter().filter_map(|(folder, all)| Some((folder, all.first()?.1))).collect()
}

/// Lists what may be the index of each folder among `places` and of `others`, by number, the best first.
pub(super) fn candidates<'p>(
    places: impl Iterator<Item = &'p Place> + Clone,
    others: &[&'p str],
) -> BTreeMap<&'p str, Vec<(Rank, usize)>> {
    let mut found: BTreeMap<&str, Vec<(Rank, usize)>> = BTreeMap::new();
    let mut folders: Vec<&str> = places.clone().map(|place| place.folder.as_str()).collect();
    // Neighbours mostly share their folder.
    folders.dedup();
    let folders: BTreeSet<&str> = folders.into_iter().chain(others.iter().copied()).flat_map(ancestors).collect();
    for (at, place) in places.enumerate() {
        let (folder, rank) = place.index_of();
        if rank == Rank::Sibling && !folders.contains(folder) {
            continue;
        }
        found.entry(folder).or_default().push((rank, at));
    }
    for all in found.values_mut() {
        all.sort_unstable();
    }
    found
}

/// Gives a folder and all that hold it, the innermost first, the content itself (empty) last.
pub(super) fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| match folder.rsplit_once('/') {
        Some((above, _)) => Some(above),
        None if folder.is_empty() => None,
        None => Some(""),
    })
}

/// Gives the folder above; none for the content itself.
pub(super) fn above(folder: &str) -> Option<&str> {
    ancestors(folder).nth(1)
}
