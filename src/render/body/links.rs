//! Links: where they lead is looked up; an address that nobody resolved is no link.

use std::borrow::Cow;
use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use pulldown_cmark::LinkType;

use super::escape;
use super::write::Writer;
use crate::markdown::address;
use crate::site::Target;

/// Every address that a page may lead to.
pub(super) type Addresses = BTreeSet<String>;

/// A link that is being written.
pub(super) struct OpenLink {
    /// Where its tag starts and where its words do.
    start: usize,
    words: usize,
}

/// What may not stand in a fragment.
const FRAGMENT: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'%');

/// Gives an id as the fragment that leads to it; letters of any script stay as they are read.
pub(super) fn fragment(id: &str) -> Cow<'_, str> {
    if id.is_ascii() { utf8_percent_encode(id, FRAGMENT).into() } else { Cow::Borrowed(id) }
}

/// Gives the address to print and whether it leaves the site; none where the destination leads nowhere.
pub(super) fn resolve<'a>(writer: &Writer<'a>, destination: &str) -> Option<(&'a str, bool)> {
    let (href, leaves) = match writer.input.links.get(destination)? {
        Target::Here(href) | Target::Image { href, .. } => (href, false),
        Target::Elsewhere(href) => (href, true),
        Target::Nowhere => return None,
    };
    address::is_allowed(href).then_some((href, leaves))
}

/// Writes the tag of a link, if it leads anywhere.
pub(super) fn start(writer: &mut Writer<'_>, kind: LinkType, destination: &str, title: &str) {
    let target = resolve(writer, destination).filter(|_| writer.image.is_none());
    let Some((href, leaves)) = target else { return writer.links.push(None) };
    let start = writer.out.len();
    writer.out.push_str(if kind == LinkType::Autolink { "<a class=\"u\"" } else { "<a" });
    attributes(&mut writer.out, href, leaves);
    if !title.is_empty() {
        escape::attribute(&mut writer.out, "title", title);
    }
    writer.out.push('>');
    writer.links.push(Some(OpenLink { start, words: writer.out.len() }));
}

/// Writes `href`, and `rel` where the link leaves the site.
pub(super) fn attributes(out: &mut String, href: &str, leaves: bool) {
    escape::attribute(out, "href", href);
    if leaves {
        out.push_str(" rel=\"noopener noreferrer\"");
    }
}

/// Closes the innermost link; one without words is none.
pub(super) fn end(writer: &mut Writer<'_>) {
    match writer.links.pop().flatten() {
        Some(link) if link.words == writer.out.len() => writer.out.truncate(link.start),
        Some(_) => writer.out.push_str("</a>"),
        None => {}
    }
}
