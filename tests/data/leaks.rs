//! What the scan of an output finds of hidden data, and what it lets pass.

use std::fs;
use std::path::Path;

use ospress::config;
use ospress::path::SourcePath;
use ospress::source;
use ospress::verify::{Handbook, Scan, Tree};

use crate::common::Scratch;

const FILES: &[(&str, &str)] = &[
    (
        "site.toml",
        "title = \"Book\"\nbase_url = \"https://b.example/\"\n[editions.public]\naudience = \"public\"\n\
         [editions.internal]\naudience = \"internal\"\n[metrics]\nfile = \"metrics/metrics.yaml\"\n\
         [[data_pages]]\nfile = \"tables/projects.csv\"\npath = \"projects/{name}\"\ntitle = \"name\"\n\
         columns = { budget = { audience = \"internal\" } }\n\
         [[data_pages]]\nfile = \"tables/suppliers.json\"\npath = \"suppliers/{id}\"\ntitle = \"id\"\n",
    ),
    ("content/_index.md", "---\naudience: public\n---\n# Home\n\nHello.\n"),
    ("content/projects/_index.md", "---\naudience: public\n---\n# Projects\n\nThese.\n"),
    (
        "content/suppliers/_index.md",
        "---\naudience: public\nchildren: {audience: public}\n---\n# Suppliers\n\nThese.\n",
    ),
    (
        "content/metrics/metrics.yaml",
        "groups:\n  - {id: open, title: Open work}\n  - {id: legal, title: Court cases, audience: internal}\n\
         metrics:\n  - id: merges\n    title: Upstream merges\n    group: open\n    audience: public\n    owner: OSPO\n\
         \x20   definition: \"Merged :internal[by the Halcyon team] upstream\"\n    data: merges.csv\n\
         \x20   notes: [{period: 2026-01, note: \"New rules :internal[after the Kestrel incident]\"}]\n\
         \x20 - id: lawsuits\n    title: Pending lawsuits\n    group: legal\n    owner: Torvald Lindqvist\n\
         \x20   question: How many courts are busy with claims against us at the end of a quarter?\n\
         \x20   series: [{period: 2026, value: 4711337, note: Northwind settled out of court}]\n",
    ),
    (
        "content/metrics/merges.csv",
        "period,value,:internal[Escrow account],note,audience\n2026-01,12,907150,Counted twice,public\n\
         2026-02,14,,Ask Sigrid Aune,internal\n2026-03,9,,\"Hidden, for Marit Bakke left\",\n",
    ),
    (
        "content/tables/projects.csv",
        "name,owner,budget,audience\nalder,Platform,1250300,public\nbirch,Firmware,80,public\n\
         Zebrafinch,Nightshift crew,7,internal\nSkylark,Platform,8,\n",
    ),
    (
        "content/tables/suppliers.json",
        r#"[{"id": "acme", "town": "Oslo"}, {"id": "hushworks", "audience": "internal", "town": "Vaduz harbour"}]"#,
    ),
];

/// What only narrower readers may know, each as an output might say it.
const LEAKS: &[&str] = &[
    "Court cases",
    "Pending lawsuits",
    "Torvald Lindqvist",
    "by the Halcyon team",
    "after the Kestrel incident",
    "How many courts are busy with claims against us at the end of a quarter?",
    "Northwind settled out of court",
    "4711337",
    "Escrow account",
    "907150",
    "Ask Sigrid Aune",
    "Hidden, for Marit Bakke left",
    "Zebrafinch",
    "Nightshift crew",
    "1250300",
    "Skylark",
    "hushworks",
    "Vaduz harbour",
];

/// Addresses that only narrower readers may know.
const ADDRESSES: &[&str] = &[
    "/metrics/lawsuits/",
    "/metrics/groups/legal/",
    "/projects/zebrafinch/",
    "/projects/skylark/",
    "/suppliers/hushworks/",
];

/// What the public edition says itself.
const FINE: &[&str] = &[
    "Upstream merges",
    "Open work",
    "alder",
    "Platform",
    "Firmware",
    "Counted twice",
    "New rules",
    "Oslo",
    "acme",
    "Owner",
    "12",
    "2026-02",
];

#[test]
fn every_hidden_cell_is_found_and_no_public_one_is() {
    let scratch = Scratch::quick("data-leaks");
    for (path, text) in FILES {
        scratch.write(path, text);
    }
    let run = scratch.run(&["build", "--as-of", "2026-11-22"]);
    assert_eq!(run.code, Some(0), "the clean edition passes: {}", run.stderr);
    let (config, _) = config::parse(&SourcePath::new("site.toml").expect("a path"), FILES[0].1);
    let (snapshot, _) = source::take(&scratch.0, &config.content, &["dist"]).expect("a handbook");
    let (theme, _) = ospress::theme::load("handbook", None);
    let assets = theme.assets.iter().map(|(name, blob)| (name.as_str(), blob.bytes()));
    let templates = theme.sources.iter().map(|(path, text)| (path.as_str(), text.as_bytes()));
    let trees = vec![Tree { content: &snapshot.content, files: &snapshot.files }];
    let theme = assets.chain(templates).collect();
    let scan = Scan::new(Handbook { config: &config, site_toml: FILES[0].1, trees, theme, has_drafts: false });
    let watch = scan.prepare(&config.editions[0]);
    let finds = |path: &str, text: &str| {
        let planted = Scratch::quick("data-planted");
        planted.write(path, text);
        watch.run(&planted.0, "dist", &std::collections::BTreeSet::new()).expect("a folder").findings.len()
    };
    let mut missed = Vec::new();
    for leak in LEAKS {
        let bare = leak.replace(',', "");
        let forms = [
            ("bare.csv", format!("a,b\n2026,{bare},7\n")),
            ("a.html", format!("<table><tr><td>{leak}</td></tr></table>")),
            ("api/a.json", format!("{{\"a\": \"{leak}\"}}")),
            ("a.csv", format!("a,b\n2026,\"{leak}\"\n")),
        ];
        missed.extend(
            forms.iter().filter(|(path, text)| finds(path, text) == 0).map(|(path, _)| format!("{path}: {leak}")),
        );
    }
    for address in ADDRESSES {
        let page = format!("{}index.html", address.trim_start_matches('/'));
        missed.extend((finds(&page, "<p>x</p>") == 0).then(|| page.clone()));
        let link = format!("<a href=\"{address}\">x</a>");
        missed.extend((finds("a.html", &link) == 0).then_some(link));
    }
    let csv = fs::read_to_string(scratch.path("content/metrics/merges.csv")).expect("a file");
    missed.extend((finds("assets/merges.csv", &csv) == 0).then(|| "the whole file".to_owned()));
    assert!(missed.is_empty(), "{missed:#?}");
    let wrong: Vec<_> = FINE.iter().filter(|text| finds("a.html", &format!("<p>{text}</p>")) > 0).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(Path::new(&scratch.path("dist/internal/projects/zebrafinch/index.html")).exists());
    assert!(!Path::new(&scratch.path("dist/public/projects/zebrafinch")).exists());
}
