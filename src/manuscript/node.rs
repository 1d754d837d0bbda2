//! A value of front matter with its place in the file: the same tree for YAML and TOML.

use std::ops::Range;

use crate::edition::Value;

/// A value and where it stands, in bytes of the file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) range: Range<usize>,
    pub(super) content: Content,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Content {
    Null,
    Bool(bool),
    /// A number, and how it is written.
    Integer(i64, String),
    /// A number with a fraction, and how it is written.
    Float(f64, String),
    Text(String),
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) key_range: Range<usize>,
    pub(super) node: Node,
}

impl Node {
    /// Gives a scalar as it is written; none for a list, a map and nothing.
    pub(super) fn words(&self) -> Option<String> {
        match &self.content {
            Content::Bool(value) => Some(value.to_string()),
            Content::Integer(_, words) | Content::Float(_, words) | Content::Text(words) => Some(words.clone()),
            Content::Null | Content::List(_) | Content::Map(_) => None,
        }
    }

    /// Tells whether nothing is said: no value, or an empty text.
    pub(super) fn is_blank(&self) -> bool {
        match &self.content {
            Content::Null => true,
            Content::Text(words) => words.trim().is_empty(),
            _ => false,
        }
    }

    /// Says what it is, for a message.
    pub(super) fn name(&self) -> &'static str {
        match &self.content {
            Content::Null => "nothing",
            Content::Bool(_) => "yes or no",
            Content::Integer(..) | Content::Float(..) => "a number",
            Content::Text(_) => "a text",
            Content::List(_) => "a list",
            Content::Map(_) => "keys with values",
        }
    }

    /// Gives the value without its place, as templates see it.
    pub(super) fn value(&self) -> Value {
        match &self.content {
            Content::Null => Value::Null,
            Content::Bool(value) => Value::Bool(*value),
            Content::Integer(value, _) => Value::Integer(*value),
            Content::Float(value, _) => Value::Float(*value),
            Content::Text(words) => Value::Text(words.clone()),
            Content::List(items) => Value::List(items.iter().map(Self::value).collect()),
            Content::Map(entries) => {
                Value::Map(entries.iter().map(|entry| (entry.key.clone(), entry.node.value())).collect())
            }
        }
    }
}

/// Finds the keys that stand twice in one map, at any depth: the later one and the first one.
pub(super) fn duplicates(node: &Node) -> Vec<(&Entry, &Entry)> {
    match &node.content {
        Content::List(items) => items.iter().flat_map(duplicates).collect(),
        Content::Map(entries) => {
            let mut sorted: Vec<&Entry> = entries.iter().collect();
            sorted.sort_by(|a, b| a.key.cmp(&b.key));
            let here = sorted.windows(2).filter(|pair| pair[0].key == pair[1].key).map(|pair| (pair[1], pair[0]));
            here.chain(entries.iter().flat_map(|entry| duplicates(&entry.node))).collect()
        }
        _ => Vec::new(),
    }
}
