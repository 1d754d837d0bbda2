//! `ospress verify` and the gate of `ospress build`, as people and scripts meet them.

use std::fs;

use super::handbook;
use crate::common::{Scratch, Tree, png, tree};

/// A built handbook.
fn built(name: &str) -> Scratch {
    let handbook = handbook(name);
    let run = handbook.run(&["build", "--as-of", "2026-11-22"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    handbook
}

/// Runs the command; gives the exit code and all that it said.
fn verify(handbook: &Scratch, arguments: &[&str]) -> (Option<i32>, String) {
    let run = handbook.run(&[&["verify"], arguments].concat());
    (run.code, run.stdout + &run.stderr)
}

#[track_caller]
fn check(handbook: &Scratch, arguments: &[&str], code: i32, says: &[&str]) {
    let (found, said) = verify(handbook, arguments);
    assert_eq!(found, Some(code), "{arguments:?}: {said}");
    for words in says {
        assert!(said.contains(words), "{arguments:?}: `{words}` is not in: {said}");
    }
}

#[test]
fn a_printed_edition_is_verified() {
    let handbook = built("verify-command");
    check(&handbook, &["dist/public"], 0, &["of the edition public: as printed; its text was not compared"]);
    check(&handbook, &["dist/public", "--against", "."], 0, &["of the edition public: as printed, and nothing that"]);
    check(&handbook, &["dist/staff", "--against", "."], 0, &["of the edition staff: as printed, and nothing that"]);
    check(&handbook, &["dist/public", "--format", "json"], 0, &["[]"]);
}

#[test]
fn what_is_not_as_printed_is_found() {
    let handbook = built("verify-manifest");
    let page = handbook.path("dist/public/index.html");
    let whole = fs::read(&page).expect("a page");
    fs::write(&page, [whole.as_slice(), b" "].concat()).expect("a page");
    check(
        &handbook,
        &["dist/public"],
        1,
        &["error[manifest-differs]", "not as it was printed", "dist/public/index.html", "help:"],
    );
    fs::remove_file(&page).expect("a page");
    check(&handbook, &["dist/public"], 1, &["this file is missing"]);
    fs::write(&page, whole).expect("a page");
    check(&handbook, &["dist/public"], 0, &[]);
    handbook.write("dist/public/old/backup.zip", "x");
    check(&handbook, &["dist/public"], 1, &["not of the edition", "dist/public/old/backup.zip"]);
}

#[test]
fn what_is_not_as_printed_in_an_old_version_is_found() {
    let handbook = handbook("verify-old");
    let site_toml = fs::read_to_string(handbook.path("site.toml")).expect("site.toml");
    let versions = "[versions]\ncurrent = \"2\"\n[[versions.released]]\nname = \"1\"\nsource = { path = \"content/_versions/1\" }\n";
    handbook.write("site.toml", site_toml + versions);
    handbook.write("content/_versions/1/policies/use.md", "---\ntitle: Use\naudience: public\n---\nAsk the office.\n");
    assert_eq!(handbook.run(&["build", "--as-of", "2026-11-22"]).code, Some(0));
    check(&handbook, &["dist/public"], 0, &["as printed"]);
    let list = handbook.path("dist/public/v/1/ospress.json");
    let (page, text) = (handbook.path("dist/public/v/1/policies/use/index.html"), fs::read(&list).expect("a manifest"));
    let whole = fs::read(&page).expect("a page");
    for at in [0, whole.len() / 2, whole.len() - 1] {
        let mut other = whole.clone();
        other[at] ^= 1;
        fs::write(&page, other).expect("a page");
        check(&handbook, &["dist/public"], 1, &["dist/public/v/1/policies/use/index.html", "not as it was printed"]);
    }
    fs::remove_file(&page).expect("a page");
    check(&handbook, &["dist/public"], 1, &["dist/public/v/1/policies/use/index.html", "this file is missing"]);
    fs::write(&page, &whole).expect("a page");
    handbook.write("dist/public/v/1/policies/more.html", "x");
    check(&handbook, &["dist/public"], 1, &["dist/public/v/1/policies/more.html", "not of the edition"]);
    // A list that names the stray, too, is not the one that was printed; of one that is lost or damaged that is told once.
    let more = String::from_utf8(text.clone()).expect("text");
    let more = more.replacen("\"files\": {", "\"files\": {\n\"policies/more.html\": {\"sha256\":\"\",\"bytes\":1},", 1);
    fs::write(&list, more).expect("a manifest");
    check(&handbook, &["dist/public"], 1, &["dist/public/v/1/ospress.json", "not as it was printed", "more.html"]);
    fs::remove_file(handbook.path("dist/public/v/1/policies/more.html")).expect("a file");
    fs::write(&list, "x").expect("a manifest");
    check(&handbook, &["dist/public"], 1, &["dist/public/v/1/ospress.json", "not as it was printed", "1 error"]);
    fs::remove_file(&list).expect("a manifest");
    check(&handbook, &["dist/public"], 1, &["dist/public/v/1/ospress.json", "this file is missing", "1 error"]);
    std::os::unix::fs::symlink(handbook.path("dist/public/v"), &list).expect("a link");
    check(&handbook, &["dist/public"], 1, &["dist/public/v/1/ospress.json", "not as it was printed", "1 error"]);
    fs::remove_file(&list).expect("a link");
    fs::write(&list, &text).expect("a manifest");
    check(&handbook, &["dist/public"], 0, &["as printed"]);
}

#[test]
fn a_folder_must_hold_the_edition_that_was_meant() {
    let handbook = built("verify-edition");
    check(
        &handbook,
        &["dist/staff", "--edition", "public"],
        1,
        &["error[edition-wrong]", "this is the edition `staff`, not `public`"],
    );
    check(&handbook, &["dist/staff", "--edition", "staff"], 0, &[]);
    fs::rename(handbook.path("dist/staff"), handbook.path("public")).expect("a folder");
    check(&handbook, &["public", "--against", "."], 1, &["error[edition-wrong]", "error[leak-found]"]);
    check(&handbook, &["dist"], 1, &["error[manifest-missing]", "name the folder of one edition"]);
    check(&handbook, &["nowhere"], 2, &["there is no folder `nowhere`"]);
    check(&handbook, &["dist/public", "--against", "nowhere"], 2, &["there is no folder `nowhere`"]);
    check(&handbook, &["dist/public", "--against", ".", "--edition", "pubic"], 2, &["did you mean `public`?"]);
}

const SECRET: &str = "its meters read water as well as heat";

#[test]
fn a_leak_is_named_and_not_quoted() {
    let handbook = built("verify-quote");
    handbook.write("dist/public/x.html", format!("<p>1</p>\n<p>{SECRET}</p>\n"));
    for format in ["human", "json", "sarif", "github"] {
        let (code, said) = verify(&handbook, &["dist/public", "--against", ".", "--format", format]);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("leak-found") && said.contains("content/plans/northwind.md"), "{said}");
        assert!(!said.contains("meters") && !said.contains("whole company"), "{said}");
    }
    let (_, said) = verify(&handbook, &["dist/public", "--against", "."]);
    assert!(said.contains("--> dist/public/x.html:2:4\n") && said.contains("content/plans/northwind.md:14:"), "{said}");
    let (_, said) = verify(&handbook, &["dist/public", "--against", ".", "--format", "json"]);
    assert!(said.contains(r#""path":"dist/public/x.html","line":2,"column":4"#), "{said}");
}

#[test]
fn a_leak_stops_the_publication_of_all_editions() {
    let handbook = built("verify-gate");
    let before = tree(&handbook.path("dist"));
    // A picture for everybody, in whose description somebody wrote what only a hidden page says.
    handbook.write("content/start.png", png(&[("tEXt", format!("Description\0{SECRET}").into_bytes())]));
    handbook
        .write("content/_index.md", "---\ntitle: Home again\naudience: public\n---\nAnother text. ![x](start.png)\n");
    let run = handbook.run(&["build", "--as-of", "2026-11-22", "--lenient"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(run.stderr.contains("error[leak-found]") && run.stderr.contains("published nothing"), "{}", run.stderr);
    assert!(!run.stderr.contains("meters"), "{}", run.stderr);
    let after = tree(&handbook.path("dist"));
    let published = |tree: &Tree| {
        tree.iter()
            .filter(|(path, _)| !path.starts_with('.'))
            .map(|(path, bytes)| (path.clone(), bytes.clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(published(&before), published(&after));
}

#[test]
fn a_clean_scan_is_remembered_for_the_same_files_only() {
    let handbook = built("verify-memory");
    assert_eq!(handbook.run(&["build", "--as-of", "2026-11-22"]).code, Some(0));
    handbook.write("content/plans/more.md", "---\ntitle: More\n---\nx\n");
    assert_eq!(handbook.run(&["build", "--as-of", "2026-11-22"]).code, Some(0));
    handbook.write("content/start.png", png(&[("tEXt", format!("Description\0{SECRET}").into_bytes())]));
    for _ in 0..2 {
        assert_eq!(handbook.run(&["build", "--as-of", "2026-11-22"]).code, Some(1));
    }
}

#[test]
fn a_file_that_held_nothing_is_looked_at_again_when_there_is_more_to_hide() {
    let handbook = handbook("verify-again");
    let words = "The harbour team will move to another town before the leaves fall";
    handbook.write("content/start.png", png(&[("tEXt", format!("Description\0{words}").into_bytes())]));
    handbook.write("content/_index.md", "---\ntitle: Home\naudience: public\n---\nText. ![x](start.png)\n");
    let build = || handbook.run(&["build", "--as-of", "2026-11-22"]);
    let publishes = |line| {
        let run = build();
        assert_eq!(run.code, Some(0), "{line}: {}", run.stderr);
    };
    publishes(line!());
    // The picture and its page stay as they are; now nobody outside may know what the picture says.
    handbook.write("content/plans/quarters.md", format!("---\ntitle: Quarters\n---\n{words}.\n"));
    let run = build();
    assert!(run.code == Some(1) && run.stderr.contains("leak-found"), "{}", run.stderr);
    handbook.write(
        "content/plans/quarters.md",
        "---\ntitle: Quarters\n---\nSomething that no other page says in these words.\n",
    );
    publishes(line!());
    // Said on a page for all, the words are nobody's secret; unsaid there again, they are one.
    handbook.write("content/said.md", format!("---\ntitle: Said\naudience: public\n---\n{words}.\n"));
    handbook.write("content/plans/quarters.md", format!("---\ntitle: Quarters\n---\n{words}.\n"));
    publishes(line!());
    handbook.write("content/said.md", "---\ntitle: Said\naudience: public\n---\nOther words.\n");
    assert_eq!(build().code, Some(1));
}
