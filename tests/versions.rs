//! Handbooks of several versions: random histories, kept in folders and in git, and what their readers find.
//!
//! What must hold of each: every link leads to a file of the same edition; where a page once stood something answers;
//! the two ways to keep versions give the same site; no word that is hidden now or was hidden then is in the public edition,
//! and hidden words cannot be told from others that are hidden. `OSPRESS_LONG=1` makes many more histories.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::process::Command;

use common::{Dice, Scratch, Tree, assert_same, is_long_run, tree};

/// A page as one version has it.
#[derive(Debug, Clone)]
struct Page {
    /// Who it is, whatever it is called.
    who: usize,
    path: String,
    is_public: bool,
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
        Page { who: next, path, is_public: dice.below(3) > 0, words: words(dice) }
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
    for Page { who, path, is_public, words } in pages {
        let id = if who % 2 == 0 { format!("id: P-{who}\n") } else { String::new() };
        let audience = if *is_public { "public" } else { "internal" };
        let (secret, mark) = (secret(salt, version, *who), mark(version, *who));
        let text = format!(
            "---\n{id}title: Page {who}\naudience: {audience}\n---\n{words}\n\nMarked {mark}.\n\n:::internal\n\nHidden {secret}.\n\n:::\n"
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

fn git(scratch: &Scratch, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.current_dir(&scratch.0).args(["-c", "user.name=A", "-c", "user.email=a@a.example"]).args(arguments);
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    let output = git.output().expect("git is there");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
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

/// Checks that every local link and every redirect leads to a file of the edition.
fn links_lead_somewhere(edition: &Tree) {
    for (path, bytes) in edition.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = text(bytes);
        let quoted = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let refreshed = html.split("0; url=").skip(1).filter_map(|rest| rest.split('"').next());
        for link in quoted.chain(refreshed) {
            let link = link.trim_start_matches("https://book.example").split('#').next().unwrap_or_default();
            let Some(below) = link.strip_prefix("/oss/") else { continue };
            let file =
                if below.is_empty() || below.ends_with('/') { format!("{below}index.html") } else { below.to_owned() };
            assert!(edition.contains_key(&file), "{path} leads to {link}, which is not there");
        }
    }
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
            links_lead_somewhere(edition);
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
            pages.push(Page { who, path, is_public: false, words: format!("Inner {} words.", dice.below(1000)) });
        }
    }
    past
}

/// Changes the current version, or an old one, some times; what a warm build makes of it is what a fresh one makes.
fn warm_is_as_fresh(book: &Scratch, past: &Past, dice: &mut Dice) {
    let mut past = past.clone();
    for _ in 0..4 {
        let version = if dice.below(3) == 0 { dice.below(past.len()) } else { past.len() - 1 };
        let pages = &mut past[version];
        let at = dice.below(pages.len());
        match dice.below(4) {
            0 => pages[at].words = words(dice),
            1 => pages[at].path = format!("policies/now-{}", dice.below(1000)),
            2 => pages[at].is_public = !pages[at].is_public,
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

/// Writes a page below each of some folders.
fn pages(book: &Scratch, pages: &[(&str, &str)]) {
    for (path, text) in pages {
        book.write(path, format!("---\n{}\n", text.replace("|", "\n")));
    }
}

/// Gives where a redirect page leads; none for another page.
fn redirect(tree: &Tree, path: &str) -> Option<String> {
    let html = text(tree.get(path).unwrap_or_else(|| panic!("no {path}")));
    Some(html.split("0; url=").nth(1)?.split('"').next()?.to_owned())
}

/// Gives where the switcher of a page leads, by version; a star for a version without the page.
fn switcher(tree: &Tree, path: &str) -> Vec<String> {
    let html = text(&tree[path]);
    let list =
        html.split("aria-label=\"Versions\"").nth(1).expect("a switcher").split("</nav>").next().expect("an end");
    let entries = list.split("<li>").skip(1).filter(|entry| !entry.contains("class=\"more\""));
    let entry = |entry: &str| {
        let href = entry.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
        let star = if entry.contains("without this page") { "*" } else { "" };
        assert_eq!(entry.contains("data-same"), star.is_empty() && !entry.contains("aria-current"), "{entry}");
        format!("{href}{star}")
    };
    entries.map(entry).collect()
}

fn three(book: &Scratch) {
    let toml = "title = \"Book\"\n[versions]\ncurrent = \"3\"\n\
        [[versions.released]]\nname = \"2\"\ndate = 2026-02-01\nsource = { path = \"content/_versions/2\" }\n\
        [[versions.released]]\nname = \"1\"\ndate = 2026-01-01\nsource = { path = \"content/_versions/1\" }\n";
    book.write("site.toml", toml);
    for folder in ["content", "content/_versions/2", "content/_versions/1"] {
        book.write(&format!("{folder}/_index.md"), "# Home\n\nHello.\n");
    }
}

#[test]
fn a_page_that_moved_twice_is_found_at_each_address() {
    let book = Scratch::quick("versions-chain");
    three(&book);
    pages(
        &book,
        &[
            ("content/_versions/1/a.md", "id: P-1|---|The first text."),
            ("content/_versions/2/b/c.md", "id: P-1|---|Other words altogether."),
            ("content/d.md", "id: P-1|---|And once more."),
        ],
    );
    let site = book.build("site");
    for path in ["a/index.html", "b/c/index.html", "v/3/d/index.html"] {
        assert_eq!(redirect(&site, path).as_deref(), Some("/d/"), "{path}");
    }
    let all = ["/d/", "/v/2/b/c/", "/v/1/a/"];
    for path in ["d/index.html", "v/2/b/c/index.html", "v/1/a/index.html"] {
        assert_eq!(switcher(&site, path), all, "{path}");
    }
    assert!(text(&site["v/1/a/index.html"]).contains("<a href=\"/d/\" data-same>Read this page in version 3</a>"));
    assert!(text(&site["v/3/release/index.html"]).contains("/b/c/"), "the release page tells of the move");
    links_lead_somewhere(&site);
}

#[test]
fn pages_that_swap_their_places_are_not_taken_for_each_other() {
    let book = Scratch::quick("versions-swap");
    three(&book);
    for folder in ["content/_versions/1", "content/_versions/2"] {
        let (a, b) = (format!("{folder}/a.md"), format!("{folder}/b.md"));
        pages(&book, &[(&a, "id: P-1|---|The first."), (&b, "id: P-2|---|The second.")]);
    }
    pages(&book, &[("content/b.md", "id: P-1|---|The first."), ("content/a.md", "id: P-2|---|The second.")]);
    let site = book.build("site");
    assert_eq!(switcher(&site, "b/index.html"), ["/b/", "/v/2/a/", "/v/1/a/"]);
    assert_eq!(switcher(&site, "v/1/b/index.html"), ["/a/", "/v/2/b/", "/v/1/b/"]);
    assert!(redirect(&site, "a/index.html").is_none(), "another page stands there now");
}

#[test]
fn a_page_that_was_split_stays_where_most_of_it_is() {
    let book = Scratch::quick("versions-split");
    three(&book);
    let long = |about: &str| {
        (0..9)
            .map(|line| format!("Rule {line} about {about} says what is to be done, and by whom.|"))
            .collect::<String>()
    };
    let (rules, keys) = (long("releases"), long("keys"));
    let whole = format!("title: All rules|---|{rules}|## Keys||{keys}");
    for folder in ["content/_versions/1", "content/_versions/2"] {
        pages(&book, &[(&format!("{folder}/all.md"), &whole)]);
    }
    let (first, second) = (format!("title: Rules|---|{rules}"), format!("title: Keys|---|{keys}"));
    pages(&book, &[("content/rules/releases.md", &first), ("content/rules/keys.md", &second)]);
    let site = book.build("site");
    let heir = redirect(&site, "all/index.html").expect("a redirect");
    assert!(["/rules/releases/", "/rules/keys/"].contains(&heir.as_str()), "{heir}");
    let other = if heir == "/rules/keys/" { "rules/releases/index.html" } else { "rules/keys/index.html" };
    assert_eq!(switcher(&site, other)[1..], ["/v/2/*", "/v/1/*"], "a page that came leads to what stands above it");
    links_lead_somewhere(&site);
}

#[test]
fn a_page_that_was_retired_names_its_successor() {
    let book = Scratch::quick("versions-retired");
    three(&book);
    pages(
        &book,
        &[
            ("content/_versions/1/old.md", "id: P-1|title: Old rule|---|Text."),
            ("content/_versions/2/old.md", "id: P-1|title: Old rule|---|Text."),
            ("content/new.md", "id: P-9|title: New rule|supersedes: P-1|---|Text."),
        ],
    );
    let site = book.build("site");
    let gone = text(&site["old/index.html"]);
    assert!(
        gone.contains("href=\"/new/\"") && gone.contains("New rule") && gone.contains("href=\"/v/2/old/\""),
        "{gone}"
    );
    assert!(gone.contains("noindex"));
    let old = text(&site["v/1/old/index.html"]);
    assert!(old.contains("does not have this page"), "{old}");
    assert_eq!(switcher(&site, "v/1/old/index.html"), ["/*", "/v/2/old/", "/v/1/old/"]);
}

#[test]
fn old_versions_are_for_people_and_not_for_search() {
    let book = Scratch::quick("versions-search");
    three(&book);
    let toml = std::fs::read_to_string(book.path("site.toml")).expect("a file");
    book.write("site.toml", format!("base_url = \"https://book.example/oss/\"\n{toml}"));
    for folder in ["content", "content/_versions/2", "content/_versions/1"] {
        pages(&book, &[(&format!("{folder}/use.md"), "title: Use|date: 2026-01-01|---|You may.")]);
    }
    pages(&book, &[("content/_versions/1/gone.md", "title: Gone|---|Away.")]);
    let site = book.build("site");
    let canonical = |path: &str| {
        let html = text(&site[path]);
        let link = html.split("rel=\"canonical\" href=\"").nth(1).and_then(|rest| rest.split('"').next());
        (link.map(str::to_owned), html.contains("name=\"robots\" content=\"noindex\""))
    };
    let at = |path: &str| Some(format!("https://book.example/oss/{path}"));
    assert_eq!(canonical("use/index.html"), (at("use/"), false));
    assert_eq!(canonical("v/1/use/index.html"), (at("use/"), true));
    assert!(canonical("v/1/gone/index.html").1);
    for file in ["sitemap.xml", "feed.xml", "llms.txt"] {
        let said = text(&site[file]);
        assert!(!said.contains("/v/1/use/") && !said.contains("/v/1/gone/"), "{file}: {said}");
    }
    assert!(text(&site["v/2/use/index.html"]).contains("https://book.example/oss/v/2/use/"), "how to cite");
    assert!(text(&site["use/index.html"]).contains("https://book.example/oss/v/3/use/"), "how to cite");
    assert_eq!(redirect(&site, "v/3/use/index.html").as_deref(), Some("/oss/use/"));
}

#[test]
fn versions_come_from_tags_branches_commits_and_folders_at_once() {
    let book = Scratch::quick("versions-sources");
    git(&book, &["init", "-q", "-b", "main"]);
    let write = |word: &str| book.write("content/_index.md", format!("# Home\n\nThe {word}.\n"));
    let commit = |date: &str| {
        git(&book, &["add", "-A"]);
        let date = format!("{date}T12:00:00Z");
        let mut git = Command::new("git");
        git.current_dir(&book.0).args(["-c", "user.name=A", "-c", "user.email=a@a.example", "commit", "-q", "-m", "x"]);
        git.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
        assert!(git.status().expect("git is there").success());
    };
    for (word, date) in [("first", "2026-01-01"), ("second", "2026-02-01"), ("third", "2026-03-01")] {
        write(word);
        commit(date);
        match word {
            "first" => git(&book, &["tag", "-a", "v2026.2", "-m", "x"]),
            "second" => git(&book, &["branch", "spring"]),
            _ => {}
        }
    }
    let output = Command::new("git").current_dir(&book.0).args(["rev-parse", "HEAD"]).output().expect("git is there");
    let head = text(&output.stdout);
    write("current");
    book.write("content/_versions/0/_index.md", "# Home\n\nThe folder.\n");
    // As the documentation writes it.
    let toml = format!(
        "title = \"Book\"\n[versions]\ncurrent = \"2026.9\"\n\
         [[versions.released]]\nname = \"2026.2\"\ndate = 2026-06-01\nnote = \"Contribution policy tightened\"\n\
         source = {{ git = \"v2026.2\" }}\n\
         [[versions.released]]\nname = \"spring\"\nsource = {{ git = \"spring\" }}\n\
         [[versions.released]]\nname = \"commit\"\nsource = {{ git = \"{}\" }}\n\
         [[versions.released]]\nname = \"0\"\ndate = 2025-01-01\nsource = {{ path = \"content/_versions/0\" }}\n",
        &head.trim()[..12]
    );
    book.write("site.toml", toml);
    let site = book.build("site");
    for (name, word) in [("2026.2", "first"), ("spring", "second"), ("commit", "third"), ("0", "folder")] {
        assert!(text(&site[&format!("v/{name}/index.html")]).contains(&format!("The {word}.")), "{name}");
    }
    assert_eq!(switcher(&site, "index.html"), ["/", "/v/2026.2/", "/v/commit/", "/v/spring/", "/v/0/"], "by date");
    assert!(text(&site["v/2026.2/release/index.html"]).contains("Contribution policy tightened"));
}

#[test]
fn tags_have_the_order_that_the_rule_says() {
    let book = Scratch::quick("versions-order");
    git(&book, &["init", "-q", "-b", "main"]);
    for (tag, day) in [("v10.0", 1), ("v9.0", 3), ("v9.0-rc1", 2), ("w1", 4)] {
        book.write("content/_index.md", format!("# Home\n\n{tag}.\n"));
        git(&book, &["add", "-A"]);
        let date = format!("2026-01-0{day}T12:00:00Z");
        let mut commit = Command::new("git");
        commit.current_dir(&book.0).args([
            "-c",
            "user.name=A",
            "-c",
            "user.email=a@a.example",
            "commit",
            "-q",
            "-m",
            "x",
        ]);
        commit.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
        assert!(commit.status().expect("git is there").success());
        git(&book, &["tag", tag]);
    }
    for (rule, expect) in [
        ("pattern = \"v*\"\nname = \"{1}\"\norder = \"semver\"", ["10.0", "9.0", "9.0-rc1"]),
        ("pattern = \"v*\"\norder = \"date\"", ["9.0", "9.0-rc1", "10.0"]),
        ("pattern = \"v*\"\nname = \"r{1}\"\norder = \"name\"", ["r9.0-rc1", "r9.0", "r10.0"]),
    ] {
        book.write(
            "site.toml",
            format!("title = \"Book\"\n[versions]\ncurrent = \"11\"\n[versions.from_tags]\n{rule}\n"),
        );
        let site = book.build("site");
        let expect: Vec<String> =
            ["/".to_owned()].into_iter().chain(expect.iter().map(|name| format!("/v/{name}/"))).collect();
        assert_eq!(switcher(&site, "index.html"), expect, "{rule}");
    }
}

#[test]
fn a_shallow_clone_says_what_to_do_where_the_version_is_named() {
    let whole = Scratch::quick("versions-deep");
    git(&whole, &["init", "-q", "-b", "main"]);
    whole.write("content/_index.md", "# Home\n\nOne.\n");
    git(&whole, &["add", "-A"]);
    git(&whole, &["commit", "-q", "-m", "x"]);
    git(&whole, &["tag", "v1"]);
    let toml = "title = \"Book\"\n[versions]\ncurrent = \"2\"\n[versions.from_tags]\npattern = \"v*\"\n";
    whole.write("site.toml", toml);
    git(&whole, &["add", "-A"]);
    git(&whole, &["commit", "-q", "-m", "y"]);
    let shallow = Scratch::quick("versions-shallow");
    git(&shallow, &["clone", "-q", "--depth", "1", "--no-tags", &format!("file://{}", whole.0.display()), "."]);
    let run = shallow.run(&["build"]);
    let said = run.stdout + &run.stderr;
    assert_eq!(run.code, Some(1), "{said}");
    assert!(said.contains("site.toml:5:11") && said.contains("git fetch --tags --unshallow"), "{said}");
    assert!(!shallow.path("dist").exists(), "nothing is published");
    git(&shallow, &["fetch", "-q", "--tags", "--unshallow"]);
    assert!(shallow.build("site").contains_key("v/1/index.html"), "what the message says helps");
}
