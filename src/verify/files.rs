//! Which files beside the pages an edition may have: those that a page of it names, and those that are copied to it.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Handbook;
use super::entity;
use super::marks;
use super::sources::{Page, Reading};
use crate::audience::Audience;
use crate::path::SourcePath;

/// The files that are no pages, as far as an edition is concerned.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// Those that its readers may have.
    pub(super) wide: BTreeSet<SourcePath>,
    /// Those that narrower readers alone have.
    pub(super) narrow: BTreeSet<SourcePath>,
    /// The names that were looked for in pages.
    pub(super) wanted: Wanted,
    /// What of them each page of today has, by its number.
    pub(super) named: BTreeMap<usize, BTreeSet<String>>,
}

/// Sorts the files for an edition.
pub(super) fn sort(handbook: &Handbook<'_>, reading: &Reading<'_>, reader: Audience, edition: &str) -> Files {
    let mut files = Files { wanted: Wanted::of(reading), ..Files::default() };
    if reading.assets.is_empty() {
        return files;
    }
    let pages = reading.pages.par_iter().enumerate().filter(|(_, page)| page.is_for(reader));
    let found: Vec<_> = pages.map(|(at, page)| (at, files.wanted.in_page(page, reader))).collect();
    let named: BTreeSet<String> = found.iter().flat_map(|(_, names)| names).cloned().collect();
    files.named = found.into_iter().filter(|(at, names)| *at < reading.today && !names.is_empty()).collect();
    let whose = |name: &str| {
        handbook.config.editions.iter().find(|edition| edition.name == name).map(|edition| edition.audience)
    };
    for asset in &reading.assets {
        let is_wide = match asset.copied_to {
            Some(to) => to == edition || whose(to).is_some_and(|whom| reader.may_read(whom)),
            None => reader.may_read(asset.ceiling) && named.contains(&asset.path.file_name().to_lowercase()),
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

/// The names of files that are looked for.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(super) struct Wanted {
    low: BTreeSet<String>,
    /// Those that are several words.
    spaced: Vec<String>,
    /// Those without a dot. Such a name may be a word; it must stand there letter by letter.
    plain: BTreeSet<String>,
}

impl Wanted {
    /// Lists the names of files of which it matters whether a page names them.
    fn of(reading: &Reading<'_>) -> Self {
        // Whoever may have the others does not depend on a name.
        let asked = reading.assets.iter().filter(|asset| asset.copied_to.is_none() && asset.said.is_none());
        let names: BTreeSet<&str> = asked.map(|asset| asset.path.file_name()).collect();
        Self {
            low: names.iter().map(|name| name.to_lowercase()).collect(),
            spaced: names.iter().filter(|name| name.contains(' ')).map(|name| name.to_lowercase()).collect(),
            plain: names.iter().filter(|name| !name.contains('.')).map(|name| (*name).to_owned()).collect(),
        }
    }

    /// Gives the names, in small letters, that a page names to its readers.
    pub(super) fn in_page(&self, page: &Page<'_>, reader: Audience) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        if self.low.is_empty() {
            return found;
        }
        let runs = page.runs(reader).filter(|run| !run.is_narrow).map(|run| &page.text[run.range]);
        for text in runs.chain([&page.text[page.front.range.clone()]]) {
            tokens(text, |name| {
                let low = (name.contains('.') || self.plain.contains(name)).then(|| name.to_lowercase());
                found.extend(low.filter(|low| self.low.contains(low)));
            });
            if !self.spaced.is_empty() {
                let low = text.to_lowercase();
                found.extend(self.spaced.iter().filter(|name| low.contains(name.as_str())).cloned());
            }
        }
        found
    }
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
