//! The rows for machines: a CSV file of all that the edition has of a table, and for the script what the list shows.

use std::borrow::Cow;
use std::fmt::Write;

use serde_json::{Value as Json, json};

use super::cells::shown;
use super::{At, at, listed};
use crate::edition::{ColumnKind, Row, Value};
use crate::render::{Press, sheet, view};

/// The name of the CSV file.
pub(super) const CSV: &str = "rows.csv";
/// The name of the file for the script.
pub(super) const JSON: &str = "rows.json";

/// Writes a table as CSV, each row with the address of its page.
pub(in crate::render) fn csv(press: &Press, place: At) -> String {
    let table = at(press, place);
    let heads = table.columns.iter().map(|column| sheet::cell(&column.name));
    let mut text = [sheet::cell(&table.title)].into_iter().chain(heads).collect::<Vec<_>>().join(",");
    text.push_str(",page\n");
    for row in &table.rows {
        text.push_str(&sheet::cell(&row.title));
        for (column, value) in table.columns.iter().zip(&row.cells) {
            text.push(',');
            match column.kind {
                ColumnKind::Number => text.push_str(&shown(value)),
                _ => text.push_str(&sheet::cell(&raw(value))),
            }
        }
        let _ = writeln!(text, ",{}", sheet::cell(&full(press, row)));
    }
    text
}

fn raw(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Bool(flag) => flag.to_string().into(),
        value => shown(value),
    }
}

fn full(press: &Press, row: &Row) -> String {
    let href = row.url.href(view::base(press));
    press.site.edition.settings.base_url.as_ref().map_or(href.clone(), |base| base.absolute(&href))
}

/// Writes what the list shows of all rows: title, address and cells, a cell with a link or a key as a pair.
pub(in crate::render) fn json(press: &Press, place: At) -> String {
    let (table, base) = (at(press, place), view::base(press));
    let line = |row: &Row| {
        let cells = listed(table, row).map(|cell| match (cell.href, cell.key) {
            (Some(other), _) | (_, Some(other)) => json!([cell.text, other]),
            _ => Json::String(cell.text),
        });
        [json!(row.title), json!(row.url.href(base))].into_iter().chain(cells).collect::<Vec<Json>>()
    };
    let rows: Vec<Vec<Json>> = table.rows.iter().map(line).collect();
    serde_json::to_string(&rows).expect("plain data becomes JSON") + "\n"
}
