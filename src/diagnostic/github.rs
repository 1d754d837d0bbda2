//! Findings as GitHub workflow commands, which become annotations of a pull request.
//!
//! A command is one line; whatever could end it, or a property of it, is escaped as GitHub's runner reads it.

use std::fmt::Write;

use super::atlas::{Atlas, Region};
use super::{Diagnostic, Severity, Sources, visible};

/// Prints the findings, which are sorted; the handbook is the folder `below` the top of its repository, as in `docs/`.
pub fn print(diagnostics: &[Diagnostic], sources: &Sources, below: &str) -> String {
    let atlas = Atlas::new(diagnostics, sources);
    let mut printed = String::new();
    for diagnostic in diagnostics {
        command(diagnostic, below, &atlas.region(&diagnostic.primary), &mut printed);
    }
    printed
}

fn command(diagnostic: &Diagnostic, below: &str, region: &Region, printed: &mut String) {
    let kind = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let Region { line, column, end_line, end_column } = region;
    let file = property(&format!("{below}{}", diagnostic.primary.path));
    // GitHub refuses columns of a place that ends on another line.
    let end =
        if line == end_line { format!("col={column},endColumn={end_column}") } else { format!("endLine={end_line}") };
    let text = message(&diagnostic.message);
    let _ = write!(printed, "::{kind} file={file},line={line},{end},title={}::{text}", diagnostic.code);
    if let Some(help) = &diagnostic.help {
        let _ = write!(printed, "%0Ahelp: {}", message(help));
    }
    printed.push('\n');
}

/// Escapes the text of a command.
fn message(text: &str) -> String {
    let escaped = text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    visible::text(&escaped).into_owned()
}

/// Escapes a property of a command.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::tests::{examples, path, sources};
    use crate::diagnostic::{Code, Span};

    #[test]
    fn a_finding_is_one_command() {
        let expect = "\
::error file=docs/a b.md,line=2,endLine=3,title=url-collision::two pages on `/ü,%25/`%0Ahelp: rename \"one\":%0Aof them
::notice file=docs/c.md,line=1,col=1,endColumn=1,title=file-empty::nothing in it
";
        assert_eq!(print(&examples(), &sources(&[("a b.md", "é\nüü\nxyz\n")]), "docs/"), expect);
    }

    #[test]
    fn no_text_starts_a_command_of_its_own() {
        let span = Span::file(&path("a,line=9::b%0A.md"));
        let found = [Diagnostic::new(Code::FileEmpty, span, "x\r\n::set-env name=A::b").help("\n::add-path::/tmp")];
        let printed = print(&found, &Sources::default(), "");
        assert_eq!(printed.lines().count(), 1, "{printed}");
        assert!(printed.starts_with("::notice file=a%2Cline=9%3A%3Ab%250A.md,line=1,"), "{printed}");
    }
}
