//! What a site consists of: the file `ospress.json` in its folder, which is also the marker that the folder is ours.
//!
//! It names the tool, its version, the edition, and each file with its SHA-256 and size; nothing else, because it is
//! published. What lies in the folder of another version is named by a manifest in that folder ([`rooms`]). While a folder is being
//! changed its manifest says `building` and names no file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest as _, Sha256};

mod lines;
pub(super) mod rooms;

pub(super) use lines::Lines;

use super::{disk, generation};
use crate::error::Error;
use crate::hash::Hash;
use crate::path::SourcePath;
use crate::path::UrlPath;

/// Names the manifest of a site.
pub const MANIFEST: &str = "ospress.json";

const TOOL: &str = "ospress";

/// What a folder of ours holds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Manifest {
    tool: String,
    version: String,
    edition: String,
    state: State,
    /// All files, whichever manifest names them, and the manifests of folders.
    #[serde(deserialize_with = "sorted")]
    pub(super) files: BTreeMap<String, Stamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Building,
    Complete,
}

/// What a file's bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    pub(super) sha256: Digest,
    pub(super) bytes: u64,
}

impl Stamp {
    /// Takes the stamp of a file's bytes.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self { sha256: Digest(Sha256::digest(bytes).into()), bytes: bytes.len() as u64 }
    }

    /// Gives the digest in hexadecimal.
    pub(super) fn digest(self) -> String {
        self.sha256.into()
    }
}

/// A SHA-256 digest; hexadecimal where people may read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub(super) struct Digest([u8; 32]);

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        let digits = digest.0.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let mut text = Self::with_capacity(64);
        text.extend(digits.map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])));
        text
    }
}

/// What each byte is worth as a hexadecimal digit; 255 where it is none.
const DIGITS: [u8; 256] = {
    let mut digits = [u8::MAX; 256];
    let mut digit = 0;
    while digit < 16 {
        digits[b"0123456789abcdef"[digit as usize] as usize] = digit;
        digits[b"0123456789ABCDEF"[digit as usize] as usize] = digit;
        digit += 1;
    }
    digits
};

impl Digest {
    fn parse(text: &str) -> Option<Self> {
        let pairs = text.as_bytes().as_array::<64>()?.as_chunks::<2>().0;
        let mut bytes = [0; 32];
        let mut all = 0;
        for (byte, &[high, low]) in bytes.iter_mut().zip(pairs) {
            let (high, low) = (DIGITS[usize::from(high)], DIGITS[usize::from(low)]);
            all |= high | low;
            *byte = high << 4 | low & 15;
        }
        (all < 16).then_some(Self(bytes))
    }
}

impl<'de> Deserialize<'de> for Digest {
    // From borrowed text: a manifest has as many digests as the site has files.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&str>::deserialize(deserializer)?;
        Self::parse(text).ok_or_else(|| D::Error::custom("a digest has 64 hexadecimal digits"))
    }
}

/// Reads entries that are sorted already: a map of many paths is made faster at once than one by one.
fn sorted<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, Stamp>, D::Error> {
    struct Entries;
    impl<'de> Visitor<'de> for Entries {
        type Value = BTreeMap<String, Stamp>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("files with their stamps")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut entries = Vec::new();
            while let Some(entry) = map.next_entry()? {
                entries.push(entry);
            }
            Ok(entries.into_iter().collect())
        }
    }
    deserializer.deserialize_map(Entries)
}

/// The part of a manifest that makes a folder ours, whatever release wrote it.
#[derive(Deserialize)]
struct Marker {
    tool: String,
}

impl Manifest {
    /// Reads a file of the site in that folder; none where it has none at that address, or other bytes.
    pub(super) fn read_file(&self, folder: &Path, url: &UrlPath) -> Option<Vec<u8>> {
        let path = url.output_file();
        let stamp = self.files.get(&path)?;
        fs::read(folder.join(&path)).ok().filter(|bytes| Stamp::of(bytes) == *stamp)
    }

    /// Describes a whole site, by all files but manifests; gives the manifests of folders, too, each with its path.
    pub(super) fn complete(edition: &str, files: BTreeMap<String, Stamp>) -> (Self, Vec<(String, String)>) {
        let mut site = Self::new(edition, State::Complete, files);
        let lists = rooms::lists(&site);
        site.files.extend(lists.iter().map(|(path, text)| (path.clone(), Stamp::of(text.as_bytes()))));
        (site, lists)
    }

    /// Gives all files but manifests.
    pub(super) fn pages(self) -> BTreeMap<String, Stamp> {
        let mut files = self.files;
        files.retain(|path, _| !rooms::is_list(path));
        files
    }

    /// Describes a folder that is being changed: nothing in it can be counted on.
    pub(super) fn building(edition: &str) -> Self {
        Self::new(edition, State::Building, BTreeMap::new())
    }

    fn new(edition: &str, state: State, files: BTreeMap<String, Stamp>) -> Self {
        let version = env!("CARGO_PKG_VERSION").to_owned();
        Self { tool: TOOL.to_owned(), version, edition: edition.to_owned(), state, files }
    }

    /// Tells whether the folder has exactly the files that are wanted, with the bytes that they will have.
    pub(super) fn is_complete(&self, edition: &str, wanted: &BTreeMap<String, usize>, known: &[Option<Stamp>]) -> bool {
        let Some(stamps) = known.iter().copied().collect::<Option<Vec<_>>>() else {
            return false;
        };
        *self == Self::complete(edition, wanted.keys().cloned().zip(stamps).collect()).0
    }

    /// Reads the manifest of a folder, and when it was written; none where there is no folder, or an empty one.
    ///
    /// # Errors
    /// Refuses a folder that holds something and lacks our marker, and what is no folder.
    pub(super) fn read(folder: &Path) -> Result<Option<(Self, SystemTime)>, Error> {
        match folder.symlink_metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Error::io("cannot read", folder)(error)),
            Ok(metadata) if metadata.is_dir() => {}
            Ok(_) => return Err(refused(folder, "is a link or a file")),
        }
        let path = folder.join(MANIFEST);
        let Some(written) = written(folder) else {
            let mut entries = fs::read_dir(folder).map_err(Error::io("cannot list", folder))?;
            return if entries.next().is_none() { Ok(None) } else { Err(refused(folder, "was not made by ospress")) };
        };
        let text = fs::read(&path).map_err(Error::io("cannot read", &path))?;
        match Self::parse(&text) {
            Some(manifest) => {
                let nothing = Self::building(&manifest.edition);
                Ok(Some((rooms::open(manifest, folder).unwrap_or(nothing), written)))
            }
            None => Err(refused(folder, "has an `ospress.json` that ospress did not write")),
        }
    }

    /// Reads a manifest; one of an unknown form is ours but names no file.
    fn parse(text: &[u8]) -> Option<Self> {
        let inside = |path: &String| SourcePath::is_one(path) && path != MANIFEST;
        let whole = lines::parse(text).or_else(|| serde_json::from_slice::<Self>(text).ok());
        let whole = whole.filter(|manifest| manifest.files.keys().all(inside));
        let manifest = match whole {
            Some(manifest) => manifest,
            None => Self { tool: serde_json::from_slice::<Marker>(text).ok()?.tool, ..Self::building("") },
        };
        (manifest.tool == TOOL).then_some(manifest)
    }

    /// Writes the manifest into a folder at one stroke, by way of the file `draft` on the same disk; before it, those of
    /// `lists` that are other than there. Gives its hash, and these.
    pub(super) fn write(
        &self,
        lists: &[(String, String)],
        folder: &Path,
        draft: &Path,
    ) -> Result<(Hash, Vec<PathBuf>), Error> {
        let mut new = Vec::new();
        for (path, text) in lists {
            if rooms::read(folder, path, text.len() as u64).is_none_or(|there| there != text.as_bytes()) {
                let path = folder.join(path);
                disk::write(&path, text.as_bytes())?;
                new.push(path);
            }
        }
        let files = self.files.iter().filter(|(path, _)| !rooms::is_inside(path));
        let text = lines::text(self, files.map(|(path, stamp)| (path.as_str(), *stamp)));
        Ok((write_text(&[&text], folder, draft)?, new))
    }
}

/// Writes the text of a manifest, which is in pieces, into a folder, as [`Manifest::write`] does.
pub(super) fn write_text(pieces: &[&str], folder: &Path, draft: &Path) -> Result<Hash, Error> {
    let hash = || Hash::of_pieces(pieces.iter().map(|piece| piece.as_bytes()));
    let (hash, written) = rayon::join(hash, || disk::write_durably(draft, pieces));
    written?;
    let path = folder.join(MANIFEST);
    fs::rename(draft, &path).map_err(Error::io("cannot write", &path))?;
    Ok(hash)
}

/// Tells when the manifest of a folder was written; none where there is none.
pub(super) fn written(folder: &Path) -> Option<SystemTime> {
    folder.join(MANIFEST).symlink_metadata().ok().filter(fs::Metadata::is_file)?.modified().ok()
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("texts and numbers can be written as JSON")
}

fn refused(folder: &Path, reason: &str) -> Error {
    Error::Refused(format!(
        "`{}` {reason}, so it is left alone; move it away, or publish elsewhere with `--out`",
        folder.display()
    ))
}

/// A file of a site that is not as the manifest says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    /// The manifest names it, and it is not there.
    Missing(String),
    /// Its bytes are others.
    Changed(String),
    /// It is there, and the manifest does not name it.
    Added(String),
    /// The folder is not whole: a run was making it when it ended.
    Unfinished,
}

/// Gives the files that two sites both have, by their manifests, with the same bytes; none where one of them has no manifest.
pub fn same_files(one: &Path, other: &Path) -> BTreeSet<String> {
    let files = |folder| Manifest::read(folder).ok().flatten().map(|(manifest, _)| manifest.files);
    let (Some(one), Some(other)) = (files(one), files(other)) else { return BTreeSet::new() };
    one.into_iter().filter(|(path, stamp)| other.get(path) == Some(stamp)).map(|(path, _)| path).collect()
}

/// Compares every byte of a published site with its manifest; none where the folder has no manifest.
///
/// # Errors
/// Fails when the folder or a file in it cannot be read.
pub fn verify_manifest(folder: &Path) -> Result<Option<Vec<Difference>>, Error> {
    let Some((manifest, _)) = Manifest::read(folder)? else {
        return Ok(None);
    };
    let present = generation::everything(folder)?;
    let named: BTreeSet<&String> = manifest.files.keys().collect();
    let mut differences: Vec<_> =
        present.iter().filter(|path| !named.contains(path)).cloned().map(Difference::Added).collect();
    for (path, stamp) in &manifest.files {
        if !present.contains(path) {
            differences.push(Difference::Missing(path.clone()));
        } else if Stamp::of(&disk::read(&folder.join(path))?) != *stamp {
            differences.push(Difference::Changed(path.clone()));
        }
    }
    if manifest.state != State::Complete {
        differences.push(Difference::Unfinished);
    }
    differences.sort();
    Ok(Some(differences))
}
