//! The schema of metrics.yaml.

use serde_json::{Value, json};

use super::{choice, closed, date, described, document, either, list, text};

/// Gives the schema of metrics.yaml.
pub(super) fn schema() -> Value {
    let properties = json!({
        "groups": described(list(&group()), "The groups of metrics, in the order to show them."),
        "metrics": described(list(&metric()), "The metrics, in the order to show them."),
        "na": described(na(), "What the data of all metrics write where a number is missing."),
        "min_group": described(count(1, 1000), "For all metrics: smaller counts about people are hidden."),
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
        "audience": described(text(), "Whom the group is for; without it, whoever may read one of its metrics."),
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
    let target = either(&[closed(&target, &["value"]), number_or_range()]);
    json!({
        "unit": described(text(), "What is counted, such as `merges`, `days` or `%`."),
        "singular": described(text(), "The unit of a single one, such as `person` where the unit is `people`."),
        "direction": described(choice(&["up", "down", "range"]), "Which way is better."),
        "baseline": described(number(), "Where it started."),
        "target": described(target, "What to reach, and by when; or the value alone."),
        "cadence": described(choice(&["daily", "weekly", "monthly", "quarterly", "half-yearly", "yearly"]), "How often it is collected."),
        "paused": described(text(), "Why nobody collects it at present; then no finding asks for the next number."),
        "chart": described(choice(&["line", "bar", "stacked"]), "How its page draws it; `stacked` where its lines are the parts of a whole, which then is its number."),
        "tolerance": described(json!({ "type": "number", "exclusiveMinimum": 0 }), "The largest usual change between two periods."),
        "range": described(range(), "The smallest and the largest value that makes sense, such as `[0, 100]`."),
        "decimals": described(count(0, 6), "How many decimals to show; if it does not say, those of the data, two of numbers from 1 on."),
        "min_group": described(count(1, 1000), "Smaller counts about people are hidden."),
    })
}

/// Where the numbers come from.
fn origin() -> Value {
    let point = json!({
        "period": described(period(), "The period, such as 2026, 2026-Q1, 2026-03, 2026-W05 or a date."),
        "value": described(either(&[number(), text(), json!({ "type": "null" })]), "The number; nothing where it is missing, never 0."),
        "series": described(text(), "The name of the line, where the metric has several."),
        "note": described(text(), "What happened then."),
        "audience": described(text(), "Whom the number is for; whoever may read the metric, if it does not say."),
    });
    json!({
        "source": described(text(), "Where the numbers come from."),
        "collected_at": described(date(), "When they were collected."),
        "series": described(list(&closed(&point, &["period"])), "The numbers themselves."),
        "data": described(text(), "A CSV, JSON, YAML or TOML file that holds the numbers, by its path from this one."),
        "records": described(text(), "The keys that lead to the rows in a file that holds more, with dots between."),
        "columns": described(columns(), "The names of the columns, unless they are `period` and `value`."),
        "na": described(na(), "What the data write where a number is missing."),
        "notes": described(list(&closed(&json!({ "period": period(), "note": text() }), &["period", "note"])), "What happened in single periods."),
    })
}

/// Which column is which by its role; any other key is a column of the data, and says whom it is for.
fn columns() -> Value {
    let rule = || closed(&json!({ "audience": described(text(), "Whom the column is for.") }), &[]);
    let role = |about: &str| described(either(&[text(), rule()]), about);
    let value = either(&[text(), list(&text()), rule()]);
    let mut schema = closed(
        &json!({
            "period": role("The column that holds the period."),
            "value": described(value, "The column that holds the number, or several."),
            "series": role("The column that names the line."),
            "note": role("The column that holds a note."),
            "audience": role("The column that says whom a row is for."),
        }),
        &[],
    );
    schema["additionalProperties"] = rule();
    schema
}

fn na() -> Value {
    let word = either(&[text(), json!({ "const": "" }), number(), json!({ "type": "boolean" })]);
    either(&[list(&word), word.clone()])
}

fn count(least: u32, most: u32) -> Value {
    json!({ "type": "integer", "minimum": least, "maximum": most })
}

fn range() -> Value {
    json!({ "type": "array", "items": number(), "minItems": 2, "maxItems": 2 })
}

fn number() -> Value {
    json!({ "type": "number" })
}

fn number_or_range() -> Value {
    either(&[number(), range()])
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

    /// Every key that is described is read, and every key that is read is described.
    #[test]
    fn the_schema_says_what_is_read() {
        use crate::manuscript::data::fields;
        let schema = schema();
        let metric = &schema["properties"]["metrics"]["items"]["properties"];
        let group = &schema["properties"]["groups"]["items"]["properties"];
        let check = |described: &Value, read: &[&str]| {
            let mut read: Vec<&str> = read.to_vec();
            read.sort_unstable();
            let mut described: Vec<&str> = described.as_object().expect("keys").keys().map(String::as_str).collect();
            described.sort_unstable();
            assert_eq!(described, read);
        };
        check(&schema["properties"], fields::ROOT);
        check(group, fields::GROUP);
        check(metric, fields::METRIC);
        check(&metric["series"]["items"]["properties"], fields::POINT);
        check(&metric["notes"]["items"]["properties"], fields::NOTE);
        check(&metric["columns"]["properties"], fields::ROLES);
        check(&metric["target"]["anyOf"][0]["properties"], fields::TARGET);
    }

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
