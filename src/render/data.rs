//! Rows of data as pages, and the table that lists them.
//!
//! A list of up to [`WHOLE`] rows is one page, so that a browser can search it. A longer one has pages of [`PART`] rows:
//! each is light, all rows can be reached without a script, and the script fetches the rest when somebody filters or sorts.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::context::Link;
use super::context::data::{Cell, Column as ColumnView, Fact, Line, Row as RowView, Table as TableView};
use super::{Item, Press, View, view};
use crate::edition::{Column, ColumnKind, Edition, Page, Row, Table, Value, Version};
use crate::path::{SourcePath, UrlPath};
use crate::site::{Node, NodeId, Tree};

mod cells;
pub(super) mod files;
pub(super) mod pages;

use cells::{cell, words};

/// The most rows that one page lists.
const WHOLE: usize = 500;
/// How many rows a page of a longer list has.
const PART: usize = 200;
/// The most words that a column may be filtered by, and the fewest rows where that helps.
const CHOICES: usize = 12;
const FEW: usize = 6;

/// The script of the page that lists rows.
pub(super) const SCRIPT: &str = "data.js";
/// The style sheet of pages with data.
pub(super) const STYLE: &str = "data.css";

/// Gives the place of the table whose rows a page lists.
pub(super) fn table_of(version: &Version, node: &Node) -> Option<usize> {
    version.tables.iter().position(|table| table.url == node.url)
}

/// Gives the table and the row that a page is made from.
pub(super) fn row_of<'a>(version: &'a Version, page: &Page) -> Option<(&'a Table, &'a Row)> {
    let (table, row) = page.row?;
    let table = version.tables.get(table)?;
    Some((table, table.rows.get(row)?))
}

/// Gives a page what it shows of data, and its template; none for a page that shows none, or has a template of its own.
pub(super) fn template(
    press: &Press,
    version: usize,
    id: NodeId,
    written: Option<&Page>,
    view: &mut View,
) -> Option<String> {
    let own = &press.site.edition.versions[version];
    let has = |name: &String| press.templates.contains_template(name);
    if let Some(row) = written.and_then(|page| row_of(own, page)) {
        view.row = Some(self::row(press, version, id, row));
        let named = row.0.template.as_ref().map(|name| format!("{name}.html")).filter(has);
        return Some(named.unwrap_or_else(|| "data.html".to_owned()));
    }
    let listed = table_of(own, &press.site.trees[version].nodes[id])?;
    view.table = Some(table(press, (version, listed), 0));
    let is_plain = written.is_none_or(|page| page.meta.template.is_none());
    is_plain.then(|| "data_index.html".to_owned())
}

/// The words that each listed column of a table may be filtered by. All pages of a list show them, so they are found once,
/// when one of the pages is made.
pub(super) type Choices = OnceLock<Vec<Vec<String>>>;

/// Makes room for the choices of all tables, by version.
pub(super) fn no_choices(edition: &Edition) -> Vec<Vec<Choices>> {
    edition.versions.iter().map(|version| version.tables.iter().map(|_| Choices::new()).collect()).collect()
}

/// A table: the place of its version in the edition, and its own there.
pub(super) type At = (usize, usize);

fn at(press: &Press, (version, table): At) -> &Table {
    &press.site.edition.versions[version].tables[table]
}

/// Lists what a version's tables have beside the pages of their rows and the first one that lists them, each with the
/// file that it comes from.
pub(super) fn items<'a>(version: &'a Version, number: usize, tree: &Tree) -> Vec<(UrlPath, Item, &'a SourcePath)> {
    let mut items = Vec::new();
    for (table_number, table) in version.tables.iter().enumerate() {
        let (at, count) = ((number, table_number), pages::count(table));
        let Some((&list, first)) = tree.by_url.get(&table.url).zip(table.rows.first()) else { continue };
        let pages = (1..count).map(|page| (pages::address(table, page), Item::Rows(at, list, page)));
        let json = (count > 1).then(|| (beside(table, files::JSON), Item::RowsJson(at)));
        let csv = (beside(table, files::CSV), Item::RowsCsv(at));
        let all = pages.chain(json).chain([csv]);
        items.extend(all.filter_map(|(url, item)| Some((url?, item, &first.source))));
    }
    items
}

/// Gives the address of a file or page beside the list of a table.
fn beside(table: &Table, rest: &str) -> Option<UrlPath> {
    UrlPath::new(&format!("{}{rest}", table.url)).ok()
}

/// Gathers what a page that lists rows shows; `page` counts from 0.
pub(super) fn table(press: &Press, place: At, page: usize) -> TableView {
    let (table, base) = (at(press, place), view::base(press));
    let choices = || table.listed.iter().map(|at| choices(table, *at).unwrap_or_default()).collect();
    let choices = press.ties.choices[place.0][place.1].get_or_init(choices);
    let href = |rest: &str| beside(table, rest).map(|url| url.href(base));
    let pages = pages::pages(table, page, base);
    let rows = table.rows.iter().skip(page * PART).take(if pages.is_some() { PART } else { WHOLE });
    TableView {
        title: table.title.clone(),
        columns: table.listed.iter().zip(choices).map(|(at, choices)| column(table, *at, choices)).collect(),
        rows: rows.map(|row| line(press, table, row)).collect(),
        count: table.rows.len(),
        all: pages.as_ref().and_then(|_| href(files::JSON)),
        pages,
        csv: href(files::CSV).unwrap_or_default(),
        script: press.frame.data_js.clone(),
    }
}

fn line(press: &Press, table: &Table, row: &Row) -> Line {
    let settings = &press.site.edition.settings;
    Line {
        title: row.title.clone(),
        href: row.url.href(view::base(press)),
        readers: row.audience.clone().filter(|_| settings.outline),
        cells: listed(table, row).collect(),
    }
}

/// Gives the cells of a row that the list has.
fn listed<'a>(table: &'a Table, row: &'a Row) -> impl Iterator<Item = Cell> + 'a {
    table.listed.iter().map(|at| cell(&row.cells[*at], table.columns[*at].kind))
}

fn column(table: &Table, at: usize, choices: &[String]) -> ColumnView {
    let Column { name, title, .. } = &table.columns[at];
    ColumnView {
        name: name.clone(),
        title: title.clone(),
        kind: kind(&table.columns[at]),
        choices: choices.to_owned(),
        sorted: table.sorted.filter(|(column, _)| *column == at).map(|(_, is_down)| way(is_down)),
    }
}

fn way(is_down: bool) -> &'static str {
    if is_down { "descending" } else { "ascending" }
}

/// Lists what the cells of a column say, where that is one of a few words and each stands in several rows.
fn choices(table: &Table, at: usize) -> Option<Vec<String>> {
    if !matches!(table.columns[at].kind, ColumnKind::Text | ColumnKind::Flag) || table.rows.len() < FEW {
        return None;
    }
    let mut found = BTreeSet::new();
    for row in &table.rows {
        match &row.cells[at] {
            Value::Null => {}
            Value::List(_) => return None,
            Value::Text(words) if found.contains(words.as_str()) => {}
            value => drop(found.insert(words(value))),
        }
        if found.len() > CHOICES {
            return None;
        }
    }
    (found.len() > 1 && found.len() * 2 <= table.rows.len()).then(|| found.into_iter().collect())
}

/// Gathers what a row's page shows.
pub(super) fn row(press: &Press, version: usize, id: NodeId, (table, row): (&Table, &Row)) -> RowView {
    let tree = &press.site.trees[version];
    let list = tree.by_url.get(&table.url).copied().filter(|list| *list != id);
    let filled = table.columns.iter().zip(&row.cells).filter(|(_, cell)| !matches!(cell, Value::Null));
    let fact = |(column, value): (&Column, &Value)| Fact {
        name: column.name.clone(),
        title: column.title.clone(),
        kind: kind(column),
        cell: cell(value, column.kind),
    };
    RowView { facts: filled.map(fact).collect(), all: list.map(|list| link_to(press, version, list)) }
}

fn link_to(press: &Press, version: usize, id: NodeId) -> Link {
    super::navigation::link(&press.site.trees[version], id, view::base(press))
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
