//! Images: with their size, with a caption where they stand alone and have a title, and as words where they are missing.

use std::fmt::Write;

use super::write::Writer;
use super::{escape, links};
use crate::markdown::address;
use crate::site::Target;

/// An image whose description is being read.
pub(super) struct OpenImage {
    destination: String,
    title: String,
    /// The description so far.
    pub(super) alt: String,
    /// How many images stand in the description.
    depth: usize,
}

/// An image with a title that was just written.
pub(super) struct Shown {
    start: usize,
    end: usize,
    image: OpenImage,
}

/// Starts to read the description.
pub(super) fn start(writer: &mut Writer<'_>, destination: &str, title: &str) {
    if let Some(image) = &mut writer.image {
        image.depth += 1;
        return;
    }
    let (destination, title) = (destination.to_owned(), title.to_owned());
    writer.image = Some(OpenImage { destination, title, alt: String::new(), depth: 0 });
}

/// Writes the image.
pub(super) fn end(writer: &mut Writer<'_>) {
    match writer.image.take() {
        Some(mut image) if image.depth > 0 => {
            image.depth -= 1;
            writer.image = Some(image);
        }
        Some(image) => {
            let start = writer.out.len();
            let is_shown = write(writer, &image.destination, &image.alt, Some(&image.title));
            if is_shown && !image.title.is_empty() {
                writer.shown = Some(Shown { start, end: writer.out.len(), image });
            }
        }
        None => {}
    }
}

/// Ends a paragraph; an image with a title that is all of it becomes a figure, its title the caption.
pub(super) fn end_paragraph(writer: &mut Writer<'_>) {
    let start = writer.paragraph.take();
    let shown = writer.shown.take().filter(|shown| shown.end == writer.out.len());
    let (Some(start), Some(Shown { image, .. })) =
        (start, shown.filter(|shown| start.map(|at| at + 3) == Some(shown.start)))
    else {
        return writer.out.push_str("</p>\n");
    };
    writer.out.truncate(start);
    writer.out.push_str("<figure>");
    write(writer, &image.destination, &image.alt, None);
    writer.out.push_str("<figcaption>");
    escape::text(&mut writer.out, &image.title);
    writer.out.push_str("</figcaption></figure>\n");
}

/// Writes an image of this site; one elsewhere as a link, since a page loads nothing from other hosts; a missing one as
/// its description. Tells whether an image was written.
pub(super) fn write(writer: &mut Writer<'_>, destination: &str, alt: &str, title: Option<&str>) -> bool {
    let links = writer.input.links;
    let (href, size) = match links.get(destination) {
        Some(Target::Image { href, size }) => (href, *size),
        Some(Target::Here(href)) => (href, None),
        Some(Target::Elsewhere(href)) if writer.links.iter().all(Option::is_none) && address::is_allowed(href) => {
            writer.out.push_str("<a");
            links::attributes(&mut writer.out, href, true);
            writer.out.push('>');
            escape::text(&mut writer.out, if alt.is_empty() { href } else { alt });
            writer.out.push_str("</a>");
            return false;
        }
        _ => {
            escape::text(&mut writer.out, alt);
            return false;
        }
    };
    if !address::is_allowed(href) {
        escape::text(&mut writer.out, alt);
        return false;
    }
    tag(&mut writer.out, href, size, alt, title);
    true
}

fn tag(out: &mut String, href: &str, size: Option<(u32, u32)>, alt: &str, title: Option<&str>) {
    out.push_str("<img");
    escape::attribute(out, "src", href);
    if let Some((width, height)) = size {
        let _ = write!(out, " width=\"{width}\" height=\"{height}\"");
    }
    escape::attribute(out, "alt", alt);
    if let Some(title) = title.filter(|title| !title.is_empty()) {
        escape::attribute(out, "title", title);
    }
    out.push_str(" loading=\"lazy\">");
}
