//! What makes a page doubtful only where it is for more readers than somebody may have meant: an unknown directive, a
//! foreign key such as `private`, an audience's name on an HTML element.
//!
//! They are found when a file is read, and weighed when it is known who may read it.

use std::collections::BTreeSet;

use crate::audience::Audience;
use crate::diagnostic::Diagnostic;

use super::document::Document;
use super::sections::Sections;

/// A finding that counts where a page is for a wider audience than one.
#[derive(Debug, Clone)]
pub(super) struct Caveat {
    pub(super) finding: Diagnostic,
    /// The audience that may have been meant.
    pub(super) meant: Audience,
}

/// Makes the pages doubtful on which a caveat counts, their own or one that a section sets for them.
pub(super) fn weigh(documents: &mut [Document], sections: &Sections) -> Vec<Diagnostic> {
    let of_section =
        |document: &Document| document.front.children.as_ref().is_some_and(|below| !below.caveats.is_empty());
    let givers: BTreeSet<usize> = (0..documents.len()).filter(|at| of_section(&documents[*at])).collect();
    let mut findings = Vec::new();
    for at in 0..documents.len() {
        let document = &documents[at];
        let own = document.caveats.iter().chain(&document.front.caveats);
        let above = if givers.is_empty() { Vec::new() } else { sections.providers(at, &document.place) };
        let above = above.iter().filter(|index| givers.contains(index));
        let inherited =
            above.filter_map(|index| documents[*index].front.children.as_ref()).flat_map(|below| &below.caveats);
        let before = findings.len();
        findings.extend(
            own.chain(inherited).filter(|caveat| document.audience < caveat.meant).map(|caveat| caveat.finding.clone()),
        );
        documents[at].is_doubtful |= findings.len() > before;
    }
    findings
}
