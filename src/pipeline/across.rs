//! What only a look across editions can tell: a link whose page exists, but not for these readers.
//!
//! An edition cannot know what narrower ones have, so to it such a link is simply dead. Here the finding is worded anew,
//! and becomes one about audiences, which no option can silence. Titles and texts of hidden pages are not named.

use std::collections::BTreeSet;

use super::press::Proof;
use crate::audience::{Audience, Audiences};
use crate::config::{Config, EditionConfig};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::path::SourcePath;

/// Finds the dead links of each edition that lead somewhere in a narrower one.
///
/// `set` sets further editions; it is asked only where a link is dead and `--edition` left editions out.
pub(super) fn word_audience_links(
    proofs: &mut [Proof],
    config: &Config,
    set: impl FnOnce(&[&EditionConfig]) -> Vec<Proof>,
) {
    if !proofs.iter().any(|proof| proof.findings.iter().any(is_dead_link)) {
        return;
    }
    let absent: Vec<&EditionConfig> = config
        .editions
        .iter()
        .filter(|edition| proofs.iter().all(|proof| proof.site.edition.name != edition.name))
        .filter(|edition| proofs.iter().any(|proof| proof.audience < edition.audience))
        .collect();
    let others = if absent.is_empty() { Vec::new() } else { set(&absent) };
    let views: Vec<View> = proofs.iter().chain(&others).map(View::new).collect();
    for proof in proofs {
        word(proof.audience, &mut proof.findings, &views, &config.audiences);
    }
}

/// What one edition has to say about dead links.
struct View {
    audience: Audience,
    /// The files of its pages, sorted.
    pages: Vec<SourcePath>,
    dead: BTreeSet<Place>,
}

/// Where a link stands.
type Place = (SourcePath, usize, usize);

fn place(finding: &Diagnostic) -> Place {
    let Span { path, range } = &finding.primary;
    (path.clone(), range.start, range.end)
}

impl View {
    fn new(proof: &Proof) -> Self {
        let pages = proof.site.edition.versions.iter().flat_map(|version| &version.pages);
        let mut pages: Vec<SourcePath> = pages.map(|page| page.source.clone()).collect();
        pages.sort();
        let dead = proof.findings.iter().filter(|finding| is_dead_link(finding)).map(place).collect();
        Self { audience: proof.audience, pages, dead }
    }

    /// Tells whether the link leads somewhere in this edition.
    fn has_target(&self, finding: &Diagnostic) -> bool {
        self.pages.binary_search(&finding.primary.path).is_ok() && !self.dead.contains(&place(finding))
    }
}

fn is_dead_link(finding: &Diagnostic) -> bool {
    matches!(finding.code, Code::LinkMissing | Code::LinkAnchorMissing)
}

fn word(audience: Audience, findings: &mut [Diagnostic], views: &[View], audiences: &Audiences) {
    for finding in findings.iter_mut().filter(|finding| is_dead_link(finding)) {
        let narrower = views.iter().filter(|view| view.audience > audience && view.has_target(finding));
        if let Some(reader) = narrower.map(|view| view.audience).min() {
            *finding = worded(finding, audiences.name(reader));
        }
    }
}

fn worded(finding: &Diagnostic, reader: &str) -> Diagnostic {
    let message = format!("this link leads to something that only readers of `{reader}` have");
    let help = format!("link to a page that all readers of this one have, or mark the link as `:{reader}[...]`");
    let mut worded = Diagnostic::new(Code::AudienceLink, finding.primary.clone(), message).help(help);
    worded.editions.clone_from(&finding.editions);
    worded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(path: &str) -> SourcePath {
        SourcePath::new(path).expect("a path")
    }

    fn dead(start: usize) -> Diagnostic {
        Diagnostic::new(Code::LinkMissing, Span::new(&path("a.md"), start..start + 1), "`secret-plan.md` is nowhere")
    }

    /// Words the dead links at 1 and 2 of `a.md` in the public edition; the narrower one finds the one at 2 dead too.
    fn check(public: &str, other: &str, pages: &[&str], expect: [Code; 2]) {
        let audiences = Audiences::default();
        let audience = |name: &str| audiences.find(name).expect("a known audience");
        let pages = pages.iter().map(|name| path(name)).collect();
        let views = [View { audience: audience(other), pages, dead: [place(&dead(2))].into() }];
        let mut findings = [dead(1), dead(2)];
        word(audience(public), &mut findings, &views, &audiences);
        assert_eq!(findings.map(|finding| finding.code), expect);
    }

    #[test]
    fn a_link_into_a_narrower_page_is_about_audiences() {
        check("public", "internal", &["a.md", "b.md"], [Code::AudienceLink, Code::LinkMissing]);
        check("public", "internal", &["b.md"], [Code::LinkMissing; 2]);
        check("public", "public", &["a.md"], [Code::LinkMissing; 2]);
        check("internal", "public", &["a.md"], [Code::LinkMissing; 2]);
    }

    #[test]
    fn the_message_names_no_hidden_page() {
        let worded = worded(&dead(1), "internal");
        assert!(!format!("{worded:?}").contains("secret"));
        assert!(worded.help.is_some_and(|help| help.contains(":internal[")));
    }
}
