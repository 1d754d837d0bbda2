//! `[editions.*]`: one site for one audience each.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::audience::{Audience, Audiences};
use crate::diagnostic::{Code, nearest};
use crate::edition::{BaseUrl, MenuEntry};

use super::EditionConfig;
use super::form::{list, trimmed};
use super::report::Report;
use super::section::{Placed, Section};

/// Reads the editions in the order of the file; without any, there is one for all that is written.
pub(super) fn read(root: Section<'_>, audiences: &Audiences, report: &mut Report<'_>) -> Vec<EditionConfig> {
    let mut editions: Vec<EditionConfig> = Vec::new();
    for (name, placed) in root.named("editions") {
        if let Some(first) = editions.iter().find(|edition| edition.name.eq_ignore_ascii_case(name)) {
            let message = format!("the editions `{name}` and `{}` differ in capital letters alone", first.name);
            report.twice(
                placed.1,
                first.range.clone(),
                message,
                "give one of them another name: each becomes a folder",
            );
            continue;
        }
        editions.push(edition(name, placed, audiences, report));
    }
    if editions.is_empty() {
        // A table of editions that holds none was meant otherwise, and what was meant cannot be known.
        let audience = if root.has("editions") { Audience::WIDEST } else { audiences.narrowest() };
        editions.push(only(audience));
    }
    editions
}

/// The one edition of a handbook that names none.
fn only(audience: Audience) -> EditionConfig {
    EditionConfig {
        name: "site".to_owned(),
        audience,
        sections: None,
        home: None,
        title: None,
        description: None,
        base_url: None,
        links_below: None,
        edit_url: None,
        menu: None,
        tokens: BTreeMap::new(),
        range: 0..0,
    }
}

fn edition(
    name: &str,
    (section, range): Placed<Section<'_>>,
    audiences: &Audiences,
    report: &mut Report<'_>,
) -> EditionConfig {
    let audience = audience(section, audiences, report);
    let sections = sections(section, report);
    let home = section.path("home");
    if let (Some(home), Some(sections)) = (&home, &sections) {
        let at = section.placed("home").map_or(0..0, |(_, at)| at);
        check_home(name, (home, at), sections, report);
    }
    EditionConfig {
        name: name.to_owned(),
        audience,
        sections,
        home,
        title: section.text("title"),
        description: section.text("description"),
        base_url: section.placed("base_url").and_then(|(url, _)| BaseUrl::new(url).ok()),
        links_below: None,
        edit_url: section.text("edit_url"),
        menu: section.has("menu").then(|| menu(section)),
        tokens: tokens(section),
        range,
    }
}

/// Reads the tokens of a `theme` table.
pub(super) fn tokens(section: Section<'_>) -> BTreeMap<String, String> {
    let pairs = section.pairs("theme").into_iter();
    pairs.map(|(name, (value, _))| (name.to_owned(), value.to_owned())).collect()
}

/// Reads the menu in either form, in the order of the file.
pub(super) fn menu(table: Section<'_>) -> Vec<MenuEntry> {
    let entries = table.sections("menu").into_iter().filter_map(|(section, _)| {
        let (link, range) = section.placed("link")?;
        Some(MenuEntry { title: section.text("title")?, link: link.to_owned(), range })
    });
    let lines = table.pairs("menu").into_iter();
    let lines = lines.map(|(title, (link, range))| MenuEntry { title: title.to_owned(), link: link.to_owned(), range });
    entries.chain(lines).collect()
}

fn audience(section: Section<'_>, audiences: &Audiences, report: &mut Report<'_>) -> Audience {
    let Some((name, at)) = section.placed("audience") else { return Audience::WIDEST };
    audiences.find(name).unwrap_or_else(|| {
        let names: Vec<_> = audiences.names().iter().map(String::as_str).collect();
        let near = nearest(name, names.iter().copied()).map(|near| format!("did you mean `{near}`? "));
        let help = format!("{}the audiences of this handbook are {}", near.unwrap_or_default(), list(&names));
        report.add(Code::AudienceUnknown, at, format!("site.toml names no audience `{name}`"), help);
        Audience::WIDEST
    })
}

fn sections(section: Section<'_>, report: &mut Report<'_>) -> Option<Vec<String>> {
    let mut sections: BTreeMap<&str, Range<usize>> = BTreeMap::new();
    let mut names = Vec::new();
    for (name, at) in section.texts("sections")?.into_iter().map(|(name, at)| (trimmed(name), at)) {
        if let Some(first) = sections.get(name) {
            report.twice(at, first.clone(), format!("the section `{name}` stands twice"), "remove one of them");
            continue;
        }
        sections.insert(name, at);
        names.push(name.to_owned());
    }
    Some(names)
}

fn check_home(name: &str, (home, at): (&str, Range<usize>), sections: &[String], report: &mut Report<'_>) {
    let is_below = |section: &String| {
        home.strip_prefix(section.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    if !sections.iter().any(is_below) {
        let message = format!("the home `{home}` is in no section of the edition `{name}`");
        report.value(at, message, format!("add `\"{home}\"` to `sections`, or choose a folder that is in it"));
    }
}
