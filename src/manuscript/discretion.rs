//! What a run for one edition may say about the files that it read: nothing of what its readers must not know.
//!
//! All files are read whatever is printed, so there are findings in hidden pages and in hidden parts of pages, and a
//! line that is quoted may hold hidden words. [`withhold`] takes the findings back, [`veiled`] covers the words. What
//! makes it doubtful who may read a page stays an error, which names the file and nothing in it.

use std::ops::Range;
use std::sync::Arc;

use crate::audience::Audience;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Severity, Span};
use crate::edition::Status;
use crate::path::SourcePath;

use super::document::Document;
use super::front_matter::Stated;
use super::marks::{Form, Mark, find};
use super::node::{Content, Node};
use super::strings::cut_string;
use super::{Manuscript, Wish};

/// Takes back the findings about what `reader` must not know.
pub fn withhold(
    findings: &mut Vec<Diagnostic>,
    manuscript: &Manuscript,
    config: &Config,
    reader: Audience,
    wish: Wish,
) {
    let said = std::mem::take(findings).into_iter().filter_map(|finding| {
        let Some(document) = document(manuscript, &finding.primary.path) else { return Some(finding) };
        if is_hidden(document, reader, wish, config) {
            return worded(&finding, document, reader);
        }
        let about_others = finding.code == Code::HeadingRenumbered;
        let is_covered =
            |range: &Range<usize>| range.start < finding.primary.range.end && finding.primary.range.start < range.end;
        let is_open = !about_others && !covers(document, config, reader).iter().any(is_covered);
        is_open.then_some(finding)
    });
    *findings = said.collect();
    // Many mistakes of one page are one finding now.
    findings.dedup_by(|later, first| later == first);
}

/// Gives the text of a file with every hidden letter covered, each in its place; none for one that is hidden whole.
pub fn veiled(
    manuscript: &Manuscript,
    config: &Config,
    reader: Audience,
    wish: Wish,
    path: &SourcePath,
    text: &Arc<str>,
) -> Option<Arc<str>> {
    let covers = match document(manuscript, path) {
        Some(document) if is_hidden(document, reader, wish, config) => return None,
        Some(document) => covers(document, config, reader),
        None if *path == config.path => marked(text, 0, &find(text, &config.audiences).0, reader).collect(),
        None => Vec::new(),
    };
    if covers.is_empty() {
        return Some(Arc::clone(text));
    }
    let is_covered = |at: usize| covers.iter().any(|range| range.contains(&at));
    let letters = text.char_indices().map(|(at, letter)| if is_covered(at) { cover(letter) } else { letter });
    Some(letters.collect::<String>().into())
}

fn document<'m>(manuscript: &'m Manuscript, path: &SourcePath) -> Option<&'m Document> {
    manuscript.versions.iter().find_map(|written| {
        let found = written.documents.binary_search_by(|document| document.source.cmp(path));
        found.ok().map(|at| &written.documents[at])
    })
}

/// Tells whether an audience has nothing of a page.
fn is_hidden(document: &Document, reader: Audience, wish: Wish, config: &Config) -> bool {
    let is_draft = document.front.meta.status == Status::Draft && !wish.drafts;
    let doubted = document.is_doubtful && !reader.may_read(config.audiences.narrowest());
    is_draft || doubted || !reader.may_read(document.audience)
}

/// Gives what may be said of a finding in a hidden page: that it is doubtful whose page it is. Nothing where it is
/// certain that the readers of this run are not meant.
fn worded(finding: &Diagnostic, document: &Document, reader: Audience) -> Option<Diagnostic> {
    let has_no_audience = document.front.audience == Stated::Doubtful;
    let may_be_meant = has_no_audience || reader.may_read(document.audience);
    let is_doubtful = has_no_audience || document.is_doubtful;
    let is_grave = finding.code.is_about_audience() || is_doubtful && finding.severity == Severity::Error;
    let wanted = [Some(document.front.audience), document.front.children.as_ref().map(|below| below.audience)];
    let was_meant = |said: Stated| matches!(said, Stated::Named(audience) if reader.may_read(audience));
    let is_closed = finding.code == Code::AudienceCeiling && wanted.into_iter().flatten().any(was_meant);
    (is_closed || may_be_meant && is_grave).then(|| {
        let message = "it is doubtful who may read this page";
        Diagnostic::new(finding.code, Span::file(&finding.primary.path), message)
            .help("run `ospress check` without `--edition`: it says what is wrong, and where")
    })
}

/// Gives the places in a file that an audience must not read.
fn covers(document: &Document, config: &Config, reader: Audience) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = marked(&document.text, document.body.start, &document.marks, reader).collect();
    if let Some(tree) = &document.marked_front {
        strings(tree, config, reader, &mut found);
    }
    found
}

/// Gives the places of marks, which count from `base`.
fn marked<'m>(
    text: &str,
    base: usize,
    marks: &'m [Mark],
    reader: Audience,
) -> impl Iterator<Item = Range<usize>> + use<'m> {
    let end = text.len();
    marks.iter().filter(move |mark| !reader.may_read(mark.audience)).map(move |mark| match &mark.form {
        Form::Block { open, close } => base + open.start..(base + close.end).min(end),
        Form::Inline { whole, .. } => base + whole.start..(base + whole.end).min(end),
    })
}

/// Finds the strings that are cut for an audience; how much of one is hidden, its escapes conceal.
fn strings(node: &Node, config: &Config, reader: Audience, found: &mut Vec<Range<usize>>) {
    match &node.content {
        Content::Text(words) if cut_string(words, &config.audiences, reader).1 => found.push(node.range.clone()),
        Content::List(items) => items.iter().for_each(|item| strings(item, config, reader, found)),
        Content::Map(entries) => entries.iter().for_each(|entry| strings(&entry.node, config, reader, found)),
        _ => {}
    }
}

/// Covers a letter with one of as many bytes, so that every place in the file stays where it is.
fn cover(letter: char) -> char {
    match letter.len_utf8() {
        _ if matches!(letter, '\n' | '\r') => letter,
        1 => '*',
        2 => '·',
        3 => '•',
        _ => '🞄',
    }
}
