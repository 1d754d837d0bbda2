//! The quick way to renew a site: its spare is whole and has files at the same addresses, so the two manifests, line by line,
//! tell all that there is to do. Nothing is made of the lines that are alike, and most of tens of thousands are.

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::generation::{is_as_written, is_untouched};
use super::look::look_all;
use super::looked;
use super::manifest::{self, Lines, MANIFEST, Manifest, Stamp};
use super::renew::Renewed;
use super::target::Site;
use super::{Published, Staged, disk};
use crate::error::Error;
use crate::hash::Hash;
use crate::path::{SourcePath, UrlPath};

/// The manifests of a published site and of its spare, as texts.
#[derive(Debug)]
pub(super) struct Near {
    live: Lines,
    /// The hash of the manifest of the published site, and when it was written.
    written: (Hash, SystemTime),
    spare: Lines,
    /// When all of the spare was looked at.
    looked: Option<SystemTime>,
    /// The places of the files of which the spare has other bytes.
    other: Vec<usize>,
}

impl Near {
    /// Looks at the spare of a site whose manifest is `live`, with that hash; none where it is not as it was left, or has other addresses.
    pub(super) fn of(site: &Site<'_>, live: Vec<u8>, hash: Hash) -> Option<Self> {
        let is_folder = site.spare.symlink_metadata().is_ok_and(|spare| spare.is_dir());
        let spare = fs::read(site.spare.join(MANIFEST)).ok().filter(|_| is_folder)?;
        let written = (hash, manifest::written(&site.live)?);
        let (spare_hash, spare_written) = (Hash::of(&spare), manifest::written(&site.spare)?);
        let (live, spare) = (Lines::of(live)?, Lines::of(spare)?);
        let other = others(&live, &spare)?;
        let looked = is_as_left(&site.spare, site, &spare, (spare_hash, spare_written))?;
        Some(Self { live, written, spare, looked, other })
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
        let is = |lines: &Lines, place: usize, at: usize| lines.entry(place).is_some_and(|entry| entry.is(stamps[at]));
        let Some(published) = published(&self.live, &places, stamps) else { return Ok(None) };
        if places.iter().all(|(place, at)| is(&self.live, *place, *at)) {
            let is_as_published = is_as_left(&site.live, &site, &self.live, self.written).is_some();
            let (folder, manifest) = (site.live.clone(), self.written.0);
            return Ok(is_as_published.then_some(Staged { folder, manifest, site: None, new: None, published }));
        }
        let taken = self.other.iter().filter(|place| !places.contains_key(place));
        let Some(taken) = self.live.sizes(taken.copied()) else { return Ok(None) };
        let paths: Vec<&str> = taken.iter().map(|(path, _)| *path).collect();
        let looks = look_all(&site.live, &paths);
        if !taken.iter().zip(looks).all(|((_, bytes), look)| is_as_written(look, *bytes, self.written.1)) {
            return Ok(None);
        }
        Manifest::building(edition).write(&site.spare, &site.draft)?;
        let mut new: Vec<PathBuf> = Vec::new();
        for (place, at) in places.iter().filter(|(place, at)| !is(&self.spare, **place, **at)) {
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
        if let Some(looked) = self.looked {
            looked::note_at(&site, manifest, looked);
        }
        let published = Published { made: renewed.len(), ..published };
        Ok(Some(Staged { folder: site.spare.clone(), manifest, site: Some(site), new: Some(new), published }))
    }
}

/// Finds the places where two manifests say something else of a file; none where they name other files.
fn others(live: &Lines, spare: &Lines) -> Option<Vec<usize>> {
    let is_inside = |path: &str| SourcePath::is_one(path) && path != MANIFEST;
    let is_same_file = |at: &usize| {
        let (now, before) = (live.entry(*at), spare.entry(*at));
        now.zip(before).is_some_and(|(now, before)| now.path == before.path && is_inside(now.path))
    };
    if live.head() != spare.head() || live.len() != spare.len() {
        return None;
    }
    let other: Vec<usize> = (0..live.len()).filter(|at| live.line(*at) != spare.line(*at)).collect();
    other.iter().all(is_same_file).then_some(other)
}

/// Where pages of other versions lie. No run writes to most of them.
const PAST: [&str; 2] = ["v/", "v0"];

/// Tells whether a folder of a site is as it was left, by its manifest's lines, their hash, and when they were written; gives when all
/// of it was looked at, which may be the time of this run. None where it is not, or where it takes a closer look to know.
#[expect(clippy::option_option, reason = "a look counts where no disk tells the time, too")]
pub(super) fn is_as_left(
    folder: &Path,
    site: &Site<'_>,
    lines: &Lines,
    (manifest, written): (Hash, SystemTime),
) -> Option<Option<SystemTime>> {
    let past = lines.first_from(PAST[0])..lines.first_from(PAST[1]);
    if let Some(looked) = looked::recently(site, manifest) {
        let today = lines.sizes((0..past.start).chain(past.end..lines.len()))?;
        if is_untouched(folder, &today, &rooms(lines, past.clone()), written) {
            return Some(Some(looked));
        }
    }
    let all = lines.sizes(0..lines.len())?;
    if !is_untouched(folder, &all, &[], written) {
        return None;
    }
    looked::note(site, manifest);
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
