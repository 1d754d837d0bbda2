//! Findings for people: each with the source line, a caret, related places and help; a line of counts at the end.
//!
//! Quoted text is made safe for a terminal first, and only the part of a long line around the caret is shown. A place in
//! a file that is no text is named without a quotation. A finding of several lines is quoted by its first.

use std::collections::BTreeSet;
use std::fmt::Write;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Padding, Renderer, Snippet};

use super::atlas::{Atlas, Quote, Region};
use super::{Diagnostic, Severity, Sources, Span, visible};

/// Whether the text carries colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// Plain characters.
    Plain,
    /// Colours for a terminal.
    Styled,
}

/// Stands for a quoted place until the text is rendered. The renderer counts columns in what is shown, which a cut or a
/// written-out character shifts. It is a hidden character, so no text that was made safe holds it.
const PLACE: char = '\u{e0000}';
/// The columns that a quoted line may take.
const WIDTH: usize = 110;
/// The columns of them that stand before the caret in a line that is too long.
const BEFORE: usize = 40;

/// Prints the findings of a run of so many `editions`, which are sorted; nothing where there are none.
pub fn print(diagnostics: &[Diagnostic], sources: &Sources, editions: usize, colour: Colour) -> String {
    let atlas = Atlas::new(diagnostics, sources);
    let mut printed = String::new();
    for diagnostic in diagnostics {
        put(diagnostic, &atlas, editions, colour, &mut printed);
        printed.push_str("\n\n");
    }
    if !diagnostics.is_empty() {
        let _ = writeln!(printed, "{}", counts(diagnostics));
    }
    printed
}

/// Prints one finding of a run of so many `editions` in plain characters, without a line's end.
pub fn finding(diagnostic: &Diagnostic, sources: &Sources, editions: usize) -> String {
    let mut printed = String::new();
    put(diagnostic, &Atlas::new(std::slice::from_ref(diagnostic), sources), editions, Colour::Plain, &mut printed);
    printed
}

fn put(diagnostic: &Diagnostic, atlas: &Atlas<'_>, editions: usize, colour: Colour, printed: &mut String) {
    let renderer = match colour {
        Colour::Plain => Renderer::plain(),
        Colour::Styled => Renderer::styled(),
    };
    let finding = renderer.term_width(WIDTH * 4).render(&[group(diagnostic, atlas, editions)]);
    put_places(&finding, &quoted(diagnostic, atlas), printed);
}

/// Says how many findings there are, as in `1 error, 2 warnings in 2 files; ospress explain CODE tells more`.
fn counts(diagnostics: &[Diagnostic]) -> String {
    let files: BTreeSet<_> = diagnostics.iter().map(|diagnostic| &diagnostic.primary.path).collect();
    let place = if files.len() == 1 { "file" } else { "files" };
    format!("{} in {} {place}; ospress explain CODE tells more", tally(diagnostics), files.len())
}

/// Counts findings by severity, as in `1 error, 2 warnings`; empty for none.
pub fn tally(diagnostics: &[Diagnostic]) -> String {
    let kinds = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let parts = kinds.map(|(severity, word)| match count(severity) {
        0 => None,
        1 => Some(format!("1 {word}")),
        many => Some(format!("{many} {word}s")),
    });
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn group<'a>(diagnostic: &'a Diagnostic, atlas: &Atlas<'a>, editions: usize) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(visible::text(&diagnostic.message)).id(diagnostic.code.as_str());
    let place = if diagnostic.code.is_silent() { silent } else { place };
    let mut group = place(Group::with_title(title), atlas, &diagnostic.primary, None);
    for (span, words) in &diagnostic.related {
        group = place(group, atlas, span, Some(words));
    }
    if !diagnostic.code.is_silent() && !diagnostic.editions.is_empty() && diagnostic.editions.len() < editions {
        let names = diagnostic.editions.iter().map(|name| visible::text(name)).collect::<Vec<_>>();
        group = group.element(Level::NOTE.message(format!("only for readers of: {}", names.join(", "))));
    }
    match &diagnostic.help {
        Some(help) => group.element(Level::HELP.message(visible::text(help))),
        None => group,
    }
}

/// Adds one place: its name and, where there is one, its line. `words` are those of a related place.
fn place<'a>(group: Group<'a>, atlas: &Atlas<'a>, span: &'a Span, words: Option<&'a String>) -> Group<'a> {
    let Some(quote) = atlas.quote(span) else {
        let origin = Origin::path(visible::text(span.path.as_str()));
        return match words {
            Some(words) => group.element(Padding).element(origin).element(Level::NOTE.message(visible::text(words))),
            None => group.element(origin),
        };
    };
    let (line, meant) = window(&quote);
    let annotation: Annotation<'_> = match words {
        Some(words) => AnnotationKind::Context.span(meant).label(visible::text(words)),
        None => AnnotationKind::Primary.span(meant),
    };
    let first = atlas.region(span).line;
    group.element(Snippet::source(line).path(PLACE.to_string()).line_start(first).annotation(annotation))
}

/// Adds one place by its name and line alone, since the line says what readers of a log must not know.
fn silent<'a>(group: Group<'a>, atlas: &Atlas<'a>, span: &'a Span, words: Option<&'a String>) -> Group<'a> {
    let Region { line, column, .. } = atlas.region(span);
    let origin = Origin::path(visible::text(span.path.as_str()));
    let origin = if span.range == (0..0) { origin } else { origin.line(line).char_column(column) };
    match words {
        Some(words) => group.element(Padding).element(origin).element(Level::NOTE.message(visible::text(words))),
        None => group.element(origin),
    }
}

/// Names the places that are quoted, in the order of [`group`].
fn quoted(diagnostic: &Diagnostic, atlas: &Atlas<'_>) -> Vec<String> {
    let related = diagnostic.related.iter().map(|(span, _)| span);
    let is_quoted = |span: &&Span| !diagnostic.code.is_silent() && atlas.quote(span).is_some();
    let spans = std::iter::once(&diagnostic.primary).chain(related).filter(is_quoted);
    let name = |span: &Span| {
        let Region { line, column, .. } = atlas.region(span);
        format!("{}:{line}:{column}", visible::text(span.path.as_str()))
    };
    spans.map(name).collect()
}

/// Copies a rendered finding, with the places where their stand-ins are.
fn put_places(rendered: &str, places: &[String], printed: &mut String) {
    let mut parts = rendered.split(PLACE);
    printed.push_str(parts.next().unwrap_or_default());
    for (part, place) in parts.zip(places) {
        printed.push_str(place);
        printed.push_str(part.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()));
    }
}

/// Gives what is shown of a line, made safe, and the bytes of it to mark.
fn window(quote: &Quote<'_>) -> (String, std::ops::Range<usize>) {
    let Quote { text, meant } = quote;
    let (before, inside, after) = (&text[..meant.start], &text[meant.clone()], &text[meant.end..]);
    let is_long = text.chars().nth(WIDTH).is_some();
    let (before, inside, after) = if is_long {
        let before = last(before, BEFORE);
        let inside = first(inside, WIDTH - BEFORE);
        (before, inside, first(after, WIDTH - BEFORE - inside.chars().count()))
    } else {
        (before, inside, after)
    };
    let mut line = String::new();
    line.push_str(if before.len() < meant.start { "..." } else { "" });
    line.push_str(&visible::text(before));
    let start = line.len();
    line.push_str(&visible::text(inside));
    let end = line.len();
    line.push_str(&visible::text(after));
    let is_cut = inside.len() < meant.len() || meant.end + after.len() < text.len();
    line.push_str(if is_cut { "..." } else { "" });
    (line, start..end)
}

/// Gives the first characters of a text.
fn first(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(end, _)| &text[..end])
}

/// Gives the last characters of a text.
fn last(text: &str, most: usize) -> &str {
    text.char_indices().rev().take(most).last().map_or("", |(start, _)| &text[start..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::diagnostic::tests::{path, sources};

    fn check(text: &str, range: std::ops::Range<usize>, expect: &str) {
        let found = [Diagnostic::new(Code::LinkMissing, Span::new(&path("a.md"), range), "`x.md` is nowhere")];
        let printed = print(&found, &sources(&[("a.md", text)]), 2, Colour::Plain);
        assert_eq!(printed, format!("{expect}\n\n1 error in 1 file; ospress explain CODE tells more\n"));
    }

    #[test]
    fn the_look_of_a_finding() {
        let found = [
            Diagnostic::new(Code::UrlCollision, Span::new(&path("a.md"), 6..10), "two pages on `/use/`")
                .related(Span::new(&path("b.md"), 0..5), "the other page")
                .related(Span::file(&path("c.png")), "and a picture")
                .help("rename one of them"),
            Diagnostic::new(Code::FileEmpty, Span::file(&path("c.png")), "nothing in it"),
        ];
        let sources = sources(&[("a.md", "first\nsecond line\n"), ("b.md", "other")]);
        let expect = "\
error[url-collision]: two pages on `/use/`
 --> a.md:2:1
  |
2 | second line
  | ^^^^
  |
 ::: b.md:1:1
  |
1 | other
  | ----- the other page
  |
 ::: c.png
  = note: and a picture
  = help: rename one of them

note[file-empty]: nothing in it
--> c.png

1 error, 1 note in 2 files; ospress explain CODE tells more
";
        assert_eq!(print(&found, &sources, 2, Colour::Plain), expect);
        assert!(print(&found, &sources, 2, Colour::Styled).contains("\u{1b}["));
        assert_eq!(print(&[], &sources, 2, Colour::Plain), "");
    }

    #[test]
    fn carets_stand_under_what_is_meant() {
        let head = "error[link-missing]: `x.md` is nowhere\n --> a.md:";
        check("a\r\n\tb x\r\n", 6..7, &format!("{head}2:4\n  |\n2 |     b x\n  |       ^"));
        check("大きx", 6..7, &format!("{head}1:3\n  |\n1 | 大きx\n  |     ^"));
        check(
            "\u{1b}[2J\u{202e}x",
            7..8,
            &format!("{head}1:6\n  |\n1 | \\u{{1b}}[2J\\u{{202e}}x\n  |                  ^"),
        );
        check("ab", 2..2, &format!("{head}1:3\n  |\n1 | ab\n  |   ^"));
        check("ab\n", 3..9, &format!("{head}2:1\n  |\n2 |\n  | ^"));
        check("one\ntwo", 1..6, &format!("{head}1:2\n  |\n1 | one\n  |  ^^"));
    }

    #[test]
    fn a_long_line_is_cut_around_the_caret() {
        let text = format!("{}[x](y){}", "é".repeat(5000), "z".repeat(5000));
        let (before, after) = ("é".repeat(37), "z".repeat(67));
        let expect = format!("1 | ...{before}[x](y){after}...\n  | {}^^^\n", " ".repeat(43));
        let span = Span::new(&path("a.md"), 10_003..10_006);
        let found = [Diagnostic::new(Code::LinkMissing, span, "nowhere")];
        let printed = print(&found, &sources(&[("a.md", &text)]), 2, Colour::Plain);
        assert!(printed.contains(&expect), "{printed}");
        assert!(printed.contains(" --> a.md:1:5004\n"), "{printed}");
    }

    #[test]
    fn nothing_foreign_reaches_the_terminal_raw() {
        let foreign = "\u{1b}]0;x\u{7}\u{9b}1m\u{202e}\u{e0000}1:1\n::error::x";
        let span = Span::new(&path("a.md"), 1..3);
        let found = [Diagnostic::new(Code::LinkMissing, span.clone(), foreign).related(span, foreign).help(foreign)];
        let printed = print(&found, &sources(&[("a.md", foreign)]), 2, Colour::Plain);
        assert!(!printed.chars().any(|c| c != '\n' && visible::text(&c.to_string()) != c.to_string()), "{printed:?}");
        assert!(!printed.contains("\n::error"), "{printed:?}");
        assert_eq!(printed.matches("a.md:1:2").count(), 2, "{printed}");
    }

    #[test]
    fn some_editions_are_named() {
        let in_editions = |names: &[&str], start: usize| {
            let mut found =
                Diagnostic::new(Code::LinkMissing, Span::new(&path("a.md"), start..start + 1), "nowhere").help("mend");
            found.editions = names.iter().map(ToString::to_string).collect();
            found
        };
        let found = [in_editions(&["internal", "public"], 0), in_editions(&["public"], 1)];
        let printed = print(&found, &sources(&[("a.md", "ab")]), 2, Colour::Plain);
        assert_eq!(printed.matches("only for readers of").count(), 1);
        assert!(printed.contains("  |  ^\n  |\n  = note: only for readers of: public\n  = help: mend\n"), "{printed}");
        let alone = |editions| print(&found[1..], &sources(&[("a.md", "ab")]), editions, Colour::Plain);
        assert!(alone(2).contains("only for readers of: public") && !alone(1).contains("only for readers"));
    }
}
