//! Files for machines: sitemap, feed, `robots.txt`, `llms.txt`, `_headers`, `_redirects`.

use std::fmt::Write;

use jiff::civil::Date;

use super::{Press, frame, lists, versions, view};
use crate::edition::Page;
use crate::path::UrlPath;
use crate::site::{Node, NodeId, Tree};
use crate::text::escaped;

/// How many changes the feed tells.
const ENTRIES: usize = 30;

/// Lists the pages for search engines, with the days that front matter gives.
pub(super) fn sitemap(press: &Press) -> String {
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    xml.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for node in &current(press).nodes {
        let day = written(press, node).and_then(lists::changed);
        let _ = write!(xml, "<url><loc>{}</loc>", escape(&absolute(press, node)));
        if let Some(day) = day.filter(|day| *day <= press.site.edition.as_of) {
            let _ = write!(xml, "<lastmod>{day}</lastmod>");
        }
        xml.push_str("</url>\n");
    }
    xml.push_str("</urlset>\n");
    xml
}

/// Tells what changed, the latest first, as an Atom feed; a reader's program sees each version and each change of a page
/// once.
pub(super) fn feed(press: &Press) -> String {
    let settings = &press.site.edition.settings;
    let mut changes = releases(press);
    changes.extend(lists::changes(press, 0).into_iter().map(|(date, id)| (date, Change::Page(id))));
    // A version stands before the pages that it brought.
    changes.sort_by_key(|(date, _)| std::cmp::Reverse(*date));
    let home = current(press).nodes.first().map(|node| absolute(press, node)).unwrap_or_default();
    let updated = changes.first().map_or(press.site.edition.as_of, |(date, _)| *date);
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = write!(
        xml,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n<title>{}</title>\n<id>{home}</id>\n\
         <link href=\"{home}\"/>\n<link rel=\"self\" href=\"{}\"/>\n<updated>{updated}T00:00:00Z</updated>\n\
         <author><name>{}</name></author>\n",
        escape(&settings.language),
        escape(&settings.title),
        escape(&format!("{home}feed.xml")),
        escape(&settings.title),
        home = escape(&home),
    );
    for (date, change) in changes.into_iter().take(ENTRIES) {
        let Entry { title, href, id, summary } = match change {
            Change::Release(version, url) => release(press, version, &url),
            Change::Page(id) => changed_page(press, id, date),
        };
        let _ = writeln!(
            xml,
            "<entry><title>{}</title><link href=\"{}\"/><id>{}</id><updated>{date}T00:00:00Z</updated>\
             <summary>{}</summary></entry>",
            escape(&title),
            escape(&href),
            escape(&id),
            escape(&summary)
        );
    }
    xml.push_str("</feed>\n");
    xml
}

/// What the feed tells of.
enum Change {
    /// A version came into force; the address of what it brought.
    Release(usize, UrlPath),
    /// A page was revised.
    Page(NodeId),
}

/// What the feed tells of a change.
struct Entry {
    title: String,
    href: String,
    /// Names the change for good.
    id: String,
    summary: String,
}

/// Gives the versions that came into force on a day that is known.
fn releases(press: &Press) -> Vec<(Date, Change)> {
    let edition = &press.site.edition;
    if edition.versions.len() < 2 {
        return Vec::new();
    }
    let release = |(version, there): (usize, &crate::edition::Version)| {
        let date = there.date.filter(|date| *date <= edition.as_of)?;
        Some((date, Change::Release(version, versions::release_url(&press.site, version)?)))
    };
    edition.versions.iter().enumerate().filter_map(release).collect()
}

fn release(press: &Press, version: usize, url: &UrlPath) -> Entry {
    let there = &press.site.edition.versions[version];
    let name = there.name.as_ref().map_or("", |name| name.as_str());
    let summary = there.note.clone().unwrap_or_else(|| format!("What version {name} changed"));
    let href = address(press, url);
    Entry { title: format!("Version {name}"), id: href.clone(), href, summary }
}

fn changed_page(press: &Press, id: NodeId, date: Date) -> Entry {
    let node = &current(press).nodes[id];
    let href = absolute(press, node);
    let note = written(press, node).and_then(|page| page.meta.revisions.iter().find(|r| r.date == Some(date)));
    let summary = note.and_then(|note| note.note.clone()).unwrap_or_else(|| node.description.clone());
    Entry { title: node.title.clone(), id: format!("{href}#{date}"), href, summary }
}

/// Tells crawlers what they may read: everything of the widest edition, nothing of a narrower one.
pub(super) fn robots(press: &Press) -> String {
    let settings = &press.site.edition.settings;
    if settings.audience_mark.is_some() {
        return "User-agent: *\nDisallow: /\n".to_owned();
    }
    let sitemap = settings.base_url.as_ref().map(|url| url.absolute(&format!("{}/sitemap.xml", url.path())));
    sitemap.map_or_else(
        || "User-agent: *\nAllow: /\n".to_owned(),
        |sitemap| format!("User-agent: *\nAllow: /\n\nSitemap: {sitemap}\n"),
    )
}

/// Lists the pages for language models, in the form of llmstxt.org: title, summary, sections with links.
pub(super) fn llms(press: &Press) -> String {
    let (tree, settings) = (current(press), &press.site.edition.settings);
    let mut text = format!("# {}\n", settings.title);
    let home = tree.nodes.first().map(|home| home.description.clone()).filter(|words| !words.is_empty());
    if let Some(words) = settings.description.clone().or(home) {
        let _ = write!(text, "\n> {}\n", one_line(&words));
    }
    let (sections, pages): (Vec<_>, Vec<_>) =
        tree.nodes[0].children.iter().partition(|&&child| !tree.nodes[child].children.is_empty());
    if !pages.is_empty() {
        text.push('\n');
        for &&id in &pages {
            line(press, &tree.nodes[id], &mut text);
        }
    }
    for &section in sections {
        let _ = write!(text, "\n## {}\n\n", one_line(&tree.nodes[section].title));
        let end = tree.nodes[section + 1..].iter().position(|node| node.parent == Some(0));
        let end = end.map_or(tree.nodes.len(), |count| section + 1 + count);
        for node in tree.nodes[section..end].iter().filter(|node| !is_row(press, node)) {
            line(press, node, &mut text);
        }
    }
    text
}

/// Tells whether a page is made from a row of data: the list of rows stands for all of them.
fn is_row(press: &Press, node: &Node) -> bool {
    written(press, node).is_some_and(|page| page.row.is_some())
}

fn line(press: &Press, node: &Node, text: &mut String) {
    let title = one_line(&node.title).replace(['[', ']'], "");
    let _ = write!(text, "- [{title}]({})", absolute(press, node));
    if !node.description.is_empty() {
        let _ = write!(text, ": {}", one_line(&node.description));
    }
    text.push('\n');
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Gives the response headers, for hosts that read `_headers`.
pub(super) fn headers(press: &Press) -> String {
    let base = view::base(press);
    let mark = if press.frame.mark.is_some() { "  X-Robots-Tag: noindex\n" } else { "" };
    format!(
        "{base}/*\n  Content-Security-Policy: {policy}; frame-ancestors 'none'\n  X-Content-Type-Options: nosniff\n  \
         Referrer-Policy: strict-origin-when-cross-origin\n{mark}{base}/assets/handbook.*\n  \
         Cache-Control: public, max-age=31536000, immutable\n",
        policy = frame::POLICY,
    )
}

/// Gives the permanent redirects, for hosts that read `_redirects`.
pub(super) fn redirects(press: &Press) -> String {
    let (tree, base) = (current(press), view::base(press));
    let line =
        |(from, &to): (&UrlPath, &NodeId)| format!("{} {} 301\n", from.href(base), tree.nodes[to].url.href(base));
    tree.redirects.iter().map(line).collect()
}

fn current(press: &Press) -> &Tree {
    &press.site.trees[0]
}

fn written<'a>(press: &'a Press, node: &Node) -> Option<&'a Page> {
    node.page.map(|page| &*press.site.edition.versions[0].pages[page])
}

/// Gives a page's full address, or its link where the site has no base URL.
fn absolute(press: &Press, node: &Node) -> String {
    address(press, &node.url)
}

fn address(press: &Press, url: &UrlPath) -> String {
    let href = url.href(view::base(press));
    press.site.edition.settings.base_url.as_ref().map_or(href.clone(), |url| url.absolute(&href))
}

/// Escapes text for XML; what XML cannot hold is left out.
fn escape(text: &str) -> String {
    let fit = |c: char| match c {
        '\t' | '\n' | '\r' => Some(' '),
        _ if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => None,
        _ => Some(c),
    };
    escaped(&text.chars().filter_map(fit).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_element() {
        assert_eq!(escape("a<b>&\"'\u{0}]]>\n"), "a&lt;b&gt;&amp;&quot;&#39;]]&gt; ");
        assert_eq!(one_line(" a\n b "), "a b");
    }
}
