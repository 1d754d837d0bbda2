//! The address of a file: what its path says, and nothing else.

use crate::path::{segment, split_number};

/// Makes the address of a folder below the content, without a `/` at its end; empty for the content itself.
pub(super) fn folder(path: &str, keep_numbers: bool) -> Option<String> {
    let mut made = String::new();
    for name in path.split('/').filter(|name| !name.is_empty()) {
        made.push('/');
        made.push_str(&part(name, keep_numbers)?);
    }
    Some(made)
}

/// Makes one part of an address from a file's or folder's name; none where nothing of the name may stand there.
pub(super) fn part(name: &str, keep_number: bool) -> Option<String> {
    let made = segment(if keep_number { name } else { split_number(name).1 });
    (!made.is_empty()).then_some(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_plain() {
        let check = |name: &str, expect: &str| assert_eq!(segment(name), expect, "{name:?}");
        check("Use It", "use-it");
        check("A & B", "a-b");
        check("a - b", "a-b");
        check("Über uns", "über-uns");
        check("日本語", "日本語");
        check("e\u{301}tude", "étude");
        check("a--b_c.d", "a--b_c.d");
        check("what?#%<x>", "whatx");
        check("C++", "c++");
        check("..", "");
        check("?", "");
        check("end.", "end");
    }

    #[test]
    fn a_leading_number_orders_and_goes() {
        let check = |name: &str, expect: (Option<u32>, &str)| assert_eq!(split_number(name), expect, "{name:?}");
        check("01-use", (Some(1), "use"));
        check("2. Use", (Some(2), "Use"));
        check("003_x", (Some(3), "x"));
        check("01 - Intro", (Some(1), "Intro"));
        check("1.intro", (Some(1), "intro"));
        check("2026-report", (None, "2026-report"));
        check("1.2.3", (None, "1.2.3"));
        check("24 hours", (None, "24 hours"));
        check("01", (None, "01"));
        check("7-", (None, "7-"));
        check("use", (None, "use"));
    }

    #[test]
    fn folders_are_addresses() {
        assert_eq!(folder("01-Policies/Use It", false), Some("/policies/use-it".to_owned()));
        assert_eq!(folder("01-Policies", true), Some("/01-policies".to_owned()));
        assert_eq!(folder("", false), Some(String::new()));
        assert!(folder("a/???", false).is_none());
    }
}
