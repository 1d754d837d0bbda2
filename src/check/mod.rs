//! The rules of a good handbook that are not about one file's syntax; one file for each family.

use crate::diagnostic::Diagnostic;
use crate::site::Site;

mod assets;
mod ids;
mod settings;

/// Looks over a site.
pub fn run(site: &Site) -> Vec<Diagnostic> {
    let mut findings = settings::check(site);
    findings.extend(ids::check(site));
    findings.extend(assets::check(site));
    findings
}
