//! How much changed.

use serde::{Deserialize, Serialize};

use super::{Block, Change, Redline, Run, duty};
use crate::redline::Text;

/// The size of a change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// How many words came.
    pub inserted: usize,
    /// How many words went.
    pub deleted: usize,
    /// How many blocks stand elsewhere.
    pub moved: usize,
    /// How many sentences oblige in another way.
    pub duties: usize,
    /// Whether anything changed, be it no word.
    pub is_changed: bool,
}

/// Counts what changed.
pub fn tally(old: &Text<'_>, new: &Text<'_>, redline: &Redline<'_>) -> Tally {
    let mut tally = Tally { duties: duty::changed(old, new, redline).len(), ..Tally::default() };
    redline.blocks.iter().chain(&redline.notes).for_each(|change| add(&mut tally, old, new, change));
    tally
}

fn add(tally: &mut Tally, old: &Text<'_>, new: &Text<'_>, change: &Change<'_>) {
    tally.is_changed |= !matches!(change, Change::Same(..) | Change::Within(..) | Change::Row(..) | Change::Blank);
    match change {
        Change::Same(..) | Change::Blank => {}
        Change::Within(_, _, children) | Change::Row(_, _, children) => {
            for child in children {
                add(tally, old, new, child);
            }
        }
        Change::Inserted(block) => tally.inserted += new.count(block),
        Change::Deleted(block) => tally.deleted += old.count(block),
        Change::Gone(..) => tally.moved += 1,
        Change::Arrived(_, within) => add(tally, old, new, within),
        Change::Words(_, _, merge) => {
            let count = |words: &super::Words<'_>, range: &std::ops::Range<usize>| {
                range.clone().filter(|at| words.words[*at].counts()).count()
            };
            for run in &merge.runs {
                match run {
                    Run::Same(..) => {}
                    Run::Deleted(range) => tally.deleted += count(&merge.old, range),
                    Run::Inserted(range) => tally.inserted += count(&merge.new, range),
                }
            }
        }
        Change::Lines(a, b, runs) => {
            let count = |text: &Text<'_>, block: &Block, range: &std::ops::Range<usize>| {
                let code = text.code(block);
                let lines = code.split_inclusive('\n').skip(range.start).take(range.len());
                lines.map(|line| line.split_whitespace().count()).sum::<usize>()
            };
            for run in runs {
                match run {
                    Run::Same(..) => {}
                    Run::Deleted(range) => tally.deleted += count(old, a, range),
                    Run::Inserted(range) => tally.inserted += count(new, b, range),
                }
            }
        }
    }
}
