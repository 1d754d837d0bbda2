//! The objectives of the strategy, each with the metrics that serve it.
//!
//! A metric names the id of a page, or words of one of a page's objectives. What no page of this edition has is not
//! named anywhere.

use super::card;
use crate::edition::Page;
use crate::edition::metrics::Metric;
use crate::render::Press;
use crate::render::context::Link;
use crate::render::context::metrics::Objective;
use crate::render::navigation::link;
use crate::render::view::base;
use crate::site::NodeId;

/// Gathers the objectives that have a metric, in the order of the pages that state them.
pub(super) fn objectives(press: &Press, version: usize) -> Vec<Objective> {
    let metrics = &press.site.edition.versions[version].metrics.metrics;
    let mut found: Vec<(NodeId, Option<usize>, Vec<&Metric>)> = Vec::new();
    for metric in metrics {
        let Some((node, place)) = place(press, version, metric) else { continue };
        match found.iter_mut().find(|known| (known.0, known.1) == (node, place)) {
            Some(known) => known.2.push(metric),
            None => found.push((node, place, vec![metric])),
        }
    }
    found.sort_by_key(|(node, place, _)| (*node, *place));
    let objective = |(number, (node, place, metrics)): (usize, (NodeId, Option<usize>, Vec<&Metric>))| {
        let page = link(&press.site.trees[version], node, base(press));
        let words = place.and_then(|at| written(press, version, node)?.meta.objectives.get(at).cloned());
        Objective {
            title: words.unwrap_or_else(|| page.title.clone()),
            page,
            id: format!("objective:{}", number + 1),
            cards: metrics.iter().map(|metric| card::card(press, version, metric)).collect(),
        }
    };
    found.into_iter().enumerate().map(objective).collect()
}

/// Gives the page whose objective a metric serves.
pub(super) fn page_of(press: &Press, version: usize, metric: &Metric) -> Option<Link> {
    let (node, _) = place(press, version, metric)?;
    Some(link(&press.site.trees[version], node, base(press)))
}

/// Finds the page that a metric's objective names, and which of its objectives.
fn place(press: &Press, version: usize, metric: &Metric) -> Option<(NodeId, Option<usize>)> {
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
