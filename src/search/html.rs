//! What a printed page says, for search: its text in pieces, each with what it is.
//!
//! Text counts where the template says so, in the element with `data-pagefind-body`, or else in `main`. What leads to other pages (`nav`),
//! pictures, labels (`dt` of a list of class `facts`) and what has `data-pagefind-ignore` does not. These attributes are those of
//! Pagefind, so that it can be run over an output too.

use memchr::{memchr, memmem};

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    /// The title of the page.
    Title,
    /// A heading in it.
    Heading,
    /// Everything else.
    Text,
}

/// Tells whether an element stands within a line and parts no words.
fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "i"
            | "ins"
            | "kbd"
            | "mark"
            | "q"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "u"
            | "var"
            | "wbr"
    )
}

/// Says of the element whose text counts that it does.
const BODY: &str = "data-pagefind-body";
/// Keeps an element out.
const IGNORE: &str = "data-pagefind-ignore";

/// A tag as it stands in a page.
struct Tag<'h> {
    name: &'h str,
    /// What stands behind the name.
    rest: &'h str,
    is_end: bool,
}

/// Calls `each` with every piece of a page's text.
pub(super) fn each(html: &str, mut each: impl FnMut(Piece, &str)) {
    let Some(open) = marked(html).or_else(|| html.find("<main")) else { return };
    let Some((body, mut from)) = tag(html, open) else { return };
    let (mut piece, mut text) = (Piece::Text, String::new());
    let mut depth = 1;
    let mut is_in_facts = false;
    loop {
        let at = memchr(b'<', &html.as_bytes()[from..]).map_or(html.len(), |at| from + at);
        decode(&html[from..at], &mut text);
        if at == html.len() {
            break;
        }
        let Some((tag, end)) = tag(html, at) else {
            // A sign that starts no tag.
            text.push('<');
            from = at + 1;
            continue;
        };
        from = end;
        if tag.name == body.name {
            depth = if tag.is_end { depth - 1 } else { depth + 1 };
            if depth == 0 {
                break;
            }
        }
        if is_left_out(&tag, is_in_facts) {
            from = past(html, end, tag.name);
            text.push(' ');
            continue;
        }
        if tag.name == "dl" {
            is_in_facts = !tag.is_end && tag.rest.contains("class=\"facts\"");
        }
        if is_inline(tag.name) {
            continue;
        }
        let next = next(&tag, piece);
        if next == piece {
            text.push(' ');
        } else {
            each(piece, &text);
            text.clear();
            piece = next;
        }
    }
    each(piece, &text);
}

/// Finds the tag that is marked. A page may also speak of the mark, in its text or in the value of an attribute.
fn marked(html: &str) -> Option<usize> {
    let starts = memmem::find_iter(html.as_bytes(), BODY).filter_map(|at| html[..at].rfind('<'));
    let mut marked = starts.filter(|start| tag(html, *start).is_some_and(|(tag, _)| has(tag.rest, BODY)));
    marked.next()
}

/// Tells whether what stands behind the name of a tag has an attribute.
fn has(rest: &str, attribute: &str) -> bool {
    if rest.len() < attribute.len() || memmem::find(rest.as_bytes(), attribute.as_bytes()).is_none() {
        return false;
    }
    let mut quote = None;
    let mut outside = String::with_capacity(rest.len());
    for sign in rest.chars() {
        match quote {
            None if matches!(sign, '"' | '\'') => quote = Some(sign),
            None => outside.push(sign),
            Some(open) if open == sign => quote = None,
            Some(_) => {}
        }
    }
    outside.split_ascii_whitespace().any(|name| name.split('=').next() == Some(attribute))
}

/// Tells whether an element has no end, since nothing can stand in it.
fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Tells what follows a tag.
fn next(tag: &Tag<'_>, piece: Piece) -> Piece {
    match tag.name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if tag.is_end => Piece::Text,
        "h1" => Piece::Title,
        "h2" | "h3" | "h4" | "h5" | "h6" => Piece::Heading,
        _ => piece,
    }
}

fn is_left_out(tag: &Tag<'_>, is_in_facts: bool) -> bool {
    let is_silent = || match tag.name {
        "nav" | "script" | "style" | "svg" | "template" | "select" | "button" | "noscript" => true,
        "dt" => is_in_facts,
        _ => false,
    };
    // For whom a part is, where that is outlined for writers.
    let is_reader = || tag.rest == " class=\"who\"";
    !tag.is_end && !is_void(tag.name) && (is_silent() || is_reader() || has(tag.rest, IGNORE))
}

/// Gives the place behind the end of an element.
fn past(html: &str, mut from: usize, name: &str) -> usize {
    let mut depth = 1;
    while let Some(at) = memchr(b'<', &html.as_bytes()[from..]).map(|at| from + at) {
        let Some((tag, end)) = tag(html, at) else {
            from = at + 1;
            continue;
        };
        from = end;
        if tag.name == name {
            depth = if tag.is_end { depth - 1 } else { depth + 1 };
            if depth == 0 {
                return from;
            }
        }
    }
    html.len()
}

/// Reads the tag or the comment at a `<`; gives it with the place behind it.
fn tag(html: &str, at: usize) -> Option<(Tag<'_>, usize)> {
    let inner = &html[at + 1..];
    if inner.starts_with("!--") {
        let end = inner.find("-->").map_or(html.len(), |end| at + 1 + end + 3);
        return Some((Tag { name: "wbr", rest: "", is_end: false }, end));
    }
    let is_end = inner.starts_with('/');
    let name = &inner[usize::from(is_end)..];
    let length = name.bytes().position(|byte| !byte.is_ascii_alphanumeric() && byte != b'-').unwrap_or(name.len());
    let (name, rest) = name.split_at(length);
    if !name.starts_with(|sign: char| sign.is_ascii_alphabetic()) {
        return None;
    }
    if let Some(b'>') = rest.as_bytes().first() {
        return Some((Tag { name, rest: "", is_end }, at + 2 + usize::from(is_end) + length));
    }
    let mut quote = None;
    let close = rest.bytes().position(|byte| match (quote, byte) {
        (None, b'>') => true,
        (None, b'"' | b'\'') => {
            quote = Some(byte);
            false
        }
        (Some(open), _) if open == byte => {
            quote = None;
            false
        }
        _ => false,
    })?;
    let behind = at + 1 + usize::from(is_end) + length;
    Some((Tag { name, rest: &rest[..close], is_end }, behind + close + 1))
}

/// Writes text with its character references undone.
fn decode(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let (sign, length) = reference(rest).unwrap_or(('&', 0));
        out.push(sign);
        rest = &rest[length..];
    }
    out.push_str(rest);
}

/// Reads a character reference behind its `&`; gives the sign and how long the reference is. Pages are printed with few names.
fn reference(text: &str) -> Option<(char, usize)> {
    let end = text.as_bytes().iter().take(10).position(|byte| *byte == b';')?;
    let name = &text[..end];
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    let sign = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => match name.strip_prefix('#')? {
            hex if hex.starts_with(['x', 'X']) => number(&hex[1..], 16)?,
            digits => number(digits, 10)?,
        },
    };
    Some((sign, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(html: &str) -> Vec<(Piece, String)> {
        let mut pieces = Vec::new();
        each(html, |piece, text| {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if !text.is_empty() {
                pieces.push((piece, text));
            }
        });
        pieces
    }

    #[test]
    fn a_page_is_read_in_pieces() {
        let html = "<body><p>no</p><main id=\"t\" data-pagefind-body tabindex=\"-1\"><nav>no <nav>no</nav> no</nav>\
            <h1 id=\"a\">A &amp; b</h1><dl class=\"facts\"><div><dt>Owner</dt><dd>OSPO</dd></div></dl><dl><dt>term</dt></dl>\
            <h2>He<em>ad</em></h2><p data-x=\"a>b\">con<b>tract</b>&#39;s<br>x &#x3c;y <!-- no > --> z a < b</p>\
            <p data-pagefind-ignore>no <p>no</p></p><svg><text>no</text></svg></main><p>no</p></body>";
        let all = pieces(html);
        let expect = [
            (Piece::Title, "A & b"),
            (Piece::Text, "OSPO term"),
            (Piece::Heading, "Head"),
            (Piece::Text, "contract's x <y z a < b"),
        ];
        assert_eq!(all, expect.map(|(piece, text)| (piece, text.to_owned())));
    }

    #[test]
    fn a_page_may_speak_of_the_marks() {
        let html = "<title>x data-pagefind-body y</title><meta content=\"a data-pagefind-body b\"><p>no</p>\
            <main data-pagefind-body>one <img alt=\"a data-pagefind-ignore b\"> two <b title=' data-pagefind-ignore '>three</b>\
            <hr data-pagefind-ignore> four <p class=\"a\" data-pagefind-ignore=\"\">no</p>five data-pagefind-ignore</main>";
        let text = "one two three four five data-pagefind-ignore".to_owned();
        assert_eq!(pieces(html), [(Piece::Text, text)]);
    }

    #[test]
    fn without_a_mark_the_main_part_counts() {
        assert_eq!(pieces("<p>no</p><main><h1>Title</h1></main>"), [(Piece::Title, "Title".to_owned())]);
        assert_eq!(pieces("<p>no</p>"), []);
    }

    #[test]
    fn broken_pages_are_read_to_their_end() {
        for html in [
            "<main data-pagefind-body",
            "<main data-pagefind-body>a<",
            "<a data-pagefind-body><nav><b",
            "x data-pagefind-body",
            "<main data-pagefind-body>&#xffffffff;&;&",
            "<main data-pagefind-body><p title=\"",
            "<main data-pagefind-body><!--",
        ] {
            let _ = pieces(html);
        }
        assert_eq!(pieces("<main data-pagefind-body>tea &copy; &#0;x"), [(Piece::Text, "tea &copy; \0x".to_owned())]);
    }
}
