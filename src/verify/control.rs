//! The positive control: a scan that finds nothing has to show that it could have.
//!
//! Sentences that the edition must not say are taken from the sources, written into files in memory as an output would have
//! them, and looked for. One that is not seen is a finding: the scan's word is worth nothing then.

use super::gather::Prepared;
use super::index::Index;
use super::sight::Sight;
use super::words::{SHINGLE, Words};
use super::{Scan, scan};
use crate::config::EditionConfig;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::path::SourcePath;

/// How many pages are asked for a sentence.
const PROBES: usize = 12;

/// Checks that the scan sees what it is shown.
pub(super) fn check(scan: &Scan<'_>, prepared: &Prepared, edition: &EditionConfig, shown: &str) -> Option<Diagnostic> {
    let probes = probes(scan, &prepared.index, edition);
    probes.iter().find(|probe| is_blind(probe, prepared))?;
    let path = SourcePath::new(shown).or_else(|_| SourcePath::new("output")).expect("a plain word is a path");
    let message = format!("the scan of the edition `{}` does not see what it was shown", edition.name);
    let help = "nothing can be said about this output; please report this as a mistake of ospress";
    let mut finding = Diagnostic::new(Code::LeakUnseen, Span::file(&path), message).help(help);
    finding.editions.push(edition.name.clone());
    Some(finding)
}

/// Tells whether a sentence that must be seen is not.
pub(super) fn is_blind(probe: &str, prepared: &Prepared) -> bool {
    let mut forms = forms(probe).into_iter();
    forms.any(|(name, text)| scan::file(name, text.as_bytes(), prepared, &mut Sight::new(&prepared.index)).is_empty())
}

/// Takes a plain run of eight words from each of some narrower pages.
pub(super) fn probes(scan: &Scan<'_>, index: &Index, edition: &EditionConfig) -> Vec<String> {
    let pages = scan.reading.pages.iter();
    let narrow =
        pages.flat_map(|page| page.runs(edition.audience).filter(|run| run.is_narrow).map(|run| &page.text[run.range]));
    let narrow: Vec<&str> = narrow.filter(|text| text.len() > 40).collect();
    let step = (narrow.len() / PROBES).max(1);
    narrow.into_iter().step_by(step).filter_map(|text| probe(text, index)).take(PROBES).collect()
}

fn probe(text: &str, index: &Index) -> Option<String> {
    let is_plain = |run: &str| run.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, ' ' | ',' | '.'));
    text.lines().filter(|line| line.len() < 2000).find_map(|line| {
        let mut words = Words::default();
        words.push(line, 0);
        let mut found = None;
        words.end(|words| {
            found = words.windows(SHINGLE).find_map(|run| {
                let (first, last) = (run.first()?, run.last()?);
                let said = line.get(first.at..last.at + last.length as usize)?;
                let mut is_held = false;
                super::words::shingles(run, |hash, _| is_held = index.holds(hash));
                (is_held && is_plain(said)).then(|| said.to_owned())
            });
        });
        found
    })
}

/// Tells whether a run of eight words is looked for.
pub(super) fn is_held(probe: &str, index: &Index) -> bool {
    let mut is_held = false;
    super::words::shingles(&super::words::of(probe), |hash, _| is_held |= index.holds(hash));
    is_held
}

/// Writes a sentence as outputs have it.
fn forms(probe: &str) -> [(&'static str, String); 4] {
    let letters: String = probe.chars().map(|sign| format!("&#{};", u32::from(sign))).collect();
    let (first, rest) = probe.split_once(' ').unwrap_or((probe, ""));
    [
        ("a.html", format!("<p>x {first} <em>{rest}</em> x</p>")),
        ("a.html", format!("<img alt=\"{letters}\">")),
        ("a.json", format!("{{\"a\": \"{probe}\"}}")),
        ("a.txt", probe.to_owned()),
    ]
}
