//! The spec book: `tests/spec/*.md` says in prose and examples what ospress does; every example is run.
//!
//! A chapter has sections (`##`). The fenced blocks of a section, whose fences have four backticks or more, are
//! - `file PATH`: a file of a small handbook (`site.toml` and `content/` as everywhere);
//! - `html PATH`: the text of the page that `dist/site/PATH` must hold, as the Markdown renderer made it;
//! - `output PATH`: the whole of `dist/site/PATH`;
//! - `findings`: everything that the build says, without colour.
//!
//! A section without a `findings` block must build without any finding but notes. `UPDATE=1 cargo test --test spec`
//! rewrites the expectations from what was found.

#![allow(clippy::disallowed_methods, reason = "`UPDATE` is this test's own switch")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A fenced block of a chapter: what its info string says, and which lines it holds.
struct Block {
    kind: String,
    path: String,
    lines: std::ops::Range<usize>,
}

#[test]
fn the_spec_book_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec");
    let mut chapters: Vec<_> =
        fs::read_dir(&folder).expect("the spec book").map(|entry| entry.expect("an entry").path()).collect();
    chapters.sort();
    let failures: Vec<_> = chapters.iter().flat_map(|chapter| run_chapter(chapter)).collect();
    assert!(!chapters.is_empty() && failures.is_empty(), "{}", failures.join("\n"));
}

fn run_chapter(chapter: &Path) -> Vec<String> {
    let text = fs::read_to_string(chapter).expect("a chapter");
    let lines: Vec<_> = text.lines().collect();
    let starts = sections(&lines);
    let mut failures = Vec::new();
    let mut replacements = Vec::new();
    for pair in starts.windows(2) {
        let blocks = blocks(&lines, pair[0], pair[1]);
        for (block, found) in run_section(&lines, &blocks) {
            let expected = lines[block.lines.clone()].join("\n");
            if found != expected {
                let title = lines[pair[0]].trim_start_matches("## ");
                let name = chapter.file_name().unwrap_or_default().to_string_lossy();
                failures.push(format!(
                    "{name}: {title}: {} {}\n--- expected\n{expected}\n--- found\n{found}\n",
                    block.kind, block.path
                ));
                replacements.push((block.lines.clone(), found));
            }
        }
    }
    if std::env::var_os("UPDATE").is_some() && !replacements.is_empty() {
        update(chapter, &lines, replacements);
        return Vec::new();
    }
    failures
}

/// The lines on which sections start, and the end; `##` inside a fence is text.
fn sections(lines: &[&str]) -> Vec<usize> {
    let (mut starts, mut is_fenced) = (Vec::new(), false);
    for (at, line) in lines.iter().enumerate() {
        is_fenced ^= line.starts_with("````");
        if !is_fenced && line.starts_with("## ") {
            starts.push(at);
        }
    }
    starts.push(lines.len());
    starts
}

fn blocks(lines: &[&str], start: usize, end: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut at = start;
    while at < end {
        let ticks = lines[at].len() - lines[at].trim_start_matches('`').len();
        if ticks < 4 {
            at += 1;
            continue;
        }
        let fence = "`".repeat(ticks);
        let close = (at + 1..end).find(|&line| lines[line] == fence).expect("a fence is closed");
        let (kind, path) = lines[at][ticks..].split_once(' ').unwrap_or((&lines[at][ticks..], ""));
        blocks.push(Block { kind: kind.to_owned(), path: path.to_owned(), lines: at + 1..close });
        at = close + 1;
    }
    blocks
}

/// Builds the section's handbook; gives what was found for each expectation.
fn run_section<'a>(lines: &[&str], blocks: &'a [Block]) -> Vec<(&'a Block, String)> {
    let root = Scratch::new();
    root.write("site.toml", "title = \"Spec\"\nbase_url = \"https://handbook.example/\"\n");
    for name in ["page", "home", "section"] {
        root.write(&format!("themes/handbook/templates/{name}.html"), "{% if body %}{{ body }}{% endif %}");
    }
    for block in blocks.iter().filter(|block| block.kind == "file") {
        let text = lines[block.lines.clone()].join("\n") + "\n";
        let text = text.replace("<CR>", "\r").replace("<BOM>", "\u{feff}").replace("<TAB>", "\t");
        root.write(&block.path, &text);
    }
    let wants_findings = blocks.iter().any(|block| block.kind == "findings");
    let run = Command::new(env!("CARGO_BIN_EXE_ospress"))
        .args(["build", "--lenient", "--quiet", "--color", "never", "--as-of", "2026-11-22", "--root"])
        .arg(&root.0)
        .output()
        .expect("ospress runs");
    let said = String::from_utf8_lossy(&run.stderr).trim_end().to_owned();
    assert!(wants_findings || !said.contains("error") && !said.contains("warning"), "unexpected findings:\n{said}");
    let result = |block: &'a Block| {
        let read = |path: &str| {
            fs::read_to_string(root.0.join("dist/site").join(path)).unwrap_or_else(|_| "(no such file)".into())
        };
        match block.kind.as_str() {
            "html" | "output" => Some((block, read(&block.path).trim_end().to_owned())),
            "findings" => Some((block, said.clone())),
            "file" => None,
            kind => panic!("a block of an unknown kind: `{kind}`"),
        }
    };
    blocks.iter().filter_map(result).collect()
}

fn update(chapter: &Path, lines: &[&str], mut replacements: Vec<(std::ops::Range<usize>, String)>) {
    replacements.sort_by_key(|(range, _)| range.start);
    let (mut text, mut at) = (String::new(), 0);
    for (range, found) in replacements {
        for line in &lines[at..range.start] {
            let _ = writeln!(text, "{line}");
        }
        if !found.is_empty() {
            let _ = writeln!(text, "{found}");
        }
        at = range.end;
    }
    for line in &lines[at..] {
        let _ = writeln!(text, "{line}");
    }
    fs::write(chapter, text).expect("the chapter can be written");
}

/// A folder that goes away with its owner.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        static NEXT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("ospress-spec-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).expect("a scratch folder");
        Self(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("a folder above")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
