//! Ids stay when pages move, so each belongs to one page.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edition::Page;
use crate::site::Site;

/// Finds pages of the current version that have the same id.
pub(super) fn check(site: &Site) -> Vec<Diagnostic> {
    site.edition.versions.first().map_or_else(Vec::new, |version| in_version(&version.pages))
}

fn in_version(pages: &[Arc<Page>]) -> Vec<Diagnostic> {
    let mut first = BTreeMap::new();
    let mut findings = Vec::new();
    for page in pages {
        let Some(id) = &page.meta.id else { continue };
        let place = |page: &Page| Span::new(&page.source, page.meta.places.get("id").cloned().unwrap_or_default());
        let owner = *first.entry(id).or_insert(page);
        if owner.source != page.source {
            let message = format!("`{}` and `{}` have the same id `{id}`", owner.source, page.source);
            let finding = Diagnostic::new(Code::IdDuplicate, place(page), message)
                .related(place(owner), "the page that had the id first")
                .help("give each page an id of its own; others refer to the page by it");
            findings.push(finding);
        }
    }
    findings
}
