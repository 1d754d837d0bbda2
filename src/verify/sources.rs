//! The handbook's sources as the scan reads them: which page, which part of it and which file is for whom.
//!
//! Receives the files of the work tree and site.toml, gives a [`Reading`] that serves every edition. The rules are those
//! that the documentation states, written down a second time: unsaid is for the narrowest audience, `children` of the closest
//! index is the default, an index that states an audience is a ceiling.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use rayon::prelude::*;

use super::address;
use super::data::{self, Known, Said, stray};
use super::front::{self, Front};
use super::marks::{self, Part};
use super::sections::{Sections, ancestors, folder};
use super::settings::{self, Setting};
use super::{Handbook, Tree};
use crate::audience::Audience;
use crate::edition::{Blob, Status};
use crate::hash::Hash;
use crate::path::SourcePath;

/// The sources, and whom each is for.
#[derive(Debug, Default)]
pub(super) struct Reading<'a> {
    pub(super) pages: Vec<Page<'a>>,
    /// How many of them, the first ones, are of the current version.
    pub(super) today: usize,
    pub(super) assets: Vec<Asset<'a>>,
    /// The words of site.toml.
    pub(super) settings: Vec<Setting>,
}

/// A page.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) path: &'a SourcePath,
    /// Its path below the content folder, without its ending.
    pub(super) below: &'a str,
    pub(super) text: &'a str,
    /// The text's hash.
    hash: Hash,
    pub(super) front: Front,
    /// Who may read it; none for a draft.
    pub(super) whom: Option<Audience>,
    /// The parts of its body.
    pub(super) parts: Vec<Part>,
    /// Whether a page of a newer version, at the same path, says the same to the same readers.
    pub(super) is_again: bool,
}

/// A file that is no page.
#[derive(Debug)]
pub(super) struct Asset<'a> {
    pub(super) path: &'a SourcePath,
    pub(super) below: &'a str,
    pub(super) blob: &'a Blob,
    /// Who may read it at most.
    pub(super) ceiling: Audience,
    /// The edition that it is copied to as it is.
    pub(super) copied_to: Option<&'a str>,
    /// What it says, piece by piece, where site.toml names it as data.
    pub(super) said: Option<Vec<Said>>,
}

/// Reads the sources.
pub(super) fn read<'a>(handbook: &Handbook<'a>) -> Reading<'a> {
    let mut reading = Reading::default();
    let mut today = Today::default();
    let mut known = Newer::new();
    for (number, tree) in handbook.trees.iter().enumerate() {
        let before = reading.pages.len();
        let found = tree_of(handbook, tree, (&today, &known), &mut reading);
        known.extend(reading.pages[before..].iter().enumerate().map(|(at, page)| (page.hash, before + at)));
        if number == 0 {
            (today, reading.today) = (found, reading.pages.len());
        }
    }
    let mut said = BTreeSet::new();
    for page in &mut reading.pages {
        page.is_again = !said.insert((page.below, page.hash, page.whom));
    }
    reading.settings = settings::read(handbook, &reading);
    reading
}

/// Where pages of newer versions stand in a reading, by their texts: most of an old version is as it is today, and is not taken
/// apart again.
type Newer = HashMap<Hash, usize>;

/// Who may read what in the current version, which old versions must not show to more.
#[derive(Debug, Default)]
struct Today<'a> {
    by_path: BTreeMap<&'a str, Audience>,
    by_id: BTreeMap<String, Audience>,
    ceilings: BTreeMap<&'a str, Audience>,
    data: Known,
}

impl<'a> Today<'a> {
    fn of(pages: &[Page<'a>], sections: &Sections<'a>) -> Self {
        let known = || pages.iter().filter_map(|page| Some((page, page.whom?)));
        let folders = pages.iter().flat_map(|page| ancestors(folder(page.below)));
        Self {
            by_path: known().map(|(page, whom)| (page.below, whom)).collect(),
            by_id: known().filter_map(|(page, whom)| Some((id(page)?.to_owned(), whom))).collect(),
            ceilings: folders.map(|folder| (folder, sections.ceiling(folder, pages))).collect(),
            data: Known::new(),
        }
    }

    fn ceiling(&self, folder: &str) -> Audience {
        ancestors(folder).find_map(|folder| self.ceilings.get(folder).copied()).unwrap_or(Audience::WIDEST)
    }

    /// Gives the ceiling of all folders that stand at the address of one.
    fn ceiling_at(&self, folder: &str) -> Audience {
        let there = self.ceilings.iter().filter(|(own, _)| holds(own, folder)).map(|(_, ceiling)| *ceiling);
        there.fold(self.ceiling(folder), Audience::max)
    }

    /// Gives the strictest that the version of today says of an old page.
    fn of_page(&self, page: &Page<'_>) -> Audience {
        let same_id = id(page).and_then(|id| self.by_id.get(id)).copied();
        let same = [self.by_path.get(page.below).copied(), same_id, Some(self.ceiling(folder(page.below)))];
        same.into_iter().flatten().fold(Audience::WIDEST, Audience::max)
    }
}

fn id<'p>(page: &'p Page<'_>) -> Option<&'p str> {
    page.front.values.iter().find(|(key, _)| key == "id").map(|(_, value)| value.as_str())
}

fn tree_of<'a>(
    handbook: &Handbook<'a>,
    tree: &Tree<'a>,
    (today, known): (&Today<'_>, &Newer),
    reading: &mut Reading<'a>,
) -> Today<'a> {
    let names = &handbook.config.audiences;
    let is_draft = |word: &str| means_draft(handbook, word);
    let files: Vec<_> =
        tree.files.iter().filter_map(|(path, blob)| Some((path, below(path, tree.content)?, blob))).collect();
    let is_page = |path: &SourcePath, below: &str| path.is_markdown() && !below.starts_with("_files/");
    let mut pages: Vec<Page<'a>> = files
        .par_iter()
        .filter(|(path, below, _)| is_page(path, below))
        .filter_map(|(path, below, blob)| {
            let text: &'a str = blob.text()?;
            let same = known.get(&blob.hash).map(|at| reading.pages[*at].front.clone());
            let front = same.unwrap_or_else(|| front::read(text, names, &is_draft));
            let below = below.rsplit_once('.').map_or(*below, |(stem, _)| stem);
            Some(Page { path, below, text, hash: blob.hash, front, whom: None, parts: Vec::new(), is_again: false })
        })
        .collect();
    let rows: Vec<&str> = handbook.config.data_pages.iter().map(|pages| data::folder(&pages.path)).collect();
    let sections = Sections::of(&pages, &rows, names.narrowest());
    let whom = |(at, page)| Some(sections.whom(at, page, &pages, handbook)?.max(today.of_page(page)));
    let whom: Vec<_> = pages.iter().enumerate().map(whom).collect();
    pages.par_iter_mut().zip(whom).for_each(|(page, whom)| {
        page.whom = whom;
        let same = known.get(&page.hash).map(|at| &reading.pages[*at]).filter(|same| same.whom == whom);
        if let Some(same) = same {
            return page.parts.clone_from(&same.parts);
        }
        page.parts = parts_of(page, handbook);
    });
    let folder_of = |address: &str| {
        let (ceiling, unsaid) = sections.at(address, &pages, names.narrowest());
        (ceiling.max(today.ceiling_at(address)), unsaid)
    };
    let data::Data { mut said, known } = data::read(handbook, tree, &folder_of, &today.data);
    let assets = files.iter().filter(|(path, below, _)| !is_page(path, below)).map(|(path, below, blob)| {
        let folder = below.rsplit_once('/').map_or("", |(folder, _)| folder);
        let copied_to = below.strip_prefix("_files/").and_then(|rest| rest.split_once('/')).map(|(edition, _)| edition);
        let ceiling = sections.ceiling(folder, &pages).max(today.ceiling(folder));
        let said = said.remove(*path).or_else(|| stray::said(path, blob, names));
        Asset { path, below, blob, ceiling, copied_to, said }
    });
    reading.assets.extend(assets);
    let found = Today { data: known, ..Today::of(&pages, &sections) };
    reading.pages.append(&mut pages);
    found
}

/// Reads a page whose text is new; whom it is for is known.
pub(super) fn page_again<'a>(
    handbook: &Handbook<'_>,
    content: &str,
    (path, blob): (&'a SourcePath, &'a Blob),
    whom: Option<Audience>,
) -> Option<Page<'a>> {
    let text: &'a str = blob.text()?;
    let below = below(path, content)?;
    let below = below.rsplit_once('.').map_or(below, |(stem, _)| stem);
    let front = front::read(text, &handbook.config.audiences, &|word| means_draft(handbook, word));
    let page = Page { path, below, text, hash: blob.hash, front, whom, parts: Vec::new(), is_again: false };
    Some(Page { parts: parts_of(&page, handbook), ..page })
}

fn parts_of(page: &Page<'_>, handbook: &Handbook<'_>) -> Vec<Part> {
    let names = &handbook.config.audiences;
    let body = page.front.range.end;
    let parts = marks::parts(&page.text[body..], names, page.whom.unwrap_or(names.narrowest()));
    parts.into_iter().map(|(range, whom)| (body + range.start..body + range.end, whom)).collect()
}

fn means_draft(handbook: &Handbook<'_>, word: &str) -> bool {
    word == "draft" || handbook.config.statuses.get(word).is_some_and(|status| *status == Status::Draft)
}

fn below<'p>(path: &'p SourcePath, content: &str) -> Option<&'p str> {
    let below =
        if content.is_empty() { path.as_str() } else { path.as_str().strip_prefix(content)?.strip_prefix('/')? };
    (!below.starts_with("_versions/") && below != "site.toml").then_some(below)
}

/// Tells whether one folder's address is another's, or leads to it.
fn holds(above: &str, folder: &str) -> bool {
    address::parts(folder).starts_with(&address::parts(above))
}

/// A run of text, and whether it is for an edition's readers.
pub(super) struct Run {
    pub(super) range: Range<usize>,
    pub(super) is_narrow: bool,
}

impl Page<'_> {
    /// Tells whether readers of an audience may know of the page.
    pub(super) fn is_for(&self, reader: Audience) -> bool {
        self.whom.is_some_and(|whom| reader.may_read(whom))
    }

    /// Gives the runs of its body.
    pub(super) fn runs(&self, reader: Audience) -> impl Iterator<Item = Run> + '_ {
        let is_narrow = !self.is_for(reader);
        self.parts
            .iter()
            .map(move |(range, whom)| Run { range: range.clone(), is_narrow: is_narrow || !reader.may_read(*whom) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;

    #[test]
    fn who_may_read_a_page_is_decided_as_documented() {
        let path = |path: &str| SourcePath::new(path).expect("a path");
        let page = |path_: &str, text: &str| (path(path_), Blob::new(text.as_bytes().to_vec()));
        let files = BTreeMap::from([
            page("content/_index.md", "---\naudience: public\n---\n"),
            page("content/a/_index.md", "---\naudience: public\nchildren: {audience: public}\n---\n"),
            page("content/a/said.md", "---\naudience: internal\n---\n"),
            page("content/a/unsaid.md", "x"),
            page("content/a/draft.md", "---\ndraft: true\n---\n"),
            page("content/b.md", "---\naudience: internal\n---\n"),
            page("content/b/wide.md", "---\naudience: public\n---\n"),
            page("content/b/pic.svg", "<svg/>"),
            page("content/c.md", "x"),
            page("content/d/_index.md", "x"),
            page("content/d/index.md", "---\naudience: public\nchildren: {audience: public}\n---\n"),
            page("content/d/unsaid.md", "x"),
            page("content/_versions/1/c.md", "x"),
            page("content/_files/public/CNAME", "x"),
        ]);
        let (config, _) = config::parse(&path("site.toml"), "title = \"x\"\n");
        let handbook = Handbook {
            config: &config,
            site_toml: "",
            trees: vec![Tree { content: "content", files: &files }],
            theme: Vec::new(),
            has_drafts: false,
        };
        let reading = read(&handbook);
        let whom = |page: &Page<'_>| page.whom.map_or("nobody", |whom| config.audiences.name(whom)).to_owned();
        let seen: Vec<_> = reading.pages.iter().map(|page| format!("{} {}", page.below, whom(page))).collect();
        let expect = [
            "_index public",
            "a/_index public",
            "a/draft nobody",
            "a/said internal",
            "a/unsaid public",
            "b internal",
            "b/wide internal",
            "c internal",
            "d/_index internal",
            "d/index public",
            "d/unsaid public",
        ];
        assert_eq!(seen, expect);
        let assets: Vec<_> = reading.assets.iter().map(|asset| (asset.below, asset.ceiling, asset.copied_to)).collect();
        let narrowest = config.audiences.narrowest();
        assert_eq!(assets, [("_files/public/CNAME", Audience::WIDEST, Some("public")), ("b/pic.svg", narrowest, None)]);
    }
}
