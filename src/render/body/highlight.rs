//! Colours for code: one short class for each kind of token, nothing for the rest.
//!
//! The classes are those of the theme: `zk` keyword, `zs` string, `zc` comment, `zn` number and constant, `zf` function,
//! `zt` type, `zo` operator, `zg` tag, `za` attribute or key, `zi` inserted, `zd` deleted, `zh` heading. Names and
//! punctuation have the colour of the text and get none. Lines of code repeat, so each line is highlighted once for each
//! state that it is met in (`memo`). What is too long is not highlighted.

use std::collections::HashMap;
use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use super::escape;

mod memo;

/// The longest line that is highlighted, in bytes.
const LONGEST_LINE: usize = 2_000;
/// The largest block that is highlighted, in bytes.
const LARGEST_BLOCK: usize = 100_000;

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);
static CLASSES: LazyLock<Vec<(Scope, &'static str)>> = LazyLock::new(classes);

/// A language of code.
#[derive(Debug)]
pub(super) struct Language {
    /// What the page calls it; empty where there is nothing to say.
    pub(super) label: String,
    /// The place of its syntax in the set.
    syntax: Option<usize>,
}

/// What pages call languages whose syntax has another name, and words that mean a known syntax.
const NAMES: &[(&str, &str, &str)] = &[
    // word, syntax's token, label
    ("bash", "bash", "Shell"),
    ("sh", "bash", "Shell"),
    ("shell", "bash", "Shell"),
    ("zsh", "bash", "Shell"),
    ("console", "bash", "Shell"),
    ("shell-session", "bash", "Shell"),
    ("shellsession", "bash", "Shell"),
    ("terminal", "bash", "Shell"),
    ("yaml", "yaml", "YAML"),
    ("yml", "yaml", "YAML"),
    ("json", "json", "JSON"),
    ("jsonc", "json", "JSON"),
    ("json5", "json", "JSON"),
    ("jsonl", "json", "JSON"),
    ("toml", "toml", "TOML"),
    ("js", "js", "JavaScript"),
    ("javascript", "js", "JavaScript"),
    ("jsx", "tsx", "JSX"),
    ("ts", "ts", "TypeScript"),
    ("typescript", "ts", "TypeScript"),
    ("c++", "cpp", "C++"),
    ("golang", "go", "Go"),
    ("py", "python", "Python"),
    ("python3", "python", "Python"),
    ("dockerfile", "dockerfile", "Dockerfile"),
    ("docker", "dockerfile", "Dockerfile"),
    ("md", "md", "Markdown"),
    ("markdown", "md", "Markdown"),
    ("html", "html", "HTML"),
    ("xml", "xml", "XML"),
    ("ini", "ini", "INI"),
    ("make", "makefile", "Makefile"),
    ("makefile", "makefile", "Makefile"),
    ("hcl", "tf", "HCL"),
    ("terraform", "tf", "Terraform"),
    ("patch", "diff", "Diff"),
    ("mermaid", "", "Mermaid"),
    ("plantuml", "", "PlantUML"),
    ("text", "", ""),
    ("txt", "", ""),
    ("plain", "", ""),
    ("plaintext", "", ""),
    ("none", "", ""),
    ("output", "", ""),
];

/// Finds a language by the word behind the fence; an unknown one is shown under its own name.
pub(super) fn language(word: &str) -> Language {
    let lower = word.to_ascii_lowercase();
    if lower.is_empty() {
        return Language { label: String::new(), syntax: None };
    }
    let known = NAMES.iter().find(|(name, ..)| *name == lower);
    let (token, label) = known.map_or((lower.as_str(), None), |(_, token, label)| (*token, Some(*label)));
    let syntax = if token.is_empty() { None } else { position(token) };
    let name = syntax.map(|at| SYNTAXES.syntaxes()[at].name.as_str());
    let label = label.or(name).unwrap_or(word);
    Language { label: label.chars().take(30).collect(), syntax }
}

fn position(token: &str) -> Option<usize> {
    let has = |syntax: &SyntaxReference| {
        syntax.name.eq_ignore_ascii_case(token)
            || syntax.file_extensions.iter().any(|extension| extension.eq_ignore_ascii_case(token))
    };
    SYNTAXES.syntaxes().iter().rposition(has)
}

/// Writes code; calls `before` before each line with its number, from 1.
pub(super) fn write(out: &mut String, language: &Language, code: &str, mut before: impl FnMut(&mut String, usize)) {
    let syntax = language.syntax.filter(|_| code.len() <= LARGEST_BLOCK);
    let mut state = syntax.map(memo::start);
    for (number, line) in code.split_inclusive('\n').enumerate() {
        before(out, number + 1);
        state = state.filter(|_| line.len() <= LONGEST_LINE).and_then(|state| memo::line(out, state, line));
        if state.is_none() {
            escape::text(out, line);
        }
    }
}

/// Where a highlighter stands between two lines.
#[derive(Debug, Clone, PartialEq, Eq)]
struct State {
    parse: ParseState,
    scopes: ScopeStack,
}

impl State {
    fn new(syntax: usize) -> Self {
        Self { parse: ParseState::new(&SYNTAXES.syntaxes()[syntax]), scopes: ScopeStack::new() }
    }

    /// Gives a line's HTML and goes on to the next; none where the syntax fails.
    fn line(&mut self, line: &str, classes: &mut Classes) -> Option<String> {
        let steps = self.parse.parse_line(line, &SYNTAXES).ok()?;
        let mut spans = Spans::default();
        let mut from = 0;
        for (at, step) in &steps {
            if from < *at {
                spans.push(&line[from..*at], classes.of(&self.scopes));
                from = *at;
            }
            self.scopes.apply(step).ok()?;
        }
        spans.push(&line[from..], classes.of(&self.scopes));
        Some(spans.finish())
    }
}

/// The classes of scopes that were met; none for a scope that says nothing, an empty one for plain text.
#[derive(Debug, Default)]
struct Classes {
    known: HashMap<Scope, Option<&'static str>>,
    /// The keys of JSON are strings, but are shown as keys.
    key: Option<Scope>,
}

impl Classes {
    /// Gives the class of the innermost scope that has one.
    fn of(&mut self, scopes: &ScopeStack) -> &'static str {
        let mut known = |scope: &Scope| *self.known.entry(*scope).or_insert_with(|| class(*scope));
        let class = scopes.as_slice().iter().rev().find_map(&mut known).unwrap_or("");
        if class != "zs" {
            return class;
        }
        let key = *self.key.get_or_insert_with(|| Scope::new("meta.mapping.key.json").unwrap_or_default());
        if scopes.as_slice().contains(&key) { "za" } else { class }
    }
}

fn class(scope: Scope) -> Option<&'static str> {
    CLASSES.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map(|(_, class)| *class)
}

/// Joins neighbours of one class, also over spaces.
#[derive(Default)]
struct Spans {
    out: String,
    class: &'static str,
    /// Spaces that belong to the open span only if it goes on.
    spaces: String,
}

impl Spans {
    fn push(&mut self, text: &str, class: &'static str) {
        if text.is_empty() {
            return;
        }
        if text.trim().is_empty() {
            return self.spaces.push_str(text);
        }
        if class == self.class {
            self.out.push_str(&self.spaces);
            self.spaces.clear();
        } else {
            self.close();
            if !class.is_empty() {
                self.out.push_str("<span class=\"");
                self.out.push_str(class);
                self.out.push_str("\">");
            }
            self.class = class;
        }
        let words = text.trim_end();
        escape::text(&mut self.out, words);
        self.spaces.push_str(&text[words.len()..]);
    }

    fn close(&mut self) {
        if !self.class.is_empty() {
            self.out.push_str("</span>");
            self.class = "";
        }
        self.out.push_str(&self.spaces);
        self.spaces.clear();
    }

    fn finish(mut self) -> String {
        self.close();
        self.out
    }
}

/// Scopes and the classes they mean; the first that fits counts.
fn classes() -> Vec<(Scope, &'static str)> {
    let rules: &[(&str, &[&str])] = &[
        ("zc", &["comment", "punctuation.definition.comment"]),
        ("zs", &["string", "punctuation.definition.string", "constant.character.escape", "markup.raw"]),
        ("zi", &["markup.inserted"]),
        ("zd", &["markup.deleted"]),
        ("zh", &["markup.heading", "entity.name.section", "meta.diff.range", "meta.diff.header"]),
        ("zo", &["keyword.operator"]),
        ("zk", &["keyword", "storage"]),
        ("zn", &["constant"]),
        (
            "zf",
            &["entity.name.function", "support.function", "variable.function", "entity.name.macro", "support.macro"],
        ),
        ("za", &["entity.name.tag.yaml", "entity.name.tag.toml", "entity.name.tag.json"]),
        ("zg", &["entity.name.tag", "punctuation.definition.tag"]),
        ("za", &["entity.other.attribute-name", "meta.mapping.key", "support.type.property-name"]),
        ("zt", &["entity.name.table", "entity.name", "entity.other.inherited-class", "support.type", "support.class"]),
        ("", &["punctuation.section", "punctuation.separator", "punctuation.terminator", "punctuation.accessor"]),
        ("", &["variable", "meta.interpolation", "meta.template.expression"]),
    ];
    let each = rules.iter().flat_map(|(class, scopes)| scopes.iter().map(move |scope| (scope, *class)));
    each.filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, class))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(word: &str, code: &str) -> String {
        let mut out = String::new();
        write(&mut out, &language(word), code, |_, _| {});
        out
    }

    /// Highlights without remembering anything.
    fn fresh(word: &str, code: &str) -> String {
        let mut classes = Classes::default();
        let mut state = State::new(language(word).syntax.expect("a known language"));
        code.split_inclusive('\n').filter_map(|line| state.line(line, &mut classes)).collect()
    }

    const BLOCKS: &[(&str, &str)] = &[
        ("rust", "/* a\nb */ fn c() { \"d\ne\" }\n"),
        ("bash", "cat <<A\n$x\nA\ncat <<B\n$x\nB\n"),
        ("python", "\"\"\"a\nb\n\"\"\"\nx = 1\n"),
        ("yaml", "a: |\n  b\nc: d\n"),
        ("toml", "a = \"\"\"\nb\n\"\"\"\n"),
        ("html", "<script>\nvar a = 1;\n</script>\n"),
    ];

    #[test]
    fn what_is_remembered_is_what_would_be_made() {
        let all = || -> Vec<String> { BLOCKS.iter().map(|(word, code)| shown(word, code)).collect() };
        let made: Vec<_> = BLOCKS.iter().map(|(word, code)| fresh(word, code)).collect();
        let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(move || (all(), all()))).collect();
        for thread in threads {
            let (first, second) = thread.join().expect("no panic");
            assert_eq!((&first, &second), (&made, &made));
        }
    }

    #[test]
    fn tokens_have_classes_and_neighbours_join() {
        let check = |word: &str, code: &str, expect: &str| assert_eq!(shown(word, code), expect, "{code:?}");
        check("rust", "pub fn a() {}\n", "<span class=\"zk\">pub fn</span> <span class=\"zf\">a</span>() {}\n");
        check("json", "{\"a\": [1]}", "{<span class=\"za\">\"a\"</span>: [<span class=\"zn\">1</span>]}");
        check("jsonc", "// a", "<span class=\"zc\">// a</span>");
        check("diff", "-a\n+b\n", "<span class=\"zd\">-a</span>\n<span class=\"zi\">+b</span>\n");
        check("yml", "a: \"<\"\n", "<span class=\"za\">a</span>: <span class=\"zs\">\"&lt;\"</span>\n");
        check("nonsense", "a < b\n", "a &lt; b\n");
    }

    #[test]
    fn words_behind_fences_name_languages() {
        let check = |word: &str, label: &str| assert_eq!(language(word).label, label, "{word:?}");
        let known =
            [("sh", "Shell"), ("YAML", "YAML"), ("rs", "Rust"), ("Dockerfile", "Dockerfile"), ("text", ""), ("", "")];
        for (word, label) in known {
            check(word, label);
        }
        check("quux", "quux");
        for (word, token, _) in NAMES {
            assert!(token.is_empty() || position(token).is_some(), "{word} has no syntax");
        }
    }

    #[test]
    fn what_is_too_long_is_plain() {
        let long = format!("let a = 1;\nlet b = \"{}\";\nlet c = 2;\n", "x".repeat(LONGEST_LINE));
        let shown = shown("rust", &long);
        assert!(shown.starts_with("<span") && shown.ends_with("\";\nlet c = 2;\n"));
        let large = "let a = 1;\n".repeat(LARGEST_BLOCK / 11 + 1);
        assert_eq!(super::tests::shown("rust", &large), large);
    }
}
