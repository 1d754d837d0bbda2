//! The pages about versions: the list of all, what each of them brought, and what is said of a page that is left in old
//! ones alone.
//!
//! All of it follows from what the edition's readers may know; a page that is hidden from them is neither listed nor counted.

use super::context::changes::Changed;
use super::context::versions::{Gone, Moved, Release, ReleaseLine, Releases};
use super::context::{Link, Page};
use super::navigation::{link, sidebar};
use super::versions::{at_home, is_upcoming, nearest, release_url, standing};
use super::view::{bare, base};
use super::words::day;
use super::{Press, View, history};
use crate::edition;
use crate::path::UrlPath;
use crate::redline::Tally;
use crate::redline::history::Step;
use crate::site::{self, Node, NodeId, Site};

/// Gathers what is said where a page stood that old versions alone have.
pub(super) fn gone(press: &Press, version: usize, id: NodeId, url: &UrlPath) -> View {
    let (site, base) = (&*press.site, base(press));
    let node = &site.trees[version].nodes[id];
    let written = written(site, version, node);
    let successors = written.and_then(|page| press.ties.successors.get(page.meta.id.as_ref()?));
    let (near, _) = nearest(site, version, id, 0);
    let gone = Gone {
        title: node.title.clone(),
        version: name(site, version),
        href: node.url.href(base),
        successors: successors.into_iter().flatten().map(|&id| link(&site.trees[0], id, base)).collect(),
        near: link(&site.trees[0], near, base),
    };
    let page = Page { noindex: true, canonical: None, ..page(press, &node.title, url, "gone") };
    View { page, gone: Some(gone), ..View::default() }
}

/// Gathers the list of all versions.
pub(super) fn all(press: &Press, url: &UrlPath) -> View {
    let (site, base) = (&*press.site, base(press));
    let line = |version: usize| {
        let there = &site.edition.versions[version];
        ReleaseLine {
            name: name(site, version),
            date: there.date.map(day),
            note: there.note.clone(),
            home: site.trees[version].nodes[0].url.href(base),
            href: release_url(site, version).map(|url| url.href(base)),
            pages: there.pages.len(),
            standing: standing(&site.edition, version),
        }
    };
    let all = site::newest_first(&site.edition).into_iter().map(line).collect();
    View { page: page(press, "Versions", url, "releases"), releases: Some(Releases { all }), ..View::default() }
}

/// Gathers what a version brought.
pub(super) fn release(press: &Press, version: usize, url: &UrlPath) -> View {
    let (site, base) = (&*press.site, base(press));
    let there = &site.edition.versions[version];
    let before = before(site, version);
    let mut release = Release {
        name: name(site, version),
        date: there.date.map(day),
        upcoming: is_upcoming(&site.edition, there),
        note: there.note.clone(),
        home: site.trees[version].nodes[0].url.href(base),
        before: before
            .and_then(|before| Some(Link { title: name(site, before), href: release_url(site, before)?.href(base) })),
        added: Vec::new(),
        changed: Vec::new(),
        restated: Vec::new(),
        moved: Vec::new(),
        retired: Vec::new(),
        unchanged: 0,
        duties: 0,
    };
    if let Some(before) = before {
        compare(press, (before, version), base, &mut release);
        release.duties = release.changed.iter().map(|page| page.duties).sum();
    }
    let title = format!("Version {}", release.name);
    let mut page = page(press, &title, url, "release");
    page.crumbs.push(Link { title: "Versions".to_owned(), href: super::versions::list_url().href(base) });
    View { page, release: Some(release), ..View::default() }
}

/// Gives the version that was in force before another.
fn before(site: &Site, version: usize) -> Option<usize> {
    let order = site::newest_first(&site.edition);
    let at = order.iter().position(|other| *other == version)?;
    order.get(at + 1).copied()
}

/// Sorts out the written pages of two versions: new, changed, moved, as they were, gone.
fn compare(press: &Press, (old, new): (usize, usize), base: &str, release: &mut Release) {
    let site = &*press.site;
    let (before, after) = (&site.trees[old], &site.trees[new]);
    for (id, node) in after.nodes.iter().enumerate() {
        if written(site, new, node).is_none() {
            continue;
        }
        let Some(then) = site::counterpart(site, new, id, old).map(|then| &before.nodes[then]) else {
            release.added.push(link(after, id, base));
            continue;
        };
        let (from, to) = (below(site, old, then), below(site, new, node));
        let is_moved = from != to;
        let change =
            site::counterpart(site, new, id, old).and_then(|then| history::brought(press, (old, then), (new, id)));
        if is_moved {
            let Link { title, href } = link(after, id, base);
            release.moved.push(Moved { title, href, from: format!("/{from}") });
        }
        release.unchanged += usize::from(!is_moved && change.is_none());
        let change = change.map(|(history, step)| changed(link(after, id, base), history, step));
        let is_new_text = change.as_ref().is_some_and(|change| change.is_text_changed);
        if is_new_text { &mut release.changed } else { &mut release.restated }.extend(change);
    }
    let is_gone = |(id, node): &(usize, &std::sync::Arc<Node>)| {
        node.page.is_some() && site::counterpart(site, old, *id, new).is_none()
    };
    release.retired = before.nodes.iter().enumerate().filter(is_gone).map(|(id, _)| link(before, id, base)).collect();
}

fn changed(Link { title, href }: Link, history: Option<Link>, step: &Step) -> Changed {
    let Tally { inserted, deleted, duties, is_changed: is_text_changed, .. } = step.tally;
    let fields = step.fields.iter().map(|field| field.name.clone()).collect();
    Changed { title, href, history: history.map(|link| link.href), is_text_changed, inserted, deleted, duties, fields }
}

fn below<'a>(site: &Site, version: usize, node: &'a Node) -> &'a str {
    let root = site::version_root(&site.edition, version);
    node.url.as_str().strip_prefix(root.as_str()).unwrap_or_default()
}

fn written<'a>(site: &'a Site, version: usize, node: &Node) -> Option<&'a edition::Page> {
    node.page.map(|page| &*site.edition.versions[version].pages[page])
}

fn name(site: &Site, version: usize) -> String {
    site.edition.versions[version].name.as_ref().map_or_else(String::new, |name| name.as_str().to_owned())
}

fn page(press: &Press, title: &str, url: &UrlPath, kind: &str) -> Page {
    let (base, tree) = (base(press), &press.site.trees[0]);
    Page {
        kind: kind.to_owned(),
        crumbs: vec![link(tree, 0, base)],
        nav: sidebar(tree, None, base),
        versions: at_home(press),
        ..bare(press, title, &url.href(base))
    }
}
