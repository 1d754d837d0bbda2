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

use super::Published;
use super::manifest::{MANIFEST, Stamp};
use super::target::Site;
use crate::hash::Hash;

/// How long a look lasts.
const LASTS: Duration = Duration::from_mins(10);

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

/// What is known of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Look {
    /// The hash of its manifest.
    pub(super) manifest: Hash,
    /// When all of it was looked at.
    pub(super) time: SystemTime,
    /// How many files it has.
    pub(super) files: usize,
    /// How many bytes these have.
    pub(super) bytes: u64,
}

impl Look {
    /// Gives what was published.
    pub(super) fn published(&self) -> Published {
        Published { files: self.files, bytes: self.bytes, ..Published::default() }
    }
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Notes {
    looks: BTreeMap<Mark, Look>,
    apart: Option<Apart>,
}

/// Gives what is known of a folder.
pub(super) fn known(site: &Site<'_>, folder: Mark) -> Option<Look> {
    read(site).looks.get(&folder).copied()
}

/// Tells whether a look still counts. One that is yet to come is that of a clock that went astray.
pub(super) fn lasts(site: &Site<'_>, look: &Look) -> bool {
    site.now().and_then(|now| now.duration_since(look.time).ok()).is_some_and(|age| age < LASTS)
}

/// Tells in what the spare is other than the published site, if these are their marks.
pub(super) fn apart(site: &Site<'_>, of: [Mark; 2]) -> Option<Vec<(String, Stamp)>> {
    read(site).apart.filter(|apart| apart.of == of).map(|apart| apart.files)
}

/// Forgets all that is known, before files go from a folder whose manifest still names them.
pub(super) fn forget(site: &Site<'_>) {
    let _ = fs::remove_file(&site.looked);
}

/// Notes what is known of a folder, and in what it is other, where that is new. Without the note, the next run looks.
pub(super) fn note(site: &Site<'_>, folder: Mark, look: Look, apart: Option<Apart>) {
    let Notes { looks, apart: before } = read(site);
    let mut looks: Vec<_> = looks.into_iter().filter(|(known, _)| *known != folder).collect();
    looks.sort_unstable_by_key(|(_, look)| look.time);
    let looks = looks.into_iter().rev().take(MOST - 1).chain([(folder, look)]).collect();
    if let Ok(bytes) = postcard::to_stdvec(&Notes { looks, apart: apart.or(before) }) {
        let _ = fs::write(&site.looked, bytes);
    }
}

/// Notes that all of a folder was looked at in this run, which has these files.
pub(super) fn note_now(site: &Site<'_>, folder: &Path, manifest: Hash, published: Published) {
    if let (Some(time), Some(mark)) = (site.now(), Mark::of(folder)) {
        let Published { files, bytes, .. } = published;
        note(site, mark, Look { manifest, time, files, bytes }, None);
    }
}

fn read(site: &Site<'_>) -> Notes {
    let bytes = fs::read(&site.looked).unwrap_or_default();
    postcard::from_bytes(&bytes).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::target::tests::with_site;
    use super::*;

    #[test]
    fn a_look_lasts_ten_minutes() {
        with_site("looked", |site| {
            let now = site.now().expect("the disk tells the time");
            fs::create_dir_all(&site.live).expect("a folder");
            assert_eq!(Mark::of(&site.live), None);
            fs::write(site.live.join(MANIFEST), "a manifest").expect("a file");
            let mark = Mark::of(&site.live).expect("a mark");
            assert_eq!(known(site, mark), None);
            let hash = Hash::of(b"a manifest");
            note_now(site, &site.live, hash, Published { files: 1, bytes: 2, ..Published::default() });
            let look = Look { manifest: hash, time: now, files: 1, bytes: 2 };
            assert_eq!(known(site, mark), Some(look));
            let ages = [(0, true), (599, true), (601, false)];
            for (seconds, counts) in ages {
                assert_eq!(
                    lasts(site, &Look { time: now - Duration::from_secs(seconds), ..look }),
                    counts,
                    "{seconds}"
                );
            }
            assert!(!lasts(site, &Look { time: now + Duration::from_secs(5), ..look }), "that is yet to come");
            let files = vec![("a".to_owned(), Stamp::of(b"a"))];
            let before = Look { time: now - Duration::from_mins(1), ..look };
            note(site, mark, before, Some(Apart { of: [mark, mark], files: files.clone() }));
            let other = |bytes: u64| Mark { bytes, ..mark };
            (0..9).for_each(|bytes| note(site, other(bytes), look, None));
            assert_eq!((0..9).filter(|bytes| known(site, other(*bytes)).is_some()).count(), MOST);
            assert_eq!((apart(site, [mark, mark]), apart(site, [mark, other(1)])), (Some(files), None));
            fs::write(&site.looked, "x").expect("a file");
            assert_eq!(known(site, other(8)), None, "a damaged note says nothing");
        });
    }
}
