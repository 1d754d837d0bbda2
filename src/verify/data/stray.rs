//! Files that nobody called data and that hold something for few readers all the same: rows that name an audience, marks.
//!
//! Nobody said how they are to be read, so all that they say is for the narrowest.

use serde_yaml::Value;

use super::super::front::leaves;
use super::super::marks;
use super::table::{lines, value};
use super::{Said, Sort, is_audience};
use crate::audience::{Audience, Audiences};
use crate::edition::Blob;
use crate::path::SourcePath;

/// Tells whether a file holds rows of data.
pub(in super::super) fn is_data(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| {
        matches!(ending.to_lowercase().as_str(), "yaml" | "yml" | "json" | "csv" | "tsv" | "toml")
    })
}

/// Gives what such a file says; none where all of it is for whoever has the file.
pub(in super::super) fn said(source: &SourcePath, blob: &Blob, names: &Audiences) -> Option<Vec<Said>> {
    let text = blob.text()?;
    let has_marks = || names.names().iter().skip(1).any(|name| text.contains(&format!(":{name}[")));
    let mut texts = Vec::new();
    let names_audience = is_data(source.as_str()) && in_data(source, text, names, &mut texts);
    if !names_audience && !has_marks() {
        return None;
    }
    if texts.is_empty() {
        let parts = marks::parts(text, names, Audience::WIDEST);
        texts.extend(parts.into_iter().map(|(range, _)| text[range].to_owned()));
    }
    let narrowest = names.narrowest();
    Some(texts.into_iter().map(|text| Said { text, whom: narrowest, sort: Sort::Text }).collect())
}

/// Takes the cells of a file; tells whether one names an audience narrower than the widest where whom a row is for stands.
fn in_data(source: &SourcePath, text: &str, names: &Audiences, found: &mut Vec<String>) -> bool {
    let narrower = || names.names().iter().skip(1);
    if !text.to_lowercase().contains("audience") || !narrower().any(|name| text.contains(name.as_str())) {
        return false;
    }
    let is_narrower = |word: &str| narrower().any(|name| name == word.trim());
    if matches!(source.extension().as_str(), "csv" | "tsv") {
        let (heads, rows) = lines(text);
        found.extend(rows.iter().flatten().flatten().cloned());
        let columns = (0..heads.len()).filter(|at| is_audience(&heads[*at]));
        let cells = columns.flat_map(|at| rows.iter().filter_map(move |row| row.get(at)?.as_deref()));
        return cells.into_iter().any(is_narrower);
    }
    let Some(value) = value(source, text) else { return true };
    let mut texts = Vec::new();
    leaves("", &value, &mut texts);
    found.extend(texts.into_iter().map(|(_, text)| text));
    states(&value, &is_narrower)
}

fn states(value: &Value, is_narrower: &impl Fn(&str) -> bool) -> bool {
    match value {
        Value::Sequence(items) => items.iter().any(|item| states(item, is_narrower)),
        Value::Mapping(entries) => entries.iter().any(|(key, value)| {
            key.as_str().is_some_and(is_audience) && value.as_str().is_some_and(is_narrower)
                || states(value, is_narrower)
        }),
        _ => false,
    }
}
