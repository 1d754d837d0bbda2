//! Everything that was written, for all readers, and the one door out of it.
//!
//! [`read`] takes the files of a version apart into documents; [`project`] cuts them to what one edition's audience may
//! know. The fields of a [`Manuscript`] are private: outside this module no code can reach a text that an edition must
//! not have.

use jiff::civil::Date;

use crate::config::{Config, EditionConfig};
use crate::diagnostic::Diagnostic;
use crate::edition::Edition;
use crate::source::Snapshot;

/// All documents of all versions, with their audience marks.
#[derive(Debug)]
pub struct Manuscript {
    // private fields
}

/// Reads the versions' files, the current version first.
pub fn read(_snapshots: &[Snapshot], _config: &Config) -> (Manuscript, Vec<Diagnostic>) {
    todo!()
}

/// What one run wants of an edition, beside what site.toml says.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// The day to print for.
    pub as_of: Date,
    /// Whether drafts are in.
    pub drafts: bool,
}

/// Cuts the manuscript to one edition: its audience, its sections.
pub fn project(
    _manuscript: &Manuscript,
    _config: &Config,
    _edition: &EditionConfig,
    _wish: Wish,
) -> (Edition, Vec<Diagnostic>) {
    todo!()
}
