//! Where a site stands: which places are refused, who may write there at a time, and how the new site takes its place.
//!
//! Receives a [`Target`], gives a [`Turn`] that locks it for this run and the [`Site`]s below it. Nothing is changed here before the switch, save
//! that the folder of all editions is made.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File as Handle, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use super::manifest::{MANIFEST, Manifest, rooms};
use super::{File, Target, cache, disk};
use crate::error::Error;
use crate::path::SourcePath;

/// How many files are brought to the disk one by one; more of them are quicker all at once.
const FEW: usize = 32;

/// The folders of a handbook that hold what no run may overwrite.
const RESERVED: [&str; 3] = ["themes", ".git", cache::FOLDER];

/// The right to write below one `out`. It is lost when the value is dropped, and when the program dies.
#[derive(Debug)]
pub struct Turn {
    out: PathBuf,
    /// What time it is by the disk, which says of all files when they were changed.
    now: Option<SystemTime>,
    _lock: Handle,
}

impl Turn {
    /// Checks the target and waits until no other run writes there, which `waiting` tells.
    ///
    /// # Errors
    /// Refuses a place where a site would overwrite something else; fails when it cannot be written.
    pub fn take(target: &Target<'_>, waiting: &dyn Fn()) -> Result<Self, Error> {
        let out = check(target)?;
        let lock =
            open(&out).and_then(|()| lock(&out.join(".lock"), waiting)).map_err(|error| forbidden(error, &out))?;
        let now = time_by(&lock);
        Ok(Self { out, now, _lock: lock })
    }

    /// Gives the folder of the published site of an edition.
    pub(super) fn live(&self, target: &Target<'_>) -> PathBuf {
        self.out.join(target.edition)
    }

    /// Gives the folder in which the next site of an edition is made.
    pub(super) fn spare(&self, target: &Target<'_>) -> PathBuf {
        self.out.join(format!(".spare-{}", target.edition))
    }
}

/// The places of one edition.
#[derive(Debug)]
pub(super) struct Site<'t> {
    turn: &'t Turn,
    /// The published site.
    pub(super) live: PathBuf,
    /// The next site; between runs, the one before.
    pub(super) spare: PathBuf,
    /// Where a manifest is written before it takes its place.
    pub(super) draft: PathBuf,
    /// Says when all files were looked at last.
    pub(super) looked: PathBuf,
    /// Where the published site is for a moment, on file systems that cannot exchange.
    aside: PathBuf,
}

impl<'t> Site<'t> {
    /// Checks the target, and puts right what a run on a poor file system may have left.
    pub(super) fn open(turn: &'t Turn, target: &Target<'_>) -> Result<Self, Error> {
        check(target)?;
        let beside = |prefix: &str| turn.out.join(format!(".{prefix}-{}", target.edition));
        let site = Self {
            turn,
            live: turn.live(target),
            spare: turn.spare(target),
            draft: beside("draft"),
            looked: beside("looked"),
            aside: beside("aside"),
        };
        site.recover()?;
        Ok(site)
    }

    /// Tells when the run's turn came, by the disk; none where the disk does not say.
    pub(super) fn now(&self) -> Option<SystemTime> {
        self.turn.now
    }

    /// Makes the spare the published site, and the published site the spare; tells whether there was none in between.
    ///
    /// `new` are the files that came into the spare; none where more than that changed there.
    pub(super) fn switch(&self, new: Option<&[PathBuf]>) -> Result<bool, Error> {
        match new.filter(|new| new.len() <= FEW) {
            // The disk may have much to write that is not ours.
            Some(new) => disk::sync_files(&self.spare, new)?,
            None => disk::sync_all(&self.turn.out)?,
        }
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
        disk::sync_names(&self.turn.out)?;
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
    let Some((out, is_plain)) = resolved(target.out) else {
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
    let taken = RESERVED.iter().find(|name| root.as_ref().is_some_and(|root| out.starts_with(root.join(name))));
    if let Some(name) = taken {
        return refuse(&format!("it is part of the handbook's folder `{name}`"));
    }
    if !is_plain {
        return refuse("there is no such place");
    }
    Ok(out)
}

/// Gives a path without links and `..`; its last parts need not exist yet.
fn real(path: &Path) -> Option<PathBuf> {
    resolved(path).map(|(path, _)| path)
}

/// Gives a path without links and `..`, and whether the parts of it that do not exist yet are plain names.
fn resolved(path: &Path) -> Option<(PathBuf, bool)> {
    let path = std::path::absolute(path).ok()?;
    let existing = path.ancestors().find(|ancestor| ancestor.symlink_metadata().is_ok())?;
    let mut real = existing.canonicalize().ok()?;
    let mut is_plain = true;
    for part in path.strip_prefix(existing).ok()?.components() {
        if let Component::Normal(name) = part {
            real.push(name);
        } else {
            is_plain = false;
            real.pop();
        }
    }
    Some((real, is_plain))
}

fn open(out: &Path) -> Result<(), Error> {
    fs::create_dir_all(out).map_err(Error::io("cannot make", out))
}

/// Says what to do where the system forbids to write.
fn forbidden(error: Error, out: &Path) -> Error {
    match error {
        Error::Io { source, .. } if source.kind() == ErrorKind::PermissionDenied => {
            Error::Refused(format!("you may not write in `{}`; choose another folder with `--out`", out.display()))
        }
        other => other,
    }
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

/// Writes to a file, and asks when that was.
fn time_by(mut file: &Handle) -> Option<SystemTime> {
    file.write_all(b"\n").ok()?;
    file.metadata().ok()?.modified().ok()
}

/// Gives each file's place below the edition's folder, with its number in the list.
pub(super) fn paths(files: &[File<'_>]) -> Result<BTreeMap<String, usize>, Error> {
    let mut paths = BTreeMap::new();
    for (at, file) in files.iter().enumerate() {
        let path = file.url.output_file();
        if path == MANIFEST || rooms::is_list(&path) {
            return Err(Error::Refused(format!("`/{path}` is where ospress says what it wrote; rename that file")));
        }
        if let Some(other) = paths.insert(path, at) {
            return Err(collision(file, &files[other]));
        }
    }
    let names: HashMap<&str, usize> = paths.iter().map(|(path, at)| (path.as_str(), *at)).collect();
    for (path, &at) in &paths {
        if let Some(&other) = path.match_indices('/').find_map(|(end, _)| names.get(&path[..end])) {
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

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Calls a test with the places of an edition in a folder of its own, of which the site's is not there yet.
    pub(in super::super) fn with_site(name: &str, test: impl FnOnce(&Site<'_>)) {
        let root = std::env::temp_dir().join(format!("ospress-{name}-{}", std::process::id()));
        let (out, content) = (root.join("dist"), root.join("content"));
        fs::create_dir_all(&content).expect("a folder");
        let target = Target { out: &out, edition: "public", root: &root, content: &content };
        let turn = Turn::take(&target, &|| {}).expect("a turn");
        test(&Site::open(&turn, &target).expect("a site"));
        fs::remove_dir_all(&root).expect("the folder");
    }

    #[test]
    fn who_may_not_write_is_told_where_to() {
        let message =
            |kind: ErrorKind| forbidden(Error::io("cannot make", Path::new("/a/b"))(kind.into()), Path::new("/a"));
        let expect = "you may not write in `/a`; choose another folder with `--out`";
        assert_eq!(message(ErrorKind::PermissionDenied).to_string(), expect);
        assert!(message(ErrorKind::StorageFull).to_string().starts_with("cannot make `/a/b`: "));
    }
}
