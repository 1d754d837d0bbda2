//! Every way in which a public page can lead to an internal one is an error at its place, and no message of any run says
//! a word of the internal page.

use super::common::marks::{Place, from_json, unmark};
use super::{Published, WORD, common};

/// The public page, with `⟦⟧` before what is wrong. `⟦code⟧` is another code than that of a link across the border.
const EDGES: &[(&str, &str)] = &[
    ("link", "[x](⟦⟧../closed/plan.md)"),
    ("link to an anchor", "[x](⟦⟧../closed/plan.md#goal)"),
    ("link without extension", "[x](⟦⟧../closed/plan)"),
    ("link to the address", "[x](⟦⟧../closed/plan/)"),
    ("link from the root", "[x](⟦⟧/closed/plan.md)"),
    ("link with a query", "[x](⟦⟧../closed/plan.md?a=b)"),
    ("link with a title", "[x](⟦⟧../closed/plan.md \"title\")"),
    ("link in angle brackets", "[x](<⟦⟧../closed/plan.md>)"),
    ("link in percent signs", "[x](⟦⟧../closed/pl%61n.md)"),
    ("link with an entity", "⟦⟧[x](../closed/plan&#46;md)"),
    ("link to a folder", "[x](⟦⟧../closed/)"),
    ("link to an index", "[x](⟦⟧../closed/_index.md)"),
    ("link to a file", "[x](⟦⟧../closed/data.csv)"),
    ("reference link", "⟦⟧[x][ref]\n\n[ref]: ../closed/plan.md"),
    ("short reference link", "⟦⟧[ref]\n\n[ref]: ../closed/plan.md \"title\""),
    ("link in a heading", "## A [x](⟦⟧../closed/plan.md)"),
    ("link in a table", "| a |\n|---|\n| [x](⟦⟧../closed/plan.md) |"),
    ("link in a list", "- a\n  - [x](⟦⟧../closed/plan.md)"),
    ("link in a footnote", "a[^1]\n\n[^1]: [x](⟦⟧../closed/plan.md)"),
    ("link in a note", ":::note\n[x](⟦⟧../closed/plan.md)\n:::"),
    ("link in a definition", "Term\n: [x](⟦⟧../closed/plan.md)"),
    ("raw link", "<a href=\"⟦⟧../closed/plan.md\">x</a>"),
    ("raw link in a block", "<div>\n<a href='⟦⟧../closed/plan.md'>x</a>\n</div>"),
    ("image", "![x](⟦⟧../closed/pic.svg)"),
    ("image by reference", "⟦⟧![x][pic]\n\n[pic]: ../closed/pic.svg"),
    ("image in a link", "[![x](⟦⟧../closed/pic.svg)](title.md)"),
    ("raw image", "<img src=\"⟦⟧../closed/pic.svg\" alt=\"x\">"),
    ("hidden heading", "[x](⟦⟧#hidden-part)\n\n:::internal\n## Hidden part\n\nzebrafish\n:::"),
    ("hidden heading elsewhere", "[x](⟦⟧title.md#hidden-part)"),
    ("hidden words of a heading", "[x](⟦⟧title.md#goal-of-ours)"),
    ("hidden definition", "⟦reference-missing⟧[x][ref]\n\n:::internal\n[ref]: https://x.example/zebrafish\n:::"),
    ("hidden footnote", "x⟦footnote-missing⟧[^1]\n\n:::internal\n[^1]: zebrafish\n:::"),
];

/// Front matter of the public page, without its text.
const FIELDS: &[(&str, &str)] = &[
    ("prerequisite by path", "prerequisites: ⟦⟧[../closed/plan.md]"),
    ("prerequisite by id", "prerequisites: ⟦⟧[PLAN-9, title.md]"),
    ("predecessor", "supersedes: ⟦⟧PLAN-9"),
    ("predecessors", "supersedes: ⟦⟧[OLD-1, PLAN-9]"),
    ("door", "doors:\n  - {title: x, link: ⟦⟧../closed/plan.md}"),
    ("door by address", "doors:\n  - {title: x, link: ⟦⟧/closed/plan/}"),
];

/// Files with words that no message may say.
const INTERNAL: &[(&str, &str)] = &[
    ("content/closed/_index.md", "---\naudience: internal\ntitle: Zebrafish\n---\nA zebrafish.\n"),
    (
        "content/closed/plan.md",
        "---\nid: PLAN-9\ntitle: The zebrafish plan\ndescription: On zebrafish.\nowner: Zebrafish office\n\
         tags: [zebrafish]\naliases: [/zebrafish/]\n---\n## Goal\n\nA zebrafish.\n\n## Zebrafish\n",
    ),
    ("content/closed/zebrafish.md", "A page.\n"),
    ("content/closed/data.csv", "a,b\nzebrafish,1\n"),
    ("content/closed/pic.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><title>zebrafish</title></svg>\n"),
    (
        "content/open/title.md",
        "---\naudience: public\n---\n# Title\n\n## Goal :internal[of ours]\n\n:::internal\n## Hidden part\n\n\
         zebrafish\n:::\n",
    ),
];

/// The commands, each with the form of its messages.
const RUNS: &[&[&str]] = &[
    &["build", "--format", "json"],
    &["build"],
    &["build", "--edition", "public", "--format", "json"],
    &["build", "--edition", "public"],
    &["build", "--edition", "public", "--lenient"],
    &["build", "--edition", "public", "--format", "sarif"],
    &["check", "--edition", "public", "--format", "github"],
    &["check", "--format", "sarif"],
    &["check", "--strict"],
];

fn handbook(name: &str) -> Published {
    let published = Published::new(name);
    for (path, text) in INTERNAL {
        published.root.write(path, text);
    }
    let run = published.run(&[]);
    assert_eq!(run.code, Some(0), "{}", run.stdout);
    published
}

/// Runs all commands on a case; says what is wrong about their messages.
fn faults(published: &Published, name: &str, marked: &str, runs: &[&[&str]]) -> Vec<String> {
    let (text, expected) = unmark("content/open/case.md", &marked.replace("⟦⟧", "⟦audience-link⟧"));
    published.root.write("content/open/case.md", &text);
    let before = published.public();
    let mut faults = Vec::new();
    for arguments in runs {
        let run = published.root.run(&[arguments, ["--as-of", "2026-11-22"].as_slice()].concat());
        let said = format!("{}{}", run.stdout, run.stderr).to_lowercase();
        // A line that is quoted for all editions is the author's own.
        let own = text.to_lowercase().matches(WORD).count();
        if said.contains(WORD) && (own == 0 || arguments.contains(&"public")) {
            faults.push(format!("{name}: {arguments:?} says\n{said}"));
        }
        let is_error = expected.iter().all(|place| place.3 == "audience-link");
        if is_error && run.code != Some(1) {
            faults.push(format!("{name}: {arguments:?} ends with {:?}\n{said}", run.code));
        }
        if arguments.ends_with(&["json"]) {
            let found: Vec<Place> = from_json(&run.stdout);
            let missing: Vec<_> = expected.iter().filter(|place| !found.contains(place)).collect();
            if !missing.is_empty() {
                faults.push(format!("{name}: {arguments:?} lacks {missing:?}, has {found:?}"));
            }
        }
        if is_error && published.public() != before {
            faults.push(format!("{name}: {arguments:?} published"));
        }
    }
    faults
}

#[test]
fn a_way_across_the_border_is_an_error_that_says_nothing() {
    assert!(EDGES.len() + FIELDS.len() >= 25);
    let published = handbook("edges");
    let runs = if common::is_long_run() { RUNS } else { &RUNS[..4] };
    let edges = EDGES.iter().map(|(name, text)| (name, format!("---\naudience: public\n---\n# Case\n\n{text}\n")));
    let fields =
        FIELDS.iter().map(|(name, lines)| (name, format!("---\naudience: public\n{lines}\n---\n# Case\n\nText.\n")));
    let all = edges.chain(fields).enumerate();
    let of = |(at, (name, text)): (usize, (&&str, String))| {
        faults(&published, name, &text, if at % 10 == 0 { RUNS } else { runs })
    };
    let faults: Vec<_> = all.flat_map(of).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Mistakes of an internal page, or in hidden words of a public one, whose findings would quote them.
const MISTAKES: &[&str] = &[
    "---\naudience: internal\ndate: zebrafish\n---\nText.\n",
    "---\naudience: internal\nkind: zebrafish\n---\nText.\n",
    "---\naudience: internal\nkind: policy\nstatus: zebrafish\n---\nText.\n",
    "---\naudience: zebrafish\n---\nText.\n",
    "---\naudience: internal\nslug: zebra/fish/zebrafish\n---\nText.\n",
    "---\naudience: internal\ntitle: [zebrafish\n---\nText.\n",
    "---\naudience: internal\nzebrafish: 1\nzebrafish: 2\n---\nText.\n",
    "---\naudience: internal\naliases: [zebrafish]\n---\nText.\n",
    "---\naudience: internal\n---\n:::zebrafish\nText.\n:::\n",
    "---\naudience: internal\n---\n[zebrafish](zebrafish-is-gone.md)\n",
    "---\naudience: public\nstatus: draft\ndate: zebrafish\n---\nText.\n",
    "---\naudience: public\n---\n:::internal\nzebrafish\n",
    "---\naudience: public\n---\n:Internal[zebrafish]\n",
    "---\naudience: public\n---\n:zebrafish[x] :internal[y]\n",
    "---\naudience: public\ndate: \":internal[zebrafish]\"\n---\nText.\n",
    "---\naudience: public\ntitle: \":internal[zebrafish\"\n---\nText.\n",
    "---\naudience: public\n---\n[x](gone.md) :internal[zebrafish]\n",
    "---\naudience: public\n---\n:internal[[zebrafish](zebrafish-is-gone.md)]\n",
    "---\naudience: public\n---\n:::internal\n## Zebrafish\n:::\n\n[x](gone.md)\n",
];

#[test]
fn mistakes_in_what_is_hidden_are_told_without_its_words() {
    let published = handbook("mistakes");
    let public: Vec<&[&str]> = RUNS.iter().filter(|run| run.contains(&"public")).copied().collect();
    let (mut is_told, mut quoted) = (0, 0);
    let mut faults = Vec::new();
    for text in MISTAKES {
        published.root.write("content/open/case.md", text);
        for arguments in &public {
            let run = published.root.run(&[arguments, ["--as-of", "2026-11-22"].as_slice()].concat());
            let said = format!("{}{}", run.stdout, run.stderr).to_lowercase();
            is_told += usize::from(said.contains("case.md"));
            if said.contains(WORD) {
                faults.push(format!("{arguments:?} says of {text:?}\n{said}"));
            }
        }
        quoted += usize::from(published.root.run(&["check"]).stderr.to_lowercase().contains(WORD));
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    // What surely is an internal page's concerns no public build; the rest is told by its place.
    assert!(is_told > MISTAKES.len() * 2, "the places are told: {is_told}");
    assert!(quoted + 3 >= MISTAKES.len(), "without `--edition`, the author reads the words: {quoted}");
}
