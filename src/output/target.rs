//! Where a site stands: which places are refused, who may write there at a time, and how the new site takes its place.
//!
//! Receives a [`Target`], gives a [`Site`] that is locked for this run. Nothing is changed here before the switch, save
//! that the folder of all editions is made.

use std::collections::BTreeMap;
use std::fs::{self, File as Handle, TryLockError};
use std::path::{Component, Path, PathBuf};

use super::manifest::{MANIFEST, Manifest};
use super::{File, Target, disk};
use crate::error::Error;
use crate::path::SourcePath;

/// The places of one edition, held for this run alone.
#[derive(Debug)]
pub(super) struct Site {
    /// The folder of all editions.
    out: PathBuf,
    /// The published site.
    pub(super) live: PathBuf,
    /// The next site; between runs, the one before.
    pub(super) spare: PathBuf,
    /// Where a manifest is written before it takes its place.
    pub(super) draft: PathBuf,
    /// Where the published site is for a moment, on file systems that cannot exchange.
    aside: PathBuf,
    /// Held until the run ends, in whatever way.
    _lock: Handle,
}

impl Site {
    /// Checks the target, waits for its turn, and puts right what a run on a poor file system may have left.
    pub(super) fn open(target: &Target<'_>, waiting: &dyn Fn()) -> Result<Self, Error> {
        let out = check(target)?;
        fs::create_dir_all(&out).map_err(Error::io("cannot make", &out))?;
        let lock = lock(&out.join(".lock"), waiting)?;
        let beside = |prefix: &str| out.join(format!(".{prefix}-{}", target.edition));
        let site = Self {
            live: out.join(target.edition),
            spare: beside("spare"),
            draft: beside("draft"),
            aside: beside("aside"),
            out,
            _lock: lock,
        };
        site.recover()?;
        Ok(site)
    }

    /// Makes the spare the published site, and the published site the spare; tells whether there was none in between.
    pub(super) fn switch(&self) -> Result<bool, Error> {
        disk::sync_all(&self.out)?;
        let mut was_away = false;
        if self.live.join(MANIFEST).symlink_metadata().is_err() {
            // Nothing but an empty folder can stand there, and nothing else does the kernel let a folder replace.
            disk::rename(&self.spare, &self.live)?;
        } else if !disk::exchange(&self.spare, &self.live)? {
            was_away = true;
            disk::rename(&self.live, &self.aside)?;
            disk::rename(&self.spare, &self.live)?;
            disk::rename(&self.aside, &self.spare)?;
        }
        disk::sync_names(&self.out)?;
        Ok(was_away)
    }

    /// Ends a switch by three renames that a dying run began.
    fn recover(&self) -> Result<(), Error> {
        if Manifest::read(&self.aside)?.is_none() {
            return Ok(());
        }
        let is_published = self.live.symlink_metadata().is_ok();
        disk::rename(&self.aside, if is_published { &self.spare } else { &self.live })
    }
}

/// Refuses a target where a site would overwrite something else; gives the full path of its `out`.
fn check(target: &Target<'_>) -> Result<PathBuf, Error> {
    let refuse = |reason: &str| {
        let out = target.out.display();
        Err(Error::Refused(format!("cannot publish to `{out}`: {reason}; name another folder with `--out`")))
    };
    let plain = SourcePath::new(target.edition).is_ok_and(|name| name.folder().is_empty());
    if !plain || target.edition.starts_with('.') {
        return Err(Error::Refused(format!("the edition `{}` cannot be the name of a folder", target.edition)));
    }
    match target.out.symlink_metadata() {
        Ok(metadata) if metadata.is_symlink() => return refuse("it is a symbolic link"),
        Ok(metadata) if !metadata.is_dir() => return refuse("it is a file"),
        _ => {}
    }
    let Some(out) = real(target.out) else {
        return refuse("there is no such place");
    };
    let (root, content) = (real(target.root), real(target.content));
    if root.as_ref().is_none_or(|root| root.starts_with(&out)) {
        return refuse("the handbook itself lies there");
    }
    let in_content =
        |content: &PathBuf| content.starts_with(&out) || out.starts_with(content) && root != Some(content.clone());
    if content.as_ref().is_none_or(in_content) {
        return refuse("it is part of the content");
    }
    Ok(out)
}

/// Gives a path without links and `..`; its last parts need not exist yet.
fn real(path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    let existing = path.ancestors().find(|ancestor| ancestor.symlink_metadata().is_ok())?;
    let rest = path.strip_prefix(existing).ok()?;
    let is_plain = rest.components().all(|part| matches!(part, Component::Normal(_)));
    if is_plain { Some(existing.canonicalize().ok()?.join(rest)) } else { None }
}

/// Waits until no other run writes here. The kernel gives the lock back when a run ends, however it ends.
fn lock(path: &Path, waiting: &dyn Fn()) -> Result<Handle, Error> {
    let opened = Handle::options().create(true).write(true).truncate(false).open(path);
    let handle = opened.map_err(Error::io("cannot write", path))?;
    match handle.try_lock() {
        Ok(()) => return Ok(handle),
        Err(TryLockError::WouldBlock) => waiting(),
        Err(TryLockError::Error(error)) => return Err(Error::io("cannot lock", path)(error)),
    }
    handle.lock().map_err(Error::io("cannot lock", path))?;
    Ok(handle)
}

/// Gives each file's place below the edition's folder, with its number in the list.
pub(super) fn paths(files: &[File<'_>]) -> Result<BTreeMap<String, usize>, Error> {
    let mut paths = BTreeMap::new();
    for (at, file) in files.iter().enumerate() {
        let path = file.url.output_file();
        if path == MANIFEST {
            return Err(Error::Refused(format!("`/{MANIFEST}` is where ospress says what it wrote; rename that file")));
        }
        if let Some(other) = paths.insert(path, at) {
            return Err(collision(file, &files[other]));
        }
    }
    for (path, &at) in &paths {
        let above = path.match_indices('/').find_map(|(end, _)| paths.get(&path[..end]));
        if let Some(&other) = above {
            return Err(collision(&files[at], &files[other]));
        }
    }
    Ok(paths)
}

fn collision(one: &File<'_>, other: &File<'_>) -> Error {
    Error::Refused(format!(
        "`{}` and `{}` cannot both be published: they need one name; rename one",
        one.url, other.url
    ))
}
