//! A table of data whose rows are pages: cut to what the edition's readers may know, columns and rows alike.

use std::ops::Range;

use serde::Serialize;

use crate::path::{SourcePath, UrlPath};

use super::Value;

/// The rows of a data file, or of several, each of which is a page.
#[derive(Debug, Clone, Serialize)]
pub struct Table {
    /// The address of the page that lists the rows.
    pub url: UrlPath,
    /// The template of that page and of a row's, without `.html`; none for the theme's own.
    pub template: Option<String>,
    /// The words above the rows' titles.
    pub title: String,
    /// The columns beside title and text, in the order in which pages show them.
    pub columns: Vec<Column>,
    /// Those of the list of rows, by their places.
    pub listed: Vec<usize>,
    /// The column that the rows are sorted by, and whether the greatest comes first.
    pub sorted: Option<(usize, bool)>,
    /// The rows, sorted.
    pub rows: Vec<Row>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its name, as the file writes it.
    pub name: String,
    /// What to show above it.
    pub title: String,
    /// What its cells are, as far as these readers can see.
    pub kind: ColumnKind,
}

/// What all cells of a column are that are not empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnKind {
    /// Anything.
    Text,
    /// Numbers.
    Number,
    /// Days, with or without a time.
    Date,
    /// Yes or no.
    Flag,
    /// Addresses of the web or of mailboxes.
    Link,
}

/// One row.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// Where its page stands.
    pub url: UrlPath,
    /// Its title.
    pub title: String,
    /// Its cells, as many as there are columns; nothing where a cell is empty.
    pub cells: Vec<Value>,
    /// The audience's name, where the row is for a narrower audience than the widest.
    pub audience: Option<String>,
    /// The data file.
    pub source: SourcePath,
    /// Where the row stands in it, for findings.
    #[serde(skip)]
    pub range: Range<usize>,
}
