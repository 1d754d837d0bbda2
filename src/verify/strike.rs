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
use super::pen::Pen;
use super::plain::{self, Block};
use super::settings::Setting;
use super::sources::{Asset, Page, Reading};
use super::words::{self, Word, Words};
use crate::audience::Audience;

/// What each page of today says of what narrower pages say, too, by its number.
pub(super) type Heard = Vec<(usize, Vec<u64>)>;

/// Strikes all that an edition may say; gives what each page of today has struck.
pub(super) fn strike(
    handbook: &Handbook<'_>,
    reading: &Reading<'_>,
    reader: Audience,
    files: &Files,
    index: &Index,
) -> Heard {
    let wide = || reading.pages.par_iter().enumerate().filter(|(_, page)| page.is_for(reader));
    let heard = wide().map(|(at, page)| (at, page_heard(handbook, page, reader, index)));
    let heard = heard.filter(|(at, _)| *at < reading.today).map(|(at, (heard, _))| (at, heard)).collect();
    let pen = Pen::new(index);
    composed::strike_tags(reading.pages.iter().filter(|page| page.is_for(reader)), &pen);
    reading.assets.par_iter().for_each(|asset| strike_asset(handbook, asset, reader, files, &Pen::new(index)));
    handbook.theme.par_iter().for_each(|(path, bytes)| {
        let pen = Pen::new(index);
        strike_address(path, &pen);
        strike_path(path, &pen);
        strike_text(&String::from_utf8_lossy(bytes), &pen);
    });
    strike_settings(handbook, reading, reader, &pen);
    figures::strike(handbook, reading, reader, &pen);
    heard
}

/// Strikes what a page may say; gives that, and whether any of it was not struck before.
pub(super) fn page_heard(
    handbook: &Handbook<'_>,
    page: &Page<'_>,
    reader: Audience,
    index: &Index,
) -> (Vec<u64>, bool) {
    let pen = Pen::new(index);
    strike_page(handbook, page, reader, &pen);
    pen.heard()
}

fn strike_asset(handbook: &Handbook<'_>, asset: &Asset<'_>, reader: Audience, files: &Files, pen: &Pen<'_>) {
    if let Some(said) = &asset.said {
        return said.iter().for_each(|said| strike_said(handbook, said, reader, pen));
    }
    if files.wide.contains(asset.path) {
        strike_address(asset.below, pen);
        strike_path(asset.below, pen);
        if let Some(text) = asset.blob.text() {
            strike_text(text, pen);
        }
    }
}

/// Strikes a piece of data, as far as it is for the edition's readers.
fn strike_said(handbook: &Handbook<'_>, said: &Said, reader: Audience, pen: &Pen<'_>) {
    let parts = marks::parts(&said.text, &handbook.config.audiences, said.whom).into_iter();
    let text: String = parts.filter(|(_, whom)| reader.may_read(*whom)).map(|(range, _)| &said.text[range]).collect();
    if text.trim().is_empty() {
        return;
    }
    strike_text(&text, pen);
    if said.sort == Sort::Address {
        strike_address(&text, pen);
        strike_path(&text, pen);
    }
}

fn strike_page(handbook: &Handbook<'_>, page: &Page<'_>, reader: Audience, pen: &Pen<'_>) {
    strike_path(page.path.as_str(), pen);
    composed::strike_addresses(handbook, page, reader, pen);
    if page.is_again {
        return;
    }
    let mut runs = page.runs(reader).filter(|run| !run.is_narrow).map(|run| &page.text[run.range]);
    let body = match (runs.next(), runs.next()) {
        (Some(whole), None) => std::borrow::Cow::Borrowed(whole),
        (first, second) => first.into_iter().chain(second).chain(runs).collect(),
    };
    strike_text(&body, pen);
    composed::strike(handbook, page, &body, reader, pen);
    strike_address(page.below, pen);
    let folder = page.below.rsplit_once('/').map_or("", |(folder, _)| folder);
    let children =
        page.front.children.iter().filter(|children| children.audience.is_none_or(|whom| reader.may_read(whom)));
    let inherited = children.flat_map(|children| &children.values);
    for (key, value) in page.front.values.iter().chain(inherited) {
        if key == "slug" {
            strike_address(&format!("{folder}/{value}"), pen);
        }
        let parts = marks::parts(value, &handbook.config.audiences, Audience::WIDEST);
        let said: String =
            parts.into_iter().filter(|(_, whom)| reader.may_read(*whom)).map(|(range, _)| &value[range]).collect();
        strike_text(&said, pen);
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

fn strike_settings(handbook: &Handbook<'_>, reading: &Reading<'_>, reader: Audience, pen: &Pen<'_>) {
    for base in composed::base_urls(handbook, reader) {
        for name in ["feed.xml", "sitemap.xml", "llms.txt", "robots.txt", "search.json", "assets/handbook", "assets/"] {
            strike_text(&base.absolute(&format!("{}/{name}", base.path())), pen);
        }
    }
    for name in MADE {
        strike_address(name, pen);
        strike_path(name, pen);
    }
    let versions = handbook.config.versions.released.iter().map(|released| &released.name);
    for name in versions.chain(&handbook.config.versions.current) {
        strike_address(&format!("v/{}/release", name.as_str()), pen);
    }
    for title in composed::titles(handbook, reader) {
        strike_text(&format!("This page is not here {title}"), pen);
    }
    let config = handbook.config;
    strike_text(super::own::OWN, pen);
    strike_text(&config.language, pen);
    config.editions.iter().filter(|edition| reader.may_read(edition.audience)).for_each(|edition| {
        strike_text(&edition.name, pen);
    });
    composed::edit_urls(handbook, reader).for_each(|url| strike_text(url, pen));
    composed::base_urls(handbook, reader).for_each(|url| strike_text(&url.absolute(url.path()), pen));
    for Setting { text, whom, .. } in &reading.settings {
        let parts = marks::parts(text, &config.audiences, *whom).into_iter();
        let said: String = parts.filter(|(_, whom)| reader.may_read(*whom)).map(|(range, _)| &text[range]).collect();
        strike_text(&said, pen);
    }
}

/// Strikes a text, as it is and as a reader reads it, and the addresses that it names.
fn strike_text(text: &str, pen: &Pen<'_>) {
    let mut read: Vec<Word> = Vec::with_capacity(text.len() / 5);
    let table = words::of("table");
    plain::blocks(text, 0, &mut |words, block| {
        if block == Block::Heading {
            // What a screen reader calls the table below it.
            pen.strike(&[&table, words].concat());
        }
        read.extend_from_slice(words);
    });
    pen.strike(&read);
    let has_marks = |paragraph: &&str| paragraph.bytes().any(|byte| matches!(byte, b'[' | b'<' | b'{' | b'|' | b'&'));
    let mut raw = Words::default();
    for paragraph in text.split("\n\n").filter(has_marks) {
        raw.push(&entity::decode(paragraph), 0);
        raw.end(|words| pen.strike(words));
    }
    strike_listed(text, pen);
    if !pen.has_addresses() {
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
        strike_address(entity::percent(token).as_deref().unwrap_or(token), pen);
    }
}

/// Strikes what a list of single words makes of the words of a text: without accents and without signs that nobody sees, in
/// parts where other signs stand within them, as in "don't", and cut where they are long.
fn strike_listed(text: &str, pen: &Pen<'_>) {
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
                pen.strike(&words::of(form));
            }
        }
    }
}

/// Strikes the words in a path, from which a title may be made.
fn strike_path(path: &str, pen: &Pen<'_>) {
    for part in path.split('/') {
        pen.strike(&address::part_words(part));
        pen.strike(&address::part_words(part.rsplit_once('.').map_or(part, |(stem, _)| stem)));
    }
    pen.strike(&words::of(path));
}
