//! The TOML of site.toml: a spanned table of what could be read, and a finding for each place that could not.

use std::ops::Range;

use toml::de::{DeTable, Error};

use crate::diagnostic::Code;

use super::report::Report;
use super::shape::shown;

/// The most syntax errors that are reported: what follows tells nobody anything.
const MOST: usize = 20;
/// The largest site.toml that is read, in bytes; a real one has a few thousand.
const LARGEST: usize = 256 << 10;

/// The errors behind which the parser gives up on the rest of the table; the line is blanked and the text read again.
const STOPPERS: &[&str] = &["key with no value", "unclosed table", "unclosed array table"];

/// What could be read of a text.
pub(super) struct Readable {
    /// The text, with spaces for the lines that would hide what follows them; offsets are those of the file.
    pub(super) text: String,
    /// The lines that could not be read, in order.
    pub(super) broken: Vec<Range<usize>>,
}

/// Finds the lines that are no TOML, and reports them.
pub(super) fn read(text: &str, report: &mut Report<'_>) -> Readable {
    if text.len() > LARGEST {
        let message = format!("site.toml has {} bytes, more than the {LARGEST} that ospress reads", text.len());
        let help = "keep settings in site.toml, and data in files of the content folder";
        report.add(Code::FileTooLarge, 0..0, message, help);
        let broken = std::iter::once(0..text.len()).collect();
        return Readable { text: String::new(), broken };
    }
    let mut readable = text.to_owned();
    let mut errors = Vec::new();
    for _ in 0..MOST {
        let found = DeTable::parse_recoverable(&readable).1;
        let found: Vec<_> = found.iter().map(|error| (place(text, error), error.message().to_owned())).collect();
        let stops = |(_, message): &&(Range<usize>, String)| STOPPERS.iter().any(|stop| message.starts_with(stop));
        let stopper = found.iter().filter(stops).map(|(at, _)| line(text, at)).min_by_key(|line| line.start);
        errors.extend(found);
        let Some(line) = stopper else { break };
        readable.replace_range(line.clone(), &" ".repeat(line.len()));
    }
    errors.sort_by(|(a, first), (b, second)| (a.start, a.end, first).cmp(&(b.start, b.end, second)));
    Readable { text: readable, broken: report_lines(text, &errors, report) }
}

/// Reports the first error of each line, and gives the lines, those that touch as one.
fn report_lines(text: &str, errors: &[(Range<usize>, String)], report: &mut Report<'_>) -> Vec<Range<usize>> {
    let mut broken: Vec<Range<usize>> = Vec::new();
    let mut last: Option<Range<usize>> = None;
    let mut count = 0;
    for (at, message) in errors {
        if last.as_ref().is_some_and(|last| at.start <= last.end) {
            continue;
        }
        let line = line(text, at);
        count += 1;
        if count <= MOST {
            let (message, help) = explain(message, &text[at.clone()], &text[line.clone()]);
            report.add(Code::ConfigSyntax, at.clone(), message, help);
        }
        let reach = reach(text, line.clone());
        match broken.last_mut() {
            Some(before) if before.end >= reach.start => before.end = before.end.max(reach.end),
            _ => broken.push(reach),
        }
        last = Some(line);
    }
    broken
}

/// Gives the error's place, on character boundaries and not behind the end of its line.
fn place(text: &str, error: &Error) -> Range<usize> {
    let range = error.span().unwrap_or(0..0);
    let start = text.floor_char_boundary(range.start);
    let end = text.floor_char_boundary(range.end.max(start));
    let end = text[start..end].find(['\n', '\r']).map_or(end, |newline| start + newline);
    start..end
}

fn line(text: &str, at: &Range<usize>) -> Range<usize> {
    let start = text[..at.start].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[at.end..].find('\n').map_or(text.len(), |newline| at.end + newline);
    start..end
}

/// Gives what a broken line spoils: itself, and below a broken `[table]` line everything up to the next one.
fn reach(text: &str, line: Range<usize>) -> Range<usize> {
    if !text[line.clone()].trim_start().starts_with('[') {
        return line;
    }
    let end = text[line.end..].find("\n[").map_or(text.len(), |newline| line.end + newline);
    line.start..end
}

/// Says what is wrong and what to do: in our words where the mistake is a usual one, else in the parser's.
fn explain(message: &str, at: &str, line: &str) -> (String, String) {
    let first = message.lines().next().unwrap_or_default();
    let key = line.split(['=', ':']).next().unwrap_or_default().trim();
    let say = |message: &str, help: &str| (message.to_owned(), help.to_owned());
    if line.contains(['“', '”', '„', '‘', '’']) {
        return say("these quotes are typographic ones", "write straight quotes: `\"`");
    }
    if first.starts_with("string values must be quoted") && at.is_empty() {
        return say("a value is missing behind `=`", "write a value, or remove the line");
    }
    if first.starts_with("string values must be quoted") {
        return (
            format!("`{}` has no quotes", shown(at)),
            format!("write it in quotes: `{} = \"{}\"`", shown(key), shown(at)),
        );
    }
    if first.starts_with("duplicate key") {
        return (
            format!("`{}` stands twice", shown(at)),
            "keep one of them, and move what else belongs to it there".into(),
        );
    }
    let is_colon = first.starts_with("invalid unquoted key") && at.starts_with(':');
    if first.starts_with("key with no value") || is_colon {
        return say("a key has no `=` and no value", "write `key = value`, with `=` and not with `:`");
    }
    if first.starts_with("invalid boolean") {
        return say(
            "this is neither `true` nor `false`",
            "write `true` or `false`, in small letters and without quotes",
        );
    }
    let help =
        "a line is `key = value` or `[table]`; a text stands in quotes, a list in `[ ]`, and `#` starts a comment";
    (format!("this is not valid TOML: {}", first.trim_end_matches('.')), help.to_owned())
}
