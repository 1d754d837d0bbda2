//! The Markdown dialect, in one place: parser options, directives, heading ids.
//!
//! Both the reader (which cuts audience marks) and the renderer use it, so they see the same blocks. Nothing here knows
//! pages or sites.

use std::ops::Range;

use pulldown_cmark::Options;
use serde::{Deserialize, Serialize};

use crate::diagnostic::Code;

pub mod address;
pub mod directive;
pub mod html;
pub mod prepare;
pub mod shortcode;
pub mod slug;
mod slips;
pub mod stream;

pub use slips::is_nearly_plain;

/// What a handbook may choose about its Markdown.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Dialect {
    /// Whether straight quotes, `--` and `...` become typographic.
    pub smart_punctuation: bool,
    /// The names of audiences, which are directives too.
    pub audiences: Vec<String>,
}

/// Something to mend that needs the text alone to be seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slip {
    /// What kind.
    pub code: Code,
    /// The message, as [`crate::diagnostic::Diagnostic::message`].
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Where, in bytes of the text.
    pub range: Range<usize>,
}

impl Slip {
    /// Names what is wrong, where, and what to do.
    pub fn new(code: Code, range: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { code, message: message.into(), help: Some(help.into()), range }
    }
}

/// Gives the title that the line behind a fence of code sets, as in `yaml title="ci/x.yml"`.
pub fn fence_title(info: &str) -> Option<&str> {
    let (_, value) = info.split_once("title=")?;
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split_once(quote).map(|(title, _)| title).filter(|title| !title.is_empty())
}

/// Gives the parser's options: `CommonMark` plus tables, footnotes, task lists, strikethrough, heading attributes,
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
