//! What is wrong with rows that become pages, as the narrowest audience has them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::config::{Config, DataPages};
use crate::diagnostic::{Code, Diagnostic, Span, nearest};
use crate::path::{SourcePath, UrlPath};
use crate::source::Snapshot;

use super::super::{MOST_FINDINGS, Report, list, shown};
use super::made::{Gathered, Made, make, sort};
use super::pattern::pieces;
use super::{Rows, file};

/// Makes the table once to find what is wrong; one report for each file, and one for what all of them lack.
pub(super) fn rehearse(
    rows: &Rows,
    snapshot: &Snapshot,
    config: &Config,
    reports: &mut [Report<'_>],
    beside: &mut Report<'_>,
) {
    let gathered = rows.gathered(&config.audiences, config.audiences.narrowest());
    let sources = rows.sources();
    // A list without records has no keys that could be missed.
    if !(gathered.rows.is_empty() && gathered.columns.is_empty()) {
        unknown_columns(&gathered, &rows.pages, beside);
    }
    empty_or_headed_twice(&gathered, reports, beside);
    let Some(table) = make(&gathered, &sources, &rows.pages, (config, config.audiences.narrowest())) else { return };
    repeated(&table.rows, &sources, reports);
    if table.rows.len() < gathered.rows.len() {
        lost(&gathered, &table.rows, &rows.pages, reports);
    }
    let stands = |made: &&Made| snapshot.files.contains_key(&file(made, &snapshot.content));
    for made in table.rows.iter().filter(stands) {
        let message = format!("the row's page would stand where `{}.md` is", made.path);
        let help = "rename the file, or write another `path` for the rows";
        reports[made.part].add(Code::UrlCollision, &made.row.range, message, help);
    }
}

/// Reports columns that site.toml names and the data do not have.
fn unknown_columns(gathered: &Gathered<'_>, pages: &DataPages, beside: &mut Report<'_>) {
    let said = pages.columns.iter().filter(|column| column.audience.is_none()).map(|column| column.name.as_str());
    let named = pieces(&pages.path).into_iter().map(|(_, column)| column).chain([pages.title.as_str()]);
    let named = named.chain(sort(pages).map(|(name, _)| name)).chain(pages.text.as_deref()).chain(said);
    let named = named.chain(pages.show.iter().chain(&pages.list).map(String::as_str));
    let mut seen = BTreeSet::new();
    for column in named.filter(|name| !name.is_empty() && gathered.column(name).is_none()) {
        if !seen.insert(column) {
            continue;
        }
        let known = || gathered.columns.iter().map(AsRef::as_ref);
        let message = format!("the data have no column `{}`, which site.toml names in `[[data_pages]]`", shown(column));
        let help = match nearest(column, known()) {
            Some(near) => format!("did you mean `{}`? The columns are {}", shown(near), list(known())),
            None => format!("the columns are {}", list(known())),
        };
        beside.add(Code::DataColumn, &(0..0), message, help);
    }
}

/// Reports a table without rows, and the names of the columns where they stand again among the rows.
fn empty_or_headed_twice(gathered: &Gathered<'_>, reports: &mut [Report<'_>], beside: &mut Report<'_>) {
    if gathered.rows.is_empty() {
        let message = "the data have no rows, so there is no page to make of them";
        let help = "add a row below the names of the columns; with the first one, its page and the list appear";
        beside.add(Code::DataEmpty, &(0..0), message, help);
    }
    for (part, line) in &gathered.rows {
        let mut cells = gathered.columns.iter().zip(&line.cells);
        if cells.all(|(column, cell)| cell.words().is_some_and(|words| words.trim() == column)) {
            let message = "the names of the columns stand here again, as if they were a row";
            let help = "delete this line; it is left when two files are put together";
            reports[*part].add(Code::DataDuplicate, &line.range, message, help);
        }
    }
}

fn repeated(rows: &[Made], sources: &[&SourcePath], reports: &mut [Report<'_>]) {
    let mut seen: BTreeMap<&UrlPath, (usize, &Range<usize>)> = BTreeMap::new();
    for made in rows {
        let own = (made.part, &made.row.range);
        let first = *seen.entry(&made.row.url).or_insert(own);
        if first == own {
            continue;
        }
        let message = format!("another row has the address `{}` already, so this one is left out", made.row.url);
        let report = &mut reports[made.part];
        let finding = Diagnostic::new(Code::DataRepeated, Span::new(report.path, own.1.clone()), message)
            .help("give `path` a column that is different in each row, or two of them, such as `{org}-{name}`")
            .related(Span::new(sources[first.0], first.1.clone()), "the other one");
        if report.findings.len() < MOST_FINDINGS {
            report.findings.push(finding);
        } else {
            report.rest += 1;
        }
    }
}

/// Reports rows without an address.
fn lost(gathered: &Gathered<'_>, made: &[Made], pages: &DataPages, reports: &mut [Report<'_>]) {
    let kept: BTreeSet<(usize, usize)> = made.iter().map(|made| (made.part, made.row.range.start)).collect();
    for (part, line) in gathered.rows.iter().filter(|(part, line)| !kept.contains(&(*part, line.range.start))) {
        let message = match gathered.path(line, &pieces(&pages.path)) {
            None => "this row has no address: a column of `path` is empty there, or holds no letter or digit",
            Some(_) => "this row has no address: what `path` makes of it is too long, or no address at all",
        };
        reports[*part].add(Code::DataValue, &line.range, message, "fill the cell, or write another `path`");
    }
}
