//! The only reader of the handbook's disk: a folder becomes a [`Snapshot`].
//!
//! Everything after this stage is a pure function of what it read. Links, devices and what is no content (hidden
//! folders, `node_modules`, `target`, the output, what `.gitignore` names) never get in.

use std::collections::BTreeMap;
use std::path::Path;

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

/// Reads one file, such as site.toml; none when there is no such file.
///
/// # Errors
/// Fails when the file cannot be read.
pub fn file(path: &Path) -> Result<Option<Blob>, Error> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(Blob::new(bytes))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("cannot read", path)(error)),
    }
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
