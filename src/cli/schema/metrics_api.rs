//! The schema of `/api/metrics.json`, which every edition with metrics publishes, and of a metric's own JSON file.

use serde_json::{Value, json};

use super::{choice, closed, date, described, document, list, text};

/// Gives the schema of the published file.
pub(super) fn schema() -> Value {
    let properties = json!({
        "title": described(text(), "The edition's title."),
        "edition": described(text(), "The edition's name."),
        "as_of": described(date(), "The day that `reach`, `age_days` and `is_stale` are told for."),
        "groups": described(list(&group()), "The groups, in the order to show them."),
        "metrics": described(list(&metric()), "The metrics, in the order to show them."),
    });
    let keys = ["title", "edition", "as_of", "groups", "metrics"];
    document("api/metrics.json", "The metrics of one edition and their numbers.", closed(&properties, &keys))
}

fn or_null(mut schema: Value) -> Value {
    if let Some(kind) = schema.get("type").cloned() {
        schema["type"] = json!([kind, "null"]);
    } else if let Some(Value::Array(words)) = schema.get_mut("enum") {
        words.push(Value::Null);
    }
    schema
}

fn group() -> Value {
    let properties = json!({
        "id": described(text(), "Its id."),
        "title": described(text(), "Its title."),
        "description": described(or_null(text()), "What it is about."),
    });
    closed(&properties, &["id", "title"])
}

fn metric() -> Value {
    let mut properties = meaning();
    if let (Some(all), Value::Object(state)) = (properties.as_object_mut(), state()) {
        all.extend(state);
    }
    let keys: Vec<String> = properties.as_object().map(|all| all.keys().cloned().collect()).unwrap_or_default();
    closed(&properties, &keys.iter().map(String::as_str).collect::<Vec<_>>())
}

/// What the metrics file says.
fn meaning() -> Value {
    let words = |what: &str| described(or_null(text()), what);
    let number = |what: &str| described(or_null(json!({ "type": "number" })), what);
    let target = json!({
        "at_least": number("The least value that reaches it."),
        "at_most": number("The greatest value that reaches it."),
        "by": described(or_null(date()), "The day by which."),
    });
    let cadence = ["daily", "weekly", "monthly", "quarterly", "half-yearly", "yearly"];
    json!({
        "id": described(text(), "Its id."),
        "title": described(text(), "Its title."),
        "group": words("The id of its group."),
        "question": words("The question that it answers."),
        "definition": words("What exactly is counted."),
        "unit": words("What is counted, such as `merges` or `%`."),
        "direction": described(or_null(choice(&["up", "down", "range"])), "Which way is better."),
        "baseline": number("Where it started."),
        "target": described(or_null(closed(&target, &["at_least", "at_most", "by"])), "What to reach."),
        "cadence": described(or_null(choice(&cadence)), "How often it is collected."),
        "paused": words("Why nobody collects it at present."),
        "owner": words("The role that answers for it."),
        "source": words("Where the numbers come from."),
        "collected_at": described(or_null(date()), "When they were collected."),
        "objective": words("The objective that it serves."),
        "chaoss": words("The CHAOSS metric that it follows."),
        "audience": words("The audience that it is for, where that is not the widest."),
    })
}

/// What follows from it on the day, and the numbers.
fn state() -> Value {
    let number = json!({
        "period": described(text(), "As in 2026, 2026-Q1, 2026-03, 2026-W05 or 2026-03-31."),
        "value": described(json!({ "type": ["number", "null"] }), "The number; null where it is missing, never 0."),
    });
    let current = closed(&number, &["period", "value"]);
    let mut point = number;
    point["is_small"] =
        described(json!({ "const": true }), "That the number is kept back because it is about too few people.");
    point["is_hidden"] =
        described(json!({ "const": true }), "That it is kept back because with it a sum would tell another one.");
    point["note"] = described(text(), "What happened then.");
    let point = closed(&point, &["period", "value"]);
    let line = closed(
        &json!({
            "name": described(or_null(text()), "Its name, where there are several."),
            "points": described(list(&point), "Its numbers, by period."),
        }),
        &["name", "points"],
    );
    let reach = ["met", "lost", "missed", "closer", "farther", "open"];
    json!({
        "page": described(text(), "The address of its page."),
        "csv": described(text(), "The address of its numbers as CSV."),
        "current": described(or_null(current), "The last number; of a metric whose lines are parts of a whole, their sum."),
        "reach": described(or_null(choice(&reach)), "How the target stands."),
        "age_days": described(json!({ "type": ["integer", "null"] }), "How old the last number is."),
        "is_stale": described(json!({ "type": "boolean" }), "Whether that is older than its cadence allows."),
        "series": described(list(&line), "Its lines."),
    })
}
