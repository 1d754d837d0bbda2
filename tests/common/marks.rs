//! Places of findings, marked in the text itself: `⟦code⟧` stands where the finding of that code must point.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

/// A finding: its path, line, column and code.
pub(crate) type Place = (String, u64, u64, String);

/// Takes the marks out of a text; gives it with the places that they named.
pub(crate) fn unmark(path: &str, marked: &str) -> (String, Vec<Place>) {
    let (mut text, mut places) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('⟦') {
        let (code, after) = after.split_once('⟧').expect("a mark is closed");
        text.push_str(before);
        places.push(place(path, &text, code));
        rest = after;
    }
    (text + rest, places)
}

/// The place behind a text: lines and columns from 1, columns in characters.
fn place(path: &str, before: &str, code: &str) -> Place {
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (path.to_owned(), line as u64, column as u64, code.to_owned())
}

/// Says where two sets of places differ.
fn difference(found: &BTreeSet<Place>, expected: &BTreeSet<Place>) -> String {
    let mut text = String::new();
    let mut list = |title: &str, places: Vec<&Place>| {
        for (path, line, column, code) in places {
            let _ = writeln!(text, "{title}: {code} at {path}:{line}:{column}");
        }
    };
    list("not found", expected.difference(found).collect());
    list("not expected", found.difference(expected).collect());
    text
}

#[track_caller]
pub(crate) fn check_all(form: &str, found: &[Place], expected: &BTreeSet<Place>) {
    let set: BTreeSet<Place> = found.iter().cloned().collect();
    assert!(set == *expected, "{form}:\n{}", difference(&set, expected));
    assert_eq!(found.len(), expected.len(), "{form}: something is reported twice");
}

pub(crate) fn number(value: &Value) -> u64 {
    value.as_u64().expect("a number")
}

pub(crate) fn word(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

pub(crate) fn from_json(text: &str) -> Vec<Place> {
    let findings: Value = serde_json::from_str(text).expect("JSON");
    let place = |f: &Value| (word(&f["path"]), number(&f["line"]), number(&f["column"]), word(&f["code"]));
    findings.as_array().expect("an array").iter().map(place).collect()
}
