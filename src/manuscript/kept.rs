//! What is kept of the current pages to tell in a later run whether nothing but the words of some of them is new.
//!
//! What a page says of itself and who may read it follow from front matter and folders; while those stay, a page can be
//! read alone. That its words leave the old versions as they are is `over_time`'s to say. No text is kept here, and none
//! of what others must not know: the hashes lie in the cache, beside those of everything else.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::document::{self, Document};
use super::over_time::Reaches;
use super::place::{Place, below};
use super::projection::{self, Cut};
use super::{Manuscript, Wish};
use crate::audience::Audience;
use crate::config::{Config, EditionConfig};
use crate::edition::{Blob, Content, Page};
use crate::hash::Hash;
use crate::path::SourcePath;

/// The current pages, as far as a later run needs them.
#[derive(Debug, Serialize, Deserialize)]
pub struct Kept {
    pages: BTreeMap<SourcePath, Standing>,
    reaches: Reaches,
}

/// How a page stood.
#[derive(Debug, Serialize, Deserialize)]
struct Standing {
    audience: Audience,
    /// The hash of all that stands before its Markdown.
    front: Hash,
}

/// A current page with other words than it had.
#[derive(Debug)]
pub struct Reworded(Document);

/// Takes what is kept of a manuscript.
pub fn keep(manuscript: &Manuscript, config: &Config) -> Kept {
    let current = manuscript.versions.first();
    let plain = |document: &&Document| !document.is_doubtful && document.caveats.is_empty();
    let standing = |document: &Document| Standing { audience: document.audience, front: front(document) };
    let pages = current.into_iter().flat_map(|current| current.documents.iter().filter(plain));
    Kept {
        pages: pages.map(|document| (document.source.clone(), standing(document))).collect(),
        reaches: manuscript.ties.reaches(&manuscript.versions, config.audiences.narrowest()),
    }
}

/// Reads a current page of the folder `content` that has other bytes than it had; none where more may follow from that than
/// that it says something else.
pub fn reword(
    Kept { pages, reaches }: &Kept,
    content: &str,
    (source, blob): (&SourcePath, &Blob),
    config: &Config,
) -> Option<Reworded> {
    let Standing { audience, front: before } = pages.get(source)?;
    let Content::Text(text) = &blob.content else { return None };
    let place = Place::new(below(source, content)?, config.keep_number_prefixes)?;
    let (document, findings) = document::read_text(source, Arc::clone(text), place, config);
    let document = Document { audience: *audience, ..document };
    let is_plain = findings.is_empty() && !document.is_doubtful && document.caveats.is_empty();
    (is_plain && front(&document) == *before && reaches.allow(&document)).then_some(Reworded(document))
}

fn front(document: &Document) -> Hash {
    Hash::of(&document.text.as_bytes()[..document.body.start])
}

impl Reworded {
    /// Gives the page as an edition that has it shows it now; `page` is what it was.
    pub fn page(&self, config: &Config, edition: &EditionConfig, wish: Wish, page: &Page) -> Page {
        let Cut { text, map, hash, hides: is_cut } = projection::cut_text(&self.0, config, edition, wish);
        Page { text, map, hash, is_cut, ..page.clone() }
    }
}
