//! What templates receive about tables of data whose rows are pages.
//!
//! `table` stands on the page that lists the rows, `row` on a row's own page. A cell is text, and a `href` where it is
//! an address; nothing stands in an empty one.

use serde::Serialize;

use super::Link;

/// The variable `table`: of very many rows one page's part.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Table {
    /// The words above the rows' titles.
    pub title: String,
    /// The columns beside the title.
    pub columns: Vec<Column>,
    /// The rows, sorted.
    pub rows: Vec<Line>,
    /// How many rows there are on all pages.
    pub count: usize,
    /// The pages of the list; none where one holds all rows.
    pub pages: Option<Pages>,
    /// All rows for the script, where they are on several pages.
    pub all: Option<String>,
    /// All rows and columns as CSV.
    pub csv: String,
    /// The script that sorts and filters.
    pub script: Option<String>,
}

/// A column.
#[derive(Debug, Clone, Serialize)]
pub struct Column {
    /// Its name, as the data write it.
    pub name: String,
    /// The words above it.
    pub title: String,
    /// What its cells are: `text`, `number`, `date`, `flag` or `link`.
    pub kind: &'static str,
    /// What its cells say, where that is one of a few words.
    pub choices: Vec<String>,
    /// `ascending` or `descending`, where the rows are sorted by it.
    pub sorted: Option<&'static str>,
}

/// A row of the table.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// The one audience that it is for, in an edition that outlines what a wider one does not have.
    pub readers: Option<String>,
    /// Its cells, in the order of the columns.
    pub cells: Vec<Cell>,
}

/// What stands in a cell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// The words.
    pub text: String,
    /// Where they lead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
    /// What to sort by, where that is not the words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The items of a list, which `text` has with commas between.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Piece>,
}

/// An item of a list in a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// Where they lead.
    pub href: Option<String>,
}

/// The pages of a long list.
#[derive(Debug, Clone, Serialize)]
pub struct Pages {
    /// The number of this one, from 1.
    pub current: usize,
    /// How many there are.
    pub count: usize,
    /// The number of the first row here, from 1.
    pub first: usize,
    /// The number of the last row here.
    pub last: usize,
    /// The page before.
    pub prev: Option<Link>,
    /// The page behind.
    pub next: Option<Link>,
    /// The way to all of them: of very many the near ones and some between.
    pub links: Vec<PageLink>,
}

/// A way to a page of a long list.
#[derive(Debug, Clone, Serialize)]
pub struct PageLink {
    /// Its number, from 1.
    pub number: usize,
    /// Its address.
    pub href: String,
    /// The title of the first row on it.
    pub title: String,
    /// Whether pages before it are left out.
    pub gap: bool,
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
    /// The name of the column, as the data write it.
    pub name: String,
    /// The words above the column.
    pub title: String,
    /// What its cells are.
    pub kind: &'static str,
    /// The cell.
    pub cell: Cell,
}
