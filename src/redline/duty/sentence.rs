//! A sentence, which of its words oblige, and what changed between two states of one.

use std::collections::HashMap;
use std::ops::Range;

use serde::Serialize;

use super::super::align::{self, Budget};
use super::super::merge::{self, Size};
use super::super::words::{self, Words};
use super::super::{Run, passage::Mark};

/// A sentence and the words in it that oblige.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sentence {
    words: Vec<Said>,
    /// The sentence without what is no change.
    pub(super) key: String,
}

/// A word of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    text: String,
    /// Whether there is white space before it.
    gap: bool,
    /// Whether it is a word that obliges.
    obliges: bool,
}

/// Some words of two states of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// What became of them.
    pub mark: Mark,
    /// The words, with the space before them.
    pub text: String,
    /// Whether they oblige.
    pub obliges: bool,
}

impl Sentence {
    /// Takes some words as a sentence; `marks` tells which of all words oblige.
    pub(super) fn of(found: &Words<'_>, marks: &[bool], range: &Range<usize>) -> Self {
        let mut sentence = Self::default();
        let mut key = Vec::new();
        for at in range.clone() {
            found.say_one(at, &mut key);
            let gap = found.words[at].gap && !sentence.words.is_empty();
            sentence.words.push(Said { text: found.shown(at).to_owned(), gap, obliges: marks[at] });
        }
        Self { key: String::from_utf8_lossy(&key).into_owned(), ..sentence }
    }

    /// Gives the whole sentence.
    pub fn text(&self) -> String {
        self.run(0..self.words.len())
    }

    fn run(&self, range: Range<usize>) -> String {
        let word = |word: &Said| if word.gap { format!(" {}", word.text) } else { word.text.clone() };
        self.words[range].iter().map(word).collect()
    }

    /// Gives the words that oblige, in order; one in capitals is another word.
    pub(super) fn duties(&self) -> Vec<String> {
        let said = |word: &Said| {
            let is_loud = word.text.chars().all(|c| !c.is_lowercase());
            if is_loud { word.text.clone() } else { word.text.to_lowercase() }
        };
        self.words.iter().filter(|word| word.obliges).map(said).collect()
    }

    fn parts(&self, mark: Mark, range: Range<usize>, parts: &mut Vec<Part>) {
        for at in range {
            let obliges = self.words[at].obliges;
            let text = self.run(at..at + 1);
            let is_more = |part: &&mut Part| part.mark == mark && part.obliges == obliges;
            match parts.last_mut().filter(is_more) {
                Some(part) => part.text.push_str(&text),
                None => parts.push(Part { mark, text, obliges }),
            }
        }
    }
}

/// Gives two states of a sentence as one: what stayed, went and came.
pub(super) fn parts(old: Option<&Sentence>, new: Option<&Sentence>) -> Vec<Part> {
    let none = Sentence::default();
    let (old, new) = (old.unwrap_or(&none), new.unwrap_or(&none));
    let mut numbers = HashMap::new();
    let mut number = |sentence: &Sentence| {
        let mut of = |word: &Said| {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            *numbers.entry(words::folded(&word.text).into_owned()).or_insert(next)
        };
        sentence.words.iter().map(&mut of).collect::<Vec<u32>>()
    };
    let runs = align::sequences(&number(old), &number(new), &mut Budget::default());
    let sizes = |sentence: &Sentence| {
        let is_word = |word: &Said| word.text.chars().any(char::is_alphanumeric);
        let size = |word: &Said| Size { letters: word.text.len(), counts: is_word(word) };
        sentence.words.iter().map(size).collect::<Vec<Size>>()
    };
    let mut parts = Vec::new();
    for run in merge::calm(&runs, &sizes(old), &sizes(new)) {
        match run {
            Run::Same(_, range) => new.parts(Mark::Same, range, &mut parts),
            Run::Deleted(range) => old.parts(Mark::Deleted, range, &mut parts),
            Run::Inserted(range) => new.parts(Mark::Inserted, range, &mut parts),
        }
    }
    parts
}
