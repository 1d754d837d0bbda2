//! What site.toml leaves open.

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::path::SourcePath;
use crate::site::Site;

/// Notes that the site does not know its own address.
pub(super) fn check(site: &Site) -> Vec<Diagnostic> {
    if site.edition.settings.base_url.is_some() {
        return Vec::new();
    }
    let path = SourcePath::new("site.toml").expect("a path without odd segments");
    let message = "there is no `base_url`, so the site has no canonical links, no sitemap and no feed";
    let finding = Diagnostic::new(Code::BaseUrlMissing, Span::file(&path), message)
        .help("write `base_url = \"https://...\"` with the address that the site will stand at");
    vec![finding]
}
