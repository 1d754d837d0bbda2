//! What pages are made to say from several places of a wider source: a title and the site's, an address and what it stands under.
//!
//! Each part is no secret, and neither is the whole; but no source has the words in that order.

use std::collections::BTreeMap;

use super::Handbook;
use super::address;
use super::pen::Pen;
use super::plain;
use super::sources::Page;
use super::words::{self, Word};
use crate::audience::Audience;
use crate::edition::BaseUrl;

/// How many blocks at the start of a page a list may show.
const BEGINS: usize = 4;

/// Strikes what is composed of what a page says.
pub(super) fn strike(handbook: &Handbook<'_>, page: &Page<'_>, body: &str, reader: Audience, pen: &Pen<'_>) {
    let value = |key: &str| {
        let mut values = page.front.values.iter().filter(|(known, _)| known == key);
        values.next().map(|(_, value)| words::of(value)).unwrap_or_default()
    };
    let name = page.below.trim_end_matches("/_index").rsplit('/').next().unwrap_or_default();
    let begins = begins(body);
    let titles = [value("title"), address::part_words(name), begins.first().cloned().unwrap_or_default()];
    let (id, version) = (value("id"), [words::of("version"), value("version")].concat());
    let strike = |parts: &[&[Word]]| pen.strike(&parts.concat());
    for title in titles.iter().filter(|title| !title.is_empty()) {
        strike(&[title, &id, &version]);
        strike(&[title, &version]);
        strike(&[&id, title]);
        let description = value("description");
        begins.iter().chain([&description]).for_each(|text| strike(&[title, text]));
    }
    for (_, tag) in page.front.values.iter().filter(|(key, _)| key == "tags") {
        pen.strike(&words::of(&format!("Tag {tag}")));
        strike_address(&format!("tags/{tag}"), pen);
        for base in base_urls(handbook, reader) {
            pen.strike(&words::of(&format!("{} tags {tag}", base.absolute(base.path()))));
        }
    }
}

/// Strikes what a list of tags says: each with the number of its pages, and of fewer, since a page may be listed once alone.
pub(super) fn strike_tags<'p>(pages: impl Iterator<Item = &'p Page<'p>>, pen: &Pen<'_>) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (_, tag) in pages.flat_map(|page| &page.front.values).filter(|(key, _)| key == "tags") {
        *counts.entry(tag.to_lowercase()).or_default() += 1;
    }
    for (tag, count) in counts {
        (1..=count).for_each(|count| pen.strike(&words::of(&format!("{tag} {count}"))));
    }
}

/// Gives the words of the first blocks of a text.
fn begins(body: &str) -> Vec<Vec<Word>> {
    let mut begins: Vec<Vec<Word>> = Vec::new();
    let start = body.find("\n\n").map_or(body.len(), |first| body.floor_char_boundary(first + 1000));
    plain::blocks(&body[..body.floor_char_boundary(start)], 0, &mut |words, _| {
        if begins.len() < BEGINS {
            begins.push(words.to_vec());
        }
    });
    begins
}

/// Strikes the full addresses of a page, on the site and where it can be edited.
pub(super) fn strike_addresses(handbook: &Handbook<'_>, page: &Page<'_>, reader: Audience, pen: &Pen<'_>) {
    let parts = page.below.split('/').filter(|part| !matches!(*part, "_index" | "index"));
    let path: Vec<Word> = parts.flat_map(address::part_words).collect();
    pen.strike(&path);
    strike_address(&format!("{}/history", page.below.trim_end_matches("/_index")), pen);
    for base in base_urls(handbook, reader) {
        for before in [base.absolute(base.path()), format!("0 url {}", base.path())] {
            pen.strike(&[words::of(&before), path.clone()].concat());
        }
    }
    for edit in edit_urls(handbook, reader) {
        pen.strike(&words::of(&edit.replace("{path}", page.path.as_str())));
    }
}

/// Strikes an address that a page may name, and each part of it.
pub(super) fn strike_address(path: &str, pen: &Pen<'_>) {
    address::runs(&address::parts(path), |key| pen.strike_address(key));
}

/// Gives the addresses of the sites that an edition's readers may know.
pub(super) fn base_urls<'h>(handbook: &'h Handbook<'_>, reader: Audience) -> impl Iterator<Item = &'h BaseUrl> {
    let editions = handbook.config.editions.iter().filter(move |edition| reader.may_read(edition.audience));
    editions.filter_map(|edition| edition.base_url.as_ref()).chain(&handbook.config.base_url)
}

/// Gives the addresses at which an edition's readers may be told to edit pages.
pub(super) fn edit_urls<'h>(handbook: &'h Handbook<'_>, reader: Audience) -> impl Iterator<Item = &'h String> {
    let editions = handbook.config.editions.iter().filter(move |edition| reader.may_read(edition.audience));
    editions.filter_map(|edition| edition.edit_url.as_ref()).chain(&handbook.config.edit_url)
}

/// Gives the titles of the sites that an edition's readers may know, and of the handbook.
pub(super) fn titles<'h>(handbook: &'h Handbook<'_>, reader: Audience) -> impl Iterator<Item = &'h str> {
    let editions = handbook.config.editions.iter().filter(move |edition| reader.may_read(edition.audience));
    editions.filter_map(|edition| edition.title.as_deref()).chain([handbook.config.title.as_str()])
}
