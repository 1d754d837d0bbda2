//! What templates receive about changes: the variable `history`, and the pages that a version changed.

use std::borrow::Cow;

use serde::Serialize;

use super::Day;

/// The variable `history`: what changed on a page between two of its states. Beside it stands `duties`, a list of [`Duty`].
#[derive(Debug, Clone, Serialize)]
pub struct History {
    /// The state before.
    pub old: StateLine,
    /// The state after.
    pub new: StateLine,
    /// Whether it is the change that brought the state in force.
    pub is_main: bool,
    /// How many words came.
    pub inserted: usize,
    /// How many words went.
    pub deleted: usize,
    /// How many blocks stand elsewhere.
    pub moved: usize,
    /// What the page says otherwise of itself.
    pub fields: Vec<FieldLine>,
    /// Whether the text changed too.
    pub is_text_changed: bool,
    /// The versions that have the page, the newest first.
    pub states: Vec<StateLine>,
}

/// A page in one version, and the changes that lead to it and away from it.
#[derive(Debug, Clone, Serialize)]
pub struct StateLine {
    /// The version's name.
    pub name: String,
    /// The page there.
    pub href: String,
    /// When the version came into force.
    pub date: Option<Day>,
    /// What the version brought, in a line.
    pub note: Option<String>,
    /// `current`, `upcoming` or `past`.
    pub standing: &'static str,
    /// Where it is told what the version changed on the page; none where it changed nothing.
    pub brought: Option<String>,
    /// Where it is told what changed from then until now.
    pub since: Option<String>,
}

/// A fact that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldLine {
    /// What it is about, as in "Owner".
    pub name: Cow<'static, str>,
    /// What was said.
    pub old: Option<String>,
    /// What is said.
    pub new: Option<String>,
}

/// A sentence that obliges in another way than before.
#[derive(Debug, Clone, Serialize)]
pub struct Duty {
    /// The heading that it stands under.
    pub section: Option<String>,
    /// What it said; empty where there was no such sentence.
    pub old: Vec<Words>,
    /// What it says; empty where it went.
    pub new: Vec<Words>,
}

/// Some words of a sentence that stayed, or that went or came.
#[derive(Debug, Clone, Serialize)]
pub struct Words {
    /// Whether there is a space before them.
    pub space: bool,
    /// Whether they went or came.
    pub changed: bool,
    /// The words.
    pub parts: Vec<Part>,
}

/// Some words that all oblige, or do not.
#[derive(Debug, Clone, Serialize)]
pub struct Part {
    /// The words.
    pub text: String,
    /// Whether they oblige.
    pub strong: bool,
}

/// A page that changed, and how much.
#[derive(Debug, Clone, Serialize)]
pub struct Changed {
    /// The title.
    pub title: String,
    /// The page.
    pub href: String,
    /// Where it is told what changed.
    pub history: Option<String>,
    /// Whether its text changed, and not only what it says of itself.
    pub is_text_changed: bool,
    /// How many words came.
    pub inserted: usize,
    /// How many words went.
    pub deleted: usize,
    /// How many sentences oblige in another way.
    pub duties: usize,
    /// What it says otherwise of itself, as in "Owner".
    pub fields: Vec<Cow<'static, str>>,
}
