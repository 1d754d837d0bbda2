//! The cells of a table as readers see them: each column is of one kind, by the cells that its readers have.

use crate::edition::{ColumnKind, Value};

use super::super::node::{Content, Node};
use super::super::values::date;

/// Tells what all cells are that are not empty.
pub(super) fn kind<'n>(cells: impl Iterator<Item = &'n Node> + Clone) -> ColumnKind {
    let mut said = cells.filter(|cell| !cell.is_blank()).peekable();
    if said.peek().is_none() {
        return ColumnKind::Text;
    }
    let all = |fits: fn(&Node) -> bool| said.clone().all(fits);
    match () {
        () if all(|cell| number(cell).is_some()) => ColumnKind::Number,
        () if all(|cell| flag(cell).is_some()) => ColumnKind::Flag,
        () if all(is_date) => ColumnKind::Date,
        () if all(is_link) => ColumnKind::Link,
        () => ColumnKind::Text,
    }
}

/// Gives a cell as a value of its column's kind; nothing where it is empty.
pub(super) fn value(cell: &Node, kind: ColumnKind) -> Value {
    if cell.is_blank() {
        return Value::Null;
    }
    match kind {
        ColumnKind::Number => as_written(cell),
        ColumnKind::Flag => flag(cell).map_or(Value::Null, Value::Bool),
        _ => match &cell.content {
            Content::List(_) => cell.value(),
            Content::Text(words) => Value::Text(clean(words)),
            _ => Value::Text(clean(&cell.words().unwrap_or_default())),
        },
    }
}

/// Takes the blanks around a text away, and what no page can show, such as a NUL in JSON, written `\u0000`.
pub(super) fn clean(words: &str) -> String {
    let is_shown = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    let words = words.trim();
    if words.chars().all(|c| is_shown(&c)) { words.to_owned() } else { words.chars().filter(is_shown).collect() }
}

/// Gives a number; as text where it is written in another way than it would be shown, such as version `1.10`.
fn as_written(cell: &Node) -> Value {
    let words = cell.words().unwrap_or_default();
    let number = number(cell);
    let shown = match &number {
        Some(Value::Integer(value)) => value.to_string(),
        Some(Value::Float(value)) => value.to_string(),
        _ => String::new(),
    };
    match number {
        Some(value) if shown == words.trim() => value,
        _ => Value::Text(words.trim().to_owned()),
    }
}

/// Reads a plain number; `007` is a name, and so is a telephone number.
fn number(cell: &Node) -> Option<Value> {
    let words = match &cell.content {
        Content::Integer(value, _) => return Some(Value::Integer(*value)),
        Content::Float(value, _) => return value.is_finite().then_some(Value::Float(*value)),
        Content::Text(words) => words.trim(),
        _ => return None,
    };
    let digits = words.strip_prefix('-').unwrap_or(words);
    let is_named = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    if is_named || !digits.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    if let Ok(value) = words.parse() {
        return Some(Value::Integer(value));
    }
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    words.parse().ok().filter(|value: &f64| is_plain && value.is_finite()).map(Value::Float)
}

fn flag(cell: &Node) -> Option<bool> {
    match &cell.content {
        Content::Bool(value) => Some(*value),
        Content::Text(words) => match words.trim() {
            words if words.eq_ignore_ascii_case("true") || words.eq_ignore_ascii_case("yes") => Some(true),
            words if words.eq_ignore_ascii_case("false") || words.eq_ignore_ascii_case("no") => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn is_date(cell: &Node) -> bool {
    matches!(&cell.content, Content::Text(words) if words.contains('-') && date(words).is_some())
}

fn is_link(cell: &Node) -> bool {
    let Content::Text(words) = &cell.content else { return false };
    let words = words.trim();
    let is_mailbox = || words.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    (words.starts_with("https://") || words.starts_with("http://") || is_mailbox())
        && !words.contains(|c: char| c.is_whitespace() || c.is_control() || "\"'<>\\".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cells: &[&str], expect: ColumnKind) {
        let node = |words: &&str| Node { range: 0..0, content: Content::Text((*words).to_owned()) };
        let nodes: Vec<Node> = cells.iter().map(node).collect();
        assert_eq!(kind(nodes.iter()), expect, "{cells:?}");
    }

    #[test]
    fn a_column_is_what_all_its_cells_are() {
        check(&["1", "", "-2.5", "0"], ColumnKind::Number);
        check(&["1", "007"], ColumnKind::Text);
        check(&["1,5"], ColumnKind::Text);
        check(&["False", "", "true"], ColumnKind::Flag);
        check(&["2012-01-26T17:30:51Z", "2012-01-27"], ColumnKind::Date);
        check(&["https://a.example/x", "http://b.example"], ColumnKind::Link);
        check(&["https://a.example/x y"], ColumnKind::Text);
        check(&["a@b.example", "https://a.example"], ColumnKind::Link);
        check(&["@octocat"], ColumnKind::Text);
        check(&["javascript:x"], ColumnKind::Text);
        check(&["", ""], ColumnKind::Text);
        check(&["NaN"], ColumnKind::Text);
    }
}
