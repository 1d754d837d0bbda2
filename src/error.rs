//! What stops a run: the machine's failures, each with its path. Authors' mistakes are [`crate::diagnostic`]s instead.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why the run could not go on. Every command exits with 2 on it.
#[derive(Debug)]
pub enum Error {
    /// The operating system refused an operation on a file.
    Io {
        /// What was tried, as in "cannot read".
        action: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The command cannot be carried out as it was given; the text says why and what to do.
    Refused(String),
}

impl Error {
    /// Adds what was tried, and on which file, to a failure of the operating system.
    pub fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { action, path, source } => write!(f, "{action} `{}`: {source}", path.display()),
            Self::Refused(reason) => f.write_str(reason),
        }
    }
}

impl std::error::Error for Error {}
