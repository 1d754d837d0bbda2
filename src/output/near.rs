//! The quick way to renew a site: its spare is whole and has files at the same addresses, so the two manifests, line by line,
//! tell all that there is to do. Nothing is made of the lines that are alike, and most of tens of thousands are.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use super::generation::{is_as_written, is_untouched};
use super::look::look_all;
use super::manifest::{self, Entry, MANIFEST, Manifest, Stamp};
use super::renew::Renewed;
use super::target::Site;
use super::{Published, Staged, disk};
use crate::error::Error;
use crate::path::{SourcePath, UrlPath};

/// The manifests of a published site and of its spare, as texts.
#[derive(Debug)]
pub(super) struct Near {
    live: String,
    /// When the manifest of the published site was written.
    written: SystemTime,
    spare: String,
}

impl Near {
    /// Looks at the spare of a site whose manifest is `live`; none where it is not as it was left, or has other addresses.
    pub(super) fn of(site: &Site<'_>, live: Vec<u8>) -> Option<Self> {
        let written = manifest::written(&site.live)?;
        let spare_written = manifest::written(&site.spare)?;
        let is_folder = site.spare.symlink_metadata().is_ok_and(|spare| spare.is_dir());
        let spare = fs::read_to_string(site.spare.join(MANIFEST)).ok().filter(|_| is_folder)?;
        let live = String::from_utf8(live).ok()?;
        let ((live_head, now), (spare_head, before)) = (manifest::entries(&live)?, manifest::entries(&spare)?);
        let is_inside = |path: &str| SourcePath::is_one(path) && path != MANIFEST;
        let has_same_paths = live_head == spare_head && paths(&now).eq(paths(&before)) && paths(&now).all(is_inside);
        let is_usable = has_same_paths && is_untouched(&site.spare, &sizes(&before), spare_written);
        is_usable.then_some(Self { live, written, spare })
    }

    /// Reads a file of the published site; none where it has none at that address, or other bytes than were published.
    pub(super) fn read(&self, site: &Site<'_>, url: &UrlPath) -> Option<Vec<u8>> {
        let path = url.output_file();
        let entry = manifest::find(&self.live, &path)?;
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
        let Some(((_, now), (_, before))) = manifest::entries(&self.live).zip(manifest::entries(&self.spare)) else {
            return Ok(None);
        };
        let place = |(at, file): (usize, &Renewed)| Some((place(&now, &file.url.output_file())?, at));
        let Some(places) = renewed.iter().enumerate().map(place).collect::<Option<BTreeMap<usize, usize>>>() else {
            return Ok(None);
        };
        let published = published(&now, &places, stamps);
        if places.iter().all(|(place, at)| now[*place].is(stamps[*at])) {
            let is_as_published = is_untouched(&site.live, &sizes(&now), self.written);
            let staged = Staged { folder: site.live.clone(), site: None, new: None, published };
            return Ok(is_as_published.then_some(staged));
        }
        let taken: Vec<usize> =
            (0..now.len()).filter(|at| !places.contains_key(at) && now[*at].text != before[*at].text).collect();
        let paths: Vec<&str> = taken.iter().map(|at| now[*at].path).collect();
        let looks = look_all(&site.live, &paths);
        if !taken.iter().zip(looks).all(|(at, look)| is_as_written(look, now[*at].bytes, self.written)) {
            return Ok(None);
        }
        Manifest::building(edition).write(&site.spare, &site.draft)?;
        let mut new: Vec<PathBuf> = Vec::new();
        for (place, at) in places.iter().filter(|(place, at)| !before[**place].is(stamps[**at])) {
            new.push(site.spare.join(now[*place].path));
            disk::write(&site.spare.join(now[*place].path), &renewed[*at].bytes)?;
        }
        for path in paths {
            new.push(site.spare.join(path));
            disk::link(&site.live.join(path), &site.spare.join(path))?;
        }
        let changed = places.iter().map(|(place, at)| (*place, stamps[*at])).collect();
        let Some(text) = manifest::renewed(&self.live, &changed) else { return Ok(None) };
        manifest::write_text(&text, &site.spare, &site.draft)?;
        let published = Published { made: renewed.len(), ..published };
        Ok(Some(Staged { folder: site.spare.clone(), site: Some(site), new: Some(new), published }))
    }
}

/// Counts a site with some files changed.
fn published(now: &[Entry<'_>], places: &BTreeMap<usize, usize>, stamps: &[Stamp]) -> Published {
    let bytes = |(at, entry): (usize, &Entry<'_>)| places.get(&at).map_or(entry.bytes, |at| stamps[*at].bytes);
    let bytes = now.iter().enumerate().map(bytes).sum();
    Published { files: now.len(), bytes, ..Published::default() }
}

fn paths<'e>(entries: &'e [Entry<'e>]) -> impl Iterator<Item = &'e str> {
    entries.iter().map(|entry| entry.path)
}

fn sizes<'t>(entries: &[Entry<'t>]) -> Vec<(&'t str, u64)> {
    entries.iter().map(|entry| (entry.path, entry.bytes)).collect()
}

fn place(entries: &[Entry<'_>], path: &str) -> Option<usize> {
    entries.binary_search_by(|entry| entry.path.cmp(path)).ok()
}
