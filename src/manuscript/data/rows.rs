//! Pages from the rows of data files: which rows and columns an edition has, where each row's page stands, and what it
//! shows.
//!
//! A row is a page like others: without an audience column it is for whom the index of its folder says in `children`, and
//! a closed section closes it. Several files of one form are one table; a file that is a single record is a single row.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use crate::audience::{Audience, Audiences};
use crate::config::{Config, DataPages, EditionConfig, names_file};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edition::{Blob, Row, Table};
use crate::path::{SourcePath, UrlPath};
use crate::source::Snapshot;

use super::super::Written;
use super::super::address;
use super::super::node::{Content, Node};
use super::super::place::{Place, below};
use super::super::sections::Sections;
use super::cut::{Marked, Says, View, mark};
use super::{Loaded, Report, grid, load, shown};

mod judge;
mod made;
mod pattern;

use made::{Gathered, Made, make};
use pattern::{key, pieces};

pub(in super::super) use pattern::folder;

/// The rows of one table, for all readers.
#[derive(Debug)]
pub(super) struct Rows {
    /// The files, by path; one at least.
    parts: Vec<Part>,
    pub(super) pages: DataPages,
}

/// The rows of one file.
#[derive(Debug)]
struct Part {
    source: SourcePath,
    marked: Marked,
}

/// Reads the files of one `[[data_pages]]`.
pub(super) fn read(
    snapshot: &Snapshot,
    pages: &DataPages,
    sections: &Sections,
    config: &Config,
    findings: &mut Vec<Diagnostic>,
) -> Option<Rows> {
    let named =
        |source: &SourcePath| below(source, &snapshot.content).is_some_and(|path| names_file(&pages.file, path));
    let files: Vec<_> = snapshot.files.iter().filter(|(source, _)| named(source)).collect();
    if files.is_empty() {
        let message = format!("there is no data file `{}` below the content folder", shown(&pages.file));
        let help = "write the file's path from the content folder, such as `projects/projects.csv`";
        findings
            .push(Diagnostic::new(Code::DataMissing, Span::new(&config.path, pages.range.clone()), message).help(help));
        return None;
    }
    let (unsaid, _) = sections.at(folder(&pages.path), config);
    let says = says(pages, unsaid);
    let mut rows = Rows { parts: Vec::new(), pages: pages.clone() };
    let mut reports = Vec::new();
    for (source, blob) in files {
        match part(source, blob, &says, pages, config) {
            Err(finding) => findings.push(*finding),
            Ok((part, report, beside)) => {
                findings.append(&mut beside.finish());
                rows.parts.push(part);
                reports.push(report);
            }
        }
    }
    // What is wrong between site.toml and the data is told at the data: a log for some readers quotes no column of theirs.
    let first = rows.parts.first()?.source.clone();
    let mut beside = Report::new(&first);
    judge::rehearse(&rows, snapshot, config, &mut reports, &mut beside);
    findings.extend(reports.into_iter().flat_map(Report::finish).chain(beside.finish()));
    Some(rows)
}

/// Reads one file; gives also what is wrong in it, and what is wrong with it beside.
fn part<'s>(
    source: &'s SourcePath,
    blob: &Blob,
    says: &Says,
    pages: &DataPages,
    config: &Config,
) -> Result<(Part, Report<'s>, Report<'s>), Box<Diagnostic>> {
    let (mut report, mut beside) = (Report::new(source), Report::new(source));
    let grid = rows_of(load(source, blob)?, pages, &mut beside, source)?;
    let text = blob.text().map_or("", |text| text);
    let marked = mark(Arc::new(grid), text, says, config, &mut report, &mut beside);
    Ok((Part { source: source.clone(), marked }, report, beside))
}

fn rows_of(
    loaded: Loaded,
    pages: &DataPages,
    beside: &mut Report<'_>,
    source: &SourcePath,
) -> Result<grid::Grid, Box<Diagnostic>> {
    let tree = match loaded {
        Loaded::Grid(grid) => {
            if pages.records.is_some() {
                let message = "a CSV file has its rows in it, so `records` says nothing";
                beside.add(Code::DataValue, &(0..0), message, "delete the line, or name a JSON or YAML file");
            }
            return Ok(grid);
        }
        Loaded::Tree(tree) => tree,
    };
    let records = pages.records.as_deref().unwrap_or_default();
    let Some(part) = grid::find(&tree, records) else {
        let message = format!("the data have no `{}`", shown(records));
        let finding = Diagnostic::new(Code::DataColumn, Span::new(source, 0..0), message);
        return Err(Box::new(finding.help("write the keys that lead to the rows, with dots between")));
    };
    // A `*` names files of one record each.
    let is_record = pages.file.contains('*') && matches!(part.content, Content::Map(_));
    let made = if is_record { grid::record(part) } else { grid::rows(part) };
    made.map_err(|fault| Box::new(fault.diagnostic(source)))
}

fn says(pages: &DataPages, unsaid: Audience) -> Says {
    let columns = pages.columns.iter();
    Says {
        column: pages.audience.clone().map(|name| (name, 0..0)),
        columns: columns.filter_map(|column| Some((column.name.clone(), column.audience?, 0..0))).collect(),
        unsaid,
    }
}

impl Rows {
    /// Gives the folder that the pages stand in.
    pub(super) fn folder(&self) -> &str {
        folder(&self.pages.path)
    }

    /// Tells whether a place in one of the files is in a row that a reader surely is not meant to have; none for another file.
    pub(super) fn is_for_others(&self, source: &SourcePath, at: usize, reader: Audience) -> Option<bool> {
        let part = self.parts.iter().find(|part| part.source == *source)?;
        Some(part.marked.is_for_others(at, reader))
    }

    /// Tells whether a reader has any row.
    pub(super) fn has_rows_for(&self, names: &Audiences, reader: Audience) -> bool {
        self.parts.iter().any(|part| !part.marked.view(names, reader).rows.is_empty())
    }

    /// Narrows all rows to a section's audience, by their file.
    pub(super) fn close(&mut self, ceiling: impl Fn(&SourcePath) -> Audience) {
        for part in &mut self.parts {
            part.marked.close(ceiling(&part.source));
        }
    }

    /// Keeps rows as narrow as the newest row of the same address, and columns as those of the same name.
    pub(super) fn narrow(&mut self, newer: &[&Self], names: &Audiences) {
        let pieces = pieces(&self.pages.path);
        let key = |marked: &Marked, row: &grid::Row| key(&pieces, row, names, |column| marked.column(column, names));
        let keyed = |part: &'_ Part| part.marked.keyed(|row| key(&part.marked, row));
        let states = newer.iter().map(|rows| rows.parts.iter().map(|part| (&part.marked, keyed(part))).collect());
        let states: Vec<Vec<_>> = states.collect();
        for part in &mut self.parts {
            let keys = part.marked.keys(|row| key(&part.marked, row));
            part.marked.narrow(&keys, &states, names);
        }
    }

    /// Lists the files.
    pub(super) fn sources(&self) -> Vec<&SourcePath> {
        self.parts.iter().map(|part| &part.source).collect()
    }

    /// Gives what an audience reads of all files. A file of which it has no row adds no column.
    fn gathered(&self, names: &Audiences, reader: Audience) -> Gathered<'_> {
        let mut gathered = Gathered { columns: Vec::new(), rows: Vec::new() };
        let views = self.parts.iter().map(|part| part.marked.view(names, reader)).enumerate();
        for (part, view) in views.filter(|(_, view)| !view.rows.is_empty() || self.parts.len() == 1) {
            gather(part, view, &mut gathered);
        }
        let width = gathered.columns.len();
        for (_, line) in &mut gathered.rows {
            let nothing = Node { range: line.range.clone(), content: Content::Null };
            line.cells.resize(width, Cow::Owned(nothing));
        }
        gathered
    }
}

/// Puts the rows of a file below the columns of all.
fn gather<'g>(part: usize, view: View<'g>, gathered: &mut Gathered<'g>) {
    let is_first = gathered.columns.is_empty();
    let mut places = Vec::with_capacity(view.columns.len());
    for (name, _) in view.columns {
        let known = if is_first { None } else { gathered.column(&name) };
        places.push(known.unwrap_or(gathered.columns.len()));
        if known.is_none() {
            gathered.columns.push(name);
        }
    }
    for mut line in view.rows {
        if !is_first {
            let nothing = Cow::Owned(Node { range: line.range.clone(), content: Content::Null });
            let mut cells = vec![nothing; gathered.columns.len()];
            for (place, cell) in places.iter().zip(std::mem::take(&mut line.cells)) {
                cells[*place] = cell;
            }
            line.cells = cells;
        }
        gathered.rows.push((part, line));
    }
}

/// Gives the file that a row's page would be written in.
fn file(made: &Made, content: &str) -> SourcePath {
    let whole = if content.is_empty() { format!("{}.md", made.path) } else { format!("{content}/{}.md", made.path) };
    SourcePath::new(&whole).unwrap_or_else(|_| made.row.source.clone())
}

/// A table of an edition, and what becomes the page of each row.
pub(in super::super) struct Cut {
    pub(in super::super) table: Table,
    pub(in super::super) pages: Vec<RowPage>,
}

/// The file that a row's page would be written in, and its text with the place of its cell.
pub(in super::super) struct RowPage {
    pub(in super::super) source: SourcePath,
    pub(in super::super) text: Option<(String, std::ops::Range<usize>)>,
}

/// Gives the tables that the readers of an edition may know.
pub(in super::super) fn tables(written: &Written, config: &Config, edition: &EditionConfig) -> Vec<Cut> {
    written.data.tables.iter().filter_map(|rows| table(rows, written, config, edition)).collect()
}

fn table(rows: &Rows, written: &Written, config: &Config, edition: &EditionConfig) -> Option<Cut> {
    let gathered = rows.gathered(&config.audiences, edition.audience);
    let mut made = make(&gathered, &rows.sources(), &rows.pages, (config, edition.audience))?;
    if let Some(sections) = &edition.sections {
        let belongs = |place: Place| sections.iter().any(|section| place.is_within(section));
        made.rows.retain(|made| Place::new(&made.path, true).is_some_and(belongs));
    }
    let mut seen = HashSet::with_capacity(made.rows.len());
    made.rows.retain(|made| seen.insert(made.row.url.clone()));
    let url = UrlPath::new(&format!("{}/", address::folder(folder(&rows.pages.path), true)?)).ok()?;
    let page = |made: Made| {
        let page = RowPage { source: file(&made, &written.content), text: made.text.clone() };
        (made.row, page)
    };
    let (rows_, pages): (Vec<Row>, Vec<RowPage>) = made.rows.into_iter().map(page).unzip();
    let table = Table {
        url,
        template: rows.pages.template.clone(),
        title: made.title,
        columns: made.columns,
        listed: made.listed,
        sorted: made.sorted,
        rows: rows_,
    };
    (!table.rows.is_empty()).then_some(Cut { table, pages })
}
