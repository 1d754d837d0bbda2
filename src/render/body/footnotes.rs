//! Footnotes: collected at the end of the page, numbered by first use, with a way back from each.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::write::Writer;

/// The footnotes of a page.
#[derive(Default)]
pub(super) struct Footnotes {
    notes: BTreeMap<String, Note>,
    /// How many have a number.
    numbered: usize,
    /// The notes that are being written, and the page around each.
    open: Vec<(String, String)>,
}

#[derive(Default)]
struct Note {
    /// Zero while no reference was met.
    number: usize,
    uses: usize,
    html: Option<String>,
}

/// Writes a reference.
pub(super) fn reference(writer: &mut Writer<'_>, label: &str) {
    if writer.image.is_some() {
        return;
    }
    let notes = &mut writer.notes;
    let note = notes.notes.entry(label.to_lowercase()).or_default();
    if note.number == 0 {
        notes.numbered += 1;
        note.number = notes.numbered;
    }
    note.uses += 1;
    let number = note.number;
    let id = place(number, note.uses);
    let _ = write!(
        writer.out,
        "<sup class=\"fn\"><a id=\"{id}\" href=\"#fn:{number}\" role=\"doc-noteref\" \
         aria-label=\"Footnote {number}\">{number}</a></sup>"
    );
}

/// Gives the id of the nth reference to a note.
fn place(number: usize, usage: usize) -> String {
    if usage == 1 { format!("fnref:{number}") } else { format!("fnref:{number}:{usage}") }
}

/// Starts to write a note aside.
pub(super) fn start(writer: &mut Writer<'_>, label: &str) {
    let page = std::mem::take(&mut writer.out);
    writer.notes.open.push((label.to_lowercase(), page));
}

/// Puts the note away and goes on with the page.
pub(super) fn end(writer: &mut Writer<'_>) {
    let Some((label, page)) = writer.notes.open.pop() else { return };
    let html = std::mem::replace(&mut writer.out, page);
    writer.notes.notes.entry(label).or_default().html.get_or_insert(html);
}

/// Writes the notes; one that nothing refers to is left out, and the page's facts say so.
pub(super) fn finish(writer: &mut Writer<'_>) {
    let mut notes: Vec<Note> = std::mem::take(&mut writer.notes.notes).into_values().collect();
    notes.retain(|note| note.html.is_some() && note.number > 0);
    if notes.is_empty() {
        return;
    }
    notes.sort_by_key(|note| note.number);
    writer.out.push_str("<section class=\"notes\" role=\"doc-endnotes\" aria-label=\"Footnotes\"><ol>\n");
    for note in notes {
        write(&mut writer.out, &note);
    }
    writer.out.push_str("</ol></section>\n");
}

fn write(out: &mut String, note: &Note) {
    let html = note.html.as_deref().unwrap_or("").trim_end();
    let (words, tail) = match html.strip_suffix("</p>") {
        Some(words) => (words, "</p>"),
        None => (html, ""),
    };
    let _ = write!(out, "<li id=\"fn:{}\">{words}", note.number);
    for usage in 1..=note.uses {
        let place = place(note.number, usage);
        let word = if note.uses == 1 { String::new() } else { format!(", place {usage}") };
        let _ = write!(out, " <a href=\"#{place}\" role=\"doc-backlink\" aria-label=\"Back to the text{word}\">↑</a>");
    }
    let _ = writeln!(out, "{tail}</li>");
}
