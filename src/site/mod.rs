//! What follows from an edition: titles, navigation, where every link leads, tags, redirects.
//!
//! [`assemble`] derives all of it once, from the edition alone. The result stands beside the edition and changes nothing
//! in it; rendering reads both. What cannot be resolved is a finding, and the site is whole all the same: a link without
//! a target leads [`Target::Nowhere`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edition::lineage::{self, Face, Lineage};
use crate::edition::{Edition, Page, Settings, Version};
use crate::hash::Hash;
use crate::markdown::Dialect;
use crate::memo::{Memo, Shelf};
use crate::path::{SourcePath, UrlPath};

mod asset;
mod destination;
mod elsewhere;
pub mod facts;
mod finding;
mod folders;
mod generated;
pub mod kept;
mod link;
pub mod metrics;
mod names;
mod nearest;
pub mod quotes;
mod redirect;
mod revision;
pub mod rows;
mod svg;
mod tag;
#[cfg(test)]
pub(crate) mod tests;
mod title;
mod tree;

pub use facts::Facts;
pub use generated::{Shows, metric_url, metrics_url};
pub use revision::revise;

/// An edition and what follows from it.
#[derive(Debug, Clone)]
pub struct Site {
    /// What the reader may know.
    pub edition: Edition,
    /// The derived facts of each of the edition's versions, in their order.
    pub trees: Vec<Tree>,
    /// The menu of the top bar: words, and where they lead in the current version.
    pub menu: Vec<(String, Target)>,
    /// The links, images, doors and menu entries whose target this edition does not have. Another one may.
    pub dead: Vec<(Span, Lack)>,
    /// The prerequisites and predecessors that this edition does not have, by the place of the list that names them.
    /// They are no mistake, unless another edition has them.
    pub unknown: Vec<(Span, String)>,
    /// Which nodes of the versions' trees are one page; empty where there is a single version.
    pub lineage: Lineage,
}

/// What a dead link lacks.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Lack {
    /// Nothing is at that path below the handbook's root.
    Target(String),
    /// The page is there, the part of it is not.
    Part,
    /// A metric that is quoted is not there.
    Metric,
}

/// One version's pages as a tree, in reading order.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// The nodes; the first is the home page. A node's children stand after it, depth first, in reading order.
    pub nodes: Vec<Arc<Node>>,
    /// The node of each address.
    pub by_url: Arc<BTreeMap<UrlPath, NodeId>>,
    /// The node of each id that a page's front matter gives.
    pub by_id: BTreeMap<String, NodeId>,
    /// The tags that pages carry, by slug.
    pub tags: BTreeMap<String, Tag>,
    /// Old addresses and where they lead now.
    pub redirects: BTreeMap<UrlPath, NodeId>,
    /// The files that pages use: only these are published.
    pub used_assets: BTreeMap<UrlPath, SourcePath>,
    /// The files that pages wish to use and that are not fit to be published.
    pub refused_assets: BTreeSet<SourcePath>,
}

/// The place of a node in [`Tree::nodes`].
pub type NodeId = usize;

/// A page of the site: a written one, or the index of a folder that has none.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Node {
    /// The page in the version's `pages`; none for a generated index.
    pub page: Option<usize>,
    /// Where it stands.
    pub url: UrlPath,
    /// Its title: front matter, else the first H1, else the file's or folder's name.
    pub title: String,
    /// One or two sentences: front matter, else the first paragraph.
    pub description: String,
    /// The node above; none for the home page.
    pub parent: Option<NodeId>,
    /// The nodes below, in reading order.
    pub children: Vec<NodeId>,
    /// What was found in its Markdown.
    #[serde(skip)]
    pub facts: Arc<Facts>,
    /// The number of the heading in `facts.headings` that repeats the title and is not shown.
    pub title_heading: Option<usize>,
    /// Where each link and image leads, by its destination as written.
    pub links: BTreeMap<String, Target>,
    /// The pages to read before that this edition has; front matter names them by id or path.
    pub prerequisites: Vec<NodeId>,
    /// The pages that it replaces and that this edition has; front matter names them by id or path.
    pub supersedes: Vec<NodeId>,
    /// The tags, by slug.
    pub tags: Vec<String>,
    /// Where the doors of the page's front matter lead, in their order.
    pub doors: Vec<Target>,
    /// What it shows beside the text of its page, made of data.
    pub shows: Option<Shows>,
    /// Its weight and number: what orders it among its siblings before its title does.
    pub rank: (f64, u32),
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Target {
    /// A page or file of this site, or a place on the same page: the link, ready to print.
    Here(String),
    /// An image of this site: the link, ready to print, and its size in pixels where the file tells. A link to an image
    /// file has this target too.
    Image {
        /// The link.
        href: String,
        /// Width and height.
        size: Option<(u32, u32)>,
    },
    /// Another site: the address, its scheme allowed.
    Elsewhere(String),
    /// Nowhere: the words stay, the link goes.
    Nowhere,
}

impl Target {
    /// Gives the link to print; none where the target is [`Target::Nowhere`].
    pub fn href(&self) -> Option<&str> {
        match self {
            Self::Here(href) | Self::Image { href, .. } | Self::Elsewhere(href) => Some(href),
            Self::Nowhere => None,
        }
    }
}

/// A word that groups pages.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct Tag {
    /// The word as first written.
    pub title: String,
    /// The pages that carry it, in reading order.
    pub nodes: Vec<NodeId>,
}

/// Derives the site.
pub fn assemble(edition: Edition, memo: &Memo) -> (Site, Vec<Diagnostic>) {
    let dialect = dialect(&edition.settings);
    let known = all_facts(&edition, &dialect, memo);
    let mut findings = Vec::new();
    let mut trees = Vec::with_capacity(edition.versions.len());
    let (mut menu, mut dead, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    for (number, version) in edition.versions.iter().enumerate() {
        let facts: Vec<Arc<Facts>> = version.pages.iter().map(|page| Arc::clone(&known[&page.hash])).collect();
        // What was in force stays as it was, so nothing is reported of it.
        let mut found: Vec<Diagnostic> = Vec::new();
        if number == 0 {
            found.extend(version.pages.iter().zip(&facts).flat_map(|(page, facts)| page_findings(page, facts)));
        }
        let root = version_root(&edition, number);
        let grown = grow(&edition.settings, version, &root, &facts, &mut found);
        let entries = if number == 0 { &edition.settings.menu[..] } else { &[] };
        let mut resolved = link::resolve(&edition, version, &root, &grown, entries);
        let mut tree = grown.tree;
        resolved.fill(&mut tree);
        let (wrong, lacking) = quotes::check(version, &tree);
        trees.push(tree);
        if number == 0 {
            findings = found;
            findings.extend(resolved.findings);
            findings.extend(wrong);
            (menu, dead, unknown) = (resolved.menu, resolved.dead, resolved.unknown);
            dead.extend(lacking);
        }
    }
    let lineage = trace(&edition, &trees);
    (Site { edition, trees, menu, dead, unknown, lineage }, findings)
}

/// Gives the dialect that an edition's texts are written in.
pub fn dialect(settings: &Settings) -> Dialect {
    Dialect { smart_punctuation: settings.smart_punctuation, audiences: settings.audiences.clone() }
}

/// Gives the nodes before and after one in reading order.
pub fn neighbours(tree: &Tree, id: NodeId) -> (Option<NodeId>, Option<NodeId>) {
    (id.checked_sub(1), Some(id + 1).filter(|next| *next < tree.nodes.len()))
}

/// Gives the nodes above one, the home page first.
pub fn ancestors(tree: &Tree, id: NodeId) -> Vec<NodeId> {
    let mut above: Vec<_> = std::iter::successors(tree.nodes[id].parent, |id| tree.nodes[*id].parent).collect();
    above.reverse();
    above
}

/// Gives the node that a page is in another version; none where that version does not have it.
pub fn counterpart(site: &Site, version: usize, node: NodeId, other: usize) -> Option<NodeId> {
    lineage::counterpart(&site.lineage, version, node, other)
}

/// Finds out which nodes of several versions are one page.
fn trace(edition: &Edition, trees: &[Tree]) -> Lineage {
    if trees.len() < 2 {
        return Lineage::default();
    }
    let roots: Vec<UrlPath> = (0..trees.len()).map(|version| version_root(edition, version)).collect();
    let versions = trees.iter().zip(&edition.versions).zip(&roots);
    let faces =
        versions.map(|((tree, version), root)| tree.nodes.iter().map(|node| face(node, version, root)).collect());
    lineage::trace(&faces.collect::<Vec<Vec<_>>>())
}

fn face<'a>(node: &'a Node, version: &'a Version, root: &UrlPath) -> Face<'a> {
    let page = node.page.map(|page| &*version.pages[page]);
    let below = |page: &'a Page| {
        let path = page.source.as_str();
        path.strip_prefix(version.content.as_str()).unwrap_or(path).trim_start_matches('/')
    };
    Face {
        id: page.and_then(|page| page.meta.id.as_deref()),
        path: page.map(below),
        address: node.url.as_str().strip_prefix(root.as_str()).unwrap_or_default(),
        text: page.map(|page| (page.hash, &*page.text)),
    }
}

/// Gives the address of a version's home page: the current one stands at the root.
pub fn version_root(edition: &Edition, version: usize) -> UrlPath {
    match &edition.versions[version].name {
        Some(name) if version > 0 => {
            UrlPath::new(&format!("/v/{}/", name.as_str())).unwrap_or_else(|_| UrlPath::root())
        }
        _ => UrlPath::root(),
    }
}

/// Tells whether a version comes into force after the day of the edition.
pub fn is_upcoming(edition: &Edition, version: &Version) -> bool {
    version.date.is_some_and(|date| date > edition.as_of)
}

/// Gives the versions in the order of time, the newest first: those to come, the current one, those before it.
pub fn newest_first(edition: &Edition) -> Vec<usize> {
    let (coming, past): (Vec<_>, Vec<_>) =
        (1..edition.versions.len()).partition(|version| is_upcoming(edition, &edition.versions[*version]));
    coming.into_iter().chain([0]).chain(past).collect()
}

/// Finds the facts of all texts, by their hashes: of one that many versions share once, and those that were found before
/// are kept.
fn all_facts(edition: &Edition, dialect: &Dialect, memo: &Memo) -> BTreeMap<Hash, Arc<Facts>> {
    let salt = Hash::of_value(dialect);
    let pages = edition.versions.iter().flat_map(|version| &version.pages);
    let texts: BTreeMap<Hash, &Page> = pages.map(|page| (page.hash, &**page)).collect();
    let facts = |(hash, page): (Hash, &Page)| {
        (hash, Arc::new(memo.get(Shelf::Facts, fact_key(hash, salt), || facts::of(&page.text, dialect))))
    };
    texts.into_par_iter().map(facts).collect()
}

/// Names the facts of a text; `salt` is the hash of the dialect.
fn fact_key(text: Hash, salt: Hash) -> Hash {
    Hash::of_parts([&text.as_bytes()[..], salt.as_bytes()])
}

/// Makes one version's tree, with everything but its links.
fn grow<'a>(
    settings: &Settings,
    version: &'a Version,
    root: &UrlPath,
    facts: &[Arc<Facts>],
    findings: &mut Vec<Diagnostic>,
) -> tree::Grown<'a> {
    let mut grown = tree::grow(&settings.title, version, root, facts);
    findings.append(&mut grown.findings);
    findings.extend(redirect::add(&mut grown.tree, version, root));
    tag::add(&mut grown.tree, version);
    grown
}

/// Turns what a page's text alone shows into findings at its file.
fn page_findings<'a>(page: &'a Page, facts: &'a Facts) -> impl Iterator<Item = Diagnostic> + 'a {
    // What was cut may hold the mark of a footnote whose text stayed.
    let shown = facts.findings.iter().filter(|finding| !(page.is_cut && finding.code == Code::FootnoteUnused));
    shown.map(|finding| {
        let span = Span::new(&page.source, page.map.range(&finding.range));
        let mut diagnostic = Diagnostic::new(finding.code, span, finding.message.clone());
        diagnostic.help.clone_from(&finding.help);
        diagnostic
    })
}
