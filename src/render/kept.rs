//! What is kept of a press for a later run in which only the words of a few pages are new, and what such words are in.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::plan::{Item, Plan};
use super::{Press, Ties, context, data, history, metrics, search, successors, versions};
use crate::hash::Hash;
use crate::path::UrlPath;
use crate::redline::history::{History, Past};
use crate::site::{self, NodeId, Site};
use crate::theme::Theme;

/// What all pages of an edition share.
#[derive(Debug, Serialize, Deserialize)]
pub struct Kept {
    frame: context::Site,
    shared: Hash,
    /// Which pages changed.
    pub history: Arc<History>,
}

/// Takes what is kept of a press.
pub fn keep(press: &Press) -> Kept {
    Kept { frame: press.frame.clone(), shared: press.shared, history: Arc::clone(&press.history) }
}

/// Makes a press for a site that was kept; it has no plan, and knows nothing of metrics and rows.
pub fn recall(Kept { frame, shared, history }: Kept, site: Arc<Site>, theme: Arc<Theme>) -> Press {
    let mut templates = theme.templates.clone();
    templates.global_context().insert("site", &frame);
    let dialect = site::dialect(&site.edition.settings);
    let (choices, cards) = (data::no_choices(&site.edition), metrics::card::no_cards(&site.edition));
    let numbers = metrics::numbers(&site.edition);
    let ties = Arc::new(Ties { successors: successors(&site), numbers, choices, cards });
    let (plan, found) = (Arc::new(Plan::default()), search::found(&site).into());
    Press { site, history, theme, plan, frame, templates, shared, dialect, ties, found }
}

/// Tells whether a node of the current version is a page on which nothing but its own words depends on its text: no index, no
/// page of metrics or rows, no list.
pub fn stands_alone(press: &Press, id: NodeId) -> bool {
    let (site, version) = (&press.site, &press.site.edition.versions[0]);
    let node = &site.trees[0].nodes[id];
    let is_plain = node.page.is_some_and(|page| !version.pages[page].is_index && version.pages[page].row.is_none());
    is_plain
        && node.shows.is_none()
        && data::table_of(version, node).is_none()
        && matches!(press.plan.items.get(&node.url), Some(Item::Page(0, at)) if *at == id)
}

/// Lists the nodes of a version that stand where the page could stand that tells what it brought.
pub fn in_the_way(site: &Site, version: usize) -> Vec<NodeId> {
    let places = versions::release_places(site, version);
    places.filter_map(|(url, _)| site.trees[version].by_url.get(&url?).copied()).collect()
}

/// Lists the old versions of which a page lists everything that tells of a change to or from the current one.
pub fn told_at_large(site: &Site) -> Vec<usize> {
    let order = site::newest_first(&site.edition);
    let current = order.iter().position(|version| *version == 0).unwrap_or_default();
    order.into_iter().take(current + 2).filter(|version| *version > 0).collect()
}

/// Lists what the words of a page of the current version are in: itself, the pages that tell of its changes, and what the
/// versions brought that changed it.
pub fn with_words_of(press: &Press, id: NodeId) -> Vec<(UrlPath, Item)> {
    let site = &press.site;
    let mut items = vec![(site.trees[0].nodes[id].url.clone(), Item::Page(0, id))];
    let Some((home, past)) = press.history.of((0, id)) else { return items };
    let tells = |step: &usize| past.steps[*step].new.0 == 0 || past.steps[*step].old.0 == 0;
    let step = |step| Some((history::step_url(site, past, step)?, Item::History(home, step)));
    items.extend((0..past.steps.len()).filter(tells).filter_map(step));
    items.extend(
        brought(past).filter_map(|version| Some((versions::release_url(site, version)?, Item::Release(version)))),
    );
    items
}

/// Gives the versions that tell of a change to or from the current state of a page.
fn brought(past: &Past) -> impl Iterator<Item = usize> {
    let between = past.steps[..past.brought].iter();
    between.filter(|step| step.new.0 == 0 || step.old.0 == 0).map(|step| step.new.0)
}
