//! What stands in a cell: words, and where they lead.

use std::borrow::Cow;

use crate::edition::{ColumnKind, Value};
use crate::render::context::data::{Cell, Piece};
use crate::render::words::day;

/// Gives a value as a reader sees it: a day in words, addresses as links.
pub(super) fn cell(value: &Value, kind: ColumnKind) -> Cell {
    let text = shown(value);
    if kind == ColumnKind::Date
        && let Some(day) = text.get(..10).and_then(|iso| iso.parse().ok()).map(day)
    {
        return Cell { text: day.words, key: Some(text.into_owned()), ..Cell::default() };
    }
    match value {
        Value::Text(words) => {
            let Piece { text, href } = piece(words);
            Cell { text, href, ..Cell::default() }
        }
        Value::List(items) => {
            let items: Vec<Piece> = items.iter().map(|value| piece(&self::words(value))).collect();
            let is_plain = items.iter().all(|piece| piece.href.is_none());
            Cell { text: text.into_owned(), items: if is_plain { Vec::new() } else { items }, ..Cell::default() }
        }
        _ => Cell { text: text.into_owned(), ..Cell::default() },
    }
}

/// Makes a link of words that are an address of the web or of a mailbox.
fn piece(words: &str) -> Piece {
    let has_space = words.contains(|c: char| c.is_whitespace() || c.is_control() || "\"'<>\\`".contains(c));
    let web = words.strip_prefix("https://").or_else(|| words.strip_prefix("http://")).filter(|_| !has_space);
    if let Some(rest) = web.filter(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '[')) {
        return Piece { text: rest.trim_end_matches('/').to_owned(), href: Some(words.to_owned()) };
    }
    let href = (!has_space && is_mailbox(words)).then(|| format!("mailto:{words}"));
    Piece { text: words.to_owned(), href }
}

fn is_mailbox(words: &str) -> bool {
    let is_part = |part: &str, odd: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || odd.contains(c);
        !part.is_empty() && part.chars().all(fits) && !part.starts_with('.') && !part.ends_with('.')
    };
    words.split_once('@').is_some_and(|(name, host)| {
        is_part(name, "._-+") && is_part(host, ".-") && host.contains('.') && !host.contains("..")
    })
}

/// Writes a value as words.
pub(super) fn words(value: &Value) -> String {
    shown(value).into_owned()
}

/// Gives a value as words; a text as it is, for most cells are one.
pub(super) fn shown(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => "".into(),
        Value::Bool(true) => "yes".into(),
        Value::Bool(false) => "no".into(),
        Value::Integer(value) => value.to_string().into(),
        Value::Float(value) => value.to_string().into(),
        Value::Text(words) => words.into(),
        Value::List(items) => items.iter().map(shown).collect::<Vec<_>>().join(", ").into(),
        Value::Map(entries) => entries.values().map(shown).collect::<Vec<_>>().join(", ").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_cells_are_links() {
        let check = |words: &str, text: &str, href: Option<&str>| {
            let found = piece(words);
            assert_eq!((found.text.as_str(), found.href.as_deref()), (text, href), "{words}");
        };
        check("https://a.example/x/", "a.example/x", Some("https://a.example/x/"));
        check("ospo@fjordlight.example", "ospo@fjordlight.example", Some("mailto:ospo@fjordlight.example"));
        for plain in [
            "javascript:alert(1)",
            "data:text/html,x",
            "https://",
            "https:// x",
            "https://a b",
            "http://\"x",
            "see https://a.example",
            "@octocat",
            "a@b",
            "a@b..example",
            "a b@c.example",
            "a?subject=x@b.example",
            "mailto:a@b.example",
            "//a.example",
            "https://<script>",
        ] {
            check(plain, plain, None);
        }
    }

    #[test]
    fn a_list_has_its_links_and_its_words() {
        let list = |items: &[&str]| Value::List(items.iter().map(|text| Value::Text((*text).to_owned())).collect());
        let found = cell(&list(&["https://a.example", "b"]), ColumnKind::Text);
        assert_eq!((found.text.as_str(), found.items.len()), ("https://a.example, b", 2));
        assert!(cell(&list(&["a", "b"]), ColumnKind::Text).items.is_empty());
    }

    #[test]
    fn a_day_is_words_with_a_key_to_sort_by() {
        let found = cell(&Value::Text("2026-03-05T10:00:00Z".into()), ColumnKind::Date);
        assert_eq!((found.text.as_str(), found.key.as_deref()), ("5 March 2026", Some("2026-03-05T10:00:00Z")));
    }
}
