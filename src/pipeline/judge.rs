//! What findings do to a run: `[check]` of site.toml, `--strict` and `--lenient`.
//!
//! Findings about audiences are left alone by all three, because a slip there publishes. Nothing here looks at a page.

use std::collections::BTreeMap;

use super::Rigour;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::SITE_FILE;

/// Sets the severity that counts, and drops what the handbook turned off.
pub(super) fn apply(findings: &mut Vec<Diagnostic>, config: &Config, rigour: Rigour) {
    judge(findings, &config.check, rigour);
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
    use crate::diagnostic::Span;
    use crate::path::SourcePath;

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
}
