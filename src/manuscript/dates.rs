//! What is wrong with a date that cannot be read, and how it was probably meant.

use jiff::civil::Date;

use crate::text::MONTHS;

const GENERAL: &str = "write year, month and day, such as `2026-11-22`";

/// Gives the help for words that are no date.
pub(super) fn mend(words: &str) -> String {
    let parts: Vec<&str> = words.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let &[first, second, third] = parts.as_slice() else { return GENERAL.to_owned() };
    let number = |part: &str| part.parse::<i16>().ok();
    let ordinal = |part: &str| number(part.trim_end_matches(char::is_alphabetic));
    if let Some(month) = month(second) {
        return offer(number(third), month, ordinal(first));
    }
    if let Some(month) = month(first) {
        return offer(number(third), month, ordinal(second));
    }
    let (Some(a), Some(b), Some(c)) = (number(first), number(second), number(third)) else { return GENERAL.to_owned() };
    match (first.len(), third.len()) {
        (4, _) => offer(Some(a), b, Some(c)),
        (_, 4) if a > 12 || a == b => offer(Some(c), b, Some(a)),
        (_, 4) if b > 12 => offer(Some(c), a, Some(b)),
        (_, 4) => match (iso(c, b, a), iso(c, a, b)) {
            (Some(day_first), Some(month_first)) => {
                format!("write `{day_first}` if the day stands first, `{month_first}` if the month does")
            }
            _ => GENERAL.to_owned(),
        },
        _ => GENERAL.to_owned(),
    }
}

/// Reads an English name of a month, or its first letters.
fn month(word: &str) -> Option<i16> {
    let word = word.to_lowercase();
    let at = MONTHS.iter().position(|name| word.len() >= 3 && name.to_lowercase().starts_with(&word))?;
    i16::try_from(at + 1).ok()
}

fn offer(year: Option<i16>, month: i16, day: Option<i16>) -> String {
    let (Some(year), Some(day)) = (year, day) else { return GENERAL.to_owned() };
    if let Some(date) = iso(year, month, day) {
        return format!("write `{date}`");
    }
    let name = usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at));
    match (name, iso(year, month, 1)) {
        (None, _) => format!("there is no month {month}; {GENERAL}"),
        (Some(name), Some(first)) => format!("{name} {year} has {} days; {GENERAL}", first.days_in_month()),
        _ => GENERAL.to_owned(),
    }
}

fn iso(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_is_the_date_that_was_meant() {
        let check = |words: &str, expect: &str| assert_eq!(mend(words), expect, "{words}");
        check("12 March 2026", "write `2026-03-12`");
        check("March 12th, 2026", "write `2026-03-12`");
        check("3. Sept. 2026", "write `2026-09-03`");
        check("31/12/2026", "write `2026-12-31`");
        check("12/31/2026", "write `2026-12-31`");
        check("2026-2-3", "write `2026-02-03`");
        check("2026/02/03", "write `2026-02-03`");
        check("03.04.2026", "write `2026-04-03` if the day stands first, `2026-03-04` if the month does");
        check("4/4/2026", "write `2026-04-04`");
        check("2026-13-01", &format!("there is no month 13; {GENERAL}"));
        check("2026-02-30", &format!("February 2026 has 28 days; {GENERAL}"));
        for words in ["soon", "", "March 2026", "2026", "a-b-c", "é é é", "99999-99999-99999", "1/2/26", "0-0-0"] {
            check(words, GENERAL);
        }
    }
}
