//! site.toml, typed: what the handbook is called, who reads it, and where its parts lie.
//!
//! [`parse`] takes the file's text and gives a [`Config`] that is always usable, with a finding for everything that did
//! not fit. It reads no disk.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;

use crate::audience::{Audience, Audiences};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::edition::{BaseUrl, Kind, MenuEntry, Status};
use crate::hash::Hash;
use crate::path::{SourcePath, VersionName};

mod data;
mod editions;
mod form;
pub mod keys;
mod read;
mod report;
mod reserved;
mod section;
mod shape;
mod syntax;
mod versions;

pub use data::names_file;

#[cfg(test)]
mod tests;

/// All of site.toml.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where it was read from, for findings.
    pub path: SourcePath,
    /// The hash of its text: what depends on any setting is kept by it.
    pub hash: Hash,
    /// The handbook's title.
    pub title: String,
    /// One or two sentences about it.
    pub description: Option<String>,
    /// Where the site will stand, unless an edition says otherwise.
    pub base_url: Option<BaseUrl>,
    /// The language of pages that do not say, as a BCP 47 tag.
    pub language: String,
    /// The folder of the content below the root; empty for the root itself.
    pub content: String,
    /// The theme's name: the folder below `themes/`, or the embedded `handbook`.
    pub theme: String,
    /// The audiences, from widest to narrowest.
    pub audiences: Audiences,
    /// Where a page's source can be edited; `{path}` stands for the path below the root.
    pub edit_url: Option<String>,
    /// Whether straight quotes, `--` and `...` become typographic.
    pub smart_punctuation: bool,
    /// Whether a leading number of a file name stays in the address.
    pub keep_number_prefixes: bool,
    /// The kind of the pages below a folder of the content, for pages that do not say.
    pub kinds: BTreeMap<String, Kind>,
    /// The editions; where the file names none, one named `site` for the narrowest audience.
    pub editions: Vec<EditionConfig>,
    /// The versions.
    pub versions: Versions,
    /// The metrics data file, relative to the content folder.
    pub metrics: Option<String>,
    /// Pages made from the rows of data files.
    pub data_pages: Vec<DataPages>,
    /// The menu of the top bar.
    pub menu: Vec<MenuEntry>,
    /// Theme tokens.
    pub tokens: BTreeMap<String, String>,
    /// Foreign words for a status, in lower case.
    pub statuses: BTreeMap<String, Status>,
    /// What `[check]` makes of a code; none turns it off.
    pub check: BTreeMap<Code, Option<Severity>>,
    /// Where each value stands in the file, by the keys that lead to it, as in `theme.accent` or `editions.public.home`.
    pub places: BTreeMap<String, Range<usize>>,
}

/// One edition, as site.toml asks for it.
#[derive(Debug, Clone)]
pub struct EditionConfig {
    /// The name, which is the folder of the output.
    pub name: String,
    /// Whom it is for.
    pub audience: Audience,
    /// The folders of the content that it has; none for all.
    pub sections: Option<Vec<String>>,
    /// The folder whose index stands at `/`; none for the root index.
    pub home: Option<String>,
    /// Its own title.
    pub title: Option<String>,
    /// Its own description.
    pub description: Option<String>,
    /// Its own base URL.
    pub base_url: Option<BaseUrl>,
    /// The path that authors' links begin with, where the edition stands elsewhere than authors know.
    pub links_below: Option<String>,
    /// Where its readers can edit a page's source; none for the handbook's.
    pub edit_url: Option<String>,
    /// Its own menu; none for the handbook's.
    pub menu: Option<Vec<MenuEntry>>,
    /// Theme tokens that differ from the handbook's.
    pub tokens: BTreeMap<String, String>,
    /// Where the file says so.
    pub range: Range<usize>,
}

/// The versions, as site.toml names them.
#[derive(Debug, Clone, Default)]
pub struct Versions {
    /// The name of the current content.
    pub current: Option<VersionName>,
    /// When it came into force.
    pub date: Option<Date>,
    /// What it brought, in a line.
    pub note: Option<String>,
    /// The released versions, as listed.
    pub released: Vec<Released>,
    /// A pattern that finds more of them among git tags.
    pub from_tags: Option<FromTags>,
}

/// One released version.
#[derive(Debug, Clone)]
pub struct Released {
    /// Its name.
    pub name: VersionName,
    /// When it came into force.
    pub date: Option<Date>,
    /// What it brought, in a line.
    pub note: Option<String>,
    /// Where its content is.
    pub source: VersionSource,
    /// Where the file says so.
    pub range: Range<usize>,
}

/// Where a version's content is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VersionSource {
    /// A tag, branch or commit.
    Git(String),
    /// A folder below the root.
    Folder(String),
}

/// Versions found by the names of git tags.
#[derive(Debug, Clone)]
pub struct FromTags {
    /// The tags, with one `*`, as in `v*`.
    pub pattern: String,
    /// The version's name, in which `{1}` stands for what the star matched.
    pub name: String,
    /// What puts them in order.
    pub order: TagOrder,
}

/// What puts versions found among tags in order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TagOrder {
    /// By the numbers in the name.
    #[default]
    Semver,
    /// By the commit's date.
    Date,
    /// By the name as text.
    Name,
}

/// Pages made from the rows of one data file, or of several of one form.
#[derive(Debug, Clone)]
pub struct DataPages {
    /// The data file, relative to the content folder; a `*` in its name stands for any letters.
    pub file: String,
    /// The address of a row's page, with `{column}` in it.
    pub path: String,
    /// The template for a row.
    pub template: Option<String>,
    /// The column that holds the title.
    pub title: String,
    /// The column that holds the audience.
    pub audience: Option<String>,
    /// The column to sort by; with `-` before it the greatest first.
    pub sort: Option<String>,
    /// The keys that lead to the rows in a file that holds more.
    pub records: Option<String>,
    /// What stands where a value is missing.
    pub na: Vec<String>,
    /// The columns that pages show, in order; empty for all of them.
    pub show: Vec<String>,
    /// The columns of the table that lists the rows; empty for the first ones.
    pub list: Vec<String>,
    /// The column that holds the text of a row's page.
    pub text: Option<String>,
    /// What is said of single columns.
    pub columns: Vec<DataColumn>,
    /// Where the file says so.
    pub range: Range<usize>,
}

/// What is said of a column of data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataColumn {
    /// Its name in the file.
    pub name: String,
    /// Whom it is for, where that is less than the readers of a row.
    pub audience: Option<Audience>,
    /// What to show above it, and where the file says so.
    pub title: Option<(String, Range<usize>)>,
}

/// Gives the lines of site.toml that speak of what readers narrower than `reader` have, sorted.
pub fn reserved(text: &str, audiences: &Audiences, reader: Audience) -> Vec<Range<usize>> {
    reserved::lines(text, audiences, reader)
}

/// Reads site.toml; reports every problem at once and goes on with defaults.
///
/// What cannot be read as it was meant becomes the choice that publishes least: an edition without a known audience is
/// for the widest one, since that has the fewest texts.
pub fn parse(path: &SourcePath, text: &str) -> (Config, Vec<Diagnostic>) {
    read::read(path, text)
}
