//! CSV as a grid with the place of every cell.
//!
//! A scan of our own finds the places and keeps the bounds, before anything is kept in memory; what the cells say is read
//! by the `csv` crate. The delimiter is the comma, unless the first line has none and has semicolons or tabs.

use std::ops::Range;

use csv::{ReaderBuilder, StringRecord};
use rayon::prelude::*;

use crate::diagnostic::Code;

use super::super::node::{Content, Node};
use super::grid::{Grid, Head, Row};
use super::{Fault, MOST_CELL, MOST_CELLS, MOST_COLUMNS};

/// Reads a CSV file.
pub(super) fn read(text: &str) -> Result<Grid, Fault> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let delimiter = delimiter(&text[start..]);
    let places = scan(text, start, delimiter)?;
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(&text.as_bytes()[start..]);
    let mut records = reader.records().filter_map(Result::ok).zip(&places).filter(|(record, _)| !is_blank(record));
    let Some((head, at)) = records.next() else {
        return Err(Fault::new(
            Code::DataSyntax,
            0..0,
            "the file is empty",
            "write the names of the columns in its first line",
        ));
    };
    let columns: Vec<Head> = cells(&head, at).map(|(words, range)| Head::new(words, range)).collect();
    let records: Vec<_> = records.collect();
    let rows = records.into_par_iter().map(|(record, at)| row(&record, at, columns.len())).collect();
    Ok(Grid { columns, rows, is_by_key: false })
}

fn is_blank(record: &StringRecord) -> bool {
    record.iter().all(|cell| cell.trim().is_empty())
}

fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let other = [b';', b'\t'].into_iter().find(|other| first.as_bytes().contains(other));
    other.filter(|_| !first.contains(',')).unwrap_or(b',')
}

/// Joins what the cells of a record say with their places; where the two readers do not agree, with the record's.
fn cells<'r>(record: &'r StringRecord, places: &'r [Range<usize>]) -> impl Iterator<Item = (&'r str, Range<usize>)> {
    let whole = places.first().map_or(0, |first| first.start)..places.last().map_or(0, |last| last.end);
    let is_known = places.len() == record.len();
    record.iter().enumerate().map(move |(at, cell)| (cell, if is_known { places[at].clone() } else { whole.clone() }))
}

fn row(record: &StringRecord, places: &[Range<usize>], columns: usize) -> Row {
    let content = |words: &str| if words.is_empty() { Content::Null } else { Content::Text(words.to_owned()) };
    let mut cells: Vec<Node> =
        cells(record, places).map(|(words, range)| Node { range, content: content(words) }).collect();
    let range = cells.first().map_or(0, |cell| cell.range.start)..cells.last().map_or(0, |cell| cell.range.end);
    let found = cells.len();
    cells.resize(columns, Node { range: range.end..range.end, content: Content::Null });
    Row { range, cells, present: Vec::new(), is_ragged: (found != columns).then_some(found), double: None }
}

/// Finds the places of all cells, record by record; blank lines are none.
fn scan(text: &str, start: usize, delimiter: u8) -> Result<Vec<Vec<Range<usize>>>, Fault> {
    let bytes = text.as_bytes();
    let (mut records, mut record) = (Vec::new(), Vec::new());
    let (mut at, mut count) = (start, 0);
    while at < bytes.len() {
        if record.is_empty() && matches!(bytes[at], b'\n' | b'\r') {
            at += 1;
            continue;
        }
        let end = cell_end(bytes, at, delimiter)?;
        if end - at > MOST_CELL {
            return Err(Fault::cell(&(at..end)));
        }
        record.push(at..end);
        count += 1;
        if record.len() > MOST_COLUMNS {
            return Err(Fault::columns(at..at));
        }
        if count > MOST_CELLS {
            return Err(Fault::cells(at..at));
        }
        at = end + 1;
        if bytes.get(end) == Some(&delimiter) {
            if at == bytes.len() {
                record.push(at..at);
            } else {
                continue;
            }
        }
        records.push(std::mem::take(&mut record));
    }
    if !record.is_empty() {
        records.push(record);
    }
    Ok(records)
}

/// Gives the end of the cell that starts at `at`.
fn cell_end(bytes: &[u8], at: usize, delimiter: u8) -> Result<usize, Fault> {
    let mut from = at;
    if bytes[at] == b'"' {
        from += 1;
        loop {
            let Some(quote) = memchr::memchr(b'"', &bytes[from..]).map(|found| from + found) else {
                let help = "put a quote behind the text; a quote inside it is written twice";
                return Err(Fault::new(Code::DataSyntax, at..at + 1, "this quote is never closed", help));
            };
            from = quote + 1;
            if bytes.get(from) != Some(&b'"') {
                break;
            }
            from += 1;
        }
    }
    Ok(memchr::memchr3(delimiter, b'\n', b'\r', &bytes[from..]).map_or(bytes.len(), |found| from + found))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a file; gives its cells with their places, in which the text stands as it is written.
    fn check(text: &str, expect: &[&[&str]]) {
        let grid = read(text).expect("a grid");
        let head: Vec<&str> = grid.columns.iter().map(|head| &text[head.range.clone()]).collect();
        let rows = grid.rows.iter().map(|row| row.cells.iter().map(|cell| &text[cell.range.clone()]).collect());
        let found: Vec<Vec<&str>> = [head].into_iter().chain(rows).collect();
        assert_eq!(found, expect, "{text:?}");
    }

    #[test]
    fn every_cell_has_its_place() {
        check("a,b\n1,2\n", &[&["a", "b"], &["1", "2"]]);
        check("\u{feff}a,b\r\n1,\r\n\r\n ,3", &[&["a", "b"], &["1", ""], &[" ", "3"]]);
        check("a;b\n\"x;\"\"y\"\"\";1,5", &[&["a", "b"], &["\"x;\"\"y\"\"\"", "1,5"]]);
        check("a\tb\n1\t\"2\n3\"\n", &[&["a", "b"], &["1", "\"2\n3\""]]);
        check("a,b\n1,", &[&["a", "b"], &["1", ""]]);
        check("a,b\rx,y\r", &[&["a", "b"], &["x", "y"]]);
        check("a,b\n5\" disk,\"q\" x\n", &[&["a", "b"], &["5\" disk", "\"q\" x"]]);
    }

    #[test]
    fn what_cells_say_is_unquoted() {
        let grid = read("a,b\n\"x, \"\"y\"\"\",\n1\n1,2,3\n").expect("a grid");
        let words: Vec<_> = grid.rows[0].cells.iter().map(Node::words).collect();
        assert_eq!(words, [Some("x, \"y\"".to_owned()), None]);
        let ragged: Vec<_> = grid.rows.iter().map(|row| (row.is_ragged, row.cells.len())).collect();
        assert_eq!(ragged, [(None, 2), (Some(1), 2), (Some(3), 2)]);
    }

    #[test]
    fn what_is_beyond_the_bounds_is_refused_soon() {
        let check = |text: &str, expect: Code| assert_eq!(read(text).err().map(|fault| fault.code), Some(expect));
        check(&"a,".repeat(10_000_000), Code::DataLimit);
        check(&format!("a\n{}", "1,".repeat(MOST_COLUMNS + 1)), Code::DataLimit);
        check(&"1,2\n".repeat(MOST_CELLS / 2 + 1), Code::DataLimit);
        check("a,\"b\n1,2\n", Code::DataSyntax);
        check("\n \n", Code::DataSyntax);
    }
}
