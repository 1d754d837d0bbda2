//! Data files: the metrics, the tables that they are drawn from, the tables whose rows become pages.
//!
//! [`read`] takes the files that site.toml and the metrics file name and checks all of them as the narrowest audience
//! reads them; [`metrics`] and [`tables`] cut them to an edition. Cutting comes first each time, and what follows from
//! the numbers is computed from what is left, so it cannot depend on a row, a column or a metric that is hidden.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::audience::{Audience, Audiences};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edition::Blob;
use crate::path::SourcePath;
use crate::source::Snapshot;

use super::document::Document;
use super::node::Node;
use super::place::below;
use super::sections::Sections;
use super::yaml::Refusal;
use super::{toml, yaml};

mod book;
mod csv;
mod cut;
pub(crate) mod fields;
mod grid;
mod guess;
mod json;
mod origin;
mod points;
mod rows;
mod strays;
mod values;

use book::Book;
use grid::Grid;
use rows::Rows;

pub(super) use book::metrics;
pub(super) use rows::{RowPage, folder as rows_folder, tables};

/// The most columns of a data file.
const MOST_COLUMNS: usize = 1_000;
/// The most cells of a data file, or values in it: all of them are held in memory.
const MOST_CELLS: usize = 1_000_000;
/// The most bytes of a data file.
const MOST_BYTES: usize = 64 << 20;
/// The most bytes of YAML, which is slow to read.
const MOST_YAML: usize = 8 << 20;
/// The most bytes of one cell.
const MOST_CELL: usize = 64 << 10;
/// The most findings of one file.
const MOST_FINDINGS: usize = 100;
/// The deepest nesting.
const DEPTH: usize = 64;

/// All data of a version, for all readers.
#[derive(Debug, Default)]
pub(super) struct Data {
    book: Option<Book>,
    tables: Vec<Rows>,
    /// The files that may hold something for several audiences: as files, only the narrowest may have them.
    pub(super) files: BTreeSet<SourcePath>,
}

impl Data {
    /// Closes what lies in closed sections: numbers and rows by where their files are, rows also by where their pages are.
    pub(super) fn close(&mut self, sections: &Sections, content: &str, config: &Config) {
        let of_file = |source: &SourcePath| {
            let path = below(source, content).unwrap_or_default();
            sections.ceiling(path.rsplit_once('/').map_or("", |(folder, _)| folder))
        };
        if let Some(book) = &mut self.book {
            book.close(of_file);
        }
        for rows in &mut self.tables {
            let (_, ceiling) = sections.at(rows.folder(), config);
            rows.close(|source| of_file(source).max(ceiling));
        }
    }

    /// Tells whether a place in a data file is in a metric or a row that a reader surely is not meant to have.
    pub(super) fn is_for_others(&self, source: &SourcePath, at: usize, reader: Audience) -> bool {
        let of_metrics = self.book.as_ref().and_then(|book| book.is_for_others(source, at, reader));
        let mut of_tables = self.tables.iter().filter_map(|rows| rows.is_for_others(source, at, reader)).peekable();
        match of_metrics {
            None => of_tables.peek().is_some() && of_tables.all(|is_others| is_others),
            Some(is_others) => is_others && of_tables.all(|is_others| is_others),
        }
    }

    /// Tells whether what site.toml says at a place is of a table of which a reader has no row.
    pub(super) fn is_table_of_others(&self, at: usize, config: &Config, reader: Audience) -> bool {
        let mut tables = self.tables.iter().filter(|rows| rows.pages.range.contains(&at));
        tables.any(|rows| !rows.has_rows_for(&config.audiences, reader))
    }

    /// Gives the tables of which none of some readers has a row, though there are rows: the folder of their pages, their
    /// file, and the place in site.toml.
    pub(super) fn unseen<'d>(
        &'d self,
        readers: &'d [Audience],
        names: &'d Audiences,
    ) -> impl Iterator<Item = (&'d str, &'d str, Range<usize>)> {
        let is_seen = |rows: &Rows| readers.iter().any(|reader| rows.has_rows_for(names, *reader));
        let lost = self.tables.iter().filter(move |rows| !is_seen(rows) && rows.has_rows_for(names, names.narrowest()));
        lost.map(|rows| (rows.folder(), rows.pages.file.as_str(), rows.pages.range.clone()))
    }

    /// Keeps the data of an old version as narrow as the newest of the same metrics, rows and columns in `newer` versions.
    pub(super) fn narrow(&mut self, newer: &[&Self], names: &Audiences) {
        if let Some(book) = &mut self.book {
            let books: Vec<&Book> = newer.iter().filter_map(|data| data.book.as_ref()).collect();
            book.narrow(&books, names);
        }
        for rows in &mut self.tables {
            let name = |rows: &Rows| (rows.pages.file.clone(), rows.pages.path.clone());
            let own = name(rows);
            let tables = newer.iter().flat_map(|data| &data.tables);
            let states: Vec<&Rows> = tables.filter(|state| name(state) == own).collect();
            rows.narrow(&states, names);
        }
    }
}

/// What is wrong with a data file, and where.
#[derive(Debug)]
struct Fault {
    code: Code,
    range: Range<usize>,
    message: String,
    help: String,
}

impl Fault {
    fn new(code: Code, range: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { code, range, message: message.into(), help: help.into() }
    }

    fn columns(range: Range<usize>) -> Self {
        let message = format!("the data have more than {MOST_COLUMNS} columns");
        Self::new(Code::DataLimit, range, message, "keep the columns that somebody reads, or one row for each value")
    }

    fn cells(range: Range<usize>) -> Self {
        let message = format!("the data have more than {MOST_CELLS} cells");
        let help = "keep the rows and columns that somebody reads; numbers can be added up by month or quarter";
        Self::new(Code::DataLimit, range, message, help)
    }

    fn cell(range: &Range<usize>) -> Self {
        let message = format!("this cell has {} KB, and the most is {} KB", range.len() >> 10, MOST_CELL >> 10);
        let help = "move the text into a page; if a quote was meant to end it earlier, put that right";
        Self::new(Code::DataLimit, range.start..range.start + 1, message, help)
    }

    fn nul(at: usize) -> Self {
        let message = "there is a NUL character here, which no text has";
        let help = "the file may be UTF-16, or no text at all; save it with the encoding UTF-8, which spreadsheets call \
            `CSV UTF-8`";
        Self::new(Code::DataSyntax, at..at + 1, message, help)
    }

    fn diagnostic(self, source: &SourcePath) -> Diagnostic {
        Diagnostic::new(self.code, Span::new(source, self.range), self.message).help(self.help)
    }
}

/// A data file as it lies there.
#[derive(Debug)]
enum Loaded {
    Grid(Grid),
    Tree(Node),
}

/// The findings in one file.
struct Report<'a> {
    path: &'a SourcePath,
    findings: Vec<Diagnostic>,
    /// How many more there are.
    rest: usize,
}

impl<'a> Report<'a> {
    fn new(path: &'a SourcePath) -> Self {
        Self { path, findings: Vec::new(), rest: 0 }
    }

    /// Adds a finding; of very many only the first, but for one about audiences.
    fn add(&mut self, code: Code, range: &Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        let is_needed = code.is_about_audience() && self.findings.iter().all(|finding| finding.code != code);
        if self.findings.len() < MOST_FINDINGS || is_needed {
            self.findings.push(Diagnostic::new(code, Span::new(self.path, range.clone()), message).help(help));
        } else {
            self.rest += 1;
        }
    }

    fn finish(mut self) -> Vec<Diagnostic> {
        if self.rest > 0 {
            let message = format!("{} more mistakes in this file are not listed", self.rest);
            let finding = Diagnostic::new(Code::DataValue, Span::file(self.path), message);
            self.findings.push(finding.help("mend those that are listed; the others are often of the same kind"));
        }
        self.findings
    }
}

/// Reads the data files of a version; everything that is wrong in them is a finding.
pub(super) fn read(snapshot: &Snapshot, sections: &Sections, config: &Config, findings: &mut Vec<Diagnostic>) -> Data {
    let mut data = Data::default();
    if let Some(file) = &config.metrics {
        data.book = book::read(snapshot, file, config, findings);
        data.files.extend(data.book.iter().flat_map(|book| book.files().cloned()));
    }
    for pages in &config.data_pages {
        data.tables.extend(rows::read(snapshot, pages, sections, config, findings));
    }
    data.files.extend(data.tables.iter().flat_map(Rows::sources).cloned());
    let is_known = data.book.as_ref().is_none_or(|book| book.is_whole);
    let is_missing = || config.metrics.as_ref().is_none_or(|file| file_of(snapshot, file).is_none());
    let is_whole = is_known && (data.book.is_some() || is_missing());
    let strays = strays::find(snapshot, config, &data.files, is_whole);
    data.files.extend(strays);
    data.close(sections, &snapshot.content, config);
    data
}

/// Finds what the data say of pages and no page bears out.
pub(super) fn judge(data: &Data, documents: &[Document], config: &Config) -> Vec<Diagnostic> {
    data.book.as_ref().map_or_else(Vec::new, |book| book.judge_objectives(documents, &config.audiences))
}

/// Gives a file below the content folder, by its path there.
fn file_of<'s>(snapshot: &'s Snapshot, path: &str) -> Option<(&'s SourcePath, &'s Blob)> {
    let whole = if snapshot.content.is_empty() { path.to_owned() } else { format!("{}/{path}", snapshot.content) };
    snapshot.files.get_key_value(&SourcePath::new(&whole).ok()?)
}

/// Reads a file by what its name says it is.
fn load(source: &SourcePath, blob: &Blob) -> Result<Loaded, Box<Diagnostic>> {
    let Some(text) = blob.text() else {
        return Err(Box::new(super::document::not_utf8(source, blob.bytes())));
    };
    parse(source, text).map_err(|fault| Box::new(fault.diagnostic(source)))
}

fn parse(source: &SourcePath, text: &str) -> Result<Loaded, Fault> {
    let extension = source.extension();
    let most = if matches!(extension.as_str(), "yaml" | "yml" | "toml") { MOST_YAML } else { MOST_BYTES };
    if text.len() > most {
        let message = format!("the file is larger than {} MB", most >> 20);
        return Err(Fault::new(Code::DataLimit, 0..0, message, "keep what somebody reads, as CSV"));
    }
    if let Some(at) = memchr::memchr(0, text.as_bytes()) {
        return Err(Fault::nul(at));
    }
    let start = text.len() - text.strip_prefix('\u{feff}').unwrap_or(text).len();
    match extension.as_str() {
        "csv" | "tsv" => csv::read(text).map(Loaded::Grid),
        "json" => json::read(text).map(Loaded::Tree),
        "yaml" | "yml" => yaml::parse_bounded(text, start..text.len()).map(Loaded::Tree).map_err(refused),
        "toml" => toml::parse(text, start..text.len()).map(Loaded::Tree).map_err(refused),
        _ => {
            let message = format!("`{}` is no kind of data that can be read", source.file_name());
            Err(Fault::new(Code::DataSyntax, 0..0, message, "save the data as CSV, JSON, YAML or TOML"))
        }
    }
}

fn refused(refusal: Refusal) -> Fault {
    match refusal {
        Refusal::Alias(range) => {
            let message = "anchors, aliases and tags (`&`, `*`, `!`) have no place in data";
            let help = "write the value out; a text that starts with `&`, `*` or `!` goes in quotes";
            Fault::new(Code::DataSyntax, range, message, help)
        }
        Refusal::Syntax { range, reason, help } => Fault::new(Code::DataSyntax, range, reason, help),
    }
}

/// Says how a period is written, best with the one that was meant.
fn how_periods_are_written(words: &str) -> String {
    match guess::period(words) {
        Some(meant) => format!("write `{meant}`"),
        None => "write `2026`, `2026-Q1`, `2026-03`, `2026-W05` or `2026-03-31`".to_owned(),
    }
}

/// Writes names in backticks, with commas; of many the first ones.
fn list<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let clean = |name: &str| format!("`{}`", shown(name));
    let mut names: Vec<String> = names.into_iter().take(13).map(clean).collect();
    if names.len() == 13 {
        "…".clone_into(&mut names[12]);
    }
    names.join(", ")
}

/// Shortens what an author wrote to what a message can hold, on one line.
fn shown(text: &str) -> String {
    let clean = |c: char| if c.is_control() || c == '`' { ' ' } else { c };
    let short: String = text.chars().take(60).map(clean).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

#[cfg(test)]
mod tests;
