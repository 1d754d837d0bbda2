//! Pages from the rows of a data file: which rows and columns an edition has, where each row's page stands, and what it
//! shows.
//!
//! A row is a page like others: without an audience column it is for whom the index of its folder says in `children`, and
//! a closed section closes it.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use crate::audience::{Audience, Audiences};
use crate::config::{Config, DataPages, EditionConfig};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edition::{Column, Row, Table, Value};
use crate::path::{SourcePath, UrlPath, segment};
use crate::source::Snapshot;

use super::super::node::{Content, Node};
use super::super::place::Place;
use super::super::sections::Sections;
use super::super::settings::cut_words;
use super::super::{Written, address, typography};
use super::cut::{Line, Marked, Says, View, mark, plain_name};
use super::values::{kind, value};
use super::{Loaded, Report, file_of, grid, list, load, shown};

/// The most letters of one part of an address.
const MOST_LETTERS: usize = 120;

/// The rows of one file, for all readers.
#[derive(Debug)]
pub(super) struct Rows {
    pub(super) source: SourcePath,
    marked: Marked,
    pub(super) pages: DataPages,
}

/// Reads the file of one `[[data_pages]]`.
pub(super) fn read(
    snapshot: &Snapshot,
    pages: &DataPages,
    sections: &Sections,
    config: &Config,
    findings: &mut Vec<Diagnostic>,
) -> Option<Rows> {
    let Some((source, blob)) = file_of(snapshot, &pages.file) else {
        let message = format!("there is no data file `{}` below the content folder", shown(&pages.file));
        let help = "write the file's path from the content folder, such as `projects/projects.csv`";
        findings
            .push(Diagnostic::new(Code::DataMissing, Span::new(&config.path, pages.range.clone()), message).help(help));
        return None;
    };
    // What is wrong between site.toml and the data is told at the data: a log for some readers quotes no column of theirs.
    let mut beside = Report::new(source);
    let mut report = Report::new(source);
    let loaded = load(source, blob).and_then(|loaded| rows_of(loaded, pages, &mut beside, source));
    let rows = match loaded {
        Err(finding) => {
            findings.push(*finding);
            None
        }
        Ok(made) => made.map(|made| {
            let folder = folder(&pages.path);
            let unsaid = sections.unsaid(folder).unwrap_or(config.audiences.narrowest());
            let text = blob.text().map_or("", |text| text);
            let marked = mark(Arc::new(made), text, &says(pages, unsaid), config, &mut report, &mut beside);
            Rows { source: source.clone(), marked, pages: pages.clone() }
        }),
    };
    if let Some(rows) = &rows {
        rows.rehearse(snapshot, config, &mut report, &mut beside);
    }
    findings.extend(report.finish());
    findings.extend(beside.finish());
    rows
}

fn rows_of(
    loaded: Loaded,
    pages: &DataPages,
    beside: &mut Report<'_>,
    source: &SourcePath,
) -> Result<Option<grid::Grid>, Box<Diagnostic>> {
    let tree = match loaded {
        Loaded::Grid(grid) => {
            if pages.records.is_some() {
                let message = "a CSV file has its rows in it, so `records` says nothing";
                beside.add(Code::DataValue, &(0..0), message, "delete the line, or name a JSON or YAML file");
            }
            return Ok(Some(grid));
        }
        Loaded::Tree(tree) => tree,
    };
    let records = pages.records.as_deref().unwrap_or_default();
    let Some(part) = grid::find(&tree, records) else {
        let message = format!("the data have no `{}`", shown(records));
        beside.add(Code::DataColumn, &(0..0), message, "write the keys that lead to the rows, with dots between");
        return Ok(None);
    };
    grid::from_node(part).map(Some).map_err(|fault| Box::new(fault.diagnostic(source)))
}

fn says(pages: &DataPages, unsaid: Audience) -> Says {
    let columns = pages.columns.iter();
    Says {
        column: pages.audience.clone().map(|name| (name, 0..0)),
        columns: columns.filter_map(|column| Some((column.name.clone(), column.audience?, 0..0))).collect(),
        unsaid,
    }
}

/// Gives the folder of a pattern: what stands before the part with the first column.
fn folder(pattern: &str) -> &str {
    let fixed = &pattern[..pattern.find('{').unwrap_or(pattern.len())];
    fixed.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A row that becomes a page, and what it is made from.
struct Made {
    row: Row,
    /// The path of the file that the page would be written in, without its ending.
    path: String,
    range: Range<usize>,
}

impl Rows {
    /// Gives the folder that the pages stand in.
    pub(super) fn folder(&self) -> &str {
        folder(&self.pages.path)
    }

    /// Tells whether a place is in a row that a reader surely is not meant to have.
    pub(super) fn is_for_others(&self, at: usize, reader: Audience) -> bool {
        self.marked.is_for_others(at, reader)
    }

    /// Narrows all rows to a section's audience.
    pub(super) fn close(&mut self, ceiling: Audience) {
        self.marked.close(ceiling);
    }

    /// Keeps rows as narrow as today's rows of the same address, and columns as those of the same name.
    pub(super) fn narrow(&mut self, today: &Self, names: &Audiences) {
        let pieces = pieces(&self.pages.path);
        let key = |marked: &Marked, row: &grid::Row| {
            let part = |(fixed, column): &(&str, &str)| {
                let cell = if column.is_empty() { None } else { row.cells[marked.column(column, names)?].words() };
                Some(format!("{fixed}{}", part_of(&plain_name(&cell.unwrap_or_default(), names))))
            };
            pieces.iter().map(part).collect()
        };
        self.marked.narrow(&today.marked, names, key);
    }

    /// Makes the table once as the narrowest audience has it, to find what is wrong.
    fn rehearse(&self, snapshot: &Snapshot, config: &Config, report: &mut Report<'_>, beside: &mut Report<'_>) {
        let names = &config.audiences;
        let view = self.marked.view(names, names.narrowest());
        let find = |name: &str| view.columns.iter().any(|(column, _)| column == name);
        let pieces = pieces(&self.pages.path);
        let wanted = pieces.iter().map(|(_, column)| *column).chain([self.pages.title.as_str()]);
        let sort = self.pages.sort.as_deref().map(|sort| sort.strip_prefix('-').unwrap_or(sort));
        for column in wanted.chain(sort).filter(|column| !column.is_empty() && !find(column)) {
            let known = list(view.columns.iter().map(|(name, _)| name.as_ref()));
            let message =
                format!("the data have no column `{}`, which site.toml names in `[[data_pages]]`", shown(column));
            beside.add(Code::DataColumn, &(0..0), message, format!("the columns are {known}"));
        }
        let Some((_, made)) = self.made(&view, config, names.narrowest()) else { return };
        let mut seen: BTreeMap<&UrlPath, &Range<usize>> = BTreeMap::new();
        for row in &made {
            let first = *seen.entry(&row.row.url).or_insert(&row.range);
            if first != &row.range {
                let message = format!("another row has the address `{}` already, so this one is left out", row.row.url);
                let finding = Diagnostic::new(Code::DataRepeated, Span::new(report.path, row.range.clone()), message)
                    .help("give `path` a column that is different in each row, or two of them, such as `{org}-{name}`")
                    .related(Span::new(report.path, first.clone()), "the other one");
                report.findings.extend((report.findings.len() < super::MOST_FINDINGS).then_some(finding));
            }
        }
        if made.len() < view.rows.len() {
            self.report_lost(&view, report);
        }
        for row in made.iter().filter(|row| snapshot.files.contains_key(&self.file(&row.path, &snapshot.content))) {
            let message = format!("the row's page would stand where `{}.md` is", row.path);
            let help = "rename the file, or write another `path` for the rows";
            report.add(Code::UrlCollision, &row.range, message, help);
        }
    }

    /// Reports rows without an address.
    fn report_lost(&self, view: &View<'_>, report: &mut Report<'_>) {
        let pieces = pieces(&self.pages.path);
        let Some(columns) = columns_of(&pieces, view) else { return };
        for line in &view.rows {
            if Self::path(line, &pieces, &columns).is_none() {
                let message = "this row has no address: a column of `path` is empty there, or holds no letter or digit";
                report.add(Code::DataValue, &line.range, message, "fill the cell, or write another `path`");
            }
        }
    }

    fn file(&self, path: &str, content: &str) -> SourcePath {
        let whole = if content.is_empty() { format!("{path}.md") } else { format!("{content}/{path}.md") };
        SourcePath::new(&whole).unwrap_or_else(|_| self.source.clone())
    }

    /// Makes the columns and rows that a view holds; none where its readers lack a column of the address.
    fn made(&self, view: &View<'_>, config: &Config, reader: Audience) -> Option<(Vec<Column>, Vec<Made>)> {
        let pieces = pieces(&self.pages.path);
        let parts = columns_of(&pieces, view)?;
        let missing = Node { range: 0..0, content: Content::Null };
        let cell = |line: &Line<'_>, at: usize| -> Node {
            let cell = &*line.cells[at];
            let is_missing = cell.words().is_some_and(|words| self.pages.na.iter().any(|na| na == words.trim()));
            if is_missing { missing.clone() } else { cell.clone() }
        };
        let cells: Vec<Vec<Node>> =
            view.rows.iter().map(|line| (0..view.columns.len()).map(|at| cell(line, at)).collect()).collect();
        let column = |at: usize| {
            let name = view.columns[at].0.to_string();
            let title = self.title(&name, config, reader);
            Column { name, title, kind: kind(cells.iter().map(|row| &row[at])) }
        };
        let columns: Vec<Column> = (0..view.columns.len()).map(column).collect();
        let title = view.columns.iter().position(|(name, _)| *name == self.pages.title);
        let rows = view.rows.iter().zip(&cells).filter_map(|(line, cells)| {
            let path = Self::path(line, &pieces, &parts)?;
            let url = UrlPath::new(&format!("{}/", address::folder(&path, true)?)).ok()?;
            let own = title.and_then(|at| cells[at].words()).map(|words| words.trim().to_owned());
            let own = own.filter(|words| !words.is_empty());
            let title = own.unwrap_or_else(|| path.rsplit('/').next().unwrap_or_default().to_owned());
            let title = if config.smart_punctuation { typography::dressed(&title).into_owned() } else { title };
            let values = cells.iter().zip(&columns).map(|(cell, column)| value(cell, column.kind)).collect();
            let audience = (line.audience > Audience::WIDEST).then(|| config.audiences.name(line.audience).to_owned());
            Some(Made { row: Row { url, title, cells: values, audience }, path, range: line.range.clone() })
        });
        let mut rows: Vec<Made> = rows.collect();
        self.sort(&columns, &mut rows);
        Some((columns, rows))
    }

    /// Gives what stands above a column: what site.toml calls it, as far as it is for a reader, else its name.
    fn title(&self, name: &str, config: &Config, reader: Audience) -> String {
        let said = self.pages.columns.iter().find(|column| column.name == name);
        let title = said.and_then(|column| cut_words(&column.title.as_ref()?.0, config, reader));
        title.unwrap_or_else(|| readable(name))
    }

    fn path(line: &Line<'_>, pieces: &[(&str, &str)], columns: &[Option<usize>]) -> Option<String> {
        let mut path = String::new();
        for ((fixed, _), column) in pieces.iter().zip(columns) {
            path.push_str(fixed);
            let Some(at) = column else { continue };
            let words = line.cells[*at].words()?;
            let part = part_of(&words);
            path.push_str((!part.is_empty()).then_some(part.as_str())?);
        }
        Some(path)
    }

    fn sort(&self, columns: &[Column], rows: &mut [Made]) {
        let Some(sort) = &self.pages.sort else { return };
        let (name, is_down) = sort.strip_prefix('-').map_or((sort.as_str(), false), |name| (name, true));
        let Some(at) = columns.iter().position(|column| column.name == name) else { return };
        rows.sort_by(|a, b| order(&a.row.cells[at], &b.row.cells[at], is_down));
    }
}

/// Makes one part of an address from a cell.
fn part_of(words: &str) -> String {
    segment(&words.replace(['/', '\\'], "-")).chars().take(MOST_LETTERS).collect()
}

/// Orders two cells; empty ones come last either way.
fn order(a: &Value, b: &Value, is_down: bool) -> Ordering {
    let number = |value: &Value| match value {
        #[expect(clippy::cast_precision_loss, reason = "only the order matters")]
        Value::Integer(value) => Some(*value as f64),
        Value::Float(value) => Some(*value),
        Value::Bool(value) => Some(f64::from(u8::from(*value))),
        _ => None,
    };
    let text = |value: &Value| match value {
        Value::Text(words) => words.to_lowercase(),
        _ => String::new(),
    };
    let by_blank = matches!(a, Value::Null).cmp(&matches!(b, Value::Null));
    let by_value = match (number(a), number(b)) {
        (Some(a), Some(b)) => a.total_cmp(&b),
        _ => text(a).cmp(&text(b)),
    };
    by_blank.then(if is_down { by_value.reverse() } else { by_value })
}

/// Makes a column's name one that people read: `created_at` is `Created at`.
fn readable(name: &str) -> String {
    let spaced = name.replace(['_', '.'], " ");
    let mut letters = spaced.trim().chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Takes a pattern apart: each fixed part with the column behind it; the last one has none.
fn pieces(pattern: &str) -> Vec<(&str, &str)> {
    let mut pieces = Vec::new();
    let mut rest = pattern;
    while let Some((fixed, behind)) = rest.split_once('{') {
        let (column, after) = behind.split_once('}').unwrap_or((behind, ""));
        pieces.push((fixed, column.trim()));
        rest = after;
    }
    pieces.push((rest, ""));
    pieces
}

/// Finds the columns of a pattern; none where one of them is not there.
fn columns_of(pieces: &[(&str, &str)], view: &View<'_>) -> Option<Vec<Option<usize>>> {
    let find = |name: &str| view.columns.iter().position(|(column, _)| *column == name);
    pieces.iter().map(|(_, column)| if column.is_empty() { Some(None) } else { find(column).map(Some) }).collect()
}

/// A table of an edition, and the files that its rows' pages would be written in.
pub(in super::super) struct Cut {
    pub(in super::super) table: Table,
    pub(in super::super) files: Vec<SourcePath>,
}

/// Gives the tables that the readers of an edition may know.
pub(in super::super) fn tables(written: &Written, config: &Config, edition: &EditionConfig) -> Vec<Cut> {
    written.data.tables.iter().filter_map(|rows| table(rows, written, config, edition)).collect()
}

fn table(rows: &Rows, written: &Written, config: &Config, edition: &EditionConfig) -> Option<Cut> {
    let view = rows.marked.view(&config.audiences, edition.audience);
    let (columns, mut made) = rows.made(&view, config, edition.audience)?;
    if let Some(sections) = &edition.sections {
        let belongs = |place: Place| sections.iter().any(|section| place.is_within(section));
        made.retain(|made| Place::new(&made.path, true).is_some_and(belongs));
    }
    let mut seen = std::collections::BTreeSet::new();
    made.retain(|made| seen.insert(made.row.url.clone()));
    let url = UrlPath::new(&format!("{}/", address::folder(folder(&rows.pages.path), true)?)).ok()?;
    let files = made.iter().map(|made| rows.file(&made.path, &written.content)).collect();
    let title = columns.iter().position(|column| column.name == rows.pages.title);
    let table = Table {
        source: rows.source.clone(),
        url,
        template: rows.pages.template.clone(),
        columns,
        title,
        rows: made.into_iter().map(|made| made.row).collect(),
    };
    (!table.rows.is_empty()).then_some(Cut { table, files })
}
