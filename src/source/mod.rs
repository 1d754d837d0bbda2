//! The only reader of the handbook's disk and of its git repository: a folder becomes a [`Snapshot`].
//!
//! Everything after this stage is a pure function of what it read. Links, devices and what is no content (hidden
//! folders, `node_modules`, `target`, the output, what `.gitignore` names) never get in. Nothing here looks into a file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edition::Blob;
use crate::error::Error;
use crate::hash::Hash;
use crate::path::{SourcePath, VersionName};

pub mod git;
mod read;
mod state;
mod walk;

pub use state::{Listing, State, States, state, states};

use read::Refusal;
use walk::Found;

/// Names the file that makes a folder the root of a handbook.
pub const SITE_FILE: &str = "site.toml";

/// The most bytes that a Markdown file may have: a hundred times a long book's chapter.
const MARKDOWN_LIMIT: u64 = 16 << 20;

/// The most bytes that any other file may have; it is held in memory.
const ASSET_LIMIT: u64 = 256 << 20;

/// The files of a handbook's content in one version.
#[derive(Debug, Clone, Default)]
pub struct Snapshot {
    /// The version; none where the handbook names no versions.
    pub name: Option<VersionName>,
    /// When the version came into force.
    pub date: Option<Date>,
    /// What it brought, as it was written.
    pub note: Option<String>,
    /// The folder that its paths lie in, such as `content`; empty for the root.
    pub content: String,
    /// The files, by path below the root.
    pub files: BTreeMap<SourcePath, Blob>,
    /// The name that git has for all of the files together; none for a folder.
    pub tree: Option<String>,
}

impl Snapshot {
    /// Gives a hash over all files, their paths too.
    pub fn hash(&self) -> Hash {
        let files = self.files.iter();
        Hash::of_parts(files.flat_map(|(path, blob)| [path.as_str().as_bytes(), blob.hash.as_bytes()]))
    }
}

/// Reads the files below `root/content`; what cannot be taken is a finding.
///
/// `skip` are further folders and files below the root that are no content, such as `dist`.
///
/// # Errors
/// Fails when the content folder is missing, is no plain folder, or cannot be listed.
pub fn take(root: &Path, content: &str, skip: &[&str]) -> Result<(Snapshot, Vec<Diagnostic>), Error> {
    take_again(root, content, skip, &BTreeMap::new())
}

/// Reads the files below `root/content` like [`take`], but for those that are known to be `unchanged`.
///
/// # Errors
/// Fails as [`take`] does.
pub fn take_again(
    root: &Path,
    content: &str,
    skip: &[&str],
    unchanged: &BTreeMap<SourcePath, Blob>,
) -> Result<(Snapshot, Vec<Diagnostic>), Error> {
    let content = content_folder(root, content)?;
    let (found, mut diagnostics) = walk::list(root, &content, skip)?;
    let (paths, unnamed) = name(found);
    diagnostics.extend(unnamed);
    let take = |path: &SourcePath| unchanged.get(path).cloned().map_or_else(|| take_file(root, path), Ok);
    let taken: Vec<_> = paths.into_par_iter().map(|path| (take(&path), path)).collect();
    let mut files = BTreeMap::new();
    for (result, path) in taken {
        match result {
            Ok(blob) => drop(files.insert(path, blob)),
            Err(refusal) => diagnostics.push(refusal.diagnostic(&path)),
        }
    }
    Ok((Snapshot { content, files, ..Snapshot::default() }, diagnostics))
}

/// Lists the files that [`take`] would read, with what the disk says of each; none where it would find anything wrong, or
/// where this system does not tell enough.
pub fn listing(root: &Path, content: &str) -> Option<Listing> {
    let content = content_folder(root, content).ok()?;
    let (found, wrong) = walk::list(root, &content, &[]).ok()?;
    let (paths, unnamed) = name(found);
    if !wrong.is_empty() || !unnamed.is_empty() || paths.is_empty() {
        return None;
    }
    state::listing(root, &paths)
}

/// Says why the content folder cannot be read, and what to do; none where it can.
pub fn content_fault(root: &Path, content: &str) -> Option<(String, String)> {
    content_folder(root, content).err().map(Fault::said)
}

/// Reads all files of a folder, such as a theme, by path below that folder; none when there is no such folder.
///
/// # Errors
/// Fails when the folder or a file in it cannot be read, or is a link or a special file.
pub fn folder(path: &Path) -> Result<Option<BTreeMap<SourcePath, Blob>>, Error> {
    match path.symlink_metadata() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::io("cannot read", path)(error)),
        Ok(metadata) if metadata.is_dir() => {}
        Ok(_) => return Err(refused(path, "it is no folder")),
    }
    let (found, faults) = walk::list(path, "", &[])?;
    if let Some(fault) = faults.into_iter().next() {
        return Err(refused(&path.join(fault.primary.path.as_str()), &fault.message));
    }
    let read_one = |found: Found| {
        let name = found.name().map_err(|reason| refused(&path.join(&found.path), &reason))?;
        let blob = read::blob(&path.join(&found.path), ASSET_LIMIT).map_err(|refusal| refusal.error(path, &name))?;
        Ok((name, blob))
    };
    found.into_par_iter().map(read_one).collect::<Result<_, _>>().map(Some)
}

/// Reads one page of the handbook again; none where it cannot be taken as it is.
pub fn page(root: &Path, path: &SourcePath) -> Option<Blob> {
    take_file(root, path).ok()
}

/// Reads one text of the handbook, such as site.toml.
///
/// # Errors
/// Fails when the file cannot be read, is a link or a special file, or is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, Error> {
    let name = presentable(&path.file_name().map(PathBuf::from).unwrap_or_default());
    let folder = path.parent().unwrap_or(Path::new(""));
    let bytes = read::bytes(path, MARKDOWN_LIMIT).map_err(|refusal| refusal.error(folder, &name))?;
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        refused(path, &format!("byte {at} is not UTF-8; save the file as UTF-8"))
    })
}

/// Finds the nearest folder from `start` upward that holds a site.toml.
pub fn find_root(start: &Path) -> Option<PathBuf> {
    let start = std::path::absolute(start).ok()?;
    start.ancestors().find(|folder| folder.join(SITE_FILE).is_file()).map(Path::to_owned)
}

/// What is wrong with the content folder.
struct Fault {
    reason: String,
    help: String,
}

impl Fault {
    fn said(self) -> (String, String) {
        (self.reason, self.help)
    }
}

impl From<Fault> for Error {
    fn from(Fault { reason, help }: Fault) -> Self {
        Self::Refused(format!("{reason}\nhelp: {help}"))
    }
}

/// Checks that the content folder is there and that no part of the way to it is a link.
fn content_folder(root: &Path, content: &str) -> Result<String, Fault> {
    let content = content.trim_end_matches('/').trim_start_matches("./");
    if matches!(content, "" | ".") {
        return if root.is_dir() { Ok(String::new()) } else { Err(missing(&root.display().to_string())) };
    }
    let fault = |reason: String, help: &str| Fault { reason, help: help.to_owned() };
    let inside = SourcePath::new(content).map_err(|reason| {
        let reason = format!("the content folder `{content}` cannot be used: {reason}");
        fault(reason, "name a folder below that of site.toml")
    })?;
    let mut folder = root.to_owned();
    for segment in inside.as_str().split('/') {
        folder.push(segment);
        match folder.symlink_metadata() {
            Ok(metadata) if metadata.is_dir() => {}
            Ok(metadata) if metadata.is_symlink() => {
                let shown = folder.strip_prefix(root).unwrap_or(&folder).display();
                return Err(fault(format!("`{shown}` is a symbolic link"), "put the folder itself there"));
            }
            _ => return Err(missing(inside.as_str())),
        }
    }
    Ok(inside.as_str().to_owned())
}

fn missing(folder: &str) -> Fault {
    Fault {
        reason: format!("there is no content folder `{folder}`"),
        help: format!("make it, or name the folder that has your pages as `content` in {SITE_FILE}"),
    }
}

fn refused(path: &Path, reason: &str) -> Error {
    Error::Refused(format!("`{}` cannot be used: {reason}", path.display()))
}

fn take_file(root: &Path, path: &SourcePath) -> Result<Blob, Refusal> {
    let limit = if path.is_markdown() { MARKDOWN_LIMIT } else { ASSET_LIMIT };
    read::blob(&root.join(path.as_str()), limit)
}

/// Gives the files their checked names; one finding for each file or folder whose name does not do.
fn name(found: Vec<Found>) -> (Vec<SourcePath>, Vec<Diagnostic>) {
    let mut paths = Vec::with_capacity(found.len());
    let mut bad = BTreeSet::new();
    for file in found {
        match file.name() {
            Ok(path) => paths.push(path),
            Err(reason) => drop(bad.insert((file.first_bad_part(), reason))),
        }
    }
    let report = |(path, reason): (PathBuf, String)| {
        let path = presentable(&path);
        Diagnostic::new(Code::PathInvalid, Span::file(&path), format!("`{path}` cannot become an address: {reason}"))
            .help("rename it; letters, digits, `-`, `_`, `.` and spaces are always fine")
    };
    (paths, bad.into_iter().map(report).collect())
}

/// Gives a path that can be shown and pointed at, whatever the name on disk is.
fn presentable(path: &Path) -> SourcePath {
    let plain = |c: char| if c.is_control() || c == '\\' { char::REPLACEMENT_CHARACTER } else { c };
    let segment = |part: &std::ffi::OsStr| part.to_string_lossy().chars().map(plain).take(60).collect::<String>();
    let parts: Vec<_> = path.iter().map(segment).filter(|part| !matches!(part.as_str(), "" | "." | "..")).collect();
    let shown = parts[parts.len().saturating_sub(4)..].join("/");
    SourcePath::new(&shown).unwrap_or_else(|_| SourcePath::new("unnamed").expect("a plain word is a path"))
}

#[cfg(test)]
mod tests;
