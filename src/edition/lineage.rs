//! Which pages of several versions are one page: the line of its life from version to version.
//!
//! Receives what the pages of each version are known by, the newest version first, and gives lines: each page of each
//! version lies in exactly one line, and a line has at most one page of a version. So "the same page" goes both ways and
//! on to a third version. Pages belong together by their id; else by their path below the content folder; else by their
//! address below the version's root; else, between neighbouring versions, by a text that is equal, or so similar that
//! the page was moved. Two pages with different ids are never one.
//!
//! Whoever calls decides what is looked at: a site passes what its edition's readers may know, and nothing else can
//! have a say in it. Two versions of a page are not compared here beyond that.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::hash::Hash;

/// What a page of a version is known by.
#[derive(Debug, Clone, Copy)]
pub struct Face<'a> {
    /// Its id.
    pub id: Option<&'a str>,
    /// Its path below the version's content folder; none for a page that nobody wrote.
    pub path: Option<&'a str>,
    /// Its address below the version's root, without a slash at its start.
    pub address: &'a str,
    /// Its text, and the text's hash; none for a page that nobody wrote.
    pub text: Option<(Hash, &'a str)>,
}

/// The number of a line in a [`Lineage`].
pub type LineId = usize;

/// The lines of all pages. An empty one is that of a handbook with a single version.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lineage {
    /// By line, then by version: the page's number there, where the version has it.
    pub lines: Vec<Vec<Option<usize>>>,
    /// By version, then by the page's number there: its line.
    pub of: Vec<Vec<LineId>>,
    /// The pages of the newest version whose texts were looked at, because their ids, paths and addresses did not tell.
    pub compared: BTreeSet<usize>,
}

/// Gives the number that the page has in another version; none where that version does not have it.
pub fn counterpart(lineage: &Lineage, version: usize, page: usize, other: usize) -> Option<usize> {
    if version == other {
        return Some(page);
    }
    let line = *lineage.of.get(version)?.get(page)?;
    *lineage.lines[line].get(other)?
}

/// Finds the lines of the pages of several versions, the newest one first.
pub fn trace(versions: &[Vec<Face<'_>>]) -> Lineage {
    let mut tracer = Tracer { count: versions.len(), ..Tracer::default() };
    for (version, faces) in versions.iter().enumerate() {
        tracer.add(version, faces, version.checked_sub(1).map_or(&[], |newer| &versions[newer]));
    }
    let Tracer { lines, of, compared, .. } = tracer;
    Lineage { lines: lines.into_iter().map(|line| line.pages).collect(), of, compared }
}

/// How many hashes stand for a text.
const SKETCH: usize = 64;
/// How many runs of words a text needs to be compared with others.
const ENOUGH: usize = 8;
/// What two texts must have in common to be one page, of a thousand parts.
const SIMILAR: usize = 350;
/// A run of words that more pages have than this tells nothing.
const COMMON: usize = 50;

#[derive(Debug, Default)]
struct Line<'a> {
    id: Option<&'a str>,
    pages: Vec<Option<usize>>,
}

/// The lines so far, and how they were known the last time they were seen.
#[derive(Debug, Default)]
struct Tracer<'a> {
    count: usize,
    lines: Vec<Line<'a>>,
    of: Vec<Vec<LineId>>,
    by_id: HashMap<&'a str, LineId>,
    by_path: HashMap<&'a str, LineId>,
    by_address: HashMap<&'a str, LineId>,
    compared: BTreeSet<usize>,
}

impl<'a> Tracer<'a> {
    fn add(&mut self, version: usize, faces: &[Face<'a>], newer: &[Face<'a>]) {
        let mut of: Vec<Option<LineId>> = vec![None; faces.len()];
        let by_id = |tracer: &Self, face: &Face<'a>| tracer.by_id.get(face.id?).copied();
        let by_path = |tracer: &Self, face: &Face<'a>| tracer.by_path.get(face.path?).copied();
        let by_address = |tracer: &Self, face: &Face<'a>| tracer.by_address.get(face.address).copied();
        for rule in [by_id, by_path, by_address] {
            for (page, face) in faces.iter().enumerate().filter(|_| version > 0) {
                let line = if of[page].is_none() { rule(self, face) } else { None };
                of[page] = of[page].or(line.filter(|line| self.put(*line, version, page, face)));
            }
        }
        if version > 0 {
            self.compare(version, faces, newer, &mut of);
        }
        let of = of.into_iter().enumerate().map(|(page, line)| line.unwrap_or_else(|| self.start(version, page)));
        let of: Vec<LineId> = of.collect();
        for (face, &line) in faces.iter().zip(&of) {
            self.note(face, line);
        }
        self.of.push(of);
    }

    /// Puts a page into a line, unless the line has one of that version, or one with another id.
    fn put(&mut self, line: LineId, version: usize, page: usize, face: &Face<'a>) -> bool {
        let line = &mut self.lines[line];
        let is_other = line.id.zip(face.id).is_some_and(|(known, id)| known != id);
        let fits = line.pages[version].is_none() && !is_other;
        if fits {
            line.pages[version] = Some(page);
            line.id = line.id.or(face.id);
        }
        fits
    }

    fn start(&mut self, version: usize, page: usize) -> LineId {
        let mut pages = vec![None; self.count];
        pages[version] = Some(page);
        self.lines.push(Line { id: None, pages });
        self.lines.len() - 1
    }

    /// Notes by what the page was known here: an older version is likelier to know it so than as newer ones did.
    fn note(&mut self, face: &Face<'a>, line: LineId) {
        self.lines[line].id = self.lines[line].id.or(face.id);
        self.by_id.extend(face.id.map(|id| (id, line)));
        self.by_path.extend(face.path.map(|path| (path, line)));
        self.by_address.insert(face.address, line);
    }

    /// Brings pages together that have no line yet with those that the newer version alone has.
    fn compare(&mut self, version: usize, faces: &[Face<'a>], newer: &[Face<'a>], of: &mut [Option<LineId>]) {
        let is_left = |tracer: &Self, page: &usize| {
            tracer.lines[tracer.of[version - 1][*page]].pages[version].is_none() && newer[*page].text.is_some()
        };
        let came: Vec<usize> = (0..newer.len()).filter(|page| is_left(self, page)).collect();
        let gone: Vec<usize> =
            (0..faces.len()).filter(|page| of[*page].is_none() && faces[*page].text.is_some()).collect();
        // Where no page went, no text tells which one a new page was.
        if version == 1 && !gone.is_empty() {
            self.compared.extend(&came);
        }
        for (old, new) in equal(faces, &gone, newer, &came).into_iter().chain(similar(faces, &gone, newer, &came)) {
            let line = self.of[version - 1][new];
            if of[old].is_none() && self.put(line, version, old, &faces[old]) {
                of[old] = Some(line);
            }
        }
    }
}

/// Finds the pairs of pages whose text is equal, and no other page's.
fn equal(old: &[Face<'_>], gone: &[usize], new: &[Face<'_>], came: &[usize]) -> Vec<(usize, usize)> {
    let by_hash = |faces: &[Face<'_>], pages: &[usize]| {
        let mut known = BTreeMap::<Hash, Option<usize>>::new();
        for (hash, page) in pages.iter().filter_map(|&page| Some((faces[page].text?.0, page))) {
            known.entry(hash).and_modify(|other| *other = None).or_insert(Some(page));
        }
        known
    };
    let has_words = |page: &usize| new[*page].text.is_some_and(|(_, text)| !text.trim().is_empty());
    let came = by_hash(new, came);
    let pairs = by_hash(old, gone).into_iter().filter_map(|(hash, old)| Some((old?, (*came.get(&hash)?)?)));
    pairs.filter(|(_, new)| has_words(new)).collect()
}

/// Finds the pairs of pages whose texts have much in common, the most similar first.
fn similar(old: &[Face<'_>], gone: &[usize], new: &[Face<'_>], came: &[usize]) -> Vec<(usize, usize)> {
    if gone.is_empty() || came.is_empty() {
        return Vec::new();
    }
    let sketch = |face: &Face<'_>| face.text.map(|(_, text)| sketch(text)).filter(|sketch| sketch.len() >= ENOUGH);
    let came: Vec<_> = came.iter().filter_map(|&page| Some((page, sketch(&new[page])?))).collect();
    let mut having = HashMap::<u64, Vec<usize>>::new();
    for (number, (_, sketch)) in came.iter().enumerate() {
        for hash in sketch {
            having.entry(*hash).or_default().push(number);
        }
    }
    let mut pairs = Vec::new();
    for (page, sketch) in gone.iter().filter_map(|&page| Some((page, sketch(&old[page])?))) {
        let found = sketch.iter().filter_map(|hash| having.get(hash)).filter(|pages| pages.len() <= COMMON);
        let candidates: BTreeSet<usize> = found.flatten().copied().collect();
        pairs.extend(candidates.into_iter().map(|number| (common(&sketch, &came[number].1), page, came[number].0)));
    }
    pairs.retain(|(common, ..)| *common >= SIMILAR);
    pairs.sort_unstable_by_key(|&(common, old, new)| (std::cmp::Reverse(common), old, new));
    pairs.into_iter().map(|(_, old, new)| (old, new)).collect()
}

/// Gives the smallest hashes of a text's runs of three words, sorted: the same part of any two texts.
fn sketch(text: &str) -> Vec<u64> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let hashes: Vec<u64> = words.map(hash).collect();
    let runs = hashes.windows(3).map(|run| run.iter().fold(0_u64, |all, word| (all ^ word).wrapping_mul(PRIME)));
    let mut runs: Vec<u64> = runs.map(|run| run ^ (run >> 29)).collect();
    runs.sort_unstable();
    runs.dedup();
    runs.truncate(SKETCH);
    runs
}

const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;

fn hash(word: &str) -> u64 {
    let letters = word.bytes().map(|byte| u64::from(byte.to_ascii_lowercase()));
    letters.fold(PRIME, |all, byte| (all ^ byte).wrapping_mul(0x0100_0000_01b3))
}

/// Tells how much two texts have in common, in thousandths, by their sketches.
fn common(a: &[u64], b: &[u64]) -> usize {
    let all: BTreeSet<u64> = a.iter().chain(b).copied().collect();
    let shown: Vec<u64> = all.into_iter().take(SKETCH).collect();
    let is_both = |hash: &&u64| a.binary_search(hash).is_ok() && b.binary_search(hash).is_ok();
    let both = shown.iter().filter(is_both).count();
    both * 1000 / shown.len().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "Every project that publishes code names a maintainer, who answers reports of security problems \
        within five working days, keeps the list of dependencies current, and asks the office before a licence changes.";

    /// A page as `id path text`; the address follows from the path.
    fn face(line: &'static str) -> Face<'static> {
        let (id, rest) = line.split_once(' ').expect("an id");
        let (path, text) = rest.split_once(' ').expect("a path");
        let address = path.strip_suffix(".md").expect("a page");
        Face {
            id: Some(id).filter(|id| *id != "-"),
            path: Some(path),
            address,
            text: Some((Hash::of(text.as_bytes()), text)),
        }
    }

    /// Checks the lines, each as the numbers of its page in the versions, `.` where a version does not have it.
    fn check(versions: &[&[&'static str]], expect: &[&str]) {
        let versions: Vec<Vec<_>> =
            versions.iter().map(|lines| lines.iter().map(|line| face(line)).collect()).collect();
        let lineage = trace(&versions);
        let shown = |page: &Option<usize>| page.map_or(".".to_owned(), |page| page.to_string());
        let lines: Vec<String> = lineage.lines.iter().map(|line| line.iter().map(shown).collect()).collect();
        assert_eq!(lines, expect);
        for (version, of) in lineage.of.iter().enumerate() {
            for (page, line) in of.iter().enumerate() {
                assert_eq!(lineage.lines[*line][version], Some(page), "each page lies in its line");
            }
        }
    }

    #[test]
    fn by_id_then_path_then_address() {
        check(&[&["P a.md x", "- b.md y"], &["- b.md z", "P old.md q"]], &["01", "10"]);
        check(&[&["P a.md x"], &["- a.md y"], &["P c.md z"]], &["000"]);
        // An id that came later, and one that says that it is another page.
        check(&[&["P a.md x"], &["Q a.md x"]], &["0.", ".0"]);
        check(&[&["P a.md x", "P b.md x"], &["- b.md x"]], &["0.", "10"]);
    }

    #[test]
    fn a_page_that_returns_is_the_same() {
        check(&[&["- a.md x"], &[], &["- a.md y"]], &["0.0"]);
        check(&[&[], &["- a.md x"], &["- a.md y"]], &[".00"]);
    }

    #[test]
    fn by_text_between_neighbours() {
        let moved = "- new/place.md Every project that publishes code names a maintainer, who answers reports of security \
            problems within two working days, keeps the list of dependencies current, and asks the office before a licence \
            changes.";
        let old: &'static str = Box::leak(format!("- old.md {LONG}").into_boxed_str());
        check(&[&[moved], &[old]], &["00"]);
        check(
            &[&[moved], &["- old.md Something else altogether, in as many words as one needs to be compared at all."]],
            &["0.", ".0"],
        );
        check(&[&["- a.md same words"], &["- b.md same words"]], &["00"]);
        check(&[&["- a.md same words", "- c.md same words"], &["- b.md same words"]], &["0.", "1.", ".0"]);
        // Other ids are other pages, however similar.
        check(&[&["P a.md same words"], &["Q b.md same words"]], &["0.", ".0"]);
    }

    #[test]
    fn only_texts_that_were_needed_count() {
        let lineage = trace(&[vec![face("- a.md x"), face("- b.md x")], vec![face("- a.md y"), face("- c.md z")]]);
        assert_eq!(lineage.compared, BTreeSet::from([1]));
        let none_went = trace(&[vec![face("- a.md x"), face("- b.md x")], vec![face("- a.md y")]]);
        assert_eq!(none_went.compared, BTreeSet::new());
        assert_eq!(counterpart(&lineage, 0, 0, 1), Some(0));
        assert_eq!(counterpart(&lineage, 0, 1, 1), None);
        assert_eq!(counterpart(&Lineage::default(), 0, 1, 0), Some(1));
    }
}
