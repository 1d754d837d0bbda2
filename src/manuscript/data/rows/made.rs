//! The pages that the rows of a view become: address, title, columns, values, order.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::ops::Range;

use rayon::prelude::*;

use crate::audience::Audience;
use crate::config::{Config, DataPages};
use crate::edition::{Column, ColumnKind, Row, Value};
use crate::path::{SourcePath, UrlPath};

use super::super::super::node::{Content, Node};
use super::super::super::settings::cut_words;
use super::super::super::{address, typography};
use super::super::cut::Line;
use super::super::values::{clean, kind, value};
use super::pattern::{fill, pieces};

/// How many columns the list of rows has beside the title, where site.toml names none.
const MOST_LISTED: usize = 6;
/// The most letters of most cells in a column that is listed without being named.
const LONG: usize = 60;

/// The rows of all files as one audience reads them, under the columns of all of them.
pub(super) struct Gathered<'g> {
    pub(super) columns: Vec<Cow<'g, str>>,
    /// The rows with as many cells as there are columns, each with the number of its file.
    pub(super) rows: Vec<(usize, Line<'g>)>,
}

/// A row that becomes a page, and what it is made from.
pub(super) struct Made {
    pub(super) row: Row,
    /// The path of the file that the page would be written in, without its ending.
    pub(super) path: String,
    /// The text of the page, and where its cell stands.
    pub(super) text: Option<(String, Range<usize>)>,
    /// The number of the file.
    pub(super) part: usize,
}

/// All that an edition's readers have of a table.
pub(super) struct Table {
    /// The words above the titles.
    pub(super) title: String,
    pub(super) columns: Vec<Column>,
    pub(super) listed: Vec<usize>,
    pub(super) sorted: Option<(usize, bool)>,
    pub(super) rows: Vec<Made>,
}

impl Gathered<'_> {
    /// Finds a column.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// Gives what makes a row's address.
    pub(super) fn path(&self, line: &Line<'_>, pieces: &[(&str, &str)]) -> Option<String> {
        fill(pieces, |name| line.cells[self.column(name)?].words())
    }
}

/// Makes the pages of rows; none where the readers lack a column of the address.
pub(super) fn make(
    gathered: &Gathered<'_>,
    sources: &[&SourcePath],
    pages: &DataPages,
    (config, reader): (&Config, Audience),
) -> Option<Table> {
    let pieces = pieces(&pages.path);
    let has = |(_, column): &(&str, &str)| column.is_empty() || gathered.column(column).is_some();
    if !pieces.iter().all(has) {
        return None;
    }
    let (title, text) = (gathered.column(&pages.title), pages.text.as_ref().and_then(|name| gathered.column(name)));
    let shown = shown(gathered, pages);
    let titled = |name: &str| column_title(pages, name, config, reader);
    let column = |at: &usize| {
        let name = gathered.columns[*at].to_string();
        Column { title: titled(&name), name, kind: kind_of(gathered, *at, pages) }
    };
    let columns: Vec<Column> = shown.par_iter().map(column).collect();
    let row = |(part, line): &(usize, Line<'_>)| {
        let path = gathered.path(line, &pieces)?;
        let url = UrlPath::new(&format!("{}/", address::folder(&path, true)?)).ok()?;
        let own = title.and_then(|at| cell(line, at, pages)?.words()).map(|words| clean(&words.replace('\n', " ")));
        let own = own.filter(|words| !words.is_empty());
        let title = own.unwrap_or_else(|| path.rsplit('/').next().unwrap_or_default().to_owned());
        let title = if config.smart_punctuation { typography::dressed(&title).into_owned() } else { title };
        let cells = shown.iter().zip(&columns).map(|(at, column)| shows(line, *at, column.kind, pages));
        let audience = (line.audience > Audience::WIDEST).then(|| config.audiences.name(line.audience).to_owned());
        let text = text.and_then(|at| cell(line, at, pages)).and_then(|cell| Some((cell.words()?, cell.range.clone())));
        let (source, range) = (sources[*part].clone(), line.range.clone());
        let row = Row { url, title, cells: cells.collect(), audience, source, range };
        Some((order(gathered, line, pages), Made { row, path, text, part: *part }))
    };
    let mut rows: Vec<(Place, Made)> = gathered.rows.par_iter().filter_map(row).collect();
    rows.sort_by(|(a, _), (b, _)| a.order(b, pages));
    let rows: Vec<Made> = rows.into_iter().map(|(_, made)| made).collect();
    let title = title.map_or_else(|| "Title".to_owned(), |at| titled(&gathered.columns[at]));
    let sorted = sort(pages).and_then(|(name, is_down)| Some((place(&columns, name)?, is_down)));
    let listed = listed(&columns, &rows, sorted, pages);
    Some(Table { title, columns, listed, sorted, rows })
}

/// Gives the columns that pages show: those that site.toml names, or all but the title and the text.
fn shown(gathered: &Gathered<'_>, pages: &DataPages) -> Vec<usize> {
    let is_apart = |at: &usize| {
        let name = &*gathered.columns[*at];
        name == pages.title || pages.text.as_deref() == Some(name)
    };
    let mut shown: Vec<usize> = if pages.show.is_empty() {
        (0..gathered.columns.len()).collect()
    } else {
        // What the list alone names stands behind the rest.
        pages.show.iter().chain(&pages.list).filter_map(|name| gathered.column(name)).collect()
    };
    let mut seen = std::collections::BTreeSet::new();
    shown.retain(|at| !is_apart(at) && seen.insert(*at));
    shown
}

fn place(columns: &[Column], name: &str) -> Option<usize> {
    columns.iter().position(|column| column.name == name)
}

/// Gives the columns of the list: those that site.toml names, or the first ones that say something, are short, and not
/// all addresses; the one that the rows are sorted by is among them.
fn listed(columns: &[Column], rows: &[Made], sorted: Option<(usize, bool)>, pages: &DataPages) -> Vec<usize> {
    if !pages.list.is_empty() {
        return pages.list.iter().filter_map(|name| place(columns, name)).collect();
    }
    let cells = |at: usize| rows.iter().map(move |made| &made.row.cells[at]);
    let is_used = |at: usize| cells(at).any(|cell| *cell != Value::Null);
    let is_long = |cell: &Value| matches!(cell, Value::Text(words) if words.chars().nth(LONG).is_some());
    let fits = |at: usize| match columns[at].kind {
        ColumnKind::Text => cells(at).filter(|cell| is_long(cell)).count() * 10 <= rows.len(),
        ColumnKind::Link => false,
        ColumnKind::Number | ColumnKind::Date | ColumnKind::Flag => true,
    };
    let mut listed: Vec<usize> = (0..columns.len()).filter(|at| is_used(*at) && fits(*at)).collect();
    let first = listed.iter().copied().take(MOST_LISTED).collect::<Vec<_>>();
    let is_missing = |at: usize| is_used(at) && !first.contains(&at);
    let sorted = sorted.map(|(at, _)| at).filter(|at| is_missing(*at));
    listed.truncate(MOST_LISTED - usize::from(sorted.is_some()));
    listed.extend(sorted);
    listed
}

/// Gives what stands above a column: what site.toml calls it, as far as it is for a reader, else its name.
fn column_title(pages: &DataPages, name: &str, config: &Config, reader: Audience) -> String {
    let said = pages.columns.iter().find(|column| column.name == name);
    let title = said.and_then(|column| cut_words(&column.title.as_ref()?.0, config, reader));
    title.unwrap_or_else(|| readable(name))
}

/// Makes a column's name one that people read: `created_at` is `Created at`.
fn readable(name: &str) -> String {
    let spaced = name.replace(['_', '.'], " ");
    let mut letters = spaced.trim().chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Gives a cell; none where it is empty or says that a value is missing.
fn cell<'l>(line: &'l Line<'_>, at: usize, pages: &DataPages) -> Option<&'l Node> {
    let cell = &*line.cells[at];
    let is_missing = match &cell.content {
        Content::Text(words) | Content::Integer(_, words) | Content::Float(_, words) => {
            pages.na.iter().any(|na| na == words.trim())
        }
        Content::Bool(value) => pages.na.iter().any(|na| *na == value.to_string()),
        _ => false,
    };
    (!is_missing && !cell.is_blank()).then_some(cell)
}

fn kind_of(gathered: &Gathered<'_>, at: usize, pages: &DataPages) -> ColumnKind {
    kind(gathered.rows.iter().filter_map(|(_, line)| cell(line, at, pages)))
}

fn shows(line: &Line<'_>, at: usize, kind: ColumnKind, pages: &DataPages) -> Value {
    cell(line, at, pages).map_or(Value::Null, |cell| value(cell, kind))
}

/// Gives the column to sort by, and whether the greatest comes first.
pub(super) fn sort(pages: &DataPages) -> Option<(&str, bool)> {
    let sort = pages.sort.as_deref()?;
    Some(sort.strip_prefix('-').map_or((sort, false), |name| (name, true)))
}

/// Where a row stands among the others.
enum Place {
    Number(f64),
    Text(String),
    Blank,
}

/// Reads the cell that a row is sorted by.
fn order(gathered: &Gathered<'_>, line: &Line<'_>, pages: &DataPages) -> Place {
    let column = sort(pages).and_then(|(name, _)| gathered.column(name));
    let Some(cell) = column.and_then(|at| cell(line, at, pages)) else {
        return Place::Blank;
    };
    let words = cell.words().unwrap_or_default();
    match words.trim().parse::<f64>() {
        Ok(value) if value.is_finite() => Place::Number(value),
        _ => Place::Text(words.to_lowercase()),
    }
}

impl Place {
    /// Orders two rows: numbers before words, empty cells last either way.
    fn order(&self, other: &Self, pages: &DataPages) -> Ordering {
        let is_down = sort(pages).is_some_and(|(_, is_down)| is_down);
        let way = |order: Ordering| if is_down { order.reverse() } else { order };
        match (self, other) {
            (Self::Blank, Self::Blank) => Ordering::Equal,
            (Self::Blank, _) => Ordering::Greater,
            (_, Self::Blank) => Ordering::Less,
            (Self::Number(a), Self::Number(b)) => way(a.total_cmp(b)),
            (Self::Text(a), Self::Text(b)) => way(a.cmp(b)),
            (Self::Number(_), Self::Text(_)) => way(Ordering::Less),
            (Self::Text(_), Self::Number(_)) => way(Ordering::Greater),
        }
    }
}
