//! The memo's file, `.ospress/memo` below the root: read at the start of a run, written at its end.
//!
//! The cache may be deleted at any time and may be missing, damaged or out of reach: then everything is made again.
//! No run fails because of it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::memo::Memo;

/// The folder of the cache, below the root.
pub const FOLDER: &str = ".ospress";

/// Holds the most of what was kept.
const MOST: &str = "memo";

/// Holds what was added to it since.
const ADDED: &str = "memo.added";

/// Reads what the last run kept; an empty memo where there is nothing to read.
pub fn load(root: &Path) -> Memo {
    let read = |name| fs::read(root.join(FOLDER).join(name)).unwrap_or_default();
    Memo::from_parts(read(MOST), read(ADDED))
}

/// Keeps a memo for the next run, in one step; tells what the system said if it could not.
///
/// # Errors
/// Fails when the file cannot be written, which costs the next run time and nothing else.
pub fn save(root: &Path, memo: &Memo) -> io::Result<()> {
    if !memo.is_changed() {
        return Ok(());
    }
    let folder = root.join(FOLDER);
    // Not the root with it, which may have been moved away meanwhile.
    fs::create_dir(&folder).or_else(|error| if folder.is_dir() { Ok(()) } else { Err(error) })?;
    sweep(&folder)?;
    // Runs at one time write to files of their own, and the last one wins.
    let draft = draft(&folder);
    let put = |bytes: Vec<u8>, name| fs::write(&draft, bytes).and_then(|()| fs::rename(&draft, folder.join(name)));
    let written = match memo.additions() {
        Some(added) => put(added, ADDED),
        None => put(memo.to_bytes(), MOST).map(|()| drop(fs::remove_file(folder.join(ADDED)))),
    };
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
