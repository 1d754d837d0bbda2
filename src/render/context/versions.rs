//! What templates receive about the versions of a handbook: on every page, and on the pages about versions.

use serde::Serialize;

use super::changes::Changed;
use super::{Day, Link};

/// The versions of the handbook, as a page leads to them.
#[derive(Debug, Clone, Serialize)]
pub struct Versions {
    /// The version that the page is of.
    pub name: String,
    /// Every version, the current one first.
    pub all: Vec<InVersion>,
    /// The address that will show this version of the page for good, without a scheme and host where there is no base URL.
    pub cite: Option<String>,
    /// What an old or coming version says of itself; none on pages of the current one.
    pub banner: Option<Banner>,
    /// The page that lists all versions.
    pub list: String,
    /// Where it is told what changed on the page; the title is the version that brought it.
    pub changes: Option<Link>,
}

/// A page in one version.
#[derive(Debug, Clone, Serialize)]
pub struct InVersion {
    /// The version's name.
    pub name: String,
    /// When it came into force.
    pub date: Option<Day>,
    /// The page there; where that version does not have it, what stood closest above it.
    pub href: String,
    /// Whether it is the version of the page at hand.
    pub here: bool,
    /// `current`, `upcoming` or `past`.
    pub standing: &'static str,
    /// Whether that version does not have the page.
    pub absent: bool,
}

/// What stands above a page that is not of the current version.
#[derive(Debug, Clone, Serialize)]
pub struct Banner {
    /// When the version came into force, or will.
    pub date: Option<Day>,
    /// Whether it comes into force later.
    pub upcoming: bool,
    /// The version in force.
    pub current: String,
    /// The same page there, or what stands closest above it.
    pub href: String,
    /// That page's title.
    pub title: String,
    /// Whether the version in force does not have the page.
    pub absent: bool,
}

/// The variable `gone`: a page that old versions alone have.
#[derive(Debug, Clone, Serialize)]
pub struct Gone {
    /// The page's title.
    pub title: String,
    /// The newest version that has it.
    pub version: String,
    /// The page there.
    pub href: String,
    /// The pages that took its place.
    pub successors: Vec<Link>,
    /// What stands closest to where it stood.
    pub near: Link,
}

/// The variable `release`: what a version brought.
#[derive(Debug, Clone, Serialize)]
pub struct Release {
    /// The version.
    pub name: String,
    /// When it came into force.
    pub date: Option<Day>,
    /// Whether it comes into force later.
    pub upcoming: bool,
    /// What it brought, in a line.
    pub note: Option<String>,
    /// Its first page.
    pub home: String,
    /// The version before it, and that one's own page of this kind.
    pub before: Option<Link>,
    /// The pages that it has and the version before did not have.
    pub added: Vec<Link>,
    /// The pages whose text changed.
    pub changed: Vec<Changed>,
    /// The pages that say something else of themselves, in the same text.
    pub restated: Vec<Changed>,
    /// The pages that stand elsewhere now.
    pub moved: Vec<Moved>,
    /// The pages that the version before had alone, as they stand there.
    pub retired: Vec<Link>,
    /// How many pages are as they were.
    pub unchanged: usize,
    /// How many sentences of all changed pages oblige in another way.
    pub duties: usize,
}

/// A page that was moved.
#[derive(Debug, Clone, Serialize)]
pub struct Moved {
    /// The title.
    pub title: String,
    /// Where it stands in this version.
    pub href: String,
    /// Where it stood, below the version's first page.
    pub from: String,
}

/// The variable `releases`: all versions.
#[derive(Debug, Clone, Serialize)]
pub struct Releases {
    /// Every version, the newest first.
    pub all: Vec<ReleaseLine>,
}

/// A version in the list of all.
#[derive(Debug, Clone, Serialize)]
pub struct ReleaseLine {
    /// Its name.
    pub name: String,
    /// When it came into force.
    pub date: Option<Day>,
    /// What it brought, in a line.
    pub note: Option<String>,
    /// Its first page.
    pub home: String,
    /// The page of what it brought.
    pub href: Option<String>,
    /// How many pages it has.
    pub pages: usize,
    /// `current`, `upcoming` or `past`.
    pub standing: &'static str,
}
