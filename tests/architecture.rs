//! The house rules that a compiler does not check: who may import whom, how large files and functions may grow, where the
//! disk is touched.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Which modules a module may name, beside itself and [`SHARED`]; `*` is all of them.
const IMPORTS: &[(&str, &[&str])] = &[
    ("build", &[]),
    ("main", &["*"]),
    ("lib", &["*"]),
    ("cli", &["*"]),
    ("serve", &["pipeline", "output", "source", "edition"]),
    (
        "pipeline",
        &[
            "check",
            "config",
            "edition",
            "manuscript",
            "memo",
            "output",
            "redline",
            "render",
            "search",
            "site",
            "source",
            "theme",
            "verify",
        ],
    ),
    ("verify", &["config", "edition"]),
    ("render", &["redline", "search", "site", "edition", "theme", "memo"]),
    ("redline", &["site", "edition", "memo"]),
    ("check", &["site", "edition"]),
    ("site", &["edition", "memo"]),
    ("manuscript", &["source", "config", "edition", "memo"]),
    ("theme", &["edition"]),
    ("source", &["edition"]),
    ("config", &["edition"]),
    ("output", &["memo", "edition"]),
    ("edition", &[]),
    ("memo", &[]),
    ("markdown", &[]),
    ("search", &[]),
    ("diagnostic", &[]),
    ("error", &[]),
    ("path", &[]),
    ("text", &[]),
    ("hash", &[]),
    ("audience", &[]),
];

/// What every module may name.
const SHARED: &[&str] = &["path", "text", "hash", "audience", "diagnostic", "error", "markdown"];

/// The modules that may touch the disk, the environment, the clock or the standard streams.
const OUTSIDE: &[&str] = &["source", "output", "verify", "serve", "cli", "main", "build"];

const MOST_LINES: usize = 400;
const LONGEST_FUNCTION: usize = 60;

#[test]
fn imports_run_one_way() {
    let allowed: BTreeMap<_, _> = IMPORTS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (module, path, text) in sources() {
        let Some(may) = allowed.get(module.as_str()) else {
            wrong.push(format!("{}: the module `{module}` is not in the table", path.display()));
            continue;
        };
        for name in named_modules(&text) {
            let fine = name == module || SHARED.contains(&name.as_str()) || may.contains(&"*") || may.contains(&&*name);
            if !fine {
                wrong.push(format!("{}: `{module}` names `{name}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_import_check_can_see() {
    let text = "use crate::manuscript::read;\nlet x = crate::source::take();\nuse crate::{config, site::Site};";
    assert_eq!(named_modules(text), ["config", "manuscript", "site", "source"]);
}

#[test]
fn only_the_edges_touch_the_machine() {
    let outside =
        ["std::fs", "std::env", "std::net", "std::process", "std::io::std", "Instant::now", "SystemTime::now"];
    let mut wrong = Vec::new();
    for (module, path, text) in sources() {
        let code = without_tests(&text);
        for name in outside.iter().filter(|name| code.contains(*name)) {
            if !OUTSIDE.contains(&module.as_str()) {
                wrong.push(format!("{}: `{name}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_and_functions_stay_small() {
    let (mut wrong, mut lengths) = (Vec::new(), Vec::new());
    for (_, path, text) in sources() {
        let lines = text.lines().count();
        if lines > MOST_LINES {
            wrong.push(format!("{}: {lines} lines", path.display()));
        }
        for (name, length) in functions(without_tests(&text)) {
            if length > LONGEST_FUNCTION {
                wrong.push(format!("{}: `{name}` has {length} lines", path.display()));
            }
            lengths.push(length);
        }
    }
    lengths.sort_unstable();
    let (median, p90) = (lengths[lengths.len() / 2], lengths[lengths.len() * 9 / 10]);
    assert!(median <= 9 && p90 <= 30, "median {median}, p90 {p90}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_means() {
    let silent: Vec<_> =
        sources().into_iter().filter(|(_, _, text)| !text.starts_with("//!")).map(|(_, path, _)| path).collect();
    assert!(silent.is_empty(), "{silent:?}");
}

/// Every source file with the module that it belongs to; tests that fill a file of their own are left out.
fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let below = path.strip_prefix(&root).expect("below src");
                if below.ends_with("tests.rs") || below.components().any(|part| part.as_os_str() == "tests") {
                    continue;
                }
                let module = below.components().next().expect("a first part").as_os_str().to_string_lossy();
                let text = fs::read_to_string(&path).expect("a source file");
                files.push((module.trim_end_matches(".rs").to_owned(), path, text));
            }
        }
    }
    files.sort();
    files
}

/// The modules that a text names by `crate::` paths, sorted.
fn named_modules(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for after in line.split("crate::").skip(1) {
            let list = after.strip_prefix('{').map_or(after, |list| list.split('}').next().unwrap_or_default());
            let parts: Vec<_> = if after.starts_with('{') { list.split(',').collect() } else { vec![list] };
            for part in parts {
                let name: String = part.trim().chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
                names.extend(Some(name).filter(|name| !name.is_empty()));
            }
        }
    }
    names.sort();
    names.dedup();
    names
}

fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

/// Functions with their lengths in lines, found by indentation, which the formatter guarantees.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<_> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let words = code.trim_start_matches("pub(crate) ").trim_start_matches("pub(super) ").trim_start_matches("pub ");
        let Some(rest) = words.trim_start_matches("const ").strip_prefix("fn ") else { continue };
        let indent = &line[..line.len() - code.len()];
        let end = lines[start..].iter().position(|line| {
            *line == format!("{indent}}}") || line.ends_with(" }") && line.starts_with(indent) && line.contains("fn ")
        });
        if let Some(length) = end {
            found.push((rest.split('(').next().unwrap_or_default().to_owned(), length + 1));
        }
    }
    found
}
