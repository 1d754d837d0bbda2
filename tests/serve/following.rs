//! What a person sees: pages and files as HTTP has them, changes as they are saved, findings and their end.

use std::fs;
use std::time::Duration;

use crate::common::Scratch;
use crate::server::{DOT, Reply, SOON, Server, handbook};

#[test]
fn every_edition_stands_at_its_name() {
    let server = Server::start(handbook("editions"), &[]);
    assert_eq!(server.get("/").header("location"), Some("/public/"));
    let (open, inner) = (server.get("/public/policies/use/").text(), server.get("/internal/policies/use/").text());
    assert!(open.contains("Open text.") && !open.contains("Inner text."));
    assert!(inner.contains("Open text.") && inner.contains("Inner text."));
    assert!(open.contains("href=\"/public/policies/\"") && inner.contains("href=\"/internal/policies/\""));
    assert_eq!(server.get("/public/policies/secret/").status, 404);
    assert_eq!(server.get("/internal/policies/secret/").status, 200);
    // The bar leads to the same page elsewhere, or says that it is not there.
    let state = server.events("/internal/policies/secret/").next(SOON).expect("a state");
    assert_eq!(
        state["editions"][0],
        serde_json::json!({"name": "public", "href": "/public/", "has": false, "here": false})
    );
    assert_eq!(state["editions"][1]["here"], true);
    let one = Server::start(handbook("edition"), &["--edition", "internal"]);
    assert_eq!(one.get("/").header("location"), Some("/internal/"));
    assert_eq!(one.get("/public/").status, 404);
}

#[test]
fn links_that_begin_with_the_real_base_path_lead_on() {
    let book = handbook("base-path");
    let site = "title = \"Book\"\nbase_url = \"https://handbook.example/oss/\"\n";
    book.write("site.toml", site);
    book.write("content/policies/more.md", "---\ntitle: More\n---\nSee [the use](/oss/policies/use/).\n");
    let server = Server::start(book, &[]);
    assert!(server.get("/site/policies/more/").text().contains("href=\"/site/policies/use/\""));
}

#[test]
fn http_is_correct() {
    let server = Server::start(handbook("http"), &[]);
    let page = server.get("/public/policies/use/?utm=1");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let tag = page.header("etag").expect("a tag").to_owned();
    assert!(page.text().contains(&format!("data-tag={tag}")), "the page knows its own tag");
    assert_eq!(server.ask("GET", "/public/policies/use/", &[("If-None-Match", &tag)]).status, 304);
    assert_ne!(server.get("/internal/policies/use/").header("etag"), Some(&*tag));
    let picture = server.get("/public/policies/dot.png");
    assert_eq!((picture.status, picture.header("content-type"), &*picture.body), (200, Some("image/png"), DOT));
    let part = server.ask("GET", "/public/policies/dot.png", &[("Range", "bytes=1-3")]);
    assert_eq!((part.status, &*part.body), (206, &b"PNG"[..]));
    assert_eq!(part.header("content-range"), Some(&*format!("bytes 1-3/{}", DOT.len())));
    for (from, to) in [
        ("/public", "/public/"),
        ("/public/policies", "/public/policies/"),
        ("/public/policies/use/index.html", "/public/policies/use/"),
        ("/public/old-use/", "/public/policies/use/"),
        ("/policies/use/", "/public/policies/use/"),
    ] {
        let reply = server.get(from);
        assert_eq!((reply.status, reply.header("location")), (302, Some(to)), "{from}");
    }
    let missing = server.get("/public/policies/used/");
    assert!(missing.status == 404 && missing.text().contains("href=\"/public/policies/use/\""), "{}", missing.text());
    let hidden = server.get("/public/policies/secret/").text();
    assert!(hidden.contains("This page in the edition internal"), "{hidden}");
}

#[test]
fn a_page_hears_of_its_own_changes_only() {
    let server = Server::start(handbook("changes"), &[]);
    let mut events = server.events("/public/policies/use/");
    let first = events.next(SOON).expect("a state at once");
    assert_eq!(
        Some(format!("\"{}\"", first["tag"].as_str().expect("a tag"))).as_deref(),
        server.get("/public/policies/use/").header("etag")
    );
    let page = fs::read_to_string(server.scratch.path("content/policies/use.md")).expect("a page");
    server.scratch.write("content/policies/use.md", page.replace("Open text", "Other text"));
    let second = events.next(SOON).expect("a new state");
    assert_ne!(first["tag"], second["tag"]);
    assert!(server.get("/public/policies/use/").text().contains("Other text"));
    // Hidden words are no change of this page, and neither are the words of another one.
    server.scratch.write("content/policies/use.md", page.replace("Open text", "Other text").replace("Inner", "Deeper"));
    server.until("/internal/policies/use/", "the hidden change", |reply| reply.text().contains("Deeper"));
    server.scratch.write("content/policies/secret.md", "---\ntitle: Secret\naudience: internal\n---\nMore.\n");
    server.until("/internal/policies/secret/", "the other page", |reply| reply.text().contains("More."));
    assert_eq!(events.next(Duration::from_millis(300)), None);
    // A style sheet changes the page's link to it; site.toml changes every page.
    server.scratch.write("themes/handbook/assets/custom.css", "body { color: red }\n");
    assert!(events.next(SOON).is_some());
    let css = server.get("/public/policies/use/").text();
    let css = css.split('"').find(|part| part.contains("custom.")).expect("a style sheet").to_owned();
    assert_eq!(server.get(&css).text(), "body { color: red }\n");
    let site = fs::read_to_string(server.scratch.path("site.toml")).expect("site.toml");
    server.scratch.write("site.toml", site.replace("Book", "Library"));
    assert!(events.next(SOON).is_some());
    assert!(server.get("/public/").text().contains("Library"));
}

#[test]
fn a_renamed_page_is_followed() {
    let server = Server::start(handbook("renamed"), &[]);
    let mut events = server.events("/public/policies/use/");
    events.next(SOON).expect("a state");
    // By its text.
    fs::rename(server.scratch.path("content/policies/use.md"), server.scratch.path("content/policies/usage.md"))
        .expect("a rename");
    let moved = events.next(SOON).expect("a new state");
    assert_eq!((moved["to"].as_str(), moved["tag"].as_str()), (Some("/public/policies/usage/"), None));
    // By its id, in two steps, with another text.
    server.scratch.write("content/named.md", "---\nid: POL-1\naudience: public\n---\nOne.\n");
    server.until("/public/named/", "the page with an id", |reply| reply.status == 200);
    let mut events = server.events("/public/named/");
    events.next(SOON).expect("a state");
    fs::remove_file(server.scratch.path("content/named.md")).expect("a page");
    let gone = events.next(SOON).expect("a new state");
    assert_eq!((gone["to"].as_str(), gone["tag"].as_str()), (None, None));
    server.scratch.write("content/policies/other.md", "---\nid: POL-1\naudience: public\n---\nTwo.\n");
    assert_eq!(events.next(SOON).expect("a new state")["to"], "/public/policies/other/");
    // An alias leads on.
    server
        .scratch
        .write("content/policies/other.md", "---\nid: POL-2\naudience: public\naliases: [/named/]\n---\nTwo.\n");
    server.until("/public/named/", "the alias", |reply| reply.status == 302);
}

#[test]
fn search_follows_what_is_saved() {
    let server = Server::start(handbook("search"), &[]);
    let says = |word: &'static str| move |reply: &Reply| reply.text().lines().any(|line| line.starts_with(word));
    let first = server.get("/public/search/words-0.txt");
    assert!(says("open ")(&first) && !says("inner ")(&first) && !says("walrus ")(&first), "{}", first.text());
    assert!(says("inner ")(&server.get("/internal/search/words-0.txt")));
    let tag = first.header("etag").expect("a tag").to_owned();
    assert_eq!(server.ask("GET", "/public/search/words-0.txt", &[("If-None-Match", &tag)]).status, 304);
    let use_ = server.scratch.path("content/policies/use.md");
    let text = fs::read_to_string(&use_).expect("a page");
    // Only words, then a title.
    fs::write(&use_, text.clone() + "\nA walrus.\n").expect("a page");
    server.until("/public/search/words-0.txt", "the new word", says("walrus "));
    fs::write(&use_, text.replace("title: Use", "title: Okapi")).expect("a page");
    server
        .until("/public/search/words-0.txt", "the new title", |reply| says("okapi ")(reply) && !says("walrus ")(reply));
    assert!(server.get("/public/search/pages-0.json").text().contains("Okapi"));
}

#[test]
fn findings_come_and_go() {
    let server = Server::start(handbook("findings"), &[]);
    let mut events = server.events("/public/");
    let quiet = events.next(SOON).expect("a state")["findings"].clone();
    server.scratch.write("content/_index.md", "---\naudience: public\n---\n# Home\n\nSee [this](gone.md).\n");
    let reply = server.until("/-/findings.json", "a finding", |reply| reply.text().contains("link-missing"));
    let json: serde_json::Value = serde_json::from_slice(&reply.body).expect("JSON");
    let text = json["findings"][0]["text"].as_str().expect("a text");
    for part in ["content/_index.md:6:12", "See [this](gone.md).", "^^^^^^^", "= help: "] {
        assert!(text.contains(part), "{part} is not in:\n{text}");
    }
    assert_eq!(server.get("/public/").status, 200);
    assert_ne!(events.next(SOON).expect("a state")["findings"], quiet);
    server.scratch.write("content/_index.md", "---\naudience: public\n---\n# Home\n\nSee that.\n");
    server.until("/-/findings.json", "no finding", |reply| !reply.text().contains("link-missing"));
    // The terminal hears of it right after the browser.
    let start = std::time::Instant::now();
    while !server.said().contains("all is well again") && !server.said().contains("mended; ") && start.elapsed() < SOON
    {
        std::thread::sleep(Duration::from_millis(5));
    }
    let said = server.said();
    assert_eq!(said.matches("error[link-missing]").count(), 1, "{said}");
    assert!(said.contains("= help") && (said.contains("all is well again") || said.contains("mended; ")), "{said}");
}

#[test]
fn a_first_build_that_fails_is_shown() {
    let scratch = Scratch::handbook("first", "title = \"Book\"\ncontent = \"nowhere\"\n");
    let server = Server::start(scratch, &[]);
    let page = server.get("/");
    assert_eq!(page.status, 503);
    assert!(
        page.text().contains("/-/live.js") && page.text().contains("config-value") && page.text().contains("nowhere")
    );
    let mut events = server.events("/");
    assert!(events.next(SOON).is_some());
    server.scratch.write("nowhere/_index.md", "# Home\n\nHere now.\n");
    let home = server.until("/site/", "the home page", |reply| reply.status == 200);
    assert!(home.text().contains("Here now."));
    // A site.toml that cannot be read at all leaves what was there, and is told.
    fs::remove_file(server.scratch.path("site.toml")).expect("site.toml");
    server.until("/-/findings.json", "the failure", |reply| reply.text().contains("\"fault\":\""));
    assert_eq!(server.get("/site/").status, 200);
    server.scratch.write("site.toml", "title = \"Again\"\ncontent = \"nowhere\"\n");
    server.until("/site/", "the new title", |reply| reply.text().contains("Again"));
    server.until("/-/findings.json", "no failure", |reply| reply.text().contains("\"fault\":null"));
}

#[test]
fn polling_finds_changes_without_events() {
    let server = Server::start(handbook("polling"), &["--poll"]);
    assert_eq!(server.get("/public/").status, 200);
    server.scratch.write("content/_index.md", "---\naudience: public\n---\n# Home\n\nPolled.\n");
    server.until("/public/", "the change", |reply| reply.text().contains("Polled."));
}

#[test]
fn drafts_are_shown_when_asked_for() {
    let draft = "---\nstatus: draft\naudience: public\n---\nNot yet.\n";
    for (arguments, status) in [(&[][..], 404), (&["--drafts"], 200)] {
        let scratch = handbook("drafts");
        scratch.write("content/draft.md", draft);
        assert_eq!(Server::start(scratch, arguments).get("/public/draft/").status, status);
    }
}

#[test]
fn writers_see_where_the_border_runs_unless_they_want_to_see_what_is_printed() {
    let book = || {
        let scratch = handbook("outlines");
        scratch.write("content/open.md", "---\naudience: public\n---\n\n# Open\n\nA :internal[quiet] word.\n");
        scratch
    };
    let server = Server::start(book(), &[]);
    let page = server.get("/internal/open/").text();
    assert!(page.contains("internal: </span>quiet</span> word"), "{page}");
    assert!(!server.get("/public/open/").text().contains("\"aud\""), "the public reads no outline");
    let plain = Server::start(book(), &["--no-outline"]);
    let page = plain.get("/internal/open/").text();
    assert!(page.contains("A quiet word") && !page.contains("\"aud\""), "{page}");
}
