//! The manifest as it is written: JSON, one line for each file, so that it can be read line by line.
//!
//! A site has tens of thousands of files, and every run reads two manifests. What is not written in just this way is left to
//! a reader of JSON.

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
        for (number, (path, Stamp { sha256, bytes })) in self.files.iter().enumerate() {
            f.write_str(if number == 0 { "\n" } else { ",\n" })?;
            if is_plain(path) {
                f.write_str("\"")?;
                f.write_str(path)?;
            } else {
                let path = json(path);
                f.write_str(path.strip_suffix('"').unwrap_or(&path))?;
            }
            f.write_str(BEFORE_DIGEST)?;
            f.write_str(&String::from(*sha256))?;
            write!(f, "{BEFORE_SIZE}{bytes}}}")?;
        }
        f.write_str(END)
    }
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
    use std::collections::BTreeMap;

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
