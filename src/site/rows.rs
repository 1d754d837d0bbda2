//! Findings about pages that are made from rows of data: they are told at the row, for there is no file of the page.

use crate::diagnostic::{Diagnostic, Span};
use crate::edition::{Row, Version};

use super::Site;

/// Moves what is said of the pages of rows to the rows in their data files.
pub fn tell_at_data(site: &Site, findings: &mut [Diagnostic]) {
    let Some(version) = site.edition.versions.first().filter(|version| !version.tables.is_empty()) else { return };
    for finding in findings {
        let related = finding.related.iter_mut().map(|(span, _)| span);
        for span in [&mut finding.primary].into_iter().chain(related) {
            let Some(row) = row(version, span) else { continue };
            let range = if span.range == (0..0) { row.range.clone() } else { span.range.clone() };
            *span = Span::new(&row.source, range);
        }
    }
}

fn row<'v>(version: &'v Version, span: &Span) -> Option<&'v Row> {
    let at = version.pages.binary_search_by(|page| page.source.cmp(&span.path)).ok()?;
    let (table, row) = version.pages[at].row?;
    version.tables.get(table)?.rows.get(row)
}
