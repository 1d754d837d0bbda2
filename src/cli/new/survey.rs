//! What the handbook's pages of one kind have in common: their folder, their ids, their owner.
//!
//! It reads front matter by lines, which is enough for a proposal; `manuscript` reads it for real.

use std::collections::{BTreeMap, BTreeSet};

use crate::config::Config;
use crate::edition::Kind;
use crate::path::SourcePath;

/// What a new page of one kind should look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Survey {
    /// The kind.
    pub(super) kind: Kind,
    /// The folder for it, below the content folder; empty for the content folder itself.
    pub(super) folder: String,
    /// The next free id; none where pages of the kind have none.
    pub(super) id: Option<String>,
    /// The owner of most of them.
    pub(super) owner: Option<String>,
}

/// What a page says about itself, as far as a proposal needs it.
struct Page<'a> {
    folder: &'a str,
    kind: Kind,
    id: Option<&'a str>,
    owner: Option<&'a str>,
}

impl Survey {
    /// Looks at the Markdown files of the handbook, given by path below the root.
    pub(super) fn of<'a>(files: impl Iterator<Item = (&'a SourcePath, &'a str)>, config: &Config, kind: Kind) -> Self {
        let markdown = files.filter(|(path, _)| path.is_markdown());
        let pages: Vec<_> = markdown.filter_map(|(path, text)| page(path, text, config)).collect();
        let same: Vec<_> = pages.iter().filter(|page| page.kind == kind).collect();
        let rule = config.kinds.iter().find(|(_, of)| **of == kind).map(|(folder, _)| folder.as_str());
        let folder = most(same.iter().map(|page| page.folder)).or(rule).unwrap_or(usual_folder(kind));
        let taken: BTreeSet<_> = pages.iter().filter_map(|page| page.id).collect();
        Self {
            kind,
            folder: folder.to_owned(),
            id: next_id(kind, same.iter().filter_map(|page| page.id), &taken),
            owner: most(same.iter().filter_map(|page| page.owner)).map(str::to_owned),
        }
    }
}

fn page<'a>(path: &'a SourcePath, text: &'a str, config: &Config) -> Option<Page<'a>> {
    let folder = below(path.folder(), &config.content)?;
    if folder.split('/').any(|segment| segment.starts_with(['_', '.'])) {
        return None;
    }
    let stated = value(text, "kind").and_then(Kind::find);
    // An index page that says nothing is no example of what lies in its folder.
    let is_index = matches!(path.stem().to_lowercase().as_str(), "_index" | "index" | "readme");
    let ruled = || if is_index { None } else { rule(folder, config) };
    let kind = stated.or_else(ruled).unwrap_or_default();
    // A course is a folder of its own; what counts is the one that it lies in.
    let around = folder.rsplit_once('/').map(|(around, _)| around).filter(|_| is_index && kind == Kind::Course);
    Some(Page { folder: around.unwrap_or(folder), kind, id: value(text, "id"), owner: value(text, "owner") })
}

fn below<'a>(folder: &'a str, content: &str) -> Option<&'a str> {
    if content.is_empty() || folder == content {
        return Some(if content.is_empty() { folder } else { "" });
    }
    folder.strip_prefix(content)?.strip_prefix('/')
}

/// Gives what site.toml says about a folder or the nearest one above it.
fn rule(folder: &str, config: &Config) -> Option<Kind> {
    let mut folder = folder;
    loop {
        if let Some(kind) = config.kinds.get(folder) {
            return Some(*kind);
        }
        folder = folder.rsplit_once('/')?.0;
    }
}

/// Reads one plain value of YAML front matter.
fn value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let text = text.trim_start_matches('\u{feff}').trim_start().strip_prefix("---")?;
    let lines = text.lines().skip(1).take_while(|line| line.trim_end() != "---").take(200);
    let of_key = lines.filter_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
    of_key.map(|value| value.trim().trim_matches(['"', '\''])).find(|value| !value.is_empty())
}

/// Gives what comes most often, the first by name among equals.
fn most<'a>(values: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let best = counts.values().copied().max()?;
    counts.into_iter().find(|(_, count)| *count == best).map(|(value, _)| value)
}

fn usual_folder(kind: Kind) -> &'static str {
    match kind {
        Kind::Policy => "policies",
        Kind::Standard => "standards",
        Kind::Procedure => "procedures",
        Kind::Strategy => "strategy",
        Kind::Course | Kind::Module => "training",
        Kind::Role => "roles",
        Kind::Template => "templates",
        Kind::Faq => "faq",
        Kind::Page | Kind::Glossary => "",
    }
}

fn usual_prefix(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Policy => Some("POL-"),
        Kind::Standard => Some("STD-"),
        Kind::Procedure => Some("PRO-"),
        _ => None,
    }
}

/// Counts on from the highest number among the kind's ids; skips what another kind's page has.
fn next_id<'a>(kind: Kind, ids: impl Iterator<Item = &'a str>, taken: &BTreeSet<&str>) -> Option<String> {
    let highest = ids.filter_map(numbered).max_by_key(|(_, number, _)| *number);
    let (prefix, number, width) = highest.or_else(|| usual_prefix(kind).map(|prefix| (prefix, 0, 3)))?;
    let mut ids = (1..=1000).filter_map(|step| Some(format!("{prefix}{:0width$}", number.checked_add(step)?)));
    ids.find(|id| !taken.contains(id.as_str()))
}

/// Takes `POL-003` apart: `POL-`, 3, and the width 3.
fn numbered(id: &str) -> Option<(&str, u64, usize)> {
    let digits = id.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (prefix, number) = id.split_at(id.len() - digits);
    Some((prefix, number.parse().ok()?, digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey(site: &str, files: &[(&str, &str)], kind: Kind) -> Survey {
        let toml = SourcePath::new("site.toml").expect("a path");
        let (config, findings) = crate::config::parse(&toml, &format!("title = 'x'\n{site}"));
        assert_eq!(findings, []);
        let files: Vec<_> = files.iter().map(|(path, text)| (SourcePath::new(path).expect("a path"), *text)).collect();
        Survey::of(files.iter().map(|(path, text)| (path, *text)), &config, kind)
    }

    #[test]
    fn a_page_goes_where_its_kind_lives() {
        let policy = "---\nkind: policy\nid: 'POL-009' \nowner: Legal\n---\nid: POL-700\n";
        let files = [
            ("content/rules/a.md", policy),
            ("content/rules/b.md", "\u{feff}---\r\nkind: policy\r\nid: POL-010\r\nowner: Legal\r\n---\r\n"),
            ("content/z/c.md", "---\nkind: policy\nowner: OSPO\n---\n"),
            ("content/_versions/1/x.md", "---\nkind: policy\nid: POL-999\n---\n"),
            ("content/other.md", "---\nid: POL-011\n---\n"),
            ("elsewhere/d.md", "---\nkind: policy\nid: POL-555\n---\n"),
        ];
        let found = survey("", &files, Kind::Policy);
        assert_eq!((found.folder.as_str(), found.id.as_deref()), ("rules", Some("POL-012")), "011 is taken");
        assert_eq!(found.owner.as_deref(), Some("Legal"));
        let role = survey("", &files, Kind::Role);
        assert_eq!((role.folder.as_str(), role.id, role.owner), ("roles", None, None));
    }

    #[test]
    fn site_toml_knows_folders_too() {
        let files = [("content/lessons/a.md", "# A"), ("content/lessons/_index.md", "# All")];
        let kinds = "[kinds]\nlessons = 'module'\nguides = 'procedure'";
        assert_eq!(survey(kinds, &files, Kind::Module).folder, "lessons");
        let procedure = survey(kinds, &files, Kind::Procedure);
        assert_eq!((procedure.folder.as_str(), procedure.id.as_deref()), ("guides", Some("PRO-001")));
        assert_eq!(survey("content = '.'", &[("a/b.md", "---\nkind: faq\n---")], Kind::Faq).folder, "a");
    }

    #[test]
    fn numbers_never_overflow() {
        let text = "---\nkind: policy\nid: POL-18446744073709551615\n---\n";
        assert_eq!(survey("", &[("content/a.md", text)], Kind::Policy).id, None);
    }
}
