//! The state of files without a look into them: what it takes to see that something changed.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;

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

fn of(metadata: &Metadata) -> State {
    let length = if metadata.is_dir() { 0 } else { metadata.len() };
    (metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH), length)
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = folder.read_dir().into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.path())).collect()
}
