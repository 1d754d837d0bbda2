//! What an address written in Markdown or HTML is, read as a browser reads it.
//!
//! Browsers drop control characters and spaces around an address and tabs and line breaks inside it before they look for
//! the scheme, so `java\nscript:` runs. Every place that judges an address judges it here. Whether an address leads
//! anywhere is `site`'s question.

use std::borrow::Cow;

use linkify::{LinkFinder, LinkKind};

/// The schemes that an address may have; without one it is relative or a fragment.
pub const SCHEMES: &[&str] = &["http", "https", "mailto", "tel"];

/// Gives the scheme in lower case, as a browser would find it; none for a relative address.
pub fn scheme(address: &str) -> Option<String> {
    let seen = as_browsers_see(address);
    let (scheme, _) = seen.split_once(':')?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    is_scheme.then(|| scheme.to_ascii_lowercase())
}

/// Tells whether an address may stand in a page: relative, a fragment, or of one of [`SCHEMES`].
pub fn is_allowed(address: &str) -> bool {
    scheme(address).is_none_or(|scheme| SCHEMES.contains(&scheme.as_str()))
}

fn as_browsers_see(address: &str) -> Cow<'_, str> {
    let trimmed = address.trim_matches(|c: char| c <= ' ');
    if trimmed.contains(['\t', '\n', '\r']) {
        Cow::Owned(trimmed.replace(['\t', '\n', '\r'], ""))
    } else {
        Cow::Borrowed(trimmed)
    }
}

/// Finds the web addresses that stand bare in a text, as byte ranges in order.
pub fn bare(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]);
    finder
        .links(text)
        .filter(|link| matches!(scheme(link.as_str()).as_deref(), Some("http" | "https")))
        .map(|link| link.start()..link.end())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_schemes_are_allowed() {
        for good in
            ["", "a.md", "#x", "/a:b", "?q=a:b", "//host/", "https://a", "HTTP://a", "mailto:a@b", "tel:1", "a/b:c"]
        {
            assert!(is_allowed(good), "{good:?}");
        }
        let bad = [
            "javascript:alert(1)",
            "JaVaScRiPt:x",
            " javascript:x",
            "\u{1}javascript:x",
            "java\nscript:x",
            "java\tscript\r:x",
            "javascript\n:x",
            "vbscript:x",
            "data:text/html,x",
            "blob:x",
            "file:///etc/passwd",
            "ftp://x",
            "C:\\x",
            "view-source:x",
        ];
        for bad in bad {
            assert!(!is_allowed(bad), "{bad:?}");
        }
    }

    #[test]
    fn bare_addresses_end_where_the_sentence_does() {
        let text = "See https://a.example/x_(y). Or (http://b.example)! Not ftp://c or www.d.example.";
        let found: Vec<_> = bare(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["https://a.example/x_(y)", "http://b.example"]);
    }
}
