//! Failing closed: whatever is wrong about an audience, its words are in no public byte, and an error publishes nothing.
//!
//! Each case is one page beside others that are well. It is built as usual and with `--lenient`, over a site that was
//! published before.

#[path = "../common/mod.rs"]
mod common;
mod audiences;
mod edges;
mod marks;
mod settings;

use common::{Run, Scratch, Tree, assert_same, tree};

/// The word that no public byte may have.
const WORD: &str = "zebrafish";

const SITE_TOML: &str = "title = \"x\"\nbase_url = \"https://x.example/\"\n[editions.public]\naudience = \"public\"\n\
                         [editions.internal]\naudience = \"internal\"\n";

/// What a build says to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// An error about audiences or front matter; nothing is published.
    Error,
    /// The word is cut, the rest is published without a finding.
    Hidden,
    /// All of it is published: the control that the test can see.
    Shown,
}

/// A case: its fate, and its files with their texts.
struct Case {
    fate: Fate,
    files: Vec<(&'static str, String)>,
}

/// A handbook that was published once.
struct Published {
    root: Scratch,
    before: Tree,
}

impl Published {
    fn new(name: &str) -> Self {
        let root = Scratch::quick(name);
        root.write("site.toml", SITE_TOML);
        root.write("content/_index.md", "---\naudience: public\n---\n# Home\n\nSeen by all.\n");
        root.write("content/open/_index.md", "---\naudience: public\nchildren: {audience: public}\n---\nOpen.\n");
        root.write("content/closed/_index.md", "---\naudience: internal\n---\nClosed.\n");
        let before = root.build("public");
        Self { root, before }
    }

    fn run(&self, options: &[&str]) -> Run {
        let build = ["build", "--edition", "public", "--as-of", "2026-11-22", "--format", "json"];
        self.root.run(&[build.as_slice(), options].concat())
    }

    fn public(&self) -> Tree {
        tree(&self.root.path("dist/public"))
    }

    /// Builds a case; says what is wrong about its fate.
    fn faults(&self, case: &Case) -> Vec<String> {
        let mut faults = Vec::new();
        let mut fault = |what: &str| faults.push(format!("{what}: {:?}", case.files));
        for (path, text) in &case.files {
            self.root.write(path, text);
        }
        let run = self.run(&[]);
        let public = self.public();
        let is_shown = shows(&public, WORD);
        match case.fate {
            Fate::Shown if run.code != Some(0) => fault(&format!("no error was expected, but {}", codes(&run))),
            Fate::Shown if !is_shown => fault("the control is not shown"),
            Fate::Hidden | Fate::Error if is_shown => fault("SHOWN"),
            Fate::Hidden if run.code != Some(0) => fault(&format!("no error was expected, but {}", codes(&run))),
            Fate::Hidden if !shows(&public, "Seen by all") => fault("the other page is gone"),
            Fate::Error if run.code != Some(1) => fault(&format!("an error was expected, but {}", codes(&run))),
            Fate::Error if public != self.before => fault("the published site changed"),
            _ => {}
        }
        if case.fate != Fate::Shown {
            self.run(&["--lenient"]);
            if shows(&self.public(), WORD) {
                fault("SHOWN with --lenient");
            }
        }
        for (path, _) in &case.files {
            std::fs::remove_file(self.root.path(path)).expect("the case");
        }
        if self.public() != self.before {
            assert_eq!(self.run(&[]).code, Some(0), "the handbook without the case");
            assert_same(&self.public(), &self.before, "the handbook without the case");
        }
        faults
    }
}

fn shows(tree: &Tree, word: &str) -> bool {
    let has = |bytes: &[u8]| String::from_utf8_lossy(bytes).to_lowercase().contains(&word.to_lowercase());
    tree.iter().any(|(path, bytes)| has(path.as_bytes()) || has(bytes))
}

/// Names the codes of what a run said.
fn codes(run: &Run) -> String {
    let findings: serde_json::Value = serde_json::from_str(&run.stdout).unwrap_or_default();
    let codes = findings.as_array().into_iter().flatten().filter_map(|finding| finding["code"].as_str());
    let codes: Vec<_> = codes.collect();
    format!("the exit code is {:?} with {codes:?}", run.code)
}

/// Builds all cases, on two threads because there are many.
#[track_caller]
fn check_all(name: &str, cases: &[Case]) {
    let halves = cases.split_at(cases.len() / 2);
    let half = |cases: &[Case]| {
        let published = Published::new(name);
        cases.iter().flat_map(|case| published.faults(case)).collect::<Vec<_>>()
    };
    let faults = std::thread::scope(|scope| {
        let first = scope.spawn(|| half(halves.0));
        let mut faults = half(halves.1);
        faults.extend(first.join().expect("the first half"));
        faults
    });
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
