//! The state of files without a look into them: what it takes to see that something changed.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;

use crate::hash::Hash;
use crate::path::SourcePath;

/// When a file or folder was changed, and how long a file is.
pub type State = (SystemTime, u64);

/// The states of files and folders, by their paths.
pub type States = BTreeMap<PathBuf, State>;

/// Notes the state of some paths and of everything below them, but of the folder `out` and what tools keep there.
pub fn states(tops: Vec<PathBuf>, out: &Path) -> States {
    let is_foreign = |path: &Path| path == out || path.ends_with(".git") || path.ends_with(".ospress");
    let mut states = States::new();
    let mut left = tops;
    while !left.is_empty() {
        let look = |path: &PathBuf| {
            let metadata = path.symlink_metadata().ok().filter(|_| !is_foreign(path))?;
            let inside = if metadata.is_dir() { entries(path) } else { Vec::new() };
            Some((path.clone(), of(&metadata), inside))
        };
        let found: Vec<_> = left.par_iter().filter_map(look).collect();
        left = Vec::new();
        for (path, state, mut inside) in found {
            left.append(&mut inside);
            states.insert(path, state);
        }
    }
    states
}

/// Notes the state of one file or folder, if it is there.
pub fn state(path: &Path) -> Option<State> {
    path.symlink_metadata().ok().map(|metadata| of(&metadata))
}

/// What the disk says of many files.
#[derive(Debug, Clone, Copy)]
pub struct Listing {
    /// The hash of their paths, numbers, sizes and times: while it is the same, nobody wrote to any of them.
    pub hash: Hash,
    /// When any of them was written to, put there or renamed last.
    pub newest: SystemTime,
}

/// Lists files below a folder by what the disk says of them. The time at which the system itself noted the last change counts,
/// which no program can set.
#[cfg(unix)]
pub(super) fn listing(root: &Path, paths: &[SourcePath]) -> Option<Listing> {
    use std::os::unix::fs::MetadataExt;
    let look = |(at, path): (usize, &SourcePath)| {
        let found = root.join(path.as_str()).symlink_metadata().ok().filter(Metadata::is_file)?;
        let changed = std::time::Duration::new(found.ctime().try_into().ok()?, found.ctime_nsec().try_into().ok()?);
        let newest = found.modified().ok()?.max(SystemTime::UNIX_EPOCH.checked_add(changed)?);
        let times = [found.mtime(), found.mtime_nsec(), found.ctime(), found.ctime_nsec()];
        Some(((at, found.ino(), found.len(), times), newest))
    };
    let found: Vec<_> = paths.par_iter().enumerate().map(look).collect::<Option<_>>()?;
    let newest = found.iter().map(|(_, newest)| *newest).max()?;
    let said: Vec<_> = found.into_iter().map(|(said, _)| said).collect();
    Some(Listing { hash: Hash::of_value(&(paths, said)), newest })
}

/// Lists files below a folder; on this system that tells nothing.
#[cfg(not(unix))]
pub(super) fn listing(_root: &Path, _paths: &[SourcePath]) -> Option<Listing> {
    None
}

fn of(metadata: &Metadata) -> State {
    let length = if metadata.is_dir() { 0 } else { metadata.len() };
    (metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH), length)
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = folder.read_dir().into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.path())).collect()
}
