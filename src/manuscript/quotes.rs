//! Numbers that are quoted where none can stand: in front matter and in the words about metrics, and in old versions where
//! readers may not know the metric.
//!
//! A title or a description is shown in lists, feeds and search results, long after the number has changed; a number is
//! quoted in the text of a page.

use crate::audience::{Audience, Audiences};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edition::{Metrics, Page};
use crate::hash::Hash;
use crate::markdown::Dialect;
use crate::markdown::prepare::{MarkKind, prepare};
use crate::path::SourcePath;
use crate::text::{Excerpt, Patchwork};

use super::marks::cut::hidden;
use super::marks::{Form, Mark};
use super::node::{Content, Node};

/// How a quote begins.
const QUOTE: &str = ":metric[";

/// Reports quotes in a tree whose text is `text`.
pub(super) fn misplaced(source: &SourcePath, text: &str, tree: &Node) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    if text.contains(QUOTE) {
        look(source, tree, &mut findings);
    }
    findings
}

fn look(source: &SourcePath, node: &Node, findings: &mut Vec<Diagnostic>) {
    match &node.content {
        Content::Text(words) if words.contains(QUOTE) => {
            let message = "a number can be quoted in the text of a page only";
            let help = "say it here without the number, and quote the number in the text";
            let place = Span::new(source, node.range.clone());
            findings.push(Diagnostic::new(Code::MetricQuote, place, message).help(help));
        }
        Content::List(items) => items.iter().for_each(|item| look(source, item, findings)),
        Content::Map(entries) => entries.iter().for_each(|entry| look(source, &entry.node, findings)),
        _ => {}
    }
}

/// Takes the quotes of metrics that are not among these out of a page of an old version: the quote would tell the name of
/// what was closed since.
pub(super) fn forget(page: &mut Page, metrics: &Metrics, names: &Audiences) {
    let text = &*page.text;
    if !text.contains(":metric") && !text.contains(":chart") {
        return;
    }
    let unknown = unknown(text, metrics, names);
    if unknown.is_empty() {
        return;
    }
    let mut patchwork = Patchwork::default();
    let mut at = 0;
    for gap in hidden(text, &unknown, Audience::WIDEST) {
        patchwork.copy(text, at..gap.start);
        at = gap.end;
    }
    patchwork.copy(text, at..text.len());
    let (left, map) = patchwork.finish();
    page.map = map.through(&page.map);
    page.hash = Hash::of(left.as_bytes());
    page.text = Excerpt::whole(left.into());
    page.is_cut = true;
}

/// Finds the quotes of metrics that are not among these, as marks of what nobody reads.
fn unknown(text: &str, metrics: &Metrics, names: &Audiences) -> Vec<Mark> {
    let dialect = Dialect { smart_punctuation: false, audiences: names.names().to_vec() };
    let quotes = prepare(text, &dialect).marks.into_iter().filter_map(|mark| match mark.kind {
        MarkKind::Quote(quote) => Some(quote),
        _ => None,
    });
    let is_known = |id: &str| metrics.metrics.iter().any(|metric| metric.id == id);
    let mark = |range| Mark { audience: names.narrowest(), form: Form::Closed { range } };
    quotes.filter(|quote| !is_known(&quote.id)).map(|quote| mark(quote.range)).collect()
}
