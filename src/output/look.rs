//! What the disk says of many files below one folder: whether they are there, how large they are, when they were changed.
//!
//! Receives paths below the folder, gives a [`Look`] at each. No link is followed, and no file is opened. The way to the folder
//! is gone once, because a site has tens of thousands of files.

use std::fs::{File, Metadata};
use std::path::Path;
use std::time::SystemTime;

use rayon::prelude::*;

/// What the disk says of a file or folder.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub(super) is_file: bool,
    pub(super) is_folder: bool,
    pub(super) bytes: u64,
    /// When a file was written to, or something came into a folder or left it.
    pub(super) changed: SystemTime,
}

/// Looks at what stands at paths below a folder, which need not be there; what lies side by side should follow each other.
pub(super) fn look_all(folder: &Path, paths: &[&str]) -> Vec<Option<Look>> {
    let top = Top::of(folder);
    let together: Vec<&[&str]> = paths.chunk_by(|one, other| near(one) == near(other)).collect();
    let looks = |paths: &&[&str]| {
        let near = paths.first().map_or("", |path| near(path));
        let handle = if paths.len() > 1 { top.open(near) } else { None };
        let rest = |path: &str| path[near.len()..].trim_start_matches('/').to_owned();
        let look =
            |path: &&str| handle.as_ref().and_then(|handle| short(handle, &rest(path))).or_else(|| top.look(path));
        paths.iter().map(look).collect::<Vec<_>>()
    };
    together.par_iter().flat_map_iter(looks).collect()
}

/// Gives the folder that a page's folder lies in, for the folder and for the page in it.
fn near(path: &str) -> &str {
    let page = path.strip_suffix("/index.html").unwrap_or(path);
    page.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A folder whose files are looked at.
#[derive(Debug)]
struct Top<'f> {
    path: &'f Path,
    /// The folder itself; none where it cannot be opened, as on Windows.
    handle: Option<File>,
}

impl<'f> Top<'f> {
    fn of(path: &'f Path) -> Self {
        Self { path, handle: File::open(path).ok() }
    }

    fn look(&self, below: &str) -> Option<Look> {
        let short = self.handle.as_ref().and_then(|handle| short(handle, below));
        short.or_else(|| whole(&self.path.join(below).symlink_metadata().ok()?))
    }

    /// Opens a folder below, from which the ways are shorter.
    #[cfg(target_os = "linux")]
    fn open(&self, below: &str) -> Option<File> {
        use rustix::fs::{Mode, OFlags, openat};
        let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        openat(self.handle.as_ref().filter(|_| !below.is_empty())?, below, flags, Mode::empty()).ok().map(File::from)
    }

    /// Opens a folder below; on this system that is of no use.
    #[cfg(not(target_os = "linux"))]
    fn open(&self, _below: &str) -> Option<File> {
        None
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
