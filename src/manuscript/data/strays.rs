//! Files that nobody called data and that hold something for few readers all the same: rows that name an audience, marks.
//!
//! Such a file cannot be cut, because nobody said how it is to be read; so no wider edition has it as a file. Where the
//! metrics file does not tell which files hold its numbers, any file of data may be one.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::audience::Audiences;
use crate::config::Config;
use crate::edition::Blob;
use crate::path::SourcePath;
use crate::source::Snapshot;

use super::super::node::{Content, Node};
use super::grid::Grid;
use super::{Loaded, parse};

/// Gives the files of a version, beside those that are `known`, that only the narrowest audience may have as they are.
pub(super) fn find(
    snapshot: &Snapshot,
    config: &Config,
    known: &BTreeSet<SourcePath>,
    is_whole: bool,
) -> Vec<SourcePath> {
    let names = &config.audiences;
    let marks: Vec<String> = names.names().iter().skip(1).map(|name| format!(":{name}[")).collect();
    let is_closed = |source: &SourcePath, blob: &Blob| {
        let holds = |words: &[u8]| memchr::memmem::find(blob.bytes(), words).is_some();
        let is_data = is_data(source);
        is_data && !is_whole
            || marks.iter().any(|mark| holds(mark.as_bytes()))
            || is_data && blob.text().is_some_and(|text| says(source, text, names))
    };
    let is_open = |source: &SourcePath| !source.is_markdown() && !known.contains(source);
    let files: Vec<_> = snapshot.files.iter().filter(|(source, _)| is_open(source)).collect();
    files.into_par_iter().filter(|(source, blob)| is_closed(source, blob)).map(|(source, _)| source.clone()).collect()
}

fn is_data(source: &SourcePath) -> bool {
    matches!(source.extension().as_str(), "csv" | "tsv" | "json" | "yaml" | "yml" | "toml")
}

/// Tells whether a part of the data says that it is for an audience narrower than the widest; what cannot be read might.
fn says(source: &SourcePath, text: &str, names: &Audiences) -> bool {
    let is_narrower = |words: &str| names.names().iter().skip(1).any(|name| name == words.trim());
    let may_say = text.to_ascii_lowercase().contains("audience");
    let may_say = may_say && names.names().iter().skip(1).any(|name| text.contains(name.as_str()));
    may_say
        && match parse(source, text) {
            Ok(Loaded::Grid(grid)) => in_rows(&grid, &is_narrower),
            Ok(Loaded::Tree(tree)) => in_tree(&tree, &is_narrower),
            Err(_) => true,
        }
}

fn is_audience(name: &str) -> bool {
    name.trim().eq_ignore_ascii_case("audience")
}

fn in_rows(grid: &Grid, is_narrower: &impl Fn(&str) -> bool) -> bool {
    let says = |at: usize| {
        let cells = grid.rows.iter().filter_map(|row| row.cells.get(at)?.words());
        cells.into_iter().any(|words| is_narrower(&words))
    };
    (0..grid.columns.len()).any(|at| is_audience(&grid.columns[at].name) && says(at))
}

fn in_tree(node: &Node, is_narrower: &impl Fn(&str) -> bool) -> bool {
    match &node.content {
        Content::List(items) => items.iter().any(|item| in_tree(item, is_narrower)),
        Content::Map(entries) => entries.iter().any(|entry| {
            let says = || entry.node.words().is_some_and(|words| is_narrower(&words));
            is_audience(&entry.key) && says() || in_tree(&entry.node, is_narrower)
        }),
        _ => false,
    }
}
