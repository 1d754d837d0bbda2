//! What a text obliges its readers to: the words of BCP 14 (MUST, SHALL, SHOULD, MAY, REQUIRED, NOT and the rest), in
//! capitals or not, and the sentences in which they changed.

use std::collections::BTreeMap;
use std::ops::Range;

use super::block::{Block, Kind};
use super::words::{WordKind, Words};
use super::{Change, Merge, Redline, Run, Text, words};

mod sentence;

pub use sentence::{Part, Sentence};

/// A sentence that obliges in another way than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obligation {
    /// The heading that it stands under.
    pub section: Option<String>,
    /// What it said; none where there was no such sentence.
    pub old: Option<Sentence>,
    /// What it says; none where it went.
    pub new: Option<Sentence>,
}

impl Obligation {
    /// Gives the sentence with what stayed, went and came.
    pub fn parts(&self) -> Vec<Part> {
        sentence::parts(self.old.as_ref(), self.new.as_ref())
    }
}

/// Words that oblige wherever they stand; `may` has its own rule.
const STRONG: &[&str] =
    &["must", "shall", "should", "required", "recommended", "optional", "cannot", "mustn't", "shouldn't"];

/// The most sentences without a counterpart that are compared with each other.
const MOST: usize = 60;

/// Tells for each word whether it obliges.
pub fn marks(found: &Words<'_>) -> Vec<bool> {
    let plain: Vec<String> = (0..found.words.len()).map(|at| lower(found, at)).collect();
    let is = |at: Option<usize>, words: &[&str]| {
        at.and_then(|at| plain.get(at)).is_some_and(|word| words.contains(&&**word))
    };
    let obliges = |at: usize| {
        let text = found.text(at);
        let before = at.checked_sub(1);
        match plain[at].as_str() {
            "" => false,
            "may" => is_may(found, at),
            "not" => {
                text == "NOT"
                    || is(before, &["must", "shall", "should", "may", "can"])
                    || is(Some(at + 1), &["required", "recommended"])
            }
            "has" | "have" => is(Some(at + 1), &["to"]),
            word => STRONG.contains(&word),
        }
    };
    (0..found.words.len()).map(obliges).collect()
}

fn lower(found: &Words<'_>, at: usize) -> String {
    match found.words[at].kind {
        WordKind::Word | WordKind::Raw => words::folded(found.text(at)).to_lowercase(),
        _ => String::new(),
    }
}

/// Tells the permission from the month.
fn is_may(found: &Words<'_>, at: usize) -> bool {
    let is_number =
        |at: usize| found.words.get(at).is_some_and(|_| found.text(at).starts_with(|c: char| c.is_ascii_digit()));
    match found.text(at) {
        "May" => is_start(found, at) && !is_number(at + 1),
        _ => true,
    }
}

fn is_start(found: &Words<'_>, at: usize) -> bool {
    at == 0 || ends(found, at - 1)
}

/// What stands before numbers with a dot that ends no sentence.
const ABBREVIATIONS: &[&str] =
    &["art", "ch", "cf", "fig", "no", "nos", "p", "para", "paras", "pp", "sec", "secs", "vol"];

/// Tells whether a sentence ends with a word. A dot before a small letter ends an abbreviation, one before a number may.
fn ends(found: &Words<'_>, at: usize) -> bool {
    match found.words[at].kind {
        WordKind::Sign => {
            let next = found.words.get(at + 1);
            let is_followed = next.is_none_or(|next| next.gap);
            let starts = |is: fn(char) -> bool| next.is_some() && found.text(at + 1).starts_with(is);
            let before = at.checked_sub(1).map_or("", |before| found.text(before)).to_lowercase();
            let is_abbreviated =
                starts(char::is_lowercase) || starts(char::is_numeric) && ABBREVIATIONS.contains(&before.as_str());
            matches!(found.text(at), "。" | "！" | "？")
                || is_followed
                    && (matches!(found.text(at), "!" | "?") || matches!(found.text(at), "." | "…") && !is_abbreviated)
        }
        WordKind::Break => true,
        _ => false,
    }
}

/// Cuts words into sentences.
fn sentences(found: &Words<'_>) -> Vec<Range<usize>> {
    let (mut sentences, mut start) = (Vec::new(), 0);
    for at in 0..found.words.len() {
        if ends(found, at) || at + 1 == found.words.len() {
            sentences.push(start..at + 1);
            start = at + 1;
        }
    }
    sentences
}

/// Lists the sentences that oblige in another way, in the order of the new text.
pub fn changed(old: &Text<'_>, new: &Text<'_>, redline: &Redline<'_>) -> Vec<Obligation> {
    let mut search = Search { old, new, section: None, found: Vec::new() };
    search.changes(&redline.blocks);
    search.changes(&redline.notes);
    meet(search.found)
}

struct Search<'r, 't> {
    old: &'r Text<'t>,
    new: &'r Text<'t>,
    section: Option<String>,
    found: Vec<Obligation>,
}

impl Search<'_, '_> {
    fn changes(&mut self, changes: &[Change<'_>]) {
        for change in changes {
            match change {
                Change::Same(_, block) => self.pass(block),
                Change::Within(_, _, children) | Change::Row(_, _, children) => self.changes(children),
                Change::Words(_, block, merge) => {
                    self.pass(block);
                    self.merge(merge);
                }
                Change::Inserted(block) => self.whole(self.new, block, true),
                Change::Deleted(block) => self.whole(self.old, block, false),
                Change::Arrived(_, within) => self.changes(std::slice::from_ref(within)),
                Change::Lines(..) | Change::Gone(..) | Change::Blank => {}
            }
        }
    }

    /// Remembers the last heading.
    fn pass(&mut self, block: &Block) {
        if block.kind == Kind::Heading {
            let found = self.new.words(block);
            self.section = Some(found.line(0..found.words.len()));
        }
        block.children.iter().for_each(|child| self.pass(child));
    }

    /// Notes every obliging sentence of a block that one text alone has.
    fn whole(&mut self, text: &Text<'_>, block: &Block, is_new: bool) {
        if block.kind.holds_words() {
            if is_new {
                self.pass(block);
            }
            let found = text.words(block);
            let marks = marks(&found);
            for range in sentences(&found).into_iter().filter(|range| marks[range.clone()].contains(&true)) {
                self.alone(Sentence::of(&found, &marks, &range), is_new);
            }
        }
        block.children.iter().for_each(|child| self.whole(text, child, is_new));
    }

    fn alone(&mut self, sentence: Sentence, is_new: bool) {
        let (old, new) = if is_new { (None, Some(sentence)) } else { (Some(sentence), None) };
        self.found.push(Obligation { section: self.section.clone(), old, new });
    }

    /// Notes what changed between the words of two states of one block.
    fn merge(&mut self, merge: &Merge<'_>) {
        let (before, after) = (marks(&merge.old), marks(&merge.new));
        if !before.contains(&true) && !after.contains(&true) {
            return;
        }
        let (here, there) = (sentences(&merge.old), sentences(&merge.new));
        let partners = partners(&here, &there, &merge.runs);
        let mut paired = vec![false; here.len()];
        partners.iter().flatten().for_each(|at| paired[*at] = true);
        let gone =
            here.iter().enumerate().filter(|(at, range)| !paired[*at] && before[(*range).clone()].contains(&true));
        for (_, range) in gone {
            self.alone(Sentence::of(&merge.old, &before, range), false);
        }
        for (range, partner) in there.iter().zip(&partners) {
            let new = Sentence::of(&merge.new, &after, range);
            match partner.map(|at| Sentence::of(&merge.old, &before, &here[at])) {
                Some(old) if old.duties() != new.duties() => {
                    self.found.push(Obligation { section: self.section.clone(), old: Some(old), new: Some(new) });
                }
                None if !new.duties().is_empty() => self.alone(new, true),
                _ => {}
            }
        }
    }
}

/// Finds for each new sentence the old one that it shares the most words with, where that is so both ways.
fn partners(old: &[Range<usize>], new: &[Range<usize>], runs: &[Run]) -> Vec<Option<usize>> {
    let mut shared = BTreeMap::<(usize, usize), usize>::new();
    let place = |sentences: &[Range<usize>], at: usize| sentences.partition_point(|range| range.end <= at);
    for run in runs {
        if let Run::Same(a, b) = run {
            for (a, b) in a.clone().zip(b.clone()) {
                *shared.entry((place(old, a), place(new, b))).or_default() += 1;
            }
        }
    }
    let mut best: Vec<_> = shared.into_iter().map(|((a, b), count)| (std::cmp::Reverse(count), a, b)).collect();
    best.sort_unstable();
    let (mut taken, mut partners) = (vec![false; old.len()], vec![None; new.len()]);
    for (_, a, b) in best {
        if !taken[a] && partners[b].is_none() {
            taken[a] = true;
            partners[b] = Some(a);
        }
    }
    partners
}

/// Lets sentences that went and came meet: the same one is no change, a similar one is another state of it.
fn meet(found: Vec<Obligation>) -> Vec<Obligation> {
    let key = |sentence: &Option<Sentence>| sentence.as_ref().map(|sentence| sentence.key.clone());
    let mut found: Vec<Option<Obligation>> = found.into_iter().map(Some).collect();
    let alone = |found: &[Option<Obligation>], is_new: bool| -> Vec<usize> {
        let is_alone = |duty: &Obligation| if is_new { duty.old.is_none() } else { duty.new.is_none() };
        (0..found.len()).filter(|at| found[*at].as_ref().is_some_and(is_alone)).collect()
    };
    for gone in alone(&found, false) {
        let said = found[gone].as_ref().and_then(|duty| key(&duty.old));
        let is_same = |at: &usize| found[*at].as_ref().is_some_and(|duty| key(&duty.new) == said);
        if let Some(come) = alone(&found, true).into_iter().find(is_same) {
            (found[gone], found[come]) = (None, None);
        }
    }
    let (gone, come) = (alone(&found, false), alone(&found, true));
    if gone.len() <= MOST && come.len() <= MOST {
        for at in gone {
            join(&mut found, at, &come);
        }
    }
    found.into_iter().flatten().collect()
}

/// Joins a sentence that went with the most similar one that came.
fn join(found: &mut [Option<Obligation>], gone: usize, come: &[usize]) {
    let Some(old) = found[gone].as_ref().and_then(|duty| duty.old.clone()) else { return };
    let alike = |at: usize| {
        let new = found[at].as_ref().filter(|duty| duty.old.is_none())?.new.as_ref()?;
        let share = share(&old.text(), &new.text());
        (share >= 600).then_some((share, std::cmp::Reverse(at)))
    };
    let Some((_, std::cmp::Reverse(at))) = come.iter().filter_map(|at| alike(*at)).max() else { return };
    let is_same = found[at].as_ref().and_then(|duty| duty.new.as_ref()).is_some_and(|new| new.duties() == old.duties());
    found[gone] = None;
    if is_same {
        found[at] = None;
    } else if let Some(duty) = &mut found[at] {
        duty.old = Some(old);
    }
}

/// Tells how much two sentences have in common, in thousandths.
fn share(one: &str, other: &str) -> usize {
    let words = |text: &str| -> BTreeMap<String, usize> {
        text.split_whitespace().fold(BTreeMap::new(), |mut words, word| {
            *words.entry(word.to_lowercase()).or_default() += 1;
            words
        })
    };
    let (a, b) = (words(one), words(other));
    let common: usize = a.iter().map(|(word, count)| count.min(b.get(word).unwrap_or(&0))).sum();
    2_000 * common / (a.values().sum::<usize>() + b.values().sum::<usize>()).max(1)
}
