//! The rules of a good handbook that are not about one file's syntax; one file for each family.

use crate::diagnostic::Diagnostic;
use crate::site::Site;

/// Looks over a site.
pub fn run(_site: &Site) -> Vec<Diagnostic> {
    Vec::new()
}
