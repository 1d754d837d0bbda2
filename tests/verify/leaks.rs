//! Leaks of every kind, each of which has to be found.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::forms::{ANY, Form, LONG};
use super::{handbook, scan};
use crate::common::{Scratch, Tree, png, tree};

/// Texts of narrower readers, for every way.
const TEXTS: &[(&str, &str)] = &[
    ("a sentence", "its meters read water as well as heat"),
    ("a title", "Acquisition of Northwind Metering"),
    ("a mail address", "ingrid.solheim@fjordlight.example"),
];

/// Texts in a few ways each.
const MORE: &[(&str, &str)] = &[
    ("a title of common words", "Risk bands"),
    ("a name", "Ingrid Solheim"),
    ("an approver", "Torvald Lindqvist"),
    ("a tag", "merger"),
    ("a tag of two words", "due diligence"),
    ("an id", "PLAN-042"),
    ("a channel", "#northwind-dealroom"),
    ("an address", "https://vault.corp.example/northwind"),
    ("a ticket", "LEGAL-90210"),
    ("an item", "Walk away above the ceiling"),
    ("a short item", "Tell nobody"),
    ("a cell", "Sigrid Aune"),
    ("a cell with a number", "12 thousand warrants"),
    ("a heading", "Severance terms"),
    ("a number in words", "approved 4,711,000 euros"),
    ("a number with a point", "and 37.5 percent"),
    ("a revision", "Bid raised after the auditors had objected"),
    ("a description", "the company in Tromsø before the summer break begins"),
    ("a line of code", "vault read secret/northwind/bid --field=ceiling --format=json"),
    ("a hidden block", "days go to Marit Bakke on the third floor"),
    ("hidden words", "the Halcyon scanner checks it twice a day"),
    ("hidden words with those before", "it ships and the Halcyon scanner"),
    ("a hidden word in a cell", "except Kestrel"),
    ("a draft's title", "Draft of the announcement"),
    ("a draft's sentence", "announce something that we have kept quiet for a very long time"),
    ("a drawing's words", "Escrow in Vaduz"),
    ("an edition's title", "Staff compass"),
    ("an edition's host", "compass.corp.example"),
    ("typographic signs", "The plant manager's contract ends without notice, that's"),
];

/// The public edition, and a folder in which leaks are planted.
struct Site {
    files: Tree,
    planted: Scratch,
}

impl Site {
    fn new(handbook: &Scratch) -> Self {
        let run = handbook.run(&["build", "--as-of", "2026-11-22"]);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        let files = tree(&handbook.path("dist/public"));
        Self { files, planted: Scratch::quick("verify-planted") }
    }

    /// Looks at one planted file, by itself.
    fn with<T>(&self, path: &str, bytes: &[u8], see: impl FnOnce(&Path) -> T) -> T {
        self.planted.write(path, bytes);
        let seen = see(&self.planted.0);
        fs::remove_file(self.planted.path(path)).expect("a file");
        seen
    }
}

/// Every leak: its name, the file, and what the file becomes.
fn leaks(files: &BTreeMap<String, Vec<u8>>) -> Vec<(String, String, Vec<u8>)> {
    let mut leaks = Vec::new();
    let mut plant = |what: &str, text: &str, (way, form): &Form| {
        let (path, bytes) = form(text, files);
        leaks.push((format!("{what} in {way}"), path, bytes));
    };
    for (what, text) in TEXTS {
        for form in ANY {
            plant(what, text, form);
        }
    }
    for (what, text) in &TEXTS[..2] {
        for form in LONG {
            plant(what, text, form);
        }
    }
    for (what, text) in MORE {
        for at in [0, 5, 21, 30, 33, 47] {
            plant(what, text, &ANY[at]);
        }
    }
    let file = |name: &str, bytes: &[u8]| (format!("the file {name}"), name.to_owned(), bytes.to_vec());
    leaks.push(file("assets/picture.png", &png(&[])));
    leaks.push(file("plans/northwind/index.html", b"<p>x</p>"));
    leaks.push(file("x/salary-bands.json", b"{}"));
    leaks.push(file("deals/secret-bid/index.html", b"<p>x</p>"));
    for line in [
        "<a href=\"/plans/northwind/\">x</a>",
        "<img src=\"/plans/map.png\">",
        "<link rel=next href=\"../plans/salary-bands/\">",
    ] {
        leaks.push((line.to_owned(), "x.html".into(), format!("<p>{line}</p>").into_bytes()));
    }
    let lines = [
        ("sitemap.xml", "<urlset><url><loc>https://open.fjordlight.example/plans/northwind/</loc></url></urlset>"),
        ("_redirects", "/deals/secret-bid/ /x/ 301\n"),
        ("robots.txt", "User-agent: *\nDisallow: /plans/salary-bands/\n"),
    ];
    leaks
        .extend(lines.map(|(path, text)| (format!("an address in {path}"), path.to_owned(), text.as_bytes().to_vec())));
    leaks
}

#[test]
fn every_planted_leak_is_found() {
    let handbook = handbook("verify-leaks");
    let site = Site::new(&handbook);
    let leaks = leaks(&site.files);
    assert!(leaks.len() >= 100, "{}", leaks.len());
    scan(&handbook.0, "public", &mut |scan| {
        let clean = scan(&handbook.path("dist/public"));
        assert!(clean.is_empty(), "the clean site: {clean:#?}");
        let missed: Vec<&String> = leaks
            .iter()
            .filter(|(_, path, bytes)| site.with(path, bytes, |folder| scan(folder)).is_empty())
            .map(|(name, ..)| name)
            .collect();
        assert!(missed.is_empty(), "{} of {} leaks missed: {missed:#?}", missed.len(), leaks.len());
    });
}

#[test]
fn a_finding_names_both_places_and_quotes_neither() {
    let handbook = handbook("verify-places");
    let site = Site::new(&handbook);
    scan(&handbook.0, "public", &mut |scan| {
        let leak = "<p>line one</p>\n<p>because its meters read water as well as heat</p>\n";
        let found = site.with("x/y.html", leak.as_bytes(), |folder| scan(folder));
        assert_eq!(found.len(), 1, "{found:#?}");
        let finding = &found[0];
        assert_eq!((finding.primary.path.as_str(), finding.primary.range.start), ("dist/x/y.html", 19));
        let (source, _) = &finding.related[0];
        assert_eq!(source.path.as_str(), "content/plans/northwind.md");
        assert!(!format!("{:?} {:?}", finding.message, finding.help).contains("meters"), "{finding:#?}");
    });
}

#[test]
fn the_scan_can_see() {
    let handbook = handbook("verify-control");
    let _ = Site::new(&handbook);
    scan(&handbook.0, "public", &mut |scan| {
        let found = scan(&handbook.path("dist/staff"));
        let sources: std::collections::BTreeSet<_> =
            found.iter().map(|finding| finding.related[0].0.path.as_str()).collect();
        let expect = [
            "content/plans/_index.md",
            "content/plans/flow.svg",
            "content/plans/map.png",
            "content/plans/northwind.md",
            "content/plans/salary-bands.md",
            "content/policies/use.md",
            "site.toml",
        ];
        assert_eq!(sources.into_iter().collect::<Vec<_>>(), expect);
    });
}
