//! Blocks that stand elsewhere now: what went here and came there is one block that moved.

use std::collections::{BTreeMap, BTreeSet};

use super::align::Budget;
use super::block::{Block, Kind};
use super::pair::{self, Bag};
use super::{Change, Redline, Text, merge};
use crate::hash::likeness;

/// How many words a block must have to be known again elsewhere.
const FEWEST: usize = 5;
/// How much two must have in common to be one block that moved, in thousandths.
const ALIKE: u32 = 700;
/// The most pairs that are looked at.
const MOST_PAIRS: usize = 4_096;

/// Finds the blocks that moved, and says so in the redline.
pub(super) fn find<'t>(old: &'t Text<'t>, new: &'t Text<'t>, redline: &mut Redline<'t>, budget: &mut Budget) {
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    gather(&redline.blocks, &mut gone, &mut come);
    let mut moves = same((old, &gone), (new, &come));
    similar((old, &gone), (new, &come), &mut moves, budget);
    if moves.is_empty() {
        return;
    }
    let from: BTreeMap<usize, usize> = moves.iter().map(|(a, b)| (*b, *a)).collect();
    // Numbers rise with the places that blocks went from.
    let numbers: BTreeMap<usize, usize> = moves.keys().enumerate().map(|(number, a)| (*a, number + 1)).collect();
    let mut walk = Walk { gone: 0, come: 0, numbers, from, blocks: gone };
    walk.mark(&mut redline.blocks, &mut |a, b| merge::pair((old, a), (new, b), budget));
}

/// Gives the numbers of the moves that go on with the one before: their blocks followed each other here and do so there.
pub fn continued(redline: &Redline<'_>) -> BTreeSet<usize> {
    let (mut gone, mut come) = (BTreeSet::new(), BTreeSet::new());
    follow(&redline.blocks, &mut gone, &mut come);
    gone.intersection(&come).copied().collect()
}

fn follow(changes: &[Change<'_>], gone: &mut BTreeSet<usize>, come: &mut BTreeSet<usize>) {
    for pair in changes.windows(2) {
        match (&pair[0], &pair[1]) {
            (Change::Gone(a, _), Change::Gone(b, _)) if a + 1 == *b => drop(gone.insert(*b)),
            (Change::Arrived(a, _), Change::Arrived(b, _)) if a + 1 == *b => drop(come.insert(*b)),
            _ => {}
        }
    }
    for change in changes {
        if let Change::Within(_, _, children) | Change::Row(_, _, children) = change {
            follow(children, gone, come);
        }
    }
}

fn gather<'t>(changes: &[Change<'t>], gone: &mut Vec<&'t Block>, come: &mut Vec<&'t Block>) {
    for change in changes {
        match change {
            Change::Deleted(block) => gone.push(block),
            Change::Inserted(block) => come.push(block),
            Change::Within(_, _, children) | Change::Row(_, _, children) => gather(children, gone, come),
            _ => {}
        }
    }
}

fn may_move(text: &Text<'_>, block: &Block) -> bool {
    match block.kind {
        Kind::Cell | Kind::Head | Kind::Term | Kind::Meaning | Kind::Rule | Kind::Written | Kind::Note => false,
        Kind::Heading => text.count(block) > 0,
        _ => text.count(block) >= FEWEST,
    }
}

/// Finds blocks that say the same.
fn same((old, gone): (&Text<'_>, &[&Block]), (new, come): (&Text<'_>, &[&Block])) -> BTreeMap<usize, usize> {
    let mut places = BTreeMap::<_, Vec<usize>>::new();
    for (at, block) in come.iter().enumerate().rev().filter(|(_, block)| may_move(new, block)) {
        places.entry(new.key(block)).or_default().push(at);
    }
    let candidates = gone.iter().enumerate().filter(|(_, block)| may_move(old, block));
    candidates.filter_map(|(at, block)| Some((at, places.get_mut(&old.key(block))?.pop()?))).collect()
}

/// Finds blocks that say nearly the same: the most alike first.
fn similar(
    (old, gone): (&Text<'_>, &[&Block]),
    (new, come): (&Text<'_>, &[&Block]),
    moves: &mut BTreeMap<usize, usize>,
    budget: &mut Budget,
) {
    let taken: BTreeSet<usize> = moves.values().copied().collect();
    let fits = |text: &Text<'_>, block: &Block| {
        may_move(text, block) && text.count(block) >= 2 * FEWEST && block.kind != Kind::Row
    };
    let bags = |text: &Text<'_>, blocks: &[&Block], is_free: &dyn Fn(usize) -> bool| -> Vec<(usize, Bag)> {
        let left = blocks.iter().enumerate().filter(|(at, block)| is_free(*at) && fits(text, block));
        left.map(|(at, block)| (at, pair::bag(text, block))).collect()
    };
    let from = bags(old, gone, &|at| !moves.contains_key(&at));
    let to = bags(new, come, &|at| !taken.contains(&at));
    let words: usize = from.iter().chain(&to).map(|(_, bag)| bag.len()).sum();
    if from.len() * to.len() > MOST_PAIRS || !budget.take(words.saturating_mul(from.len().max(to.len()))) {
        return;
    }
    let mut found = Vec::new();
    for (a, one) in &from {
        for (b, other) in to.iter().filter(|(b, _)| pair::is_like(gone[*a], come[*b])) {
            let alike = likeness(one, other);
            found.extend((alike >= ALIKE).then_some((std::cmp::Reverse(alike), *a, *b)));
        }
    }
    found.sort_unstable();
    let mut used = BTreeSet::new();
    for (_, a, b) in found {
        if !moves.contains_key(&a) && used.insert(b) {
            moves.insert(a, b);
        }
    }
}

/// A second way through the redline, in the order of the first.
struct Walk<'t> {
    gone: usize,
    come: usize,
    /// The number of each move, by the place of what went.
    numbers: BTreeMap<usize, usize>,
    /// What came, by its place, and what it was.
    from: BTreeMap<usize, usize>,
    blocks: Vec<&'t Block>,
}

impl<'t> Walk<'t> {
    fn mark(&mut self, changes: &mut [Change<'t>], pair: &mut dyn FnMut(&'t Block, &'t Block) -> Change<'t>) {
        for change in changes {
            match change {
                Change::Deleted(block) => {
                    if let Some(number) = self.numbers.get(&self.gone) {
                        *change = Change::Gone(*number, block);
                    }
                    self.gone += 1;
                }
                Change::Inserted(block) => {
                    if let Some(from) = self.from.get(&self.come) {
                        let change_within = pair(self.blocks[*from], block);
                        *change = Change::Arrived(self.numbers[from], Box::new(change_within));
                    }
                    self.come += 1;
                }
                Change::Within(_, _, children) | Change::Row(_, _, children) => self.mark(children, pair),
                _ => {}
            }
        }
    }
}
