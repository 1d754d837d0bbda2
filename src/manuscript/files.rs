//! Which files of a snapshot are pages, which are assets, and which are neither.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::config::{Config, names_file};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edition::Blob;
use crate::path::{SourcePath, UrlPath};
use crate::source::Snapshot;

use super::address;
use super::place::{Place, below};

/// The folder of frozen versions.
const VERSIONS: &str = "_versions/";
/// The folder of files that are copied as they are.
const FILES: &str = "_files/";

/// The files of a version, sorted out.
#[derive(Debug, Default)]
pub(super) struct Files<'s> {
    /// The Markdown files, sorted by path.
    pub(super) pages: Vec<(&'s SourcePath, Place, &'s Blob)>,
    /// The other files, with their addresses and folders.
    pub(super) assets: BTreeMap<SourcePath, (UrlPath, String, Blob)>,
    /// The files to copy as they are, by edition.
    pub(super) verbatim: BTreeMap<String, BTreeMap<UrlPath, Blob>>,
}

/// Sorts out the files of a snapshot; a name that cannot become an address is a finding.
pub(super) fn sort<'s>(snapshot: &'s Snapshot, config: &Config, findings: &mut Vec<Diagnostic>) -> Files<'s> {
    let mut files = Files::default();
    let place = |(source, _): (&SourcePath, &Blob)| {
        let path = below(source, &snapshot.content).filter(|_| source.is_markdown())?;
        Place::new(path, config.keep_number_prefixes)
    };
    let places: Vec<Option<Place>> = snapshot.files.par_iter().map(place).collect();
    for ((source, blob), place) in snapshot.files.iter().zip(places) {
        let Some(path) = below(source, &snapshot.content) else { continue };
        if path.starts_with(VERSIONS) || *source == config.path {
            continue;
        }
        let taken = if let Some(path) = path.strip_prefix(FILES) {
            verbatim(&mut files, path, blob)
        } else if source.is_markdown() {
            place.map(|place| files.pages.push((source, place, blob)))
        } else {
            asset(path, config).map(|(url, folder)| {
                files.assets.insert(source.clone(), (url, folder, blob.clone()));
            })
        };
        if taken.is_none() {
            findings.push(
                Diagnostic::new(Code::PathInvalid, Span::file(source), "this file name cannot become an address")
                    .help("rename the file or its folder: use letters, digits and `-`"),
            );
        }
    }
    files
}

fn verbatim(files: &mut Files<'_>, path: &str, blob: &Blob) -> Option<()> {
    let Some((edition, rest)) = path.split_once('/') else { return Some(()) };
    let url = UrlPath::new(&format!("/{rest}")).ok()?;
    files.verbatim.entry(edition.to_owned()).or_default().insert(url, blob.clone());
    Some(())
}

fn asset(path: &str, config: &Config) -> Option<(UrlPath, String)> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let folder_url = address::folder(folder, config.keep_number_prefixes)?;
    Some((UrlPath::new(&format!("{folder_url}/{name}")).ok()?, folder.to_owned()))
}

/// Tells whether a file holds data with audience marks of its own, which only the narrowest may have as a file.
pub(super) fn is_marked_data(path: &str, config: &Config) -> bool {
    config.metrics.as_deref() == Some(path) || config.data_pages.iter().any(|pages| names_file(&pages.file, path))
}
