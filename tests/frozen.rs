//! What is kept of old versions: the output comes out the same with it, without it, and with any of it damaged.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

mod common;

use common::{Dice, Scratch, assert_same, is_long_run, tree};
use ospress::hash::Hash;
use ospress::manuscript::Wish;
use ospress::memo::{Memo, Shelf};
use ospress::output::cache;
use ospress::path::{SourcePath, UrlPath};
use ospress::redline::history;
use ospress::source::Snapshot;
use ospress::{config, manuscript, render, site, source, theme};
use sha2::{Digest, Sha256};

const SITE: &str = "title = \"Book\"\nbase_url = \"https://book.example/\"\n\
    [editions.public]\naudience = \"public\"\n[editions.internal]\naudience = \"internal\"\n\
    [versions]\ncurrent = \"3\"\ndate = 2026-09-01\n\
    [[versions.released]]\nname = \"2\"\ndate = 2026-06-01\nsource = { path = \"content/_versions/2\" }\n\
    [[versions.released]]\nname = \"1\"\ndate = 2026-03-01\nsource = { path = \"content/_versions/1\" }\n";

fn page(word: &str) -> String {
    format!(
        "---\naudience: public\n---\n# Use\n\nYou MUST ask the {word}.\n\n```sh\necho {word}\n```\n\n:::internal\nInner {word}.\n:::\n"
    )
}

fn handbook() -> Scratch {
    let book = Scratch::quick("frozen");
    book.write("site.toml", SITE);
    for (folder, word) in [("_versions/1/", "office"), ("_versions/2/", "team"), ("", "lead")] {
        for name in ["use", "release", "contribute"] {
            book.write(&format!("content/{folder}policies/{name}.md"), page(&format!("{word} of {name}")));
        }
    }
    book
}

#[track_caller]
fn build(book: &Scratch, arguments: &[&str]) -> String {
    let run = book.run(&[&["build", "--as-of", "2026-11-22"], arguments].concat());
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    run.stderr
}

fn remove(book: &Scratch, folder: &str) {
    fs::remove_dir_all(book.path(folder)).expect("a folder");
}

fn kept(book: &Scratch, edition: &str) -> Vec<PathBuf> {
    let listed = fs::read_dir(book.path(".ospress/frozen").join(edition)).into_iter().flatten().flatten();
    let mut kept: Vec<_> = listed.map(|entry| entry.path()).collect();
    kept.sort();
    kept
}

/// Gives every file below a folder that has the same bytes on the disk, not only alike ones.
fn is_linked(one: &Path, site: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let number = |path: &Path| fs::metadata(path).expect("a file").ino();
    tree(site).keys().any(|path| number(&site.join(path)) == number(one))
}

#[test]
fn a_lost_output_is_linked_together_again() {
    let book = handbook();
    build(&book, &[]);
    let expected = [tree(&book.path("dist/public")), tree(&book.path("dist/internal"))];
    let pages = kept(&book, "public");
    assert!(pages.len() >= 6, "{pages:?}");
    remove(&book, "dist");
    build(&book, &[]);
    assert_eq!([tree(&book.path("dist/public")), tree(&book.path("dist/internal"))], expected);
    assert!(pages.iter().all(|page| is_linked(page, &book.path("dist/public"))), "the pages were printed again");
    build(&book, &["--out", "elsewhere", "--edition", "public"]);
    assert_eq!(tree(&book.path("elsewhere/public")), expected[0]);
    assert!(pages.iter().all(|page| is_linked(page, &book.path("elsewhere/public"))));
    remove(&book, ".ospress");
    remove(&book, "dist");
    build(&book, &[]);
    assert_eq!([tree(&book.path("dist/public")), tree(&book.path("dist/internal"))], expected, "without a cache");
}

#[test]
fn what_is_damaged_is_noticed_and_made_again() {
    let book = handbook();
    build(&book, &[]);
    let expected = tree(&book.path("dist/public"));
    let pages = kept(&book, "public");
    let mut dice = Dice(7);
    for round in 0..if is_long_run() { 200 } else { 12 } {
        remove(&book, "dist");
        let page = &pages[dice.below(pages.len())];
        let mut bytes = fs::read(page).expect("an entry");
        let at = dice.below(bytes.len());
        match round % 4 {
            0 => bytes[at] ^= 1 << dice.below(8),
            1 => bytes.truncate(at),
            2 => bytes.clear(),
            _ => bytes.push(b'x'),
        }
        fs::remove_file(page).expect("an entry");
        if round % 5 == 4 {
            std::os::unix::fs::symlink(book.path("site.toml"), page).expect("a link");
        } else {
            fs::write(page, &bytes).expect("an entry");
        }
        build(&book, &["--edition", "public"]);
        assert_eq!(tree(&book.path("dist/public")), expected, "round {round}");
        assert_eq!(kept(&book, "public"), pages, "round {round}");
        assert_eq!(kept(&book, "public").iter().filter(|page| page.is_symlink()).count(), 0);
    }
}

#[test]
fn an_edited_output_does_not_come_back() {
    let book = handbook();
    build(&book, &[]);
    let expected = tree(&book.path("dist/public"));
    // In place, so that what is kept has the words too.
    let page = book.path("dist/public/v/1/policies/use/index.html");
    fs::write(&page, fs::read_to_string(&page).expect("a page").replace("MUST", "may")).expect("a page");
    remove(&book, "dist");
    build(&book, &[]);
    assert_eq!(tree(&book.path("dist/public")), expected);
}

#[test]
fn only_what_is_wanted_stays() {
    let book = handbook();
    build(&book, &[]);
    let before = kept(&book, "public");
    book.write("content/_versions/1/policies/use.md", page("board"));
    build(&book, &[]);
    let after = kept(&book, "public");
    assert_eq!(after.len(), before.len());
    assert!(after != before, "the page that changed is another entry");
    assert!(!after.iter().any(|page| fs::read_to_string(page).expect("an entry").contains("office of use")));
}

#[test]
fn a_link_in_the_cache_leads_nobody_astray() {
    let book = handbook();
    book.write("precious/notes.txt", "Keep me.");
    book.write(".ospress/.keep", "");
    book.write("precious/other/notes.txt", "Keep me too.");
    std::os::unix::fs::symlink(book.path("precious"), book.path(".ospress/frozen")).expect("a link");
    build(&book, &[]);
    assert_eq!(tree(&book.path("precious")).len(), 2, "nothing came or went behind the link");
    assert!(kept(&book, "public").len() >= 6);
}

#[test]
fn what_was_kept_can_be_compared_with_what_would_be_printed() {
    let book = handbook();
    build(&book, &[]);
    let said = build(&book, &["--verify-frozen"]);
    let count = kept(&book, "public").len() + kept(&book, "internal").len();
    assert!(said.contains(&format!("{count} files of old versions printed again and the same")), "{said}");
    let first = handbook();
    let said = build(&first, &["--verify-frozen"]);
    assert!(said.contains("0 files of old versions"), "nothing was kept before: {said}");
}

/// Gives the key of a file of an edition, as a build finds it.
fn key(book: &Scratch, edition: &str, url: &str) -> Hash {
    let (config, _) = config::parse(&SourcePath::new("site.toml").expect("a path"), SITE);
    let take = |folder: &str, skip: &[&str]| source::take(&book.0, folder, skip).expect("the content").0;
    let versions = &config.versions;
    let content = take("content", &["content/_versions"]);
    let current = Snapshot { name: versions.current.clone(), date: versions.date, ..content };
    let old = versions.released.iter().map(|released| Snapshot {
        name: Some(released.name.clone()),
        date: released.date,
        ..take(&format!("content/_versions/{}", released.name.as_str()), &[])
    });
    let snapshots: Vec<_> = [current].into_iter().chain(old).collect();
    let memo = Memo::default();
    let (manuscript, _) = manuscript::read(&snapshots, &config, &memo);
    let edition = config.editions.iter().find(|known| known.name == edition).expect("an edition");
    let wish = Wish { as_of: jiff::civil::date(2026, 11, 22), drafts: false, outline: false };
    let site = Arc::new(site::assemble(manuscript::project(&manuscript, &config, edition, wish).0, &memo).0);
    let history = Arc::new(history::trace(&site, &memo));
    let (press, _) = render::press(site, history, Arc::new(theme::load(&config.theme, None).0));
    let url = UrlPath::new(url).expect("an address");
    render::prepare(&press, &url, &press.plan.items[&url]).expect("a page").key
}

/// The control: what the finding is about cannot happen by itself, so the memo is forged, and the entry that it names.
#[test]
fn a_page_that_was_kept_in_other_bytes_is_told() {
    let book = handbook();
    build(&book, &[]);
    let published = tree(&book.path("dist/public"));
    let key = key(&book, "public", "/v/1/policies/use/");
    let forged = "Other words.";
    let digest: String = Sha256::digest(forged).iter().map(|byte| format!("{byte:02x}")).collect();
    book.write(&format!(".ospress/frozen/public/{digest}"), forged);
    let memo = cache::load(&book.0);
    memo.keep(Shelf::Output, key, &(digest, forged.len() as u64));
    cache::save(&book.0, &memo).expect("a cache");
    let run = book.run(&["build", "--as-of", "2026-11-22", "--verify-frozen"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(run.stderr.contains("frozen-differs") && run.stderr.contains("/v/1/policies/use/"), "{}", run.stderr);
    assert_same(&tree(&book.path("dist/public")), &published, "nothing is published");
    remove(&book, ".ospress");
    build(&book, &["--verify-frozen"]);
    assert_same(&tree(&book.path("dist/public")), &published, "the help helps");
}

#[test]
fn nothing_is_kept_of_an_edition_that_is_no_more() {
    let book = handbook();
    build(&book, &[]);
    assert!(!kept(&book, "internal").is_empty());
    build(&book, &["--edition", "public"]);
    assert!(!kept(&book, "internal").is_empty(), "it was not asked for, and is still there");
    book.write("site.toml", SITE.replace("[editions.internal]\naudience = \"internal\"\n", ""));
    build(&book, &[]);
    assert!(!book.path(".ospress/frozen/internal").exists());
    assert!(!kept(&book, "public").is_empty());
}
