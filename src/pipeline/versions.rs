//! The versions that were in force before: where site.toml says that each of them is, read like the content of today.
//!
//! What cannot be found is a finding at its place in site.toml, which says what to do; the other versions are read all
//! the same. What a version's own files have of mistakes is not told here. A version without a date of its own has the
//! day of its commit.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::time::Duration;

use jiff::civil::Date;
use rayon::prelude::*;

use super::Request;
use crate::config::{Config, FromTags, Released, TagOrder, VersionSource};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edition::Blob;
use crate::error::Error;
use crate::hash::Hash;
use crate::memo::{Memo, Shelf};
use crate::output::cache;
use crate::path::{SourcePath, VersionName};
use crate::source::git::{self, History, Tag};
use crate::source::{self, Listing, Snapshot};

/// Why a version cannot be read, and what to do.
type Fault = (String, String);

/// What is known of a handbook before it is read.
#[derive(Default)]
pub(super) struct Known {
    /// The versions, as an earlier look found them.
    pub(super) snapshots: Vec<Snapshot>,
    /// The files on the disk that are as they were then.
    pub(super) unchanged: BTreeMap<SourcePath, Blob>,
    /// The folders of old versions that were read in this look.
    pub(super) folders: BTreeMap<String, Snapshot>,
}

/// What an old version is read from: its name, its day where git tells it, and a hash over its files.
pub(super) type Identity = (VersionName, Option<Date>, Hash);

/// Says of what lies in the content folder which version it is.
pub(super) fn current(snapshot: Snapshot, config: &Config) -> Snapshot {
    let versions = &config.versions;
    Snapshot { name: versions.current.clone(), date: versions.date, note: versions.note.clone(), ..snapshot }
}

/// Tells whether a version comes out of git.
pub(super) fn needs_git(config: &Config) -> bool {
    let is_from_git = |released: &Released| matches!(released.source, VersionSource::Git(_));
    config.versions.from_tags.is_some() || config.versions.released.iter().any(is_from_git)
}

/// Names all that old versions are read from, without reading what is in git; none where any of it cannot be found. Folders
/// that were read are kept in `known`.
pub(super) fn identities(request: &Request, config: &Config, known: &mut Known, memo: &Memo) -> Option<Vec<Identity>> {
    let history = if needs_git(config) { Some(git::open(&request.root).ok()?) } else { None };
    let mut all = config.versions.released.clone();
    if let Some(rule) = &config.versions.from_tags {
        // A pattern that no tag is like is to be told each time.
        let (found, _) = tagged(config, rule, history.as_ref()?).ok().filter(|(_, is_like)| *is_like)?;
        all.extend(found);
    }
    let look = |released: &Released| match &released.source {
        VersionSource::Folder(folder) => (source::listing(&request.root, folder), None),
        VersionSource::Git(name) => {
            (None, history.as_ref().and_then(|history| git::identify(history, name, &config.content)))
        }
    };
    let looks: Vec<_> = all.par_iter().map(look).collect();
    let identity = |(released, (listing, identified)): (Released, _)| {
        let (files, date) = match &released.source {
            VersionSource::Git(_) => {
                let (tree, date): (String, _) = identified?;
                (Hash::of(tree.as_bytes()), date)
            }
            VersionSource::Folder(folder) => (files_of(request, (folder, listing), known, memo)?, None),
        };
        Some((released.name, date, files))
    };
    all.into_iter().zip(looks).map(identity).collect()
}

/// Gives the hash by which an old version is known that was read.
pub(super) fn identity_of(snapshot: &Snapshot) -> Hash {
    snapshot.tree.as_ref().map_or_else(|| snapshot.hash(), |tree| Hash::of(tree.as_bytes()))
}

/// Gives the hash of the files in the folder of an old version. They are not read where none of them was written to since
/// they were; one that is newer than what the last run wrote is not believed to stay as it is.
fn files_of(
    request: &Request,
    (folder, listing): (&str, Option<Listing>),
    known: &mut Known,
    memo: &Memo,
) -> Option<Hash> {
    let key = listing.map(|listing| Hash::of_value(&("listing", folder, listing.hash)));
    if let Some(files) = key.and_then(|key| memo.find(Shelf::Output, key)) {
        return Some(files);
    }
    let snapshot = folder_of(request, folder, known).ok()?.ok()?;
    let files = snapshot.hash();
    known.folders.insert(folder.to_owned(), snapshot);
    let is_settled = |listing: Listing| Some(listing.newest + SETTLED < cache::written(&request.root)?);
    if let Some(key) = key.filter(|_| listing.and_then(is_settled).unwrap_or_default()) {
        memo.keep(Shelf::Output, key, &files);
    }
    Some(files)
}

/// How much older than what the last run wrote a file must be: more than any file system's clock is coarse.
const SETTLED: Duration = Duration::from_secs(3);

/// Reads the old versions, the newest first; gives their files and what is wrong with the ways to them.
pub(super) fn read(
    request: &Request,
    config: &Config,
    current: &Snapshot,
    known: &Known,
) -> Result<(Vec<Snapshot>, Vec<Diagnostic>), Error> {
    let (mut snapshots, mut findings) = (Vec::new(), Vec::new());
    let mut history = needs_git(config).then(|| git::open(&request.root));
    if let Some(Ok(history)) = &mut history {
        git::share(history, current.files.values());
    }
    let mut all = config.versions.released.clone();
    if let (Some(rule), Some(history)) = (&config.versions.from_tags, &history) {
        match history.as_ref().map_err(Fault::clone).and_then(|history| tagged(config, rule, history)) {
            Ok((found, is_like)) => {
                all.extend(found);
                findings.extend((!is_like).then(|| none_like(config, rule)));
            }
            Err(fault) => findings.push(missing(config, tags_place(config), fault)),
        }
    }
    for released in all {
        let taken = match &released.source {
            VersionSource::Folder(folder) => folder_of(request, folder, known)?,
            VersionSource::Git(name) => match &mut history {
                Some(Ok(history)) => git::take(history, name, &config.content, &known.snapshots),
                Some(Err(fault)) => Err(fault.clone()),
                None => continue,
            },
        };
        match taken {
            Ok(snapshot) => snapshots.push(named(snapshot, &released)),
            Err(fault) => findings.push(missing(config, released.range.clone(), fault)),
        }
    }
    // Tags alone have the order that their rule says; without every day, that in which they are named must do.
    let is_dated = snapshots.iter().all(|snapshot: &Snapshot| snapshot.date.is_some());
    if is_dated && !config.versions.released.is_empty() {
        snapshots.sort_by_key(|snapshot| Reverse(snapshot.date));
    }
    Ok((snapshots, findings))
}

fn folder_of(request: &Request, folder: &str, known: &Known) -> Result<Result<Snapshot, Fault>, Error> {
    if let Some(read) = known.folders.get(folder) {
        return Ok(Ok(read.clone()));
    }
    let is_there = source::content_fault(&request.root, folder).is_none();
    let taken = is_there.then(|| source::take_again(&request.root, folder, &[], &known.unchanged)).transpose()?;
    // A folder without files is none for git, so a clone does not have it.
    let filled = taken.map(|(snapshot, ..)| snapshot).filter(|snapshot| !snapshot.files.is_empty());
    Ok(filled.ok_or_else(|| {
        let reason = format!("there is no folder `{folder}` with pages to read the version from");
        let help = "name the folder below that of site.toml that has the version's pages, or take the version out";
        (reason, help.to_owned())
    }))
}

fn named(snapshot: Snapshot, released: &Released) -> Snapshot {
    Snapshot {
        name: Some(released.name.clone()),
        date: released.date.or(snapshot.date),
        note: released.note.clone(),
        ..snapshot
    }
}

fn missing(config: &Config, at: Range<usize>, (reason, help): Fault) -> Diagnostic {
    Diagnostic::new(Code::VersionMissing, Span::new(&config.path, at), reason).help(help)
}

fn tags_place(config: &Config) -> Range<usize> {
    config.places.get("versions.from_tags.pattern").cloned().unwrap_or_default()
}

/// Finds the versions that the pattern for tags names, the newest first. The current one and those that are listed are
/// none of them. Tells whether any tag is like the pattern, too.
fn tagged(config: &Config, rule: &FromTags, history: &History) -> Result<(Vec<Released>, bool), Fault> {
    let mut tags: Vec<(Tag, VersionName)> = Vec::new();
    let mut is_like = false;
    for tag in git::tags(history)? {
        let name =
            matched(&rule.pattern, &tag.name).and_then(|star| VersionName::new(&rule.name.replace("{1}", star)).ok());
        is_like |= name.is_some();
        tags.extend(name.filter(|name| !is_listed(config, name)).map(|name| (tag, name)));
    }
    if tags.is_empty() && git::is_shallow(history) {
        let help = "fetch the whole history with `git fetch --tags --unshallow`; in a GitHub workflow, give \
                    `actions/checkout` the option `fetch-depth: 0`";
        return Err((format!("this copy of the repository has no tags like `{}`", rule.pattern), help.to_owned()));
    }
    match rule.order {
        TagOrder::Semver => tags.sort_by_cached_key(|(_, name)| Reverse(numbers(name.as_str()))),
        TagOrder::Date => tags.sort_by_key(|(tag, name)| Reverse((tag.date, name.clone()))),
        TagOrder::Name => tags.sort_by(|(_, a), (_, b)| b.cmp(a)),
    }
    // Of two tags that give one name the first stays.
    let mut known = std::collections::BTreeSet::new();
    tags.retain(|(_, name)| known.insert(name.as_str().to_lowercase()));
    let released = |(tag, name): (Tag, VersionName)| Released {
        name,
        date: None,
        note: None,
        source: VersionSource::Git(tag.name),
        range: tags_place(config),
    };
    Ok((tags.into_iter().map(released).collect(), is_like))
}

/// Gives the tag that makes a version of that name by the pattern in site.toml, whatever else site.toml says of that name.
pub fn tag_of(root: &Path, config: &Config, name: &str) -> Option<String> {
    let rule = config.versions.from_tags.as_ref()?;
    let gives = |star: &str| rule.name.replace("{1}", star).eq_ignore_ascii_case(name);
    let tags = git::tags(&git::open(root).ok()?).ok()?;
    tags.into_iter().map(|tag| tag.name).find(|tag| matched(&rule.pattern, tag).is_some_and(gives))
}

fn none_like(config: &Config, rule: &FromTags) -> Diagnostic {
    let message = format!("no tag is like `{}`, so no old version is taken from tags", rule.pattern);
    let help = "look at the pattern and at `git tag`; a copy without tags gets them with `git fetch --tags`";
    Diagnostic::new(Code::VersionNone, Span::new(&config.path, tags_place(config)), message).help(help)
}

fn is_listed(config: &Config, name: &VersionName) -> bool {
    let listed = config.versions.released.iter().map(|released| &released.name).chain(&config.versions.current);
    listed.into_iter().any(|known| known.as_str().eq_ignore_ascii_case(name.as_str()))
}

/// Gives what the star of a pattern stands for in a tag's name.
fn matched<'t>(pattern: &str, tag: &'t str) -> Option<&'t str> {
    let (before, after) = pattern.split_once('*')?;
    tag.strip_prefix(before)?.strip_suffix(after).filter(|star| !star.is_empty())
}

/// Gives a version's name in a form that sorts by its numbers: `2026.10` after `2026.9`, `1.0-rc1` before `1.0`.
fn numbers(name: &str) -> (Vec<u64>, bool, String) {
    let end = name.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(name.len());
    let (release, rest) = name.split_at(end);
    let mut parts: Vec<u64> = release.split('.').filter_map(|part| part.parse().ok()).collect();
    // `1.0` and `1` are one version.
    while parts.last() == Some(&0) {
        parts.pop();
    }
    (parts, rest.is_empty(), rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_star_stands_for() {
        assert_eq!(matched("v*", "v2026.1"), Some("2026.1"));
        assert_eq!(matched("handbook-*-final", "handbook-3-final"), Some("3"));
        assert_eq!(matched("v*", "w1"), None);
        assert_eq!(matched("v*", "v"), None);
        assert_eq!(matched("ab*ba", "aba"), None);
    }

    #[test]
    fn numbers_sort_as_numbers() {
        let mut names = vec!["2026.10", "2026.9", "1.0", "1.0-rc1", "2026", "2026.9.1", "1.0-rc2"];
        names.sort_by_cached_key(|name| numbers(name));
        assert_eq!(names, ["1.0-rc1", "1.0-rc2", "1.0", "2026", "2026.9", "2026.9.1", "2026.10"]);
    }
}
