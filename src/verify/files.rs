//! Which files beside the pages an edition may have: those that a page of it names, and those that are copied to it.

use std::collections::{BTreeMap, BTreeSet};

use super::Handbook;
use super::entity;
use super::marks;
use super::sources::{Asset, Reading};
use crate::audience::Audience;
use crate::path::SourcePath;

/// The files that are no pages, as far as an edition is concerned.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// Those that its readers may have.
    pub(super) wide: BTreeSet<SourcePath>,
    /// Those that narrower readers alone have.
    pub(super) narrow: BTreeSet<SourcePath>,
}

/// Sorts the files for an edition.
pub(super) fn sort(handbook: &Handbook<'_>, reading: &Reading<'_>, reader: Audience, edition: &str) -> Files {
    let mut files = Files::default();
    if reading.assets.is_empty() {
        return files;
    }
    let named = named(reading, reader);
    let whose = |name: &str| {
        handbook.config.editions.iter().find(|edition| edition.name == name).map(|edition| edition.audience)
    };
    for asset in &reading.assets {
        let is_wide = match asset.copied_to {
            Some(to) => to == edition || whose(to).is_some_and(|whom| reader.may_read(whom)),
            None => reader.may_read(asset.ceiling) && is_named(asset, &named),
        };
        // Data are for those who may read all of them.
        let is_wide = match &asset.said {
            Some(said) => said.iter().all(|said| {
                let parts = marks::parts(&said.text, &handbook.config.audiences, said.whom);
                parts.into_iter().all(|(_, whom)| reader.may_read(whom))
            }),
            None => is_wide,
        };
        if is_wide {
            files.wide.insert(asset.path.clone());
        } else {
            files.narrow.insert(asset.path.clone());
        }
    }
    files
}

fn is_named(asset: &Asset<'_>, named: &BTreeMap<String, bool>) -> bool {
    named.get(&asset.path.file_name().to_lowercase()).copied().unwrap_or_default()
}

/// Tells of each file's name whether a text that the readers may have names it.
fn named(reading: &Reading<'_>, reader: Audience) -> BTreeMap<String, bool> {
    let mut named: BTreeMap<String, bool> =
        reading.assets.iter().map(|asset| (asset.path.file_name().to_lowercase(), false)).collect();
    // A name without a dot may be a word; it must stand there letter by letter.
    let plain: BTreeSet<&str> =
        reading.assets.iter().map(|asset| asset.path.file_name()).filter(|name| !name.contains('.')).collect();
    let spaced: Vec<String> = named.keys().filter(|name| name.contains(' ')).cloned().collect();
    for page in reading.pages.iter().filter(|page| page.is_for(reader)) {
        let runs = page.runs(reader).filter(|run| !run.is_narrow).map(|run| &page.text[run.range]);
        for text in runs.chain([&page.text[page.front.range.clone()]]) {
            tokens(text, |name| {
                if !name.contains('.') && !plain.contains(name) {
                    return;
                }
                if let Some(found) = named.get_mut(&name.to_lowercase()) {
                    *found = true;
                }
            });
            for name in &spaced {
                if text.to_lowercase().contains(name.as_str()) {
                    named.insert(name.clone(), true);
                }
            }
        }
    }
    named
}

/// Calls `each` with the last part of everything in a text that may be the name of a file.
fn tokens(text: &str, mut each: impl FnMut(&str)) {
    let ends = |sign: char| {
        sign.is_whitespace() || matches!(sign, '(' | ')' | '[' | ']' | '<' | '>' | '"' | '\'' | '`' | '{' | '}' | '|')
    };
    for token in text.split(ends).filter(|token| !token.is_empty()) {
        let token = token.split(['?', '#']).next().unwrap_or_default();
        let decoded = entity::percent(token);
        let name = decoded.as_deref().unwrap_or(token);
        each(name.rsplit('/').next().unwrap_or_default());
    }
}
