//! What follows from an edition: titles, navigation, where every link leads, tags, redirects.
//!
//! [`assemble`] derives all of it once, from the edition alone. The result stands beside the edition and changes nothing
//! in it; rendering reads both.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::edition::Edition;
use crate::memo::Memo;
use crate::path::{SourcePath, UrlPath};

pub mod facts;

pub use facts::Facts;

/// An edition and what follows from it.
#[derive(Debug)]
pub struct Site {
    /// What the reader may know.
    pub edition: Edition,
    /// The derived facts of each of the edition's versions, in their order.
    pub trees: Vec<Tree>,
    /// The menu of the top bar: words, and where they lead.
    pub menu: Vec<(String, Target)>,
}

/// One version's pages as a tree, in reading order.
#[derive(Debug)]
pub struct Tree {
    /// The nodes; the first is the home page. A node's children stand after it, depth first, in reading order.
    pub nodes: Vec<Node>,
    /// The node of each address.
    pub by_url: BTreeMap<UrlPath, NodeId>,
    /// The tags that pages carry, by slug.
    pub tags: BTreeMap<String, Tag>,
    /// Old addresses and where they lead now.
    pub redirects: BTreeMap<UrlPath, NodeId>,
    /// The files that pages use: only these are published.
    pub used_assets: BTreeMap<UrlPath, SourcePath>,
}

/// The place of a node in [`Tree::nodes`].
pub type NodeId = usize;

/// A page of the site: a written one, or the index of a folder that has none.
#[derive(Debug)]
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
    pub facts: Arc<Facts>,
    /// The number of the heading in `facts.headings` that repeats the title and is not shown.
    pub title_heading: Option<usize>,
    /// Where each link and image leads, by its destination as written.
    pub links: BTreeMap<String, Target>,
    /// The tags, by slug.
    pub tags: Vec<String>,
    /// Where the doors of the page's front matter lead, in their order.
    pub doors: Vec<Target>,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub enum Target {
    /// A page or file of this site, or a place on the same page: the link, ready to print.
    Here(String),
    /// An image of this site: the link, ready to print, and its size in pixels where the file tells.
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

/// A word that groups pages.
#[derive(Debug)]
pub struct Tag {
    /// The word as first written.
    pub title: String,
    /// The pages that carry it, in reading order.
    pub nodes: Vec<NodeId>,
}

/// Derives the site.
pub fn assemble(_edition: Edition, _memo: &Memo) -> (Site, Vec<Diagnostic>) {
    todo!()
}
