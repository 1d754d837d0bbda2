//! Every mistake of a handbook is reported in one run, each at its exact place, in every form.
//!
//! The handbook lies in `tests/mistakes/`. `⟦code⟧` stands there where the finding of that code must point; the marks are
//! taken out before the handbook is built, so that what is expected is never taken from what was found. What no text
//! file can hold (bytes that are no text, a link of the file system) is added below.

mod common;

use std::collections::BTreeSet;
use std::os::unix::fs::symlink;
use std::path::Path;

use common::marks::{Place, check_all, from_json, number, unmark, word};
use common::{Scratch, tree};
use ospress::diagnostic::Code;
use serde_json::Value;

/// The handbook without its marks, with what only code can plant; and all that is to be found in it.
fn planted() -> (Scratch, BTreeSet<Place>) {
    let scratch = Scratch::new("mistakes");
    let mut expected = BTreeSet::new();
    for (path, bytes) in tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes")) {
        let mut marked = String::from_utf8(bytes).expect("a text");
        if path.ends_with("windows.md") {
            marked = marked.replace('\n', "\r\n");
        }
        let (text, places) = unmark(&path, &marked);
        scratch.write(&path, text);
        expected.extend(places);
    }
    let mut special = |path: &str, line, column, code: &str| {
        expected.insert((path.to_owned(), line, column, code.to_owned()));
    };
    scratch.write("content/guides/latin.md", b"---\ntitle: Latin\n---\nGr\xfc\xdfe.\n");
    special("content/guides/latin.md", 1, 1, "file-not-utf8");
    symlink("links.md", scratch.path("content/guides/shortcut.md")).expect("a link");
    special("content/guides/shortcut.md", 1, 1, "file-special");
    scratch.write("content/guides/back\\slash.md", "No address can hold this name.\n");
    special("content/guides/back\u{fffd}slash.md", 1, 1, "path-invalid");
    scratch.write("content/guides/large.md", vec![b'x'; (16 << 20) + 1]);
    special("content/guides/large.md", 1, 1, "file-too-large");
    (scratch, expected)
}

fn from_sarif(text: &str) -> Vec<Place> {
    let log: Value = serde_json::from_str(text).expect("JSON");
    let place = |result: &Value| {
        let location = &result["locations"][0]["physicalLocation"];
        let uri = word(&location["artifactLocation"]["uri"]);
        let path = percent_encoding::percent_decode_str(&uri).decode_utf8().expect("UTF-8").into_owned();
        let region = &location["region"];
        (path, number(&region["startLine"]), number(&region["startColumn"]), word(&result["ruleId"]))
    };
    log["runs"][0]["results"].as_array().expect("an array").iter().map(place).collect()
}

/// Reads what people see: `error[code]: ...` and below it ` --> path:line:column`.
fn from_human(text: &str) -> Vec<Place> {
    let mut places = Vec::new();
    let mut code = None;
    for line in text.lines() {
        let head = ["error[", "warning[", "note["].iter().find_map(|head| line.strip_prefix(head));
        if let Some((name, _)) = head.and_then(|rest| rest.split_once("]: ")) {
            assert_eq!(code, None, "a finding without a place");
            code = Some(name.to_owned());
        } else if let Some((_, place)) = line.split_once("--> ")
            && let Some(code) = code.take()
        {
            places.push(human_place(place, code));
        }
    }
    places
}

/// Reads `path:line:column`, or `path` alone for what is about a file as a whole.
fn human_place(place: &str, code: String) -> Place {
    let mut parts = place.rsplitn(3, ':');
    let numbers = [parts.next(), parts.next()].map(|part| part.and_then(|part| part.parse().ok()));
    match (numbers, parts.next()) {
        ([Some(column), Some(line)], Some(path)) => (path.to_owned(), line, column, code),
        _ => (place.to_owned(), 1, 1, code),
    }
}

#[test]
fn every_mistake_is_reported_at_its_place_in_one_run() {
    let (handbook, expected) = planted();
    let codes: BTreeSet<&str> = expected.iter().map(|(.., code)| code.as_str()).collect();
    assert!(codes.len() >= 30, "{} different mistakes: {codes:?}", codes.len());
    assert!(codes.iter().all(|code| code.parse::<Code>().is_ok()), "{codes:?}");

    let run = |format: &str| {
        let run = handbook.run(&["build", "--quiet", "--format", format]);
        assert_eq!(run.code, Some(1), "{}", run.stderr);
        run
    };
    check_all("json", &from_json(&run("json").stdout), &expected);
    check_all("sarif", &from_sarif(&run("sarif").stdout), &expected);
    check_all("human", &from_human(&run("human").stderr), &expected);
    assert!(!handbook.path("dist/public").exists(), "nothing is published");
}

/// Builds a handbook of marked files and compares what is found, in JSON.
#[track_caller]
fn check(files: &[(&str, &str)]) {
    let scratch = Scratch::handbook("mistakes-few", "title = \"x\"\nbase_url = \"https://x.example/\"\n");
    scratch.write("content/_index.md", "---\ntitle: Home\n---\nHello.\n");
    let mut expected = BTreeSet::new();
    for (path, marked) in files {
        let (text, places) = unmark(path, marked);
        scratch.write(path, text);
        expected.extend(places);
    }
    let run = scratch.run(&["build", "--quiet", "--format", "json"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    check_all("json", &from_json(&run.stdout), &expected);
}

#[test]
fn mistakes_that_stand_in_the_way_of_others_are_reported_together() {
    let site_toml = "title = \"x\"\nlanguage = ⟦config-syntax⟧\nbase_url = \"https://x.example/\"\n\
        ⟦config-unknown-key⟧colour = 1\nedit_url = \"https⟦config-syntax⟧\n[theme]\nname = ⟦theme-missing⟧\"nowhere\"\n";
    check(&[("site.toml", site_toml), ("content/a.md", "---\ntitle: A\n---\n[gone](⟦link-missing⟧gone.md)\n")]);
    let folder = "themes/handbook/templates";
    check(&[
        (&format!("{folder}/page.html"), "ä {% if ⟦template-syntax⟧%}\n"),
        (&format!("{folder}/tag.html"), "\n{{ page.title ⟦template-syntax⟧}\n"),
        ("content/a.md", "---\ntitle: A\n---\n[gone](⟦link-missing⟧gone.md)\n"),
    ]);
    check(&[
        (
            &format!("{folder}/odd.html"),
            "{% extends \"base.html\" %}{% block ⟦template-syntax⟧nowhere %}{% endblock %}",
        ),
        (
            &format!("{folder}/tag.html"),
            "ä {% include ⟦template-syntax⟧\"none.html\" %} {{ page | ⟦template-syntax⟧shout }}\n",
        ),
    ]);
}

#[test]
fn marks_are_taken_apart() {
    let (text, places) = unmark("a", "ä ⟦x⟧b\n⟦y⟧⟦z⟧c");
    assert_eq!(text, "ä b\nc");
    let at = |line, column, code: &str| ("a".to_owned(), line, column, code.to_owned());
    assert_eq!(places, [at(1, 3, "x"), at(2, 1, "y"), at(2, 1, "z")]);
    let human = "error[x]: m\n --> a:b.md:3:4\n  |\nnote[y]: m\n--> c\n ::: d:2:2\n";
    let places = [("a:b.md".to_owned(), 3, 4, "x".to_owned()), ("c".to_owned(), 1, 1, "y".to_owned())];
    assert_eq!(from_human(human), places);
}
