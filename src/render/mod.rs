//! From a site to bytes: [`press`] lists every file that will exist, [`prepare`] gathers all that one of them is made
//! from, [`produce`] makes it.
//!
//! Nothing is published because it lay in a folder: what is not in the plan does not exist. A [`Job`] holds everything
//! that its bytes depend on, so its key tells whether they can have changed.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;
use tera::{Context, Tera, Value};

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edition::{Blob, Page, Version};
use crate::hash::Hash;
use crate::markdown::Dialect;
use crate::path::UrlPath;
use crate::redline::history::History;
use crate::site::{Node, NodeId, Site};
use crate::theme::{self, Theme};

pub mod body;
pub mod chart;
pub mod context;
mod data;
mod feeds;
mod frame;
pub mod history;
pub mod kept;
mod lists;
mod metrics;
mod navigation;
mod plan;
mod releases;
mod search;
mod sheet;
mod tags;
mod versions;
mod view;
mod words;

pub use plan::{Item, Plan};
pub use search::{links_in, list_url, part_url};

use metrics::quote::{self, Quoted};

/// One edition, ready to print: the plan, and what all its pages share.
#[derive(Debug, Clone)]
pub struct Press {
    site: Arc<Site>,
    history: Arc<History>,
    theme: Arc<Theme>,
    /// Every address that will exist.
    pub plan: Arc<Plan>,
    frame: context::Site,
    templates: Tera,
    /// The hash of all that every page depends on: the theme, the frame, the edition's settings, the release. Not the day: what
    /// it does to a page stands in the page's own view, so that tomorrow only those pages are new of which it changes a word.
    shared: Hash,
    dialect: Dialect,
    ties: Arc<Ties>,
    /// The pages that search finds, in reading order.
    found: Arc<[NodeId]>,
}

/// What ties the pages of an edition to each other, beside their links.
#[derive(Debug)]
struct Ties {
    /// The pages that replace the page of an id.
    successors: BTreeMap<String, Vec<NodeId>>,
    /// The hash of each metric of each version, by id: a page that quotes one depends on it.
    numbers: Vec<BTreeMap<String, Hash>>,
    /// What the lists of rows may be filtered by.
    choices: Vec<Vec<data::Choices>>,
    /// What is said of each metric in short.
    cards: metrics::card::Cards,
}

/// All that one file is made from.
#[derive(Debug)]
pub struct Job<'a> {
    /// The hash of everything that the bytes depend on: the same key, the same bytes.
    pub key: Hash,
    work: Work<'a>,
}

/// How the bytes are made.
#[derive(Debug)]
enum Work<'a> {
    Copy(&'a Blob),
    Text(String),
    Template {
        name: String,
        view: Box<View>,
        body: Option<(&'a Node, &'a Page)>,
        quotes: Vec<Quoted<'a>>,
    },
    /// What changed between two states of a page, and what links into the version of each start with.
    Redline {
        view: Box<View>,
        old: (&'a Node, &'a Page),
        new: (&'a Node, &'a Page),
        roots: (String, String),
        quotes: [Vec<Quoted<'a>>; 2],
    },
}

/// The variables of a template, but for `site` and `body`.
#[derive(Debug, Default, Serialize)]
struct View {
    page: context::Page,
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<context::Section>,
    #[serde(skip_serializing_if = "Option::is_none")]
    home: Option<context::Home>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tag: Option<context::Tag>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<context::Tags>,
    #[serde(skip_serializing_if = "Option::is_none")]
    search: Option<context::search::Search>,
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect: Option<context::Redirect>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metrics: Option<context::metrics::Metrics>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metric: Option<context::metrics::Metric>,
    #[serde(skip_serializing_if = "Option::is_none")]
    table: Option<context::data::Table>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<context::data::Row>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gone: Option<context::versions::Gone>,
    #[serde(skip_serializing_if = "Option::is_none")]
    history: Option<context::changes::History>,
    #[serde(skip_serializing_if = "Option::is_none")]
    release: Option<context::versions::Release>,
    #[serde(skip_serializing_if = "Option::is_none")]
    releases: Option<context::versions::Releases>,
}

/// Lists the files of the site and prepares what their pages share; two makers of one address are a finding.
pub fn press(site: Arc<Site>, history: Arc<History>, theme: Arc<Theme>) -> (Press, Vec<Diagnostic>) {
    let files = frame::theme_files(&site, &theme);
    let (plan, diagnostics) = plan::plan(&site, &history, &files);
    let edition = &site.edition;
    let (choices, cards) = (data::no_choices(edition), metrics::card::no_cards(edition));
    let ties = Ties { successors: successors(&site), numbers: metrics::numbers(edition), choices, cards };
    (set((site, history), theme, &files, Arc::new(plan), Arc::new(ties)), diagnostics)
}

/// Prepares what the pages of a site share.
fn set(
    (site, history): (Arc<Site>, Arc<History>),
    theme: Arc<Theme>,
    files: &BTreeMap<UrlPath, Blob>,
    plan: Arc<Plan>,
    ties: Arc<Ties>,
) -> Press {
    let frame = frame::frame(&site, &theme, files);
    let settings = &site.edition.settings;
    let dialect = Dialect { smart_punctuation: settings.smart_punctuation, audiences: settings.audiences.clone() };
    let mut templates = theme.templates.clone();
    templates.global_context().insert("site", &frame);
    let shared = Hash::of_value(&(env!("CARGO_PKG_VERSION"), theme.hash, &frame, settings, &dialect));
    let found = search::found(&site).into();
    Press { site, history, theme, plan, frame, templates, shared, dialect, ties, found }
}

/// Prepares to print the same site with another theme; none where the theme's files now claim the address of
/// something else, or did so before.
pub fn redress(press: &Press, theme: Arc<Theme>) -> Option<Press> {
    let (old, new) = (frame::theme_files(&press.site, &press.theme), frame::theme_files(&press.site, &theme));
    let mut plan = Arc::clone(&press.plan);
    if old.iter().map(|(url, blob)| (url, blob.hash)).ne(new.iter().map(|(url, blob)| (url, blob.hash))) {
        let plan = Arc::make_mut(&mut plan);
        let is_taken_out = |(url, blob): (&UrlPath, &Blob)| {
            let item = plan.items.remove(url);
            matches!(item, Some(Item::File(file)) if file.hash == blob.hash)
        };
        if !old.iter().all(is_taken_out) || new.keys().any(|url| plan.items.contains_key(url)) {
            return None;
        }
        plan.items.extend(new.iter().map(|(url, blob)| (url.clone(), Item::File(blob.clone()))));
    }
    Some(set((Arc::clone(&press.site), Arc::clone(&press.history)), theme, &new, plan, Arc::clone(&press.ties)))
}

/// Prepares to print a site that differs in the text of pages alone; plan, frame and theme stay.
pub fn revise(press: &Press, site: Arc<Site>, history: Arc<History>) -> Press {
    Press { site, history, ..press.clone() }
}

/// Finds the current version's pages by the ids that they replace.
fn successors(site: &Site) -> BTreeMap<String, Vec<NodeId>> {
    let mut successors = BTreeMap::<_, Vec<_>>::new();
    let current = site.trees.first().zip(site.edition.versions.first());
    for (id, node) in current.iter().flat_map(|(tree, _)| tree.nodes.iter().enumerate()) {
        let meta = node.page.zip(current).map(|(page, (_, version))| &version.pages[page].meta);
        for replaced in meta.iter().flat_map(|meta| &meta.supersedes) {
            successors.entry(replaced.clone()).or_default().push(id);
        }
    }
    successors
}

/// Gives for each version the hash of all that its pages depend on, taken together, but for what [`past_tie`] tells of
/// each: while both stay, a page has the key that it had. None for the current version.
pub fn past_keys(press: &Press) -> Vec<Option<Hash>> {
    let site = &*press.site;
    let versions = &site.edition.versions;
    let digests: Vec<_> = versions.iter().map(|version| (&version.name, version.date, version.digest)).collect();
    // Sorted, since the lines come in the order of the current pages, which is nothing to old ones.
    let old = site.lineage.lines.iter().filter_map(|line| line.get(1..));
    let lines: BTreeSet<&[Option<NodeId>]> = old.filter(|line| line.iter().any(Option::is_some)).collect();
    let copied: Vec<&UrlPath> = site.edition.verbatim.keys().collect();
    let all = Hash::of_value(&(press.shared, site.edition.as_of, digests, lines, copied));
    let key = |(number, version): (usize, &Version)| version.digest.map(|_| Hash::of_value(&(all, number)));
    versions.iter().enumerate().map(key).collect()
}

/// Gives the hash of what a page of an old version takes from today: what stands in its place, what replaces it, and where
/// its changes are told.
pub fn past_tie(press: &Press, version: usize, id: NodeId) -> Hash {
    let (site, base) = (&*press.site, view::base(press));
    let (near, is_there) = versions::nearest(site, version, id, 0);
    let own = &site.trees[version].nodes[id];
    let page = own.page.map(|page| &site.edition.versions[version].pages[page]);
    let successors = page.map(|page| view::successors(press, &page.meta, base));
    let near = navigation::link(&site.trees[0], near, base);
    Hash::of_value(&(&own.url, near, is_there, successors, history::of(press, (version, id))))
}

/// Gathers what the file at `url` is made from; none for a part of the search index, which is made from the bytes of pages.
pub fn prepare<'a>(press: &'a Press, url: &UrlPath, item: &'a Item) -> Option<Job<'a>> {
    let work = plan::work(press, url, item)?;
    let key = match &work {
        Work::Copy(blob) => blob.hash,
        Work::Text(text) => Hash::of(text.as_bytes()),
        Work::Template { name, view, body, quotes } => {
            let body = body.map(|(node, page)| input(node, page));
            Hash::of_value(&(press.shared, name, view, body, quote::key(press, quotes)))
        }
        Work::Redline { view, old, new, roots, quotes } => {
            let texts = (input(old.0, old.1), input(new.0, new.1), roots);
            Hash::of_value(&(press.shared, REDLINE, view, texts, quotes.each_ref().map(|some| quote::key(press, some))))
        }
    };
    Some(Job { key, work })
}

/// The template of redlines.
const REDLINE: &str = "history.html";

/// Gives what a page's text depends on.
fn input<'a>(node: &'a Node, page: &Page) -> impl Serialize + use<'a> {
    (page.hash, node.title_heading, &node.links)
}

/// Makes the bytes.
///
/// # Errors
/// A template that fails is the author's mistake: the finding names template, line and page.
pub fn produce<'a>(press: &Press, url: &UrlPath, job: &Job<'a>) -> Result<Cow<'a, [u8]>, Box<Diagnostic>> {
    match &job.work {
        Work::Copy(blob) => Ok(blob.bytes().into()),
        Work::Text(text) => Ok(text.clone().into_bytes().into()),
        Work::Template { name, view, body, quotes } => {
            let mut context = Context::from_serialize(view).expect("plain data becomes a context");
            let page = body.map(|(_, page)| page);
            let quotes = quote::shown(press, quotes).map_err(|error| Box::new(failure(press, url, page, &error)))?;
            let text = body.map_or_else(Value::none, |(node, page)| text(press, node, page, &quotes));
            context.insert_value("body", text);
            fill(press, url, (name, page), &context)
        }
        Work::Redline { view, old, new, roots, quotes } => {
            let mut context = Context::from_serialize(view).expect("plain data becomes a context");
            let quoted =
                |some| quote::shown(press, some).map_err(|error| Box::new(failure(press, url, Some(new.1), &error)));
            let (before, after) = (quoted(&quotes[0])?, quoted(&quotes[1])?);
            let (before, after) = (body_input(press, old.0, old.1, &before), body_input(press, new.0, new.1, &after));
            let pair = body::redline::Pair { old: &before, new: &after, roots: (&roots.0, &roots.1) };
            let found = body::redline::redlined(pair);
            context.insert("duties", &history::duties(&found.obligations));
            context.insert_value("body", value(&found.html));
            fill(press, url, (REDLINE, Some(new.1)), &context)
        }
    }
}

/// Fills a template with what was gathered for the page at an address.
fn fill<'a>(
    press: &Press,
    url: &UrlPath,
    (name, page): (&str, Option<&Page>),
    context: &Context,
) -> Result<Cow<'a, [u8]>, Box<Diagnostic>> {
    let filled = press.templates.render(name, context);
    filled.map(|html| html.into_bytes().into()).map_err(|error| Box::new(failure(press, url, page, &error)))
}

/// Renders a page's Markdown as a value that templates print as it is.
fn text(press: &Press, node: &Node, page: &Page, quotes: &[Option<body::Shown>]) -> Value {
    value(&body::render(&body_input(press, node, page, quotes)))
}

fn value(html: &body::Html) -> Value {
    if html.as_str().trim().is_empty() { Value::none() } else { Value::safe_string(html.as_str()) }
}

fn body_input<'a>(
    press: &'a Press,
    node: &'a Node,
    page: &'a Page,
    quotes: &'a [Option<body::Shown>],
) -> body::Input<'a> {
    body::Input {
        text: &page.text,
        dialect: &press.dialect,
        facts: &node.facts,
        title_heading: node.title_heading,
        links: &node.links,
        quotes,
    }
}

fn failure(press: &Press, url: &UrlPath, page: Option<&Page>, error: &tera::Error) -> Diagnostic {
    let theme = press.theme.sources.keys().next().and_then(|path| path.as_str().split('/').nth(1)).unwrap_or_default();
    let span = page.map(|page| Span::file(&page.source));
    match theme::template_finding(theme, error, Code::TemplateError) {
        Some(mut finding) => {
            finding.message = format!("{} (on the page `{url}`)", finding.message);
            finding.related.extend(span.map(|span| (span, "while this page was printed".to_owned())));
            finding
        }
        None => Diagnostic::new(Code::TemplateError, span.unwrap_or_else(theme_place), error.to_string()),
    }
}

fn theme_place() -> Span {
    Span::file(&crate::path::SourcePath::new("site.toml").expect("a fixed path"))
}
