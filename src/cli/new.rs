//! `ospress new`: a page with the right front matter in the right folder.

use std::path::Path;

use crate::edition::Kind;
use crate::error::Error;

/// Writes the page; says where.
///
/// # Errors
/// Fails when there is such a page already, or the file cannot be written.
pub fn run(_root: &Path, _kind: Kind, _title: &str) -> Result<String, Error> {
    todo!()
}
