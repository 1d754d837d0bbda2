//! A build after a few words were changed makes what these words are in and nothing else, and the sites are those that a
//! build from nothing gives, byte for byte.
//!
//! `OSPRESS_LONG=1` makes ten times as many random edits.

mod common;

use std::fs;
use std::os::unix::fs::MetadataExt;

use common::{Dice, Scratch, Tree, assert_same, is_long_run, png, tree};

const SITE: &str = "title = \"Book\"\nbase_url = \"https://book.example/oss/\"\n\
    [editions.public]\naudience = \"public\"\n[editions.internal]\naudience = \"internal\"\n\
    [versions]\ncurrent = \"3\"\ndate = 2026-06-01\n\
    [[versions.released]]\nname = \"2\"\ndate = 2026-03-01\nsource = { path = \"content/_versions/2\" }\n\
    [[versions.released]]\nname = \"1\"\ndate = 2026-01-01\nsource = { path = \"content/_versions/1\" }\n";

/// The pages of a version: the older it is, the less was said.
fn pages(version: usize) -> Vec<(&'static str, String)> {
    let more = ["", "You should ask the office first.\n\n", "You must ask the office first.\n\n"][version - 1];
    let often = "often ".repeat(version);
    let moved = if version > 1 { "rules/moved.md" } else { "old.md" };
    let kept = "A page that was moved from one folder to another one and kept all of its words, but for a few";
    let pages = [
        ("_index.md", "# Home\n\nThe handbook of the harbour.\n".to_owned()),
        ("rules/_index.md", "# Rules\n\nWhat holds here.\n".to_owned()),
        (
            "rules/use.md",
            format!("# Use\n\nTake what helps. See [give](give.md#how).\n\n{more}## Part\n\nLonger words.\n"),
        ),
        ("rules/give.md", format!("# Give\n\nGive back.\n\n## How\n\nIn small steps, {often}.\n")),
        ("rules/mixed.md", format!("# Mixed\n\nOpen.\n\n:::internal\nThe secret crane {version}.\n:::\n\n{more}")),
        (moved, format!("# Moved\n\n{kept}: {version}.\n\nIt stays there.\n")),
    ];
    let inner = format!("# Inner\n\nA quay.\n\nThe crane of quay {version} is old.\n\n{more}");
    let open = pages.into_iter().map(|(path, text)| (path, format!("---\naudience: public\n---\n{text}")));
    open.chain([("rules/inner.md", inner)]).collect()
}

/// A handbook that was built.
fn handbook(name: &str) -> Scratch {
    let book = Scratch::quick(name);
    book.write("site.toml", SITE);
    for version in 1..=3 {
        let folder = if version == 3 { "content".to_owned() } else { format!("content/_versions/{version}") };
        for (path, text) in pages(version) {
            book.write(&format!("{folder}/{path}"), text);
        }
    }
    build(&book);
    book
}

#[track_caller]
fn build(book: &Scratch) {
    let run = book.run(&["build", "--as-of", "2026-11-22"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
}

/// The published editions.
fn published(book: &Scratch) -> Tree {
    let mut files = tree(&book.path("dist"));
    files.retain(|path, _| !path.starts_with('.'));
    files
}

/// What a build from nothing gives.
fn from_nothing(book: &Scratch) -> Tree {
    let other = Scratch::quick("short-whole");
    for (path, bytes) in tree(&book.path("content")) {
        other.write(&format!("content/{path}"), bytes);
    }
    other.write("site.toml", fs::read(book.path("site.toml")).expect("site.toml"));
    build(&other);
    published(&other)
}

/// Tells which whole run wrote what later ones build on.
fn last_whole_run(book: &Scratch) -> u64 {
    fs::metadata(book.path(".ospress/last")).expect("what a whole run keeps").ino()
}

/// Builds, compares with a build from nothing, and tells whether the short way was taken.
#[track_caller]
fn is_short(book: &Scratch, about: &str) -> bool {
    let before = last_whole_run(book);
    build(book);
    assert_same(&published(book), &from_nothing(book), about);
    let is_short = last_whole_run(book) == before;
    let files = published(book);
    build(book);
    assert_same(&published(book), &files, about);
    is_short
}

fn text(version: usize, path: &str) -> String {
    pages(version).into_iter().find(|(known, _)| *known == path).expect("a page").1
}

#[track_caller]
fn check(book: &Scratch, path: &str, (from, to): (&str, &str), expect: bool) {
    let before = text(3, path);
    let after = before.replacen(from, to, 1);
    assert_ne!(before, after, "{from} is in {path}");
    book.write(&format!("content/{path}"), &after);
    assert_eq!(is_short(book, &after), expect, "{path}: {after}");
    book.write(&format!("content/{path}"), &before);
    is_short(book, &before);
}

#[test]
fn words_take_the_short_way() {
    let book = handbook("short-words");
    check(&book, "rules/use.md", ("Longer words", "Shorter words"), true);
    check(&book, "rules/use.md", ("You must ask", "You may ask"), true);
    check(&book, "rules/use.md", ("Longer words", "Longer words. See [the other](give.md#how)"), true);
    check(&book, "rules/use.md", ("Longer words.", "Longer words.\n\n## Another part\n\nMore."), true);
    check(&book, "rules/use.md", ("## Part", "## A part"), true);
    check(&book, "rules/give.md", ("small steps", "large steps"), true);
    check(&book, "rules/inner.md", ("is old", "was sold to somebody"), true);
    check(&book, "rules/moved.md", ("stays there", "stays here"), true);
}

#[test]
fn all_else_takes_the_long_one() {
    let book = handbook("short-else");
    // What others show of it.
    check(&book, "rules/use.md", ("# Use", "# Usage"), false);
    check(&book, "rules/use.md", ("Take what helps", "Take all that helps"), false);
    check(&book, "rules/_index.md", ("holds", "is true"), false);
    // Where else it leads, and what it hides.
    check(&book, "rules/use.md", ("Longer words", "Longer [words](moved.md)"), false);
    check(&book, "rules/use.md", ("Longer words", "Longer :internal[words]"), false);
    check(&book, "rules/mixed.md", ("secret crane", "hidden crane"), false);
    check(
        &book,
        "rules/inner.md",
        ("is old", "is old. Take what helps, and longer words, which stay as they are"),
        true,
    );
    check(&book, "rules/inner.md", ("is old", "is old. In small steps, often often often, and so on and on"), true);
    check(&book, "rules/inner.md", ("is old", "kept all of its words, but for a few: that is a crane of"), false);
    // What it says of itself.
    check(&book, "rules/use.md", ("audience: public", "audience: public\nowner: Harbour office"), false);
    check(&book, "rules/use.md", ("audience: public", "audience: internal"), false);
    book.write("content/rules/new.md", "---\naudience: public\n---\n# New\n\nNew.\n");
    assert!(!is_short(&book, "a new page"));
    book.write("content/rules/new.md", "---\naudience: public\n---\n# New\n\nNew.\n\nMore words.\n");
    assert!(is_short(&book, "a page that no old version has, and none went since"));
    fs::remove_file(book.path("content/rules/new.md")).expect("the page");
    assert!(!is_short(&book, "a page less"));
    book.write("content/_versions/1/rules/use.md", "---\naudience: public\n---\n# Use\n\nOther.\n");
    assert!(!is_short(&book, "an old page"));
}

#[test]
fn words_that_come_and_go_leave_nothing() {
    let book = handbook("short-again");
    let whole = published(&book);
    for words in ["first", "second", "second", "third"] {
        book.write("content/rules/use.md", text(3, "rules/use.md").replace("Longer", words));
        assert!(is_short(&book, words));
        book.write("content/rules/give.md", text(3, "rules/give.md").replace("small", words));
        assert!(is_short(&book, words));
    }
    book.write("content/rules/use.md", text(3, "rules/use.md"));
    assert!(is_short(&book, "one page is as it was"));
    book.write("content/rules/give.md", text(3, "rules/give.md"));
    assert!(is_short(&book, "both pages are as they were"));
    assert_same(&published(&book), &whole, "all is as it was");
}

#[test]
fn what_somebody_did_to_the_sites_is_mended() {
    let book = handbook("short-mended");
    let edit = |words: &str| book.write("content/rules/use.md", text(3, "rules/use.md").replace("Longer", words));
    edit("First");
    assert!(is_short(&book, "an edit"));
    edit("Second");
    book.forget_looks();
    fs::remove_file(book.path("dist/public/v/2/rules/give/index.html")).expect("a page");
    is_short(&book, "a page was deleted");
    edit("Third");
    fs::write(book.path("dist/public/rules/give/index.html"), "x").expect("a page");
    is_short(&book, "a page was written to");
    book.write("content/rules/inner.md", text(3, "rules/inner.md").replace("old", "new"));
    fs::write(book.path("dist/public/rules/give/index.html"), "x").expect("a page");
    is_short(&book, "a page was written to of an edition in which nothing is new");
    edit("Fourth");
    fs::write(book.path("dist/.spare-public/rules/give/extra.html"), "x").expect("a page");
    is_short(&book, "something lies in the spare");
    edit("Fifth");
    book.forget_looks();
    fs::write(book.path("dist/.spare-public/v/1/rules/use/index.html"), "x").expect("a page");
    is_short(&book, "a page of the spare was written to");
    edit("Sixth");
    fs::remove_dir_all(book.path("dist")).expect("the sites");
    assert!(!is_short(&book, "the sites are gone"));
    for file in ["last", "texts", "memo", "memo.added"] {
        edit(file);
        let path = book.path(&format!(".ospress/{file}"));
        let mut bytes = fs::read(&path).unwrap_or_default();
        let middle = bytes.len() / 2;
        bytes.iter_mut().skip(middle).take(64).for_each(|byte| *byte ^= 0x55);
        fs::write(&path, bytes).expect("a file of the cache");
        is_short(&book, file);
        edit("Healed");
        is_short(&book, file);
        edit(&format!("Healed again after {file}"));
        assert!(is_short(&book, file), "what was damaged was made again: {file}");
    }
}

#[test]
fn the_gate_stops_the_short_way_too() {
    let book = handbook("short-leak");
    let words = "The harbour team will move to another town before the leaves fall";
    let picture = png(&[("tEXt", format!("Description\0{words}").into_bytes())]);
    book.write("content/rules/give.md", text(3, "rules/give.md") + "\n![A quay](quay.png)\n");
    book.write("content/rules/quay.png", picture);
    build(&book);
    let before = published(&book);
    let inner = |words: &str| book.write("content/rules/inner.md", text(3, "rules/inner.md") + words + ".\n");
    inner("The harbour team has other plans than this for all of the coming year");
    assert!(is_short(&book, "nothing is given away"));
    let kept = last_whole_run(&book);
    // The public page and its picture are as they were, and nobody outside may know any more what the picture says.
    inner(words);
    let run = book.run(&["build", "--as-of", "2026-11-22"]);
    assert!(run.code == Some(1) && run.stderr.contains("error[leak-found]"), "{}", run.stderr);
    assert_eq!(last_whole_run(&book), kept, "a run that publishes nothing keeps nothing");
    let public = |files: &Tree| -> Tree {
        files
            .iter()
            .filter(|(path, _)| path.starts_with("public/"))
            .map(|(path, file)| (path.clone(), file.clone()))
            .collect()
    };
    assert_same(&public(&published(&book)), &public(&before), "a leak was published");
    inner("The harbour team has plans");
    assert!(is_short(&book, "nothing is given away again"));
}

#[test]
fn what_is_hidden_anew_is_looked_for_where_no_text_shows_it() {
    let book = handbook("short-copied");
    let words = "The harbour team will move to another town before the leaves fall";
    let form: Vec<u8> = format!("\u{feff}<p>{words}</p>").encode_utf16().flat_map(u16::to_le_bytes).collect();
    book.write("content/_files/public/form.html", form);
    let inner = |words: &str| book.write("content/rules/inner.md", text(3, "rules/inner.md") + words + ".\n");
    inner("Plain words");
    build(&book);
    inner("Other plain words");
    assert!(is_short(&book, "nothing is given away"));
    inner(words);
    let run = book.run(&["build", "--as-of", "2026-11-22"]);
    assert!(run.code == Some(1) && run.stderr.contains("error[leak-found]"), "{}", run.stderr);
}

#[test]
fn what_no_page_says_openly_any_more_is_looked_for_everywhere() {
    let book = handbook("short-last");
    let words = "The harbour team will move to another town before the leaves fall";
    let open = |words: &str| book.write("content/rules/use.md", text(3, "rules/use.md") + words + ".\n");
    book.write("content/rules/give.md", text(3, "rules/give.md") + "\n![A quay](quay.png)\n");
    book.write("content/rules/quay.png", png(&[("tEXt", format!("Description\0{words}").into_bytes())]));
    book.write("content/rules/inner.md", text(3, "rules/inner.md") + words + ".\n");
    open(words);
    build(&book);
    let before = published(&book);
    open(&format!("{words}, they say"));
    assert!(is_short(&book, "the picture says what a page for all says"));
    // The words of the picture are those of an inner page alone now, and it is not made anew.
    open("Nothing more is known");
    let run = book.run(&["build", "--as-of", "2026-11-22"]);
    assert!(run.code == Some(1) && run.stderr.contains("error[leak-found]"), "{}", run.stderr);
    open(words);
    build(&book);
    assert_same(&published(&book), &before, "it is as it was");
}

#[test]
fn random_edits_give_what_a_build_from_nothing_gives() {
    let mut dice = Dice(7);
    let (rounds, mut short) = (if is_long_run() { 300 } else { 30 }, 0);
    let book = handbook("short-random");
    let words =
        ["crane", "must", "quay", ":internal[crane]", "old", "**office**", "first", "You must ask the office first."];
    for round in 0..rounds {
        let all = pages(3);
        let (path, whole) = dice.pick(&all);
        let mut text = whole.clone();
        for _ in 0..=dice.below(2) {
            let word = dice.pick(&words);
            let more = [format!(" {word}\n"), format!("\n{word} and more of it.\n"), format!("\n- {word}\n- a quay\n")];
            text = text.trim_end().to_owned() + &more[dice.below(more.len())];
        }
        book.write(&format!("content/{path}"), text);
        short += usize::from(is_short(&book, &format!("round {round}: {path}")));
    }
    assert!(short * 4 > rounds, "{short} of {rounds} builds were short");
    assert!(short < rounds, "some builds are whole");
}
