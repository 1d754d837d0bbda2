//! Paths that were checked once: places in the handbook and addresses of the site.
//!
//! A [`SourcePath`] names a file below the handbook's root, a [`UrlPath`] an address below an edition's root. Both are
//! made by one validating constructor, so no later stage meets `..`, an absolute path or an empty segment. Nothing here
//! touches the disk.

use std::fmt;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What a browser would read as something other than a part of a path.
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Says why a text is no path: one lower-case clause, fit for a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidPath(&'static str);

impl fmt::Display for InvalidPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Names a file below the handbook's root: relative, `/` between segments, no `.` or `..`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// Checks a path as it stands on disk or in a git tree.
    ///
    /// # Errors
    /// Refuses what could leave the handbook: absolute paths, `..`, empty segments, control characters, backslashes.
    pub fn new(path: &str) -> Result<Self, InvalidPath> {
        check_segments(path)?;
        Ok(Self(path.into()))
    }

    /// Tells whether a text is such a path.
    pub fn is_one(path: &str) -> bool {
        check_segments(path).is_ok()
    }

    /// Gives the path as text, for messages and look-ups.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Gives the folder that the file lies in, empty at the root.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Gives the last segment.
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, name)| name)
    }

    /// Gives the last segment without its extension.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        name.rsplit_once('.').map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem })
    }

    /// Gives the extension in lower case, empty where there is none.
    pub fn extension(&self) -> String {
        let name = self.file_name();
        name.rsplit_once('.')
            .filter(|(stem, _)| !stem.is_empty())
            .map_or_else(String::new, |(_, end)| end.to_ascii_lowercase())
    }

    /// Tells whether the file is Markdown by its name.
    pub fn is_markdown(&self) -> bool {
        matches!(self.extension().as_str(), "md" | "markdown")
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Names an address below an edition's root: starts with `/`, decoded; a page's ends with `/`, a file's does not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UrlPath(Arc<str>);

impl UrlPath {
    /// Checks a root-absolute, decoded address such as `/policies/use/` or `/feed.xml`.
    ///
    /// # Errors
    /// Refuses what does not start with `/`, and segments that are empty, `.`, `..` or hold control characters or `\`.
    pub fn new(url: &str) -> Result<Self, InvalidPath> {
        let rest = url.strip_prefix('/').ok_or(InvalidPath("it does not start with `/`"))?;
        if !rest.is_empty() {
            check_segments(rest.strip_suffix('/').unwrap_or(rest))?;
        }
        Ok(Self(url.into()))
    }

    /// The address of the home page.
    pub fn root() -> Self {
        Self("/".into())
    }

    /// Gives the address as decoded text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Gives the file of the output that answers the address, relative to the edition's folder.
    pub fn output_file(&self) -> String {
        let path = &self.0[1..];
        if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
    }

    /// Gives the address as a link: percent-encoded, `base` (such as `/oss`, or empty) before it.
    pub fn href(&self, base: &str) -> String {
        let mut href = String::with_capacity(base.len() + self.0.len());
        href.push_str(base);
        href.extend(utf8_percent_encode(&self.0, SEGMENT));
        href
    }
}

impl fmt::Display for UrlPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Names a version of the handbook, such as `2026.3`; fit to be one segment of an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VersionName(Arc<str>);

impl VersionName {
    /// Checks a version's name: letters, digits, `.`, `-`, `_`, not starting with a dot.
    ///
    /// # Errors
    /// Refuses anything else, since the name becomes a folder and a part of an address.
    pub fn new(name: &str) -> Result<Self, InvalidPath> {
        let plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
        if name.is_empty() || name.starts_with('.') || name.len() > 100 || !name.chars().all(plain) {
            return Err(InvalidPath("a version's name is made of letters, digits, `.`, `-` and `_`"));
        }
        Ok(Self(name.into()))
    }

    /// Gives the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Splits the number that orders a file or folder from the rest of its name: `2. Use` is 2 and `Use`.
///
/// A number has one to three digits and a separator behind it: `-` or `_`, a dot with a space or a letter, or a space with
/// a `-`. So `2024-plan`, `1.2 notes` and `24 hours` have none.
pub fn split_number(name: &str) -> (Option<u32>, &str) {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &name[digits..];
    let words = match rest.as_bytes() {
        [b'-' | b'_', ..] => rest.trim_start_matches(['-', '_', ' ']),
        [b'.' | b')', b' ', ..] => rest[1..].trim_start_matches([' ', '-']),
        [b' ', b'-', ..] => rest.trim_start_matches([' ', '-']),
        [b'.', next, ..] if !next.is_ascii_digit() => &rest[1..],
        _ => "",
    };
    match name[..digits].parse() {
        Ok(number) if digits <= 3 && !words.is_empty() => (Some(number), words),
        _ => (None, name),
    }
}

/// Makes a segment of an address out of a file's or folder's name, whose number was split off before.
///
/// Lower case, in Unicode's composed form; letters and digits of any script, `-`, `_`, `.`, `~` and `+` stay, runs of
/// spaces become one `-`, the rest goes. It may be empty.
pub fn segment(name: &str) -> String {
    if name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_')) {
        return name.to_owned();
    }
    let mut segment = String::with_capacity(name.len());
    let mut after_space = false;
    for c in name.trim().nfc().flat_map(char::to_lowercase) {
        match c {
            _ if c.is_whitespace() && segment.ends_with('-') => after_space = true,
            _ if c.is_whitespace() => {
                segment.push('-');
                after_space = true;
            }
            '-' if after_space => {}
            _ if c.is_alphanumeric() || is_combining_mark(c) || "-_.~+".contains(c) => {
                segment.push(c);
                after_space = false;
            }
            _ => {}
        }
    }
    let kept = segment.trim_end_matches('.');
    let kept = if after_space { kept.trim_end_matches('-') } else { kept };
    let kept = if name.starts_with('-') { kept } else { kept.trim_start_matches('-') };
    kept.trim_start_matches('.').nfc().collect()
}

fn check_segments(path: &str) -> Result<(), InvalidPath> {
    if path.len() > 1024 {
        return Err(InvalidPath("it is longer than 1,024 bytes"));
    }
    for segment in path.split('/') {
        match segment {
            "" => return Err(InvalidPath("it has an empty segment")),
            "." | ".." => return Err(InvalidPath("it has a `.` or `..` segment")),
            _ if segment.len() > 255 => return Err(InvalidPath("a segment is longer than 255 bytes")),
            _ if segment.chars().any(|c| c.is_control() || c == '\\') => {
                return Err(InvalidPath("it has a control character or a backslash"));
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn source_paths_stay_below_the_root() {
        for bad in ["", "/a", "a//b", "../a", "a/..", "./a", "a\\b", "a\nb", "a/"] {
            assert!(SourcePath::new(bad).is_err(), "{bad:?}");
        }
        let path = SourcePath::new("content/2. Use it.MD").expect("a fine path");
        assert_eq!((path.folder(), path.stem(), path.extension().as_str()), ("content", "2. Use it", "md"));
    }

    #[test]
    fn addresses_are_files_and_links() {
        let check = |url: &str, file: &str, href: &str| {
            let url = UrlPath::new(url).expect("a fine address");
            assert_eq!((url.output_file().as_str(), url.href("/oss").as_str()), (file, href));
        };
        check("/", "index.html", "/oss/");
        check("/a b/é/", "a b/é/index.html", "/oss/a%20b/%C3%A9/");
        check("/feed.xml", "feed.xml", "/oss/feed.xml");
        for bad in ["a", "//", "/a//b", "/../a", "/a/\0"] {
            assert!(UrlPath::new(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn numbers_order_and_go() {
        let cases =
            [("2. Use", Some(2), "Use"), ("01 - use", Some(1), "use"), ("010_a", Some(10), "a"), ("1.a", Some(1), "a")];
        let plain =
            ["2024-plan", "404", "7.", "1.2 notes", "24 hours", "use", "3rd", ""].map(|name| (name, None, name));
        for (name, number, rest) in cases.into_iter().chain(plain) {
            assert_eq!(split_number(name), (number, rest));
        }
    }

    #[test]
    fn segments_are_plain() {
        let cases = [
            ("Use It", "use-it"),
            ("E\u{301}t\u{e9}", "\u{e9}t\u{e9}"),
            ("Q & A?", "q-a"),
            ("a - b", "a-b"),
            ("C++", "c++"),
            ("a--b.", "a--b"),
            ("..", ""),
            ("使用", "使用"),
        ];
        for (name, expected) in cases {
            assert_eq!(segment(name), expected);
        }
    }
}
