//! What newer states of a page hide that an older state says for all: passages that were marked since, words that were
//! marked in a line, facts that were marked in front matter.
//!
//! A passage is closed that a newer state hides, word for word or changed, unless the newest state says it for these
//! readers. Words are cut where both texts say the same around them; elsewhere the passage that has them goes whole.

use std::ops::Range;

use super::super::document::Document;
use super::super::marks::{Form, Mark};
use super::closed::Closing;
use super::passages::{self, Passage, Passages, Word};
use crate::audience::Audience;
use crate::hash::likeness;

/// How much two passages must have in common to be two states of one, in thousandths.
const ALIKE: u32 = 500;

/// Words that a newer state hides.
#[derive(Debug, Clone)]
pub(super) struct Phrase {
    /// The words as they stand there.
    pub(super) text: String,
    /// Their hashes.
    pub(super) words: Vec<u64>,
    /// Who may read them.
    pub(super) whom: Audience,
    /// The words before and after them in their passage.
    around: [Option<u64>; 2],
    /// Whether they were marked in the text, not in front matter.
    is_in_text: bool,
}

impl Phrase {
    /// Takes words that front matter hides; none where there are none.
    pub(super) fn of_fact(text: &str, whom: Audience) -> Option<Self> {
        let words: Vec<u64> = passages::line(text).iter().map(|word| word.hash).collect();
        let phrase = || Self { text: text.to_owned(), words, whom, around: [None; 2], is_in_text: false };
        (!text.trim().is_empty()).then(phrase)
    }

    /// Tells whether the words say enough to be known in another sentence.
    pub(super) fn is_telling(&self) -> bool {
        self.words.len() > 1 || self.text.len() > 4 || self.text.contains(|c: char| c.is_ascii_digit())
    }
}

/// A state of a page, taken apart.
#[derive(Debug)]
pub(super) struct State<'d> {
    /// The document.
    pub(super) document: &'d Document,
    /// Its text.
    pub(super) text: &'d str,
    /// Its passages.
    pub(super) passages: Passages,
}

impl<'d> State<'d> {
    /// Takes a state apart.
    pub(super) fn of(document: &'d Document) -> Self {
        let text = &document.text[document.body.clone()];
        let is_written = |mark: &&Mark| !matches!(mark.form, Form::Closed { .. });
        let marks: Vec<Mark> = document.marks.iter().filter(is_written).cloned().collect();
        Self { document, text, passages: passages::read(text, &marks, document.audience) }
    }

    /// Gives the words that are marked in its lines for fewer than these readers.
    pub(super) fn phrases(&self, reader: Audience) -> Vec<Phrase> {
        let marks = self.document.marks.iter().filter(|mark| !reader.may_read(mark.audience));
        marks.filter_map(|mark| self.phrase(mark)).collect()
    }

    fn phrase(&self, mark: &Mark) -> Option<Phrase> {
        let Form::Inline { words: said, .. } = &mark.form else { return None };
        let all = &self.passages.words;
        let within = all.partition_point(|word| word.range.start < said.start)
            ..all.partition_point(|word| word.range.start < said.end);
        let passage = self.passages.passages.iter().find(|passage| passage.words.contains(&within.start))?;
        let within = within.start..within.end.min(passage.words.end);
        let before = within.start.checked_sub(1).filter(|at| *at >= passage.words.start);
        let after = Some(within.end).filter(|at| *at < passage.words.end);
        (!within.is_empty()).then(|| Phrase {
            text: self.text[said.clone()].to_owned(),
            words: all[within].iter().map(|word| word.hash).collect(),
            whom: mark.audience,
            around: [before, after].map(|at| at.map(|at| all[at].hash)),
            is_in_text: true,
        })
    }

    /// Tells whether its text says these words, one after the other, to some readers.
    pub(super) fn says(&self, words: &[u64], reader: Audience) -> bool {
        let is_it =
            |run: &[Word]| run.iter().zip(words).all(|(word, hash)| word.hash == *hash && reader.may_read(word.whom));
        !words.is_empty()
            && self.passages.passages.iter().any(|at| self.passages.of(at).windows(words.len()).any(is_it))
    }
}

/// Tells whether a document has words for fewer than these readers, or facts with marks.
pub(super) fn hides_from(document: &Document, reader: Audience) -> bool {
    !reader.may_read(document.audience)
        || document.marked_front.is_some()
        || document.marks.iter().any(|mark| !reader.may_read(mark.audience))
}

/// Finds what of an old state is closed: `newer` are the newer states and the pages that its text went over to, `newest` is
/// the newest state.
pub(super) fn closings(old: &State<'_>, newer: &[&State<'_>], newest: &State<'_>, phrases: &[Phrase]) -> Vec<Closing> {
    let reader = old.document.audience;
    let mut found = Vec::new();
    for state in newer {
        passages_of(old, state, newest, &mut found);
    }
    for phrase in phrases.iter().filter(|phrase| !reader.may_read(phrase.whom)) {
        places_of(old, phrase, newest, &mut found);
    }
    found
}

/// The words of a passage as sorted hashes.
type Bag = Vec<u64>;

fn bag(words: &[Word], is_in: impl Fn(&Word) -> bool) -> Bag {
    let mut bag: Bag = words.iter().filter(|word| is_in(word)).map(|word| word.hash).collect();
    bag.sort_unstable();
    bag
}

/// Closes the passages that a newer state hides as a whole.
fn passages_of(old: &State<'_>, newer: &State<'_>, newest: &State<'_>, found: &mut Vec<Closing>) {
    let reader = old.document.audience;
    let is_hidden = |passage: &&Passage| newer.passages.of(passage).iter().all(|word| !reader.may_read(word.whom));
    let hidden: Vec<(Bag, Audience)> = (newer.passages.passages.iter().filter(is_hidden))
        .map(|passage| {
            let words = newer.passages.of(passage);
            (bag(words, |_| true), words.iter().map(|word| word.whom).min().unwrap_or(reader))
        })
        .collect();
    if hidden.is_empty() {
        return;
    }
    let open = |passage: &Passage| bag(newest.passages.of(passage), |word| reader.may_read(word.whom));
    let open: Vec<Bag> = newest.passages.passages.iter().map(open).filter(|bag| !bag.is_empty()).collect();
    for passage in &old.passages.passages {
        let own = bag(old.passages.of(passage), |word| word.whom <= reader);
        let likest = hidden.iter().map(|(bag, whom)| (likeness(&own, bag), *whom)).max();
        let Some((alike, whom)) = likest.filter(|(alike, _)| *alike >= ALIKE) else { continue };
        if open.iter().all(|bag| likeness(&own, bag) < alike) {
            found.push((passage.range.clone(), whom));
        }
    }
}

/// Closes words that a newer state hides.
fn places_of(old: &State<'_>, phrase: &Phrase, newest: &State<'_>, found: &mut Vec<Closing>) {
    let reader = old.document.audience;
    if phrase.words.is_empty() {
        return;
    }
    let [before, after] = phrase.around;
    let whole: Vec<u64> = before.into_iter().chain(phrase.words.iter().copied()).chain(after).collect();
    let is_open_here = newest.says(&whole, reader);
    let is_open = newest.says(&phrase.words, reader);
    for passage in &old.passages.passages {
        let words = old.passages.of(passage);
        for at in 0..words.len().saturating_sub(phrase.words.len() - 1) {
            let run = &words[at..at + phrase.words.len()];
            let is_it = run.iter().zip(&phrase.words).all(|(word, hash)| word.hash == *hash);
            // What was hidden from the same readers then needs no second mark.
            if !is_it || run.iter().all(|word| word.whom >= phrase.whom) {
                continue;
            }
            let around = [at.checked_sub(1), Some(at + run.len())].map(|at| Some(words.get(at?)?.hash));
            let is_here = phrase.is_in_text && around == phrase.around;
            if is_here && !is_open_here {
                let range = exact(old, phrase, run).unwrap_or_else(|| passage.range.clone());
                found.push((range, phrase.whom));
            } else if !is_open && phrase.is_telling() {
                found.push((passage.range.clone(), phrase.whom));
            }
        }
    }
}

/// Gives the bytes of the words with the signs around them, where both texts have the same ones.
fn exact(old: &State<'_>, phrase: &Phrase, run: &[Word]) -> Option<Range<usize>> {
    let first = passages::line(&phrase.text).first()?.range.start;
    let start = run.first()?.range.start.checked_sub(first)?;
    let range = start..start + phrase.text.len();
    let is_same = old.text.get(range.clone()) == Some(phrase.text.as_str());
    let is_apart = |mark: &Mark| mark.start() >= range.end || end(mark) <= range.start;
    (is_same && old.document.marks.iter().all(is_apart)).then_some(range)
}

fn end(mark: &Mark) -> usize {
    match &mark.form {
        Form::Block { close, .. } => close.end,
        Form::Inline { whole, .. } => whole.end,
        Form::Closed { range } => range.end,
    }
}
