//! Words inside a line that a wider audience does not read: a `span` with the audience's name before them.
//!
//! The words may begin in one span of Markdown and end in another. Such words get no outline, since no element could
//! hold them; so the tag is written when the words end.

use super::escape;
use super::write::Writer;
use crate::markdown::prepare::MarkKind;

/// The words that are open, and how deep the page stands in Markdown.
#[derive(Default)]
pub(super) struct Outlines {
    depth: usize,
    open: Vec<Open>,
}

/// Words that are open.
struct Open {
    mark: usize,
    /// Where they start in the page.
    start: usize,
    depth: usize,
    /// Whether the span or block that they began in has ended.
    is_torn: bool,
}

impl Outlines {
    /// Notes that a span or block begins.
    pub(super) fn descend(&mut self) {
        self.depth += 1;
    }

    /// Notes that a span or block ends.
    pub(super) fn ascend(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        for open in &mut self.open {
            open.is_torn |= open.depth > self.depth;
        }
    }
}

/// Notes where words begin.
pub(super) fn open(writer: &mut Writer<'_>, mark: usize) {
    let (start, depth) = (writer.out.len(), writer.outlines.depth);
    writer.outlines.open.push(Open { mark, start, depth, is_torn: false });
}

/// Puts the words that began last into their element.
pub(super) fn close(writer: &mut Writer<'_>) {
    let Some(Open { mark, start, depth, is_torn }) = writer.outlines.open.pop() else { return };
    let MarkKind::Words(name) = &writer.prepared.marks[mark].kind else { return };
    if is_torn || depth != writer.outlines.depth || writer.image.is_some() || start >= writer.out.len() {
        return;
    }
    let mut tag = String::from("<span class=\"aud\"");
    escape::attribute(&mut tag, "data-audience", name);
    tag.push_str("><span class=\"who\">");
    escape::text(&mut tag, name);
    tag.push_str(": </span>");
    writer.out.insert_str(start, &tag);
    writer.out.push_str("</span>");
}
