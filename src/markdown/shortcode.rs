//! Shortcodes of other tools: Hugo's `{{< x >}}` and `{{% x %}}`, Jekyll's `{% x %}`, kramdown's `{: .x}`.
//!
//! They mean nothing here and are shown as they were written, which is why their `<` must not start a tag.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

/// The most bytes that a shortcode may have; beyond it the braces are just braces.
const LONGEST: usize = 2_000;

/// Calls `found` for each shortcode outside code, in order, with its range and the places of each `<` in it.
pub fn find(text: &str, mut found: impl FnMut(Range<usize>, Vec<usize>)) {
    let mut candidates = candidates(text).peekable();
    if candidates.peek().is_none() {
        return;
    }
    let code = code(text);
    let mut end = 0;
    for range in candidates {
        let inside = code.partition_point(|code| code.end <= range.start);
        let is_code = code.get(inside).is_some_and(|code| code.start <= range.start);
        if range.start < end || is_code {
            continue;
        }
        end = range.end;
        let angles = text[range.clone()].match_indices('<').map(|(at, _)| range.start + at).collect();
        found(range, angles);
    }
}

fn candidates(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut endings = Endings::default();
    text.match_indices('{').filter_map(move |(at, _)| Some(at..endings.end(text, at)?))
}

/// Where the next ending of each kind stands, so that the text is searched once for each.
#[derive(Default)]
struct Endings([Option<usize>; 4]);

impl Endings {
    /// Gives the end of the shortcode that starts at `at`.
    fn end(&mut self, text: &str, at: usize) -> Option<usize> {
        let (kind, closing) = match &text.as_bytes()[at..] {
            [b'{', b'{', b'<', ..] => (0, ">}}"),
            [b'{', b'{', b'%', ..] => (1, "%}}"),
            [b'{', b'%', ..] => (2, "%}"),
            [b'{', b':', b' ' | b'.' | b'#' | b'a'..=b'z', ..] => (3, "}"),
            _ => return None,
        };
        let inside = at + 2;
        let next = match self.0[kind] {
            Some(next) if next >= inside => next,
            _ => text[inside..].find(closing).map_or(usize::MAX, |length| inside + length),
        };
        self.0[kind] = Some(next);
        let words = text.get(inside..next).filter(|words| words.len() <= LONGEST)?;
        let is_one = if kind == 3 { is_attribute_list(words) } else { !words.contains("\n\n") };
        is_one.then_some(next + closing.len())
    }
}

/// Tells whether kramdown would read the words as attributes: `.class`, `#id`, `key="value"`, `toc`.
fn is_attribute_list(words: &str) -> bool {
    let words = words.trim();
    !words.contains('\n') && (words.starts_with(['.', '#']) || words.contains('=') || words == "toc")
}

/// Gives the ranges of code, sorted.
fn code(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    for (event, range) in Parser::new(text).into_offset_iter() {
        if matches!(event, Event::Start(Tag::CodeBlock(_)) | Event::Code(_)) {
            ranges.push(range);
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortcodes_outside_code_are_found() {
        let check = |text: &str, expect: &[&str]| {
            let mut seen = Vec::new();
            find(text, |range, _| seen.push(text[range].to_owned()));
            assert_eq!(seen, expect, "{text:?}");
        };
        check("a {{< ref \"x.md\" >}} b {{<youtube id>}}", &["{{< ref \"x.md\" >}}", "{{<youtube id>}}"]);
        check("{{% note %}}\nx\n{{% /note %}}", &["{{% note %}}", "{{% /note %}}"]);
        check("{% include x %} and {{ page.title }}", &["{% include x %}"]);
        check(
            "# T\n{: .no_toc }\n\n* x\n{:toc}\n\n[a](b){:target=\"_blank\"}",
            &["{: .no_toc }", "{:toc}", "{:target=\"_blank\"}"],
        );
        check("`{{< x >}}` and\n\n```\n{% x %}\n```\n\n    {{< x >}}\n", &[]);
        check("{:word} {%open {: x\n}", &[]);
    }
}
