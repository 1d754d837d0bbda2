//! The objectives of the strategy, each with the metrics that serve it.
//!
//! A metric names the id of a page, or words of one of a page's objectives. What no page of this edition has is not
//! named anywhere.

use std::collections::BTreeMap;

use super::card;
use crate::edition::metrics::Metric;
use crate::edition::{Kind, Page};
use crate::render::Press;
use crate::render::context::Link;
use crate::render::context::metrics::Objective;
use crate::render::navigation::link;
use crate::render::view::base;
use crate::site::NodeId;

/// The page that states an objective, and which of its objectives it is; none is the page as a whole.
type Place = (NodeId, Option<usize>);

/// Gathers the objectives of the strategy and those that a metric names, in the order of the pages that state them.
pub(super) fn objectives(press: &Press, version: usize) -> Vec<Objective> {
    let mut found: BTreeMap<Place, Vec<&Metric>> = BTreeMap::new();
    for node in 0..press.site.trees[version].nodes.len() {
        let Some(page) = written(press, version, node).filter(|page| page.meta.kind == Kind::Strategy) else {
            continue;
        };
        found.extend((0..page.meta.objectives.len()).map(|number| ((node, Some(number)), Vec::new())));
    }
    for metric in &press.site.edition.versions[version].metrics.metrics {
        if let Some(place) = place(press, version, metric) {
            found.entry(place).or_default().push(metric);
        }
    }
    let objective = |(number, (place, metrics)): (usize, (Place, Vec<&Metric>))| Objective {
        title: title(press, version, place),
        page: link(&press.site.trees[version], place.0, base(press)),
        id: format!("objective:{}", number + 1),
        cards: metrics.iter().map(|metric| card::card(press, version, metric)).collect(),
    };
    found.into_iter().enumerate().map(objective).collect()
}

/// Gives the words of an objective; the title of the page that is one as a whole.
fn title(press: &Press, version: usize, (node, number): Place) -> String {
    let words = number.and_then(|number| written(press, version, node)?.meta.objectives.get(number).cloned());
    words.unwrap_or_else(|| link(&press.site.trees[version], node, base(press)).title)
}

/// Gives the objective that a metric serves, and the page that states it.
pub(super) fn link_of(press: &Press, version: usize, metric: &Metric) -> Option<Link> {
    let place = place(press, version, metric)?;
    let page = link(&press.site.trees[version], place.0, base(press));
    Some(Link { title: title(press, version, place), ..page })
}

/// Finds the page that a metric's objective names, and which of its objectives.
fn place(press: &Press, version: usize, metric: &Metric) -> Option<Place> {
    let wanted = metric.objective.as_deref()?.trim();
    let tree = &press.site.trees[version];
    if let Some(node) = tree.by_id.get(wanted) {
        return Some((*node, None));
    }
    let wanted = wanted.to_lowercase();
    let stated = |node: NodeId| {
        let objectives = &written(press, version, node)?.meta.objectives;
        objectives.iter().position(|words| !wanted.is_empty() && words.to_lowercase().contains(&wanted))
    };
    (0..tree.nodes.len()).find_map(|node| Some((node, Some(stated(node)?))))
}

fn written(press: &Press, version: usize, node: NodeId) -> Option<&Page> {
    let page = press.site.trees[version].nodes[node].page?;
    Some(&press.site.edition.versions[version].pages[page])
}
