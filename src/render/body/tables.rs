//! Tables: in a wrapper that scrolls, with classes for the alignment, since a page has no `style` attributes.

use pulldown_cmark::Alignment;

use super::escape;
use super::write::Writer;

/// A table that is being written.
pub(super) struct OpenTable {
    alignments: Vec<Alignment>,
    column: usize,
    /// The rows below the head have begun.
    body: bool,
}

/// Opens wrapper and table. The wrapper takes the focus, so it needs a name: the last heading's.
pub(super) fn start(writer: &mut Writer<'_>, alignments: Vec<Alignment>) {
    writer.out.push_str("<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"Table");
    if let Some(heading) = writer.last_heading() {
        writer.out.push_str(": ");
        escape::value(&mut writer.out, heading);
    }
    writer.out.push_str("\"><table>\n");
    writer.table = Some(OpenTable { alignments, column: 0, body: false });
}

/// Closes both.
pub(super) fn end(writer: &mut Writer<'_>) {
    let body = writer.table.take().is_some_and(|table| table.body);
    writer.out.push_str(if body { "</tbody></table></div>\n" } else { "</table></div>\n" });
}

/// Opens a row below the head.
pub(super) fn start_row(writer: &mut Writer<'_>) {
    let Some(table) = &mut writer.table else { return };
    writer.out.push_str(if table.body { "<tr>" } else { "<tbody>\n<tr>" });
    table.body = true;
    table.column = 0;
}

/// Opens a cell.
pub(super) fn start_cell(writer: &mut Writer<'_>) {
    let Some(table) = &mut writer.table else { return };
    let class = match table.alignments.get(table.column) {
        Some(Alignment::Center) => " class=\"al-c\">",
        Some(Alignment::Right) => " class=\"al-r\">",
        _ => ">",
    };
    table.column += 1;
    writer.out.push_str(if table.body { "<td" } else { "<th scope=\"col\"" });
    writer.out.push_str(class);
}

/// Closes a cell.
pub(super) fn end_cell(writer: &mut Writer<'_>) {
    let body = writer.table.as_ref().is_some_and(|table| table.body);
    writer.out.push_str(if body { "</td>" } else { "</th>" });
}
