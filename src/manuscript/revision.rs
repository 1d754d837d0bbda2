//! A handbook in which only the words of a page changed: the one case in which nothing has to be read anew.
//!
//! What a page says of itself, who may read it and what others inherit from it stand in its front matter. While that
//! stays, but for title and description, and nothing in the page is doubtful or wrong, no other file is read otherwise.

use std::sync::Arc;

use crate::config::{Config, EditionConfig};
use crate::edition::{Blob, Content, Page};
use crate::path::SourcePath;

use super::document::{self, Document};
use super::projection::{self, Cut};
use super::{Manuscript, Wish, Written};

/// Takes the new bytes of a page of the current version; tells whether nothing but its words changed. Else nothing was
/// taken, and the handbook has to be read anew.
pub fn revise(manuscript: &mut Manuscript, config: &Config, source: &SourcePath, blob: &Blob) -> bool {
    let Some(at) = find(manuscript, source) else { return false };
    let old = &manuscript.versions[0].documents[at];
    let Content::Text(text) = &blob.content else { return false };
    let (new, findings) = document::read_text(source, Arc::clone(text), old.place.clone(), config);
    let new = Document { audience: old.audience, ..new };
    let is_free = findings.is_empty() && old.differs_in_words_alone(&new);
    if !is_free || !manuscript.ties.allow(&manuscript.versions, (at, &new), &config.audiences) {
        return false;
    }
    manuscript.versions[0].documents[at] = new;
    true
}

/// Gives a page of an edition with the words that the manuscript has for it now; none for one that data make.
pub fn revised(
    manuscript: &Manuscript,
    config: &Config,
    edition: &EditionConfig,
    wish: Wish,
    page: &Page,
) -> Option<Page> {
    let Written { documents, sections, .. } = manuscript.versions.first().filter(|_| page.row.is_none())?;
    let at = documents.binary_search_by(|document| document.source.cmp(&page.source)).ok()?;
    let meta = projection::meta(at, documents, sections, edition.audience, config);
    let Cut { text, map, hash, hides: is_cut } = projection::cut_text(&documents[at], config, edition, wish);
    Some(Page { meta, text, map, hash, is_cut, ..page.clone() })
}

fn find(manuscript: &Manuscript, source: &SourcePath) -> Option<usize> {
    let documents = &manuscript.versions.first()?.documents;
    documents.binary_search_by(|document| document.source.cmp(source)).ok()
}
