//! What an author may have meant by a link that leads nowhere.
//!
//! Only pages of the edition and files that its pages use are ever named: nobody learns from a message what else the
//! handbook has. Each search looks at a bounded number of names.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use strsim::osa_distance;

use crate::edition::Version;
use crate::path::SourcePath;

use super::folders::is_index_name;
use super::names::fold;

/// The most names on each side of the wanted one, and the most of its folder, that a search compares letter by letter.
const MOST_COMPARED: usize = 200;

/// The most ids that a search compares letter by letter.
const MOST_IDS: usize = 1000;

/// The most files of one name that are ranked.
const MOST_RANKED: usize = 200;

/// How many candidates a message names.
const MOST_NAMED: usize = 3;

/// The names that may be suggested, by file name in small letters, without extension.
pub(super) struct Candidates<'a> {
    by_name: BTreeMap<String, Vec<&'a str>>,
    by_path: BTreeSet<&'a str>,
}

impl<'a> Candidates<'a> {
    /// Takes a version's pages and the files `used`.
    pub(super) fn new(version: &'a Version, used: impl Iterator<Item = &'a SourcePath>) -> Self {
        let by_path: BTreeSet<_> =
            version.pages.iter().map(|page| &page.source).chain(used).map(SourcePath::as_str).collect();
        let mut by_name = BTreeMap::<String, Vec<&str>>::new();
        for path in &by_path {
            by_name.entry(fold(key(path))).or_default().push(path);
        }
        Self { by_name, by_path }
    }

    /// Gives the paths nearest to `wanted` that are `fit`, best first: of names near it in the alphabet, and of its folder.
    pub(super) fn near(&self, wanted: &str, fit: impl Fn(&str) -> bool) -> Vec<&'a str> {
        let name = fold(key(wanted));
        let same = self.by_name.get(&name).map(|paths| (0, paths));
        let mut ranked: Vec<_> = self
            .alphabet(&name)
            .filter_map(|(other, paths)| Some((near_names(&name, other)?, paths)))
            .chain(same)
            .flat_map(|(distance, paths)| paths.iter().take(MOST_RANKED).map(move |path| (distance, *path)))
            .chain(self.folder(wanted).filter_map(|path| Some((near_names(&name, &fold(key(path)))?, path))))
            .filter(|(_, path)| fit(path))
            .map(|(distance, path)| (distance, Reverse(shared(path, wanted)), path))
            .collect();
        ranked.sort_unstable();
        ranked.dedup();
        ranked.into_iter().take(MOST_NAMED).map(|(_, _, path)| path).collect()
    }

    fn alphabet(&self, name: &str) -> impl Iterator<Item = (&String, &Vec<&'a str>)> {
        let before = self.by_name.range::<str, _>((Bound::Unbounded, Bound::Excluded(name))).rev().take(MOST_COMPARED);
        before.chain(self.by_name.range::<str, _>((Bound::Included(name), Bound::Unbounded)).take(MOST_COMPARED))
    }

    fn folder<'b>(&'b self, wanted: &'b str) -> impl Iterator<Item = &'a str> + 'b {
        let folder = &wanted[..wanted.rfind('/').map_or(0, |slash| slash + 1)];
        let below = self
            .by_path
            .range::<str, _>((Bound::Included(folder), Bound::Unbounded))
            .copied()
            .take_while(move |path| path.starts_with(folder));
        below.take(MOST_COMPARED)
    }
}

/// Tells how far a name is from the wanted one, where it is near.
fn near_names(wanted: &str, other: &str) -> Option<usize> {
    let most = (wanted.chars().count() / 3).clamp(1, 4);
    let comparable = other.len().abs_diff(wanted.len()) <= most * 4;
    comparable.then(|| osa_distance(wanted, other)).filter(|distance| (1..=most).contains(distance))
}

/// Gives the ids nearest to `wanted`, best first.
pub(super) fn ids<'a>(wanted: &str, ids: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let wanted = wanted.to_lowercase();
    let most = (wanted.chars().count() / 3).clamp(1, 12);
    let mut ranked: Vec<_> = ids.take(MOST_IDS).filter_map(|id| Some((distance(&wanted, id, most)?, id))).collect();
    ranked.sort_unstable();
    ranked.dedup();
    ranked.into_iter().take(MOST_NAMED).map(|(_, id)| id).collect()
}

/// Tells how far an id is from what was wanted; one that holds the other is near.
fn distance(wanted: &str, id: &str, most: usize) -> Option<usize> {
    let long_enough = wanted.len().min(id.len()) >= 4;
    if long_enough && (id.contains(wanted) || wanted.contains(id)) {
        return Some(1);
    }
    if id.len().abs_diff(wanted.len()) > most * 4 {
        return None;
    }
    Some(osa_distance(wanted, &id.to_lowercase())).filter(|distance| *distance <= most)
}

/// Gives the name that a path is looked for by: its file's, for an index its folder's.
fn key(path: &str) -> &str {
    let (folder, name) = path.trim_end_matches('/').rsplit_once('/').unwrap_or(("", path));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem });
    let folder = folder.rsplit_once('/').map_or(folder, |(_, name)| name);
    if is_index_name(stem) && !folder.is_empty() { folder } else { stem }
}

/// Counts the folders that two paths share, from the top and from the end.
fn shared(a: &str, b: &str) -> usize {
    let same = |pair: &(&str, &str)| pair.0 == pair.1;
    let top = a.split('/').zip(b.split('/')).take_while(same).count();
    top + a.rsplit('/').skip(1).zip(b.rsplit('/').skip(1)).take_while(same).count()
}

/// Writes a path as a link from a folder: `../policies/use.md`.
pub(super) fn relative(folder: &str, path: &str) -> String {
    let parts = |text| str::split(text, '/').filter(|part: &&str| !part.is_empty()).collect::<Vec<_>>();
    let (from, to) = (parts(folder), parts(path));
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let mut link = "../".repeat(from.len() - shared);
    link.push_str(&to[shared..].join("/"));
    if link.is_empty() { "./".to_owned() } else { link.replace(' ', "%20") }
}
