//! Typographic quotes, dashes and dots in the words of front matter and site.toml that pages show.
//!
//! The words of a text get theirs from the Markdown parser. Front matter is no Markdown, so here are the same signs for
//! plain words. What is for machines stays as it is: ids, versions, addresses, tags, whatever stands between backticks.

use std::borrow::Cow;

use crate::edition::Meta;

/// Gives the shown words of a page's front matter their typographic signs.
pub(super) fn dress(meta: &mut Meta) {
    let Meta { title, description, owner, approver, objectives, doors, revisions, .. } = meta;
    let doors = doors.iter_mut().flat_map(|door| [Some(&mut door.title), door.text.as_mut()]).flatten();
    let notes = revisions.iter_mut().filter_map(|revision| revision.note.as_mut());
    let single = [title, description, owner, approver].into_iter().flatten();
    for words in single.chain(objectives).chain(doors).chain(notes) {
        if let Cow::Owned(dressed) = dressed(words) {
            *words = dressed;
        }
    }
}

/// Gives words with typographic signs; words without any straight ones are not copied.
pub(super) fn dressed(words: &str) -> Cow<'_, str> {
    if !words.contains(['"', '\'']) && !words.contains("--") && !words.contains("...") || is_address(words) {
        return Cow::Borrowed(words);
    }
    let mut out = String::with_capacity(words.len() + 8);
    let mut at = 0;
    while let Some(c) = words[at..].chars().next() {
        let (before, rest) = (words[..at].chars().next_back(), &words[at..]);
        let len = match c {
            '`' => code(rest),
            '-' | '.' => run(rest),
            _ => c.len_utf8(),
        };
        match sign(before, &rest[..len], &rest[len..]) {
            Some(sign) => out.push_str(sign),
            None => out.push_str(&rest[..len]),
        }
        at += len;
    }
    Cow::Owned(out)
}

/// Tells whether the words are a single address.
fn is_address(words: &str) -> bool {
    !words.contains(char::is_whitespace) && (words.contains("://") || words.contains('@'))
}

/// Gives the length of what stands between backticks, or of the lone backtick.
fn code(rest: &str) -> usize {
    rest[1..].find('`').map_or(1, |end| end + 2)
}

/// Gives the length of a run of the same sign.
fn run(rest: &str) -> usize {
    let first = rest.as_bytes()[0];
    rest.bytes().take_while(|byte| *byte == first).count()
}

/// Gives the typographic sign for a straight one, which stands between `before` and `after`.
fn sign(before: Option<char>, straight: &str, after: &str) -> Option<&'static str> {
    let next = after.chars().next();
    let opens = before.is_none_or(|c| c.is_whitespace() || "([{\u{2013}\u{2014}-/\"'\u{201c}\u{2018}".contains(c))
        && next.is_some_and(|c| !c.is_whitespace());
    match straight {
        "\"" if opens => Some("\u{201c}"),
        "\"" => Some("\u{201d}"),
        "'" if opens && closes_later(after) => Some("\u{2018}"),
        "'" => Some("\u{2019}"),
        "..." => Some("\u{2026}"),
        // An option of a command, such as `--strict`, is none.
        "--" if !(opens && next.is_some_and(char::is_alphabetic)) => Some("\u{2013}"),
        "---" => Some("\u{2014}"),
        _ => None,
    }
}

/// Tells whether a single quote ends a word later on, so that the one before it opens.
fn closes_later(after: &str) -> bool {
    after.match_indices('\'').any(|(at, _)| {
        let (word, rest) = (after[..at].chars().next_back(), after[at + 1..].chars().next());
        word.is_some_and(|c| !c.is_whitespace()) && !rest.is_some_and(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::{Door, Revision};

    #[test]
    fn straight_signs_become_typographic() {
        let check = |words: &str, expect: &str| assert_eq!(dressed(words), expect, "{words:?}");
        check("It's \"ours\"", "It’s “ours”");
        check("\"May I?\" -- yes...", "“May I?” – yes…");
        check("'Open' means 'open'", "‘Open’ means ‘open’");
        check("engineers' 2026--2028 (\"plan\")", "engineers’ 2026–2028 (“plan”)");
        check("the '90s --- gone", "the ’90s — gone");
        check("\"'a' b\"", "“‘a’ b”");
        check("\"", "”");
        check("é'ü", "é’ü");
    }

    #[test]
    fn what_is_for_machines_stays() {
        for words in [
            "a",
            "Run `it's --so \"x\"`",
            "build --strict",
            "https://a.example/it's--x",
            "a'b@c.example",
            "....",
            "----",
        ] {
            assert_eq!(dressed(words), words);
        }
        assert!(matches!(dressed("plain words, no signs"), Cow::Borrowed(_)));
    }

    #[test]
    fn every_shown_string_of_front_matter_is_dressed_and_no_other() {
        let (straight, dressed) = (|| "it's".to_owned(), "it’s");
        let mut meta = Meta {
            id: Some(straight()),
            title: Some(straight()),
            description: Some(straight()),
            owner: Some(straight()),
            approver: Some(straight()),
            version: Some(straight()),
            slug: Some(straight()),
            tags: vec![straight()],
            controls: vec![straight()],
            objectives: vec![straight()],
            doors: vec![Door { title: straight(), text: Some(straight()), link: straight(), range: 0..0 }],
            revisions: vec![Revision { version: Some(straight()), date: None, note: Some(straight()) }],
            ..Meta::default()
        };
        dress(&mut meta);
        let json = serde_json::to_value(&meta).expect("plain data").to_string();
        assert_eq!((json.matches(dressed).count(), json.matches("it's").count()), (8, 7), "{json}");
    }
}
