//! HTML, SVG, Atom and other XML: text across tags, values of attributes, comments, scripts and styles.

use super::super::entity;
use super::super::sight::Sight;
use super::{binary, code, show as show_file};

/// What a text of markup is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Tags may stand within a sentence.
    Html,
    /// Each tag ends what was said; a text may hold HTML again.
    Xml,
}

impl Form {
    /// Tells the form by a file's ending and first bytes.
    pub(super) fn of(ending: &str, text: &str) -> Self {
        let is_feed = matches!(ending, "xml" | "atom" | "rss") && !text.contains("<html");
        if is_feed { Self::Xml } else { Self::Html }
    }
}

/// How a tag parts the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Not at all: emphasis and its like.
    Joins,
    /// As a word of its own within a sentence: links, code.
    Apart,
    /// As a block.
    Ends,
}

fn part(name: &str) -> Part {
    match name {
        "b" | "i" | "em" | "strong" | "u" | "s" | "del" | "ins" | "mark" | "small" | "big" | "sub" | "sup" | "abbr"
        | "dfn" | "var" | "cite" | "q" | "span" | "bdi" | "bdo" | "font" | "tspan" | "wbr" | "ruby" => Part::Joins,
        "a" | "code" | "kbd" | "samp" | "time" | "button" | "label" | "img" | "br" | "input" | "svg" | "use"
        | "path" | "data" => Part::Apart,
        _ => Part::Ends,
    }
}

/// Shows a text of markup.
pub(super) fn show(text: &str, at: usize, form: Form, sight: &mut Sight<'_>) {
    sight.end(false);
    let mut from = 0;
    while let Some(found) = text[from..].find('<') {
        words(&text[from..from + found], at + from, form, sight);
        let here = from + found;
        from = here + tag(&text[here..], at + here, form, sight);
    }
    words(&text[from..], at + from, form, sight);
    sight.end(false);
}

/// Shows text between tags; in XML it may hold HTML, written with references.
fn words(text: &str, at: usize, form: Form, sight: &mut Sight<'_>) {
    if form == Form::Xml && text.contains('&') {
        let decoded = entity::decode(text);
        if decoded.contains('<') {
            show(&decoded, at, Form::Html, sight);
        }
    }
    if form == Form::Xml && text.contains('/') {
        sight.value(text, at, false);
    }
    sight.markup_text(text, at);
}

/// Takes what starts with `<`; gives how many bytes it has.
fn tag(text: &str, at: usize, form: Form, sight: &mut Sight<'_>) -> usize {
    if let Some(comment) = text.strip_prefix("<!--") {
        let end = comment.find("-->").unwrap_or(comment.len());
        sight.part();
        aside(&comment[..end], at + 4, form, sight);
        return (4 + end + 3).min(text.len());
    }
    if let Some(inside) = text.strip_prefix("<![CDATA[") {
        let end = inside.find("]]>").unwrap_or(inside.len());
        show(&inside[..end], at + 9, Form::Html, sight);
        return (9 + end + 3).min(text.len());
    }
    let name = text[1..].trim_start_matches(['/', '!', '?']);
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        sight.text("<", at);
        return 1;
    }
    let before = text.len() - name.len();
    let length = name.bytes().take_while(|byte| !matches!(byte, b' ' | b'\n' | b'\t' | b'\r' | b'>' | b'/')).count();
    let lower = name[..length].to_ascii_lowercase();
    match part(&lower) {
        _ if form == Form::Xml => sight.end(false),
        Part::Joins => {}
        Part::Apart => sight.part(),
        Part::Ends => sight.end(false),
    }
    let end = before + length + attributes(&name[length..], at + before + length, sight);
    if before == 1 && matches!(lower.as_str(), "script" | "style") && !text[..end].ends_with("/>") {
        let close = format!("</{lower}");
        let inside = text[end..].to_ascii_lowercase().find(&close).unwrap_or(text.len() - end);
        code::show(&text[end..end + inside], at + end, sight);
        return end + inside;
    }
    end
}

/// Shows a comment without ending the sentence around it.
fn aside(text: &str, at: usize, form: Form, sight: &mut Sight<'_>) {
    sight.beside(|sight| show(text, at, form, sight));
}

/// Shows the attributes up to the end of a tag; gives how many bytes they have.
fn attributes(text: &str, at: usize, sight: &mut Sight<'_>) -> usize {
    let bytes = text.as_bytes();
    let mut from = 0;
    loop {
        match bytes.get(from) {
            None => return from,
            Some(b'>') => return from + 1,
            Some(b'=') => {
                let name = text[..from]
                    .trim_ascii_end()
                    .rsplit(|sign: char| sign.is_ascii_whitespace())
                    .next()
                    .unwrap_or_default();
                let start = from + 1 + bytes[from + 1..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
                let (value, end) = value(text, start);
                attribute(name, &text[value.clone()], at + value.start, sight);
                from = end;
            }
            Some(_) => from += 1,
        }
    }
}

/// Gives where a value stands, and where to go on.
fn value(text: &str, start: usize) -> (std::ops::Range<usize>, usize) {
    let rest = &text[start..];
    if let Some(quote @ (b'"' | b'\'')) = rest.as_bytes().first() {
        let end = rest[1..].find(char::from(*quote)).map_or(text.len(), |end| start + 1 + end);
        return (start + 1..end, (end + 1).min(text.len()));
    }
    let end = rest.find(|sign: char| sign.is_ascii_whitespace() || sign == '>').map_or(text.len(), |end| start + end);
    (start..end, end)
}

fn attribute(name: &str, raw: &str, at: usize, sight: &mut Sight<'_>) {
    if raw.len() < 2 || matches!(name, "d" | "points" | "transform") && !raw.contains(char::is_whitespace) {
        return;
    }
    sight.once(name, raw, |sight| look(name, raw, at, sight));
}

/// Looks at a value.
fn look(name: &str, raw: &str, at: usize, sight: &mut Sight<'_>) {
    let value = entity::decode(raw);
    let is_code =
        matches!(name, "class" | "style" | "type" | "rel" | "role" | "lang" | "charset" | "d" | "points" | "transform");
    sight.value(&value, at, is_code);
    if name.ends_with("srcset") || name == "content" {
        value.split([',', ' ', ';']).filter(|part| part.contains('/')).for_each(|part| sight.value(part, at, is_code));
    }
    if value.contains('<') {
        show(&value, at, Form::Html, sight);
    }
    if !value.trim_ascii_start().starts_with("data:") {
        return;
    }
    if let Some((head, packed)) = value.split_once(";base64,") {
        show_file(&head.replace('/', "."), &binary::base64(packed), at, 2, sight);
    }
}
