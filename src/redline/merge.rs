//! Two trees of blocks become one: blocks that pair are looked into, down to the words.

use std::collections::HashMap;

use pulldown_cmark::{Event, Tag};

use super::align::{self, Budget};
use super::block::{Block, Kind};
use super::pair::{self, Side, Step};
use super::words::{Word, Words};
use super::{Change, Merge, Run, lines, table, text};
use crate::markdown::stream::Piece;

/// The longest stretch of words that stayed between two changes and is told to be replaced with them, since three
/// words between changes help nobody to read.
const FEW_WORDS: usize = 3;

/// Merges two lists of blocks.
pub(super) fn blocks<'t>(
    old: Side<'t, &'t [Block]>,
    new: Side<'t, &'t [Block]>,
    budget: &mut Budget,
) -> Vec<Change<'t>> {
    let steps = pair::siblings(old, new, budget);
    let change = |step| match step {
        Step::Same(a, b) => Change::Same(&old.1[a], &new.1[b]),
        Step::Pair(a, b) => pair((old.0, &old.1[a]), (new.0, &new.1[b]), budget),
        Step::Old(a) => Change::Deleted(&old.1[a]),
        Step::New(b) => Change::Inserted(&new.1[b]),
    };
    steps.into_iter().map(change).collect()
}

/// Merges two states of one block.
pub(super) fn pair<'t>(old: Side<'t, &'t Block>, new: Side<'t, &'t Block>, budget: &mut Budget) -> Change<'t> {
    let (before, after) = (old.1, new.1);
    match after.kind {
        _ if text::is_alike(old, new) || old.0.key(before) == new.0.key(after) => Change::Same(before, after),
        Kind::Paragraph | Kind::Heading | Kind::Cell => {
            let merge = words(old.0.words(before), new.0.words(after), budget);
            Change::Words(before, after, Box::new(merge))
        }
        Kind::Code => Change::Lines(before, after, lines::compare(&old.0.code(before), &new.0.code(after), budget)),
        Kind::Table => Change::Within(before, after, table::rows(old, new, budget)),
        _ => {
            let children = blocks((old.0, &before.children), (new.0, &after.children), budget);
            Change::Within(before, after, children)
        }
    }
}

/// Merges footnotes: two with one label are two states of one, wherever they stand.
pub(super) fn notes<'t>(
    old: Side<'t, &'t [Block]>,
    new: Side<'t, &'t [Block]>,
    budget: &mut Budget,
) -> Vec<Change<'t>> {
    let mut earlier: Vec<Option<&Block>> = old.1.iter().map(Some).collect();
    let mut changes = Vec::new();
    for note in new.1 {
        let is_it = |other: Option<&Block>| other.is_some_and(|other| label(old.0, other) == label(new.0, note));
        let found = earlier.iter_mut().find(|other| is_it(**other)).and_then(Option::take);
        changes.push(match found {
            Some(other) => pair((old.0, other), (new.0, note), budget),
            None => Change::Inserted(note),
        });
    }
    changes.extend(earlier.into_iter().flatten().map(Change::Deleted));
    changes
}

fn label(text: &super::Text<'_>, note: &Block) -> Option<String> {
    match text.pieces.get(note.pieces.start) {
        Some(Piece::Markdown(Event::Start(Tag::FootnoteDefinition(label)))) => Some(label.to_lowercase()),
        _ => None,
    }
}

/// Merges the words of two states of one block.
pub(super) fn words<'t>(old: Words<'t>, new: Words<'t>, budget: &mut Budget) -> Merge<'t> {
    let (mut numbers, mut said) = (HashMap::<Vec<u8>, u32>::new(), Vec::new());
    let mut number = |words: &Words<'_>| {
        let of = |at: usize| {
            said.clear();
            words.say_one(at, &mut said);
            numbers.get(&said).copied().unwrap_or_else(|| {
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                numbers.insert(said.clone(), next);
                next
            })
        };
        (0..words.words.len()).map(of).collect::<Vec<u32>>()
    };
    let (before, after) = (number(&old), number(&new));
    let runs = calm(&align::sequences(&before, &after, budget), &sizes(&old), &sizes(&new));
    Merge { old, new, runs }
}

/// How large a word is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    /// Its bytes.
    pub(super) letters: usize,
    /// Whether it is counted as a word.
    pub(super) counts: bool,
}

fn sizes(words: &Words<'_>) -> Vec<Size> {
    let size = |(at, word): (usize, &Word)| Size { letters: words.text(at).len(), counts: word.counts() };
    words.words.iter().enumerate().map(size).collect()
}

/// Lets the few words between two larger changes go with them.
pub(super) fn calm(runs: &[Run], old: &[Size], new: &[Size]) -> Vec<Run> {
    let letters = |sizes: &[Size]| sizes.iter().map(|size| size.letters).sum::<usize>();
    let size = |run: &Run| match run {
        Run::Same(range, _) | Run::Deleted(range) => letters(&old[range.clone()]),
        Run::Inserted(range) => letters(&new[range.clone()]),
    };
    let mut calm: Vec<Run> = Vec::with_capacity(runs.len());
    let mut before = 0;
    for (at, run) in runs.iter().enumerate() {
        let Run::Same(a, b) = run else {
            before = before.max(size(run));
            calm.push(run.clone());
            continue;
        };
        let changes = runs[at + 1..].iter().take_while(|run| !matches!(run, Run::Same(..)));
        let after = changes.map(size).max().unwrap_or_default();
        let few = old[a.clone()].iter().filter(|size| size.counts).count() <= FEW_WORDS;
        if few && size(run) <= before.min(after) {
            before += size(run);
            calm.extend([Run::Deleted(a.clone()), Run::Inserted(b.clone())]);
        } else {
            before = 0;
            calm.push(run.clone());
        }
    }
    align::join(calm)
}
