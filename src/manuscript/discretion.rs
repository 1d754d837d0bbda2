//! What a run for one edition may say about the files that it read: nothing of what its readers must not know.
//!
//! All files are read whatever is printed, so there are findings in hidden pages and in hidden parts of pages, and a
//! line that is quoted may hold hidden words. [`withhold`] takes the findings back, [`veiled`] covers the words. What
//! makes it doubtful who may read a page stays an error, which names the file and nothing in it.

use std::collections::BTreeMap;
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
    let mut covered: BTreeMap<SourcePath, Vec<Range<usize>>> = BTreeMap::new();
    let said = std::mem::take(findings).into_iter().filter_map(|finding| {
        let Some(document) = document(manuscript, &finding.primary.path) else { return Some(finding) };
        if is_hidden(document, reader, wish, config) {
            return worded(&finding, document, reader);
        }
        let covers = covered.entry(document.source.clone()).or_insert_with(|| covers(document, config, reader));
        // That some readers see another id says that there is more to read.
        let is_open = finding.code != Code::HeadingRenumbered && !touches(covers, &finding.primary.range);
        is_open.then_some(finding)
    });
    *findings = said.collect();
    // Many mistakes of one page are one finding now.
    findings.dedup();
}

/// Tells whether a range overlaps one of the sorted ranges.
fn touches(ranges: &[Range<usize>], range: &Range<usize>) -> bool {
    let after = ranges.partition_point(|known| known.end <= range.start);
    ranges.get(after).is_some_and(|known| known.start < range.end)
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
        None if *path == config.path => sorted(marked(0, &find(text, &config.audiences).0, reader).collect()),
        None => Vec::new(),
    };
    if covers.is_empty() {
        return Some(Arc::clone(text));
    }
    let mut made = String::with_capacity(text.len());
    for range in covers {
        let (start, end) = (text.floor_char_boundary(range.start), text.ceil_char_boundary(range.end));
        made.push_str(&text[made.len()..start.max(made.len())]);
        made.extend(text[made.len()..end.max(made.len())].chars().map(cover));
    }
    made.push_str(&text[made.len()..]);
    Some(made.into())
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
    })
}

/// Sorts ranges and joins those that overlap.
fn sorted(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
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

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::manuscript::read;
    use crate::manuscript::tests::{config, snapshot};
    use crate::memo::Memo;

    const WISH: Wish = Wish { as_of: date(2026, 11, 22), drafts: false };

    /// Reads one page; gives what its findings say for the public, and how its file looks to it.
    fn check(text: &str, expect: &[&str], shown: Option<&str>) {
        let config = config();
        let snapshot = snapshot(&[("a.md", text)]);
        let (manuscript, mut findings) = read(std::slice::from_ref(&snapshot), &config, &Memo::default());
        withhold(&mut findings, &manuscript, &config, Audience::WIDEST, WISH);
        let found: Vec<String> =
            findings.iter().map(|finding| format!("{}: {}", finding.code, finding.message)).collect();
        assert_eq!(found, expect, "{text}");
        let path = SourcePath::new("content/a.md").expect("a path");
        let seen = veiled(&manuscript, &config, Audience::WIDEST, WISH, &path, &text.into());
        assert_eq!(seen.as_deref(), shown, "{text}");
    }

    #[test]
    fn a_hidden_page_is_not_spoken_of() {
        for audience in ["internal", "board"] {
            check(&format!("---\naudience: {audience}\ndate: zebrafish\n---\nx\n"), &[], None);
            check(&format!("---\naudience: {audience}\n---\n:::intrenal\nzebrafish\n:::\n"), &[], None);
        }
        check("---\naudience: public\nstatus: draft\ndate: zebrafish\n---\nx\n", &[], None);
    }

    #[test]
    fn a_page_that_may_be_meant_for_the_reader_is_named_and_not_quoted() {
        let words = "it is doubtful who may read this page";
        let say = |code: &str| format!("{code}: {words}");
        check("---\naudience: zebrafish\n---\nx\n", &[&say("audience-unknown")], None);
        check("---\naudience: internal\ntitle: [zebrafish\n---\nx\n", &[&say("front-matter-syntax")], None);
        check("---\naudience: public\n---\n:::intrenal\nzebrafish\n:::\n", &[&say("audience-doubtful")], None);
    }

    #[test]
    fn hidden_words_of_a_line_are_covered() {
        let matter = "---\naudience: public\ntitle: \"a :internal[zebra]\"\n---\n";
        let covered = "---\naudience: public\ntitle: ********************\n---\n";
        let pairs = [
            ("a :internal[zé—😀] b\n", "a ***********·•🞄* b\n"),
            ("a\n\n:::board\nz\r\n:::\nb\n", "a\n\n********\n*\r\n***\nb\n"),
            ("x :internal[a :board[b] c] y\n", "x ************************ y\n"),
            ("a :public[b] c\n", "a :public[b] c\n"),
        ];
        for (text, shown) in pairs {
            check(&format!("{matter}{text}"), &[], Some(&format!("{covered}{shown}")));
        }
    }

    #[test]
    fn a_finding_in_hidden_words_is_for_those_who_see_them() {
        let text = "---\naudience: public\ndate: \":internal[zebrafish]\"\n---\nx\n";
        check(text, &[], Some("---\naudience: public\ndate: **********************\n---\nx\n"));
        let text = "---\naudience: public\ndate: someday\n---\n## A\n\n:internal[b]\n";
        let found = "date-invalid: `someday` is no date for `date`";
        check(text, &[found], Some("---\naudience: public\ndate: someday\n---\n## A\n\n************\n"));
    }
}
