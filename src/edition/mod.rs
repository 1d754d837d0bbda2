//! All that one reader may know: the pages of one edition, in every version, cut to one audience.
//!
//! Plain data with public fields, made by `manuscript::project` alone. There is no field in which a hidden text could
//! sit, so whatever is derived from an [`Edition`] cannot depend on one.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde::Serialize;

use crate::hash::Hash;
use crate::path::{SourcePath, UrlPath, VersionName};
use crate::text::{Excerpt, SourceMap};

mod base_url;
mod data;
pub mod lineage;
mod meta;
pub mod metrics;

pub use base_url::BaseUrl;
pub use data::{Column, ColumnKind, Row, Table};
pub use meta::{Door, Kind, Meta, Period, Revision, Status, Value};
pub use metrics::Metrics;

/// One site for one audience.
#[derive(Debug, Clone)]
pub struct Edition {
    /// Names the folder of the output: `public`, or `site` where site.toml names no editions.
    pub name: String,
    /// What the pages say about themselves.
    pub settings: Settings,
    /// The day that the handbook is printed for; the only clock.
    pub as_of: Date,
    /// The versions, the current one first.
    pub versions: Vec<Version>,
    /// Files copied as they are to the edition's root, by their address.
    pub verbatim: BTreeMap<UrlPath, Blob>,
}

/// What site.toml says to this edition.
#[derive(Debug, Clone, Serialize)]
pub struct Settings {
    /// The site's title.
    pub title: String,
    /// One or two sentences about the site.
    pub description: Option<String>,
    /// Where the site will stand; none: links are root-relative, and there is no sitemap and no feed.
    pub base_url: Option<BaseUrl>,
    /// The path that authors' links begin with, where it is not that of the base URL: the dev server has its own.
    pub links_below: Option<String>,
    /// The language of pages that do not say, as a BCP 47 tag.
    pub language: String,
    /// The audience's name, as in "Internal"; none for the widest audience, whose pages carry no mark.
    pub audience_mark: Option<String>,
    /// Where a page's source can be edited; `{path}` stands for the path below the handbook's root.
    pub edit_url: Option<String>,
    /// Whether straight quotes, `--` and `...` become typographic.
    pub smart_punctuation: bool,
    /// Whether what a wider audience does not have is outlined, for those who write.
    pub outline: bool,
    /// The names of the audience directives that may stand in this edition's texts.
    pub audiences: Vec<String>,
    /// The menu of the top bar: title and link, as site.toml writes them.
    pub menu: Vec<MenuEntry>,
    /// Theme tokens that differ from the theme's own.
    pub tokens: BTreeMap<String, String>,
}

/// An entry of the menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MenuEntry {
    /// The words to show.
    pub title: String,
    /// A path below the content folder, or an address with a scheme.
    pub link: String,
    /// Where site.toml says so, in bytes.
    pub range: std::ops::Range<usize>,
}

/// The handbook as it stands in one version.
#[derive(Debug, Clone)]
pub struct Version {
    /// The version's name; none where the handbook names no versions.
    pub name: Option<VersionName>,
    /// When it came into force.
    pub date: Option<Date>,
    /// What it brought, in a line.
    pub note: Option<String>,
    /// The hash of all that its pages are made from; none for the current version, of which every page has its own.
    pub digest: Option<Hash>,
    /// The folder that the version's paths lie in, such as `content`; empty for the root.
    pub content: String,
    /// The pages, sorted by source path.
    pub pages: Vec<Arc<Page>>,
    /// The files that pages may refer to, by source path.
    pub assets: BTreeMap<SourcePath, Asset>,
    /// The full addresses of pages that only other editions for these readers have; empty unless the edition is one
    /// of some sections.
    pub elsewhere: BTreeMap<SourcePath, String>,
    /// The metrics that these readers may know.
    pub metrics: Arc<Metrics>,
    /// The tables of data whose rows are pages.
    pub tables: Vec<Arc<Table>>,
}

/// One written page, cut to what the edition's audience may read.
#[derive(Debug, Clone)]
pub struct Page {
    /// The file it was written in.
    pub source: SourcePath,
    /// Where it stands.
    pub url: UrlPath,
    /// Whether it is the index page of its folder.
    pub is_index: bool,
    /// The number before its file name, which orders it among its neighbours.
    pub number: Option<u32>,
    /// Its front matter.
    pub meta: Meta,
    /// Its Markdown.
    pub text: Excerpt,
    /// Leads from `text` to the file.
    pub map: SourceMap,
    /// The hash of `text`.
    pub hash: Hash,
    /// Whether something was cut from it for this edition's readers.
    pub is_cut: bool,
    /// Where it is made from a row of data: the table among the version's, and the row.
    pub row: Option<(usize, usize)>,
}

/// A file that is no page.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Where it stands if a page uses it.
    pub url: UrlPath,
    /// Its bytes.
    pub blob: Blob,
    /// Whether site.toml or the metrics file names it as data, so that it is of use without a page that links to it.
    pub is_data: bool,
}

/// The bytes of a file and their hash; clones share the bytes.
#[derive(Debug, Clone)]
pub struct Blob {
    /// The hash of the bytes.
    pub hash: Hash,
    /// The bytes, as text where they are UTF-8.
    pub content: Content,
}

/// A file's bytes.
#[derive(Debug, Clone)]
pub enum Content {
    /// UTF-8.
    Text(Arc<str>),
    /// Anything else.
    Binary(Arc<[u8]>),
}

impl Blob {
    /// Takes a file's bytes.
    pub fn new(bytes: Vec<u8>) -> Self {
        let hash = Hash::of(&bytes);
        let content = match String::from_utf8(bytes) {
            Ok(text) => Content::Text(text.into()),
            Err(error) => Content::Binary(error.into_bytes().into()),
        };
        Self { hash, content }
    }

    /// Copies a file's bytes, once, into shared memory of exactly their size.
    pub fn copy(bytes: &[u8]) -> Self {
        let content = match std::str::from_utf8(bytes) {
            Ok(text) => Content::Text(text.into()),
            Err(_) => Content::Binary(bytes.into()),
        };
        Self { hash: Hash::of(bytes), content }
    }

    /// Gives the bytes.
    pub fn bytes(&self) -> &[u8] {
        match &self.content {
            Content::Text(text) => text.as_bytes(),
            Content::Binary(bytes) => bytes,
        }
    }

    /// Gives the text, where the bytes are one.
    pub fn text(&self) -> Option<&Arc<str>> {
        match &self.content {
            Content::Text(text) => Some(text),
            Content::Binary(_) => None,
        }
    }
}
