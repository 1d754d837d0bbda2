//! What the versions of a handbook mean for each other: who may read a page then and now, and where its old state stands.
//!
//! A page of an old version is for the stricter of the readers that it named then and that the same page names last,
//! whether it says so itself or its section does. Pages are paired here with all that was written in sight, hidden words
//! too: what was moved and closed in one step must not stay open where it stood before. The same holds for parts of a
//! page: what today's readers may not know is taken out of its old states, wherever it stands today.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::audience::Audience;
use crate::config::{Config, EditionConfig};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edition::lineage::{self, Face, Lineage};
use crate::edition::{Metrics, Table};
use crate::hash::Hash;
use crate::path::SourcePath;
use crate::source::Snapshot;

use super::data::Data;
use super::document::Document;
use super::{Wish, Written};

mod closed;
pub(super) mod facts;
mod parts;
mod passages;
mod reach;
mod states;
mod ties;

pub(super) use reach::Reaches;
pub(super) use ties::Ties;

/// Narrows the old versions by what came after them; gives what ties the current pages to old ones.
pub(super) fn narrow(versions: &mut [Written], config: &Config) -> Ties {
    let names = &config.audiences;
    let narrowest = names.narrowest();
    if versions.len() < 2 {
        return Ties::default();
    }
    for version in 1..versions.len() {
        let (newer, old) = versions.split_at_mut(version);
        let ([current, ..], [written, ..]) = (&*newer, old) else { break };
        written.sections.narrow(&current.sections);
        let data: Vec<&Data> = newer.iter().map(|written| &written.data).collect();
        written.data.narrow(&data, names);
        written.data.close(&written.sections, &written.content, config);
        by_name(&mut written.documents, &current.documents, narrowest);
        for document in &mut written.documents {
            document.audience = document.audience.max(written.sections.ceiling(&document.place.folder));
        }
    }
    let lineage = trace(versions);
    by_line(versions, &lineage, narrowest);
    parts::close(versions, &lineage, &config.audiences)
}

/// Tells for whom a document is, doubts counted in: all of a doubtful one is hidden from all but the narrowest.
fn readers(document: &Document, narrowest: Audience) -> Audience {
    if document.is_doubtful { narrowest } else { document.audience }
}

/// Keeps old pages as narrow as today's page of the same path, and as today's page of the same id.
fn by_name(old: &mut [Document], current: &[Document], narrowest: Audience) {
    let by_path: BTreeMap<&str, Audience> =
        current.iter().map(|document| (document.place.path.as_str(), readers(document, narrowest))).collect();
    let by_id: BTreeMap<&str, Audience> = current
        .iter()
        .filter_map(|document| Some((document.front.meta.id.as_deref()?, readers(document, narrowest))))
        .collect();
    for document in old {
        let same_path = by_path.get(document.place.path.as_str());
        let same_id = document.front.meta.id.as_deref().and_then(|id| by_id.get(id));
        for today in same_path.into_iter().chain(same_id) {
            document.audience = document.audience.max(*today);
        }
    }
}

/// Finds which documents of all versions are states of one page.
fn trace(versions: &[Written]) -> Lineage {
    let address = |document: &Document| format!("{}/{}", document.place.folder_url, document.place.part);
    let addresses: Vec<Vec<String>> =
        versions.iter().map(|written| written.documents.iter().map(address).collect()).collect();
    let faces = versions.iter().zip(&addresses).map(|(written, addresses)| faces(written, addresses));
    lineage::trace(&faces.collect::<Vec<_>>())
}

/// Keeps old pages as narrow as the newest state of the same page, wherever it was moved to.
fn by_line(versions: &mut [Written], lineage: &Lineage, narrowest: Audience) {
    for line in &lineage.lines {
        let mut states = line.iter().enumerate().filter_map(|(version, page)| Some((version, (*page)?)));
        let Some((version, page)) = states.next() else { continue };
        let last = readers(&versions[version].documents[page], narrowest);
        for (version, page) in states {
            let document = &mut versions[version].documents[page];
            document.audience = document.audience.max(last);
        }
    }
}

fn faces<'a>(written: &'a Written, addresses: &'a [String]) -> Vec<Face<'a>> {
    let face = |(document, address): (&'a Document, &'a String)| Face {
        id: document.front.meta.id.as_deref(),
        path: Some(document.place.path.as_str()),
        address,
        text: Some((document.hash, &document.text[document.body.clone()])),
    };
    written.documents.iter().zip(addresses).map(face).collect()
}

/// Says that an old version holds mistakes. They are not told one by one: what was in force stays as it was.
pub(super) fn flaws(snapshot: &Snapshot, config: &Config, found: &[Diagnostic]) -> Option<Diagnostic> {
    let released = &config.versions.released;
    let place = released.iter().find(|released| Some(&released.name) == snapshot.name.as_ref());
    let at = place.map_or(0..0, |released| released.range.clone());
    let files: BTreeSet<&SourcePath> = found.iter().map(|finding| &finding.primary.path).collect();
    let name = snapshot.name.as_ref()?;
    (!found.is_empty()).then(|| {
        let files = if files.len() == 1 { "1 file".to_owned() } else { format!("{} files", files.len()) };
        let message =
            format!("{files} of the version `{}` would be reported if the version were the current one", name.as_str());
        let help = "nothing has to be done; a page whose audience cannot be told is for the narrowest readers alone";
        Diagnostic::new(Code::VersionFlawed, Span::new(&config.path, at), message).help(help)
    })
}

/// Gives the hash of all that was written in an old version.
pub(super) fn digest(snapshot: &Snapshot, config: &Config) -> Hash {
    let files = snapshot.tree.as_ref().map_or_else(|| snapshot.hash(), |tree| Hash::of(tree.as_bytes()));
    Hash::of_value(&(files, &snapshot.name, snapshot.date, &snapshot.note, &snapshot.content, config.hash))
}

/// Gives the hash of all that the pages of an old version are made from in an edition: what was written, for whom each
/// part of it is by now, and what is left of its `data`.
pub(super) fn shown(
    written: &Written,
    edition: &EditionConfig,
    Wish { as_of, drafts, outline }: Wish,
    data: (&Metrics, &[Arc<Table>]),
) -> Option<Hash> {
    let readers: Vec<(Audience, Option<Hash>)> =
        written.documents.iter().map(|document| (document.audience, document.closed)).collect();
    let wish = (as_of, drafts, outline);
    let tables: Vec<&Table> = data.1.iter().map(|table| &**table).collect();
    let parts = (&edition.name, edition.audience, wish, readers, written.sections.ceilings(), data.0, tables);
    Some(Hash::of_value(&(written.digest?, parts)))
}

/// Gives what the addresses of an old version start with.
pub(super) fn root(snapshot: &Snapshot) -> String {
    snapshot.name.as_ref().map_or_else(String::new, |name| format!("/v/{}", name.as_str()))
}
