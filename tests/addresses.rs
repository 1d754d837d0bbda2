//! Where the pages of several versions stand: addresses that never break, switchers that lead to the same page, and the
//! ways in which versions are kept.

mod common;

use std::process::Command;

use common::{Scratch, Tree, git, links_lead_somewhere};

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Writes a page below each of some folders.
fn pages(book: &Scratch, pages: &[(&str, &str)]) {
    for (path, text) in pages {
        book.write(path, format!("---\n{}\n", text.replace('|', "\n")));
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
    links_lead_somewhere(&site, "/");
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
    links_lead_somewhere(&site, "/");
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
    let edition = "[editions.public]\naudience = \"public\"\n";
    book.write("site.toml", format!("base_url = \"https://book.example/oss/\"\n{toml}{edition}"));
    for folder in ["content", "content/_versions/2", "content/_versions/1"] {
        pages(&book, &[(&format!("{folder}/use.md"), "title: Use|date: 2026-01-01|---|You may.")]);
        pages(&book, &[(&format!("{folder}/_index.md"), "audience: public|children: {audience: public}|---|Hello.")]);
    }
    pages(&book, &[("content/_versions/1/gone.md", "title: Gone|---|Away.")]);
    let site = book.build("public");
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

#[test]
fn a_version_that_a_tag_gives_is_not_cut() {
    let book = Scratch::quick("versions-cut-tag");
    git(&book, &["init", "-q", "-b", "main"]);
    let toml = "title = \"Book\"\n[versions]\ncurrent = \"2\"\nfrom_tags = { pattern = \"v*\" }\n";
    book.write("site.toml", toml);
    book.write("content/_index.md", "# Home\n\nOne.\n");
    git(&book, &["add", "-A"]);
    git(&book, &["commit", "-q", "-m", "x"]);
    git(&book, &["tag", "v2"]);
    let run = book.run(&["version", "cut", "2", "--next", "3"]);
    assert_eq!(run.code, Some(2), "{}", run.stderr);
    assert!(run.stderr.contains("the tag `v2` gives the version `2` already"), "{}", run.stderr);
    assert!(!book.path("content/_versions").exists());
    assert_eq!(std::fs::read_to_string(book.path("site.toml")).expect("site.toml"), toml);
    assert_eq!(book.run(&["version", "cut", "2.1", "--next", "3"]).code, Some(0));
}
