//! From a site to bytes: [`plan`] lists every file that will exist, [`prepare`] gathers all that one of them is made
//! from, [`produce`] makes it.
//!
//! Nothing is published because it lay in a folder: what is not in the plan does not exist. A [`Job`] holds everything
//! that its bytes depend on, so its key tells whether they can have changed.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::edition::Blob;
use crate::hash::Hash;
use crate::path::{SourcePath, UrlPath};
use crate::site::{NodeId, Site};
use crate::theme::Theme;

pub mod body;

/// Every address that will exist, and what makes it.
#[derive(Debug, Default)]
pub struct Plan {
    /// The items, by address.
    pub items: BTreeMap<UrlPath, Item>,
}

/// What makes one file of the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A page: the version's place in the edition, the node in its tree.
    Page(usize, NodeId),
    /// The page of a tag, by slug.
    Tag(String),
    /// The list of all tags.
    Tags,
    /// The page that stands for a missing one.
    NotFound,
    /// A page that leads on to a node.
    Redirect(NodeId),
    /// A file that pages use, in the version at that place.
    Asset(usize, SourcePath),
    /// A file of the theme.
    ThemeFile(String),
    /// The site's tokens as a style sheet.
    Tokens,
    /// A file copied as it is.
    Verbatim,
    /// `sitemap.xml`.
    Sitemap,
    /// `robots.txt`.
    Robots,
    /// `feed.xml`.
    Feed,
    /// `llms.txt`.
    LlmsTxt,
    /// `_headers`.
    Headers,
    /// `_redirects`.
    Redirects,
}

/// All that one file is made from.
#[derive(Debug)]
pub struct Job {
    /// The hash of everything below and of the theme: the same key, the same bytes.
    pub key: Hash,
    /// What to do.
    pub work: Work,
}

/// How the bytes are made. The variants with a context are to be completed by the renderer.
#[derive(Debug)]
pub enum Work {
    /// The bytes are there already.
    Copy(Blob),
}

/// Lists the files of the site; two makers of one address are a finding.
pub fn plan(_site: &Site, _theme: &Theme) -> (Plan, Vec<Diagnostic>) {
    todo!()
}

/// Gathers what the file at `url` is made from.
pub fn prepare(_site: &Site, _theme: &Theme, _url: &UrlPath, _item: &Item) -> Job {
    todo!()
}

/// Makes the bytes.
///
/// # Errors
/// A template that fails is the author's mistake: the finding names template, line and page.
pub fn produce(_theme: &Theme, _job: &Job) -> Result<Vec<u8>, Box<Diagnostic>> {
    todo!()
}
