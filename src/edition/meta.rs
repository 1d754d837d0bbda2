//! The front matter of a page, typed. The reading of it is `manuscript::front_matter`.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::path::UrlPath;

/// What a page says about itself; fields as product documentation names them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Meta {
    /// A name that stays when the page moves, such as `POL-001`.
    pub id: Option<String>,
    /// The title as the author wrote it; the site falls back to the first heading and the file name.
    pub title: Option<String>,
    /// One or two sentences for lists and search engines.
    pub description: Option<String>,
    /// What kind of page it is.
    pub kind: Kind,
    /// The audience's name, where the page is for a narrower audience than the widest.
    pub audience: Option<String>,
    /// Where it stands in its life.
    pub status: Status,
    /// A foreign word for the status that no rule maps; it is shown as it is.
    pub status_word: Option<String>,
    /// The role that answers for the page.
    pub owner: Option<String>,
    /// How to reach the owner: an address or a few words.
    pub contact: Option<String>,
    /// Words that group pages.
    pub tags: Vec<String>,
    /// Orders the page among its neighbours: smaller stands first.
    pub weight: Option<f64>,
    /// Replaces the last segment of the address.
    pub slug: Option<String>,
    /// Old addresses that lead here, with their places in the file.
    pub aliases: Vec<(UrlPath, Range<usize>)>,
    /// The page's language, as a BCP 47 tag.
    pub lang: Option<String>,
    /// When it was written.
    pub date: Option<Date>,
    /// When it was last changed.
    pub updated: Option<Date>,
    /// The template to print it with, without `.html`.
    pub template: Option<String>,
    /// Whether it shows its contents; on unless it says no.
    pub toc: Option<bool>,
    /// Whether search finds it; on unless it says no.
    pub search: Option<bool>,
    /// The questions that a home page answers.
    pub doors: Vec<Door>,
    /// The version of a policy.
    pub version: Option<String>,
    /// The role that approved it.
    pub approver: Option<String>,
    /// When it was approved.
    pub approved_on: Option<Date>,
    /// From when it is in force.
    pub effective_from: Option<Date>,
    /// Until when it is in force.
    pub effective_until: Option<Date>,
    /// When somebody last read it with care.
    pub last_reviewed: Option<Date>,
    /// How often it is reviewed.
    pub review_every: Option<Period>,
    /// When the next review is due, where that does not follow from the two before.
    pub next_review: Option<Date>,
    /// The ids of the pages that it replaces.
    pub supersedes: Vec<String>,
    /// The requirements of a standard that it answers, such as `iso5230:2020/3.1.1.1`.
    pub controls: Vec<String>,
    /// Its history.
    pub revisions: Vec<Revision>,
    /// What a reader can do after a module.
    pub objectives: Vec<String>,
    /// How long a module takes.
    pub duration: Option<Period>,
    /// What to read before.
    pub prerequisites: Vec<String>,
    /// The share of right answers that passes, in percent.
    pub pass_mark: Option<u8>,
    /// Every other key.
    pub extra: BTreeMap<String, Value>,
    /// Where each known key's value stands in the file, by the key's own name.
    pub places: BTreeMap<String, Range<usize>>,
}

/// What kind of page it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Anything that is none of the others.
    #[default]
    Page,
    /// What must be done, and why.
    Policy,
    /// What exactly is required.
    Standard,
    /// How to do it.
    Procedure,
    /// Where the organisation wants to go.
    Strategy,
    /// A folder of modules.
    Course,
    /// A unit of training.
    Module,
    /// A function that people hold.
    Role,
    /// A text to copy.
    Template,
    /// Questions and answers.
    Faq,
    /// Words and what they mean.
    Glossary,
}

impl Kind {
    /// Every kind.
    pub const ALL: &[Self] = &[
        Self::Page,
        Self::Policy,
        Self::Standard,
        Self::Procedure,
        Self::Strategy,
        Self::Course,
        Self::Module,
        Self::Role,
        Self::Template,
        Self::Faq,
        Self::Glossary,
    ];

    /// Gives the word that front matter uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Policy => "policy",
            Self::Standard => "standard",
            Self::Procedure => "procedure",
            Self::Strategy => "strategy",
            Self::Course => "course",
            Self::Module => "module",
            Self::Role => "role",
            Self::Template => "template",
            Self::Faq => "faq",
            Self::Glossary => "glossary",
        }
    }

    /// Gives the kind of that name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
    }

    /// Tells whether the page is a rule, whose status must be one of ours.
    pub fn is_rule(self) -> bool {
        matches!(self, Self::Policy | Self::Standard | Self::Procedure)
    }
}

/// Where a page stands in its life.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Being written; in no build without `--drafts`.
    Draft,
    /// Written, not yet approved.
    InReview,
    /// In use.
    #[default]
    Active,
    /// Replaced by another page.
    Superseded,
    /// No longer in use.
    Retired,
}

impl Status {
    /// Every status.
    pub const ALL: &[Self] = &[Self::Draft, Self::InReview, Self::Active, Self::Superseded, Self::Retired];

    /// Gives the word that front matter uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in-review",
            Self::Active => "active",
            Self::Superseded => "superseded",
            Self::Retired => "retired",
        }
    }

    /// Gives the status of that name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| status.as_str() == name)
    }
}

/// One question that a reader comes with, and where its answer is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Door {
    /// The question or task, in a few words.
    pub title: String,
    /// One line of explanation.
    pub text: Option<String>,
    /// A link as in Markdown, relative to the page.
    pub link: String,
    /// Where the file says so, in bytes.
    pub range: Range<usize>,
}

/// One entry of a page's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// The version that it made.
    pub version: Option<String>,
    /// When.
    pub date: Option<Date>,
    /// What changed.
    pub note: Option<String>,
}

/// A span of time as people write it: the calendar span, and the words to show.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Period {
    /// The span, for date arithmetic.
    pub span: Span,
    /// The words, such as "45 minutes" or "yearly".
    pub words: String,
}

/// A value of front matter that ospress does not know, as templates see it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A number.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// Keys and values, sorted.
    Map(BTreeMap<String, Value>),
}

/// A [`Value`] in a form that cannot show of what type it is, such as a key's or a memo's.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Value")]
enum Tagged {
    Null,
    Bool(bool),
    Integer(i64),
    Float(f64),
    Text(String),
    List(Vec<Value>),
    Map(BTreeMap<String, Value>),
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return Tagged::serialize(self, serializer);
        }
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => value.serialize(serializer),
            Self::Integer(value) => value.serialize(serializer),
            Self::Float(value) => value.serialize(serializer),
            Self::Text(value) => value.serialize(serializer),
            Self::List(value) => value.serialize(serializer),
            Self::Map(value) => value.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    /// Reads what was written in a form that is not for people.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Tagged::deserialize(deserializer)
    }
}
