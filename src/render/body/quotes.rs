//! Numbers and charts in a text. Their markup is put in last, behind the sanitiser, which knows no SVG: until then a
//! token stands for it that no author can write, because it is made of a hash over what the author wrote.

use super::Input;
use super::escape;
use super::write::Writer;
use crate::hash::Hash;
use crate::markdown::prepare::{Form, MarkKind};

/// Writes what stands for a quote; one whose metric is not there is shown as it was written.
pub(super) fn write(writer: &mut Writer<'_>, mark: usize) {
    let MarkKind::Quote(quote) = &writer.prepared.marks[mark].kind else { return };
    let number = writer.quotes;
    writer.quotes += 1;
    let shown = writer.input.quotes.get(number).and_then(Option::as_ref);
    let is_block = quote.form != Form::Number;
    let Some(shown) = shown else {
        let written = &writer.prepared.original[quote.range.clone()];
        writer.out.push_str(if is_block { "<p>" } else { "" });
        writer.text(written);
        writer.out.push_str(if is_block { "</p>\n" } else { "" });
        return;
    };
    if writer.holds_words_only() || writer.is_past {
        return writer.text(&shown.plain);
    }
    let token = token(writer.input, number);
    escape::text(&mut writer.out, &token);
}

/// Puts the markup in the place of the tokens.
pub(super) fn fill(html: String, input: &Input<'_>) -> String {
    if input.quotes.iter().all(Option::is_none) {
        return html;
    }
    let name = name(input);
    let mut filled = String::with_capacity(html.len() + input.quotes.len() * 2000);
    let mut parts = html.split(&name);
    filled.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (number, rest) = part.split_once('.').unwrap_or(("", part));
        let shown = number.parse().ok().and_then(|number: usize| input.quotes.get(number)?.as_ref());
        filled.push_str(shown.map_or("", |shown| &shown.html));
        filled.push_str(rest);
    }
    filled
}

fn token(input: &Input<'_>, number: usize) -> String {
    format!("{}{number}.", name(input))
}

fn name(input: &Input<'_>) -> String {
    let hash = Hash::of_parts([input.text.as_bytes(), b"quote"]);
    hash.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}
