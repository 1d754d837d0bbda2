//! The sections of the sources as the scan reads them: which file is a folder's index for whom, and what it says of the
//! pages below.

use std::collections::{BTreeMap, BTreeSet};

use super::sources::Page;
use super::{Handbook, address};
use crate::audience::Audience;

/// The indexes of each folder, by their numbers among the pages: the preferred one, and behind it one whose readers do
/// not know those before it.
pub(super) struct Sections<'a>(BTreeMap<&'a str, Vec<usize>>);

impl<'a> Sections<'a> {
    /// Finds the indexes; `rows` are folders of which pages are made that no file stands in.
    pub(super) fn of(pages: &[Page<'a>], rows: &[&str], narrowest: Audience) -> Self {
        let folders = pages.iter().map(|page| folder(page.below)).chain(rows.iter().copied());
        let folders: BTreeSet<&str> = folders.flat_map(ancestors).collect();
        let mut found: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
        for (at, page) in pages.iter().enumerate() {
            let name = page.below.rsplit('/').next().unwrap_or_default().to_lowercase();
            let rank = ["_index", "index", "readme"].iter().position(|index| *index == name);
            let of = if rank.is_some() { folder(page.below) } else { page.below };
            if rank.is_some() || folders.contains(of) {
                found.entry(of).or_default().push((rank.unwrap_or(3), at));
            }
        }
        let mut sections = Self(BTreeMap::new());
        // Sorted by path, a folder comes before those in it.
        for (folder, mut candidates) in found {
            candidates.sort_unstable();
            let indexes = sections.indexes(folder, &candidates, pages, narrowest);
            sections.0.insert(folder, indexes);
        }
        sections
    }

    fn indexes(
        &self,
        folder: &str,
        candidates: &[(usize, usize)],
        pages: &[Page<'a>],
        narrowest: Audience,
    ) -> Vec<usize> {
        let above = ancestors(folder).nth(1);
        let children = |index: &Page<'a>| index.front.children.as_ref().and_then(|children| children.audience);
        let unsaid = above.and_then(|above| self.above(above, pages).find_map(children)).unwrap_or(narrowest);
        let ceiling = above.map_or(Audience::WIDEST, |above| self.ceiling(above, pages));
        let mut widest: Option<Audience> = None;
        let mut indexes = Vec::new();
        for &(_, at) in candidates {
            let front = &pages[at].front;
            let whom = front.audience.unwrap_or(unsaid).max(ceiling);
            if indexes.is_empty() || widest.is_none_or(|known| whom < known) {
                indexes.push(at);
            }
            if front.is_draft != Some(true) {
                widest = Some(widest.map_or(whom, |known| known.min(whom)));
            }
        }
        indexes
    }

    /// Gives the indexes of a folder and of those above it, the closest first.
    fn above<'p>(&self, folder: &str, pages: &'p [Page<'a>]) -> impl Iterator<Item = &'p Page<'a>> {
        ancestors(folder).filter_map(|folder| self.0.get(folder)).flatten().map(|at| &pages[*at])
    }

    pub(super) fn ceiling(&self, folder: &str, pages: &[Page<'a>]) -> Audience {
        let preferred = ancestors(folder).filter_map(|folder| self.0.get(folder)?.first());
        preferred.filter_map(|at| pages[*at].front.audience).fold(Audience::WIDEST, Audience::max)
    }

    /// Gives the ceiling of what stands below an address, and whom it is for when it does not say.
    pub(super) fn at(&self, wanted: &str, pages: &[Page<'a>], narrowest: Audience) -> (Audience, Audience) {
        let wanted = address::parts(wanted);
        let sections = self.0.keys().map(|folder| (address::parts(folder), *folder));
        let mut above: Vec<_> = sections.filter(|(parts, _)| wanted.starts_with(parts)).collect();
        above.sort_by_key(|(parts, _)| std::cmp::Reverse(parts.len()));
        let ceiling = above.iter().map(|(_, folder)| self.ceiling(folder, pages)).fold(Audience::WIDEST, Audience::max);
        let says = |folder: &str| {
            let mut children = self.0[folder].iter().filter_map(|at| pages[*at].front.children.as_ref());
            children.find_map(|children| children.audience)
        };
        let unsaid = above.iter().find_map(|(_, folder)| says(folder)).unwrap_or(narrowest);
        (ceiling, unsaid.max(ceiling))
    }

    /// Decides who may read a page; none for a draft that is not printed.
    pub(super) fn whom(
        &self,
        at: usize,
        page: &Page<'a>,
        pages: &[Page<'a>],
        handbook: &Handbook<'_>,
    ) -> Option<Audience> {
        let indexed = self.0.iter().find(|(_, indexes)| indexes.contains(&at)).map(|(folder, _)| *folder);
        let home = match indexed {
            Some("") => None,
            Some(index) => Some(folder(index)),
            None => Some(folder(page.below)),
        };
        let children = || {
            home.into_iter().flat_map(|home| self.above(home, pages)).filter_map(|page| page.front.children.as_ref())
        };
        let is_draft = page.front.is_draft.or_else(|| children().find_map(|children| children.is_draft)) == Some(true);
        let said = page.front.audience.or_else(|| children().find_map(|children| children.audience));
        let wanted = said.unwrap_or(handbook.config.audiences.narrowest());
        let ceiling = home.map_or(Audience::WIDEST, |home| self.ceiling(home, pages));
        (!is_draft || handbook.has_drafts).then_some(wanted.max(ceiling))
    }
}

/// Gives the folder of a path.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Gives a folder and those above it, the closest first.
pub(super) fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    let mut next = Some(folder);
    std::iter::from_fn(move || {
        let here = next?;
        next = match here.rsplit_once('/') {
            Some((above, _)) => Some(above),
            None if here.is_empty() => None,
            None => Some(""),
        };
        Some(here)
    })
}
