//! A site in which only the words of a page changed: its text, its title, its description, its headings.
//!
//! Receives a site and the page; gives the site with it, or nothing where another page may lead elsewhere or stand in
//! another place by that. What did not change is shared.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::edition::Page;

use super::facts::{self, Reference};
use super::{Facts, Lack, Node, NodeId, Site, Target, Tree, destination, dialect, title, tree};

/// Puts a page of the current version in the place of the one that has its source.
pub fn revise(site: &Site, page: Page) -> Option<Site> {
    let pages = &site.edition.versions.first()?.pages;
    let at = pages.binary_search_by(|old| old.source.cmp(&page.source)).ok()?;
    let grown = site.trees.first()?;
    let id = grown.nodes.iter().position(|node| node.page == Some(at))?;
    let old = &*grown.nodes[id];
    if old.shows.is_some() || site.lineage.compared.contains(&id) {
        return None;
    }
    let facts = facts::of(&page.text, &dialect(&site.edition.settings));
    if !leads_and_quotes_the_same(&old.facts, &facts) || !keeps_its_parts(site, id, &facts) {
        return None;
    }
    let title = match (title::written(&pages[at], &old.facts), title::written(&page, &facts)) {
        (_, Some(title)) => title.to_owned(),
        (None, None) => old.title.clone(),
        // What its file's or folder's name becomes is not known here.
        (Some(_), None) => return None,
    };
    let title_heading = title::heading(&title, &facts);
    let description = tree::description(Some(&page.meta), &facts);
    let node = Node { facts: Arc::new(facts), description, title, title_heading, ..Node::clone(old) };
    if !keeps_its_place(grown, id, &node) {
        return None;
    }
    let mut revised = site.clone();
    revised.trees[0].nodes[id] = Arc::new(node);
    revised.edition.versions[0].pages[at] = Arc::new(page);
    Some(revised)
}

/// Tells whether the new text leads to and quotes what the old one did, and nothing is to be said of either.
fn leads_and_quotes_the_same(old: &Facts, new: &Facts) -> bool {
    let quotes = |facts: &Facts| {
        let shown = facts.quotes.iter().map(|quote| (quote.form, quote.id.clone(), quote.attributes.clone()));
        shown.collect::<Vec<_>>()
    };
    let leads_to = |references: &[Reference]| {
        references.iter().map(|reference| reference.destination.clone()).collect::<BTreeSet<_>>()
    };
    old.findings.is_empty()
        && new.findings.is_empty()
        && quotes(old) == quotes(new)
        && leads_to(&old.links) == leads_to(&new.links)
        && leads_to(&old.images) == leads_to(&new.images)
}

/// Tells whether every link into the page finds the part that it found before, and none finds one that it lacked.
fn keeps_its_parts(site: &Site, id: NodeId, new: &Facts) -> bool {
    let node = &*site.trees[0].nodes[id];
    let parts = |facts: &Facts| {
        let ids = facts.headings.iter().map(|heading| heading.id.clone()).chain(facts.anchors.iter().cloned());
        ids.collect::<BTreeSet<String>>()
    };
    let (before, after) = (parts(&node.facts), parts(new));
    let finds_more = || site.dead.iter().any(|(_, lack)| *lack == Lack::Part);
    if !after.is_subset(&before) && finds_more() {
        return false;
    }
    let gone: Vec<String> = before.difference(&after).map(|id| destination::fragment(id)).collect();
    gone.is_empty() || !is_led_into(site, id, &gone)
}

/// Tells whether a link leads to one of these parts of the page, from elsewhere or from itself.
fn is_led_into(site: &Site, id: NodeId, parts: &[String]) -> bool {
    let nodes = &site.trees[0].nodes;
    let base = site.edition.settings.base_url.as_ref().map_or("", |url| url.path());
    let page = nodes[id].url.href(base);
    let is_meant = |rest: &str| rest.find('#').is_some_and(|at| parts.iter().any(|part| *part == rest[at..]));
    let leads_into = |target: &Target| target.href().and_then(|href| href.strip_prefix(&*page)).is_some_and(is_meant);
    let own = nodes[id].links.values().chain(&nodes[id].doors);
    let is_own = |target: &Target| target.href().is_some_and(|href| href.starts_with('#') && is_meant(href));
    let others = nodes.iter().flat_map(|node| node.links.values().chain(&node.doors));
    own.into_iter().any(is_own) || others.chain(site.menu.iter().map(|(_, target)| target)).any(leads_into)
}

/// Tells whether the node stands among its siblings where it stood.
fn keeps_its_place(tree: &Tree, id: NodeId, new: &Node) -> bool {
    let old = &tree.nodes[id];
    let Some(siblings) = old.parent.map(|parent| &tree.nodes[parent].children).filter(|_| old.title != new.title)
    else {
        return true;
    };
    let Some(at) = siblings.iter().position(|sibling| *sibling == id) else { return false };
    let order = |one: &Node, other: &Node| {
        let by_number = one.rank.0.total_cmp(&other.rank.0).then(one.rank.1.cmp(&other.rank.1));
        by_number.then_with(|| one.title.to_lowercase().cmp(&other.title.to_lowercase()))
    };
    // Where the titles are the same too, the files' names decide, which are not looked at here.
    let is_before = |one: &Node, other: &Node| order(one, other) == Ordering::Less;
    let sibling = |at: usize| siblings.get(at).map(|id| &*tree.nodes[*id]);
    at.checked_sub(1).and_then(sibling).is_none_or(|before| is_before(before, new))
        && sibling(at + 1).is_none_or(|after| is_before(new, after))
}

#[cfg(test)]
mod tests {
    use crate::hash::Hash;
    use crate::site::tests::Book;
    use crate::text::Excerpt;

    use super::*;

    const BEFORE: &str = "# A\n\nFirst words. [b](b.md#more)\n\n## Part\n";

    /// Tells whether the page can be put into the site alone; then the site is as if it had been there from the start.
    fn check(after: &str) -> bool {
        let book = |text: &str| Book::new("").page("a.md", text).page("b.md", "# B\n\n## More\n\n[a](a.md#part)\n");
        let (site, _) = book(BEFORE).site();
        let old = &site.edition.versions[0].pages[0];
        let hash = Hash::of(after.as_bytes());
        let map = crate::text::SourceMap::shifted(100, after.len());
        let page = Page { text: Excerpt::whole(after.into()), hash, map, ..Page::clone(old) };
        let Some(revised) = revise(&site, page) else { return false };
        assert_eq!(format!("{revised:?}"), format!("{:?}", book(after).site().0), "{after}");
        true
    }

    #[test]
    fn other_words_are_put_in() {
        assert!(check("# A\n\nOther words. [bb](b.md#more)\n\nMore of them.\n\n## Part\n"));
        assert!(check("# A\n\nFirst [b](b.md#more), [b](b.md#more).\n\n## Part\n\ntext\n"));
    }

    #[test]
    fn titles_and_headings_are_put_in() {
        assert!(check("# Aa\n\nFirst words. [b](b.md#more)\n\n## Part\n"));
        assert!(check("# A\n\nFirst words. [b](b.md#more)\n\n## Part\n\n## Another part\n"));
        assert!(check("# A\n\nFirst words. [b](b.md#more) <b id=x>x</b>\n\n## Part\n"));
        assert!(check("# A\n\nFirst words. [b](b.md#more)\n\n### Part\n"));
    }

    #[test]
    fn what_others_see_is_not() {
        // Another page leads to this part.
        assert!(!check("# A\n\nFirst words. [b](b.md#more)\n\n## Other part\n"));
        assert!(!check("# A\n\nFirst words. [b](b.md)\n\n## Part\n"));
        assert!(!check("# A\n\nFirst words. [b](b.md#more) ![](c.png)\n\n## Part\n"));
        // It comes after the other page, beside it by the title, or has no title of its own any more.
        assert!(!check("# C\n\nFirst words. [b](b.md#more)\n\n## Part\n"));
        assert!(!check("# B\n\nFirst words. [b](b.md#more)\n\n## Part\n"));
        assert!(!check("First words. [b](b.md#more)\n\n## Part\n"));
    }

    #[test]
    fn a_part_that_a_link_lacked_is_not_put_in() {
        let book = Book::new("").page("a.md", "# A\n").page("b.md", "# B\n\n[a](a.md#late)\n");
        let (site, _) = book.site();
        let old = &site.edition.versions[0].pages[0];
        let with = |text: &str| {
            let page = Page { text: Excerpt::whole(text.into()), hash: Hash::of(text.as_bytes()), ..Page::clone(old) };
            revise(&site, page).is_some()
        };
        assert!(with("# A\n\nWords.\n") && !with("# A\n\n## Late\n"));
    }
}
