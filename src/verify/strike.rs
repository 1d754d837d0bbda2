//! What an edition may say, by which its index is thinned out: its own pages, site.toml, the theme.
//!
//! Read generously: without the borders of blocks, and once with and once without addresses and marks, because whatever is
//! struck wrongly is a text that two sources share, and whatever is not struck stops a publication.

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Handbook;
use super::address;
use super::composed::{self, strike_address};
use super::data::{Said, Sort};
use super::entity;
use super::figures;
use super::files::Files;
use super::index::Index;
use super::marks;
use super::plain::{self, Block};
use super::settings::Setting;
use super::sources::{Page, Reading};
use super::words::{self, Word, Words};
use crate::audience::Audience;

/// Strikes all that an edition may say.
pub(super) fn strike(handbook: &Handbook<'_>, reading: &Reading<'_>, reader: Audience, files: &Files, index: &Index) {
    reading
        .pages
        .par_iter()
        .filter(|page| page.is_for(reader))
        .for_each(|page| strike_page(handbook, page, reader, index));
    composed::strike_tags(reading.pages.iter().filter(|page| page.is_for(reader)), index);
    reading.assets.par_iter().for_each(|asset| {
        let is_wide = files.wide.contains(asset.path);
        if let Some(said) = &asset.said {
            for said in said {
                strike_said(handbook, said, reader, index);
            }
            return;
        }
        if is_wide {
            strike_address(asset.below, index);
            strike_path(asset.below, index);
        }
        if let (true, Some(text)) = (is_wide, asset.blob.text()) {
            strike_text(text, index);
        }
    });
    handbook.theme.par_iter().for_each(|(path, bytes)| {
        strike_address(path, index);
        strike_path(path, index);
        strike_text(&String::from_utf8_lossy(bytes), index);
    });
    strike_settings(handbook, reading, reader, index);
    figures::strike(handbook, reading, reader, index);
}

/// Strikes a piece of data, as far as it is for the edition's readers.
fn strike_said(handbook: &Handbook<'_>, said: &Said, reader: Audience, index: &Index) {
    let parts = marks::parts(&said.text, &handbook.config.audiences, said.whom).into_iter();
    let text: String = parts.filter(|(_, whom)| reader.may_read(*whom)).map(|(range, _)| &said.text[range]).collect();
    if text.trim().is_empty() {
        return;
    }
    strike_text(&text, index);
    if said.sort == Sort::Address {
        strike_address(&text, index);
        strike_path(&text, index);
    }
}

fn strike_page(handbook: &Handbook<'_>, page: &Page<'_>, reader: Audience, index: &Index) {
    strike_path(page.path.as_str(), index);
    composed::strike_addresses(handbook, page, reader, index);
    if page.is_again {
        return;
    }
    let mut runs = page.runs(reader).filter(|run| !run.is_narrow).map(|run| &page.text[run.range]);
    let body = match (runs.next(), runs.next()) {
        (Some(whole), None) => std::borrow::Cow::Borrowed(whole),
        (first, second) => first.into_iter().chain(second).chain(runs).collect(),
    };
    strike_text(&body, index);
    composed::strike(handbook, page, &body, reader, index);
    strike_address(page.below, index);
    let folder = page.below.rsplit_once('/').map_or("", |(folder, _)| folder);
    let children =
        page.front.children.iter().filter(|children| children.audience.is_none_or(|whom| reader.may_read(whom)));
    let inherited = children.flat_map(|children| &children.values);
    for (key, value) in page.front.values.iter().chain(inherited) {
        if key == "slug" {
            strike_address(&format!("{folder}/{value}"), index);
        }
        let parts = marks::parts(value, &handbook.config.audiences, Audience::WIDEST);
        let said: String =
            parts.into_iter().filter(|(_, whom)| reader.may_read(*whom)).map(|(range, _)| &value[range]).collect();
        strike_text(&said, index);
    }
}

/// What ospress makes by itself, whatever the handbook holds.
const MADE: &[&str] = &[
    "404",
    "_headers",
    "_redirects",
    "api/metrics",
    "assets",
    "feed.xml",
    "history",
    "llms",
    "metrics/objectives",
    "metrics/summary",
    "ospress",
    "robots",
    "search",
    "sitemap.xml",
    "www.sitemaps.org/schemas/sitemap/0.9",
    "tags",
    "v",
];

fn strike_settings(handbook: &Handbook<'_>, reading: &Reading<'_>, reader: Audience, index: &Index) {
    for base in composed::base_urls(handbook, reader) {
        for name in ["feed.xml", "sitemap.xml", "llms.txt", "robots.txt", "search.json", "assets/handbook", "assets/"] {
            strike_text(&base.absolute(&format!("{}/{name}", base.path())), index);
        }
    }
    for name in MADE {
        strike_address(name, index);
        strike_path(name, index);
    }
    let versions = handbook.config.versions.released.iter().map(|released| &released.name);
    for name in versions.chain(&handbook.config.versions.current) {
        strike_address(&format!("v/{}/release", name.as_str()), index);
    }
    for title in composed::titles(handbook, reader) {
        strike_text(&format!("This page is not here {title}"), index);
    }
    let config = handbook.config;
    strike_text(super::own::OWN, index);
    strike_text(&config.language, index);
    config.editions.iter().filter(|edition| reader.may_read(edition.audience)).for_each(|edition| {
        strike_text(&edition.name, index);
    });
    composed::edit_urls(handbook, reader).for_each(|url| strike_text(url, index));
    composed::base_urls(handbook, reader).for_each(|url| strike_text(&url.absolute(url.path()), index));
    for Setting { text, whom, .. } in &reading.settings {
        let parts = marks::parts(text, &config.audiences, *whom).into_iter();
        let said: String = parts.filter(|(_, whom)| reader.may_read(*whom)).map(|(range, _)| &text[range]).collect();
        strike_text(&said, index);
    }
}

/// Strikes a text, as it is and as a reader reads it, and the addresses that it names.
fn strike_text(text: &str, index: &Index) {
    let mut read: Vec<Word> = Vec::with_capacity(text.len() / 5);
    let table = words::of("table");
    plain::blocks(text, 0, &mut |words, block| {
        if block == Block::Heading {
            // What a screen reader calls the table below it.
            index.strike(&[&table, words].concat());
        }
        read.extend_from_slice(words);
    });
    index.strike(&read);
    let has_marks = |paragraph: &&str| paragraph.bytes().any(|byte| matches!(byte, b'[' | b'<' | b'{' | b'|' | b'&'));
    let mut raw = Words::default();
    for paragraph in text.split("\n\n").filter(has_marks) {
        raw.push(&entity::decode(paragraph), 0);
        raw.end(|words| index.strike(words));
    }
    strike_listed(text, index);
    if !index.has_addresses() {
        return;
    }
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b"()[]<>\"'`|,".contains(byte);
    let bytes = text.as_bytes();
    let mut done = 0;
    for (at, _) in text.match_indices('/').filter(|(at, _)| *at == 0 || bytes[at - 1] != b'<') {
        if at < done {
            continue;
        }
        let start = bytes[..at].iter().rposition(&ends).map_or(0, |start| start + 1);
        done = bytes[at..].iter().position(&ends).map_or(text.len(), |end| at + end);
        let token = &text[start..done];
        strike_address(entity::percent(token).as_deref().unwrap_or(token), index);
    }
}

/// Strikes what a list of single words makes of the words of a text: without accents and without signs that nobody sees, in
/// parts where other signs stand within them, as in "don't", and cut where they are long.
fn strike_listed(text: &str, index: &Index) {
    const LONGEST: usize = 32;
    let ends = |sign: char| sign.is_ascii() && !sign.is_ascii_alphanumeric() && !b"'`*_~.,".contains(&(sign as u8));
    let is_plain = |run: &str| run.len() <= LONGEST && run.bytes().all(|byte| byte.is_ascii_alphanumeric());
    for run in text.split(ends).filter(|run| !is_plain(run)) {
        let is_dropped =
            |sign: &char| matches!(sign, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}');
        let bare: String = run.nfkd().filter(|sign| !is_dropped(sign)).collect();
        let bare: String = bare.nfc().collect();
        for part in bare.split(|sign: char| !sign.is_alphanumeric() && !is_combining_mark(sign)) {
            let end = part.char_indices().nth(LONGEST).map_or(part.len(), |(end, _)| end);
            for form in [part, &part[..end]] {
                index.strike(&words::of(form));
            }
        }
    }
}

/// Strikes the words in a path, from which a title may be made.
fn strike_path(path: &str, index: &Index) {
    for part in path.split('/') {
        index.strike(&address::part_words(part));
        index.strike(&address::part_words(part.rsplit_once('.').map_or(part, |(stem, _)| stem)));
    }
    index.strike(&words::of(path));
}
