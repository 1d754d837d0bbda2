//! Code is compared line by line.

use std::collections::HashMap;

use super::Run;
use super::align::{self, Budget};

/// Finds what became of the lines; white space at their ends is no change.
pub(super) fn compare(old: &str, new: &str, budget: &mut Budget) -> Vec<Run> {
    let mut numbers = HashMap::new();
    let mut of = |line: &str| {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        *numbers.entry(line.trim_end().to_owned()).or_insert(next)
    };
    let old: Vec<u32> = old.split_inclusive('\n').map(&mut of).collect();
    let new: Vec<u32> = new.split_inclusive('\n').map(&mut of).collect();
    align::sequences(&old, &new, budget)
}
