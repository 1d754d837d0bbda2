//! The folders that a version's pages lie in, and the address of each.
//!
//! A page either is the index of a folder or lies in one. Where a folder has no index, its address is the address of
//! what lies in it without the last segment, so it follows whatever rule made the pages' addresses.

use std::collections::BTreeMap;

use crate::edition::{Page, Version};
use crate::path::{SourcePath, UrlPath, segment, split_number};

/// Where a page belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seat<'a> {
    /// It is the index of this folder.
    IndexOf(&'a str),
    /// It lies in this folder.
    In(&'a str),
}

/// What is known of a folder.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// Its index page.
    pub(super) index: Option<usize>,
    /// Its address, where something in it tells.
    pub(super) url: Option<UrlPath>,
}

/// Tells where a page belongs; one that lies outside the content belongs to its top folder.
pub(super) fn seat<'a>(page: &'a Page, content: &'a str) -> Seat<'a> {
    let folder = page.source.folder();
    let folder = if is_below(folder, content) { folder } else { content };
    match page.is_index {
        false => Seat::In(folder),
        true if is_index_name(page.source.stem()) => Seat::IndexOf(folder),
        true => Seat::IndexOf(without_extension(&page.source)),
    }
}

/// Lists all folders that lead to the pages `kept`, parents before what they hold.
pub(super) fn find<'a>(version: &'a Version, kept: &[usize], root: &UrlPath) -> BTreeMap<&'a str, Folder> {
    let content = version.content.as_str();
    let mut folders = BTreeMap::<&str, Folder>::new();
    folders.entry(content).or_default();
    for &number in kept {
        let page = &version.pages[number];
        let (folder, is_index) = match seat(page, content) {
            Seat::IndexOf(folder) => (folder, true),
            Seat::In(folder) => (folder, false),
        };
        for above in chain(folder, content) {
            folders.entry(above).or_default();
        }
        let entry = folders.entry(folder).or_default();
        if is_index {
            entry.index.get_or_insert(number);
            entry.url = Some(page.url.clone());
        } else if entry.url.is_none() {
            entry.url = above(&page.url);
        }
    }
    locate(&mut folders, content, root);
    folders
}

/// Gives the folder above; the content folder has none.
pub(super) fn parent<'a>(folder: &'a str, content: &str) -> Option<&'a str> {
    (folder != content).then(|| folder.rsplit_once('/').map_or("", |(above, _)| above))
}

/// Tells whether a path is the folder itself or lies below it.
pub(super) fn is_below(path: &str, folder: &str) -> bool {
    let rest = path.strip_prefix(folder);
    folder.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Tells whether a stem is a name for index pages.
pub(super) fn is_index_name(stem: &str) -> bool {
    ["_index", "index", "readme"].iter().any(|name| name.eq_ignore_ascii_case(stem))
}

/// Gives a path without the extension of its file name.
pub(super) fn without_extension(path: &SourcePath) -> &str {
    let dropped = path.file_name().len() - path.stem().len();
    &path.as_str()[..path.as_str().len() - dropped]
}

fn chain<'a>(folder: &'a str, content: &str) -> impl Iterator<Item = &'a str> {
    std::iter::successors(Some(folder), move |folder| parent(folder, content))
}

/// Fills in the addresses that no page tells: from a folder inside, else by the rule for names.
fn locate(folders: &mut BTreeMap<&str, Folder>, content: &str, root: &UrlPath) {
    let names: Vec<&str> = folders.keys().copied().collect();
    for name in names.iter().rev() {
        let inside = folders[name].url.as_ref().and_then(above);
        let Some(parent) = parent(name, content) else { continue };
        if let (Some(url), Some(folder)) = (inside, folders.get_mut(parent)) {
            folder.url.get_or_insert(url);
        }
    }
    for name in names {
        let fits = |url: &UrlPath| depth(url.as_str()) == depth(root.as_str()) + depth(name) - depth(content);
        let Some(folder) = folders.get_mut(name) else { continue };
        if folder.index.is_none() && !folder.url.as_ref().is_some_and(fits) {
            folder.url = by_name(name, content, root);
        }
    }
}

fn by_name(folder: &str, content: &str, root: &UrlPath) -> Option<UrlPath> {
    let rest = folder.strip_prefix(content).unwrap_or(folder);
    let mut url = root.as_str().to_owned();
    for name in rest.split('/').filter(|name| !name.is_empty()) {
        url.push_str(&segment(split_number(name).1));
        url.push('/');
    }
    UrlPath::new(&url).ok()
}

fn above(url: &UrlPath) -> Option<UrlPath> {
    let path = url.as_str();
    let end = path.strip_suffix('/').unwrap_or(path).rfind('/')?;
    UrlPath::new(&path[..=end]).ok()
}

fn depth(path: &str) -> usize {
    path.split('/').filter(|segment| !segment.is_empty()).count()
}
