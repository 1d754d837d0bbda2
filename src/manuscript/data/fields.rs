//! What a metric and a group say about themselves: keys with values become typed fields, every mistake a finding.

use std::ops::Range;

use jiff::civil::Date;

use crate::diagnostic::{Code, nearest};
use crate::edition::metrics::{Cadence, Direction, Form, Goal, Metric};

use super::super::node::{Content, Entry, Node, duplicates};
use super::super::values;
use super::points::read_number;
use super::{Report, list, shown};

/// The keys of the metrics file.
pub(crate) const ROOT: &[&str] = &["groups", "metrics", "na", "min_group"];
/// The keys of a group.
pub(crate) const GROUP: &[&str] = &["id", "title", "description", "audience"];
/// The keys of a metric.
pub(crate) const METRIC: &[&str] = &[
    "id",
    "title",
    "group",
    "question",
    "definition",
    "objective",
    "chaoss",
    "owner",
    "audience",
    "unit",
    "singular",
    "direction",
    "baseline",
    "target",
    "cadence",
    "paused",
    "chart",
    "tolerance",
    "range",
    "decimals",
    "min_group",
    "source",
    "collected_at",
    "series",
    "data",
    "records",
    "columns",
    "na",
    "notes",
];
/// The keys of a target.
pub(crate) const TARGET: &[&str] = &["value", "by"];
/// The keys of a note.
pub(crate) const NOTE: &[&str] = &["period", "note"];
/// The keys of a number that stands beside its metric.
pub(crate) const POINT: &[&str] = &["period", "value", "series", "note", "audience"];
/// What a column may be called by; `columns` says which column is which.
pub(crate) const ROLES: &[&str] = &["period", "value", "series", "note", "audience"];

/// The keys of one map.
#[derive(Clone, Copy)]
pub(super) struct Fields<'n> {
    entries: &'n [Entry],
    range: &'n Range<usize>,
}

impl<'n> Fields<'n> {
    /// Opens a map; anything else is reported as no `what`.
    pub(super) fn open(node: &'n Node, what: &str, report: &mut Report<'_>) -> Option<Self> {
        if let Content::Map(entries) = &node.content {
            return Some(Self { entries, range: &node.range });
        }
        let message = format!("{what} is keys with values, not {}", node.name());
        report.add(
            Code::DataValue,
            &node.range,
            message,
            "write lines such as `id: upstream` and `title: Upstream merges`",
        );
        None
    }

    pub(super) fn range(self) -> &'n Range<usize> {
        self.range
    }

    pub(super) fn node(self, key: &str) -> Option<&'n Node> {
        self.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node).filter(|node| !node.is_blank())
    }

    pub(super) fn entries(self) -> &'n [Entry] {
        self.entries
    }

    /// Reports keys that nobody knows or that stand twice; tells whether one of them may be meant to say who reads it.
    pub(super) fn judge_keys(self, what: &str, known: &[&str], report: &mut Report<'_>) -> bool {
        let mut is_doubtful = self.doubles(report);
        for entry in self.entries.iter().filter(|entry| !known.contains(&entry.key.as_str())) {
            let near = nearest(&entry.key, known.iter().copied());
            let message = format!("{what} has no key `{}`", shown(&entry.key));
            if near == Some("audience") {
                let help = "write `audience`: so near to it, a slip could publish what is internal";
                report.add(Code::FrontMatterUnsafeKey, &entry.key_range, message, help);
                is_doubtful = true;
                continue;
            }
            let all = format!(
                "the keys here are {}",
                known.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
            );
            let help = near.map_or(all, |near| format!("did you mean `{near}`?"));
            report.add(Code::DataKey, &entry.key_range, message, help);
        }
        is_doubtful
    }

    /// Reports keys of this map that stand twice; tells whether the audience does.
    fn doubles(self, report: &mut Report<'_>) -> bool {
        let node = Node { range: self.range.clone(), content: Content::Map(self.entries.to_vec()) };
        let mut is_audience = false;
        for (later, _) in duplicates(&node) {
            let is_it = later.key == "audience";
            let code = if is_it { Code::AudienceUnknown } else { Code::DataDuplicate };
            let message = format!("the key `{}` stands twice", shown(&later.key));
            report.add(code, &later.key_range, message, "keep the one that is right and delete the other");
            is_audience |= is_it;
        }
        is_audience
    }

    pub(super) fn text(self, key: &str, report: &mut Report<'_>) -> Option<String> {
        let node = self.node(key)?;
        let words = node.words().map(|words| words.trim().to_owned());
        if words.is_none() {
            wrong(key, node, "a text", "write one text behind the colon, in quotes where it holds `: `", report);
        }
        words
    }

    /// Reads a name that becomes a part of an address.
    pub(super) fn id(self, key: &str, report: &mut Report<'_>) -> Option<String> {
        let words = self.text(key, report)?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let starts = words.starts_with(|first: char| first.is_ascii_alphanumeric());
        if starts && words.len() <= 64 && words.bytes().all(plain) {
            return Some(words);
        }
        let message = format!("`{}` cannot be an id, which becomes a part of an address", shown(&words));
        report.add(
            Code::DataValue,
            &self.node(key)?.range,
            message,
            "write letters without accents, digits, `-` and `_`",
        );
        None
    }

    pub(super) fn required(
        self,
        key: &str,
        what: &str,
        value: Option<String>,
        report: &mut Report<'_>,
    ) -> Option<String> {
        if value.is_none() && self.node(key).is_none() {
            let range = self.range.start..self.range.start + 1;
            report.add(Code::DataValue, &range, format!("{what} has no `{key}`"), format!("add a line `{key}: ...`"));
        }
        value
    }

    pub(super) fn number(self, key: &str, report: &mut Report<'_>) -> Option<f64> {
        let node = self.node(key)?;
        read_number(node, &[]).unwrap_or_else(|(message, help)| {
            report.add(Code::DataValue, &node.range, format!("`{key}`: {message}"), help);
            None
        })
    }

    /// Reads a whole number between two bounds.
    pub(super) fn count(self, key: &str, bounds: (u32, u32), report: &mut Report<'_>) -> Option<u32> {
        let node = self.node(key)?;
        let value = match node.content {
            Content::Integer(value, _) => u32::try_from(value).ok(),
            _ => None,
        };
        let found = value.filter(|value| (bounds.0..=bounds.1).contains(value));
        if found.is_none() {
            let wanted = format!("a whole number from {} to {}", bounds.0, bounds.1);
            wrong(key, node, &wanted, "write digits only, without quotes", report);
        }
        found
    }

    fn date(self, key: &str, report: &mut Report<'_>) -> Option<Date> {
        let node = self.node(key)?;
        let words = node.words().unwrap_or_default();
        let date = values::date(&words);
        if date.is_none() {
            let message = format!("`{key}` cannot be read as a date: `{}`", shown(&words));
            report.add(Code::DateInvalid, &node.range, message, "write year, month and day, such as `2026-12-31`");
        }
        date
    }

    fn choice<T: Copy>(self, key: &str, known: &[(&'static str, T)], report: &mut Report<'_>) -> Option<T> {
        let node = self.node(key)?;
        let words = node.words().unwrap_or_default().to_lowercase();
        let found = known.iter().find(|(name, _)| *name == words.trim()).map(|(_, value)| *value);
        if found.is_none() {
            let all = list(known.iter().map(|(name, _)| *name));
            let message = format!("`{key}` cannot be `{}`", shown(&words));
            let help = nearest(words.trim(), known.iter().map(|(name, _)| *name)).map_or_else(
                || format!("write one of {all}"),
                |near| format!("did you mean `{near}`? It may be {all}"),
            );
            report.add(Code::DataValue, &node.range, message, help);
        }
        found
    }

    /// Reads a list of single values as they are written; one value is a list of one.
    pub(super) fn words(self, key: &str, report: &mut Report<'_>) -> Vec<String> {
        let Some(node) = self.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.node) else {
            return Vec::new();
        };
        let items = match &node.content {
            Content::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut words = Vec::with_capacity(items.len());
        for item in items {
            match (&item.content, item.words()) {
                (_, Some(text)) => words.push(text.trim().to_owned()),
                (Content::Null, _) => words.push(String::new()),
                _ => wrong(key, item, "single values", "write them in a list, such as `[\"n/a\", -1]`", report),
            }
        }
        words
    }

    /// Reads two numbers, the smaller one first.
    fn pair(self, key: &str, report: &mut Report<'_>) -> Option<(f64, f64)> {
        let node = self.node(key)?;
        let pair = pair_of(node);
        if pair.is_none() {
            no_pair(key, node, report);
        }
        pair
    }
}

fn pair_of(node: &Node) -> Option<(f64, f64)> {
    let numbers = numbers_of(node)?;
    let [low, high] = numbers.as_slice() else { return None };
    (low <= high).then_some((*low, *high))
}

/// Gives the numbers of a list that holds nothing else.
fn numbers_of(node: &Node) -> Option<Vec<f64>> {
    let Content::List(items) = &node.content else { return None };
    items.iter().map(|node| read_number(node, &[]).ok().flatten()).collect()
}

fn no_pair(key: &str, node: &Node, report: &mut Report<'_>) {
    let message = match numbers_of(node).as_deref() {
        Some([low, high]) => format!("`{key}` wants the smaller number first, and {low} is more than {high}"),
        Some(numbers) => format!("`{key}` wants two numbers, and here are {}", numbers.len()),
        None => format!("`{key}` wants two numbers, the smaller one first, not {}", node.name()),
    };
    report.add(Code::DataValue, &node.range, message, "write them in a list, such as `[0, 100]`");
}

fn wrong(key: &str, node: &Node, wanted: &str, help: &str, report: &mut Report<'_>) {
    let found = match (&node.content, node.words()) {
        (Content::Integer(..) | Content::Float(..), Some(words)) => format!("`{}`", shown(&words)),
        _ => node.name().to_owned(),
    };
    report.add(Code::DataValue, &node.range, format!("`{key}` wants {wanted}, not {found}"), help);
}

/// Reads what a metric means; its numbers, its audience and its id are read by others.
pub(super) fn metric(fields: Fields<'_>, report: &mut Report<'_>) -> Metric {
    let cadences: Vec<(&str, Cadence)> = Cadence::ALL.iter().map(|cadence| (cadence.as_str(), *cadence)).collect();
    let directions = [("up", Direction::Up), ("down", Direction::Down), ("range", Direction::Range)];
    let direction = fields.choice("direction", &directions, report);
    let forms = [("line", Form::Line), ("bar", Form::Bar), ("stacked", Form::Stacked)];
    let place = |entry: &Entry| (entry.key.clone(), entry.node.range.clone());
    Metric {
        title: fields.text("title", report).unwrap_or_default(),
        group: fields.text("group", report),
        question: fields.text("question", report),
        definition: fields.text("definition", report),
        unit: fields.text("unit", report),
        singular: fields.text("singular", report),
        direction,
        baseline: fields.number("baseline", report),
        target: goal(fields, direction, report),
        cadence: fields.choice("cadence", &cadences, report),
        paused: fields.text("paused", report),
        form: fields.choice("chart", &forms, report),
        owner: fields.text("owner", report),
        source: fields.text("source", report),
        collected_at: fields.date("collected_at", report),
        objective: fields.text("objective", report),
        chaoss: fields.text("chaoss", report),
        tolerance: tolerance(fields, report),
        bounds: fields.pair("range", report),
        decimals: fields.count("decimals", (0, 6), report).and_then(|count| u8::try_from(count).ok()),
        min_group: fields.count("min_group", (1, 1000), report),
        places: fields.entries.iter().filter(|entry| METRIC.contains(&entry.key.as_str())).map(place).collect(),
        ..Metric::default()
    }
}

/// Reads the largest usual change between two periods.
fn tolerance(fields: Fields<'_>, report: &mut Report<'_>) -> Option<f64> {
    let tolerance = fields.number("tolerance", report)?;
    if tolerance > 0.0 {
        return Some(tolerance);
    }
    let message = format!("`tolerance` wants a number above zero, not `{tolerance}`");
    let help = "write by how much two numbers in a row may differ, in the unit of the metric";
    report.add(Code::DataValue, &fields.node("tolerance")?.range, message, help);
    None
}

/// Reads a target: keys with values, or the value alone.
fn goal(fields: Fields<'_>, direction: Option<Direction>, report: &mut Report<'_>) -> Option<Goal> {
    let node = fields.node("target")?;
    let own = matches!(node.content, Content::Map(_)).then(|| Fields::open(node, "a target", report)).flatten();
    let (fields, key) = own.map_or((fields, "target"), |own| (own, "value"));
    if own.is_some() {
        fields.judge_keys("a target", TARGET, report);
    }
    let by = own.and_then(|own| own.date("by", report));
    let Some(value) = fields.node(key) else {
        report.add(Code::DataValue, fields.range(), "a target has no `value`", "add the number to reach: `value: 20`");
        return None;
    };
    if let Some((low, high)) = pair_of(value) {
        return Some(Goal { low: Some(low), high: Some(high), by });
    }
    if let Content::List(_) = value.content {
        no_pair(key, value, report);
        return None;
    }
    let number = fields.number(key, report)?;
    match direction {
        Some(Direction::Up) => Some(Goal { low: Some(number), high: None, by }),
        Some(Direction::Down) => Some(Goal { low: None, high: Some(number), by }),
        Some(Direction::Range) => {
            wrong(
                key,
                value,
                "two numbers where `direction` is `range`",
                "write the least and the greatest, such as `[10, 20]`",
                report,
            );
            None
        }
        None => {
            let message = "a target needs a `direction`: nobody knows whether it is the least or the greatest value";
            report.add(
                Code::DataValue,
                &value.range,
                message,
                "add `direction: up` where more is better, `direction: down` where less is",
            );
            None
        }
    }
}
