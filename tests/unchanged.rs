//! A build in which nothing is new does nothing, says the same, and still mends what somebody did to the sites.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

mod common;

use common::{Scratch, assert_same, tree};

const SITE: &str = "title = \"Book\"\nbase_url = \"https://book.example/\"\n\
    [editions.public]\naudience = \"public\"\n[editions.internal]\naudience = \"internal\"\n\
    [versions]\ncurrent = \"2\"\ndate = 2026-06-01\n\
    [[versions.released]]\nname = \"1\"\ndate = 2026-01-01\nsource = { git = \"v1\" }\n";

fn git(book: &Scratch, arguments: &[&str]) -> String {
    let mut git = Command::new("git");
    git.current_dir(&book.0).args(["-c", "user.name=A", "-c", "user.email=a@a.example"]).args(arguments);
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    let output = git.output().expect("git is there");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// Something that is done to a handbook, and what it is called.
type Deed<'d> = (&'d str, &'d dyn Fn(&Scratch));

fn page(words: &str) -> String {
    format!("---\naudience: public\n---\n# Use\n\n{words}\n\n![](loop.svg)\n\n:::internal\nInner words.\n:::\n")
}

/// A handbook with a tag, a file without use, and one finding.
fn handbook() -> Scratch {
    let book = Scratch::quick("unchanged");
    book.write("site.toml", SITE);
    book.write("content/use.md", page("You SHOULD ask."));
    book.write("content/loop.svg", include_bytes!("../content/strategy/upstream-loop.svg"));
    git(&book, &["init", "-q", "-b", "main"]);
    git(&book, &["add", "-A"]);
    git(&book, &["commit", "-q", "-m", "x"]);
    git(&book, &["tag", "v1"]);
    book.write("content/use.md", page("You MUST ask."));
    book
}

/// Builds; gives what was said, without the time that it took.
#[track_caller]
fn build(book: &Scratch, arguments: &[&str]) -> String {
    let run = book.run(&[&["build", "--as-of", "2026-11-22"], arguments].concat());
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let (before, after) = run.stderr.rsplit_once(" in ").expect("a summary");
    format!("{before}{}", after.split_once(" s").expect("a time").1)
}

/// Takes the bytes of the old version's page out of the repository, so that nobody can read them any more; gives where
/// they were.
fn lose_the_past(book: &Scratch) -> (PathBuf, Vec<u8>) {
    let blob = git(book, &["rev-parse", "v1:content/use.md"]);
    let path = book.path(&format!(".git/objects/{}/{}", &blob[..2], &blob[2..]));
    let bytes = fs::read(&path).expect("a loose object");
    fs::remove_file(&path).expect("a loose object");
    (path, bytes)
}

#[test]
fn nothing_is_read_out_of_git_and_the_same_is_said() {
    let book = handbook();
    let said = build(&book, &[]);
    assert!(said.contains("image-alt"), "there is something to say: {said}");
    let (public, internal) = (tree(&book.path("dist/public")), tree(&book.path("dist/internal")));
    let cache = tree(&book.path(".ospress"));
    lose_the_past(&book);
    assert_eq!(build(&book, &[]), said);
    assert_eq!(build(&book, &[]), said);
    assert_same(&tree(&book.path("dist/public")), &public, "a build with nothing new");
    assert_same(&tree(&book.path("dist/internal")), &internal, "a build with nothing new");
    assert_same(&tree(&book.path(".ospress")), &cache, "what is kept");
    // The control: where something is new, the lost page is missed.
    book.write("content/use.md", page("You MAY ask."));
    let run = book.run(&["build", "--as-of", "2026-11-22"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(run.stderr.contains("version-missing"), "{}", run.stderr);
    assert_same(&tree(&book.path("dist/public")), &public, "a build that failed");
}

#[test]
fn words_that_are_hidden_anew_need_no_look_at_the_past() {
    let book = handbook();
    let hide = |words: &str| book.write("content/inner.md", format!("# Inner\n\nFirst words.\n\n{words}.\n"));
    hide("Inner words");
    build(&book, &[]);
    hide("Other inner words");
    build(&book, &[]);
    lose_the_past(&book);
    hide("The yard is sold");
    build(&book, &[]);
    let internal = fs::read_to_string(book.path("dist/internal/inner/index.html")).expect("a page");
    assert!(internal.contains("The yard is sold"));
}

#[test]
fn whatever_is_new_is_built() {
    let book = handbook();
    build(&book, &[]);
    let changes: [Deed<'_>; 7] = [
        ("a page", &|book| book.write("content/use.md", page("You may ask."))),
        ("a page more", &|book| book.write("content/more.md", page("More."))),
        ("a page less", &|book| fs::remove_file(book.path("content/more.md")).expect("a page")),
        ("the theme", &|book| book.write("themes/handbook/assets/custom.css", "p { color: red }")),
        ("site.toml", &|book| book.write("site.toml", SITE.replace("Book", "Tome"))),
        ("the tag", &|book| {
            git(book, &["commit", "-q", "-a", "-m", "y"]);
            git(book, &["tag", "-f", "v1"]);
        }),
        ("a name of a file", &|book| {
            fs::rename(book.path("content/use.md"), book.path("content/usage.md")).expect("a page");
        }),
    ];
    for (what, change) in changes {
        change(&book);
        build(&book, &[]);
        is_as_fresh(&book, what);
        build(&book, &[]);
    }
}

#[test]
fn what_no_file_tells_counts() {
    let book = handbook();
    let said = build(&book, &[]);
    std::os::unix::fs::symlink(book.path("site.toml"), book.path("content/link.md")).expect("a link");
    for _ in 0..2 {
        let run = book.run(&["build", "--as-of", "2026-11-22"]);
        assert_eq!(run.code, Some(1), "{}", run.stderr);
        assert!(run.stderr.contains("file-special"), "{}", run.stderr);
    }
    let said_at_last = build(&book, &["--lenient"]);
    assert!(said_at_last.contains("file-special"), "{said_at_last}");
    assert_eq!(build(&book, &["--lenient"]), said_at_last);
    fs::remove_file(book.path("content/link.md")).expect("a link");
    assert_eq!(build(&book, &[]), said);
}

#[test]
fn a_mistake_in_a_row_is_told_at_the_row_each_time() {
    let book = handbook();
    let pages = "[[data_pages]]\nfile = \"t.csv\"\npath = \"t/{name}\"\ntitle = \"name\"\ntext = \"about\"\n";
    book.write("site.toml", format!("{SITE}{pages}"));
    book.write("content/t.csv", "name,about\none,See [it](gone.md).\n");
    let said = build(&book, &["--lenient"]);
    assert!(said.contains("content/t.csv:2:"), "{said}");
    assert_eq!(build(&book, &["--lenient"]), said);
}

#[test]
fn a_version_that_could_not_be_read_is_looked_for_again() {
    let book = handbook();
    let page = "dist/internal/v/1/use/index.html";
    let lost = lose_the_past(&book);
    let said = build(&book, &["--lenient"]);
    assert!(said.contains("version-missing") && !book.path(page).exists(), "{said}");
    assert_eq!(build(&book, &["--lenient"]), said);
    fs::write(&lost.0, lost.1).expect("the object");
    let said = build(&book, &["--lenient"]);
    assert!(!said.contains("version-missing") && book.path(page).exists(), "{said}");
}

/// Builds a copy that knows nothing of earlier runs, and compares every byte.
#[track_caller]
fn is_as_fresh(book: &Scratch, what: &str) {
    let fresh = Scratch::quick("unchanged-fresh");
    let copied = Command::new("cp").arg("-a").arg(book.path(".")).arg(fresh.path(".")).status();
    assert!(copied.expect("cp is there").success());
    for folder in ["dist", ".ospress"] {
        fs::remove_dir_all(fresh.path(folder)).expect("a folder");
    }
    build(&fresh, &[]);
    let visible = |tree: common::Tree| tree.into_iter().filter(|(path, _)| !path.starts_with('.')).collect();
    assert_same(&visible(tree(&book.path("dist"))), &visible(tree(&fresh.path("dist"))), what);
}

/// Pages of old versions name what stands in their place today, what replaces them, and where their changes are told.
#[test]
fn what_old_pages_take_from_today_is_new() {
    let book = Scratch::quick("unchanged-ties");
    book.write("site.toml", SITE.replace("git = \"v1\"", "path = \"content/_versions/1\""));
    let page = |title: &str, more: &str, words: &str| format!("---\ntitle: {title}\n{more}---\n{words}\n");
    for folder in ["content/_versions/1", "content"] {
        book.write(&format!("{folder}/rules/_index.md"), page("Rules", "", "All rules."));
        book.write(&format!("{folder}/rules/use.md"), page("Use", "id: R-1\n", "You SHOULD ask."));
        book.write(&format!("{folder}/rules/give.md"), page("Give", "id: R-2\nstatus: superseded\n", "You MUST tell."));
    }
    let linking = page("Give", "id: R-2\nstatus: superseded\n", "You MUST tell, see [the note](/note.txt).");
    book.write("content/_versions/1/rules/give.md", linking);
    build(&book, &[]);
    let old = |book: &Scratch| tree(&book.path("dist/internal/v/1/rules"));
    let edits: [Deed<'_>; 9] = [
        ("a file that is copied", &|book| book.write("content/_files/internal/note.txt", "A note.")),
        ("a change", &|book| book.write("content/rules/use.md", page("Use", "id: R-1\n", "You MUST ask."))),
        ("as before", &|book| book.write("content/rules/use.md", page("Use", "id: R-1\n", "You SHOULD ask."))),
        ("another title", &|book| book.write("content/rules/use.md", page("Using", "id: R-1\n", "You SHOULD ask."))),
        ("another place", &|book| {
            fs::rename(book.path("content/rules/use.md"), book.path("content/using.md")).expect("a page");
        }),
        ("gone", &|book| fs::remove_file(book.path("content/using.md")).expect("a page")),
        ("what is above it", &|book| book.write("content/rules/_index.md", page("Our rules", "", "All rules."))),
        ("a successor", &|book| book.write("content/new.md", page("New", "supersedes: [R-2]\n", "You may."))),
        ("another title of the successor", &|book| {
            book.write("content/new.md", page("Newer", "supersedes: [R-2]\n", "You may."));
        }),
    ];
    for (what, edit) in edits {
        let before = old(&book);
        edit(&book);
        build(&book, &[]);
        assert!(old(&book) != before, "{what} shows on old pages");
        is_as_fresh(&book, what);
    }
}

#[test]
fn what_was_asked_for_counts() {
    let book = handbook();
    build(&book, &[]);
    let page = |book: &Scratch| fs::read_to_string(book.path("dist/internal/use/index.html")).expect("a page");
    let before = page(&book);
    build(&book, &["--outline"]);
    let outlined = page(&book);
    assert_ne!(outlined, before, "an outlined build is another one");
    build(&book, &[]);
    assert_eq!(page(&book), before);
    let run = book.run(&["build", "--as-of", "2026-11-22", "--strict"]);
    assert_eq!(run.code, Some(1), "what was a warning before is an error now: {}", run.stderr);
    let other = build(&book, &["--out", "elsewhere"]);
    assert_same(&tree(&book.path("elsewhere/public")), &tree(&book.path("dist/public")), &other);
    lose_the_past(&book);
    let run = book.run(&["build", "--as-of", "2026-11-22", "--verify-frozen"]);
    assert_eq!(run.code, Some(1), "who wants old pages printed again gets them printed: {}", run.stderr);
}

#[test]
fn what_somebody_did_to_the_sites_is_mended() {
    let book = handbook();
    build(&book, &[]);
    let public = tree(&book.path("dist/public"));
    let harms: [Deed<'_>; 6] = [
        ("a file was changed", &|book| book.write("dist/public/v/1/use/index.html", "other words")),
        ("a file was changed in the current version", &|book| book.write("dist/public/use/index.html", "other words")),
        ("a file was lost", &|book| fs::remove_file(book.path("dist/public/v/1/use/index.html")).expect("a file")),
        ("a file came", &|book| book.write("dist/public/v/1/use/stray.txt", "stray")),
        ("a file came at the top", &|book| book.write("dist/public/stray.txt", "stray")),
        ("the site was lost", &|book| fs::remove_dir_all(book.path("dist/public")).expect("a folder")),
    ];
    for (harm, harms) in harms {
        // What is written now must not look as old as the site.
        std::thread::sleep(std::time::Duration::from_millis(20));
        harms(&book);
        book.forget_looks();
        build(&book, &[]);
        assert_same(&tree(&book.path("dist/public")), &public, harm);
    }
}

#[test]
fn a_look_at_old_pages_lasts_a_while() {
    let book = handbook();
    for words in ["You SHOULD ask.", "You SHOULD ask us.", "You SHOULD ask first."] {
        // A folder that is as young as the manifest is looked at more closely.
        std::thread::sleep(std::time::Duration::from_millis(20));
        book.write("content/use.md", page(words));
        build(&book, &[]);
    }
    let public = tree(&book.path("dist/public"));
    let old = "dist/public/v/1/use/index.html";
    std::thread::sleep(std::time::Duration::from_millis(20));
    book.write(old, "other words");
    build(&book, &[]);
    assert_eq!(fs::read_to_string(book.path(old)).expect("a page"), "other words", "all was looked at just now");
    book.forget_looks();
    build(&book, &[]);
    assert_same(&tree(&book.path("dist/public")), &public, "the last look is long ago");
    let harms: [Deed<'_>; 5] = [
        ("an old page was lost", &|book| fs::remove_dir_all(book.path("dist/public/v/1/use")).expect("a folder")),
        ("an old version was lost", &|book| fs::remove_dir_all(book.path("dist/public/v/1")).expect("a folder")),
        ("all old versions were lost", &|book| fs::remove_dir_all(book.path("dist/public/v")).expect("a folder")),
        ("something came to old pages", &|book| book.write("dist/public/v/1/stray/index.html", "stray")),
        ("a version came", &|book| book.write("dist/public/v/0/index.html", "stray")),
    ];
    for (harm, harms) in harms {
        std::thread::sleep(std::time::Duration::from_millis(20));
        harms(&book);
        build(&book, &[]);
        assert_same(&tree(&book.path("dist/public")), &public, harm);
    }
}
