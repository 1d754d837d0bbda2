//! Links to pages that an edition of some sections leaves out and another edition for its readers has.

use crate::path::SourcePath;

use super::Target;
use super::destination::{self, Local};
use super::link::{Origin, Scope};

/// What the name of a page's file may have more than a link that leads to it.
const PAGE_ENDS: [&str; 5] = ["", ".md", "/_index.md", "/index.md", "/README.md"];

impl Scope<'_> {
    /// Finds a page that another edition has and this one leaves out.
    pub(super) fn elsewhere(&self, local: &Local<'_>, origin: Origin<'_>) -> Option<Target> {
        let pages = &self.version.elsewhere;
        let paths = if pages.is_empty() { Vec::new() } else { self.paths(&local.path, origin) };
        let names = paths.iter().flat_map(|path| PAGE_ENDS.map(|end| format!("{}{end}", path.trim_end_matches('/'))));
        let address = names
            .filter_map(|name| SourcePath::new(name.trim_start_matches('/')).ok())
            .find_map(|name| pages.get(&name))?;
        let fragment = local.fragment.as_deref().filter(|fragment| !fragment.is_empty()).map(destination::fragment);
        Some(Target::Elsewhere([address, &*local.query, &fragment.unwrap_or_default()].concat()))
    }
}
