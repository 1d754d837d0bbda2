//! The text of a new page: front matter with what the kind needs, and headings to fill.

use std::fmt::Write as _;

use jiff::civil::Date;

use crate::config::Config;
use crate::edition::Kind;

use super::survey::Survey;

/// Who answers for a page when no other page of the kind tells.
const OWNER: &str = "Open Source Program Office";

/// Writes the page.
pub(super) fn page(config: &Config, survey: &Survey, title: &str, today: Date) -> String {
    let mut text = format!("---\ntitle: {}\n", quoted(title));
    let mut line = |key: &str, value: &str| {
        // A `String` takes every line.
        let _ = writeln!(text, "{key}: {value}");
    };
    if let Some(id) = &survey.id {
        line("id", &simple(id));
    }
    line("kind", survey.kind.as_str());
    line("audience", config.audiences.name(config.audiences.narrowest()));
    line("status", "draft");
    line("owner", &quoted(survey.owner.as_deref().unwrap_or(OWNER)));
    line("date", &today.to_string());
    for (key, value) in particular(survey.kind) {
        line(key, value);
    }
    if survey.kind.is_rule() {
        line("last_reviewed", &today.to_string());
    }
    text.push_str("---\n\n");
    text.push_str(body(survey.kind));
    text
}

/// Writes a text as YAML reads it back, whatever stands in it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Writes a name without quotes where YAML cannot misread it.
fn simple(name: &str) -> String {
    let is_plain = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'));
    if is_plain { name.to_owned() } else { quoted(name) }
}

fn particular(kind: Kind) -> &'static [(&'static str, &'static str)] {
    match kind {
        Kind::Policy | Kind::Standard | Kind::Procedure => {
            &[("version", "\"0.1\""), ("approver", "Open Source Steering Group"), ("review_every", "yearly")]
        }
        Kind::Module => &[("duration", "30 min"), ("objectives", "[Say what a reader can do afterwards]")],
        _ => &[],
    }
}

fn body(kind: Kind) -> &'static str {
    match kind {
        Kind::Policy => {
            "One sentence: what must be done, and why.\n\n## Who this is for\n\n## What you must do\n\n## Exceptions\n\n## Whom to ask\n"
        }
        Kind::Standard => "One sentence: what this requires.\n\n## Requirements\n\n## How it is checked\n",
        Kind::Procedure => {
            "One sentence: what you get done.\n\n## Before you start\n\n## Steps\n\n1. First step.\n\n## If something goes wrong\n"
        }
        Kind::Strategy => "One paragraph: where we want to be, and by when.\n\n## Objectives\n\n## What we do not do\n",
        Kind::Course => "One paragraph: whom the course is for, and what it takes.\n\n## Modules\n",
        Kind::Module => "One paragraph: why this matters.\n\n## Lesson\n\n## Check yourself\n",
        Kind::Role => "One sentence: what this role is for.\n\n## Responsibilities\n\n## Decides\n\n## Skills\n",
        Kind::Template => "Say when to use this text; then the text to copy.\n",
        Kind::Faq => "## A question, as a reader would ask it?\n\nThe answer, in two sentences.\n",
        Kind::Glossary => "Term\n: What it means here, in one sentence.\n",
        Kind::Page => "Start with what the reader came for.\n",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::SourcePath;

    #[test]
    fn a_page_starts_as_a_draft_for_the_narrowest_audience() {
        let site = "title = 'x'\naudiences = ['public', 'staff']";
        let (config, _) = crate::config::parse(&SourcePath::new("site.toml").expect("a path"), site);
        for kind in Kind::ALL.iter().copied() {
            let survey = Survey { kind, folder: String::new(), id: Some("X-1".into()), owner: None };
            let text = page(&config, &survey, "A \"B\": \\c #d", Date::constant(2026, 11, 22));
            let front = text.strip_prefix("---\n").and_then(|text| text.split_once("---\n")).expect("front matter").0;
            let front: serde_yaml::Value = serde_yaml::from_str(front).expect("valid YAML");
            assert_eq!(front["title"], "A \"B\": \\c #d");
            assert_eq!((front["audience"].as_str(), front["status"].as_str()), (Some("staff"), Some("draft")));
            assert_eq!((front["kind"].as_str(), front["id"].as_str()), (Some(kind.as_str()), Some("X-1")));
        }
    }
}
