//! Rows of data as pages, and the table that lists them.

use super::context::data::{Cell, Column as ColumnView, Fact, Line, Row as RowView, Table as TableView};
use super::words::day;
use super::{Press, view};
use crate::edition::{Column, ColumnKind, Page, Row, Table, Value, Version};
use crate::site::{Node, NodeId};

/// How many columns a list shows beside the title; a row's page shows all.
const MOST_COLUMNS: usize = 7;
/// The script of the page that lists rows.
pub(super) const SCRIPT: &str = "data.js";
/// The style sheet of pages with data.
pub(super) const STYLE: &str = "data.css";

/// Gives the table whose rows a page lists.
pub(super) fn table_of<'a>(version: &'a Version, node: &Node) -> Option<&'a Table> {
    version.tables.iter().map(|table| &**table).find(|table| table.url == node.url)
}

/// Gives the table and the row that a page is made from.
pub(super) fn row_of<'a>(version: &'a Version, page: &Page) -> Option<(&'a Table, &'a Row)> {
    let (table, row) = page.row?;
    let table = version.tables.get(table)?;
    Some((table, table.rows.get(row)?))
}

/// Gathers what a page that lists rows shows.
pub(super) fn table(press: &Press, table: &Table) -> TableView {
    let base = view::base(press);
    let is_used = |at: usize| table.rows.iter().any(|row| row.cells[at] != Value::Null);
    let shown: Vec<usize> =
        (0..table.columns.len()).filter(|at| table.title != Some(*at) && is_used(*at)).take(MOST_COLUMNS).collect();
    let column = |at: &usize| ColumnView { title: table.columns[*at].title.clone(), kind: kind(&table.columns[*at]) };
    let line = |row: &Row| Line {
        title: row.title.clone(),
        href: row.url.href(base),
        cells: shown.iter().map(|at| cell(&row.cells[*at], table.columns[*at].kind)).collect(),
    };
    TableView {
        title: table.title.map_or_else(|| "Title".to_owned(), |at| table.columns[at].title.clone()),
        columns: shown.iter().map(column).collect(),
        rows: table.rows.iter().map(line).collect(),
        script: press.frame.data_js.clone(),
    }
}

/// Gathers what a row's page shows.
pub(super) fn row(press: &Press, version: usize, id: NodeId, (table, row): (&Table, &Row)) -> RowView {
    let tree = &press.site.trees[version];
    let list = tree.by_url.get(&table.url).copied().filter(|list| *list != id);
    let filled = table.columns.iter().zip(&row.cells).enumerate();
    let filled = filled.filter(|(at, (_, cell))| table.title != Some(*at) && !matches!(cell, Value::Null));
    let fact = |(_, (column, value)): (usize, (&Column, &Value))| Fact {
        title: column.title.clone(),
        kind: kind(column),
        cell: cell(value, column.kind),
    };
    RowView {
        facts: filled.map(fact).collect(),
        all: list.map(|list| super::navigation::link(tree, list, view::base(press))),
    }
}

fn kind(column: &Column) -> &'static str {
    match column.kind {
        ColumnKind::Text => "text",
        ColumnKind::Number => "number",
        ColumnKind::Date => "date",
        ColumnKind::Flag => "flag",
        ColumnKind::Link => "link",
    }
}

fn cell(value: &Value, kind: ColumnKind) -> Cell {
    let text = words(value);
    match kind {
        ColumnKind::Link => {
            let shown = text.split_once("://").map_or(text.as_str(), |(_, rest)| rest.trim_end_matches('/'));
            Cell { text: shown.to_owned(), href: Some(text.clone()), key: None }
        }
        ColumnKind::Date => {
            let date = text.get(..10).and_then(|iso| iso.parse().ok()).map(day);
            date.map_or_else(
                || Cell { text: text.clone(), ..Cell::default() },
                |day| Cell { text: day.words, href: None, key: Some(text.clone()) },
            )
        }
        _ => Cell { text, ..Cell::default() },
    }
}

fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Integer(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::Text(words) => words.clone(),
        Value::List(items) => items.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Map(entries) => entries.values().map(words).collect::<Vec<_>>().join(", "),
    }
}
