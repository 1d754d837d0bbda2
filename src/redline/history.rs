//! Which pages of a site changed from version to version, between which versions, and how much.
//!
//! Follows from a site alone, so from what the readers of one edition may know: a version or page that is not theirs has
//! no history here. A page is in as many states as it has texts and facts that differ from those of the version before.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::fields::{self, Field};
use super::{Redline, Source, Tally, Text, compare, tally, text};
use crate::edition::{Page, Version};
use crate::hash::Hash;
use crate::markdown::prepare::prepare;
use crate::memo::{Memo, Shelf};
use crate::path::{SourcePath, UrlPath};
use crate::site::{self, Node, NodeId, Site};

/// A page of a version: the version's place in the edition, and the node in its tree.
pub type Place = (usize, NodeId);

/// The pages that changed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Arc<Past>>", into = "Vec<Arc<Past>>")]
pub struct History {
    /// What became of each page, by the place where its history is told: the current version, else the newest that has
    /// the page.
    pub pages: BTreeMap<Place, Arc<Past>>,
    /// That place for each place of a page that changed.
    homes: Arc<Homes>,
}

impl From<Vec<Arc<Past>>> for History {
    fn from(pasts: Vec<Arc<Past>>) -> Self {
        let home = |past: &Arc<Past>| past.home();
        let places = pasts.iter().flat_map(|past| past.states.iter().map(|(place, _)| (*place, home(past))));
        let mut homes: Homes = places.collect();
        homes.sort_unstable();
        Self { homes: Arc::new(homes), pages: pasts.iter().map(|past| (home(past), Arc::clone(past))).collect() }
    }
}

impl From<History> for Vec<Arc<Past>> {
    fn from(history: History) -> Self {
        history.pages.into_values().collect()
    }
}

/// Where histories are told, by place, sorted.
type Homes = Vec<(Place, Place)>;

/// What became of a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Past {
    /// The versions that have it, the newest first; whether each brought a change.
    pub states: Vec<(Place, bool)>,
    /// The changes: from version to version, the newest first, then those from each older state to the current one.
    pub steps: Vec<Step>,
    /// How many of the steps are from version to version.
    pub brought: usize,
}

/// What changed between two versions of a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The page before.
    pub old: Place,
    /// The page after.
    pub new: Place,
    /// How much of its text changed.
    pub tally: Tally,
    /// What it says otherwise of itself.
    pub fields: Vec<Field>,
}

/// Finds what became of all pages of a site; empty where there is a single version.
pub fn trace(site: &Site, memo: &Memo) -> History {
    let order = site::newest_first(&site.edition);
    let lines: Vec<Vec<Place>> = site.lineage.lines.iter().map(|line| places(site, &order, line)).collect();
    let pasts: Vec<Option<Past>> = lines.par_iter().map(|places| past(site, places, memo)).collect();
    pasts.into_iter().flatten().map(Arc::new).collect::<Vec<_>>().into()
}

/// Finds again what became of a page of the current version whose words alone changed; none where more follows from
/// that than its own history, since the same addresses must stay.
pub fn revise(history: &Arc<History>, site: &Site, source: &SourcePath, memo: &Memo) -> Option<Arc<History>> {
    let is_it = |node: &Arc<Node>| written(site, 0, node).is_some_and(|page| page.source == *source);
    let Some(line) = site.trees.first().filter(|_| site.trees.len() > 1).and_then(|tree| {
        let node = tree.nodes.iter().position(is_it)?;
        site.lineage.of.first()?.get(node)
    }) else {
        return Some(Arc::clone(history));
    };
    let order = site::newest_first(&site.edition);
    let found = past(site, &places(site, &order, &site.lineage.lines[*line]), memo);
    let home = found.as_ref().map(Past::home);
    let known =
        site.lineage.lines[*line].iter().enumerate().find_map(|(version, node)| history.home((version, (*node)?)));
    match (found, known) {
        (None, None) => Some(Arc::clone(history)),
        (Some(found), Some(home_known)) if home == Some(home_known) => {
            let known = history.pages.get(&home_known)?;
            let ends = |past: &Past| past.steps.iter().map(|step| (step.old, step.new)).collect::<Vec<_>>();
            if ends(&found) != ends(known) || found.states != known.states {
                return None;
            }
            let mut revised = History::clone(history);
            revised.pages.insert(home_known, Arc::new(found));
            Some(Arc::new(revised))
        }
        _ => None,
    }
}

impl History {
    fn home(&self, place: Place) -> Option<Place> {
        self.homes.binary_search_by_key(&place, |(known, _)| *known).ok().map(|at| self.homes[at].1)
    }

    /// Gives what became of the page at a place, and where that is told.
    pub fn of(&self, place: Place) -> Option<(Place, &Past)> {
        let home = self.home(place)?;
        Some((home, self.pages.get(&home)?))
    }
}

impl Past {
    /// Gives the place where the history is told.
    pub fn home(&self) -> Place {
        let current = self.states.iter().find(|((version, _), _)| *version == 0);
        current.or(self.states.first()).map_or((0, 0), |(place, _)| *place)
    }

    /// Gives the step that leads from the state at a place to the current one.
    pub fn since(&self, place: Place) -> Option<usize> {
        let at = self.states.iter().position(|(state, _)| *state == place)?;
        // The newest version with the same state.
        let newest = (0..=at).rev().find(|at| *at == 0 || self.states[at - 1].1)?;
        let home = self.home();
        let is_it = |step: &Step| step.old == self.states[newest].0 && leads_to(&self.states, step.new, home);
        self.steps.iter().position(is_it)
    }
}

/// Tells whether a state is that of another place, a version later or more.
fn leads_to(states: &[(Place, bool)], from: Place, to: Place) -> bool {
    let at = |place| states.iter().position(|(state, _)| *state == place);
    match (at(from), at(to)) {
        (Some(from), Some(to)) => to <= from && states[to..from].iter().all(|(_, brought)| !brought),
        _ => false,
    }
}

/// Gives where a page stands in each version that has it written, the newest first.
fn places(site: &Site, order: &[usize], line: &[Option<NodeId>]) -> Vec<Place> {
    let place = |version: &usize| Some((*version, (*line.get(*version)?)?));
    order.iter().filter_map(place).filter(|(version, node)| site.trees[*version].nodes[*node].page.is_some()).collect()
}

/// Finds what became of a page; none where it is everywhere the same.
fn past(site: &Site, places: &[Place], memo: &Memo) -> Option<Past> {
    let between: Vec<Option<Step>> = places.windows(2).map(|pair| step(site, pair[1], pair[0], memo)).collect();
    if between.iter().all(Option::is_none) {
        return None;
    }
    let brought = |at: usize| between.get(at).is_some_and(Option::is_some);
    let states: Vec<(Place, bool)> = places.iter().enumerate().map(|(at, place)| (*place, brought(at))).collect();
    let current = states.iter().position(|((version, _), _)| *version == 0);
    // The newest version of each older state, but for the one that a step leads from already.
    let olds = current.map_or(0..0, |current| current + 1..states.len());
    let starts = olds.filter(|at| states[at - 1].1).skip(1);
    let since: Vec<Step> = starts.filter_map(|at| step(site, states[at].0, states[current?].0, memo)).collect();
    let mut steps: Vec<Step> = between.into_iter().flatten().collect();
    let brought = steps.len();
    steps.extend(since);
    Some(Past { states, steps, brought })
}

/// Compares a page with its state in a newer version; none where nothing changed that a reader sees.
fn step(site: &Site, old: Place, new: Place, memo: &Memo) -> Option<Step> {
    let ((before, then), (after, now)) = (at(site, old)?, at(site, new)?);
    let fields = fields::changed((&before.title, &then.meta), (&after.title, &now.meta));
    let tally = if then.hash == now.hash { Tally::default() } else { count(site, old, new, memo) };
    (tally.is_changed || !fields.is_empty()).then_some(Step { old, new, tally, fields })
}

/// Counts what changed between two texts; those that were compared before are kept.
fn count(site: &Site, old: Place, new: Place, memo: &Memo) -> Tally {
    let (Some((before, then)), Some((after, now))) = (at(site, old), at(site, new)) else { return Tally::default() };
    let dialect = site::dialect(&site.edition.settings);
    let roots = [old, new].map(|(version, _)| root(site, version));
    let links = (&before.links, &after.links);
    let headings = (before.title_heading, after.title_heading);
    let key = Hash::of_value(&(then.hash, now.hash, &dialect, &roots, links, headings));
    memo.get(Shelf::Redlines, key, || compared(site, old, new, tally).unwrap_or_default())
}

/// Compares the texts at two places and hands on what was found; none where there are no texts.
pub fn compared<T>(
    site: &Site,
    old: Place,
    new: Place,
    then: impl FnOnce(&Text<'_>, &Text<'_>, &Redline<'_>) -> T,
) -> Option<T> {
    let ((before, one), (after, other)) = (at(site, old)?, at(site, new)?);
    let dialect = site::dialect(&site.edition.settings);
    let roots = [old, new].map(|(version, _)| root(site, version));
    let (one, other) = (prepare(&one.text, &dialect), prepare(&other.text, &dialect));
    let names = text::same_links(Source::of(before, &roots[0]), Source::of(after, &roots[1]));
    let none = text::Names::new();
    let old = text::read(&one, &dialect, before.title_heading, &names);
    let new = text::read(&other, &dialect, after.title_heading, &none);
    Some(then(&old, &new, &compare(&old, &new)))
}

/// Gives the node and the page at a place.
pub fn at(site: &Site, (version, node): Place) -> Option<(&Node, &Page)> {
    let node = &**site.trees.get(version)?.nodes.get(node)?;
    Some((node, written(site, version, node)?))
}

fn written<'a>(site: &'a Site, version: usize, node: &Node) -> Option<&'a Page> {
    let Version { pages, .. } = site.edition.versions.get(version)?;
    pages.get(node.page?).map(|page| &**page)
}

/// Gives what links into a version start with.
pub fn root(site: &Site, version: usize) -> String {
    let base = site.edition.settings.base_url.as_ref().map_or("", |url| url.path());
    let root: UrlPath = site::version_root(&site.edition, version);
    root.href(base)
}
