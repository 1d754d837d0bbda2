//! What of a file's text an edition's readers may not see, for the messages of a build for them alone.
//!
//! A run that prints one edition may be read by its readers: a log of a public build is public. It tells where
//! something is wrong, and quotes nothing that the edition does not have.

use std::ops::Range;

use crate::audience::Audience;
use crate::config::{self, Config, EditionConfig};
use crate::edition::Status;
use crate::path::SourcePath;

use super::discretion::sorted;
use super::document::Document;
use super::marks::cut::hidden;
use super::marks::sight::sights;
use super::{Manuscript, Wish, Written, projection};

/// What is not to be quoted of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Veiled {
    /// Nothing: the edition has all of it.
    Nothing,
    /// These bytes, sorted.
    Parts(Vec<Range<usize>>),
    /// All of it.
    All,
}

/// Tells what of the file at `path` an edition's readers may not see; `text` is the file's text.
pub fn veiled(
    manuscript: &Manuscript,
    config: &Config,
    edition: &EditionConfig,
    wish: Wish,
    (path, text): (&SourcePath, &str),
) -> Veiled {
    if *path == config.path {
        let mut lines = marked_lines(text, config);
        lines.extend(config::reserved(text, &config.audiences, edition.audience));
        return parts(sorted(lines));
    }
    let found = manuscript.versions.iter().find_map(|written| in_version(written, config, edition, wish, path));
    found.unwrap_or(Veiled::Nothing)
}

fn parts(ranges: Vec<Range<usize>>) -> Veiled {
    if ranges.is_empty() { Veiled::Nothing } else { Veiled::Parts(ranges) }
}

/// Gives the lines of site.toml that hold something like an audience mark.
fn marked_lines(text: &str, config: &Config) -> Vec<Range<usize>> {
    let line = |seen: Range<usize>| {
        let start = text[..seen.start].rfind('\n').map_or(0, |at| at + 1);
        start..text[seen.end..].find('\n').map_or(text.len(), |at| seen.end + at)
    };
    sights(text, &config.audiences).into_iter().map(line).collect()
}

fn in_version(
    written: &Written,
    config: &Config,
    edition: &EditionConfig,
    wish: Wish,
    path: &SourcePath,
) -> Option<Veiled> {
    if let Ok(at) = written.documents.binary_search_by(|document| document.source.cmp(path)) {
        let is_draft = || {
            let meta = projection::meta(at, &written.documents, &written.sections, edition.audience, config);
            meta.status == Status::Draft && !wish.drafts
        };
        return Some(in_document(&written.documents[at], config, edition.audience, is_draft));
    }
    written.assets.contains_key(path).then(|| {
        let is_shown = projection::may_use(written, config, edition.audience, path);
        if is_shown { Veiled::Nothing } else { Veiled::All }
    })
}

fn in_document(document: &Document, config: &Config, audience: Audience, is_draft: impl Fn() -> bool) -> Veiled {
    let narrowest = config.audiences.narrowest();
    let readers = if document.is_doubtful { narrowest } else { document.audience };
    if !audience.may_read(readers) || is_draft() {
        return Veiled::All;
    }
    let body = &document.body;
    let cut = hidden(&document.text[body.clone()], &document.marks, audience);
    let front = document.marked_front.as_ref().map(|_| 0..body.start);
    parts(
        front
            .into_iter()
            .chain(cut.into_iter().map(|range| body.start + range.start..body.start + range.end))
            .collect(),
    )
}
