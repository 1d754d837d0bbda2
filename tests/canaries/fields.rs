//! A canary in every key of front matter: on an internal page, and in a marked string of a public page.
//!
//! The list of keys is the program's own, from its schema. A key that is not in the table below fails the test.

use std::collections::BTreeSet;

use ospress::cli::schema::{Subject, schema};

use super::nursery::{Nursery, Sight};
use Sight::{Seen, Talkative, Unseen};

/// A key, a value in YAML with a hole between `«` and `»` (which become an audience mark on the public page), who sees
/// it, and the kind of page that shows it.
type Row = (&'static str, &'static str, Sight, &'static str);

const ROWS: &[Row] = &[
    ("id", "\"«POL-@»\"", Seen, "policy"),
    ("title", "\"«Title @»\"", Seen, "page"),
    ("description", "\"«About @ and more.»\"", Seen, "page"),
    ("children", "{owner: \"«Owner @»\", approver: \"«Owner @»\"}", Seen, "policy"),
    ("status", "\"«@»\"", Seen, "page"),
    ("owner", "\"«The @ office»\"", Seen, "policy"),
    ("contact", "\"«@ desk»\"", Talkative, "page"),
    ("tags", "[\"«@»\"]", Seen, "page"),
    ("slug", "\"«@»\"", Seen, "page"),
    ("aliases", "[\"«/old/@/»\"]", Seen, "page"),
    ("lang", "\"«x-~»\"", Seen, "page"),
    ("date", "\"«§»\"", Unseen, "page"),
    ("updated", "\"«§»\"", Seen, "page"),
    ("template", "\"«~»\"", Unseen, "page"),
    ("doors", "[{title: \"«Door @»\", link: \"/\", text: \"«Through @»\"}]", Unseen, "page"),
    ("version", "\"«@»\"", Seen, "policy"),
    ("approver", "\"«The @ board»\"", Seen, "policy"),
    ("approved_on", "\"«§»\"", Talkative, "policy"),
    ("effective_from", "\"«§»\"", Seen, "policy"),
    ("effective_until", "\"«§»\"", Seen, "policy"),
    ("last_reviewed", "\"«§»\"", Seen, "policy"),
    ("review_every", "\"«° weeks»\"", Talkative, "policy"),
    ("next_review", "\"«§»\"", Seen, "policy"),
    ("supersedes", "[\"«OLD-@»\"]", Unseen, "policy"),
    ("controls", "[\"«iso:@»\"]", Seen, "policy"),
    ("revisions", "[{date: 2026-01-02, version: \"«1.@»\", note: \"«For @.»\"}]", Seen, "policy"),
    ("objectives", "[\"«Know @»\"]", Seen, "module"),
    ("duration", "\"«° weeks»\"", Seen, "module"),
    ("prerequisites", "[\"«@»\"]", Unseen, "module"),
];

/// Keys whose values are few fixed words, numbers that order pages, or yes and no: no mark can be told from another
/// value. What they do to an edition is for the tests of non-interference.
const WORDLESS: &[&str] = &["kind", "audience", "weight", "toc", "search", "pass_mark", "draft"];

/// What else stands in front matter: a place, its lines, and who sees it.
const OTHERS: &[(&str, &str, Sight)] = &[
    ("unknown key", "office: \"@\"", Talkative),
    ("nested unknown key", "office: {deep: [{deeper: \"@\"}]}", Talkative),
    ("name of an unknown key", "office-@: yes", Talkative),
    ("comment", "# @\nowner: x # and @", Unseen),
    ("text over lines", "description: >\n  About\n  @.", Seen),
    ("escaped text", "title: \"Qzk\\u00e9#\"", Seen),
];

/// Every name of a key with the key that it means.
fn names() -> Vec<(String, String)> {
    let schema = schema(Subject::FrontMatter);
    let properties = schema["properties"].as_object().expect("properties");
    let meant = |(name, property): (&String, &serde_json::Value)| {
        let words = property["description"].as_str().expect("a description");
        let other = words.strip_prefix("Another name for `").and_then(|rest| rest.split_once('`'));
        (name.clone(), other.map_or(name.as_str(), |(own, _)| own).to_owned())
    };
    properties.iter().map(meant).collect()
}

/// Names the fields of front matter that have no canary.
pub(crate) fn missing() -> Vec<String> {
    let known: BTreeSet<&str> = ROWS.iter().map(|row| row.0).chain(WORDLESS.iter().copied()).collect();
    names().into_iter().filter(|(_, own)| !known.contains(own.as_str())).map(|(name, _)| name).collect()
}

/// Puts a canary into every field, by every name.
pub(crate) fn plant(nursery: &mut Nursery) {
    for (name, own) in names() {
        let Some((_, template, sight, kind)) = ROWS.iter().find(|row| row.0 == own).copied() else { continue };
        let value = nursery.fill(&format!("front matter: {name}"), &template.replace(['«', '»'], ""), sight);
        internal(nursery, &name, &value, kind);
        // A mark there is an error: it would decide whether the page is a draft.
        if own == "status" {
            continue;
        }
        let marked = template.replace('«', ":internal[").replace('»', "]");
        let value = nursery.fill(&format!("marked front matter: {name}"), &marked, sight);
        public(nursery, &name, &value, kind);
    }
    for (place, lines, sight) in OTHERS {
        let number = nursery.canaries.len();
        let lines = lines.replace("u00e9#", &format!("u00e9{number:04} @"));
        let lines = nursery.fill(&format!("front matter: {place}"), &lines, *sight);
        let page = format!("---\naudience: internal\n{lines}\n---\n# Other\n\nText.\n");
        nursery.file(&format!("content/inside/{}.md", place.replace(' ', "-")), page);
    }
}

fn internal(nursery: &mut Nursery, name: &str, value: &str, kind: &str) {
    let (folder, lines) = place(name);
    let page = format!("---\naudience: internal\nkind: {kind}\n{name}: {value}\n---\n# Inside {name}\n\nText.\n");
    nursery.file(&format!("content/inside/{folder}.md"), page);
    if lines {
        let below = "---\naudience: internal\nkind: policy\n---\n# Below\n\nText.\n";
        nursery.file("content/inside/children/below.md", below);
    }
}

fn public(nursery: &mut Nursery, name: &str, value: &str, kind: &str) {
    let (folder, lines) = place(name);
    let page = format!("---\naudience: public\nkind: {kind}\n{name}: {value}\n---\n# Open {name}\n\nText for all.\n");
    nursery.file(&format!("content/open/{folder}.md"), page);
    if lines {
        let below = "---\naudience: public\nkind: policy\n---\n# Below\n\nText.\n";
        nursery.file("content/open/children/below.md", below);
    }
}

/// Gives the file of a key's page, and whether it is the index of a folder.
fn place(name: &str) -> (String, bool) {
    if name == "children" { ("children/_index".to_owned(), true) } else { (name.replace('_', "-"), false) }
}
