//! Canaries: a mark in every place where something internal can stand, and in no byte of the public edition.
//!
//! The handbook is built in several ways; every file of the public edition is then searched by its name and its bytes, as
//! they are and decoded. The internal edition shows that the search can see.

#[path = "../common/mod.rs"]
mod common;
mod decode;
mod fields;
mod files;
mod numbers;
mod nursery;
mod places;
mod rows;
mod settings;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use common::{Run, Scratch, Tree, assert_same, tree};
use decode::Search;
use nursery::{Canary, Nursery, Sight};

/// A template that prints everything that a theme is given.
const TALKATIVE: &str = "{% extends \"base.html\" %}{% block after %}<pre>{{ __tera_context }}</pre>{% endblock %}";

/// The templates of whole pages.
const TEMPLATES: &[&str] = &[
    "data",
    "data_index",
    "gone",
    "history",
    "home",
    "metric",
    "metrics",
    "metrics-summary",
    "not-found",
    "page",
    "release",
    "releases",
    "section",
    "tag",
    "tags",
];

fn handbook() -> &'static Nursery {
    static HANDBOOK: OnceLock<Nursery> = OnceLock::new();
    HANDBOOK.get_or_init(|| {
        let mut nursery = Nursery::default();
        nursery.file("content/_index.md", "---\naudience: public\n---\n# Home\n\nFor all.\n");
        settings::plant(&mut nursery);
        numbers::plant(&mut nursery);
        rows::plant(&mut nursery);
        fields::plant(&mut nursery);
        places::plant(&mut nursery);
        files::plant(&mut nursery);
        nursery
    })
}

fn root(name: &str, theme: &[&str]) -> Scratch {
    let root = Scratch::quick(name);
    for (path, bytes) in &handbook().files {
        root.write(path, bytes);
    }
    for template in theme {
        root.write(&format!("themes/handbook/templates/{template}.html"), TALKATIVE);
    }
    root
}

/// Gives the numbers of the canaries in some bytes; `search` leaves out what it met before.
fn found(search: &mut Search, bytes: &[u8]) -> BTreeSet<usize> {
    let mut found = search.find(bytes);
    let text = without_checksums(&String::from_utf8_lossy(bytes));
    let needles = handbook().canaries.iter().enumerate();
    let is_there = |one: &Canary| one.needle.as_ref().is_some_and(|needle| text.contains(needle));
    found.extend(needles.filter(|(_, one)| is_there(one)).map(|(at, _)| at));
    found
}

/// Leaves out checksums, whose digits may be those of a number by chance.
fn without_checksums(text: &str) -> String {
    let is_checksum = |piece: &&str| piece.len() == 64 && piece.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.split_inclusive('"').filter(|piece| !is_checksum(&piece.trim_end_matches('"'))).collect()
}

/// Names the canaries in a tree, with a file that each is in.
fn leaks(tree: &Tree) -> Vec<String> {
    let mut search = Search::default();
    let mut leaks = Vec::new();
    for (path, bytes) in tree {
        for number in found(&mut search, path.as_bytes()).into_iter().chain(found(&mut search, bytes)) {
            let place = handbook().canaries.get(number).map_or("?", |one| one.place.as_str());
            leaks.push(format!("{path}: {place} ({number})"));
        }
    }
    leaks
}

#[track_caller]
fn assert_silent(tree: &Tree, about: &str) {
    let leaks = leaks(tree);
    assert!(leaks.is_empty(), "{about}: {leaks:#?}");
}

#[track_caller]
fn assert_says_nothing(run: &Run, about: &str) {
    assert_eq!(run.code, Some(0), "{about}: {}", run.stderr);
    for said in [&run.stdout, &run.stderr] {
        let leaks: Vec<_> = found(&mut Search::default(), said.as_bytes())
            .iter()
            .map(|number| &handbook().canaries[*number].place)
            .collect();
        assert!(leaks.is_empty(), "{about}: {leaks:?}\n{said}");
    }
}

/// Names the canaries that readers of the internal editions should see and do not.
fn unseen(dist: &Tree, sights: &[Sight]) -> Vec<&'static str> {
    let mut search = Search::default();
    let mut all = BTreeSet::new();
    for (path, bytes) in dist.iter().filter(|(path, _)| !path.starts_with("public/")) {
        all.extend(found(&mut search, path.as_bytes()));
        all.extend(found(&mut search, bytes));
    }
    let wanted = handbook().canaries.iter().enumerate().filter(|(_, one)| sights.contains(&one.sight));
    wanted.filter(|(at, _)| !all.contains(at)).map(|(_, one)| one.place.as_str()).collect()
}

fn count(sights: &[Sight]) -> usize {
    handbook().canaries.iter().filter(|one| sights.contains(&one.sight)).count()
}

#[test]
fn every_field_has_a_canary() {
    assert_eq!(fields::missing(), Vec::<String>::new(), "give each key a row in `fields.rs`");
    assert_eq!(settings::missing(), Vec::<String>::new(), "give each key a hole or a reason in `settings.rs`");
    assert_eq!(numbers::missing(), Vec::<String>::new(), "give each key a hole or a reason in `numbers.rs`");
    assert!(handbook().canaries.len() >= 150, "{}", handbook().canaries.len());
}

#[test]
fn the_public_edition_has_none() {
    let root = root("canaries", &[]);
    let build = ["build", "--as-of", "2026-11-22"];
    let cold = root.run(&[build.as_slice(), &["--edition", "public"]].concat());
    assert_says_nothing(&cold, "the messages of a public build");
    let public = tree(&root.path("dist/public"));
    assert_silent(&public, "a build of the public edition alone");
    for page in ["open/title", "open/block/paragraph", "open/line/words", "open/children/below"] {
        let text = &public[&format!("{page}/index.html")];
        assert!(String::from_utf8_lossy(text).contains(" for all") || page.ends_with("below"), "{page}");
    }

    let all = root.run(&build);
    assert_eq!(all.code, Some(0), "{}", all.stderr);
    assert_same(&tree(&root.path("dist/public")), &public, "beside the other editions");

    // The cache now knows all that is internal.
    let warm = root.run(&[build.as_slice(), &["--edition", "public"]].concat());
    assert_says_nothing(&warm, "the messages of a public build with a cache");
    assert_same(&tree(&root.path("dist/public")), &public, "with a cache of the internal edition");

    let unseen = unseen(&tree(&root.path("dist")), &[Sight::Seen]);
    let most = count(&[Sight::Seen]) / 20;
    assert!(unseen.len() <= most, "of {} canaries, readers miss {unseen:#?}", count(&[Sight::Seen]));
}

#[test]
fn a_theme_that_prints_all_it_has_has_none() {
    let root = root("talkative", TEMPLATES);
    let run = root.run(&["build", "--as-of", "2026-11-22"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_silent(&tree(&root.path("dist/public")), "a talkative theme");
    let sights = [Sight::Seen, Sight::Talkative];
    let unseen = unseen(&tree(&root.path("dist")), &sights);
    assert!(unseen.len() <= count(&sights) / 20, "of {} canaries, readers miss {unseen:#?}", count(&sights));
}

#[test]
fn drafts_show_only_with_their_option() {
    let root = root("drafts", &[]);
    let run = root.run(&["build", "--as-of", "2026-11-22", "--drafts", "--edition", "public"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let leaks = leaks(&tree(&root.path("dist/public")));
    assert!(leaks.iter().any(|leak| leak.contains(": draft")), "{leaks:#?}");
    let others: Vec<_> = leaks.iter().filter(|leak| !leak.contains(": draft")).collect();
    assert!(others.is_empty(), "{others:#?}");
}
