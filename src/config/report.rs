//! The findings about one site.toml, as its readers collect them.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::path::SourcePath;

/// Collects findings about one file.
pub(super) struct Report<'a> {
    path: &'a SourcePath,
    findings: Vec<Diagnostic>,
}

impl<'a> Report<'a> {
    /// Starts without findings.
    pub(super) fn new(path: &'a SourcePath) -> Self {
        Self { path, findings: Vec::new() }
    }

    /// Adds a finding with what to do.
    pub(super) fn add(&mut self, code: Code, at: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.findings.push(Diagnostic::new(code, Span::new(self.path, at), message).help(help));
    }

    /// Adds a finding about a value.
    pub(super) fn value(&mut self, at: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.add(Code::ConfigValue, at, message, help);
    }

    /// Adds a finding about a value that stands elsewhere already.
    pub(super) fn twice(&mut self, at: Range<usize>, first: Range<usize>, message: String, help: &str) {
        let related = Span::new(self.path, first);
        let finding = Diagnostic::new(Code::ConfigValue, Span::new(self.path, at), message);
        self.findings.push(finding.help(help).related(related, "it stands here first"));
    }

    /// Gives the findings, in the order of the file.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        crate::diagnostic::sort(&mut self.findings);
        self.findings
    }
}
