//! What changed of what a page says about itself: the front matter that readers see.
//!
//! Who may read a page is not among it: the mark of an audience is not shown on pages either.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::edition::{Kind, Meta, Period, Status};

/// A fact that changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// What it is about, as in "Owner".
    pub name: Cow<'static, str>,
    /// What was said; none where nothing was.
    pub old: Option<Said>,
    /// What is said; none where nothing is.
    pub new: Option<Said>,
}

/// What a page says about itself in one place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Said {
    /// Words.
    Text(String),
    /// A role, by its name or id.
    Role(String),
    /// A day.
    Day(Date),
    /// A status.
    Status(Status),
    /// A kind of page.
    Kind(Kind),
}

/// A page's title and its front matter.
pub type About<'a> = (&'a str, &'a Meta);

/// Lists what changed, in the order in which pages show it.
pub fn changed(old: About<'_>, new: About<'_>) -> Vec<Field> {
    let pairs = facts(old).into_iter().zip(facts(new)).filter(|(old, new)| old != new);
    let field = |((name, old), (_, new)): (Fact<'_>, Fact<'_>)| Field {
        name: Cow::Borrowed(name),
        old: old.map(Words::said),
        new: new.map(Words::said),
    };
    pairs.map(field).collect()
}

/// A fact's name, and what is said of it. Nearly all facts of nearly all pages are as they were, so nothing is copied.
type Fact<'a> = (&'static str, Option<Words<'a>>);

/// What is said of a fact, as it stands in the front matter.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Words<'a> {
    Text(&'a str),
    Role(&'a str),
    List(&'a [String]),
    Percent(u8),
    Day(Date),
    Status(Status),
    Kind(Kind),
}

impl Words<'_> {
    fn said(self) -> Said {
        match self {
            Self::Text(text) => Said::Text(text.to_owned()),
            Self::Role(role) => Said::Role(role.to_owned()),
            Self::List(list) => Said::Text(list.join(", ")),
            Self::Percent(number) => Said::Text(format!("{number} %")),
            Self::Day(day) => Said::Day(day),
            Self::Status(status) => Said::Status(status),
            Self::Kind(kind) => Said::Kind(kind),
        }
    }
}

fn facts<'a>((title, meta): About<'a>) -> [Fact<'a>; 22] {
    let text = |text: &'a Option<String>| text.as_deref().map(Words::Text);
    let role = |role: &'a Option<String>| role.as_deref().map(Words::Role);
    let day = |day: Option<Date>| day.map(Words::Day);
    let list = |list: &'a [String]| Some(Words::List(list)).filter(|_| list.iter().any(|words| !words.is_empty()));
    let period = |period: &'a Option<Period>| period.as_ref().map(|period| Words::Text(&period.words));
    let status = text(&meta.status_word).unwrap_or(Words::Status(meta.status));
    [
        ("Title", Some(Words::Text(title))),
        ("Description", text(&meta.description)),
        ("Kind", Some(Words::Kind(meta.kind))),
        ("Document", text(&meta.id)),
        ("Version", text(&meta.version)),
        ("Status", Some(status)),
        ("Owner", role(&meta.owner)),
        ("Contact", text(&meta.contact)),
        ("Approver", role(&meta.approver)),
        ("Approved on", day(meta.approved_on)),
        ("In force from", day(meta.effective_from)),
        ("In force until", day(meta.effective_until)),
        ("Last reviewed", day(meta.last_reviewed)),
        ("Reviewed", period(&meta.review_every)),
        ("Next review", day(meta.next_review)),
        ("Replaces", list(&meta.supersedes)),
        ("Meets", list(&meta.controls)),
        ("Duration", period(&meta.duration)),
        ("Objectives", list(&meta.objectives)),
        ("Read before", list(&meta.prerequisites)),
        ("Pass mark", meta.pass_mark.map(Words::Percent)),
        ("Tags", list(&meta.tags)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_listed() {
        let old = Meta { owner: Some("ospo".into()), version: Some("1".into()), ..Meta::default() };
        let new = Meta { owner: Some("legal".into()), audience: Some("internal".into()), ..old.clone() };
        let role = |name: &str| Some(Said::Role(name.into()));
        assert_eq!(
            changed(("A", &old), ("A", &new)),
            [Field { name: "Owner".into(), old: role("ospo"), new: role("legal") }]
        );
        assert_eq!(changed(("A", &old), ("A", &old)), []);
        assert_eq!(changed(("A", &old), ("B", &old)).len(), 1);
    }
}
