//! What a path in a link may name: pages, files and folders of one version, by all the names that they answer to.
//!
//! The tables are made once; a link costs a look-up or two. The table that ignores capital letters is made only when
//! some link needs it.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;

use crate::edition::{Asset, Edition, Version};
use crate::path::{SourcePath, UrlPath, segment};

use super::folders;
use super::{NodeId, Tree};

/// What a name leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// A page or a folder's index.
    Node(NodeId),
    /// A file, by its number in [`Names::assets`].
    Asset(usize),
    /// A file that ospress makes or copies.
    Made(UrlPath),
}

/// All names of one version.
pub(super) struct Names<'a> {
    /// The files that are no pages.
    pub(super) assets: Vec<(&'a SourcePath, &'a Asset)>,
    edition: &'a Edition,
    version: &'a Version,
    tree: &'a Tree,
    root: &'a UrlPath,
    /// Every form of every name, those that count more first.
    forms: Vec<(&'a str, Place)>,
    exact: HashMap<&'a str, usize>,
    /// The file at each address; none where two files would stand there, and only their paths tell which is meant.
    by_address: HashMap<&'a str, Option<usize>>,
    /// The form of each name without regard to capital letters; none where that leaves open which file is meant.
    folded: OnceLock<HashMap<String, Option<usize>>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(
        edition: &'a Edition,
        version: &'a Version,
        root: &'a UrlPath,
        tree: &'a Tree,
        folders: &BTreeMap<&'a str, NodeId>,
    ) -> Self {
        let assets: Vec<_> = version.assets.iter().collect();
        let forms = forms(version, tree, folders, &assets);
        let mut exact = HashMap::with_capacity(forms.len());
        for (number, (name, _)) in forms.iter().enumerate() {
            exact.entry(*name).or_insert(number);
        }
        let (by_address, folded) = (by_address(&assets), OnceLock::new());
        Self { assets, edition, version, tree, root, forms, exact, by_address, folded }
    }

    /// Gives the content folder.
    pub(super) fn content(&self) -> &'a str {
        &self.version.content
    }

    /// Finds a path below the handbook's root: a file, a folder, a page without its extension or as HTML.
    pub(super) fn find(&self, path: &str) -> Option<Place> {
        let known = |name: &str| self.exact.get(name).map(|form| self.forms[*form].1.clone());
        known(path)
            .or_else(|| known(without_html(path)?))
            .or_else(|| self.written_index(path))
            .or_else(|| self.data_page(path))
    }

    /// Finds a page that data make by the path that it would have as a file.
    fn data_page(&self, path: &str) -> Option<Place> {
        let below = path.strip_prefix(self.version.content.as_str())?.trim_matches('/');
        let url = UrlPath::new(&format!("{}{}/", self.root, below.strip_suffix(".md").unwrap_or(below))).ok()?;
        let node = *self.tree.by_url.get(&url)?;
        self.tree.nodes[node].shows.map(|_| Place::Node(node))
    }

    /// Finds a path whose capital letters or Unicode form differ; gives the name as the files have it.
    pub(super) fn find_folded(&self, path: &str) -> Option<(&'a str, Place)> {
        let folded = self.folded.get_or_init(|| {
            let mut folded = HashMap::with_capacity(self.forms.len());
            for (number, (name, place)) in self.forms.iter().enumerate() {
                let known = folded.entry(fold(name)).or_insert(Some(number));
                let first = known.map(|known| &self.forms[known].1);
                if first.is_some_and(|first| matches!(first, Place::Asset(_)) && first != place) {
                    *known = None;
                }
            }
            folded
        });
        let (name, place) = &self.forms[(*folded.get(&fold(path))?)?];
        Some((name, place.clone()))
    }

    /// Finds an address of the published site, such as `/policies/use/`; old addresses count.
    pub(super) fn find_address(&self, address: &str) -> Option<Place> {
        if let Some(Some(asset)) = self.by_address.get(address) {
            return Some(Place::Asset(*asset));
        }
        let url = UrlPath::new(address).ok()?;
        let end = if address.ends_with('/') { "" } else { "/" };
        let page = UrlPath::new(&format!("{address}{end}")).ok()?;
        let node = [&page, &url].into_iter().find_map(|url| self.node_at(url));
        node.map(Place::Node).or_else(|| [url, page].into_iter().find(|url| self.is_made(url)).map(Place::Made))
    }

    /// Gives an address below the version's root; one of the current version's stays as it is.
    pub(super) fn below_root(&self, path: &str) -> String {
        format!("{}{}", self.root.as_str(), path.trim_start_matches('/'))
    }

    fn node_at(&self, url: &UrlPath) -> Option<NodeId> {
        self.tree.by_url.get(url).or_else(|| self.tree.redirects.get(url)).copied()
    }

    /// Takes `use/README.md` for the folder's index where that has another of the usual names.
    fn written_index(&self, path: &str) -> Option<Place> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let stem = name.split_once('.').map_or(name, |(stem, end)| if is_page_end(end) { stem } else { "" });
        if !folders::is_index_name(stem) {
            return None;
        }
        let place = self.exact.get(folder).map(|form| self.forms[*form].1.clone())?;
        matches!(place, Place::Node(node) if self.tree.nodes[node].page.is_some()).then_some(place)
    }

    /// Tells whether ospress makes or copies a file at that address.
    fn is_made(&self, url: &UrlPath) -> bool {
        let tag = |url: &str| url.strip_prefix("/tags/").is_some_and(|rest| self.has_tag(rest));
        match url.as_str() {
            "/llms.txt" | "/robots.txt" => true,
            // Only the current version has a search.
            "/search/" => {
                let mut pages = self.version.pages.iter();
                self.root.as_str() == "/" && pages.any(|page| page.meta.search != Some(false))
            }
            "/feed.xml" | "/sitemap.xml" => self.edition.settings.base_url.is_some(),
            other => self.edition.verbatim.contains_key(url) || tag(other) || self.is_numbers(other),
        }
    }

    /// Tells whether the metrics' numbers stand at an address, as CSV or JSON.
    fn is_numbers(&self, url: &str) -> bool {
        let known = &self.version.metrics.metrics;
        let Some(below) = url.strip_prefix(self.root.as_str()) else { return false };
        let of_one = below.strip_prefix("metrics/").and_then(|name| {
            let id = name.strip_suffix(".csv").or_else(|| name.strip_suffix(".json"))?;
            known.iter().find(|metric| segment(&metric.id) == id)
        });
        of_one.is_some() || (below == "api/metrics.json" && !known.is_empty())
    }

    fn has_tag(&self, rest: &str) -> bool {
        let slug = rest.trim_end_matches('/');
        self.root.as_str() == "/"
            && if slug.is_empty() { !self.tree.tags.is_empty() } else { self.tree.tags.contains_key(slug) }
    }
}

/// Finds the file of each address. Of two files one may be nobody's business here, so neither is taken for the other.
fn by_address<'a>(assets: &[(&'a SourcePath, &'a Asset)]) -> HashMap<&'a str, Option<usize>> {
    let mut found = HashMap::with_capacity(assets.len());
    for (number, (_, asset)) in assets.iter().enumerate() {
        found.entry(asset.url.as_str()).and_modify(|known| *known = None).or_insert(Some(number));
    }
    found
}

/// Lists the names: files as they are, folders, then pages without their extension.
fn forms<'a>(
    version: &'a Version,
    tree: &Tree,
    folders: &BTreeMap<&'a str, NodeId>,
    assets: &[(&'a SourcePath, &'a Asset)],
) -> Vec<(&'a str, Place)> {
    let nodes: Vec<_> = version.pages.iter().map(|page| tree.by_url.get(&page.url).copied()).collect();
    let pages = || version.pages.iter().zip(&nodes).filter_map(|(page, node)| Some((page, (*node)?)));
    let mut forms = Vec::with_capacity(version.pages.len() * 2 + folders.len() + assets.len());
    forms.extend(pages().map(|(page, node)| (page.source.as_str(), Place::Node(node))));
    forms.extend(assets.iter().enumerate().map(|(number, (path, _))| (path.as_str(), Place::Asset(number))));
    forms.extend(folders.iter().map(|(folder, node)| (*folder, Place::Node(*node))));
    forms.extend(pages().map(|(page, node)| (folders::without_extension(&page.source), Place::Node(node))));
    forms
}

fn without_html(path: &str) -> Option<&str> {
    path.strip_suffix(".html").or_else(|| path.strip_suffix(".htm"))
}

fn is_page_end(extension: &str) -> bool {
    ["md", "markdown", "html", "htm"].iter().any(|known| known.eq_ignore_ascii_case(extension))
}

/// Makes names equal that differ in capital letters or in Unicode's form only.
pub(super) fn fold(name: &str) -> String {
    if name.is_ascii() {
        name.to_ascii_lowercase()
    } else {
        name.nfc().collect::<String>().to_lowercase().nfc().collect()
    }
}
