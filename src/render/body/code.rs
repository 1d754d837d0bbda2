//! Code blocks: what the line behind the fence says, and the figure around the code.

use std::fmt::Write;
use std::ops::{Range, RangeInclusive};

use pulldown_cmark::CodeBlockKind;

use super::write::Writer;
use super::{escape, highlight};
use crate::markdown;

/// A code block that is being read.
pub(super) struct OpenCode {
    info: Info,
    /// The code so far.
    pub(super) text: String,
}

/// What the line behind the fence says: ```` ```yaml {2,4-6} title="ci/x.yml" ````.
#[derive(Debug, Default, PartialEq, Eq)]
struct Info {
    language: String,
    title: Option<String>,
    /// The lines to mark, from 1.
    marked: Vec<RangeInclusive<usize>>,
}

/// Starts to read a block.
pub(super) fn open(kind: &CodeBlockKind<'_>) -> OpenCode {
    let info = match kind {
        CodeBlockKind::Fenced(info) => read_info(info),
        CodeBlockKind::Indented => Info::default(),
    };
    OpenCode { info, text: String::new() }
}

fn read_info(info: &str) -> Info {
    let info = info.trim();
    let pandoc = info.strip_prefix("{.");
    let words = pandoc.unwrap_or(info);
    let end = words.find(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}')).unwrap_or(words.len());
    let (language, rest) = words.split_at(end);
    let title = markdown::fence_title(rest).map(str::to_owned);
    let marked = rest
        .split_once('{')
        .and_then(|(_, list)| list.split_once('}'))
        .map(|(list, _)| list.split(',').filter_map(lines).collect())
        .unwrap_or_default();
    Info { language: language.to_owned(), title, marked }
}

fn lines(part: &str) -> Option<RangeInclusive<usize>> {
    let (first, last) = part.split_once('-').unwrap_or((part, part));
    Some(first.trim().parse().ok()?..=last.trim().parse().ok()?)
}

/// Writes the block.
pub(super) fn end(writer: &mut Writer<'_>) {
    let Some(OpenCode { info, text }) = writer.code.take() else { return };
    let language = highlight::language(&info.language);
    let title = info.title.as_deref().map(|title| [(title, ("", ""))]);
    let end = open_figure(&mut writer.out, title.as_ref().map_or(&[], |title| &title[..]), &language);
    if info.marked.is_empty() {
        highlight::write(&mut writer.out, &language, &text, |_, _| {});
    } else {
        write_marked(&mut writer.out, &language, &text, &info.marked);
    }
    writer.out.push_str(end);
}

/// A title of code, and the marks around it.
pub(super) type Title<'t> = (&'t str, (&'static str, &'static str));

/// Opens the figure around code, where there is something to say about it; gives what closes it.
fn open_figure(out: &mut String, titles: &[Title<'_>], language: &highlight::Language) -> &'static str {
    let is_figure = !language.label.is_empty() || !titles.is_empty();
    if is_figure {
        out.push_str("<figure class=\"code\"");
        if !language.label.is_empty() {
            escape::attribute(out, "data-lang", &language.label);
        }
        out.push('>');
    }
    if !titles.is_empty() {
        out.push_str("<figcaption>");
        for (title, (start, end)) in titles {
            out.push_str(start);
            escape::text(out, title);
            out.push_str(end);
        }
        out.push_str("</figcaption>");
    }
    out.push_str("<pre tabindex=\"0\"><code>");
    if is_figure { "</code></pre></figure>\n" } else { "</code></pre>\n" }
}

/// Writes a block of code from lines of several codes; each part names its code, its lines and the marks around them.
pub(super) fn patched(
    out: &mut String,
    kind: &CodeBlockKind<'_>,
    titles: &[Title<'_>],
    codes: &[&str],
    parts: &[Part],
) {
    let info = open(kind).info;
    let language = highlight::language(&info.language);
    let lines: Vec<Vec<String>> = codes.iter().map(|code| lines_of(&language, code)).collect();
    let end = open_figure(out, titles, &language);
    for part in parts {
        out.push_str(part.marks.0);
        lines[part.code][part.lines.clone()].iter().for_each(|line| out.push_str(line));
        out.push_str(part.marks.1);
    }
    out.push_str(end);
}

/// Some lines of one of several codes.
pub(super) struct Part {
    /// The number of the code.
    pub(super) code: usize,
    /// Its lines, from 0.
    pub(super) lines: Range<usize>,
    /// The marks around them.
    pub(super) marks: (&'static str, &'static str),
}

/// Highlights code and gives its lines.
fn lines_of(language: &highlight::Language, code: &str) -> Vec<String> {
    let (mut out, mut starts) = (String::new(), Vec::new());
    highlight::write(&mut out, language, code, |out, _| starts.push(out.len()));
    starts.push(out.len());
    starts.windows(2).map(|ends| out[ends[0]..ends[1]].to_owned()).collect()
}

fn write_marked(out: &mut String, language: &highlight::Language, text: &str, marked: &[RangeInclusive<usize>]) {
    let mut inside = false;
    highlight::write(out, language, text, |out, line| {
        let wanted = marked.iter().any(|lines| lines.contains(&line));
        if wanted != inside {
            out.push_str(if wanted { "<mark>" } else { "</mark>" });
            inside = wanted;
        }
    });
    if inside {
        out.push_str("</mark>");
    }
}

/// Gives a text as it was written.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8 + 64);
    let _ = write!(out, "<pre tabindex=\"0\"><code>");
    escape::text(&mut out, text);
    out.push_str("</code></pre>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_behind_a_fence_is_read() {
        let check = |info: &str, language: &str, title: Option<&str>, marked: &[(usize, usize)]| {
            let read = read_info(info);
            let lines: Vec<_> = read.marked.iter().map(|lines| (*lines.start(), *lines.end())).collect();
            assert_eq!(
                (read.language.as_str(), read.title.as_deref(), &lines[..]),
                (language, title, marked),
                "{info:?}"
            );
        };
        check("", "", None, &[]);
        check("yaml {2,4-6} title=\"ci/x.yml\"", "yaml", Some("ci/x.yml"), &[(2, 2), (4, 6)]);
        check("rust,ignore", "rust", None, &[]);
        check("js{1}", "js", None, &[(1, 1)]);
        check("js title='a' { 3 - 4, x, }", "js", Some("a"), &[(3, 4)]);
        check("{.python .numberLines}", "python", None, &[]);
        check("sh title=\"never closed", "sh", None, &[]);
    }
}
