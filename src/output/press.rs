//! Fills the spare folder: what it has stays, what the published site has is linked, everything else is made.
//!
//! Receives what is wanted and what is known; gives each file's stamp. Until the spare is whole, its
//! manifest says that it is being made and names no file, so a run that dies costs the next one nothing but time.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use rayon::prelude::*;

use super::generation::{Generation, folders_of};
use super::looked;
use super::manifest::{Manifest, Stamp, rooms};
use super::target::Site;
use super::{Failure, Made, Make, disk};
use crate::error::Error;
use crate::hash::Hash;

/// A spare folder that is ready to be filled.
#[derive(Debug)]
pub(super) struct Press<'a> {
    site: &'a Site<'a>,
    wanted: &'a BTreeMap<String, usize>,
    /// What each wanted file will be, as far as that is known without making it.
    known: Vec<Option<Stamp>>,
    /// The files that the spare has.
    spare: BTreeMap<String, Stamp>,
    /// The files that the published site has, as far as they may be of use.
    live: BTreeMap<String, Stamp>,
    /// Whether files went, or folders came or went.
    pub(super) is_rearranged: bool,
}

/// A file of the new site.
#[derive(Debug, Clone, Copy)]
pub(super) struct Printed {
    pub(super) stamp: Stamp,
    /// The key that it was made from, if it had to be made, if only to find that it is as before.
    pub(super) made_from: Option<Hash>,
    /// Whether the spare folder did not have it.
    pub(super) is_new: bool,
}

/// Gives the bytes of a stamp and where they lie, for the file with that number.
pub(super) type Kept<'a> = dyn Fn(Stamp, usize) -> Option<(PathBuf, Vec<u8>)> + Sync + 'a;

/// Why a file is not there.
enum Fault<E> {
    Machine(Error),
    Make(E),
    /// The run had failed already.
    Stopped,
}

impl<'a> Press<'a> {
    /// Clears the spare of everything that is in the way, and makes the folders.
    pub(super) fn set(
        site: &'a Site<'a>,
        edition: &str,
        wanted: &'a BTreeMap<String, usize>,
        known: Vec<Option<Stamp>>,
        live: Option<(BTreeMap<String, Stamp>, SystemTime)>,
        mut spare: Generation,
    ) -> Result<Self, Error> {
        let lists = take_lists(&mut spare.files, wanted);
        let changing = changing(wanted, &known, &spare.files);
        let live = live.map_or_else(BTreeMap::new, |(files, written)| {
            let is_useful = |(path, _): &(&String, &Stamp)| changing.contains(path);
            Generation::select(&site.live, files.iter().filter(is_useful), written).files
        });
        fs::create_dir_all(&site.spare).map_err(Error::io("cannot make", &site.spare))?;
        if lists.is_empty() && spare.strangers.is_empty() && wanted.keys().eq(spare.files.keys()) {
            Manifest::building(edition).write(&[], &site.spare, &site.draft)?;
            return Ok(Self { site, wanted, known, spare: spare.files, live, is_rearranged: false });
        }
        // What is known of the spare is not true any more.
        looked::forget(site);
        lists.iter().try_for_each(|path| disk::remove_file(&site.spare.join(path)))?;
        // First, since on a full disk there is no room for a manifest before that.
        let (files, is_cleared) = clear(&site.spare, spare.files, &spare.strangers, wanted)?;
        Manifest::building(edition).write(&[], &site.spare, &site.draft)?;
        let is_rearranged = arrange(&site.spare, &spare.folders, wanted)? || is_cleared;
        Ok(Self { site, wanted, known, spare: files, live, is_rearranged })
    }

    /// Brings every file into the spare; gives what each of them is, in the order of their paths.
    ///
    /// `kept` gives what is kept beside all outputs, by stamp and number; `is_last` tells what is made when the rest is there.
    pub(super) fn run<E: Send>(
        &self,
        kept: &Kept<'_>,
        make: &Make<'_, E>,
        is_last: &(dyn Fn(usize) -> bool + Sync),
    ) -> Result<Vec<Printed>, Failure<E>> {
        let is_broken = AtomicBool::new(false);
        let print = |(place, (path, &at)): (usize, (&String, &usize))| {
            if is_broken.load(Ordering::Relaxed) {
                return (place, Err(Fault::Stopped));
            }
            let printed = self.print(path, self.known[place], |stamp| kept(stamp, at), || make(at));
            if matches!(printed, Err(Fault::Machine(_))) {
                is_broken.store(true, Ordering::Relaxed);
            }
            (place, printed)
        };
        let (last, first): (Vec<_>, Vec<_>) = self.wanted.iter().enumerate().partition(|(_, (_, at))| is_last(**at));
        let mut results: Vec<_> = first.into_par_iter().map(print).collect();
        if results.iter().all(|(_, printed)| printed.is_ok()) {
            // One by one: the first of them may put all threads to work for all of them.
            results.extend(last.into_iter().map(print));
            results.sort_unstable_by_key(|(place, _)| *place);
        }
        gather(results.into_iter().map(|(_, printed)| printed).collect())
    }

    /// Brings one file into the spare.
    fn print<'b, E>(
        &self,
        path: &str,
        known: Option<Stamp>,
        kept: impl FnOnce(Stamp) -> Option<(PathBuf, Vec<u8>)>,
        make: impl FnOnce() -> Result<Made<'b>, E>,
    ) -> Result<Printed, Fault<E>> {
        if let Some(stamp) = known {
            if let Some(is_new) = self.reuse(path, stamp).map_err(Fault::Machine)? {
                return Ok(Printed { stamp, made_from: None, is_new });
            }
            if let Some((from, bytes)) = kept(stamp) {
                disk::link_read(&from, &bytes, &self.site.spare.join(path)).map_err(Fault::Machine)?;
                return Ok(Printed { stamp, made_from: None, is_new: true });
            }
        }
        let Made { key, bytes } = make().map_err(Fault::Make)?;
        let stamp = Stamp::of(&bytes);
        if let Some(is_new) = self.reuse(path, stamp).map_err(Fault::Machine)? {
            return Ok(Printed { stamp, made_from: Some(key), is_new });
        }
        disk::write(&self.site.spare.join(path), &bytes).map_err(Fault::Machine)?;
        Ok(Printed { stamp, made_from: Some(key), is_new: true })
    }

    /// Uses what a site before has at the same path, if it is the same; then tells whether the spare did not have it.
    fn reuse(&self, path: &str, stamp: Stamp) -> Result<Option<bool>, Error> {
        if self.spare.get(path) == Some(&stamp) {
            return Ok(Some(false));
        }
        if self.live.get(path) != Some(&stamp) {
            return Ok(None);
        }
        disk::link(&self.site.live.join(path), &self.site.spare.join(path))?;
        Ok(Some(true))
    }
}

/// Takes the manifests of folders out of the files of a spare, which are written when the rest is there; gives those of folders in
/// which nothing will lie any more.
fn take_lists(spare: &mut BTreeMap<String, Stamp>, wanted: &BTreeMap<String, usize>) -> Vec<String> {
    let lists: Vec<String> = spare.keys().filter(|path| rooms::is_list(path)).cloned().collect();
    spare.retain(|path, _| !rooms::is_list(path));
    let has = |room: &str| {
        let below = format!("{room}/");
        let mut files = wanted.range(below.clone()..).take_while(|(path, _)| path.starts_with(&below));
        files.any(|(path, _)| rooms::room(path).is_some())
    };
    lists.into_iter().filter(|list| !rooms::room(list).is_some_and(has)).collect()
}

/// Finds the wanted files that the spare does not have as they will be; both are sorted by path.
fn changing<'w>(
    wanted: &'w BTreeMap<String, usize>,
    known: &[Option<Stamp>],
    spare: &BTreeMap<String, Stamp>,
) -> HashSet<&'w String> {
    let mut there = spare.iter().peekable();
    let changes = |(path, known): &(&String, &Option<Stamp>)| {
        while there.next_if(|(other, _)| other < path).is_some() {}
        let stamp = there.next_if(|(other, _)| other == path).map(|(_, stamp)| stamp);
        known.is_none() || stamp != known.as_ref()
    };
    wanted.keys().zip(known).filter(changes).map(|(path, _)| path).collect()
}

/// Removes what has no place in a folder, and the files that are no longer wanted; gives the files that stay, and
/// whether there was something to remove.
fn clear(
    folder: &Path,
    files: BTreeMap<String, Stamp>,
    strangers: &BTreeSet<PathBuf>,
    wanted: &BTreeMap<String, usize>,
) -> Result<(BTreeMap<String, Stamp>, bool), Error> {
    strangers.par_iter().try_for_each(|path| disk::remove_all(path))?;
    let (files, gone): (BTreeMap<_, _>, BTreeMap<_, _>) =
        files.into_iter().partition(|(path, _)| wanted.contains_key(path));
    gone.par_iter().try_for_each(|(path, _)| disk::remove_file(&folder.join(path)))?;
    Ok((files, !gone.is_empty() || !strangers.is_empty()))
}

/// Removes the folders that no wanted file lies in, and makes those that are missing; tells whether there were any.
fn arrange(
    folder: &Path,
    present: &BTreeMap<String, SystemTime>,
    wanted: &BTreeMap<String, usize>,
) -> Result<bool, Error> {
    let mut needed = BTreeSet::from([""]);
    for path in wanted.keys() {
        folders_of(path, &mut needed);
    }
    // Sorted, a folder comes before what lies in it.
    let needless: Vec<_> = present.keys().rev().filter(|path| !needed.contains(path.as_str())).collect();
    for path in &needless {
        let path = folder.join(path);
        fs::remove_dir(&path).map_err(Error::io("cannot delete", &path))?;
    }
    let depth = |path: &str| path.split('/').count();
    let is_missing = |path: &&str| !path.is_empty() && !present.contains_key(*path);
    let missing: Vec<_> = needed.into_iter().filter(is_missing).map(|path| (depth(path), path)).collect();
    let deepest = missing.iter().map(|(depth, _)| *depth).max().unwrap_or_default();
    (1..=deepest).try_for_each(|level| {
        let make = |(_, path): &(usize, &str)| disk::make_folder(&folder.join(path));
        missing.par_iter().filter(|(depth, _)| *depth == level).try_for_each(make)
    })?;
    Ok(!needless.is_empty() || !missing.is_empty())
}

/// Gives all results, or all that went wrong.
fn gather<E>(results: Vec<Result<Printed, Fault<E>>>) -> Result<Vec<Printed>, Failure<E>> {
    let mut printed = Vec::with_capacity(results.len());
    let mut faults = Vec::new();
    let mut machine = None;
    for result in results {
        match result {
            Ok(done) => printed.push(done),
            Err(Fault::Make(fault)) => faults.push(fault),
            Err(Fault::Machine(error)) => drop(machine.get_or_insert(error)),
            Err(Fault::Stopped) => {}
        }
    }
    match machine {
        Some(error) => Err(Failure::Machine(error)),
        None if faults.is_empty() => Ok(printed),
        None => Err(Failure::Files(faults)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Published;
    use super::super::looked::Mark;
    use super::super::target::tests::with_site;
    use super::*;

    #[test]
    fn nothing_is_known_of_a_folder_from_which_files_go() {
        with_site("press", |site| {
            let stamp = Stamp::of(b"x");
            let paths = ["v/1/a", "v/1/b"];
            fs::create_dir_all(site.spare.join("v/1")).expect("a folder");
            for path in paths {
                fs::write(site.spare.join(path), "x").expect("a file");
            }
            let files = paths.iter().map(|path| ((*path).to_owned(), stamp)).collect();
            let (manifest, lists) = Manifest::complete("public", files);
            let (hash, _) = manifest.write(&lists, &site.spare, &site.draft).expect("a manifest");
            let set = |wanted: &[&str]| {
                looked::note_now(site, &site.spare, hash, Published::default());
                let wanted = wanted.iter().map(|path| ((*path).to_owned(), 0)).collect::<BTreeMap<_, _>>();
                let spare = Generation::read(&site.spare).expect("a spare");
                let known = vec![Some(stamp); wanted.len()];
                Press::set(site, "public", &wanted, known, None, spare).map(drop).expect("a press");
            };
            let mark = Mark::of(&site.spare).expect("a mark");
            set(&["v/1/a"]);
            assert!(!site.spare.join("v/1/b").exists() && looked::known(site, mark).is_none());
        });
    }
}
