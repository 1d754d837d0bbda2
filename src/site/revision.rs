//! A site in which only the text of a page changed, and nothing that another page shows or links to.
//!
//! Receives a site and the page; gives the site with it, or nothing where more than the page itself is concerned. What
//! did not change is shared.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::edition::Page;

use super::facts::{self, Reference};
use super::{Facts, Node, Site, dialect, tree};

/// Puts a page of the current version in the place of the one that has its source.
pub fn revise(site: &Site, page: Page) -> Option<Site> {
    let pages = &site.edition.versions.first()?.pages;
    let at = pages.binary_search_by(|old| old.source.cmp(&page.source)).ok()?;
    let nodes = &site.trees.first()?.nodes;
    let id = nodes.iter().position(|node| node.page == Some(at))?;
    if site.lineage.compared.contains(&id) {
        return None;
    }
    let facts = facts::of(&page.text, &dialect(&site.edition.settings));
    if nodes[id].shows.is_some() || !concerns_the_page_alone(&nodes[id].facts, &facts) {
        return None;
    }
    let description = tree::description(Some(&page.meta), &facts);
    let node = Node { facts: Arc::new(facts), description, ..Node::clone(&nodes[id]) };
    let mut revised = site.clone();
    revised.trees[0].nodes[id] = Arc::new(node);
    revised.edition.versions[0].pages[at] = Arc::new(page);
    Some(revised)
}

/// Tells whether others find in the new text what they found in the old one: its headings and anchors, what it leads to.
fn concerns_the_page_alone(old: &Facts, new: &Facts) -> bool {
    let headings = |facts: &Facts| {
        let shown = facts.headings.iter().map(|heading| (heading.level, heading.id.clone(), heading.text.clone()));
        shown.collect::<Vec<_>>()
    };
    let quotes = |facts: &Facts| {
        let shown = facts.quotes.iter().map(|quote| (quote.form, quote.id.clone(), quote.attributes.clone()));
        shown.collect::<Vec<_>>()
    };
    let leads_to = |references: &[Reference]| {
        references.iter().map(|reference| reference.destination.clone()).collect::<BTreeSet<_>>()
    };
    old.findings.is_empty()
        && new.findings.is_empty()
        && headings(old) == headings(new)
        && quotes(old) == quotes(new)
        && old.anchors == new.anchors
        && leads_to(&old.links) == leads_to(&new.links)
        && leads_to(&old.images) == leads_to(&new.images)
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
    fn what_others_see_is_not() {
        assert!(!check("# A\n\nFirst words. [b](b.md#more)\n\n## Other part\n"));
        assert!(!check("# A\n\nFirst words. [b](b.md)\n\n## Part\n"));
        assert!(!check("# AA\n\nFirst words. [b](b.md#more)\n\n## Part\n"));
        assert!(!check("# A\n\nFirst words. [b](b.md#more) ![](c.png)\n\n## Part\n"));
        assert!(!check("# A\n\nFirst words. [b](b.md#more) <b id=x>x</b>\n\n## Part\n"));
    }
}
