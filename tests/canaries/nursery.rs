//! A handbook under construction, and every canary that was put into it.

use super::common::Tree;
use super::decode::{canary, plain};

/// Whether a reader of the internal edition could see a canary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    /// On a page, in a feed, in an address.
    Seen,
    /// Only a theme that prints all it is given would show it.
    Talkative,
    /// No edition has it: a comment, a file that nobody uses, a value that only orders pages.
    Unseen,
}

/// One canary.
#[derive(Debug)]
pub(crate) struct Canary {
    /// The field or place.
    pub(crate) place: String,
    pub(crate) sight: Sight,
    /// What to look for where no word fits: a date, a number.
    pub(crate) needle: Option<String>,
}

/// A handbook and its canaries; a canary's number is its index.
#[derive(Debug, Default)]
pub(crate) struct Nursery {
    pub(crate) files: Tree,
    pub(crate) canaries: Vec<Canary>,
}

impl Nursery {
    pub(crate) fn file(&mut self, path: &str, content: impl Into<Vec<u8>>) {
        let before = self.files.insert(path.to_owned(), content.into());
        assert!(before.is_none(), "two files of one name: {path}");
    }

    fn add(&mut self, place: &str, sight: Sight, needle: Option<String>) -> usize {
        self.canaries.push(Canary { place: place.to_owned(), sight, needle });
        self.canaries.len() - 1
    }

    /// Fills the holes of a template: `@` with a new canary, `~` with one of small ASCII letters, `§` with a day of its
    /// own, `°` with a number of its own. All holes of one template hold the same canary.
    pub(crate) fn fill(&mut self, place: &str, template: &str, sight: Sight) -> String {
        let number = self.canaries.len();
        let day = format!("20{:02}-{:02}-{:02}", 41 + number / 336, number % 336 / 28 + 1, number % 28 + 1);
        let count = format!("{}", 770_000 + number);
        let is_word = template.contains(['@', '~']);
        let needle = if template.contains('§') {
            Some(day.clone())
        } else if template.contains('°') {
            Some(count.clone())
        } else {
            None
        };
        assert!(is_word != needle.is_some(), "one kind of hole in {template:?}");
        self.add(place, sight, needle);
        template.replace('@', &canary(number)).replace('~', &plain(number)).replace('§', &day).replace('°', &count)
    }
}
