//! A page's Markdown as HTML, written straight from the stream of its pieces.
//!
//! The markup is what `themes/handbook` expects. A page with raw HTML is sanitised as a whole at the end. Nothing here
//! decides where a link leads: [`Input::links`] says so, and an address that it does not know is no link.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::markdown::Dialect;
use crate::markdown::prepare::prepare;
use crate::markdown::stream::Stream;
use crate::site::{Facts, Target};

mod code;
mod directives;
mod escape;
mod footnotes;
mod highlight;
mod images;
mod links;
mod outline;
mod quotes;
mod raw;
pub mod redline;
mod sanitize;
mod tables;
mod write;

use write::Writer;

/// HTML that was made by escaping or by our renderer; templates print it as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Takes the markup of a chart, whose words were escaped as they were written.
    pub(super) const fn drawn(svg: String) -> Self {
        Self(svg)
    }

    /// Gives the markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// All that a page's HTML depends on.
#[derive(Debug, Serialize)]
pub struct Input<'a> {
    /// The Markdown.
    pub text: &'a str,
    /// The dialect it is written in.
    pub dialect: &'a Dialect,
    /// The facts of the text, for heading ids.
    pub facts: &'a Facts,
    /// The heading (by number in the facts) that is not shown because the page's title says it.
    pub title_heading: Option<usize>,
    /// Where links and images lead, by destination as written.
    pub links: &'a BTreeMap<String, Target>,
    /// What stands for each quote of a metric, in order; nothing for one that is not there.
    pub quotes: &'a [Option<Shown>],
}

/// What stands in a text for a quote of a metric.
#[derive(Debug, Clone, Serialize)]
pub struct Shown {
    /// Its markup, which was made by escaping.
    pub html: String,
    /// The same as words, for where there may be no markup.
    pub plain: String,
}

/// Renders a text; one beyond the bounds is shown as it was written.
pub fn render(input: &Input<'_>) -> Html {
    let prepared = prepare(input.text, input.dialect);
    let mut ignore = |_, _| {};
    let mut stream = Stream::new(&prepared, input.dialect, &mut ignore);
    let mut writer = Writer::new(input, &prepared);
    for (piece, range) in stream.by_ref() {
        writer.take(piece, range);
    }
    match stream.limit {
        Some(_) => Html(code::plain(input.text)),
        None => Html(writer.finish()),
    }
}

#[cfg(test)]
mod tests;
