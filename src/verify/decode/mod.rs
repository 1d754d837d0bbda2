//! Output files as text: each kind of file is taken apart in its own way, and a file may hold others.
//!
//! Receives a name and bytes, shows everything that somebody could read in them to a [`Sight`]. What is of no known kind is
//! searched for runs of letters. Nothing is drawn, run or followed.

use std::io::Read;

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::sight::Sight;

mod binary;
mod code;
mod markup;

/// How deep files may lie within files.
const DEPTH: usize = 4;

/// The most bytes that are unpacked from one file.
const LIMIT: u64 = 64 << 20;

/// Shows all that a file says.
pub(super) fn file(name: &str, bytes: &[u8], sight: &mut Sight<'_>) {
    show(name, bytes, 0, DEPTH, sight);
}

/// Shows a file that starts at an offset of the output file; what was unpacked stands where its packed form does.
fn show(name: &str, bytes: &[u8], at: usize, depth: usize, sight: &mut Sight<'_>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    let ending = name.rsplit_once('.').map_or(name, |(_, ending)| ending).to_ascii_lowercase();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let inner = name.strip_suffix(".gz").unwrap_or(name);
        return show(inner, &unpack(MultiGzDecoder::new(bytes)), at, depth, sight);
    }
    match std::str::from_utf8(bytes).ok().filter(|text| !text.contains('\0')) {
        None => match utf16(bytes) {
            Some(text) => markup::show(&text, at, markup::Form::of(&ending, &text), sight),
            None => binary::show(bytes, at, depth, sight),
        },
        Some(text) if is_word_list(name) => word_list(text, at, sight),
        Some(text) => match ending.as_str() {
            "html" | "htm" | "xhtml" | "svg" | "xml" | "atom" | "rss" => {
                markup::show(text, at, markup::Form::of(&ending, text), sight);
            }
            // A comma between two cells joins no digits.
            "csv" | "tsv" => code::plain(&text.replace(',', ";"), at, sight),
            "json" | "js" | "mjs" | "css" | "map" | "webmanifest" | "jsonld" => code::show(text, at, sight),
            _ if text.trim_start().starts_with('<') => markup::show(text, at, markup::Form::of(&ending, text), sight),
            _ if text.trim_start().starts_with(['{', '[']) => {
                code::show(text, at, sight);
                code::plain(text, at, sight);
            }
            _ => code::plain(text, at, sight),
        },
    }
}

/// Tells whether a file is a part of the index of search, by its name.
fn is_word_list(name: &str) -> bool {
    let number = name.strip_prefix("search/words-").and_then(|name| name.strip_suffix(".txt"));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Shows a list of words, each on a line of its own with numbers behind it, which count pages and say nothing. A line of
/// another form is shown whole.
fn word_list(text: &str, at: usize, sight: &mut Sight<'_>) {
    let mut from = at;
    for line in text.split_inclusive('\n') {
        let word = line.split(' ').next().unwrap_or_default();
        let is_listed = line[word.len()..].bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b' ' | b'\n'));
        code::plain(if is_listed { word } else { line }, from, sight);
        from += line.len();
    }
}

/// Reads a text in UTF-16 that says so.
fn utf16(bytes: &[u8]) -> Option<String> {
    let read: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let (units, _) = bytes[2..].as_chunks::<2>();
    Some(char::decode_utf16(units.iter().map(|unit| read(*unit))).map(|sign| sign.unwrap_or(' ')).collect())
}

/// Unpacks as much as can be, up to the limit.
fn unpack(packed: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    // What was unpacked before a fault is looked at like everything else.
    let _ = packed.take(LIMIT).read_to_end(&mut bytes);
    bytes
}

fn zlib(packed: &[u8]) -> Vec<u8> {
    unpack(ZlibDecoder::new(packed))
}

fn deflate(packed: &[u8]) -> Vec<u8> {
    unpack(DeflateDecoder::new(packed))
}
