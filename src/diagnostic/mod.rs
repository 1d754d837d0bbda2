//! What an author should mend: one finding, with its place, as a plain value.
//!
//! Every stage gives its findings back beside its result; nothing here prints and nothing stops a run. The printers turn
//! a list of findings into text for people ([`human`]), tools ([`json`], [`sarif`]) or a code host ([`github`]).

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::path::SourcePath;

mod atlas;
mod codes;
pub(crate) mod visible;
pub mod github;
pub mod human;
pub mod json;
pub mod sarif;

pub use codes::Code;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Publication stops.
    Error,
    /// Worth mending; the page is published.
    Warning,
    /// Good to know.
    Note,
}

/// A place in a file of the handbook, in bytes of the file as it lies on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The file.
    pub path: SourcePath,
    /// The bytes meant; empty for a place between two characters.
    pub range: Range<usize>,
}

impl Span {
    /// Names a part of a file.
    pub fn new(path: &SourcePath, range: Range<usize>) -> Self {
        Self { path: path.clone(), range }
    }

    /// Names a file as a whole.
    pub fn file(path: &SourcePath) -> Self {
        Self::new(path, 0..0)
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// What kind of finding it is; never changes its meaning between releases.
    pub code: Code,
    /// Starts as the code's own; `[check]` and `--strict` may change it.
    pub severity: Severity,
    /// One line, lower case, without a full stop; names things in backticks.
    pub message: String,
    /// Where to mend it.
    pub primary: Span,
    /// Other places that matter, each with a few words.
    pub related: Vec<(Span, String)>,
    /// What to do.
    pub help: Option<String>,
    /// The editions that it concerns; empty while a stage does not know of editions.
    pub editions: Vec<String>,
}

impl Diagnostic {
    /// Makes a finding of the code's own severity.
    pub fn new(code: Code, primary: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            primary,
            related: Vec::new(),
            help: None,
            editions: Vec::new(),
        }
    }

    /// Adds what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn related(mut self, span: Span, words: impl Into<String>) -> Self {
        self.related.push((span, words.into()));
        self
    }
}

/// The texts that findings point into, for the printers.
#[derive(Debug, Clone, Default)]
pub struct Sources(pub BTreeMap<SourcePath, Arc<str>>);

impl Sources {
    /// Gives a file's text; none for a file that is no text.
    pub fn text(&self, path: &SourcePath) -> Option<&str> {
        self.0.get(path).map(|text| &**text)
    }
}

/// Sorts findings by file, place and code, and joins those that several editions share.
///
/// One slip is one finding: what is said of a directive goes where its place is doubtful as an audience mark.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    let key = |diagnostic: &Diagnostic| {
        let Span { path, range } = diagnostic.primary.clone();
        (path, range.start, range.end, diagnostic.code, diagnostic.message.clone())
    };
    diagnostics.sort_by_cached_key(key);
    diagnostics.dedup_by(|later, first| {
        let same = later.code == first.code && later.primary == first.primary && later.message == first.message;
        if same {
            first.editions.append(&mut later.editions);
            first.editions.sort();
            first.editions.dedup();
        }
        same
    });
    keep_one_of_a_slip(diagnostics);
}

/// Of sorted findings, leaves out those that an audience finding at the same place makes idle.
fn keep_one_of_a_slip(diagnostics: &mut Vec<Diagnostic>) {
    let mut marks: BTreeMap<SourcePath, Vec<Range<usize>>> = BTreeMap::new();
    diagnostics.retain(|diagnostic| match diagnostic.code {
        Code::AudienceUnclosed | Code::AudienceDoubtful => {
            let Span { path, range } = &diagnostic.primary;
            let ranges = marks.entry(path.clone()).or_default();
            let is_new = ranges.last().is_none_or(|last| last.end < range.start);
            if is_new {
                ranges.push(range.clone());
            }
            is_new
        }
        _ => true,
    });
    diagnostics.retain(|diagnostic| {
        !diagnostic.code.is_about_directives()
            || marks.get(&diagnostic.primary.path).is_none_or(|ranges| !touches(ranges, &diagnostic.primary.range))
    });
}

/// Tells whether a range overlaps or touches one of the sorted ranges.
fn touches(ranges: &[Range<usize>], range: &Range<usize>) -> bool {
    let after = ranges.partition_point(|known| known.end < range.start);
    ranges.get(after).is_some_and(|known| known.start <= range.end)
}

/// Gives the name in `known` that `written` was probably meant to be.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = written.to_lowercase();
    let most = match wanted.chars().count() {
        0..=2 => 0,
        3..=4 => 1,
        5..=8 => 2,
        _ => 3,
    };
    known
        .into_iter()
        .map(|name| (strsim::osa_distance(&wanted, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names a file.
    pub(super) fn path(path: &str) -> SourcePath {
        SourcePath::new(path).expect("a fine path")
    }

    /// Gives texts for a printer.
    pub(super) fn sources(texts: &[(&str, &str)]) -> Sources {
        Sources(texts.iter().map(|(name, text)| (path(name), Arc::from(*text))).collect())
    }

    /// Gives two findings that need every kind of escaping, about `a b.md` and `c.md`.
    pub(super) fn examples() -> [Diagnostic; 2] {
        let mut collision =
            Diagnostic::new(Code::UrlCollision, Span::new(&path("a b.md"), 5..10), "two pages on `/ü,%/`")
                .related(Span::file(&path("c.md")), "the other")
                .help("rename \"one\":\nof them");
        collision.editions.push("public".into());
        [collision, Diagnostic::new(Code::FileEmpty, Span::file(&path("c.md")), "nothing in it")]
    }

    #[test]
    fn findings_are_sorted_and_joined() {
        let found = |name: &str, start: usize, edition: &str| {
            let mut found = Diagnostic::new(Code::LinkMissing, Span::new(&path(name), start..start + 1), "nowhere");
            found.editions.push(edition.into());
            found
        };
        let mut all = vec![found("b", 1, "x"), found("a", 9, "y"), found("a", 2, "y"), found("b", 1, "a")];
        sort(&mut all);
        let seen: Vec<_> =
            all.iter().map(|d| (d.primary.path.as_str(), d.primary.range.start, d.editions.join(" "))).collect();
        assert_eq!(seen, [("a", 2, "y".into()), ("a", 9, "y".into()), ("b", 1, "a x".to_owned())]);
    }

    #[test]
    fn one_slip_is_one_finding() {
        use Code::{AudienceDoubtful, AudienceUnclosed, DirectiveUnclosed, DirectiveUnknown, LinkMissing};
        let check = |all: &[(Code, Range<usize>)], expect: &[Code]| {
            let found = |(code, range): &(Code, Range<usize>)| {
                Diagnostic::new(*code, Span::new(&path("a"), range.clone()), "x")
            };
            let mut all: Vec<_> = all.iter().map(found).collect();
            all.push(Diagnostic::new(Code::FileEmpty, Span::file(&path("b")), "x"));
            sort(&mut all);
            assert_eq!(
                all.iter().map(|finding| finding.code).collect::<Vec<_>>(),
                [expect, &[Code::FileEmpty]].concat()
            );
        };
        check(&[(AudienceDoubtful, 0..11), (DirectiveUnknown, 3..11)], &[AudienceDoubtful]);
        check(&[(DirectiveUnclosed, 0..4), (AudienceUnclosed, 4..5)], &[AudienceUnclosed]);
        check(
            &[(AudienceUnclosed, 0..4), (AudienceDoubtful, 2..5), (LinkMissing, 3..4)],
            &[AudienceUnclosed, LinkMissing],
        );
        check(&[(AudienceDoubtful, 0..4), (DirectiveUnknown, 5..9)], &[AudienceDoubtful, DirectiveUnknown]);
    }

    #[test]
    fn a_slip_finds_its_word() {
        let check = |written: &str, expect: Option<&str>| assert_eq!(nearest(written, ["public", "internal"]), expect);
        check("publc", Some("public"));
        check("Internl", Some("internal"));
        check("all", None);
    }

    #[test]
    fn codes_are_stable_words_with_an_explanation() {
        for code in Code::ALL {
            assert_eq!(code.as_str().parse(), Ok(*code));
            assert!(
                code.as_str().bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
                "{code}"
            );
            let explanation = code.explanation();
            if explanation.lines().count() > 1 {
                assert!(explanation.lines().count() >= 5, "{code}: too short");
                assert!(explanation.contains(code.as_str()), "{code}: does not name its code");
                assert!(explanation.lines().all(|line| line.chars().count() <= 110), "{code}: a line is too long");
            }
        }
    }
}
