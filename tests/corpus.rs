//! A handbook as people keep it on a code host: no front matter, several H1s, deep links by GitHub's ids, spaces in names,
//! CRLF, raw HTML. It builds as it is, and what is wrong with it is reported at its place.
//!
//! `tests/corpus/` has the shape of the career path of the TODO Group, in our own words. `⟦code⟧` marks a finding.

mod common;

use std::collections::BTreeSet;
use std::path::Path;

use common::marks::{Place, check_all, from_json, unmark};
use common::{Scratch, tree};

/// The smallest image: one transparent pixel.
const GIF: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

fn course() -> (Scratch, BTreeSet<Place>) {
    let scratch = Scratch::new("corpus");
    let mut expected = BTreeSet::new();
    for (path, bytes) in tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")) {
        let mut marked = String::from_utf8(bytes).expect("a text");
        if path.starts_with("windows") {
            marked = format!("\u{feff}{}", marked.replace('\n', "\r\n"));
        }
        let (text, places) = unmark(&path, &marked);
        scratch.write(&path, text);
        expected.extend(places);
    }
    // What a code host keeps beside the pages is no content.
    for path in [".github/ISSUE.md", "node_modules/dep/README.md", ".git/description.md"] {
        scratch.write(path, "# Not ours\n\nSee [nothing](nowhere.md).\n");
    }
    scratch.write("images/logo.png", GIF);
    (scratch, expected)
}

/// The addresses with an anchor in the main text of a page.
fn deep_links(html: &str) -> Vec<(String, String)> {
    let text = html.split("<main").nth(1).and_then(|rest| rest.split("</main>").next()).expect("a main part");
    let hrefs = text.split("href=\"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(href, _)| href);
    let deep = hrefs.filter_map(|href| href.split_once('#')).filter(|(page, _)| page.starts_with("/module"));
    deep.map(|(page, id)| (page.to_owned(), id.to_owned())).collect()
}

#[test]
fn what_is_wrong_stops_publication_and_is_reported_at_its_place() {
    let (course, expected) = course();
    let run = course.run(&["build", "--quiet", "--format", "json"]);
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    check_all("json", &from_json(&run.stdout), &expected);
    assert!(!course.path("dist/site").exists());
}

#[test]
fn a_lenient_build_publishes_it_as_it_is() {
    let (course, expected) = course();
    let run = course.run(&["build", "--quiet", "--lenient", "--format", "json"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    check_all("json", &from_json(&run.stdout), &expected);

    let site = tree(&course.path("dist/site"));
    let page = |path: &str| {
        let bytes = site.get(path).unwrap_or_else(|| panic!("no {path} in {:?}", site.keys()));
        String::from_utf8_lossy(bytes).into_owned()
    };
    let home = page("index.html");
    let links = deep_links(&home);
    assert_eq!(links.len(), 22, "{links:?}");
    for (path, id) in links {
        let id = percent_encoding::percent_decode_str(&id).decode_utf8().expect("UTF-8").into_owned();
        assert!(page(&format!("{}index.html", &path[1..])).contains(&format!("id=\"{id}\"")), "{path}#{id}");
    }
    for text in ["nobody wrote", "A map of the course", "A Path Through Open Source Work</h1>", "src=\"/images/logo"] {
        assert!(home.contains(text), "{text}");
    }
    assert!(!home.contains("module6") && !home.contains("map.png"));
    assert!(page("windows/notes/index.html").contains("<td>2</td>"));
    assert!(page("team-surveys/open-questions/team-role/index.html").contains("Which team are you in?"));
    assert!(site.contains_key("LICENSE") && site.contains_key("contributing/index.html"));
    let all: Vec<_> = site.values().map(|bytes| String::from_utf8_lossy(bytes)).collect();
    assert!(all.iter().all(|text| !text.contains("Not ours")));
}
