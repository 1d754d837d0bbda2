//! Bad audiences and marks in site.toml: what an edition is for, and what its menu and titles say.

use super::Fate::{self, Error, Hidden, Shown};
use super::{Published, SITE_TOML, WORD, codes, shows};

/// Lines of site.toml that replace one of its lines, and what becomes of the word.
const LINES: &[(Fate, &str, &str)] = &[
    (Error, "title", "title = \"x :internal[zebrafish\""),
    (Error, "title", "title = \"x :Internal[zebrafish]\""),
    (Error, "title", "title = \"x ::internal[zebrafish]\""),
    (Error, "title", "title = \"x :intrenal[zebrafish]\""),
    (Error, "title", "title = \"x :internal (zebrafish)\""),
    (Error, "title", "title = \"x\"\ndescription = \":internal[a]] zebrafish\""),
    (Error, "title", "title = \"x\"\nmenu = [{ title = \":internal[zebrafish\", link = \"open/\" }]"),
    (Error, "title", "title = \"x\"\nmenu = [{ title = \":Internal[zebrafish]\", link = \"open/\" }]"),
    (Error, "title", "title = \"x\"\nmenu = [{ title = \"a :intrenal[zebrafish]\", link = \"open/\" }]"),
    (Error, "title", "title = \"x\"\nmenu = [{ title = \"a :internal(zebrafish)\", link = \"open/\" }]"),
    (Error, "title", "title = \"x\"\n[menu]\n\":internal[zebrafish\" = \"open/\""),
    (Error, "title", "title = \"x\"\nmenu = [{ title = \"a\", link = \":internal[zebrafish]\" }]"),
    (Error, "title", "title = \"x\"\nmenu = [{ title = \"zebrafish\", link = \"open/\", audience = \"internal\" }]"),
    (Error, "[editions.public]", "[editions.public]\ntitle = \"a :internal[zebrafish\""),
    (Error, "[editions.public]", "[editions.public]\ndescription = \"a :Internal[zebrafish]\""),
    (Hidden, "title", "title = \"x :internal[zebrafish]\""),
    (Hidden, "title", "title = \"x\"\ndescription = \"a :internal[zebrafish]\""),
    (Hidden, "title", "title = \"x\"\nmenu = [{ title = \":internal[zebrafish]\", link = \"open/\" }]"),
    (Hidden, "title", "title = \"x\"\nmenu = [{ title = \"a :internal[zebrafish]\", link = \"open/\" }]"),
    (Hidden, "title", "title = \"x\"\nmenu = [{ title = \"zebrafish\", link = \"closed/\" }]"),
    (Hidden, "title", "title = \"x\"\n[menu]\n\"a :internal[zebrafish]\" = \"open/\""),
    (Hidden, "[editions.internal]", "[editions.internal]\ntitle = \"zebrafish\"\ndescription = \"zebrafish\""),
    (Shown, "title", "title = \"zebrafish\""),
    (Shown, "title", "title = \"x\"\nmenu = [{ title = \"zebrafish\", link = \"open/\" }]"),
    (Shown, "[editions.public]", "[editions.public]\ntitle = \"a zebrafish\""),
];

/// Lines that say whom things are for. The word stands on a page for `internal`; no line may show it.
const AUDIENCES: &[(Fate, &str, &str)] = &[
    (Error, "audience = \"public\"", "audience = \"Public\""),
    (Error, "audience = \"public\"", "audience = \"publc\""),
    (Error, "audience = \"public\"", "audience = \"\""),
    (Error, "audience = \"public\"", "audience = \" public\""),
    (Error, "audience = \"public\"", "audience = [\"public\"]"),
    (Error, "audience = \"public\"", "audience = true"),
    (Error, "audience = \"public\"", "audience = 0"),
    (Error, "audience = \"public\"", "audience = \"staff\""),
    (Error, "audience = \"public\"", "audience = \"рublic\""),
    (Error, "audience = \"public\"", "audience = public"),
    (Error, "audience = \"public\"", "audiance = \"public\""),
    (Error, "audience = \"public\"", "audience = \"public\"\naudience = \"internal\""),
    (Error, "audience = \"public\"", "audience.name = \"public\""),
    (Error, "audience = \"public\"", "title = \"no audience\""),
    (Error, "audience = \"public\"", "audience: public"),
    (Error, "title = \"x\"", "title = \"x\"\naudiences = \"public\""),
    (Error, "title = \"x\"", "title = \"x\"\naudiences = []"),
    (Error, "title = \"x\"", "title = \"x\"\naudiences = [\"internal\"]"),
    (Error, "title = \"x\"", "title = \"x\"\naudiences = [\"public\"]"),
    (Error, "title = \"x\"", "title = \"x\"\naudiences = [\"public\", \"public\"]"),
    (Error, "title = \"x\"", "title = \"x\"\naudiences = [\"public\", \"Internal\"]"),
    (Error, "title = \"x\"", "title = \"x\"\naudiences = [\"public\", \"intrenal\"]"),
    (Error, "title = \"x\"", "title = \"x\"\naudience = [\"public\", \"internal\"]"),
    (Error, "title = \"x\"", "title = \"x\"\naudiences = [\"public\", \"note\"]"),
    (Error, "title = \"x\"", "title = \"x\"\n[check]\naudience-unknown = \"off\""),
    (Error, "title = \"x\"", "title = \"x\"\n[check]\naudience-link = \"warn\""),
    (Error, "[editions.internal]", "[editions.Public]"),
    (Error, "[editions.internal]", "[editions.public]"),
];

#[test]
fn bad_words_of_site_toml_never_publish() {
    let published = Published::new("settings");
    let site = |old: &str, new: &str| match old {
        "title" => with_first(new),
        old => SITE_TOML.replacen(old, new, 1),
    };
    let faults: Vec<_> = LINES.iter().flat_map(|(fate, old, new)| faults(&published, *fate, &site(old, new))).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_bad_audience_of_an_edition_never_publishes() {
    let published = Published::new("editions");
    published.root.write("content/closed/case.md", "---\naudience: internal\n---\nA zebrafish.\n");
    let case = |(fate, old, new): &(Fate, &str, &str)| faults(&published, *fate, &SITE_TOML.replacen(old, new, 1));
    let faults: Vec<_> = AUDIENCES.iter().flat_map(case).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Replaces the title; a table goes to the end of the file.
fn with_first(new: &str) -> String {
    let (lines, table) =
        new.split_once("\n[").map_or((new, String::new()), |(lines, table)| (lines, format!("[{table}\n")));
    SITE_TOML.replacen("title = \"x\"", lines, 1) + &table
}

fn faults(published: &Published, fate: Fate, site_toml: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let before = published.public();
    published.root.write("site.toml", site_toml);
    for options in [[].as_slice(), &["--lenient"]] {
        let run = published.run(options);
        let public = published.public();
        let is_shown = shows(&public, WORD);
        let expected = i32::from(fate == Fate::Error);
        if run.code != Some(expected) && !(fate == Fate::Error && run.code == Some(2)) {
            faults.push(format!("{fate:?} {options:?}, but {}:\n{site_toml}", codes(&run)));
        }
        if is_shown != (fate == Fate::Shown) {
            faults.push(format!("{fate:?} {options:?}, but shown is {is_shown}:\n{site_toml}"));
        }
        if fate == Fate::Error && public != before {
            faults.push(format!("{fate:?} {options:?}, but the published site changed:\n{site_toml}"));
        }
    }
    published.root.write("site.toml", SITE_TOML);
    assert_eq!(published.run(&[]).code, Some(0));
    faults
}
