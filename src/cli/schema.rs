//! `ospress schema`: JSON Schema (draft 2020-12) of what authors write by hand, so that their editors complete and check
//! it. Plain functions without input: the same bytes each time.
//!
//! A schema says what is accepted, not all that is refused: an edition's audience must be one of `audiences`, which only
//! `ospress check` can tell.

use serde_json::{Value, json};

mod diff;
mod front_matter;
mod metrics;
mod metrics_api;
mod site;

/// What a schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Subject {
    /// The front matter of a page.
    FrontMatter,
    /// site.toml.
    Site,
    /// metrics.yaml.
    Metrics,
    /// The published `api/metrics.json`.
    MetricsApi,
    /// What `diff --format json` prints.
    Diff,
}

/// Gives the schema as a value.
pub fn schema(subject: Subject) -> Value {
    match subject {
        Subject::FrontMatter => front_matter::schema(),
        Subject::Site => site::schema(),
        Subject::Metrics => metrics::schema(),
        Subject::MetricsApi => metrics_api::schema(),
        Subject::Diff => diff::schema(),
    }
}

/// Gives the schema as JSON.
pub fn print(subject: Subject) -> String {
    format!("{:#}\n", schema(subject))
}

/// Puts the head of a document on a schema.
fn document(title: &str, description: &str, mut schema: Value) -> Value {
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!(title);
    schema["description"] = json!(description);
    schema
}

/// Adds what it means to a schema.
fn described(mut schema: Value, description: &str) -> Value {
    schema["description"] = json!(description);
    schema
}

fn text() -> Value {
    json!({ "type": "string", "minLength": 1 })
}

/// An ISO date or date-time as a text; a TOML or YAML date reaches a schema as one.
fn date() -> Value {
    json!({ "type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}([Tt ].*)?$" })
}

fn choice(words: &[&str]) -> Value {
    json!({ "enum": words })
}

fn list(items: &Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn either(schemas: &[Value]) -> Value {
    json!({ "anyOf": schemas })
}

/// A table of these keys and no others.
fn closed(properties: &Value, required: &[&str]) -> Value {
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}
