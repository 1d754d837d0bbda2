//! A page's Markdown as HTML.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::markdown::Dialect;
use crate::site::{Facts, Target};

/// HTML that was made by escaping or by our renderer; templates print it as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Html(String);

impl Html {
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
}

/// Renders a text.
pub fn render(_input: &Input<'_>) -> Html {
    Html(String::new())
}
