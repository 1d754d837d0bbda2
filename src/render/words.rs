//! Words that pages show for values: days, kinds, states. English; templates hold every other word.

use jiff::civil::Date;

use super::context::{Day, Party};
use crate::edition::{Kind, Meta, Period, Status};
use crate::text::MONTHS;

/// Roles whose ids are abbreviations.
const ABBREVIATIONS: [&str; 7] = ["ospo", "it", "hr", "ciso", "cto", "cfo", "qa"];

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
        Status::Active if !is_dated(meta) => return None,
        Status::Active => match (meta.effective_from, meta.effective_until) {
            (Some(from), _) if from > as_of => "Not yet in force",
            (_, Some(until)) if until < as_of => "No longer in force",
            _ => "In force",
        },
    };
    Some(words.to_owned())
}

/// Tells whether a page is in force rather than simply there: a rule, or a strategy with a day from or until.
pub(super) fn is_dated(meta: &Meta) -> bool {
    let has_days = meta.effective_from.or(meta.effective_until).is_some();
    meta.kind.is_rule() || (meta.kind == Kind::Strategy && has_days)
}

/// Gives a rhythm in words, as in "every year" or "every 6 months".
pub(super) fn rhythm(period: &Period) -> String {
    let span = &period.span;
    let units = [
        (i64::from(span.get_years()), "year"),
        (i64::from(span.get_months()), "month"),
        (i64::from(span.get_weeks()), "week"),
        (i64::from(span.get_days()), "day"),
    ];
    match units.into_iter().filter(|(count, _)| *count > 0).collect::<Vec<_>>()[..] {
        [] => period.words.clone(),
        [(1, unit)] => format!("every {unit}"),
        [(count, unit)] => format!("every {count} {unit}s"),
        // Such as "1 year 6 months".
        _ => format!("every {}", period.words),
    }
}

/// Makes a role's id into words.
pub(super) fn role(name: &str) -> String {
    let is_id = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    match name {
        _ if !is_id => name.to_owned(),
        _ if ABBREVIATIONS.contains(&name) => name.to_uppercase(),
        _ => capitalised(&name.replace('-', " ")),
    }
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
    fn only_known_abbreviations_become_capitals() {
        for (id, expect) in [
            ("ospo", "OSPO"),
            ("hr", "HR"),
            ("core", "Core"),
            ("legal", "Legal"),
            ("developer-experience", "Developer experience"),
            ("Legal and IT", "Legal and IT"),
        ] {
            assert_eq!(role(id), expect);
        }
    }

    #[test]
    fn rhythms_become_words() {
        let check = |span: jiff::Span, words: &str, expect: &str| {
            assert_eq!(rhythm(&Period { span, words: words.to_owned() }), expect);
        };
        check(jiff::Span::new().years(1), "yearly", "every year");
        check(jiff::Span::new().months(6), "6 months", "every 6 months");
        check(jiff::Span::new().years(1).months(6), "1 year 6 months", "every 1 year 6 months");
        check(jiff::Span::new().hours(4), "4 hours", "4 hours");
    }

    #[test]
    fn a_strategy_is_in_force_where_it_has_days() {
        let (day, kind) = (jiff::civil::date(2026, 1, 1), Kind::Strategy);
        assert_eq!(status(&Meta { kind, ..Meta::default() }, day), None);
        let dated = Meta { kind, effective_from: Some(day), ..Meta::default() };
        assert_eq!(status(&dated, day).as_deref(), Some("In force"));
    }

    #[test]
    fn what_is_in_force_depends_on_the_day() {
        let meta = Meta { kind: Kind::Policy, effective_from: Some(jiff::civil::date(2026, 5, 1)), ..Meta::default() };
        assert_eq!(status(&meta, jiff::civil::date(2026, 4, 30)).as_deref(), Some("Not yet in force"));
        assert_eq!(status(&meta, jiff::civil::date(2026, 5, 1)).as_deref(), Some("In force"));
    }
}
