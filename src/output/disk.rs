//! The few operations on the disk that `output` is made of, each with the path in its failure.
//!
//! No file is ever changed in place: two generations of a site may share it, and a reader may be reading it.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::error::Error;

/// Reads a file.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(Error::io("cannot read", path))
}

/// Writes a file that nothing else shares; what stood there loses its name.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<File, Error> {
    let new = anew(path, || File::options().write(true).create_new(true).open(path));
    let written = new.and_then(|mut file| file.write_all(bytes).map(|()| file));
    written.map_err(Error::io("cannot write", path))
}

/// Makes a folder, where there is none.
pub(super) fn make_folder(path: &Path) -> Result<(), Error> {
    let is_there = || path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir());
    let made = anew(path, || fs::create_dir(path).or_else(|error| if is_there() { Ok(()) } else { Err(error) }));
    made.map_err(Error::io("cannot make", path))
}

/// Makes something at a path, if need be after what stands there is removed.
fn anew<T>(path: &Path, make: impl Fn() -> io::Result<T>) -> io::Result<T> {
    make().or_else(|error| {
        if error.kind() != ErrorKind::AlreadyExists {
            return Err(error);
        }
        remove(path)?;
        make()
    })
}

/// Writes a new file, piece by piece, and waits until it is on the disk.
pub(super) fn write_durably(path: &Path, pieces: &[&str]) -> Result<(), Error> {
    let mut file = write(path, &[])?;
    let written = pieces.iter().try_for_each(|piece| file.write_all(piece.as_bytes()));
    written.and_then(|()| file.sync_all()).map_err(Error::io("cannot write", path))
}

/// Gives a file a second name; where the disk cannot, copies it.
pub(super) fn link(from: &Path, to: &Path) -> Result<(), Error> {
    if name(from, to) { Ok(()) } else { write(to, &read(from)?).map(drop) }
}

/// Gives a file, whose bytes are at hand, a second name; where the disk cannot, writes them.
pub(super) fn link_read(from: &Path, bytes: &[u8], to: &Path) -> Result<(), Error> {
    if name(from, to) { Ok(()) } else { write(to, bytes).map(drop) }
}

/// Tries to give a file a second name.
fn name(from: &Path, to: &Path) -> bool {
    anew(to, || fs::hard_link(from, to)).is_ok()
}

/// Removes a file or a link, if there is one.
pub(super) fn remove_file(path: &Path) -> Result<(), Error> {
    unless_missing(fs::remove_file(path)).map_err(Error::io("cannot delete", path))
}

/// Removes whatever stands at a path, if anything does; no link is followed.
pub(super) fn remove_all(path: &Path) -> Result<(), Error> {
    unless_missing(remove(path)).map_err(Error::io("cannot delete", path))
}

fn remove(path: &Path) -> io::Result<()> {
    if path.symlink_metadata()?.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}

fn unless_missing(result: io::Result<()>) -> io::Result<()> {
    result.or_else(|error| if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

/// Waits until everything that was written to the disk of a folder would survive a power failure.
#[cfg(target_os = "linux")]
pub(super) fn sync_all(folder: &Path) -> Result<(), Error> {
    let synced = File::open(folder).and_then(|folder| Ok(rustix::fs::syncfs(folder)?));
    synced.map_err(Error::io("cannot write", folder))
}

/// Asks for everything that was written to reach the disk.
#[cfg(all(unix, not(target_os = "linux")))]
pub(super) fn sync_all(_folder: &Path) -> Result<(), Error> {
    rustix::fs::sync();
    Ok(())
}

/// Leaves it to the system when files reach the disk.
#[cfg(not(unix))]
pub(super) fn sync_all(_folder: &Path) -> Result<(), Error> {
    Ok(())
}

/// Waits until files would survive a power failure; at once, since the disk then has to be waited for once.
pub(super) fn sync_each(files: &[PathBuf]) -> Result<(), Error> {
    files
        .par_iter()
        .try_for_each(|file| File::open(file).and_then(|file| file.sync_all()).map_err(Error::io("cannot write", file)))
}

/// Waits until files below a folder, and their names, would survive a power failure.
pub(super) fn sync_files(folder: &Path, files: &[PathBuf]) -> Result<(), Error> {
    sync_each(files)?;
    let folders: BTreeSet<&Path> = files.iter().filter_map(|file| file.parent()).chain([folder]).collect();
    folders.into_iter().try_for_each(sync_names)
}

/// Waits until the names in a folder would survive a power failure.
pub(super) fn sync_names(folder: &Path) -> Result<(), Error> {
    if cfg!(windows) {
        return Ok(());
    }
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::io("cannot write", folder))
}

/// Exchanges two folders in one step; tells whether the file system can.
#[cfg(any(target_os = "linux", target_vendor = "apple"))]
pub(super) fn exchange(one: &Path, other: &Path) -> Result<bool, Error> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match rustix::io::retry_on_intr(|| renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(false),
        Err(error) => Err(Error::io("cannot replace", other)(error.into())),
    }
}

/// Exchanges two folders in one step; this system cannot.
#[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
pub(super) fn exchange(_one: &Path, _other: &Path) -> Result<bool, Error> {
    Ok(false)
}

/// Gives a file or folder another name.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), Error> {
    fs::rename(from, to).map_err(Error::io("cannot rename", from))
}
