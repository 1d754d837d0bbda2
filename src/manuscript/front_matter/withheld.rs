//! The words of other tools for "do not publish": `published: false`, `private: true`, `visibility: internal`.
//!
//! What means a draft is a draft. What means fewer readers is a caveat, because only `audience` says who they are: it
//! counts on a page that is for more readers than the narrowest audience.

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edition::Status;

use super::super::caveats::Caveat;
use super::super::keys;
use super::super::node::{Content, Entry, Node};
use super::{Reader, Stated};

/// Keys that hide a page when they say yes.
const FLAGS: &[&str] = &[
    "private",
    "hidden",
    "unlisted",
    "confidential",
    "internal",
    "internalonly",
    "secret",
    "restricted",
    "membersonly",
    "staffonly",
];
/// Keys whose value says who may read the page.
const LEVELS: &[&str] = &[
    "visibility",
    "access",
    "accesslevel",
    "classification",
    "confidentiality",
    "sensitivity",
    "readers",
    "permissions",
];
/// Values of these that leave a page open.
const OPEN: &[&str] =
    &["public", "open", "everyone", "everybody", "anyone", "all", "world", "unclassified", "unrestricted"];
/// Words of a status that is not yet for readers.
const UNFINISHED: &[&str] = &[
    "draft",
    "drafts",
    "drafting",
    "progress",
    "wip",
    "todo",
    "review",
    "pending",
    "proposed",
    "unpublished",
    "unapproved",
    "hidden",
    "private",
    "confidential",
    "embargoed",
];

impl Reader<'_> {
    /// Takes a key that may mean "do not publish"; tells whether nothing more is to be done about it.
    pub(super) fn withheld(&mut self, folded: &str, entry: &Entry) -> bool {
        let node = &entry.node;
        match folded {
            "published" | "publish" | "ispublished" if says(node, &["false", "no", "off", "never"]) => self.hold(entry),
            "unpublished" | "wip" if says(node, &["true", "yes", "on"]) => self.hold(entry),
            _ if FLAGS.contains(&folded) && !says(node, &["false", "no", "off"]) => self.fewer_readers(entry),
            _ if LEVELS.contains(&folded) && !says(node, OPEN) => self.fewer_readers(entry),
            "state" | "stage" | "publishstate" | "publicationstatus" | "workflowstate" if is_unfinished(node) => {
                self.fewer_readers(entry);
            }
            _ => return false,
        }
        matches!(folded, "published" | "publish" | "ispublished" | "unpublished" | "wip")
    }

    /// Makes the page a draft.
    pub(super) fn hold(&mut self, entry: &Entry) {
        self.front.meta.status = Status::Draft;
        self.front.meta.places.entry("status".to_owned()).or_insert_with(|| entry.node.range.clone());
    }

    /// Finds an `audience` below another key, where it says nothing: a line that is indented by mistake, or a table of
    /// TOML. What `children` says is read elsewhere.
    pub(super) fn nested_audiences(&mut self, entries: &[Entry]) {
        let nested = entries.iter().filter(|entry| keys::fold(&entry.key) != "children");
        let mut found = Vec::new();
        nested.for_each(|entry| audiences_below(&entry.node, &mut found));
        for entry in found {
            let names = &self.config.audiences;
            let named = entry.node.words().and_then(|word| names.find(word.trim()));
            let is_said = matches!(self.front.audience, Stated::Named(_));
            let meant = match named {
                Some(named) => named,
                None if is_said => continue,
                None => names.narrowest(),
            };
            let message = "an `audience` below another key hides nothing";
            let help = "write `audience` at the start of its line, among the first keys; else rename the key";
            let span = Span::new(self.path, entry.key_range.clone());
            let finding = Diagnostic::new(Code::FrontMatterUnsafeKey, span, message).help(help);
            self.front.caveats.push(Caveat { finding, meant });
        }
    }

    fn fewer_readers(&mut self, entry: &Entry) {
        if entry.node.is_blank() {
            return;
        }
        let names = &self.config.audiences;
        let named = entry.node.words().and_then(|word| names.find(word.trim()));
        let meant = named.unwrap_or(names.narrowest());
        let name = names.name(meant);
        let message =
            format!("`{}` hides nothing: ospress does not know it, and the page is for more readers", entry.key);
        let help = format!("ospress knows `audience` and `status`; write `audience: {name}`, or rename the key");
        let span = Span::new(self.path, entry.key_range.clone());
        let finding = Diagnostic::new(Code::FrontMatterUnsafeKey, span, message).help(help);
        self.front.caveats.push(Caveat { finding, meant });
    }

    /// Takes a status that is none of ours; one that sounds unfinished is not for all readers.
    pub(super) fn foreign_status(&mut self, word: String, node: &Node) {
        if is_unfinished(node) {
            let message =
                format!("`{}` is no status that ospress knows, and it sounds unfinished", word.escape_debug());
            let help = format!(
                "write `draft` or `in-review`, or say in `[statuses]` of site.toml what `{}` means",
                word.escape_debug()
            );
            let span = Span::new(self.path, node.range.clone());
            let finding = Diagnostic::new(Code::StatusUnknown, span, message).help(help);
            self.front.caveats.push(Caveat { finding, meant: self.config.audiences.narrowest() });
        }
        self.front.meta.status_word = Some(word);
    }
}

/// Tells whether a value is one of some words.
fn says(node: &Node, words: &[&str]) -> bool {
    node.words().is_some_and(|word| words.contains(&word.trim().to_lowercase().as_str()))
}

/// Collects the entries named `audience` in and below a value.
fn audiences_below<'n>(node: &'n Node, found: &mut Vec<&'n Entry>) {
    match &node.content {
        Content::List(items) => items.iter().for_each(|item| audiences_below(item, found)),
        Content::Map(entries) => {
            for entry in entries {
                if keys::fold(&entry.key) == "audience" {
                    found.push(entry);
                }
                audiences_below(&entry.node, found);
            }
        }
        _ => {}
    }
}

fn is_unfinished(node: &Node) -> bool {
    let words = node.words().unwrap_or_default().to_lowercase();
    let mut single = words.split(|c: char| !c.is_alphanumeric());
    single.any(|word| UNFINISHED.contains(&word)) || matches!(words.trim(), "to do" | "to-do" | "to_do")
}
