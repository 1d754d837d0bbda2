//! What findings do to a run: `[check]` of site.toml, `--strict` and `--lenient`.
//!
//! Findings about audiences are left alone by all three, because a slip there publishes. Nothing here looks at a page.

use std::collections::BTreeMap;

use super::Rigour;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Severity, Span};
use crate::path::SourcePath;
use crate::source::SITE_FILE;

/// Sets the severity that counts, and drops what the handbook turned off.
pub(super) fn apply(findings: &mut Vec<Diagnostic>, config: &Config, rigour: Rigour) {
    drop_echoes(findings);
    judge(findings, &config.check, rigour);
}

/// Drops what is said about the form of an audience mark that is a finding already: one slip is one finding.
fn drop_echoes(findings: &mut Vec<Diagnostic>) {
    let about_form = |code| matches!(code, Code::DirectiveUnknown | Code::DirectiveUnclosed);
    let about_mark = |code| matches!(code, Code::AudienceUnclosed | Code::AudienceDoubtful);
    // The marks of each file by where they start, with where they end.
    let mut marks = BTreeMap::<SourcePath, BTreeMap<usize, usize>>::new();
    for finding in findings.iter().filter(|finding| about_mark(finding.code)) {
        let Span { path, range } = &finding.primary;
        marks.entry(path.clone()).or_default().insert(range.start, range.end);
    }
    let is_echo = |finding: &Diagnostic| {
        let Span { path, range } = &finding.primary;
        let before = marks.get(path).and_then(|marks| marks.range(..=range.start).next_back());
        about_form(finding.code) && before.is_some_and(|(_, end)| range.end <= *end)
    };
    findings.retain(|finding| !is_echo(finding));
}

fn judge(findings: &mut Vec<Diagnostic>, check: &BTreeMap<Code, Option<Severity>>, rigour: Rigour) {
    findings.retain_mut(|finding| {
        if finding.code.is_about_audience() {
            return true;
        }
        match check.get(&finding.code) {
            Some(None) => return false,
            Some(Some(severity)) => finding.severity = *severity,
            None => {}
        }
        if rigour == Rigour::Strict && finding.severity == Severity::Warning {
            finding.severity = Severity::Error;
        }
        true
    });
}

/// Tells whether the findings, once judged, stop publication.
pub(super) fn stops(findings: &[Diagnostic], rigour: Rigour) -> bool {
    let errors = |finding: &&Diagnostic| finding.severity == Severity::Error;
    findings.iter().filter(errors).any(|finding| rigour != Rigour::Lenient || always_stops(finding))
}

/// Tells whether an error stops publication even with `--lenient`. Without a readable site.toml nothing is known of
/// audiences either.
fn always_stops(finding: &Diagnostic) -> bool {
    finding.code.is_about_audience() || is_about_config(finding)
}

/// Tells whether a finding is about site.toml as such, and not about what it leads to.
pub(super) fn is_about_config(finding: &Diagnostic) -> bool {
    let codes = [Code::ConfigSyntax, Code::ConfigUnknownKey, Code::ConfigValue, Code::FileTooLarge];
    codes.contains(&finding.code) && finding.primary.path.as_str() == SITE_FILE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(code: Code) -> Diagnostic {
        Diagnostic::new(code, Span::file(&SourcePath::new("a.md").expect("a path")), "x")
    }

    /// Judges one finding; gives the severity that is left, and whether the run stops.
    fn check(code: Code, levels: &[Option<Severity>], rigour: Rigour, expect: Option<Severity>, stop: bool) {
        let mut findings = vec![found(code)];
        let levels = levels.iter().map(|level| (code, *level)).collect();
        judge(&mut findings, &levels, rigour);
        assert_eq!(findings.first().map(|finding| finding.severity), expect, "{code}");
        assert_eq!(stops(&findings, rigour), stop, "{code}");
    }

    #[test]
    fn levels_and_rigour() {
        use Severity::{Error, Note, Warning};
        check(Code::LinkMissing, &[], Rigour::Normal, Some(Error), true);
        check(Code::LinkMissing, &[], Rigour::Lenient, Some(Error), false);
        check(Code::LinkMissing, &[Some(Warning)], Rigour::Normal, Some(Warning), false);
        check(Code::LinkMissing, &[Some(Warning)], Rigour::Strict, Some(Error), true);
        check(Code::LinkMissing, &[Some(Note)], Rigour::Strict, Some(Note), false);
        check(Code::LinkMissing, &[None], Rigour::Strict, None, false);
        check(Code::ImageAlt, &[], Rigour::Normal, Some(Warning), false);
        check(Code::ImageAlt, &[Some(Error)], Rigour::Normal, Some(Error), true);
        check(Code::ImageAlt, &[], Rigour::Strict, Some(Error), true);
        check(Code::FileEmpty, &[], Rigour::Strict, Some(Note), false);
    }

    #[test]
    fn a_broken_site_toml_always_stops() {
        for code in [Code::ConfigSyntax, Code::ConfigUnknownKey, Code::ConfigValue, Code::FileTooLarge] {
            let mut finding = found(code);
            assert!(!stops(std::slice::from_ref(&finding), Rigour::Lenient), "{code} of another file");
            finding.primary.path = SourcePath::new(SITE_FILE).expect("a path");
            assert!(stops(&[finding], Rigour::Lenient), "{code}");
        }
    }

    #[test]
    fn audience_findings_are_never_lowered_nor_lenient() {
        let audience: Vec<Code> = Code::ALL.iter().copied().filter(|code| code.is_about_audience()).collect();
        assert!(audience.contains(&Code::AudienceUnknown) && audience.contains(&Code::FrontMatterUnsafeKey));
        for code in audience {
            for levels in [[].as_slice(), &[None], &[Some(Severity::Note)], &[Some(Severity::Warning)]] {
                check(code, levels, Rigour::Normal, Some(Severity::Error), true);
                check(code, levels, Rigour::Lenient, Some(Severity::Error), true);
            }
        }
    }

    #[test]
    fn one_slip_is_one_finding() {
        let at =
            |code, path, range| Diagnostic::new(code, Span::new(&SourcePath::new(path).expect("a path"), range), "x");
        let mut findings = vec![
            at(Code::AudienceDoubtful, "a.md", 10..22),
            at(Code::DirectiveUnknown, "a.md", 14..22),
            at(Code::DirectiveUnknown, "a.md", 30..32),
            at(Code::DirectiveUnclosed, "b.md", 10..22),
            at(Code::LinkMissing, "a.md", 14..22),
        ];
        drop_echoes(&mut findings);
        let left: Vec<_> = findings.iter().map(|finding| (finding.code, finding.primary.range.start)).collect();
        let expect = [
            (Code::AudienceDoubtful, 10),
            (Code::DirectiveUnknown, 30),
            (Code::DirectiveUnclosed, 10),
            (Code::LinkMissing, 14),
        ];
        assert_eq!(left, expect);
    }
}
