//! What an author should mend in directives and shortcodes, in words.

use std::ops::Range;

use super::directive::Head;
use super::prepare::{CALLOUTS, CHARTS, QUOTES};
use super::{Dialect, Slip};
use crate::diagnostic::{Code, nearest};

/// A directive of a name that nobody knows.
pub(super) fn unknown(head: &Head, dialect: &Dialect) -> Slip {
    if QUOTES.contains(&head.name.as_str()) {
        return misplaced(head);
    }
    let ours = || CALLOUTS.iter().chain(&["details"]).chain(QUOTES).copied();
    let names = || ours().chain(dialect.audiences.iter().map(String::as_str));
    let help = match nearest(&head.name, names()).or_else(|| elsewhere(&head.name)) {
        Some(name) => format!("did you mean `{name}`? The directives are {}", quoted(names())),
        None => format!("use one of {}", quoted(names())),
    };
    Slip::new(
        Code::DirectiveUnknown,
        head.name_range.clone(),
        format!("`{}` is no directive that ospress knows", head.name),
        help,
    )
}

/// A chart in a line, or around blocks.
fn misplaced(head: &Head) -> Slip {
    let name = &head.name;
    let message = format!("`{name}` stands on a line of its own with two colons");
    let help = format!("write `::{name}{{id=...}}` with the metric's id, and an empty line before and behind it");
    Slip::new(Code::MetricQuote, head.name_range.clone(), message, help)
}

/// Numbers in a line whose metric stands in braces: the directive inside a line has brackets.
pub(super) fn braced_numbers(text: &str, opaque: &[Range<usize>]) -> Vec<Slip> {
    let is_alone = |at: usize| {
        let before = text[..at].chars().next_back();
        let is_code = || opaque.iter().any(|range| range.contains(&at));
        !before.is_some_and(|before| before.is_alphanumeric() || matches!(before, ':' | '\\')) && !is_code()
    };
    let slip = |at: usize| {
        let range = at..at + BRACED.len() - 1;
        Slip::new(
            Code::MetricQuote,
            range,
            "the metric of a number stands in square brackets",
            "write `:metric[id]` with the metric's id",
        )
    };
    text.match_indices(BRACED).map(|(at, _)| at).filter(|at| is_alone(*at)).map(slip).collect()
}

/// How such a number begins.
const BRACED: &str = ":metric{";

/// A quote without the id of a metric.
pub(super) fn no_id(head: &Head) -> Slip {
    let name = &head.name;
    let message = format!("`{name}` does not say which metric it means");
    let help = format!("write `::{name}{{id=...}}` with the metric's id from the metrics file");
    Slip::new(Code::MetricQuote, head.name_range.clone(), message, help)
}

/// A kind of chart that nobody knows.
pub(super) fn chart_kind(head: &Head) -> Option<Slip> {
    let (_, kind, range) = head.attributes.iter().find(|(name, ..)| name == "kind")?;
    if CHARTS.contains(&kind.as_str()) {
        return None;
    }
    let names = CHARTS.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let help = match nearest(kind, CHARTS.iter().copied()) {
        Some(near) => format!("did you mean `{near}`? The kinds are {names}"),
        None => format!("use one of {names}"),
    };
    Some(Slip::new(Code::MetricQuote, range.clone(), format!("`{kind}` is no kind of chart"), help))
}

/// Gives our word for what other tools call by that name.
fn elsewhere(name: &str) -> Option<&'static str> {
    match name {
        "info" | "important" | "seealso" | "hint" => Some("note"),
        "success" | "check" => Some("tip"),
        "caution" | "attention" => Some("warning"),
        "error" | "failure" | "bug" => Some("danger"),
        "spoiler" | "collapse" | "expand" => Some("details"),
        _ => None,
    }
}

/// The directives that a later release will know.
const LATER: &[&str] = &["quiz"];

/// Tells whether a name is, but for one slip of the finger, a directive that hides nothing: ours, or the one of another
/// tool for the same. Any other unknown name may have been meant to hide words.
pub fn is_nearly_plain(name: &str) -> bool {
    let name = name.to_lowercase();
    let is_near = |known: &str| {
        let slip = name.len() > 3 && name.starts_with(&known[..1]) && strsim::osa_distance(&name, known) <= 1;
        slip || name == known
    };
    CALLOUTS.iter().chain(&["details"]).chain(QUOTES).chain(LATER).any(|known| is_near(known))
        || elsewhere(&name).is_some()
}

fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// Attributes that the directive does not know.
pub(super) fn attributes(head: &Head, known: &[&str]) -> Vec<Slip> {
    let unknown = head.attributes.iter().filter(|(name, ..)| !known.contains(&name.as_str()));
    unknown
        .map(|(name, _, range)| {
            let message = format!("`{}` has no attribute `{name}`", head.name);
            let help = match nearest(name, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "remove it".to_owned(),
            };
            Slip::new(Code::DirectiveAttribute, range.clone(), message, help)
        })
        .collect()
}

/// Words behind a directive that are not in its brackets.
pub(super) fn rest(text: &str, head: &Head) -> Option<Slip> {
    let range = head.rest.clone()?;
    let words = text[range.clone()].trim();
    let message = format!("the words behind `{}` are not in brackets", head.name);
    let help = if let Some(title) = words.strip_prefix('[').filter(|title| head.text.is_none() && !title.contains(']'))
    {
        format!("close the bracket: `:::{}[{}]`", head.name, title.trim())
    } else if words.len() < 60 && head.text.is_none() {
        format!("write the title in square brackets: `:::{}[{words}]`", head.name)
    } else {
        "put them on the next line".to_owned()
    };
    Some(Slip::new(Code::DirectiveAttribute, range, message, help))
}

/// A shortcode of another tool.
pub(super) fn shortcode(range: Range<usize>) -> Slip {
    let message = "a shortcode of another tool is shown as text";
    Slip::new(Code::Shortcode, range, message, "write it in Markdown, or put it in backticks if it is meant to be read")
}

/// A container that is never closed where it was opened.
pub(super) fn unclosed(range: Range<usize>, colons: usize) -> Slip {
    let fence = ":".repeat(colons);
    Slip::new(
        Code::DirectiveUnclosed,
        range,
        "this directive is never closed",
        format!("write `{fence}` on a line of its own, indented like the opening line, where it ends"),
    )
}

/// A closing line that closes nothing.
pub(super) fn stray(range: Range<usize>, colons: usize) -> Slip {
    let message = format!("`{}` closes nothing", ":".repeat(colons));
    let help = "remove it, or give the opening line as many colons and the same indentation";
    Slip::new(Code::DirectiveStray, range, message, help)
}

/// A directive's line in the middle of a paragraph.
pub(super) fn inside(range: Range<usize>) -> Slip {
    let message = "this directive stands inside a paragraph and is shown as text";
    Slip::new(
        Code::DirectiveStray,
        range,
        message,
        "leave an empty line before it, and indent it like the text around it",
    )
}
