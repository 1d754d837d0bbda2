//! The pages that data make: the dashboard of the metrics, their groups, each of them, the objectives, the summary.
//!
//! Receives a version and gives what the tree has to grow, parents before children. A written page at the same address
//! is not replaced: its text stands as the introduction. Where there are no metrics, there is nothing here.

use crate::edition::Version;
use crate::edition::metrics::{Group, Metric};
use crate::path::{UrlPath, segment};

/// What a node shows beside the text of its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Shows {
    /// All metrics.
    Dashboard,
    /// The metrics on one sheet of paper.
    Summary,
    /// The strategy's objectives, each with its metrics.
    Objectives,
    /// The metrics of the group at that place.
    Group(usize),
    /// The metric at that place.
    Metric(usize),
}

/// A node that the tree has to grow.
#[derive(Debug)]
pub(super) struct Wanted {
    /// Where it stands.
    pub(super) url: UrlPath,
    /// Its title, where no page gives another.
    pub(super) title: String,
    /// One or two sentences about it.
    pub(super) description: String,
    /// What it shows.
    pub(super) shows: Shows,
    /// The place of the one above in this list; none hangs below the home page.
    pub(super) parent: Option<usize>,
}

/// Gives the address of a file or page of the metrics: `rest` below `/metrics/`.
pub fn metrics_url(root: &UrlPath, rest: &str) -> Option<UrlPath> {
    UrlPath::new(&format!("{root}metrics/{rest}")).ok()
}

/// Gives the address of a metric's page.
pub fn metric_url(root: &UrlPath, metric: &Metric) -> Option<UrlPath> {
    metrics_url(root, &format!("{}/", segment(&metric.id)))
}

/// Lists the nodes that a version's data make.
pub(super) fn wanted(version: &Version, root: &UrlPath) -> Vec<Wanted> {
    let known = &version.metrics;
    let mut wanted = Vec::new();
    if known.metrics.is_empty() {
        return wanted;
    }
    let mut add = |rest: &str, title: &str, description: Option<&String>, shows, parent| {
        let Some(url) = metrics_url(root, rest) else { return };
        let (title, description) = (title.to_owned(), description.cloned().unwrap_or_default());
        wanted.push(Wanted { url, title, description, shows, parent });
    };
    add("", "Metrics", None, Shows::Dashboard, None);
    add("summary/", "Summary", None, Shows::Summary, Some(0));
    let mut next = 2;
    if known.metrics.iter().any(|metric| metric.objective.is_some()) {
        add("objectives/", "Objectives", None, Shows::Objectives, Some(0));
        next += 1;
    }
    let first_group = next;
    for (number, Group { id, title, description, .. }) in known.groups.iter().enumerate() {
        add(&format!("groups/{}/", segment(id)), title, description.as_ref(), Shows::Group(number), Some(0));
    }
    for (number, metric) in known.metrics.iter().enumerate() {
        let group = known.groups.iter().position(|group| metric.group.as_ref() == Some(&group.id));
        let parent = group.map_or(0, |group| first_group + group);
        let about = metric.question.as_ref().or(metric.definition.as_ref());
        add(&format!("{}/", segment(&metric.id)), &metric.title, about, Shows::Metric(number), Some(parent));
    }
    wanted
}
