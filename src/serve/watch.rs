//! The doorbell: it rings when a file of the handbook may have changed, and names what was named to it.
//!
//! Events are a hint and no more: editors save in many ways, and events get lost. Whoever hears the bell looks at the disk.
//! Folders are watched one by one, so what is hidden or no part of the handbook costs nothing; a new folder is watched
//! as soon as it is named. Where the system refuses to watch, the bell rings by the clock instead.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use notify::event::{EventKind, MetadataKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::stage::lock;

/// How long it must be quiet before what was named is looked at: an editor saves in several steps.
const QUIET: Duration = Duration::from_millis(8);
/// The longest that a storm of events is waited out.
const STORM: Duration = Duration::from_millis(400);
/// How often the bell rings where nothing is watched.
const TICK: Duration = Duration::from_millis(500);
/// The most paths that are remembered; more are as good as none.
const MOST_NAMES: usize = 1000;

/// A bell that any thread rings and one waits for.
#[derive(Debug, Default)]
pub(super) struct Bell {
    rung: Mutex<Rung>,
    heard: Condvar,
}

/// What was named since the bell was last heard.
#[derive(Debug, Default)]
struct Rung {
    last: Option<Instant>,
    names: BTreeSet<PathBuf>,
}

impl Bell {
    /// Rings, and names what may have changed.
    pub(super) fn ring(&self, names: impl IntoIterator<Item = PathBuf>) {
        let mut rung = lock(&self.rung);
        rung.last = Some(Instant::now());
        if rung.names.len() < MOST_NAMES {
            rung.names.extend(names);
        }
        self.heard.notify_one();
    }

    /// Waits for a ring and for quiet after it; gives what was named. Without a ring it gives up after `most`.
    pub(super) fn wait(&self, most: Option<Duration>) -> Vec<PathBuf> {
        let mut rung = lock(&self.rung);
        let start = Instant::now();
        let is_silent = |rung: &mut Rung| rung.last.is_none();
        rung = match most {
            Some(most) => {
                self.heard.wait_timeout_while(rung, most, is_silent).unwrap_or_else(PoisonError::into_inner).0
            }
            None => self.heard.wait_while(rung, is_silent).unwrap_or_else(PoisonError::into_inner),
        };
        let first = Instant::now();
        while let Some(left) = rung.last.and_then(|last| QUIET.checked_sub(last.elapsed())) {
            if first.elapsed() > STORM || most.is_some_and(|most| start.elapsed() > most + STORM) {
                break;
            }
            rung = self.heard.wait_timeout(rung, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        let Rung { names, .. } = std::mem::take(&mut *rung);
        names.into_iter().collect()
    }
}

/// Watches folders and rings a bell.
#[derive(Debug)]
pub(super) struct Watch {
    root: PathBuf,
    out: PathBuf,
    watched: BTreeSet<PathBuf>,
    /// None where the bell rings by the clock.
    watcher: Option<RecommendedWatcher>,
}

impl Watch {
    /// Watches nothing yet; `is_polling` means never to ask the system for events.
    pub(super) fn new(root: &Path, out: &Path, bell: &Arc<Bell>, is_polling: bool) -> Self {
        let bell = bell.clone();
        let heard = move |event: notify::Result<Event>| match event {
            Ok(event) if matters(&event) => bell.ring(event.paths),
            Ok(event) if event.need_rescan() => bell.ring([]),
            Ok(_) => {}
            Err(_) => bell.ring([]),
        };
        let watcher = if is_polling { None } else { notify::recommended_watcher(heard).ok() };
        Self { root: root.to_owned(), out: out.to_owned(), watched: BTreeSet::new(), watcher }
    }

    /// Tells how long to wait for the bell; none where it will ring by itself.
    pub(super) fn patience(&self) -> Option<Duration> {
        // A root that is not there cannot be watched for its return.
        let is_deaf = self.watcher.is_none() || !self.watched.contains(&self.root);
        is_deaf.then_some(TICK)
    }

    /// Watches what the named paths brought: folders that were made, moved or made anew. Gives the same as [`Self::cover`].
    pub(super) fn follow(&mut self, named: &[PathBuf], folders: &[PathBuf]) -> bool {
        let is_folder = |path: &PathBuf| self.watched.contains(path) || path.is_dir();
        let is_lost = named.is_empty() || named.len() >= MOST_NAMES || !self.watched.contains(&self.root);
        if !is_lost && !named.iter().any(is_folder) {
            return true;
        }
        self.forget(named);
        self.cover(folders)
    }

    /// Watches the root, and `folders` with all below them; what is watched already stays so.
    ///
    /// Gives false where the system refuses; from then on the bell rings by the clock.
    pub(super) fn cover(&mut self, folders: &[PathBuf]) -> bool {
        let Some(watcher) = &mut self.watcher else { return true };
        let mut wanted = BTreeSet::from([self.root.clone()]);
        let mut left: Vec<PathBuf> = folders.to_vec();
        while let Some(folder) = left.pop() {
            // A folder that is not there announces itself in the one above it, and so does a file.
            wanted.extend(folder.parent().filter(|_| folder != self.root).map(Path::to_owned));
            if folder.symlink_metadata().is_ok_and(|folder| folder.is_dir()) && folder != self.out {
                left.extend(below(&folder));
                wanted.insert(folder);
            }
        }
        wanted.retain(|folder| folder.is_dir());
        // What went away may have come back: the system's watch is gone with it.
        self.watched.retain(|folder| wanted.contains(folder));
        for folder in wanted {
            if !self.watched.contains(&folder) {
                match watcher.watch(&folder, RecursiveMode::NonRecursive) {
                    Ok(()) => drop(self.watched.insert(folder)),
                    // It went away meanwhile, and will be heard of in the folder above.
                    Err(_) if !folder.is_dir() => {}
                    Err(_) => {
                        self.watcher = None;
                        return false;
                    }
                }
            }
        }
        true
    }

    /// Forgets the watches of folders that events named: one that was made anew needs a new one.
    fn forget(&mut self, named: &[PathBuf]) {
        let is_named = |folder: &PathBuf| named.iter().any(|path| folder.starts_with(path));
        let stale: Vec<PathBuf> = self.watched.iter().filter(|folder| is_named(folder)).cloned().collect();
        for folder in stale {
            self.watched.remove(&folder);
            if let Some(watcher) = &mut self.watcher {
                // It is gone already where the folder is.
                let _ = watcher.unwatch(&folder);
            }
        }
    }
}

/// Lists the folders in a folder that can be part of a handbook.
fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    let is_folder = |entry: &std::fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    let is_foreign = |entry: &std::fs::DirEntry| {
        let name = entry.file_name();
        let is_hidden = name.as_encoded_bytes().starts_with(b".") && name != ".well-known";
        is_hidden || name == "node_modules" || name == "target"
    };
    entries.filter(|entry| is_folder(entry) && !is_foreign(entry)).map(|entry| entry.path()).collect()
}

/// Tells whether an event may mean that a file of the handbook changed. Reading a file is an event too.
fn matters(event: &Event) -> bool {
    let is_change = match event.kind {
        EventKind::Modify(ModifyKind::Metadata(kind)) => kind != MetadataKind::AccessTime,
        EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_) | EventKind::Any => true,
        EventKind::Access(_) | EventKind::Other => false,
    };
    is_change && (event.paths.is_empty() || event.paths.iter().any(|path| !is_scratch(path)))
}

/// Tells whether an editor's own file is meant: a probe, a backup, a swap file, a lock.
fn is_scratch(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_swap = name.starts_with('.') && name.rsplit('.').next().is_some_and(|end| end.starts_with("sw"));
    name == "4913" || name.ends_with('~') || is_swap || name.starts_with(".#") || name.starts_with("~$")
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{AccessKind, CreateKind, DataChange, RemoveKind};

    #[test]
    fn reading_and_editors_scratch_do_not_ring() {
        let check = |kind: EventKind, path: &str, expect: bool| {
            assert_eq!(matters(&Event::new(kind).add_path(path.into())), expect, "{kind:?} {path}");
        };
        let written = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        check(written, "content/a.md", true);
        check(EventKind::Create(CreateKind::Folder), "content/new", true);
        check(EventKind::Remove(RemoveKind::File), "content/a.md", true);
        check(EventKind::Access(AccessKind::Any), "content/a.md", false);
        for scratch in ["4913", "a.md~", ".a.md.swp", ".a.md.swx", ".#a.md", "~$a.docx"] {
            check(written, scratch, false);
        }
    }

    #[test]
    fn a_burst_is_heard_once_when_it_is_over() {
        let bell = Arc::new(Bell::default());
        let ringing = bell.clone();
        let ringer = std::thread::spawn(move || {
            for number in 0..5 {
                ringing.ring([PathBuf::from(format!("{number}"))]);
                std::thread::sleep(Duration::from_millis(1));
            }
        });
        let mut named = bell.wait(None);
        ringer.join().expect("the ringer ends");
        named.extend(bell.wait(Some(Duration::from_millis(1))));
        assert_eq!(named.len(), 5);
        assert!(bell.wait(Some(Duration::from_millis(1))).is_empty());
    }

    #[test]
    fn a_storm_is_waited_out_only_so_long() {
        let bell = Arc::new(Bell::default());
        let (ringing, start) = (bell.clone(), Instant::now());
        let ringer = std::thread::spawn(move || {
            while start.elapsed() < STORM * 3 {
                ringing.ring([PathBuf::from("a")]);
                std::thread::sleep(Duration::from_millis(1));
            }
        });
        bell.wait(None);
        assert!(start.elapsed() < STORM * 2);
        ringer.join().expect("the ringer ends");
    }
}
