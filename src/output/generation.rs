//! What of a folder that an earlier run filled can still be believed.
//!
//! Receives a folder, its manifest and when that was written; gives the files that are as the manifest says, the folders,
//! and what does not belong there. Content is not read again: a plain file of the right size that nobody has written to
//! since the manifest is what it was. Nothing is changed here.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;

use super::look::{Look, look_all};
use super::manifest::{MANIFEST, Manifest, Stamp};
use crate::error::Error;

/// What of a folder can be believed.
#[derive(Debug, Default)]
pub(super) struct Generation {
    /// The files that are as the manifest says.
    pub(super) files: BTreeMap<String, Stamp>,
    /// The folders that they lie in, or may lie in, and when something came into them or left them.
    pub(super) folders: BTreeMap<String, SystemTime>,
    /// What has no place here: changed files, unknown files and folders, links. Not all of them need be there.
    pub(super) strangers: BTreeSet<PathBuf>,
}

impl Generation {
    /// Looks at a folder of ours; nothing of one that is not there can be believed.
    ///
    /// # Errors
    /// Refuses a folder that is not ours.
    pub(super) fn read(folder: &Path) -> Result<Self, Error> {
        match Manifest::read(folder)? {
            Some((manifest, written)) => Self::inspect(folder, &manifest, written),
            None => Ok(Self::default()),
        }
    }

    /// Looks at everything that the manifest names, and at what was added to its folders.
    pub(super) fn inspect(folder: &Path, manifest: &Manifest, written: SystemTime) -> Result<Self, Error> {
        let mut generation = Self::select(folder, manifest.files.iter(), written);
        // The top folder changes whenever its manifest is written.
        let listed = generation.folders.par_iter().filter(|(path, time)| path.is_empty() || **time >= written);
        let mut strangers =
            listed.map(|(path, _)| generation.strangers_in(folder, path)).collect::<Result<Vec<_>, _>>()?;
        strangers.push(generation.changed(folder, manifest));
        generation.strangers = strangers.into_iter().flatten().collect();
        Ok(generation)
    }

    /// Looks at some files of the folder only, by their paths.
    pub(super) fn select<'a>(
        folder: &Path,
        files: impl Iterator<Item = (&'a String, &'a Stamp)>,
        written: SystemTime,
    ) -> Self {
        let files: Vec<_> = files.collect();
        let folders = sound_folders(folder, files.iter().map(|(path, _)| path.as_str()));
        let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        let looks = look_all(folder, &paths);
        let as_written = |((path, stamp), look): &((&String, &Stamp), Option<Look>)| {
            folders.contains_key(parent(path)) && is_as_written(*look, stamp.bytes, written)
        };
        let files = files.into_iter().zip(looks).filter(as_written);
        let files = files.map(|((path, stamp), _)| (path.clone(), *stamp)).collect();
        Self { files, folders, strangers: BTreeSet::new() }
    }

    /// Tells whether everything is as the manifest says, and nothing else is there.
    pub(super) fn is_whole(&self, manifest: &Manifest) -> bool {
        self.files.len() == manifest.files.len() && self.strangers.is_empty()
    }

    /// Lists where files should be that are not there as the manifest says; something else may be.
    fn changed(&self, folder: &Path, manifest: &Manifest) -> Vec<PathBuf> {
        let is_changed = |path: &&String| !self.files.contains_key(*path) && self.folders.contains_key(parent(path));
        manifest.files.keys().filter(is_changed).map(|path| folder.join(path)).collect()
    }

    /// Lists what of a folder's entries is neither a file nor a folder that belongs there.
    fn strangers_in(&self, folder: &Path, below: &str) -> Result<Vec<PathBuf>, Error> {
        let mut strangers = Vec::new();
        for (name, path, is_folder) in entries(&folder.join(below))? {
            let known = name.map(|name| join(below, &name)).is_some_and(|name| {
                if is_folder {
                    self.folders.contains_key(&name)
                } else {
                    name == MANIFEST || self.files.contains_key(&name)
                }
            });
            if !known {
                strangers.push(path);
            }
        }
        Ok(strangers)
    }
}

/// Tells whether every one of these files, sorted by path, is sure to be there, with so many bytes and as it was written, and
/// nothing beside them and the rest, of which `rest` gives what lies in a folder. That is looked for only where something came
/// or went. No is said where it takes a closer look to know.
pub(super) fn is_untouched(
    folder: &Path,
    files: &[(&str, u64)],
    rest: &dyn Fn(&str) -> BTreeSet<String>,
    written: SystemTime,
) -> bool {
    let mut folders = HashSet::new();
    for (file, _) in files {
        let mut above = parent(file);
        while folders.insert(above) && !above.is_empty() {
            above = parent(above);
        }
    }
    // The top folder changes whenever its manifest is written.
    let is_file = |name: &str| name == MANIFEST || files.binary_search_by(|(file, _)| (*file).cmp(name)).is_ok();
    let is_known = |path: &str| folders.contains(path) || is_file(path);
    let holds_its_own = |below: &str| {
        let mut rest = rest(below);
        let Ok(entries) = entries(&folder.join(below)) else { return false };
        let mut is_own = |name: &String| rest.remove(name) || is_known(&join(below, name));
        entries.iter().all(|(name, ..)| name.as_ref().is_some_and(&mut is_own)) && rest.is_empty()
    };
    if !holds_its_own("") {
        return false;
    }
    let mut below: Vec<&str> = folders.iter().copied().filter(|path| !path.is_empty()).collect();
    below.par_sort_unstable();
    let paths: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
    // A folder into which something came at the last moment has the time of the manifest.
    let is_as_left = |(look, path): (Option<Look>, &&str)| {
        look.is_some_and(|look| look.is_folder && (look.changed < written || holds_its_own(path)))
    };
    let mut as_made = look_all(folder, &paths).into_iter().zip(files);
    as_made.all(|(look, (_, bytes))| is_as_written(look, *bytes, written))
        && look_all(folder, &below).into_iter().zip(&below).all(is_as_left)
}

/// Gives the folders of some files that are folders indeed, with all folders above them, and when each was changed.
fn sound_folders<'a>(top: &Path, files: impl Iterator<Item = &'a str>) -> BTreeMap<String, SystemTime> {
    let mut wanted = BTreeSet::from([""]);
    for file in files {
        folders_of(file, &mut wanted);
    }
    let wanted: Vec<_> = wanted.into_iter().collect();
    let looks = look_all(top, &wanted);
    let mut sound = BTreeMap::new();
    // Sorted, a folder comes before what lies in it; what lies behind a link is not ours.
    for (path, look) in wanted.into_iter().zip(looks) {
        let folder = look.filter(|look| look.is_folder);
        if let Some(folder) = folder.filter(|_| path.is_empty() || sound.contains_key(parent(path))) {
            sound.insert(path.to_owned(), folder.changed);
        }
    }
    sound
}

/// Adds the folder of a file, and those above it as far as they are missing.
pub(super) fn folders_of<'a>(file: &'a str, folders: &mut BTreeSet<&'a str>) {
    let mut path = parent(file);
    while folders.insert(path) && !path.is_empty() {
        path = parent(path);
    }
}

/// Tells whether a file is what was written: a plain one of that size, older than the manifest.
pub(super) fn is_as_written(look: Option<Look>, bytes: u64, written: SystemTime) -> bool {
    look.is_some_and(|look| look.is_file && look.bytes == bytes && look.changed <= written)
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// Lists a folder: each entry's name, where it is text; its path; and whether it is a folder.
fn entries(folder: &Path) -> Result<Vec<(Option<String>, PathBuf, bool)>, Error> {
    let read = |entry: io::Result<fs::DirEntry>| {
        let entry = entry?;
        Ok((entry.file_name().into_string().ok(), entry.path(), entry.file_type()?.is_dir()))
    };
    let listed = fs::read_dir(folder).and_then(|entries| entries.map(read).collect());
    listed.map_err(Error::io("cannot list", folder))
}

/// Lists everything in a folder but its manifest and its folders, by path.
pub(super) fn everything(folder: &Path) -> Result<BTreeSet<String>, Error> {
    let mut files = BTreeSet::new();
    let mut folders = vec![String::new()];
    while let Some(below) = folders.pop() {
        for (name, path, is_folder) in entries(&folder.join(&below))? {
            let name =
                join(&below, &name.unwrap_or_else(|| path.file_name().unwrap_or_default().to_string_lossy().into()));
            if is_folder {
                folders.push(name);
            } else if name != MANIFEST {
                files.insert(name);
            }
        }
    }
    Ok(files)
}
