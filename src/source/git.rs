//! The content of a version out of git's object database: no checkout, no `git` program, nothing is written.
//!
//! [`open`] finds the repository that the handbook lies in; [`take`] reads the content folder at a tag, branch or
//! commit. The rules are those of the work tree: hidden folders, `node_modules` and `target` are no content, links and
//! submodules are not followed, a file has its limit. What `.gitignore` says does not matter, because a file that was
//! committed was meant. A file that several versions have is read once. Neither the environment nor the user's
//! configuration of git has a say.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use gix::objs::tree::EntryKind;
use gix::{Commit, ObjectId, Repository, ThreadSafeRepository, Tree};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rayon::prelude::*;

use super::walk::{is_foreign_folder, is_hidden};
use super::{ASSET_LIMIT, Fault, MARKDOWN_LIMIT, SITE_FILE, Snapshot};
use crate::edition::Blob;
use crate::path::SourcePath;

/// What follows a message about a commit that is not there.
const FETCH: &str = "fetch the whole history with `git fetch --tags --unshallow`; in a GitHub workflow, give \
    `actions/checkout` the option `fetch-depth: 0`";

/// The most bytes of a file that is looked at for what git calls it; unpacking is quick beside that where it is larger.
const SMALL: usize = 1 << 20;

/// How many files one thread reads in a row.
const ROW: usize = 64;

/// The repository that a handbook lies in, and the files that were read from it.
pub struct History {
    repository: ThreadSafeRepository,
    /// The handbook's folder below the repository's.
    inside: String,
    read: BTreeMap<ObjectId, Blob>,
}

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Its name.
    pub name: String,
    /// The day of its commit, in UTC.
    pub date: Date,
}

/// Opens the repository that the handbook's root lies in.
///
/// # Errors
/// Says why there is none that can be read, and what to do.
pub fn open(root: &Path) -> Result<History, (String, String)> {
    open_at(root).map_err(Fault::said)
}

fn open_at(root: &Path) -> Result<History, Fault> {
    let root = root.canonicalize().map_err(|_| no_repository())?;
    let top = root.ancestors().find(|folder| folder.join(".git").exists()).ok_or_else(no_repository)?;
    let options = gix::open::Options::isolated();
    let repository = options.open(top).map_err(|error| unreadable(top, &error.to_string()))?;
    let inside = root.strip_prefix(top).ok().and_then(Path::to_str).unwrap_or_default().replace('\\', "/");
    Ok(History { repository, inside, read: BTreeMap::new() })
}

/// Names where the repository that the handbook lies in keeps its tags and branches: a folder, and the file into which git
/// packs them; nothing where there is none that can be read.
pub fn places_of_names(root: &Path) -> Vec<PathBuf> {
    let Ok(history) = open_at(root) else { return Vec::new() };
    let common = history.repository.to_thread_local().common_dir().to_owned();
    ["refs", "packed-refs"].map(|name| common.join(name)).into()
}

fn no_repository() -> Fault {
    Fault {
        reason: "the handbook lies in no git repository".to_owned(),
        help: "build from a clone, or keep the version in a folder: `source = { path = \"content/_versions/NAME\" }`"
            .to_owned(),
    }
}

fn unreadable(top: &Path, error: &str) -> Fault {
    let config = std::fs::read_to_string(top.join(".git/config")).unwrap_or_default().to_lowercase();
    if config.lines().any(|line| line.contains("objectformat") && line.contains("sha256")) {
        return Fault {
            reason: "the git repository uses SHA-256, which ospress does not read".to_owned(),
            help: "keep old versions in folders: `ospress version cut NAME` makes one".to_owned(),
        };
    }
    let first = error.lines().next().unwrap_or_default().trim_end_matches('.');
    Fault {
        reason: format!("the git repository cannot be read: {first}"),
        help: "see what `git status` says of it".to_owned(),
    }
}

/// Lists the tags, sorted by name.
///
/// # Errors
/// Says why they cannot be read, and what to do.
pub fn tags(history: &History) -> Result<Vec<Tag>, (String, String)> {
    let repository = history.repository.to_thread_local();
    let failed =
        |_| Fault { reason: "the tags of the git repository cannot be read".to_owned(), help: FETCH.to_owned() }.said();
    let platform = repository.references().map_err(failed)?;
    let mut tags = Vec::new();
    for mut reference in platform.tags().map_err(failed)?.flatten() {
        let name = reference.name().shorten().to_string();
        let date = reference.peel_to_commit().ok().and_then(|commit| day(&commit));
        tags.extend(date.map(|date| Tag { name, date }));
    }
    tags.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(tags)
}

/// Tells whether the repository has a part of its history only.
pub fn is_shallow(history: &History) -> bool {
    history.repository.to_thread_local().is_shallow().unwrap_or_default()
}

/// Takes files that are at hand for those in the repository that git would give the same number: most pages of the newest
/// versions are as they are today, and need not be unpacked.
pub fn share<'f>(history: &mut History, files: impl Iterator<Item = &'f Blob>) {
    let small: Vec<&Blob> = files.filter(|blob| blob.bytes().len() <= SMALL).collect();
    let number = |blob: &&Blob| {
        let id = gix::objs::compute_hash(gix::hash::Kind::Sha1, gix::objs::Kind::Blob, blob.bytes()).ok()?;
        Some((id, Blob::clone(blob)))
    };
    history.read.par_extend(small.par_iter().filter_map(number));
}

/// Reads the content folder at a tag, branch or commit, unless an earlier snapshot is `known` to have the same files.
///
/// # Errors
/// Says why it cannot be read, and what to do.
pub fn take(
    history: &mut History,
    name: &str,
    content: &str,
    known: &[Snapshot],
) -> Result<Snapshot, (String, String)> {
    take_at(history, name, content, known).map_err(Fault::said)
}

/// Names all files of the content folder at a tag, branch or commit, and gives the day of the commit; none where it cannot
/// be read.
pub fn identify(history: &History, name: &str, content: &str) -> Option<(String, Option<Date>)> {
    let repository = history.repository.to_thread_local();
    let (date, tree) = locate(&repository, &history.inside, name, content.trim_matches('/')).ok()?;
    Some((tree.id.to_string(), date))
}

/// Finds the content folder at a tag, branch or commit, and the day of the commit.
fn locate<'r>(
    repository: &'r Repository,
    inside: &str,
    name: &str,
    content: &str,
) -> Result<(Option<Date>, Tree<'r>), Fault> {
    let commit = find(repository, name)?;
    let top = [inside, content].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("/");
    let tree = commit.tree().map_err(|_| lost(name))?;
    let tree = below(tree, &top).map_err(|()| lost(name))?.ok_or_else(|| no_folder(name, &top))?;
    Ok((day(&commit), tree))
}

fn take_at(history: &mut History, name: &str, content: &str, known: &[Snapshot]) -> Result<Snapshot, Fault> {
    let repository = history.repository.to_thread_local();
    let content = content.trim_matches('/');
    let (date, tree) = locate(&repository, &history.inside, name, content)?;
    let number = tree.id.to_string();
    let same = |snapshot: &&Snapshot| snapshot.tree.as_ref() == Some(&number) && snapshot.content == content;
    if let Some(same) = known.iter().find(same) {
        return Ok(Snapshot { date, ..same.clone() });
    }
    let mut found = Vec::new();
    list(&tree, content, content.is_empty(), &mut found).map_err(|()| lost(name))?;
    read(history, &found);
    let mut files = BTreeMap::new();
    for (path, id) in found {
        let blob = history.read.get(&id).ok_or_else(|| lost(name))?;
        if blob.bytes().len() as u64 <= limit(&path) {
            files.insert(path, blob.clone());
        }
    }
    Ok(Snapshot { date, content: content.to_owned(), files, tree: Some(number), ..Snapshot::default() })
}

fn limit(path: &SourcePath) -> u64 {
    if path.is_markdown() { MARKDOWN_LIMIT } else { ASSET_LIMIT }
}

fn day(commit: &Commit<'_>) -> Option<Date> {
    let seconds = commit.time().ok()?.seconds;
    Some(Timestamp::from_second(seconds).ok()?.to_zoned(TimeZone::UTC).date())
}

/// Finds the commit of a name: a tag, else a branch, here or where the clone came from, else the start of its number.
fn find<'r>(repository: &'r Repository, name: &str) -> Result<Commit<'r>, Fault> {
    let places = ["refs/tags/", "refs/heads/", "refs/remotes/origin/"];
    let reference = places.iter().find_map(|place| repository.try_find_reference(&*format!("{place}{name}")).ok()?);
    if let Some(mut reference) = reference {
        return reference.peel_to_commit().map_err(|_| lost(name));
    }
    let number = Some(name).filter(|name| name.len() >= 7).and_then(|name| gix::hash::Prefix::from_hex(name).ok());
    let found = number.and_then(|prefix| repository.objects.lookup_prefix(prefix, None).ok()?);
    match found {
        Some(Ok(id)) => {
            repository.find_object(id).ok().and_then(|object| object.peel_to_commit().ok()).ok_or_else(|| lost(name))
        }
        Some(Err(())) => Err(Fault {
            reason: format!("`{name}` is the start of several commits' numbers"),
            help: "write more of the number".to_owned(),
        }),
        None => Err(unknown(repository, name)),
    }
}

fn unknown(repository: &Repository, name: &str) -> Fault {
    let is_shallow = repository.is_shallow().unwrap_or_default();
    let has_tags = repository.references().is_ok_and(|all| all.tags().is_ok_and(|mut tags| tags.next().is_some()));
    let help = if is_shallow || !has_tags {
        format!("this copy has no tags or only a part of the history: {FETCH}")
    } else {
        "check the name: `git tag` and `git branch -a` list what there is".to_owned()
    };
    Fault { reason: format!("there is no git tag, branch or commit `{name}`"), help }
}

fn lost(name: &str) -> Fault {
    Fault { reason: format!("the files of `{name}` are not in this copy of the repository"), help: FETCH.to_owned() }
}

fn no_folder(name: &str, folder: &str) -> Fault {
    Fault {
        reason: format!("`{name}` has no folder `{folder}`"),
        help: "name a commit that has the content folder, or keep the version in a folder: `source = { path = \"content/_versions/NAME\" }`".to_owned(),
    }
}

/// Goes down to a folder; none where there is no such one.
fn below<'r>(tree: Tree<'r>, folder: &str) -> Result<Option<Tree<'r>>, ()> {
    let mut tree = tree;
    for name in folder.split('/').filter(|name| !name.is_empty()) {
        let entry = tree.lookup_entry([name]).map_err(drop)?;
        let Some(entry) = entry.filter(|entry| entry.mode().is_tree()) else { return Ok(None) };
        tree = entry.object().map_err(drop)?.try_into_tree().map_err(drop)?;
    }
    Ok(Some(tree))
}

/// Lists the plain files of a folder that are content; a name that cannot become an address is left out.
fn list(tree: &Tree<'_>, folder: &str, is_root: bool, found: &mut Vec<(SourcePath, ObjectId)>) -> Result<(), ()> {
    for entry in tree.iter() {
        let entry = entry.map_err(drop)?;
        let Ok(name) = std::str::from_utf8(entry.filename()) else { continue };
        let path = if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        let is_of_the_root = is_root && [SITE_FILE, "themes", "dist"].contains(&name);
        if is_hidden(Path::new(&path)) || is_of_the_root {
            continue;
        }
        match entry.mode().kind() {
            EntryKind::Tree if !is_foreign_folder(Path::new(&path)) => {
                let below = entry.object().map_err(drop)?.try_into_tree().map_err(drop)?;
                list(&below, &path, false, found)?;
            }
            EntryKind::Blob | EntryKind::BlobExecutable => {
                found.extend(SourcePath::new(&path).ok().map(|path| (path, entry.object_id())));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Reads the files that were not read before; one that is too large for any page or file is empty.
fn read(history: &mut History, found: &[(SourcePath, ObjectId)]) {
    let wanted: BTreeSet<ObjectId> =
        found.iter().map(|(_, id)| *id).filter(|id| !history.read.contains_key(id)).collect();
    let wanted: Vec<ObjectId> = wanted.into_iter().collect();
    let row = |ids: &[ObjectId]| {
        let repository = history.repository.to_thread_local();
        ids.iter().filter_map(|id| Some((*id, blob(&repository, *id)?))).collect::<Vec<_>>()
    };
    let read: Vec<_> = wanted.par_chunks(ROW).flat_map_iter(row).collect();
    history.read.extend(read);
}

/// Reads one file; nothing of it where it is too large for any page or file, none where it is not there.
fn blob(repository: &Repository, id: ObjectId) -> Option<Blob> {
    let size = repository.find_header(id).ok()?.size();
    if size > ASSET_LIMIT {
        return Some(Blob::copy(&[]));
    }
    Some(Blob::copy(&repository.find_object(id).ok()?.data))
}

#[cfg(test)]
mod tests;
