//! The words that group pages.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::edition::Version;
use crate::path::segment;

use super::{Tag, Tree};

/// Gathers the tags of all pages, in reading order; a word without letters or digits is no tag.
pub(super) fn add(tree: &mut Tree, version: &Version) {
    for (id, node) in tree.nodes.iter_mut().enumerate() {
        let Some(page) = node.page else { continue };
        let node = Arc::make_mut(node);
        let mut seen = BTreeSet::new();
        for title in &version.pages[page].meta.tags {
            let slug = segment(title);
            if slug.is_empty() || !seen.insert(slug.clone()) {
                continue;
            }
            let first = || Tag { title: title.trim().to_owned(), nodes: Vec::new() };
            tree.tags.entry(slug.clone()).or_insert_with(first).nodes.push(id);
            node.tags.push(slug);
        }
    }
}
