//! The pages of tags, and the list of them.

use super::context::{self, Link};
use super::metrics::quote;
use super::{Press, View, Work, lists, navigation, versions, view};
use crate::path::UrlPath;
use crate::site::{Node, NodeId};

/// The title of the list of tags, where nobody wrote one.
const TAGS: &str = "Tags";

/// The address of the list of tags.
pub(super) fn list_url() -> UrlPath {
    UrlPath::new("/tags/").expect("a fixed address")
}

/// The address of a tag's page.
pub(super) fn tag_url(slug: &str) -> Option<UrlPath> {
    UrlPath::new(&format!("/tags/{slug}/")).ok()
}

/// Gathers the page of a tag.
pub(super) fn tag(press: &Press, url: &UrlPath, slug: &str) -> Work<'static> {
    let title = press.site.trees[0].tags.get(slug).map_or(slug, |tag| &tag.title);
    let base = view::base(press);
    let mut page = view::bare(press, &format!("Tag: {title}"), &url.href(base));
    "tag".clone_into(&mut page.kind);
    page.crumbs = vec![home(press), Link { title: TAGS.to_owned(), href: list_url().href(base) }];
    page.nav = navigation::sidebar(&press.site.trees[0], None, base);
    page.versions = versions::at_home(press);
    let tag = Some(lists::tag(press, 0, slug));
    let view = Box::new(View { page, tag, ..View::default() });
    Work::Template { name: "tag.html".into(), view, body: None, quotes: Vec::new() }
}

/// Gathers the list of all tags.
pub(super) fn all(press: &Press, id: Option<NodeId>) -> Work<'_> {
    let base = view::base(press);
    let mut page = match id {
        Some(id) => view::page(press, 0, id),
        None => context::Page {
            crumbs: vec![home(press)],
            versions: versions::at_home(press),
            ..view::bare(press, TAGS, &list_url().href(base))
        },
    };
    "tags".clone_into(&mut page.kind);
    page.nav = navigation::sidebar(&press.site.trees[0], id, base);
    let node: Option<&Node> = id.map(|id| &*press.site.trees[0].nodes[id]);
    let body = node.and_then(|node| Some((node, &*press.site.edition.versions[0].pages[node.page?])));
    let tags = Some(lists::tags(press, 0));
    let quotes = node.map(|node| quote::of(press, 0, node)).unwrap_or_default();
    Work::Template { name: "tags.html".into(), view: Box::new(View { page, tags, ..View::default() }), body, quotes }
}

fn home(press: &Press) -> Link {
    navigation::link(&press.site.trees[0], 0, view::base(press))
}
