//! The Markdown dialect, in one place: parser options, directives, heading ids.
//!
//! Both the reader (which cuts audience marks) and the renderer use it, so they see the same blocks. Nothing here knows
//! pages or sites.

use pulldown_cmark::Options;

pub mod directive;
pub mod slug;

/// What a handbook may choose about its Markdown.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Dialect {
    /// Whether straight quotes, `--` and `...` become typographic.
    pub smart_punctuation: bool,
    /// The names of audiences, which are directives too.
    pub audiences: Vec<String>,
}

/// Gives the parser's options: CommonMark plus tables, footnotes, task lists, strikethrough, heading attributes,
/// definition lists and GitHub alerts.
pub fn options(dialect: &Dialect) -> Options {
    let mut options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM;
    options.set(Options::ENABLE_SMART_PUNCTUATION, dialect.smart_punctuation);
    options
}
