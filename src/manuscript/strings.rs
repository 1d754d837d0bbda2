//! Audience marks in strings: those of front matter, and single ones of site.toml.

use std::ops::Range;

use crate::audience::{Audience, Audiences};

use super::keys::fold;
use super::marks::cut::cut;
use super::marks::sight::sights;
use super::marks::{Doubt, find};
use super::node::{Content, Entry, Node};

const DOUBT: &str = "this looks like an audience mark, but it is none";
const DECISION: &str = "an audience mark cannot decide who may read the page, or whether it is a draft";
const HELP: &str =
    "write `:name[words]` with the audience's exact name, no space before the bracket, and every bracket closed";

/// Keys that name the item of a list that holds them.
const TITLES: &[&str] = &["title", "question", "name"];
/// Keys whose values say nothing without the words beside them.
const FRAME: &[&str] = &["date", "version", "revision", "link", "href", "url", "weight", "id", "icon"];

/// Cuts one string to what an audience may read; tells also whether words were taken out and whether it is doubtful.
pub(super) fn cut_string(words: &str, names: &Audiences, audience: Audience) -> (String, bool, bool) {
    if sights(words, names).is_empty() && !words.contains(':') {
        return (words.to_owned(), false, false);
    }
    let (marks, doubts) = find(words, names);
    let made = cut(words, &(0..words.len()), &marks, names, audience);
    let is_doubtful = !doubts.is_empty() || !sights(&made.text, names).is_empty();
    let text = if marks.is_empty() { made.text } else { made.text.trim().to_owned() };
    (text, made.hides, is_doubtful)
}

/// Cuts every string of front matter. What becomes empty goes, as if it had never been written.
pub(super) fn cut_tree(tree: &Node, names: &Audiences, audience: Audience) -> (Node, Vec<Doubt>) {
    let mut cutter = Cutter { names, audience, doubts: Vec::new() };
    let node = cutter.node(tree).unwrap_or(Node { range: tree.range.clone(), content: Content::Map(Vec::new()) });
    (node, cutter.doubts)
}

/// Cuts one value of data; none where nothing is left of it.
pub(super) fn cut_value(node: &Node, names: &Audiences, audience: Audience) -> (Option<Node>, Vec<Doubt>) {
    let mut cutter = Cutter { names, audience, doubts: Vec::new() };
    (cutter.node(node), cutter.doubts)
}

struct Cutter<'a> {
    names: &'a Audiences,
    audience: Audience,
    doubts: Vec<Doubt>,
}

impl Cutter<'_> {
    fn doubt(&mut self, range: &Range<usize>) {
        self.doubts.push(Doubt::new(range.clone(), DOUBT, HELP));
    }

    /// Cuts a value; none where nothing is left of it.
    fn node(&mut self, node: &Node) -> Option<Node> {
        let content = match &node.content {
            Content::Text(words) => {
                let (text, hides, is_doubtful) = cut_string(words, self.names, self.audience);
                if is_doubtful {
                    self.doubt(&node.range);
                }
                if hides && text.is_empty() {
                    return None;
                }
                Content::Text(text)
            }
            Content::List(items) => {
                let left: Vec<Node> = items.iter().filter_map(|item| self.item(item)).collect();
                if left.is_empty() && !items.is_empty() {
                    return None;
                }
                Content::List(left)
            }
            Content::Map(entries) => {
                let left: Vec<Entry> = entries.iter().filter_map(|entry| self.entry(entry)).collect();
                if left.is_empty() && !entries.is_empty() {
                    return None;
                }
                Content::Map(left)
            }
            other => other.clone(),
        };
        Some(Node { range: node.range.clone(), content })
    }

    /// Cuts an item of a list; none also for one that lost its title, or all words and kept a date or a link alone.
    fn item(&mut self, item: &Node) -> Option<Node> {
        let left = self.node(item)?;
        let (Content::Map(all), Content::Map(kept)) = (&item.content, &left.content) else { return Some(left) };
        let lost = |entry: &&Entry| kept.iter().all(|kept| kept.key_range != entry.key_range || kept.key != entry.key);
        let is_hollow = kept.iter().all(|entry| FRAME.contains(&fold(&entry.key).as_str()) || entry.node.is_blank());
        let goes = all.iter().filter(lost).any(|entry| is_hollow || TITLES.contains(&fold(&entry.key).as_str()));
        (!goes).then_some(left)
    }

    /// Tells whether a mark stands in what decides who may read the page at all: it would say one thing to some readers
    /// and another to others.
    fn is_marked_decision(&self, entry: &Entry) -> bool {
        let Content::Text(words) = &entry.node.content else { return false };
        let decides = match fold(&entry.key).as_str() {
            "audience" | "status" | "draft" => true,
            // With a date it decides nothing.
            "published" | "publish" => !words.contains(|c: char| c.is_ascii_digit()),
            _ => false,
        };
        decides && !sights(words, self.names).is_empty()
    }

    fn entry(&mut self, entry: &Entry) -> Option<Entry> {
        if !sights(&entry.key, self.names).is_empty() {
            self.doubt(&entry.key_range);
        }
        if self.is_marked_decision(entry) {
            self.doubts.push(Doubt::new(entry.node.range.clone(), DECISION, "write the value without a mark"));
        }
        let node = self.node(&entry.node)?;
        Some(Entry { key: entry.key.clone(), key_range: entry.key_range.clone(), node })
    }
}
