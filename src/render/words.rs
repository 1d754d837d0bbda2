//! Words that pages show for values: days, kinds, states. English; templates hold every other word.

use jiff::civil::Date;

use super::context::{Day, Party};
use crate::edition::{Kind, Meta, Status};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Gives a day in both its forms.
pub(super) fn day(date: Date) -> Day {
    let month = MONTHS[usize::try_from(date.month() - 1).unwrap_or_default()];
    Day { iso: date.to_string(), words: format!("{} {month} {}", date.day(), date.year()) }
}

/// Gives the kind in words, where it says something.
pub(super) fn kind(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Page | Kind::Faq | Kind::Glossary => return None,
        Kind::Policy => "Policy",
        Kind::Standard => "Standard",
        Kind::Procedure => "Procedure",
        Kind::Strategy => "Strategy",
        Kind::Course => "Course",
        Kind::Module => "Module",
        Kind::Role => "Role",
        Kind::Template => "Template",
    })
}

/// Gives the status in words; none for a page that is simply there.
pub(super) fn status(meta: &Meta, as_of: Date) -> Option<String> {
    if let Some(word) = &meta.status_word {
        return Some(capitalised(word));
    }
    let words = match meta.status {
        Status::Draft => "Draft",
        Status::InReview => "In review",
        Status::Superseded => "Superseded",
        Status::Retired => "Retired",
        Status::Active if !meta.kind.is_rule() => return None,
        Status::Active => match (meta.effective_from, meta.effective_until) {
            (Some(from), _) if from > as_of => "Not yet in force",
            (_, Some(until)) if until < as_of => "No longer in force",
            _ => "In force",
        },
    };
    Some(words.to_owned())
}

/// Gives a role or an address; an address becomes a link.
pub(super) fn party(name: &str) -> Party {
    let href = match name {
        _ if name.contains(char::is_whitespace) => None,
        _ if name.starts_with("https://") || name.starts_with("http://") => Some(name.to_owned()),
        _ if name.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.')) => {
            Some(format!("mailto:{name}"))
        }
        _ => None,
    };
    Party { name: name.to_owned(), href }
}

/// Makes the first letter a capital.
pub(super) fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_words() {
        assert_eq!(day(jiff::civil::date(2026, 3, 2)).words, "2 March 2026");
        assert_eq!(party("a@b.example").href.as_deref(), Some("mailto:a@b.example"));
        assert_eq!(party("javascript:alert(1)@x.y").href.as_deref(), Some("mailto:javascript:alert(1)@x.y"));
        assert_eq!(party("OSPO").href, None);
        assert_eq!(capitalised("éa"), "Éa");
    }

    #[test]
    fn what_is_in_force_depends_on_the_day() {
        let meta = Meta { kind: Kind::Policy, effective_from: Some(jiff::civil::date(2026, 5, 1)), ..Meta::default() };
        assert_eq!(status(&meta, jiff::civil::date(2026, 4, 30)).as_deref(), Some("Not yet in force"));
        assert_eq!(status(&meta, jiff::civil::date(2026, 5, 1)).as_deref(), Some("In force"));
    }
}
