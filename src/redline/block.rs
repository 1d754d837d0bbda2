//! A block of a text, and of what kind it is.

use std::cell::OnceCell;
use std::ops::Range;

use crate::hash::Hash;

/// A block of a text.
#[derive(Debug)]
pub struct Block {
    /// What it is.
    pub kind: Kind,
    /// Its pieces in the text, its ends among them.
    pub pieces: Range<usize>,
    /// The blocks that it holds.
    pub children: Vec<Block>,
    /// How many headings stand before it.
    pub heading: usize,
    /// What it says, once that was asked for: most blocks of two states of a page are alike piece by piece, and nobody asks.
    pub(super) said: OnceCell<Said>,
}

/// What a block says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Said {
    /// The hash of it: two blocks with one key differ in nothing that is compared.
    pub(super) key: Hash,
    /// How many words the block holds.
    pub(super) words: usize,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words: a paragraph, or those of a list item.
    Paragraph,
    /// A heading.
    Heading,
    /// A line across.
    Rule,
    /// Code.
    Code,
    /// A quotation.
    Quote,
    /// A list.
    List,
    /// An item of a list.
    Item,
    /// A list of terms and what they mean.
    Definitions,
    /// A term.
    Term,
    /// What a term means.
    Meaning,
    /// A table.
    Table,
    /// The first row of a table.
    Head,
    /// A row below it.
    Row,
    /// A cell.
    Cell,
    /// A callout or a part that opens, by the hash of what its first line says.
    Frame(Hash),
    /// A line of a directive that is shown as it was written.
    Written,
    /// A footnote.
    Note,
}

impl Kind {
    /// Tells whether it holds words, not blocks.
    pub fn holds_words(self) -> bool {
        matches!(self, Self::Paragraph | Self::Heading | Self::Cell)
    }

    /// Gives a number for the hash of a block.
    pub(super) fn number(self) -> u8 {
        match self {
            Self::Paragraph => 0,
            Self::Heading => 1,
            Self::Rule => 2,
            Self::Code => 3,
            Self::Quote => 4,
            Self::List => 5,
            Self::Item => 6,
            Self::Definitions => 7,
            Self::Term => 8,
            Self::Meaning => 9,
            Self::Table => 10,
            Self::Head => 11,
            Self::Row => 12,
            Self::Cell => 13,
            Self::Frame(_) => 14,
            Self::Written => 15,
            Self::Note => 16,
        }
    }
}
