//! TOML front matter as a tree with places.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::node::{Content, Entry, Node};
use super::yaml::Refusal;

/// Reads the TOML in `range` of `file`.
pub(super) fn parse(file: &str, range: Range<usize>) -> Result<Node, Refusal> {
    let base = range.start;
    let table = DeTable::parse(&file[range.clone()]).map_err(|error| {
        let place = error.span().unwrap_or(0..0);
        Refusal::Syntax {
            range: base + place.start..base + place.end,
            reason: format!("this is no valid TOML: {}", error.message().to_lowercase()),
            help: "write `key = \"text\"`, one key a line, each key once".to_owned(),
        }
    })?;
    Ok(Node { range, content: map(table.get_ref(), base) })
}

fn map(table: &DeTable<'_>, base: usize) -> Content {
    let entry = |(key, value): (&Spanned<std::borrow::Cow<'_, str>>, &Spanned<DeValue<'_>>)| Entry {
        key: key.get_ref().to_string(),
        key_range: base + key.span().start..base + key.span().end,
        node: node(value, base),
    };
    let mut entries: Vec<Entry> = table.iter().map(entry).collect();
    entries.sort_by_key(|entry| entry.key_range.start);
    Content::Map(entries)
}

fn node(value: &Spanned<DeValue<'_>>, base: usize) -> Node {
    let content = match value.get_ref() {
        DeValue::String(text) => Content::Text(text.to_string()),
        DeValue::Boolean(value) => Content::Bool(*value),
        DeValue::Datetime(date) => Content::Text(date.to_string()),
        DeValue::Array(items) => Content::List(items.iter().map(|item| node(item, base)).collect()),
        DeValue::Table(table) => map(table, base),
        DeValue::Float(number) => match number.as_str().parse() {
            Ok(value) => Content::Float(value, number.as_str().to_owned()),
            Err(_) => Content::Text(number.as_str().to_owned()),
        },
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(value) => Content::Integer(value, number.as_str().to_owned()),
            Err(_) => Content::Text(number.as_str().to_owned()),
        },
    };
    Node { range: base + value.span().start..base + value.span().end, content }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_their_places() {
        let text = "+++\ntitle = \"x\"\nd = 2024-08-22\nl = [1, \"b\"]\n[children]\naudience = \"public\"\n+++\n";
        let node = parse(text, 4..text.len() - 4).expect("valid TOML");
        let Content::Map(entries) = &node.content else { panic!("a map") };
        let places: Vec<_> =
            entries.iter().map(|entry| (&text[entry.key_range.clone()], &text[entry.node.range.clone()])).collect();
        assert_eq!(places[0], ("title", "\"x\""));
        assert_eq!(places[1], ("d", "2024-08-22"));
        assert_eq!(places[2], ("l", "[1, \"b\"]"));
        assert_eq!(entries[3].key, "children");
        assert!(parse("a = 1\na = 2\n", 0..12).is_err());
    }
}
