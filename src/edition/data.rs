//! A table of data whose rows are pages: cut to what the edition's readers may know, columns and rows alike.

use serde::Serialize;

use crate::path::{SourcePath, UrlPath};

use super::Value;

/// The rows of one data file, each of which is a page.
#[derive(Debug, Clone, Serialize)]
pub struct Table {
    /// The data file.
    pub source: SourcePath,
    /// The address of the page that lists the rows.
    pub url: UrlPath,
    /// The template of that page and of a row's, without `.html`; none for the theme's own.
    pub template: Option<String>,
    /// The columns, in the order of the file.
    pub columns: Vec<Column>,
    /// The place of the column that holds a row's title; none where the title is not shown beside the others.
    pub title: Option<usize>,
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
    /// Web addresses.
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
}
