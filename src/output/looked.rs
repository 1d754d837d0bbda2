//! What is known of the two folders of an edition without reading their manifests: when all files were looked at last, and in what
//! the spare is other than the published site.
//!
//! A look takes one question to the disk for each of tens of thousands of files. Most of them are pages of old versions, which no
//! run writes to. So a run that makes little looks at what is today's, and at the old pages only when the last look is some minutes
//! old. What somebody did to one of them by hand is mended then.
//!
//! `out/.looked-public` holds it, by the marks of the manifests. It may be deleted at any time.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::Path;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::manifest::{MANIFEST, Stamp};
use super::target::Site;
use crate::hash::Hash;

/// How long a look lasts.
const LASTS: Duration = Duration::from_secs(600);

/// How many folders are told of: two, and as many that they were before.
const MOST: usize = 4;

/// By what a manifest is known: when it was written, how many bytes it has, and the number that the disk has for it. Of two that are
/// there at one time, no mark is the other's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Mark {
    pub(super) written: SystemTime,
    bytes: u64,
    file: u64,
}

impl Mark {
    /// Takes the mark of a folder's manifest; none where it has none.
    pub(super) fn of(folder: &Path) -> Option<Self> {
        let metadata = folder.join(MANIFEST).symlink_metadata().ok().filter(Metadata::is_file)?;
        Some(Self { written: metadata.modified().ok()?, bytes: metadata.len(), file: number(&metadata) })
    }
}

#[cfg(unix)]
fn number(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn number(_metadata: &Metadata) -> u64 {
    0
}

/// In what a spare is other than the published site.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Apart {
    /// The published site, and the spare.
    pub(super) of: [Mark; 2],
    /// What the spare has, where the published site has other bytes; all other files are the same.
    pub(super) files: Vec<(String, Stamp)>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Notes {
    /// The hash of each manifest, and when all of its folder was looked at.
    looks: BTreeMap<Mark, (Hash, SystemTime)>,
    apart: Option<Apart>,
}

/// Tells when all of a folder was looked at; none where that is too long ago to count.
pub(super) fn recently(site: &Site<'_>, folder: Mark) -> Option<SystemTime> {
    let (_, time) = *read(site).looks.get(&folder)?;
    // A look that is yet to come is a clock that went astray.
    site.now()?.duration_since(time).is_ok_and(|age| age < LASTS).then_some(time)
}

/// Gives the hash of the manifest with that mark, which is `text`.
pub(super) fn hash(site: &Site<'_>, folder: Mark, text: &[u8]) -> Hash {
    read(site).looks.get(&folder).map_or_else(|| Hash::of(text), |(hash, _)| *hash)
}

/// Tells in what the spare is other than the published site, if these are their marks.
pub(super) fn apart(site: &Site<'_>, of: [Mark; 2]) -> Option<Vec<(String, Stamp)>> {
    read(site).apart.filter(|apart| apart.of == of).map(|apart| apart.files)
}

/// Notes that all of a folder was looked at in this run, whose manifest has that hash.
pub(super) fn note(site: &Site<'_>, folder: &Path, manifest: Hash) {
    if let (Some(now), Some(folder)) = (site.now(), Mark::of(folder)) {
        note_at(site, (folder, manifest), now, None);
    }
}

/// Notes when all of a folder was looked at, and in what it is other, where that is known. Without the note, the next run looks.
pub(super) fn note_at(site: &Site<'_>, (folder, manifest): (Mark, Hash), time: SystemTime, apart: Option<Apart>) {
    let Notes { looks, apart: before } = read(site);
    let mut looks: Vec<_> = looks.into_iter().filter(|(known, _)| *known != folder).collect();
    looks.sort_unstable_by_key(|(_, (_, time))| *time);
    let looks = looks.into_iter().rev().take(MOST - 1).chain([(folder, (manifest, time))]).collect();
    if let Ok(bytes) = postcard::to_stdvec(&Notes { looks, apart: apart.or(before) }) {
        let _ = fs::write(&site.looked, bytes);
    }
}

fn read(site: &Site<'_>) -> Notes {
    let bytes = fs::read(&site.looked).unwrap_or_default();
    postcard::from_bytes(&bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::{Target, Turn};
    use super::*;

    #[test]
    fn a_look_lasts_ten_minutes() {
        let root = std::env::temp_dir().join(format!("ospress-looked-{}", std::process::id()));
        let (out, content) = (root.join("dist"), root.join("content"));
        fs::create_dir_all(&content).expect("a folder");
        let target = Target { out: &out, edition: "public", root: &root, content: &content };
        let turn = Turn::take(&target, &|| {}).expect("a turn");
        let site = Site::open(&turn, &target).expect("a site");
        let now = site.now().expect("the disk tells the time");
        fs::create_dir_all(&site.live).expect("a folder");
        assert_eq!(Mark::of(&site.live), None);
        fs::write(site.live.join(MANIFEST), "a manifest").expect("a file");
        let mark = Mark::of(&site.live).expect("a mark");
        assert_eq!(recently(&site, mark), None);
        let hash = Hash::of(b"a manifest");
        note(&site, &site.live, hash);
        assert_eq!(recently(&site, mark), Some(now));
        for (seconds, lasts) in [(599, true), (601, false)] {
            note_at(&site, (mark, hash), now - Duration::from_secs(seconds), None);
            assert_eq!(recently(&site, mark).is_some(), lasts, "{seconds}");
        }
        note_at(&site, (mark, hash), now + Duration::from_secs(5), None);
        assert_eq!(recently(&site, mark), None, "that is yet to come");
        let files = vec![("a".to_owned(), Stamp::of(b"a"))];
        note_at(
            &site,
            (mark, hash),
            now - Duration::from_secs(60),
            Some(Apart { of: [mark, mark], files: files.clone() }),
        );
        let other = |bytes: u64| Mark { bytes, ..mark };
        (0..9).for_each(|bytes| note_at(&site, (other(bytes), hash), now, None));
        assert_eq!((0..9).filter(|bytes| recently(&site, other(*bytes)).is_some()).count(), MOST);
        assert_eq!((apart(&site, [mark, mark]), apart(&site, [mark, other(1)])), (Some(files), None));
        fs::write(&site.looked, "x").expect("a file");
        assert_eq!(recently(&site, other(8)), None, "a damaged note says nothing");
        fs::remove_dir_all(&root).expect("the folder");
    }
}
