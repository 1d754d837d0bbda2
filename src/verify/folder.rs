//! The disk, as the scan reads it: every file of a folder, whatever its name.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::path::SourcePath;

/// A folder whose files were listed.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// What findings call it.
    pub shown: String,
    /// The files and links in it, by path, sorted.
    pub(super) files: Vec<PathBuf>,
}

impl Folder {
    /// Lists a folder; links are listed and not followed.
    ///
    /// # Errors
    /// Fails when it cannot be listed.
    pub fn list(path: &Path, shown: &str) -> Result<Self, Error> {
        let mut files = Vec::new();
        let mut folders = vec![path.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).map_err(Error::io("cannot list", &folder))? {
                let entry = entry.map_err(Error::io("cannot list", &folder))?;
                let kind = entry.file_type().map_err(Error::io("cannot read", &entry.path()))?;
                let list = if kind.is_dir() { &mut folders } else { &mut files };
                list.push(entry.path());
            }
        }
        files.sort_unstable();
        Ok(Self { path: path.to_owned(), shown: shown.trim_end_matches('/').to_owned(), files })
    }

    /// Tells how many files it has.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Tells whether it has none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Gives the path of a file below the folder, with `/` between its parts.
    pub(super) fn below(&self, file: &Path) -> String {
        let below = file.strip_prefix(&self.path).unwrap_or(file);
        below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
    }

    /// Gives the path by which findings name a file.
    pub(super) fn name(&self, below: &str) -> SourcePath {
        let plain: String =
            below.chars().map(|sign| if sign.is_control() || sign == '\\' { '\u{fffd}' } else { sign }).collect();
        let named = SourcePath::new(&format!("{}/{plain}", self.shown)).or_else(|_| SourcePath::new(&self.shown));
        named.unwrap_or_else(|_| SourcePath::new("output").expect("a plain word is a path"))
    }

    /// Reads a file.
    pub(super) fn read(file: &Path) -> Result<Vec<u8>, Error> {
        fs::read(file).map_err(Error::io("cannot read", file))
    }
}
