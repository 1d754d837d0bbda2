//! Data files as rows: CSV, or lists of records in JSON, YAML and TOML, read without asking whom they are for.

use serde_yaml::Value;

use crate::config::DataPages;
use crate::path::SourcePath;

/// Rows as they are read: the names of the columns, and the cells, each row as many as it has.
pub(super) type Rows = (Vec<String>, Vec<Vec<Option<String>>>);

/// Fills the names in a pattern with cells.
pub(super) fn filled<'c>(pattern: &str, cell: impl Fn(&str) -> Option<&'c str>) -> String {
    let mut made = String::new();
    for piece in pattern.split('{') {
        let (name, rest) = piece.split_once('}').unwrap_or(("", piece));
        made.push_str(&cell(name.trim()).unwrap_or_default().replace('/', "-"));
        made.push_str(rest);
    }
    made
}

/// Follows a path from a folder.
pub(super) fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/').filter(|part| !matches!(*part, "" | ".")) {
        match part {
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Reads JSON, TOML or YAML.
pub(super) fn value(source: &SourcePath, text: &str) -> Option<Value> {
    let text = text.trim_start_matches('\u{feff}');
    match source.extension().as_str() {
        "json" => serde_json::from_str(text).ok(),
        "toml" => serde_yaml::to_value(toml::from_str::<toml::Table>(text).ok()?).ok(),
        _ => serde_yaml::from_str(text).ok(),
    }
}

fn is_sheet(source: &SourcePath) -> bool {
    matches!(source.extension().as_str(), "csv" | "tsv")
}

/// Reads the rows of a file that become pages: a map is a single record, or records by their keys.
pub(super) fn of_pages(source: &SourcePath, text: &str, pages: &DataPages) -> Option<Rows> {
    if is_sheet(source) {
        return Some(lines(text));
    }
    let value = value(source, text)?;
    let part = part(&value, pages.records.as_deref().unwrap_or_default())?;
    let Value::Mapping(entries) = part else { return records(part) };
    let is_keyed = !pages.file.contains('*') && !entries.is_empty() && entries.values().all(Value::is_mapping);
    let keyed = |(key, record): (&Value, &Value)| {
        let mut keyed = serde_yaml::Mapping::new();
        keyed.insert("key".into(), key.clone());
        let own = record.as_mapping().into_iter().flatten().filter(|(name, _)| name.as_str() != Some("key"));
        keyed.extend(own.map(|(name, value)| (name.clone(), value.clone())));
        Value::Mapping(keyed)
    };
    let list = if is_keyed { entries.iter().map(keyed).collect() } else { vec![part.clone()] };
    records(&Value::Sequence(list))
}

/// Reads the rows of a file; `names` are the keys that lead to them.
pub(super) fn table(source: &SourcePath, text: &str, names: &str) -> Option<Rows> {
    if is_sheet(source) {
        return Some(lines(text));
    }
    records(part(&value(source, text)?, names)?)
}

/// Finds what stands below some keys.
fn part<'v>(value: &'v Value, names: &str) -> Option<&'v Value> {
    let mut part = value;
    let mut rest = names;
    while !rest.is_empty() {
        // A key may hold a dot itself.
        let keys = part.as_mapping()?.iter().filter_map(|(key, value)| Some((key.as_str()?, value)));
        let fits = |(key, _): &(&str, &Value)| {
            rest.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let (key, below) = keys.filter(fits).max_by_key(|(key, _)| key.len())?;
        rest = rest[key.len()..].trim_start_matches('.');
        part = below;
    }
    Some(part)
}

/// Reads lines of cells; what cannot be read is left out.
pub(super) fn lines(text: &str) -> Rows {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let delimiter = match () {
        () if first.contains(',') => b',',
        () if first.contains(';') => b';',
        () if first.contains('\t') => b'\t',
        () => b',',
    };
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let row = |record: csv::StringRecord| record.iter().map(|cell| Some(cell.to_owned())).collect::<Vec<_>>();
    let mut rows = reader.records().filter_map(Result::ok).map(row);
    let heads = rows.next().unwrap_or_default().into_iter().flatten().collect();
    (heads, rows.collect())
}

/// Takes a list of records, or a map of single values, as rows.
pub(super) fn records(value: &Value) -> Option<Rows> {
    if let Value::Mapping(entries) = value {
        let cell = |value: &Value| single(value);
        let rows = entries.iter().map(|(key, value)| vec![cell(key), cell(value)]).collect();
        return Some((vec!["period".to_owned(), "value".to_owned()], rows));
    }
    let mut heads: Vec<String> = Vec::new();
    let mut rows: Vec<Vec<Option<String>>> = Vec::new();
    for record in value.as_sequence()? {
        let mut row = vec![None; heads.len()];
        let mut cells = Vec::new();
        flatten("", record, &mut cells);
        for (name, text) in cells {
            let at = heads.iter().position(|head| *head == name).unwrap_or_else(|| {
                heads.push(name);
                row.push(None);
                heads.len() - 1
            });
            row[at] = Some(text);
        }
        rows.push(row);
    }
    for row in &mut rows {
        row.resize(heads.len(), None);
    }
    Some((heads, rows))
}

fn flatten(above: &str, value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Mapping(_) | Value::Sequence(_) if above.eq_ignore_ascii_case("audience") => {
            found.push((above.to_owned(), "?".to_owned()));
        }
        Value::Mapping(entries) => {
            for (key, value) in entries {
                let key = key.as_str().unwrap_or_default();
                let name = if above.is_empty() { key.to_owned() } else { format!("{above}.{key}") };
                flatten(&name, value, found);
            }
        }
        Value::Sequence(items) => {
            let words: Vec<String> = items.iter().filter_map(single).collect();
            found.push((above.to_owned(), words.join(", ")));
        }
        other => found.push((above.to_owned(), single(other).unwrap_or_default())),
    }
}

fn single(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(answer) => Some(answer.to_string()),
        _ => None,
    }
}
