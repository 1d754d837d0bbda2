//! The pages of a long list of rows: how many there are, and the ways between them.

use super::{At, PART, WHOLE, beside, table};
use crate::edition::Table;
use crate::path::UrlPath;
use crate::render::context::Link;
use crate::render::context::data::{PageLink, Pages};
use crate::render::{Press, View, navigation, view as page_view};
use crate::site::NodeId;

/// How many pages are all linked from each other, and how many between far ones.
const ALL: usize = 60;
/// How many pages on either side of a page are linked from it.
const NEAR: usize = 3;
/// How many steps lead from one end to the other where there are more.
const STEPS: usize = 20;

/// Tells how many pages the list of a table has.
pub(super) fn count(table: &Table) -> usize {
    if table.rows.len() <= WHOLE { 1 } else { table.rows.len().div_ceil(PART) }
}

/// Gives the address of a page of the list, which counts from 0.
pub(super) fn address(table: &Table, page: usize) -> Option<UrlPath> {
    if page == 0 { Some(table.url.clone()) } else { beside(table, &format!("page-{}/", page + 1)) }
}

/// Gives the ways from a page of the list to the others; none where there is one page.
pub(super) fn pages(table: &Table, page: usize, base: &str) -> Option<Pages> {
    let count = count(table);
    if count == 1 {
        return None;
    }
    let first = |page: usize| table.rows.get(page * PART).map(|row| row.title.clone()).unwrap_or_default();
    let href = |page: usize| address(table, page).map(|url| url.href(base)).unwrap_or_default();
    let link = |page: usize| Link { title: format!("Page {}", page + 1), href: href(page) };
    let step = count.div_ceil(STEPS);
    let is_linked = |other: &usize| {
        count <= ALL || *other == 0 || *other == count - 1 || other.abs_diff(page) <= NEAR || other.is_multiple_of(step)
    };
    let mut links: Vec<PageLink> = Vec::new();
    for other in (0..count).filter(is_linked) {
        let gap = links.last().is_some_and(|last| last.number < other);
        links.push(PageLink { number: other + 1, href: href(other), title: first(other), gap });
    }
    Some(Pages {
        current: page + 1,
        count,
        first: page * PART + 1,
        last: table.rows.len().min((page + 1) * PART),
        prev: page.checked_sub(1).map(link),
        next: (page + 1 < count).then(|| link(page + 1)),
        links,
    })
}

/// Gathers a page of a long list of rows: the list's own page, with other rows and without its introduction.
pub(in crate::render) fn view(press: &Press, url: &UrlPath, place: At, list: NodeId, number: usize) -> View {
    let base = page_view::base(press);
    let mut page = page_view::page(press, place.0, list);
    page.crumbs.push(navigation::link(&press.site.trees[place.0], list, base));
    page.title = format!("{}, page {}", page.title, number + 1);
    page.href = url.href(base);
    page.canonical = press.site.edition.settings.base_url.as_ref().map(|url| url.absolute(&page.href));
    (page.prev, page.next, page.contents, page.lead) = (None, None, Vec::new(), None);
    View { page, table: Some(table(press, place, number)), ..View::default() }
}
