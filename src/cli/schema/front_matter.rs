//! The schema of front matter: the keys of `edition::Meta` by their own names, and the names that other tools use.

use serde_json::{Map, Value, json};

use crate::edition::{Kind, Status};
use crate::manuscript::keys::HERITABLE;

use super::{choice, closed, date, described, document, either, list, text};

/// A key, what its value looks like, what it means, and what else it may be called.
type Row = (&'static str, fn() -> Value, &'static str, &'static [&'static str]);

const ROWS: &[Row] = &[
    ("id", text, "A name that stays when the page moves, such as POL-001.", &["policy_id", "doc_id"]),
    ("title", text, "The title; without it, the first heading.", &[]),
    ("description", text, "One or two sentences for lists and search engines.", &["summary", "abstract"]),
    ("kind", kind, "What kind of page it is; without it, the section or site.toml decides.", &["type"]),
    ("audience", text, "Whom the page is for: one of `audiences` in site.toml. Without it, the narrowest.", &[]),
    ("children", children, "In the index page of a section: what the pages below are, unless they say otherwise.", &[]),
    ("status", status, "Where the page stands in its life. Drafts are in no build without --drafts.", &[]),
    ("owner", text, "The role that answers for the page.", &["policy_owner", "document_owner"]),
    ("contact", text, "How to reach the owner.", &["contact_email"]),
    ("tags", words, "Words that group pages.", &["tag"]),
    (
        "weight",
        number,
        "Orders the page among its neighbours: smaller stands first.",
        &["nav_order", "sidebar_position", "order"],
    ),
    ("slug", text, "Replaces the last part of the address.", &[]),
    ("aliases", words, "Old addresses that lead here, such as /old/page/.", &["redirect_from", "redirects"]),
    ("lang", text, "The page's language, as a tag such as `en`.", &["language", "locale"]),
    ("date", day, "When it was written.", &["published", "created"]),
    ("updated", day, "When it was last changed.", &["lastmod", "last_updated", "last_modified"]),
    ("template", text, "The template to print it with, without .html.", &[]),
    ("toc", flag, "Whether the page shows its contents.", &["table_of_contents"]),
    ("search", flag, "Whether search finds it.", &["searchable"]),
    ("doors", doors, "On a home page: the questions that people come with, and where the answers are.", &[]),
    ("version", version, "The version of a policy, in quotes.", &["policy_version", "document_version"]),
    ("approver", text, "The role that approved it.", &["approved_by"]),
    ("approved_on", day, "When it was approved.", &["approval_date"]),
    ("effective_from", day, "From when it is in force.", &["effective", "effective_date", "valid_from"]),
    ("effective_until", day, "Until when it is in force.", &["expires", "expiry_date", "valid_until"]),
    ("last_reviewed", day, "When somebody last read it with care.", &["last_reviewed_on", "last_review"]),
    ("review_every", period, "How often it is reviewed.", &["review_cadence", "review_cycle", "review_frequency"]),
    ("next_review", day, "When the next review is due.", &["next_review_date", "review_by"]),
    ("supersedes", words, "The ids of the pages that it replaces.", &["replaces"]),
    ("controls", words, "The requirements that it answers, such as iso5230:2020/3.1.1.1.", &["satisfies"]),
    ("revisions", revisions, "Its history, the newest first.", &["revision_history", "change_history"]),
    ("objectives", words, "What a reader can do after a module.", &["learning_objectives"]),
    ("duration", period, "How long a module takes.", &["estimated_time", "time_required"]),
    ("prerequisites", words, "What to read before.", &["prerequisite"]),
    ("pass_mark", percent, "The share of right answers that passes, in percent.", &["passing_score", "mastery_score"]),
];

/// Gives the schema of front matter. Other keys are allowed and reach templates as `page.extra`.
pub(super) fn schema() -> Value {
    let mut properties = Map::new();
    for (name, form, meaning, synonyms) in ROWS {
        properties.insert((*name).to_owned(), described(form(), meaning));
        for synonym in *synonyms {
            let mut property = described(form(), &format!("Another name for `{name}`. {meaning}"));
            property["deprecated"] = json!(true);
            properties.insert((*synonym).to_owned(), property);
        }
    }
    let mut draft = described(flag(), "`draft: true` is another way to write `status: draft`.");
    draft["deprecated"] = json!(true);
    properties.insert("draft".to_owned(), draft);
    let schema = json!({ "type": "object", "properties": properties, "additionalProperties": true });
    document("Front matter", "What a page of an ospress handbook says about itself.", schema)
}

fn kind() -> Value {
    choice(&Kind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>())
}

/// Our words are offered; another word is for `[statuses]` in site.toml, or shown as it is.
fn status() -> Value {
    either(&[choice(&Status::ALL.iter().map(|status| status.as_str()).collect::<Vec<_>>()), text()])
}

fn children() -> Value {
    let rows = ROWS.iter().filter(|(name, ..)| HERITABLE.contains(name));
    let properties: Map<_, _> =
        rows.map(|(name, form, meaning, _)| ((*name).to_owned(), described(form(), meaning))).collect();
    json!({ "type": "object", "properties": properties })
}

/// A list of texts, or a single one.
fn words() -> Value {
    either(&[list(&text()), text()])
}

fn number() -> Value {
    json!({ "type": "number" })
}

fn flag() -> Value {
    json!({ "type": "boolean" })
}

/// A date, quoted or not, or the integer 20240822.
fn day() -> Value {
    either(&[date(), json!({ "type": "integer", "minimum": 10_000_101, "maximum": 99_991_231 })])
}

fn version() -> Value {
    either(&[text(), number()])
}

fn period() -> Value {
    let examples = ["P1Y", "PT45M", "45 min", "6 weeks", "yearly", "half-yearly", "quarterly", "monthly"];
    json!({ "type": "string", "minLength": 1, "examples": examples })
}

fn percent() -> Value {
    either(&[
        json!({ "type": "number", "minimum": 0, "maximum": 100 }),
        json!({ "type": "string", "pattern": r"^\d{1,3} ?%$" }),
    ])
}

fn doors() -> Value {
    let properties = json!({
        "title": described(text(), "The question or task, in a few words."),
        "text": described(text(), "One line of explanation."),
        "link": described(text(), "A link as in Markdown, relative to the page."),
    });
    list(&closed(&properties, &["title", "link"]))
}

fn revisions() -> Value {
    let properties = json!({
        "version": described(version(), "The version that it made."),
        "date": described(day(), "When."),
        "note": described(text(), "What changed."),
    });
    list(&either(&[json!({ "type": "object", "properties": properties }), text()]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::Meta;
    use crate::manuscript::keys;

    /// Fields of [`Meta`] that are no keys: they hold what other keys could not say.
    const DERIVED: &[&str] = &["status_word", "extra", "places"];

    #[test]
    fn every_field_of_a_page_is_described() {
        let meta = serde_json::to_value(Meta::default()).expect("plain data");
        let fields = meta.as_object().expect("a map").keys().map(String::as_str);
        let mut fields: Vec<_> = fields.filter(|field| !DERIVED.contains(field)).chain(["children"]).collect();
        fields.sort_unstable();
        let mut rows: Vec<_> = ROWS.iter().map(|row| row.0).collect();
        rows.sort_unstable();
        assert_eq!(rows, fields);
    }

    #[test]
    fn every_name_is_read_as_the_key_that_it_is_a_name_of() {
        for (name, .., synonyms) in ROWS {
            for written in synonyms.iter().chain([name]) {
                assert_eq!(keys::canonical(&keys::fold(written)), Some(*name), "{written}");
            }
        }
        assert_eq!(keys::canonical(&keys::fold("other_name")), None);
    }

    #[test]
    fn no_name_means_two_things() {
        let count = ROWS.iter().map(|row| 1 + row.3.len()).sum::<usize>();
        assert_eq!(schema()["properties"].as_object().map(Map::len), Some(count + 1));
        assert_eq!(schema()["properties"]["children"]["properties"].as_object().map(Map::len), Some(HERITABLE.len()));
        assert_eq!(schema()["additionalProperties"], json!(true));
    }
}
