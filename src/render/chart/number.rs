//! Numbers as people read them: `1,234.5`, `−3`, on an axis `12k`. The same number gives the same words everywhere.

use crate::text::grouped;

/// The most decimals that are shown.
pub(crate) const MOST: usize = 6;

/// Writes a number with that many decimals, thousands parted by commas.
pub(crate) fn exact(value: f64, decimals: usize) -> String {
    if value.abs() >= 1e15 {
        return scientific(value);
    }
    let digits = format!("{:.*}", decimals.min(MOST), value.abs());
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    format!("{}{}{rest}", sign(value, &digits), grouped(whole))
}

/// Writes a number with as many decimals as it has, up to [`MOST`].
pub(crate) fn plain(value: f64) -> String {
    let text = exact(value, decimals(value));
    let tiny = value != 0.0 && value.abs() < 1e-6;
    if tiny { scientific(value) } else { text }
}

/// Writes a number for the end of a line: as it is, or short where it is long.
pub(super) fn brief(value: f64) -> String {
    if is_long(value) { shortened(value) } else { plain(value) }
}

/// Tells whether a number has too many digits for the end of a line.
pub(super) fn is_long(value: f64) -> bool {
    plain(value).chars().count() > 8
}

/// Writes a number with three or four digits that count, and a letter for its size.
pub(super) fn shortened(value: f64) -> String {
    // Three digits before the letter say enough.
    let mut step = 1e3;
    while step * 1e3 <= value.abs() && step < 1e15 {
        step *= 1e3;
    }
    let step = step / 100.0;
    let rounded = (value / step).round() * step;
    let text = short(rounded, step, rounded.abs());
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    if !digits.contains('.') {
        return text;
    }
    format!("{}{}", digits.trim_end_matches('0').trim_end_matches('.'), &text[digits.len()..])
}

/// Counts the decimals that a number has, up to [`MOST`].
pub(crate) fn decimals(value: f64) -> usize {
    // Beyond it a number has no decimals to speak of, and its millionths are no whole numbers any more.
    const FAR: f64 = 9e9;
    if value.fract() == 0.0 || value.abs() >= FAR {
        return 0;
    }
    let millionths = (value.abs() * 1e6).round();
    let is_enough = |places: &usize| millionths % POWERS[MOST - places] == 0.0;
    (0..MOST).find(is_enough).unwrap_or(MOST)
}

const POWERS: [f64; MOST + 1] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6];

/// Writes a number for an axis whose steps are `step` and whose farthest end is `size` from zero: short, as in `1.5k` or
/// `2M`, and all of one axis in one unit.
pub(super) fn short(value: f64, step: f64, size: f64) -> String {
    let (unit, letter) = match size {
        _ if size >= 1e15 || (step < 1e-5 && value != 0.0) => return scientific(value),
        _ if size >= 1e12 => (1e12, "T"),
        _ if size >= 1e9 => (1e9, "bn"),
        _ if size >= 1e6 => (1e6, "M"),
        _ if size >= 1e4 => (1e3, "k"),
        _ => (1.0, ""),
    };
    let text = exact(value / unit, decimals(step / unit));
    if value == 0.0 { "0".to_owned() } else { text + letter }
}

fn scientific(value: f64) -> String {
    let text = format!("{:.2e}", value.abs());
    let (digits, power) = text.split_once('e').unwrap_or((&text, "0"));
    let digits = digits.trim_end_matches('0').trim_end_matches('.');
    format!("{}{digits}×10{}", sign(value, digits), power.chars().map(raised).collect::<String>())
}

/// Gives the small letter that stands high for a digit or a minus.
fn raised(letter: char) -> char {
    match letter {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' | '4'..='9' => char::from_u32(u32::from('⁰') + u32::from(letter) - u32::from('0')).unwrap_or(letter),
        _ => letter,
    }
}

/// Gives the sign of a number that is shown with those digits; what is shown as zero has none.
fn sign(value: f64, digits: &str) -> &'static str {
    let is_zero = digits.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    if value < 0.0 && !is_zero { "−" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_by_people() {
        for (value, decimals, expect) in [
            (0.0, 0, "0"),
            (-0.0, 1, "0.0"),
            (-0.04, 1, "0.0"),
            (12.0, 0, "12"),
            (1234.0, 0, "1,234"),
            (1_234_567.891, 2, "1,234,567.89"),
            (-1000.0, 0, "−1,000"),
            (999_999.5, 0, "1,000,000"),
            (1e15, 0, "1×10¹⁵"),
        ] {
            assert_eq!(exact(value, decimals), expect);
        }
        for (value, expect) in [
            (0.1, 1),
            (12.0, 0),
            (-2.25, 2),
            (0.3, 1),
            (100.29, 2),
            (0.123_456_7, 6),
            (1e-7, 0),
            (8_999_999_999.5, 1),
            (1e300, 0),
        ] {
            assert_eq!(decimals(value), expect, "{value}");
        }
        for (value, expect) in [(0.1, "0.1"), (12.5, "12.5"), (3.0, "3"), (1e-9, "1×10⁻⁹"), (-2.25, "−2.25")] {
            assert_eq!(plain(value), expect);
        }
    }

    #[test]
    fn long_numbers_become_short_ones() {
        for (value, expect) in [
            (1234.5, "1,234.5"),
            (5_300_000.0, "5.3M"),
            (8e9, "8bn"),
            (-12_345_678.0, "−12.35M"),
            (0.123_456_7, "0.123457"),
        ] {
            assert_eq!(brief(value), expect);
        }
    }

    #[test]
    fn an_axis_has_short_numbers() {
        for (value, step, size, expect) in [
            (0.0, 5.0, 20.0, "0"),
            (2500.0, 500.0, 2500.0, "2,500"),
            (25_000.0, 5000.0, 25_000.0, "25k"),
            (2500.0, 2500.0, 10_000.0, "2.5k"),
            (12_500.0, 2500.0, 12_500.0, "12.5k"),
            (2e6, 5e5, 2e6, "2.0M"),
            (5e5, 5e5, 2e6, "0.5M"),
            (0.25, 0.25, 1.0, "0.25"),
            (3e9, 1e9, 4e9, "3bn"),
            (-20_000.0, 1e4, 20_000.0, "−20k"),
            (5e-6, 2.5e-6, 5e-6, "5×10⁻⁶"),
            (5e-9, 1e-9, 5e-9, "5×10⁻⁹"),
        ] {
            assert_eq!(short(value, step, size), expect);
        }
    }
}
