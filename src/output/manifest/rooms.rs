//! The folders of other versions, each of which has a manifest of its own.
//!
//! Of a site with a long past nearly all files are pages of old versions, which hardly any run changes. So the manifest of the site
//! names of each version, which lies in a folder such as `v/2026.1`, one file: the list of what lies in it. A run that changes a page
//! of today reads and writes a few lines for each version.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use rayon::prelude::*;

use super::{Lines, MANIFEST, Manifest, Stamp, lines};

/// Where pages of other versions lie.
const PAST: &str = "v/";

/// Where the page may lie that tells what a version brought, which changes of today may be among.
const RELEASE: [&str; 2] = ["release/", "release-notes/"];

/// Gives the folder of another version in which a file lies, but for the page about what that version brought.
pub(in super::super) fn room(path: &str) -> Option<&str> {
    let end = PAST.len() + path.strip_prefix(PAST)?.find('/')?;
    let is_release = RELEASE.iter().any(|release| path[end + 1..].starts_with(release));
    (!is_release).then_some(&path[..end])
}

/// Gives the place of a folder's own manifest.
pub(in super::super) fn list(room: &str) -> String {
    format!("{room}/{MANIFEST}")
}

/// Tells whether a file is the manifest of a folder of another version.
pub(in super::super) fn is_list(path: &str) -> bool {
    room(path).is_some_and(|room| path[room.len() + 1..] == *MANIFEST)
}

/// Tells whether a file is named by the manifest of its folder, not by that of the site.
pub(in super::super) fn is_inside(path: &str) -> bool {
    room(path).is_some() && !is_list(path)
}

/// Writes the manifest of each folder, by all files of a site.
pub(super) fn lists(site: &Manifest) -> Vec<(String, String)> {
    let mut rooms: BTreeMap<&str, Vec<(&str, Stamp)>> = BTreeMap::new();
    for (path, stamp) in site.files.iter().filter(|(path, _)| is_inside(path)) {
        if let Some(room) = room(path) {
            rooms.entry(room).or_default().push((&path[room.len() + 1..], *stamp));
        }
    }
    let rooms: Vec<_> = rooms.into_iter().collect();
    rooms.into_par_iter().map(|(room, files)| (list(room), lines::text(site, files.into_iter()))).collect()
}

/// Reads the manifest of a folder, if it is a plain file of that size. Somebody may have put anything there.
pub(super) fn read(folder: &Path, list: &str, bytes: u64) -> Option<Vec<u8>> {
    let path = folder.join(list);
    let is_plain = path.symlink_metadata().ok().is_some_and(|found| found.is_file() && found.len() == bytes);
    if is_plain { fs::read(path).ok() } else { None }
}

/// Adds the files that the manifests of folders name to those of the site; none where one of them is not there as it was written.
pub(super) fn open(mut site: Manifest, folder: &Path) -> Option<Manifest> {
    let lists: Vec<(&String, &Stamp)> = site.files.iter().filter(|(path, _)| is_list(path)).collect();
    let inside = |(path, stamp): (&String, &Stamp)| {
        let text = read(folder, path, stamp.bytes).filter(|text| Stamp::of(text) == *stamp)?;
        let room = room(path)?;
        let files = Manifest::parse(&text)?.files.into_iter();
        Some(files.map(|(below, stamp)| (format!("{room}/{below}"), stamp)).collect::<Vec<_>>())
    };
    let files: Vec<Vec<(String, Stamp)>> = lists.into_par_iter().map(inside).collect::<Option<_>>()?;
    site.files.extend(files.into_iter().flatten());
    Some(site)
}

/// Gives all files in the folders of other versions and how many bytes each has, by the lines of the site's manifest; none where one of
/// theirs is written in another way.
pub(in super::super) fn sizes(folder: &Path, site: &Lines) -> Option<Vec<(String, u64)>> {
    let lists: Vec<usize> = (0..site.len()).filter(|at| is_list(site.path(*at))).collect();
    let inside = |at: usize| {
        let path = site.path(at);
        let (lines, room) = (Lines::of(read(folder, path, site.bytes(at)?)?)?, room(path)?);
        let sizes = lines.sizes(0..lines.len())?;
        Some(sizes.into_iter().map(|(below, bytes)| (format!("{room}/{below}"), bytes)).collect::<Vec<_>>())
    };
    let sizes: Vec<Vec<(String, u64)>> = lists.into_par_iter().map(inside).collect::<Option<_>>()?;
    Some(sizes.into_iter().flatten().collect())
}

/// Gives what lies in a folder at the top of another version, by its manifest; nothing of any other folder.
pub(in super::super) fn names_in(folder: &Path, site: &Lines, below: &str) -> BTreeSet<String> {
    let bytes = || site.place(&list(below)).and_then(|at| site.bytes(at));
    let lines = || Lines::of(read(folder, &list(below), bytes()?)?);
    let lines = if is_list(&list(below)) { lines() } else { None };
    lines.map_or_else(BTreeSet::new, |lines| lines.names_in("").map(str::to_owned).collect())
}
