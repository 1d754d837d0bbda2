//! Places and folders that publishing must leave alone.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use ospress::memo::Memo;
use ospress::output::{Failure, Target, publish};
use sha2::{Digest as _, Sha256};

use crate::scratch::{Scratch, pages, print, read, tree};

#[test]
fn what_is_not_ours_is_left_alone() {
    let scratch = Scratch::new("foreign");
    let file = |path: PathBuf, text: &str| {
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    for (number, (path, text)) in [
        ("public/index.html", "mine"),
        ("public/ospress.json", "{}"),
        ("public/ospress.json", "{\"tool\": \"other\"}"),
        ("public/ospress.json", ""),
        ("public/ospress.json/x", "a folder"),
        (".spare-public/index.html", "mine"),
        (".aside-public/index.html", "mine"),
        ("public", "a file"),
        (".spare-public", "a file"),
    ]
    .into_iter()
    .enumerate()
    {
        let out = scratch.0.join(format!("out{number}"));
        file(out.join(path), text);
        file(out.join("other.txt"), "mine");
        let before = tree(&out);
        let reason = scratch.refuse(&out);
        fs::remove_file(out.join(".lock")).expect("the lock");
        assert_eq!(tree(&out), before, "{reason}");
        assert!(reason.contains("--out"), "{reason}");
    }
    let out = scratch.0.join("linked");
    fs::create_dir_all(out.join("real")).expect("a folder");
    symlink("real", out.join("public")).expect("a link");
    scratch.refuse(&out);
    assert_eq!(fs::read_dir(out.join("real")).expect("a folder").count(), 0);
    let out = scratch.0.join("empty");
    fs::create_dir_all(out.join("public")).expect("a folder");
    print(&scratch.0, &out, &pages(3, 0), &Memo::default()).expect("an empty folder is fine");
}

#[test]
fn dangerous_places_are_refused() {
    let scratch = Scratch::new("places");
    let root = &scratch.0;
    fs::write(root.join("file"), "").expect("a file");
    symlink("content", root.join("link")).expect("a link");
    symlink("nowhere", root.join("dangling")).expect("a link");
    fs::create_dir_all(root.join("content/sub")).expect("a folder");
    symlink("content/sub", root.join("alias")).expect("a link");
    let before = tree(root);
    let parent = root.parent().expect("a parent");
    let bad = [
        "",
        ".",
        "..",
        "content",
        "content/",
        "content/deep/out",
        "./content/../content/x",
        "file",
        "file/x",
        "link",
        "dangling",
        "alias/x",
        "none/../../x",
        "content/..",
    ];
    for out in bad.map(|out| root.join(out)).iter().map(PathBuf::as_path).chain([parent, Path::new("/")]) {
        let reason = scratch.refuse(out);
        assert_eq!(tree(root), before, "{}: {reason}", out.display());
    }
    for edition in ["", ".", "..", "a/b", ".hidden", "/etc", "a\\b"] {
        let content = root.join("content");
        let out = root.join("dist");
        let target = Target { out: &out, edition, root, content: &content };
        let result = publish::<()>(&target, &[], &|_| Err(()), &Memo::default(), &|| {});
        assert!(matches!(result, Err(Failure::Machine(_))), "{edition:?}");
    }
    assert_eq!(tree(root), before);
}

#[test]
fn a_manifest_that_lies_leads_nowhere() {
    let scratch = Scratch::new("lies");
    let memo = Memo::default();
    for edit in 0..2 {
        scratch.publish(&pages(6, edit), &memo);
    }
    let victim = scratch.0.join("victim");
    fs::write(&victim, "mine").expect("a file");
    let manifest = scratch.spare().join("ospress.json");
    let text = fs::read_to_string(&manifest).expect("a manifest");
    for path in ["../../victim", "/etc/passwd", "a/../../../victim", "ospress.json", ""] {
        fs::write(&manifest, text.replace("\"feed.xml\"", &format!("{path:?}"))).expect("a lie");
        scratch.publish(&pages(6, 3), &memo);
        scratch.publish(&pages(6, 4), &memo);
        assert_eq!(fs::read_to_string(&victim).expect("a file"), "mine");
        assert_eq!(read(&scratch.live()), pages(6, 4));
    }
    // The manifest of an old version lies, too, and that of the site says that it is as it was written.
    for path in ["../../../victim", "/etc/passwd", "a/../../../../victim", "ospress.json", ""] {
        let old = scratch.spare().join("v/1/ospress.json");
        let text = fs::read_to_string(&old).expect("a manifest");
        let lie = text.replace("\"page-5/index.html\"", &format!("{path:?}"));
        assert_ne!(lie, text);
        let digest = |text: &str| Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let stamp = |text: &str| format!("{{\"sha256\":\"{}\",\"bytes\":{}}}", digest(text), text.len());
        let site = fs::read_to_string(&manifest).expect("a manifest");
        assert!(site.contains(&stamp(&text)), "{site}");
        fs::write(&old, &lie).expect("a lie");
        fs::write(&manifest, site.replace(&stamp(&text), &stamp(&lie))).expect("a lie");
        scratch.publish(&pages(6, 3), &memo);
        scratch.publish(&pages(6, 4), &memo);
        assert_eq!(fs::read_to_string(&victim).expect("a file"), "mine");
        assert_eq!(read(&scratch.live()), pages(6, 4));
    }
    fs::write(&manifest, "{\"tool\": \"ospress\", \"files\": [1, 2]}").expect("another form");
    scratch.publish(&pages(3, 5), &memo);
    assert_eq!(read(&scratch.live()), pages(3, 5));
}

#[test]
fn addresses_that_collide_are_refused() {
    let scratch = Scratch::new("collide");
    for both in [
        ["/a", "/a/"],
        ["/a/", "/a/index.html"],
        ["/a/b/c", "/a/b"],
        ["/x", "/ospress.json"],
        ["/x", "/v/1/ospress.json"],
    ] {
        let site = both.map(|url| (url.to_owned(), String::new())).into();
        assert!(matches!(print(&scratch.0, &scratch.out(), &site, &Memo::default()), Err(Failure::Machine(_))));
    }
    assert!(!scratch.out().exists());
}
