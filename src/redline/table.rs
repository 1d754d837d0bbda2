//! Tables: columns first, then rows, then cells.

use super::align::Budget;
use super::block::{Block, Kind};
use super::pair::{self, Bag, Side, Step};
use super::{Change, Text, merge};
use crate::hash::Hash;

/// What became of the columns, in the order in which both stand side by side.
type Columns = Vec<Column>;
/// Its place in the old table and in the new one.
type Column = (Option<usize>, Option<usize>);

/// Merges the rows of two states of one table; the head is the first.
pub(super) fn rows<'t>(old: Side<'t, &'t Block>, new: Side<'t, &'t Block>, budget: &mut Budget) -> Vec<Change<'t>> {
    let ((before, after), columns) = ((&old.1.children[..], &new.1.children[..]), columns(old, new, budget));
    let shared = |text: &Text<'_>, pick: &dyn Fn(&Column) -> Option<usize>, row: &Block| {
        let cells = columns.iter().filter(|column| column.0.is_some() && column.1.is_some());
        let keys = cells.filter_map(|column| Some(text.key(row.children.get(pick(column)?)?)));
        // A head pairs with a head.
        keys.fold(Hash::of(&[u8::from(row.kind == Kind::Head)]), |all, key| {
            Hash::of_parts([&all.as_bytes()[..], key.as_bytes()])
        })
    };
    let here: Vec<Hash> = before.iter().map(|row| shared(old.0, &|column| column.0, row)).collect();
    let there: Vec<Hash> = after.iter().map(|row| shared(new.0, &|column| column.1, row)).collect();
    let steps = pair::steps(
        (&here, &|at| pair::bag(old.0, &before[at])),
        (&there, &|at| pair::bag(new.0, &after[at])),
        &|a, b, is_only| match (before[a].kind, after[b].kind) {
            (Kind::Head, Kind::Head) => Some(0),
            (one, other) if one == other => Some(pair::rather_alike(is_only)),
            _ => None,
        },
        budget,
    );
    let is_same = columns.iter().all(|column| column.0.is_some() && column.1.is_some());
    let change = |step| match step {
        Step::Same(a, b) | Step::Pair(a, b) if old.0.key(&before[a]) == new.0.key(&after[b]) && is_same => {
            Change::Same(&before[a], &after[b])
        }
        Step::Same(a, b) | Step::Pair(a, b) => {
            row((old.0, Some(&before[a])), (new.0, Some(&after[b])), &columns, budget)
        }
        Step::Old(a) if is_same => Change::Deleted(&before[a]),
        Step::New(b) if is_same => Change::Inserted(&after[b]),
        Step::Old(a) => row((old.0, Some(&before[a])), (new.0, None), &columns, budget),
        Step::New(b) => row((old.0, None), (new.0, Some(&after[b])), &columns, budget),
    };
    steps.into_iter().map(change).collect()
}

/// Merges two states of one row, cell by cell.
fn row<'t>(
    old: Side<'t, Option<&'t Block>>,
    new: Side<'t, Option<&'t Block>>,
    columns: &Columns,
    budget: &mut Budget,
) -> Change<'t> {
    let cell = |(a, b): &Column| {
        let before = old.1.zip(*a).and_then(|(row, at)| row.children.get(at));
        let after = new.1.zip(*b).and_then(|(row, at)| row.children.get(at));
        match (before, after) {
            (Some(before), Some(after)) => merge::pair((old.0, before), (new.0, after), budget),
            (Some(before), None) => Change::Deleted(before),
            (None, Some(after)) => Change::Inserted(after),
            (None, None) => Change::Blank,
        }
    };
    Change::Row(old.1, new.1, columns.iter().map(cell).collect())
}

/// Finds what became of the columns: by their heads, and by what stands in them.
fn columns(old: Side<'_, &Block>, new: Side<'_, &Block>, budget: &mut Budget) -> Columns {
    let heads = |(text, table): Side<'_, &Block>| -> Vec<Hash> {
        let head = table.children.first().filter(|row| row.kind == Kind::Head);
        let width = table.children.iter().map(|row| row.children.len()).max().unwrap_or_default();
        let key = |at: usize| head.and_then(|row| row.children.get(at)).map_or(Hash::of(b""), |cell| text.key(cell));
        (0..width).map(key).collect()
    };
    let column = |(text, table): Side<'_, &Block>, at: usize| {
        let cells = table.children.iter().filter_map(|row| row.children.get(at));
        let mut bag: Bag = cells.flat_map(|cell| pair::bag(text, cell)).collect();
        bag.sort_unstable();
        bag
    };
    let steps = pair::steps(
        (&heads(old), &|at| column(old, at)),
        (&heads(new), &|at| column(new, at)),
        &|_, _, is_only| Some(pair::rather_alike(is_only)),
        budget,
    );
    let place = |step| match step {
        Step::Same(a, b) | Step::Pair(a, b) => (Some(a), Some(b)),
        Step::Old(a) => (Some(a), None),
        Step::New(b) => (None, Some(b)),
    };
    steps.into_iter().map(place).collect()
}
