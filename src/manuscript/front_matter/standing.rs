//! What a page is, where it stands and who may read it: kind, status, audience, and what it sets for others.

use crate::diagnostic::{Code, nearest};
use crate::edition::{Kind, Status};

use super::super::keys::HERITABLE;
use super::super::node::{Content, Entry};
use super::{Front, Reader, Stated, list};

impl Reader<'_> {
    pub(super) fn audience(&mut self, entry: &Entry) {
        let node = &entry.node;
        let known = &self.config.audiences;
        if self.front.audience == Stated::Doubtful {
            return;
        }
        let found = match &node.content {
            Content::Text(word) => known.find(word),
            _ => None,
        };
        if let Some(found) = found {
            self.front.audience = Stated::Named(found);
            return;
        }
        self.front.audience = Stated::Doubtful;
        let names = list(known.names().iter().map(String::as_str));
        let word = node.words().unwrap_or_default();
        let meant = nearest(word.trim(), known.names().iter().map(String::as_str));
        let message = if word.trim().is_empty() {
            format!("the audience is {}", if node.is_blank() { "empty" } else { node.name() })
        } else {
            format!("`{}` is no audience", word.escape_debug())
        };
        let bare = bare(&word);
        let help = match meant {
            _ if bare != word && known.find(bare).is_some() => {
                format!("quotes or spaces that do not show stand around the value; write `{bare}` without them")
            }
            Some(meant) => format!("did you mean `{meant}`? The audiences are {names}, in exactly these letters"),
            None => format!("write one of {names}; without the key, the page is for the narrowest"),
        };
        self.report(Code::AudienceUnknown, &node.range, message, help);
    }

    /// Takes what a section sets for the pages below it.
    pub(super) fn children(&mut self, entry: &Entry) {
        let Content::Map(entries) = &entry.node.content else {
            if !entry.node.is_blank() {
                let message = format!("`children` wants keys with values, not {}", entry.node.name());
                let help = "write `children:` and below it, indented, lines such as `kind: policy`";
                self.report(Code::FrontMatterValue, &entry.node.range, message, help);
            }
            return;
        };
        let mut below = Reader { path: self.path, config: self.config, front: Front::default(), findings: Vec::new() };
        below.entries(entries, Some(HERITABLE));
        self.findings.append(&mut below.findings);
        self.front.children = Some(Box::new(below.front));
    }

    /// Takes the kind of page; `type` is another tool's word, and says nothing where it is no kind of ours.
    pub(super) fn kind(&mut self, is_own: bool, entry: &Entry) -> bool {
        let written = entry.node.words().unwrap_or_default();
        let word = bare(&written).to_lowercase();
        match Kind::find(&word) {
            Some(kind) => self.front.meta.kind = kind,
            None if !is_own => {
                self.front.meta.extra.insert(entry.key.clone(), entry.node.value());
                return false;
            }
            None if entry.node.is_blank() => return false,
            None => {
                let kinds = || Kind::ALL.iter().map(|kind| kind.as_str());
                let message = format!("`{}` is no kind of page", written.trim().escape_debug());
                let help = match nearest(&word, kinds()) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("write one of {}", list(kinds())),
                };
                self.report(Code::KindUnknown, &entry.node.range, message, help);
            }
        }
        true
    }

    /// Takes the status. A foreign word stays beside `active`; whether the page may have it depends on its kind.
    pub(super) fn status(&mut self, entry: &Entry) {
        let Some(word) = self.text("status", &entry.node) else { return self.hold_unless_blank(entry) };
        let lower = word.to_lowercase();
        let plain = lower.replace([' ', '_'], "-");
        let known = self.config.statuses.get(&lower).copied().or_else(|| Status::find(&plain));
        if let Some(status) = known {
            if self.front.meta.status != Status::Draft {
                self.front.meta.status = status;
            }
        } else if nearest(&plain, ["draft"]).is_some() {
            self.front.meta.status = Status::Draft;
            let message = format!("`{}` is no status", word.escape_debug());
            self.report(Code::StatusUnknown, &entry.node.range, message, "did you mean `draft`?");
        } else {
            self.foreign_status(word, &entry.node);
        }
    }

    /// Takes `draft: true`, which wins over any status.
    pub(super) fn draft(&mut self, entry: &Entry) {
        match self.yes_or_no("draft", &entry.node) {
            Some(true) => self.hold(entry),
            Some(false) => {}
            None => self.hold_unless_blank(entry),
        }
    }

    /// Makes the page a draft, because what it says about that cannot be understood.
    fn hold_unless_blank(&mut self, entry: &Entry) {
        if !entry.node.is_blank() {
            self.hold(entry);
        }
    }
}

/// Gives a word without the curly quotes and the odd spaces that stand around it.
fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '“' | '”' | '„' | '‘' | '’' | '«' | '»' | '\u{200b}' | '\u{feff}')
    })
}
