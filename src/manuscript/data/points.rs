//! The numbers of a metric: the rows that an audience reads become lines of points.
//!
//! Long data have one number a row, and may name its line in a column; wide data have several numbers a row, one column
//! for each line, or one column for each period. A number that is missing is a gap.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::civil::Date;

use crate::diagnostic::Code;
use crate::edition::metrics::{PeriodKey, PeriodKind, Point, Series};

use super::super::node::{Content, Node};
use super::cut::View;
use super::{Report, how_periods_are_written, list, shown};

/// The most lines of a metric; more cannot be told apart.
const MOST_LINES: usize = 100;

/// Which column is which, where the author says so.
#[derive(Debug, Clone, Default)]
pub(super) struct Roles {
    pub(super) period: Option<(String, Range<usize>)>,
    pub(super) values: Vec<(String, Range<usize>)>,
    pub(super) series: Option<(String, Range<usize>)>,
    pub(super) note: Option<(String, Range<usize>)>,
}

/// Reads a number; none where it is missing.
///
/// # Errors
/// Gives what is wrong and what to do.
pub(super) fn read_number(node: &Node, na: &[String]) -> Result<Option<f64>, (String, String)> {
    let finite = |value: f64| if value.is_finite() { Ok(Some(value)) } else { Err(no_number(&value.to_string())) };
    match &node.content {
        Content::Null => Ok(None),
        Content::Integer(_, words) | Content::Float(_, words) if is_missing(words, na) => Ok(None),
        #[expect(clippy::cast_precision_loss, reason = "a count beyond 2^53 is shown rounded")]
        Content::Integer(value, _) => finite(*value as f64),
        Content::Float(value, _) => finite(*value),
        Content::Text(words) if words.trim().is_empty() || is_missing(words, na) => Ok(None),
        Content::Text(words) => plain_number(words.trim()),
        Content::Bool(value) if is_missing(&value.to_string(), na) => Ok(None),
        Content::Bool(_) | Content::List(_) | Content::Map(_) => {
            let help = "write a number, or nothing where it is missing";
            Err((format!("{} is no number", node.name()), help.to_owned()))
        }
    }
}

/// Tells whether a word stands for a missing number; `-1` and `-1.0` are one number.
fn is_missing(words: &str, na: &[String]) -> bool {
    let same = |word: &String| {
        let numbers = word.parse::<f64>().ok().zip(words.trim().parse::<f64>().ok());
        word == words.trim() || numbers.is_some_and(|(word, number)| word.total_cmp(&number).is_eq())
    };
    na.iter().any(same)
}

fn plain_number(words: &str) -> Result<Option<f64>, (String, String)> {
    let is_plain = words.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    match words.parse::<f64>() {
        Ok(value) if is_plain && value.is_finite() => Ok(Some(value)),
        _ => Err(no_number(words)),
    }
}

const NO_NUMBER: &str = "write digits with a point for decimals; if it stands for a missing number, name it in `na`";

fn no_number(words: &str) -> (String, String) {
    let message = format!("`{}` is no number", shown(words));
    let digits: String = words.chars().filter(|c| !matches!(c, ',' | ' ' | '\u{a0}' | '\u{202f}' | '\'')).collect();
    let is_number = |words: &str| words.parse::<f64>().is_ok_and(f64::is_finite) && !words.is_empty();
    let commas = words.matches(',').count();
    let help = match words.trim_end_matches(['%', ' ']) {
        rest if rest.len() < words.len() && is_number(rest) => {
            format!("write `{rest}`; the unit stands in `unit: \"%\"`")
        }
        _ if words.split_once(' ').is_some_and(|(number, unit)| is_number(number) && !starts_with_digit(unit)) => {
            let number = words.split(' ').next().unwrap_or_default();
            format!("write `{number}`; the unit stands in the metric's `unit`")
        }
        rest if commas == 1 => decimal_comma(rest, &digits),
        _ if is_number(&digits) => format!("write `{digits}`: thousands have no mark"),
        _ => NO_NUMBER.to_owned(),
    };
    (message, help)
}

/// Says how a number with one comma is written, which may stand before decimals or before thousands.
fn decimal_comma(words: &str, digits: &str) -> String {
    let is_number = |words: &str| words.parse::<f64>().is_ok_and(f64::is_finite);
    let (whole, decimals) = words.split_once(',').unwrap_or((words, ""));
    let unmarked: String = whole.chars().filter(|c| !matches!(c, '.' | ' ' | '\u{a0}' | '\u{202f}' | '\'')).collect();
    let with_point = format!("{unmarked}.{decimals}");
    match decimals.split_once('.') {
        // A comma before three digits may part thousands, and a point after it surely is for the decimals.
        Some(_) if is_number(digits) => format!("write `{digits}`: thousands have no mark"),
        None if decimals.len() == 3 && whole == unmarked && whole.len() < 4 && is_number(digits) => {
            format!("write `{digits}` if the comma parts thousands, and `{with_point}` if decimals come after it")
        }
        None if is_number(&with_point) => {
            format!("write a point for the decimals, `{with_point}`; thousands have no mark")
        }
        _ => NO_NUMBER.to_owned(),
    }
}

fn starts_with_digit(words: &str) -> bool {
    words.trim_start().starts_with(|first: char| first.is_ascii_digit())
}

/// Makes the lines of a metric. What is wrong is reported, and the rest is read.
///
/// `beside` takes what is wrong with the author's words about the data.
pub(super) fn read(
    view: &View<'_>,
    roles: &Roles,
    na: &[String],
    report: &mut Report<'_>,
    beside: &mut Report<'_>,
) -> Vec<Series> {
    // A metric may be described before its first number is there.
    if view.columns.is_empty() {
        return Vec::new();
    }
    let Some(plan) = plan(view, roles, report, beside) else { return Vec::new() };
    let mut made = Making { na, report, series: Vec::new(), seen: BTreeSet::new(), kind: None };
    for line in &view.rows {
        match &plan {
            Plan::Long { period, values, series, note } => {
                let Some(period) = made.period(&line.cells[*period]) else { continue };
                let note = note.and_then(|at| line.cells[at].words()).filter(|note| !note.trim().is_empty());
                for value in values {
                    let name = match series {
                        Some(at) => line.cells[*at].words(),
                        None => (values.len() > 1).then(|| view.columns[*value].0.to_string()),
                    };
                    made.add(name, period, &line.cells[*value], note.as_deref());
                }
            }
            Plan::Wide { periods, name } => {
                let name = name.and_then(|at| line.cells[at].words());
                for at in periods {
                    let words = Node {
                        range: view.columns[*at].1.clone(),
                        content: Content::Text(view.columns[*at].0.to_string()),
                    };
                    let Some(period) = made.period(&words) else { continue };
                    made.add(name.clone(), period, &line.cells[*at], None);
                }
            }
        }
    }
    made.finish()
}

/// Which columns say what.
enum Plan {
    /// A row is a period.
    Long { period: usize, values: Vec<usize>, series: Option<usize>, note: Option<usize> },
    /// A column is a period, a row is a line.
    Wide { periods: Vec<usize>, name: Option<usize> },
}

fn plan(view: &View<'_>, roles: &Roles, report: &mut Report<'_>, beside: &mut Report<'_>) -> Option<Plan> {
    let find = |name: &str| view.columns.iter().position(|(column, _)| column == name);
    let by_name = |name: &str| view.columns.iter().position(|(column, _)| column.eq_ignore_ascii_case(name));
    let mut role = |stated: &Option<(String, Range<usize>)>, name: &str| match stated {
        None => by_name(name),
        Some((column, range)) => find(column).or_else(|| {
            missing(view, column, range, beside);
            None
        }),
    };
    let (period, series, note) =
        (role(&roles.period, "period"), role(&roles.series, "series"), role(&roles.note, "note"));
    let periods: Vec<usize> =
        (0..view.columns.len()).filter(|at| PeriodKey::parse(&view.columns[*at].0).is_some()).collect();
    if period.is_none() && roles.period.is_none() && !periods.is_empty() {
        let name = series.or_else(|| (0..view.columns.len()).find(|at| !periods.contains(at)));
        return Some(Plan::Wide { periods, name });
    }
    let Some(period) = period else {
        if roles.period.is_none() {
            no_column(view, "period", report);
        }
        return None;
    };
    let mut values = Vec::new();
    for (column, range) in &roles.values {
        match find(column) {
            Some(at) => values.push(at),
            None => missing(view, column, range, beside),
        }
    }
    if roles.values.is_empty() {
        let others: Vec<usize> =
            (0..view.columns.len()).filter(|at| *at != period && ![series, note].contains(&Some(*at))).collect();
        match (by_name("value"), others.as_slice()) {
            (Some(value), _) => values.push(value),
            (None, [only]) => values.push(*only),
            _ => no_column(view, "value", report),
        }
    }
    Some(Plan::Long { period, values, series, note })
}

fn missing(view: &View<'_>, column: &str, range: &Range<usize>, report: &mut Report<'_>) {
    let message = format!("the data have no column `{}`", shown(column));
    report.add(Code::DataColumn, range, message, has(view));
}

fn no_column(view: &View<'_>, name: &str, report: &mut Report<'_>) {
    let range = view.columns.first().map_or(0..0, |(_, range)| range.clone());
    let help = format!("{}; say which one it is with `columns: {{{name}: ...}}`", has(view));
    report.add(Code::DataColumn, &range, format!("the data have no column `{name}`"), help);
}

fn has(view: &View<'_>) -> String {
    format!("the columns are {}", list(view.columns.iter().map(|(name, _)| name.as_ref())))
}

/// Lines in the making.
struct Making<'a, 'r, 'p> {
    na: &'a [String],
    report: &'r mut Report<'p>,
    series: Vec<Series>,
    seen: BTreeSet<(usize, PeriodKey)>,
    kind: Option<PeriodKind>,
}

impl Making<'_, '_, '_> {
    /// Reads a period, which must be as long as the first one.
    fn period(&mut self, cell: &Node) -> Option<PeriodKey> {
        let words = cell.words().unwrap_or_default();
        let Some(period) = PeriodKey::parse(&words) else {
            let message = match words.trim() {
                "" => "the period is missing".to_owned(),
                words => format!("`{}` is no period", shown(words)),
            };
            self.report.add(Code::DataValue, &cell.range, message, how_periods_are_written(&words));
            return None;
        };
        let kind = *self.kind.get_or_insert(period.kind());
        if period.kind() != kind {
            let message =
                format!("`{period}` is a {}, and the first period is a {}", period.kind().as_str(), kind.as_str());
            let help = "write all periods of a metric in one length; two lengths are two metrics";
            self.report.add(Code::DataValue, &cell.range, message, help);
            return None;
        }
        Some(period)
    }

    fn add(&mut self, name: Option<String>, period: PeriodKey, cell: &Node, note: Option<&str>) {
        let name = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        let value = read_number(cell, self.na).unwrap_or_else(|(message, help)| {
            self.report.add(Code::DataValue, &cell.range, message, help);
            None
        });
        let at = self.series.iter().position(|series| series.name == name).unwrap_or_else(|| {
            self.series.push(Series { name, points: Vec::new() });
            self.series.len() - 1
        });
        if self.series.len() > MOST_LINES {
            self.series.pop();
            let message = format!("a metric has at most {MOST_LINES} lines");
            self.report.add(Code::DataLimit, &cell.range, message, "add the smaller ones up to one line");
            return;
        }
        if !self.seen.insert((at, period)) {
            let of = self.series[at].name.as_deref().map(|name| format!(" of `{}`", shown(name))).unwrap_or_default();
            let message = format!("the period `{period}`{of} stands twice");
            self.report.add(
                Code::DataDuplicate,
                &cell.range,
                message,
                "keep the row that is right and delete the other",
            );
            return;
        }
        let note = note.map(|note| note.trim().to_owned());
        self.series[at].points.push(Point {
            period,
            value,
            is_small: false,
            is_hidden: false,
            note,
            place: cell.range.clone(),
        });
    }

    fn finish(mut self) -> Vec<Series> {
        for series in &mut self.series {
            series.points.sort_by_key(|point| point.period);
        }
        self.series
    }
}

/// Takes out the numbers of periods that begin after a day.
pub(super) fn take_later(series: &mut Vec<Series>, day: Date) -> Vec<Point> {
    let mut later = Vec::new();
    for line in series.iter_mut() {
        let known = line.points.partition_point(|point| point.period.first_day() <= day);
        later.extend(line.points.split_off(known));
    }
    series.retain(|line| !line.points.is_empty());
    later
}

/// Hides counts about too few people; where a period hides one number of several, the smallest other one too, since a
/// sum would tell it.
pub(super) fn suppress(series: &mut [Series], least: u32) {
    let is_small = |value: f64| value > 0.0 && value < f64::from(least);
    for point in series.iter_mut().flat_map(|series| &mut series.points) {
        if point.value.is_some_and(is_small) {
            (point.value, point.is_small) = (None, true);
        }
    }
    let periods: BTreeSet<PeriodKey> =
        series.iter().flat_map(|line| line.points.iter().map(|point| point.period)).collect();
    for period in periods {
        let mut points: Vec<&mut Point> =
            series.iter_mut().flat_map(|line| line.points.iter_mut().filter(|point| point.period == period)).collect();
        if points.iter().filter(|point| point.is_small).count() != 1 {
            continue;
        }
        let others = points.iter_mut().filter(|point| point.value.is_some_and(|value| value > 0.0));
        let smallest = others.min_by(|a, b| a.value.unwrap_or(0.0).total_cmp(&b.value.unwrap_or(0.0)));
        if let Some(point) = smallest {
            (point.value, point.is_hidden) = (None, true);
        }
    }
}

/// Puts the notes of a metric to the points of their periods.
pub(super) fn annotate(series: &mut [Series], notes: &[(PeriodKey, String, Range<usize>)], report: &mut Report<'_>) {
    for (period, note, range) in notes {
        let points = series.iter_mut().flat_map(|series| &mut series.points);
        let Some(point) = points.into_iter().find(|point| point.period == *period) else {
            let message = format!("the metric has no period `{period}`");
            report.add(Code::DataValue, range, message, "write a period that the data have");
            continue;
        };
        let text = point.note.take().map_or_else(|| note.clone(), |first| format!("{first}; {note}"));
        point.note = Some(text);
    }
}

#[cfg(test)]
mod tests {
    use super::no_number;

    #[test]
    fn the_help_about_marks_in_numbers_keeps_their_size() {
        for (words, expect) in [
            ("1.204,5", &["`1204.5`"][..]),
            ("1.204,50", &["`1204.50`"]),
            ("1,204", &["`1204`", "`1.204`"]),
            ("1,234,567", &["`1234567`"]),
            ("1,204.5", &["`1204.5`"]),
            ("1,5", &["`1.5`"]),
        ] {
            let (_, help) = no_number(words);
            let said: Vec<String> = help.split('`').skip(1).step_by(2).map(|number| format!("`{number}`")).collect();
            assert_eq!(said, expect, "{words}: {help}");
        }
    }
}
