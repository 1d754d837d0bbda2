//! One table of site.toml with the keys that it may have: small typed readers, which give nothing for a value that does
//! not fit. [`super::shape`] has reported that value already, so nothing is reported here.

use std::ops::Range;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::form::{day, fits, trimmed};
use super::keys::{Form, Key};
use super::shape::choose;

/// A text and where it stands.
pub(super) type Placed<T> = (T, Range<usize>);

/// A table and its keys.
#[derive(Clone, Copy)]
pub(super) struct Section<'a> {
    table: &'a DeTable<'a>,
    known: &'static [Key],
}

impl<'a> Section<'a> {
    /// Takes a table together with the keys that it may have.
    pub(super) fn new(table: &'a DeTable<'a>, known: &'static [Key]) -> Self {
        Self { table, known }
    }

    fn get(self, name: &str) -> Option<(&'static Form, &'a Spanned<DeValue<'a>>)> {
        let row = self.known.iter().find(|row| row.name == name)?;
        let value = self.table.get(name)?;
        Some((choose(&row.form, value.get_ref()), value))
    }

    /// Tells whether the key stands here, whatever its value.
    pub(super) fn has(self, name: &str) -> bool {
        self.table.contains_key(name)
    }

    /// Tells where the key's value stands.
    pub(super) fn place(self, name: &str) -> Option<Range<usize>> {
        self.table.get(name).map(Spanned::span)
    }

    /// Reads a text that fits, and where it stands.
    pub(super) fn placed(self, name: &str) -> Option<Placed<&'a str>> {
        let (form, value) = self.get(name)?;
        Some((fitting(form, value)?, value.span()))
    }

    /// Reads a text that fits.
    pub(super) fn text(self, name: &str) -> Option<String> {
        self.placed(name).map(|(text, _)| text.to_owned())
    }

    /// Reads a path, without the slash at its end.
    pub(super) fn path(self, name: &str) -> Option<String> {
        self.placed(name).map(|(text, _)| trimmed(text).to_owned())
    }

    /// Reads `true` or `false`.
    pub(super) fn flag(self, name: &str) -> Option<bool> {
        self.get(name)?.1.get_ref().as_bool()
    }

    /// Reads a date, quoted or not.
    pub(super) fn date(self, name: &str) -> Option<Date> {
        match self.get(name)?.1.get_ref() {
            DeValue::String(text) => day(text),
            DeValue::Datetime(when) => day(&when.to_string()),
            _ => None,
        }
    }

    /// Reads a list of texts, without those that do not fit; none if there is no such list.
    pub(super) fn texts(self, name: &str) -> Option<Vec<Placed<&'a str>>> {
        let (Form::List(element), value) = self.get(name)? else { return None };
        let list = value.get_ref().as_array()?;
        Some(list.iter().filter_map(|value| Some((fitting(element, value)?, value.span()))).collect())
    }

    /// Opens a table below this one.
    pub(super) fn section(self, name: &str) -> Option<Section<'a>> {
        let (form, value) = self.get(name)?;
        open(form, value)
    }

    /// Opens the tables of a list, in order, with the place of each.
    pub(super) fn sections(self, name: &str) -> Vec<Placed<Section<'a>>> {
        let Some((Form::List(element), value)) = self.get(name) else { return Vec::new() };
        let list = value.get_ref().as_array().into_iter().flat_map(|list| list.iter());
        list.filter_map(|value| Some((open(element, value)?, value.span()))).collect()
    }

    /// Opens the tables that stand below any key of a table, as the file has them in order; the place is the key's.
    pub(super) fn named(self, name: &str) -> Vec<(&'a str, Placed<Section<'a>>)> {
        let Some((Form::Open { values, .. }, _)) = self.get(name) else { return Vec::new() };
        let entries = self.entries(name).into_iter();
        entries.filter_map(|(key, at, value)| Some((key, (open(values, value)?, at)))).collect()
    }

    /// Reads a table of free keys with a text each, as the file has them in order; the place is the key's.
    pub(super) fn pairs(self, name: &str) -> Vec<(&'a str, Placed<&'a str>)> {
        let Some((Form::Open { values, .. }, _)) = self.get(name) else { return Vec::new() };
        let entries = self.entries(name).into_iter();
        entries.filter_map(|(key, at, value)| Some((key, (fitting(values, value)?, at)))).collect()
    }

    fn entries(self, name: &str) -> Vec<(&'a str, Range<usize>, &'a Spanned<DeValue<'a>>)> {
        let Some((Form::Open { known, keys, .. }, value)) = self.get(name) else { return Vec::new() };
        let table = value.get_ref().as_table().into_iter().flatten();
        let named = table.map(|(key, value)| (key.get_ref().as_ref(), key.span(), value));
        let free = named.filter(|(key, ..)| known.iter().all(|row| row.name != *key) && fits(keys, key).is_ok());
        let mut entries: Vec<_> = free.collect();
        entries.sort_by_key(|(_, at, _)| at.start);
        entries
    }
}

fn fitting<'a>(form: &Form, value: &'a Spanned<DeValue<'a>>) -> Option<&'a str> {
    value.get_ref().as_str().filter(|text| fits(form, text).is_ok())
}

fn open<'a>(form: &'static Form, value: &'a Spanned<DeValue<'a>>) -> Option<Section<'a>> {
    let table = value.get_ref().as_table()?;
    match form {
        Form::Table(known) | Form::Open { known, .. } => Some(Section::new(table, known)),
        _ => None,
    }
}
