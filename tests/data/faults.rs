//! Malformed data files: each has a finding at a place, none is published by chance, none stops the program.

use ospress::diagnostic::Severity;

use crate::common::{Scratch, tree};
use crate::wrong::{wrong, wrong_metrics};

const SITE: &str = "title = \"x\"\nbase_url = \"https://x.example/\"\n[editions.public]\naudience = \"public\"\n\
    [editions.internal]\naudience = \"internal\"\n[metrics]\nfile = \"m.yaml\"\n\
    [[data_pages]]\nfile = \"t.FORMAT\"\npath = \"t/{id}\"\ntitle = \"id\"\n";
const HOME: &str = "---\naudience: public\n---\n# Home\n\nHello.\n";
const TABLE: &str = "---\naudience: public\nchildren: {audience: public}\n---\n# Table\n\nHello.\n";

/// Builds; there is a clear finding, and where audiences are in doubt nothing is published. Gives the first finding.
fn check(scratch: &Scratch, about: &str, missed: &mut Vec<String>) -> String {
    let outcome = crate::build(scratch, None);
    let findings = &outcome.diagnostics;
    let is_told = |path: &str| path.starts_with("content/") || path == "site.toml";
    let mut found =
        findings.iter().filter(|found| found.severity != Severity::Note && is_told(found.primary.path.as_str()));
    let first = found.next().map(|found| {
        let place = outcome.sources.text(&found.primary.path).map(|text| place(text, found.primary.range.start));
        format!("{}{}", found.code, place.unwrap_or_default())
    });
    if first.is_none() {
        missed.push(about.to_owned());
    }
    for found in findings {
        assert!(
            found.help.is_some() && !found.message.contains('\n') && found.message.len() < 400,
            "{about}: {found:#?}"
        );
        assert!(!outcome.is_stopped || !scratch.path("dist/public").exists(), "{about}");
    }
    first.unwrap_or_default()
}

/// Gives the line and column of a byte, from 1.
fn place(text: &str, at: usize) -> String {
    let before = &text[..at];
    let lines = before.replace("\r\n", "\n").replace('\r', "\n");
    let (above, line) = lines.rsplit_once('\n').unwrap_or(("", &lines));
    let number = if lines.contains('\n') { above.matches('\n').count() + 2 } else { 1 };
    format!(" {number}:{}", line.trim_start_matches('\u{feff}').chars().count() + 1)
}

#[test]
fn wrong_tables_are_told_and_never_published() {
    let all = wrong();
    assert!(all.len() >= 100, "{}", all.len());
    let mut missed = Vec::new();
    for (number, (format, bytes, expect)) in all.iter().enumerate() {
        let scratch = Scratch::quick("data-wrong");
        scratch.write("site.toml", SITE.replace("FORMAT", format).replace("[metrics]\nfile = \"m.yaml\"\n", ""));
        scratch.write("content/_index.md", HOME);
        scratch.write("content/t/_index.md", TABLE);
        scratch.write(&format!("content/t.{format}"), bytes);
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]);
        let told = check(&scratch, &format!("{number} {format} {start:?}"), &mut missed);
        if told != *expect {
            missed.push(format!("{number} {format} {start:?}: {told}, not {expect}"));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn wrong_metrics_are_told() {
    let mut missed = Vec::new();
    for (says, csv, expect) in wrong_metrics() {
        let scratch = Scratch::quick("metrics-wrong");
        scratch.write("site.toml", SITE.split("[[data_pages]]").next().expect("a part"));
        scratch.write("content/_index.md", HOME);
        let data = if says.contains("data:") { "" } else { "    data: a.csv\n" };
        let audience = if says.contains("audience:") && !says.contains('{') { "" } else { "    audience: public\n" };
        let start = "metrics:\n  - title: A\n    owner: x\n    id: a\n";
        scratch.write("content/m.yaml", format!("{start}{audience}{data}{says}"));
        scratch.write("content/a.csv", &csv);
        let about = format!("{says:?} {csv:.80?}");
        let told = check(&scratch, &about, &mut missed);
        if told != expect {
            missed.push(format!("{about}: {told}, not {expect}"));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn two_metrics_of_one_id_are_told() {
    let scratch = Scratch::quick("metrics-twice");
    scratch.write("site.toml", SITE.split("[[data_pages]]").next().expect("a part"));
    scratch.write("content/_index.md", HOME);
    let metric = |id: &str| format!("  - {{id: {id}, title: A, owner: x, series: [{{period: 2026, value: 1}}]}}\n");
    for (second, expect) in [("a", "data-duplicate 3:5"), ("A", "data-duplicate 3:5"), ("b", "")] {
        scratch.write("content/m.yaml", format!("metrics:\n{}{}", metric("a"), metric(second)));
        assert_eq!(check(&scratch, second, &mut Vec::new()), expect, "{second}");
    }
}

#[test]
fn a_sum_in_a_cell_stays_text() {
    let scratch = Scratch::quick("data-cmd");
    scratch.write("site.toml", SITE.replace("FORMAT", "csv").replace("[metrics]\nfile = \"m.yaml\"\n", ""));
    scratch.write("content/_index.md", HOME);
    scratch.write("content/t/_index.md", TABLE);
    scratch.write("content/t.csv", "id,x\na,=cmd|' /C calc'!A0\nb,<script>alert(1)</script>\nc,javascript:alert(1)\n");
    let outcome = crate::build(&scratch, None);
    assert!(!outcome.is_stopped, "{:#?}", outcome.diagnostics);
    for (path, bytes) in tree(&scratch.path("dist/public")).iter().filter(|(path, _)| path.ends_with(".html")) {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("<script>alert") && !text.contains("href=\"javascript:"), "{path}");
    }
}
