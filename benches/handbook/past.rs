//! The same handbook with a past: versions in which some of its pages said something else, kept in folders or in git.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::corpus::{self, Tool};

/// Where the old versions are kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// In folders below `content/_versions`.
    Folders,
    /// As tags of a git repository.
    Tags,
}

/// Writes a handbook of `pages` pages and `versions` versions, the current one counted. From each version to the next,
/// one page in `one_in` changed.
pub(crate) fn write(root: &Path, pages: usize, versions: usize, one_in: usize, keep: Keep) {
    let edits =
        |page: usize, version: usize| (1..=version).filter(|number| (page + number * 7).is_multiple_of(one_in)).count();
    let current = versions - 1;
    if keep == Keep::Tags {
        fs::create_dir_all(root).expect("a folder");
        git(root, &["init", "-q"]);
    }
    for version in 0..current {
        let folder = match keep {
            Keep::Folders => format!("content/_versions/{}", name(version)),
            Keep::Tags => "content".to_owned(),
        };
        corpus::pages(&root.join(folder), pages, Tool::Ospress, |page| edits(page, version));
        if keep == Keep::Tags {
            git(root, &["add", "-A"]);
            git(
                root,
                &["-c", "user.name=bench", "-c", "user.email=bench@bench.example", "commit", "-q", "-m", "bench"],
            );
            git(root, &["tag", &format!("v{}", name(version))]);
        }
    }
    corpus::pages(&root.join("content"), pages, Tool::Ospress, |page| edits(page, current));
    if keep == Keep::Tags {
        git(root, &["gc", "-q"]);
    }
    fs::write(root.join("site.toml"), settings(current, keep)).expect("site.toml");
}

/// A version's name; they sort by time.
fn name(version: usize) -> String {
    format!("{}.{}", 2020 + version / 4, version % 4 + 1)
}

fn settings(current: usize, keep: Keep) -> String {
    let mut text = format!("{}\n[versions]\ncurrent = \"{}\"\n", corpus::SITE_TOML, name(current));
    for version in (0..current).rev() {
        let name = name(version);
        let source = match keep {
            Keep::Folders => format!("path = \"content/_versions/{name}\""),
            Keep::Tags => format!("git = \"v{name}\""),
        };
        let date = format!("{}-{:02}-01", 2020 + version / 4, version % 4 * 3 + 1);
        let _ = writeln!(text, "[[versions.released]]\nname = \"{name}\"\ndate = {date}\nsource = {{ {source} }}");
    }
    text
}

fn git(root: &Path, arguments: &[&str]) {
    let status = Command::new("git").current_dir(root).args(arguments).status().expect("git is there");
    assert!(status.success(), "git {arguments:?} failed");
}
