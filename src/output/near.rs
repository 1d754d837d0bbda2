//! The quick way to renew a site: its spare is whole, has files at the same addresses, and the same old pages, so the two manifests,
//! line by line, tell all that there is to do. Nothing is made of the lines that are alike, and most are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::generation::{is_as_written, is_untouched};
use super::look::look_all;
use super::looked::{self, Apart, Look, Mark};
use super::manifest::{self, Lines, MANIFEST, Manifest, Stamp, rooms};
use super::renew::Renewed;
use super::target::Site;
use super::{Published, Staged, disk};
use crate::error::Error;
use crate::hash::Hash;
use crate::path::{SourcePath, UrlPath};

/// The manifest of a published site, and what of it is other in its spare.
#[derive(Debug)]
pub(super) struct Near {
    live: Lines,
    /// The mark of the manifest, and what is known of the site.
    mark: Mark,
    published: Published,
    hash: Hash,
    /// When all of the spare was looked at.
    looked: Option<SystemTime>,
    /// What the spare has, by place, where the published site has other bytes.
    other: BTreeMap<usize, Stamp>,
}

impl Near {
    /// Looks at the spare of a site whose manifest is `live`, with that hash and mark; none where it is not as it was left, has
    /// other addresses, or other old pages.
    pub(super) fn of(site: &Site<'_>, live: Vec<u8>, (hash, mark): (Hash, Mark)) -> Option<Self> {
        let is_folder = site.spare.symlink_metadata().is_ok_and(|spare| spare.is_dir());
        let spare = Mark::of(&site.spare).filter(|_| is_folder)?;
        let live = Lines::of(live)?;
        let read = || fs::read(site.spare.join(MANIFEST)).ok();
        let other = match looked::apart(site, [mark, spare]) {
            Some(files) => files.into_iter().map(|(path, stamp)| Some((live.place(&path)?, stamp))).collect(),
            None => others(&live, &Lines::of(read()?)?),
        }?;
        let look = looked::known(site, spare).filter(|look| looked::lasts(site, look));
        let is_as_left = |look: Option<&Look>| is_as_left(&site.spare, (&live, &other), spare, look);
        let looked = match look.filter(|look| is_as_left(Some(look))) {
            Some(look) => Some(look.time),
            None => is_as_left(None).then(|| site.now())?,
        };
        let published = match looked::known(site, mark) {
            Some(look) => look.published(),
            None => published(&site.live, &live)?,
        };
        Some(Self { live, mark, published, hash, looked, other })
    }

    /// Reads a file that the site's own manifest names; none where that names none at the address, or other bytes than were published.
    pub(super) fn read(&self, site: &Site<'_>, url: &UrlPath) -> Option<Vec<u8>> {
        let path = url.output_file();
        let entry = self.live.entry(self.live.place(&path)?)?;
        fs::read(site.live.join(&path)).ok().filter(|bytes| entry.is(Stamp::of(bytes)))
    }

    /// Makes the next site in the spare: some files with new bytes, all others as the published site has them. None where it lacks
    /// one of them, or where somebody touched what is needed of it.
    pub(super) fn renew<'t>(
        &self,
        site: Site<'t>,
        edition: &str,
        renewed: &[Renewed],
        stamps: &[Stamp],
    ) -> Result<Option<Staged<'t>>, Error> {
        let place = |(at, file): (usize, &Renewed)| Some((self.live.place(&file.url.output_file())?, at));
        let Some(places) = renewed.iter().enumerate().map(place).collect::<Option<BTreeMap<usize, usize>>>() else {
            return Ok(None);
        };
        let is = |place: usize, at: usize| self.live.entry(place).is_some_and(|entry| entry.is(stamps[at]));
        let Self { hash, mark, .. } = *self;
        if places.iter().all(|(place, at)| is(*place, *at)) {
            let is_as_published = is_as_left(&site.live, (&self.live, &BTreeMap::new()), mark, None);
            let (folder, published) = (site.live.clone(), self.published);
            return Ok(is_as_published.then_some(Staged { folder, manifest: hash, site: None, new: None, published }));
        }
        let Some(published) = self.published_with(&places, stamps) else { return Ok(None) };
        let taken = self.other.keys().filter(|place| !places.contains_key(place));
        let Some(taken) = self.live.sizes(taken.copied()) else { return Ok(None) };
        let paths: Vec<&str> = taken.iter().map(|(path, _)| *path).collect();
        let looks = look_all(&site.live, &paths);
        if !taken.iter().zip(looks).all(|((_, bytes), look)| is_as_written(look, *bytes, mark.written)) {
            return Ok(None);
        }
        Manifest::building(edition).write(&[], &site.spare, &site.draft)?;
        let mut new: Vec<PathBuf> = Vec::new();
        let has =
            |place: usize, at: usize| self.other.get(&place).map_or_else(|| is(place, at), |has| *has == stamps[at]);
        for (place, at) in places.iter().filter(|(place, at)| !has(**place, **at)) {
            let path = site.spare.join(self.live.path(*place));
            disk::write(&path, &renewed[*at].bytes)?;
            new.push(path);
        }
        for path in paths {
            new.push(site.spare.join(path));
            disk::link(&site.live.join(path), &site.spare.join(path))?;
        }
        let changed = places.iter().map(|(place, at)| (*place, stamps[*at])).collect();
        let Some(text) = self.live.renewed(&changed) else { return Ok(None) };
        let text: Vec<&str> = text.iter().map(|piece| &**piece).collect();
        let write = || manifest::write_text(&text, &site.spare, &site.draft);
        let (synced, manifest) = rayon::join(|| disk::sync_each(&new), write);
        let (manifest, ()) = (manifest?, synced?);
        let changed = places.iter().filter(|(place, at)| !is(**place, **at)).map(|(place, _)| *place);
        self.note(&site, (manifest, published), changed);
        let published = Published { made: renewed.len(), ..published };
        Ok(Some(Staged { folder: site.spare.clone(), manifest, site: Some(site), new: Some(new), published }))
    }

    /// Counts the site with some files changed.
    fn published_with(&self, places: &BTreeMap<usize, usize>, stamps: &[Stamp]) -> Option<Published> {
        let before = places.keys().map(|place| self.live.bytes(*place)).sum::<Option<u64>>()?;
        let after: u64 = places.values().map(|at| stamps[*at].bytes).sum();
        Some(Published { bytes: (self.published.bytes + after).checked_sub(before)?, ..self.published })
    }

    /// Notes what is known of the two folders when they have changed places; `changed` are the files that the new site has other.
    fn note(
        &self,
        site: &Site<'_>,
        (manifest, Published { files, bytes, .. }): (Hash, Published),
        changed: impl Iterator<Item = usize>,
    ) {
        let file = |place| self.live.entry(place).and_then(|entry| Some((entry.path.to_owned(), entry.stamp()?)));
        let Some(changed) = changed.map(file).collect() else { return };
        if let (Some(mark), Some(time)) = (Mark::of(&site.spare), self.looked) {
            let apart = Apart { of: [mark, self.mark], files: changed };
            looked::note(site, mark, Look { manifest, time, files, bytes }, Some(apart));
        }
    }
}

/// Tells whether a published site is as it was left, by what is known of it, without a look at old pages.
pub(super) fn has_all_of_today(site: &Site<'_>, mark: Mark, look: &Look) -> bool {
    let lines = || Lines::of(fs::read(site.live.join(MANIFEST)).ok()?);
    let is_as_left = |lines: Lines| is_as_left(&site.live, (&lines, &BTreeMap::new()), mark, Some(look));
    looked::lasts(site, look) && lines().is_some_and(is_as_left)
}

/// Finds what a spare has where the published site has other bytes; none where it has other files, or other old pages.
fn others(live: &Lines, spare: &Lines) -> Option<BTreeMap<usize, Stamp>> {
    let is_of_today = |path: &str| SourcePath::is_one(path) && path != MANIFEST && rooms::room(path).is_none();
    let other = |at: usize| {
        let (now, before) = (live.entry(at)?, spare.entry(at)?);
        Some((at, before.stamp().filter(|_| now.path == before.path && is_of_today(now.path))?))
    };
    let has_same_files = live.head() == spare.head() && live.len() == spare.len();
    let places = (0..live.len()).filter(|at| has_same_files && live.line(*at) != spare.line(*at));
    places.map(other).collect::<Option<_>>().filter(|_| has_same_files)
}

/// What the addresses of pages about changes have in them, most of which are about old versions alone.
const CHANGES: &str = "/history/";

/// Tells whether a folder of a site is as it was left, by the lines of a manifest, what the folder has other than these say, and
/// the mark of its own manifest. After a `look` at all of it that counts, old pages and those about changes are not looked
/// at, but only whether the old versions are there. No is said, too, where it takes a closer look to know.
pub(super) fn is_as_left(
    folder: &Path,
    (lines, other): (&Lines, &BTreeMap<usize, Stamp>),
    mark: Mark,
    look: Option<&Look>,
) -> bool {
    let is_looked_at = |at: &usize| look.is_none() || !lines.path(*at).contains(CHANGES);
    let places: Vec<usize> = (0..lines.len()).filter(is_looked_at).collect();
    let Some(mut sizes) = lines.sizes(places.iter().copied()) else { return false };
    for (stamp, size) in places.iter().zip(&mut sizes).filter_map(|(at, size)| Some((other.get(at)?, size))) {
        size.1 = stamp.bytes;
    }
    let Some(old) = look.map_or_else(|| rooms::sizes(folder, lines), |_| Some(Vec::new())) else { return false };
    sizes.extend(old.iter().map(|(path, bytes)| (path.as_str(), *bytes)));
    sizes.sort_unstable();
    let rest = |below: &str| match look {
        Some(_) => lines.names_in(below).map(str::to_owned).chain(rooms::names_in(folder, lines, below)).collect(),
        None => BTreeSet::new(),
    };
    is_untouched(folder, &sizes, &rest, mark.written)
}

/// Counts the files of a site and their bytes, by the lines of its manifest; none where a line is written in another way.
pub(super) fn published(folder: &Path, lines: &Lines) -> Option<Published> {
    let (today, old) = (lines.sizes(0..lines.len())?, rooms::sizes(folder, lines)?);
    let today = today.iter().filter(|(path, _)| !rooms::is_list(path)).map(|(_, bytes)| *bytes);
    let sizes: Vec<u64> = today.chain(old.iter().map(|(_, bytes)| *bytes)).collect();
    Some(Published { files: sizes.len(), bytes: sizes.iter().sum(), ..Published::default() })
}
