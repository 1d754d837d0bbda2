//! A site as a later run needs it in which only the words of a few pages are new: the tree of each version, and the pages
//! without their texts.
//!
//! Of old versions there is nothing at first but how many pages they have. Where a page of them stands and what it is called
//! ([`Bare`]), and what somebody has to read of it ([`State`]), is kept apart from that and put back where it is wanted. A page
//! that was not put back stands at [`UNKNOWN`], by which one sees that it was wanted.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Facts, Lack, Node, NodeId, Site, Tag, Target, Tree, dialect, fact_key, facts, version_root};
use crate::diagnostic::Span;
use crate::edition::lineage::Lineage;
use crate::edition::{Edition, Meta, Metrics, Page, Version};
use crate::hash::Hash;
use crate::memo::{Memo, Shelf};
use crate::path::{SourcePath, UrlPath, VersionName};
use crate::text::{Excerpt, SourceMap};

/// A site without its texts and its old versions.
#[derive(Debug, Serialize, Deserialize)]
pub struct Kept {
    about: Vec<About>,
    pages: Vec<KeptPage>,
    nodes: Vec<Node>,
    tags: BTreeMap<String, Tag>,
    menu: Vec<(String, Target)>,
    dead: Vec<(Span, Lack)>,
    lineage: Lineage,
}

/// What is said of a version.
#[derive(Debug, Serialize, Deserialize)]
struct About {
    name: Option<VersionName>,
    date: Option<Date>,
    note: Option<String>,
    digest: Option<Hash>,
    content: String,
    /// How many pages it has.
    pages: usize,
}

/// What page a node of an old version is, where it stands, what it is called, and what it lies below.
pub type Bare = (Option<usize>, UrlPath, String, Option<NodeId>);

/// Where the pages of old versions stand of which nothing is known.
pub const UNKNOWN: &str = "/\u{f8ff}unknown\u{f8ff}/";

#[derive(Debug, Clone, Serialize, Deserialize)]
struct KeptPage {
    source: SourcePath,
    url: UrlPath,
    is_index: bool,
    number: Option<u32>,
    meta: Meta,
    hash: Hash,
    is_cut: bool,
    row: Option<(usize, usize)>,
}

/// What a page of an old version says, with its links as they stand below the version's root.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct State {
    page: KeptPage,
    text: Arc<str>,
    title_heading: Option<usize>,
    links: BTreeMap<String, Target>,
}

/// A page of a version: the version's place in the edition, and the node in its tree.
type Place = (usize, NodeId);

/// Stands in a kept link for the root of its version.
const ROOT: char = '\u{1}';

/// Takes of a site what is kept.
pub fn keep(site: &Site) -> Kept {
    let about = |version: &Version| About {
        name: version.name.clone(),
        date: version.date,
        note: version.note.clone(),
        digest: version.digest,
        content: version.content.clone(),
        pages: version.pages.len(),
    };
    let (current, tree) = (&site.edition.versions[0], &site.trees[0]);
    Kept {
        about: site.edition.versions.iter().map(about).collect(),
        pages: current.pages.iter().map(|page| kept_page(page)).collect(),
        nodes: tree.nodes.iter().map(|node| Node::clone(node)).collect(),
        tags: tree.tags.clone(),
        menu: site.menu.clone(),
        dead: site.dead.clone(),
        lineage: site.lineage.clone(),
    }
}

/// Takes of a node what is kept when its version is old.
pub fn keep_old(node: &Node) -> Bare {
    (node.page, node.url.clone(), node.title.clone(), node.parent)
}

fn kept_page(page: &Page) -> KeptPage {
    let Page { source, url, is_index, number, meta, hash, is_cut, row, .. } = page.clone();
    KeptPage { source, url, is_index, number, meta, hash, is_cut, row }
}

/// Makes a site of what was kept and of an `edition` without versions. Of its old versions nothing is known yet.
pub fn recall(kept: Kept, edition: Edition) -> Site {
    let Kept { about, pages, nodes, tags, menu, dead, lineage } = kept;
    let blank = Arc::new(blank());
    let version = |(number, about): (usize, About)| {
        let count = about.pages;
        let pages = if number == 0 {
            pages.iter().map(|page| Arc::new(whole(page.clone(), "".into()))).collect()
        } else {
            vec![Arc::clone(&blank); count]
        };
        version(about, pages)
    };
    let versions = || about.into_iter().enumerate().map(version).collect();
    let (versions, current) = rayon::join(versions, || Tree { tags, ..tree(nodes) });
    let unknown = Arc::new(node((None, UrlPath::new(UNKNOWN).expect("a plain address"), String::new(), None)));
    let old = lineage.of.iter().skip(1).map(|nodes| vec![Arc::clone(&unknown); nodes.len()]);
    let trees = [current].into_iter().chain(old.map(|nodes| Tree { nodes, ..Tree::default() })).collect();
    Site { edition: Edition { versions, ..edition }, trees, menu, dead, unknown: Vec::new(), lineage }
}

fn version(About { name, date, note, digest, content, .. }: About, pages: Vec<Arc<Page>>) -> Version {
    let (assets, elsewhere, metrics) = (BTreeMap::new(), BTreeMap::new(), Arc::new(Metrics::default()));
    Version { name, date, note, digest, content, pages, assets, elsewhere, metrics, tables: Vec::new() }
}

fn tree(nodes: Vec<Node>) -> Tree {
    let by_url = nodes.iter().enumerate().map(|(id, node)| (node.url.clone(), id)).collect();
    Tree { nodes: nodes.into_iter().map(Arc::new).collect(), by_url: Arc::new(by_url), ..Tree::default() }
}

fn node((page, url, title, parent): (Option<usize>, UrlPath, String, Option<NodeId>)) -> Node {
    Node {
        page,
        url,
        title,
        description: String::new(),
        parent,
        children: Vec::new(),
        facts: Arc::default(),
        title_heading: None,
        links: BTreeMap::new(),
        prerequisites: Vec::new(),
        supersedes: Vec::new(),
        tags: Vec::new(),
        doors: Vec::new(),
        shows: None,
        rank: (0.0, 0),
    }
}

fn whole(page: KeptPage, text: Arc<str>) -> Page {
    let KeptPage { source, url, is_index, number, meta, hash, is_cut, row } = page;
    let text = Excerpt::whole(text);
    Page { source, url, is_index, number, meta, text, map: SourceMap::default(), hash, is_cut, row }
}

/// Makes the page that stands for those of which nothing is known.
fn blank() -> Page {
    let page = KeptPage {
        source: SourcePath::new("_").expect("a plain name"),
        url: UrlPath::root(),
        is_index: false,
        number: None,
        meta: Meta::default(),
        hash: Hash::of(b""),
        is_cut: false,
        row: None,
    };
    whole(page, "".into())
}

/// Gives what a page of an old version says; none where nobody wrote it.
pub fn state(site: &Site, (version, node): Place) -> Option<State> {
    let node = &*site.trees[version].nodes[node];
    let page = &*site.edition.versions[version].pages[node.page?];
    let root = root(site, version);
    let links = node.links.iter().map(|(written, target)| (written.clone(), below(target, &root))).collect();
    let text = Arc::from(&*page.text);
    let kept = KeptPage { source: SourcePath::new("_").ok()?, url: UrlPath::root(), ..kept_page(page) };
    Some(State { page: kept, text, title_heading: node.title_heading, links })
}

/// Puts back what a page says that is at these places of old versions.
pub fn put(site: &mut Site, places: &[Place], state: &State) {
    let facts = Arc::new(facts::of(&state.text, &dialect(&site.edition.settings)));
    for place in places {
        put_one(site, *place, state.clone(), &facts);
    }
}

fn put_one(site: &mut Site, (version, id): Place, state: State, facts: &Arc<Facts>) {
    let root = root(site, version);
    let State { page, text, title_heading, links } = state;
    let page = whole(page, text);
    let node = Arc::make_mut(&mut site.trees[version].nodes[id]);
    node.title_heading = title_heading;
    node.links = links.into_iter().map(|(written, target)| (written, above(target, &root))).collect();
    node.facts = Arc::clone(facts);
    if let Some(at) = node.page {
        site.edition.versions[version].pages[at] = Arc::new(page);
    }
}

/// Puts back where a page of an old version stands and what it is called, unless it is there; tells whether there is such a page.
pub fn put_bare(site: &mut Site, (version, id): Place, bare: Bare) -> bool {
    let Some(tree) = site.trees.get_mut(version) else { return false };
    let Some(known) = tree.nodes.get_mut(id) else { return false };
    if known.url.as_str() == UNKNOWN {
        Arc::make_mut(&mut tree.by_url).insert(bare.1.clone(), id);
        *known = Arc::new(node(bare));
    }
    true
}

fn root(site: &Site, version: usize) -> String {
    let base = site.edition.settings.base_url.as_ref().map_or("", |url| url.path());
    version_root(&site.edition, version).href(base)
}

fn below(target: &Target, root: &str) -> Target {
    let short = |href: &String| href.strip_prefix(root).map_or_else(|| href.clone(), |rest| format!("{ROOT}{rest}"));
    match target {
        Target::Here(href) => Target::Here(short(href)),
        Target::Image { href, size } => Target::Image { href: short(href), size: *size },
        other => other.clone(),
    }
}

fn above(target: Target, root: &str) -> Target {
    let long = |href: String| href.strip_prefix(ROOT).map(|rest| format!("{root}{rest}")).unwrap_or(href);
    match target {
        Target::Here(href) => Target::Here(long(href)),
        Target::Image { href, size } => Target::Image { href: long(href), size },
        other => other,
    }
}

/// Puts back what was found in the text that a page of the current version had; tells whether it is known still.
pub fn put_facts(site: &mut Site, node: NodeId, memo: &Memo) -> bool {
    let page = site.trees[0].nodes[node].page.map(|page| site.edition.versions[0].pages[page].hash);
    let salt = Hash::of_value(&dialect(&site.edition.settings));
    let known: Option<Facts> = page.and_then(|hash| memo.find(Shelf::Facts, fact_key(hash, salt)));
    known.is_some_and(|facts| {
        Arc::make_mut(&mut site.trees[0].nodes[node]).facts = Arc::new(facts);
        true
    })
}

/// Finds the nodes of the pages of old versions that are the same page as one of the current version.
pub fn past_of(site: &Site, node: NodeId) -> Vec<Place> {
    let line = site.lineage.of.first().and_then(|of| of.get(node)).map(|line| &site.lineage.lines[*line]);
    let places = line.into_iter().flatten().enumerate().skip(1);
    places.filter_map(|(version, node)| Some((version, (*node)?))).collect()
}

/// Finds the nodes of old versions to which a page of the current one may lead: the same page, what it lies below, and where the
/// versions begin.
pub fn led_to(site: &Site, node: NodeId) -> BTreeSet<Place> {
    let above = std::iter::successors(Some(node), |node| site.trees[0].nodes[*node].parent);
    let starts = (1..site.trees.len()).map(|version| (version, 0));
    above.flat_map(|node| past_of(site, node)).chain(starts).collect()
}
