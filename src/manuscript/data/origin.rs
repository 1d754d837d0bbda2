//! Where the numbers of a metric are, and how they are to be read.

use std::ops::Range;

use crate::audience::{Audience, Audiences};
use crate::config::Config;
use crate::diagnostic::{Code, nearest};
use crate::edition::metrics::PeriodKey;

use super::super::node::{Content, Entry, Node};
use super::cut::Says;
use super::fields::{self, Fields};
use super::points::Roles;
use super::{Report, how_periods_are_written, list, shown};

/// A text and where it stands.
type Placed = (String, Range<usize>);

/// Where the numbers of a metric are.
#[derive(Debug)]
pub(super) struct Origin {
    /// The file, relative to the folder of the metrics file.
    pub(super) data: Option<Placed>,
    /// The keys that lead to the rows in a file that holds more.
    pub(super) records: Option<Placed>,
    pub(super) roles: Roles,
    pub(super) says: Says,
    /// What stands where a number is missing.
    pub(super) na: Vec<String>,
    pub(super) min_group: Option<u32>,
}

/// Reads where the numbers of a metric are; `unsaid` is whom rows are for that do not say.
pub(super) fn read(fields: Fields<'_>, unsaid: Audience, config: &Config, report: &mut Report<'_>) -> Origin {
    let mut origin = Origin {
        data: placed(fields, "data", report),
        records: placed(fields, "records", report),
        roles: Roles::default(),
        says: Says { column: None, columns: Vec::new(), unsaid },
        na: fields.words("na", report),
        min_group: None,
    };
    let columns = fields.node("columns").and_then(|node| Fields::open(node, "`columns`", report));
    for entry in columns.iter().flat_map(|columns| columns.entries()) {
        column(&mut origin, entry, config, report);
    }
    // The fields are read again, and what is wrong reported, with the metric.
    origin.min_group = fields.count("min_group", (1, 1000), &mut Report::new(report.path));
    origin
}

fn placed(fields: Fields<'_>, key: &str, report: &mut Report<'_>) -> Option<Placed> {
    Some((fields.text(key, report)?, fields.node(key)?.range.clone()))
}

/// Reads what is said of a column: what it is called by, or whom it is for.
fn column(origin: &mut Origin, entry: &Entry, config: &Config, report: &mut Report<'_>) {
    if let Some(said) =
        matches!(entry.node.content, Content::Map(_)).then(|| Fields::open(&entry.node, "a column", report)).flatten()
    {
        let is_doubtful = said.judge_keys("a column", &["audience"], report);
        let readers = said.node("audience").map(|node| audience(node, &config.audiences, report));
        let readers = readers.filter(|_| !is_doubtful).unwrap_or(config.audiences.narrowest());
        origin.says.columns.push((entry.key.clone(), readers, entry.key_range.clone()));
        return;
    }
    let names = names(&entry.node);
    let one = || names.first().cloned();
    match (entry.key.as_str(), names.len()) {
        ("value", 1..) => origin.roles.values = names,
        ("period", 1) => origin.roles.period = one(),
        ("series", 1) => origin.roles.series = one(),
        ("note", 1) => origin.roles.note = one(),
        ("audience", 1) => origin.says.column = one(),
        (key, _) => {
            let message = format!("`columns` cannot say this of `{}`", shown(key));
            let help = format!(
                "name the columns that are {}, or write `name: {{audience: internal}}` for a column of your data",
                list(fields::ROLES.iter().copied())
            );
            report.add(Code::DataKey, &entry.key_range, message, help);
        }
    }
    if entry.key == "audience" && names_nothing(origin) {
        // A slip here must not show all rows.
        let said = (entry.key.clone(), entry.key_range.clone());
        origin.says.column = Some(said);
    }
}

fn names_nothing(origin: &Origin) -> bool {
    origin.says.column.is_none()
}

fn names(node: &Node) -> Vec<Placed> {
    let items = match &node.content {
        Content::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let named = items.iter().filter_map(|item| Some((item.words()?.trim().to_owned(), item.range.clone())));
    named.filter(|(name, _)| !name.is_empty()).collect()
}

/// Reads the name of an audience; what is none is reported and means the narrowest.
pub(super) fn audience(node: &Node, names: &Audiences, report: &mut Report<'_>) -> Audience {
    let words = node.words().unwrap_or_default();
    names.find(words.trim()).unwrap_or_else(|| {
        let known = || names.names().iter().map(String::as_str);
        let message = match node.words() {
            Some(words) => format!("`{}` is no audience", shown(&words)),
            None => format!("{} is no audience", node.name()),
        };
        let help = match nearest(words.trim(), known()) {
            Some(near) => format!("did you mean `{near}`? The audiences are {}", list(known())),
            None => format!("write one of {}", list(known())),
        };
        report.add(Code::AudienceUnknown, &node.range, message, help);
        names.narrowest()
    })
}

/// Reads what happened in single periods.
pub(super) fn notes(fields: Fields<'_>, report: &mut Report<'_>) -> Vec<(PeriodKey, String, Range<usize>)> {
    let Some(node) = fields.node("notes") else { return Vec::new() };
    let Content::List(items) = &node.content else {
        let message = format!("`notes` is a list, not {}", node.name());
        report.add(Code::DataValue, &node.range, message, "write lines such as `- {period: 2026-03, note: New rules}`");
        return Vec::new();
    };
    items.iter().filter_map(|item| note(item, report)).collect()
}

fn note(item: &Node, report: &mut Report<'_>) -> Option<(PeriodKey, String, Range<usize>)> {
    let fields = Fields::open(item, "a note", report)?;
    fields.judge_keys("a note", fields::NOTE, report);
    let text = fields.text("note", report);
    let text = fields.required("note", "a note", text, report)?;
    let node = fields.node("period");
    let period = node.and_then(|node| PeriodKey::parse(&node.words()?));
    if period.is_none() {
        let range = node.map_or(&item.range, |node| &node.range);
        let words = node.and_then(Node::words).unwrap_or_default();
        report.add(Code::DataValue, range, "the period of a note cannot be read", how_periods_are_written(&words));
    }
    Some((period?, text, item.range.clone()))
}
