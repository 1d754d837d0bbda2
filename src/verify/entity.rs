//! Character references of HTML and percent signs of addresses, read back to the characters that they stand for.

use std::borrow::Cow;

/// The names of the characters from U+00A0 to U+00FF, in their order.
const LATIN: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 \
    sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig \
    Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave \
    Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave \
    iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

/// Other names that texts use.
const OTHERS: &[(&str, char)] = &[
    ("amp", '&'),
    ("AMP", '&'),
    ("lt", '<'),
    ("LT", '<'),
    ("gt", '>'),
    ("GT", '>'),
    ("quot", '"'),
    ("QUOT", '"'),
    ("apos", '\''),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("hellip", '…'),
    ("bull", '•'),
    ("euro", '€'),
    ("trade", '™'),
    ("zwj", '\u{200d}'),
    ("zwnj", '\u{200c}'),
    ("NewLine", '\n'),
    ("Tab", '\t'),
    ("num", '#'),
    ("commat", '@'),
    ("period", '.'),
    ("colon", ':'),
    ("sol", '/'),
    ("lowbar", '_'),
    ("hyphen", '-'),
];

/// Reads the reference that a text starts with; gives the character and how many bytes the reference has.
pub(super) fn read(text: &str) -> Option<(char, usize)> {
    let name = text.strip_prefix('&')?;
    if let Some(number) = name.strip_prefix('#') {
        return numeric(number).map(|(sign, length)| (sign, length + 2));
    }
    let length = name.bytes().take(12).take_while(u8::is_ascii_alphanumeric).count();
    let found = named(&name[..length])?;
    Some((found, 1 + length + usize::from(name[length..].starts_with(';'))))
}

fn numeric(text: &str) -> Option<(char, usize)> {
    let (digits, radix, before) = match text.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16, 1),
        None => (text, 10, 0),
    };
    let length = digits.bytes().take(12).take_while(|byte| char::from(*byte).is_digit(radix)).count();
    let sign = u32::from_str_radix(&digits[..length], radix).ok().and_then(char::from_u32)?;
    Some((sign, before + length + usize::from(digits[length..].starts_with(';'))))
}

fn named(name: &str) -> Option<char> {
    if let Some((_, sign)) = OTHERS.iter().find(|(known, _)| *known == name) {
        return Some(*sign);
    }
    let place = LATIN.split_ascii_whitespace().position(|known| known == name)?;
    char::from_u32(0xa0 + u32::try_from(place).ok()?)
}

/// Reads back all references of a text.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        decoded.push_str(&rest[..at]);
        let (sign, length) = read(&rest[at..]).unwrap_or(('&', 1));
        decoded.push(sign);
        rest = &rest[at + length..];
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

/// Reads back the percent signs of an address; twice, since some are written twice.
pub(super) fn percent(text: &str) -> Option<String> {
    if !text.contains('%') {
        return None;
    }
    let once = percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    Some(percent_encoding::percent_decode_str(&once).decode_utf8_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_characters() {
        let check = |text: &str, expect: &str| assert_eq!(decode(text), expect, "{text}");
        check("a &amp; b &lt;c&gt;", "a & b <c>");
        check("&#67;&#x6f;&#X6E;", "Con");
        check("caf&eacute; na&iuml;ve &yuml;", "café naïve ÿ");
        check("a & b &unknown; &# &#x; &", "a & b &unknown; &# &#x; &");
        check("&#9999999999999;", "&#9999999999999;");
    }

    #[test]
    fn percent_signs_become_characters() {
        assert_eq!(percent("b%C3%BCro%20x").as_deref(), Some("büro x"));
        assert_eq!(percent("a%2520b").as_deref(), Some("a b"));
        assert_eq!(percent("plain"), None);
        assert_eq!(percent("100%"), Some("100%".into()));
    }
}
