//! The JSON that `ospress diff --format json` prints.

use serde_json::{Value, json};

use super::{choice, closed, described, document, list};

/// Gives the schema.
pub(super) fn schema() -> Value {
    let properties = json!({
        "edition": described(words(), "The edition whose readers may know it"),
        "from": described(words(), "The version before"),
        "to": described(words(), "The version after"),
        "pages": list(&page()),
    });
    let schema = closed(&properties, &["edition", "from", "to", "pages"]);
    document("ospress diff", "What changed between two versions of a handbook", schema)
}

fn words() -> Value {
    json!({ "type": "string" })
}

fn perhaps() -> Value {
    json!({ "type": ["string", "null"] })
}

fn count() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

fn page() -> Value {
    let properties = json!({
        "change": choice(&["added", "changed", "moved", "retired"]),
        "title": words(),
        "path": described(words(), "The file below the handbook's folder"),
        "address": described(words(), "The address below the root of the version"),
        "moved_from": described(perhaps(), "The address that the page had"),
        "inserted": described(count(), "How many words came"),
        "deleted": described(count(), "How many words went"),
        "moved": described(count(), "How many blocks stand elsewhere on the page"),
        "facts": list(&closed(&json!({ "name": words(), "old": perhaps(), "new": perhaps() }), &["name", "old", "new"])),
        "obligations": list(&obligation()),
        "passages": list(&passage()),
    });
    let required =
        ["change", "title", "path", "address", "inserted", "deleted", "moved", "facts", "obligations", "passages"];
    closed(&properties, &required)
}

fn obligation() -> Value {
    let run = closed(
        &json!({ "mark": mark(), "text": words(), "obliges": { "type": "boolean" } }),
        &["mark", "text", "obliges"],
    );
    let properties = json!({
        "section": described(perhaps(), "The heading that the sentence stands under"),
        "old": described(perhaps(), "What it said"),
        "new": described(perhaps(), "What it says"),
        "runs": described(list(&run), "Both as one; `obliges` is true of words such as MUST and may"),
    });
    closed(&properties, &["section", "old", "new", "runs"])
}

fn mark() -> Value {
    choice(&["same", "deleted", "inserted"])
}

fn passage() -> Value {
    let run = closed(&json!({ "mark": mark(), "text": words() }), &["mark", "text"]);
    let properties = json!({
        "section": described(perhaps(), "The heading that the passage stands under"),
        "change": choice(&["changed", "inserted", "deleted", "moved"]),
        "runs": list(&run),
    });
    closed(&properties, &["section", "change", "runs"])
}
