//! The only writer of sites: a finished site replaces the published one in one atomic exchange, or not at all.

use std::path::Path;

use crate::error::Error;
use crate::path::UrlPath;

/// What publishing did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Published {
    /// How many files the site has.
    pub files: usize,
    /// How many bytes it has.
    pub bytes: u64,
    /// How many of the files had to be made.
    pub made: usize,
}

/// A file to publish: where it will stand, what it is made from, and how.
pub struct File<'a> {
    /// Its address.
    pub url: &'a UrlPath,
    /// The hash of everything that its bytes depend on.
    pub key: crate::hash::Hash,
    /// Makes the bytes.
    pub make: Box<dyn Fn() -> Result<Vec<u8>, Error> + Send + Sync + 'a>,
}

/// Publishes files as the site `out/edition`.
///
/// # Errors
/// Fails, leaving the published site as it was, when a file cannot be made or written, and when the folder is not ours.
pub fn publish(
    _out: &Path,
    _edition: &str,
    _files: &[File<'_>],
    _memo: &crate::memo::Memo,
) -> Result<Published, Error> {
    todo!()
}
