//! A build that is killed at any moment leaves the old site or the new one, whole; and the next build needs no help.

mod common;

use std::process::Stdio;
use std::time::{Duration, Instant};

use common::{Dice, Scratch, Tree, assert_same, difference, is_long_run, replace, tree};

const PAGES: usize = 300;

/// A handbook of many pages; `edit` is in every page, in some addresses, and decides how many there are.
fn handbook(edit: &str) -> Tree {
    let site_toml = format!("title = \"Handbook {edit}\"\nbase_url = \"https://x.example/\"\n");
    let mut files = Tree::from([("site.toml".to_owned(), site_toml.into_bytes())]);
    let count = if edit == "A" { PAGES } else { PAGES - 40 };
    for number in 0..count {
        let name = if number % 9 == 0 { format!("{edit}-{number}") } else { number.to_string() };
        let text = format!(
            "---\ntitle: Page {number} of {edit}\ntags: [t{}]\n---\n## Why\n\nSee [another]({}.md).\n\n{}\n",
            number % 7,
            if number % 9 == 1 { name.clone() } else { number.to_string() },
            format!("A sentence about {edit}, number {number}. ").repeat(number % 40),
        );
        files.insert(format!("content/part {}/p{name}.md", number % 6), text.replace("](", "](p").into_bytes());
    }
    files
}

/// Builds, and kills the build after a while; tells whether it was still running then.
fn build_and_kill(root: &Scratch, delay: Duration) -> bool {
    let mut command = root.command(&["build", "--lenient", "--quiet", "--as-of", "2026-11-22"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
    std::thread::sleep(delay);
    let is_running = child.try_wait().expect("a child").is_none();
    child.kill().expect("a child that is not yet waited for");
    child.wait().expect("a dead child");
    is_running
}

#[track_caller]
fn build(root: &Scratch) -> Tree {
    let run = root.run(&["build", "--lenient", "--quiet", "--as-of", "2026-11-22"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    tree(&root.path("dist/site"))
}

/// Builds a handbook where nothing was before; gives its site and how long that took.
fn clean(files: &Tree) -> (Tree, Duration) {
    let root = Scratch::quick("kills-clean");
    replace(&root, &Tree::new(), files);
    let start = Instant::now();
    (build(&root), start.elapsed())
}

#[test]
fn a_killed_build_leaves_the_old_site_or_the_new_one_whole() {
    let handbooks = [handbook("A"), handbook("B")];
    let (site_a, mut took) = clean(&handbooks[0]);
    let (site_b, _) = clean(&handbooks[1]);
    assert!(site_a.len() > PAGES && difference(&site_a, &site_b).len() > PAGES, "two sites that differ");

    let root = Scratch::quick("kills");
    let mut on_disk = Tree::new();
    let mut dice = Dice(314_159_265_358_979);
    let (mut killed, mut old, mut new, mut round) = (0, 0, 0, 0);
    let mut live = Tree::new();
    let wanted = if is_long_run() { 1_000 } else { 50 };
    while killed < wanted {
        let (files, site) = [(&handbooks[0], &site_a), (&handbooks[1], &site_b)][round % 2];
        replace(&root, &on_disk, files);
        on_disk.clone_from(files);
        let part = u32::try_from(dice.below(1_000)).expect("a small number");
        let delay = took.mul_f64(f64::from(part) / 1_000.0);
        let is_killed = build_and_kill(&root, delay);
        // A build that finds most in its cache is quicker than the first: the moments follow it.
        took = took.mul_f64(if is_killed { 1.1 } else { 0.8 });
        killed += usize::from(is_killed);
        let found = tree(&root.path("dist/site"));
        if found == *site {
            new += usize::from(is_killed);
        } else {
            assert!(is_killed, "round {round}: a build that ended by itself published nothing");
            assert_same(&found, &live, &format!("round {round}, killed after {delay:?}: neither old nor new"));
            old += 1;
        }
        live = found;
        if round % 5 == 4 {
            live = build(&root);
            assert_same(&live, site, &format!("round {round}: the build after a kill"));
        }
        round += 1;
        assert!(round < 20 * wanted, "the program is too quick to be killed");
    }
    assert!(old * 10 > wanted && new > 0, "{old} old, {new} new in {round} rounds: the moments are badly spread");
}
