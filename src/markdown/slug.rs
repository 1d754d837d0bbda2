//! Heading ids as GitHub makes them.

use std::collections::BTreeMap;

/// Gives out ids that are unique on a page.
#[derive(Debug, Default)]
pub struct Slugger {
    used: BTreeMap<String, usize>,
}

impl Slugger {
    /// Makes the id of a heading from its words: GitHub's rule, with `-1`, `-2` for repeats.
    pub fn heading(&mut self, words: &str) -> String {
        self.unique(&slug(words))
    }

    /// Takes an id that the author chose with `{#id}`; gives it back, with a number if it was given out before.
    pub fn chosen(&mut self, id: &str) -> String {
        self.unique(id)
    }

    fn unique(&mut self, id: &str) -> String {
        let mut result = id.to_owned();
        while self.used.contains_key(&result) {
            let count = self.used.entry(id.to_owned()).or_default();
            *count += 1;
            result = format!("{id}-{count}");
        }
        self.used.insert(result.clone(), 0);
        result
    }
}

/// GitHub's rule: lower case; letters, marks, digits, `-` and `_` of any script stay; spaces become `-`; the rest goes.
fn slug(words: &str) -> String {
    words
        .chars()
        .flat_map(char::to_lowercase)
        .filter_map(|c| match c {
            ' ' => Some('-'),
            '-' | '_' => Some(c),
            _ if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) => Some(c),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_follow_github() {
        let mut slugger = Slugger::default();
        let ids = ["Section: A & B", "section a  b", "Ünï_cöde — x", "A", "A", "A-1", "A"];
        let made: Vec<_> = ids.iter().map(|words| slugger.heading(words)).collect();
        assert_eq!(made, ["section-a--b", "section-a--b-1", "ünï_cöde--x", "a", "a-1", "a-1-1", "a-2"]);
    }
}
