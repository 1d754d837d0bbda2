//! What the disk says of many files below one folder: whether they are there, how large they are, when they were changed.
//!
//! Receives paths below the folder, gives a [`Look`] at each. No link is followed, and no file is opened. The way to the folder
//! is gone once, because a site has tens of thousands of files.

use std::fs::{File, Metadata};
use std::path::Path;
use std::time::SystemTime;

/// What the disk says of a file or folder.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) is_file: bool,
    pub(super) is_folder: bool,
    pub(super) bytes: u64,
    /// When a file was written to, or something came into a folder or left it.
    pub(super) changed: SystemTime,
}

/// A folder whose files are looked at.
#[derive(Debug)]
pub(super) struct Top<'f> {
    path: &'f Path,
    /// The folder itself; none where it cannot be opened, as on Windows.
    handle: Option<File>,
}

impl<'f> Top<'f> {
    /// Takes a folder; it need not be there.
    pub(super) fn of(path: &'f Path) -> Self {
        Self { path, handle: File::open(path).ok() }
    }

    /// Looks at what stands at a path below the folder.
    pub(super) fn look(&self, below: &str) -> Option<Look> {
        let short = self.handle.as_ref().and_then(|handle| short(handle, below));
        short.or_else(|| whole(&self.path.join(below).symlink_metadata().ok()?))
    }
}

fn whole(metadata: &Metadata) -> Option<Look> {
    let changed = metadata.modified().ok()?;
    Some(Look { is_file: metadata.is_file(), is_folder: metadata.is_dir(), bytes: metadata.len(), changed })
}

/// Looks from the folder's handle on; none where that tells nothing.
#[cfg(target_os = "linux")]
fn short(handle: &File, below: &str) -> Option<Look> {
    use rustix::fs::{AtFlags, FileType, StatxFlags, statx};
    let wanted = StatxFlags::TYPE | StatxFlags::SIZE | StatxFlags::MTIME;
    let found = statx(handle, below, AtFlags::SYMLINK_NOFOLLOW, wanted).ok()?;
    let kind = FileType::from_raw_mode(u32::from(found.stx_mode));
    let seconds = u64::try_from(found.stx_mtime.tv_sec).ok()?;
    let changed = SystemTime::UNIX_EPOCH.checked_add(std::time::Duration::new(seconds, found.stx_mtime.tv_nsec))?;
    let is_told = StatxFlags::from_bits_retain(found.stx_mask).contains(wanted);
    let look = Look { is_file: kind.is_file(), is_folder: kind.is_dir(), bytes: found.stx_size, changed };
    is_told.then_some(look)
}

/// Looks from the folder's handle on; this system has no such way.
#[cfg(not(target_os = "linux"))]
fn short(_handle: &File, _below: &str) -> Option<Look> {
    None
}
