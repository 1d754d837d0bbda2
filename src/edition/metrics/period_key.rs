//! A period of the calendar: a year, a quarter, a month, a week, a day. It sorts, shows itself, and knows its days.

use std::fmt;

use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::{Span, ToSpan};
use serde::{Serialize, Serializer};

use crate::text::MONTHS;

/// One period; periods of one length sort by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeriodKey {
    year: i16,
    /// The quarter, month or week; the month of a day; zero for a year.
    part: u8,
    /// The day of the month; zero for all but days.
    day: u8,
    kind: PeriodKind,
}

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PeriodKind {
    /// A day.
    Day,
    /// A week, from Monday, counted as ISO 8601 does.
    Week,
    /// A month.
    Month,
    /// Three months.
    Quarter,
    /// A year.
    Year,
}

impl PeriodKind {
    /// Gives its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }
}

impl PeriodKey {
    /// Reads `2026`, `2026-Q1`, `2026-03`, `2026-W05`, `2026-03-31`; `/` for `-` and missing zeros are fine, and a time
    /// behind a day does not matter.
    pub fn parse(words: &str) -> Option<Self> {
        let words = words.trim();
        let (date, time) = words.split_at(words.find(['T', ' ']).unwrap_or(words.len()));
        let mut parts = date.split(['-', '/']);
        let year = digits(parts.next()?, 4).filter(|_| date.as_bytes().get(..4).is_some())?;
        let year = i16::try_from(year).ok().filter(|year| *year >= 1000)?;
        let (second, third) = (parts.next(), parts.next());
        let key = match (second, third) {
            (None, _) => Self { year, part: 0, day: 0, kind: PeriodKind::Year },
            (Some(part), None) => Self::part_of(year, part)?,
            (Some(month), Some(day)) => {
                let (month, day) = (digits(month, 2)?, digits(day, 2)?);
                Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
                Self { year, part: u8::try_from(month).ok()?, day: u8::try_from(day).ok()?, kind: PeriodKind::Day }
            }
        };
        let is_whole = parts.next().is_none() && (time.is_empty() || key.kind == PeriodKind::Day && is_time(time));
        is_whole.then_some(key)
    }

    fn part_of(year: i16, part: &str) -> Option<Self> {
        let (kind, number, most) = match part.as_bytes().first()? {
            b'Q' | b'q' => (PeriodKind::Quarter, digits(&part[1..], 1)?, 4),
            b'W' | b'w' => (PeriodKind::Week, digits(&part[1..], 2)?, 53),
            _ => (PeriodKind::Month, digits(part, 2)?, 12),
        };
        let number = u8::try_from(number).ok().filter(|number| (1..=most).contains(number))?;
        let key = Self { year, part: number, day: 0, kind };
        (kind != PeriodKind::Week || key.monday().is_some()).then_some(key)
    }

    /// Gives the period of that length that a day lies in.
    pub fn of(date: Date, kind: PeriodKind) -> Self {
        let month = date.month().unsigned_abs();
        let (year, part, day) = match kind {
            PeriodKind::Year => (date.year(), 0, 0),
            PeriodKind::Quarter => (date.year(), (month - 1) / 3 + 1, 0),
            PeriodKind::Month => (date.year(), month, 0),
            PeriodKind::Week => (date.iso_week_date().year(), date.iso_week_date().week().unsigned_abs(), 0),
            PeriodKind::Day => (date.year(), month, date.day().unsigned_abs()),
        };
        Self { year, part, day, kind }
    }

    /// Gives its length.
    pub fn kind(self) -> PeriodKind {
        self.kind
    }

    /// Gives its year; for a week the year that the week counts for.
    pub fn year(self) -> i16 {
        self.year
    }

    /// Gives the number of its quarter, month or week in the year; for a day the month's, for a year zero.
    pub fn number(self) -> u8 {
        self.part
    }

    fn monday(self) -> Option<Date> {
        let week = i8::try_from(self.part).ok()?;
        ISOWeekDate::new(self.year, week, Weekday::Monday).ok().map(Date::from)
    }

    /// Gives its first day.
    pub fn first_day(self) -> Date {
        let (month, day) = match self.kind {
            PeriodKind::Year | PeriodKind::Week => (1, 1),
            PeriodKind::Quarter => ((self.part - 1) * 3 + 1, 1),
            PeriodKind::Month => (self.part, 1),
            PeriodKind::Day => (self.part, self.day),
        };
        if let (PeriodKind::Week, Some(monday)) = (self.kind, self.monday()) {
            return monday;
        }
        let (month, day) = (i8::try_from(month).unwrap_or(1), i8::try_from(day).unwrap_or(1));
        Date::new(self.year, month, day).unwrap_or(Date::MIN)
    }

    /// Gives its last day.
    pub fn last_day(self) -> Date {
        let next = self.first_day().checked_add(self.length());
        next.and_then(Date::yesterday).unwrap_or(Date::MAX)
    }

    /// Gives the period after it.
    #[must_use]
    pub fn next(self) -> Self {
        // Within a year the calendar need not be asked: a chart counts through every period of a metric.
        let parts = match self.kind {
            PeriodKind::Quarter => 4,
            PeriodKind::Month => 12,
            PeriodKind::Year | PeriodKind::Week | PeriodKind::Day => 0,
        };
        if self.part < parts {
            return Self { part: self.part + 1, ..self };
        }
        self.first_day().checked_add(self.length()).map_or(self, |day| Self::of(day, self.kind))
    }

    /// Gives the period before it.
    #[must_use]
    pub fn previous(self) -> Self {
        self.first_day().yesterday().map_or(self, |day| Self::of(day, self.kind))
    }

    /// Gives the same period of the year before; none where that year has none, as for week 53 and a leap day.
    pub fn year_before(self) -> Option<Self> {
        let before = Self { year: self.year - 1, ..self };
        match self.kind {
            PeriodKind::Week => before.monday().map(|_| before),
            PeriodKind::Day => {
                let (month, day) = (i8::try_from(self.part).ok()?, i8::try_from(self.day).ok()?);
                Date::new(before.year, month, day).ok().map(|_| before)
            }
            _ => Some(before),
        }
    }

    fn length(self) -> Span {
        match self.kind {
            PeriodKind::Year => 1.year(),
            PeriodKind::Quarter => 3.months(),
            PeriodKind::Month => 1.month(),
            PeriodKind::Week => 1.week(),
            PeriodKind::Day => 1.day(),
        }
    }

    /// Gives the words to show, such as `March 2026`, `Q1 2026`, `week 5 of 2026` or `31 March 2026`.
    pub fn words(self) -> String {
        let month = || MONTHS[usize::from(self.part.clamp(1, 12)) - 1];
        match self.kind {
            PeriodKind::Year => self.year.to_string(),
            PeriodKind::Quarter => format!("Q{} {}", self.part, self.year),
            PeriodKind::Month => format!("{} {}", month(), self.year),
            PeriodKind::Week => format!("week {} of {}", self.part, self.year),
            PeriodKind::Day => format!("{} {} {}", self.day, month(), self.year),
        }
    }
}

/// Reads at most so many digits and at least one.
fn digits(words: &str, most: usize) -> Option<u16> {
    let fits = (1..=most).contains(&words.len()) && words.bytes().all(|byte| byte.is_ascii_digit());
    if fits { words.parse().ok() } else { None }
}

/// Tells whether what stands behind a date is a time of day.
fn is_time(time: &str) -> bool {
    let rest = &time[1..];
    rest.len() <= 32 && rest.bytes().all(|byte| byte.is_ascii_digit() || b":.,+-Z ".contains(&byte))
}

impl fmt::Display for PeriodKey {
    /// The form that sorts as text: `2026`, `2026-Q1`, `2026-03`, `2026-W05`, `2026-03-31`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            PeriodKind::Year => write!(f, "{:04}", self.year),
            PeriodKind::Quarter => write!(f, "{:04}-Q{}", self.year, self.part),
            PeriodKind::Month => write!(f, "{:04}-{:02}", self.year, self.part),
            PeriodKind::Week => write!(f, "{:04}-W{:02}", self.year, self.part),
            PeriodKind::Day => write!(f, "{:04}-{:02}-{:02}", self.year, self.part, self.day),
        }
    }
}

impl Serialize for PeriodKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(words: &str) -> PeriodKey {
        PeriodKey::parse(words).expect("a period")
    }

    #[test]
    fn periods_come_in_many_forms() {
        let check = |words: &str, expect: Option<&str>| {
            assert_eq!(PeriodKey::parse(words).map(|key| key.to_string()).as_deref(), expect, "{words}");
        };
        for (words, expect) in [
            ("2026", "2026"),
            (" 2026-Q1 ", "2026-Q1"),
            ("2026/q4", "2026-Q4"),
            ("2026/3", "2026-03"),
            ("2026-03", "2026-03"),
            ("2026-W5", "2026-W05"),
            ("2026-W53", "2026-W53"),
            ("2026/3/1", "2026-03-01"),
            ("2026-03-31T12:00:00Z", "2026-03-31"),
        ] {
            check(words, Some(expect));
        }
        for words in [
            "",
            "26",
            "0026",
            "2026-",
            "2026-13",
            "2026-0",
            "2026-Q5",
            "2026-Q",
            "2025-W53",
            "2026-02-30",
            "2026-1-1-1",
            "2026-03T10:00",
            "2026-Qä",
            "20260",
            "March 2026",
            "2026-03-31x",
            "-2026",
            "２０２６",
            "2026-+3",
            "2026-03-31Tä",
        ] {
            check(words, None);
        }
    }

    #[test]
    fn a_period_knows_its_days_and_its_neighbours() {
        let check = |words: &str, days: (&str, &str), before: &str, year_before: Option<&str>| {
            let key = key(words);
            assert_eq!((key.first_day().to_string().as_str(), key.last_day().to_string().as_str()), days);
            assert_eq!(key.previous().to_string(), before);
            assert_eq!(key.previous().next(), key);
            assert_eq!(key.year_before().map(|key| key.to_string()).as_deref(), year_before);
            assert_eq!(PeriodKey::of(key.last_day(), key.kind()), key);
        };
        check("2026", ("2026-01-01", "2026-12-31"), "2025", Some("2025"));
        check("2026-Q1", ("2026-01-01", "2026-03-31"), "2025-Q4", Some("2025-Q1"));
        check("2024-02", ("2024-02-01", "2024-02-29"), "2024-01", Some("2023-02"));
        check("2026-W01", ("2025-12-29", "2026-01-04"), "2025-W52", Some("2025-W01"));
        check("2026-W53", ("2026-12-28", "2027-01-03"), "2026-W52", None);
        check("2024-02-29", ("2024-02-29", "2024-02-29"), "2024-02-28", None);
    }

    #[test]
    fn periods_sort_by_time_and_say_what_they_are() {
        let mut keys = ["2026-10", "2025-12", "2026-2"].map(key);
        keys.sort();
        assert_eq!(keys.map(|key| key.to_string()), ["2025-12", "2026-02", "2026-10"]);
        let words = ["2026", "2026-Q1", "2026-03", "2026-W05", "2026-03-31"].map(|words| key(words).words());
        assert_eq!(words, ["2026", "Q1 2026", "March 2026", "week 5 of 2026", "31 March 2026"]);
    }
}
