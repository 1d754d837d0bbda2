//! The inventory of the output: every address that will exist, and what makes it.

use std::collections::{BTreeMap, BTreeSet};

use super::metrics::{self, files, quote};
use super::{Press, View, Work, data, feeds, history, lists, releases, search, tags, versions, view};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edition::metrics::Metric;
use crate::edition::{Blob, Kind};
use crate::path::{SourcePath, UrlPath};
use crate::redline::history::{History, Place};
use crate::render::context::Redirect;
use crate::site::{self, NodeId, Site, Tree};

/// Every address that will exist, and what makes it.
#[derive(Debug, Default, Clone)]
pub struct Plan {
    /// The items, by address.
    pub items: BTreeMap<UrlPath, Item>,
}

/// What makes one file of the output.
#[derive(Debug, Clone)]
pub enum Item {
    /// A page: the version's place in the edition, the node in its tree.
    Page(usize, NodeId),
    /// The page of a tag, by slug.
    Tag(String),
    /// The list of all tags; a written page at its address is its introduction.
    Tags(Option<NodeId>),
    /// The page with the search; a written page at its address is its introduction.
    Search(Option<NodeId>),
    /// What search says of some of the pages that it finds, by the number of the list.
    SearchPages(usize),
    /// A part of the search index, by its number. It is made from the bytes of the pages, and so when they are there.
    SearchWords(usize),
    /// The page that stands for a missing one.
    NotFound,
    /// A page that leads on to a node of a version.
    Redirect(usize, NodeId),
    /// A page that says that a node is in an old version alone.
    Gone(usize, NodeId),
    /// What a version brought.
    Release(usize),
    /// What changed on the page of that place; the number of the step.
    History(Place, usize),
    /// The list of all versions.
    Releases,
    /// A file as it is: an asset that pages use, a file of the theme, a file that the edition copies.
    File(Blob),
    /// The numbers of a metric as CSV: the version's place, the metric's.
    MetricCsv(usize, usize),
    /// A metric as JSON.
    MetricJson(usize, usize),
    /// All metrics of a version as JSON.
    MetricsJson(usize),
    /// A page of a long list of rows: the table, the node of the list, the page's number from 0.
    Rows(data::At, NodeId, usize),
    /// The rows of a table as CSV.
    RowsCsv(data::At),
    /// What the list shows of all rows, for the script.
    RowsJson(data::At),
    /// `sitemap.xml`.
    Sitemap,
    /// `robots.txt`.
    Robots,
    /// `feed.xml`.
    Feed,
    /// `llms.txt`.
    LlmsTxt,
    /// `_headers`, for hosts that read it.
    Headers,
    /// `_redirects`, for hosts that read it.
    Redirects,
}

/// Lists the files of the site; two makers of one address are a finding, and the first stays.
pub(super) fn plan(site: &Site, history: &History, theme_files: &BTreeMap<UrlPath, Blob>) -> (Plan, Vec<Diagnostic>) {
    let mut draft = Draft { site, plan: Plan::default(), places: BTreeMap::new(), diagnostics: Vec::new() };
    for (version, tree) in site.trees.iter().enumerate() {
        add_tree(&mut draft, version, tree);
    }
    add_versions(&mut draft);
    for (url, item, source) in history::items(site, history) {
        draft.add(url, item, source.as_ref());
    }
    add_search(&mut draft);
    add_machine_files(&mut draft);
    for (url, blob) in theme_files {
        draft.add(url.clone(), Item::File(blob.clone()), None);
    }
    for (url, blob) in &site.edition.verbatim {
        // What the edition brings itself (a robots.txt, a security.txt) stands before what ospress makes.
        let own = [Item::Robots, Item::LlmsTxt, Item::Headers, Item::Redirects];
        let replaces = draft.plan.items.get(url).is_some_and(|item| own.iter().any(|made| same_kind(made, item)));
        if replaces {
            draft.plan.items.remove(url);
        }
        draft.add(url.clone(), Item::File(blob.clone()), None);
    }
    leave_out_below_files(&mut draft);
    (draft.plan, draft.diagnostics)
}

/// Leaves out what would lie in a folder of the name that a file has.
fn leave_out_below_files(draft: &mut Draft<'_>) {
    let urls = || draft.plan.items.keys();
    let files: BTreeSet<&str> = urls().map(UrlPath::as_str).filter(|url| !url.ends_with('/')).collect();
    let above = |url: &str| url.match_indices('/').skip(1).find_map(|(end, _)| files.get(&url[..end]).copied());
    let pairs: Vec<_> =
        urls().filter_map(|url| Some((url.clone(), UrlPath::new(above(url.as_str())?).ok()?))).collect();
    for (url, file) in pairs {
        let message = format!("`{url}` and `{file}` need one name, as a folder and as a file");
        let place = |url: &UrlPath| draft.places.get(url).cloned();
        if let Some(finding) = collision(message, place(&url), place(&file)) {
            draft.diagnostics.push(finding);
            draft.plan.items.remove(&url);
        }
    }
}

fn same_kind(one: &Item, other: &Item) -> bool {
    std::mem::discriminant(one) == std::mem::discriminant(other)
}

/// A plan in the making, and where each address comes from.
struct Draft<'a> {
    site: &'a Site,
    plan: Plan,
    places: BTreeMap<UrlPath, SourcePath>,
    diagnostics: Vec<Diagnostic>,
}

impl Draft<'_> {
    fn add(&mut self, url: UrlPath, item: Item, place: Option<&SourcePath>) {
        if self.plan.items.contains_key(&url) {
            let other = self.places.get(&url).cloned();
            let message = format!("the address `{url}` is made twice");
            self.diagnostics.extend(collision(message, place.cloned(), other));
            return;
        }
        if let Some(place) = place {
            self.places.insert(url.clone(), place.clone());
        }
        self.plan.items.insert(url, item);
    }
}

fn collision(message: String, place: Option<SourcePath>, other: Option<SourcePath>) -> Option<Diagnostic> {
    let (at, other) = match (place, other) {
        (Some(place), other) => (place, other),
        (None, other) => (other?, None),
    };
    let finding = Diagnostic::new(Code::UrlCollision, Span::file(&at), message).help(
        "rename the file, give the page another `slug`, or take the alias away; `/tags/`, `/search/`, `/assets/` and `/404.html` belong to ospress",
    );
    Some(match other {
        Some(other) => finding.related(Span::file(&other), "the other one"),
        None => finding,
    })
}

fn add_tree(draft: &mut Draft<'_>, version: usize, tree: &Tree) {
    let (site, tags, search) = (draft.site, tags::list_url(), search::url());
    let pages = &site.edition.versions[version];
    for (id, node) in tree.nodes.iter().enumerate() {
        let place = node.page.map(|page| &pages.pages[page].source);
        let is_tags = node.url == tags && !tree.tags.is_empty();
        let item = match version {
            _ if is_tags => Item::Tags(Some(id)),
            0 if node.url == search => Item::Search(Some(id)),
            _ => Item::Page(version, id),
        };
        draft.add(node.url.clone(), item, place);
    }
    if version == 0 {
        add_tags(draft, tree);
    }
    for (url, source) in &tree.used_assets {
        if let Some(asset) = pages.assets.get(source) {
            draft.add(url.clone(), Item::File(asset.blob.clone()), Some(source));
        }
    }
    add_numbers(draft, version);
    for (url, item, source) in data::items(&draft.site.edition.versions[version], version, tree) {
        draft.add(url, item, Some(source));
    }
    // Nobody has seen the aliases of an old version below its name.
    for (url, &target) in tree.redirects.iter().filter(|_| version == 0) {
        let place = tree.nodes[target].page.map(|page| &pages.pages[page].source);
        let url = if url.as_str().ends_with('/') || is_file(url) { url.clone() } else { folder(url) };
        draft.add(url, Item::Redirect(version, target), place);
    }
}

fn add_tags(draft: &mut Draft<'_>, tree: &Tree) {
    if !tree.tags.is_empty() && !draft.plan.items.contains_key(&tags::list_url()) {
        draft.add(tags::list_url(), Item::Tags(None), None);
    }
    for url in tree.tags.keys().map(|slug| (slug, tags::tag_url(slug))) {
        if let (slug, Some(url)) = url {
            draft.add(url, Item::Tag(slug.clone()), None);
        }
    }
}

fn add_search(draft: &mut Draft<'_>) {
    let items = search::items(draft.site);
    let is_written = matches!(draft.plan.items.get(&search::url()), Some(Item::Search(_)));
    if !items.is_empty() && !is_written {
        draft.add(search::url(), Item::Search(None), None);
    }
    for (url, item) in items {
        draft.add(url, item, None);
    }
}

/// Adds what several versions bring: lasting addresses of the current one, what became of old pages, the releases.
fn add_versions(draft: &mut Draft<'_>) {
    let site = draft.site;
    let Some(current) = site.trees.first().filter(|_| versions::named_root(&site.edition, 0).is_some()) else { return };
    for (id, node) in current.nodes.iter().enumerate() {
        if let Some(url) = versions::named_url(&site.edition, &node.url) {
            draft.add(url, Item::Redirect(0, id), None);
        }
    }
    if site.trees.len() < 2 {
        return;
    }
    for version in 0..site.trees.len() {
        if let Some(url) = versions::release_url(site, version) {
            draft.add(url, Item::Release(version), None);
        }
    }
    draft.add(versions::list_url(), Item::Releases, None);
    for (version, id, url) in versions::left_addresses(site) {
        // What stands there today, and what an author leads elsewhere, is not touched.
        if !draft.plan.items.contains_key(&url) {
            let item = site::counterpart(site, version, id, 0);
            draft.add(url, item.map_or(Item::Gone(version, id), |id| Item::Redirect(0, id)), None);
        }
    }
}

/// Adds the metrics' files for machines.
fn add_numbers(draft: &mut Draft<'_>, version: usize) {
    let edition = &draft.site.edition;
    let root = crate::site::version_root(edition, version);
    let known = &edition.versions[version].metrics;
    let place = known.source.as_ref();
    for (number, metric) in known.metrics.iter().enumerate() {
        let files = [("csv", Item::MetricCsv(version, number)), ("json", Item::MetricJson(version, number))];
        for (end, item) in files {
            if let Some(url) = files::address(&root, metric, end) {
                draft.add(url, item, place);
            }
        }
    }
    if let (Some(url), false) = (files::api(&root), known.metrics.is_empty()) {
        draft.add(url, Item::MetricsJson(version), place);
    }
}

fn is_file(url: &UrlPath) -> bool {
    url.as_str().rsplit('/').next().is_some_and(|last| last.contains('.'))
}

fn folder(url: &UrlPath) -> UrlPath {
    UrlPath::new(&format!("{url}/")).unwrap_or_else(|_| url.clone())
}

fn add_machine_files(draft: &mut Draft<'_>) {
    let settings = &draft.site.edition.settings;
    let has_base = settings.base_url.is_some();
    let has_redirects = draft.site.trees.iter().any(|tree| !tree.redirects.is_empty());
    let files = [
        ("/404.html", Item::NotFound, true),
        ("/sitemap.xml", Item::Sitemap, has_base),
        ("/feed.xml", Item::Feed, has_base),
        ("/robots.txt", Item::Robots, true),
        ("/llms.txt", Item::LlmsTxt, true),
        ("/_headers", Item::Headers, true),
        ("/_redirects", Item::Redirects, has_redirects),
    ];
    for (url, item, _) in files.into_iter().filter(|(.., wanted)| *wanted) {
        draft.add(UrlPath::new(url).expect("a fixed address"), item, None);
    }
}

/// Gathers what an item is made from; none where that is the bytes of other items.
pub(super) fn work<'a>(press: &'a Press, url: &UrlPath, item: &'a Item) -> Option<Work<'a>> {
    Some(match item {
        Item::SearchWords(_) => return None,
        Item::Page(version, id) => page(press, *version, *id),
        Item::Tag(slug) => tags::tag(press, url, slug),
        Item::Tags(id) => tags::all(press, *id),
        Item::Search(id) => search::page(press, *id),
        Item::SearchPages(list) => Work::Text(search::pages(press, *list)),
        Item::NotFound => {
            let nav = super::navigation::sidebar(&press.site.trees[0], None, view::base(press));
            let page = view::bare(press, "This page is not here", &url.href(view::base(press)));
            let page = super::context::Page { nav, noindex: true, canonical: None, kind: "not-found".into(), ..page };
            template("not-found.html", View { page, ..View::default() })
        }
        Item::Redirect(version, id) => redirect(press, *version, *id),
        Item::Gone(version, id) => template("gone.html", releases::gone(press, *version, *id, url)),
        Item::Release(version) => template("release.html", releases::release(press, *version, url)),
        Item::History(home, step) => history::work(press, url, *home, *step),
        Item::Releases => template("releases.html", releases::all(press, url)),
        Item::File(blob) => Work::Copy(blob),
        Item::MetricCsv(version, number) => Work::Text(files::csv(metric(press, *version, *number))),
        Item::MetricJson(version, number) => {
            Work::Text(files::single(press, *version, metric(press, *version, *number)))
        }
        Item::MetricsJson(version) => Work::Text(files::all(press, *version)),
        Item::Rows(at, list, number) => template("data_index.html", data::pages::view(press, url, *at, *list, *number)),
        Item::RowsCsv(at) => Work::Text(data::files::csv(press, *at)),
        Item::RowsJson(at) => Work::Text(data::files::json(press, *at)),
        Item::Sitemap => Work::Text(feeds::sitemap(press)),
        Item::Robots => Work::Text(feeds::robots(press)),
        Item::Feed => Work::Text(feeds::feed(press)),
        Item::LlmsTxt => Work::Text(feeds::llms(press)),
        Item::Headers => Work::Text(feeds::headers(press)),
        Item::Redirects => Work::Text(feeds::redirects(press)),
    })
}

fn metric(press: &Press, version: usize, number: usize) -> &Metric {
    &press.site.edition.versions[version].metrics.metrics[number]
}

fn template(name: &str, view: View) -> Work<'static> {
    Work::Template { name: name.to_owned(), view: Box::new(view), body: None, quotes: Vec::new() }
}

fn page(press: &Press, version: usize, id: NodeId) -> Work<'_> {
    let node = &*press.site.trees[version].nodes[id];
    if let Some(shows) = node.shows {
        return metrics::work(press, version, id, shows);
    }
    let written = node.page.map(|page| &*press.site.edition.versions[version].pages[page]);
    let mut view = View { page: view::page(press, version, id), ..View::default() };
    let is_index = written.is_none_or(|page| page.is_index);
    if id == 0 {
        view.home = Some(lists::home(press, version));
    } else if is_index {
        view.section = Some(lists::section(press, version, id));
    }
    let chosen = written.and_then(|page| page.meta.template.as_deref());
    let kind = written.map_or(Kind::Page, |page| page.meta.kind).as_str();
    let own = data::template(press, version, id, written, &mut view);
    let name = own.unwrap_or_else(|| template_name(press, chosen, kind, id == 0, is_index));
    let quotes = quote::of(press, version, node);
    Work::Template { name, view: Box::new(view), body: written.map(|page| (node, page)), quotes }
}

/// Chooses a template: the one that front matter names, else `home` and `section` by place, else one for the kind.
fn template_name(press: &Press, chosen: Option<&str>, kind: &str, is_home: bool, is_index: bool) -> String {
    let has = |name: &String| press.templates.contains_template(name);
    let place = match (is_home, is_index) {
        (true, _) => "home.html",
        (_, true) => "section.html",
        _ => "page.html",
    };
    let by_kind = Some(format!("{kind}.html")).filter(|name| !is_home && !is_index && has(name));
    chosen.map(|name| format!("{name}.html")).filter(has).or(by_kind).unwrap_or_else(|| place.to_owned())
}

fn redirect(press: &Press, version: usize, id: NodeId) -> Work<'static> {
    let node = &press.site.trees[version].nodes[id];
    let href = node.url.href(view::base(press));
    let canonical = press.site.edition.settings.base_url.as_ref().map(|url| url.absolute(&href));
    let redirect = Some(Redirect { title: node.title.clone(), href, canonical });
    template("redirect.html", View { redirect, ..View::default() })
}
