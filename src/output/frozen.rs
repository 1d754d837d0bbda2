//! What was printed of versions that no longer change, kept under a second name: `.ospress/frozen/EDITION/DIGEST` below
//! the root.
//!
//! A page of an old version that stands in no output any more, since that was deleted or goes elsewhere, is linked from
//! here instead of being printed again. Which bytes a page has is the memo's to know, by the key of all that they depend
//! on; an entry's name says what its bytes are. They are looked through before they are used: a link shares them with a
//! published file, which somebody may have edited. What is wrong goes, and is printed again.
//!
//! Part of the cache: it may be deleted at any time, and nothing in it makes a run fail.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::manifest::Stamp;
use super::{Target, cache, disk};
use crate::error::Error;

/// The folder of all editions, below the cache's.
const FOLDER: &str = "frozen";

/// What is kept of one edition.
#[derive(Debug)]
pub(super) struct Store {
    cache: PathBuf,
    edition: String,
}

/// Removes what is kept of any other editions. What cannot be removed stays, and takes space alone.
pub(super) fn keep_only(root: &Path, editions: &[&str]) {
    let cache = root.join(cache::FOLDER);
    let folder = cache.join(FOLDER);
    // Nothing is removed behind a link.
    let is_own = |path: &Path| path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir());
    let listed = if is_own(&cache) && is_own(&folder) { fs::read_dir(&folder).ok() } else { None };
    let is_left = |entry: &fs::DirEntry| entry.file_name().to_str().is_none_or(|name| !editions.contains(&name));
    for entry in listed.into_iter().flatten().flatten().filter(is_left) {
        let _ = disk::remove_all(&entry.path());
    }
}

impl Store {
    /// Names the place; nothing need be there yet.
    pub(super) fn of(target: &Target<'_>) -> Self {
        Self { cache: target.root.join(cache::FOLDER), edition: target.edition.to_owned() }
    }

    /// Gives the bytes that have a stamp, and where they lie; an entry with any others is removed.
    pub(super) fn find(&self, stamp: Stamp) -> Option<(PathBuf, Vec<u8>)> {
        let path = self.folder().join(stamp.digest());
        let is_plain = path.symlink_metadata().ok()?.is_file();
        let bytes = if is_plain { fs::read(&path).ok() } else { None };
        let sound = bytes.filter(|bytes| Stamp::of(bytes) == stamp);
        if sound.is_none() {
            let _ = disk::remove_file(&path);
        }
        sound.map(|bytes| (path, bytes))
    }

    /// Keeps files of a site, by their paths in it, and drops what was kept beside them.
    ///
    /// # Errors
    /// Fails when the system does; what was kept by then is of use.
    pub(super) fn keep(&self, site: &Path, files: &[(&str, Stamp)]) -> Result<(), Error> {
        self.make_folders()?;
        let folder = self.folder();
        let wanted: BTreeMap<String, &str> = files.iter().map(|(path, stamp)| (stamp.digest(), *path)).collect();
        let listed = fs::read_dir(&folder).map_err(Error::io("cannot list", &folder))?;
        let present: BTreeSet<String> =
            listed.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
        let left: Vec<_> = present.iter().filter(|name| !wanted.contains_key(*name)).collect();
        left.into_par_iter().try_for_each(|name| disk::remove_file(&folder.join(name)))?;
        let new: Vec<_> = wanted.iter().filter(|(name, _)| !present.contains(*name)).collect();
        new.into_par_iter().try_for_each(|(name, path)| disk::link(&site.join(path), &folder.join(name)))
    }

    fn folder(&self) -> PathBuf {
        self.cache.join(FOLDER).join(&self.edition)
    }

    fn make_folders(&self) -> Result<(), Error> {
        // Not the root with it, which may have been moved away meanwhile.
        if let Err(error) = fs::create_dir(&self.cache)
            && error.kind() != ErrorKind::AlreadyExists
        {
            return Err(Error::io("cannot make", &self.cache)(error));
        }
        // What is removed below must never be what a link leads to.
        disk::make_folder(&self.cache.join(FOLDER))?;
        disk::make_folder(&self.folder())
    }
}
