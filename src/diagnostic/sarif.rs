//! Findings as SARIF 2.1.0, the form that code hosts and editors read.
//!
//! The rules are those of the codes that occur. Paths are relative to the handbook's root, which SARIF calls `%SRCROOT%`.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::atlas::{Atlas, Region};
use super::{Code, Diagnostic, Severity, Sources, Span, visible};

/// What stands as it is in the path of a URI.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Prints the findings, which are sorted.
pub fn print(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let atlas = Atlas::new(diagnostics, sources);
    let codes: BTreeSet<Code> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    let codes: Vec<Code> = codes.into_iter().collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "ospress",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().copied().map(rule).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": diagnostics.iter().map(|found| result(found, &codes, &atlas)).collect::<Vec<_>>(),
        }],
    });
    let mut printed = visible::json(format!("{log:#}"));
    printed.push('\n');
    printed
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn rule(code: Code) -> Value {
    let explanation = code.explanation();
    json!({
        "id": code.as_str(),
        "shortDescription": { "text": code.summary() },
        "fullDescription": { "text": first_paragraph(explanation) },
        "help": { "text": explanation, "markdown": explanation },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

/// Gives the first paragraph of an explanation that is no heading, as one line.
fn first_paragraph(explanation: &str) -> String {
    let paragraphs = explanation.split("\n\n").map(str::trim);
    let first = paragraphs.into_iter().find(|text| !text.is_empty() && !text.starts_with('#'));
    first.unwrap_or_default().replace('\n', " ")
}

fn result(diagnostic: &Diagnostic, codes: &[Code], atlas: &Atlas<'_>) -> Value {
    let text = match &diagnostic.help {
        Some(help) => format!("{}\nhelp: {help}", diagnostic.message),
        None => diagnostic.message.clone(),
    };
    let related = diagnostic.related.iter().enumerate().map(|(id, (span, words))| {
        let mut place = location(span, atlas);
        place["id"] = json!(id);
        place["message"] = json!({ "text": words });
        place
    });
    json!({
        "ruleId": diagnostic.code.as_str(),
        "ruleIndex": codes.binary_search(&diagnostic.code).unwrap_or_default(),
        "level": level(diagnostic.severity),
        "message": { "text": text },
        "locations": [location(&diagnostic.primary, atlas)],
        "relatedLocations": related.collect::<Vec<_>>(),
        "properties": { "editions": diagnostic.editions },
    })
}

fn location(span: &Span, atlas: &Atlas<'_>) -> Value {
    let Region { line, column, end_line, end_column } = atlas.region(span);
    let uri = utf8_percent_encode(span.path.as_str(), PATH).to_string();
    json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri, "uriBaseId": "%SRCROOT%" },
        "region": { "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column },
    } })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::tests::{examples, sources};

    #[test]
    fn the_log_holds_rules_results_and_places() {
        let printed = print(&examples(), &sources(&[("a b.md", "é\nüü\nxyz\n")]));
        let log: Value = serde_json::from_str(&printed).expect("JSON");
        let run = &log["runs"][0];
        let ids: Vec<&Value> =
            run["tool"]["driver"]["rules"].as_array().expect("rules").iter().map(|rule| &rule["id"]).collect();
        assert_eq!(ids, ["file-empty", "url-collision"]);
        let result = &run["results"][0];
        assert_eq!((&result["ruleIndex"], &result["level"]), (&json!(1), &json!("error")));
        assert_eq!(result["message"]["text"], "two pages on `/ü,%/`\nhelp: rename \"one\":\nof them");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "a%20b.md");
        assert_eq!(place["region"], json!({ "startLine": 2, "startColumn": 2, "endLine": 3, "endColumn": 3 }));
        assert_eq!(result["relatedLocations"][0]["message"]["text"], "the other");
        assert_eq!(run["results"][1]["level"], "note");
    }

    #[test]
    fn every_rule_describes_itself() {
        for code in Code::ALL {
            assert_ne!(rule(*code)["fullDescription"]["text"], "", "{code}");
        }
    }
}
