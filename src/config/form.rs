//! Whether a text fits a [`Form`]: the rules for single values, each with the reason in words for a message.

use jiff::civil::Date;

use crate::audience::Audiences;
use crate::diagnostic::nearest;
use crate::edition::BaseUrl;
use crate::path::{SourcePath, VersionName};

use super::keys::Form;

/// Names that an audience may not have, because a directive has them.
pub(super) const DIRECTIVES: &[&str] = &["note", "tip", "warning", "danger", "details", "metric", "chart", "quiz"];

/// Checks a text against the form of its key; a form that is no text at all fits.
///
/// # Errors
/// Gives the reason as a clause for a message, and what to do.
pub(super) fn fits(form: &Form, text: &str) -> Result<(), (String, Option<String>)> {
    if text.trim().is_empty() {
        return Err(("it is empty".into(), Some("write a value between the quotes, or remove the line".into())));
    }
    if let Form::Choice(words) = form {
        return choice(&words(), text);
    }
    reason(form, text).map_or(Ok(()), |reason| Err((reason, way_out(form, text))))
}

/// Says what to write instead, where that can be told.
fn way_out(form: &Form, text: &str) -> Option<String> {
    match form {
        Form::BaseUrl if !text.contains(':') => {
            let url = format!("https://{}/", text.trim_matches('/'));
            BaseUrl::new(&url).ok().map(|_| format!("write `base_url = \"{url}\"`"))
        }
        Form::Folder if text.starts_with(['.', '/', '~']) => {
            Some("the content folder must lie inside the handbook; move it, or use `--root`".into())
        }
        _ => None,
    }
}

fn choice(words: &[&'static str], text: &str) -> Result<(), (String, Option<String>)> {
    if words.contains(&text) {
        return Ok(());
    }
    let near = nearest(text, words.iter().copied()).map(|word| format!("did you mean `{word}`? "));
    let all = if words.len() > 12 { String::new() } else { format!("the values are {}", list(words)) };
    let help = match near {
        None if all.is_empty() => "`ospress explain` lists the codes of all findings".to_owned(),
        near => near.unwrap_or_default() + &all,
    };
    Err(("ospress does not know it".into(), Some(help.trim_end().to_owned())))
}

/// Writes names for a message: "`a`, `b`, `c`".
pub(super) fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn reason(form: &Form, text: &str) -> Option<String> {
    let unless = |fits: bool, reason: &str| (!fits).then(|| reason.to_owned());
    match form {
        Form::Line => unless(!text.chars().any(char::is_control), "it is more than one line"),
        Form::Text => unless(!text.chars().any(is_odd), "it has a control character"),
        Form::Day => unless(day(text).is_some(), "it is no date such as `2026-06-01`"),
        Form::BaseUrl => BaseUrl::new(text).err().map(str::to_owned),
        Form::EditUrl => edit_url(text).map(str::to_owned),
        Form::Language => unless(is_language(text), "it is no language tag such as `en` or `pt-BR`"),
        Form::Folder if matches!(text, "." | "./") => None,
        Form::Folder | Form::Path => SourcePath::new(trimmed(text)).err().map(|error| error.to_string()),
        Form::Name => unless(is_name(text), "it is not one word of letters, digits, `-` and `_`"),
        Form::Audience => audience(text),
        Form::Version => VersionName::new(text).err().map(|error| error.to_string()),
        Form::GitName => unless(is_git_name(text), "it is no name that git allows"),
        Form::TagPattern => tag_pattern(text).map(str::to_owned),
        Form::VersionPattern => version_pattern(text),
        Form::DataFile => data_file(text),
        Form::RowPath => row_path(text),
        Form::Link => link(text).map(str::to_owned),
        Form::TokenName => unless(is_token_name(text), "a theme token is a word of small letters, digits and `-`"),
        Form::Token => unless(is_token(text), "a theme token is one line without `;`, `{`, `}`, `<` and `\\`"),
        Form::Flag | Form::Choice(_) | Form::List(_) | Form::Table(_) | Form::Open { .. } | Form::Either(..) => None,
    }
}

/// Takes the slash off the end of a folder's name.
pub(super) fn trimmed(path: &str) -> &str {
    path.strip_suffix('/').unwrap_or(path)
}

/// Reads a date; the time behind it, if there is one, does not matter.
pub(super) fn day(text: &str) -> Option<Date> {
    let date = text.get(..10)?;
    let rest = &text[10..];
    let is_time = rest.is_empty() || rest.starts_with(['T', 't', ' ']);
    if is_time && date.is_ascii() { date.parse().ok() } else { None }
}

fn is_odd(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\r' | '\t')
}

fn is_name(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    text.len() <= 64 && text.bytes().all(plain) && text.starts_with(|first: char| first.is_ascii_alphanumeric())
}

fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    let is_first = (2..=8).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_first && text.len() <= 35 && parts.all(is_part)
}

fn audience(text: &str) -> Option<String> {
    if DIRECTIVES.contains(&text) {
        return Some(format!("`{text}` is the name of a directive already"));
    }
    Audiences::new(vec![text.to_owned()]).err()
}

fn edit_url(text: &str) -> Option<&'static str> {
    let is_web = text.starts_with("https://") || text.starts_with("http://");
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || "\"'<>\\".contains(c);
    match () {
        () if !is_web => Some("it does not start with `https://` or `http://`"),
        () if text.contains(is_odd) => Some("it has a space or a quote"),
        () if !text.contains("{path}") => Some("it has no `{path}`, which stands for the file's path"),
        () => None,
    }
}

fn is_git_name(text: &str) -> bool {
    let is_odd = |c: char| c.is_whitespace() || c.is_control() || "~^:?*[\\".contains(c);
    !text.starts_with(['-', '/', '.']) && !text.ends_with('/') && !text.contains("..") && !text.contains(is_odd)
}

fn tag_pattern(text: &str) -> Option<&'static str> {
    if text.matches('*').count() != 1 {
        return Some("it does not have exactly one `*`");
    }
    (!is_git_name(&text.replace('*', "x"))).then_some("it is no name that git allows")
}

fn version_pattern(text: &str) -> Option<String> {
    if !text.contains("{1}") {
        return Some("it has no `{1}`, which stands for what the star matched".into());
    }
    VersionName::new(&text.replace("{1}", "1")).err().map(|error| error.to_string())
}

fn row_path(text: &str) -> Option<String> {
    let mut plain = String::new();
    let mut rest = text.trim_matches('/');
    let mut columns = 0;
    while let Some((before, after)) = rest.split_once('{') {
        let (column, after) = after.split_once('}').unwrap_or_default();
        if column.trim().is_empty() || column.contains('{') {
            return Some("each `{` needs the name of a column and a `}`".into());
        }
        plain.extend([before, "x"]);
        (rest, columns) = (after, columns + 1);
    }
    plain.push_str(rest);
    match SourcePath::new(&plain) {
        Err(error) => Some(error.to_string()),
        Ok(_) if plain.contains('}') => Some("each `}` needs a `{` before it".into()),
        Ok(_) if columns == 0 => Some("it has no `{column}`, so all rows would share one address".into()),
        Ok(_) => None,
    }
}

fn data_file(text: &str) -> Option<String> {
    let (folder, name) = text.rsplit_once('/').unwrap_or(("", text));
    if folder.contains('*') || name.matches('*').count() > 1 {
        return Some("one `*` may stand in the file's name, and none in its folder".into());
    }
    SourcePath::new(&trimmed(text).replace('*', "x")).err().map(|error| error.to_string())
}

fn link(text: &str) -> Option<&'static str> {
    if text.chars().any(|c| c.is_control() || c == '\\') {
        return Some("it has a control character or a backslash");
    }
    if text.starts_with("//") {
        return Some("an address on another site starts with `https://`");
    }
    let scheme = text.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    let known =
        scheme.is_none_or(|scheme| matches!(scheme.as_str(), "https" | "http" | "mailto") || scheme.contains('/'));
    (!known).then_some("a link is a path below the content folder, or starts with `https://`, `http://` or `mailto:`")
}

fn is_token_name(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    text.len() <= 64 && text.bytes().all(plain) && text.starts_with(|first: char| first.is_ascii_lowercase())
}

fn is_token(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() || ";{}<\\".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(form: Form, good: &[&str], bad: &[&str]) {
        for text in good {
            assert_eq!(fits(&form, text), Ok(()), "{form:?}");
        }
        for text in bad {
            assert!(fits(&form, text).is_err(), "{form:?} {text:?}");
        }
    }

    #[test]
    fn names_cannot_leave_their_folder() {
        check(Form::Name, &["public", "Public-2_b"], &["", " ", ".x", "..", "a/b", "a.b", "-a", "ä", "a\\b", "a\0"]);
        check(Form::Path, &["a/b", "a/", "ä ö.md"], &["..", "/a", "a/../b", "a//b", "./a", "a\\b", ".", "a//"]);
        check(Form::Folder, &[".", "./", "content"], &["..", "/", "../x"]);
        check(Form::Version, &["2026.3", "v1"], &["../x", ".1", "a/b", "a b"]);
        check(Form::GitName, &["v2026.1", "release/1", "0a1b2c"], &["-x", "a..b", "a b", "a:b", "@{-1}^", "../x"]);
        check(
            Form::DataFile,
            &["p.csv", "a/p.csv", "a/*.json", "*_data.json", "*"],
            &["/p.csv", "a/../p.csv", "*/p.csv", "a/**.csv", "a\\\\p.csv", ""],
        );
        check(
            Form::RowPath,
            &["projects/{slug}", "/p/{a}-{b}/"],
            &["projects", "p/{", "p/{}", "{a}/..", "p/{a}}", "{{a}}"],
        );
    }

    #[test]
    fn values_have_their_shape() {
        check(Form::Language, &["en", "pt-BR", "zh-Hant-TW"], &["e", "en_GB", "english!", "en-", "deutsch-e-"]);
        check(Form::Day, &["2026-06-01", "2026-06-01T10:00:00Z"], &["2026-6-1", "1 June", "2026-02-30", "2026-06-01x"]);
        check(Form::TagPattern, &["v*", "release/*"], &["v", "v**", "*..*", "v *"]);
        check(Form::VersionPattern, &["{1}", "v{1}"], &["v", "{1}/x"]);
        check(Form::EditUrl, &["https://x.example/{path}"], &["x/{path}", "https://x.example/", "https://x/ {path}"]);
        check(
            Form::Link,
            &["policies/", "/a", "https://x", "mailto:a@b", "a/b:c"],
            &["javascript:x", "//x", "a\\b", "JavaScript:x"],
        );
        check(Form::Token, &["#fff", "\"Iowan Old Style\", serif"], &["red;}", "</style>", "a{", "a\nb", "\\3c"]);
        check(Form::Audience, &["public"], &["Public", "note", "a b", "1st"]);
    }
}
