//! What data say to narrower readers: rows, columns, metrics.

use super::super::data::{Said, Sort};
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
}
