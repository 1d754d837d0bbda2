//! The independent scan of printed editions: what stands in an output that its readers must not know?
//!
//! Receives the handbook's sources and a printed folder, gives findings with both places. It shares no code with the making of
//! pages: it reads the sources once more in its own simple way, takes every output file apart, and compares words. A finding
//! carries no text of either side, because the log of a build may be public.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use crate::config::{Config, EditionConfig};
use crate::diagnostic::Diagnostic;
use crate::edition::Blob;
use crate::error::Error;
use crate::hash::Hash;
use crate::path::SourcePath;

mod address;
mod composed;
mod control;
mod data;
mod decode;
mod entity;
mod figures;
mod files;
mod folder;
mod front;
mod gather;
mod glance;
mod index;
mod manifest;
mod marks;
mod names;
mod own;
mod pen;
mod plain;
mod report;
mod scan;
mod sections;
mod set;
mod settings;
mod sight;
mod sources;
mod strike;
mod words;

#[cfg(test)]
mod tests;

pub use folder::Folder;
pub use glance::{Clean, Fresh, Kept, Seen, glance, read_file};
pub use manifest::check as check_manifest;

/// The sources of a handbook, as they were read.
#[derive(Debug)]
pub struct Handbook<'a> {
    /// What site.toml says.
    pub config: &'a Config,
    /// Its text.
    pub site_toml: &'a str,
    /// The content, in every version.
    pub trees: Vec<Tree<'a>>,
    /// The files of the theme, whose words say nothing about the handbook.
    pub theme: Vec<(&'a str, &'a [u8])>,
    /// Whether drafts are printed.
    pub has_drafts: bool,
}

/// The content of one version.
#[derive(Debug, Clone, Copy)]
pub struct Tree<'a> {
    /// The folder that it lies in, such as `content`; empty for the root.
    pub content: &'a str,
    /// The files, by path below the root.
    pub files: &'a BTreeMap<SourcePath, Blob>,
}

/// What came of a scan.
#[derive(Debug, Default)]
pub struct Verdict {
    /// What was found.
    pub findings: Vec<Diagnostic>,
    /// The texts of the output files that findings point into, for their lines.
    pub texts: BTreeMap<SourcePath, Arc<str>>,
}

/// A handbook that was read for scans of its editions.
#[derive(Debug)]
pub struct Scan<'a> {
    handbook: Handbook<'a>,
    reading: sources::Reading<'a>,
}

impl<'a> Scan<'a> {
    /// Reads the sources.
    pub fn new(handbook: Handbook<'a>) -> Self {
        let reading = sources::read(&handbook);
        Self { handbook, reading }
    }

    /// Tells whether an edition has readers who may not know everything.
    pub fn concerns(&self, edition: &EditionConfig) -> bool {
        edition.audience < self.handbook.config.audiences.narrowest()
    }

    /// Prepares the scan of one edition.
    pub fn prepare<'s>(&'s self, edition: &'s EditionConfig) -> Watch<'s, 'a> {
        let prepared = self.concerns(edition).then(|| gather::prepare(&self.handbook, &self.reading, edition));
        Watch { scan: self, edition, prepared }
    }
}

/// The scan of one edition, ready to look at folders.
#[derive(Debug)]
pub struct Watch<'s, 'a> {
    scan: &'s Scan<'a>,
    edition: &'s EditionConfig,
    /// None where its readers may know everything.
    prepared: Option<gather::Prepared>,
}

impl Watch<'_, '_> {
    /// Gives a hash of all that is looked for: a file in which nothing was found holds nothing while it stays the same. None
    /// where nothing is looked for.
    pub fn key(&self) -> Option<Hash> {
        self.prepared.as_ref().filter(|prepared| !prepared.index.is_empty()).map(gather::Prepared::hash)
    }

    /// Gives what a later run has to know in which only the words of a few pages are new; none where its readers may know
    /// everything.
    pub fn keep(&self) -> Option<Kept> {
        self.prepared.as_ref().map(|prepared| glance::keep(self.scan, self.edition, prepared))
    }

    /// Scans a folder, which findings call `shown`, but for those of its files that were `cleared` before, by their paths.
    ///
    /// # Errors
    /// Fails when the folder cannot be read.
    pub fn run(&self, folder: &Path, shown: &str, cleared: &BTreeSet<String>) -> Result<Verdict, Error> {
        let Some(prepared) = self.prepared.as_ref().filter(|prepared| !prepared.index.is_empty()) else {
            return Ok(Verdict::default());
        };
        let folder = Folder::list(folder, shown)?;
        let seen = scan::folder(&folder, prepared, cleared)?;
        let mut verdict = report::word(self.scan, self.edition, &folder, seen)?;
        verdict.findings.extend(control::check(self.scan, prepared, self.edition, shown));
        Ok(verdict)
    }
}
