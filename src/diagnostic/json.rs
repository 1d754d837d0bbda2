//! Findings as a JSON array, one finding to a line, for tools.
//!
//! Lines and columns are from 1, columns in characters, the end exclusive; a finding about a whole file stands at 1:1.

use serde::Serialize;

use super::atlas::{Atlas, Region};
use super::{Diagnostic, Severity, Sources, visible};

#[derive(Serialize)]
struct Finding<'a> {
    code: &'static str,
    severity: Severity,
    message: &'a str,
    path: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    help: Option<&'a str>,
    editions: &'a [String],
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    message: &'a str,
}

/// Prints the findings, which are sorted.
pub fn print(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let atlas = Atlas::new(diagnostics, sources);
    let lines: Vec<String> = diagnostics.iter().map(|diagnostic| line(&finding(diagnostic, &atlas))).collect();
    match lines.as_slice() {
        [] => "[]\n".to_owned(),
        lines => format!("[\n{}\n]\n", lines.join(",\n")),
    }
}

fn line(finding: &Finding<'_>) -> String {
    visible::json(serde_json::to_string(finding).expect("a finding is plain data"))
}

fn finding<'a>(diagnostic: &'a Diagnostic, atlas: &Atlas<'_>) -> Finding<'a> {
    let Region { line, column, end_line, end_column } = atlas.region(&diagnostic.primary);
    let related = diagnostic.related.iter().map(|(span, message)| {
        let Region { line, column, .. } = atlas.region(span);
        Related { path: span.path.as_str(), line, column, message }
    });
    Finding {
        code: diagnostic.code.as_str(),
        severity: diagnostic.severity,
        message: &diagnostic.message,
        path: diagnostic.primary.path.as_str(),
        line,
        column,
        end_line,
        end_column,
        help: diagnostic.help.as_deref(),
        editions: &diagnostic.editions,
        related: related.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::tests::{examples, sources};

    #[test]
    fn the_array_is_the_promised_one() {
        let expect = r#"[
{"code":"url-collision","severity":"error","message":"two pages on `/ü,%/`","path":"a b.md","line":2,"column":2,"end_line":3,"end_column":3,"help":"rename \"one\":\nof them","editions":["public"],"related":[{"path":"c.md","line":1,"column":1,"message":"the other"}]},
{"code":"file-empty","severity":"note","message":"nothing in it","path":"c.md","line":1,"column":1,"end_line":1,"end_column":1,"help":null,"editions":[],"related":[]}
]
"#;
        assert_eq!(print(&examples(), &sources(&[("a b.md", "é\nüü\nxyz\n")])), expect);
        assert_eq!(print(&[], &Sources::default()), "[]\n");
    }
}
