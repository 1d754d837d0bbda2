//! What a page says of the versions of its handbook: the switcher, the banner, the address to cite; and where a version
//! stands.
//!
//! Every link leads to a page that the edition has. Where a version does not have the page, it leads to what stands
//! closest above it there, at last to the version's first page.

use std::collections::BTreeMap;

use super::context::versions::{Banner, InVersion, Versions};
use super::view::base;
use super::words::day;
use super::{Press, history};
use crate::edition::{Edition, Version};
use crate::path::UrlPath;
use crate::site::{self, NodeId, Site};

/// The address of the list of all versions.
pub(super) fn list_url() -> UrlPath {
    UrlPath::new("/v/").expect("a fixed address")
}

/// Gives the address by which a version is named for good, whether it is the current one or not.
pub(super) fn named_root(edition: &Edition, version: usize) -> Option<UrlPath> {
    let name = edition.versions.get(version)?.name.as_ref()?;
    UrlPath::new(&format!("/v/{}/", name.as_str())).ok()
}

/// Gives the address of a page of the current version in the version of that name.
pub(super) fn named_url(edition: &Edition, url: &UrlPath) -> Option<UrlPath> {
    let root = named_root(edition, 0)?;
    UrlPath::new(&format!("{root}{}", url.as_str().trim_start_matches('/'))).ok()
}

/// Gives the address of the page that tells what a version brought; none where the version's own pages leave no room.
pub(super) fn release_url(site: &Site, version: usize) -> Option<UrlPath> {
    let root = named_root(&site.edition, version)?;
    let is_free = |url: &UrlPath| !site.trees[version].by_url.contains_key(url);
    let mut places = release_places(site, version);
    let (_, name) = places.find(|(url, _)| url.as_ref().is_some_and(is_free))?;
    UrlPath::new(&format!("{root}{name}/")).ok()
}

/// Lists the names that this page may have, each with the address that must be free for it below the version's own root.
pub(super) fn release_places(site: &Site, version: usize) -> impl Iterator<Item = (Option<UrlPath>, &'static str)> {
    let own = site::version_root(&site.edition, version);
    ["release", "release-notes"].into_iter().map(move |name| (UrlPath::new(&format!("{own}{name}/")).ok(), name))
}

/// Gives the addresses at the root that pages of old versions had when they were current, and what stood there: the
/// newest version that has it. A page that stands where it stood is none of them.
pub(super) fn left_addresses(site: &Site) -> Vec<(usize, NodeId, UrlPath)> {
    let mut left = BTreeMap::new();
    let old = site::newest_first(&site.edition).into_iter().filter(|&version| is_past(&site.edition, version));
    for version in old {
        let root = site::version_root(&site.edition, version);
        for (id, node) in site.trees[version].nodes.iter().enumerate() {
            let below = node.url.as_str().strip_prefix(root.as_str()).unwrap_or_default();
            let Ok(url) = UrlPath::new(&format!("/{below}")) else { continue };
            if !site.trees[0].by_url.contains_key(&url) {
                left.entry(url).or_insert((version, id));
            }
        }
    }
    left.into_iter().map(|(url, (version, id))| (version, id, url)).collect()
}

fn is_past(edition: &Edition, version: usize) -> bool {
    version > 0 && !is_upcoming(edition, &edition.versions[version])
}

/// Tells whether a version comes into force later.
pub(super) fn is_upcoming(edition: &Edition, version: &Version) -> bool {
    site::is_upcoming(edition, version)
}

/// Tells in a word whether a version is in force.
pub(super) fn standing(edition: &Edition, version: usize) -> &'static str {
    match edition.versions.get(version) {
        _ if version == 0 => "current",
        Some(there) if is_upcoming(edition, there) => "upcoming",
        _ => "past",
    }
}

/// Gathers what the page of a node says of the versions; none where the handbook names none.
pub(super) fn of(press: &Press, version: usize, id: NodeId) -> Option<Versions> {
    let (site, base) = (&*press.site, base(press));
    let node = &site.trees[version].nodes[id];
    let lasting = if version == 0 { named_url(&site.edition, &node.url)? } else { node.url.clone() };
    let href = lasting.href(base);
    let address = site.edition.settings.base_url.as_ref().map_or_else(|| href.clone(), |url| url.absolute(&href));
    let changes = history::of(press, (version, id));
    Some(Versions { cite: Some(address), banner: banner(press, version, id), changes, ..leading(press, version, id)? })
}

/// Gathers what a page says of the versions that stands in the current one and in no other, like the page of a tag.
pub(super) fn at_home(press: &Press) -> Option<Versions> {
    leading(press, 0, 0)
}

fn leading(press: &Press, version: usize, id: NodeId) -> Option<Versions> {
    let (site, base) = (&*press.site, base(press));
    let entry = |(other, there): (usize, &Version)| {
        let (node, is_there) = nearest(site, version, id, other);
        Some(InVersion {
            name: there.name.as_ref()?.as_str().to_owned(),
            date: there.date.map(day),
            href: site.trees[other].nodes[node].url.href(base),
            here: other == version,
            standing: standing(&site.edition, other),
            absent: !is_there,
        })
    };
    let all = site.edition.versions.iter().enumerate().filter_map(entry).collect();
    let name = site.edition.versions[version].name.as_ref()?.as_str().to_owned();
    Some(Versions { name, all, cite: None, banner: None, list: list_url().href(base), changes: None })
}

fn banner(press: &Press, version: usize, id: NodeId) -> Option<Banner> {
    let site = &*press.site;
    if version == 0 {
        return None;
    }
    let (node, is_there) = nearest(site, version, id, 0);
    let node = &site.trees[0].nodes[node];
    let own = &site.edition.versions[version];
    Some(Banner {
        date: own.date.map(day),
        upcoming: is_upcoming(&site.edition, own),
        current: site.edition.versions[0].name.as_ref()?.as_str().to_owned(),
        href: node.url.href(base(press)),
        title: node.title.clone(),
        absent: !is_there,
    })
}

/// Finds the page in another version, or what of the pages above it is there; tells whether it is the page itself.
pub(super) fn nearest(site: &Site, version: usize, id: NodeId, other: usize) -> (NodeId, bool) {
    let above = std::iter::successors(Some(id), |id| site.trees[version].nodes[*id].parent);
    let mut found =
        above.enumerate().filter_map(|(steps, id)| Some((site::counterpart(site, version, id, other)?, steps == 0)));
    found.next().unwrap_or((0, false))
}
