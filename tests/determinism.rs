//! The same input gives the same bytes: on any number of threads, at any time of the day, anywhere, and whatever was built
//! there before.
//!
//! The demo shows it with all that there is, and a smaller handbook, where each feature stands once, in many variants.
//! `OSPRESS_LONG=1` makes all variants of both, and many more edits.

mod common;

use std::fs::{self, File};
use std::process::Command;
use std::time::{Duration, SystemTime};

use common::{Dice, PROGRAM, Run, Scratch, Tree, assert_same, demo, difference, is_long_run, replace, run, tree};

const MOST: Duration = Duration::from_mins(2);

/// Noon of a day.
const EPOCH: &str = "1795348800";

/// A public and an internal edition.
const EDITIONS: &str = "\n[editions.public]\naudience = \"public\"\n\n[editions.internal]\naudience = \"internal\"\n";

/// The starter, with what it lacks: an asset, metrics, pages of rows, an old version, a theme of its own.
fn small() -> Tree {
    let scratch = Scratch::quick("determinism-starter");
    let mut init = scratch.command(&["init", "starter", "--name", "Fjordlight"]);
    assert_eq!(run(init.env("SOURCE_DATE_EPOCH", EPOCH), MOST).code, Some(0));
    let mut files = tree(&scratch.path("starter"));
    files.extend(demo().into_iter().filter(|(path, _)| path.starts_with("themes/") || path.ends_with("-loop.svg")));
    change(&mut files, "site.toml", |text| {
        let text =
            text.replace("# base_url = \"https://opensource.example.com/\"", "base_url = \"https://a.example/oss/\"");
        let data = "[metrics]\nfile = \"numbers/metrics.yaml\"\n[[data_pages]]\nfile = \"numbers/rows.csv\"\n\
            path = \"rows/{name}\"\ntitle = \"name\"\nsort = \"-stars\"\n";
        let versions = "[versions]\ncurrent = \"2\"\n[[versions.released]]\nname = \"1\"\ndate = 2026-03-01\n\
            source = { path = \"content/_versions/1\" }\n";
        format!("{text}\n{data}{versions}")
    });
    change(&mut files, "content/strategy/_index.md", |text| text + "\n![The loop](upstream-loop.svg)\n");
    for page in ["_index.md", "policies/_index.md", "policies/release.md"] {
        let old = String::from_utf8(files[&format!("content/{page}")].clone()).expect("a text");
        let old = old.lines().filter(|line| !line.contains("](")).collect::<Vec<_>>().join("\n");
        files.insert(format!("content/_versions/1/{page}"), (old + "\n\nAn old rule MUST be here.\n").into_bytes());
    }
    let mut add = |path: &str, text: &str| files.insert(format!("content/numbers/{path}"), text.as_bytes().to_vec());
    add("rows.csv", "name,stars,audience\nalder,5,public\nbirch,7,public\ncedar,6,internal\n");
    add(
        "metrics.yaml",
        "metrics:\n- {id: merges, title: Merges, audience: public, owner: OSPO, direction: up, target: 9,\n  \
         series: [{period: 2026-09, value: 4}, {period: 2026-10, value: 6, note: More}]}\n",
    );
    files
}

/// The handbooks of a test: the small one, and the demo where there is time.
fn handbooks() -> Vec<Tree> {
    if is_long_run() { vec![small(), demo()] } else { vec![small()] }
}

/// A folder with these files and nothing else.
fn fresh(files: &Tree) -> Scratch {
    let scratch = Scratch::quick("determinism");
    replace(&scratch, &Tree::new(), files);
    scratch
}

/// The published editions; what stands beside them with a dot is ospress' own.
fn published(root: &Scratch) -> Tree {
    let mut files = tree(&root.path("dist"));
    files.retain(|path, _| !path.starts_with('.'));
    files
}

/// A build of a handbook, at noon of a fixed day.
fn build(root: &Scratch) -> Command {
    let mut command = root.command(&["build", "--jobs", "1"]);
    command.env("SOURCE_DATE_EPOCH", EPOCH);
    command
}

#[track_caller]
fn printed(root: &Scratch, command: &mut Command) -> Tree {
    let run = run(command, MOST);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    published(root)
}

#[test]
fn neither_threads_nor_the_hour_nor_the_place_can_be_seen() {
    for files in handbooks() {
        nothing_around_can_be_seen(&files);
    }
}

#[test]
fn threads_cannot_be_seen_in_the_demo() {
    let [one, two] = [1, 2].map(|_| fresh(&demo()));
    let expected = printed(&one, &mut build(&one));
    assert!(expected.len() > 150, "{} files", expected.len());
    let found = printed(&two, &mut root_command(&two, &["--jobs", "4"], EPOCH));
    assert_same(&found, &expected, "one thread and four");
}

fn nothing_around_can_be_seen(files: &Tree) {
    let plain = fresh(files);
    let expected = printed(&plain, &mut build(&plain));
    assert!(expected.len() > 60, "{} files", expected.len());

    let check = |about: &str, change: &dyn Fn(&Scratch) -> Command| {
        let root = fresh(files);
        let found = printed(&root, &mut change(&root));
        assert_same(&found, &expected, about);
    };
    check("two threads", &|root| root_command(root, &["--jobs", "2"], EPOCH));
    check("threads as the machine has them", &|root| root_command(root, &[], EPOCH));
    check("threads by the environment", &|root| {
        let mut command = root_command(root, &[], EPOCH);
        command.env("RAYON_NUM_THREADS", "3");
        command
    });
    check("a second before midnight, far away", &|root| {
        let mut command = root_command(root, &[], "1795391999");
        command.env("TZ", "Pacific/Kiritimati").env("LANG", "tr_TR.UTF-8").env("LC_ALL", "de_DE.ISO-8859-1");
        command.env("HOME", "/nowhere").env("USER", "somebody").env("TERM", "xterm-256color");
        command
    });
    check("from elsewhere, by an absolute path", &|root| {
        let mut command = Command::new(PROGRAM);
        command.args(["build", "--jobs", "2", "--root"]).arg(&root.0).current_dir("/").env_clear();
        command.env("SOURCE_DATE_EPOCH", "1795305600");
        command
    });
    check("from below, with a narrow umask", &|root| {
        let mut command = Command::new("sh");
        command.args(["-c", "umask 077; exec \"$0\" build --as-of 2026-11-22", PROGRAM]);
        command.current_dir(root.path("content/policies")).env_clear();
        command
    });
}

fn root_command(root: &Scratch, arguments: &[&str], epoch: &str) -> Command {
    let mut command = root.command(&[&["build"], arguments].concat());
    command.env("SOURCE_DATE_EPOCH", epoch);
    command
}

#[test]
fn a_difference_can_be_seen() {
    let mut files = small();
    let root = fresh(&files);
    let first = printed(&root, &mut build(&root));
    change(&mut files, "content/contact.md", |text| text + "\nOne more line.\n");
    let other = fresh(&files);
    let different = difference(&printed(&other, &mut build(&other)), &first);
    assert!(different.iter().any(|line| line.starts_with("internal/contact/index.html at byte ")), "{different:?}");
}

#[test]
fn the_order_of_the_disk_and_the_times_of_files_cannot_be_seen() {
    for files in handbooks() {
        neither_order_nor_times_can_be_seen(&files);
    }
}

fn neither_order_nor_times_can_be_seen(files: &Tree) {
    let plain = fresh(files);
    let expected = printed(&plain, &mut build(&plain));
    let mut dice = Dice(20_261_122);
    for _ in 0..3 {
        let root = Scratch::quick("determinism-order");
        let mut order: Vec<_> = files.iter().collect();
        dice.shuffle(&mut order);
        for (path, bytes) in order {
            root.write(path, bytes);
            let time = SystemTime::UNIX_EPOCH + Duration::from_hours(dice.below(600_000) as u64);
            let file = File::options().append(true).open(root.path(path)).expect("the file");
            file.set_modified(time).expect("a time");
        }
        assert_same(&printed(&root, &mut build(&root)), &expected, "another order");
    }
}

/// What a run says about the handbook: its exit code and findings, without the summary, which tells the time.
fn said(run: &Run) -> (Option<i32>, String) {
    let findings: Vec<_> =
        run.stderr.lines().filter(|line| !line.starts_with("built ") && !line.starts_with("published ")).collect();
    (run.code, findings.join("\n"))
}

#[test]
fn a_warm_build_is_a_clean_build() {
    edited(small(), if is_long_run() { 400 } else { 25 });
    edited(demo(), if is_long_run() { 400 } else { 2 });
}

/// Makes edits one after the other, each with a warm build and a clean one.
fn edited(mut files: Tree, steps: usize) {
    let mut dice = Dice(88_172_645_463_325_252);
    let root = fresh(&files);
    let mut live = printed(&root, &mut build(&root));
    let (mut good, mut changed) = (0, 0);
    for step in 0..steps {
        let mut edited = files.clone();
        let edit = edit(&mut edited, &mut dice, step);
        replace(&root, &files, &edited);
        let about = format!("step {step}: {edit}");
        let arguments = ["build", "--lenient", "--as-of", *dice.pick(&["2026-11-22", "2026-11-22", "2027-06-01"])];
        let warm = root.run(&arguments);
        let clean_root = fresh(&edited);
        let clean = clean_root.run(&arguments);
        assert_eq!(said(&warm), said(&clean), "{about}");
        let found = published(&root);
        if clean.code == Some(0) {
            assert_same(&found, &published(&clean_root), &about);
            good += 1;
            changed += usize::from(found != live);
            (files, live) = (edited, found);
        } else {
            assert_same(&found, &live, &format!("{about}, which stopped publication"));
            replace(&root, &edited, &files);
        }
    }
    assert!(good * 10 > steps * 7 && changed * 10 > steps * 5, "{good} of {steps} were published, {changed} changed");
}

/// Changes something as an author would; says what.
fn edit(files: &mut Tree, dice: &mut Dice, step: usize) -> String {
    let pages: Vec<String> = files.keys().filter(|path| path.ends_with(".md")).cloned().collect();
    let page = dice.pick(&pages).clone();
    let word = format!("edit {step}");
    match dice.below(14) {
        0 | 1 => change(files, &page, |text| format!("{text}\nA sentence of *{word}*, see [home](/_index.md).\n")),
        2 => change(files, &page, |text| with_key(&text, "title", &word)),
        3 => change(files, &page, |text| with_key(&text, "weight", &(step % 7).to_string())),
        4 => change(files, &page, |text| with_key(&text, "audience", ["public", "internal"][step % 2])),
        5 => change(files, &page, |text| with_key(&text, "tags", &format!("[tag-{}, upstream]", step % 3))),
        6 => change(files, &page, |text| format!("{text}\n:::internal\n## Hidden {step}\n:::\n")),
        7 => {
            let path = format!("content/{}/new-{step}.md", dice.pick(&["policies", "roles", "fresh folder"]));
            files.insert(path.clone(), format!("---\naudience: public\n---\n# New {step}\n\nText.\n").into_bytes());
            format!("{path} is new")
        }
        8 => {
            files.remove(&page);
            format!("{page} is gone")
        }
        9 => {
            let bytes = files.remove(&page).expect("a page");
            let path = page.replace(".md", &format!("-{step}.md"));
            files.insert(path.clone(), bytes);
            format!("{page} is now {path}")
        }
        10 => change(files, "site.toml", |text| {
            let (before, rest) = text.split_once("title = ").expect("a title");
            let (_, after) = rest.split_once('\n').expect("lines");
            format!("{before}title = \"The handbook, {word}\"\n{after}")
        }),
        11 => change(files, "site.toml", |text| text.replace("/oss", "/oss/a")),
        12 => {
            let path = *dice.pick(&["templates/parts/foot.html", "templates/page.html", "assets/handbook.css"]);
            let comment = if path.ends_with("css") { format!("/* {word} */\n") } else { format!("{{# {word} #}}\n") };
            change(files, &format!("themes/handbook/{path}"), |text| text + &comment)
        }
        _ => change(files, "content/strategy/upstream-loop.svg", |text| {
            text.replace("</svg>", &format!("<path d=\"M0 0h{step}v10z\"/></svg>"))
        }),
    }
}

fn change(files: &mut Tree, path: &str, change: impl FnOnce(String) -> String) -> String {
    let Some(bytes) = files.get_mut(path) else { return format!("{path} was gone before") };
    let text = String::from_utf8(std::mem::take(bytes)).expect("a text");
    let before = text.clone();
    *bytes = change(text).into_bytes();
    let at = before.bytes().zip(&*bytes).position(|(old, new)| old != *new).unwrap_or(before.len());
    format!("{path} from byte {at}: {:.60}", String::from_utf8_lossy(&bytes[at.min(bytes.len())..]))
}

/// Writes a line of front matter anew, or adds it.
fn with_key(text: &str, key: &str, value: &str) -> String {
    let Some((matter, body)) = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")) else {
        return format!("---\n{key}: {value}\n---\n{text}");
    };
    let start = format!("{key}:");
    let mut lines: Vec<&str> = Vec::new();
    let mut is_dropped = false;
    for line in matter.lines() {
        is_dropped = line.starts_with(&start) || is_dropped && line.starts_with([' ', '-']);
        if !is_dropped {
            lines.push(line);
        }
    }
    format!("---\n{}\n{key}: {value}\n---\n{body}", lines.join("\n"))
}

#[test]
fn a_page_that_turns_internal_and_back_leaves_no_trace() {
    let site_toml = format!("title = \"x\"\nbase_url = \"https://x.example/\"\n{EDITIONS}");
    let page = |audience: &str| {
        format!("---\naudience: {audience}\ntags: [zebra]\n---\n# Zebrafish\n\n![Fish](fish.svg)\n\n## Stripes\n")
    };
    let files = |audience: &str| {
        let home = "---\ntitle: Home\naudience: public\n---\nHello.\n";
        let other = "---\naudience: public\ntags: [other]\n---\n# Other\n\nText.\n";
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><title>fish</title></svg>";
        let files = [
            ("site.toml", site_toml.clone()),
            ("content/_index.md", home.to_owned()),
            ("content/a/zebrafish.md", page(audience)),
            ("content/a/fish.svg", svg.to_owned()),
            ("content/other.md", other.to_owned()),
        ];
        files.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect::<Tree>()
    };
    let clean = ["public", "internal"].map(|audience| {
        let root = fresh(&files(audience));
        printed(&root, &mut build(&root))
    });
    let traces = |tree: &Tree| {
        let has = |bytes: &[u8]| String::from_utf8_lossy(bytes).to_lowercase().contains("zebra");
        let public = tree.iter().filter(|(path, _)| path.starts_with("public/"));
        public.filter(|(path, bytes)| has(path.as_bytes()) || path.contains("fish") || has(bytes)).count()
    };
    assert!(traces(&clean[0]) > 3, "the search can see");
    assert_eq!(traces(&clean[1]), 0);

    let root = fresh(&files("public"));
    for round in 0..6 {
        let audience = ["public", "internal"][round % 2];
        root.write("content/a/zebrafish.md", page(audience));
        let found = printed(&root, &mut build(&root));
        assert_same(&found, &clean[round % 2], &format!("round {round}, {audience}"));
        if round == 3 {
            fs::remove_dir_all(root.path(".ospress")).expect("the cache");
        }
    }
}
