//! Builds of a book, in this process: what is published, and what is said.

use std::path::PathBuf;

use jiff::civil::date;
use ospress::diagnostic::{Diagnostic, github, human, json, sarif};
use ospress::pipeline::{self, Outcome, Progress, Purpose, Request, Rigour};

use crate::common::{Scratch, Tree, replace, tree};

/// A handbook's folder, and what lies in it now.
pub(crate) struct Shop {
    folder: Scratch,
    files: Tree,
}

impl Shop {
    pub(crate) fn new(files: Tree) -> Self {
        let folder = Scratch::quick("interference");
        replace(&folder, &Tree::new(), &files);
        Self { folder, files }
    }

    /// Changes the handbook.
    pub(crate) fn lay(&mut self, files: Tree) {
        replace(&self.folder, &self.files, &files);
        self.files = files;
    }

    /// Builds one edition, or all.
    pub(crate) fn run(&self, edition: Option<&str>, purpose: Purpose, rigour: Rigour) -> Outcome {
        let root: PathBuf = self.folder.0.clone();
        let out = root.join("dist");
        let edition = edition.map(str::to_owned);
        let request =
            Request { root, out, edition, as_of: date(2026, 11, 22), drafts: false, outline: false, purpose, rigour };
        pipeline::run(&request, &Progress::default()).expect("a run")
    }

    /// Builds the public edition.
    pub(crate) fn public(&self) -> Outcome {
        self.run(Some("public"), Purpose::Build, Rigour::Normal)
    }

    /// The published files of an edition.
    pub(crate) fn published(&self, edition: &str) -> Tree {
        tree(&self.folder.path("dist").join(edition))
    }
}

/// Everything that a run says, in every form.
pub(crate) fn said(outcome: &Outcome) -> String {
    let (findings, sources) = (&outcome.diagnostics, &outcome.sources);
    let human = human::print(findings, sources, outcome.editions.len(), human::Colour::Plain);
    [human, json::print(findings, sources), sarif::print(findings, sources), github::print(findings, sources, "")]
        .concat()
}

/// What the findings say, without their places, which depend on what stands before them.
pub(crate) fn gist(outcome: &Outcome) -> Vec<String> {
    let gist = |finding: &Diagnostic| {
        let Diagnostic { code, severity, message, primary, editions, .. } = finding;
        format!("{severity:?} {code} {}: {message} {editions:?}", primary.path)
    };
    outcome.diagnostics.iter().map(gist).collect()
}
