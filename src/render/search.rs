//! The search of an edition: the page on which it stands, which pages it finds, and what it says of them.
//!
//! Search finds the pages of the current version that do not say `search: false`. What they say is in the parts of the index
//! (`crate::search`), which are made from the printed pages, so that no job can tell their bytes: see [`Item::SearchWords`].

use serde_json::{Value as Json, json};

use super::context::search::Search;
use super::context::{Entry, Page as PageView};
use super::{Item, Press, View, Work, lists, navigation, quote, view};
use crate::path::UrlPath;
use crate::search;
use crate::site::{NodeId, Site};

/// The title of the page, where nobody wrote one.
const TITLE: &str = "Search";
/// How many pages one list says something of.
const LISTED: usize = 128;

/// The script of the page.
pub(super) const SCRIPT: &str = "search.js";
/// The style sheet of the page.
pub(super) const STYLE: &str = "search.css";

/// Gives the address of the page.
pub(super) fn url() -> UrlPath {
    UrlPath::new("/search/").expect("a fixed address")
}

/// Lists the pages that search finds, in reading order; a page's place here is its number in the index.
pub(super) fn found(site: &Site) -> Vec<NodeId> {
    let Some((tree, version)) = site.trees.first().zip(site.edition.versions.first()) else { return Vec::new() };
    let own = url();
    let is_found = |id: &NodeId| {
        let node = &tree.nodes[*id];
        node.url != own && node.page.is_none_or(|page| version.pages[page].meta.search != Some(false))
    };
    (0..tree.nodes.len()).filter(is_found).collect()
}

/// Lists the files that search consists of, beside those of the theme.
pub(super) fn items(site: &Site) -> Vec<(UrlPath, Item)> {
    let count = found(site).len();
    if count == 0 {
        return Vec::new();
    }
    let words = (0..search::parts(count)).map(|part| (part_url(part), Item::SearchWords(part)));
    let pages = (0..count.div_ceil(LISTED)).map(|list| (list_url(list), Item::SearchPages(list)));
    words.chain(pages).filter_map(|(url, item)| Some((url?, item))).collect()
}

/// Gives the address of a part of the index.
pub fn part_url(part: usize) -> Option<UrlPath> {
    UrlPath::new(&format!("/search/words-{part}.txt")).ok()
}

/// Gathers the page.
pub(super) fn page(press: &Press, id: Option<NodeId>) -> Work<'_> {
    let (base, own) = (view::base(press), url());
    let mut page = match id {
        Some(id) => view::page(press, 0, id),
        None => PageView {
            crumbs: vec![navigation::link(&press.site.trees[0], 0, base)],
            versions: super::versions::at_home(press),
            ..view::bare(press, TITLE, &own.href(base))
        },
    };
    "search".clone_into(&mut page.kind);
    page.noindex = true;
    page.nav = navigation::sidebar(&press.site.trees[0], id, base);
    page.sheets.extend(press.frame.search_css.clone());
    let count = press.found.len();
    let search = Search {
        count,
        words: own.href(base) + "words-",
        parts: search::parts(count),
        pages: own.href(base) + "pages-",
        listed: LISTED,
        groups: lists::all(press),
    };
    let node = id.map(|id| &*press.site.trees[0].nodes[id]);
    let body = node.and_then(|node| Some((node, &*press.site.edition.versions[0].pages[node.page?])));
    let quotes = node.map(|node| quote::of(press, 0, node)).unwrap_or_default();
    let view = Box::new(View { page, search: Some(search), ..View::default() });
    Work::Template { name: "search.html".into(), view, body, quotes }
}

/// Writes what is said of the pages of one list: address, title, description, the titles of the pages above, and the status
/// where there is something to say.
pub(super) fn pages(press: &Press, list: usize) -> String {
    let (tree, base) = (&press.site.trees[0], view::base(press));
    let line = |&id: &NodeId| {
        let Entry { title, href, description, status_word, .. } = lists::entry(press, 0, id);
        let above = navigation::crumbs(tree, id, base).into_iter().skip(1).map(|link| link.title);
        json!([
            href,
            title,
            description.unwrap_or_default(),
            above.collect::<Vec<_>>(),
            status_word.unwrap_or_default()
        ])
    };
    let listed = press.found.iter().skip(list * LISTED).take(LISTED);
    Json::Array(listed.map(line).collect()).to_string() + "\n"
}

/// Reads the links of the pages that a list says something of; none where it is no such list.
pub fn links_in(list: &[u8]) -> Option<Vec<String>> {
    let lines: Vec<Vec<Json>> = serde_json::from_slice(list).ok()?;
    lines.into_iter().map(|line| Some(line.first()?.as_str()?.to_owned())).collect()
}

/// Gives the address of a list of pages.
pub fn list_url(list: usize) -> Option<UrlPath> {
    UrlPath::new(&format!("/search/pages-{list}.json")).ok()
}

impl Press {
    /// Gives what links to an address are.
    pub fn href(&self, url: &UrlPath) -> String {
        url.href(view::base(self))
    }

    /// Gives the number that a page of the current version has in the index; none where search does not find it.
    pub fn number_in_search(&self, id: NodeId) -> Option<usize> {
        self.found.binary_search(&id).ok()
    }

    /// Lists the pages that search finds, by the number that they have in the index.
    pub fn found(&self) -> impl Iterator<Item = &UrlPath> {
        self.found.iter().map(|id| &self.site.trees[0].nodes[*id].url)
    }
}
