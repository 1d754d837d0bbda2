//! What a page's Markdown holds: headings, links, images, the first paragraph. A pure function of the text, so it is
//! kept by the text's hash.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Code;
use crate::markdown::Dialect;
use crate::markdown::prepare::{Quote, prepare};
use crate::markdown::stream::Stream;

mod gather;
mod lost;
mod near;
mod notes;
mod raw;
mod words;

use gather::Gatherer;

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
    /// The metrics that it quotes, in order.
    pub quotes: Vec<Quote>,
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

/// The most findings that are kept of one text; who has mended these sees the rest.
const MOST_FINDINGS: usize = 1_000;

/// Finds the facts of a text.
pub fn of(text: &str, dialect: &Dialect) -> Facts {
    let prepared = prepare(text, dialect);
    let mut broken = Vec::new();
    let mut ask = |range, kind| broken.push((range, kind));
    let mut stream = Stream::new(&prepared, dialect, &mut ask);
    let mut gatherer = Gatherer::new(&prepared);
    for (piece, range) in stream.by_ref() {
        gatherer.take(piece, range);
    }
    let (limit, slips) = (stream.limit, std::mem::take(&mut stream.slips));
    drop(stream);
    if let Some(reason) = limit {
        return beyond(text, reason);
    }
    let mut facts = gatherer.finish();
    facts.findings.extend(slips);
    facts.findings.extend(broken.into_iter().filter_map(|(range, kind)| notes::reference(&prepared, range, kind)));
    facts.findings.extend_from_slice(&prepared.slips);
    facts.findings.extend(lost::definitions(&prepared, dialect));
    facts.findings.sort_by(|a, b| (a.range.start, a.code, &a.message).cmp(&(b.range.start, b.code, &b.message)));
    facts.findings.dedup();
    lost::join_removed(text, &mut facts.findings);
    facts.findings.sort_by_key(|finding| finding.range.start);
    facts.findings.truncate(MOST_FINDINGS);
    facts
}

/// What is known of a text that is shown as it is because it cannot be rendered.
fn beyond(text: &str, reason: &str) -> Facts {
    let first = text.lines().next().unwrap_or("");
    let finding = Finding::new(
        Code::MarkdownLimit,
        0..first.floor_char_boundary(80),
        format!("{reason}, so it is shown as plain text"),
        "split the page into smaller ones",
    );
    Facts { findings: vec![finding], ..Facts::default() }
}

#[cfg(test)]
mod tests;
