//! A canary in every key of site.toml that an edition may hide, and the reasons for those that it may not.

use std::collections::BTreeSet;

use ospress::cli::schema::{Subject, schema};
use serde_json::Value;

use super::nursery::{Nursery, Sight};

/// site.toml with holes: `{path of the key|template}`.
const SITE_TOML: &str = r#"
title = "Handbook{title| :internal[of @]}"
description = "For all{description| :internal[and @]}."
base_url = "https://open.example/"
audiences = ["public", "internal"]
# {comment|@}

[[menu]]
title = "Inside {menu[].title|@}"
link = "inside/{menu[].link|@}.md"

[[menu]]
title = "Open{menu[].title, marked| :internal[@]}"
link = "open/title.md"

[kinds]
"inside/{kinds.*|~}" = "policy"

[statuses]
"{statuses.*|@}" = "active"

[editions.public]
audience = "public"

[editions.internal]
audience = "internal"
title = "Handbook {editions.*.title|@}"
description = "For {editions.*.description|@}."
base_url = "https://{editions.*.base_url|~}.example/"
theme = { text = "{editions.*.theme.*|~}" }

[editions.course]
audience = "internal"
sections = ["inside/{editions.*.sections[]|~}", "course"]
home = "course/{editions.*.home|~}"
edit_url = "https://{editions.*.edit_url|~}.example/{path}"

[[editions.course.menu]]
title = "Outside {editions.*.menu[].title|@}"
link = "https://{editions.*.menu[].link|~}.example/"

[versions]
current = "2"
note = "Newer{versions.note| :internal[@]}"

[[versions.released]]
name = "1"
note = "Older{versions.released[].note| :internal[@]}"
source = { path = "content/_versions/1" }

[metrics]
file = "numbers/metrics.yaml"

[[data_pages]]
file = "inside/{data_pages[].file|~}.json"
path = "inside/{data_pages[].path|~}-{id}"
title = "{data_pages[].title|~}"
template = "{data_pages[].template|~}"
audience = "{data_pages[].audience|~}"
sort = "{data_pages[].sort|~}"
records = "{data_pages[].records|~}"
na = ["{data_pages[].na[]|~}"]
show = ["cost", "{data_pages[].show[]|~}"]
list = ["cost", "{data_pages[].list[]|~}"]
text = "{data_pages[].text|~}"
columns = { cost = { title = "{data_pages[].columns.*.title|~}" } }
"#;

/// Keys that say the same to every edition, or that hold no words of their own.
const GLOBAL: &[(&str, &str)] = &[
    ("base_url", "where the site stands; an edition's own is above"),
    ("language", "a language tag"),
    ("content", "the folder of all pages"),
    ("theme", "the look of all editions"),
    ("theme.name", "the look of all editions"),
    ("theme.*", "the look of all editions; an edition's own is above"),
    ("audiences[]", "the names of wider audiences are public; the others are tested below"),
    ("edit_url", "stands on every page"),
    ("smart_punctuation", "yes or no"),
    ("number_prefixes", "one of two words"),
    ("menu.*", "another way to write the menu"),
    ("editions.*.menu.*", "another way to write the menu"),
    ("editions.*.audience", "the name of an audience"),
    ("versions.current", "printed in every edition"),
    ("versions.date", "printed in every edition"),
    ("versions.released[].name", "printed in every edition"),
    ("versions.released[].date", "printed in every edition"),
    ("versions.released[].source.git", "where the content lies"),
    ("versions.released[].source.path", "where the content lies"),
    ("versions.from_tags.pattern", "where the content lies"),
    ("versions.from_tags.name", "where the content lies"),
    ("versions.from_tags.order", "one of three words"),
    ("metrics.file", "where numbers lie, some of them for everybody"),
    ("data_pages[].columns.*.audience", "the name of an audience"),
    ("check.*", "one of three words"),
];

/// Names the keys of site.toml that have neither a canary nor a reason, and the rows that are of no key.
pub(crate) fn missing() -> Vec<String> {
    let mut keys = BTreeSet::new();
    leaves(&schema(Subject::Site), "", &mut keys);
    let covered = holes(SITE_TOML).into_iter().map(|(path, _)| path.split(',').next().unwrap_or_default().to_owned());
    let rows: BTreeSet<String> = covered.chain(GLOBAL.iter().map(|(key, _)| (*key).to_owned())).collect();
    let keys: BTreeSet<String> = keys.into_iter().chain(["comment".to_owned()]).collect();
    keys.symmetric_difference(&rows).cloned().collect()
}

/// Collects the paths of all values that a schema allows: `a.b`, `list[]`, `table.*`.
pub(crate) fn leaves(schema: &Value, path: &str, found: &mut BTreeSet<String>) {
    let join = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    let mut is_leaf = true;
    for either in schema["anyOf"].as_array().into_iter().flatten() {
        is_leaf = false;
        leaves(either, path, found);
    }
    for (key, property) in schema["properties"].as_object().into_iter().flatten() {
        is_leaf = false;
        leaves(property, &join(key), found);
    }
    if schema["additionalProperties"].is_object() {
        is_leaf = false;
        leaves(&schema["additionalProperties"], &join("*"), found);
    }
    if schema["items"].is_object() {
        is_leaf = false;
        leaves(&schema["items"], &format!("{path}[]"), found);
    }
    if is_leaf {
        found.insert(path.to_owned());
    }
}

/// Gives the holes of a text: path and template.
pub(crate) fn holes(text: &'static str) -> Vec<(&'static str, &'static str)> {
    let hole = |piece: &'static str| piece.split_once('}').and_then(|(hole, _)| hole.split_once('|'));
    text.split('{').skip(1).filter_map(hole).collect()
}

/// Writes site.toml, with what it names.
pub(crate) fn plant(nursery: &mut Nursery) {
    let mut text = SITE_TOML.to_owned();
    for (path, template) in holes(SITE_TOML) {
        let sight = match path {
            "title"
            | "description"
            | "menu[].title"
            | "menu[].link"
            | "menu[].title, marked"
            | "editions.*.title"
            | "editions.*.description"
            | "editions.*.base_url"
            | "editions.*.edit_url"
            | "editions.*.menu[].title"
            | "editions.*.menu[].link"
            | "editions.*.theme.*" => Sight::Seen,
            _ => Sight::Unseen,
        };
        let filled = nursery.fill(&format!("site.toml: {path}"), template, sight);
        text = text.replacen(&format!("{{{path}|{template}}}"), &filled, 1);
    }
    let named = "---\naudience: internal\n---\n# Named\n\nText.\n";
    let page = between(&text, "link = \"inside/", "\"").to_owned();
    nursery.file(&format!("content/inside/{page}"), named);
    let home = between(&text, "home = \"course/", "\"").to_owned();
    nursery.file(&format!("content/course/{home}/_index.md"), named);
    let section = between(&text, "sections = [\"inside/", "\"").to_owned();
    nursery.file(&format!("content/inside/{section}/_index.md"), named);
    let table = text[text.find("[[data_pages]]").expect("a table")..].to_owned();
    let named = |key: &str| between(&table, &format!("{key} = \""), "\"").to_owned();
    let data = between(&table, "file = \"inside/", "\"").to_owned();
    let template = named("template");
    nursery.file(&format!("themes/handbook/templates/{template}.html"), "{% extends \"page.html\" %}\n");
    let [title, audience, sort, records, words] = ["title", "audience", "sort", "records", "text"].map(named);
    let [show, list] = ["show", "list"].map(|key| between(&table, &format!("{key} = [\"cost\", \""), "\""));
    let row = format!(
        r#"{{"{records}": [{{"id": "a", "{title}": "Row @", "{audience}": "internal", "{sort}": 1, "{show}": "@",
            "{list}": "@", "{words}": "Text @.", "cost": 5}}]}}"#
    );
    let row = nursery.fill("data file", &row, Sight::Seen);
    nursery.file(&format!("content/inside/{data}"), row);
    nursery.file("site.toml", text);
}

/// Gives what stands between two texts.
pub(crate) fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let start = text.find(before).map(|at| at + before.len()).expect(before);
    let end = text[start..].find(after).expect(after);
    &text[start..start + end]
}
