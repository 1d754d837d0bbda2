//! Numbers that are quoted where none can stand: in front matter and in the words about metrics.
//!
//! A title or a description is shown in lists, feeds and search results, long after the number has changed; a number is
//! quoted in the text of a page.

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::path::SourcePath;

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
