//! Whether an SVG image can do more than be looked at.
//!
//! The scan reads tags as a browser would see them at most, and refuses what it does not understand. It neither repairs
//! nor rewrites a file: a drawing that fetches, scripts, moves or embeds is not published.

/// The most tags that a drawing may have.
const MOST_TAGS: usize = 100_000;

/// The most attributes that an element may have.
const MOST_ATTRIBUTES: usize = 200;

/// Elements that run, embed, fetch or change what was looked at.
const ACTIVE: &[&str] = &[
    "script",
    "foreignobject",
    "iframe",
    "object",
    "embed",
    "audio",
    "video",
    "canvas",
    "handler",
    "listener",
    "set",
    "animate",
    "animatemotion",
    "animatetransform",
    "animatecolor",
    "discard",
    "link",
    "meta",
    "base",
    "include",
    "html",
    "body",
    "img",
    "form",
    "input",
    "template",
    "frame",
    "frameset",
];

/// Gives the reason why a drawing is refused, in words for a message, and its size in pixels if it is fine and tells.
pub(super) fn inspect(text: &str) -> Result<Option<(u32, u32)>, &'static str> {
    let mut rest = text.trim_start_matches('\u{feff}');
    let (mut size, mut tags, mut in_style) = (None, 0, false);
    while let Some(start) = rest.find('<') {
        check_css(&rest[..start], in_style)?;
        rest = &rest[start..];
        let markup = markup(rest)?;
        rest = &rest[markup.len()..];
        if !markup[1..].starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | ':' | '/')) {
            check_css(markup, in_style && markup.starts_with("<![CDATA["))?;
            continue;
        }
        tags += 1;
        if tags > MOST_TAGS {
            return Err("it has more than 100,000 elements");
        }
        let name = local_name(markup.trim_start_matches(['<', '/']));
        if ACTIVE.contains(&name.as_str()) {
            return Err("it has an element that can run, move, embed or fetch something");
        }
        in_style = name == "style" && !markup.starts_with("</") && !markup.ends_with("/>");
        let attributes = attributes(markup)?;
        check_attributes(&name, &attributes)?;
        if tags == 1 && name == "svg" {
            size = dimensions(&attributes);
        }
    }
    if tags == 0 { Err("it is no SVG") } else { Ok(size) }
}

/// Gives the tag, comment, CDATA section or instruction at the start of `rest`.
fn markup(rest: &str) -> Result<&str, &'static str> {
    let unclosed = "its markup is not closed";
    let until = |end: &str| rest.find(end).map(|at| &rest[..at + end.len()]).ok_or(unclosed);
    if let Some(comment) = rest.strip_prefix("<!--") {
        return comment.find("-->").map(|at| &rest[..at + "<!---->".len()]).ok_or(unclosed);
    }
    if rest.starts_with("<![CDATA[") {
        return until("]]>");
    }
    if rest.starts_with("<?") {
        return until("?>").and_then(instruction);
    }
    if rest.starts_with("<!") {
        return until(">").and_then(declaration);
    }
    tag_end(rest).map(|end| &rest[..end]).ok_or(unclosed)
}

/// Takes the XML declaration of a text that reads the same as UTF-8; refuses style sheets and anything else.
fn instruction(markup: &str) -> Result<&str, &'static str> {
    let lower = markup.to_ascii_lowercase();
    let encoding = lower.split("encoding").nth(1).map(|rest| rest.trim_start_matches([' ', '=', '"', '\'']));
    let plain = ["utf-8", "us-ascii", "iso-8859-1", "windows-1252"];
    if !lower.starts_with("<?xml ") {
        return Err("it has a processing instruction");
    }
    match encoding {
        Some(name) if !plain.iter().any(|known| name.starts_with(known)) => Err("its encoding is not UTF-8"),
        _ => Ok(markup),
    }
}

/// Takes a document type without declarations of its own.
fn declaration(markup: &str) -> Result<&str, &'static str> {
    let is_doctype = markup.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype"));
    if is_doctype && !markup.contains('[') { Ok(markup) } else { Err("it declares entities") }
}

/// Gives the length of a tag, whose quoted values may hold `>`.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Gives the name at the start of a text, without its prefix, in lower case.
fn local_name(text: &str) -> String {
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '/' | '>' | '=' | '"' | '\'')).unwrap_or(text.len());
    let name = &text[..end];
    name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase()
}

/// Splits a tag's attributes; the value is as written.
fn attributes(tag: &str) -> Result<Vec<(String, &str)>, &'static str> {
    let odd = "its markup is not well formed";
    let mut attributes = Vec::new();
    let inner = tag.trim_start_matches(['<', '/']).trim_end_matches(['/', '>']);
    let after_name = inner.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(inner.len());
    let mut rest = inner[after_name..].trim_start_matches(|c: char| c.is_whitespace() || c == '/');
    while !rest.is_empty() {
        let equals = rest.find('=').ok_or(odd)?;
        let value = rest[equals + 1..].trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\'')).ok_or(odd)?;
        let end = value[1..].find(quote).ok_or(odd)?;
        let name = rest[..equals].trim_end();
        if name.contains(char::is_whitespace) {
            return Err(odd);
        }
        attributes.push((local_name(name), &value[1..=end]));
        rest = value[end + 2..].trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if attributes.len() > MOST_ATTRIBUTES {
            return Err("an element has more than 200 attributes");
        }
    }
    Ok(attributes)
}

fn check_attributes(element: &str, attributes: &[(String, &str)]) -> Result<(), &'static str> {
    for (name, value) in attributes {
        if name.starts_with("on") {
            return Err("it has an event handler");
        }
        let links = matches!(name.as_str(), "href" | "src" | "action" | "formaction" | "data" | "base");
        if links && !is_inside(element, value) {
            return Err("it refers to something outside the file");
        }
        check_css(value, name == "style")?;
    }
    Ok(())
}

/// Tells whether a reference stays in the file: a part of it, or a picture written into it.
fn is_inside(element: &str, value: &str) -> bool {
    let pictures = ["data:image/png;", "data:image/jpeg;", "data:image/jpg;", "data:image/gif;", "data:image/webp;"];
    let value = value.trim();
    let embedded = matches!(element, "image" | "feimage") && pictures.iter().any(|start| value.starts_with(start));
    value.is_empty() || value.starts_with('#') || embedded
}

/// Refuses styles that fetch; `strict` is for text that is a style for sure, where escapes could hide it.
fn check_css(text: &str, strict: bool) -> Result<(), &'static str> {
    let fetches = Err("its styles fetch something");
    if strict && (text.contains('\\') || text.contains("&#")) {
        return fetches;
    }
    if !text.contains(['(', '@']) {
        return Ok(());
    }
    let lower = text.to_ascii_lowercase();
    let outside =
        |rest: &str| !rest.trim_start_matches(|c: char| c.is_whitespace() || "\"'".contains(c)).starts_with('#');
    let quoted = lower.replace("&quot;", "\"").replace("&apos;", "'");
    if quoted.contains("@import") || quoted.contains("expression(") || quoted.split("url(").skip(1).any(outside) {
        return fetches;
    }
    Ok(())
}

fn dimensions(attributes: &[(String, &str)]) -> Option<(u32, u32)> {
    let value = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| *value);
    let sides = value("width").and_then(pixels).zip(value("height").and_then(pixels));
    sides.or_else(|| {
        let mut numbers =
            value("viewbox")?.split(|c: char| c.is_whitespace() || c == ',').filter(|part| !part.is_empty());
        numbers.nth(1)?;
        Some((pixels(numbers.next()?)?, pixels(numbers.next()?)?))
    })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked before")]
fn pixels(value: &str) -> Option<u32> {
    let number: f64 = value.trim().trim_end_matches("px").parse().ok()?;
    (1.0..100_000.0).contains(&number).then(|| number.round() as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_pass() {
        let check = |text: &str, size: Option<(u32, u32)>| assert_eq!(inspect(text), Ok(size), "{text}");
        check(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height='10px'><path d='M0 0'/></svg>",
            Some((20, 10)),
        );
        check(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg viewBox='0 0 30.4 40'><use href='#a'/></svg>",
            Some((30, 40)),
        );
        check("<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"x.dtd\"><svg width=\"100%\"/>", None);
        check("<svg><!-- <script> --><style>.a{fill:url(#b)}</style><text>a &lt; b \\ url</text></svg>", None);
        check("<svg><g fill='url(&quot;#b&quot;)'/><image xlink:href='data:image/png;base64,AA=='/></svg>", None);
    }

    #[test]
    fn active_drawings_are_refused() {
        let bad = [
            "<script>alert(1)</script>",
            "<SCRIPT/>",
            "<svg:script/>",
            "<foreignObject/>",
            "<g onload='x()'/>",
            "<g ONCLICK = \"x\"/>",
            "<a href='javascript:x'/>",
            "<a xlink:href='https://a.example'/>",
            "<image href='https://a.example/x.png'/>",
            "<use href='other.svg#a'/>",
            "<use href='data:image/svg+xml,x'/>",
            "<set attributeName='href'/>",
            "<animate/>",
            "<style>@import 'x';</style>",
            "<style>a{b:url(//x)}</style>",
            "<style>a{b:\\75rl(//x)}</style>",
            "<style><![CDATA[@import 'x']]></style>",
            "<g style='fill:url(x)'/>",
            "<g fill='url( \"https://a\")'/>",
            "<g a=b/>",
            "<g a",
            "<g/onload='x()'/>",
            "<image href='&#104;ttps://x'/>",
            "<g a='1'onload='x'/>",
            "<g a onload='x'/>",
            "<?xml-stylesheet href='x'?>",
            "<!-- ",
            "<![CDATA[",
            "<!ENTITY a 'b'>",
        ];
        for inner in bad {
            assert!(inspect(&format!("<svg>{inner}</svg>")).is_err(), "{inner}");
        }
        for text in ["", "GIF89a", "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", "<?xml encoding='utf-7'?><svg/>"] {
            assert!(inspect(text).is_err(), "{text}");
        }
        let many = format!("<svg>{}</svg>", "<g>".repeat(MOST_TAGS));
        assert!(inspect(&many).is_err());
    }
}
