//! A made-up handbook of any size, the same for the same size: pages of 2 to 19 KB, half of them with code, in sections of
//! twenty-five. It is written for ospress and, with the same words, for Hugo.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

pub(crate) const WHO: &[&str] = &[
    "the open source office",
    "a product team",
    "the licence reviewer",
    "the security desk",
    "every maintainer",
    "a release approver",
    "the legal counsel",
    "the platform group",
    "an upstream project",
    "the training lead",
];
const DOES: &[&str] =
    &["checks", "records", "approves", "publishes", "tracks", "returns", "escalates", "archives", "measures", "signs"];
pub(crate) const WHAT: &[&str] = &[
    "the bill of materials",
    "each inbound component",
    "the list of exceptions",
    "a contribution request",
    "the notice file",
    "the disclosure report",
    "the trademark register",
    "the release checklist",
    "copyleft duties of a shipped image",
    "the results of the yearly review",
];
const WHEN: &[&str] = &[
    "before code leaves the network",
    "within five working days",
    "once in every quarter",
    "for each public release",
    "when a dependency changes its licence",
    "while an embargo lasts",
    "unless the risk is recorded as low",
    "together with the owning team",
];
const TOPICS: &[&str] = &[
    "Licence approval",
    "Contribution review",
    "Component intake",
    "Coordinated disclosure",
    "Release readiness",
    "Name and logo use",
    "Project health",
    "Handing over",
    "Notice files",
    "Signing",
    "Model licences",
    "Repository care",
];
const HEADINGS: &[&str] = &[
    "Purpose",
    "Who is responsible",
    "What to do",
    "How it is decided",
    "Exceptions",
    "Records",
    "Service times",
    "Tools",
    "Worked example",
    "Questions",
    "Review",
    "Checklist",
];
pub(crate) const LICENCES: &[&str] =
    &["MIT", "Apache-2.0", "BSD-3-Clause", "MPL-2.0", "LGPL-2.1-only", "GPL-2.0-only", "AGPL-3.0-only"];
const FOLDERS: &[(&str, &str)] = &[("policies", "Policies"), ("strategy", "Strategy"), ("training", "Training")];
const PER_SECTION: usize = 25;

/// A small generator of numbers; the same seed, the same numbers.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default() % most
    }

    pub(crate) fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

/// For which tool the handbook is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    /// This one.
    Ospress,
    /// Hugo, with plain layouts that show the same things.
    Hugo,
}

/// The site.toml of a handbook without versions.
pub(crate) const SITE_TOML: &str = "title = \"Bench handbook\"\nbase_url = \"https://handbook.example/\"\n";

/// Writes a handbook of `pages` pages below `root`; gives the bytes of Markdown.
pub(crate) fn write(root: &Path, pages: usize, tool: Tool) -> u64 {
    settings(root, tool);
    self::pages(&root.join("content"), pages, tool, |_| 0)
}

/// Writes the pages of a handbook into a folder, each with as many edits as `edits` says; gives the bytes.
pub(crate) fn pages(content: &Path, pages: usize, tool: Tool, edits: impl Fn(usize) -> usize) -> u64 {
    let sections = pages.div_ceil(PER_SECTION);
    let mut bytes = 0;
    let mut put = |path: String, text: String| {
        let path = content.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        bytes += text.len() as u64;
        fs::write(path, text).expect("a page");
    };
    put(
        "_index.md".into(),
        "---\ntitle: Bench handbook\naudience: public\n---\n\nA handbook to measure with.\n".into(),
    );
    for (weight, (folder, title)) in FOLDERS.iter().enumerate() {
        let intro = paragraph(&mut Dice::new(weight as u64 + 7));
        put(
            format!("{folder}/_index.md"),
            format!("---\ntitle: {title}\nweight: {weight}\naudience: public\n---\n\n{intro}\n"),
        );
    }
    for section in 0..sections {
        let intro = paragraph(&mut Dice::new(section as u64 + 1000));
        let title = format!("{} {}", Dice::new(section as u64).pick(TOPICS), section + 1);
        put(
            format!("{}/_index.md", folder(section)),
            format!("---\ntitle: {title}\naudience: public\n---\n\n{intro}\n"),
        );
    }
    for page in 0..pages {
        put(format!("{}.md", place(page)), text(page, pages, tool, edits(page)));
    }
    bytes
}

/// The page that the benchmark edits.
pub(crate) fn edited(pages: usize) -> String {
    format!("content/{}.md", place(pages / 2))
}

fn folder(section: usize) -> String {
    format!("{}/area-{:04}", FOLDERS[section % FOLDERS.len()].0, section + 1)
}

fn place(page: usize) -> String {
    format!("{}/page-{:05}", folder(page / PER_SECTION), page + 1)
}

fn title(page: usize) -> String {
    format!("{} {}", Dice::new(page as u64 + 31).pick(TOPICS), page + 1)
}

fn text(page: usize, pages: usize, tool: Tool, edits: usize) -> String {
    let mut dice = Dice::new(page as u64 + 100_000);
    let size = [2_000, 3_000, 4_000, 4_500, 5_000, 6_000, 7_000, 8_000, 11_000, 15_000][dice.below(10)];
    let date = format!("202{}-0{}-1{}", 3 + dice.below(4), 1 + dice.below(9), dice.below(9));
    let mut text = format!(
        "---\ntitle: \"{}\"\ndescription: \"Who acts, when, and what is kept.\"\nweight: {}\nid: P-{:05}\nowner: ospo\n\
         status: active\naudience: public\ndate: {date}\n---\n\n",
        title(page),
        page % PER_SECTION,
        page + 1
    );
    let _ = writeln!(text, "{}\n", paragraph(&mut dice));
    if edits > 0 {
        let _ = writeln!(text, "{}\n", paragraph(&mut Dice::new((page * 1000 + edits) as u64 + 7_000_000)));
    }
    let mut has_code = dice.below(2) == 0;
    let mut links = 4;
    while text.len() < size || links > 0 {
        let _ = writeln!(text, "## {}\n\n{}", dice.pick(HEADINGS), paragraph(&mut dice));
        if links > 0 {
            links -= 1;
            let other = (page + 1 + dice.below(pages)) % pages;
            let _ = writeln!(text, "See [{}]({}).", title(other), link(page, other, tool));
        }
        text.push('\n');
        match dice.below(4) {
            0 => table(&mut text, &mut dice),
            1 | 2 => list(&mut text, &mut dice),
            _ => {
                let _ = writeln!(text, "### {}\n\n{}\n", dice.pick(HEADINGS), paragraph(&mut dice));
            }
        }
        if std::mem::take(&mut has_code) {
            code(&mut text, &mut dice);
        }
    }
    text
}

fn link(from: usize, to: usize, tool: Tool) -> String {
    match tool {
        Tool::Hugo => format!("/{}.md", place(to)),
        Tool::Ospress if from / PER_SECTION == to / PER_SECTION => format!("page-{:05}.md", to + 1),
        Tool::Ospress => format!("../../{}.md", place(to)),
    }
}

fn sentence(dice: &mut Dice) -> String {
    let (who, what) = (dice.pick(WHO), dice.pick(WHAT));
    let what = match dice.below(8) {
        0 => format!("**{what}**"),
        1 => format!("_{what}_"),
        2 => format!("`{}`", dice.pick(LICENCES)),
        3 => format!("[{what}](https://spdx.org/licenses/)"),
        _ => what.to_owned(),
    };
    let (does, when) = (dice.pick(DOES), dice.pick(WHEN));
    let mut sentence = format!("{who} {does} {what} {when}.");
    sentence[..1].make_ascii_uppercase();
    sentence
}

fn paragraph(dice: &mut Dice) -> String {
    (0..2 + dice.below(4)).map(|_| sentence(dice)).collect::<Vec<_>>().join(" ")
}

fn list(text: &mut String, dice: &mut Dice) {
    for _ in 0..3 + dice.below(3) {
        let _ = writeln!(text, "- {}", sentence(dice));
        if dice.below(2) == 0 {
            let _ = writeln!(text, "    - {}", sentence(dice));
        }
    }
    text.push('\n');
}

fn table(text: &mut String, dice: &mut Dice) {
    text.push_str("| Licence | Risk | Days | Kept |\n|---|:---:|---:|---|\n");
    for _ in 0..4 + dice.below(5) {
        let (licence, risk, kept) = (dice.pick(LICENCES), dice.pick(&["low", "middle", "high"]), dice.pick(WHAT));
        let _ = writeln!(text, "| `{licence}` | {risk} | {} | {kept} |", 1 + dice.below(30));
    }
    text.push('\n');
}

fn code(text: &mut String, dice: &mut Dice) {
    let (licence, days) = (dice.pick(LICENCES), 2 + dice.below(90));
    let block = match dice.below(4) {
        0 => format!(
            "rust\n/// Tells whether a component may ship.\npub fn may_ship(licence: &str, age: u32) -> bool {{\n    \
             match licence {{\n        \"{licence}\" => age < {days},\n        other => other.starts_with(\"BSD\"),\n    }}\n}}\n"
        ),
        1 => format!(
            "yaml\n# gate of the release pipeline\nname: gate\non:\n  push:\n    branches: [main]\njobs:\n  scan:\n    \
             timeout-minutes: {days}\n    steps:\n      - run: ./scan --allow {licence}\n"
        ),
        2 => format!(
            "bash\n#!/usr/bin/env bash\nset -euo pipefail\nfor folder in components/*; do\n  if ! grep -q \"{licence}\" \
             \"$folder/LICENSE\"; then\n    echo \"ask about $folder\" >> open.txt\n  fi\ndone\nexit {days}\n"
        ),
        _ => format!(
            "json\n{{\n  \"name\": \"gateway\",\n  \"version\": \"{days}.0.1\",\n  \"licence\": \"{licence}\",\n  \"approved\": true\n}}\n"
        ),
    };
    let _ = writeln!(text, "```{block}```\n");
}

fn settings(root: &Path, tool: Tool) {
    let files: &[(&str, &str)] = match tool {
        Tool::Ospress => &[("site.toml", SITE_TOML)],
        Tool::Hugo => &[
            ("hugo.toml", include_str!("hugo/hugo.toml")),
            ("layouts/_default/baseof.html", include_str!("hugo/baseof.html")),
            ("layouts/_default/single.html", "{{ define \"main\" }}{{ .Content }}{{ end }}"),
            ("layouts/_default/list.html", include_str!("hugo/list.html")),
            ("layouts/index.html", include_str!("hugo/list.html")),
            ("static/style.css", "body{max-width:70ch}\n"),
        ],
    };
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
}
