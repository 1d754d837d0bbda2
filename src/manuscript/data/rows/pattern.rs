//! The address of a row's page: `projects/{name}` filled with what stands in its cells.

use crate::audience::Audiences;
use crate::path::segment;

use super::super::cut::plain_name;
use super::super::grid::Row;

/// The most bytes of one part of an address: a name of a file may have 255.
const MOST_BYTES: usize = 120;

/// Takes a pattern apart: each fixed part with the column behind it; the last one has none.
pub(super) fn pieces(pattern: &str) -> Vec<(&str, &str)> {
    let mut pieces = Vec::new();
    let mut rest = pattern;
    while let Some((fixed, behind)) = rest.split_once('{') {
        let (column, after) = behind.split_once('}').unwrap_or((behind, ""));
        pieces.push((fixed, column.trim()));
        rest = after;
    }
    pieces.push((rest, ""));
    pieces
}

/// Gives the folder of a pattern: what stands before the part with the first column.
pub(in super::super::super) fn folder(pattern: &str) -> &str {
    let fixed = &pattern[..pattern.find('{').unwrap_or(pattern.len())];
    fixed.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Fills a pattern; none where a cell gives nothing that may stand in an address.
pub(super) fn fill(pieces: &[(&str, &str)], cell: impl Fn(&str) -> Option<String>) -> Option<String> {
    let mut path = String::new();
    for (fixed, column) in pieces {
        path.push_str(fixed);
        if column.is_empty() {
            continue;
        }
        let part = part_of(&cell(column)?);
        path.push_str((!part.is_empty()).then_some(part.as_str())?);
    }
    Some(path)
}

/// Tells which rows share an address in several versions, by the words of the cells that make it, without their marks.
pub(super) fn key(
    pieces: &[(&str, &str)],
    row: &Row,
    names: &Audiences,
    find: impl Fn(&str) -> Option<usize>,
) -> Option<String> {
    let part = |(fixed, column): &(&str, &str)| {
        let cell = if column.is_empty() { None } else { row.cells[find(column)?].words() };
        Some(format!("{fixed}{}", part_of(&plain_name(&cell.unwrap_or_default(), names))))
    };
    pieces.iter().map(part).collect()
}

/// Makes one part of an address from a cell; empty where no letter or digit is left of it.
fn part_of(words: &str) -> String {
    if !words.contains(char::is_alphanumeric) {
        return String::new();
    }
    let mut part = segment(&words.replace(['/', '\\'], "-"));
    part.truncate(part.floor_char_boundary(MOST_BYTES));
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_filled_from_cells() {
        let check = |pattern: &str, expect: Option<&str>| {
            let cell = |name: &str| match name {
                "a" => Some("Nasa/Open MCT".to_owned()),
                "long" => Some("字".repeat(200)),
                "odd" => Some("???".to_owned()),
                "slash" => Some("/".to_owned()),
                _ => None,
            };
            assert_eq!(fill(&pieces(pattern), cell).as_deref(), expect, "{pattern}");
        };
        check("p/{a}", Some("p/nasa-open-mct"));
        check("p/{ a }-x/{a}", Some("p/nasa-open-mct-x/nasa-open-mct"));
        check("{long}", Some(&"字".repeat(40)));
        check("p/{odd}", None);
        check("p/{slash}", None);
        check("p/{none}", None);
    }

    #[test]
    fn the_folder_is_what_all_rows_share() {
        for (pattern, expect) in [("p/{a}", "p"), ("{a}", ""), ("a/b/x-{a}", "a/b"), ("a/{b}/{c}", "a")] {
            assert_eq!(folder(pattern), expect);
        }
    }
}
