//! Which lines of site.toml speak of what narrower readers have, for the messages of a run for others.
//!
//! Of a file that is no valid TOML nobody knows where such a part ends, so all of it may be one.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::audience::{Audience, Audiences};

/// Gives the lines that hold what site.toml says of editions that `reader` may not know and of columns of data, sorted.
pub(super) fn lines(text: &str, audiences: &Audiences, reader: Audience) -> Vec<Range<usize>> {
    let Ok(table) = DeTable::parse(text) else { return std::iter::once(0..text.len()).collect() };
    let mut found = Vec::new();
    for (name, edition) in below(table.get_ref(), "editions") {
        let stated =
            edition.as_table().and_then(|edition| edition.get("audience")).and_then(|said| said.get_ref().as_str());
        let whom = stated.and_then(|word| audiences.find(word)).unwrap_or(audiences.narrowest());
        if !reader.may_read(whom) {
            found.extend(extent(edition, name));
        }
    }
    let pages = table.get_ref().get("data_pages").and_then(|pages| pages.get_ref().as_array());
    for pages in pages.into_iter().flatten().filter_map(|pages| pages.get_ref().as_table()) {
        for (name, column) in below(pages, "columns") {
            found.extend(extent(column, name));
        }
    }
    let mut lines: Vec<Range<usize>> = found.iter().map(|part| whole_lines(text, part)).collect();
    lines.sort_by_key(|line| line.start);
    lines
}

/// Gives the entries of the table below a key, with the places of their names.
fn below<'t>(table: &'t DeTable<'t>, key: &str) -> Vec<(Range<usize>, &'t DeValue<'t>)> {
    let inner = table.get(key).and_then(|value| value.get_ref().as_table());
    inner.into_iter().flatten().map(|(name, value)| (name.span(), value.get_ref())).collect()
}

/// Gives all that a value spans, table headers and the keys in it included.
fn extent(value: &DeValue<'_>, own: Range<usize>) -> Option<Range<usize>> {
    let mut parts = vec![own];
    collect(value, &mut parts);
    Some(parts.iter().map(|part| part.start).min()?..parts.iter().map(|part| part.end).max()?)
}

fn collect(value: &DeValue<'_>, parts: &mut Vec<Range<usize>>) {
    if let Some(table) = value.as_table() {
        for (key, value) in table {
            parts.extend([key.span(), value.span()]);
            collect(value.get_ref(), parts);
        }
    }
    for value in value.as_array().into_iter().flatten() {
        parts.push(value.span());
        collect(value.get_ref(), parts);
    }
}

fn whole_lines(text: &str, part: &Range<usize>) -> Range<usize> {
    let start = text[..part.start].rfind('\n').map_or(0, |at| at + 1);
    start..text[part.end..].find('\n').map_or(text.len(), |at| part.end + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let audiences = Audiences::default();
        let lines = lines(text, &audiences, Audience::WIDEST);
        let found: String = lines.into_iter().map(|line| format!("{}|", &text[line])).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn what_narrower_editions_and_columns_are_called_is_reserved() {
        check("title = \"x\"\n[editions.public]\naudience = \"public\"\ntitle = \"y\"\n", "");
        check(
            "[editions.a]\naudience = \"internal\"\ntitel = \"y\"\n[editions.b]\naudience = \"public\"\n",
            "[editions.a]\naudience = \"internal\"\ntitel = \"y\"|",
        );
        check("[editions]\na.title = \"x\"\nb = { audience = \"public\" }\n", "a.title = \"x\"|");
        let menu = "[editions.a]\naudience = \"internal\"\n[[editions.a.menu]]\ntitle = \"x\"\nlink = \"y\"";
        check(&format!("{menu}\n[theme]\nname = \"z\"\n"), &format!("{menu}|"));
        check(
            "[[data_pages]]\nfile = \"x\"\ncolumns = { cost = { title = \"y\" } }\n",
            "columns = { cost = { title = \"y\" } }|",
        );
        check("title = \"x\"\n[editions.a\n", "title = \"x\"\n[editions.a\n|");
    }
}
