//! The schema of site.toml, made from the same table of keys that reads it.

use serde_json::{Map, Value, json};

use crate::config::keys::{Form, Key, ROOT};

use super::{choice, closed, date, described, document, either, list, text};

/// Gives the schema of site.toml.
pub(super) fn schema() -> Value {
    document("site.toml", "The settings of an ospress handbook.", table(ROOT))
}

fn table(keys: &[Key]) -> Value {
    let required: Vec<_> = keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    closed(&properties(keys), &required)
}

fn properties(keys: &[Key]) -> Value {
    let rows = keys.iter().map(|key| {
        let mut property = described(form(&key.form), key.meaning);
        property["examples"] = json!([example(key)]);
        (key.name.to_owned(), property)
    });
    Value::Object(rows.collect::<Map<_, _>>())
}

/// Gives the key's example as a JSON value; a date becomes a text.
fn example(key: &Key) -> Value {
    let table: toml::Table = format!("example = {}", key.example).parse().unwrap_or_default();
    let value = table.get("example").cloned().unwrap_or(toml::Value::Boolean(false));
    match value {
        toml::Value::Datetime(when) => json!(when.to_string()),
        value => serde_json::to_value(value).unwrap_or_default(),
    }
}

fn form(form: &Form) -> Value {
    match form {
        Form::Line | Form::GitName | Form::Link => json!({ "type": "string", "pattern": r"^[^\r\n]*\S[^\r\n]*$" }),
        Form::Text => text(),
        Form::Flag => json!({ "type": "boolean" }),
        Form::Day => date(),
        Form::BaseUrl => json!({ "type": "string", "pattern": r#"^https?://[^/\s"'<>\\?#@]+(/[^\s"'<>\\?#@]*)?$"# }),
        Form::EditUrl => json!({ "type": "string", "pattern": r"^https?://\S*\{path\}\S*$" }),
        Form::Language => json!({ "type": "string", "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$" }),
        Form::Folder | Form::Path => json!({ "type": "string", "pattern": r"^[^/\\][^\\]*$" }),
        Form::Name => json!({ "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$" }),
        Form::Audience => json!({ "type": "string", "pattern": "^[a-z][a-z0-9-]*$" }),
        Form::Version => json!({ "type": "string", "pattern": r"^[^./\\\s][^/\\\s]*$" }),
        Form::TagPattern => json!({ "type": "string", "pattern": r"^[^*\s]*\*[^*\s]*$" }),
        Form::VersionPattern => json!({ "type": "string", "pattern": r"\{1\}" }),
        Form::DataFile => json!({ "type": "string", "pattern": r"^[^/\\*][^\\*]*(\*[^/\\*]*)?$|^\*[^/\\*]*$" }),
        Form::RowPath => json!({ "type": "string", "pattern": r"\{[^{}]+\}" }),
        Form::TokenName => json!({ "type": "string", "pattern": "^[a-z][a-z0-9-]{0,63}$" }),
        Form::Token => json!({ "type": "string", "pattern": r"^[^;{}<\\\r\n]+$" }),
        Form::Choice(words) => choice(&words()),
        Form::List(element) => list(&self::form(element)),
        Form::Table(keys) => table(keys),
        Form::Open { known, keys, values } => open(known, keys, values),
        Form::Either(first, second) => either(&[self::form(first), self::form(second)]),
    }
}

fn open(known: &[Key], keys: &Form, values: &Form) -> Value {
    json!({
        "type": "object",
        "properties": properties(known),
        "propertyNames": form(keys),
        "additionalProperties": form(values),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_described_with_an_example() {
        let schema = schema();
        for key in ROOT {
            let property = &schema["properties"][key.name];
            assert_eq!(property["description"], key.meaning);
            assert_ne!(property["examples"][0], json!(false), "{}", key.name);
        }
        assert_eq!(schema["required"], json!(["title"]));
        assert_eq!(schema["properties"]["check"]["propertyNames"]["enum"][0], "config-syntax");
        let edition = &schema["properties"]["editions"]["additionalProperties"];
        assert_eq!(edition["required"], json!(["audience"]));
    }
}
