//! The pages that show several metrics: the dashboard, a group, the objectives, the summary.

use super::{card, objectives};
use crate::edition::metrics::{Group, Metric};
use crate::path::segment;
use crate::render::context::Link;
use crate::render::context::metrics::{MetricGroup, Metrics};
use crate::render::words::day;
use crate::render::{Press, view};
use crate::site::{self, Shows};

/// Gathers what such a page says.
pub(super) fn overview(press: &Press, version: usize, shows: Shows) -> Metrics {
    let known = &press.site.edition.versions[version].metrics;
    let (word, groups) = match shows {
        Shows::Group(number) => {
            ("group", known.groups.get(number).map(|group| members(press, version, Some(group))).into_iter().collect())
        }
        Shows::Objectives => ("objectives", Vec::new()),
        Shows::Summary => ("summary", all(press, version)),
        Shows::Dashboard | Shows::Metric(_) => ("dashboard", all(press, version)),
    };
    let mut view = Metrics {
        shows: word.to_owned(),
        groups,
        as_of: Some(day(known.as_of)),
        api: super::files::api(&site::version_root(&press.site.edition, version))
            .map(|url| url.href(view::base(press)))
            .unwrap_or_default(),
        ..Metrics::default()
    };
    if shows == Shows::Objectives {
        view.objectives = objectives::objectives(press, version);
    }
    count(&mut view);
    view
}

fn count(view: &mut Metrics) {
    let cards = || view.groups.iter().flat_map(|group| &group.cards);
    let count = cards().count();
    let aimed = cards().filter(|card| card.target.is_some()).count();
    let reached = cards().filter(|card| card.reach.as_deref() == Some("met")).count();
    let stale = cards().filter(|card| card.stale.is_some()).count();
    (view.count, view.aimed, view.reached, view.stale) = (count, aimed, reached, stale);
}

/// Gives all metrics by group; those of none come first, without a heading.
fn all(press: &Press, version: usize) -> Vec<MetricGroup> {
    let known = &press.site.edition.versions[version].metrics;
    let groups = [None].into_iter().chain(known.groups.iter().map(Some));
    groups.map(|group| members(press, version, group)).filter(|group| !group.cards.is_empty()).collect()
}

fn members(press: &Press, version: usize, group: Option<&Group>) -> MetricGroup {
    let known = &press.site.edition.versions[version].metrics;
    let id = group.map(|group| &group.id);
    let is_known = |id: &&String| known.groups.iter().any(|group| group.id == **id);
    let mine = known.metrics.iter().filter(|metric| metric.group.as_ref().filter(is_known) == id);
    MetricGroup {
        title: group.map(|group| group.title.clone()),
        href: group.and_then(|group| group_href(press, version, group)),
        id: group.map(|group| format!("group:{}", segment(&group.id))),
        description: group.and_then(|group| group.description.clone()),
        cards: mine.map(|metric| card::card(press, version, metric)).collect(),
    }
}

/// Gives the link to the group of a metric.
pub(super) fn group_link(press: &Press, version: usize, metric: &Metric) -> Option<Link> {
    let groups = &press.site.edition.versions[version].metrics.groups;
    let group = groups.iter().find(|group| metric.group.as_ref() == Some(&group.id))?;
    Some(Link { title: group.title.clone(), href: group_href(press, version, group)? })
}

fn group_href(press: &Press, version: usize, group: &Group) -> Option<String> {
    let root = site::version_root(&press.site.edition, version);
    let url = site::metrics_url(&root, &format!("groups/{}/", segment(&group.id)))?;
    Some(url.href(view::base(press)))
}
