//! What ties the current pages to old ones: where a new text of one page may close or open something in an old version.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::super::Written;
use super::super::document::Document;
use super::closed::{self, Place, Runs, Spread};
use super::parts::{self, Heirs};
use super::reach::Reaches;
use crate::audience::{Audience, Audiences};
use crate::edition::lineage::Lineage;
use crate::path::SourcePath;

/// The current pages whose words have a say in old versions.
#[derive(Debug, Default)]
pub(in super::super) struct Ties {
    /// Those whose texts were compared with old ones, to know which page is which.
    compared: BTreeSet<SourcePath>,
    /// Those that have an old state which not only the narrowest readers may know, and all their states.
    open_past: BTreeMap<SourcePath, Vec<Place>>,
    /// The runs of words that decide what is closed, and the documents that they went over to.
    deciding: Runs,
    heirs: Heirs,
}

impl Ties {
    /// Gathers the ties.
    pub(super) fn of(versions: &[Written], lineage: &Lineage, spread: Spread, narrowest: Audience) -> Self {
        let current = versions.first().map_or(&[][..], |current| &current.documents);
        let source = |page: usize| current[page].source.clone();
        let is_open = |(version, page): &Place| versions[*version].documents[*page].audience < narrowest;
        let states = |line: &Vec<Option<usize>>| {
            let states = parts::places(line);
            let first = line.first().copied().flatten()?;
            states[1..].iter().any(is_open).then(|| (source(first), states))
        };
        Self {
            compared: lineage.compared.iter().map(|page| source(*page)).collect(),
            open_past: lineage.lines.iter().filter_map(states).collect(),
            deciding: spread.deciding,
            heirs: spread.heirs,
        }
    }

    /// Gives what a later run needs to tell whether a new text of a current page leaves the old versions as they are.
    pub(in super::super) fn reaches(&self, versions: &[Written], narrowest: Audience) -> Reaches {
        let Some((current, [_, ..])) = versions.split_first() else { return Reaches::default() };
        let hides_any = current.documents.iter().any(hides);
        let open = hides_any.then(|| closed::open_runs(versions, narrowest));
        let mut reaches = Reaches::of(self.deciding.sorted(), open);
        let heirs: BTreeSet<Place> = self.heirs.values().flatten().copied().collect();
        for (at, document) in current.documents.iter().enumerate() {
            let states = self.open_past.get(&document.source);
            let is_closed = |states: &Vec<Place>| hides(document) || self.has_closed(versions, states);
            let is_bound =
                self.compared.contains(&document.source) || heirs.contains(&(0, at)) || states.is_some_and(is_closed);
            reaches.add(document, is_bound, states.is_some());
        }
        reaches
    }

    /// Tells whether a new text of a current page leaves the old versions as they are.
    pub(in super::super) fn allow(
        &self,
        versions: &[Written],
        (at, after): (usize, &Document),
        names: &Audiences,
    ) -> bool {
        let before = &versions[0].documents[at];
        let is_heir = self.heirs.values().any(|heirs| heirs.contains(&(0, at)));
        if self.compared.contains(&before.source) || is_heir {
            return false;
        }
        if let Some(states) = self.open_past.get(&before.source) {
            let closed = |current: &Document| {
                let document = |(version, page): Place| {
                    if (version, page) == (0, at) { current } else { &versions[version].documents[page] }
                };
                format!("{:?}", parts::of_line(&document, states, &self.heirs, names))
            };
            if (hides(before) || hides(after) || self.has_closed(versions, states)) && closed(before) != closed(after) {
                return false;
            }
        }
        versions.len() < 2 || self.allow_runs(versions, before, after)
    }

    fn has_closed(&self, versions: &[Written], states: &[Place]) -> bool {
        let document = |(version, page): &Place| &versions[*version].documents[*page];
        states.iter().any(|place| hides(document(place)) || self.heirs.contains_key(place))
    }

    fn allow_runs(&self, versions: &[Written], before: &Document, after: &Document) -> bool {
        let (old, new) = (closed::runs(before), closed::runs(after));
        if old.symmetric_difference(&new).any(|(run, _)| self.deciding.has(*run)) {
            return false;
        }
        let is_narrow = |(run, whom): &(u64, Audience)| (*whom > Audience::WIDEST).then_some(*run);
        let known: HashSet<u64> = old.iter().filter_map(is_narrow).collect();
        let fresh = new.iter().filter_map(is_narrow).filter(|run| !known.contains(run));
        !closed::is_in_old(versions, &Runs::of(fresh.collect()))
    }
}

/// Tells whether a document has text for some readers alone.
pub(super) fn hides(document: &Document) -> bool {
    document.audience > Audience::WIDEST || !document.marks.is_empty() || document.marked_front.is_some()
}
