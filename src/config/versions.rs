//! `[versions]`: the current version, and where the others come from.

use std::ops::Range;

use crate::path::VersionName;

use super::report::Report;
use super::section::Section;
use super::{FromTags, Released, TagOrder, VersionSource, Versions};

/// Reads the versions; a released one without a usable name and source is left out.
pub(super) fn read(root: Section<'_>, report: &mut Report<'_>) -> Versions {
    let Some(section) = root.section("versions") else { return Versions::default() };
    let current = section.placed("current");
    let mut taken: Vec<(String, Range<usize>)> = Vec::new();
    taken.extend(current.clone().map(|(name, at)| (name.to_lowercase(), at)));
    let mut released = Vec::new();
    for (entry, at) in section.sections("released") {
        let source = source(entry, &at, report);
        let Some((text, place)) = entry.placed("name") else { continue };
        let Ok(name) = VersionName::new(text) else { continue };
        if let Some((_, first)) = taken.iter().find(|(taken, _)| *taken == text.to_lowercase()) {
            report.twice(
                place,
                first.clone(),
                format!("the version `{text}` stands twice"),
                "give each version its own name",
            );
            continue;
        }
        taken.push((text.to_lowercase(), place.clone()));
        let Some(source) = source else { continue };
        released.push(Released { name, date: entry.date("date"), note: entry.text("note"), source, range: place });
    }
    let first = released.first().map(|first| first.range.clone()).or_else(|| section.place("from_tags"));
    if let (Some(first), false) = (first, section.has("current")) {
        let help = "name the version that the content folder holds: `current = \"2026.3\"` below `[versions]`";
        report.value(first, "there are released versions, but no current one", help);
    }
    let current = current.and_then(|(name, _)| VersionName::new(name).ok());
    Versions {
        current,
        date: section.date("date"),
        note: section.text("note"),
        released,
        from_tags: section.section("from_tags").and_then(from_tags),
    }
}

fn source(entry: Section<'_>, at: &Range<usize>, report: &mut Report<'_>) -> Option<VersionSource> {
    let source = entry.section("source")?;
    if source.has("git") == source.has("path") {
        let message = "a version comes from `git` or from `path`, exactly one of them";
        report.value(
            at.clone(),
            message,
            "write `source = { git = \"v2026.2\" }` or `source = { path = \"content/_versions/2026.2\" }`",
        );
        return None;
    }
    let folder = source.path("path").map(VersionSource::Folder);
    source.text("git").map(VersionSource::Git).or(folder)
}

fn from_tags(section: Section<'_>) -> Option<FromTags> {
    let order = match section.text("order").as_deref() {
        Some("date") => TagOrder::Date,
        Some("name") => TagOrder::Name,
        _ => TagOrder::Semver,
    };
    let name = section.text("name").unwrap_or_else(|| "{1}".to_owned());
    Some(FromTags { pattern: section.text("pattern")?, name, order })
}
