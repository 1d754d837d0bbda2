//! What changed of what a page says about itself: the front matter that readers see.
//!
//! Who may read a page is not among it: the mark of an audience is not shown on pages either.

use jiff::civil::Date;

use crate::edition::{Kind, Meta, Period, Status};

/// A fact that changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// What it is about, as in "Owner".
    pub name: &'static str,
    /// What was said; none where nothing was.
    pub old: Option<Said>,
    /// What is said; none where nothing is.
    pub new: Option<Said>,
}

/// What a page says about itself in one place.
#[derive(Debug, Clone, PartialEq)]
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
    let pairs = said(old).into_iter().zip(said(new));
    let differs = |((name, old), (_, new)): (Fact, Fact)| (old != new).then_some(Field { name, old, new });
    pairs.filter_map(differs).collect()
}

/// A fact's name, and what is said of it.
type Fact = (&'static str, Option<Said>);

fn said((title, meta): About<'_>) -> Vec<Fact> {
    let text = |text: &Option<String>| text.clone().map(Said::Text);
    let role = |role: &Option<String>| role.clone().map(Said::Role);
    let day = |day: Option<Date>| day.map(Said::Day);
    let list = |list: &[String]| Some(list.join(", ")).filter(|words| !words.is_empty()).map(Said::Text);
    let period = |period: &Option<Period>| period.as_ref().map(|period| Said::Text(period.words.clone()));
    let status = text(&meta.status_word).unwrap_or(Said::Status(meta.status));
    vec![
        ("Title", Some(Said::Text(title.to_owned()))),
        ("Description", text(&meta.description)),
        ("Kind", Some(Said::Kind(meta.kind))),
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
        ("Pass mark", meta.pass_mark.map(|mark| Said::Text(format!("{mark} %")))),
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
        assert_eq!(changed(("A", &old), ("A", &new)), [Field { name: "Owner", old: role("ospo"), new: role("legal") }]);
        assert_eq!(changed(("A", &old), ("A", &old)), []);
        assert_eq!(changed(("A", &old), ("B", &old)).len(), 1);
    }
}
