//! What else is wrong with front matter that cannot be read: one colon too many must not hide a wrong date five lines below.
//!
//! The front matter is read once more without the lines that break it. What it says is used for findings alone: nobody can
//! tell what the lines that were left out would have changed, so the page stays doubtful.

use std::ops::Range;

use super::node::Node;
use super::yaml::Refusal;

/// The most lines that are left out.
const MOST: usize = 8;

/// Gives what keeps the front matter in `matter` from being read beside the `first` refusal, and the front matter without
/// all that, with the text that it stands in; none where the rest cannot be read either.
pub(super) fn salvage(
    text: &str,
    matter: &Range<usize>,
    first: &Refusal,
    parse: impl Fn(&str, Range<usize>) -> Result<Node, Refusal>,
) -> Option<(Vec<Refusal>, Node, String)> {
    let mut left = text.to_owned();
    let mut more: Vec<Refusal> = Vec::new();
    for _ in 0..MOST {
        left = without_line(&left, matter, more.last().unwrap_or(first).range())?;
        match parse(&left, matter.clone()) {
            Ok(tree) => return Some((more, tree, left)),
            Err(refusal) => more.push(refusal),
        }
    }
    None
}

/// Makes the lines of a range blank, as long as they were, so that all other places stay; none where they are blank.
fn without_line(text: &str, matter: &Range<usize>, range: &Range<usize>) -> Option<String> {
    let at = text.floor_char_boundary(range.start.clamp(matter.start, matter.end));
    let end = text.floor_char_boundary(range.end.clamp(at, matter.end));
    let start = text[matter.start..at].rfind('\n').map_or(matter.start, |line| matter.start + line + 1);
    let end = text[end..matter.end].find('\n').map_or(matter.end, |line| end + line);
    let is_blank = text[start..end].trim().is_empty();
    let blank: String = text[start..end].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
    (!is_blank).then(|| [&text[..start], &blank, &text[end..]].concat())
}

#[cfg(test)]
mod tests {
    use super::super::node::Content;
    use super::super::yaml::parse;
    use super::*;

    /// Gives how many lines more are broken, and the keys of the rest with the bytes that they stand at.
    fn saved(text: &str) -> Option<(usize, Vec<(String, usize)>)> {
        let whole = 0..text.len();
        let first = parse(text, whole.clone()).expect_err("broken front matter");
        let (more, tree, left) = salvage(text, &whole, &first, parse)?;
        assert_eq!(left.len(), text.len());
        let Content::Map(entries) = tree.content else { return Some((more.len(), Vec::new())) };
        let key = |entry: &super::super::node::Entry| (entry.key.clone(), text.find(&entry.key).expect("a key"));
        Some((more.len(), entries.iter().map(key).collect()))
    }

    #[test]
    fn the_rest_is_read_without_the_lines_that_break_it() {
        let keys =
            |names: &[(&str, usize)]| names.iter().map(|(name, at)| ((*name).to_owned(), *at)).collect::<Vec<_>>();
        assert_eq!(saved("title: Gifts: ä\ndate: 1.3.2026\n"), Some((0, keys(&[("date", 17)]))));
        assert_eq!(saved("title: A: b\nowner: c\nlead: D: e\n"), Some((1, keys(&[("owner", 12)]))));
        assert_eq!(saved("title: A: b"), Some((0, Vec::new())));
    }

    #[test]
    fn nothing_is_made_of_what_stays_broken() {
        let broken = (0..20).map(|line| format!("a{line}: B: c\n")).collect::<String>();
        assert_eq!(saved(&broken), None);
    }
}
