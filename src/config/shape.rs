//! Compares a parsed site.toml with the table of keys: unknown keys, missing keys, values of the wrong type, values that
//! do not fit. What it lets pass, [`super::section::Section`] reads; nothing here builds the [`super::Config`].

use std::collections::BTreeMap;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, nearest};

use super::form;
use super::keys::{Form, Key, ROOT};
use super::report::Report;

struct Walk<'r, 'a> {
    report: &'r mut Report<'a>,
    /// Whether a key that is not there is really missing, or may stand in a line that could not be read.
    is_whole: bool,
    places: BTreeMap<String, Range<usize>>,
}

/// A key on the way: the keys that lead to it, empty at the top level, and where it stands.
struct Place {
    name: String,
    range: Range<usize>,
}

impl Place {
    fn child(&self, key: &str, range: Range<usize>) -> Self {
        let name = if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) };
        Self { name, range }
    }
}

/// Compares the whole file with [`ROOT`]; gives where each key's value stands, by the keys that lead to it, as in
/// `metrics.file`.
///
/// What is missing from a file that is not `whole`, since some lines could not be read, is no finding.
pub(super) fn walk(root: &DeTable<'_>, whole: bool, report: &mut Report<'_>) -> BTreeMap<String, Range<usize>> {
    let mut walk = Walk { report, is_whole: whole, places: BTreeMap::new() };
    walk.table(root, ROOT, None, &Place { name: String::new(), range: 0..0 });
    walk.places
}

/// Gives the way of writing a value that its TOML type speaks for.
pub(super) fn choose<'f>(form: &'f Form, value: &DeValue<'_>) -> &'f Form {
    match form {
        Form::Either(first, second) if toml_type(first) != value.type_str() => second,
        Form::Either(first, _) => first,
        form => form,
    }
}

/// Gives the TOML type of a form.
pub(super) fn toml_type(form: &Form) -> &'static str {
    match form {
        Form::Flag => "boolean",
        Form::List(_) => "array",
        Form::Table(_) | Form::Open { .. } => "table",
        Form::Either(first, _) => toml_type(first),
        _ => "string",
    }
}

impl Walk<'_, '_> {
    fn table(&mut self, table: &DeTable<'_>, known: &[Key], open: Option<(&Form, &Form)>, place: &Place) {
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            let row = known.iter().find(|row| row.name == name);
            let child = place.child(name, key.span());
            match (row, open) {
                (Some(row), _) => self.value(&row.form, value, &child),
                (None, Some((keys, values))) => {
                    self.text(keys, name, &child, Code::ConfigUnknownKey);
                    self.value(values, value, &child);
                }
                (None, None) => self.unknown_key(name, known, place, &child),
            }
        }
        let is_whole = self.is_whole;
        for row in known.iter().filter(|row| row.required && is_whole && !table.contains_key(row.name)) {
            self.missing_key(row, place);
        }
    }

    fn value(&mut self, form: &Form, value: &Spanned<DeValue<'_>>, place: &Place) {
        self.places.insert(place.name.clone(), value.span());
        let (written, form) = (form, choose(form, value.get_ref()));
        let here = Place { name: place.name.clone(), range: value.span() };
        match (form, value.get_ref()) {
            (Form::Day, DeValue::Datetime(when)) => self.text(form, &when.to_string(), &here, Code::ConfigValue),
            (Form::Flag, DeValue::Boolean(_)) => {}
            (Form::List(element), DeValue::Array(list)) => {
                list.iter().for_each(|value| self.value(element, value, place));
            }
            (Form::Table(known), DeValue::Table(table)) => self.table(table, known, None, place),
            (Form::Open { known, keys, values }, DeValue::Table(table)) => {
                self.table(table, known, Some((keys, values)), place);
            }
            (form, DeValue::String(text)) if toml_type(form) == "string" => {
                self.text(form, text, &here, Code::ConfigValue);
            }
            (_, value) => self.wrong_type(written, value, &here),
        }
    }

    fn text(&mut self, form: &Form, text: &str, place: &Place, code: Code) {
        let Err((reason, help)) = form::fits(form, text) else { return };
        let message = match code {
            Code::ConfigUnknownKey => format!("`{}` is no key here: {reason}", shown(text)),
            _ => format!("`{}` cannot be `{}`: {reason}", shown(&place.name), shown(text)),
        };
        let help = help.unwrap_or_else(|| format!("mend the text `{}`", shown(text)));
        self.report.add(code, place.range.clone(), message, help);
    }

    fn wrong_type(&mut self, form: &Form, value: &DeValue<'_>, place: &Place) {
        let message = format!("`{}` is {}, not {}", shown(&place.name), words(form), type_words(value.type_str()));
        let key = place.name.rsplit('.').next().unwrap_or_default();
        let help = match example(&place.name) {
            Some(example) => format!("write it like this: `{key} = {example}`"),
            None => format!("write {} here", words(form)),
        };
        self.report.add(Code::ConfigValue, place.range.clone(), message, help);
    }

    fn unknown_key(&mut self, name: &str, known: &[Key], place: &Place, child: &Place) {
        let table = if place.name.is_empty() { "site.toml".to_owned() } else { format!("`[{}]`", shown(&place.name)) };
        let message = format!("{table} has no key `{}`", shown(name));
        let names: Vec<_> = known.iter().map(|row| row.name).collect();
        let all = format!("the keys here are {}", form::list(&names));
        let help = if let Some(near) = nearest(name, names.iter().copied()) {
            format!("did you mean `{near}`?")
        } else if ROOT.iter().any(|row| row.name == name) {
            format!("`{name}` belongs above the first `[table]` of the file; {all}")
        } else {
            all
        };
        self.report.add(Code::ConfigUnknownKey, child.range.clone(), message, help);
    }

    fn missing_key(&mut self, row: &Key, place: &Place) {
        let (table, help) = match place.name.as_str() {
            "" => ("site.toml".to_owned(), "add this line at the top".to_owned()),
            name => (format!("`{}`", shown(name)), format!("add this line to `{}`", shown(name))),
        };
        let message = format!("{table} has no `{}`", row.name);
        let help = format!("{help}: `{} = {}`", row.name, row.example);
        self.report.value(place.range.clone(), message, help);
    }
}

/// Finds the example of the key that a dotted name leads to.
fn example(name: &str) -> Option<&'static str> {
    let mut known = ROOT;
    let mut found = None;
    for part in name.split('.') {
        let row = known.iter().find(|row| row.name == part)?;
        found = Some(row.example);
        known = children(&row.form);
    }
    found
}

fn children(form: &Form) -> &'static [Key] {
    match form {
        Form::Table(known) | Form::Open { known, .. } => known,
        Form::List(element) => children(element),
        Form::Either(first, second) => match children(first) {
            [] => children(second),
            known => known,
        },
        _ => &[],
    }
}

/// Shortens what an author wrote to what a message can hold, on one line.
pub(super) fn shown(text: &str) -> String {
    let clean = |c: char| if c.is_control() || c == '`' { ' ' } else { c };
    let short: String = text.chars().take(60).map(clean).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

fn words(form: &Form) -> String {
    match form {
        Form::Day => "a date".to_owned(),
        Form::Either(first, second) => format!("{} or {}", words(first), words(second)),
        form => type_words(toml_type(form)).to_owned(),
    }
}

fn type_words(toml_type: &str) -> &'static str {
    match toml_type {
        "string" => "a text in quotes",
        "integer" | "float" => "a number",
        "boolean" => "`true` or `false`",
        "datetime" => "a date",
        "array" => "a list in `[ ]`",
        _ => "a table",
    }
}
