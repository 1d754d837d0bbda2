//! Finds as findings: for each narrower source the first few places of the output, with no text of either.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::folder::Folder;
use super::gather;
use super::index::{Found, Kind, Place, Source};
use super::scan::Seen;
use super::{Scan, Verdict};
use crate::config::EditionConfig;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::error::Error;
use crate::path::SourcePath;

/// In how many output files a source's words are reported.
const MOST: usize = 3;

/// A find with its place in the sources.
type Pair = (Place, Found);

/// Words what was found.
pub(super) fn word(
    scan: &Scan<'_>,
    edition: &EditionConfig,
    folder: &Folder,
    seen: Vec<Seen>,
) -> Result<Verdict, Error> {
    let mut verdict = Verdict::default();
    if seen.is_empty() {
        return Ok(verdict);
    }
    let places = places(scan, edition, &seen);
    // The first find in each output file, by the source.
    let mut by_source: BTreeMap<usize, Vec<(String, Pair)>> = BTreeMap::new();
    for Seen { below, found } in seen {
        let mut first: BTreeMap<usize, Pair> = BTreeMap::new();
        for one in found {
            let place = match one.source {
                Source::Place(place) => Some(place),
                Source::Shingle(hash) => places.get(&hash).copied(),
            };
            let place = place.unwrap_or(Place { file: usize::MAX, at: 0, length: 0 });
            let held = first.entry(place.file).or_insert((place, one));
            if (one.at, one.kind) < (held.1.at, held.1.kind) {
                *held = (place, one);
            }
        }
        for (file, pair) in first {
            by_source.entry(file).or_default().push((below.clone(), pair));
        }
    }
    for (file, pairs) in by_source {
        let more = pairs.len().saturating_sub(MOST);
        for (number, (below, pair)) in pairs.into_iter().take(MOST).enumerate() {
            let path = folder.name(&below);
            let more = if number + 1 == MOST { more } else { 0 };
            verdict.findings.push(finding(edition, &path, &scan.source(file), &pair, more));
            if pair.1.length > 0 && !verdict.texts.contains_key(&path) {
                verdict.texts.extend(text(folder, &below)?.map(|text| (path, text)));
            }
        }
    }
    Ok(verdict)
}

/// Finds where the shingles that were found stand in the sources.
fn places(scan: &Scan<'_>, edition: &EditionConfig, seen: &[Seen]) -> BTreeMap<u64, Place> {
    let shingle = |found: &Found| match found.source {
        Source::Shingle(hash) => Some(hash),
        Source::Place(_) => None,
    };
    let wanted: BTreeSet<u64> = seen.iter().flat_map(|seen| seen.found.iter().filter_map(shingle)).collect();
    if wanted.is_empty() { BTreeMap::new() } else { gather::places(&scan.handbook, &scan.reading, edition, wanted) }
}

/// Reads the text of an output file, for the lines of it.
fn text(folder: &Folder, below: &str) -> Result<Option<Arc<str>>, Error> {
    let file = folder.files.iter().find(|file| folder.below(file) == below);
    let bytes = file.map(|file| Folder::read(file)).transpose()?;
    Ok(bytes.and_then(|bytes| String::from_utf8(bytes).ok()).map(Into::into))
}

impl Scan<'_> {
    /// Names a source by its number: pages, then other files, then site.toml.
    fn source(&self, file: usize) -> SourcePath {
        let pages = self.reading.pages.iter().map(|page| page.path);
        let path = pages.chain(self.reading.assets.iter().map(|asset| asset.path)).nth(file);
        path.unwrap_or(&self.handbook.config.path).clone()
    }
}

fn finding(
    edition: &EditionConfig,
    output: &SourcePath,
    source: &SourcePath,
    (place, found): &Pair,
    more: usize,
) -> Diagnostic {
    let what = match found.kind {
        Kind::Title => "a title",
        Kind::Name => "a name or value",
        Kind::Number => "a number",
        Kind::Words => "words",
        Kind::Sentence => "a sentence",
        Kind::Address => "the address",
        Kind::File => "the bytes or the digest",
    };
    let rest = match more {
        0 => String::new(),
        1 => ", as does 1 more file".to_owned(),
        more => format!(", as do {more} more files"),
    };
    let message =
        format!("the edition `{}` gives away {what} of `{source}`, which its readers may not know{rest}", edition.name);
    let help = "if they may know it, say it on a page that is for them; if nothing of yours puts it there, ospress does: please report it";
    let mut diagnostic =
        Diagnostic::new(Code::LeakFound, Span::new(output, found.at..found.at + found.length), message).help(help);
    diagnostic.editions.push(edition.name.clone());
    diagnostic.related(Span::new(source, place.at..place.at + place.length), "it stands here, for narrower readers")
}
