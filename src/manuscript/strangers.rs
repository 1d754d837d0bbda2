//! Finds in a text what may have been meant to hide words and hides nothing: directives of unknown names, and audiences'
//! names on HTML elements and fences.
//!
//! The names are not near to an audience's; those are seen by `marks::sight`. What stands inside a mark is hidden by it.

use std::ops::Range;

use memchr::memmem;

use crate::audience::{Audience, Audiences};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::markdown::directive::{self, LineKind, Matter, Stretch};
use crate::markdown::{is_nearly_plain, prepare};
use crate::path::SourcePath;

use super::caveats::Caveat;
use super::keys::fold;
use super::marks::{Form, Mark};

/// Finds the caveats of `body`, whose marks are `marks`; a page without any costs a look.
pub(super) fn find(
    source: &SourcePath,
    file: &str,
    body: &Range<usize>,
    marks: &[Mark],
    config: &Config,
) -> Vec<Caveat> {
    let text = &file[body.clone()];
    let names = &config.audiences;
    let labels = labels(text, names);
    let may_be_strange = prepare::may_hold_directives(text) || memmem::find(text.as_bytes(), b":::").is_some();
    if names.names().len() < 2 || labels.is_empty() && !may_be_strange {
        return Vec::new();
    }
    let matter = directive::matter(text);
    let mut found = Vec::new();
    if may_be_strange {
        let strangers = directives(text, &matter, names).into_iter();
        found.extend(strangers.map(|(range, name)| (range.clone(), names.narrowest(), unknown(&name, names))));
    }
    let labels = labels.into_iter().filter(|(range, _)| is_label(text, range, &matter));
    found.extend(labels.map(|(range, meant)| (range, meant, label(names.name(meant)))));
    let counts = |(range, meant, _): &(Range<usize>, Audience, Words)| within(range, marks) < *meant;
    let caveat = |(range, meant, (message, help)): (Range<usize>, Audience, Words)| {
        let span = Span::new(source, body.start + range.start..body.start + range.end);
        Caveat { finding: Diagnostic::new(Code::AudienceDoubtful, span, message).help(help), meant }
    };
    found.into_iter().filter(counts).map(caveat).collect()
}

/// How many lines at the top of a text are searched for what was meant as front matter.
const TOP_LINES: usize = 12;

/// Finds a line such as `audience: internal` at the top of the text of a page that does not say who may read it: a
/// second block of front matter, or a comment. Only the name of an audience that hides something counts.
pub(super) fn stray_audience(source: &SourcePath, file: &str, body: &Range<usize>, config: &Config) -> Option<Caveat> {
    let mut at = body.start;
    for line in file[body.clone()].split_inclusive('\n').take(TOP_LINES) {
        let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        let mut words = line.split(|c: char| !is_letter(c)).filter(|word| word.contains(char::is_alphanumeric));
        let is_key = words.next().is_some_and(|word| fold(word) == "audience");
        let meant = words.next().and_then(|word| named(word, &config.audiences));
        if let Some(meant) = meant.filter(|_| is_key && line.contains([':', '=']) && words.next().is_none()) {
            let range = at + line.len() - line.trim_start().len()..at + line.trim_end().len();
            let message = "`audience` hides nothing here, and the page is for more readers";
            let help = "write it between the `---` lines at the very top of the file";
            let finding = Diagnostic::new(Code::AudienceDoubtful, Span::new(source, range), message).help(help);
            return Some(Caveat { finding, meant });
        }
        at += line.len();
    }
    None
}

/// How much of a fence's line is looked at; an audience's name is shorter.
const FENCE: usize = 160;

/// A message and its help.
type Words = (String, String);

fn unknown(name: &str, names: &Audiences) -> Words {
    let audiences: Vec<String> = names.names()[1..].iter().map(|name| format!("`{name}`")).collect();
    let message =
        format!("`{}` is no directive and no audience, so what it holds would be published", name.escape_debug());
    let help = format!(
        "to hide the words, write an audience ({}); else use `note`, `tip`, `warning`, `danger` or `details`, or delete \
         the mark",
        audiences.join(", ")
    );
    (message, help)
}

fn label(name: &str) -> Words {
    let message = format!("`{name}` hides nothing here, and the page is for more readers");
    let help = format!("to hide the words, put them between `:::{name}` and `:::`; else choose another word");
    (message, help)
}

/// Gives the narrowest audience that the marks around a place are for.
fn within(range: &Range<usize>, marks: &[Mark]) -> Audience {
    let holds = |mark: &&Mark| match &mark.form {
        Form::Block { open, close } => open.end <= range.start && range.end <= close.start,
        Form::Inline { words, .. } => words.start <= range.start && range.end <= words.end,
        Form::Closed { range: all } => all.start <= range.start && range.end <= all.end,
    };
    marks.iter().filter(holds).map(|mark| mark.audience).max().unwrap_or(Audience::WIDEST)
}

/// Gives the directives whose names are neither known nor nearly so, from the first colon to the name's end.
fn directives(text: &str, matter: &[Stretch], names: &Audiences) -> Vec<(Range<usize>, String)> {
    let opaque: Vec<Range<usize>> = matter.iter().map(|stretch| stretch.range.clone()).collect();
    let code: Vec<Range<usize>> =
        matter.iter().filter(|stretch| stretch.matter == Matter::Code).map(|stretch| stretch.range.clone()).collect();
    // In HTML and in what is code by its indentation alone, three colons are no less meant to hide.
    let lines = directive::lines(text, &code);
    let is_strange = |name: &str| names.find(name).is_none() && !is_nearly_plain(name);
    let mut found = Vec::new();
    for line in &lines {
        let head = match &line.kind {
            LineKind::Open { head, .. } => head,
            LineKind::Leaf(head) if !covers(&opaque, line.range.start) => head,
            _ => continue,
        };
        if is_strange(&head.name) {
            found.push((line.range.start..head.name_range.end, head.name.clone()));
        }
    }
    for inline in directive::inlines(text, &opaque) {
        if is_strange(&inline.head.name) {
            found.push((inline.range.start..inline.head.name_range.end, inline.head.name));
        }
    }
    found.extend(nameless(text, &code).into_iter().filter(|(_, name)| is_strange(name)));
    found
}

/// Gives the lines that open a block in another tool's way, such as `::: {.name}`, with the name.
fn nameless(text: &str, code: &[Range<usize>]) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let at = start + directive::prefix(line);
        start += line.len();
        let words = &text[at..start];
        let rest = words.trim_start_matches(':').trim_start();
        let name = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '\n');
        if !words.starts_with(":::") || rest.starts_with(char::is_alphabetic) || covers(code, at) {
            continue;
        }
        let len = name.find(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_')).unwrap_or(name.len());
        if len > 0 {
            found.push((at..start - name.len() + len, name[..len].to_owned()));
        }
    }
    found
}

/// Tells whether one of the sorted ranges holds a place.
fn covers(ranges: &[Range<usize>], at: usize) -> bool {
    let after = ranges.partition_point(|range| range.start <= at);
    after > 0 && at < ranges[after - 1].end
}

/// Gives the places where an audience's name stands as a class, an id or the language of a fence, if that is what they
/// are.
fn labels(text: &str, names: &Audiences) -> Vec<(Range<usize>, Audience)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('=') {
        let before = text[..at].trim_end();
        let key = before.len() - before.bytes().rev().take_while(u8::is_ascii_alphabetic).count();
        if !before[key..].eq_ignore_ascii_case("class") && !before[key..].eq_ignore_ascii_case("id") {
            continue;
        }
        let value = text[at + 1..].trim_start();
        let start = text.len() - value.len();
        let end = match value.chars().next().filter(|c| matches!(c, '"' | '\'')) {
            Some(quote) => value[1..].find(quote).map(|end| end + 1),
            None => value.find(|c: char| c.is_whitespace() || matches!(c, '>' | '}')),
        };
        let value = value[..end.unwrap_or(0)].trim_start_matches(['"', '\'']);
        let start = start + usize::from(!text[start..].starts_with(value));
        let words = value.split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_'));
        let meant = words.filter_map(|word| named(word, names)).max();
        found.extend(meant.map(|meant| (start..start + value.len(), meant)));
    }
    let fences = |fence: &'static str| memmem::find_iter(text.as_bytes(), fence).map(move |at| (at, fence));
    for (at, fence) in fences("```").chain(fences("~~~")) {
        if text[..at].ends_with(&fence[..1]) {
            continue;
        }
        let near = &text[at..text.floor_char_boundary(at.saturating_add(FENCE))];
        let line = near.split(['\n', '\r']).next().unwrap_or(fence);
        let info = line.trim_start_matches(['`', '~']);
        let word = info.trim().trim_start_matches(['{', '.']).trim_end_matches('}');
        let start = at + line.len() - info.len();
        found.extend(named(word, names).map(|meant| (start..start + info.trim_end().len(), meant)));
    }
    found
}

/// Gives the audience that a word names, alone or as in `name-only`; the widest one hides nothing.
fn named(word: &str, names: &Audiences) -> Option<Audience> {
    let word = word.to_ascii_lowercase();
    let word = word.strip_suffix("-only").unwrap_or(&word);
    names.find(word).filter(|audience| *audience > Audience::WIDEST)
}

/// Tells whether a label stands where it labels something: in a tag, or on the first line of a fenced block.
fn is_label(text: &str, range: &Range<usize>, matter: &[Stretch]) -> bool {
    let after = matter.partition_point(|stretch| stretch.range.start <= range.start);
    let Some(stretch) = after.checked_sub(1).map(|at| &matter[at]).filter(|stretch| range.start < stretch.range.end)
    else {
        return false;
    };
    let before = &text[stretch.range.start..range.start];
    if stretch.matter == Matter::Html {
        return before.rfind('<') > before.rfind('>');
    }
    let fence = before.trim();
    let is_fence =
        fence.len() > 2 && (fence.bytes().all(|byte| byte == b'`') || fence.bytes().all(|byte| byte == b'~'));
    is_fence && text[stretch.range.clone()].contains('\n')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manuscript::marks;
    use crate::manuscript::tests::config;

    #[test]
    fn time_is_linear() {
        let (config, source) = (config(), SourcePath::new("content/a.md").expect("a path"));
        let pieces = [
            "```",
            "``` ",
            "class=\"",
            "id='",
            "class= ",
            ":::a\n",
            ":a[",
            "<b id=board ",
            "<p class=internal>\n",
            "::: {.",
            "~~~ b\n",
            ":::internal\n:::a\n:::\n:::\n",
        ];
        for piece in pieces {
            let text = piece.repeat(40_000 / piece.len());
            let (marks, _) = marks::find(&text, &config.audiences);
            let _ = find(&source, &text, &(0..text.len()), &marks, &config);
        }
    }
}
