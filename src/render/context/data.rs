//! What templates receive about tables of data whose rows are pages.
//!
//! `table` stands on the page that lists the rows, `row` on a row's own page. A cell is text, and a `href` where it is
//! an address; nothing stands in an empty one.

use serde::Serialize;

use super::Link;

/// The variable `table`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Table {
    /// The words above the rows' titles.
    pub title: String,
    /// The columns beside the title; of many the first ones.
    pub columns: Vec<Column>,
    /// The rows, sorted.
    pub rows: Vec<Line>,
    /// The script that sorts and filters.
    pub script: Option<String>,
}

/// A column.
#[derive(Debug, Clone, Serialize)]
pub struct Column {
    /// The words above it.
    pub title: String,
    /// What its cells are: `text`, `number`, `date`, `flag` or `link`.
    pub kind: &'static str,
}

/// A row of the table.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Its cells, in the order of the columns.
    pub cells: Vec<Cell>,
}

/// What stands in a cell.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Cell {
    /// The words.
    pub text: String,
    /// Where they lead.
    pub href: Option<String>,
    /// What to sort by, where that is not the words.
    pub key: Option<String>,
}

/// The variable `row`.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// The columns that are not empty, each with its cell.
    pub facts: Vec<Fact>,
    /// The page that lists all rows.
    pub all: Option<Link>,
}

/// A column and what stands in it.
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    /// The words above the column.
    pub title: String,
    /// What its cells are.
    pub kind: &'static str,
    /// The cell.
    pub cell: Cell,
}
