//! Numbers as people read them.

use std::time::Duration;

use crate::text::grouped;

/// Gives a count with commas, as in `1,234`.
pub(super) fn count(number: usize) -> String {
    grouped(&number.to_string())
}

/// Gives a count with its noun, as in `1 page` or `1,234 pages`.
pub(super) fn counted(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", count(number))
}

/// Gives a size, as in `812 bytes`, `15.2 kB` or `15.2 MB`.
pub(super) fn size(bytes: u64) -> String {
    let tenths = |unit: u64| (bytes.saturating_mul(10).saturating_add(unit / 2)) / unit;
    let (tenths, unit) = match bytes {
        0..1000 => return format!("{bytes} bytes"),
        1000..999_950 => (tenths(1000), "kB"),
        999_950..999_950_000 => (tenths(1_000_000), "MB"),
        _ => (tenths(1_000_000_000), "GB"),
    };
    format!("{}.{} {unit}", tenths / 10, tenths % 10)
}

/// Gives a time, as in `0.84 s` or `2 min 5 s`.
pub(super) fn time(elapsed: Duration) -> String {
    match elapsed.as_secs() {
        0..60 => format!("{:.2} s", elapsed.as_secs_f64()),
        seconds => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        let counts = [0, 999, 1000, 1234, 1_234_567].map(count);
        assert_eq!(counts, ["0", "999", "1,000", "1,234", "1,234,567"]);
        let sizes = [812, 1000, 15_249, 999_949, 999_950, 15_200_000, 3_000_000_000].map(size);
        assert_eq!(sizes, ["812 bytes", "1.0 kB", "15.2 kB", "999.9 kB", "1.0 MB", "15.2 MB", "3.0 GB"]);
        assert_eq!([840, 125_400].map(|ms| time(Duration::from_millis(ms))), ["0.84 s", "2 min 5 s"]);
        assert_eq!([counted(1, "page"), counted(2, "page")], ["1 page", "2 pages"]);
    }
}
