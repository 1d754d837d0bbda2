//! What an author may have meant by a period that cannot be read: spreadsheets write months in many ways.
//!
//! A guess is only ever an advice. Where the order of day and month cannot be told, there is none.

use crate::edition::metrics::PeriodKey;
use crate::text::MONTHS;

/// Gives the right form of a period, such as `2026-03` for `Mar 2026`, `03/2026`, `202603` or `31.03.2026`.
pub(super) fn period(words: &str) -> Option<String> {
    let parts: Vec<&str> =
        words.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).take(4).collect();
    let at = parts.iter().position(|part| part.len() == 4 && is_digits(part));
    let text = match (at, parts.as_slice()) {
        (None, [packed]) if packed.len() == 6 && is_digits(packed) => format!("{}-{}", &packed[..4], &packed[4..]),
        (None, [packed]) if packed.len() == 8 && is_digits(packed) => {
            format!("{}-{}-{}", &packed[..4], &packed[4..6], &packed[6..])
        }
        (None, [joined]) => year_and_letter(joined)?,
        (Some(0), [year, part]) | (Some(1), [part, year]) => format!("{year}-{}", part_of(part)?),
        (Some(2), [day, month, year]) => date(day, month, year)?,
        _ => return None,
    };
    PeriodKey::parse(&text).map(|period| period.to_string())
}

fn is_digits(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads `2026Q1` and `2026W05`.
fn year_and_letter(joined: &str) -> Option<String> {
    let (year, part) = joined.split_at_checked(4)?;
    part.starts_with(['Q', 'q', 'W', 'w']).then(|| format!("{year}-{part}"))
}

/// Reads a quarter, a week, or a month by its number or its name.
fn part_of(part: &str) -> Option<String> {
    if is_digits(part) || part.starts_with(['Q', 'q', 'W', 'w']) {
        return Some(part.to_uppercase());
    }
    month(part).map(|number| format!("{number:02}"))
}

fn month(name: &str) -> Option<usize> {
    let name = name.to_lowercase();
    let known = MONTHS.iter().position(|month| name.len() >= 3 && month.to_lowercase().starts_with(&name));
    known.map(|at| at + 1)
}

/// Reads a day with its year at the end, where only one of two numbers can be the month.
fn date(first: &str, second: &str, year: &str) -> Option<String> {
    let number = |part: &str| part.parse::<usize>().ok().filter(|_| is_digits(part));
    let (day, month) = match (number(first), number(second)) {
        (Some(day), Some(month)) if day > 12 || day == month => (day, month),
        (Some(month), Some(day)) if day > 12 => (day, month),
        (Some(day), None) => (day, month(second)?),
        (None, Some(day)) => (day, month(first)?),
        _ => return None,
    };
    Some(format!("{year}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_spreadsheets_write_is_understood() {
        for (words, expect) in [
            ("03/2026", "2026-03"),
            ("Mar 2026", "2026-03"),
            ("2026 march", "2026-03"),
            ("Q4 2026", "2026-Q4"),
            ("2026 Q4", "2026-Q4"),
            ("2026Q4", "2026-Q4"),
            ("2026w5", "2026-W05"),
            ("202603", "2026-03"),
            ("20260331", "2026-03-31"),
            ("31.03.2026", "2026-03-31"),
            ("3/31/2026", "2026-03-31"),
            ("31 Mar 2026", "2026-03-31"),
            ("March 31, 2026", "2026-03-31"),
        ] {
            assert_eq!(period(words).as_deref(), Some(expect), "{words}");
        }
        for words in ["", "soon", "3/4/2026", "Q5 2026", "2026-13", "13/2026", "May", "ma 2026", "1 2 3 4 5", "é026Q1"]
        {
            assert_eq!(period(words), None, "{words}");
        }
    }
}
