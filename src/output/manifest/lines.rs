//! The manifest as it is written: JSON, one line for each file, so that it can be read line by line.
//!
//! A site has thousands of files, and every run reads its manifest. What is not written in just this way is left to
//! a reader of JSON.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use super::{Digest, Manifest, Stamp, json};

const HEAD: &str = "\"files\": {";
const END: &str = "\n}\n}\n";
const BEFORE_DIGEST: &str = "\": {\"sha256\":\"";
const BEFORE_SIZE: &str = "\",\"bytes\":";

/// Writes a manifest that names these files, sorted by path.
pub(super) fn text<'f>(manifest: &Manifest, files: impl Iterator<Item = (&'f str, Stamp)>) -> String {
    let Manifest { tool, version, edition, state, .. } = manifest;
    let mut text = String::new();
    let written = (|| {
        write!(text, "{{\n\"tool\": {},\n\"version\": {},\n", json(tool), json(version))?;
        write!(text, "\"edition\": {},\n\"state\": {},\n{HEAD}", json(edition), json(state))?;
        for (number, (path, stamp)) in files.enumerate() {
            text.push_str(if number == 0 { "\n" } else { ",\n" });
            line(path, stamp, &mut text)?;
        }
        text.write_str(END)
    })();
    written.expect("a string takes all that is written");
    text
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
}

impl Entry<'_> {
    /// Gives the stamp of its bytes.
    pub(in super::super) fn stamp(&self) -> Option<Stamp> {
        Some(Stamp { sha256: Digest::parse(self.digest)?, bytes: self.bytes })
    }

    /// Tells whether these are the bytes.
    pub(in super::super) fn is(&self, stamp: Stamp) -> bool {
        self.bytes == stamp.bytes && self.digest == stamp.digest()
    }
}

/// A manifest as text, of which no more is read than is asked for.
#[derive(Debug)]
pub(in super::super) struct Lines {
    text: String,
    /// Where the lines of files start, and where the last one ends.
    starts: Vec<usize>,
}

impl Lines {
    /// Takes a manifest; none where it is written in another way.
    pub(in super::super) fn of(text: Vec<u8>) -> Option<Self> {
        let text = String::from_utf8(text).ok()?;
        let first = text.find(&format!("{HEAD}\n"))? + HEAD.len() + 1;
        let end = text.len().checked_sub(END.len() - 1).filter(|end| text.ends_with(END) && *end > first)?;
        let ends = memchr::memchr_iter(b'\n', &text.as_bytes()[first..end]).map(|at| first + at + 1);
        let starts = [first].into_iter().chain(ends).collect();
        Some(Self { text, starts })
    }

    /// Tells how many files there are.
    pub(in super::super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Gives the line of a file, with what parts it from the next.
    pub(in super::super) fn line(&self, at: usize) -> &str {
        &self.text[self.starts[at]..self.starts[at + 1]]
    }

    /// Gives what stands before the files.
    pub(in super::super) fn head(&self) -> &str {
        &self.text[..self.starts[0]]
    }

    /// Gives a file's path, as far as that is plain.
    pub(in super::super) fn path(&self, at: usize) -> &str {
        let line = self.line(at).strip_prefix('"').unwrap_or_default();
        &line[..memchr::memchr(b'"', line.as_bytes()).unwrap_or_default()]
    }

    /// Gives how many bytes a file has; none where the line is written in another way.
    pub(in super::super) fn bytes(&self, at: usize) -> Option<u64> {
        let line = self.line(at).trim_end_matches(['\n', ',']).strip_suffix('}')?;
        line[line.rfind(':')? + 1..].parse().ok()
    }

    /// Reads the line of a file; none where it is written in another way.
    pub(in super::super) fn entry(&self, at: usize) -> Option<Entry<'_>> {
        entry(self.line(at).trim_end()).map(|(path, digest, bytes)| Entry { path, digest, bytes })
    }

    /// Finds a file.
    pub(in super::super) fn place(&self, path: &str) -> Option<usize> {
        let at = self.first_from(path);
        (at < self.len() && self.path(at) == path).then_some(at)
    }

    /// Gives the names of files and folders that lie in a folder, each once or more often; the site itself is the empty path.
    pub(in super::super) fn names_in(&self, folder: &str) -> impl Iterator<Item = &str> {
        let below = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let paths = (self.first_from(&below)..self.len()).map(|at| self.path(at));
        paths.map_while(move |path| path.strip_prefix(&below)?.split('/').next())
    }

    /// Finds the first file whose path is not less than this one.
    fn first_from(&self, path: &str) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            if self.path(middle) < path { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// Reads the lines of some files, sorted by path; none where one of them is written in another way.
    pub(in super::super) fn sizes(&self, files: impl Iterator<Item = usize>) -> Option<Vec<(&str, u64)>> {
        let files: Vec<_> =
            files.map(|at| self.entry(at).map(|entry| (entry.path, entry.bytes))).collect::<Option<_>>()?;
        files.is_sorted_by(|one, other| one.0 < other.0).then_some(files)
    }

    /// Gives the text of the manifest with other stamps for some of its files, by their places, in pieces.
    pub(in super::super) fn renewed(&self, stamps: &BTreeMap<usize, Stamp>) -> Option<Vec<Cow<'_, str>>> {
        let mut pieces = Vec::with_capacity(2 * stamps.len() + 1);
        let mut from = 0;
        for (at, stamp) in stamps {
            pieces.push(self.text[from..self.starts[*at]].into());
            let mut new = String::new();
            line(self.entry(*at)?.path, *stamp, &mut new).ok()?;
            new.push_str(if self.line(*at).ends_with(",\n") { ",\n" } else { "\n" });
            pieces.push(new.into());
            from = self.starts[at + 1];
        }
        pieces.push(self.text[from..].into());
        Some(pieces)
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

/// Gives what stands before the files, and the lines of these.
fn parts(text: &[u8]) -> Option<(&str, impl Iterator<Item = &str>)> {
    let (head, rest) = std::str::from_utf8(text).ok()?.split_once(HEAD)?;
    let lines = rest.strip_suffix(END)?;
    (lines.is_empty() || lines.starts_with('\n')).then(|| (head, lines.lines().skip(1)))
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
        Manifest::complete("public", files).0
    }

    fn written(manifest: &Manifest) -> String {
        text(manifest, manifest.files.iter().map(|(path, stamp)| (path.as_str(), *stamp)))
    }

    #[test]
    fn what_is_written_is_read() {
        for paths in [&[][..], &["a.html"], &["a/index.html", "b.css", "\u{e9}/\u{2028}.txt", "x y"]] {
            let manifest = manifest(paths);
            let text = written(&manifest);
            let json: Manifest = serde_json::from_str(&text).expect("JSON");
            assert_eq!(json, manifest);
            if !paths.is_empty() {
                assert_eq!(parse(text.as_bytes()), Some(manifest));
            }
        }
    }

    #[test]
    fn a_renewed_manifest_is_one_written_anew() {
        let mut manifest = manifest(&["a/index.html", "a\u{20}b", "b.css", "\u{e9}/\u{2028}.txt", "x y"]);
        let text = written(&manifest);
        let lines = Lines::of(text.clone().into_bytes()).expect("lines");
        assert_eq!((lines.len(), lines.head()), (5, &text[..text.find("\"a b").expect("a line")]));
        let renewed = |stamps: &BTreeMap<_, _>| lines.renewed(stamps).map(|pieces| pieces.concat());
        assert_eq!(renewed(&BTreeMap::new()).as_deref(), Some(&*text));
        let sizes: Vec<(&str, u64)> = manifest.files.iter().map(|(path, stamp)| (path.as_str(), stamp.bytes)).collect();
        assert_eq!(lines.sizes(0..5), Some(sizes));
        for at in 0..lines.len() {
            let entry = lines.entry(at).expect("an entry");
            let (old, new) = (Stamp::of(entry.path.as_bytes()), Stamp::of(b"other"));
            assert!(entry.is(old) && !entry.is(new));
            assert_eq!((lines.path(at), lines.bytes(at)), (entry.path, Some(entry.bytes)));
            assert_eq!((lines.place(entry.path), lines.place(&format!("{}!", entry.path))), (Some(at), None));
            manifest.files.insert(entry.path.to_owned(), new);
            assert_eq!(renewed(&BTreeMap::from([(at, new)])), Some(written(&manifest)));
            manifest.files.insert(entry.path.to_owned(), old);
        }
        let names = |folder: &str| lines.names_in(folder).collect::<Vec<_>>();
        assert_eq!(names(""), ["a b", "a", "b.css", "x y", "\u{e9}"]);
        assert_eq!((names("a"), names("\u{e9}"), names("x")), (vec!["index.html"], vec!["\u{2028}.txt"], vec![]));
        let all = (0..lines.len()).map(|at| (at, Stamp::of(b"other"))).collect();
        manifest.files.values_mut().for_each(|stamp| *stamp = Stamp::of(b"other"));
        assert_eq!(renewed(&all), Some(written(&manifest)));
    }

    #[test]
    fn what_is_written_otherwise_is_left_alone() {
        let text = written(&manifest(&["a", "b\"c"]));
        assert_eq!(parse(text.as_bytes()), None, "{text}");
        assert_eq!(serde_json::from_str::<Manifest>(&text).ok(), Some(manifest(&["a", "b\"c"])));
        let text = written(&manifest(&["a", "b"]));
        for (from, to) in [
            ("\"a\"", "\"z\""),
            ("\"bytes\":1", "\"bytes\":-1"),
            ("\"bytes\":1", "\"size\":1"),
            ("{\"sha256\":\"", "{\"sha256\":\"x"),
            ("\n}\n}\n", "\n}}\n"),
            ("\"files\": {\n", "\"files\": {\u{e9}"),
            ("\"state\": \"complete\"", "\"state\": \"else\""),
        ] {
            let other = text.replacen(from, to, 1);
            assert_ne!(other, text, "{from}");
            assert_eq!(parse(other.as_bytes()), None, "{other}");
            // Of lines no more is read than what is asked for.
            let sizes = Lines::of(other.clone().into_bytes())
                .and_then(|lines| lines.sizes(0..lines.len()).map(|all| all.len()));
            assert!(sizes.is_none() || other.contains("else"), "{other}");
        }
    }
}
