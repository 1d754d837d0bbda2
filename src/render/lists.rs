//! Pages that list other pages: sections, the home page, tags.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::civil::Date;

use super::Press;
use super::context::{Entry, Group, Home, More, Recent, Section, Tag, TagCount, Tags};
use super::navigation::link;
use super::view::base;
use super::words::{day, status};
use crate::edition::{Kind, Page, Status};
use crate::site::{Node, NodeId, Target, Tree};

/// How many entries a sub-section shows on the page of its section.
const MOST: usize = 20;
/// How many changed pages the home page shows.
const RECENT: usize = 5;

/// Lists what stands in a folder: its own pages, then a group for each folder in it. What the body lists is left out.
pub(super) fn section(press: &Press, version: usize, id: NodeId) -> Section {
    let tree = &press.site.trees[version];
    let (mut shown, is_rest) = unlisted(tree, &tree.nodes[id], base(press));
    if super::data::table_of(&press.site.edition.versions[version], &tree.nodes[id]).is_some() {
        // The table lists them.
        shown.retain(|&&child| written(press, version, &tree.nodes[child]).is_none_or(|page| page.row.is_none()));
    }
    let (folders, pages): (Vec<_>, Vec<_>) =
        shown.into_iter().partition(|&&child| !tree.nodes[child].children.is_empty());
    let own = Group { entries: entries(press, version, &pages), ..Group::default() };
    let groups = folders.into_iter().map(|&folder| group(press, version, folder));
    Section { is_rest, groups: (!own.entries.is_empty()).then_some(own).into_iter().chain(groups).collect() }
}

/// Gives the children that the body does not list, and whether it lists some. Fewer links than to half of them are
/// mentions, not a list.
fn unlisted<'t>(tree: &'t Tree, node: &'t Node, base: &str) -> (Vec<&'t NodeId>, bool) {
    let hrefs = node.links.values().filter_map(Target::href);
    let linked: HashSet<&str> = hrefs.map(|href| href.split('#').next().unwrap_or_default()).collect();
    let is_linked = |child: &&NodeId| linked.contains(tree.nodes[**child].url.href(base).as_str());
    let (named, others): (Vec<_>, Vec<_>) = node.children.iter().partition(is_linked);
    let is_list = !named.is_empty() && named.len() >= others.len();
    if is_list { (others, true) } else { (node.children.iter().collect(), false) }
}

/// Lists the pages of the handbook: those of the home page, then a group for each section.
pub(super) fn all(press: &Press) -> Vec<Group> {
    let tree = &press.site.trees[0];
    let (folders, mut pages): (Vec<_>, Vec<_>) =
        tree.nodes[0].children.iter().partition(|&&child| !tree.nodes[child].children.is_empty());
    // A page that search does not find is none to come upon here.
    let is_found = |page: &&NodeId| press.found.binary_search(*page).is_ok();
    pages.retain(is_found);
    let own = Group { entries: entries(press, 0, &pages), ..Group::default() };
    let groups = folders.into_iter().map(|&folder| {
        let shown: Vec<_> = tree.nodes[folder].children.iter().filter(is_found).take(MOST).collect();
        Group { id: None, entries: entries(press, 0, &shown), ..group(press, 0, folder) }
    });
    (!own.entries.is_empty()).then_some(own).into_iter().chain(groups).collect()
}

fn group(press: &Press, version: usize, id: NodeId) -> Group {
    let (tree, base) = (&press.site.trees[version], base(press));
    let node = &tree.nodes[id];
    let shown: Vec<_> = node.children.iter().take(MOST).collect();
    Group {
        title: Some(node.title.clone()),
        href: Some(node.url.href(base)),
        id: Some(format!("in:{}", node.url.as_str().trim_matches('/').rsplit('/').next().unwrap_or_default())),
        description: some(&node.description),
        entries: entries(press, version, &shown),
        more: (shown.len() < node.children.len())
            .then(|| More { count: node.children.len(), href: node.url.href(base) }),
    }
}

fn entries(press: &Press, version: usize, nodes: &[&NodeId]) -> Vec<Entry> {
    nodes.iter().map(|&&id| entry(press, version, id)).collect()
}

/// Gives what a list says of a page.
pub(super) fn entry(press: &Press, version: usize, id: NodeId) -> Entry {
    let tree = &press.site.trees[version];
    let node = &tree.nodes[id];
    let page = written(press, version, node);
    let meta = page.map(|page| &page.meta);
    let state = meta.filter(|meta| meta.status != Status::Active || meta.status_word.is_some());
    Entry {
        description: some(&node.description),
        id: meta.and_then(|meta| meta.id.clone()),
        version: meta.and_then(|meta| meta.version.clone()),
        status: state.map(|meta| meta.status.as_str().to_owned()),
        status_word: state.and_then(|meta| status(meta, press.site.edition.as_of)),
        count: (!node.children.is_empty()).then(|| below(tree, id)),
        number: page.filter(|page| page.meta.kind == Kind::Module).and_then(|page| page.number),
        duration: meta.and_then(|meta| meta.duration.as_ref()).map(|period| period.words.clone()),
        ..plain(tree, id, base(press))
    }
}

fn plain(tree: &Tree, id: NodeId, base: &str) -> Entry {
    let link = link(tree, id, base);
    Entry { title: link.title, href: link.href, ..Entry::default() }
}

/// Counts the pages below a node; they follow it in reading order.
fn below(tree: &Tree, id: NodeId) -> usize {
    let mut last = id;
    while let Some(&child) = tree.nodes[last].children.last() {
        last = child;
    }
    last - id
}

/// Gathers the home page's doors and what changed last.
pub(super) fn home(press: &Press, version: usize) -> Home {
    let tree = &press.site.trees[version];
    let node = &tree.nodes[0];
    let doors = written(press, version, node).map_or(&[][..], |page| &page.meta.doors);
    let mut shown: Vec<_> = doors
        .iter()
        .zip(&node.doors)
        .filter_map(|(door, target)| Some((door, target.href()?.to_owned())))
        .map(|(door, href)| Entry {
            title: door.title.clone(),
            href,
            description: door.text.clone(),
            ..Entry::default()
        })
        .collect();
    if shown.is_empty() {
        shown = node.children.iter().map(|&child| entry(press, version, child)).collect();
    }
    Home { doors: shown, recent: recent(press, version) }
}

fn recent(press: &Press, version: usize) -> Vec<Recent> {
    let tree = &press.site.trees[version];
    let mut changes = changes(press, version);
    changes.truncate(RECENT);
    let line = |(date, id): (Date, NodeId)| {
        let Entry { title, href, .. } = plain(tree, id, base(press));
        let page = written(press, version, &tree.nodes[id]);
        let note = page.and_then(|page| page.meta.revisions.iter().max_by_key(|revision| revision.date));
        let text = note.filter(|note| note.date == Some(date)).and_then(|note| note.note.clone());
        Recent { date: day(date), title, href, text }
    };
    changes.into_iter().map(line).collect()
}

/// Gives the pages that say when they changed, the latest first.
pub(super) fn changes(press: &Press, version: usize) -> Vec<(Date, NodeId)> {
    let tree = &press.site.trees[version];
    let dated = |(id, node): (NodeId, &Arc<Node>)| {
        let changed = written(press, version, node).and_then(changed)?;
        (changed <= press.site.edition.as_of).then_some((changed, id))
    };
    let mut changes: Vec<_> = tree.nodes.iter().enumerate().filter_map(dated).collect();
    changes.sort_by_key(|&(date, id)| (std::cmp::Reverse(date), id));
    changes
}

/// Tells when a page's text last changed, as its front matter says.
pub(super) fn changed(page: &Page) -> Option<Date> {
    let meta = &page.meta;
    let revised = meta.revisions.iter().filter_map(|revision| revision.date);
    let stated = [meta.updated, meta.effective_from, meta.approved_on, meta.date].into_iter().flatten();
    meta.updated.or_else(|| revised.chain(stated).max())
}

/// Lists the pages of a tag: those at the top of the site, then the others by section.
pub(super) fn tag(press: &Press, version: usize, slug: &str) -> Tag {
    let tree = &press.site.trees[version];
    let nodes = tree.tags.get(slug).map_or(&[][..], |tag| &tag.nodes);
    let (alone, inside): (Vec<_>, Vec<_>) = nodes.iter().partition(|&&id| {
        let node = &tree.nodes[id];
        node.children.is_empty() && node.parent.is_none_or(|above| above == 0)
    });
    let top = |&id: &NodeId| {
        let chain = std::iter::successors(Some(id), |&at| tree.nodes[at].parent);
        chain.take_while(|&at| at != 0).last().unwrap_or_default()
    };
    let mut groups: Vec<(NodeId, Vec<&NodeId>)> = Vec::new();
    for id in inside {
        match groups.last_mut() {
            Some((section, ids)) if *section == top(id) => ids.push(id),
            _ => groups.push((top(id), vec![id])),
        }
    }
    let unnumbered = |&&id: &&NodeId| Entry { number: None, ..entry(press, version, id) };
    let group = |(title, ids): (Option<String>, Vec<&NodeId>)| Group {
        title,
        entries: ids.iter().map(unnumbered).collect(),
        ..Group::default()
    };
    let top = (!alone.is_empty()).then_some((None, alone));
    let titled = groups.into_iter().map(|(section, ids)| (Some(tree.nodes[section].title.clone()), ids));
    let all = super::tags::list_url().href(base(press));
    Tag { count: nodes.len(), groups: top.into_iter().chain(titled).map(group).collect(), all }
}

/// Lists all tags in alphabetical order.
pub(super) fn tags(press: &Press, version: usize) -> Tags {
    let mut tags: Vec<_> = press.site.trees[version].tags.iter().collect();
    tags.sort_by_key(|(slug, tag)| (tag.title.to_lowercase(), *slug));
    let count = |(slug, tag): (&String, &crate::site::Tag)| {
        let href = super::tags::tag_url(slug)?.href(base(press));
        Some(TagCount { title: tag.title.clone(), href, count: tag.nodes.len() })
    };
    Tags { tags: tags.into_iter().filter_map(count).collect() }
}

fn written<'a>(press: &'a Press, version: usize, node: &Node) -> Option<&'a Page> {
    node.page.map(|page| &*press.site.edition.versions[version].pages[page])
}

fn some(words: &str) -> Option<String> {
    (!words.is_empty()).then(|| words.to_owned())
}
