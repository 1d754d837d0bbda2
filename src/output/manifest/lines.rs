//! The manifest as it is written: JSON, one line for each file, so that it can be read line by line.
//!
//! A site has tens of thousands of files, and every run reads two manifests. What is not written in just this way is left to
//! a reader of JSON.

use std::collections::BTreeMap;
use std::fmt;

use super::{Digest, Manifest, Stamp, json};

const HEAD: &str = "\"files\": {";
const END: &str = "\n}\n}\n";
const BEFORE_DIGEST: &str = "\": {\"sha256\":\"";
const BEFORE_SIZE: &str = "\",\"bytes\":";

impl fmt::Display for Manifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{{\n\"tool\": {},\n\"version\": {},\n", json(&self.tool), json(&self.version))?;
        write!(f, "\"edition\": {},\n\"state\": {},\n{HEAD}", json(&self.edition), json(&self.state))?;
        for (number, (path, stamp)) in self.files.iter().enumerate() {
            f.write_str(if number == 0 { "\n" } else { ",\n" })?;
            line(path, *stamp, f)?;
        }
        f.write_str(END)
    }
}

/// Writes the line of a file, without what parts it from the next.
fn line(path: &str, Stamp { sha256, bytes }: Stamp, out: &mut impl fmt::Write) -> fmt::Result {
    if is_plain(path) {
        out.write_str("\"")?;
        out.write_str(path)?;
    } else {
        let path = json(&path);
        out.write_str(path.strip_suffix('"').unwrap_or(&path))?;
    }
    out.write_str(BEFORE_DIGEST)?;
    out.write_str(&String::from(sha256))?;
    write!(out, "{BEFORE_SIZE}{bytes}}}")
}

/// What a manifest says of one file.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Entry<'t> {
    pub(in super::super) path: &'t str,
    digest: &'t str,
    pub(in super::super) bytes: u64,
    /// All of its line.
    pub(in super::super) text: &'t str,
}

impl Entry<'_> {
    /// Tells whether these are the bytes.
    pub(in super::super) fn is(&self, stamp: Stamp) -> bool {
        self.bytes == stamp.bytes && self.digest == stamp.digest()
    }
}

/// Reads what stands before the files of a manifest, and of each file its line, sorted by path; none where it is written in
/// another way.
pub(in super::super) fn entries(text: &str) -> Option<(&str, Vec<Entry<'_>>)> {
    let (head, lines) = parts(text.as_bytes())?;
    let read = |text| entry(text).map(|(path, digest, bytes)| Entry { path, digest, bytes, text });
    let entries: Vec<Entry<'_>> = lines.map(read).collect::<Option<_>>()?;
    entries.is_sorted_by(|one, other| one.path < other.path).then_some((head, entries))
}

/// Finds what a manifest says of one file.
pub(in super::super) fn find<'t>(text: &'t str, path: &str) -> Option<Entry<'t>> {
    let line = format!("\n\"{path}{BEFORE_DIGEST}");
    let start = memchr::memmem::find(text.as_bytes(), line.as_bytes())? + 1;
    let text = text[start..].lines().next()?;
    let (path, digest, bytes) = entry(text)?;
    Some(Entry { path, digest, bytes, text })
}

/// Writes a manifest with other stamps for some of its files, by their places.
pub(in super::super) fn renewed(text: &str, stamps: &BTreeMap<usize, Stamp>) -> Option<String> {
    let (head, lines) = parts(text.as_bytes())?;
    let mut out = String::with_capacity(text.len() + 64);
    out.push_str(head);
    out.push_str(HEAD);
    for (at, before) in lines.enumerate() {
        out.push('\n');
        match stamps.get(&at) {
            None => out.push_str(before),
            Some(stamp) => {
                line(entry(before)?.0, *stamp, &mut out).ok()?;
                out.push_str(if before.ends_with(',') { "," } else { "" });
            }
        }
    }
    out.push_str(END);
    Some(out)
}

/// Tells whether a text stands in JSON as it is.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte >= b' ' && byte != b'"' && byte != b'\\')
}

/// Reads a manifest; none where it is written in another way.
pub(super) fn parse(text: &[u8]) -> Option<Manifest> {
    let (head, lines) = parts(text)?;
    let empty: Manifest = serde_json::from_str(&format!("{head}{HEAD}}}}}")).ok()?;
    let file = |line| {
        let (path, digest, bytes) = entry(line)?;
        Some((path.to_owned(), Stamp { sha256: Digest::parse(digest)?, bytes }))
    };
    let files: Vec<(String, Stamp)> = lines.map(file).collect::<Option<_>>()?;
    let is_sorted = files.is_sorted_by(|one, other| one.0 < other.0);
    is_sorted.then(|| Manifest { files: files.into_iter().collect(), ..empty })
}

/// Reads of a manifest the paths of its files, sorted, and how many bytes each has; none where it is written in another way.
pub(in super::super) fn sizes(text: &[u8]) -> Option<Vec<(&str, u64)>> {
    let size = |line| entry(line).map(|(path, _, bytes)| (path, bytes));
    let files: Vec<(&str, u64)> = parts(text)?.1.map(size).collect::<Option<_>>()?;
    files.is_sorted_by(|one, other| one.0 < other.0).then_some(files)
}

/// Gives what stands before the files, and the lines of these.
fn parts(text: &[u8]) -> Option<(&str, impl Iterator<Item = &str>)> {
    let (head, rest) = std::str::from_utf8(text).ok()?.split_once(HEAD)?;
    Some((head, rest.strip_suffix(END)?.lines().skip(1)))
}

/// Gives a file's path, its digest, and how many bytes it has.
fn entry(line: &str) -> Option<(&str, &str, u64)> {
    let line = line.strip_suffix(',').unwrap_or(line).strip_suffix('}')?;
    let (start, size) = line.rsplit_once(':')?;
    let start = start.strip_suffix(BEFORE_SIZE.strip_suffix(':')?)?;
    let (start, digest) = start.split_at_checked(start.len().checked_sub(64)?)?;
    let path = start.strip_suffix(BEFORE_DIGEST)?.strip_prefix('"')?;
    let bytes = size.parse().ok()?;
    is_plain(path).then_some((path, digest, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(paths: &[&str]) -> Manifest {
        let files: BTreeMap<_, _> = paths.iter().map(|path| ((*path).to_owned(), Stamp::of(path.as_bytes()))).collect();
        Manifest::complete("public", files)
    }

    #[test]
    fn what_is_written_is_read() {
        for paths in [&[][..], &["a.html"], &["a/index.html", "b.css", "\u{e9}/\u{2028}.txt", "x y"]] {
            let manifest = manifest(paths);
            let text = manifest.to_string();
            let json: Manifest = serde_json::from_str(&text).expect("JSON");
            assert_eq!(json, manifest);
            let sizes = manifest.files.iter().map(|(path, stamp)| (path.as_str(), stamp.bytes));
            assert!(paths.is_empty() || super::sizes(text.as_bytes()) == Some(sizes.collect()));
            if !paths.is_empty() {
                assert_eq!(parse(text.as_bytes()), Some(manifest));
            }
        }
    }

    #[test]
    fn a_renewed_manifest_is_one_written_anew() {
        let mut manifest = manifest(&["a/index.html", "b.css", "\u{e9}/\u{2028}.txt", "x y"]);
        let text = manifest.to_string();
        assert_eq!(renewed(&text, &BTreeMap::new()).as_deref(), Some(&*text));
        let (_, entries) = entries(&text).expect("entries");
        for (at, entry) in entries.iter().enumerate() {
            let (old, new) = (Stamp::of(entry.path.as_bytes()), Stamp::of(b"other"));
            assert!(entry.is(old) && !entry.is(new));
            assert_eq!(find(&text, entry.path).map(|entry| entry.text), Some(entry.text));
            manifest.files.insert(entry.path.to_owned(), new);
            assert_eq!(renewed(&text, &BTreeMap::from([(at, new)])), Some(manifest.to_string()));
            manifest.files.insert(entry.path.to_owned(), old);
        }
    }

    #[test]
    fn what_is_written_otherwise_is_left_alone() {
        let text = manifest(&["a", "b\"c"]).to_string();
        assert_eq!(parse(text.as_bytes()), None, "{text}");
        assert_eq!(serde_json::from_str::<Manifest>(&text).ok(), Some(manifest(&["a", "b\"c"])));
        let text = manifest(&["a", "b"]).to_string();
        for (from, to) in [
            ("\"a\"", "\"z\""),
            ("\"bytes\":1", "\"bytes\":-1"),
            ("\"bytes\":1", "\"size\":1"),
            ("{\"sha256\":\"", "{\"sha256\":\"x"),
            ("\n}\n}\n", "\n}}\n"),
            ("\"state\": \"complete\"", "\"state\": \"else\""),
        ] {
            let other = text.replacen(from, to, 1);
            assert_ne!(other, text, "{from}");
            assert_eq!(parse(other.as_bytes()), None, "{other}");
        }
    }
}
