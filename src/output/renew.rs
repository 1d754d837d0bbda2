//! A site that differs from the published one in a few files: the rest is taken from there, and nothing else is asked for.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::SystemTime;

use rayon::prelude::*;

use super::generation::Generation;
use super::looked::{self, Mark};
use super::manifest::{MANIFEST, Manifest, Stamp};
use super::near::Near;
use super::press::Press;
use super::target::{Site, Turn};
use super::{Failure, Made, Staged, Target, disk, published, seal};
use crate::error::Error;
use crate::hash::Hash;
use crate::memo::{Memo, Shelf};
use crate::path::UrlPath;

/// A file with other bytes than the published site has at its address.
#[derive(Debug)]
pub struct Renewed {
    /// Its address.
    pub url: UrlPath,
    /// The hash of everything that its bytes depend on, where that is known.
    pub key: Option<Hash>,
    /// What stands in it.
    pub bytes: Vec<u8>,
}

/// A published site, and the spare from which the next one is made.
#[derive(Debug)]
pub struct Standing<'t> {
    site: Site<'t>,
    state: State,
}

/// How far the spare is from the published site.
#[derive(Debug)]
enum State {
    Near(Near),
    /// It has other addresses, or somebody touched it: the published site's manifest, when that was written, and what of the
    /// spare can be believed.
    Far(Manifest, SystemTime, Generation),
}

impl Standing<'_> {
    /// Reads a file of the published site; none where it has none, or another one than was published.
    pub fn read(&self, url: &UrlPath) -> Option<String> {
        let bytes = match &self.state {
            State::Near(near) => near.read(&self.site, url)?,
            State::Far(manifest, ..) => manifest.read_file(&self.site.live, url)?,
        };
        String::from_utf8(bytes).ok()
    }
}

/// Looks at the site `out/edition`; none where it is not the one with that manifest. Whatever happened to it since, the spare
/// becomes the next one, so that is looked at as a whole.
///
/// # Errors
/// Fails when the target is not ours, or cannot be read.
pub fn standing<'t>(turn: &'t Turn, target: &Target<'_>, manifest: Hash) -> Result<Option<Standing<'t>>, Error> {
    let site = Site::open(turn, target)?;
    let Some(mark) = Mark::of(&site.live) else { return Ok(None) };
    let text = std::fs::read(site.live.join(MANIFEST)).unwrap_or_default();
    let hash = looked::known(&site, mark).map_or_else(|| Hash::of(&text), |look| look.manifest);
    if hash != manifest {
        return Ok(None);
    }
    if let Some(near) = Near::of(&site, text, (manifest, mark)) {
        return Ok(Some(Standing { site, state: State::Near(near) }));
    }
    let (live, spare) = rayon::join(|| Manifest::read(&site.live), || Generation::read(&site.spare));
    let (live, spare) = (live?, spare?);
    Ok(live.map(|(manifest, written)| Standing { site, state: State::Far(manifest, written, spare) }))
}

/// Makes a site ready beside the one that stands, the same but for some files; none where the one that stands lacks one of
/// them, where any other file had to be made, or where nothing is new and somebody touched it.
///
/// # Errors
/// Fails when the file system does.
pub fn renew<'t>(
    Standing { site, state }: Standing<'t>,
    edition: &str,
    renewed: &[Renewed],
    memo: &Memo,
) -> Result<Option<Staged<'t>>, Error> {
    let stamps: Vec<Stamp> = renewed.par_iter().map(|file| Stamp::of(&file.bytes)).collect();
    for (key, stamp) in renewed.iter().zip(&stamps).filter_map(|(file, stamp)| Some((file.key?, stamp))) {
        memo.keep(Shelf::Output, key, stamp);
    }
    let (manifest, written, spare) = match state {
        State::Near(near) => return near.renew(site, edition, renewed, &stamps),
        State::Far(manifest, written, spare) => (manifest, written, spare),
    };
    let numbers = renewed.iter().enumerate().map(|(at, file)| (file.url.output_file(), at));
    let numbers: BTreeMap<String, usize> = numbers.collect();
    if numbers.keys().any(|path| !manifest.files.contains_key(path)) {
        return Ok(None);
    }
    if numbers.iter().all(|(path, at)| manifest.files.get(path) == Some(&stamps[*at])) {
        let is_as_published = Generation::inspect(&site.live, &manifest, written)?.is_whole(&manifest);
        let published = published(&manifest, 0);
        let (folder, manifest) = (site.live.clone(), Hash::of(&disk::read(&site.live.join(MANIFEST))?));
        return Ok(is_as_published.then_some(Staged { folder, manifest, site: None, new: None, published }));
    }
    let mut files = manifest.pages();
    for (path, at) in &numbers {
        files.insert(path.clone(), stamps[*at]);
    }
    // Of the published site, only what the spare lacks is of use, and nothing of what becomes new.
    let useful =
        |(path, stamp): &(&String, &Stamp)| spare.files.get(*path) != Some(*stamp) && !numbers.contains_key(*path);
    let live = files.iter().filter(useful).map(|(path, stamp)| (path.clone(), *stamp)).collect();
    let wanted = files.keys().map(|path| (path.clone(), numbers.get(path).copied().unwrap_or(usize::MAX)));
    let wanted: BTreeMap<String, usize> = wanted.collect();
    let known = files.values().copied().map(Some).collect();
    let press = Press::set(&site, edition, &wanted, known, Some((live, written)), spare)?;
    let make = |at: usize| match renewed.get(at) {
        // What it was made from has been noted.
        Some(file) => {
            Ok(Made { key: file.key.unwrap_or_else(|| Hash::of(&file.bytes)), bytes: Cow::Borrowed(&file.bytes) })
        }
        None => Err(()),
    };
    let printed = match press.run(&|_, _| None, &make, &|_| false) {
        Ok(printed) => printed,
        Err(Failure::Machine(error)) => return Err(error),
        Err(Failure::Files(_)) => return Ok(None),
    };
    let new = wanted.keys().zip(&printed).filter(|(_, printed)| printed.is_new);
    let new = (!press.is_rearranged).then(|| new.map(|(path, _)| site.spare.join(path)).collect());
    drop(press);
    seal(site, edition, files, new, renewed.len()).map(Some)
}
