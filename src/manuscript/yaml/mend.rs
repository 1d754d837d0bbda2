//! Says in our words what a YAML parser complains about, where, and with the corrected line.

use super::super::keys;

/// Where, what is wrong, and what to do.
type Words = (usize, String, String);

const GENERAL: &str =
    "check quotes and indentation here and in the line above; a text with `:`, `#`, `[`, `{`, `*` or `@` needs quotes";

/// Words the parser's complaint about the place `at`.
pub(super) fn mend(text: &str, at: usize, message: &str) -> Words {
    if let Some(words) = unspaced(text) {
        return words;
    }
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[start..].split(['\n', '\r']).next().unwrap_or("");
    let reason = message.split(" at line ").next().unwrap_or_default().to_lowercase();
    let general = |help: &str| (at, format!("this is no valid YAML: {reason}"), help.to_owned());
    if line.trim_start_matches(' ').starts_with('\t') {
        return general("indent with spaces, not with tabs");
    }
    let quoted = quoted(line);
    if message.contains("mapping values are not allowed") {
        return match quoted {
            Some(line) => (at, "the value has a second `: `".to_owned(), format!("put it in quotes: `{line}`")),
            None => general("put the value in quotes: a text that holds `: ` needs them"),
        };
    }
    match (quoted, text[at..].chars().next()) {
        (Some(line), Some(first)) if message.contains("cannot start any token") => {
            let reason = format!("a value may not start with `{}`", first.escape_debug());
            (at, reason, format!("put it in quotes: `{line}`"))
        }
        _ => general(GENERAL),
    }
}

/// Writes a line `key: value` with its value in quotes; none for a line that is something else.
fn quoted(line: &str) -> Option<String> {
    let (key, value) = line.split_once(": ")?;
    let value = value.trim();
    let fits = !value.is_empty() && value.len() < 200 && !value.starts_with(['"', '\'', '[', '{', '|', '>']);
    fits.then(|| format!("{}: '{}'", key.trim(), value.replace('\'', "''")))
}

/// Finds a known key whose colon has no space behind it, or one that is none for YAML.
pub(super) fn unspaced(text: &str) -> Option<Words> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let from = start;
        start += line.len();
        let Some((key, value)) = line.split_once(':') else { continue };
        let name = key.trim_matches([' ', '\u{feff}']);
        let odd = value.chars().next().filter(|c| !matches!(c, ' ' | '\t' | '\n' | '\r' | '/' | ':'));
        let (Some(odd), Some(_)) = (odd, keys::canonical(&keys::fold(name))) else { continue };
        let at = from + key.len() - key.trim_start().len();
        return Some(if odd.is_whitespace() || odd == '\u{200b}' {
            let reason = format!("a no-break space stands behind `{name}:`");
            (at, reason, "delete it and type a space".to_owned())
        } else {
            (at, format!("a space is missing behind `{name}:`"), format!("write `{name}: {}`", value.trim()))
        });
    }
    None
}
