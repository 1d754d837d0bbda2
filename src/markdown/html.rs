//! Raw HTML in Markdown: its tags, and which of them may reach a page.
//!
//! The scanner reads a run of raw HTML as tags and the text between them. It is not a parser: it does not know nesting.
//! What it lets through is still balanced and checked by a real one (`render::body`), so a tag that the scanner
//! misreads is a lost tag, never a live one.

use std::borrow::Cow;
use std::ops::Range;

/// One part of a run of raw HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token<'a> {
    /// Text, with entities as written; may hold a lone `<`.
    Text(&'a str),
    /// `<name ...>`.
    Open(Tag<'a>),
    /// `</name>`.
    Close(&'a str),
    /// A comment, a declaration, or the content of an element that never shows: nothing of it reaches a page.
    Hidden,
}

/// An opening tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag<'a> {
    /// The name, as written.
    pub name: &'a str,
    /// The attributes, in order.
    pub attributes: Vec<Attribute<'a>>,
}

/// An attribute of a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// The name, as written.
    pub name: &'a str,
    /// The value, with the common entities resolved; empty where there is none.
    pub value: Cow<'a, str>,
    /// Where the value stands in the run; at the end of the name where there is none.
    pub range: Range<usize>,
    /// Where name and value stand in the run.
    pub whole: Range<usize>,
}

impl Tag<'_> {
    /// Gives the value of the first attribute of that name.
    pub fn get(&self, name: &str) -> Option<&Attribute<'_>> {
        self.attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(name))
    }
}

/// The elements that may reach a page.
pub const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
];

/// Elements whose content is no text for readers; it goes with the tag.
const UNSEEN: &[&str] = &[
    "script",
    "style",
    "iframe",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "textarea",
    "title",
    "xmp",
    "plaintext",
];

/// Gives the element's name in lower case if it may reach a page.
pub fn element(name: &str) -> Option<&'static str> {
    ELEMENTS.iter().find(|known| known.eq_ignore_ascii_case(name)).copied()
}

/// Gives the attribute's name in lower case if it may reach a page on that element.
pub fn attribute(element: &str, name: &str) -> Option<&'static str> {
    let special: &[&'static str] = match element {
        "a" => &["href"],
        "img" => &["src", "alt", "width", "height"],
        "td" | "th" => &["colspan", "rowspan", "headers", "scope"],
        "ol" => &["start", "reversed", "type"],
        "li" => &["value"],
        "col" | "colgroup" => &["span"],
        "details" => &["open"],
        "time" | "del" | "ins" => &["datetime"],
        _ => &[],
    };
    let general = &["id", "title", "lang", "dir"];
    special.iter().chain(general).find(|known| known.eq_ignore_ascii_case(name)).copied()
}

/// Takes a run of raw HTML apart; the ranges follow each other and cover it.
pub fn tokens(html: &str) -> Vec<(Token<'_>, Range<usize>)> {
    let mut found = Vec::new();
    let (mut text, mut at) = (0, 0);
    while let Some(start) = html[at..].find('<').map(|offset| at + offset) {
        let Some((token, end)) = markup(html, start) else {
            at = start + 1;
            continue;
        };
        if text < start {
            found.push((Token::Text(&html[text..start]), text..start));
        }
        let unseen = unseen_end(html, &token, end);
        found.push((token, start..end));
        if end < unseen {
            found.push((Token::Hidden, end..unseen));
        }
        (text, at) = (unseen, unseen);
    }
    if text < html.len() {
        found.push((Token::Text(&html[text..]), text..html.len()));
    }
    found
}

/// Reads what starts with the `<` at `start`; none if that is a lone character.
fn markup(html: &str, start: usize) -> Option<(Token<'_>, usize)> {
    let rest = &html[start..];
    let until =
        |mark: &str, from: usize| rest[from..].find(mark).map_or(html.len(), |at| start + from + at + mark.len());
    if rest.starts_with("<!--") {
        return Some((Token::Hidden, until("-->", 2)));
    }
    if rest.starts_with("<!") || rest.starts_with("<?") {
        return Some((Token::Hidden, until(">", 2)));
    }
    if let Some(name) = rest.strip_prefix("</") {
        let name = leading_name(name)?;
        return Some((Token::Close(name), until(">", 2)));
    }
    let name = leading_name(&rest[1..])?;
    open(html, start, name)
}

fn leading_name(rest: &str) -> Option<&str> {
    if !rest.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '<')).unwrap_or(rest.len());
    Some(&rest[..end])
}

fn open<'a>(html: &'a str, start: usize, name: &'a str) -> Option<(Token<'a>, usize)> {
    let mut at = start + 1 + name.len();
    let mut attributes = Vec::new();
    loop {
        let rest = &html[at..];
        let skipped = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/').len();
        at += skipped;
        match html[at..].chars().next()? {
            '>' => return Some((Token::Open(Tag { name, attributes }), at + 1)),
            '<' => return None,
            _ => {}
        }
        let attribute = attribute_at(html, at)?;
        at = attribute.1;
        attributes.push(attribute.0);
    }
}

/// Reads the attribute at `at`, which is no space, `/` or `>`.
fn attribute_at(html: &str, at: usize) -> Option<(Attribute<'_>, usize)> {
    let is_name = |c: char| !(c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=' | '<'));
    let first = html[at..].chars().next()?.len_utf8();
    let name_end = html[at + first..].find(|c| !is_name(c)).map(|length| at + first + length)?;
    let name = &html[at..name_end];
    let Some(value) = html[name_end..].trim_ascii_start().strip_prefix('=') else {
        return Some((
            Attribute { name, value: Cow::Borrowed(""), range: name_end..name_end, whole: at..name_end },
            name_end,
        ));
    };
    let value = value.trim_ascii_start();
    let start = html.len() - value.len();
    let (range, end) = if let quote @ ('"' | '\'') = value.chars().next()? {
        let length = value[1..].find(quote)?;
        (start + 1..start + 1 + length, start + length + 2)
    } else {
        let length = value.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '<'))?;
        (start..start + length, start + length)
    };
    Some((Attribute { name, value: resolve(&html[range.clone()]), range, whole: at..end }, end))
}

/// Gives the end of what an unseen element holds; the tag's own end for every other token.
fn unseen_end(html: &str, token: &Token<'_>, end: usize) -> usize {
    let Token::Open(tag) = token else { return end };
    let Some(name) = UNSEEN.iter().find(|name| name.eq_ignore_ascii_case(tag.name)) else { return end };
    let closes = |at: usize| html[at + 2..].get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name));
    html[end..].match_indices("</").map(|(at, _)| end + at).find(|&at| closes(at)).unwrap_or(html.len())
}

/// Resolves the entities that people write in attributes; any other stays as it is, which is text and harmless.
fn resolve(value: &str) -> Cow<'_, str> {
    if !value.contains('&') {
        return Cow::Borrowed(value);
    }
    let mut resolved = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('&') {
        resolved.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest[1..].find(';').and_then(|end| Some((character(&rest[1..=end])?, end + 2)));
        let (c, length) = entity.unwrap_or(('&', 1));
        resolved.push(c);
        rest = &rest[length..];
    }
    resolved.push_str(rest);
    Cow::Owned(resolved)
}

fn character(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some('\u{a0}'),
        "colon" => Some(':'),
        "Tab" => Some('\t'),
        "NewLine" => Some('\n'),
        _ => {
            let number = entity.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| *c != '\0')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(html: &str) -> String {
        let mut end = 0;
        let mut shown = String::new();
        for (token, range) in tokens(html) {
            assert_eq!(range.start, end, "the ranges cover {html:?}");
            end = range.end;
            let one = match token {
                Token::Text(text) => format!("[{text}]"),
                Token::Close(name) => format!("(/{name})"),
                Token::Hidden => "(-)".into(),
                Token::Open(tag) => {
                    let attributes: Vec<_> =
                        tag.attributes.iter().map(|one| format!(" {}={}", one.name, one.value)).collect();
                    format!("({}{})", tag.name, attributes.concat())
                }
            };
            shown.push_str(&one);
        }
        assert_eq!(end, html.len(), "the ranges cover {html:?}");
        shown
    }

    #[test]
    fn tags_are_taken_apart() {
        let check = |html: &str, expect: &str| assert_eq!(shown(html), expect, "{html:?}");
        check("a<br/>b", "[a](br)[b]");
        check("<a href = 'x y' ID=z open>t</A >", "(a href=x y ID=z open=)[t](/A)");
        check("<a\n href=\"a&amp;b&#58;&#x41;&x;\">", "(a href=a&b:A&x;)");
        check("1 < 2 <3 <a", "[1 < 2 <3 <a]");
        check("x<!-- <b> -->y<!doctype z><?php ?>", "[x](-)[y](-)(-)");
        check("<!-- never closed <b>", "(-)");
        check("<script>a<b></SCRIPT>c", "(script)(-)(/SCRIPT)[c]");
        check("<style>x", "(style)(-)");
        check("<a <b>", "[<a ](b)");
        check("<a x=\"", "[<a x=\"]");
        check("<é><é", "[<é><é]");
        check("<p/é=ü>", "(p é=ü)");
    }

    #[test]
    fn only_harmless_attributes_pass() {
        for bad in ["onclick", "style", "class", "srcset", "formaction", "name", "data-x"] {
            assert_eq!(attribute("a", bad), None, "{bad}");
        }
        assert_eq!(attribute("a", "HREF"), Some("href"));
        assert_eq!(attribute("p", "href"), None);
        assert_eq!((element("SCRIPT"), element("svg"), element("Kbd")), (None, None, Some("kbd")));
    }
}
