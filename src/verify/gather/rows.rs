//! What data say to narrower readers: rows, columns, metrics, and files that nobody named as data but look like it.

use serde_yaml::Value;

use super::super::data::{Said, Sort};
use super::super::front;
use super::super::index::{Candidate, Gathered, Kind, Reach};
use super::super::marks;
use super::super::words::{self, SHINGLE};
use super::View;
use crate::edition::metrics::PeriodKey;

impl View<'_, '_> {
    /// Gathers a piece of data, as far as it is for narrower readers.
    pub(super) fn said(&self, file: usize, said: &Said, found: &mut Gathered) {
        let names = &self.handbook.config.audiences;
        for (range, whom) in marks::parts(&said.text, names, said.whom) {
            let text = &said.text[range];
            if self.reader.may_read(whom) || text.trim().is_empty() {
                continue;
            }
            let words = words::of(text);
            match said.sort {
                Sort::Address => Self::address(file, text, found),
                Sort::Title if words.len() < SHINGLE => self.phrase(file, &words, Kind::Title, found),
                _ if words.len() < SHINGLE => self.phrase(file, &words, Kind::Name, found),
                _ => self.text(file, text, 0, found),
            }
            // A long number alone tells something; a short one stands in many places, and so does a day or a month.
            if PeriodKey::parse(text).is_none()
                && words.iter().map(|word| usize::from(word.digits)).sum::<usize>() > 5
                && words.iter().all(|word| word.digits > 0)
            {
                found.phrases.extend(Candidate::new(&words, Reach::Whole, Kind::Number, file));
            }
        }
    }

    /// Gathers the rows of a data file that say they are for narrower readers.
    pub(super) fn data(&self, file: usize, value: &Value, found: &mut Gathered) {
        match value {
            Value::Sequence(items) => items.iter().for_each(|item| self.data(file, item, found)),
            Value::Mapping(entries) => {
                let named = value
                    .get("audience")
                    .and_then(Value::as_str)
                    .and_then(|name| self.handbook.config.audiences.find(name));
                if named.is_some_and(|whom| !self.reader.may_read(whom)) {
                    let mut leaves = Vec::new();
                    front::leaves("", value, &mut leaves);
                    for (_, leaf) in leaves.iter().filter(|(key, _)| key != "audience") {
                        self.text(file, leaf, 0, found);
                    }
                    return;
                }
                entries.values().for_each(|below| self.data(file, below, found));
            }
            _ => {}
        }
    }
}
