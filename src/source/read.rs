//! The one way to open a file of the handbook: plain files only, no link followed, never more than a limit.
//!
//! Receives a path, gives bytes or the reason why not. What a device, a pipe or a link would do when it is read never
//! happens: the kernel is asked to refuse a link and not to wait, and what was opened is looked at before it is read.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edition::Blob;
use crate::error::Error;
use crate::path::SourcePath;

/// Why a file was not read.
#[derive(Debug)]
pub(super) enum Refusal {
    /// It is a symbolic link, a pipe, a socket or a device.
    Special,
    /// It has so many bytes, above the limit.
    TooLarge(u64, u64),
    /// The operating system said no.
    System(io::Error),
}

impl Refusal {
    /// Says it to the author.
    pub(super) fn diagnostic(self, path: &SourcePath) -> Diagnostic {
        let finding = |code, message: String| Diagnostic::new(code, Span::file(path), message);
        match self {
            Self::Special => finding(Code::FileSpecial, format!("`{path}` is a symbolic link or no ordinary file"))
                .help("put a copy of the file itself there, or delete it; ospress follows no links"),
            Self::TooLarge(size, limit) => {
                finding(Code::FileTooLarge, format!("`{path}` has {size} bytes, and the limit is {limit}"))
                    .help("split the page, or make the file smaller; link to a large download instead")
            }
            Self::System(error) => finding(Code::FileUnreadable, format!("`{path}` cannot be read: {}", plain(&error)))
                .help("check who owns the file and that you may read it"),
        }
    }

    /// Says it where the run cannot go on without the file.
    pub(super) fn error(self, folder: &Path, path: &SourcePath) -> Error {
        let whole = folder.join(path.as_str());
        match self {
            Self::System(error) => Error::io("cannot read", &whole)(error),
            other => {
                Error::Refused(format!("{}; the file is in `{}`", other.diagnostic(path).message, folder.display()))
            }
        }
    }
}

/// Reads a file into shared bytes of exactly its size, by way of one buffer for each thread.
pub(super) fn blob(path: &Path, limit: u64) -> Result<Blob, Refusal> {
    thread_local! {
        static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    BUFFER.with_borrow_mut(|buffer| {
        fill(path, limit, buffer)?;
        let blob = Blob::copy(buffer);
        if buffer.capacity() > 4 << 20 {
            *buffer = Vec::new();
        }
        Ok(blob)
    })
}

/// Reads a file.
pub(super) fn bytes(path: &Path, limit: u64) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    fill(path, limit, &mut bytes)?;
    Ok(bytes)
}

/// Puts the file's bytes, as many as it has when it is opened, into `buffer`.
fn fill(path: &Path, limit: u64, buffer: &mut Vec<u8>) -> Result<(), Refusal> {
    let mut file = open(path)?;
    let metadata = file.metadata().map_err(Refusal::System)?;
    if !metadata.is_file() {
        return Err(Refusal::Special);
    }
    let size = metadata.len();
    if size > limit {
        return Err(Refusal::TooLarge(size, limit));
    }
    let size = usize::try_from(size).map_err(|_| Refusal::TooLarge(size, limit))?;
    if buffer.len() < size {
        buffer.resize(size, 0);
    }
    let filled = read_up_to(&mut file, &mut buffer[..size]).map_err(Refusal::System)?;
    buffer.truncate(filled);
    Ok(())
}

/// Reads until the buffer is full or the file ends, and tells how much it was.
fn read_up_to(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(unix)]
fn open(path: &Path) -> Result<File, Refusal> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    match rustix::io::retry_on_intr(|| rustix::fs::open(path, flags, Mode::empty())) {
        Ok(descriptor) => Ok(File::from(descriptor)),
        // A link, and a socket or a device without a driver.
        Err(rustix::io::Errno::LOOP | rustix::io::Errno::NXIO | rustix::io::Errno::NODEV) => Err(Refusal::Special),
        Err(error) => Err(Refusal::System(error.into())),
    }
}

#[cfg(not(unix))]
fn open(path: &Path) -> Result<File, Refusal> {
    if !path.symlink_metadata().map_err(Refusal::System)?.is_file() {
        return Err(Refusal::Special);
    }
    File::open(path).map_err(Refusal::System)
}

/// Words a failure without the number that the system adds.
pub(super) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
