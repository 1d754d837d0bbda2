//! What a text holds that the parser drops without a word: cells beyond a table's columns, second definitions of
//! references. And findings that say one thing many times, joined.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use memchr::memmem;
use pulldown_cmark::{Event, Parser, Tag};

use super::{Finding, notes};
use crate::diagnostic::Code;
use crate::markdown::prepare::Prepared;
use crate::markdown::{self, Dialect};

/// The most names that a joined finding lists.
const MOST_NAMES: usize = 4;

/// Gives the cells of a row that stand behind its last column, if they say anything.
pub(super) fn cells(text: &str, row: &Range<usize>, last: &Range<usize>) -> Option<Range<usize>> {
    let rest = text.get(last.end..row.end)?;
    let is_frame = |c: char| c == '|' || c.is_whitespace();
    let inside = rest.trim_matches(is_frame);
    let start = last.end + rest.find(inside)?;
    (!inside.is_empty()).then(|| start..start + inside.len())
}

/// A line that looks like the definition of a reference.
struct Definition<'a> {
    label: String,
    address: &'a str,
    range: Range<usize>,
}

/// Finds the definitions whose label was defined before with another address.
pub(super) fn definitions(prepared: &Prepared<'_>, dialect: &Dialect) -> Vec<Finding> {
    if memmem::find(prepared.text.as_bytes(), b"]:").is_none() {
        return Vec::new();
    }
    let mut labels = BTreeSet::new();
    let candidates: Vec<_> = lines(&prepared.text).filter_map(|(start, line)| definition(start, line)).collect();
    if candidates.iter().all(|candidate| labels.insert(&candidate.label)) {
        return Vec::new();
    }
    let shown = shown(&prepared.text, dialect);
    let is_shown = |at: usize| {
        let before = shown.partition_point(|block| block.start <= at);
        shown[..before].last().is_some_and(|block| at < block.end)
    };
    let mut first = BTreeMap::new();
    let mut findings = Vec::new();
    for candidate in candidates.iter().filter(|candidate| !is_shown(candidate.range.start)) {
        if *first.entry(&candidate.label).or_insert(candidate.address) != candidate.address {
            let place = prepared.origin(candidate.range.clone());
            findings.push(notes::defined_twice("reference", &prepared.text[candidate.range.clone()], place));
        }
    }
    findings
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line))
    })
}

fn definition(start: usize, line: &str) -> Option<Definition<'_>> {
    let spaces = line.len() - line.trim_start_matches(' ').len();
    let rest = line[spaces..].strip_prefix('[').filter(|rest| spaces < 4 && !rest.starts_with('^'))?;
    let (label, address) = rest.split_once("]:")?;
    let range = start + spaces..start + spaces + label.len() + 2;
    let words: Vec<_> = label.split_whitespace().collect();
    let is_label = !words.is_empty() && !label.contains(['[', ']']);
    is_label.then(|| Definition { label: words.join(" ").to_lowercase(), address: address.trim(), range })
}

/// Lists the blocks that hold text, in order: what stands in one of them is no definition.
fn shown(text: &str, dialect: &Dialect) -> Vec<Range<usize>> {
    let is_block = |event: &Event<'_>| {
        let Event::Start(tag) = event else { return false };
        matches!(
            tag,
            Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::Table(_) | Tag::Item
        )
    };
    let events = Parser::new_ext(text, markdown::options(dialect)).into_offset_iter();
    events.filter(|(event, _)| is_block(event)).map(|(_, range)| range).collect()
}

/// Makes one finding of all on one line that say that HTML was taken out, as pasted Word documents have it.
pub(super) fn join_removed(text: &str, findings: &mut Vec<Finding>) {
    let (removed, mut rest): (Vec<_>, Vec<_>) =
        findings.drain(..).partition(|finding| finding.code == Code::HtmlRemoved);
    let near = |a: &Finding, b: &Finding| {
        text.get(a.range.start..b.range.start).is_some_and(|between| !between.contains('\n'))
    };
    for line in removed.chunk_by(near) {
        rest.push(if let [one] = line { one.clone() } else { joined(line) });
    }
    *findings = rest;
}

fn joined(line: &[Finding]) -> Finding {
    let names: BTreeSet<&str> = line.iter().filter_map(|finding| finding.message.split('`').nth(1)).collect();
    let listed: Vec<_> = names.iter().take(MOST_NAMES).map(|name| format!("`{name}`")).collect();
    let more = if names.len() > MOST_NAMES { " …" } else { "" };
    let start = line[0].range.start;
    let end = line.iter().map(|finding| finding.range.end).max().unwrap_or(start);
    notes::removed(line.len(), &format!("{}{more}", listed.join(", ")), start..end)
}
