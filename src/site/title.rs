//! The titles of pages and folders: from front matter, from the first H1, or from a name made readable.

use crate::edition::Page;
use crate::path::split_number;

use super::Facts;

/// Gives a page's title; `fallback` is the name of its file or folder, or the site's title for the home page.
pub(super) fn of(page: &Page, facts: &Facts, fallback: impl FnOnce() -> String) -> String {
    written(page, facts).map_or_else(fallback, str::to_owned)
}

/// Gives the title that a page states itself.
pub(super) fn written<'a>(page: &'a Page, facts: &'a Facts) -> Option<&'a str> {
    let stated = page.meta.title.as_deref().map(str::trim).filter(|title| !title.is_empty());
    stated.or_else(|| first_h1(facts))
}

/// Finds the H1 that says the same as the title; the page does not show it twice.
pub(super) fn heading(title: &str, facts: &Facts) -> Option<usize> {
    let says = |text: &str| text == title || plain(text) == plain(title);
    facts.headings.iter().position(|heading| heading.level == 1 && says(&heading.text))
}

/// Makes a file's or folder's name readable: `2. release-policy` is `Release policy`.
pub(super) fn readable(name: &str) -> String {
    let (_, words) = split_number(name);
    let mut title = String::with_capacity(words.len());
    for word in words.split(|c: char| c == '-' || c == '_' || c.is_whitespace()).filter(|word| !word.is_empty()) {
        if title.is_empty() {
            let mut letters = word.chars();
            title.extend(letters.next().into_iter().flat_map(char::to_uppercase));
            title.push_str(letters.as_str());
        } else {
            title.push(' ');
            title.push_str(word);
        }
    }
    if title.is_empty() { name.to_owned() } else { title }
}

fn first_h1(facts: &Facts) -> Option<&str> {
    let h1s = facts.headings.iter().filter(|heading| heading.level == 1);
    h1s.map(|heading| heading.text.trim()).find(|text| !text.is_empty())
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_titles() {
        let cases = [
            ("2. Use", "Use"),
            ("release-policy", "Release policy"),
            ("FAQ", "FAQ"),
            ("über_uns", "Über uns"),
            ("2024-plan", "2024 plan"),
            ("---", "---"),
        ];
        for (name, title) in cases {
            assert_eq!(readable(name), title);
        }
    }
}
