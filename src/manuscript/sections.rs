//! What a page has from its sections: who may read it, and the values that an index sets for all below.
//!
//! A page that does not say is for the narrowest audience; `children` of the closest index widens it, and an index that
//! states an audience is a ceiling for all below. Both are decided here, once, for all editions.

use std::collections::{BTreeMap, BTreeSet};

use crate::audience::Audience;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edition::{Kind, Meta};

use super::document::Document;
use super::front_matter::Stated;
use super::place::{Place, above, ancestors, indexes};

/// The sections of one version, by folder.
#[derive(Debug, Default)]
pub(super) struct Sections(BTreeMap<String, Section>);

/// A folder that has an index.
#[derive(Debug)]
struct Section {
    /// The index, by its number among the documents.
    index: usize,
    /// The narrowest audience that it or a folder above states.
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

    /// Gives the indexes that a document has its values from, the closest first, by their numbers.
    pub(super) fn providers(&self, at: usize, place: &Place) -> Vec<usize> {
        let Some(folder) = self.home(at, place) else { return Vec::new() };
        ancestors(folder).filter_map(|folder| self.0.get(folder)).map(|section| section.index).collect()
    }

    /// Gives the folder that a document belongs to: its own, or for an index the one above.
    pub(super) fn home<'p>(&self, at: usize, place: &'p Place) -> Option<&'p str> {
        let (folder, _) = place.index_of();
        match self.0.get(folder) {
            Some(section) if section.index == at => above(folder),
            _ => Some(&place.folder),
        }
    }
}

/// Decides who may read each document.
pub(super) fn resolve(documents: &mut [Document], config: &Config) -> (Sections, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let mut sections = Sections::default();
    let chosen: Vec<(String, usize)> = {
        let places = documents.iter().map(|document| &document.place);
        indexes(places).into_iter().map(|(folder, at)| (folder.to_owned(), at)).collect()
    };
    // Sorted by path, a folder comes before those in it.
    for (folder, at) in chosen {
        let section = section(&folder, at, documents, &sections, config, &mut findings);
        sections.0.insert(folder, section);
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

fn section(
    folder: &str,
    index: usize,
    documents: &[Document],
    sections: &Sections,
    config: &Config,
    findings: &mut Vec<Diagnostic>,
) -> Section {
    let outer = sections.closest(above(folder));
    let narrowest = config.audiences.narrowest();
    let front = &documents[index].front;
    let (stated, doubtful) = match front.audience {
        Stated::Unsaid => (Audience::WIDEST, false),
        Stated::Named(audience) => (audience, false),
        Stated::Doubtful => (narrowest, true),
    };
    let ceiling = outer.map_or(stated, |outer| outer.ceiling.max(stated));
    let is_mistaken = doubtful || outer.is_some_and(|outer| outer.is_mistaken);
    let children = front.children.as_ref().and_then(|children| match children.audience {
        Stated::Unsaid => None,
        Stated::Doubtful => Some(narrowest),
        Stated::Named(audience) => {
            let place = children.meta.places.get("audience").cloned().unwrap_or(0..0);
            if audience < ceiling && !is_mistaken {
                findings.push(too_wide(&documents[index], place, audience, ceiling, index, documents, config));
            }
            Some(audience)
        }
    });
    Section { index, ceiling, is_mistaken, children }
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
        findings.push(too_wide(document, place, wanted, section.ceiling, section.index, documents, config));
    }
    section.ceiling
}

fn too_wide(
    document: &Document,
    place: std::ops::Range<usize>,
    wanted: Audience,
    ceiling: Audience,
    index: usize,
    documents: &[Document],
    config: &Config,
) -> Diagnostic {
    let (wide, narrow) = (config.audiences.name(wanted), config.audiences.name(ceiling));
    let message = format!("`{wide}` is wider than the section allows, which is for `{narrow}`");
    let help = format!("write `audience: {narrow}`, move the page to another section, or widen the section on purpose");
    let finding = Diagnostic::new(Code::AudienceCeiling, Span::new(&document.source, place), message).help(help);
    match documents[index].front.meta.places.get("audience") {
        Some(stated) => {
            finding.related(Span::new(&documents[index].source, stated.clone()), "the section is closed here")
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
