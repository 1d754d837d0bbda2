//! The front matter of a page, as far as the scan needs it: who the page is for, and every value that it holds.
//!
//! A reading of its own: it finds the block, has YAML or TOML read it, and understands five keys. What it cannot read is
//! for the narrowest audience.

use std::ops::Range;

use serde_yaml::Value;

use crate::audience::{Audience, Audiences};

/// The most bytes of a block that are read as YAML; a longer one is read as plain text.
const LIMIT: usize = 64 << 10;

/// What front matter says.
#[derive(Debug, Default, Clone)]
pub(super) struct Front {
    /// Where its block stands, with its fences; empty where there is none.
    pub(super) range: Range<usize>,
    pub(super) audience: Option<Audience>,
    /// Whether it says that it is a draft; none where it does not say.
    pub(super) is_draft: Option<bool>,
    /// What it says of the pages below.
    pub(super) children: Option<Box<Front>>,
    /// Its values, by key.
    pub(super) values: Vec<(String, String)>,
}

/// Reads the front matter of a text. `is_draft` tells which words of a status mean a draft.
pub(super) fn read(text: &str, names: &Audiences, is_draft: &dyn Fn(&str) -> bool) -> Front {
    let Some((range, inside, fence)) = block(text) else { return Front::default() };
    let mut front = match value(&text[inside.clone()], fence) {
        Some(value) => take(&value, names, is_draft),
        None => Front {
            audience: Some(names.narrowest()),
            values: vec![(String::new(), text[inside].to_owned())],
            ..Front::default()
        },
    };
    front.range = range;
    front
}

/// Finds the block: all of it, what is inside, and its fence.
fn block(text: &str) -> Option<(Range<usize>, Range<usize>, &'static str)> {
    let start = text.len() - text.trim_start_matches(['\u{feff}', '\n', '\r', ' ']).len();
    let fence = ["---", "+++"].into_iter().find(|fence| {
        text[start..].strip_prefix(*fence).is_some_and(|rest| rest.lines().next().unwrap_or("").trim().is_empty())
    })?;
    let mut at = start;
    let mut inside = None;
    for line in text[start..].split_inclusive('\n') {
        let end = at + line.len();
        let is_fence = line.trim_end() == fence || fence == "---" && line.trim_end() == "...";
        match inside {
            None => inside = Some(end),
            Some(from) if is_fence => return Some((start..end, from..at, fence)),
            Some(_) => {}
        }
        at = end;
    }
    None
}

fn value(block: &str, fence: &str) -> Option<Value> {
    // Brackets in thousands would keep the parser busy for minutes.
    if block.len() > LIMIT || block.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count() > 1000 {
        return None;
    }
    let value = match fence {
        "+++" => serde_yaml::to_value(toml::from_str::<toml::Table>(block).ok()?).ok()?,
        _ => serde_yaml::from_str(block).ok()?,
    };
    matches!(value, Value::Mapping(_) | Value::Null).then_some(value)
}

fn take(value: &Value, names: &Audiences, is_draft: &dyn Fn(&str) -> bool) -> Front {
    let mut front = Front::default();
    for (key, value) in value.as_mapping().into_iter().flatten() {
        let name = key.as_str().unwrap_or_default();
        let folded: String = name.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let words = value.as_str().map(str::trim).unwrap_or_default();
        match folded.as_str() {
            "audience" => front.audience = Some(names.find(words).unwrap_or(names.narrowest())),
            "children" => front.children = Some(Box::new(take(value, names, is_draft))),
            "status" => front.is_draft = front.is_draft.or(Some(is_draft(&words.to_lowercase()))),
            "draft" if is(value, &["true", "yes", "on"]) => front.is_draft = Some(true),
            "published" | "publish" | "ispublished" if is(value, &["false", "no", "off", "never"]) => {
                front.is_draft = Some(true);
            }
            _ => leaves(name, value, &mut front.values),
        }
    }
    front
}

fn is(value: &Value, words: &[&str]) -> bool {
    match value {
        Value::Bool(answer) => words.contains(&if *answer { "true" } else { "false" }),
        Value::String(text) => words.contains(&text.trim().to_lowercase().as_str()),
        _ => false,
    }
}

/// Collects every text and number below a value.
pub(super) fn leaves(key: &str, value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::String(text) => found.push((key.to_owned(), text.clone())),
        Value::Number(number) => found.push((key.to_owned(), number.to_string())),
        Value::Sequence(items) => items.iter().for_each(|item| leaves(key, item, found)),
        Value::Mapping(entries) => {
            for (below, value) in entries {
                leaves(below.as_str().unwrap_or(key), value, found);
            }
        }
        Value::Tagged(tagged) => leaves(key, &tagged.value, found),
        Value::Null | Value::Bool(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn front(text: &str) -> Front {
        read(text, &Audiences::default(), &|word| word == "draft")
    }

    #[test]
    fn the_five_keys_are_read() {
        let names = Audiences::default();
        let check = |text: &str, audience: Option<&str>, draft: Option<bool>| {
            let found = front(text);
            let name = found.audience.map(|audience| names.name(audience).to_owned());
            assert_eq!((name.as_deref(), found.is_draft), (audience, draft), "{text:?}");
        };
        check("no front matter", None, None);
        check("---\ntitle: x\n---\nbody", None, None);
        check("\u{feff}---\r\nAudience: public\r\n---\r\nbody", Some("public"), None);
        check("+++\naudience = \"public\"\ndraft = true\n+++\n", Some("public"), Some(true));
        check("---\naudience: publc\nstatus: Draft\n---\n", Some("internal"), Some(true));
        check("---\n{audience: public, status: active}\n---\n", Some("public"), Some(false));
        check("---\n[broken\n---\n", Some("internal"), None);
        check("---\npublished: false\n---\n", None, Some(true));
    }

    #[test]
    fn values_are_collected() {
        let found =
            front("---\ntitle: A b\ntags: [c, d]\nx: {y: 4.5}\nchildren:\n  audience: public\n  owner: e\n---\nf");
        let values: Vec<_> = found.values.iter().map(|(key, value)| format!("{key}={value}")).collect();
        assert_eq!(values, ["title=A b", "tags=c", "tags=d", "y=4.5"]);
        let children = found.children.expect("children");
        assert_eq!((children.audience, children.values.len()), (Some(Audience::WIDEST), 1));
        assert_eq!(found.range.end, found.range.len());
    }
}
