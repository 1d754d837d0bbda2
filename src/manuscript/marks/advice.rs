//! Says how to mend what looks like an audience mark: the mark that its line was meant to hold.

use std::ops::Range;

use crate::audience::Audiences;
use crate::diagnostic::nearest;

use super::sight::reading;

const GENERAL: &str = "write `:::name` and `:::` on lines of their own around blocks, `:name[words]` inside a line, with \
                       the audience's exact name; to show a mark as an example, put it between backticks or in a fenced \
                       block";

/// Gives the help for what stands at `range` of a text.
pub(crate) fn advice(text: &str, range: &Range<usize>, audiences: &Audiences) -> String {
    let seen = &text[range.clone()];
    let names = || audiences.names().iter().skip(1).map(String::as_str);
    let read = reading(seen);
    let Some(name) = names().find(|name| *name == read).or_else(|| nearest(&read, names())) else {
        return GENERAL.to_owned();
    };
    match mend(text, range, name) {
        Some(mend) => format!("{mend}; to show a mark as an example, put it between backticks"),
        None => GENERAL.to_owned(),
    }
}

fn mend(text: &str, range: &Range<usize>, name: &str) -> Option<String> {
    let seen = &text[range.clone()];
    let colons = seen.bytes().take_while(|byte| *byte == b':').count();
    let fence = ":".repeat(colons.max(3));
    let before = text[..range.start].chars().next_back();
    let starts_line = before.is_none_or(|c| c == '\n');
    let word = seen.trim_start_matches(':');
    let after = &text[range.end..];
    let inline = || format!("write `:{name}[words]`");
    Some(match colons {
        _ if before == Some('\\') => "delete the backslash".to_owned(),
        0 if seen.strip_suffix('[').is_some_and(|word| word.eq_ignore_ascii_case(name)) => {
            format!("{}, with a colon before the name", inline())
        }
        1 if word == name && before.is_some_and(char::is_alphanumeric) => {
            format!("{}, with a space before the colon", inline())
        }
        1 if word == name && after.trim_start().starts_with(['[', '(', '{']) && !after.starts_with('[') => {
            format!("{}, with square brackets and no space before them", inline())
        }
        1 if word == name && after.starts_with('[') => {
            "close the bracket in the same paragraph, and let the mark stand outside HTML and code".to_owned()
        }
        1 if word.eq_ignore_ascii_case(name) => format!("{}, in small letters", inline()),
        1 => inline(),
        2 if starts_line && !after.starts_with('[') => {
            format!("`{name}` around blocks needs three colons: write `:::{name}`, and `:::` below the words")
        }
        2 => format!("inside a line {}, with one colon", inline()),
        3.. if word == name => {
            format!("write `{fence}{name}` on a line of its own, outside tables, HTML and indented code")
        }
        3.. if word.eq_ignore_ascii_case(name) => format!("write `{fence}{name}`, in small letters"),
        3.. => format!("write `{fence}{name}` alone on its line"),
        _ => return None,
    })
}
