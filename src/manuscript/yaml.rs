//! YAML as a tree with places. The only file that knows `serde_yaml`.
//!
//! The input is bounded first: size, depth, no anchors, aliases and tags. The parser gives the values; [`skim`] gives
//! their places, and where the two do not agree a value has the place of what holds it. Keys that stand twice are kept
//! for the caller to find.

use std::fmt;
use std::ops::Range;

use serde::de::{EnumAccess, Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::node::{Content, Entry, Node};

mod mend;
mod skim;

use skim::Shape;

/// The most bytes of YAML that are read.
const SIZE: usize = 64 * 1024;
/// The deepest nesting that is read.
const DEPTH: usize = 64;

/// Why YAML cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// An anchor, alias or tag.
    Alias(Range<usize>),
    /// Anything else, with the words for the message and for the help.
    Syntax {
        /// Where, in bytes of the file.
        range: Range<usize>,
        /// What is wrong.
        reason: String,
        /// What to do.
        help: String,
    },
}

impl Refusal {
    /// Gives the place, in bytes of the file.
    pub(super) fn range(&self) -> &Range<usize> {
        match self {
            Self::Alias(range) | Self::Syntax { range, .. } => range,
        }
    }
}

/// Reads the YAML in `range` of `file`.
pub(super) fn parse(file: &str, range: Range<usize>) -> Result<Node, Refusal> {
    if range.len() > SIZE {
        return Err(bound(range, "front matter is larger than 64 KB", "move long texts into the page's body"));
    }
    parse_bounded(file, range)
}

/// Reads YAML of a size that the caller has found fit, such as a data file.
pub(super) fn parse_bounded(file: &str, range: Range<usize>) -> Result<Node, Refusal> {
    let text = &file[range.clone()];
    if depth(text) > DEPTH {
        return Err(bound(range, "this is nested too deeply", "use lists and maps of a few levels"));
    }
    let outline = skim::skim(text, DEPTH);
    if let Some(refused) = outline.refused {
        return Err(Refusal::Alias(range.start + refused.start..range.start + refused.end));
    }
    if let Some((at, reason, help)) = mend::unspaced(text).filter(|_| matches!(outline.shape, Shape::Scalar(_))) {
        return Err(Refusal::Syntax { range: range.start + at..range.start + line_end(text, at), reason, help });
    }
    let raw: Raw = serde_yaml::from_str(text).map_err(|error| refusal(text, range.start, &error))?;
    Ok(locate(raw, &outline.shape, text, range.start))
}

fn bound(range: Range<usize>, reason: &str, help: &'static str) -> Refusal {
    Refusal::Syntax { range: range.start..range.start, reason: reason.to_owned(), help: help.to_owned() }
}

/// Gives an upper bound of how deep brackets nest.
fn depth(text: &str) -> usize {
    let step = |(depth, most): (usize, usize), byte| match byte {
        b'[' | b'{' => (depth + 1, most.max(depth + 1)),
        b']' | b'}' => (depth.saturating_sub(1), most),
        _ => (depth, most),
    };
    text.bytes().fold((0, 0), step).1
}

fn refusal(text: &str, base: usize, error: &serde_yaml::Error) -> Refusal {
    let message = error.to_string();
    let at = error.location().map_or(0, |location| offset(text, location.line(), location.column()));
    let range = base + at..base + line_end(text, at);
    if message.contains("anchor") || message.contains("alias") || message.contains(TAGGED) {
        return Refusal::Alias(range);
    }
    let (at, reason, help) = mend::mend(text, at, &message);
    Refusal::Syntax { range: base + at..base + line_end(text, at), reason, help }
}

fn line_end(text: &str, at: usize) -> usize {
    at + text[at..].find(['\n', '\r']).unwrap_or(text.len() - at)
}

/// Gives the byte of a line and a column, both from 1, columns in characters.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let end = line_end(text, start);
    text[start..end].char_indices().nth(column.saturating_sub(1)).map_or(end, |(at, _)| start + at)
}

/// A value as the parser gives it: without a place, with keys that stand twice.
enum Raw {
    Scalar(Content),
    List(Vec<Raw>),
    Map(Vec<(String, Raw)>),
}

/// Joins a value with its place.
fn locate(raw: Raw, shape: &Shape, text: &str, base: usize) -> Node {
    let here = shape.range();
    let range = base + here.start..base + here.end;
    let content = match raw {
        Raw::Scalar(content) => as_written(content, &text[here]),
        Raw::List(items) => {
            let shapes = shape.items(items.len());
            Content::List(
                items.into_iter().enumerate().map(|(at, item)| locate(item, shapes(at), text, base)).collect(),
            )
        }
        Raw::Map(entries) => {
            let shapes = shape.entries(entries.len());
            let entry = |(at, (key, raw)): (usize, (String, Raw))| {
                let (key_range, shape) = shapes(at);
                let key_range = base + key_range.start..base + key_range.end;
                Entry { key, key_range, node: locate(raw, shape, text, base) }
            };
            Content::Map(entries.into_iter().enumerate().map(entry).collect())
        }
    };
    Node { range, content }
}

/// Gives a number the words that it is written with, so that version `1.10` stays what it is.
fn as_written(content: Content, words: &str) -> Content {
    match content {
        Content::Float(value, _) if words.parse() == Ok(value) => Content::Float(value, words.to_owned()),
        Content::Integer(value, _) if words.trim_start_matches('+').parse() == Ok(value) => {
            Content::Integer(value, words.to_owned())
        }
        content => content,
    }
}

const TAGGED: &str = "a tagged value";

struct RawVisitor;

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Scalar(Content::Bool(value)))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Scalar(Content::Integer(value, value.to_string())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Scalar(match i64::try_from(value) {
            Ok(small) => Content::Integer(small, value.to_string()),
            Err(_) => Content::Text(value.to_string()),
        }))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Raw, E> {
        Ok(Raw::Scalar(Content::Text(value.to_string())))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Raw, E> {
        Ok(Raw::Scalar(Content::Text(value.to_string())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Scalar(Content::Float(value, value.to_string())))
    }

    fn visit_str<E>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Scalar(Content::Text(value.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Scalar(Content::Null))
    }

    /// What a text without any value gives.
    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Scalar(Content::Null))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Raw, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Raw::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, value)) = map.next_entry::<Raw, Raw>()? {
            let Raw::Scalar(key) = key else { return Err(A::Error::custom("a key must be a word")) };
            let key = Node { range: 0..0, content: key }.words().unwrap_or_default();
            entries.push((key, value));
        }
        Ok(Raw::Map(entries))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Raw, A::Error> {
        Err(A::Error::custom(TAGGED))
    }
}

#[cfg(test)]
mod tests;
