//! Front matter, typed: a located tree becomes a [`Meta`], and every mistake a finding.
//!
//! It reads what one file says. What a file inherits from its section, and who may read it, is `sections`' work.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::audience::Audience;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edition::Meta;
use crate::path::SourcePath;

use super::caveats::Caveat;
use super::keys;
use super::node::{Content, Entry, Node, duplicates};

mod fields;
mod scalars;
mod standing;
mod withheld;

/// What a file's front matter says.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Front {
    /// All that readers may see.
    pub(super) meta: Meta,
    /// Who may read the page.
    pub(super) audience: Stated,
    /// What it sets for the pages below, where it is the index of a section.
    pub(super) children: Option<Box<Front>>,
    /// What makes the page doubtful if it is for more readers than was meant.
    #[serde(skip)]
    pub(super) caveats: Vec<Caveat>,
}

/// What is said about an audience.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Stated {
    /// Nothing.
    #[default]
    Unsaid,
    /// Something that can be understood.
    Named(Audience),
    /// Something that cannot; it was reported, and the narrowest audience is meant until it is mended.
    Doubtful,
}

/// Reads front matter as a tree into what it means.
pub(super) fn read(node: &Node, path: &SourcePath, config: &Config) -> (Front, Vec<Diagnostic>) {
    let mut reader = Reader { path, config, front: Front::default(), findings: Vec::new() };
    match &node.content {
        Content::Map(entries) => {
            reader.report_duplicates(node);
            reader.entries(entries, None);
            reader.nested_audiences(entries);
            reader.report_contradiction();
        }
        Content::Null => {}
        _ => {
            reader.front.audience = Stated::Doubtful;
            let message = format!("front matter holds keys with values, not {}", node.name());
            reader.report(Code::FrontMatterSyntax, &node.range, message, "write lines such as `title: Our policy`");
        }
    }
    (reader.front, reader.findings)
}

/// Reads the keys of one map.
struct Reader<'a> {
    path: &'a SourcePath,
    config: &'a Config,
    front: Front,
    findings: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn report(&mut self, code: Code, range: &Range<usize>, message: String, help: impl Into<String>) {
        self.findings.push(Diagnostic::new(code, Span::new(self.path, range.clone()), message).help(help));
    }

    fn report_duplicates(&mut self, node: &Node) {
        for (later, first) in duplicates(node) {
            self.report_duplicate(later, first);
        }
    }

    fn report_duplicate(&mut self, later: &Entry, first: &Entry) {
        let span = Span::new(self.path, later.key_range.clone());
        if keys::fold(&later.key) == "audience" {
            return self.report_two_audiences(span, first);
        }
        let first_span = Span::new(self.path, first.key_range.clone());
        let message = format!("the key `{}` stands twice", later.key);
        let finding = Diagnostic::new(Code::FrontMatterDuplicateKey, span, message)
            .help("keep the one that is right and delete the other")
            .related(first_span, "it stands here first");
        self.findings.push(finding);
    }

    fn report_two_audiences(&mut self, span: Span, first: &Entry) {
        self.front.audience = Stated::Doubtful;
        let finding = Diagnostic::new(Code::AudienceUnknown, span, "the audience stands twice")
            .help("say once who may read the page")
            .related(Span::new(self.path, first.key_range.clone()), "it stands here first");
        self.findings.push(finding);
    }

    /// Reports an end that comes before its beginning.
    fn report_contradiction(&mut self) {
        let meta = &self.front.meta;
        let Some((from, until)) = meta.effective_from.zip(meta.effective_until).filter(|(from, until)| until < from)
        else {
            return;
        };
        let place = |key: &str| Span::new(self.path, meta.places.get(key).cloned().unwrap_or_default());
        let message = format!("the page ends on {until}, before it begins on {from}");
        let finding = Diagnostic::new(Code::FrontMatterContradiction, place("effective_until"), message)
            .help("correct the date that is wrong")
            .related(place("effective_from"), "it begins here");
        self.findings.push(finding);
    }

    /// Takes the keys of a map; `only` are those that may stand in it, where not all may.
    fn entries(&mut self, entries: &[Entry], only: Option<&[&str]>) {
        let folded: Vec<String> = entries.iter().map(|entry| keys::fold(&entry.key)).collect();
        let winners = self.winners(entries, &folded);
        for (at, entry) in entries.iter().enumerate() {
            if self.withheld(&folded[at], entry) {
                self.keep(entry);
                continue;
            }
            match keys::canonical(&folded[at]) {
                Some(name) if winners.get(name) == Some(&at) => match only {
                    Some(only) if !only.contains(&name) && name != "draft" => self.misplaced(entry, only),
                    _ => self.known(name, keys::is_own(name, &folded[at]), entry),
                },
                Some(name) if keys::is_own(name, &folded[at]) => {}
                Some(_) => self.keep(entry),
                None => self.unknown(entry),
            }
        }
    }

    /// Chooses for each known key the entry that sets it: the one with the key's own name, else the first synonym.
    fn winners(&mut self, entries: &[Entry], folded: &[String]) -> BTreeMap<&'static str, usize> {
        let mut winners: BTreeMap<&'static str, usize> = BTreeMap::new();
        for (at, entry) in entries.iter().enumerate() {
            let Some(name) = keys::canonical(&folded[at]) else { continue };
            let is_own = |at: usize| keys::is_own(name, &folded[at]);
            match winners.get(name).copied() {
                Some(first) if is_own(first) && is_own(at) => {
                    if entries[first].key != entry.key {
                        self.report_duplicate(entry, &entries[first]);
                    }
                }
                Some(first) if is_own(first) || !is_own(at) => {}
                _ => {
                    winners.insert(name, at);
                }
            }
        }
        winners
    }

    fn known(&mut self, name: &'static str, is_own: bool, entry: &Entry) {
        if !is_own && !fits(name, &entry.node) {
            return self.keep(entry);
        }
        if self.set(name, is_own, entry) {
            self.front.meta.places.insert(name.to_owned(), entry.node.range.clone());
        }
    }

    /// Keeps a key that ospress does not know.
    fn keep(&mut self, entry: &Entry) {
        self.front.meta.extra.insert(entry.key.clone(), entry.node.value());
    }

    fn unknown(&mut self, entry: &Entry) {
        self.keep(entry);
        let Some(meant) = keys::near(&entry.key) else { return };
        let message = format!("`{}` is no known key", entry.key);
        if matches!(meant, "audience" | "status" | "draft") {
            if meant == "audience" {
                self.front.audience = Stated::Doubtful;
            }
            let help =
                format!("write `{meant}`, or rename the key: so near to `{meant}`, a slip could publish the page");
            return self.report(Code::FrontMatterUnsafeKey, &entry.key_range, message, help);
        }
        let help = format!("did you mean `{meant}`? If not, the key is kept for templates as it is");
        self.report(Code::FrontMatterUnknownKey, &entry.key_range, message, help);
    }

    fn misplaced(&mut self, entry: &Entry, only: &[&str]) {
        let message = format!("`{}` cannot be set for the pages below", entry.key);
        let help = format!("`children` may set {}", list(only.iter().copied()));
        self.report(Code::FrontMatterValue, &entry.key_range, message, help);
    }
}

/// Tells whether a value can be what a synonym of `name` means; other tools use the same words for other things.
fn fits(name: &str, node: &Node) -> bool {
    match &node.content {
        Content::Map(_) => matches!(name, "controls" | "revisions"),
        Content::List(_) => matches!(
            name,
            "owner"
                | "contact"
                | "approver"
                | "tags"
                | "aliases"
                | "controls"
                | "revisions"
                | "objectives"
                | "prerequisites"
                | "supersedes"
        ),
        Content::Bool(_) => matches!(name, "toc" | "search"),
        _ => true,
    }
}

/// Writes names in backticks, with commas.
fn list<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
