//! A link's destination, taken apart as a browser would.
//!
//! What a browser would read as another scheme or another host must never pass for a path: control characters and
//! backslashes are judged as browsers judge them.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::markdown::address;

/// What cannot stand in an address as it is; a percent sign stays as written.
const LOOSE: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`').add(b'\\').add(b'^').add(b'{').add(b'|').add(b'}');

/// What cannot stand in a fragment that was decoded before.
const FRAGMENT: &AsciiSet = &LOOSE.add(b'%').add(b'#');

/// What a destination asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Destination<'a> {
    /// Nothing was written, or the lone `#` of a place to be filled in.
    Empty,
    /// Another site.
    Elsewhere(String),
    /// A scheme that no link may have; the page's facts report it in texts.
    Scheme(String),
    /// Something else that links may not do, in words for a message.
    Refused(&'static str),
    /// A place in the handbook.
    Local(Local<'a>),
}

/// A place in the handbook.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Local<'a> {
    /// The path, decoded; empty for the page itself.
    pub(super) path: String,
    /// The query with its question mark, or nothing; ready to print.
    pub(super) query: String,
    /// The part of the page, decoded.
    pub(super) fragment: Option<Cow<'a, str>>,
}

/// Takes a destination apart.
pub(super) fn parse(written: &str) -> Destination<'_> {
    let text = written.trim_matches(|c: char| c.is_control() || c == ' ');
    if matches!(text, "" | "#") {
        return Destination::Empty;
    }
    match address::scheme(text) {
        Some(scheme) if !address::SCHEMES.contains(&scheme.as_str()) => return Destination::Scheme(scheme),
        _ if text.chars().any(char::is_control) => {
            return Destination::Refused("an address with a tab or a line break in it");
        }
        Some(scheme) => return with_scheme(&scheme, &text[scheme.len() + 1..], text),
        None => {}
    }
    let (rest, fragment) = text.split_once('#').map_or((text, None), |(rest, fragment)| (rest, Some(fragment)));
    let (path, query) = rest.find('?').map_or((rest, ""), |at| rest.split_at(at));
    let slashes = |text: &str| text.replace('\\', "/");
    if path.starts_with(['/', '\\']) && path[1..].starts_with(['/', '\\']) {
        return with_scheme("https", &slashes(text), &format!("https:{}", slashes(text)));
    }
    let path = if path.contains('\\') { decoded(&slashes(path)).into_owned() } else { decoded(path).into_owned() };
    let query = utf8_percent_encode(query, LOOSE).to_string();
    Destination::Local(Local { path, query, fragment: fragment.map(decoded) })
}

/// Resolves percent signs; what is no UTF-8 then stays as written.
fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8().unwrap_or(Cow::Borrowed(text))
}

/// Makes a decoded fragment printable, `#` included.
pub(super) fn fragment(fragment: &str) -> String {
    format!("#{}", utf8_percent_encode(fragment, FRAGMENT))
}

/// Judges the part after an allowed scheme.
fn with_scheme(scheme: &str, rest: &str, whole: &str) -> Destination<'static> {
    let is_web = matches!(scheme, "http" | "https");
    let host = rest.strip_prefix("//").unwrap_or_default();
    if is_web && (host.is_empty() || host.starts_with(['/', '?', '#', '\\'])) {
        return Destination::Refused("an address without a host");
    }
    if rest.is_empty() {
        return Destination::Refused("an address that stops after its colon");
    }
    Destination::Elsewhere(utf8_percent_encode(whole, LOOSE).to_string())
}

/// Goes from a folder along a path; none where that leaves the root.
pub(super) fn join(folder: &str, path: &str) -> Option<String> {
    let mut joined = String::with_capacity(folder.len() + path.len() + 1);
    for segment in folder.split('/').chain(path.split('/')) {
        match segment {
            "" | "." => {}
            ".." if joined.is_empty() => return None,
            ".." => joined.truncate(joined.rfind('/').unwrap_or(0)),
            name => {
                if !joined.is_empty() {
                    joined.push('/');
                }
                joined.push_str(name);
            }
        }
    }
    Some(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_sites() {
        let check = |written: &str, expected: &str| {
            assert_eq!(parse(written), Destination::Elsewhere(expected.into()), "{written}");
        };
        check("https://a.example/x y?q#f", "https://a.example/x%20y?q#f");
        check(" HTTPS://a.example ", "HTTPS://a.example");
        check("mailto:a@b.example", "mailto:a@b.example");
        check("tel:+1", "tel:+1");
        check("//a.example/x", "https://a.example/x");
        check("\\\\a.example\\x", "https://a.example/x");
        check("/\\a.example", "https://a.example");
        check("https://a.example/%20\"<", "https://a.example/%20%22%3C");
    }

    #[test]
    fn what_links_may_not_do() {
        for written in [
            "javascript:x",
            "JAVASCRIPT:x",
            "java\tscript:x",
            "\u{1}javascript:x",
            "data:text/html,x",
            "vbscript:x",
            "file:///x",
            "https:",
            "https://",
            "https:///x",
            "http:x",
            "mailto:",
            "C:\\x",
            "///x",
            "blob:x",
            "view-source:https://x",
        ] {
            assert!(
                matches!(parse(written), Destination::Scheme(_) | Destination::Refused(_)),
                "{written:?}: {:?}",
                parse(written)
            );
        }
        for written in ["", " ", "\n", "#"] {
            assert_eq!(parse(written), Destination::Empty);
        }
    }

    #[test]
    fn places_in_the_handbook() {
        let check = |written: &str, path: &str, query: &str, fragment: Option<&str>| {
            let local = Local { path: path.into(), query: query.into(), fragment: fragment.map(Cow::from) };
            assert_eq!(parse(written), Destination::Local(local), "{written}");
        };
        check("a%20b.md#x%C3%A9", "a b.md", "", Some("xé"));
        check("#x", "", "", Some("x"));
        check("..\\a.md?raw=true#", "../a.md", "?raw=true", Some(""));
        check("Step 1: go.md", "Step 1: go.md", "", None);
        check("100%.md", "100%.md", "", None);
        check("%ff", "%ff", "", None);
        check("a.md##b", "a.md", "", Some("#b"));
        assert_eq!(fragment("#xé "), "#%23x%C3%A9%20");
    }
}
