//! Words that stayed and look or lead otherwise: what of them changed, in words for readers.

use std::ops::Range;

use super::words::{WordKind, Words};

/// What changed of words that say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Where they lead.
    Link,
    /// Which picture is shown.
    Picture,
    /// How they look: struck out, raised, lowered.
    Look,
}

/// Tells what changed of words that went where the same words came; none where other words came.
pub fn changed(old: (&Words<'_>, &Range<usize>), new: (&Words<'_>, &Range<usize>)) -> Option<Form> {
    let said = |(words, range): (&Words<'_>, &Range<usize>)| words.line(range.clone());
    let has_picture =
        |(words, range): (&Words<'_>, &Range<usize>)| range.clone().any(|at| words.words[at].kind == WordKind::Image);
    if said(old) != said(new) {
        return None;
    }
    Some(match (has_picture(old), has_picture(new)) {
        (true, true) if pictures(old) != pictures(new) => Form::Picture,
        (true, false) | (false, true) => return None,
        _ if links(old) != links(new) => Form::Link,
        _ if said(old).is_empty() => return None,
        _ => Form::Look,
    })
}

/// Describes the form of some words, as it was written: where they lead, which picture it is, how they look.
pub fn described(words: &Words<'_>, range: &Range<usize>, form: Form) -> String {
    let found = match form {
        Form::Link => links((words, range)),
        Form::Picture => pictures((words, range)),
        Form::Look => spans(words, range).filter_map(look).collect(),
    };
    let plain = if form == Form::Link { "no link" } else { "plain" };
    if found.is_empty() { plain.to_owned() } else { found.join(", ") }
}

fn pictures<'w>((words, range): (&'w Words<'_>, &Range<usize>)) -> Vec<&'w str> {
    let pictures = range.clone().filter(|at| words.words[*at].kind == WordKind::Image);
    pictures.filter_map(|at| words.text(at).split('\0').next()).collect()
}

fn links<'w>((words, range): (&'w Words<'_>, &Range<usize>)) -> Vec<&'w str> {
    let link = |key: &'w str| Some(key.strip_prefix('a')?.split('\u{1}').next().unwrap_or_default());
    let mut links: Vec<&str> = spans(words, range).filter_map(link).collect();
    links.dedup();
    links
}

fn spans<'w>(words: &'w Words<'_>, range: &Range<usize>) -> impl Iterator<Item = &'w str> {
    let mut numbers: Vec<usize> = range.clone().map(|at| words.words[at].span).collect();
    numbers.dedup();
    numbers.into_iter().flat_map(|span| &words.spans[span]).map(|span| &*span.key)
}

fn look(key: &str) -> Option<&'static str> {
    match key {
        "s" => Some("struck out"),
        "^" => Some("raised"),
        "_" => Some("lowered"),
        _ => None,
    }
}
