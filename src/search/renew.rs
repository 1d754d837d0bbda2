//! An index of which a few pages have other words: their lines are written anew, the rest stays as it is.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::index::{self, Places};
use super::part_of;
use super::words::Word;

/// What changes in a part: for each word its new weights, by page; none where a page no longer says it.
pub type Change = BTreeMap<String, BTreeMap<usize, Option<u8>>>;

/// Finds what changes where pages say something else: each is its number, its bytes before and now. Gives the changes by part.
pub fn changes(pages: &[(usize, &str, &str)], parts: usize) -> BTreeMap<usize, Change> {
    let mut changes = BTreeMap::<usize, Change>::new();
    for (number, before, now) in pages {
        let (old, new): (Places, Places) = (index::places(before), index::places(now));
        let mut put = |word: &Word, weight| {
            let part = changes.entry(part_of(word, parts)).or_default();
            part.entry(word.text()).or_default().insert(*number, weight);
        };
        old.keys().filter(|word| !new.contains_key(*word)).for_each(|word| put(word, None));
        let is_other = |(word, weight): &(&Word, &u8)| old.get(*word) != Some(weight);
        new.iter().filter(is_other).for_each(|(word, weight)| put(word, Some(*weight)));
    }
    changes
}

/// Writes a part with its changes; none where it is no part of an index.
pub fn renewed(part: &str, change: &Change) -> Option<String> {
    let mut text = String::with_capacity(part.len() + 64);
    let mut change = change.iter().peekable();
    for line in part.split_inclusive('\n') {
        let (word, places) = line.trim_end_matches('\n').split_once(' ')?;
        while let Some((new, weights)) = change.next_if(|(changed, _)| changed.as_str() < word) {
            write(new, "", weights, &mut text)?;
        }
        match change.next_if(|(changed, _)| *changed == word) {
            Some((_, weights)) => write(word, places, weights, &mut text)?,
            None => text.push_str(line),
        }
    }
    for (word, weights) in change {
        write(word, "", weights, &mut text)?;
    }
    Some(text)
}

/// Writes the line of a word with its new weights; a word that no page says has none.
fn write(word: &str, places: &str, weights: &BTreeMap<usize, Option<u8>>, out: &mut String) -> Option<()> {
    let mut pages = BTreeMap::new();
    let mut page = 0;
    for place in places.split(' ').filter(|place| !place.is_empty()) {
        let place: usize = place.parse().ok()?;
        page = usize::checked_add(page, place >> 3)?;
        pages.insert(page, u8::try_from(place & 7).ok()?);
    }
    for (page, weight) in weights {
        match weight {
            Some(weight) => drop(pages.insert(*page, *weight)),
            None => drop(pages.remove(page)),
        }
    }
    if pages.is_empty() {
        return Some(());
    }
    out.push_str(word);
    let mut last = 0;
    for (page, weight) in pages {
        let _ = write!(out, " {}", ((page - last) << 3) | usize::from(weight));
        last = page;
    }
    out.push('\n');
    Some(())
}

#[cfg(test)]
mod tests {
    use super::super::{Draft, parts};
    use super::*;

    fn page(title: &str, text: &str) -> String {
        format!("<main data-pagefind-body><h1>{title}</h1><p>{text}</p></main>")
    }

    fn written(pages: &[String], parts: usize) -> Vec<String> {
        let draft = Draft::new(pages.len());
        // In another order, as threads would.
        pages.iter().enumerate().rev().for_each(|(number, html)| draft.take(number, html));
        draft.write(parts)
    }

    #[test]
    fn an_index_says_where_words_are() {
        let pages =
            [page("Licences", "Use a licence. A licence."), page("Use", "licences and"), page("X", "a a a a a and")];
        let expect = "a 2 19\nand 9 9\nlicence 2\nlicences 4 9\nuse 1 12\nx 20\n";
        assert_eq!(written(&pages, 1), [expect]);
        let mut split: Vec<_> = written(&pages, 4).concat().lines().map(str::to_owned).collect();
        split.sort();
        assert_eq!(split.join("\n") + "\n", expect);
    }

    #[test]
    fn a_renewed_index_is_one_made_anew() {
        let vocabulary =
            ["open", "source", "licence", "licences", "policy", "export", "é", "開源", "patent", "the", "of"];
        // A plain generator of numbers, so that a failure can be repeated.
        let mut seed = 7_u64;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % below
        };
        let mut text = || (0..random(12)).map(|_| vocabulary[random(11)]).collect::<Vec<_>>().join(" ");
        let mut pages: Vec<String> = (0..40).map(|_| page(&text(), &text())).collect();
        for parts in [1, 2, 16] {
            for round in 0..60 {
                let before = written(&pages, parts);
                let old = pages.clone();
                for number in [round % 40, (round * 7) % 40] {
                    pages[number] = page(&text(), &text());
                }
                let changed = (0..40).filter(|number| old[*number] != pages[*number]);
                let changed: Vec<_> =
                    changed.map(|number| (number, old[number].as_str(), pages[number].as_str())).collect();
                let mut renewed_parts = before.clone();
                for (part, change) in changes(&changed, parts) {
                    renewed_parts[part] = renewed(&before[part], &change).expect("a part");
                }
                assert_eq!(renewed_parts, written(&pages, parts), "round {round}");
            }
        }
        assert_eq!(parts(pages.len()), 1);
    }

    #[test]
    fn what_is_no_index_is_not_renewed() {
        let change = Change::from([("a".to_owned(), BTreeMap::from([(0, Some(1))]))]);
        for text in ["a x\n", "nothing\n", "a 1 -2\n"] {
            assert_eq!(renewed(text, &change), None, "{text}");
        }
        assert_eq!(renewed("", &change).as_deref(), Some("a 1\n"));
    }
}
