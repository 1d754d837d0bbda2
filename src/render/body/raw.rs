//! Raw HTML: every tag is written anew from its name and the attributes that may reach a page.
//!
//! What is written here is sanitised once more with the page as a whole (`sanitize`), which also balances it.

use std::fmt::Write;

use super::links::{self, Addresses};
use super::write::Writer;
use super::{escape, images};
use crate::markdown::html::{self, Tag, Token};
use crate::markdown::stream::DEEPEST;

/// Writes a run of raw HTML.
pub(super) fn write(writer: &mut Writer<'_>, run: &str) {
    if let Some(image) = &mut writer.image {
        return image.alt.extend(html::tokens(run).into_iter().filter_map(|(token, _)| match token {
            Token::Text(text) => Some(text),
            _ => None,
        }));
    }
    for (token, _) in html::tokens(run) {
        match token {
            Token::Text(text) => write_text(&mut writer.out, text),
            Token::Open(tag) => open(writer, &tag),
            Token::Close(name) => close(writer, name),
            Token::Hidden => {}
        }
    }
}

/// Writes the text between tags: its entities stay, a lone `<` is text.
fn write_text(out: &mut String, text: &str) {
    let mut parts = text.split('<');
    out.push_str(parts.next().unwrap_or(""));
    for part in parts {
        out.push_str("&lt;");
        out.push_str(part);
    }
}

fn open(writer: &mut Writer<'_>, tag: &Tag<'_>) {
    let Some(element) = html::element(tag.name) else { return };
    note(writer);
    let element = shown_as(element);
    if nests(element) {
        writer.raw_depth += 1;
        if writer.raw_depth > DEEPEST {
            return;
        }
    }
    match element {
        "img" => return image(writer, tag),
        "a" => return link(writer, tag),
        _ => {}
    }
    writer.out.push('<');
    writer.out.push_str(element);
    attributes(&mut writer.out, element, tag, &[]);
    writer.out.push('>');
}

fn close(writer: &mut Writer<'_>, name: &str) {
    if let Some(element) = html::element(name) {
        note(writer);
        if nests(element) {
            writer.raw_depth = writer.raw_depth.saturating_sub(1);
        }
        let _ = write!(writer.out, "</{}>", shown_as(element));
    }
}

/// Tells whether an element holds what follows until it is closed by hand.
fn nests(element: &str) -> bool {
    let closes_itself = [
        "br", "hr", "img", "col", "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "rp", "rt",
    ];
    !closes_itself.contains(&element)
}

/// The page's one `h1` is its title.
fn shown_as(element: &'static str) -> &'static str {
    if element == "h1" { "h2" } else { element }
}

/// Remembers that the page has raw tags, and where it may lead to.
fn note(writer: &mut Writer<'_>) {
    if writer.addresses.is_none() {
        let destinations = writer.input.links.keys();
        let addresses: Addresses = destinations
            .filter_map(|written| links::resolve(writer, written))
            .map(|(href, _)| href.to_owned())
            .collect();
        writer.addresses = Some(addresses);
    }
}

/// Writes the attributes that may reach a page, but not those in `but`; `align` as a class.
fn attributes(out: &mut String, element: &str, tag: &Tag<'_>, but: &[&str]) {
    for attribute in &tag.attributes {
        let Some(name) = html::attribute(element, attribute.name) else { continue };
        if name == "id" && !is_id(&attribute.value) || but.contains(&name) {
            continue;
        }
        escape::attribute(out, name, &attribute.value);
    }
    match tag.get("align").map(|align| align.value.to_ascii_lowercase()).as_deref() {
        Some("center") => out.push_str(" class=\"al-c\""),
        Some("right") => out.push_str(" class=\"al-r\""),
        _ => {}
    }
}

/// Tells whether a text may be an id: anything without spaces, but not the page's own ids, which have a colon.
fn is_id(id: &str) -> bool {
    !id.is_empty() && !id.contains(|c: char| c.is_whitespace() || c == ':')
}

/// Writes a link that leads somewhere; any other keeps its words, and its id, since a link may lead to it.
fn link(writer: &mut Writer<'_>, tag: &Tag<'_>) {
    let target = tag.get("href").and_then(|href| links::resolve(writer, &href.value));
    writer.out.push_str("<a");
    if let Some((href, leaves)) = target {
        links::attributes(&mut writer.out, href, leaves);
    }
    attributes(&mut writer.out, "a", tag, &["href"]);
    if let (None, Some(name)) = (tag.get("id"), tag.get("name").filter(|name| is_id(&name.value))) {
        escape::attribute(&mut writer.out, "id", &name.value);
    }
    writer.out.push('>');
}

fn image(writer: &mut Writer<'_>, tag: &Tag<'_>) {
    let Some(src) = tag.get("src") else { return };
    let alt = tag.get("alt").map_or("", |alt| &*alt.value);
    let start = writer.out.len();
    if !images::write(writer, &src.value, alt, tag.get("title").map(|title| &*title.value)) {
        return;
    }
    let mut own = String::new();
    attributes(&mut own, "img", tag, &["src", "alt", "title", "width", "height"]);
    let sizes = [("width", tag.get("width")), ("height", tag.get("height"))];
    for (name, size) in sizes {
        let Some(size) = size.filter(|size| size.value.bytes().all(|byte| byte.is_ascii_digit())) else { continue };
        escape::attribute(&mut own, name, &size.value);
    }
    if own.contains(" width=") || own.contains(" height=") {
        let written = writer.out.split_off(start);
        writer.out.push_str(&without_size(&written));
    }
    let end = writer.out.len() - 1;
    writer.out.insert_str(end, &own);
}

/// Takes the file's own size out of an image's tag; the author chose another one.
fn without_size(tag: &str) -> String {
    match (tag.find(" width=\""), tag.find(" alt=\"")) {
        (Some(from), Some(to)) if from < to => format!("{}{}", &tag[..from], &tag[to..]),
        _ => tag.to_owned(),
    }
}
