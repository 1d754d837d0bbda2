//! Results kept by content: a costly step is looked up by a hash of its whole input.
//!
//! There is nothing to invalidate: a changed input is another key. What was asked for in one run is kept for the next
//! one ([`Memo::to_bytes`], [`Memo::from_bytes`]); the rest is dropped. Reading and writing the file is `output`'s work.
//! A result that cannot be read back is made again; nothing in a memo can change what a run gives, only how soon.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::hash::Hash;

mod packed;

use packed::{Packed, SHARDS};

/// The kinds of results that are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shelf {
    /// A file that was read and holds no mistake, by its path below the content folder, its bytes and site.toml.
    Documents,
    /// Facts of a page, by its text and the Markdown options.
    Facts,
    /// What a file of the output was made from and what came out, by edition and address.
    Output,
    /// How much changed between two texts, by both and by where their links lead.
    Redlines,
}

impl Shelf {
    /// Every shelf, in the order in which a packed memo has them.
    const ALL: [Self; 4] = [Self::Documents, Self::Facts, Self::Output, Self::Redlines];
}

/// What is little beside a whole: one part in so many.
const LITTLE: usize = 16;

/// How many results are little whatever the whole is.
const FEW: usize = 1_000;

/// Results by content; shared by all threads.
#[derive(Debug)]
pub struct Memo {
    /// What earlier runs kept, as it was read: the most of it, and what was added since.
    earlier: [Packed; 2],
    /// What this run asked for, by shelf and key. Many locks, so that threads hardly ever wait; none is held while a
    /// result is made or decoded.
    asked: Vec<Mutex<BTreeMap<Hash, Kept>>>,
}

/// Where the bytes of a result are.
#[derive(Debug, Clone)]
enum Kept {
    Earlier(usize, Range<usize>),
    Fresh(Box<[u8]>),
}

impl Default for Memo {
    fn default() -> Self {
        Self::over([Packed::default(), Packed::default()])
    }
}

impl Memo {
    /// Gives the kept result for `key`, or makes it with `f` and keeps it.
    pub fn get<T: Serialize + DeserializeOwned>(&self, shelf: Shelf, key: Hash, f: impl FnOnce() -> T) -> T {
        self.find(shelf, key).unwrap_or_else(|| {
            let made = f();
            self.keep(shelf, key, &made);
            made
        })
    }

    /// Gives the kept result for `key`, if there is one.
    pub fn find<T: DeserializeOwned>(&self, shelf: Shelf, key: Hash) -> Option<T> {
        let asked = self.lock(shelf, key).get(&key).cloned();
        match asked {
            Some(Kept::Fresh(bytes)) => decode(&bytes),
            Some(Kept::Earlier(pack, range)) => decode(self.earlier[pack].bytes(&range)),
            None => {
                let found = |pack: usize| Some((pack, self.earlier[pack].find(shard(shelf, key), key)?));
                let (pack, range) = found(1).or_else(|| found(0))?;
                let value = decode(self.earlier[pack].bytes(&range))?;
                self.lock(shelf, key).entry(key).or_insert(Kept::Earlier(pack, range));
                Some(value)
            }
        }
    }

    /// Tells whether there is a kept result for `key`, which then counts as asked for.
    pub fn holds(&self, shelf: Shelf, key: Hash) -> bool {
        let mut asked = self.lock(shelf, key);
        let found = |pack: usize| Some(Kept::Earlier(pack, self.earlier[pack].find(shard(shelf, key), key)?));
        let is_known = asked.contains_key(&key);
        let earlier = if is_known { None } else { found(1).or_else(|| found(0)) };
        let is_earlier = earlier.is_some();
        asked.extend(earlier.map(|kept| (key, kept)));
        is_known || is_earlier
    }

    /// Keeps a result.
    ///
    /// # Panics
    /// If the value cannot be serialised, which plain data always can.
    pub fn keep<T: Serialize>(&self, shelf: Shelf, key: Hash, value: &T) {
        let bytes = postcard::to_stdvec(value).expect("plain data can be serialised");
        self.lock(shelf, key).insert(key, Kept::Fresh(bytes.into()));
    }

    /// Takes what an earlier run kept; bytes that are damaged or of another release are as none.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self::from_parts(bytes, Vec::new())
    }

    /// Takes what earlier runs kept, and what was added to it; any two go together, since keys are of content.
    pub fn from_parts(most: Vec<u8>, added: Vec<u8>) -> Self {
        Self::over([Packed::open(most), Packed::open(added)])
    }

    /// Tells whether an earlier run kept anything.
    pub fn has_earlier(&self) -> bool {
        self.earlier.iter().any(|pack| pack.count() > 0)
    }

    /// Gives what has to be added to the most of what was kept, where that is little and most of it was asked for: to
    /// write all of a large memo takes longer than to edit a page.
    pub fn additions(&self) -> Option<Vec<u8>> {
        let is_new = |kept: &Kept| !matches!(kept, Kept::Earlier(0, _));
        let counts = self.asked.iter().map(|shard| {
            let asked = shard.lock().unwrap_or_else(PoisonError::into_inner);
            let new = asked.values().filter(|kept| is_new(kept)).count();
            (new, asked.len() - new)
        });
        let (new, old) = counts.fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
        let most = self.earlier[0].count();
        (new * LITTLE <= most && (most - old.min(most)) * LITTLE <= most && most > 0).then(|| self.pack(is_new))
    }

    /// Gives what was added to the most of what was kept, before and in this run, whether it was asked for or not.
    pub fn grown(&self) -> Vec<u8> {
        let pack = |(number, shard): (usize, &Mutex<BTreeMap<Hash, Kept>>)| {
            let asked = shard.lock().unwrap_or_else(PoisonError::into_inner);
            let before = self.earlier[1].entries(number);
            let mut all: BTreeMap<Hash, &[u8]> = before.collect();
            for (key, kept) in &*asked {
                if let Kept::Fresh(bytes) = kept {
                    all.insert(*key, bytes);
                }
            }
            packed::shard(&all.into_iter().collect::<Vec<_>>())
        };
        packed::join(&self.asked.par_iter().enumerate().map(pack).collect::<Vec<_>>())
    }

    /// Tells whether little was added to the most of what was kept, or little at all.
    pub fn has_grown_little(&self) -> bool {
        let [most, added] = &self.earlier;
        added.count() <= FEW.max(most.count() / LITTLE)
    }

    /// Gives what was asked for in this run, in the same bytes for the same content.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.pack(|_| true)
    }

    fn pack(&self, is_wanted: impl Fn(&Kept) -> bool + Sync) -> Vec<u8> {
        let pack = |shard: &Mutex<BTreeMap<Hash, Kept>>| {
            let asked = shard.lock().unwrap_or_else(PoisonError::into_inner);
            let entries = asked.iter().filter(|(_, kept)| is_wanted(kept)).map(|(key, kept)| match kept {
                Kept::Earlier(pack, range) => (*key, self.earlier[*pack].bytes(range)),
                Kept::Fresh(bytes) => (*key, &**bytes),
            });
            packed::shard(&entries.collect::<Vec<_>>())
        };
        packed::join(&self.asked.par_iter().map(pack).collect::<Vec<_>>())
    }

    /// Tells whether this run made anything that no earlier one kept.
    pub fn has_fresh(&self) -> bool {
        let is_fresh = |shard: &Mutex<BTreeMap<Hash, Kept>>| {
            let asked = shard.lock().unwrap_or_else(PoisonError::into_inner);
            asked.values().any(|kept| matches!(kept, Kept::Fresh(_)))
        };
        self.asked.iter().any(is_fresh)
    }

    /// Tells whether this run kept anything else than the run before.
    pub fn is_changed(&self) -> bool {
        let asked = self.asked.iter().map(|shard| shard.lock().unwrap_or_else(PoisonError::into_inner).len());
        self.has_fresh() || asked.sum::<usize>() != self.earlier.iter().map(Packed::count).sum::<usize>()
    }

    fn over(earlier: [Packed; 2]) -> Self {
        let asked = (0..SHARDS).map(|_| Mutex::default()).collect();
        Self { earlier, asked }
    }

    fn lock(&self, shelf: Shelf, key: Hash) -> MutexGuard<'_, BTreeMap<Hash, Kept>> {
        // Nothing that could panic runs under a lock, so a poisoned one holds whole data.
        self.asked[shard(shelf, key)].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells in which shard a key lies: all shards of the first shelf come first.
fn shard(shelf: Shelf, key: Hash) -> usize {
    let each = SHARDS / Shelf::ALL.len();
    shelf as usize * each + usize::from(key.as_bytes()[0]) % each
}

/// Decodes a value that takes up all of the bytes.
fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let (value, rest) = postcard::take_from_bytes(bytes).ok()?;
    rest.is_empty().then_some(value)
}

#[cfg(test)]
mod tests;
