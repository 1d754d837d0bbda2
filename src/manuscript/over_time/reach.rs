//! How far the words of a current page reach into old versions, told without their texts: by the runs of words that decide
//! what is closed there, and by those that old pages show to more than the narrowest readers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::super::document::Document;
use super::closed;
use super::ties::hides;
use crate::audience::Audience;
use crate::hash::Hash;
use crate::path::SourcePath;

/// The reaches of all current pages.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(in super::super) struct Reaches {
    /// The runs that decide what is closed, sorted.
    deciding: Vec<u64>,
    /// The runs of old pages that not only the narrowest readers may know, sorted; none where they are not known.
    open: Option<Vec<u64>>,
    /// By page; empty where there is a single version, in which no word reaches farther than its page.
    pages: BTreeMap<SourcePath, Reach>,
}

/// The reach of a page.
#[derive(Debug, Serialize, Deserialize)]
struct Reach {
    /// Whether any other word may concern an old version.
    is_bound: bool,
    /// Whether it has an old state that not only the narrowest readers may know.
    has_open_past: bool,
    /// The hash of its runs that matter in old versions.
    mattering: Hash,
}

impl Reaches {
    pub(super) fn of(deciding: Vec<u64>, open: Option<Vec<u64>>) -> Self {
        Self { deciding, open, pages: BTreeMap::new() }
    }

    pub(super) fn add(&mut self, document: &Document, is_bound: bool, has_open_past: bool) {
        let reach = Reach { is_bound, has_open_past, mattering: self.mattering(document) };
        self.pages.insert(document.source.clone(), reach);
    }

    /// Tells whether a current page with this text leaves the old versions as they are.
    pub(in super::super) fn allow(&self, after: &Document) -> bool {
        if self.pages.is_empty() {
            return true;
        }
        let Some(Reach { is_bound, has_open_past, mattering }) = self.pages.get(&after.source) else { return false };
        let hides = hides(after);
        !is_bound && !(hides && (*has_open_past || self.open.is_none())) && self.mattering(after) == *mattering
    }

    /// Gives the hash of what a page says that matters in old versions: the runs that decide, and those for some readers
    /// that old pages show to others.
    fn mattering(&self, document: &Document) -> Hash {
        let open = self.open.as_deref().unwrap_or_default();
        if self.deciding.is_empty() && (open.is_empty() || !hides(document)) {
            return Hash::of(b"");
        }
        let has = |runs: &[u64], run| runs.binary_search(&run).is_ok();
        let matters =
            |(run, whom): &(u64, Audience)| has(&self.deciding, *run) || *whom > Audience::WIDEST && has(open, *run);
        Hash::of_value(&closed::runs(document).into_iter().filter(matters).collect::<Vec<_>>())
    }
}
