//! Directives: `:name[text]{key=value}` inside a line, `::name{...}` on a line of its own, `:::name[title]{...}` … `:::`
//! around blocks.
//!
//! The scanner works on lines, beside the Markdown parser, which knows no directives. It gives what stands outside code
//! and raw HTML; who uses it decides what a name means. A container's closing line has as many colons as its opening
//! line; an outer container has more colons than what it holds, or the same number where the nesting is plain.

use std::ops::Range;

mod container;
mod head;
mod inline;
mod line;
mod opaque;

pub use container::{Container, Problem, containers};
pub use inline::inlines;
pub use line::{lines, prefix};
pub use opaque::{Matter, Stretch, matter, opaque, stretches};

/// A line that is a directive. All ranges are bytes of the scanned text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// From the first colon to the end of the line, without the line break.
    pub range: Range<usize>,
    /// What it does.
    pub kind: LineKind,
}

/// What a directive's line does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineKind {
    /// `:::name[title]{key=value}`.
    Open {
        /// How many colons, three or more.
        colons: usize,
        /// The name and what follows it.
        head: Head,
    },
    /// `:::`.
    Close {
        /// How many colons, three or more.
        colons: usize,
    },
    /// `::name[text]{key=value}`.
    Leaf(Head),
}

/// A directive's name, text and attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The name, as written.
    pub name: String,
    /// Where the name stands.
    pub name_range: Range<usize>,
    /// The text between the brackets, if there are any.
    pub text: Option<Range<usize>>,
    /// The attributes between the braces, with the place of each.
    pub attributes: Vec<(String, String, Range<usize>)>,
    /// What stands behind it on the line and belongs to no directive: a mistake.
    pub rest: Option<Range<usize>>,
}

/// A directive inside a line: `:name[text]{key=value}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inline {
    /// From the colon to the closing bracket or brace.
    pub range: Range<usize>,
    /// Its parts.
    pub head: Head,
}

#[cfg(test)]
mod tests;
