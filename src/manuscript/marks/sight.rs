//! Sees everything that looks like an audience mark, however badly it is written.
//!
//! It knows nothing of Markdown; who uses it leaves out code. It errs on the side of seeing too much: a sight costs an
//! author a message, a mark that is overlooked publishes what it should hide. The widest audience's name is not looked
//! for, because its marks hide nothing.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::audience::Audiences;
use crate::diagnostic::nearest;

/// The directives that are no audiences; an audience's name may be near to one.
const DIRECTIVES: &[&str] =
    &["note", "tip", "warning", "danger", "details", "info", "caution", "metric", "chart", "quiz"];
/// The longest word that is compared.
const WORD: usize = 80;

/// Gives the places that look like marks, sorted.
pub(crate) fn sights(text: &str, audiences: &Audiences) -> Vec<Range<usize>> {
    let names: Vec<&str> = audiences.names().iter().skip(1).map(String::as_str).collect();
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(|&byte| STARTS[usize::from(byte)]).filter(|_| !names.is_empty())
    {
        at += next;
        let seen = match bytes[at] {
            b':' if is_prose(bytes, at) => None,
            b'[' | b'<' | b'{' | b'!' | b'?' => foreign(text, at, &names),
            _ => colons(text, at, &names),
        };
        match seen {
            Some(range) => {
                at = range.end;
                found.push(range);
            }
            None => at += 1,
        }
    }
    found
}

/// The bytes with which a sight may start. Of a letter of several bytes it is the first one.
const STARTS: [bool; 256] = {
    let first = [b':', b';', b'&', b'[', b'<', b'{', b'!', b'?', 0xCB, 0xE2, 0xEA, 0xEF];
    let mut starts = [false; 256];
    let mut at = 0;
    while at < first.len() {
        starts[first[at] as usize] = true;
        at += 1;
    }
    starts
};

/// Tells quickly that a colon is one of prose, a time or an address.
fn is_prose(bytes: &[u8], at: usize) -> bool {
    let rest = &bytes[at + 1..];
    match rest.first().copied().unwrap_or(b'\n') {
        b'/' | b'\n' | b'\r' | b'0'..=b'9' | b'-' | b')' | b'|' => true,
        b' ' => {
            let word = rest.iter().position(|byte| *byte != b' ').unwrap_or(rest.len());
            let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
            let len = rest[word..].iter().position(|byte| !plain(byte)).unwrap_or(rest.len() - word);
            let behind = rest.get(word + len).copied().unwrap_or(b'\n');
            word > 2
                || behind.is_ascii()
                    && behind != b'['
                    && (len > 0 || !matches!(behind, b':' | b';' | b'&' | b'\\' | b'*'))
        }
        _ => false,
    }
}

/// How the run of colons before a word was written.
struct Run {
    colons: usize,
    semicolons: usize,
    end: usize,
}

/// Looks at a run of colons, or what passes for one, and the word behind it.
fn colons(text: &str, at: usize, names: &[&str]) -> Option<Range<usize>> {
    let run = run(text, at)?;
    let before = text[..at].chars().next_back();
    let is_joined = before.is_some_and(char::is_alphanumeric);
    if run.colons == 0 && run.semicolons < 2 {
        return None;
    }
    let count = run.colons + run.semicolons;
    let rest = &text[run.end..];
    let gap = rest.len() - rest.trim_start_matches(|c| is_gap(c, count)).len();
    let start = text.floor_char_boundary(run.end + gap.min(12));
    let (end, folded) = word(text, start)?;
    let next = text[end..].trim_start_matches(|c| is_invisible(c) || matches!(c, ' ' | '\t' | '*' | '_' | '\\'));
    let brackets = next.starts_with(['[', '{', '(', '［']) && !next.starts_with("[^");
    let spaced = rest[..gap].contains([' ', '\t', '\n']);
    let range = at..end;
    if names.contains(&folded.as_str()) {
        let lone = !is_joined && !spaced || brackets && (!spaced || text[end..].starts_with(['[', '［']));
        let broken = rest[..gap].contains('\n') && !next.is_empty() && !next.starts_with(['\n', '\r']);
        return ((count > 1 && !broken) || lone).then_some(range);
    }
    let close = match count {
        1 => brackets && !is_joined && !spaced && text[end..].starts_with('['),
        2 => !is_joined,
        _ => !rest[..gap].contains('\n'),
    };
    (close && is_near(&folded, names)).then_some(range)
}

/// Reads the run at `at`; colons may have spaces, backslashes and what no editor shows between them.
fn run(text: &str, at: usize) -> Option<Run> {
    let mut run = Run { colons: 0, semicolons: 0, end: at };
    loop {
        let rest = &text[run.end..];
        let gap = match run.colons + run.semicolons {
            0 => 0,
            _ => rest.len() - rest.trim_start_matches(|c| is_invisible(c) || matches!(c, ' ' | '\\')).len(),
        };
        let Some(len) = colon(&rest[gap..]) else { break };
        if rest[gap..].starts_with(';') {
            run.semicolons += 1;
        } else {
            run.colons += 1;
        }
        run.end += gap + len;
        if run.colons + run.semicolons > 64 {
            break;
        }
    }
    (run.end > at).then_some(run)
}

/// Gives the length of a colon, of what looks like one, or of an entity for one.
fn colon(rest: &str) -> Option<usize> {
    let first = rest.chars().next()?;
    match first {
        ':' | ';' | '：' | '∶' | '꞉' | '﹕' | 'ː' | '˸' => Some(first.len_utf8()),
        '&' => {
            let entities =
                ["&colon;", "&#58;", "&#058;", "&#x3a;", "&#x3A;", "&#X3a;", "&#X3A;", "&#x003a;", "&#x003A;"];
            entities.iter().find(|entity| rest.starts_with(**entity)).map(|entity| entity.len())
        }
        _ => None,
    }
}

/// What may stand between colons and the name they were meant for.
fn is_gap(c: char, count: usize) -> bool {
    match c {
        '\\' | '*' | '_' | ' ' | '\t' => true,
        '{' | '.' | '#' | '`' | '"' | '\'' | '<' | '[' | '(' | '/' | '-' | '!' | '=' => count > 1,
        '\n' | '\r' => count > 2,
        _ => is_invisible(c),
    }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{00ad}' | '\u{034f}' | '\u{00a0}')
}

/// Reads the word at `start`; gives its end and how it reads to the eye.
fn word(text: &str, start: usize) -> Option<(usize, String)> {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_') || is_invisible(c) || is_mark(c);
    let rest = &text[start..text.floor_char_boundary(start.saturating_add(WORD))];
    let len = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
    let word = rest[..len].trim_end_matches(['_', '-']);
    let seen = |c: &char| !is_invisible(*c) && !is_mark(*c);
    let folded: String = word.nfkd().filter(seen).flat_map(char::to_lowercase).map(latin).collect();
    (!folded.is_empty()).then_some((start + word.len(), folded))
}

/// Gives how the name in what was seen reads to the eye.
pub(super) fn reading(seen: &str) -> String {
    let start = seen.find(char::is_alphanumeric).unwrap_or(seen.len());
    word(seen, start).map_or_else(String::new, |(_, folded)| folded)
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Gives the Latin letter that a letter of another script looks like.
fn latin(c: char) -> char {
    match c {
        'а' | 'α' => 'a',
        'в' | 'β' => 'b',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' | 'ε' => 'e',
        'һ' => 'h',
        'і' | 'ι' | 'ı' | '1' | '|' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'ӏ' | 'ⅼ' => 'l',
        'м' => 'm',
        'п' | 'η' | 'ո' => 'n',
        'о' | 'ο' | '0' => 'o',
        'р' | 'ρ' => 'p',
        'г' => 'r',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' | 'ս' => 'u',
        'ν' => 'v',
        'х' | 'χ' => 'x',
        'у' | 'γ' => 'y',
        _ => c,
    }
}

fn is_near(folded: &str, names: &[&str]) -> bool {
    !DIRECTIVES.contains(&folded) && nearest(folded, names.iter().copied()).is_some()
}

/// Looks for the ways in which other tools mark a part of a page: `[!NAME]`, `!!! name`, `<name>`, `<!-- name -->`,
/// `{% name %}`, `{{< name >}}`, `[name]...[/name]`, and for a mark without its colon, `name[`.
fn foreign(text: &str, at: usize, names: &[&str]) -> Option<Range<usize>> {
    let rest = &text[at..];
    let opener = ["[!", "[/", "!!!", "???", "<!--", "</", "<", "{{", "{%"];
    let Some(mark) = opener.iter().find(|mark| rest.starts_with(**mark)) else { return bare(text, at, names) };
    if mark.starts_with('{') {
        return condition(text, at, names);
    }
    let inner = rest[mark.len()..].trim_start_matches([' ', '/', '-', '+']);
    let start = at + rest.len() - inner.len();
    let (end, folded) = word(text, start)?;
    let after = text[end..].trim_start();
    let closes = match *mark {
        "[!" | "[/" => after.starts_with(']'),
        "<" | "</" => text[end..].starts_with(['>', ' ', '/', '\n']),
        "<!--" => after.starts_with("-->") || after.starts_with(':') || after.starts_with("--"),
        _ => true,
    };
    (closes && names.contains(&folded.as_str())).then_some(at..end)
}

/// Looks for a name among the words of a tag such as `{% if internal %}`.
fn condition(text: &str, at: usize, names: &[&str]) -> Option<Range<usize>> {
    let near = &text[at..text.floor_char_boundary(at.saturating_add(WORD))];
    let tag = near.split(['\n', '}']).next().unwrap_or("");
    let mut end = 0;
    for piece in tag.split_inclusive(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_')) {
        let word = piece.trim_end_matches(|c: char| !c.is_alphanumeric());
        if names.iter().any(|name| word.eq_ignore_ascii_case(name)) {
            return Some(at..at + end + word.len());
        }
        end += piece.len();
    }
    None
}

/// Looks for `name[words]` that lacks its colon; a number or a footnote in the brackets is none.
fn bare(text: &str, at: usize, names: &[&str]) -> Option<Range<usize>> {
    let before = text[..at].trim_end_matches(is_invisible);
    if !text[at..].starts_with('[') || !before.ends_with(char::is_alphanumeric) {
        return None;
    }
    let name = names.iter().find(|name| {
        let tail = before.len().checked_sub(name.len()).and_then(|start| before.get(start..));
        tail.is_some_and(|tail| tail.eq_ignore_ascii_case(name))
    })?;
    let start = before.len() - name.len();
    let joined = text[..start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.'));
    let inside = text[at + 1..].trim_start_matches(|c: char| c.is_ascii_digit());
    (!joined && !inside.starts_with(['^', ']'])).then_some(start..at + 1)
}
