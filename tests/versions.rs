//! Handbooks of several versions: random histories, kept in folders and in git, and what their readers find.
//!
//! What must hold of each: every link leads to a file of the same edition; where a page once stood something answers;
//! the two ways to keep versions give the same site; no word that is hidden now or was hidden then is in the public edition,
//! and hidden words cannot be told from others that are hidden. `OSPRESS_LONG=1` makes many more histories.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use common::{Dice, Scratch, Tree, assert_same, git, is_long_run, links_lead_somewhere, tree};

/// A page as one version has it.
#[derive(Debug, Clone)]
struct Page {
    /// Who it is, whatever it is called.
    who: usize,
    path: String,
    is_public: bool,
    title: String,
    words: String,
}

/// The versions, the oldest first; the last one is the current one.
type Past = Vec<Vec<Page>>;

const FOLDERS: [&str; 3] = ["", "policies/", "policies/deep/"];
const WORDS: [&str; 12] =
    ["rule", "release", "licence", "notice", "review", "team", "quarter", "meter", "gateway", "patch", "owner", "date"];

fn words(dice: &mut Dice) -> String {
    let sentence = |dice: &mut Dice| (0..8).map(|_| *dice.pick(&WORDS)).collect::<Vec<_>>().join(" ");
    (0..4).map(|_| sentence(dice)).collect::<Vec<_>>().join(".\n\n")
}

/// Makes a history: pages come, change, move, turn public or internal, and go.
fn past(dice: &mut Dice) -> Past {
    let mut next = 0;
    let mut page = |dice: &mut Dice| {
        next += 1;
        let path = format!("{}page-{next}", dice.pick(&FOLDERS));
        Page { who: next, path, is_public: dice.below(3) > 0, title: format!("Page {next}"), words: words(dice) }
    };
    let mut pages: Vec<Page> = (0..6).map(|_| page(dice)).collect();
    let mut past = vec![pages.clone()];
    for _ in 0..3 {
        for page in &mut pages {
            match dice.below(8) {
                0 => page.words = words(dice),
                1 => page.words.push_str("\n\nOne more rule."),
                2 => page.path = format!("{}moved-{}-{}", dice.pick(&FOLDERS), page.who, dice.below(100)),
                3 => page.is_public = !page.is_public,
                _ => {}
            }
        }
        let gone = dice.below(pages.len() + 2);
        if gone < pages.len() {
            pages.remove(gone);
        }
        pages.push(page(dice));
        past.push(pages.clone());
    }
    past
}

/// The word that an internal part of a page holds in a version.
fn secret(salt: usize, version: usize, who: usize) -> String {
    format!("zq{salt}v{version}p{who}x")
}

/// The word that the whole of a page holds in a version.
fn mark(version: usize, who: usize) -> String {
    format!("kw{version}v{who}w")
}

/// Writes one version below a folder; half of the pages have ids.
fn write(scratch: &Scratch, folder: &str, version: usize, pages: &[Page], salt: usize) {
    scratch.write(&format!("{folder}/_index.md"), "---\ntitle: Home\naudience: public\n---\nHello.\n");
    for Page { who, path, is_public, title, words } in pages {
        let id = if who % 2 == 0 { format!("id: P-{who}\n") } else { String::new() };
        let audience = if *is_public { "public" } else { "internal" };
        let (secret, mark) = (secret(salt, version, *who), mark(version, *who));
        let text = format!(
            "---\n{id}title: {title}\naudience: {audience}\n---\n{words}\n\nMarked {mark}.\n\n:::internal\n\nHidden {secret}.\n\n:::\n"
        );
        scratch.write(&format!("{folder}/{path}.md"), text);
    }
}

fn site_toml(sources: &[String]) -> String {
    let mut text =
        "title = \"Book\"\nbase_url = \"https://book.example/oss/\"\n[editions.public]\naudience = \"public\"\n\
        [editions.internal]\naudience = \"internal\"\n[versions]\ncurrent = \"4\"\n"
            .to_owned();
    for (number, source) in sources.iter().enumerate().rev() {
        let name = number + 1;
        let _ =
            write!(text, "[[versions.released]]\nname = \"{name}\"\ndate = 2026-0{name}-01\nsource = {{ {source} }}\n");
    }
    text
}

/// Keeps a history in folders; each version has its own hidden words.
fn in_folders(past: &Past, salts: [usize; 4]) -> Scratch {
    let scratch = Scratch::quick("versions");
    let (current, old) = past.split_last().expect("a version");
    write(&scratch, "content", old.len(), current, salts[old.len()]);
    for (version, pages) in old.iter().enumerate() {
        write(&scratch, &format!("content/_versions/{}", version + 1), version, pages, salts[version]);
    }
    let sources: Vec<_> = (1..=old.len()).map(|name| format!("path = \"content/_versions/{name}\"")).collect();
    scratch.write("site.toml", site_toml(&sources));
    scratch
}

/// Keeps a history in git: a tag for each old version, packed or not, plain or annotated.
fn in_git(past: &Past, dice: &mut Dice) -> Scratch {
    let scratch = Scratch::quick("versions-git");
    git(&scratch, &["init", "-q", "-b", "main"]);
    let (current, old) = past.split_last().expect("a version");
    for (version, pages) in old.iter().enumerate() {
        let _ = std::fs::remove_dir_all(scratch.path("content"));
        write(&scratch, "content", version, pages, 0);
        git(&scratch, &["add", "-A"]);
        git(&scratch, &["commit", "-q", "--allow-empty", "-m", "x"]);
        let tag = format!("v{}", version + 1);
        let annotated = ["tag", "-a", "-m", "x", &tag];
        let arguments = if dice.below(2) == 0 { &["tag", &tag][..] } else { &annotated[..] };
        git(&scratch, arguments);
    }
    if dice.below(2) == 0 {
        git(&scratch, &["gc", "-q"]);
    }
    let _ = std::fs::remove_dir_all(scratch.path("content"));
    write(&scratch, "content", old.len(), current, 0);
    let sources: Vec<_> = (1..=old.len()).map(|name| format!("git = \"v{name}\"")).collect();
    scratch.write("site.toml", site_toml(&sources));
    scratch
}

/// Builds, and gives both editions; the home page and the marks must be there.
#[track_caller]
fn build(scratch: &Scratch) -> (Tree, Tree) {
    let run = scratch.run(&["build", "--as-of", "2026-11-22"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    (tree(&scratch.path("dist/public")), tree(&scratch.path("dist/internal")))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Gives the addresses that pages had for readers of an edition when their version was the current one.
fn stood<'p>(pages: &'p [Page], of_public: Option<&'p BTreeSet<usize>>) -> impl Iterator<Item = &'p Page> {
    pages.iter().filter(move |page| of_public.is_none_or(|open| page.is_public && open.contains(&page.who)))
}

/// The pages that are public in the last version that has them.
fn open_last(past: &Past) -> BTreeSet<usize> {
    let mut last = BTreeMap::new();
    for page in past.iter().flatten() {
        last.insert(page.who, page.is_public);
    }
    last.into_iter().filter(|(_, is_public)| *is_public).map(|(who, _)| who).collect()
}

#[test]
fn random_histories_are_whole_and_hide_what_is_hidden() {
    for seed in 1..=if is_long_run() { 200 } else { 3 } {
        let mut dice = Dice(seed * 7919);
        let past = past(&mut dice);
        let book = in_folders(&past, [0; 4]);
        let (public, internal) = build(&book);
        let open = open_last(&past);
        for (edition, readers) in [(&public, Some(&open)), (&internal, None)] {
            links_lead_somewhere(edition, "/oss/");
            for (version, pages) in past.iter().enumerate() {
                for page in stood(pages, readers) {
                    // Of a page without id that moved and changed much, nothing tells that it is the same.
                    let is_sure = readers.is_none() || page.who % 2 == 0;
                    let lasting = format!("v/{}/{}/index.html", version + 1, page.path);
                    assert!(!is_sure || edition.contains_key(&lasting), "{seed}: {lasting} is missing");
                    let first = format!("{}/index.html", page.path);
                    assert!(!is_sure || edition.contains_key(&first), "{seed}: nothing answers at {first}");
                }
            }
        }
        let whole: String = public.values().map(|bytes| text(bytes)).collect();
        assert!(!whole.contains("zq0"), "{seed}: a hidden part is in the public edition");
        for (version, page) in
            past.iter().enumerate().flat_map(|(version, pages)| pages.iter().map(move |page| (version, page)))
        {
            let is_closed = !page.is_public || (page.who % 2 == 0 && !open.contains(&page.who));
            assert!(
                !is_closed || !whole.contains(&mark(version, page.who)),
                "{seed}: {page:?} of version {version} is in the public edition"
            );
        }
        // Other hidden words, in one version or in all, leave the public edition as it was, to the byte.
        let one = std::array::from_fn(|version| usize::from(version == dice.below(4)));
        for salts in [one, [1; 4], [1, 2, 3, 4]] {
            assert_same(&build(&in_folders(&past, salts)).0, &public, "other hidden words");
        }
        assert_same(
            &build(&in_folders(&other_hidden_pages(&past, &mut dice), [0; 4])).0,
            &public,
            "other hidden pages",
        );
        let again = build(&book);
        assert_same(&again.0, &public, "a second build");
        warm_is_as_fresh(&book, &past, &mut dice);
        let kept = in_git(&past, &mut dice);
        assert_same(&build(&kept).0, &public, "versions in git");
    }
}

/// Hides a page more in some versions, and leaves out one that was hidden in all that have it.
fn other_hidden_pages(past: &Past, dice: &mut Dice) -> Past {
    let mut past = past.clone();
    let ever_open: BTreeSet<usize> = past.iter().flatten().filter(|page| page.is_public).map(|page| page.who).collect();
    for pages in &mut past {
        pages.retain(|page| ever_open.contains(&page.who) || dice.below(2) == 0);
        if dice.below(2) == 0 {
            // One without an id, which nobody takes for another.
            let (who, path) = (901, format!("{}inner-{}", dice.pick(&FOLDERS), dice.below(100)));
            let words = format!("Inner {} words.", dice.below(1000));
            pages.push(Page { who, path, is_public: false, title: format!("Page {who}"), words });
        }
    }
    past
}

/// Hides the first paragraph of a text, which older states may show.
fn hidden(words: &str) -> String {
    let Some((first, rest)) = words.split_once("\n\n").filter(|_| !words.starts_with(":::")) else {
        return words.to_owned();
    };
    format!(":::internal\n\n{first}\n\n:::\n\n{rest}")
}

/// Changes the current version, or an old one, some times; what a warm build makes of it is what a fresh one makes.
fn warm_is_as_fresh(book: &Scratch, past: &Past, dice: &mut Dice) {
    let mut past = past.clone();
    for _ in 0..6 {
        let version = if dice.below(3) == 0 { dice.below(past.len()) } else { past.len() - 1 };
        let pages = &mut past[version];
        let at = dice.below(pages.len());
        match dice.below(6) {
            0 => pages[at].words = words(dice),
            1 => pages[at].path = format!("policies/now-{}", dice.below(1000)),
            2 => pages[at].is_public = !pages[at].is_public,
            3 => pages[at].title = format!("Page called {}", dice.below(1000)),
            4 => pages[at].words = hidden(&pages[at].words),
            _ => drop(pages.remove(at)),
        }
        let fresh = in_folders(&past, [0; 4]);
        let _ = std::fs::remove_dir_all(book.path("content"));
        let copied = tree(&fresh.path("content"));
        for (path, bytes) in copied {
            book.write(&format!("content/{path}"), bytes);
        }
        let ((public, internal), (fresh_public, fresh_internal)) = (build(book), build(&fresh));
        assert_same(&public, &fresh_public, "warm and fresh");
        assert_same(&internal, &fresh_internal, "warm and fresh");
        let (public, internal) = build(book);
        assert_same(&public, &fresh_public, "nothing new");
        assert_same(&internal, &fresh_internal, "nothing new");
    }
}

#[test]
fn tags_are_versions_by_a_pattern() {
    let mut dice = Dice(4711);
    let past = past(&mut dice);
    let book = in_git(&past, &mut dice);
    let toml = "title = \"Book\"\n[versions]\ncurrent = \"4\"\nfrom_tags = { pattern = \"v*\" }\n";
    book.write("site.toml", toml);
    let site = book.build("site");
    let list = text(&site["v/index.html"]);
    let at = |name: &str| list.find(&format!("href=\"/v/{name}/\"")).unwrap_or_else(|| panic!("{name} is not listed"));
    assert!(at("3") < at("2") && at("2") < at("1"), "the newest stands first");
    assert!(site.contains_key("v/4/index.html"), "the current version answers by its name");
    let check = |pattern: &str| {
        book.write("site.toml", toml.replace("v*", pattern));
        let run = book.run(&["check"]);
        run.stdout + &run.stderr
    };
    assert!(check("release-*").contains("note[version-none]: no tag is like `release-*`"), "{}", check("release-*"));
    assert!(!check("v*").contains("version-none"));
}

#[test]
fn a_version_that_is_missing_is_said_where_it_is_named() {
    let book = Scratch::quick("versions-missing");
    book.write("content/_index.md", "---\ntitle: Home\n---\nHello.\n");
    let toml = "title = \"Book\"\n[versions]\ncurrent = \"2\"\n[[versions.released]]\nname = \"1\"\nsource = { git = \"v1\" }\n";
    book.write("site.toml", toml);
    git(&book, &["init", "-q"]);
    let run = book.run(&["check"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    let said = run.stdout + &run.stderr;
    assert!(
        said.contains("version-missing") && said.contains("site.toml:5:8") && said.contains("fetch-depth: 0"),
        "{said}"
    );
}

#[test]
fn a_coming_version_says_so_and_is_not_the_one_before() {
    let book = Scratch::quick("versions-coming");
    for folder in ["content", "content/_versions/3", "content/_versions/1"] {
        book.write(&format!("{folder}/_index.md"), "---\ntitle: Home\n---\nHello.\n");
    }
    book.write("content/_versions/3/new.md", "# New\n\nText.\n");
    let toml = "title = \"Book\"\n[versions]\ncurrent = \"2\"\n\
        [[versions.released]]\nname = \"3\"\ndate = 2027-01-01\nsource = { path = \"content/_versions/3\" }\n\
        [[versions.released]]\nname = \"1\"\ndate = 2026-01-01\nsource = { path = \"content/_versions/1\" }\n";
    book.write("site.toml", toml);
    let site = book.build("site");
    assert!(text(&site["v/3/new/index.html"]).contains("Not in force yet."));
    assert!(text(&site["v/1/index.html"]).contains("No longer in force."));
    assert!(!text(&site["index.html"]).contains("banner"));
    assert!(text(&site["v/3/release/index.html"]).contains("version 2</a>"), "compared with the one in force");
    assert!(text(&site["v/2/release/index.html"]).contains("version 1</a>"));
    assert!(!site.contains_key("new/index.html"), "what is to come has not left yet");
}

#[test]
fn the_feed_tells_of_each_version_that_came_into_force() {
    let book = Scratch::quick("versions-feed");
    for folder in ["content", "content/_versions/3", "content/_versions/1"] {
        book.write(&format!("{folder}/_index.md"), "---\ntitle: Home\ndate: 2026-01-01\n---\nHello.\n");
    }
    let toml = "title = \"Book\"\nbase_url = \"https://book.example/oss/\"\n[versions]\ncurrent = \"2\"\ndate = 2026-06-01\n\
        [[versions.released]]\nname = \"3\"\ndate = 2027-01-01\nsource = { path = \"content/_versions/3\" }\n\
        [[versions.released]]\nname = \"1\"\ndate = 2026-01-01\nnote = \"First & best\"\nsource = { path = \"content/_versions/1\" }\n";
    book.write("site.toml", toml);
    let feed = text(&book.build("site")["feed.xml"]);
    let entries: Vec<&str> = feed.split("<entry>").skip(1).collect();
    let starts =
        |at: usize, title: &str| assert!(entries[at].starts_with(&format!("<title>{title}</title>")), "{feed}");
    starts(0, "Version 2");
    starts(1, "Version 1");
    starts(2, "Home");
    assert_eq!(entries.len(), 3, "a version to come is no news: {feed}");
    assert!(entries[0].contains("<link href=\"https://book.example/oss/v/2/release/\"/>"), "{feed}");
    assert!(
        entries[0].contains("<updated>2026-06-01T00:00:00Z</updated><summary>What version 2 changed</summary>"),
        "{feed}"
    );
    assert!(entries[1].contains("<summary>First &amp; best</summary>"), "{feed}");
    assert!(feed.contains("<updated>2026-06-01T00:00:00Z</updated>\n<author>"), "{feed}");
}

#[test]
fn a_release_page_tells_what_became_of_each_page() {
    let book = Scratch::quick("versions-release");
    let page = |title: &str, more: &str, text: &str| format!("---\ntitle: {title}\n{more}---\n{text}\n");
    for folder in ["content", "content/_versions/1"] {
        book.write(&format!("{folder}/_index.md"), page("Home", "", "Hello."));
    }
    book.write("content/_versions/1/same.md", page("Same", "", "As ever."));
    book.write("content/same.md", page("Same", "", "As ever."));
    book.write("content/_versions/1/strict.md", page("Strict", "owner: one\n", "You SHOULD ask. Then go on."));
    book.write("content/strict.md", page("Strict", "owner: two\n", "You MUST ask. Then go on."));
    book.write("content/_versions/1/facts.md", page("Facts", "last_reviewed: 2026-01-01\n", "One text."));
    book.write("content/facts.md", page("Facts", "last_reviewed: 2026-05-01\n", "One text."));
    book.write("content/_versions/1/here.md", page("Mover", "id: M-1\n", "Where am I?"));
    book.write("content/there.md", page("Mover", "id: M-1\n", "Where am I?"));
    book.write("content/_versions/1/gone.md", page("Gone", "", "Farewell, all of you."));
    book.write("content/new.md", page("Newcomer", "", "Good morning to everybody."));
    let toml = "title = \"Book\"\n[versions]\ncurrent = \"2\"\ndate = 2026-06-01\nnote = \"Stricter\"\n\
        [[versions.released]]\nname = \"1\"\ndate = 2026-01-01\nsource = { path = \"content/_versions/1\" }\n";
    book.write("site.toml", toml);
    let release = text(&book.build("site")["v/2/release/index.html"]);
    let part = |id: &str| {
        let from = release.find(&format!("<h2 id=\"{id}\">")).unwrap_or_else(|| panic!("no {id} in {release}"));
        let rest = &release[from + 4..];
        rest[..rest.find("<h2").or(rest.find("</main>")).unwrap_or(rest.len())].to_owned()
    };
    for (id, title) in
        [("added", "Newcomer"), ("changed", "Strict"), ("facts", "Facts"), ("moved", "Mover"), ("retired", "Gone")]
    {
        let part = part(id);
        assert!(part.contains(&format!(">{title}</a>")), "{id}: {part}");
        assert_eq!(part.matches("<li>").count(), 1, "{id}: {part}");
    }
    assert!(part("changed").contains("1 word in, 1 out"), "{}", part("changed"));
    assert!(part("changed").contains("<strong>1 obligation</strong> changed. Also owner."), "{}", part("changed"));
    assert!(part("changed").contains("href=\"/strict/history/\""), "{}", part("changed"));
    assert!(part("facts").contains("last reviewed"), "{}", part("facts"));
    assert!(part("moved").contains("/here/") && part("moved").contains("href=\"/there/\""), "{}", part("moved"));
    assert!(part("retired").contains("href=\"/v/1/gone/\""), "{}", part("retired"));
    assert!(release.contains(">Stricter<") && release.contains("datetime=\"2026-06-01\""), "{release}");
    assert!(release.contains("<dt>As before</dt><dd>2 pages</dd>"), "home and the page that is the same: {release}");
}
