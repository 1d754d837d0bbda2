//! Prints findings as Human text.

use super::{Diagnostic, Sources};

/// Prints the findings, which are sorted.
pub fn print(_diagnostics: &[Diagnostic], _sources: &Sources) -> String {
    todo!()
}
