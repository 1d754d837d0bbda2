//! JSON as a tree with places. Keys that stand twice are kept, so that a second one cannot overrule the first unseen.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::diagnostic::Code;

use super::super::node::{Content, Entry, Node};
use super::{DEPTH, Fault, MOST_CELLS};

const HELP: &str =
    "check the file with a JSON editor; every key and text stands in double quotes, and no comma before `]` or `}`";

/// Reads a JSON file.
pub(super) fn read(text: &str) -> Result<Node, Fault> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let raw: &RawValue = serde_json::from_str(body).map_err(|error| syntax(text, body, &error))?;
    Walk { text, left: MOST_CELLS }.node(raw, 0)
}

fn syntax(text: &str, body: &str, error: &serde_json::Error) -> Fault {
    let before: usize = body.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let words = error.to_string();
    // The parser counts what it has read: up to and with what is wrong, but for this.
    let is_before = words.starts_with("control character");
    let column = if is_before { error.column() } else { error.column().saturating_sub(1) };
    let at = text.floor_char_boundary((text.len() - body.len() + before + column).min(text.len()));
    let reason = words.split(" at line ").next().unwrap_or_default();
    Fault::new(Code::DataSyntax, at..at, format!("this is no JSON: {}", reason.replace('`', "'")), HELP)
}

struct Walk<'a> {
    text: &'a str,
    /// How many values may still come.
    left: usize,
}

impl Walk<'_> {
    fn range(&self, part: &str) -> Range<usize> {
        let start = part.as_ptr().addr() - self.text.as_ptr().addr();
        start..start + part.len()
    }

    fn node(&mut self, raw: &RawValue, depth: usize) -> Result<Node, Fault> {
        let words = raw.get();
        let range = self.range(words);
        if depth > DEPTH {
            let help = "use lists and maps of a few levels";
            return Err(Fault::new(Code::DataLimit, range.start..range.start, "the data are nested too deeply", help));
        }
        self.left = self.left.checked_sub(1).ok_or_else(|| Fault::cells(range.start..range.start))?;
        let content = match words.as_bytes().first() {
            Some(b'{') => self.map(words, depth)?,
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(words).unwrap_or_default();
                Content::List(items.into_iter().map(|item| self.node(item, depth + 1)).collect::<Result<_, _>>()?)
            }
            _ => scalar(words),
        };
        Ok(Node { range, content })
    }

    fn map(&mut self, words: &str, depth: usize) -> Result<Content, Fault> {
        let entries: Entries<'_> = serde_json::from_str(words).unwrap_or_default();
        let mut from = self.range(words).start + 1;
        let mut made = Vec::with_capacity(entries.0.len());
        for (key, raw) in entries.0 {
            let value = self.range(raw.get());
            // Between two values stand a comma, blanks, the key, blanks and a colon.
            let between = &self.text[from..value.start];
            let quote = between.find('"').unwrap_or_default();
            let end = between.rfind('"').map_or(quote, |end| end + 1);
            let key_range = from + quote..from + end;
            from = value.end;
            made.push(Entry { key: key.into_owned(), key_range, node: self.node(raw, depth + 1)? });
        }
        Ok(Content::Map(made))
    }
}

fn scalar(words: &str) -> Content {
    match words {
        "null" => Content::Null,
        "true" => Content::Bool(true),
        "false" => Content::Bool(false),
        text if text.starts_with('"') => Content::Text(serde_json::from_str(text).unwrap_or_default()),
        number => match (number.parse(), number.parse::<f64>()) {
            (Ok(value), _) => Content::Integer(value, number.to_owned()),
            (_, Ok(value)) if value.is_finite() => Content::Float(value, number.to_owned()),
            _ => Content::Text(number.to_owned()),
        },
    }
}

/// The keys and values of an object, in the order of the file.
#[derive(Default)]
struct Entries<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor)
    }
}

struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<'de>, A::Error> {
        let mut entries = Vec::new();
        while let Some((key, raw)) = map.next_entry::<String, &RawValue>()? {
            entries.push((Cow::Owned(key), raw));
        }
        Ok(Entries(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_keys_have_their_places() {
        let text = "\u{feff}{\"a\": [1, -2.50, \"x\\n\"],\n \"b\\\"\" : {\"c\": null}, \"a\": true}";
        let Content::Map(entries) = read(text).expect("JSON").content else { panic!("a map") };
        let places: Vec<_> =
            entries.iter().map(|entry| (&text[entry.key_range.clone()], &text[entry.node.range.clone()])).collect();
        let expect = [("\"a\"", "[1, -2.50, \"x\\n\"]"), ("\"b\\\"\"", "{\"c\": null}"), ("\"a\"", "true")];
        assert_eq!(places, expect);
        let Content::List(items) = &entries[0].node.content else { panic!("a list") };
        assert_eq!(items[1].content, Content::Float(-2.5, "-2.50".to_owned()));
        assert_eq!(items[2].content, Content::Text("x\n".to_owned()));
    }

    #[test]
    fn what_is_no_json_has_its_place() {
        let check = |text: &str, code: Code, at: usize| {
            let fault = read(text).expect_err("no JSON");
            assert_eq!((fault.code, fault.range.start), (code, at), "{text}: {}", fault.message);
        };
        check("{\"a\": NaN}", Code::DataSyntax, 6);
        check("[1,\n 2,]", Code::DataSyntax, 7);
        check("", Code::DataSyntax, 0);
        check("[\"a\nb\"]", Code::DataSyntax, 3);
        check("[\"\\x\"]", Code::DataSyntax, 3);
        check(&format!("{}{}", "[".repeat(200), "]".repeat(200)), Code::DataLimit, DEPTH + 1);
    }
}
