//! Files that lie in the content and that nobody links to: they are not published.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::path::SourcePath;
use crate::site::Site;

/// Finds the unused files of the current version.
///
/// The widest edition says nothing: what it does not use may well be a narrower one's, and its readers need not know
/// that the file exists.
pub(super) fn check(site: &Site) -> Vec<Diagnostic> {
    let is_widest = site.edition.settings.audience_mark.is_none();
    let (Some(version), Some(tree), false) = (site.edition.versions.first(), site.trees.first(), is_widest) else {
        return Vec::new();
    };
    let used: BTreeSet<_> = tree.used_assets.values().chain(&tree.refused_assets).collect();
    let unused = version.assets.iter().filter(|(path, asset)| !used.contains(path) && !asset.is_data);
    unused.map(|(path, _)| finding(path)).collect()
}

fn finding(path: &SourcePath) -> Diagnostic {
    let (message, help) = if path.extension() == "mdx" {
        (format!("`{path}` is no page: `.mdx` is not read"), "rename it to `.md`")
    } else {
        (format!("no page uses `{path}`, so it is not published"), "link to it from a page, or take the file out")
    };
    Diagnostic::new(Code::AssetUnused, Span::file(path), message).help(help)
}
