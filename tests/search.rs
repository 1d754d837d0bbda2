//! Search: what its index holds of an edition and what not, and that it follows every change.

mod common;

use std::collections::BTreeSet;

use common::{Dice, Scratch, Tree, assert_same, is_long_run, tree};
use serde_json::Value;

const SITE: &str = "title = \"Book\"\nbase_url = \"https://book.example/oss/\"\n\
    [metrics]\nfile = \"metrics/metrics.yaml\"\n\
    [editions.public]\naudience = \"public\"\n[editions.internal]\naudience = \"internal\"\n\
    [versions]\ncurrent = \"2\"\n[[versions.released]]\nname = \"1\"\nsource = { path = \"content/_versions/1\" }\n\
    [[data_pages]]\nfile = \"tools.csv\"\npath = \"tools/{name}\"\ntitle = \"name\"\naudience = \"audience\"\n";

const METRICS: &str = "groups:\n  - {id: give, title: Giving, audience: public}\nmetrics:\n  \
    - {id: up, title: Upstream zebras, group: give, audience: public, definition: Counted by walrus.,\n     \
    series: [{period: 2025, value: 12}]}\n  \
    - {id: inner, title: Heliotrope, group: give, series: [{period: 2026, value: 4711}]}\n";

/// The addresses of the pages that search knows, in order.
fn known(site: &Tree) -> Vec<String> {
    let lists = (0..).map_while(|list| site.get(&format!("search/pages-{list}.json")));
    let lines = lists.flat_map(|list| serde_json::from_slice::<Vec<Value>>(list).expect("a list"));
    lines.map(|line| line[0].as_str().expect("an address").to_owned()).collect()
}

/// Every line of the index: a word, and the addresses of its pages with their weights.
fn lines(site: &Tree) -> Vec<(String, Vec<(String, usize)>)> {
    let known = known(site);
    let parts = (0..).map_while(|part| site.get(&format!("search/words-{part}.txt")));
    let texts: Vec<&str> = parts.map(|part| std::str::from_utf8(part).expect("text")).collect();
    let line = |line: &str| {
        let mut at = 0;
        let (word, places) = line.split_once(' ').expect("a word and places");
        let place = |place: &str| {
            let place: usize = place.parse().expect("a number");
            at += place / 8;
            (known[at].clone(), place % 8)
        };
        (word.to_owned(), places.split(' ').map(place).collect())
    };
    texts.iter().flat_map(|text| text.lines()).map(line).collect()
}

fn pages_with(site: &Tree, word: &str) -> BTreeSet<String> {
    let found = lines(site).into_iter().filter(|(said, _)| said == word);
    found.flat_map(|(_, places)| places.into_iter().map(|(page, _)| page)).collect()
}

fn handbook(name: &str) -> Scratch {
    let book = Scratch::quick(name);
    book.write("site.toml", SITE);
    book.write("content/metrics/metrics.yaml", METRICS);
    book.write("content/tools.csv", "name,about,audience\nLathe,turns giraffes,public\nPress,hides okapis,internal\n");
    let open = "---\naudience: public\n---\n";
    book.write("content/_index.md", format!("{open}# Home\n\nThe harbour.\n"));
    book.write("content/use.md", format!("{open}# Using cranes\n\n## Ropes\n\nA rope, a rope, a knot. :internal[A buoy.]\n\n:::internal\nThe anchor.\n:::\n"));
    book.write("content/inner.md", "# Lighthouse\n\nA lamp.\n");
    book.write("content/mute.md", "---\naudience: public\nsearch: false\n---\n# Silent\n\nA foghorn.\n");
    book.write("content/draft.md", "---\naudience: public\nstatus: draft\n---\n# Draft\n\nA sextant.\n");
    book.write("content/_versions/1/_index.md", format!("{open}# Home\n\nThe dockyard.\n"));
    book.write("content/_versions/1/use.md", format!("{open}# Using cranes\n\nA winch.\n"));
    book
}

#[test]
fn search_finds_what_the_readers_of_an_edition_may_read() {
    let book = handbook("search");
    let public = book.build("public");
    let internal = tree(&book.path("dist/internal"));
    let none = BTreeSet::<String>::new();
    let one = |page: &str| BTreeSet::from([format!("/oss{page}")]);
    assert_eq!(pages_with(&public, "rope"), one("/use/"));
    assert_eq!(pages_with(&public, "harbour"), one("/"));
    for hidden in ["buoy", "anchor", "lighthouse", "lamp", "heliotrope", "711", "okapis", "press"] {
        assert_eq!(pages_with(&public, hidden), none, "{hidden}");
        // The control: it is there for those who may read it.
        assert!(!pages_with(&internal, hidden).is_empty(), "{hidden}");
    }
    for (path, bytes) in public.iter().filter(|(path, _)| path.starts_with("search/")) {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        assert!(!text.contains("inner") && !text.contains("lighthouse"), "{path}");
    }
    // Metrics and rows are pages like others.
    assert!(pages_with(&public, "zebras").is_superset(&one("/metrics/up/")));
    assert_eq!(pages_with(&public, "walrus"), one("/metrics/up/"));
    assert_eq!(pages_with(&public, "giraffes"), one("/tools/lathe/"));
    // What says so is left out, and what old versions say, drafts, and what stands around a page.
    for site in [&public, &internal] {
        for left_out in ["foghorn", "sextant", "winch", "dockyard", "skip", "breadcrumbs"] {
            assert_eq!(pages_with(site, left_out), none, "{left_out}");
        }
        assert!(
            !known(site)
                .iter()
                .any(|page| page.contains("/v/") || page.contains("/mute/") || page.contains("/history/"))
        );
    }
}

#[test]
fn a_word_of_the_title_counts_most() {
    let public = handbook("search-weight").build("public");
    let weight = |word: &str| lines(&public).into_iter().find(|(said, _)| said == word).expect("a word").1[0].1;
    assert_eq!([weight("cranes"), weight("ropes"), weight("rope"), weight("knot")], [4, 2, 2, 1]);
}

#[test]
fn a_page_may_introduce_the_search() {
    let book = handbook("search-own");
    book.write("content/search.md", "---\naudience: public\n---\n# Look it up\n\nBy porthole.\n");
    let public = book.build("public");
    let page = String::from_utf8_lossy(&public["search/index.html"]).into_owned();
    assert!(
        page.contains("<h1 id=\"look-it-up\">Look it up</h1>")
            && page.contains("By porthole.")
            && page.contains("class=\"find\""),
        "{page}"
    );
    assert!(!known(&public).contains(&"/oss/search/".to_owned()));
    assert!(!String::from_utf8_lossy(&public["use/index.html"]).contains("data-parts"));
}

#[test]
fn an_old_address_does_not_take_the_place_of_the_search() {
    let book = handbook("search-alias");
    for address in ["/search/", "/search/words-0.txt", "/tags/"] {
        let front = format!("---\naudience: public\ntags: [open]\naliases: [{address}]\n---\n");
        book.write("content/old.md", front + "# Old\n\nWords.\n");
        let run = book.run(&["check"]);
        assert_eq!(run.code, Some(1), "{}", run.stderr);
        let told = format!("error[url-collision]: the address `{address}` is made twice\n--> content/old.md");
        assert!(run.stderr.contains(&told), "{}", run.stderr);
    }
}

/// An edition in which search would find nothing has none.
#[test]
fn a_handbook_can_do_without_search() {
    let book = Scratch::quick("search-none");
    book.write("site.toml", "title = \"Book\"\n");
    book.write("content/_index.md", "---\nsearch: false\nchildren: {search: false}\n---\n# Home\n\nWords.\n");
    book.write("content/a.md", "# A\n\nWords.\n");
    let site = book.build("site");
    let is_of_search = |path: &&String| path.contains("search");
    assert_eq!(site.keys().filter(is_of_search).collect::<Vec<_>>(), Vec::<&String>::new());
    assert!(!String::from_utf8_lossy(&site["a/index.html"]).contains("search"), "no link leads to it");
}

/// Of a handbook with several parts, after each change the index is the one that a build from nothing makes; most of these
/// builds take the short way.
#[test]
fn the_index_follows_every_change() {
    const WORDS: [&str; 12] =
        ["rope", "crane", "Quay", "tide", "château", "船", "港口", "2026", "keel", "mast", "sail", "knots"];
    let book = Scratch::quick("search-follows");
    let mut dice = Dice(11);
    book.write(
        "site.toml",
        "title = \"Book\"\n[editions.public]\naudience = \"public\"\n[editions.all]\naudience = \"internal\"\n",
    );
    let text =
        |dice: &mut Dice| (0..3 + dice.below(9)).map(|_| WORDS[dice.below(WORDS.len())]).collect::<Vec<_>>().join(" ");
    let page = |title: &str, said: &str| {
        format!("---\naudience: public\ndescription: A page.\n---\n# {title}\n\n{said}\n\n:internal[{said} anchor]\n")
    };
    for number in 0..150 {
        book.write(&format!("content/s{}/p{number}.md", number % 5), page(&format!("Page {number}"), &text(&mut dice)));
    }
    assert!(book.build("public").contains_key("search/words-1.txt"), "several parts");
    let rounds = if is_long_run() { 120 } else { 12 };
    for round in 0..rounds {
        for _ in 0..=dice.below(3) {
            let number = dice.below(150);
            // Sometimes a title, which takes the long way; sometimes a page goes or comes.
            let title = if dice.below(6) == 0 { text(&mut dice) } else { format!("Page {number}") };
            let path = format!("content/s{}/p{number}.md", number % 5);
            match dice.below(8) {
                0 => drop(std::fs::remove_file(book.path(&path))),
                1 => book.write(&format!("content/s{}/n{round}.md", number % 5), page(&title, &text(&mut dice))),
                _ => book.write(&path, page(&title, &text(&mut dice))),
            }
        }
        let sites = || ["public", "all"].map(|edition| tree(&book.path("dist").join(edition)));
        book.build("public");
        let warm = sites();
        for folder in ["dist", ".ospress"] {
            std::fs::rename(book.path(folder), book.path(&format!(".before-{folder}"))).expect("a rename");
        }
        book.build("public");
        for (warm, clean) in warm.iter().zip(&sites()) {
            assert_same(warm, clean, &format!("round {round}"));
        }
        for folder in ["dist", ".ospress"] {
            std::fs::remove_dir_all(book.path(folder)).expect("a folder");
            std::fs::rename(book.path(&format!(".before-{folder}")), book.path(folder)).expect("a rename");
        }
    }
}
