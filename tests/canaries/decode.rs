//! Finds canaries in bytes, however they were written: the many ways in which a text can lie in a file and still be read.

use std::collections::BTreeSet;
use std::io::Read;

use flate2::read::{GzDecoder, ZlibDecoder};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// How every canary starts, folded.
const STEM: &str = "qzke";
/// How many codings may lie in each other.
const DEPTH: usize = 3;

/// Writes the canary of a number. Its capital letter and its accent show whether folding and normalising are seen through.
pub(crate) fn canary(number: usize) -> String {
    format!("Qzk\u{e9}{number:04}")
}

/// Writes the canary of a number for a place that takes small ASCII letters only.
pub(crate) fn plain(number: usize) -> String {
    format!("qzke{number:04}")
}

/// Searches many files, and each text that stands in several of them once.
#[derive(Default)]
pub(crate) struct Search {
    seen: BTreeSet<Vec<u8>>,
}

impl Search {
    /// Gives the numbers of the canaries in some bytes, but for those in pieces that were met before.
    pub(crate) fn find(&mut self, bytes: &[u8]) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                for piece in text.split('\n').flat_map(|line| line.split(", ")) {
                    look(piece.as_bytes(), DEPTH, &mut self.seen, &mut found);
                }
            }
            Err(_) => look(bytes, DEPTH, &mut self.seen, &mut found),
        }
        found
    }
}

fn look(bytes: &[u8], depth: usize, seen: &mut BTreeSet<Vec<u8>>, found: &mut BTreeSet<usize>) {
    if bytes.len() < 8 || !seen.insert(bytes.to_vec()) {
        return;
    }
    let text = String::from_utf8_lossy(bytes);
    numbers(&text, found);
    if depth == 0 {
        return;
    }
    for view in texts(&text).into_iter().map(String::into_bytes).chain(blobs(bytes)) {
        if view != bytes {
            look(&view, depth - 1, seen, found);
        }
    }
}

/// Collects the numbers behind the stem, once the text is folded and without accents.
fn numbers(text: &str, found: &mut BTreeSet<usize>) {
    let folded: String = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    for (at, _) in folded.match_indices(STEM) {
        found.extend(folded.get(at + 4..at + 8).and_then(|digits| digits.parse::<usize>().ok()));
    }
}

/// The texts that a text may stand for.
fn texts(text: &str) -> Vec<String> {
    let mut views = Vec::new();
    let mut view = |mark: char, decode: fn(&str) -> String| {
        if text.contains(mark) {
            views.push(decode(text));
        }
    };
    view('&', entities);
    view('%', percent);
    view('\\', escapes);
    view('<', untagged);
    view('\u{ad}', |text| text.replace(['\u{ad}', '\u{200b}', '\u{2060}'], ""));
    views
}

/// Resolves the entities of HTML that are numbers, and the few names that matter.
fn entities(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let end = after.bytes().take(12).position(|byte| byte == b';');
        let letter = end.and_then(|end| entity(&after[..end]));
        if let Some((letter, end)) = letter.zip(end) {
            out.push(letter);
            rest = &after[end + 1..];
        } else {
            out.push('&');
            rest = after;
        }
    }
    out + rest
}

fn entity(name: &str) -> Option<char> {
    let number = |text: &str, radix| u32::from_str_radix(text, radix).ok().and_then(char::from_u32);
    match name.strip_prefix('#') {
        Some(hex) if hex.starts_with(['x', 'X']) => number(&hex[1..], 16),
        Some(decimal) => number(decimal, 10),
        None => match name {
            "amp" => Some('&'),
            "eacute" => Some('é'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            _ => None,
        },
    }
}

fn percent(text: &str) -> String {
    String::from_utf8_lossy(&percent_encoding::percent_decode_str(text).collect::<Vec<_>>()).into_owned()
}

/// Resolves `\u00e9`, `\xe9` and `\` before a plain letter.
fn escapes(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let len = match after.as_bytes().first() {
            Some(b'u') => 4,
            Some(b'x') => 2,
            _ => 0,
        };
        let hex = after.get(1..=len).filter(|_| len > 0).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        rest = match hex.and_then(char::from_u32) {
            Some(letter) => {
                out.push(letter);
                &after[len + 1..]
            }
            None => after,
        };
    }
    out + rest
}

/// Leaves out what stands between `<` and `>`, because a highlighter may cut a word into spans.
fn untagged(text: &str) -> String {
    let (mut out, mut is_tag) = (String::new(), false);
    for letter in text.chars() {
        match letter {
            '<' => is_tag = true,
            '>' if is_tag => is_tag = false,
            _ if !is_tag => out.push(letter),
            _ => {}
        }
    }
    out
}

/// The bytes that bytes may stand for: packed, in base64, in UTF-16.
fn blobs(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut views = Vec::new();
    for at in 0..bytes.len().saturating_sub(2) {
        match bytes[at..at + 2] {
            [0x1f, 0x8b] => views.extend(unpacked(GzDecoder::new(&bytes[at..]))),
            [0x78, 0x01 | 0x5e | 0x9c | 0xda] => views.extend(unpacked(ZlibDecoder::new(&bytes[at..]))),
            _ => {}
        }
    }
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/-_".contains(byte);
    for run in bytes.split(|byte| !is_letter(byte)).filter(|run| run.len() >= 10) {
        views.extend((0..4).map(|from| base64(&run[from..])).filter(|decoded| may_hold(decoded)));
    }
    if bytes.contains(&0) {
        views.extend([0, 1].map(|from| utf16(&bytes[from..], u16::from_le_bytes)));
        views.extend([0, 1].map(|from| utf16(&bytes[from..], u16::from_be_bytes)));
    }
    views
}

/// Gives what can be unpacked, up to the first fault; nothing where that is nothing.
fn unpacked(reader: impl Read) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let _ = reader.take(50_000_000).read_to_end(&mut out);
    (!out.is_empty()).then_some(out)
}

fn base64(run: &[u8]) -> Vec<u8> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        _ => 63,
    };
    let (mut out, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for byte in run {
        bits = bits << 6 | u32::from(value(*byte));
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from(bits >> count & 0xff).expect("eight bits"));
        }
    }
    out
}

/// Tells quickly whether decoded bytes may hold a canary: most runs of letters are no base64.
fn may_hold(bytes: &[u8]) -> bool {
    let has = |pair: [u8; 2]| bytes.windows(2).any(|window| window == pair);
    has(*b"zk") || has(*b"ZK") || has([0x1f, 0x8b]) || has(*b"\0z")
}

fn utf16(bytes: &[u8], read: fn([u8; 2]) -> u16) -> Vec<u8> {
    let units = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
    char::decode_utf16(units).map(|letter| letter.unwrap_or('\u{fffd}')).collect::<String>().into_bytes()
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::{GzEncoder, ZlibEncoder};

    use super::*;

    #[track_caller]
    fn check(bytes: impl AsRef<[u8]>) {
        let bytes = bytes.as_ref();
        assert_eq!(Search::default().find(bytes), BTreeSet::from([7]), "{}", String::from_utf8_lossy(bytes));
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packer = GzEncoder::new(Vec::new(), Compression::default());
        packer.write_all(bytes).expect("memory");
        packer.finish().expect("memory")
    }

    fn encode(bytes: &[u8]) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut out = String::new();
        for chunk in bytes.chunks(3) {
            let bits = chunk.iter().chain([0, 0].iter()).take(3).fold(0, |bits, byte| bits << 8 | usize::from(*byte));
            let letters = (0..=chunk.len()).map(|at| char::from(LETTERS[bits >> (18 - 6 * at) & 63]));
            out.extend(letters);
        }
        out
    }

    #[test]
    fn a_canary_is_found_in_every_coding() {
        let word = canary(7);
        check(&word);
        check(plain(7));
        check(word.to_uppercase());
        check(word.nfd().collect::<String>());
        check("a Qzk&#233;0007 b");
        check("a &#x51;zk&#xE9;0007 b");
        check("a Qzk&eacute;0007 b");
        check("a Qzk&amp;eacute;0007 b");
        check("/qzk%C3%A90007/");
        check("/qzk%25C3%25A90007/");
        check("\"Qzk\\u00e90007\"");
        check("\"Qzk\\\\u00e90007\"");
        check("<b>Qzk</b>\u{e9}<i>00</i>07");
        check("Qz\u{ad}k\u{e9}0007");
        let utf16: Vec<u16> = "xQzk\u{e9}0007".encode_utf16().collect();
        check(utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect::<Vec<_>>());
        check(utf16.iter().flat_map(|unit| unit.to_be_bytes()).collect::<Vec<_>>());
        for lead in ["", "x", "xy"] {
            check(format!("data:text/plain;base64,{}", encode(format!("{lead}{word} and more").as_bytes())));
        }
    }

    #[test]
    fn a_canary_is_found_in_packed_bytes() {
        let word = canary(7);
        check(gzip(word.as_bytes()));
        check(
            [b"lead".as_slice(), &gzip(format!("{{\"t\":\"Qzk\\u00e90007{}\"}}", "x".repeat(500)).as_bytes())].concat(),
        );
        check(encode(&gzip(word.as_bytes())));
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
        packer.write_all(word.as_bytes()).expect("memory");
        check(packer.finish().expect("memory"));
    }

    #[test]
    fn what_is_no_canary_is_not_found() {
        assert!(Search::default().find(b"Qzk\xc3\xa9 0007 qzke007 Qze0007").is_empty());
    }
}
