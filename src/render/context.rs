//! What templates receive: one plain struct for each variable.
//!
//! Every template gets `site` (the same on every page), `page` and `body`; `section.html`, `home.html`, `tag.html`,
//! `tags.html`, `redirect.html`, `gone.html`, `release.html`, `releases.html` and `history.html` get one more, of their
//! name; pages of metrics and of data get what [`metrics`] and [`data`] say. Strings are text, which the engine escapes;
//! `body` alone is
//! markup. A `href` is ready to print. `None` and an empty list both mean: say nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::edition::Value;

pub mod changes;
pub mod data;
pub mod metrics;
pub mod search;
pub mod versions;

use versions::Versions;

/// What is the same on every page of an edition.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Site {
    /// The edition's title.
    pub title: String,
    /// The edition's name in site.toml.
    pub edition: String,
    /// Who may read it, in words, as in "Internal"; none for the widest audience.
    pub mark: Option<String>,
    /// The language, as a BCP 47 tag.
    pub lang: String,
    /// `rtl` for a language that is written from right to left.
    pub dir: Option<String>,
    /// The home page.
    pub home: String,
    /// The style sheets, in order.
    pub css: Vec<String>,
    /// The style sheet of redlines.
    pub redline: Option<String>,
    /// The style sheet of the pages that show metrics; none where there are no metrics.
    pub metrics_css: Option<String>,
    /// The style sheet of the pages that show rows of data; none where there are none.
    pub data_css: Option<String>,
    /// The script of the pages that list rows of data.
    pub data_js: Option<String>,
    /// The page with the search; none where it would find nothing.
    pub search: Option<String>,
    /// The style sheet of the search page.
    pub search_css: Option<String>,
    /// The script of the search page.
    pub search_js: Option<String>,
    /// The script.
    pub js: String,
    /// The Content-Security-Policy, the same as in `_headers`.
    pub csp: String,
    /// The feed of changes.
    pub feed: Option<String>,
    /// The icon.
    pub icon: Option<String>,
    /// The logo.
    pub logo: Option<Image>,
    /// The menu of the top bar.
    pub menu: Vec<Link>,
    /// Of the menu, what the sidebar does not have; a narrow screen shows it there.
    pub beside: Vec<Link>,
    /// Links at the end of every page.
    pub foot: Vec<Link>,
}

/// A title and where it leads.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Link {
    /// The words.
    pub title: String,
    /// The address.
    pub href: String,
}

/// An image and its size in pixels.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Image {
    /// The address.
    pub src: String,
    /// What it shows, in words.
    pub alt: String,
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

/// A day, for machines and for people.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Day {
    /// As in `2026-03-12`.
    pub iso: String,
    /// As in "12 March 2026".
    pub words: String,
}

/// A role or team, with an address where there is one.
#[derive(Debug, Clone, Serialize)]
pub struct Party {
    /// The name.
    pub name: String,
    /// Where to find or write to it.
    pub href: Option<String>,
}

/// What is known of one page.
#[expect(clippy::struct_excessive_bools, reason = "templates ask for each by its name")]
#[derive(Debug, Clone, Default, Serialize)]
pub struct Page {
    /// The title.
    pub title: String,
    /// The id of the `h1`, where the text's first heading was the title.
    pub anchor: Option<String>,
    /// One or two sentences for search engines and lists.
    pub description: Option<String>,
    /// The description that the author wrote to stand under the title.
    pub lead: Option<String>,
    /// The page's own address.
    pub href: String,
    /// The full address; none without a base URL.
    pub canonical: Option<String>,
    /// The language, where it differs from the site's.
    pub lang: Option<String>,
    /// The kind as front matter names it; `home`, `section`, `tag`, `tags`, `search` and `not-found` are ospress's own.
    pub kind: String,
    /// The kind in words, where it says something.
    pub kind_word: Option<String>,
    /// Whether the page shows its document control.
    pub controlled: bool,
    /// The stable id, as in `POL-001`.
    pub id: Option<String>,
    /// The version.
    pub version: Option<String>,
    /// The status as front matter names it.
    pub status: Option<String>,
    /// The status in words.
    pub status_word: Option<String>,
    /// Who answers for it.
    pub owner: Option<Party>,
    /// How to ask.
    pub contact: Option<Party>,
    /// Who approved it.
    pub approver: Option<Party>,
    /// When.
    pub approved_on: Option<Day>,
    /// From when it is in force.
    pub effective_from: Option<Day>,
    /// Whether it is not in force yet: that day lies ahead, or the text is still being written.
    pub upcoming: bool,
    /// Until when.
    pub effective_until: Option<Day>,
    /// When it was last reviewed.
    pub last_reviewed: Option<Day>,
    /// How often it is reviewed, as in "every 6 months".
    pub review_every: Option<String>,
    /// When the next review is due.
    pub next_review: Option<Day>,
    /// When it was last changed.
    pub updated: Option<Day>,
    /// How long it takes, in words.
    pub duration: Option<String>,
    /// What a reader can do afterwards.
    pub objectives: Vec<String>,
    /// What to read before.
    pub prerequisites: Vec<Link>,
    /// The pages that it replaced.
    pub supersedes: Vec<Link>,
    /// The pages that replaced it.
    pub superseded_by: Vec<Link>,
    /// The requirements that it answers.
    pub controls: Vec<String>,
    /// Its history, newest first.
    pub revisions: Vec<Revision>,
    /// Its tags.
    pub tags: Vec<Link>,
    /// Where its source can be edited.
    pub edit_href: Option<String>,
    /// The one audience that the page is for, in an edition that outlines what a wider one does not have.
    pub readers: Option<String>,
    /// Whether search engines are asked to leave it out.
    pub noindex: bool,
    /// Whether the handbook's own search finds it.
    pub search: bool,
    /// The style sheets that this page needs beside the site's.
    pub sheets: Vec<String>,
    /// The pages above it, from the home page.
    pub crumbs: Vec<Link>,
    /// The sidebar.
    pub nav: Vec<NavItem>,
    /// Its headings; empty when there are fewer than three.
    pub contents: Vec<Heading>,
    /// The page before it.
    pub prev: Option<Link>,
    /// The page after it.
    pub next: Option<Link>,
    /// The versions of the handbook and this page in each; none where the handbook names no versions.
    pub versions: Option<Versions>,
    /// Front matter that ospress does not know.
    pub extra: BTreeMap<String, Value>,
}

/// One entry of the sidebar. Only the branch of the page has `children`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NavItem {
    /// The words.
    pub title: String,
    /// The address.
    pub href: String,
    /// Whether it is the page.
    pub current: bool,
    /// Whether the page lies below it.
    pub open: bool,
    /// The entries below.
    pub children: Vec<NavItem>,
    /// The rest of a list that is too long to show.
    pub more: Option<More>,
}

/// The rest of a list that is too long to show.
#[derive(Debug, Clone, Serialize)]
pub struct More {
    /// How long the whole list is.
    pub count: usize,
    /// Where it stands.
    pub href: String,
}

/// A heading of the text.
#[derive(Debug, Clone, Serialize)]
pub struct Heading {
    /// Its words.
    pub title: String,
    /// Its id.
    pub id: String,
    /// 2, 3 or 4, as shown.
    pub level: u8,
}

/// A line of the revision history.
#[derive(Debug, Clone, Serialize)]
pub struct Revision {
    /// The version that it made.
    pub version: Option<String>,
    /// When.
    pub date: Option<Day>,
    /// What changed.
    pub text: String,
}

/// One line of an index.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Entry {
    /// The page's title.
    pub title: String,
    /// Its address.
    pub href: String,
    /// What it is about.
    pub description: Option<String>,
    /// Its stable id.
    pub id: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// Its status, where it is not `active`.
    pub status: Option<String>,
    /// The status in words.
    pub status_word: Option<String>,
    /// For a section: how many pages it holds.
    pub count: Option<usize>,
    /// For a module: its number in the course.
    pub number: Option<u32>,
    /// For a module or course: how long it takes, in words.
    pub duration: Option<String>,
}

/// A heading and the entries under it; the first group of a section has no heading.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Group {
    /// The heading.
    pub title: Option<String>,
    /// Where the heading leads.
    pub href: Option<String>,
    /// The heading's id.
    pub id: Option<String>,
    /// What the group is about.
    pub description: Option<String>,
    /// The entries.
    pub entries: Vec<Entry>,
    /// The rest of a group that is too long to show.
    pub more: Option<More>,
}

/// The variable `section`: what stands in a folder. A body that links to half of it or more lists it itself: then only
/// the rest is here.
#[derive(Debug, Clone, Serialize)]
pub struct Section {
    /// Whether the body lists a part.
    pub is_rest: bool,
    /// The pages of the folder itself, then a group for each folder in it.
    pub groups: Vec<Group>,
}

/// The variable `home`.
#[derive(Debug, Clone, Serialize)]
pub struct Home {
    /// The questions people come with; without any, the top sections.
    pub doors: Vec<Entry>,
    /// The pages that changed last.
    pub recent: Vec<Recent>,
}

/// A page that changed.
#[derive(Debug, Clone, Serialize)]
pub struct Recent {
    /// When.
    pub date: Day,
    /// Its title.
    pub title: String,
    /// Its address.
    pub href: String,
    /// What changed.
    pub text: Option<String>,
}

/// The variable `tag`.
#[derive(Debug, Clone, Serialize)]
pub struct Tag {
    /// How many pages carry it.
    pub count: usize,
    /// The pages, grouped by top section.
    pub groups: Vec<Group>,
    /// The list of all tags.
    pub all: String,
}

/// The variable `tags`.
#[derive(Debug, Clone, Serialize)]
pub struct Tags {
    /// Every tag, in alphabetical order.
    pub tags: Vec<TagCount>,
}

/// A tag and how many pages have it.
#[derive(Debug, Clone, Serialize)]
pub struct TagCount {
    /// The tag.
    pub title: String,
    /// Its page.
    pub href: String,
    /// How many pages carry it.
    pub count: usize,
}

/// The variable `redirect`.
#[derive(Debug, Clone, Serialize)]
pub struct Redirect {
    /// The title of the page that it leads to.
    pub title: String,
    /// That page's address.
    pub href: String,
    /// That page's full address.
    pub canonical: Option<String>,
}
