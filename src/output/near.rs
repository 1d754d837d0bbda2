//! The quick way to renew a site: its spare is whole and has files at the same addresses, so the two manifests, line by line,
//! tell all that there is to do. Nothing is made of the lines that are alike, and most of tens of thousands are.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::generation::{is_as_written, is_untouched};
use super::look::look_all;
use super::looked::{self, Apart, Mark};
use super::manifest::{self, Lines, MANIFEST, Manifest, Stamp};
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
    /// The hash and the mark of the manifest.
    manifest: (Hash, Mark),
    /// When all of the spare was looked at.
    looked: Option<SystemTime>,
    /// What the spare has, by place, where the published site has other bytes.
    other: BTreeMap<usize, Stamp>,
}

impl Near {
    /// Looks at the spare of a site whose manifest is `live`, with that hash; none where it is not as it was left, or has other
    /// addresses.
    pub(super) fn of(site: &Site<'_>, live: Vec<u8>, (hash, mark): (Hash, Mark)) -> Option<Self> {
        let is_folder = site.spare.symlink_metadata().is_ok_and(|spare| spare.is_dir());
        let spare = Mark::of(&site.spare).filter(|_| is_folder)?;
        let live = Lines::of(live)?;
        let read = || fs::read(site.spare.join(MANIFEST)).ok();
        let other = match looked::apart(site, [mark, spare]) {
            Some(files) => files.into_iter().map(|(path, stamp)| Some((live.place(&path)?, stamp))).collect(),
            None => others(&live, &Lines::of(read()?)?),
        }?;
        let looked = is_as_left(&site.spare, site, (&live, &other), (spare, || read().map(|text| Hash::of(&text))))?;
        Some(Self { live, manifest: (hash, mark), looked, other })
    }

    /// Reads a file of the published site; none where it has none at that address, or other bytes than were published.
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
        let Some(published) = published(&self.live, &places, stamps) else { return Ok(None) };
        let (hash, mark) = self.manifest;
        if places.iter().all(|(place, at)| is(*place, *at)) {
            let is_as_published =
                is_as_left(&site.live, &site, (&self.live, &BTreeMap::new()), (mark, || Some(hash))).is_some();
            let folder = site.live.clone();
            return Ok(is_as_published.then_some(Staged { folder, manifest: hash, site: None, new: None, published }));
        }
        let taken = self.other.keys().filter(|place| !places.contains_key(place));
        let Some(taken) = self.live.sizes(taken.copied()) else { return Ok(None) };
        let paths: Vec<&str> = taken.iter().map(|(path, _)| *path).collect();
        let looks = look_all(&site.live, &paths);
        if !taken.iter().zip(looks).all(|((_, bytes), look)| is_as_written(look, *bytes, mark.written)) {
            return Ok(None);
        }
        Manifest::building(edition).write(&site.spare, &site.draft)?;
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
        let manifest = manifest::write_text(&text, &site.spare, &site.draft)?;
        self.note(&site, manifest, places.iter().filter(|(place, at)| !is(**place, **at)).map(|(place, _)| *place));
        let published = Published { made: renewed.len(), ..published };
        Ok(Some(Staged { folder: site.spare.clone(), manifest, site: Some(site), new: Some(new), published }))
    }

    /// Notes what is known of the two folders when they have changed places; `changed` are the files that the new site has other.
    fn note(&self, site: &Site<'_>, manifest: Hash, changed: impl Iterator<Item = usize>) {
        let file = |place| self.live.entry(place).and_then(|entry| Some((entry.path.to_owned(), entry.stamp()?)));
        let Some(files) = changed.map(file).collect() else { return };
        if let (Some(mark), Some(looked)) = (Mark::of(&site.spare), self.looked) {
            looked::note_at(site, (mark, manifest), looked, Some(Apart { of: [mark, self.manifest.1], files }));
        }
    }
}

/// Finds what a spare has where the published site has other bytes; none where it has other files.
fn others(live: &Lines, spare: &Lines) -> Option<BTreeMap<usize, Stamp>> {
    let is_inside = |path: &str| SourcePath::is_one(path) && path != MANIFEST;
    let other = |at: usize| {
        let (now, before) = (live.entry(at)?, spare.entry(at)?);
        Some((at, before.stamp().filter(|_| now.path == before.path && is_inside(now.path))?))
    };
    let has_same_files = live.head() == spare.head() && live.len() == spare.len();
    let places = (0..live.len()).filter(|at| has_same_files && live.line(*at) != spare.line(*at));
    places.map(other).collect::<Option<_>>().filter(|_| has_same_files)
}

/// Where pages of other versions lie. No run writes to most of them.
const PAST: [&str; 2] = ["v/", "v0"];

/// Tells whether a folder of a site is as it was left, by the lines of a manifest, what the folder has other than these say, and
/// the mark and the hash of its own manifest; gives when all of it was looked at, which may be the time of this run. None where it is not, or
/// where it takes a closer look to know.
#[expect(clippy::option_option, reason = "a look counts where no disk tells the time, too")]
pub(super) fn is_as_left(
    folder: &Path,
    site: &Site<'_>,
    (lines, other): (&Lines, &BTreeMap<usize, Stamp>),
    (mark, manifest): (Mark, impl FnOnce() -> Option<Hash>),
) -> Option<Option<SystemTime>> {
    let sizes = |places: &[usize]| {
        let mut sizes = lines.sizes(places.iter().copied())?;
        for (size, stamp) in places.iter().zip(&mut sizes).filter_map(|(at, size)| Some((size, other.get(at)?))) {
            size.1 = stamp.bytes;
        }
        Some(sizes)
    };
    let past = lines.first_from(PAST[0])..lines.first_from(PAST[1]);
    if let Some(looked) = looked::recently(site, mark) {
        let today: Vec<usize> = (0..past.start).chain(past.end..lines.len()).collect();
        if is_untouched(folder, &sizes(&today)?, &rooms(lines, past), mark.written) {
            return Some(Some(looked));
        }
    }
    let all: Vec<usize> = (0..lines.len()).collect();
    if !is_untouched(folder, &sizes(&all)?, &[], mark.written) {
        return None;
    }
    if let Some(manifest) = manifest() {
        looked::note(site, folder, manifest);
    }
    Some(site.now())
}

/// Gives the folders in which folders of pages lie.
fn rooms(lines: &Lines, range: Range<usize>) -> Vec<&str> {
    let mut rooms: Vec<&str> = Vec::new();
    for at in range {
        let page = lines.path(at).rsplit_once('/').map_or("", |(page, _)| page);
        let room = page.rsplit_once('/').map_or("", |(room, _)| room);
        if rooms.last() != Some(&room) {
            rooms.push(room);
        }
    }
    rooms.sort_unstable();
    rooms.dedup();
    rooms
}

/// Counts a site with some files changed; none where a line is written in another way.
fn published(lines: &Lines, places: &BTreeMap<usize, usize>, stamps: &[Stamp]) -> Option<Published> {
    let bytes = |at: usize| places.get(&at).map_or_else(|| lines.bytes(at), |at| Some(stamps[*at].bytes));
    let bytes = (0..lines.len()).map(bytes).sum::<Option<u64>>()?;
    Some(Published { files: lines.len(), bytes, ..Published::default() })
}
