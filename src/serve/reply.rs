//! An answer as plain data, and what HTTP makes of it: the headers of every answer, `ETag` and `Range`, `HEAD`.

use std::ops::Range;

use super::guard::Head;
use crate::edition::Blob;
use crate::hash::Hash;
use crate::path::UrlPath;

/// What every answer carries. No header ever lets another site read one.
const ALWAYS: [(&str, &str); 7] = [
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Referrer-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; \
         media-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    ),
];

/// The type of a page.
pub(super) const HTML: &str = "text/html; charset=utf-8";
/// The type of a text.
pub(super) const TEXT: &str = "text/plain; charset=utf-8";

/// An answer.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Body,
}

/// The bytes of an answer.
#[derive(Debug, Clone)]
pub(super) enum Body {
    /// Made for it.
    Made(Vec<u8>),
    /// A part of a file; who reads it slowly holds no copy.
    File(Blob, Range<usize>),
}

impl Body {
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Made(bytes) => bytes,
            Self::File(blob, range) => &blob.bytes()[range.clone()],
        }
    }

    /// Takes a part, which lies in it.
    fn part(self, first: usize, last: usize) -> Self {
        match self {
            Self::Made(bytes) => Self::Made(bytes[first..=last].to_vec()),
            Self::File(blob, range) => Self::File(blob, range.start + first..range.start + last + 1),
        }
    }
}

impl AsRef<[u8]> for Body {
    fn as_ref(&self) -> &[u8] {
        self.bytes()
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Made(bytes)
    }
}

impl From<Blob> for Body {
    fn from(blob: Blob) -> Self {
        let length = blob.bytes().len();
        Self::File(blob, 0..length)
    }
}

impl Reply {
    /// Makes an answer of a type; it is not to be kept.
    pub(super) fn new(status: u16, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::of(status, kind, Body::Made(body.into()))
    }

    fn of(status: u16, kind: &str, body: Body) -> Self {
        let mut headers = vec![("Content-Type", kind.to_owned())];
        headers.extend(always());
        Self { status, headers, body }
    }

    /// Leads on to another address of this server.
    pub(super) fn redirect(href: String) -> Self {
        Self::new(302, TEXT, format!("The page is at {href}\n")).with("Location", href)
    }

    /// Adds a header.
    pub(super) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// Gives the headers of every answer.
pub(super) fn always() -> impl Iterator<Item = (&'static str, String)> {
    ALWAYS.iter().map(|(name, value)| (*name, (*value).to_owned()))
}

/// Answers with a file: whole, a part of it, or that the asker has it already.
pub(super) fn file(head: &Head, tag: &str, kind: &str, body: Body) -> Reply {
    if head.get("if-none-match").is_some_and(|known| knows(known, tag)) {
        return not_modified(tag);
    }
    let reply = |status, body| Reply::of(status, kind, body).with("ETag", format!("\"{tag}\""));
    if kind == HTML {
        return reply(200, body);
    }
    let is_wanted = head.method == "GET" && head.get("if-range").is_none_or(|known| known == format!("\"{tag}\""));
    let length = body.bytes().len();
    let range = head.get("range").filter(|_| is_wanted).map_or(Part::Whole, |range| part(range, length));
    let reply = match range {
        Part::Whole => reply(200, body),
        Part::Bytes(first, last) => {
            let place = format!("bytes {first}-{last}/{length}");
            reply(206, body.part(first, last)).with("Content-Range", place)
        }
        Part::Nothing => {
            let place = format!("bytes */{length}");
            Reply::new(416, TEXT, "The file is not that long.\n").with("Content-Range", place)
        }
    };
    reply.with("Accept-Ranges", "bytes")
}

/// Says that the asker has the file already.
pub(super) fn not_modified(tag: &str) -> Reply {
    let mut reply = Reply::new(304, TEXT, Vec::new()).with("ETag", format!("\"{tag}\""));
    reply.headers.retain(|(name, _)| *name != "Content-Type");
    reply
}

/// Names a file's bytes for an `ETag`.
pub(super) fn tag(key: Hash) -> String {
    key.as_bytes()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Tells whether an `If-None-Match` names a tag.
pub(super) fn knows(known: &str, tag: &str) -> bool {
    let bare = |known: &str| known.trim().trim_start_matches("W/").trim_matches('"') == tag;
    known.trim() == "*" || known.split(',').any(bare)
}

/// What of a file is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Bytes(usize, usize),
    Nothing,
}

/// Reads a `Range` of one part; several parts, and what cannot be read, get the whole file, as HTTP allows.
fn part(range: &str, length: usize) -> Part {
    let Some((first, last)) = range.trim().strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Part::Whole;
    };
    let end = length.saturating_sub(1);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // A number that is too great for the machine is greater than any file.
    let number = |text: &str| text.parse().unwrap_or(usize::MAX);
    let (first, last) = match (is_number(first), is_number(last)) {
        (true, true) if number(first) > number(last) => return Part::Whole,
        (true, true) => (number(first), number(last).min(end)),
        (true, false) if last.is_empty() => (number(first), end),
        (false, true) if first.is_empty() && number(last) == 0 => return Part::Nothing,
        (false, true) if first.is_empty() => (length.saturating_sub(number(last)), end),
        _ => return Part::Whole,
    };
    if first < length { Part::Bytes(first, last) } else { Part::Nothing }
}

/// Gives the type of what stands at an address, by its ending.
pub(super) fn kind(url: &UrlPath) -> &'static str {
    let name = url.as_str().rsplit('/').next().unwrap_or_default();
    let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    match end.as_str() {
        "" if name.is_empty() => HTML,
        "html" | "htm" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" | "webmanifest" => "application/json",
        "xml" => "application/xml",
        "txt" | "md" | "" => TEXT,
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "vtt" => "text/vtt; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" | "oga" => "audio/ogg",
        "wav" => "audio/wav",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_one_part_of_the_file() {
        let check = |range: &str, expect: Part| assert_eq!(part(range, 10), expect, "{range}");
        check("bytes=0-3", Part::Bytes(0, 3));
        check("bytes=4-", Part::Bytes(4, 9));
        check("bytes=-3", Part::Bytes(7, 9));
        check("bytes=-30", Part::Bytes(0, 9));
        check("bytes=8-99999999999999999999999", Part::Bytes(8, 9));
        check("bytes=10-", Part::Nothing);
        check("bytes=-0", Part::Nothing);
        for whole in ["bytes=3-1", "bytes=0-1,4-5", "bytes=-", "bytes=a-b", "lines=0-1", "bytes=+1-2", ""] {
            check(whole, Part::Whole);
        }
        assert_eq!(part("bytes=0-0", 0), Part::Nothing);
    }

    #[test]
    fn a_tag_is_found_in_a_list() {
        assert!(knows("\"a\", W/\"b\"", "b") && knows("*", "x") && knows("\"a\"", "a"));
        assert!(!knows("\"ab\"", "a") && !knows("", "a"));
    }

    #[test]
    fn a_file_is_sent_whole_in_part_or_not_at_all() {
        let head = |headers: &[(&str, &str)]| Head {
            method: "GET".into(),
            target: "/".into(),
            headers: headers.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
        };
        let status =
            |headers: &[(&str, &str)], kind| file(&head(headers), "t", kind, b"0123456789".to_vec().into()).status;
        assert_eq!(status(&[], "image/png"), 200);
        assert_eq!(status(&[("If-None-Match", "\"t\"")], "image/png"), 304);
        assert_eq!(status(&[("Range", "bytes=1-2")], "image/png"), 206);
        assert_eq!(status(&[("Range", "bytes=1-2")], HTML), 200);
        assert_eq!(status(&[("Range", "bytes=1-2"), ("If-Range", "\"t\"")], "image/png"), 206);
        assert_eq!(status(&[("Range", "bytes=1-2"), ("If-Range", "\"old\"")], "image/png"), 200);
        assert_eq!(status(&[("Range", "bytes=50-")], "image/png"), 416);
        let part = file(&head(&[("Range", "bytes=1-2")]), "t", "image/png", b"0123456789".to_vec().into());
        assert_eq!(part.body.bytes(), b"12");
        assert!(part.headers.contains(&("Content-Range", "bytes 1-2/10".to_owned())));
    }

    #[test]
    fn every_answer_is_closed_to_other_sites() {
        for reply in [Reply::new(200, HTML, ""), Reply::redirect("/x/".into()), not_modified("t")] {
            for (name, value) in always() {
                assert!(reply.headers.contains(&(name, value)), "{name}");
            }
            assert!(reply.headers.iter().all(|(name, _)| !name.starts_with("Access-Control")));
        }
    }
}
