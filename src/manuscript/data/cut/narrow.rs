//! Rows, columns and cells of an old version, kept as narrow as newer versions have them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::super::over_time::facts::close_like;
use super::super::grid::Row;
use super::{Keyed, Marked, may_hold_mark, plain_name};
use crate::audience::{Audience, Audiences};

impl Marked {
    /// Keeps rows, columns and words of cells as narrow as the newest of some newer states. Each state has the tables of its
    /// files, with the keys of their rows.
    pub(in super::super) fn narrow(
        &mut self,
        keys: &[Option<String>],
        newer: &[Vec<(&Self, Vec<Keyed>)>],
        names: &Audiences,
    ) {
        self.narrow_renamed(keys, newer, names);
        self.narrow_columns(newer, names);
        self.narrow_rows(keys, newer);
        for (newest, rows) in newer.first().into_iter().flatten() {
            self.narrow_cells(keys, (newest, rows), names);
        }
    }

    /// Narrows columns to what the newest of some newer states has a column of the same name for.
    fn narrow_columns(&mut self, newer: &[Vec<(&Self, Vec<Keyed>)>], names: &Audiences) {
        let own: Vec<String> = self.grid.columns.iter().map(|head| plain_name(&head.name, names)).collect();
        for (name, readers) in own.iter().zip(&mut self.columns) {
            let last = newer.iter().find_map(|tables| {
                let heads = tables.iter().flat_map(|(table, _)| table.grid.columns.iter().zip(&table.columns));
                heads.filter(|(head, _)| plain_name(&head.name, names) == *name).map(|(_, readers)| *readers).max()
            });
            *readers = last.map_or(*readers, |last| last.max(*readers));
        }
    }

    /// Narrows columns whose name no newer state has to those closed ones, of names that are new, that say the same.
    fn narrow_renamed(&mut self, keys: &[Option<String>], newer: &[Vec<(&Self, Vec<Keyed>)>], names: &Audiences) {
        let own: Vec<String> = self.grid.columns.iter().map(|head| plain_name(&head.name, names)).collect();
        let tables = || newer.iter().flatten();
        for (at, name) in own.iter().enumerate() {
            if tables().any(|(table, _)| table.column(name, names).is_some()) {
                continue;
            }
            for (table, rows) in tables() {
                for (other, readers) in table.columns.iter().enumerate() {
                    let is_new = !own.contains(&plain_name(&table.grid.columns[other].name, names));
                    if *readers > self.columns[at] && is_new && says_the_same((self, keys, at), (table, rows, other)) {
                        self.columns[at] = *readers;
                    }
                }
            }
        }
    }

    /// Narrows rows to what the newest of some newer states has a row of the same key for. Rows without a key may be any.
    fn narrow_rows(&mut self, keys: &[Option<String>], newer: &[Vec<(&Self, Vec<Keyed>)>]) {
        let mut last: BTreeMap<&String, Audience> = BTreeMap::new();
        let mut of_unknown = Audience::WIDEST;
        for tables in newer {
            let mut here: BTreeMap<&String, Audience> = BTreeMap::new();
            for (key, readers) in tables.iter().flat_map(|(_, rows)| rows) {
                let known = key.as_ref().map_or(&mut of_unknown, |key| here.entry(key).or_insert(*readers));
                *known = (*known).max(*readers);
            }
            for (key, readers) in here {
                last.entry(key).or_insert(readers);
            }
        }
        let of_any = last.values().copied().max().unwrap_or(Audience::WIDEST);
        for (readers, key) in self.rows.iter_mut().zip(keys) {
            let newest = key.as_ref().map_or(of_any, |key| last.get(key).copied().unwrap_or(Audience::WIDEST));
            *readers = (*readers).max(newest).max(of_unknown);
        }
    }

    /// Gives the key of each row.
    pub(in super::super) fn keys(&self, key: impl Fn(&Row) -> Option<String>) -> Vec<Option<String>> {
        self.grid.rows.iter().map(key).collect()
    }

    /// Gives the rows with their keys, and whom each is for.
    pub(in super::super) fn keyed(&self, key: impl Fn(&Row) -> Option<String>) -> Vec<Keyed> {
        self.keys(key).into_iter().zip(self.rows.iter().copied()).collect()
    }

    /// Gives the narrowest readers that any part is for, as a row that may be any.
    pub(in super::super) fn narrowest_part(&self) -> Vec<Keyed> {
        self.rows.iter().chain(&self.columns).max().map(|readers| (None, *readers)).into_iter().collect()
    }

    /// Closes the words of cells that the newest state's cells of the same row and column hide.
    fn narrow_cells(&mut self, keys: &[Option<String>], (newest, rows): (&Self, &[Keyed]), names: &Audiences) {
        if !newest.has_marks {
            return;
        }
        let now = newest.grid.rows.iter().zip(rows).filter_map(|(row, (key, _))| Some((key.as_ref()?, row)));
        let now: BTreeMap<&String, &Row> = now.collect();
        let columns = self.grid.columns.iter().map(|head| newest.column(&plain_name(&head.name, names), names));
        let columns: Vec<Option<usize>> = columns.collect();
        let mut is_changed = false;
        for (row, key) in Arc::make_mut(&mut self.grid).rows.iter_mut().zip(keys) {
            let Some(now) = key.as_ref().and_then(|key| now.get(key)) else { continue };
            for (cell, column) in row.cells.iter_mut().zip(&columns) {
                let now = column.and_then(|at| now.cells.get(at)).filter(|now| may_hold_mark(now));
                is_changed |= now.is_some_and(|now| close_like(cell, now, names, Audience::WIDEST));
            }
        }
        self.has_marks |= is_changed;
    }
}

/// Tells whether a column of a newer table has at least half of what an older one has in the same rows.
fn says_the_same(
    (old, keys, at): (&Marked, &[Option<String>], usize),
    (new, rows, other): (&Marked, &[Keyed], usize),
) -> bool {
    let now = new.grid.rows.iter().zip(rows).filter_map(|(row, (key, _))| Some((key.as_ref()?, row)));
    let now: BTreeMap<&String, &Row> = now.collect();
    let words = |row: &Row, at: usize| row.cells.get(at)?.words().filter(|words| !words.trim().is_empty());
    let then = old.grid.rows.iter().zip(keys).filter_map(|(row, key)| Some((key.as_ref()?, words(row, at)?)));
    let both = then.filter_map(|(key, then)| Some(words(now.get(key)?, other)? == then));
    let (mut same, mut all) = (0_usize, 0_usize);
    for is_same in both {
        (same, all) = (same + usize::from(is_same), all + 1);
    }
    same > 0 && 2 * same >= all
}
