//! Facts in front matter that newer states of a page hide: an old state is given the marks that it would have today.
//!
//! What is hidden whole today is hidden whole then, whatever it said; words that are hidden today are hidden then, unless
//! the newest state says them for these readers.

use std::collections::BTreeMap;

use super::super::document::Document;
use super::super::keys::fold;
use super::super::marks;
use super::super::marks::Form;
use super::super::node::{Content, Entry, Node};
use super::super::strings::cut_string;
use super::passages;
use super::states::{Phrase, State};
use crate::audience::{Audience, Audiences};

/// Keys that decide about a page and hold no words for readers.
const DECISIONS: &[&str] = &["audience", "status", "draft", "id", "kind", "published", "publish"];

/// What the facts of newer states hide from some readers.
#[derive(Debug)]
pub(super) struct Facts<'n> {
    names: &'n Audiences,
    reader: Audience,
    /// The words that are hidden in strings.
    pub(super) phrases: Vec<Phrase>,
    /// The keys, with those around them, of which nothing is left, and who may read them.
    whole: BTreeMap<String, Audience>,
}

impl<'n> Facts<'n> {
    /// Nothing yet, for these readers.
    pub(super) fn new(names: &'n Audiences, reader: Audience) -> Self {
        Self { names, reader, phrases: Vec::new(), whole: BTreeMap::new() }
    }

    /// Adds what a state hides.
    pub(super) fn add(&mut self, tree: &Node) {
        let mut strings: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        each(tree, "", &mut |key, words| strings.entry(key.to_owned()).or_default().push(words));
        for (key, strings) in strings {
            let before = self.phrases.len();
            self.phrases.extend(strings.iter().flat_map(|words| phrases(words, self.names, self.reader)));
            let whom = self.phrases[before..].iter().map(|phrase| phrase.whom).min();
            let is_closed = |words: &&&str| cut_string(words, self.names, self.reader).0.trim().is_empty();
            if let Some(whom) = whom.filter(|_| strings.iter().all(|words| is_closed(&words))) {
                let known = self.whole.entry(key).or_insert(whom);
                *known = (*known).max(whom);
            }
        }
    }

    /// Puts marks into an old state's facts, and into what `others` of its words hide; tells whether there was anything to
    /// hide. `says` tells what the newest state says for these readers.
    pub(super) fn close(&self, tree: &mut Node, others: &[Phrase], says: &dyn Fn(&[u64]) -> bool) -> bool {
        let is_left = |phrase: &&Phrase| !self.reader.may_read(phrase.whom) && !says(&phrase.words);
        let phrases = self.phrases.iter().filter(is_left);
        let phrases = phrases.chain(others.iter().filter(is_left).filter(|phrase| phrase.is_telling()));
        let mut marker = Marker { facts: self, phrases: phrases.collect(), is_changed: false };
        if !marker.phrases.is_empty() || !self.whole.is_empty() {
            marker.node(tree, "");
        }
        marker.is_changed
    }
}

/// Gives the words of a string that some readers must not read.
fn phrases(words: &str, names: &Audiences, reader: Audience) -> Vec<Phrase> {
    let found = marks::find(words, names).0.into_iter().filter(|mark| !reader.may_read(mark.audience));
    let phrase = |mark: marks::Mark| match mark.form {
        Form::Inline { words: said, .. } => Phrase::of_fact(&words[said], mark.audience),
        Form::Block { .. } | Form::Closed { .. } => None,
    };
    found.filter_map(phrase).collect()
}

/// Calls `see` with every string of a value, and the keys that lead to it.
fn each<'t>(node: &'t Node, key: &str, see: &mut dyn FnMut(&str, &'t str)) {
    match &node.content {
        Content::Text(words) => see(key, words),
        Content::List(items) => items.iter().for_each(|item| each(item, key, see)),
        Content::Map(entries) => entries.iter().for_each(|entry| each(&entry.node, &below(key, &entry.key), see)),
        _ => {}
    }
}

fn below(above: &str, key: &str) -> String {
    format!("{above}/{}", fold(key))
}

/// Gives the words of a tree that some readers may read, string by string.
pub(super) fn open_words(tree: &Node, names: &Audiences, reader: Audience) -> Vec<Vec<u64>> {
    let mut strings = Vec::new();
    each(tree, "", &mut |_, words| strings.push(hashes(&cut_string(words, names, reader).0)));
    strings
}

/// Tells whether one of the strings holds these words, one after the other.
pub(super) fn holds(strings: &[Vec<u64>], words: &[u64]) -> bool {
    strings.iter().any(|string| string.windows(words.len().max(1)).any(|run| run == words))
}

/// Gives the front matter of an old state with the marks that newer states have; none where nothing is closed.
pub(super) fn closed(old: &Document, facts: &Facts<'_>, phrases: &[Phrase], newest: &State<'_>) -> Option<Node> {
    if facts.phrases.is_empty() && phrases.is_empty() {
        return None;
    }
    let Facts { names, reader, .. } = *facts;
    let today = newest.document.tree().filter(|_| reader.may_read(newest.document.audience));
    let open = today.map_or_else(Vec::new, |tree| open_words(&tree, names, reader));
    let mut tree = old.tree()?;
    let says = |words: &[u64]| newest.says(words, reader) || holds(&open, words);
    facts.close(&mut tree, phrases, &says).then_some(tree)
}

/// Marks in a value of data what today's value of the same name hides from some readers; tells whether there was anything.
pub(in super::super) fn close_like(own: &mut Node, today: &Node, names: &Audiences, reader: Audience) -> bool {
    let mut facts = Facts::new(names, reader);
    facts.add(today);
    let open = open_words(today, names, reader);
    facts.close(own, &[], &|words| holds(&open, words))
}

fn hashes(text: &str) -> Vec<u64> {
    passages::line(text).iter().map(|word| word.hash).collect()
}

/// Puts marks into strings.
struct Marker<'m> {
    facts: &'m Facts<'m>,
    phrases: Vec<&'m Phrase>,
    is_changed: bool,
}

impl Marker<'_> {
    fn node(&mut self, node: &mut Node, key: &str) {
        let whole = self.facts.whole.get(key).copied().filter(|whom| !self.facts.reader.may_read(*whom));
        match &mut node.content {
            Content::Text(words) => {
                let closed = match whole {
                    Some(whom) => self.hidden(words, whom),
                    None => self.phrases.iter().fold(words.clone(), |words, phrase| self.without(&words, phrase)),
                };
                self.is_changed |= closed != *words;
                *words = closed;
            }
            Content::List(items) => items.iter_mut().for_each(|item| self.node(item, key)),
            Content::Map(entries) => {
                let open = |entry: &&mut Entry| !DECISIONS.contains(&fold(&entry.key).as_str());
                entries.iter_mut().filter(open).for_each(|entry| self.node(&mut entry.node, &below(key, &entry.key)));
            }
            Content::Integer(..) | Content::Float(..) | Content::Bool(_) => {
                if let Some((whom, words)) = whole.zip(node.words()) {
                    node.content = Content::Text(marked(&words, self.facts.names.name(whom)));
                    self.is_changed = true;
                }
            }
            Content::Null => {}
        }
    }

    /// Marks all of a string for `whom`, who may be fewer where it has marks of its own; one that hides as much stays.
    fn hidden(&self, words: &str, whom: Audience) -> String {
        let names = self.facts.names;
        let own = marks::find(words, names).0;
        let is_hidden = cut_string(words, names, self.facts.reader).0.trim().is_empty();
        if is_hidden && own.iter().all(|mark| mark.audience >= whom) {
            return words.to_owned();
        }
        let whom = own.iter().map(|mark| mark.audience).fold(whom, Audience::max);
        marked(&cut_string(words, names, names.narrowest()).0, names.name(whom))
    }

    /// Marks every place of a phrase; all of the string where the marks would not be seen.
    fn without(&self, words: &str, phrase: &Phrase) -> String {
        let name = self.facts.names.name(phrase.whom);
        let (count, mut rest, mut out) = (phrase.words.len(), 0, String::new());
        let found = passages::line(words);
        let own = marks::find(words, self.facts.names).0;
        let is_it = |run: &&[passages::Word]| {
            let is_same = run.iter().zip(&phrase.words).all(|(word, hash)| word.hash == *hash);
            is_same && !own.iter().any(|mark| mark.audience >= phrase.whom && is_within(run, mark))
        };
        for run in found.windows(count.max(1)).filter(|_| count > 0).filter(is_it) {
            let place = run[0].range.start..run[count - 1].range.end;
            if place.start >= rest {
                out.push_str(&words[rest..place.start]);
                out.push_str(&marked(&words[place.clone()], name));
                rest = place.end;
            }
        }
        if rest == 0 {
            return words.to_owned();
        }
        out.push_str(&words[rest..]);
        let left = hashes(&cut_string(&out, self.facts.names, self.facts.reader).0);
        if holds(&[left], &phrase.words) { marked(words, name) } else { out }
    }
}

/// Tells whether words stand in a mark.
fn is_within(run: &[passages::Word], mark: &marks::Mark) -> bool {
    let Form::Inline { words, .. } = &mark.form else { return false };
    run.iter().all(|word| words.start <= word.range.start && word.range.end <= words.end)
}

/// Puts words between the brackets of a mark.
fn marked(words: &str, name: &str) -> String {
    if words.contains(['[', ']', '\\']) {
        let escaped = words.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]");
        return format!(":{name}[{escaped}]");
    }
    format!(":{name}[{words}]")
}
