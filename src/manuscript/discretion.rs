//! Which findings concern the readers of a run for one edition.
//!
//! All files are read whatever is printed, so there are findings in hidden pages and in hidden parts of pages. What is
//! surely not meant for the readers is for a run for those who are. What makes it doubtful who may read a page stays.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::audience::Audience;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Severity, Span};
use crate::edition::Status;
use crate::path::SourcePath;

use super::document::Document;
use super::front_matter::Stated;
use super::marks::{Form, Mark};
use super::node::{Content, Node};
use super::place::Rank;
use super::strings::cut_string;
use super::{Manuscript, Wish};

/// Takes back the findings about what `reader` is surely not meant to read.
pub fn withhold(
    findings: &mut Vec<Diagnostic>,
    manuscript: &Manuscript,
    config: &Config,
    reader: Audience,
    wish: Wish,
) {
    let mut covered: BTreeMap<SourcePath, Vec<Range<usize>>> = BTreeMap::new();
    findings.retain(|finding| {
        // How many old files hold mistakes counts hidden ones, and hidden pages may state an objective.
        if matches!(finding.code, Code::VersionFlawed | Code::MetricObjective) {
            return false;
        }
        let Some(document) = document(manuscript, &finding.primary.path) else {
            return finding.code.is_about_audience() || !is_in_others(finding, manuscript, config, reader);
        };
        if is_hidden(document, reader, wish, config) {
            return matters(finding, document, reader);
        }
        let covers = covered.entry(document.source.clone()).or_insert_with(|| covers(document, config, reader));
        // That some readers see another id says that there is more to read.
        let is_others = finding.code == Code::HeadingRenumbered || touches(covers, &finding.primary.range);
        finding.code.is_about_audience() || !is_others
    });
}

/// Tells whether a finding outside of pages is about something that others alone have: a metric, a row, old versions,
/// of which nobody can tell how many hidden pages are flawed.
fn is_in_others(finding: &Diagnostic, manuscript: &Manuscript, config: &Config, reader: Audience) -> bool {
    let current = manuscript.versions.first();
    let is_others =
        |span: &Span| current.is_some_and(|written| written.data.is_for_others(&span.path, span.range.start, reader));
    let at = finding.primary.range.start;
    let is_of_table = finding.primary.path == config.path
        && current.is_some_and(|written| written.data.is_table_of_others(at, config, reader));
    finding.code == Code::VersionFlawed && !reader.may_read(config.audiences.narrowest())
        || is_of_table
        || is_others(&finding.primary)
        || finding.related.iter().any(|(span, _)| is_others(span))
}

/// Tells whether a range overlaps one of the sorted ranges.
fn touches(ranges: &[Range<usize>], range: &Range<usize>) -> bool {
    let after = ranges.partition_point(|known| known.end <= range.start);
    ranges.get(after).is_some_and(|known| known.start < range.end)
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

/// Tells whether a finding in a hidden page leaves it open whether the readers of this run are meant.
fn matters(finding: &Diagnostic, document: &Document, reader: Audience) -> bool {
    let front = &document.front;
    let may_be_meant = front.audience == Stated::Doubtful || reader.may_read(document.audience);
    let is_error = finding.code.is_about_audience() || finding.severity == Severity::Error;
    let wanted = [Some(front.audience), front.children.as_ref().map(|below| below.audience)];
    let was_meant = |said: Stated| matches!(said, Stated::Named(audience) if reader.may_read(audience));
    let is_closed = finding.code == Code::AudienceCeiling && wanted.into_iter().flatten().any(was_meant);
    is_closed || is_error && (may_be_meant || governs(document))
}

/// Tells whether a page may say who reads those below it, and does not close them itself.
fn governs(document: &Document) -> bool {
    let is_index = document.front.children.is_some() || document.place.index_of().1 != Rank::Sibling;
    is_index && document.front.audience == Stated::Unsaid
}

/// Gives the places in a file that an audience must not read, sorted.
fn covers(document: &Document, config: &Config, reader: Audience) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = marked(document.body.start, &document.marks, reader).collect();
    if let Some(tree) = &document.marked_front {
        strings(tree, config, reader, &mut found);
    }
    sorted(found)
}

/// Gives the places of marks, which count from `base`.
fn marked(base: usize, marks: &[Mark], reader: Audience) -> impl Iterator<Item = Range<usize>> {
    marks.iter().filter(move |mark| !reader.may_read(mark.audience)).map(move |mark| match &mark.form {
        Form::Block { open, close } => base + open.start..base + close.end,
        Form::Inline { whole, .. } => base + whole.start..base + whole.end,
        Form::Closed { range } => base + range.start..base + range.end,
    })
}

/// Sorts ranges and joins those that overlap.
pub(super) fn sorted(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    ranges.dedup_by(|later, first| {
        let is_joined = later.start <= first.end;
        first.end = if is_joined { first.end.max(later.end) } else { first.end };
        is_joined
    });
    ranges
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::manuscript::read;
    use crate::manuscript::tests::{config, snapshot};
    use crate::memo::Memo;

    const WISH: Wish = Wish { as_of: date(2026, 11, 22), drafts: false, outline: false };

    /// Reads one page; gives the codes of the findings that are left for the public.
    fn check(text: &str, expect: &[&str]) {
        let config = config();
        let snapshot = snapshot(&[("a.md", text)]);
        let (manuscript, mut findings) = read(std::slice::from_ref(&snapshot), &config, &Memo::default());
        withhold(&mut findings, &manuscript, &config, Audience::WIDEST, WISH);
        let found: Vec<&str> = findings.iter().map(|finding| finding.code.as_str()).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn a_page_that_is_surely_hidden_concerns_nobody() {
        for audience in ["internal", "board"] {
            check(&format!("---\naudience: {audience}\ndate: zebrafish\n---\nx\n"), &[]);
            check(&format!("---\naudience: {audience}\n---\n:::intrenal\nzebrafish\n:::\n"), &[]);
        }
    }

    #[test]
    fn a_page_that_may_be_meant_for_the_reader_concerns_it() {
        check("---\naudience: zebrafish\n---\nx\n", &["audience-unknown"]);
        check("---\naudience: public\nstatus: drfat\n---\nx\n", &["status-unknown"]);
        check("---\naudience: internal\ntitle: [zebrafish\n---\nx\n", &["front-matter-syntax"]);
        check("---\naudience: public\n---\n:::intrenal\nzebrafish\n:::\n", &["audience-doubtful"]);
    }

    #[test]
    fn what_an_index_says_of_the_pages_below_concerns_their_readers() {
        let check = |text: &str, expect: usize| {
            let (config, snapshot) = (config(), snapshot(&[("p/_index.md", text), ("p/a.md", "x\n")]));
            let (manuscript, mut findings) = read(std::slice::from_ref(&snapshot), &config, &Memo::default());
            withhold(&mut findings, &manuscript, &config, Audience::WIDEST, WISH);
            assert_eq!(findings.len(), expect, "{text}");
        };
        check("---\nchildren: {audience: publc}\n---\nx\n", 1);
        check("---\nchildren: public\n---\nx\n", 1);
        check("---\naudience: internal\nchildren: {audience: publc}\n---\nx\n", 0);
    }

    #[test]
    fn a_finding_in_hidden_words_is_for_those_who_see_them() {
        check("---\naudience: public\ndate: \":internal[zebrafish]\"\n---\nx\n", &[]);
        check("---\naudience: public\ndate: someday\n---\n## A\n\n:internal[b]\n", &["date-invalid"]);
    }
}
