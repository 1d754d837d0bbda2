//! The only reader of the handbook's disk: a folder becomes a [`Snapshot`].
//!
//! Everything after this stage is a pure function of what it read. Links, devices and what is no content (hidden
//! folders, `node_modules`, `target`, the output, what `.gitignore` names) never get in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;
use crate::edition::Blob;
use crate::error::Error;
use crate::path::{SourcePath, VersionName};

/// The files of a handbook's content in one version.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// The version; none where the handbook names no versions.
    pub name: Option<VersionName>,
    /// The folder that its paths lie in, such as `content`; empty for the root.
    pub content: String,
    /// The files, by path below the root.
    pub files: BTreeMap<SourcePath, Blob>,
}

/// Reads the files below `root/content`; what cannot be taken is a finding.
///
/// `skip` are further folders and files below the root that are no content, such as `dist`.
///
/// # Errors
/// Fails when the content folder is missing or cannot be listed.
pub fn take(_root: &Path, _content: &str, _skip: &[&str]) -> Result<(Snapshot, Vec<Diagnostic>), Error> {
    todo!()
}

/// Reads all files of a folder, such as a theme, by path below that folder; none when there is no such folder.
///
/// # Errors
/// Fails when the folder or a file in it cannot be read.
pub fn folder(_path: &Path) -> Result<Option<BTreeMap<SourcePath, Blob>>, Error> {
    todo!()
}

/// Reads one text of the handbook, such as site.toml.
///
/// # Errors
/// Fails when the file cannot be read or is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(Error::io("cannot read", path))
}

/// Finds the nearest folder from `start` upward that holds a site.toml.
pub fn find_root(start: &Path) -> Option<PathBuf> {
    let start = std::path::absolute(start).ok()?;
    start.ancestors().find(|folder| folder.join("site.toml").is_file()).map(Path::to_owned)
}
