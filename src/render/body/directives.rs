//! Callouts, parts that open, words for an audience: directives and GitHub's alerts give the same markup.

use pulldown_cmark::{BlockQuoteKind, Event, Options, Parser, Tag, TagEnd};

use super::escape;
use super::write::Writer;
use crate::markdown::prepare::{Container, MarkKind};

/// Opens what a directive's line opens.
pub(super) fn open(writer: &mut Writer<'_>, kind: &MarkKind) {
    let MarkKind::Open { container, title, open, .. } = kind else { return };
    let original = writer.prepared.original;
    let title = title.clone().map(|range| original[range].trim());
    let options = title_options(writer);
    match container {
        Container::Callout(name) => callout(&mut writer.out, name, word(name), title.map(|title| (title, options))),
        Container::Details => {
            writer.out.push_str(if *open { "<details open><summary>" } else { "<details><summary>" });
            words(&mut writer.out, title.unwrap_or("Details"), options);
            writer.out.push_str("</summary>\n");
        }
        Container::Audience(name) => {
            writer.out.push_str("<div class=\"aud\"");
            escape::attribute(&mut writer.out, "data-audience", name);
            writer.out.push_str("><p class=\"who\">");
            escape::text(&mut writer.out, name);
            writer.out.push_str("</p>\n");
        }
        Container::Unknown => {}
    }
}

/// Closes what [`open`] opened.
pub(super) fn close(writer: &mut Writer<'_>, kind: &MarkKind) {
    let MarkKind::Open { container, .. } = kind else { return };
    match container {
        Container::Callout(_) | Container::Audience(_) => writer.out.push_str("</div>\n"),
        Container::Details => writer.out.push_str("</details>\n"),
        Container::Unknown => {}
    }
}

/// Opens a GitHub alert; its end closes a `div`.
pub(super) fn alert(writer: &mut Writer<'_>, kind: BlockQuoteKind) {
    let (class, word) = match kind {
        BlockQuoteKind::Note => ("note", "Note"),
        BlockQuoteKind::Tip => ("tip", "Tip"),
        BlockQuoteKind::Important => ("note", "Important"),
        BlockQuoteKind::Warning => ("warning", "Warning"),
        BlockQuoteKind::Caution => ("danger", "Caution"),
    };
    callout(&mut writer.out, class, word, None);
}

fn callout(out: &mut String, class: &str, word: &str, title: Option<(&str, Options)>) {
    out.push_str("<div class=\"callout ");
    out.push_str(class);
    out.push_str("\" role=\"note\"><p class=\"word\">");
    out.push_str(word);
    if let Some((title, options)) = title {
        out.push_str(" <b>");
        words(out, title, options);
        out.push_str("</b>");
    }
    out.push_str("</p>\n");
}

fn word(name: &str) -> &'static str {
    match name {
        "tip" => "Tip",
        "warning" => "Warning",
        "danger" => "Danger",
        _ => "Note",
    }
}

/// Gives the parser's options for a title.
fn title_options(writer: &Writer<'_>) -> Options {
    let mut options = Options::ENABLE_STRIKETHROUGH;
    options.set(Options::ENABLE_SMART_PUNCTUATION, writer.input.dialect.smart_punctuation);
    options
}

/// Writes a title: its code and emphasis, the words of its links, nothing else.
fn words(out: &mut String, title: &str, options: Options) {
    for event in Parser::new_ext(title, options) {
        match event {
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => escape::text(out, &text),
            Event::Code(code) => {
                out.push_str("<code>");
                escape::text(out, &code);
                out.push_str("</code>");
            }
            Event::Start(Tag::Emphasis) => out.push_str("<em>"),
            Event::End(TagEnd::Emphasis) => out.push_str("</em>"),
            Event::Start(Tag::Strong) => out.push_str("<strong>"),
            Event::End(TagEnd::Strong) => out.push_str("</strong>"),
            _ => {}
        }
    }
}
