//! What is content and what is not, on real folders of a few files.

use std::fs;
use std::os::unix::fs::symlink;

use super::*;

/// A folder of its own for one test, gone afterwards.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("ospress-source-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    fn with(self, files: &[&str]) -> Self {
        for file in files {
            self.write(file, "text");
        }
        self
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.0.join(file);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn take(&self, content: &str, skip: &[&str]) -> (Vec<String>, Vec<String>) {
        let (snapshot, diagnostics) = take(&self.0, content, skip).expect("a content folder");
        let paths = snapshot.files.keys().map(ToString::to_string).collect();
        let found = diagnostics.iter().map(|found| format!("{} {}", found.code, found.primary.path)).collect();
        assert!(diagnostics.iter().all(|found| found.help.is_some() && !found.message.ends_with('.')));
        (paths, found)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn what_is_no_content_is_left_out() {
    let scratch = Scratch::new("content").with(&[
        "site.toml",
        "themes/own/theme.toml",
        "dist/public/index.html",
        ".ospress/memo",
        ".git/HEAD",
        "node_modules/a/README.md",
        "a/node_modules/b.md",
        "target/c.md",
        "a/_versions/2026/a.md",
        "_versions-old/a.md",
        "secret/a.md",
        "a/page.tmp",
        "a/kept.tmp",
        "a/.hidden.md",
        "a/~$form.docx",
        "a/.~lock.form.odt#",
        "a/page.md",
        "_files/public/CNAME",
        "_files/public/.well-known/security.txt",
        "_files/public/.DS_Store",
        ".well-known/security.txt",
        "Ünïcode name.md",
    ]);
    scratch.write(".gitignore", "/secret/\n*.tmp\n!kept.tmp\n");
    scratch.write("a/.gitignore", "");
    let expect =
        ["_files/public/.well-known/security.txt", "_files/public/CNAME", "a/kept.tmp", "a/page.md", "Ünïcode name.md"];
    let (paths, found) = scratch.take(".", &["dist"]);
    assert_eq!((paths, found), (expect.map(str::to_owned).to_vec(), vec![]));
}

#[test]
fn paths_are_below_the_root_and_content_may_be_deep() {
    let scratch = Scratch::new("deep").with(&["docs/book/a.md", "docs/other.md", "themes/x", "docs/book/themes/b.md"]);
    for content in ["docs/book", "./docs/book/"] {
        let (paths, _) = scratch.take(content, &["docs/book/none"]);
        assert_eq!(paths, ["docs/book/a.md", "docs/book/themes/b.md"]);
    }
    scratch.write(".gitignore", "a.md\n");
    assert_eq!(scratch.take("docs/book", &[]).0, ["docs/book/themes/b.md"]);
}

#[test]
fn a_repository_above_counts_unless_it_ignores_the_whole_handbook() {
    let scratch = Scratch::new("repository").with(&[".git/HEAD", "docs/content/a.md", "docs/content/b.log"]);
    scratch.write(".gitignore", "*.log\n");
    let docs = Scratch(scratch.0.join("docs"));
    assert_eq!(docs.take("content", &[]).0, ["content/a.md"]);
    scratch.write(".gitignore", "*\n");
    assert_eq!(docs.take("content", &[]).0, ["content/a.md", "content/b.log"]);
}

#[test]
fn links_and_special_files_are_never_opened() {
    let scratch = Scratch::new("special").with(&["outside/secret.md", "content/a.md"]);
    let content = scratch.0.join("content");
    symlink("../outside/secret.md", content.join("file.md")).expect("a link");
    symlink("../outside", content.join("folder")).expect("a link");
    symlink("nowhere", content.join("dangling.md")).expect("a link");
    symlink("..", content.join("loop")).expect("a link");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        content.join("pipe.md"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RUSR,
        0,
    )
    .expect("a pipe");
    let socket = std::os::unix::net::UnixListener::bind(content.join("socket")).expect("a socket");
    let (paths, found) = scratch.take("content", &[]);
    assert_eq!(paths, ["content/a.md"]);
    let names = ["dangling.md", "file.md", "folder", "loop", "pipe.md", "socket"];
    let mut found = found;
    found.sort();
    assert_eq!(found, names.map(|name| format!("file-special content/{name}")));
    // The same holds where a link takes a file's place after the folder was listed.
    for name in names {
        assert!(matches!(read::bytes(&content.join(name), 10), Err(Refusal::Special | Refusal::System(_))), "{name}");
    }
    assert!(matches!(read::bytes(&content.join("pipe.md"), 10), Err(Refusal::Special)));
    drop(socket);
}

#[test]
fn the_content_folder_must_be_a_folder() {
    let scratch = Scratch::new("missing").with(&["real/a.md", "file"]);
    symlink("real", scratch.0.join("link")).expect("a link");
    for content in ["none", "file", "link", "../real", "/etc", "real/none"] {
        let error = take(&scratch.0, content, &[]).expect_err(content);
        assert!(matches!(error, Error::Refused(_)), "{content}: {error}");
    }
    assert!(take(&scratch.0.join("nowhere"), ".", &[]).is_err());
}

#[test]
fn names_that_do_not_do_are_findings() {
    use std::os::unix::ffi::OsStrExt;
    let scratch = Scratch::new("names").with(&["content/fine.md", "content/tab\there.md", "content/back\\slash/a.md"]);
    scratch.write("content/back\\slash/b.md", "");
    let raw = std::ffi::OsStr::from_bytes(b"latin-\xe9.md");
    fs::write(scratch.0.join("content").join(raw), "").expect("a file");
    let (paths, found) = scratch.take("content", &[]);
    assert_eq!(paths, ["content/fine.md"]);
    let expect = ["content/back\u{fffd}slash", "content/latin-\u{fffd}.md", "content/tab\u{fffd}here.md"];
    let mut found = found;
    found.sort();
    assert_eq!(found, expect.map(|path| format!("path-invalid {path}")));
}

#[test]
fn sizes_are_bounded_before_anything_is_read() {
    let scratch = Scratch::new("sizes").with(&["content/a.md"]);
    for (name, size) in [("big.md", MARKDOWN_LIMIT + 1), ("huge.bin", 1 << 40), ("fits.md", 5)] {
        let file = fs::File::create(scratch.0.join("content").join(name)).expect("a file");
        file.set_len(size).expect("a sparse file");
    }
    let (paths, mut found) = scratch.take("content", &[]);
    found.sort();
    assert_eq!(paths, ["content/a.md", "content/fits.md"]);
    assert_eq!(found, ["file-too-large content/big.md", "file-too-large content/huge.bin"]);
}

#[test]
fn bytes_arrive_as_they_are() {
    let scratch = Scratch::new("bytes").with(&[]);
    scratch.write("content/a.md", "\u{feff}# A\r\n");
    scratch.write("content/empty.md", "");
    fs::write(scratch.0.join("content/b.bin"), [0xff, 0, 1]).expect("a file");
    let (snapshot, _) = take(&scratch.0, "content", &[]).expect("a snapshot");
    let bytes: Vec<_> = snapshot.files.values().map(|blob| blob.bytes().to_vec()).collect();
    assert_eq!(bytes, [b"\xef\xbb\xbf# A\r\n".to_vec(), vec![0xff, 0, 1], vec![]]);
    let texts: Vec<_> = snapshot.files.values().map(|blob| blob.text().is_some()).collect();
    assert_eq!(texts, [true, false, true]);
    assert_eq!(snapshot.content, "content");
}

#[test]
fn a_theme_is_read_whole_or_not_at_all() {
    let scratch = Scratch::new("theme").with(&["own/theme.toml", "own/templates/page.html", "own/.swp", "file"]);
    assert!(folder(&scratch.0.join("none")).expect("none is fine").is_none());
    let files = folder(&scratch.0.join("own")).expect("a theme").expect("a folder");
    assert_eq!(files.keys().map(SourcePath::as_str).collect::<Vec<_>>(), ["templates/page.html", "theme.toml"]);
    assert!(folder(&scratch.0.join("file")).is_err());
    symlink("/etc/passwd", scratch.0.join("own/passwd")).expect("a link");
    let error = folder(&scratch.0.join("own")).expect_err("a link").to_string();
    assert!(error.contains("passwd"), "{error}");
}

#[test]
fn texts_and_roots_are_found() {
    let scratch = Scratch::new("root").with(&["site.toml", "a/b/c.md"]);
    assert_eq!(find_root(&scratch.0.join("a/b")), Some(scratch.0.clone()));
    assert_eq!(find_root(&scratch.0), Some(scratch.0.clone()));
    assert_eq!(read_text(&scratch.0.join("site.toml")).expect("a text"), "text");
    assert!(read_text(&scratch.0.join("none.toml")).is_err());
    fs::write(scratch.0.join("bad.toml"), b"a\n\xff").expect("a file");
    let error = read_text(&scratch.0.join("bad.toml")).expect_err("not UTF-8").to_string();
    assert!(error.contains("byte 2 "), "{error}");
    symlink("site.toml", scratch.0.join("link.toml")).expect("a link");
    assert!(read_text(&scratch.0.join("link.toml")).is_err());
}

#[test]
fn whatever_is_done_to_a_file_shows_in_the_listing() {
    let scratch = Scratch::new("listing").with(&["old/a.md", "old/b/c.md", "old/pic.png"]);
    let listed = || listing(&scratch.0, "old").map(|listing| listing.hash);
    let first = listed().expect("plain files");
    assert_eq!(listed(), Some(first), "nothing was done");
    let path = scratch.0.join("old/a.md");
    let before = fs::metadata(&path).and_then(|metadata| metadata.modified()).expect("a time");
    // As many bytes, and the time put back: the system knows all the same.
    std::thread::sleep(std::time::Duration::from_millis(20));
    scratch.write("old/a.md", "next");
    fs::File::options().append(true).open(&path).expect("a file").set_modified(before).expect("a clock");
    let second = listed();
    assert!(second.is_some() && second != Some(first), "other words");
    fs::rename(scratch.0.join("old/b/c.md"), scratch.0.join("old/b/d.md")).expect("a file");
    let third = listed();
    assert!(third.is_some() && third != second, "another name");
    scratch.write("old/e.md", "text");
    let fourth = listed();
    assert!(fourth.is_some() && fourth != third, "one file more");
    symlink("a.md", scratch.0.join("old/link.md")).expect("a link");
    assert_eq!(listed(), None, "what cannot be read as it is has to be told each time");
    assert_eq!(listing(&scratch.0, "gone").map(|listing| listing.hash), None);
}
