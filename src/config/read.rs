//! Builds the [`Config`] from what [`super::shape`] let pass, and checks what one value alone does not show.

use std::collections::BTreeMap;
use std::ops::Range;
use std::str::FromStr;

use toml::de::DeTable;

use crate::audience::Audiences;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::edition::{BaseUrl, Kind, Status};
use crate::hash::Hash;
use crate::path::SourcePath;

use super::form::trimmed;
use super::keys::ROOT;
use super::report::Report;
use super::section::Section;
use super::{Config, data, editions, shape, syntax, versions};

/// Reads the text of site.toml.
pub(super) fn read(path: &SourcePath, text: &str) -> (Config, Vec<Diagnostic>) {
    let mut report = Report::new(path);
    let hash = Hash::of(text.as_bytes());
    let syntax::Readable { text, broken } = syntax::read(text, &mut report);
    let table = DeTable::parse_recoverable(&text).0.into_inner();
    let mut meaning = Report::new(path);
    let places = shape::walk(&table, broken.is_empty(), &mut meaning);
    let config = Config { hash, ..config(path, &table, places, &mut meaning) };
    let mut findings = report.finish();
    findings.extend(meaning.finish().into_iter().filter(|finding| !is_within(&finding.primary.range, &broken)));
    crate::diagnostic::sort(&mut findings);
    (config, findings)
}

/// Tells whether a finding stands on a line that could not be read: it would be about what the parser made of it.
fn is_within(range: &Range<usize>, broken: &[Range<usize>]) -> bool {
    let near = broken.partition_point(|line| line.start <= range.start);
    broken[..near].last().is_some_and(|line| range.start <= line.end)
}

fn config(
    path: &SourcePath,
    table: &DeTable<'_>,
    places: BTreeMap<String, Range<usize>>,
    report: &mut Report<'_>,
) -> Config {
    let root = Section::new(table, ROOT);
    let audiences = audiences(root, report);
    Config {
        path: path.clone(),
        hash: Hash::of(b""),
        title: root.text("title").unwrap_or_else(|| "Handbook".to_owned()),
        description: root.text("description"),
        base_url: root.placed("base_url").and_then(|(url, _)| BaseUrl::new(url).ok()),
        language: root.text("language").unwrap_or_else(|| "en".to_owned()),
        content: content(root),
        theme: theme(root),
        edit_url: root.text("edit_url"),
        smart_punctuation: root.flag("smart_punctuation").unwrap_or(false),
        keep_number_prefixes: root.text("number_prefixes").is_some_and(|word| word == "keep"),
        kinds: kinds(root),
        editions: editions::read(root, &audiences, report),
        data_pages: data::pages(root, &audiences, report),
        audiences,
        versions: versions::read(root, report),
        metrics: root.section("metrics").and_then(|section| section.path("file")),
        menu: editions::menu(root),
        tokens: editions::tokens(root),
        statuses: statuses(root, report),
        check: check(root, report),
        places,
    }
}

fn audiences(root: Section<'_>, report: &mut Report<'_>) -> Audiences {
    let Some((names, at)) = root.texts("audiences").zip(root.place("audiences")) else { return Audiences::default() };
    let names = names.into_iter().map(|(name, _)| name.to_owned()).collect();
    Audiences::new(names).unwrap_or_else(|reason| {
        let help =
            "name each audience once, from the widest to the narrowest: `audiences = [\"public\", \"internal\"]`";
        report.value(at, reason, help);
        Audiences::default()
    })
}

fn content(root: Section<'_>) -> String {
    match root.path("content").as_deref() {
        None => "content".to_owned(),
        Some(".") => String::new(),
        Some(folder) => folder.to_owned(),
    }
}

fn theme(root: Section<'_>) -> String {
    let named = root.section("theme").and_then(|section| section.text("name"));
    root.text("theme").or(named).unwrap_or_else(|| "handbook".to_owned())
}

fn kinds(root: Section<'_>) -> BTreeMap<String, Kind> {
    let pairs = root.pairs("kinds").into_iter();
    pairs.filter_map(|(folder, (kind, _))| Some((trimmed(folder).to_owned(), Kind::find(kind)?))).collect()
}

fn statuses(root: Section<'_>, report: &mut Report<'_>) -> BTreeMap<String, Status> {
    let mut statuses = BTreeMap::new();
    for (word, (status, at)) in root.pairs("statuses") {
        let word = word.trim().to_lowercase();
        let Some(status) = Status::find(status) else { continue };
        if Status::find(&word).is_some_and(|own| own != status) {
            let help = "map a word of your own, such as `live = \"active\"`";
            report.value(at, format!("`{word}` is a status of ospress and keeps its meaning"), help);
        } else if statuses.insert(word.clone(), status).is_some_and(|before| before != status) {
            report.value(
                at,
                format!("the word `{word}` has two meanings"),
                "remove one of the lines: capital letters do not count",
            );
        }
    }
    statuses
}

fn check(root: Section<'_>, report: &mut Report<'_>) -> BTreeMap<Code, Option<Severity>> {
    let mut check = BTreeMap::new();
    for (code, (word, at)) in root.pairs("check") {
        let Ok(code) = Code::from_str(code) else { continue };
        let severity = match word {
            "error" => Some(Severity::Error),
            "warn" => Some(Severity::Warning),
            "note" => Some(Severity::Note),
            _ => None,
        };
        if code.is_about_audience() && severity != Some(Severity::Error) {
            let help = "remove the line: what concerns audiences always stops publication";
            report.value(at, format!("`{code}` cannot be lowered to `{word}`"), help);
            continue;
        }
        check.insert(code, severity);
    }
    check
}
