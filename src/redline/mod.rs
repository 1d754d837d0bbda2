//! What changed between two texts, block by block and word by word: plain data, made from projected pages alone.
//!
//! [`text::read`] gives a page's text as blocks, [`compare`] compares two of them. The result leans on both and holds
//! every block and word of either: what it calls kept, inserted and arrived is exactly the new text in its order, what
//! it calls kept, deleted and gone is exactly the old one. White space, line breaks, typographic signs, emphasis, the
//! level of a heading and the kind of a list are no change. Time is bounded by sizes and never by a clock: where two
//! texts have too little in common, whole blocks are told to be replaced.

mod align;
mod block;
pub mod duty;
pub mod fields;
pub mod form;
pub mod history;
mod lines;
mod merge;
mod moved;
mod pair;
pub mod passage;
mod table;
mod tally;
#[cfg(test)]
pub(crate) mod tests;
pub mod text;
pub mod words;

use std::ops::Range;

pub use block::{Block, Kind};
pub use moved::continued;
pub use tally::{Tally, tally};
pub use text::{Source, Text};
use words::Words;

/// What became of the blocks of two texts.
#[derive(Debug)]
pub struct Redline<'t> {
    /// The blocks, those of both texts in one order.
    pub blocks: Vec<Change<'t>>,
    /// The footnotes, which stand wherever their authors put them.
    pub notes: Vec<Change<'t>>,
}

/// What became of a block.
#[derive(Debug)]
pub enum Change<'t> {
    /// It says the same.
    Same(&'t Block, &'t Block),
    /// It holds blocks, and some of them changed.
    Within(&'t Block, &'t Block, Vec<Change<'t>>),
    /// Some of its words changed.
    Words(&'t Block, &'t Block, Box<Merge<'t>>),
    /// Some lines of its code changed.
    Lines(&'t Block, &'t Block, Vec<Run>),
    /// A row of a table in which columns came or went, or whose cells changed: its cells in all columns.
    Row(Option<&'t Block>, Option<&'t Block>, Vec<Change<'t>>),
    /// The new text alone has it.
    Inserted(&'t Block),
    /// The old text alone has it.
    Deleted(&'t Block),
    /// It stood elsewhere; the number is that of its [`Change::Gone`].
    Arrived(usize, Box<Change<'t>>),
    /// It stands elsewhere now.
    Gone(usize, &'t Block),
    /// The place of a table's cell in a column that the row never had.
    Blank,
}

/// The words of a block in both texts.
#[derive(Debug)]
pub struct Merge<'t> {
    /// The old words.
    pub old: Words<'t>,
    /// The new words.
    pub new: Words<'t>,
    /// What became of them, in order.
    pub runs: Vec<Run>,
}

/// What became of some words or lines that follow each other; ranges of the old and the new ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Run {
    /// They stayed; both ranges are of one length.
    Same(Range<usize>, Range<usize>),
    /// They went.
    Deleted(Range<usize>),
    /// They came.
    Inserted(Range<usize>),
}

/// Compares two texts.
pub fn compare<'t>(old: &'t Text<'t>, new: &'t Text<'t>) -> Redline<'t> {
    let mut budget = align::Budget::default();
    let blocks = merge::blocks((old, &old.blocks), (new, &new.blocks), &mut budget);
    let notes = merge::notes((old, &old.notes), (new, &new.notes), &mut budget);
    let mut redline = Redline { blocks, notes };
    moved::find(old, new, &mut redline, &mut budget);
    redline
}
