//! The memo's file, `.ospress/memo` below the root: read at the start of a run, written at its end.
//!
//! The cache may be deleted at any time and may be missing, damaged or out of reach: then everything is made again.
//! No run fails because of it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::memo::Memo;

/// The folder of the cache, below the root.
pub const FOLDER: &str = ".ospress";

/// Holds the most of what was kept.
const MOST: &str = "memo";

/// Holds what was added to it since.
const ADDED: &str = "memo.added";

/// Holds what the last whole run knew of the handbook.
const LAST: &str = "last";

/// Reads what the last whole run knew; an empty memo where there is nothing to read.
pub fn last(root: &Path) -> Memo {
    Memo::from_bytes(fs::read(root.join(FOLDER).join(LAST)).unwrap_or_default())
}

/// Keeps what a whole run knows of the handbook.
///
/// # Errors
/// Fails as [`save`] does.
pub fn save_last(root: &Path, last: &Memo) -> io::Result<()> {
    put(root, &last.to_bytes(), LAST)
}

/// Keeps what was added to a memo, and all that it had.
///
/// # Errors
/// Fails as [`save`] does.
pub fn save_grown(root: &Path, memo: &Memo) -> io::Result<()> {
    put(root, &memo.grown(), ADDED)
}

/// Reads what the last run kept; an empty memo where there is nothing to read.
pub fn load(root: &Path) -> Memo {
    let read = |name| fs::read(root.join(FOLDER).join(name)).unwrap_or_default();
    Memo::from_parts(read(MOST), read(ADDED))
}

/// Tells when the last run wrote its memo; none where none did.
pub fn written(root: &Path) -> Option<SystemTime> {
    let file = |name| root.join(FOLDER).join(name).symlink_metadata().ok()?.modified().ok();
    file(MOST).max(file(ADDED))
}

/// Keeps a memo for the next run, in one step; tells what the system said if it could not.
///
/// # Errors
/// Fails when the file cannot be written, which costs the next run time and nothing else.
pub fn save(root: &Path, memo: &Memo) -> io::Result<()> {
    if !memo.is_changed() {
        return Ok(());
    }
    match memo.additions() {
        Some(added) => put(root, &added, ADDED),
        None => put(root, &memo.to_bytes(), MOST).map(|()| drop(fs::remove_file(root.join(FOLDER).join(ADDED)))),
    }
}

/// Writes a file of the cache in one step.
pub(super) fn put(root: &Path, bytes: &[u8], name: &str) -> io::Result<()> {
    let folder = root.join(FOLDER);
    // Not the root with it, which may have been moved away meanwhile.
    fs::create_dir(&folder).or_else(|error| if folder.is_dir() { Ok(()) } else { Err(error) })?;
    sweep(&folder)?;
    // Runs at one time write to files of their own, and the last one wins.
    let draft = draft(&folder);
    let written = fs::write(&draft, bytes).and_then(|()| fs::rename(&draft, folder.join(name)));
    if written.is_err() {
        let _ = fs::remove_file(&draft);
    }
    written
}

fn draft(folder: &Path) -> PathBuf {
    folder.join(format!("memo.{}.draft", std::process::id()))
}

/// Removes the drafts of runs that died; a run that is writing one loses its cache, no more.
fn sweep(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "draft") {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}
