//! What an author should mend, in words.

use std::ops::Range;

use pulldown_cmark::LinkType;

use super::Finding;
use crate::diagnostic::Code;
use crate::markdown::address;
use crate::markdown::prepare::Prepared;

/// A reference without a definition. A lone `[word]` is most often just that, so only `[words][ref]` and `[ref][]` count.
pub(super) fn reference(prepared: &Prepared<'_>, range: Range<usize>, kind: LinkType) -> Option<Finding> {
    if !matches!(kind, LinkType::Reference | LinkType::Collapsed) || prepared.text[range.clone()].starts_with("[^") {
        return None;
    }
    let written = &prepared.text[range.clone()];
    let label = match written.rfind("][").map(|at| &written[at + 2..written.len() - 1]) {
        Some("") | None => written.trim_start_matches('!').trim_start_matches('[').split(']').next().unwrap_or(""),
        Some(label) => label,
    };
    Some(Finding::new(
        Code::ReferenceMissing,
        prepared.origin(range.clone()),
        format!("the reference `[{}]` has no definition", one_line(label)),
        format!("add a line `[{}]: address`, or write the address in parentheses", one_line(label)),
    ))
}

/// A link or an image of a kind that could run code or leads nowhere on the web.
pub(super) fn scheme(destination: &str, range: Range<usize>) -> Option<Finding> {
    let scheme = address::scheme(destination).filter(|scheme| !address::SCHEMES.contains(&scheme.as_str()))?;
    Some(Finding::new(
        Code::LinkScheme,
        range,
        format!("an address of the kind `{scheme}:` is not allowed"),
        "use an address that starts with `https:`, `mailto:` or `tel:`, or a path in the handbook",
    ))
}

/// A metric that a heading quotes.
pub(super) fn quote_in_heading(range: &Range<usize>) -> Finding {
    let message = "a heading cannot quote a number: it is shown elsewhere too, and keeps its words";
    let help = "say the heading without the number, and quote the number below it";
    Finding::new(Code::MetricQuote, range.clone(), message, help)
}

/// A link without an address.
pub(super) fn no_address(range: Range<usize>) -> Finding {
    let help = "write where it leads between the parentheses, or keep the words only";
    Finding::new(Code::LinkEmpty, range, "the link has no address", help)
}

/// A link without words.
pub(super) fn no_words(range: Range<usize>) -> Finding {
    let help = "write what readers find there between the square brackets";
    Finding::new(Code::LinkEmpty, range, "the link has no words", help)
}

/// An image without a description.
pub(super) fn no_description(destination: &str, range: Range<usize>) -> Finding {
    Finding::new(
        Code::ImageAlt,
        range,
        format!("the image `{}` has no description", one_line(destination)),
        "say in a few words what it shows, for readers who do not see it: `![what it shows](image.png)`",
    )
}

/// A footnote without its text.
pub(super) fn footnote(label: &str, range: Range<usize>) -> Finding {
    Finding::new(
        Code::FootnoteMissing,
        range,
        format!("the footnote `[^{label}]` has no text"),
        format!("add a line that starts with `[^{label}]:`"),
    )
}

/// A definition of a label that has one already.
pub(super) fn defined_twice(what: &str, written: &str, range: Range<usize>) -> Finding {
    let label = one_line(written.trim_end_matches(':'));
    Finding::new(
        Code::DefinitionDuplicate,
        range,
        format!("the {what} `{label}` is defined twice, and this definition is left out"),
        "take it out, or give it another name",
    )
}

/// A footnote that nothing refers to.
pub(super) fn footnote_unused(label: &str, range: Range<usize>) -> Finding {
    let label = one_line(label);
    Finding::new(
        Code::FootnoteUnused,
        range,
        format!("nothing refers to the footnote `[^{label}]`, so it is left out"),
        format!("write `[^{label}]` in the text where it belongs, or take the footnote out"),
    )
}

/// Cells that the table has no columns for.
pub(super) fn cells(columns: usize, range: Range<usize>) -> Finding {
    let columns = if columns == 1 { "1 column".to_owned() } else { format!("{columns} columns") };
    Finding::new(
        Code::TableCell,
        range,
        format!("this is left out: the table has {columns}, and the row has more cells"),
        "add a column to the first two lines of the table; for a `|` that is meant to be read, write `\\|`",
    )
}

/// Several things on one line that do not reach the page.
pub(super) fn removed(count: usize, names: &str, range: Range<usize>) -> Finding {
    Finding::new(
        Code::HtmlRemoved,
        range,
        format!("{count} things on this line are not allowed in a page and were taken out ({names})"),
        "write it in Markdown; from Word, paste the text without its formatting",
    )
}

/// An id that was given out before.
pub(super) fn heading_id(id: &str, given: &str, range: Range<usize>) -> Finding {
    Finding::new(
        Code::HeadingIdDuplicate,
        range,
        format!("the id `{id}` stands on two headings"),
        format!("choose another one; until then links to this heading must say `#{given}`"),
    )
}

/// A diagram that ospress does not draw.
pub(super) fn diagram(language: &str, range: Range<usize>) -> Finding {
    Finding::new(
        Code::Diagram,
        range,
        format!("the `{language}` diagram is shown as its source"),
        "put the drawn diagram in as an image, with a description",
    )
}

/// An element that does not reach the page.
pub(super) fn element(name: &str, range: Range<usize>) -> Finding {
    Finding::new(
        Code::HtmlRemoved,
        range,
        format!("`<{}>` is not allowed in a page and was taken out", one_line(name)),
        format!("write it in Markdown; if `<{}>` is meant to be read, put it in backticks", one_line(name)),
    )
}

/// An attribute that does not reach the page.
pub(super) fn attribute(element: &str, name: &str, range: Range<usize>) -> Finding {
    Finding::new(
        Code::HtmlRemoved,
        range,
        format!("`{}` is not allowed on `<{}>` and was taken out", one_line(name), one_line(element)),
        "remove it",
    )
}

/// Gives a few of the words, without line breaks and backticks, fit for a message.
fn one_line(words: &str) -> String {
    let words: Vec<_> = words.split_whitespace().collect();
    let mut line = words.join(" ").replace('`', "'");
    if line.len() > 80 {
        line.truncate(line.floor_char_boundary(80));
        line.push('…');
    }
    line
}
