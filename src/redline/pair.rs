//! The blocks of two lists side by side: which are the same, which are two states of one, which stand alone.

use std::collections::HashMap;

use super::align::{self, Budget};
use super::block::{Block, Kind};
use super::text::{self, Text};
use super::words::WordKind;
use super::{Run, words};
use crate::hash::{Hash, likeness};

/// Some blocks of a text.
pub(super) type Side<'t, T> = (&'t Text<'t>, T);

/// What became of the blocks of two lists, by their places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// They say the same.
    Same(usize, usize),
    /// They are two states of one.
    Pair(usize, usize),
    /// The old list alone has it.
    Old(usize),
    /// The new list alone has it.
    New(usize),
}

/// How much two blocks must have in common to be two states of one, in thousandths.
const ALIKE: u32 = 450;
/// The same for blocks that hold blocks, and where there is no other choice.
const RATHER_ALIKE: u32 = 250;
/// The largest number of pairs of one gap that are all looked at.
const MOST_PAIRS: usize = 4_096;
/// How far ahead is looked in a larger gap.
const WINDOW: usize = 8;

/// The words of a block as sorted numbers.
pub(super) type Bag = Vec<u64>;

/// Finds what became of blocks that follow each other.
pub(super) fn siblings(old: Side<'_, &[Block]>, new: Side<'_, &[Block]>, budget: &mut Budget) -> Vec<Step> {
    let is_alike = |(a, b): (&Block, &Block)| text::is_alike((old.0, a), (new.0, b));
    let head = old.1.iter().zip(new.1).take_while(|pair| is_alike(*pair)).count();
    let rest = old.1[head..].iter().rev().zip(new.1[head..].iter().rev());
    let tail = rest.take_while(|pair| is_alike(*pair)).count();
    let (ends, inner) = ((old.1.len() - tail, new.1.len() - tail), |blocks: &'_ [Block]| head..blocks.len() - tail);
    let keys = |(text, blocks): Side<'_, &[Block]>| -> Vec<Hash> {
        blocks[inner(blocks)].iter().map(|block| text.key(block)).collect()
    };
    let bags = |(text, blocks): Side<'_, &[Block]>, at: usize| bag(text, &blocks[head + at]);
    let found = steps(
        (&keys(old), &|at| bags(old, at)),
        (&keys(new), &|at| bags(new, at)),
        &|a, b, is_only| is_like(&old.1[head + a], &new.1[head + b]).then(|| needed(&old.1[head + a], is_only)),
        budget,
    );
    let first = (0..head).map(|at| Step::Same(at, at));
    let last = (0..tail).map(|at| Step::Same(ends.0 + at, ends.1 + at));
    first.chain(found.into_iter().map(|step| step.after(head))).chain(last).collect()
}

impl Step {
    /// Gives the step with its places counted from before `more` blocks.
    fn after(self, more: usize) -> Self {
        match self {
            Self::Same(a, b) => Self::Same(a + more, b + more),
            Self::Pair(a, b) => Self::Pair(a + more, b + more),
            Self::Old(a) => Self::Old(a + more),
            Self::New(b) => Self::New(b + more),
        }
    }
}

/// Two states of one cell's column, or of one row, need little in common.
pub(super) fn rather_alike(is_only: bool) -> u32 {
    if is_only { 0 } else { RATHER_ALIKE }
}

/// The keys of a list, and the words of what stands at a place of it.
type List<'l> = (&'l [Hash], &'l dyn Fn(usize) -> Bag);

/// Finds what became of two lists; `needed` says how much a pair must have in common, and none where it can be none.
pub(super) fn steps(
    old: List<'_>,
    new: List<'_>,
    needed: &dyn Fn(usize, usize, bool) -> Option<u32>,
    budget: &mut Budget,
) -> Vec<Step> {
    let mut numbers = HashMap::new();
    let mut number = |keys: &[Hash]| {
        let mut of = |key: &Hash| {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            *numbers.entry(*key).or_insert(next)
        };
        keys.iter().map(&mut of).collect::<Vec<u32>>()
    };
    let runs = align::sequences(&number(old.0), &number(new.0), budget);
    let (mut steps, mut gone) = (Vec::new(), 0..0);
    for (at, run) in runs.iter().enumerate() {
        match run {
            Run::Same(a, b) => steps.extend(a.clone().zip(b.clone()).map(|(a, b)| Step::Same(a, b))),
            Run::Deleted(range) if matches!(runs.get(at + 1), Some(Run::Inserted(_))) => gone = range.clone(),
            Run::Deleted(range) => steps.extend(range.clone().map(Step::Old)),
            Run::Inserted(range) => {
                let gap = Gap {
                    old: std::mem::take(&mut gone).map(|at| (at, (old.1)(at))).collect(),
                    new: range.clone().map(|at| (at, (new.1)(at))).collect(),
                };
                gap.fill(needed, budget, &mut steps);
            }
        }
    }
    steps
}

/// What stands between two parts that are the same.
struct Gap {
    old: Vec<(usize, Bag)>,
    new: Vec<(usize, Bag)>,
}

impl Gap {
    fn fill(&self, needed: &dyn Fn(usize, usize, bool) -> Option<u32>, budget: &mut Budget, steps: &mut Vec<Step>) {
        let cells = self.old.len() * self.new.len();
        let words = |side: &[(usize, Bag)]| side.iter().map(|(_, bag)| bag.len()).sum::<usize>();
        let cost = words(&self.old) * self.new.len() + words(&self.new) * self.old.len();
        let is_only = self.old.len() == 1 && self.new.len() == 1;
        let score = |a: usize, b: usize| {
            let ((at, one), (to, other)) = (&self.old[a], &self.new[b]);
            let alike = likeness(one, other);
            needed(*at, *to, is_only).filter(|needed| alike >= *needed).map(|_| alike + 1)
        };
        let pairs = match cells {
            0 => Vec::new(),
            _ if cells <= MOST_PAIRS && budget.take(cost) => self.best(&score),
            _ if budget.take(cost / self.new.len().max(1) * WINDOW) => self.near(&score),
            _ => Vec::new(),
        };
        let (mut a, mut b) = (0, 0);
        for (i, j) in pairs.into_iter().chain([(self.old.len(), self.new.len())]) {
            steps.extend(self.old[a..i].iter().map(|(at, _)| Step::Old(*at)));
            steps.extend(self.new[b..j].iter().map(|(at, _)| Step::New(*at)));
            steps.extend(self.old.get(i).zip(self.new.get(j)).map(|((a, _), (b, _))| Step::Pair(*a, *b)));
            (a, b) = (i + 1, j + 1);
        }
    }

    /// Picks the pairs that have the most in common altogether, in order.
    fn best(&self, score: &dyn Fn(usize, usize) -> Option<u32>) -> Vec<(usize, usize)> {
        let (rows, columns) = (self.old.len(), self.new.len());
        let width = columns + 1;
        let mut sums = vec![0_u32; (rows + 1) * width];
        let scores: Vec<Option<u32>> = (0..rows * columns).map(|at| score(at / columns, at % columns)).collect();
        for a in (0..rows).rev() {
            for b in (0..columns).rev() {
                let paired = scores[a * columns + b].map_or(0, |score| score + sums[(a + 1) * width + b + 1]);
                sums[a * width + b] = paired.max(sums[(a + 1) * width + b]).max(sums[a * width + b + 1]);
            }
        }
        let (mut a, mut b, mut pairs) = (0, 0, Vec::new());
        while a < rows && b < columns {
            let sum = sums[a * width + b];
            let is_pair = scores[a * columns + b].is_some_and(|score| score + sums[(a + 1) * width + b + 1] == sum);
            match is_pair {
                true => {
                    pairs.push((a, b));
                    (a, b) = (a + 1, b + 1);
                }
                false if sums[(a + 1) * width + b] == sum => a += 1,
                false => b += 1,
            }
        }
        pairs
    }

    /// Picks for each the first that is like it, not far ahead.
    fn near(&self, score: &dyn Fn(usize, usize) -> Option<u32>) -> Vec<(usize, usize)> {
        let (mut b, mut pairs) = (0, Vec::new());
        for a in 0..self.old.len() {
            let ahead = b..self.new.len().min(b + WINDOW);
            if let Some(found) = ahead.into_iter().find(|to| score(a, *to).is_some()) {
                pairs.push((a, found));
                b = found + 1;
            }
        }
        pairs
    }
}

/// Tells whether two blocks may be two states of one.
pub(super) fn is_like(old: &Block, new: &Block) -> bool {
    old.kind == new.kind && !matches!(old.kind, Kind::Rule | Kind::Written)
}

fn needed(block: &Block, is_only: bool) -> u32 {
    match (block.kind.holds_words() || block.kind == Kind::Code, is_only) {
        (true, true) | (false, false) => RATHER_ALIKE,
        (true, false) => ALIKE,
        (false, true) => RATHER_ALIKE / 2,
    }
}

/// Gathers the words of a block and of all that it holds.
pub(super) fn bag(text: &Text<'_>, block: &Block) -> Bag {
    let mut bag = Bag::new();
    gather(text, block, &mut bag);
    bag.sort_unstable();
    bag
}

fn gather(text: &Text<'_>, block: &Block, bag: &mut Bag) {
    if block.kind.holds_words() {
        let found = text.words(block);
        for at in (0..found.words.len()).filter(|at| found.words[*at].counts()) {
            // A picture is known by what it shows, and one that says nothing by its file.
            let is_described = found.words[at].kind == WordKind::Image && !found.shown(at).is_empty();
            if is_described {
                bag.extend(found.shown(at).split_whitespace().map(number));
            } else {
                bag.push(number(&words::folded(found.text(at))));
            }
        }
    } else if block.kind == Kind::Code {
        bag.extend(text.code(block).split_whitespace().map(number));
    }
    block.children.iter().for_each(|child| gather(text, child, bag));
}

/// Makes a word a number; two words may rarely share one, which only makes blocks look more alike.
fn number(word: &str) -> u64 {
    word.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
