//! Dates and spans of time as people write them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use crate::edition::Period;

/// Words for how often something happens, with the span that they mean in years and months.
const RHYTHMS: &[(&str, i16, i16)] = &[
    ("yearly", 1, 0),
    ("annual", 1, 0),
    ("annually", 1, 0),
    ("half-yearly", 0, 6),
    ("semi-annual", 0, 6),
    ("semi-annually", 0, 6),
    ("semiannually", 0, 6),
    ("biannual", 0, 6),
    ("biannually", 0, 6),
    ("quarterly", 0, 3),
    ("monthly", 0, 1),
    ("biennial", 2, 0),
    ("biennially", 2, 0),
];

/// Reads a date: `2024-08-22`, a date-time, or `20240822`. A date-time with a time zone is taken in UTC.
pub(super) fn date(words: &str) -> Option<Date> {
    let words = words.trim();
    let is_plain = words.len() == 8 && words.bytes().all(|byte| byte.is_ascii_digit());
    let starts_well = words.len() >= 10 && words.is_ascii() && words[..10].parse::<Date>().is_ok();
    if !is_plain && !starts_well {
        return None;
    }
    let moment = || words.parse::<Timestamp>().ok().map(|moment| moment.to_zoned(TimeZone::UTC).date());
    if words.len() > 10 {
        return moment().or_else(|| words.parse().ok());
    }
    words.parse().ok()
}

/// Reads a span: `PT45M`, `P1Y`, `45 min`, `6 weeks`, `yearly` and the other words for a rhythm.
pub(super) fn period(words: &str) -> Option<Period> {
    let words = words.trim().to_lowercase();
    if let Some((_, years, months)) = RHYTHMS.iter().find(|(word, ..)| *word == words) {
        let span = Span::new().try_years(*years).and_then(|span| span.try_months(*months)).ok()?;
        return Some(Period { span, words });
    }
    let plain = words.strip_prefix("every ").unwrap_or(&words);
    if plain.len() > 40 || !plain.starts_with(|c: char| c == 'p' || c.is_ascii_digit()) {
        return None;
    }
    let span: Span = plain.to_uppercase().parse().or_else(|_| plain.parse()).ok()?;
    span.is_positive().then(|| Period { span, words: spell(&span) })
}

/// Writes a span in words, such as "1 hour 30 minutes".
fn spell(span: &Span) -> String {
    let units = [
        (i64::from(span.get_years()), "year"),
        (i64::from(span.get_months()), "month"),
        (i64::from(span.get_weeks()), "week"),
        (i64::from(span.get_days()), "day"),
        (i64::from(span.get_hours()), "hour"),
        (span.get_minutes(), "minute"),
        (span.get_seconds(), "second"),
    ];
    let spelt = units.iter().filter(|(count, _)| *count != 0).map(|(count, unit)| {
        let plural = if *count == 1 { "" } else { "s" };
        format!("{count} {unit}{plural}")
    });
    spelt.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_come_in_many_forms() {
        let check = |words: &str, expect: Option<&str>| {
            assert_eq!(date(words).map(|date| date.to_string()).as_deref(), expect, "{words}");
        };
        let day = Some("2024-08-22");
        for words in ["2024-08-22", "20240822", "2024-08-22T10:00:00", "2024-08-22 10:00", "2024-08-22T10:00:00Z"] {
            check(words, day);
        }
        check("2024-08-22T23:30:00-05:00", Some("2024-08-23"));
        for words in [
            "",
            "2024-8-22",
            "22.08.2024",
            "August 2024",
            "YYYY-MM-DD",
            "2024-02-30",
            "2024",
            "12345678901",
            "2024-08-2é",
        ] {
            check(words, None);
        }
    }

    #[test]
    fn spans_come_in_many_forms() {
        let check = |words: &str, expect: Option<&str>| {
            assert_eq!(period(words).map(|period| period.words).as_deref(), expect, "{words}");
        };
        check("PT45M", Some("45 minutes"));
        check("pt1h30m", Some("1 hour 30 minutes"));
        check("P1Y", Some("1 year"));
        check("45 min", Some("45 minutes"));
        check("45min", Some("45 minutes"));
        check("6 weeks", Some("6 weeks"));
        check("every 6 months", Some("6 months"));
        check("Yearly", Some("yearly"));
        check("half-yearly", Some("half-yearly"));
        for words in ["", "45", "soon", "-P1Y", "PT0M", "often 3 months", "p"] {
            check(words, None);
        }
        let half = period("half-yearly").expect("a rhythm").span;
        assert_eq!(half.get_months(), 6);
    }
}
