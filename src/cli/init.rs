//! `ospress init`: a starter handbook.

use std::path::Path;

use crate::error::Error;

/// Writes a starter handbook into a new or empty folder.
///
/// # Errors
/// Fails when the folder holds something already, or cannot be written.
pub fn run(_dir: &Path, _name: Option<&str>) -> Result<String, Error> {
    todo!()
}
