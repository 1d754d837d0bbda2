//! The schema of metrics.yaml.

use serde_json::{Value, json};

use super::{choice, closed, date, described, document, either, list, text};

/// Gives the schema of metrics.yaml.
pub(super) fn schema() -> Value {
    let properties = json!({
        "groups": described(list(&group()), "The groups of metrics, in the order to show them."),
        "metrics": described(list(&metric()), "The metrics, in the order to show them."),
    });
    document("metrics.yaml", "What the numbers of an ospress handbook mean.", closed(&properties, &["metrics"]))
}

fn id() -> Value {
    json!({ "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]*$" })
}

fn group() -> Value {
    let properties = json!({
        "id": described(id(), "A name that stays; it is part of the group's address."),
        "title": described(text(), "The group's title."),
        "description": described(text(), "One or two sentences about it."),
        "audience": described(text(), "Whom the group is for; without it, the narrowest audience."),
    });
    closed(&properties, &["id", "title"])
}

fn metric() -> Value {
    let mut properties = meaning();
    for part in [measure(), origin()] {
        if let (Some(all), Value::Object(part)) = (properties.as_object_mut(), part) {
            all.extend(part);
        }
    }
    let mut schema = closed(&properties, &["id", "title"]);
    schema["oneOf"] = json!([{ "required": ["series"] }, { "required": ["data"] }]);
    schema
}

/// What is asked, and who answers for it.
fn meaning() -> Value {
    json!({
        "id": described(id(), "A name that stays; it is part of the metric's address."),
        "title": described(text(), "The metric's title."),
        "group": described(id(), "The id of its group."),
        "question": described(text(), "The question that the number answers."),
        "definition": described(text(), "What exactly is counted."),
        "objective": described(text(), "The objective of the strategy that it serves."),
        "chaoss": described(text(), "The name of the CHAOSS metric that it follows."),
        "owner": described(text(), "The role that answers for the number."),
        "audience": described(text(), "Whom the metric is for; without it, the narrowest audience."),
    })
}

/// How it is measured and judged.
fn measure() -> Value {
    let target = json!({
        "value": described(number_or_range(), "The value to reach; a list of two for a range."),
        "by": described(date(), "Until when."),
    });
    json!({
        "unit": described(text(), "What is counted, such as `merges`, `days` or `%`."),
        "direction": described(choice(&["up", "down", "range"]), "Which way is better."),
        "baseline": described(number(), "Where it started."),
        "target": described(closed(&target, &["value"]), "What to reach, and by when."),
        "cadence": described(choice(&["weekly", "monthly", "quarterly", "half-yearly", "yearly"]), "How often it is collected."),
        "tolerance": described(json!({ "type": "number", "exclusiveMinimum": 0 }), "The largest usual change between two periods."),
        "min_group": described(json!({ "type": "integer", "minimum": 1 }), "Smaller counts about people are hidden."),
    })
}

/// Where the numbers come from.
fn origin() -> Value {
    let point = json!({
        "period": described(period(), "The period, such as 2026, 2026-Q1, 2026-03, 2026-W05 or a date."),
        "value": described(either(&[number(), text(), json!({ "type": "null" })]), "The number; nothing where it is missing, never 0."),
        "note": described(text(), "What happened then."),
    });
    json!({
        "source": described(text(), "Where the numbers come from."),
        "collected_at": described(date(), "When they were collected."),
        "series": described(list(&closed(&point, &["period"])), "The numbers themselves."),
        "data": described(text(), "A CSV, JSON or YAML file beside this one that holds the numbers."),
        "columns": described(columns(), "The names of the columns, unless they are `period` and `value`."),
        "na": described(list(&either(&[text(), json!({ "const": "" }), number()])), "What the data write where a number is missing."),
        "notes": described(list(&closed(&json!({ "period": period(), "note": text() }), &["period", "note"])), "What happened in single periods."),
    })
}

fn columns() -> Value {
    closed(&json!({ "period": text(), "value": text(), "note": text(), "audience": text() }), &[])
}

fn number() -> Value {
    json!({ "type": "number" })
}

fn number_or_range() -> Value {
    let range = json!({ "type": "array", "items": number(), "minItems": 2, "maxItems": 2 });
    either(&[number(), range])
}

fn period() -> Value {
    let pattern = r"^\d{4}([-/](\d{1,2}|Q[1-4]|W\d{1,2}|\d{1,2}[-/]\d{1,2}))?$";
    either(&[
        json!({ "type": "string", "pattern": pattern }),
        json!({ "type": "integer", "minimum": 1000, "maximum": 9999 }),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_design_uses_known_keys() {
        let yaml = r#"{id: upstream, title: Upstream merges, group: participation, question: How much?, definition: Merged.,
            unit: merges, direction: up, target: {value: 20, by: 2026-12-31}, cadence: monthly, owner: OSPO,
            source: monthly export, audience: public, data: upstream.csv, na: ["n/a", ""]}"#;
        let metric: Value = serde_yaml::from_str(yaml).expect("valid YAML");
        let schema = schema();
        let known = &schema["properties"]["metrics"]["items"]["properties"];
        for key in metric.as_object().expect("a map").keys() {
            assert!(known.get(key).is_some_and(|property| property["description"].is_string()), "{key}");
        }
    }
}
