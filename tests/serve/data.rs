//! Numbers, old versions and git change while they are shown.

use std::fs;
use std::process::Command;

use crate::common::Scratch;
use crate::server::{SOON, Server, handbook};

const METRICS: &str = "metrics:\n  - id: upstream\n    title: Upstream merges\n    audience: public\n    direction: up\n    \
                       data: upstream.csv\n";

/// A handbook with a metric, and a page that quotes it.
fn with_metrics(name: &str) -> Scratch {
    let book = handbook(name);
    let site = fs::read_to_string(book.path("site.toml")).expect("site.toml");
    book.write("site.toml", site.replacen('\n', "\n[metrics]\nfile = \"metrics/metrics.yaml\"\n", 1));
    book.write("content/metrics/metrics.yaml", METRICS);
    book.write("content/metrics/upstream.csv", "period,value\n2026-01,41\n2026-02,42\n");
    book.write(
        "content/quote.md",
        "---\ntitle: Quote\naudience: public\n---\nWe have :metric[upstream] and\n[more](metrics/upstream/).\n",
    );
    book
}

fn findings(server: &Server) -> serde_json::Value {
    serde_json::from_slice(&server.get("/-/findings.json").body).expect("JSON")
}

#[test]
fn a_new_number_arrives_where_it_is_quoted() {
    let server = Server::start(with_metrics("numbers"), &[]);
    let mut events = server.events("/public/quote/");
    let first = events.next(SOON).expect("a state");
    assert!(server.get("/public/quote/").text().contains("42"));
    server.scratch.write("content/metrics/upstream.csv", "period,value\n2026-01,41\n2026-02,77\n");
    let second = events.next(SOON).expect("a new state");
    assert_ne!(first["tag"], second["tag"]);
    assert!(server.get("/public/quote/").text().contains("77"));
    assert!(server.get("/public/metrics/upstream.csv").text().contains("2026-02,77"));
    server.scratch.write("content/metrics/metrics.yaml", METRICS.replace("Upstream merges", "Merges upstream"));
    server.until("/public/metrics/", "the new title", |reply| reply.text().contains("Merges upstream"));
}

#[test]
fn a_wrong_number_is_told_and_the_pages_stay() {
    let server = Server::start(with_metrics("wrong-number"), &[]);
    server.scratch.write("content/metrics/upstream.csv", "period,value\n2026-01,41\n2026-02,many\n");
    server.until("/-/findings.json", "the finding", |reply| {
        let text = reply.text();
        text.contains("data-value") && text.contains("content/metrics/upstream.csv:3:9") && text.contains("^^^^")
    });
    assert_eq!(server.get("/public/quote/").status, 200);
    server.scratch.write("content/metrics/upstream.csv", "period,value\n2026-01,41\n2026-02,43\n");
    server.until("/public/quote/", "the right number", |reply| reply.text().contains("43"));
    server.until("/-/findings.json", "no finding", |reply| !reply.text().contains("data-value"));
}

#[test]
fn one_slip_in_the_metrics_file_is_one_finding() {
    let server = Server::start(with_metrics("slip"), &[]);
    assert_eq!(findings(&server)["errors"], 0, "{}", findings(&server));
    for (text, code) in [(METRICS.replace("  - id", " [- id"), "data-syntax"), (METRICS.replace(':', "\u{0}"), "data-")]
    {
        server.scratch.write("content/metrics/metrics.yaml", text);
        server.until("/-/findings.json", code, |reply| reply.text().contains(code));
        let found = findings(&server);
        assert_eq!(found["findings"].as_array().map(Vec::len), Some(1), "{found:#}");
        assert_eq!(server.get("/public/quote/").status, 200);
        server.scratch.write("content/metrics/metrics.yaml", METRICS);
        server.until("/-/findings.json", "no finding", |reply| !reply.text().contains("data-"));
    }
    fs::remove_file(server.scratch.path("content/metrics/metrics.yaml")).expect("the metrics file");
    server.until("/-/findings.json", "the missing file", |reply| reply.text().contains("data-missing"));
    let found = findings(&server);
    assert_eq!(found["findings"].as_array().map(Vec::len), Some(1), "{found:#}");
    // What is wrong apart from that is still told.
    server.scratch.write("content/other.md", "---\naudience: public\n---\n[dead](gone.md)\n");
    server.until("/-/findings.json", "the dead link", |reply| reply.text().contains("link-missing"));
}

fn git(book: &Scratch, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.current_dir(&book.0).args(["-c", "user.name=A", "-c", "user.email=a@a.example"]).args(arguments);
    let output = git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null").output();
    let output = output.expect("git is there");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Commits a page, so that old versions can be told apart by it.
fn commit(book: &Scratch, words: &str) {
    book.write("content/policies/use.md", format!("---\ntitle: Use\naudience: public\n---\n{words}\n"));
    git(book, &["add", "-A"]);
    git(book, &["commit", "-q", "-m", "x"]);
}

#[test]
fn a_branch_that_moves_and_a_new_tag_are_seen() {
    let book = handbook("refs");
    git(&book, &["init", "-q", "-b", "main"]);
    commit(&book, "First words.");
    git(&book, &["branch", "past"]);
    let site = fs::read_to_string(book.path("site.toml")).expect("site.toml");
    let versions = "\n[versions]\ncurrent = \"9\"\nfrom_tags = { pattern = \"v*\" }\n\
                    [[versions.released]]\nname = \"past\"\nsource = { git = \"past\" }\n";
    book.write("site.toml", format!("{site}{versions}"));
    let server = Server::start(book, &[]);
    let old = "/public/v/past/policies/use/";
    assert!(server.get(old).text().contains("First words."));
    commit(&server.scratch, "Second words.");
    git(&server.scratch, &["branch", "-f", "past"]);
    server.until(old, "the branch that moved", |reply| reply.text().contains("Second words."));
    git(&server.scratch, &["tag", "v3"]);
    server.until("/public/v/3/policies/use/", "the new tag", |reply| reply.text().contains("Second words."));
    git(&server.scratch, &["pack-refs", "--all"]);
    git(&server.scratch, &["tag", "-d", "v3"]);
    server.until("/public/v/3/policies/use/", "the end of the tag", |reply| reply.status == 404);
}

#[test]
fn an_old_version_in_a_folder_is_followed_and_so_is_gitignore() {
    let book = handbook("old-folder");
    let site = fs::read_to_string(book.path("site.toml")).expect("site.toml");
    let versions =
        "\n[versions]\ncurrent = \"2\"\n[[versions.released]]\nname = \"1\"\nsource = { path = \"old/1\" }\n";
    book.write("site.toml", format!("{site}{versions}"));
    book.write("old/1/_index.md", "---\naudience: public\n---\n# Home\n\nThen.\n");
    let server = Server::start(book, &[]);
    server.scratch.write("old/1/_index.md", "---\naudience: public\n---\n# Home\n\nOnce.\n");
    server.until("/public/v/1/", "the old words", |reply| reply.text().contains("Once."));
    server.scratch.write(".gitignore", "secret.md\n");
    server.until("/internal/policies/secret/", "the ignored page", |reply| reply.status == 404);
}
