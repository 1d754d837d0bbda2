//! Repositories that the `git` program made: what is read of them, and what is said of those that cannot be read.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::*;

/// A repository in a folder of its own, which goes with it.
struct Book {
    root: PathBuf,
}

impl Drop for Book {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

impl Book {
    fn new(name: &str) -> Self {
        Self::with(name, &["init", "-q", "-b", "main"])
    }

    fn with(name: &str, init: &[&str]) -> Self {
        let root = std::env::temp_dir().join(format!("ospress-git-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(&root).expect("a folder");
        let book = Self { root };
        book.git(init);
        book
    }

    fn git(&self, arguments: &[&str]) {
        let mut git = Command::new("git");
        git.current_dir(&self.root).args(arguments);
        for (key, value) in [
            ("GIT_AUTHOR_NAME", "A"),
            ("GIT_AUTHOR_EMAIL", "a@a.example"),
            ("GIT_COMMITTER_NAME", "A"),
            ("GIT_COMMITTER_EMAIL", "a@a.example"),
            ("GIT_AUTHOR_DATE", "2026-03-01T12:00:00Z"),
            ("GIT_COMMITTER_DATE", "2026-03-01T12:00:00Z"),
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ("GIT_CONFIG_SYSTEM", "/dev/null"),
        ] {
            git.env(key, value);
        }
        let output = git.output().expect("git is there");
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, bytes).expect("a file");
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
    }

    /// Gives what is read at a name, as `path=text` in one line; or what is said instead.
    fn taken(&self, below: &str, name: &str) -> String {
        let mut history = match open(&self.root.join(below)) {
            Ok(history) => history,
            Err((reason, help)) => return format!("{reason} | {help}"),
        };
        match take(&mut history, name, "content", &[]) {
            Ok(snapshot) => {
                assert_eq!(snapshot.date, Some(Date::constant(2026, 3, 1)));
                let text = |blob: &Blob| blob.text().map_or("binary".to_owned(), ToString::to_string);
                let files = snapshot.files.iter().map(|(path, blob)| format!("{path}={}", text(blob)));
                files.collect::<Vec<_>>().join(" ")
            }
            Err((reason, help)) => format!("{reason} | {help}"),
        }
    }
}

fn has(said: &str, parts: &[&str]) {
    assert!(parts.iter().all(|part| said.contains(part)), "{said}");
}

#[test]
fn tags_branches_and_commits_however_they_are_kept() {
    let book = Book::new("refs");
    book.write("content/a.md", b"one");
    book.write("content/b/c.bin", &[0, 255, 1]);
    book.write("elsewhere.md", b"no content");
    book.commit("one");
    book.git(&["tag", "v1"]);
    book.git(&["tag", "-a", "v1-annotated", "-m", "words"]);
    book.write("content/a.md", b"two");
    book.commit("two");
    book.git(&["branch", "next"]);
    let one = "content/a.md=one content/b/c.bin=binary";
    let two = "content/a.md=two content/b/c.bin=binary";
    let check_all = || {
        for (name, expect) in [("v1", one), ("v1-annotated", one), ("next", two), ("main", two)] {
            assert_eq!(book.taken("", name), expect, "{name}");
        }
    };
    check_all();
    book.git(&["pack-refs", "--all"]);
    book.git(&["gc", "-q"]);
    check_all();
    let tags: Vec<_> =
        tags(&open(&book.root).expect("a repository")).expect("tags").into_iter().map(|tag| tag.name).collect();
    assert_eq!(tags, ["v1", "v1-annotated"]);
    has(&book.taken("", "v9"), &["no git tag, branch or commit `v9`", "`git tag`"]);
    has(&book.taken("", "HEAD@{1}"), &["no git tag"]);
}

#[test]
fn by_the_start_of_a_number() {
    let book = Book::new("number");
    book.write("content/a.md", b"one");
    book.commit("one");
    let head = fs::read_to_string(book.root.join(".git/refs/heads/main")).expect("a branch");
    assert_eq!(book.taken("", head.trim()), "content/a.md=one");
    assert_eq!(book.taken("", &head[..9]), "content/a.md=one");
    has(&book.taken("", &head[..4]), &["no git tag"]);
}

#[test]
fn what_is_no_content_stays_out() {
    let book = Book::new("rules");
    for path in [
        "content/a.md",
        "content/.hidden/x.md",
        "content/node_modules/x.md",
        "content/_versions/1/x.md",
        "content/.x.md",
    ] {
        book.write(path, b"x");
    }
    book.write("content/_files/public/.well-known/security.txt", b"x");
    std::os::unix::fs::symlink("a.md", book.root.join("content/link.md")).expect("a link");
    let other = Book::new("rules-other");
    other.write("x.md", b"x");
    other.commit("x");
    let url = other.root.to_str().expect("a path").to_owned();
    book.git(&["-c", "protocol.file.allow=always", "submodule", "add", "-q", &url, "content/sub"]);
    book.commit("all");
    assert_eq!(book.taken("", "main"), "content/_files/public/.well-known/security.txt=x content/a.md=x");
}

#[test]
fn a_handbook_in_a_folder_of_a_repository_and_in_a_work_tree() {
    let book = Book::new("inside");
    book.write("docs/oss/content/a.md", b"one");
    book.commit("one");
    book.git(&["tag", "v1"]);
    assert_eq!(book.taken("docs/oss", "v1"), "content/a.md=one");
    has(&book.taken("", "v1"), &["`v1` has no folder `content`"]);
    book.git(&["worktree", "add", "-q", "--detach", "tree", "v1"]);
    assert_eq!(book.taken("tree/docs/oss", "v1"), "content/a.md=one");
}

#[test]
fn a_work_tree_of_a_bare_repository() {
    let book = Book::new("bare-from");
    book.write("content/a.md", b"one");
    book.commit("one");
    book.git(&["tag", "v1"]);
    book.write("content/a.md", b"two");
    book.commit("two");
    let bare = Book::with("bare", &["clone", "-q", "--bare", book.root.to_str().expect("a path"), "all.git"]);
    let git = |arguments: &[&str]| bare.git(&[&["--git-dir", "all.git"], arguments].concat());
    git(&["worktree", "add", "-q", "tree", "main"]);
    assert_eq!(bare.taken("tree", "v1"), "content/a.md=one");
    assert_eq!(bare.taken("tree", "main"), "content/a.md=two");
    has(&bare.taken("tree", "v2"), &["no git tag, branch or commit `v2`", "`git tag`"]);
}

#[test]
fn names_with_slashes_and_names_of_two_things() {
    let book = Book::new("slashes");
    book.write("content/a.md", b"one");
    book.commit("one");
    book.git(&["tag", "handbook/v1"]);
    book.git(&["tag", "both"]);
    book.write("content/a.md", b"two");
    book.commit("two");
    book.git(&["branch", "both"]);
    book.git(&["branch", "release/next"]);
    assert_eq!(book.taken("", "handbook/v1"), "content/a.md=one");
    assert_eq!(book.taken("", "release/next"), "content/a.md=two");
    assert_eq!(book.taken("", "both"), "content/a.md=one", "a tag goes before a branch");
    let clone = Book::with("slashes-clone", &["clone", "-q", book.root.to_str().expect("a path"), "."]);
    assert_eq!(clone.taken("", "release/next"), "content/a.md=two", "a branch that only the origin has");
    for bad in ["", "-x", "../x", "refs/heads/main", "main^", "v1:content"] {
        has(&book.taken("", bad), &["no git tag, branch or commit"]);
    }
}

#[test]
fn a_clone_without_files_says_what_to_do() {
    let book = Book::new("partial-from");
    book.write("content/a.md", b"one");
    book.commit("one");
    book.git(&["tag", "v1"]);
    book.write("content/a.md", b"two");
    book.commit("two");
    book.git(&["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", book.root.display());
    let clone = Book::with("partial", &["clone", "-q", "--filter=blob:none", &url, "."]);
    has(&clone.taken("", "v1"), &["the files of `v1` are not in this copy"]);
    assert_eq!(clone.taken("", "main"), "content/a.md=two");
}

#[test]
fn a_clone_without_history_says_what_to_do() {
    let book = Book::new("deep");
    book.write("content/a.md", b"one");
    book.commit("one");
    book.git(&["tag", "v1"]);
    book.write("content/a.md", b"two");
    book.commit("two");
    let url = format!("file://{}", book.root.display());
    let clone = Book::with("shallow", &["clone", "-q", "--depth", "1", &url, "."]);
    has(&clone.taken("", "v1"), &["no git tag, branch or commit `v1`", "--unshallow", "fetch-depth: 0"]);
    assert!(is_shallow(&open(&clone.root).expect("a repository")));
    assert_eq!(clone.taken("", "main"), "content/a.md=two");
}

#[test]
fn what_cannot_be_read_is_refused_with_a_way_on() {
    let book = Book::with("sha256", &["init", "-q", "--object-format=sha256"]);
    has(&book.taken("", "main"), &["SHA-256", "ospress version cut"]);
    let none = std::env::temp_dir().join(format!("ospress-git-none-{}", std::process::id()));
    fs::create_dir_all(&none).expect("a folder");
    let said = open(&none).err().expect("no repository");
    has(&said.0, &["no git repository"]);
    let _ = fs::remove_dir_all(&none);
}

#[test]
fn a_file_that_versions_share_is_read_once() {
    let book = Book::new("shared");
    book.write("content/a.md", b"same");
    book.write("content/b.md", b"one");
    book.commit("one");
    book.git(&["tag", "v1"]);
    book.write("content/b.md", b"two");
    book.commit("two");
    let mut history = open(&book.root).expect("a repository");
    let text = |snapshot: &Snapshot| snapshot.files.values().next().and_then(Blob::text).cloned().expect("a text");
    let one = take(&mut history, "v1", "content", &[]).expect("a version");
    let two = take(&mut history, "main", "content", &[]).expect("a version");
    assert!(std::sync::Arc::ptr_eq(&text(&one), &text(&two)));
}
