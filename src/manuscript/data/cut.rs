//! A grid as one audience reads it: rows and columns that are for others are gone, and so are the words in cells.
//!
//! Whom a row is for stands in its audience column; a value there that is empty or no audience hides the row. A column is
//! hidden by a mark around its name, or by what the author says of it beside the data. All that is doubtful is for the
//! narrowest audience, and an error.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use crate::audience::{Audience, Audiences};
use crate::config::Config;
use crate::diagnostic::{Code, nearest};

use super::super::marks::sight::sights;
use super::super::node::{Content, Node};
use super::super::review::levels;
use super::super::strings::{cut_string, cut_value};
use super::grid::Grid;
use super::{Report, list, shown};

mod narrow;

const DOUBT: &str = "this looks like an audience mark, but it is none";
const HELP: &str =
    "write `:name[words]` with the audience's exact name, no space before the bracket, and every bracket closed";

/// A grid, and whom each part of it is for.
#[derive(Debug)]
pub(super) struct Marked {
    pub(super) grid: Arc<Grid>,
    /// Whom each column is for.
    columns: Vec<Audience>,
    /// Whom each row is for.
    rows: Vec<Audience>,
    /// Whether a cell or a name of a column holds something like a mark.
    has_marks: bool,
    /// The column that says whom a row is for.
    audience: Option<usize>,
}

/// What is said about the audiences of a grid beside it.
#[derive(Debug, Clone)]
pub(super) struct Says {
    /// The column that says whom a row is for; none for one that is called `audience`, where there is one.
    pub(super) column: Option<(String, Range<usize>)>,
    /// Whom single columns are for.
    pub(super) columns: Vec<(String, Audience, Range<usize>)>,
    /// Whom rows are for without such a column.
    pub(super) unsaid: Audience,
}

/// What makes a row the same in two versions, and whom it is for.
pub(super) type Keyed = (Option<String>, Audience);

/// The columns and rows that an audience reads.
pub(super) struct View<'g> {
    /// The names, and where they stand.
    pub(super) columns: Vec<(Cow<'g, str>, Range<usize>)>,
    pub(super) rows: Vec<Line<'g>>,
}

/// A row with the cells that an audience reads.
pub(super) struct Line<'g> {
    pub(super) range: Range<usize>,
    pub(super) cells: Vec<Cow<'g, Node>>,
    pub(super) audience: Audience,
}

/// Decides whom every row and column is for. What is doubtful is reported: in the data, whose text `text` is, or
/// `beside` them, where the author says how they are read.
pub(super) fn mark(
    grid: Arc<Grid>,
    text: &str,
    says: &Says,
    config: &Config,
    report: &mut Report<'_>,
    beside: &mut Report<'_>,
) -> Marked {
    let names = &config.audiences;
    let has_marks = may_be_marked(text, names);
    let narrowest = names.narrowest();
    let mut is_doubtful = double_names(&grid, names, report);
    let mut columns = vec![Audience::WIDEST; grid.columns.len()];
    for (head, audience) in grid.columns.iter().zip(&mut columns) {
        let (own, doubt) = name_audience(&head.name, config);
        *audience = own;
        if doubt {
            report.add(Code::AudienceDoubtful, &head.range, DOUBT, HELP);
            is_doubtful = true;
        }
    }
    let plain: Vec<String> = grid.columns.iter().map(|head| plain_name(&head.name, names)).collect();
    is_doubtful |= said_of_columns(&plain, says, &mut columns, beside);
    let audience = audience_column(&plain, says);
    if let (None, Some((name, range))) = (audience, &says.column) {
        beside.add(
            Code::AudienceUnknown,
            range,
            format!("{}, which should say whom a row is for", no_column(name)),
            has(&plain),
        );
        is_doubtful = true;
    }
    let rows = grid.rows.iter().map(|row| match audience {
        _ if is_doubtful => narrowest,
        _ if row.is_ragged.is_some() || row.double.is_some() => narrowest,
        None => says.unsaid,
        // A record that has no such key does not say; a cell that is empty does.
        Some(at) if !row.has(at) && says.column.is_none() => says.unsaid,
        Some(at) => row_audience(&row.cells[at], config, report),
    });
    let mut marked = Marked { rows: rows.collect(), grid, columns, has_marks, audience };
    ragged(&marked.grid, report);
    marked.judge_cells(config, report);
    marked
}

/// Narrows single columns as the author says; tells whether one of them is not there, so that a slip may show another.
fn said_of_columns(plain: &[String], says: &Says, columns: &mut [Audience], beside: &mut Report<'_>) -> bool {
    let mut is_doubtful = false;
    for (name, audience, range) in &says.columns {
        let mut is_there = false;
        for at in (0..plain.len()).filter(|at| plain[*at] == *name) {
            columns[at] = columns[at].max(*audience);
            is_there = true;
        }
        if !is_there {
            beside.add(
                Code::AudienceUnknown,
                range,
                format!("{}, which should be hidden", no_column(name)),
                has(plain),
            );
            is_doubtful = true;
        }
    }
    is_doubtful
}

fn no_column(name: &str) -> String {
    format!("the data have no column `{}`", shown(name))
}

fn has(plain: &[String]) -> String {
    format!("the columns are {}", list(plain.iter().map(String::as_str)))
}

/// Tells whether a file may hold marks; escapes could hide one from a look at the whole.
fn may_be_marked(text: &str, names: &Audiences) -> bool {
    let has_widest = || text.contains(&format!(":{}", names.name(Audience::WIDEST)));
    !sights(text, names).is_empty() || has_widest() || text.contains('\\') || text.contains("\"\"")
}

fn ragged(grid: &Grid, report: &mut Report<'_>) {
    for range in grid.rows.iter().filter_map(|row| row.double.as_ref()) {
        let help = "keep the one that is right and delete the other";
        report.add(Code::DataDuplicate, range, "a key stands twice in this record", help);
    }
    for row in &grid.rows {
        let Some(found) = row.is_ragged else { continue };
        let message = format!("this row has {found} cells, and the first line names {} columns", grid.columns.len());
        let help = "write one cell for each column, also an empty one; a text with a comma goes in quotes";
        report.add(Code::DataValue, &row.range, message, help);
    }
}

/// Reports names that stand twice; tells whether one of them is the audience's.
fn double_names(grid: &Grid, names: &Audiences, report: &mut Report<'_>) -> bool {
    let mut seen: Vec<(String, usize)> =
        grid.columns.iter().enumerate().map(|(at, head)| (plain_name(&head.name, names), at)).collect();
    seen.sort();
    let twice = seen.windows(2).filter(|pair| pair[0].0 == pair[1].0 && !pair[0].0.is_empty());
    let mut is_found = false;
    for pair in twice {
        let message = format!("two columns are called `{}`", shown(&pair[0].0));
        report.add(Code::DataDuplicate, &grid.columns[pair[1].1].range, message, "give each column a name of its own");
        is_found = true;
    }
    is_found
}

/// Gives the name of a column without its marks, as the narrowest audience reads it.
pub(super) fn plain_name(name: &str, names: &Audiences) -> String {
    cut_string(name, names, names.narrowest()).0
}

/// Tells whom a column is for by the marks of its name, and whether they are doubtful.
fn name_audience(name: &str, config: &Config) -> (Audience, bool) {
    let names = &config.audiences;
    if sights(name, names).is_empty() && !name.contains(':') {
        return (Audience::WIDEST, false);
    }
    let all = names.names().iter().filter_map(|name| names.find(name));
    let cut = |audience| cut_string(name, names, audience);
    let is_doubtful = levels(config).into_iter().any(|audience| cut(audience).2);
    let reads = |audience: &Audience| {
        let (text, hides, _) = cut(*audience);
        !(hides && text.is_empty())
    };
    let first = all.into_iter().find(reads).unwrap_or(names.narrowest());
    (if is_doubtful { names.narrowest() } else { first }, is_doubtful)
}

fn audience_column(plain: &[String], says: &Says) -> Option<usize> {
    match &says.column {
        Some((name, _)) => plain.iter().position(|column| column == name),
        None => plain.iter().position(|column| column.eq_ignore_ascii_case("audience")),
    }
}

/// Tells whom a row is for by its cell; without a word for the narrowest.
fn row_audience(cell: &Node, config: &Config, report: &mut Report<'_>) -> Audience {
    let names = &config.audiences;
    let words = cell.words();
    let word = words.as_deref().unwrap_or_default().trim();
    if cell.is_blank() {
        return names.narrowest();
    }
    names.find(word).unwrap_or_else(|| {
        let known = list(names.names().iter().map(String::as_str));
        let help = match nearest(word, names.names().iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`? The audiences are {known}"),
            None => format!("write one of {known}"),
        };
        let message = format!("`{}` is no audience, so nobody but the narrowest has the row", shown(word));
        report.add(Code::AudienceUnknown, &cell.range, message, help);
        names.narrowest()
    })
}

impl Marked {
    /// Reports doubtful marks in cells; such a row is for the narrowest audience.
    fn judge_cells(&mut self, config: &Config, report: &mut Report<'_>) {
        if !self.has_marks {
            return;
        }
        let levels = levels(config);
        for (row, readers) in self.grid.rows.iter().zip(&mut self.rows) {
            for cell in row.cells.iter().filter(|cell| may_hold_mark(cell)) {
                let doubts = |audience: &Audience| !cut_value(cell, &config.audiences, *audience).1.is_empty();
                if levels.iter().any(doubts) {
                    report.add(Code::AudienceDoubtful, &cell.range, DOUBT, HELP);
                    *readers = config.audiences.narrowest();
                }
            }
        }
    }

    /// Finds a column by its name, as the narrowest audience reads it.
    pub(super) fn column(&self, name: &str, names: &Audiences) -> Option<usize> {
        self.grid.columns.iter().position(|head| plain_name(&head.name, names).eq_ignore_ascii_case(name))
    }

    /// Finds the first column whose name, as the narrowest audience reads it, is one that is looked for.
    pub(super) fn first_column(&self, is_wanted: impl Fn(&str) -> bool, names: &Audiences) -> Option<usize> {
        self.grid.columns.iter().position(|head| is_wanted(&plain_name(&head.name, names)))
    }

    /// Tells whether a place is in a row that a reader surely is not meant to have: one whose cells are where they should.
    pub(super) fn is_for_others(&self, at: usize, reader: Audience) -> bool {
        let rows = self.grid.rows.iter().zip(&self.rows).filter(|(row, _)| row.range.contains(&at));
        let mut hidden = rows
            .map(|(row, whom)| !reader.may_read(*whom) && row.is_ragged.is_none() && row.double.is_none())
            .peekable();
        hidden.peek().is_some() && hidden.all(|is_hidden| is_hidden)
    }

    /// Narrows all rows to a section's audience.
    pub(super) fn close(&mut self, ceiling: Audience) {
        self.rows.iter_mut().for_each(|row| *row = (*row).max(ceiling));
    }

    /// Gives what an audience reads. The audience column says nothing to readers and is left out.
    pub(super) fn view(&self, names: &Audiences, reader: Audience) -> View<'_> {
        let kept = self.kept(reader);
        let name = |at: &usize| {
            let head = &self.grid.columns[*at];
            let name = if self.has_marks {
                Cow::Owned(cut_string(&head.name, names, reader).0)
            } else {
                Cow::Borrowed(head.name.as_str())
            };
            (name, head.range.clone())
        };
        let rows = self.grid.rows.iter().zip(&self.rows).filter(|(_, audience)| reader.may_read(**audience));
        let rows = rows
            .map(|(row, audience)| Line {
                range: row.range.clone(),
                cells: kept.iter().map(|at| self.cell(&row.cells[*at], names, reader)).collect(),
                audience: *audience,
            })
            .collect();
        View { columns: kept.iter().map(name).collect(), rows }
    }

    /// Gives the columns that an audience has. Those that are keys of rows come in the order in which its rows name them.
    fn kept(&self, reader: Audience) -> Vec<usize> {
        let may_have = |at: &usize| reader.may_read(self.columns[*at]) && self.audience != Some(*at);
        if !self.grid.is_by_key {
            return (0..self.columns.len()).filter(may_have).collect();
        }
        let mut kept = Vec::new();
        let mut is_kept = vec![false; self.columns.len()];
        for (row, _) in self.grid.rows.iter().zip(&self.rows).filter(|(_, audience)| reader.may_read(**audience)) {
            let mut own: Vec<usize> = (0..self.columns.len()).filter(|at| row.has(*at) && !is_kept[*at]).collect();
            own.sort_by_key(|at| row.cells[*at].range.start);
            for at in &own {
                is_kept[*at] = true;
            }
            kept.extend(own.into_iter().filter(may_have));
        }
        kept
    }

    fn cell<'g>(&'g self, cell: &'g Node, names: &Audiences, reader: Audience) -> Cow<'g, Node> {
        if !self.has_marks || !may_hold_mark(cell) {
            return Cow::Borrowed(cell);
        }
        let left = cut_value(cell, names, reader).0;
        Cow::Owned(left.unwrap_or(Node { range: cell.range.clone(), content: Content::Null }))
    }
}

/// Tells whether a cell may hold a mark or something like it.
fn may_hold_mark(cell: &Node) -> bool {
    match &cell.content {
        Content::Text(words) => !words.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" .-_/,".contains(&byte)),
        Content::List(items) => items.iter().any(may_hold_mark),
        _ => false,
    }
}
