//! A page of the site as templates see it.

use jiff::civil::Date;

use super::Press;
use super::context::{Link, Page as PageView, Revision};
use super::navigation::{contents, crumbs, link, neighbours, sidebar};
use super::versions;
use super::words::{day, is_dated, kind, party, rhythm, role, status};
use crate::edition::{Meta, Page, Status};
use crate::path::SourcePath;
use crate::site::{Node, NodeId, Tree};

/// Gathers what is known of a node.
pub(super) fn page(press: &Press, version: usize, id: NodeId) -> PageView {
    let (tree, base) = (&press.site.trees[version], base(press));
    let node = &tree.nodes[id];
    let written = node.page.map(|page| &press.site.edition.versions[version].pages[page]);
    let (prev, next) = neighbours(tree, id, base);
    let shows_metrics = node.shows.is_some() || !node.facts.quotes.is_empty();
    let shows_data = super::data::table_of(&press.site.edition.versions[version], node).is_some()
        || written.is_some_and(|page| page.row.is_some());
    let metrics_css = press.frame.metrics_css.clone().filter(|_| shows_metrics);
    let data_css = press.frame.data_css.clone().filter(|_| shows_data);
    let is_current = version == 0;
    let mut view = PageView {
        versions: versions::of(press, version, id),
        prev,
        next,
        crumbs: crumbs(tree, id, base),
        nav: sidebar(tree, Some(id), base),
        kind: if id == 0 { "home" } else { "section" }.to_owned(),
        description: Some(node.description.clone()).filter(|words| !words.is_empty()),
        sheets: metrics_css.into_iter().chain(data_css).collect(),
        ..bare(press, &node.title, &node.url.href(base))
    };
    if let Some(page) = written {
        written_page(press, (tree, is_current), node, page, &mut view);
        if let Some((_, row)) = super::data::row_of(&press.site.edition.versions[version], page) {
            let edit_url = press.site.edition.settings.edit_url.as_ref().filter(|_| is_current);
            view.edit_href = edit_url.map(|url| edit_href(url, &row.source));
        }
        if id == 0 {
            "home".clone_into(&mut view.kind);
        }
    }
    view.search = is_current && press.found.binary_search(&id).is_ok();
    if !is_current {
        past(press, version, id, &mut view);
    }
    view
}

/// Says of a page of an old version where search engines find the current one.
fn past(press: &Press, version: usize, id: NodeId, view: &mut PageView) {
    let (node, is_there) = versions::nearest(&press.site, version, id, 0);
    let base_url = press.site.edition.settings.base_url.as_ref();
    let address = |href: &str| base_url.map(|url| url.absolute(href));
    view.noindex = true;
    // The banner says that it is not in force; nobody will review it again.
    if view.status.as_deref() == Some(Status::Active.as_str()) {
        view.status_word = None;
    }
    view.next_review = None;
    if is_there {
        view.canonical = address(&press.site.trees[0].nodes[node].url.href(base(press)));
    }
}

/// Makes the view of a page that nobody wrote.
pub(super) fn bare(press: &Press, title: &str, href: &str) -> PageView {
    let settings = &press.site.edition.settings;
    PageView {
        title: title.to_owned(),
        href: href.to_owned(),
        canonical: settings.base_url.as_ref().map(|url| url.absolute(href)),
        noindex: settings.audience_mark.is_some(),
        ..PageView::default()
    }
}

/// Gives what links start with.
pub(super) fn base(press: &Press) -> &str {
    press.site.edition.settings.base_url.as_ref().map_or("", |url| url.path())
}

fn written_page(press: &Press, (tree, is_current): (&Tree, bool), node: &Node, page: &Page, view: &mut PageView) {
    let (meta, settings, as_of) = (&page.meta, &press.site.edition.settings, press.site.edition.as_of);
    let base = base(press);
    view.anchor = node.title_heading.and_then(|number| node.facts.headings.get(number)).map(|h| h.id.clone());
    view.lead.clone_from(&meta.description);
    view.lang = meta.lang.clone().filter(|lang| *lang != settings.language);
    meta.kind.as_str().clone_into(&mut view.kind);
    view.kind_word = kind(meta.kind).map(str::to_owned);
    view.controlled = is_dated(meta) || meta.version.is_some() || meta.approver.is_some();
    view.upcoming = matches!(meta.status, Status::Draft | Status::InReview) || meta.effective_from > Some(as_of);
    view.status = Some(meta.status.as_str().to_owned());
    view.status_word = status(meta, as_of);
    view.updated = meta.updated.or(meta.date).map(day);
    view.contents = if meta.toc == Some(false) { Vec::new() } else { contents(node) };
    // An old version has no pages of tags and cannot be edited.
    view.tags = if is_current { tags(tree, node, base) } else { Vec::new() };
    view.readers = meta.audience.clone().filter(|_| settings.outline);
    view.edit_href = settings.edit_url.as_ref().filter(|_| is_current).map(|url| edit_href(url, &page.source));
    view.supersedes = links(tree, &node.supersedes, base);
    view.superseded_by = successors(press, meta, base);
    view.prerequisites = links(tree, &node.prerequisites, base);
    view.extra.clone_from(&meta.extra);
    control(meta, view);
}

/// Copies the facts of the document control.
fn control(meta: &Meta, view: &mut PageView) {
    view.id.clone_from(&meta.id);
    view.version.clone_from(&meta.version);
    view.owner = meta.owner.as_deref().map(|name| party(&role(name)));
    view.approver = meta.approver.as_deref().map(|name| party(&role(name)));
    view.contact = meta.contact.as_deref().map(party);
    view.approved_on = meta.approved_on.map(day);
    view.effective_from = meta.effective_from.map(day);
    view.effective_until = meta.effective_until.map(day);
    view.last_reviewed = meta.last_reviewed.map(day);
    view.review_every = meta.review_every.as_ref().map(rhythm);
    view.next_review = next_review(meta).map(day);
    view.duration = meta.duration.as_ref().map(|period| period.words.clone());
    view.objectives.clone_from(&meta.objectives);
    view.controls.clone_from(&meta.controls);
    let text = |note: &Option<String>| note.clone().unwrap_or_default();
    let mut revisions: Vec<_> = meta.revisions.iter().collect();
    revisions.sort_by_key(|revision| std::cmp::Reverse(revision.date));
    view.revisions = revisions
        .into_iter()
        .map(|r| Revision { version: r.version.clone(), date: r.date.map(day), text: text(&r.note) })
        .collect();
}

/// Tells when the next review is due: the stated day wins over the derived one.
fn next_review(meta: &Meta) -> Option<Date> {
    let derived = || meta.last_reviewed?.checked_add(meta.review_every.as_ref()?.span).ok();
    meta.next_review.or_else(derived)
}

fn tags(tree: &Tree, node: &Node, base: &str) -> Vec<Link> {
    let entry = |slug: &String| {
        let tag = tree.tags.get(slug)?;
        Some(Link { title: tag.title.clone(), href: super::tags::tag_url(slug)?.href(base) })
    };
    node.tags.iter().filter_map(entry).collect()
}

fn edit_href(url: &str, source: &SourcePath) -> String {
    let path = crate::path::UrlPath::new(&format!("/{source}")).map(|path| path.href(""));
    url.replace("{path}", path.as_deref().unwrap_or_default().trim_start_matches('/'))
}

fn links(tree: &Tree, nodes: &[NodeId], base: &str) -> Vec<Link> {
    nodes.iter().map(|&node| link(tree, node, base)).collect()
}

/// Gives the current pages that replace the page of an id.
pub(super) fn successors(press: &Press, meta: &Meta, base: &str) -> Vec<Link> {
    let nodes = meta.id.as_ref().and_then(|id| press.ties.successors.get(id));
    links(&press.site.trees[0], nodes.map_or(&[], Vec::as_slice), base)
}
