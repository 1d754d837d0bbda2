//! What versions cost: a handbook with a past beside the same handbook without one, the two built in turn.

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::corpus::{self, Tool};
use super::past::{self, Keep};
use super::{ROUNDS, cold_build, median, quiet_build, set_aside, show, stages, warm_build};

/// One page in so many changes from each version to the next.
const CHANGED: usize = 20;

/// Builds a handbook of one version and one of `versions` in every way, and prints a table.
pub(crate) fn measure(pages: usize, versions: usize) {
    let folder = std::env::temp_dir().join(format!("ospress-bench-versions-{pages}"));
    let _ = fs::remove_dir_all(&folder);
    let one = folder.join("one");
    corpus::write(&one, pages, Tool::Ospress);
    println!("\n{versions} versions of {pages} pages, one page in {CHANGED} changed in each; medians of {ROUNDS} runs");
    for keep in [Keep::Folders, Keep::Tags] {
        let all = folder.join(match keep {
            Keep::Folders => "folders",
            Keep::Tags => "tags",
        });
        past::write(&all, pages, versions, CHANGED, keep);
        println!("  kept in {}", all.file_name().unwrap_or_default().to_string_lossy());
        in_turn("cold build", &one, &all, |root, _| cold_build(root));
        in_turn("nothing new", &one, &all, |root, _| quiet_build(root));
        in_turn("warm, one edit", &one, &all, |root, round| warm_build(root, pages, round));
        in_turn("output deleted", &one, &all, |root, _| {
            set_aside(root, &["dist"]);
            quiet_build(root)
        });
    }
    redlines(&folder.join("redlines"), pages);
    let _ = fs::remove_dir_all(&folder);
}

/// Runs something on both handbooks in turn and prints what it costs to have versions.
fn in_turn(name: &str, one: &Path, all: &Path, run: impl Fn(&Path, usize) -> Duration) {
    let (mut alone, mut together) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        alone.push(run(one, round));
        together.push(run(all, round));
    }
    let (alone, together) = (median(alone), median(together));
    let share = together.as_secs_f64() / alone.as_secs_f64();
    println!("    {name:<15}{} one version {} all versions {share:>8.2} times", show(alone), show(together));
}

/// Tells how long the redlines of a handbook take in which every page changed, beside all else of its build.
fn redlines(root: &Path, pages: usize) {
    past::write(root, pages, 2, 1, Keep::Folders);
    println!("  2 versions, every page changed");
    stages::redlines(root);
}
