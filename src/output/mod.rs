//! The only writer of sites: a finished site replaces the published one in one atomic exchange, or not at all.
//!
//! ```text
//! out/public/         the site that is published; never a symbolic link
//! out/.spare-public/  the site that was published before it, from which the next one is made
//! out/.looked-public  says when all of both was looked at last
//! out/.lock           held while a site is made; the kernel lets go of it when the program dies
//! ```
//!
//! Receives the addresses of all files, what each is made from, and a function that makes them; gives counts. The spare
//! is brought up to date: what it has already stays, what the published site has is linked, everything else is made.
//! That is [`stage`]; then the two change places, which is [`Staged::switch`]. Each of them has a manifest, `ospress.json`, which is also the marker without which no
//! folder is ever touched. It names only what is true at that moment, so a run that dies leaves nothing to clean up.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::error::Error;
use crate::hash::Hash;
use crate::memo::{Memo, Shelf};
use crate::path::UrlPath;

pub mod cache;
mod disk;
mod frozen;
mod generation;
mod look;
mod looked;
mod manifest;
mod near;
mod press;
pub mod renew;
mod target;
pub mod texts;

pub use manifest::{Difference, MANIFEST, same_files, verify_manifest};

use frozen::Store;
use generation::Generation;
use looked::Mark;
use manifest::{Lines, Manifest, Stamp, rooms};
use press::{Press, Printed};
pub use target::Turn;

use target::Site;

/// Where a site is to stand, and what must not be overwritten by it.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The folder of all editions, such as `dist`.
    pub out: &'a Path,
    /// The edition's name: the site is the folder `out/edition`.
    pub edition: &'a str,
    /// The handbook's root.
    pub root: &'a Path,
    /// The folder of its content; may be the root.
    pub content: &'a Path,
}

/// A file to publish: where it will stand, and what it is made from.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its address.
    pub url: &'a UrlPath,
    /// The hash of everything that its bytes depend on; none where no earlier run can have made it.
    pub key: Option<Hash>,
    /// Whether it tells of versions that no longer change; then what was printed is kept, whatever becomes of the output.
    pub is_frozen: bool,
    /// Whether it is made from other files, and so when they are there: see [`staged`].
    pub is_last: bool,
}

/// What came of printing once more what was kept.
#[derive(Debug)]
pub struct Compared<E> {
    /// How many files came out as they were kept.
    pub same: usize,
    /// The numbers of those that did not.
    pub differing: Vec<usize>,
    /// Why others could not be made.
    pub failures: Vec<E>,
}

/// A file that was made.
#[derive(Debug)]
pub struct Made<'a> {
    /// The hash of everything that its bytes depend on.
    pub key: Hash,
    /// What stands in it.
    pub bytes: Cow<'a, [u8]>,
}

/// What publishing did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Published {
    /// How many files the site has.
    pub files: usize,
    /// How many bytes it has.
    pub bytes: u64,
    /// How many of the files had to be made.
    pub made: usize,
    /// Whether the file system could not exchange two folders at once, so that for a moment there was no site.
    pub was_away: bool,
}

/// Why a site was not published; the published one is as it was.
#[derive(Debug)]
pub enum Failure<E> {
    /// The machine failed, or the target cannot be used.
    Machine(Error),
    /// These files could not be made: every failure of the run, in the order of their paths.
    Files(Vec<E>),
}

impl<E> From<Error> for Failure<E> {
    fn from(error: Error) -> Self {
        Self::Machine(error)
    }
}

/// Makes the file with that number in the list.
pub type Make<'a, E> = dyn Fn(usize) -> Result<Made<'a>, E> + Sync + 'a;

/// A site that is whole and waits in the spare folder to be published.
#[derive(Debug)]
pub struct Staged<'t> {
    /// None where the published site is the same already.
    site: Option<Site<'t>>,
    /// The files that came into the spare, where nothing else changed there.
    new: Option<Vec<PathBuf>>,
    /// Where the files are until then.
    folder: PathBuf,
    /// The hash of its manifest.
    manifest: Hash,
    published: Published,
}

impl Staged<'_> {
    /// Tells where the site can be looked at before it is published.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Gives the hash of its manifest.
    pub fn manifest(&self) -> Hash {
        self.manifest
    }

    /// Publishes the site, in one exchange.
    ///
    /// # Errors
    /// Fails when the file system does.
    pub fn switch(self) -> Result<Published, Error> {
        let was_away = self.site.map_or(Ok(false), |site| site.switch(self.new.as_deref()))?;
        Ok(Published { was_away, ..self.published })
    }
}

/// Publishes files as the site `out/edition`; says by `waiting` when another run has to end first.
///
/// # Errors
/// Fails, leaving the published site as it was, when a file cannot be made or written, and when the target is not ours.
pub fn publish<E: Send>(
    target: &Target<'_>,
    files: &[File<'_>],
    make: &Make<'_, E>,
    memo: &Memo,
    waiting: &dyn Fn(),
) -> Result<Published, Failure<E>> {
    // Before the folder is made.
    target::paths(files)?;
    let turn = Turn::take(target, waiting)?;
    Ok(stage(&turn, target, files, make, memo)?.switch()?)
}

/// Tells what stands at `out/edition`, if it is the site with that manifest and nobody touched it since it was published.
///
/// # Errors
/// Fails when the target is not ours.
pub fn standing(turn: &Turn, target: &Target<'_>, manifest: Hash) -> Result<Option<Published>, Error> {
    let site = Site::open(turn, target)?;
    let Some(mark) = Mark::of(&site.live) else { return Ok(None) };
    let look = looked::known(&site, mark);
    if let Some(look) = look.filter(|look| look.manifest == manifest && near::has_all_of_today(&site, mark, look)) {
        return Ok(Some(look.published()));
    }
    let text = fs::read(site.live.join(MANIFEST)).unwrap_or_default();
    if Hash::of(&text) != manifest {
        return Ok(None);
    }
    // That it is the same as ever is told by the lines of its files, and most often it is.
    if let Some(lines) = Lines::of(text)
        && near::is_as_left(&site.live, (&lines, &BTreeMap::new()), mark, None)
        && let Some(published) = near::published(&site.live, &lines)
    {
        looked::note_now(&site, &site.live, manifest, published);
        return Ok(Some(published));
    }
    let Some((manifest, written)) = Manifest::read(&site.live)? else { return Ok(None) };
    let is_whole = Generation::inspect(&site.live, &manifest, written)?.is_whole(&manifest);
    Ok(is_whole.then(|| published(&manifest, 0)))
}

/// Gives the hash of the manifest in a site's folder.
pub fn manifest_hash(folder: &Path) -> Option<Hash> {
    fs::read(folder.join(MANIFEST)).ok().map(|text| Hash::of(&text))
}

/// Makes the site `out/edition` ready beside the published one.
///
/// # Errors
/// Fails as [`publish`] does.
pub fn stage<'t, E: Send>(
    turn: &'t Turn,
    target: &Target<'_>,
    files: &[File<'_>],
    make: &Make<'_, E>,
    memo: &Memo,
) -> Result<Staged<'t>, Failure<E>> {
    let wanted = target::paths(files)?;
    let site = Site::open(turn, target)?;
    let stamp = |&at: &usize| memo.find(Shelf::Output, files[at].key?);
    let stamps = || wanted.values().collect::<Vec<_>>().into_par_iter().map(stamp).collect::<Vec<Option<Stamp>>>();
    let (known, (live, spare)) =
        rayon::join(stamps, || rayon::join(|| Manifest::read(&site.live), || Generation::read(&site.spare)));
    let live = live?;
    if let Some((manifest, written)) = &live
        && manifest.is_complete(target.edition, &wanted, &known)
        && Generation::inspect(&site.live, manifest, *written)?.is_whole(manifest)
    {
        let (folder, hash) = (site.live.clone(), Hash::of(&disk::read(&site.live.join(MANIFEST))?));
        return Ok(Staged { folder, manifest: hash, site: None, new: None, published: published(manifest, 0) });
    }
    let store = Store::of(target);
    let live = live.map(|(manifest, written)| (manifest.files, written));
    let press = Press::set(&site, target.edition, &wanted, known, live, spare?)?;
    let kept = |stamp, at: usize| if files[at].is_frozen { store.find(stamp) } else { None };
    let printed = press.run(&kept, make, &|at| files[at].is_last)?;
    for (key, printed) in printed.iter().filter_map(|printed| Some((printed.made_from?, printed))) {
        memo.keep(Shelf::Output, key, &printed.stamp);
    }
    let came = wanted.keys().zip(&printed).filter(|(_, printed)| printed.is_new);
    let new = (!press.is_rearranged).then(|| came.map(|(path, _)| site.spare.join(path)).collect());
    drop(press);
    keep(&store, &site.spare, files, &wanted, &printed);
    let stamps = wanted.into_keys().zip(printed.iter().map(|printed| printed.stamp)).collect();
    let made = printed.iter().filter(|printed| printed.made_from.is_some()).count();
    Ok(seal(site, target.edition, stamps, new, made)?)
}

/// Writes the manifest of a spare in which all files are; `new` are those that came, where nothing else changed there.
fn seal<'t>(
    site: Site<'t>,
    edition: &str,
    files: BTreeMap<String, Stamp>,
    mut new: Option<Vec<PathBuf>>,
    made: usize,
) -> Result<Staged<'t>, Error> {
    let (manifest, lists) = Manifest::complete(edition, files);
    let (written, lists) = manifest.write(&lists, &site.spare, &site.draft)?;
    if let Some(new) = &mut new {
        new.extend_from_slice(&lists);
    }
    let published = published(&manifest, made);
    // All of the spare was looked at.
    looked::note_now(&site, &site.spare, written, published);
    Ok(Staged { folder: site.spare.clone(), manifest: written, site: Some(site), new, published })
}

/// Reads a file of the site that is being made; none where it is not there. For those that are made from others.
pub fn staged(turn: &Turn, target: &Target<'_>, url: &UrlPath) -> Option<Vec<u8>> {
    fs::read(turn.spare(target).join(url.output_file())).ok()
}

/// What was published before, for files that are made from others.
#[derive(Debug)]
pub struct Earlier {
    folder: PathBuf,
    manifest: Manifest,
}

impl Earlier {
    /// Finds the published site; none where there is none.
    pub fn open(turn: &Turn, target: &Target<'_>) -> Option<Self> {
        let folder = turn.live(target);
        let (manifest, _) = Manifest::read(&folder).ok()??;
        Some(Self { folder, manifest })
    }

    /// Reads a file; none where there is none, or another one than was published.
    pub fn read(&self, url: &UrlPath) -> Option<Vec<u8>> {
        self.manifest.read_file(&self.folder, url)
    }

    /// Tells whether a file is surely the one that is made from all that `key` covers.
    pub fn has(&self, url: &UrlPath, key: Hash, memo: &Memo) -> bool {
        let stamp: Option<Stamp> = memo.find(Shelf::Output, key);
        stamp.is_some() && self.manifest.files.get(&url.output_file()) == stamp.as_ref()
    }
}

/// Keeps what was printed of versions that no longer change, where any of it is new. A store that cannot be written costs a
/// later run time, and nothing else.
fn keep(store: &Store, site: &Path, files: &[File<'_>], wanted: &BTreeMap<String, usize>, printed: &[Printed]) {
    let frozen = || wanted.iter().zip(printed).filter(|((_, at), _)| files[**at].is_frozen);
    if frozen().any(|(_, printed)| printed.is_new || printed.made_from.is_some()) {
        let kept: Vec<_> = frozen().map(|((path, _), printed)| (path.as_str(), printed.stamp)).collect();
        let _ = store.keep(site, &kept);
    }
}

/// Makes what was kept of versions that no longer change once more, and compares it byte for byte.
pub fn compare_frozen<E: Send>(
    target: &Target<'_>,
    files: &[File<'_>],
    make: &Make<'_, E>,
    memo: &Memo,
) -> Compared<E> {
    let store = Store::of(target);
    let compare = |at: usize| {
        let stamp = memo.find(Shelf::Output, files[at].key.filter(|_| files[at].is_frozen)?)?;
        let (_, kept) = store.find(stamp)?;
        Some(make(at).map(|made| (at, *made.bytes == *kept)))
    };
    let results: Vec<_> = (0..files.len()).into_par_iter().filter_map(compare).collect();
    let mut compared = Compared { same: 0, differing: Vec::new(), failures: Vec::new() };
    for result in results {
        match result {
            Ok((_, true)) => compared.same += 1,
            Ok((at, false)) => compared.differing.push(at),
            Err(failure) => compared.failures.push(failure),
        }
    }
    compared
}

/// Forgets what was kept of old versions for any editions but those named.
pub fn forget_others(root: &Path, editions: &[&str]) {
    frozen::keep_only(root, editions);
}

/// Lists the editions that stand in `out` and are none of those named, by name. A folder that is not ours is none.
pub fn left(out: &Path, editions: &[&str]) -> Vec<String> {
    let entries = fs::read_dir(out).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let is_left = |name: &String| {
        let is_other = !name.starts_with('.') && !editions.contains(&name.as_str());
        is_other && matches!(Manifest::read(&out.join(name)), Ok(Some(_)))
    };
    let mut left: Vec<_> = names.filter(is_left).collect();
    left.sort();
    left
}

fn published(manifest: &Manifest, made: usize) -> Published {
    let sizes = || manifest.files.iter().filter(|(path, _)| !rooms::is_list(path)).map(|(_, stamp)| stamp.bytes);
    Published { files: sizes().count(), bytes: sizes().sum(), made, was_away: false }
}
