//! What raw HTML on a page holds: links, images, anchors, and what will not reach the page.

use std::ops::Range;

use super::gather::Gatherer;
use super::{Reference, notes};
use crate::markdown::html::{self, Tag, Token};

/// Takes in a run of raw HTML that starts at `start` of the prepared text.
pub(super) fn take(gatherer: &mut Gatherer<'_>, run: &str, start: usize) {
    for (token, range) in html::tokens(run) {
        let place = start + range.start..start + range.end;
        match token {
            Token::Open(tag) => open(gatherer, &tag, &place, start),
            Token::Close(name) if name.eq_ignore_ascii_case("a") => gatherer.close_raw_link(),
            Token::Text(text) => gatherer.words(text),
            Token::Close(_) | Token::Hidden => {}
        }
    }
}

fn open(gatherer: &mut Gatherer<'_>, tag: &Tag<'_>, place: &Range<usize>, start: usize) {
    let Some(element) = html::element(tag.name) else {
        let range = gatherer.origin(place.clone());
        return gatherer.facts.findings.push(notes::element(tag.name, range));
    };
    for attribute in &tag.attributes {
        let range = gatherer.origin(start + attribute.whole.start..start + attribute.whole.end);
        if let Some(name) = loud(attribute.name) {
            gatherer.facts.findings.push(notes::attribute(element, name, range));
        } else if attribute.name.eq_ignore_ascii_case("id") || names_anchor(element, attribute.name) {
            gatherer.facts.anchors.push(attribute.value.to_string());
        }
    }
    match element {
        "a" => link(gatherer, tag, start),
        "img" => image(gatherer, tag, place, start),
        _ => {}
    }
}

/// Gives the attribute's name if an author would miss it: what runs or what paints. The rest goes without a word.
fn loud(name: &str) -> Option<&str> {
    let handler = name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on"));
    (handler || name.eq_ignore_ascii_case("style")).then_some(name)
}

fn names_anchor(element: &str, name: &str) -> bool {
    element == "a" && name.eq_ignore_ascii_case("name")
}

fn link(gatherer: &mut Gatherer<'_>, tag: &Tag<'_>, start: usize) {
    let Some(href) = tag.get("href") else { return };
    let range = gatherer.origin(start + href.range.start..start + href.range.end);
    if href.value.trim().is_empty() {
        return gatherer.facts.findings.push(notes::no_address(range));
    }
    gatherer.facts.findings.extend(notes::scheme(&href.value, range.clone()));
    gatherer.open_raw_link(Reference { destination: href.value.to_string(), text: String::new(), range });
}

fn image(gatherer: &mut Gatherer<'_>, tag: &Tag<'_>, place: &Range<usize>, start: usize) {
    let Some(src) = tag.get("src") else { return };
    let range = gatherer.origin(start + src.range.start..start + src.range.end);
    let text = tag.get("alt").map(|alt| alt.value.to_string());
    if text.is_none() {
        let whole = gatherer.origin(place.clone());
        gatherer.facts.findings.push(notes::no_description(&src.value, whole));
    }
    gatherer.facts.findings.extend(notes::scheme(&src.value, range.clone()));
    gatherer.facts.images.push(Reference { destination: src.value.to_string(), text: text.unwrap_or_default(), range });
}
