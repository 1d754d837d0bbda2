//! What is written and printed nowhere, because no edition is for its readers: who leaves out `audience` may wonder where
//! the page is.
//!
//! What is told here is about hidden text, so it is told in runs for all editions alone.

use crate::audience::Audience;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Span};

use super::Manuscript;
use super::data::Data;
use super::document::Document;

/// Notes the current pages, and the tables of rows, that no edition has readers for.
pub fn unseen(manuscript: &Manuscript, config: &Config) -> Vec<Diagnostic> {
    let Some(current) = manuscript.versions.first() else { return Vec::new() };
    let is_seen = |whom: Audience| config.editions.iter().any(|edition| edition.audience.may_read(whom));
    let is_lost = |document: &&Document| !document.is_doubtful && !is_seen(document.audience);
    let lost: Vec<&Document> = current.documents.iter().filter(is_lost).collect();
    pages(&lost, config).into_iter().chain(tables(&current.data, config)).collect()
}

fn pages(lost: &[&Document], config: &Config) -> Option<Diagnostic> {
    let first = lost.first()?;
    let message = match lost.len() {
        1 => format!("no edition is for the readers of `{}`, so it is printed nowhere", first.source),
        all => format!(
            "no edition is for the readers of {all} pages, such as `{}`: they are printed nowhere",
            first.source
        ),
    };
    let help = format!(
        "a page is for `{}` unless its front matter or its section says `audience`; write there whom it is for, or add an \
         edition for them",
        config.audiences.name(config.audiences.narrowest())
    );
    Some(Diagnostic::new(Code::PageUnseen, Span::file(&config.path), message).help(help))
}

fn tables(data: &Data, config: &Config) -> impl Iterator<Item = Diagnostic> {
    let readers = config.editions.iter().map(|edition| edition.audience).collect::<Vec<_>>();
    let note = |(folder, file, range): (&str, &str, _)| {
        let message = format!("no edition is for the readers of the rows of `{file}`, so they are printed nowhere");
        let help = format!(
            "write `children: {{audience: {}}}` into the front matter of `{folder}/_index.md`, or give the rows a column \
             `audience`",
            config.audiences.name(Audience::WIDEST)
        );
        Diagnostic::new(Code::PageUnseen, Span::new(&config.path, range), message).help(help)
    };
    data.unseen(&readers, &config.audiences).map(note).collect::<Vec<_>>().into_iter()
}
