//! Where every link, image, door and menu entry leads.
//!
//! Links are resolved from the file that they are written in, as a code host would, and from the page's address after
//! that. The work has two steps: all targets first, in parallel; then the findings, which may name used files only.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edition::{Edition, MenuEntry, Page, Version};
use crate::path::{SourcePath, UrlPath};

use super::asset::{self, Look};
use super::destination::{self, Destination, Local};
use super::facts::Reference;
use super::finding::{self, Problem, Role, Trouble};
use super::folders::is_below;
use super::names::{Names, Place};
use super::nearest::Candidates;
use super::tree::Grown;
use super::{Lack, NodeId, Target, Tree};

/// The most findings that suggest what was meant; who has more has not mistyped a name.
const MOST_SEARCHED: usize = 2000;

/// The most ids of a page that are looked through one by one.
const FEW_IDS: usize = 16;

/// What a version's links came to.
pub(super) struct Resolved {
    /// The menu's entries.
    pub(super) menu: Vec<(String, Target)>,
    /// What to mend.
    pub(super) findings: Vec<Diagnostic>,
    /// The links whose target is not there.
    pub(super) dead: Vec<(Span, Lack)>,
    /// The pages named in front matter that are not there.
    pub(super) unknown: Vec<(Span, String)>,
    nodes: Vec<Found>,
    used_assets: BTreeMap<UrlPath, SourcePath>,
    refused_assets: BTreeSet<SourcePath>,
}

impl Resolved {
    /// Puts the targets into the tree.
    pub(super) fn fill(&mut self, tree: &mut Tree) {
        tree.used_assets = std::mem::take(&mut self.used_assets);
        tree.refused_assets = std::mem::take(&mut self.refused_assets);
        for (node, found) in tree.nodes.iter_mut().zip(self.nodes.drain(..)) {
            let node = Arc::make_mut(node);
            node.links = found.links;
            node.doors = found.doors;
            node.prerequisites = found.prerequisites;
            node.supersedes = found.supersedes;
        }
    }
}

/// What one page's links came to.
#[derive(Default)]
struct Found {
    links: BTreeMap<String, Target>,
    doors: Vec<Target>,
    prerequisites: Vec<NodeId>,
    supersedes: Vec<NodeId>,
    unknown: Vec<(Span, String)>,
    uses: BTreeSet<usize>,
    troubles: Vec<Trouble>,
}

/// Where a link starts from.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    pub(super) folder: &'a str,
    node: Option<NodeId>,
}

/// A destination's target, and what is wrong with it.
struct Outcome {
    target: Target,
    used: Option<usize>,
    problems: Vec<Problem>,
}

impl Outcome {
    fn nowhere(problem: Problem) -> Self {
        Self { target: Target::Nowhere, used: None, problems: vec![problem] }
    }

    /// A file that is there, but may not be published.
    fn refused(number: usize, problem: Problem) -> Self {
        Self { used: Some(number), ..Self::nowhere(problem) }
    }
}

/// All that links are resolved with.
pub(super) struct Scope<'a> {
    /// The tree, without its links.
    pub(super) tree: &'a Tree,
    /// The version.
    pub(super) version: &'a Version,
    names: Names<'a>,
    base: &'a str,
    /// The path that authors' links begin with.
    links_below: &'a str,
    hrefs: Vec<String>,
    looks: Vec<OnceLock<Look>>,
    anchors: Vec<OnceLock<HashSet<&'a str>>>,
}

/// Resolves all links of a version, and the menu's `entries` where it is the current one.
pub(super) fn resolve(
    edition: &Edition,
    version: &Version,
    root: &UrlPath,
    grown: &Grown<'_>,
    entries: &[MenuEntry],
) -> Resolved {
    let scope = Scope::new(edition, version, root, grown);
    let mut nodes: Vec<Found> = (0..grown.tree.nodes.len()).into_par_iter().map(|id| scope.node(id)).collect();
    let mut top = Found::default();
    let menu = entries.iter().map(|entry| scope.menu_entry(entry, &mut top)).collect();
    let wanted: BTreeSet<usize> = nodes.iter().chain([&top]).flat_map(|found| found.uses.iter().copied()).collect();
    let (used, refused): (BTreeSet<usize>, BTreeSet<usize>) =
        wanted.into_iter().partition(|number| scope.may_publish(*number));
    let troubles: Vec<_> = nodes.iter_mut().chain([&mut top]).flat_map(|found| found.troubles.drain(..)).collect();
    let used_paths = || used.iter().map(|number| scope.names.assets[*number].0);
    let candidates = (!troubles.is_empty()).then(|| Candidates::new(version, used_paths()));
    let suggest = |number| candidates.as_ref().filter(|_| number < MOST_SEARCHED);
    let worded =
        troubles.par_iter().enumerate().map(|(number, trouble)| finding::word(trouble, &scope, suggest(number)));
    let mut findings: Vec<_> = worded.collect();
    let used_assets = scope.publish(&used, &mut findings);
    let refused_assets = refused.iter().map(|number| scope.names.assets[*number].0.clone()).collect();
    let dead = troubles.into_iter().filter_map(Trouble::lack).collect();
    let unknown = nodes.iter_mut().flat_map(|found| found.unknown.drain(..)).collect();
    Resolved { menu, findings, dead, unknown, nodes, used_assets, refused_assets }
}

impl<'a> Scope<'a> {
    fn new(edition: &'a Edition, version: &'a Version, root: &'a UrlPath, grown: &'a Grown<'a>) -> Self {
        let base = edition.settings.base_url.as_ref().map_or("", |url| url.path());
        let links_below = edition.settings.links_below.as_deref().unwrap_or(base);
        let tree = &grown.tree;
        let names = Names::new(edition, version, root, tree, &grown.folders);
        let hrefs = tree.nodes.iter().map(|node| node.url.href(base)).collect();
        let looks = names.assets.iter().map(|_| OnceLock::new()).collect();
        let anchors = tree.nodes.iter().map(|_| OnceLock::new()).collect();
        Self { tree, version, names, base, links_below, hrefs, looks, anchors }
    }

    fn node(&self, id: NodeId) -> Found {
        let mut found = Found::default();
        let Some(page) = self.tree.nodes[id].page.map(|page| &self.version.pages[page]) else { return found };
        let origin = Origin { folder: page.source.folder(), node: Some(id) };
        let facts = &self.tree.nodes[id].facts;
        let mut outcomes = BTreeMap::<&str, Outcome>::new();
        let links = facts.links.iter().map(|reference| (reference, Role::Link));
        for (reference, role) in links.chain(facts.images.iter().map(|reference| (reference, Role::Image))) {
            let written = reference.destination.as_str();
            let outcome = outcomes.entry(written).or_insert_with(|| self.outcome(written, origin));
            found.note(reference, &role, outcome, page);
        }
        for door in &page.meta.doors {
            let span = Span::new(&page.source, door.range.clone());
            let outcome = self.outcome(&door.link, origin);
            let target = found.take(outcome, &Role::Door(door.title.clone()), &span, &door.link, origin.folder);
            found.doors.push(target);
        }
        found.uses.extend(outcomes.values().filter_map(|outcome| outcome.used));
        found.links = outcomes.into_iter().map(|(written, outcome)| (written.to_owned(), outcome.target)).collect();
        found.prerequisites = self.mentions("prerequisites", page, origin, &mut found.unknown);
        found.supersedes = self.mentions("supersedes", page, origin, &mut found.unknown);
        found
    }

    fn menu_entry(&self, entry: &MenuEntry, top: &mut Found) -> (String, Target) {
        let origin = Origin { folder: self.names.content(), node: None };
        let outcome = self.outcome(&entry.link, origin);
        let span = Span { path: finding::site_toml(), range: entry.range.clone() };
        let target = top.take(outcome, &Role::Menu(entry.title.clone()), &span, &entry.link, origin.folder);
        (entry.title.clone(), target)
    }

    /// Resolves the pages that a key of front matter names by id or path.
    fn mentions(&self, key: &str, page: &Page, origin: Origin<'_>, unknown: &mut Vec<(Span, String)>) -> Vec<NodeId> {
        let find = |words: &str| match destination::parse(words) {
            Destination::Local(local) => match self.find(&local, origin) {
                Ok((Place::Node(node), _)) => Some(node),
                _ => None,
            },
            _ => None,
        };
        let words = if key == "supersedes" { &page.meta.supersedes } else { &page.meta.prerequisites };
        let mut known = Vec::new();
        for words in words {
            if let Some(node) = self.tree.by_id.get(words).copied().or_else(|| find(words)) {
                known.push(node);
            } else {
                let place = page.meta.places.get(key).cloned().unwrap_or_default();
                unknown.push((Span::new(&page.source, place), words.clone()));
            }
        }
        known
    }

    fn outcome(&self, written: &str, origin: Origin<'_>) -> Outcome {
        match destination::parse(written) {
            Destination::Empty => Outcome::nowhere(Problem::Empty),
            Destination::Scheme(scheme) => Outcome::nowhere(Problem::Scheme(scheme)),
            Destination::Refused(reason) => Outcome::nowhere(Problem::Refused(reason)),
            Destination::Elsewhere(address) => {
                Outcome { target: Target::Elsewhere(address), used: None, problems: Vec::new() }
            }
            Destination::Local(local) => match self.find(&local, origin) {
                Ok((place, right)) => {
                    let mut outcome = self.arrive(place, &local, origin);
                    outcome.problems.extend(right.map(Problem::Case));
                    outcome
                }
                Err(problem) => match self.elsewhere(&local, origin) {
                    Some(target) => Outcome { target, used: None, problems: Vec::new() },
                    None => Outcome::nowhere(problem),
                },
            },
        }
    }

    /// Finds what a path names, and the right way to write it where that differs.
    fn find(&self, local: &Local<'_>, origin: Origin<'_>) -> Result<(Place, Option<String>), Problem> {
        if let (true, Some(node)) = (local.path.is_empty(), origin.node) {
            return Ok((Place::Node(node), None));
        }
        let paths = self.paths(&local.path, origin);
        let exact = paths.iter().find_map(|path| self.names.find(path));
        if let Some(place) = exact.or_else(|| self.find_address(&local.path, origin)) {
            return Ok((place, None));
        }
        if let Some((right, place)) = paths.iter().find_map(|path| self.names.find_folded(path)) {
            return Ok((place, Some(right.to_owned())));
        }
        Err(paths.into_iter().next().map_or(Problem::Outside, Problem::Missing))
    }

    /// Gives the paths below the handbook's root that a link may mean; none where it leaves the content.
    pub(super) fn paths(&self, path: &str, origin: Origin<'_>) -> Vec<String> {
        let content = self.names.content();
        let starts: &[&str] = if path.starts_with('/') { &[content, ""] } else { &[origin.folder] };
        let joined = starts.iter().filter_map(|folder| destination::join(folder, path));
        joined.filter(|path| is_below(path, content)).collect()
    }

    fn find_address(&self, path: &str, origin: Origin<'_>) -> Option<Place> {
        let end = if path.ends_with('/') { "/" } else { "" };
        if path.starts_with('/') {
            let address = format!("{}{end}", destination::join("", path)?);
            let base = self.links_below.strip_prefix('/');
            let below_base = base.and_then(|base| address.strip_prefix(base)?.strip_prefix('/'));
            let absolute = format!("/{}", address.trim_start_matches('/'));
            let found = self.names.find_address(&self.names.below_root(&address));
            return found
                .or_else(|| self.names.find_address(&absolute))
                .or_else(|| self.names.find_address(&format!("/{}", below_base?)));
        }
        let address = destination::join(self.tree.nodes[origin.node?].url.as_str(), path)?;
        self.names.find_address(&format!("/{address}{end}"))
    }

    fn arrive(&self, place: Place, local: &Local<'_>, origin: Origin<'_>) -> Outcome {
        let fragment = local.fragment.as_deref().filter(|fragment| !fragment.is_empty());
        let end = || local.query.clone() + &fragment.map(destination::fragment).unwrap_or_default();
        match place {
            Place::Node(node) => self.arrive_at_node(node, local, fragment, origin),
            Place::Made(url) => {
                Outcome { target: Target::Here(url.href(self.base) + &end()), used: None, problems: Vec::new() }
            }
            Place::Asset(number) => {
                let (_, asset) = self.names.assets[number];
                let href = || asset.url.href(self.base) + &end();
                let target = match self.look(number) {
                    Look::File => Target::Here(href()),
                    Look::Image(size) => Target::Image { href: href(), size },
                    Look::Unsafe(reason) => return Outcome::refused(number, Problem::Unsafe(reason)),
                    Look::Refused => return Outcome::refused(number, Problem::FileType),
                };
                Outcome { target, used: Some(number), problems: Vec::new() }
            }
        }
    }

    fn look(&self, number: usize) -> Look {
        let (path, asset) = self.names.assets[number];
        *self.looks[number].get_or_init(|| asset::look(path, asset))
    }

    fn may_publish(&self, number: usize) -> bool {
        matches!(self.look(number), Look::File | Look::Image(_))
    }

    fn arrive_at_node(&self, node: NodeId, local: &Local<'_>, fragment: Option<&str>, origin: Origin<'_>) -> Outcome {
        let stays = local.path.is_empty() && local.query.is_empty() && origin.node == Some(node);
        let page = || [&self.hrefs[node], &*local.query].concat();
        let (target, problems) = match fragment {
            Some(fragment) if self.has_anchor(node, fragment) => {
                let place = destination::fragment(fragment);
                (Target::Here(if stays { place } else { page() + &place }), Vec::new())
            }
            Some(fragment) => {
                let target = if stays { Target::Nowhere } else { Target::Here(page()) };
                (target, vec![Problem::Anchor(node, fragment.to_owned())])
            }
            None => (Target::Here(page()), Vec::new()),
        };
        Outcome { target, used: None, problems }
    }

    fn has_anchor(&self, node: NodeId, fragment: &str) -> bool {
        let facts = &self.tree.nodes[node].facts;
        let ids = || facts.headings.iter().map(|heading| &*heading.id).chain(facts.anchors.iter().map(|id| &**id));
        if fragment == "top" || ids().take(FEW_IDS).any(|id| id == fragment) {
            return true;
        }
        facts.headings.len() + facts.anchors.len() > FEW_IDS
            && self.anchors[node].get_or_init(|| ids().collect()).contains(fragment)
    }

    /// Lists the files that pages use; of two at one address the first by path is published.
    fn publish(&self, used: &BTreeSet<usize>, findings: &mut Vec<Diagnostic>) -> BTreeMap<UrlPath, SourcePath> {
        let mut published = BTreeMap::<UrlPath, SourcePath>::new();
        for number in used {
            let (path, asset) = self.names.assets[*number];
            if let Some(first) = published.get(&asset.url) {
                let message = format!("`{first}` and `{path}` have the same address `{}`", asset.url);
                let finding = Diagnostic::new(Code::UrlCollision, Span::file(path), message)
                    .related(Span::file(first), "the file that has the address")
                    .help("rename one of the files");
                findings.push(finding);
            } else {
                published.insert(asset.url.clone(), path.clone());
            }
        }
        published
    }
}

impl Found {
    /// Notes what is wrong with one link or image of a text, apart from what its facts report already.
    fn note(&mut self, reference: &Reference, role: &Role, outcome: &Outcome, page: &Page) {
        let no_image = *role == Role::Image && outcome.problems.is_empty() && matches!(outcome.target, Target::Here(_));
        let extra = no_image.then_some(Problem::NoImage);
        let told = |problem: &Problem| matches!(problem, Problem::Scheme(_));
        for problem in outcome.problems.iter().filter(|problem| !told(problem)).cloned().chain(extra) {
            self.troubles.push(Trouble {
                span: Span::new(&page.source, page.map.range(&reference.range)),
                folder: page.source.folder().to_owned(),
                written: reference.destination.clone(),
                role: role.clone(),
                problem,
            });
        }
    }

    /// Takes the outcome of a link in front matter or site.toml.
    fn take(&mut self, outcome: Outcome, role: &Role, span: &Span, written: &str, folder: &str) -> Target {
        self.uses.extend(outcome.used);
        let trouble = |problem| Trouble {
            span: span.clone(),
            folder: folder.to_owned(),
            written: written.to_owned(),
            role: role.clone(),
            problem,
        };
        self.troubles.extend(outcome.problems.into_iter().map(trouble));
        outcome.target
    }
}
