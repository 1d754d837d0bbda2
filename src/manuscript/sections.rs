//! What a page has from its sections: who may read it, and the values that an index sets for all below.
//!
//! A page that does not say is for the narrowest audience; `children` of the closest index widens it, and an index that
//! states an audience is a ceiling for all below. Both are decided here, once, for all editions.

use std::collections::{BTreeMap, BTreeSet};

use crate::audience::Audience;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edition::{Kind, Meta, Status};

use super::address;
use super::data::rows_folder;
use super::document::Document;
use super::front_matter::Stated;
use super::place::{Place, Rank, above, ancestors, candidates};

/// The sections of one version, by folder.
#[derive(Debug, Default)]
pub(super) struct Sections(BTreeMap<String, Section>);

/// A folder that has an index.
#[derive(Debug)]
struct Section {
    /// What is its index for some readers, by their numbers among the documents, the preferred one first.
    indexes: Vec<usize>,
    /// The narrowest audience that the preferred one or a folder above states.
    ceiling: Audience,
    /// Whether the ceiling comes from a mistake that was reported already.
    is_mistaken: bool,
    /// Who the pages below are for when they do not say.
    children: Option<Audience>,
}

impl Sections {
    /// Gives the closest section of a folder, itself included.
    fn closest(&self, folder: Option<&str>) -> Option<&Section> {
        ancestors(folder?).find_map(|folder| self.0.get(folder))
    }

    /// Gives the narrowest audience that a folder or one above it states.
    pub(super) fn ceiling(&self, folder: &str) -> Audience {
        self.closest(Some(folder)).map_or(Audience::WIDEST, |section| section.ceiling)
    }

    /// Gives whom pages below an address are for when they do not say, and the narrowest audience that a section there or
    /// above it states. What a section is called on disk does not matter: `01-Projects` stands at `/projects`.
    pub(super) fn at(&self, address: &str, config: &Config) -> (Audience, Audience) {
        let wanted = address::folder(address, true).unwrap_or_default();
        let own = |folder: &String| address::folder(folder, config.keep_number_prefixes);
        let holds = |own: &str| wanted.strip_prefix(own).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let sections = self.0.iter().filter_map(|(folder, section)| Some((own(folder)?, section)));
        let above: Vec<(String, &Section)> = sections.filter(|(own, _)| holds(own)).collect();
        let ceiling = above.iter().map(|(_, section)| section.ceiling).max().unwrap_or(Audience::WIDEST);
        let says = above.iter().filter_map(|(own, section)| Some((own.len(), section.children?)));
        let unsaid = says.max().map_or(config.audiences.narrowest(), |(_, children)| children);
        (unsaid.max(ceiling), ceiling)
    }

    /// Gives the ceiling of each folder that has one of its own, by path.
    pub(super) fn ceilings(&self) -> Vec<(&str, Audience)> {
        self.0.iter().map(|(folder, section)| (folder.as_str(), section.ceiling)).collect()
    }

    /// Closes the folders of an old version that are closed today; the indexes stay who they were.
    pub(super) fn narrow(&mut self, today: &Self) {
        let folders: BTreeSet<String> = self.0.keys().chain(today.0.keys()).cloned().collect();
        for folder in folders {
            let ceiling = self.ceiling(&folder).max(today.ceiling(&folder));
            let closed = || Section { indexes: Vec::new(), ceiling, is_mistaken: false, children: None };
            self.0.entry(folder).or_insert_with(closed).ceiling = ceiling;
        }
    }

    /// Gives the indexes that a document has its values from, the closest first, by their numbers.
    pub(super) fn providers(&self, at: usize, place: &Place) -> Vec<usize> {
        let Some(folder) = self.home(at, place) else { return Vec::new() };
        ancestors(folder)
            .filter_map(|folder| self.0.get(folder))
            .flat_map(|section| &section.indexes)
            .copied()
            .collect()
    }

    /// Gives the folder that a document belongs to: its own, or for an index the one above.
    pub(super) fn home<'p>(&self, at: usize, place: &'p Place) -> Option<&'p str> {
        let (folder, _) = place.index_of();
        match self.0.get(folder) {
            Some(section) if section.indexes.contains(&at) => above(folder),
            _ => Some(&place.folder),
        }
    }
}

/// Decides who may read each document.
pub(super) fn resolve(documents: &mut [Document], config: &Config) -> (Sections, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let mut sections = Sections::default();
    let of_rows: Vec<&str> = config.data_pages.iter().map(|pages| rows_folder(&pages.path)).collect();
    // Sorted by path, a folder comes before those in it.
    for (folder, candidates) in candidates(documents.iter().map(|document| &document.place), &of_rows) {
        let indexes = indexes(folder, &candidates, documents, &sections, config);
        let section = section(folder, indexes, documents, &sections, config, &mut findings);
        sections.0.insert(folder.to_owned(), section);
    }
    for at in 0..documents.len() {
        let folder = sections.home(at, &documents[at].place);
        let closest = sections.closest(folder);
        let default = folder.and_then(|folder| default(&sections, folder));
        let audience = audience(&documents[at], default, closest, documents, config, &mut findings);
        documents[at].audience = audience;
    }
    (sections, findings)
}

/// Gives whom the pages of a folder are for when they do not say.
fn default(sections: &Sections, folder: &str) -> Option<Audience> {
    ancestors(folder).filter_map(|folder| sections.0.get(folder)).find_map(|section| section.children)
}

/// Gives what of the candidates is the folder's index for some readers: the best one, and one behind it that has
/// readers who do not know those before it. So a hidden file takes no index away from a wider audience.
fn indexes(
    folder: &str,
    candidates: &[(Rank, usize)],
    documents: &[Document],
    sections: &Sections,
    config: &Config,
) -> Vec<usize> {
    let outer = above(folder);
    let ceiling = sections.closest(outer).map_or(Audience::WIDEST, |outer| outer.ceiling);
    let unsaid = outer.and_then(|outer| default(sections, outer));
    let narrowest = config.audiences.narrowest();
    let mut known: Option<Audience> = None;
    let mut found = Vec::new();
    for &(_, at) in candidates {
        let Document { front, is_doubtful, .. } = &documents[at];
        let audience = match front.audience {
            Stated::Named(audience) if !is_doubtful => audience,
            Stated::Unsaid if !is_doubtful => unsaid.unwrap_or(narrowest),
            _ => narrowest,
        };
        let audience = audience.max(ceiling);
        if found.is_empty() || known.is_none_or(|known| audience < known) {
            found.push(at);
        }
        if front.meta.status != Status::Draft {
            known = Some(known.map_or(audience, |known| known.min(audience)));
        }
    }
    found
}

fn section(
    folder: &str,
    indexes: Vec<usize>,
    documents: &[Document],
    sections: &Sections,
    config: &Config,
    findings: &mut Vec<Diagnostic>,
) -> Section {
    let outer = sections.closest(above(folder));
    let narrowest = config.audiences.narrowest();
    let mut ceiling = outer.map_or(Audience::WIDEST, |outer| outer.ceiling);
    let mut is_mistaken = outer.is_some_and(|outer| outer.is_mistaken);
    match indexes.first().map(|index| documents[*index].front.audience) {
        None | Some(Stated::Unsaid) => {}
        Some(Stated::Named(audience)) => ceiling = ceiling.max(audience),
        Some(Stated::Doubtful) => (ceiling, is_mistaken) = (narrowest, true),
    }
    let mut section = Section { indexes, ceiling, is_mistaken, children: None };
    for &index in &section.indexes {
        let Some(children) = &documents[index].front.children else { continue };
        let audience = match children.audience {
            Stated::Unsaid => continue,
            Stated::Doubtful => narrowest,
            Stated::Named(audience) => audience,
        };
        if children.audience != Stated::Doubtful && audience < ceiling && !is_mistaken {
            let place = children.meta.places.get("audience").cloned().unwrap_or(0..0);
            findings.push(too_wide(&documents[index], place, audience, &section, documents, config));
        }
        section.children = section.children.or(Some(audience));
    }
    section
}

fn audience(
    document: &Document,
    default: Option<Audience>,
    section: Option<&Section>,
    documents: &[Document],
    config: &Config,
    findings: &mut Vec<Diagnostic>,
) -> Audience {
    let narrowest = config.audiences.narrowest();
    let wanted = match document.front.audience {
        Stated::Named(audience) => audience,
        Stated::Doubtful => narrowest,
        Stated::Unsaid => default.unwrap_or(narrowest),
    };
    let Some(section) = section.filter(|section| wanted < section.ceiling) else { return wanted };
    if !section.is_mistaken && document.front.audience != Stated::Unsaid {
        let place = document.front.meta.places.get("audience").cloned().unwrap_or(0..0);
        findings.push(too_wide(document, place, wanted, section, documents, config));
    }
    section.ceiling
}

fn too_wide(
    document: &Document,
    place: std::ops::Range<usize>,
    wanted: Audience,
    section: &Section,
    documents: &[Document],
    config: &Config,
) -> Diagnostic {
    let (wide, narrow) = (config.audiences.name(wanted), config.audiences.name(section.ceiling));
    let message = format!("`{wide}` is wider than the section allows, which is for `{narrow}`");
    let help = format!("write `audience: {narrow}`, move the page to another section, or widen the section on purpose");
    let finding = Diagnostic::new(Code::AudienceCeiling, Span::new(&document.source, place), message).help(help);
    let index = section.indexes.first().map(|index| &documents[*index]);
    match index.and_then(|index| Some((index, index.front.meta.places.get("audience")?))) {
        Some((index, stated)) => {
            finding.related(Span::new(&index.source, stated.clone()), "the section is closed here")
        }
        None => finding,
    }
}

/// Gives a page the values that it does not set itself and that an index above sets, the closest first; returns all keys
/// that now have a value.
pub(super) fn inherit<'m>(meta: &mut Meta, providers: impl Iterator<Item = &'m Meta>) -> BTreeSet<String> {
    let mut said: BTreeSet<String> = meta.places.keys().cloned().collect();
    for from in providers {
        for key in from.places.keys() {
            if said.insert(key.clone()) {
                take(meta, from, key);
            }
        }
    }
    said
}

fn take(meta: &mut Meta, from: &Meta, key: &str) {
    match key {
        "kind" => meta.kind = from.kind,
        "status" => (meta.status, meta.status_word) = (from.status, from.status_word.clone()),
        "owner" => meta.owner.clone_from(&from.owner),
        "contact" => meta.contact.clone_from(&from.contact),
        "tags" => meta.tags.clone_from(&from.tags),
        "lang" => meta.lang.clone_from(&from.lang),
        "template" => meta.template.clone_from(&from.template),
        "toc" => meta.toc = from.toc,
        "search" => meta.search = from.search,
        "approver" => meta.approver.clone_from(&from.approver),
        "review_every" => meta.review_every.clone_from(&from.review_every),
        _ => {}
    }
}

/// Gives the kind that site.toml sets for a folder; the closest folder decides.
pub(super) fn kind_of_folder(folder: &str, config: &Config) -> Option<Kind> {
    let set =
        |folder: &str| config.kinds.iter().find(|(name, _)| name.trim_matches('/') == folder).map(|(_, kind)| *kind);
    ancestors(folder).find_map(set)
}
