//! Which files are content: a folder is listed, and what is none of the handbook's is left out.
//!
//! Gives paths below the root, sorted. Nothing is opened but folders and their `.gitignore`; no link is followed. A
//! link or special file, and a folder that cannot be listed, is a finding.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use ignore::gitignore::GitignoreBuilder;
use ignore::{DirEntry, WalkBuilder};

use super::read::{Refusal, plain};
use super::{SITE_FILE, presentable};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::error::Error;
use crate::path::SourcePath;

/// The hidden files that a web server or host looks for; they are content below `_files` alone.
const SERVED_HIDDEN: [&str; 3] = [".well-known", ".nojekyll", ".htaccess"];

/// A plain file, by its path below the folder that was listed.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Found {
    pub(super) path: PathBuf,
}

impl Found {
    /// Gives the checked name, or the reason why it is none.
    pub(super) fn name(&self) -> Result<SourcePath, String> {
        let text = self.path.to_str().ok_or("it is not UTF-8")?;
        let text = if cfg!(windows) { &text.replace('\\', "/") } else { text };
        SourcePath::new(text).map_err(|reason| reason.to_string())
    }

    /// Gives the path up to the first part that is no name, so that a folder is blamed once, not for each of its files.
    pub(super) fn first_bad_part(&self) -> PathBuf {
        let good = |part: &OsStr| part.to_str().is_some_and(|part| SourcePath::new(part).is_ok());
        match self.path.iter().position(|part| !good(part)) {
            Some(bad) => self.path.iter().take(bad + 1).collect(),
            None => self.path.clone(),
        }
    }
}

/// Lists the plain files below `root/content`, by path below `root`.
pub(super) fn list(root: &Path, content: &str, skip: &[&str]) -> Result<(Vec<Found>, Vec<Diagnostic>), Error> {
    let root = std::path::absolute(root).map_err(Error::io("cannot find", root))?;
    let mut found = Vec::new();
    let mut diagnostics = Vec::new();
    for entry in walker(&root, content, skip).build() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                diagnostics.push(unlisted(&root, content, error)?);
                continue;
            }
        };
        let below = |entry: &DirEntry| entry.path().strip_prefix(&root).map(Path::to_owned).unwrap_or_default();
        match entry.file_type() {
            Some(kind) if kind.is_file() => found.push(Found { path: below(&entry) }),
            Some(kind) if kind.is_dir() => {}
            _ => diagnostics.push(Refusal::Special.diagnostic(&presentable(&below(&entry)))),
        }
    }
    found.sort_unstable();
    Ok((found, diagnostics))
}

fn walker(root: &Path, content: &str, skip: &[&str]) -> WalkBuilder {
    let in_repository = is_under_git_rules(root);
    let rule = Rule {
        root: root.to_owned(),
        content: PathBuf::from(content),
        skip: skip.iter().map(|path| PathBuf::from(path.trim_end_matches('/'))).collect(),
    };
    let mut walker = WalkBuilder::new(root);
    walker.standard_filters(false).git_ignore(true).parents(in_repository).require_git(in_repository);
    walker.follow_links(false).filter_entry(move |entry| rule.admits(entry));
    walker
}

/// What of a root is content.
struct Rule {
    root: PathBuf,
    content: PathBuf,
    skip: Vec<PathBuf>,
}

impl Rule {
    fn admits(&self, entry: &DirEntry) -> bool {
        let Some(path) = entry.path().strip_prefix(&self.root).ok().filter(|path| !path.as_os_str().is_empty()) else {
            return true;
        };
        if !path.starts_with(&self.content) {
            return self.content.starts_with(path);
        }
        if self.skip.iter().any(|skip| skip == path) || self.is_of_the_root(path) {
            return false;
        }
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        !(is_hidden(path) || is_folder && is_foreign_folder(path))
    }

    /// Tells whether a content that is the whole root must not take the file in: it says how to print, not what.
    fn is_of_the_root(&self, path: &Path) -> bool {
        self.content.as_os_str().is_empty() && [SITE_FILE, "themes"].iter().any(|name| path == Path::new(name))
    }
}

/// Tells whether the name is that of a file or folder that no listing shows.
pub(super) fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    // What an office program keeps beside a file that is open.
    if name.as_encoded_bytes().starts_with(b"~$") {
        return true;
    }
    if !name.as_encoded_bytes().starts_with(b".") {
        return false;
    }
    let is_served = SERVED_HIDDEN.iter().any(|served| name == *served);
    !(is_served && path.iter().any(|part| part == "_files"))
}

/// Tells whether a folder belongs to another tool or to another version of the handbook.
pub(super) fn is_foreign_folder(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    let is_version = name.as_encoded_bytes().starts_with(b"_versions");
    is_version || name == "node_modules" || name == "target"
}

/// Tells whether the `.gitignore` files above the root count: those of the repository that the root lies in, unless
/// they leave out the root itself.
fn is_under_git_rules(root: &Path) -> bool {
    let Some(top) = root.ancestors().find(|folder| folder.join(".git").exists()) else {
        return false;
    };
    let mut above = root.ancestors().skip(1).take_while(|folder| folder.starts_with(top));
    above.all(|folder| {
        let mut rules = GitignoreBuilder::new(folder);
        // A broken line leaves the other lines in force, as in git.
        rules.add(folder.join(".gitignore"));
        rules.build().is_ok_and(|rules| !rules.matched_path_or_any_parents(root, true).is_ignore())
    })
}

/// Says which folder cannot be listed; without the content folder itself there is nothing to go on with.
fn unlisted(root: &Path, content: &str, error: ignore::Error) -> Result<Diagnostic, Error> {
    let path = place(&error).unwrap_or(root).to_owned();
    let reason = error.into_io_error().unwrap_or_else(|| io::Error::other("it cannot be listed"));
    let below = path.strip_prefix(root).unwrap_or(Path::new(""));
    if Path::new(content).starts_with(below) {
        return Err(Error::io("cannot list", &path)(reason));
    }
    let name = presentable(below);
    let message = format!("the folder `{name}` cannot be read: {}", plain(&reason));
    let help = "check who owns the folder and that you may read it; nothing in it is part of the handbook now";
    Ok(Diagnostic::new(Code::FileUnreadable, Span::file(&name), message).help(help))
}

fn place(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => place(err),
        _ => None,
    }
}
