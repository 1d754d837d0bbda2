//! What a build or check says at its end: the findings in the form asked for, and one line that sums up.

use std::time::Duration;

use super::args::Format;
use super::numbers::{count, counted, size, time};
use super::settings::View;
use crate::diagnostic::{Diagnostic, github, human, json, sarif};
use crate::pipeline::{Outcome, Purpose};

/// What goes to stdout and what to stderr.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Report {
    pub(super) stdout: String,
    pub(super) stderr: String,
}

/// Words the outcome of a run. Findings for tools are results, findings for people are not.
///
/// The handbook is the folder `below` the top of its repository.
pub(super) fn word(outcome: &Outcome, purpose: Purpose, view: View, below: &str, elapsed: Duration) -> Report {
    let (findings, sources) = (&outcome.diagnostics, &outcome.sources);
    let mut report = Report::default();
    match view.format {
        Format::Human | Format::Markdown => {
            report.stderr = human::print(findings, sources, outcome.editions.len(), view.colour);
        }
        Format::Json => report.stdout = json::print(findings, sources),
        Format::Sarif => report.stdout = sarif::print(findings, sources),
        Format::Github => report.stdout = github::print(findings, sources, below),
    }
    if view.is_summed_up {
        report.stderr.push_str(&summary(outcome, purpose, elapsed));
        report.stderr.push('\n');
        if view.is_lenient && outcome.is_stopped {
            report.stderr.push_str(&stoppers(outcome));
        }
    }
    report
}

/// Gives the summary, such as `built 1 edition: 1,234 pages, 1,300 files, 15.2 MB in 0.84 s; 2 warnings`.
fn summary(outcome: &Outcome, purpose: Purpose, elapsed: Duration) -> String {
    let editions = counted(outcome.editions.len(), "edition");
    let pages = counted(outcome.editions.iter().map(|edition| edition.pages).sum(), "page");
    let took = time(elapsed);
    let done = match (purpose, published(outcome)) {
        (Purpose::Check, _) => format!("checked {editions}: {pages} in {took}"),
        (Purpose::Build, Some(put_out)) => format!("built {editions}: {pages}, {put_out} in {took}"),
        (Purpose::Reprint, Some(put_out)) => {
            let same = outcome.editions.iter().map(|edition| edition.compared).sum();
            let same = format!("{} of old versions printed again and the same", counted(same, "file"));
            format!("built {editions}: {pages}, {put_out} in {took}; {same}")
        }
        (Purpose::Build | Purpose::Reprint, None) => format!("published nothing: {editions}, {pages} in {took}"),
    };
    match human::tally(&outcome.diagnostics) {
        none if none.is_empty() => done,
        tally => format!("{done}; {tally}"),
    }
}

/// Says what stops publication even with `--lenient`.
fn stoppers(outcome: &Outcome) -> String {
    let is_audience = |finding: &&Diagnostic| finding.code.is_about_audience();
    match outcome.diagnostics.iter().filter(is_audience).count() {
        0 => "the errors in site.toml stop publication, even with --lenient\n".to_owned(),
        count => format!("{} cannot be published, even with --lenient\n", counted(count, "audience error")),
    }
}

/// Sums up what was published, as in `1,300 files, 15.2 MB`; none where nothing was.
fn published(outcome: &Outcome) -> Option<String> {
    let published: Vec<_> = outcome.editions.iter().filter_map(|edition| edition.published).collect();
    let files = published.iter().map(|published| published.files).sum();
    let bytes = published.iter().map(|published| published.bytes).sum();
    let of = match (published.len(), outcome.editions.len()) {
        (0, _) => return None,
        (some, all) if some < all => format!(" ({} of {} published)", count(some), count(all)),
        _ => String::new(),
    };
    Some(format!("{}, {}{of}", counted(files, "file"), size(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::human::Colour;
    use crate::diagnostic::{Code, Diagnostic, Sources, Span};
    use crate::output::Published;
    use crate::path::SourcePath;
    use crate::pipeline::Printed;

    fn outcome(published: Option<Published>) -> Outcome {
        let span = Span::file(&SourcePath::new("a.md").expect("a path"));
        Outcome {
            diagnostics: vec![Diagnostic::new(Code::ImageAlt, span, "x")],
            sources: Sources::default(),
            editions: vec![Printed { name: "site".into(), pages: 1234, compared: 7, published }],
            is_stopped: false,
        }
    }

    #[test]
    fn one_line_sums_up() {
        let check = |published, purpose, expect: &str| {
            assert_eq!(summary(&outcome(published), purpose, Duration::from_millis(840)), expect);
        };
        let published = Published { files: 1300, bytes: 15_200_000, made: 3, was_away: false };
        let built = "built 1 edition: 1,234 pages, 1,300 files, 15.2 MB in 0.84 s; 1 warning";
        check(Some(published), Purpose::Build, built);
        let again = "built 1 edition: 1,234 pages, 1,300 files, 15.2 MB in 0.84 s; \
            7 files of old versions printed again and the same; 1 warning";
        check(Some(published), Purpose::Reprint, again);
        check(None, Purpose::Build, "published nothing: 1 edition, 1,234 pages in 0.84 s; 1 warning");
        check(None, Purpose::Check, "checked 1 edition: 1,234 pages in 0.84 s; 1 warning");
    }

    #[test]
    fn findings_for_tools_are_results() {
        let view =
            |format| View { format, colour: Colour::Plain, is_live: false, is_summed_up: false, is_lenient: false };
        for format in [Format::Json, Format::Sarif, Format::Github] {
            let report = word(&outcome(None), Purpose::Check, view(format), "", Duration::ZERO);
            assert!(report.stdout.contains("image-alt") && report.stderr.is_empty(), "{format:?}");
        }
        let report = word(&outcome(None), Purpose::Check, view(Format::Human), "", Duration::ZERO);
        assert!(report.stderr.starts_with("warning[image-alt]: x\n") && report.stdout.is_empty());
    }
}
