//! The pen that strikes out of an index what a source may say, and knows afterwards what that was.

use std::cell::{Cell, RefCell};

use super::index::Index;
use super::words::Word;

/// A pen, for one source.
#[derive(Debug)]
pub(super) struct Pen<'i> {
    index: &'i Index,
    heard: RefCell<Vec<u64>>,
    is_new: Cell<bool>,
}

impl<'i> Pen<'i> {
    pub(super) fn new(index: &'i Index) -> Self {
        Self { index, heard: RefCell::default(), is_new: Cell::new(false) }
    }

    /// Tells whether the index has addresses.
    pub(super) fn has_addresses(&self) -> bool {
        self.index.has_addresses()
    }

    /// Strikes what these words have of the index.
    pub(super) fn strike(&self, words: &[Word]) {
        self.index.strike(words, |key, is_new| self.hear(key, is_new));
    }

    /// Strikes an address.
    pub(super) fn strike_address(&self, key: u64) {
        self.index.strike_address(key, |is_new| self.hear(key, is_new));
    }

    fn hear(&self, key: u64, is_new: bool) {
        self.heard.borrow_mut().push(key);
        self.is_new.set(self.is_new.get() || is_new);
    }

    /// Gives the keys of all that was struck, sorted, and whether any of it had not been struck before.
    pub(super) fn heard(self) -> (Vec<u64>, bool) {
        let mut heard = self.heard.into_inner();
        heard.sort_unstable();
        heard.dedup();
        (heard, self.is_new.get())
    }
}
