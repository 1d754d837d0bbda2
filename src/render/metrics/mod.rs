//! Metrics as pages, as quotes in texts and as files: what [`crate::site::metrics`] computed, worded and drawn.
//!
//! All of it comes from the edition, so from what its readers may know.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Press, View, Work, view};
use crate::edition::metrics::Metric;
use crate::edition::{Edition, Page};
use crate::hash::Hash;
use crate::site::{Node, NodeId, Shows};

pub(super) mod card;
pub(super) mod files;
mod objectives;
mod overview;
mod page;
mod picture;
pub(super) mod quote;
#[cfg(test)]
mod tests;
mod words;

/// Gives the hash of each metric of each version, by id.
pub(super) fn numbers(edition: &Edition) -> Vec<BTreeMap<String, Hash>> {
    let hash = |metric: &Metric| (metric.id.clone(), Hash::of_value(metric));
    edition.versions.iter().map(|version| version.metrics.metrics.par_iter().map(hash).collect()).collect()
}

/// Gathers what a page that data make is made from.
pub(super) fn work(press: &Press, version: usize, id: NodeId, shows: Shows) -> Work<'_> {
    let node = &*press.site.trees[version].nodes[id];
    let written: Option<&Page> = node.page.map(|page| &*press.site.edition.versions[version].pages[page]);
    let mut view = View { page: view::page(press, version, id), ..View::default() };
    let name = match shows {
        Shows::Metric(number) => {
            let metric = press.site.edition.versions[version].metrics.metrics.get(number);
            view.metric = metric.map(|metric| page::page(press, version, metric));
            "metric.html"
        }
        Shows::Summary => "metrics-summary.html",
        Shows::Dashboard | Shows::Group(_) | Shows::Objectives => "metrics.html",
    };
    if !matches!(shows, Shows::Metric(_)) {
        view.metrics = Some(overview::overview(press, version, shows));
    }
    if written.is_none() {
        "metrics".clone_into(&mut view.page.kind);
        view.page.lead = Some(node.description.clone()).filter(|words| !words.is_empty());
    }
    let body: Option<(&Node, &Page)> = written.map(|page| (node, page));
    let quotes = body.map(|(node, _)| quote::of(press, version, node)).unwrap_or_default();
    Work::Template { name: name.to_owned(), view: Box::new(view), body, quotes }
}
