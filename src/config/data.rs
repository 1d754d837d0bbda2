//! `[[data_pages]]`: pages made from the rows of data files.

use crate::audience::Audiences;
use crate::diagnostic::nearest;

use super::form::list;
use super::report::Report;
use super::section::{Placed, Section};
use super::{DataColumn, DataPages};

/// Reads the tables of pages in the order of the file.
pub(super) fn pages(root: Section<'_>, audiences: &Audiences, report: &mut Report<'_>) -> Vec<DataPages> {
    let sections = root.sections("data_pages").into_iter();
    let pages = sections.filter_map(|(section, range)| {
        Some(DataPages {
            file: section.path("file")?,
            path: section.placed("path")?.0.trim_matches('/').to_owned(),
            template: section.text("template"),
            title: section.text("title").unwrap_or_else(|| "title".to_owned()),
            audience: section.text("audience"),
            sort: section.text("sort"),
            records: section.text("records"),
            na: words(section, "na"),
            show: words(section, "show"),
            list: words(section, "list"),
            text: section.text("text"),
            columns: section.named("columns").into_iter().map(|named| column(named, audiences, report)).collect(),
            range,
        })
    });
    pages.collect()
}

fn words(section: Section<'_>, key: &str) -> Vec<String> {
    section.texts(key).into_iter().flatten().map(|(word, _)| word.to_owned()).collect()
}

/// Tells whether a `file` of site.toml names the file at a path below the content folder.
pub fn names_file(file: &str, path: &str) -> bool {
    let Some((start, end)) = file.split_once('*') else { return file == path };
    let middle = path.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
    middle.is_some_and(|middle| !middle.contains('/'))
}

fn column(
    (name, (section, _)): (&str, Placed<Section<'_>>),
    audiences: &Audiences,
    report: &mut Report<'_>,
) -> DataColumn {
    let audience = section.placed("audience").map(|(word, at)| {
        audiences.find(word).unwrap_or_else(|| {
            let names = || audiences.names().iter().map(String::as_str);
            let known: Vec<&str> = names().collect();
            let help = match nearest(word, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("`audiences` has {}", list(&known)),
            };
            report.value(at, format!("the column `{name}` is for `{word}`, which is no audience"), help);
            audiences.narrowest()
        })
    });
    // A value that is no text at all may have been meant to hide the column.
    let audience = audience.or_else(|| section.has("audience").then(|| audiences.narrowest()));
    let title = section.placed("title").map(|(title, at)| (title.to_owned(), at));
    DataColumn { name: name.to_owned(), audience, title }
}
