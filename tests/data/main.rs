//! Data for several audiences: what is hidden in rows, columns, cells and metrics changes no byte of what others read.
//!
//! A generator writes small handbooks with metrics and tables, and knows what is hidden in them. `OSPRESS_LONG=1` looks at
//! ten times as many. What a newer version hides is hidden in older ones.

#[path = "../common/mod.rs"]
mod common;
mod faults;
mod leaks;
mod model;
mod over_time;
mod pages;
mod ways;
mod wrong;

use std::path::PathBuf;

use jiff::civil::date;
use ospress::diagnostic::Severity;
use ospress::pipeline::{self, Outcome, Progress, Purpose, Request, Rigour};

use common::{Dice, Scratch, Tree, assert_same, is_long_run, replace, tree};
use model::{Hidden, files};

/// Builds one edition, or all; gives what came of it.
pub(crate) fn build(folder: &Scratch, edition: Option<&str>) -> Outcome {
    run(folder, edition, Rigour::Normal)
}

/// The same with another rigour.
pub(crate) fn run(folder: &Scratch, edition: Option<&str>, rigour: Rigour) -> Outcome {
    let root: PathBuf = folder.0.clone();
    let request = Request {
        out: root.join("dist"),
        root,
        edition: edition.map(str::to_owned),
        as_of: date(2026, 11, 22),
        drafts: false,
        outline: false,
        purpose: Purpose::Build,
        rigour,
    };
    pipeline::run(&request, &Progress::default()).expect("a run")
}

/// Lays the files of a handbook, builds it, and gives the public edition.
#[track_caller]
fn public(folder: &Scratch, before: &mut Tree, files: Tree, edition: Option<&str>) -> Tree {
    replace(folder, before, &files);
    *before = files;
    let outcome = build(folder, edition);
    let errors: Vec<_> = outcome.diagnostics.iter().filter(|found| found.severity == Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    tree(&folder.path("dist/public"))
}

#[test]
fn hidden_data_change_no_public_byte() {
    let count = if is_long_run() { 200 } else { 20 };
    let folder = Scratch::quick("data-sets");
    let mut laid = Tree::new();
    let mut hidden_seen = 0;
    // What the sets have to hold together, so that hidden data could show in it.
    let mut unseen = vec!["fewer than 5", "Paused: ", "class=\"note\"", ">north<", "no number", "<ul class=\"key"];
    for seed in 1..=count {
        let open = || Dice(seed * 7_919);
        let expected = public(&folder, &mut laid, files(&mut open(), Hidden::Deleted), None);
        assert!(expected.keys().any(|path| path.starts_with("projects/")), "{:?}", expected.keys());
        for (page, part) in [("numbers", "class=\"chart"), ("metrics/objectives", "Work upstream")] {
            let text = String::from_utf8_lossy(&expected[&format!("{page}/index.html")]).into_owned();
            assert!(text.contains(part), "seed {seed}: {page} lacks {part}");
        }
        let texts: Vec<_> = expected.values().map(|bytes| String::from_utf8_lossy(bytes)).collect();
        unseen.retain(|part| !texts.iter().any(|text| text.contains(part)));
        for other in 0..2 {
            let mut dice = Dice(seed * 104_729 + other);
            let files = files(&mut open(), Hidden::Made(&mut dice));
            let about = format!("seed {seed}, hidden set {other}");
            assert_same(&public(&folder, &mut laid, files, Some("public")), &expected, &about);
        }
        if seed == 1 {
            let _ = public(&folder, &mut laid.clone(), laid.clone(), None);
            let inside = tree(&folder.path("dist/internal"));
            hidden_seen = inside.values().filter(|bytes| String::from_utf8_lossy(bytes).contains("zebra")).count();
        }
    }
    assert_eq!(unseen, [""; 0], "forms that no set has");
    assert!(hidden_seen > 3, "the internal edition shows what is hidden: {hidden_seen}");
}
