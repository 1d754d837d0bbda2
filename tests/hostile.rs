//! Input that nobody writes by hand: the program ends in time, in bounded memory, with exit code 0 or 1, never by a panic.
//!
//! Each handbook has one hostile file. A run has 2 GB of address space and is killed, and the test fails, after 30 s.

mod common;

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use common::{Dice, PROGRAM, Scratch, Tree, demo, is_long_run, run};
use ospress::config::{self, Config};
use ospress::diagnostic::Diagnostic;
use ospress::edition::Blob;
use ospress::manuscript::{self, Wish};
use ospress::memo::Memo;
use ospress::path::SourcePath;
use ospress::source::Snapshot;
use ospress::theme::{self, Theme};
use ospress::{check, render, site};

const MOST: Duration = Duration::from_secs(30);

/// A page of an ordinary head and this text.
fn page(text: &str) -> Vec<u8> {
    format!("---\ntitle: Hostile\n---\n{text}\n").into_bytes()
}

/// Builds a handbook of one file beside its site.toml; gives what was said.
#[track_caller]
fn attempt_file(about: &str, path: &str, bytes: impl AsRef<[u8]>) -> String {
    let root = Scratch::handbook("hostile", "title = \"x\"\nbase_url = \"https://x.example/\"\n");
    root.write("content/_index.md", "---\ntitle: Home\n---\nHello.\n");
    root.write(path, bytes);
    let script = "ulimit -v 2000000 2>/dev/null; exec \"$0\" build --lenient --as-of 2026-11-22 --color never";
    let mut command = Command::new("sh");
    command.args(["-c", script, PROGRAM]).current_dir(&root.0).env_clear();
    let run = run(&mut command, MOST);
    assert!(run.signal.is_none(), "{about}: killed by {:?}: {:.2000}", run.signal, run.stderr);
    assert!(matches!(run.code, Some(0 | 1)), "{about}: {:?} {:.2000}", run.code, run.stderr);
    assert!(!run.stderr.contains("panicked"), "{about}: {:.2000}", run.stderr);
    assert_eq!(run.code == Some(0), root.path("dist/site/index.html").exists(), "{about}: {:.2000}", run.stderr);
    run.stderr
}

/// Builds a handbook with a hostile page.
#[track_caller]
fn attempt(about: &str, text: &str) {
    let said = attempt_file(about, "content/page.md", page(text));
    assert!(said.contains("built "), "{about} is no reason to publish nothing: {said:.2000}");
}

#[test]
fn bytes_that_are_no_text() {
    let mut dice = Dice(271_828_182_845);
    for size in [1, 100, 10_000, 1_000_000] {
        let bytes: Vec<u8> = (0..size).map(|_| u8::try_from(dice.below(256)).expect("a byte")).collect();
        attempt_file("random bytes", "content/page.md", &bytes);
        let ascii: Vec<u8> = bytes.iter().map(|byte| byte % 128).collect();
        attempt_file("random ASCII", "content/page.md", &ascii);
        attempt_file("a random image", "content/page.svg", &bytes);
    }
    attempt_file("zeros", "content/page.md", vec![0; 1_000_000]);
    attempt_file("a site.toml of control characters", "site.toml", (1..32).collect::<Vec<u8>>());
}

#[test]
fn large_texts() {
    attempt("a line of 10 MB", &"x".repeat(10_000_000));
    attempt("a line of 10 MB of words", &"word ".repeat(2_000_000));
    attempt("two million short lines", &"a\n".repeat(2_000_000));
    attempt("100,000 headings", &numbered(100_000, |number| format!("## Heading {}\n", number % 1000)));
    attempt("100,000 equal headings", &"# Same\n".repeat(100_000));
    attempt("10,000 footnotes", &numbered(10_000, |number| format!("a[^{number}]\n\n[^{number}]: text\n\n")));
    attempt("100,000 links to nowhere", &numbered(100_000, |number| format!("[a](nowhere-{number}.md)\n")));
    attempt("100,000 lines of a table", &format!("| a |\n|---|\n{}", "| b |\n".repeat(100_000)));
}

#[test]
fn wide_tables() {
    for columns in [1_000, 20_000] {
        let row = |cell: &str| format!("|{}\n", cell.repeat(columns));
        attempt("a wide table", &[row(" a |"), row("-|"), row(" b |").repeat(20)].concat());
    }
    attempt(
        "a wide head and many short lines",
        &format!("|{}\n|{}\n{}", "a|".repeat(5_000), "-|".repeat(5_000), "|b|\n".repeat(5_000)),
    );
}

#[test]
fn deep_nesting() {
    attempt("10,000 quotes", &">".repeat(10_000));
    attempt("10,000 quotes with words", &format!("{} a", "> ".repeat(10_000)));
    attempt("growing quotes", &numbered(1_500, |depth| format!("{} a\n", ">".repeat(depth))));
    attempt("10,000 brackets", &format!("{}a{}", "[".repeat(10_000), "]".repeat(10_000)));
    attempt("10,000 brackets with addresses", &format!("{}a{}", "[".repeat(10_000), "](b)".repeat(10_000)));
    attempt("10,000 images", &format!("{}a{}", "![".repeat(10_000), "](b)".repeat(10_000)));
    attempt("nested lists", &numbered(1_000, |depth| format!("{}- a\n", "  ".repeat(depth))));
    attempt("lists in one line", &"- ".repeat(10_000));
    attempt("numbers in one line", &"1. ".repeat(10_000));
    attempt("10,000 elements", &format!("{}a", "<div>".repeat(10_000)));
    attempt("10,000 elements, line by line", &"<div>\n\n".repeat(10_000));
    attempt("10,000 elements that are closed", &format!("{}a{}", "<b>".repeat(10_000), "</b>".repeat(10_000)));
    attempt("10,000 details", &"<details><summary>a</summary>\n\n".repeat(10_000));
}

#[test]
fn floods_of_signs() {
    attempt("50,000 footnote marks", &"[^".repeat(50_000));
    attempt("50,000 opened footnotes", &"[^a".repeat(50_000));
    attempt("emphasis", &"*a **a ".repeat(20_000));
    attempt("emphasis that closes", &format!("{}{}", "*a ".repeat(20_000), "a* ".repeat(20_000)));
    attempt("stars", &"*".repeat(100_000));
    attempt("underscores", &"_a".repeat(50_000));
    attempt("tildes", &"~~a~".repeat(50_000));
    attempt("growing backticks", &numbered(1_000, |length| format!("{}a ", "`".repeat(length))));
    attempt("backticks", &"`a``b".repeat(50_000));
    attempt("entities", &"&amp;&#60;&notin;&".repeat(50_000));
    attempt("entities without an end", &"&#".repeat(100_000));
    attempt("tags without an end", &"<a ".repeat(50_000));
    attempt("comments without an end", &"<!-- ".repeat(50_000));
    attempt("processing without an end", &"<?".repeat(50_000));
    attempt("addresses", &"https://a".repeat(20_000));
    attempt("mail", &"a@".repeat(50_000));
    attempt("backslashes", &"\\".repeat(100_001));
    attempt("definitions of one name", &"[a]: b\n".repeat(50_000));
    attempt("definitions of many names", &numbered(20_000, |number| format!("[a{number}]: b\n[a{number}][] ")));
    attempt("definition lists", &"a\n: b\n".repeat(20_000));
    attempt("joined letters", &format!("a{}", "\u{301}".repeat(200_000)));
    attempt("letters of no width", &"\u{200b}\u{202e}".repeat(100_000));
    attempt("shortcodes", &"{{< a ".repeat(50_000));
    attempt("shortcodes of Jekyll", &"{% a ".repeat(50_000));
}

#[test]
fn directives() {
    attempt("100,000 unclosed ones", &":::note\n".repeat(100_000));
    attempt("20,000 unclosed ones apart", &":::note\n\n".repeat(20_000));
    attempt("50,000 closing lines", &":::\n".repeat(50_000));
    let nested: Vec<String> = (0..5_000).map(|depth| ":".repeat(5_003 - depth)).collect();
    let open: String = nested.iter().map(|colons| format!("{colons}note\n")).collect();
    let close: String = nested.iter().rev().map(|colons| format!("{colons}\n")).collect();
    attempt("5,000 nested ones", &format!("{open}a\n{close}"));
    attempt("5,000 nested ones of three colons", &format!("{}a\n{}", ":::tip\n".repeat(5_000), ":::\n".repeat(5_000)));
    attempt("unknown names", &":::a\n:::\n".repeat(20_000));
    attempt("unknown names in a line", &":a[b] ".repeat(20_000));
    attempt("attributes", &format!(":::note{{{}\n:::\n", "a=b ".repeat(20_000)));
    attempt("open brackets", &":note[".repeat(50_000));
    for text in
        [":::internal\n", ":internal[", ":internal[a] ", "::::internal\n:::internal\n", ":::Internal\n", "::internal\n"]
    {
        attempt_file("audience marks", "content/page.md", page(&text.repeat(4_000)));
    }
}

#[test]
fn front_matter() {
    let files = [
        ("100 KB of brackets", format!("a: {}", "[".repeat(100_000))),
        ("100 KB of braces", format!("a: {}", "{a: ".repeat(25_000))),
        ("closed brackets", format!("a: {}{}", "[".repeat(50_000), "]".repeat(50_000))),
        ("deep indentation", numbered(1_000, |depth| format!("{}a:\n", " ".repeat(depth)))),
        ("dashes", "- ".repeat(50_000)),
        ("questions", "? ".repeat(50_000)),
        ("quotes", "a: \"".repeat(50_000)),
        ("anchors", "a: &a b\nb: *a\n".repeat(20_000)),
        ("keys", numbered(100_000, |number| format!("key{number}: value\n"))),
        ("near-miss keys", numbered(20_000, |number| format!("titel{number}: value\n"))),
        ("equal keys", "title: a\n".repeat(50_000)),
        ("an alias bomb", bomb()),
        ("numbers", format!("weight: {}", "9".repeat(100_000))),
        ("dates", format!("date: {}-01-01", "9".repeat(100_000))),
        ("tags", format!("tags: [{}]", numbered(20_000, |number| format!("t{number}, ")))),
        ("aliases", format!("aliases: [{}]", numbered(20_000, |number| format!("/a{number}, ")))),
        ("a long title", format!("title: {}", "a ".repeat(500_000))),
        ("a block without an end", "a: |\n".to_owned() + &" x\n".repeat(100_000)),
        ("merges", "<<: {a: b}\n".repeat(20_000)),
    ];
    for (about, matter) in files {
        attempt_file(about, "content/page.md", format!("---\n{matter}\n---\nText.\n"));
        attempt_file(about, "content/page.md", format!("---\n{matter}"));
    }
    let files = [
        ("deep arrays", format!("a = {}{}", "[".repeat(50_000), "]".repeat(50_000))),
        ("deep tables", format!("a = {}", "{a=".repeat(50_000))),
        ("deep dots", format!("a{} = 1", ".a".repeat(50_000))),
        ("deep heads", format!("[a{}]", ".a".repeat(50_000))),
        ("many tables", numbered(10_000, |number| format!("[a{number}]\nb=1\n"))),
        ("quotes", "a = \"\"\"".repeat(20_000)),
    ];
    for (about, matter) in files {
        attempt_file(about, "content/page.md", format!("+++\n{matter}\n+++\nText.\n"));
        attempt_file(about, "site.toml", &matter);
    }
}

#[test]
fn code_and_drawings() {
    attempt("a wide line of code", &format!("```rust\n{}\n```\n", "fn(".repeat(100_000)));
    attempt("many lines of code", &format!("```js\n{}```\n", "/* '` ${\n".repeat(50_000)));
    attempt("many blocks", &numbered(5_000, |number| format!("```c\nint a{number};\n```\n\n")));
    attempt("marked lines", &format!("```rust {{{}}}\nx\n```\n", "1-999999999,".repeat(10_000)));
    attempt("a range without an end", "```rust {1-18446744073709551615}\nx\n```\n");
    let svg = |inner: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inner}</svg>");
    for (about, text) in [
        ("deep groups", svg(&"<g>".repeat(100_000))),
        ("attributes", format!("<svg {}/>", "a=\"b\" ".repeat(100_000))),
        ("entities", format!("<!DOCTYPE svg [{}]>{}", "<!ENTITY a \"&a;&a;\">".repeat(1_000), svg("&a;"))),
        ("no end", "<svg".repeat(100_000)),
    ] {
        attempt_file(about, "content/drawing.svg", &text);
        let root_page =
            format!("---\ntitle: Drawing\n---\n![a](drawing.svg)\n{}\n", text.get(..5_000).unwrap_or(&text));
        attempt_file(about, "content/page.md", root_page);
    }
}

/// Lines by number, from 1.
fn numbered(count: usize, line: impl Fn(usize) -> String) -> String {
    (1..=count).map(line).collect()
}

/// Ten levels of ten aliases each.
fn bomb() -> String {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let _ = writeln!(text, "a{level}: &a{level} [{}]", format!("*a{}, ", level - 1).repeat(10));
    }
    text
}

/// What is thrown into texts.
const PIECES: &[&str] = &[
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\t",
    "    ",
    "---\n",
    "+++\n",
    ":::note\n",
    ":::internal\n",
    "::::internal\n",
    ":::\n",
    ":internal[",
    "]",
    "[",
    "](",
    ")",
    "![",
    "[^1]",
    "[^1]: ",
    "`",
    "```",
    "~~~\n",
    "*",
    "**",
    "_",
    "|",
    "|---|\n",
    "> ",
    "- ",
    "1. ",
    "# ",
    "=\n",
    "<div>",
    "</div>",
    "<details>",
    "<!--",
    "-->",
    "<script>",
    "&amp;",
    "&#0;",
    "&",
    "\\",
    "{{<",
    "{%",
    "%}",
    "{#id}",
    "{",
    "}",
    "é",
    "🦀",
    "\u{200b}",
    "\u{301}",
    "\u{feff}",
    "\0",
    "\u{85}",
    "\u{2028}",
    ": ",
    "title: ",
    "audience: ",
    "- [ ] ",
    "[!NOTE]\n",
    "\"",
    "'",
    "%",
    "%zz",
    "#",
    "../",
    "?",
    "https://a.b",
    "mailto:",
    "x",
    "0",
    "$",
    "^",
    "~",
];

/// Changes a text at random places, between characters.
fn mutate(text: &str, other: &str, dice: &mut Dice) -> String {
    let mut text = text.to_owned();
    for _ in 0..=dice.below(6) {
        let place = |text: &str, dice: &mut Dice| text.floor_char_boundary(dice.below(text.len() + 1));
        let (from, to) = (place(&text, dice), place(&text, dice));
        let near = text.floor_char_boundary(from.saturating_add(dice.below(40)).min(text.len()));
        match dice.below(8) {
            0 => text.replace_range(from..near, ""),
            1 => text.replace_range(from.min(to)..from.max(to), ""),
            2 => {
                let part = text[from..near].to_owned();
                text.insert_str(to, &part);
            }
            3 => text.truncate(from),
            4 => text.insert_str(from, &other[place(other, dice)..]),
            5 => text.insert_str(from, &dice.pick(PIECES).repeat(dice.below(60))),
            _ => text.insert_str(from, dice.pick::<&str>(PIECES)),
        }
    }
    text
}

/// Takes files through the whole program, to the bytes of each page of both editions; gives what was found.
fn print(files: &[(SourcePath, String)], config: &Config, theme: &Arc<Theme>) -> Vec<Diagnostic> {
    let blobs = files.iter().map(|(path, text)| (path.clone(), Blob::new(text.clone().into_bytes()))).collect();
    let snapshot = Snapshot { content: "content".to_owned(), files: blobs, ..Snapshot::default() };
    let (manuscript, mut findings) = manuscript::read(&[snapshot], config, &Memo::default());
    let wish = Wish { as_of: jiff::civil::date(2026, 11, 22), drafts: true, outline: false };
    for edition in &config.editions {
        let (projected, found) = manuscript::project(&manuscript, config, edition, wish);
        findings.extend(found);
        let (site, found) = site::assemble(projected, &Memo::default());
        findings.extend(found);
        findings.extend(check::run(&site));
        let (press, found) = render::press(Arc::new(site), Arc::default(), Arc::clone(theme));
        findings.extend(found);
        for (url, item) in &press.plan.items {
            let Some(job) = render::prepare(&press, url, item) else { continue };
            let made = render::produce(&press, url, &job);
            assert!(made.is_ok(), "{url}: {made:?}");
        }
    }
    findings
}

#[test]
fn mutated_pages_are_printed_and_findings_lie_in_the_text() {
    let toml =
        "title = \"x\"\n[editions.public]\naudience = \"public\"\n[editions.internal]\naudience = \"internal\"\n";
    let site_toml = SourcePath::new("site.toml").expect("a path");
    let (config, _) = config::parse(&site_toml, toml);
    let theme = Arc::new(theme::load("handbook", None).0);
    let demo: Tree = demo();
    let texts = demo.iter().filter(|(path, _)| path.ends_with(".md"));
    let texts: Vec<&str> = texts.map(|(_, bytes)| std::str::from_utf8(bytes).expect("a text")).collect();
    let names = ["content/_index.md", "content/policies/use.md", "content/a b/README.md"];
    let mut dice = Dice(1_618_033_988_749);
    let mut found = 0;
    for round in 0..if is_long_run() { 5_000 } else { 150 } {
        let page = |name: &&str| {
            let (text, other) = (*dice.pick(&texts), *dice.pick(&texts));
            let text = mutate(text, other, &mut dice);
            (SourcePath::new(name).expect("a path"), text)
        };
        let files: Vec<_> = names.iter().map(page).collect();
        let printed = catch_unwind(AssertUnwindSafe(|| print(&files, &config, &theme)));
        let findings = printed.unwrap_or_else(|_| panic!("round {round} panicked over {files:?}"));
        for finding in &findings {
            let spans = [&finding.primary].into_iter().chain(finding.related.iter().map(|(span, _)| span));
            for span in spans.filter(|span| span.path != site_toml) {
                let text = files.iter().find(|(path, _)| *path == span.path).map(|(_, text)| text);
                let is_there = text.is_some_and(|text| text.get(span.range.clone()).is_some());
                assert!(is_there, "round {round}: {finding:?} in {text:?}");
            }
        }
        found += findings.len();
    }
    assert!(found > 500, "the mutations make mistakes: {found}");
}
