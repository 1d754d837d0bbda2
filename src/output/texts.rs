//! Values that are kept in one file and read one by one: `.ospress/texts` below the root.
//!
//! What an old version says is large, and a later run needs little of it. A value is named by where it lies and by its hash,
//! so a file that was damaged, or belongs to another run, gives nothing.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::cache;
use crate::hash::Hash;

/// The file, below the folder of the cache.
const FILE: &str = "texts";

/// Where a value lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Name {
    at: u64,
    bytes: usize,
    /// The beginning of its hash.
    hash: u64,
}

/// Values to be kept, each once.
#[derive(Debug, Default)]
pub struct Pile(Mutex<(Vec<u8>, BTreeMap<Hash, Name>)>);

impl Pile {
    /// Puts a value on the pile, unless it is there.
    ///
    /// # Panics
    /// If the value cannot be serialised, which plain data always can.
    pub fn put(&self, value: &impl Serialize) -> Name {
        let bytes = postcard::to_stdvec(value).expect("plain data can be serialised");
        let hash = Hash::of(&bytes);
        // Nothing that could panic runs under the lock.
        let (all, names) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *names.entry(hash).or_insert_with(|| {
            let name = Name { at: all.len() as u64, bytes: bytes.len(), hash: hash.beginning() };
            all.extend_from_slice(&bytes);
            name
        })
    }

    /// Keeps the pile for the next run; gives how many bytes it has.
    ///
    /// # Errors
    /// Fails when the file cannot be written, which costs the next run time and nothing else.
    pub fn save(self, root: &Path) -> io::Result<u64> {
        let (all, _) = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        cache::put(root, &all, FILE).map(|()| all.len() as u64)
    }
}

/// The values that were kept.
#[derive(Debug)]
pub struct Texts(Option<(File, u64)>);

impl Texts {
    /// Opens what was kept; nothing is found where there is no such file.
    pub fn open(root: &Path) -> Self {
        let file = File::open(root.join(cache::FOLDER).join(FILE)).ok();
        Self(file.and_then(|file| file.metadata().map(|metadata| (file, metadata.len())).ok()))
    }

    /// Gives how many bytes were kept.
    pub fn bytes(&self) -> u64 {
        self.0.as_ref().map_or(0, |(_, bytes)| *bytes)
    }

    /// Reads a value.
    pub fn read<T: DeserializeOwned>(&self, Name { at, bytes, hash }: Name) -> Option<T> {
        let (file, all) = self.0.as_ref()?;
        // A damaged name must not ask for more memory than there is file.
        if at.checked_add(bytes as u64)? > *all {
            return None;
        }
        let mut value = vec![0; bytes];
        read_at(file, &mut value, at).ok()?;
        (Hash::of(&value).beginning() == hash).then(|| postcard::from_bytes(&value).ok()).flatten()
    }
}

/// Removes what was kept, once it is known to be damaged.
pub fn forget(root: &Path) {
    let _ = std::fs::remove_file(root.join(cache::FOLDER).join(FILE));
}

#[cfg(unix)]
fn read_at(file: &File, value: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, value, at)
}

#[cfg(not(unix))]
fn read_at(file: &File, value: &mut [u8], at: u64) -> io::Result<()> {
    use std::io::{Read, Seek, SeekFrom};
    let mut file = file.try_clone()?;
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(value)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_was_put_is_read_and_nothing_else() {
        let root = std::env::temp_dir().join(format!("ospress-texts-{}", std::process::id()));
        fs::create_dir_all(&root).expect("a folder");
        let pile = Pile::default();
        let names: Vec<Name> = ["one", "two", "one"].iter().map(|text| pile.put(text)).collect();
        assert!(names[0].at == names[2].at && names[0].at != names[1].at, "each value lies there once");
        pile.save(&root).expect("a file");
        let read = |name| Texts::open(&root).read::<String>(name);
        assert_eq!((read(names[0]), read(names[1])), (Some("one".into()), Some("two".into())));
        for wrong in [
            Name { at: 1, ..names[0] },
            Name { at: u64::MAX, ..names[0] },
            Name { bytes: usize::MAX, ..names[0] },
            Name { hash: names[1].hash, ..names[0] },
        ] {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
        fs::remove_dir_all(&root).expect("the folder");
        assert_eq!(read(names[0]), None);
    }
}
