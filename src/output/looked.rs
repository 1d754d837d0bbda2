//! When all files of a site were looked at last, which takes one question to the disk for each of tens of thousands.
//!
//! Most of them are pages of old versions, which no run writes to. So a run that makes little looks at what is today's, and at the old
//! pages only when the last look is some minutes old. What somebody did to one of them by hand is mended then.
//!
//! `out/.looked-public` says it for both folders of an edition, each by the hash of its manifest. It may be deleted at any time.

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, SystemTime};

use super::target::Site;
use crate::hash::Hash;

/// How long a look lasts.
const LASTS: Duration = Duration::from_secs(600);

/// How many folders are told of: two, and as many that they were before.
const MOST: usize = 4;

type Looks = BTreeMap<Hash, SystemTime>;

/// Tells when all of the folder with that manifest was looked at; none where that is too long ago to count.
pub(super) fn recently(site: &Site<'_>, manifest: Hash) -> Option<SystemTime> {
    let time = *read(site).get(&manifest)?;
    // A look that is yet to come is a clock that went astray.
    site.now()?.duration_since(time).is_ok_and(|age| age < LASTS).then_some(time)
}

/// Notes that all of the folder with that manifest was looked at in this run.
pub(super) fn note(site: &Site<'_>, manifest: Hash) {
    if let Some(now) = site.now() {
        note_at(site, manifest, now);
    }
}

/// Notes when all of the folder that has that manifest now was looked at. Without the note, the next run looks.
pub(super) fn note_at(site: &Site<'_>, manifest: Hash, time: SystemTime) {
    let mut looks: Vec<_> = read(site).into_iter().filter(|(known, _)| *known != manifest).collect();
    looks.sort_unstable_by_key(|(_, time)| *time);
    let left = looks.into_iter().rev().take(MOST - 1).chain([(manifest, time)]);
    if let Ok(bytes) = postcard::to_stdvec(&left.collect::<Looks>()) {
        let _ = fs::write(&site.looked, bytes);
    }
}

fn read(site: &Site<'_>) -> Looks {
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
        let hash = Hash::of(b"a manifest");
        assert_eq!(recently(&site, hash), None);
        note(&site, hash);
        assert_eq!(recently(&site, hash), Some(now));
        for (seconds, lasts) in [(599, true), (601, false)] {
            note_at(&site, hash, now - Duration::from_secs(seconds));
            assert_eq!(recently(&site, hash).is_some(), lasts, "{seconds}");
        }
        note_at(&site, hash, now + Duration::from_secs(5));
        assert_eq!(recently(&site, hash), None, "that is yet to come");
        note_at(&site, hash, now - Duration::from_secs(60));
        for number in 0..9_u8 {
            note(&site, Hash::of(&[number]));
        }
        assert_eq!((0..9_u8).filter(|number| recently(&site, Hash::of(&[*number])).is_some()).count(), MOST);
        fs::write(&site.looked, "x").expect("a file");
        assert_eq!(recently(&site, Hash::of(&[8])), None, "a damaged note says nothing");
        fs::remove_dir_all(&root).expect("the folder");
    }
}
