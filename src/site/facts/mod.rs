//! What a page's Markdown holds: headings, links, images, the first paragraph. A pure function of the text, so it is
//! kept by the text's hash.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::markdown::Dialect;

pub use crate::markdown::Slip as Finding;

/// What a page's Markdown holds. All ranges are bytes of the page's text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The headings, in order; ids are final.
    pub headings: Vec<Heading>,
    /// Every other id that a link may lead to: from raw HTML and footnotes; sorted.
    pub anchors: Vec<String>,
    /// The links, in order; bare addresses too.
    pub links: Vec<Reference>,
    /// The images, in order; those of raw HTML too.
    pub images: Vec<Reference>,
    /// The first paragraph as plain text, at most 200 characters, cut between words.
    pub summary: String,
    /// The number of words.
    pub words: u32,
    /// What an author should mend.
    pub findings: Vec<Finding>,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 to 6, as written.
    pub level: u8,
    /// Its id, as GitHub makes it, or `{#id}`.
    pub id: String,
    /// Its words.
    pub text: String,
    /// Where it stands.
    pub range: Range<usize>,
}

/// A link or an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// The destination as the parser gives it: entities and escapes resolved, percent signs as written.
    pub destination: String,
    /// The link's words, or the image's description.
    pub text: String,
    /// Where it stands; the destination within it, where that can be told.
    pub range: Range<usize>,
}

/// Finds the facts of a text.
pub fn of(_text: &str, _dialect: &Dialect) -> Facts {
    todo!()
}
