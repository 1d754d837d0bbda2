//! Images, documents and archives: their text chunks, their packed parts, and every run of letters in them.

use std::ops::Range;

use super::super::sight::Sight;
use super::{deflate, show as show_file, zlib};

/// The fewest letters of a run that is looked at.
const FEWEST: usize = 5;
/// The letters of a run that is a text, wherever it stands.
const TEXT: usize = 16;
/// The fewest letters that are no chance among packed bytes.
const LETTERS: usize = 8;
/// How many bytes on either side tell what a run stands among.
const AROUND: usize = 64;

/// Shows all text in a binary file.
pub(super) fn show(bytes: &[u8], at: usize, depth: usize, sight: &mut Sight<'_>) {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        png(bytes, at, depth, sight);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        zip(bytes, at, depth, sight);
    }
    if bytes.starts_with(b"%PDF") {
        streams(bytes, at, depth, sight);
    }
    narrow_runs(bytes, at, sight);
    wide_runs(bytes, at, u16::from_le_bytes, sight);
    wide_runs(bytes, at, u16::from_be_bytes, sight);
}

/// Shows the text chunks of a PNG, packed or not, and its packed profile.
fn png(bytes: &[u8], at: usize, depth: usize, sight: &mut Sight<'_>) {
    let mut from = 8;
    while let Some(head) = bytes.get(from..from + 8) {
        let length = usize::try_from(u32::from_be_bytes([head[0], head[1], head[2], head[3]])).unwrap_or(usize::MAX);
        let end = from.saturating_add(8).saturating_add(length).min(bytes.len());
        let content = &bytes[from + 8..end];
        let at = at + from + 8;
        match &head[4..8] {
            b"tEXt" => content.split(|byte| *byte == 0).for_each(|part| sight.whole(&latin(part), at, false)),
            b"zTXt" | b"iCCP" => {
                let packed = content.splitn(2, |byte| *byte == 0).nth(1).and_then(|rest| rest.get(1..));
                chunk(&zlib(packed.unwrap_or_default()), at, depth, sight);
            }
            b"iTXt" => {
                let rest = content.splitn(2, |byte| *byte == 0).nth(1).unwrap_or_default();
                let text = rest.get(2..).unwrap_or_default().splitn(3, |byte| *byte == 0).nth(2).unwrap_or_default();
                let unpacked = if rest.first() == Some(&1) { zlib(text) } else { text.to_vec() };
                chunk(&unpacked, at, depth, sight);
            }
            _ => {}
        }
        from = end.saturating_add(4);
    }
}

/// Shows a text that a chunk holds.
fn chunk(bytes: &[u8], at: usize, depth: usize, sight: &mut Sight<'_>) {
    if std::str::from_utf8(bytes).is_ok() {
        show_file("", bytes, at, depth, sight);
    } else {
        sight.whole(&latin(bytes), at, false);
        narrow_runs(bytes, at, sight);
    }
}

/// Reads UTF-8, or what is none as Latin-1.
fn latin(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

/// Shows the files of an archive, by the head that stands before each.
fn zip(bytes: &[u8], at: usize, depth: usize, sight: &mut Sight<'_>) {
    let mut from = 0;
    while let Some(found) = bytes[from..].windows(4).position(|four| four == b"PK\x03\x04") {
        let here = from + found;
        let Some(head) = bytes.get(here..here + 30) else { return };
        let short = |place: usize| usize::from(u16::from_le_bytes([head[place], head[place + 1]]));
        let start = here + 30 + short(26);
        let name = String::from_utf8_lossy(bytes.get(here + 30..start).unwrap_or_default()).into_owned();
        let content = bytes.get(start + short(28)..).unwrap_or_default();
        sight.parts(&name, at + here);
        if short(8) == 8 {
            show_file(&name, &deflate(content), at + here, depth, sight);
        }
        from = here + 4;
    }
}

/// Shows the packed streams of a document.
fn streams(bytes: &[u8], at: usize, depth: usize, sight: &mut Sight<'_>) {
    let mut from = 0;
    while let Some(found) = bytes[from..].windows(6).position(|six| six == b"stream") {
        let here = from + found + 6;
        let start = here + bytes[here..].iter().take(2).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        if bytes.get(start).is_some_and(|first| first & 15 == 8) {
            let unpacked = zlib(&bytes[start..]);
            if !unpacked.is_empty() && depth > 0 {
                narrow_runs(&unpacked, at + start, sight);
            }
        }
        from = here;
    }
}

/// Shows every run of characters of UTF-8.
fn narrow_runs(bytes: &[u8], at: usize, sight: &mut Sight<'_>) {
    sight.end(false);
    let mut from = at;
    for chunk in bytes.utf8_chunks() {
        let text = chunk.valid();
        let mut start = 0;
        for run in text.split(|sign: char| sign.is_control() && !matches!(sign, '\n' | '\r' | '\t')) {
            if run.len() >= FEWEST {
                let before = sight.found.len();
                run_of(run, from + start, sight);
                let here = from + start - at;
                if sight.found.len() > before && run.len() < TEXT && is_noise(bytes, here..here + run.len()) {
                    sight.forget_short(before, LETTERS);
                }
            }
            start += run.len() + 1;
        }
        from += text.len() + chunk.invalid().len();
    }
}

/// Tells whether bytes stand among packed ones, half of which are beyond ASCII. There, three letters in a row are chance.
fn is_noise(bytes: &[u8], run: Range<usize>) -> bool {
    let before = &bytes[run.start.saturating_sub(AROUND)..run.start];
    let after = &bytes[run.end..bytes.len().min(run.end + AROUND)];
    let beyond = before.iter().chain(after).filter(|byte| !byte.is_ascii()).count();
    beyond * 5 > (before.len() + after.len()) * 2
}

/// Shows every run of characters of UTF-16.
fn wide_runs(bytes: &[u8], at: usize, read: fn([u8; 2]) -> u16, sight: &mut Sight<'_>) {
    for shift in 0..2.min(bytes.len()) {
        let (units, _) = bytes[shift..].as_chunks::<2>();
        let mut run = String::new();
        for (number, unit) in units.iter().map(|unit| read(*unit)).chain([0]).enumerate() {
            let sign = char::from_u32(u32::from(unit)).filter(|sign| !sign.is_control() && unit < 0x3000);
            if let Some(sign) = sign {
                // Bytes before a text may make a letter of a script that the text is not in.
                if run.chars().next_back().is_some_and(|last| is_far(last) != is_far(sign)) {
                    run.push(' ');
                }
                run.push(sign);
                continue;
            }
            if run.len() >= FEWEST {
                run_of(&run, at + shift + (number * 2).saturating_sub(run.chars().count() * 2), sight);
            }
            run.clear();
        }
    }
}

fn is_far(sign: char) -> bool {
    sign > '\u{24f}' && sign.is_alphanumeric()
}

fn run_of(run: &str, at: usize, sight: &mut Sight<'_>) {
    sight.whole(run, at, false);
    let separates = |sign: char| matches!(sign, '<' | '>' | '(' | ')' | '"' | '=' | '\n');
    run.split(separates)
        .filter(|part| part.len() >= FEWEST && part.len() < run.len())
        .for_each(|part| sight.value(part, at, false));
}

/// Reads base64, as far as it is some.
pub(super) fn base64(text: &str) -> Vec<u8> {
    let digit = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    };
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0);
    for digit in text.bytes().filter_map(digit) {
        bits = bits << 6 | u32::from(digit);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read() {
        assert_eq!(base64("T3NwcmVzcyE="), b"Ospress!");
        assert_eq!(base64("T3Nw\ncmVz"), b"Ospres");
    }

    #[test]
    fn what_stands_among_packed_bytes_is_noise() {
        let packed: Vec<u8> = (0..200_u32).map(|at| at.wrapping_mul(0x9e37_79b9).to_be_bytes()[0]).collect();
        assert!(is_noise(&packed, 90..100));
        assert!(!is_noise("Caf\u{e9} and more words, as somebody wrote them.".as_bytes(), 9..14));
        assert!(!is_noise(b"\xff\xfe\0\x0bTop secret\0\0\x01\x02", 4..14));
    }
}
