//! The objectives that metrics name: whether a page states them.
//!
//! Looked at with all that is written, for what one edition lacks another may have.

use crate::audience::Audiences;
use crate::diagnostic::{Code, Diagnostic, Span, nearest};

use super::super::super::document::Document;
use super::super::super::strings::cut_tree;
use super::super::fields::Fields;
use super::super::{Report, shown};
use super::Book;

impl Book {
    /// Reports objectives of metrics that no page states.
    pub(in super::super) fn judge_objectives(&self, documents: &[Document], names: &Audiences) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        for metric in &self.metrics {
            let mut report = Report::new(&self.source);
            let node = cut_tree(&metric.node, names, names.narrowest()).0;
            let Some(fields) = Fields::open(&node, "a metric", &mut report) else { continue };
            let Some(wanted) = fields.text("objective", &mut report) else { continue };
            if documents.iter().any(|document| states(document, &wanted)) {
                continue;
            }
            let range = fields.node("objective").map_or(0..0, |node| node.range.clone());
            let message = format!("no page states the objective `{}`", shown(&wanted));
            let finding = Diagnostic::new(Code::MetricObjective, Span::new(&self.source, range), message);
            findings.push(finding.help(help(documents, &wanted)));
        }
        findings
    }
}

fn states(document: &Document, wanted: &str) -> bool {
    let meta = &document.front.meta;
    let wanted_words = wanted.to_lowercase();
    meta.id.as_deref() == Some(wanted)
        || meta.objectives.iter().any(|words| words.to_lowercase().contains(&wanted_words))
}

fn help(documents: &[Document], wanted: &str) -> String {
    let metas = || documents.iter().map(|document| &document.front.meta);
    let beginnings = metas().flat_map(|meta| &meta.objectives).filter_map(|words| words.split([':', '.']).next());
    let ids = metas().filter_map(|meta| meta.id.as_deref());
    match nearest(wanted, beginnings.chain(ids)) {
        Some(near) => format!("did you mean `{}`?", shown(near)),
        None => "write words of an objective that a page lists in `objectives`, or the page's `id`".to_owned(),
    }
}
