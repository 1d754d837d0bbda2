//! Two sequences side by side: which of their parts are the same, in order, within bounds of size.

use std::collections::HashMap;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::Run;

/// The largest table of two stretches that are compared in full.
const LARGEST: usize = 1 << 20;
/// How often what stands between two anchors is looked through for anchors.
const DEEPEST: usize = 8;

/// How much work one comparison may still cost, in cells of such tables.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(24 << 20)
    }
}

impl Budget {
    /// Takes from what is left; false where that is not enough.
    pub(super) fn take(&mut self, cells: usize) -> bool {
        let is_enough = cells <= self.0;
        self.0 = self.0.saturating_sub(cells);
        is_enough
    }
}

/// Finds what stayed, went and came. Of a stretch that is too large to be compared, all went and came.
pub(super) fn sequences(old: &[u32], new: &[u32], budget: &mut Budget) -> Vec<Run> {
    let mut runs = Vec::new();
    stretch((old, 0), (new, 0), DEEPEST, budget, &mut runs);
    join(runs)
}

/// A stretch of a sequence, and its place in the whole.
type Stretch<'v> = (&'v [u32], usize);

/// Aligns two stretches; what they share at their ends stands aside.
fn stretch((old, a): Stretch<'_>, (new, b): Stretch<'_>, depth: usize, budget: &mut Budget, runs: &mut Vec<Run>) {
    let head = old.iter().zip(new).take_while(|(one, other)| one == other).count();
    let rest = old[head..].iter().rev().zip(new[head..].iter().rev());
    let tail = rest.take_while(|(one, other)| one == other).count();
    push(runs, Run::Same(a..a + head, b..b + head));
    let (inner, other) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    middle((inner, a + head), (other, b + head), depth, budget, runs);
    let (a, b) = (a + old.len(), b + new.len());
    push(runs, Run::Same(a - tail..a, b - tail..b));
}

fn middle((old, a): Stretch<'_>, (new, b): Stretch<'_>, depth: usize, budget: &mut Budget, runs: &mut Vec<Run>) {
    let cells = old.len().saturating_mul(new.len());
    if cells > 0 && cells <= LARGEST && budget.take(cells) {
        return runs.extend(capture_diff_slices(Algorithm::Myers, old, new).iter().flat_map(|op| runs_of(op, a, b)));
    }
    let anchors = if cells == 0 || depth == 0 { Vec::new() } else { anchors(old, new) };
    if anchors.is_empty() {
        push(runs, Run::Deleted(a..a + old.len()));
        return push(runs, Run::Inserted(b..b + new.len()));
    }
    let (mut i, mut j) = (0, 0);
    for (x, y) in anchors {
        stretch((&old[i..x], a + i), (&new[j..y], b + j), depth - 1, budget, runs);
        push(runs, Run::Same(a + x..a + x + 1, b + y..b + y + 1));
        (i, j) = (x + 1, y + 1);
    }
    stretch((&old[i..], a + i), (&new[j..], b + j), depth - 1, budget, runs);
}

fn runs_of(op: &DiffOp, a: usize, b: usize) -> Vec<Run> {
    let (old, new) = (op.old_range(), op.new_range());
    let (old, new) = (old.start + a..old.end + a, new.start + b..new.end + b);
    match op {
        DiffOp::Equal { .. } => vec![Run::Same(old, new)],
        DiffOp::Delete { .. } => vec![Run::Deleted(old)],
        DiffOp::Insert { .. } => vec![Run::Inserted(new)],
        DiffOp::Replace { .. } => vec![Run::Deleted(old), Run::Inserted(new)],
    }
}

fn push(runs: &mut Vec<Run>, run: Run) {
    let is_empty = match &run {
        Run::Same(range, _) | Run::Deleted(range) | Run::Inserted(range) => range.is_empty(),
    };
    if !is_empty {
        runs.push(run);
    }
}

/// Finds what stands once in each, in an order that both share: the longest such list.
fn anchors(old: &[u32], new: &[u32]) -> Vec<(usize, usize)> {
    let (here, there) = (once(old), once(new));
    let pairs = old.iter().enumerate().filter(|(at, value)| here.get(value) == Some(&Some(*at)));
    let pairs: Vec<(usize, usize)> =
        pairs.filter_map(|(at, value)| Some((at, there.get(value).copied().flatten()?))).collect();
    rising(&pairs)
}

/// Gives the place of each value; none for one that stands more than once.
fn once(values: &[u32]) -> HashMap<u32, Option<usize>> {
    let mut places = HashMap::with_capacity(values.len());
    for (at, value) in values.iter().enumerate() {
        places.entry(*value).and_modify(|place| *place = None).or_insert(Some(at));
    }
    places
}

/// Picks the longest list of pairs whose second numbers rise.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, pair) in pairs.iter().enumerate() {
        let place = ends.partition_point(|&end| pairs[end].1 < pair.1);
        before.push(place.checked_sub(1).map(|place| ends[place]));
        if place == ends.len() {
            ends.push(at);
        } else {
            ends[place] = at;
        }
    }
    let mut picked: Vec<_> =
        std::iter::successors(ends.last().copied(), |at| before[*at]).map(|at| pairs[at]).collect();
    picked.reverse();
    picked
}

/// Joins runs that touch, deletions before insertions.
pub(super) fn join(runs: Vec<Run>) -> Vec<Run> {
    let mut joined = Vec::with_capacity(runs.len());
    let (mut gone, mut come) = (0..0, 0..0);
    for run in runs {
        match run {
            Run::Deleted(range) => gone = if gone.is_empty() { range } else { gone.start..range.end },
            Run::Inserted(range) => come = if come.is_empty() { range } else { come.start..range.end },
            Run::Same(old, new) => {
                push(&mut joined, Run::Deleted(std::mem::take(&mut gone)));
                push(&mut joined, Run::Inserted(std::mem::take(&mut come)));
                match joined.last_mut() {
                    Some(Run::Same(a, b)) => (a.end, b.end) = (old.end, new.end),
                    _ => joined.push(Run::Same(old, new)),
                }
            }
        }
    }
    push(&mut joined, Run::Deleted(gone));
    push(&mut joined, Run::Inserted(come));
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tells whether runs cover both sequences in order, and pair only what is equal.
    fn is_sound(old: &[u32], new: &[u32], runs: &[Run]) -> bool {
        let (mut a, mut b, mut fine) = (0, 0, true);
        for run in runs {
            match run {
                Run::Same(x, y) => {
                    fine &= x.start == a && y.start == b && old[x.clone()] == new[y.clone()];
                    (a, b) = (x.end, y.end);
                }
                Run::Deleted(x) => {
                    fine &= x.start == a;
                    a = x.end;
                }
                Run::Inserted(y) => {
                    fine &= y.start == b;
                    b = y.end;
                }
            }
        }
        fine && a == old.len() && b == new.len()
    }

    #[test]
    fn runs_cover_both_sequences() {
        let mut seed = 1_u32;
        let mut next = |below: u32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 16) % below
        };
        for round in 0..2_000 {
            let values = 1 + round % 12;
            let mut make = |length: u32| (0..length).map(|_| next(values)).collect::<Vec<u32>>();
            let (old, new) = (make(round % 17), make(round % 13));
            for cells in [0, 10, 1 << 20] {
                let runs = sequences(&old, &new, &mut Budget(cells));
                assert!(is_sound(&old, &new, &runs), "{old:?} {new:?} {runs:?}");
            }
        }
    }

    #[test]
    fn what_is_too_large_is_aligned_by_what_stands_once() {
        let old: Vec<u32> = (0..20_000).collect();
        let new: Vec<u32> = (0..20_000).filter(|value| value % 100 != 7).chain([99_999]).collect();
        let runs = sequences(&old, &new, &mut Budget(0));
        assert!(is_sound(&old, &new, &runs));
        let gone: usize = runs.iter().map(|run| if let Run::Deleted(range) = run { range.len() } else { 0 }).sum();
        assert_eq!(gone, 200);
    }

    #[test]
    fn sequences_without_anything_in_common_are_replaced() {
        let (old, new) = (vec![1; 5_000], vec![2; 5_000]);
        assert_eq!(sequences(&old, &new, &mut Budget::default()), [Run::Deleted(0..5_000), Run::Inserted(0..5_000)]);
    }
}
