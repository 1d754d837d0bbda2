//! D7: what a finding quotes is inert text, in the overlay's data and on the pages that stand in.

use crate::common::Scratch;
use crate::server::{Server, handbook};

const HOSTILE: [&str; 10] = [
    "<script>alert(1)</script>",
    "</pre><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "'><svg onload=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "</title><script src=//evil.example/x></script>",
    "<!--<script>",
    "]]><script>alert(1)</script>",
    "javascript:alert(1)",
    "<a href='data:text/html,<script>alert(1)</script>'>",
];

/// The elements that a page that stands in is made of.
const OURS: [&str; 12] =
    ["!doctype", "html", "head", "script", "meta", "title", "link", "body", "main", "h1", "p", "pre"];

/// Checks that a page holds no elements but ours.
#[track_caller]
fn assert_inert(html: &str, about: &str) {
    let mut scripts = 0;
    for part in html.split('<').skip(1) {
        let name = part.trim_start_matches('/').split(['>', ' ', '\n']).next().unwrap_or_default();
        assert!(OURS.contains(&name), "{about}: <{name}");
        scripts += usize::from(part.starts_with("script"));
    }
    assert_eq!(scripts, 1, "{about}");
}

#[test]
fn d7_hostile_text_in_findings_is_inert() {
    assert!(std::panic::catch_unwind(|| assert_inert("<main><img src=x></main>", "")).is_err(), "the oracle is blind");
    let mut count = 0;
    // Nothing can be shown: the page that stands in quotes site.toml.
    let server = Server::start(handbook("hostile-site"), &[]);
    for hostile in HOSTILE {
        let quoted = hostile.replace('"', "'");
        server.scratch.write("site.toml", format!("title = \"x\" # {count}\ncontent = \"{quoted}\"\n"));
        let page = server.until("/", "the page that stands in", |reply| {
            reply.status == 503 && reply.text().contains(&format!("# {count}"))
                || reply.text().contains("content folder")
        });
        server.until("/-/findings.json", "the findings", |reply| {
            let json: serde_json::Value = serde_json::from_slice(&reply.body).expect("JSON");
            json["findings"].to_string().contains(&serde_json::to_string(&quoted[..4]).expect("JSON")[1..4])
        });
        assert_inert(&server.get("/anything/").text(), hostile);
        assert_inert(&page.text(), hostile);
        count += 1;
    }
    drop(server);
    // In front matter, in a text, in a file's name, in a template.
    let server = Server::start(handbook("hostile-pages"), &[]);
    for (number, hostile) in HOSTILE.iter().enumerate() {
        let marker = format!("marker{number}");
        server.scratch.write(
            "content/bad.md",
            format!(
                "---\nstatus: \"{marker} {}\"\nkind: policy\n---\n[{hostile}](gone-{marker}.md)\n",
                hostile.replace('"', "'")
            ),
        );
        let reply = server.until("/-/findings.json", "the findings of a page", |reply| reply.text().contains(&marker));
        assert_eq!(reply.header("content-type"), Some("application/json"));
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        serde_json::from_slice::<serde_json::Value>(&reply.body).expect("JSON");
        let template =
            format!("{{% extends \"base.html\" %}}{{% block text %}}{{{{ page.{marker} }}}} {hostile}{{% endblock %}}");
        server.scratch.write("themes/handbook/templates/page.html", template);
        let page = server.until("/public/policies/use/", "the template's failure", |reply| reply.status == 500);
        assert!(page.text().contains(&marker), "{}", page.text());
        assert_inert(&page.text(), hostile);
        std::fs::remove_file(server.scratch.path("themes/handbook/templates/page.html")).expect("a template");
        server.until("/public/policies/use/", "the page again", |reply| reply.status == 200);
        count += 2;
    }
    assert!(count >= 30);
    println!("D7: {count} cases, 0 failures");
}

#[test]
fn the_script_makes_no_markup_out_of_text() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let script = std::fs::read_to_string(root.join("src/serve/assets/live.js")).expect("the script");
    for word in ["innerHTML", "outerHTML =", "insertAdjacentHTML", "document.write", "eval(", "new Function", "setHTML"]
    {
        assert!(!script.contains(word), "{word}");
    }
}

#[test]
fn no_build_has_a_byte_of_it() {
    let scratch: Scratch = handbook("build");
    let mut found = 0;
    for edition in ["public", "internal"] {
        for (path, bytes) in scratch.build(edition) {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains("/-/") && !text.contains("ospress-live") && !text.contains("EventSource"), "{path}");
            found += usize::from(text.contains("Open text."));
        }
    }
    assert!(found >= 2);
}
