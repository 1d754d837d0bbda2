//! Everything that was written, for all readers, and the one door out of it.
//!
//! [`read`] takes the files of a version apart into documents; [`project`] cuts them to what one edition's audience may
//! know. The fields of a [`Manuscript`] are private: outside this module no code can reach a text that an edition must
//! not have.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::config::{Config, EditionConfig};
use crate::diagnostic::{Code, Diagnostic, Span, nearest};
use crate::edition::{Blob, Edition, Page, Status, Version};
use crate::hash::Hash;
use crate::memo::Memo;
use crate::path::{SourcePath, UrlPath, VersionName};
use crate::source::Snapshot;

mod address;
mod caveats;
pub(crate) mod data;
mod dates;
mod discretion;
mod document;
mod files;
mod front_matter;
pub mod kept;
pub(crate) mod keys;
mod marks;
mod node;
mod over_time;
mod place;
mod projection;
mod quotes;
mod revision;
mod review;
mod salvage;
mod sections;
mod settings;
mod split;
mod strangers;
mod strings;
mod toml;
mod typography;
mod unseen;
mod veil;
mod values;
mod yaml;

use data::Data;
pub use discretion::withhold;
use document::{Document, Shelves};
use files::Files;
use sections::Sections;

pub use revision::{revise, revised};
pub use unseen::unseen;
pub use veil::{Veiled, veiled};

/// All documents of all versions, with their audience marks.
///
/// Its text is out of reach. Where this compiles,
///
/// ```
/// use ospress::manuscript::Manuscript;
/// fn look(manuscript: &Manuscript) -> String { format!("{manuscript:?}") } // and says only that it is one
/// ```
///
/// this does not, because the field is private:
///
/// ```compile_fail,E0616
/// use ospress::manuscript::Manuscript;
/// fn look(manuscript: &Manuscript) -> String { format!("{:?}", manuscript.versions) }
/// ```
///
/// nor this, because its parts have no name outside:
///
/// ```compile_fail,E0603
/// use ospress::manuscript::document::Document;
/// ```
///
/// The one way out takes an edition, and gives what its readers may know:
///
/// ```
/// use ospress::config::{Config, EditionConfig};
/// use ospress::edition::Edition;
/// use ospress::manuscript::{Manuscript, Wish, project};
/// fn open(manuscript: &Manuscript, config: &Config, edition: &EditionConfig, wish: Wish) -> Edition {
///     project(manuscript, config, edition, wish).0
/// }
/// ```
#[derive(Default)]
pub struct Manuscript {
    versions: Vec<Written>,
    /// Where a new text of a current page may change old versions.
    ties: over_time::Ties,
}

impl fmt::Debug for Manuscript {
    /// Tells nothing of what is in it: a text printed by mistake would be one that an edition must not have.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Manuscript").finish_non_exhaustive()
    }
}

/// One version as it was written.
#[derive(Debug)]
struct Written {
    name: Option<VersionName>,
    date: Option<Date>,
    note: Option<String>,
    /// The hash of all files of an old version.
    digest: Option<Hash>,
    /// What its addresses start with: nothing, or `/v/` and an old version's name.
    root: String,
    content: String,
    /// Sorted by path.
    documents: Vec<Document>,
    sections: Sections,
    /// The files that are no pages, with their addresses and the folder that they lie in.
    assets: BTreeMap<SourcePath, (UrlPath, String, Blob)>,
    /// The files below `_files/`, by edition.
    verbatim: BTreeMap<String, BTreeMap<UrlPath, Blob>>,
    /// The data files that site.toml names.
    data: Data,
}

/// Reads the versions' files, the current version first; what `memo` has of a file is not read again.
pub fn read(snapshots: &[Snapshot], config: &Config, memo: &Memo) -> (Manuscript, Vec<Diagnostic>) {
    let mut findings = settings::doubts(config);
    let sort = |snapshot| {
        let mut found = Vec::new();
        (snapshot, files::sort(snapshot, config, &mut found), found)
    };
    let sorted: Vec<_> = snapshots.par_iter().map(sort).collect();
    let shelves = Shelves::fill(sorted.iter().flat_map(|(_, files, _)| &files.pages), config, memo);
    let mut versions: Vec<Written> = Vec::new();
    for (snapshot, files, mut own) in sorted {
        let written = read_version(snapshot, files, config, &shelves, &mut own);
        if versions.is_empty() {
            versions.push(written);
            findings.append(&mut own);
        } else {
            let digest = Some(over_time::digest(snapshot, config));
            versions.push(Written { root: over_time::root(snapshot), digest, ..written });
            findings.extend(over_time::flaws(snapshot, config, &own));
        }
    }
    let ties = over_time::narrow(&mut versions, config);
    (Manuscript { versions, ties }, findings)
}

fn read_version(
    snapshot: &Snapshot,
    files: Files<'_>,
    config: &Config,
    shelves: &Shelves<'_>,
    findings: &mut Vec<Diagnostic>,
) -> Written {
    let read = |(path, place, blob)| document::read(path, blob, place, config, shelves);
    let read: Vec<(Option<Document>, Vec<Diagnostic>)> = files.pages.into_par_iter().map(read).collect();
    let mut documents = Vec::with_capacity(read.len());
    for (document, mut found) in read {
        documents.extend(document);
        findings.append(&mut found);
    }
    let (sections, mut found) = sections::resolve(&mut documents, config);
    findings.append(&mut found);
    findings.append(&mut caveats::weigh(&mut documents, &sections));
    let data = data::read(snapshot, &sections, config, findings);
    findings.append(&mut data::judge(&data, &documents, config));
    Written {
        data,
        name: snapshot.name.clone(),
        date: snapshot.date,
        note: snapshot.note.clone(),
        digest: None,
        root: String::new(),
        content: snapshot.content.clone(),
        documents,
        sections,
        assets: files.assets,
        verbatim: files.verbatim,
    }
}

/// Reports a rule whose status is none of ours.
fn bad_status(page: &Page, written: &Written) -> Option<Diagnostic> {
    let word = page.meta.status_word.as_ref()?;
    let at = written.documents.binary_search_by(|document| document.source.cmp(&page.source)).ok()?;
    let document = &written.documents[at];
    let is_reported = |caveat: &caveats::Caveat| caveat.finding.code == Code::StatusUnknown;
    if document.is_doubtful && document.front.caveats.iter().any(is_reported) {
        return None;
    }
    let place = page.meta.places.get("status")?;
    let known = Status::ALL.iter().map(|status| format!("`{}`", status.as_str())).collect::<Vec<_>>().join(", ");
    page.meta.kind.is_rule().then(|| {
        let message = format!("`{}` is no status that a {} may have", word.escape_debug(), page.meta.kind.as_str());
        let meant = nearest(word, Status::ALL.iter().map(|status| status.as_str()));
        let meant = meant.map(|meant| format!("did you mean `{meant}`? Else ")).unwrap_or_default();
        let help = format!("{meant}write one of {known}, or say in `[statuses]` of site.toml what the word means");
        Diagnostic::new(Code::StatusUnknown, Span::new(&page.source, place.clone()), message).help(help)
    })
}

/// What one run wants of an edition, beside what site.toml says.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// The day to print for.
    pub as_of: Date,
    /// Whether drafts are in.
    pub drafts: bool,
    /// Whether what a wider audience does not have is outlined.
    pub outline: bool,
}

/// Cuts the manuscript to one edition: its audience, its sections.
pub fn project(
    manuscript: &Manuscript,
    config: &Config,
    edition: &EditionConfig,
    wish: Wish,
) -> (Edition, Vec<Diagnostic>) {
    let current = manuscript.versions.first();
    let mut findings = current.map_or_else(Vec::new, |current| unknown_folders(current, config, edition));
    let verbatim = current.and_then(|current| current.verbatim.get(&edition.name)).cloned().unwrap_or_default();
    let mut versions: Vec<Version> =
        manuscript.versions.iter().map(|written| projection::version(written, config, edition, wish)).collect();
    let pages = versions.first().into_iter().flat_map(|version| &version.pages);
    let bad_status = |page| current.and_then(|current| bad_status(page, current));
    findings.extend(pages.clone().filter_map(|page| bad_status(page)));
    findings.extend(pages.filter_map(|page| reviewed_later(page, wish.as_of)));
    // The readers of an edition know nothing of a version in which they have no page.
    let mut number = 0;
    versions.retain(|version| {
        number += 1;
        number == 1 || !version.pages.is_empty()
    });
    (Edition { versions, verbatim, ..blank(config, edition, wish) }, findings)
}

/// Gives an edition without pages: what site.toml says to its readers.
pub fn blank(config: &Config, edition: &EditionConfig, wish: Wish) -> Edition {
    Edition {
        name: edition.name.clone(),
        settings: settings::settings(config, edition, wish),
        as_of: wish.as_of,
        versions: Vec::new(),
        verbatim: BTreeMap::new(),
    }
}

/// Reports a review on a day that is still to come.
fn reviewed_later(page: &Page, as_of: Date) -> Option<Diagnostic> {
    let reviewed = page.meta.last_reviewed.filter(|reviewed| *reviewed > as_of)?;
    let place = Span::new(&page.source, page.meta.places.get("last_reviewed")?.clone());
    let message = format!("the page was last reviewed on {reviewed}, which is after {as_of}, the day of this edition");
    let help = "write the day of the last review; the next one goes into `next_review`";
    Some(Diagnostic::new(Code::FrontMatterContradiction, place, message).help(help))
}

/// Reports sections and a home that the content does not have.
fn unknown_folders(current: &Written, config: &Config, edition: &EditionConfig) -> Vec<Diagnostic> {
    let named = edition.sections.iter().flatten().map(|name| ("section", name));
    let named = named.chain(edition.home.iter().map(|name| ("home", name)));
    let missing = named.filter(|(_, name)| !current.documents.iter().any(|document| document.place.is_within(name)));
    missing
        .map(|(what, name)| {
            let message =
                format!("the edition `{}` names the {what} `{name}`, which the content does not have", edition.name);
            Diagnostic::new(Code::ConfigValue, Span::new(&config.path, edition.range.clone()), message)
                .help("write the path of a folder below the content folder, such as `training`")
        })
        .collect()
}

#[cfg(test)]
mod tests;
