//! Data as columns and rows, whatever the file looks like: CSV, or a list of records in JSON, YAML or TOML.
//!
//! A record's nested keys become columns with a dot, as in `license.name`. A map of single values, as in
//! `{"2026/3": 2}`, is two columns, `period` and `value`.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::Code;

use super::super::node::{Content, Entry, Node};
use super::{Fault, MOST_CELL, MOST_CELLS, MOST_COLUMNS};

/// Columns and rows.
#[derive(Debug, Clone, Default)]
pub(super) struct Grid {
    pub(super) columns: Vec<Head>,
    pub(super) rows: Vec<Row>,
    /// Whether the columns are the keys of the rows, so that they come and go with these.
    pub(super) is_by_key: bool,
}

/// The name of a column as it is written, with its marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) name: String,
    pub(super) range: Range<usize>,
}

impl Head {
    pub(super) fn new(name: &str, range: Range<usize>) -> Self {
        Self { name: name.trim().to_owned(), range }
    }
}

/// One row, with as many cells as there are columns.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) range: Range<usize>,
    pub(super) cells: Vec<Node>,
    /// Which of them the file has; empty where it has all of them.
    pub(super) present: Vec<bool>,
    /// How many cells the file has here, where that is not the number of columns: then nobody knows which is which.
    pub(super) is_ragged: Option<usize>,
    /// A key that stands twice, where one does: then nobody knows which value was meant.
    pub(super) double: Option<Range<usize>>,
}

impl Row {
    /// Tells whether the file has a cell here.
    pub(super) fn has(&self, at: usize) -> bool {
        self.present.get(at).copied().unwrap_or(true)
    }
}

/// Finds what stands below the keys of a dotted path, each as far as it goes.
pub(super) fn find<'n>(node: &'n Node, path: &str) -> Option<&'n Node> {
    if path.is_empty() {
        return Some(node);
    }
    let Content::Map(entries) = &node.content else { return None };
    entries.iter().find_map(|entry| {
        let rest = path.strip_prefix(entry.key.as_str())?;
        if rest.is_empty() { Some(&entry.node) } else { find(&entry.node, rest.strip_prefix('.')?) }
    })
}

/// Makes a grid of a list of records, or of a map of single values.
pub(super) fn from_node(node: &Node) -> Result<Grid, Fault> {
    match &node.content {
        Content::List(items) => records(items),
        Content::Map(entries) if entries.iter().all(|entry| is_single(&entry.node)) => Ok(pairs(entries)),
        _ => {
            let message = format!("rows are a list of records, not {}", node.name());
            let help = "write a list of records with keys and values, or name the part of the file with `records`";
            Err(Fault::new(Code::DataValue, node.range.clone(), message, help))
        }
    }
}

/// Makes a grid of rows that become pages: a list of records, a map of records by their keys, or a single record.
pub(super) fn rows(node: &Node) -> Result<Grid, Fault> {
    match &node.content {
        Content::Map(entries) if !entries.is_empty() && entries.iter().all(|entry| is_record(&entry.node)) => {
            let keyed: Vec<Node> = entries.iter().map(keyed).collect();
            records(&keyed)
        }
        Content::Map(_) => record(node),
        _ => from_node(node),
    }
}

/// Makes a grid of a single record.
pub(super) fn record(node: &Node) -> Result<Grid, Fault> {
    records(std::slice::from_ref(node))
}

fn is_record(node: &Node) -> bool {
    matches!(node.content, Content::Map(_))
}

/// Gives a record its own key as its first cell, `key`.
fn keyed(entry: &Entry) -> Node {
    let range = entry.key_range.start..entry.node.range.end;
    let key = Node { range: entry.key_range.clone(), content: Content::Text(entry.key.clone()) };
    let mut entries = vec![Entry { key: "key".to_owned(), key_range: entry.key_range.clone(), node: key }];
    if let Content::Map(own) = &entry.node.content {
        entries.extend(own.iter().filter(|entry| entry.key != "key").cloned());
    }
    Node { range, content: Content::Map(entries) }
}

fn is_single(node: &Node) -> bool {
    !matches!(node.content, Content::List(_) | Content::Map(_))
}

fn pairs(entries: &[Entry]) -> Grid {
    let head = |name: &str| Head { name: name.to_owned(), range: 0..0 };
    let row = |entry: &Entry| {
        let key = Node { range: entry.key_range.clone(), content: Content::Text(entry.key.clone()) };
        let range = entry.key_range.start..entry.node.range.end;
        Row { range, cells: vec![key, entry.node.clone()], present: Vec::new(), is_ragged: None, double: None }
    };
    let columns = vec![head("period"), head("value")];
    Grid { columns, rows: entries.iter().map(row).collect(), is_by_key: false }
}

fn records(items: &[Node]) -> Result<Grid, Fault> {
    let mut columns: Vec<Head> = Vec::new();
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows = Vec::with_capacity(items.len());
    for item in items {
        let Content::Map(entries) = &item.content else {
            let message = format!("a record is keys with values, not {}", item.name());
            return Err(Fault::new(
                Code::DataValue,
                item.range.clone(),
                message,
                "write a record such as `{name: x, value: 1}`",
            ));
        };
        let mut found = Vec::new();
        flatten(entries, "", &mut found);
        let (mut cells, mut present, mut double) = (Vec::new(), Vec::new(), None);
        for (name, range, node) in found {
            if node.range.len() > MOST_CELL {
                return Err(Fault::cell(&node.range));
            }
            let number = *numbers.entry(name).or_insert_with_key(|name| {
                columns.push(Head::new(name, range.clone()));
                columns.len() - 1
            });
            if present.get(number) == Some(&true) {
                double = Some(range);
            }
            if columns.len() > MOST_COLUMNS {
                return Err(Fault::columns(item.range.clone()));
            }
            cells.resize(cells.len().max(number + 1), nothing(&item.range));
            present.resize(cells.len(), false);
            (cells[number], present[number]) = (node.clone(), true);
        }
        rows.push(Row { range: item.range.clone(), cells, present, is_ragged: None, double });
        if rows.len() * columns.len() > MOST_CELLS {
            return Err(Fault::cells(item.range.clone()));
        }
    }
    for row in &mut rows {
        row.cells.resize(columns.len(), nothing(&row.range));
        row.present.resize(columns.len(), false);
    }
    Ok(Grid { columns, rows, is_by_key: true })
}

fn nothing(range: &Range<usize>) -> Node {
    Node { range: range.clone(), content: Content::Null }
}

/// Lists the values of a record; those of a record in it have its key before theirs. Of lists, those of single values.
fn flatten<'n>(entries: &'n [Entry], above: &str, found: &mut Vec<(String, Range<usize>, &'n Node)>) {
    for entry in entries {
        let name = if above.is_empty() { entry.key.clone() } else { format!("{above}.{}", entry.key) };
        match &entry.node.content {
            // Whoever says here whom the record is for must be heard, however it is written.
            _ if name.eq_ignore_ascii_case("audience") => found.push((name, entry.key_range.clone(), &entry.node)),
            Content::Map(inner) => flatten(inner, &name, found),
            Content::List(items) if !items.iter().all(is_single) => {}
            _ => found.push((name, entry.key_range.clone(), &entry.node)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manuscript::data::json;

    fn check(text: &str, path: &str, columns: &[&str], cells: &[&str]) {
        let node = json::read(text).expect("JSON");
        let grid = from_node(find(&node, path).expect("a part")).expect("a grid");
        assert_eq!(grid.columns.iter().map(|head| head.name.as_str()).collect::<Vec<_>>(), columns, "{text}");
        let words = |cell: &Node| cell.words().unwrap_or_default();
        assert_eq!(grid.rows.iter().flat_map(|row| row.cells.iter().map(words)).collect::<Vec<_>>(), cells, "{text}");
    }

    #[test]
    fn records_become_rows() {
        check(
            r#"[{"a": 1, "b": {"c": 2}}, {"d": "x", "a": null}]"#,
            "",
            &["a", "b.c", "d"],
            &["1", "2", "", "", "", "x"],
        );
        check(r#"{"x": {"y.z": [{"a": 1, "l": [{}]}]}}"#, "x.y.z", &["a"], &["1"]);
        check(r#"{"2026/3": 2, "2025/12": 3}"#, "", &["period", "value"], &["2026/3", "2", "2025/12", "3"]);
    }

    #[test]
    fn what_are_no_records_is_refused() {
        for text in ["1", "[1]", r#"{"a": []}"#, "[[1, 2]]"] {
            assert!(from_node(&json::read(text).expect("JSON")).is_err(), "{text}");
        }
    }
}
