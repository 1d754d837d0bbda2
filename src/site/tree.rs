//! The pages of a version as a tree in reading order.
//!
//! A page hangs below the index of its folder; a folder without one gets a generated index, so every folder on the way to
//! a page is a node. Of two pages on one address the first by source path is kept, and the second is a finding.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edition::{Meta, Page, Version};
use crate::path::{UrlPath, split_number};

use super::folders::{self, Folder, Seat};
use super::generated::{self, Shows, Wanted};
use super::{Facts, Node, NodeId, Tree, title};

/// A node on its way into the tree.
struct Draft<'a> {
    page: Option<usize>,
    url: UrlPath,
    title: String,
    parent: usize,
    rank: Rank<'a>,
    shows: Option<Shows>,
    about: String,
}

/// What orders a node among its siblings.
struct Rank<'a> {
    weight: f64,
    number: u32,
    title: String,
    source: &'a str,
}

/// A tree, and the node of each folder by its path.
pub(super) struct Grown<'a> {
    pub(super) tree: Tree,
    pub(super) folders: BTreeMap<&'a str, NodeId>,
    pub(super) findings: Vec<Diagnostic>,
}

/// Grows the tree; a version without pages has its home page all the same.
pub(super) fn grow<'a>(site_title: &str, version: &'a Version, root: &UrlPath, facts: &[Arc<Facts>]) -> Grown<'a> {
    let (kept, by_url, findings) = keep(version);
    let (drafts, mut folders) = Drafting::new(site_title, version, root, facts, by_url).draft(&kept);
    let order = reading_order(&drafts);
    let mut place = vec![0; drafts.len()];
    for (id, draft) in order.iter().enumerate() {
        place[*draft] = id;
    }
    for node in folders.values_mut() {
        *node = place[*node];
    }
    Grown { tree: finish(drafts, &order, &place, version, facts), folders, findings }
}

/// Keeps the first page of each address.
fn keep(version: &Version) -> (Vec<usize>, HashMap<&UrlPath, usize>, Vec<Diagnostic>) {
    let mut kept = Vec::with_capacity(version.pages.len());
    let mut by_url = HashMap::with_capacity(version.pages.len());
    let mut findings = Vec::new();
    for (number, page) in version.pages.iter().enumerate() {
        let first = *by_url.entry(&page.url).or_insert(number);
        if first == number {
            kept.push(number);
        } else {
            findings.push(collision(&version.pages[first], page));
        }
    }
    (kept, by_url, findings)
}

fn collision(first: &Page, second: &Page) -> Diagnostic {
    let place = |page: &Page| Span::new(&page.source, page.meta.places.get("slug").cloned().unwrap_or_default());
    let message = format!("`{}` and `{}` have the same address `{}`", first.source, second.source, second.url);
    Diagnostic::new(Code::UrlCollision, place(second), message)
        .related(place(first), "the page that has the address")
        .help("rename one of the files, or give one of the pages another address with `slug: another-name`")
}

/// The nodes so far, and the node of each folder.
struct Drafting<'a, 'b> {
    site_title: &'b str,
    version: &'a Version,
    facts: &'b [Arc<Facts>],
    root: &'b UrlPath,
    by_url: HashMap<&'a UrlPath, usize>,
    drafts: Vec<Draft<'a>>,
    of_page: Vec<Option<usize>>,
    of_folder: BTreeMap<&'a str, usize>,
    of_generated: HashMap<UrlPath, usize>,
}

impl<'a, 'b> Drafting<'a, 'b> {
    fn new(
        site_title: &'b str,
        version: &'a Version,
        root: &'b UrlPath,
        facts: &'b [Arc<Facts>],
        by_url: HashMap<&'a UrlPath, usize>,
    ) -> Self {
        let of_page = vec![None; version.pages.len()];
        let (drafts, of_folder, of_generated) = (Vec::new(), BTreeMap::new(), HashMap::new());
        Self { site_title, version, facts, root, by_url, drafts, of_page, of_folder, of_generated }
    }

    fn draft(mut self, kept: &[usize]) -> (Vec<Draft<'a>>, BTreeMap<&'a str, usize>) {
        self.home();
        for (name, folder) in folders::find(self.version, kept, self.root) {
            let Some(above) = folders::parent(name, &self.version.content) else { continue };
            let parent = self.of_folder.get(above).copied().unwrap_or(0);
            if !self.of_folder.contains_key(name) {
                let node = self.folder(name, &folder, parent);
                self.of_folder.insert(name, node);
            }
        }
        for &page in kept {
            if self.of_page[page].is_some() {
                continue;
            }
            let (Seat::In(folder) | Seat::IndexOf(folder)) = folders::seat(&self.version.pages[page], self.content());
            let parent = self.of_folder.get(folder).copied().unwrap_or(0);
            self.page(page, parent, None);
        }
        self.data();
        (self.drafts, self.of_folder)
    }

    /// Drafts what data make. Where a page or a folder has the address, it shows the data too.
    fn data(&mut self) {
        let mut drafted = Vec::new();
        for (number, wanted) in generated::wanted(self.version, self.root).into_iter().enumerate() {
            let Wanted { url, title, description, shows, parent } = wanted;
            let page = self.by_url.get(&url).and_then(|page| self.of_page[*page]);
            let draft = page.or(self.of_generated.get(&url).copied()).unwrap_or_else(|| {
                let parent = parent.map_or(0, |above| drafted[above]);
                let draft = self.generated(title.clone(), url.clone(), "", parent);
                self.of_generated.insert(url, draft);
                draft
            });
            let made = &mut self.drafts[draft];
            if made.shows.is_some() {
                drafted.push(draft);
                continue;
            }
            (made.shows, made.about) = (Some(shows), description);
            if made.page.is_none() {
                made.rank = Rank { number: number.try_into().unwrap_or(u32::MAX), ..rank(&title, "") };
                made.title = title;
            }
            drafted.push(draft);
        }
    }

    fn content(&self) -> &'a str {
        &self.version.content
    }

    /// The home page is what stands at the root's address; it stands for the content folder too.
    fn home(&mut self) {
        match self.by_url.get(self.root).copied() {
            Some(page) => {
                if let Seat::IndexOf(folder) = folders::seat(&self.version.pages[page], self.content()) {
                    self.of_folder.insert(folder, 0);
                }
                self.page(page, 0, None);
            }
            None => {
                self.generated(self.site_title.to_owned(), self.root.clone(), "", 0);
            }
        }
        self.of_folder.insert(self.content(), 0);
    }

    /// Gives the node of a folder: its index page, else the page at its address, else a generated one.
    fn folder(&mut self, name: &'a str, folder: &Folder, parent: usize) -> usize {
        if let Some(page) = folder.index {
            return self.of_page[page].unwrap_or_else(|| self.page(page, parent, Some(name)));
        }
        let Some(url) = folder.url.clone() else { return parent };
        if let Some(page) = self.by_url.get(&url).copied() {
            return self.adopt(page, parent);
        }
        if let Some(node) = self.of_generated.get(&url) {
            return *node;
        }
        let node = self.generated(title::readable(last(name)), url.clone(), name, parent);
        self.of_generated.insert(url, node);
        node
    }

    /// Takes the page at a folder's address for its index, where the page itself hangs no deeper than the folder.
    fn adopt(&mut self, page: usize, parent: usize) -> usize {
        if let Some(node) = self.of_page[page] {
            return node;
        }
        match folders::seat(&self.version.pages[page], self.content()) {
            Seat::In(folder) => match self.of_folder.get(folder).copied() {
                Some(above) => self.page(page, above, None),
                None => parent,
            },
            Seat::IndexOf(_) => parent,
        }
    }

    fn page(&mut self, number: usize, parent: usize, folder: Option<&'a str>) -> usize {
        let page = &self.version.pages[number];
        let is_home = self.drafts.is_empty();
        let name = folder.map_or_else(|| name(page), last);
        let fallback = || if is_home { self.site_title.to_owned() } else { title::readable(name) };
        let title = title::of(page, &self.facts[number], fallback);
        let rank = Rank {
            weight: page.meta.weight.unwrap_or(f64::INFINITY),
            number: page.number.or(split_number(name).0).unwrap_or(u32::MAX),
            title: title.to_lowercase(),
            source: page.source.as_str(),
        };
        self.of_page[number] = Some(self.drafts.len());
        self.push(Draft { page: Some(number), rank, ..draft(page.url.clone(), title, parent) })
    }

    fn generated(&mut self, title: String, url: UrlPath, folder: &'a str, parent: usize) -> usize {
        let number = split_number(last(folder)).0.unwrap_or(u32::MAX);
        let rank = Rank { number, ..rank(&title, folder) };
        self.push(Draft { rank, ..draft(url, title, parent) })
    }

    fn push(&mut self, draft: Draft<'a>) -> usize {
        self.drafts.push(draft);
        self.drafts.len() - 1
    }
}

/// Drafts a node that nobody wrote.
fn draft<'a>(url: UrlPath, title: String, parent: usize) -> Draft<'a> {
    Draft { page: None, url, rank: rank(&title, ""), title, parent, shows: None, about: String::new() }
}

/// Gives the rank of a node that has no number.
fn rank<'a>(title: &str, source: &'a str) -> Rank<'a> {
    Rank { weight: f64::INFINITY, number: u32::MAX, title: title.to_lowercase(), source }
}

/// Gives the name that a page goes by: its file's, for the index of a folder the folder's.
fn name(page: &Page) -> &str {
    let stem = page.source.stem();
    if page.is_index && folders::is_index_name(stem) { last(page.source.folder()) } else { stem }
}

fn last(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

impl Rank<'_> {
    fn order(&self, other: &Self) -> Ordering {
        let by_number = self.weight.total_cmp(&other.weight).then(self.number.cmp(&other.number));
        by_number.then_with(|| self.title.cmp(&other.title)).then_with(|| self.source.cmp(other.source))
    }
}

/// Puts the nodes in reading order.
fn finish(drafts: Vec<Draft<'_>>, order: &[usize], place: &[NodeId], version: &Version, facts: &[Arc<Facts>]) -> Tree {
    let mut drafts: Vec<_> = drafts.into_iter().map(Some).collect();
    let ordered: Vec<_> = order.iter().filter_map(|draft| drafts[*draft].take()).collect();
    let mut children = vec![Vec::new(); ordered.len()];
    for (id, draft) in ordered.iter().enumerate().skip(1) {
        children[place[draft.parent]].push(id);
    }
    let by_url = ordered.iter().enumerate().map(|(id, draft)| (draft.url.clone(), id)).collect();
    let grown = ordered.into_par_iter().zip(children).enumerate().map(|(id, (draft, children))| {
        let parent = (id > 0).then(|| place[draft.parent]);
        Arc::new(Node { parent, children, ..node(draft, version, facts) })
    });
    Tree { nodes: grown.collect(), by_url: Arc::new(by_url), ..Tree::default() }
}

/// Gives the drafts depth first, siblings by rank.
fn reading_order(drafts: &[Draft<'_>]) -> Vec<usize> {
    let mut children = vec![Vec::new(); drafts.len()];
    for (number, draft) in drafts.iter().enumerate().skip(1) {
        children[draft.parent].push(number);
    }
    for siblings in &mut children {
        siblings.sort_by(|a, b| drafts[*b].rank.order(&drafts[*a].rank));
    }
    let (mut order, mut open) = (Vec::with_capacity(drafts.len()), vec![0]);
    while let Some(number) = open.pop() {
        order.push(number);
        open.append(&mut children[number]);
    }
    order
}

/// Gives what a page is about: what its front matter says, else its first paragraph.
pub(super) fn description(meta: Option<&Meta>, facts: &Facts) -> String {
    meta.and_then(|meta| meta.description.clone()).unwrap_or_else(|| facts.summary.clone())
}

fn node(draft: Draft<'_>, version: &Version, facts: &[Arc<Facts>]) -> Node {
    let facts = draft.page.map_or_else(Arc::default, |page| Arc::clone(&facts[page]));
    let meta = draft.page.map(|page| &version.pages[page].meta);
    Node {
        page: draft.page,
        url: draft.url,
        description: Some(description(meta, &facts)).filter(|words| !words.is_empty()).unwrap_or(draft.about),
        title_heading: title::heading(&draft.title, &facts),
        title: draft.title,
        parent: None,
        children: Vec::new(),
        facts,
        links: BTreeMap::new(),
        doors: Vec::new(),
        prerequisites: Vec::new(),
        supersedes: Vec::new(),
        tags: Vec::new(),
        shows: draft.shows,
        rank: (draft.rank.weight, draft.rank.number),
    }
}
