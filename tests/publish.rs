//! Publishing: the old site or the new one, whole, whatever happens; and never anything that is not ours.

#![cfg(unix)]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ospress::hash::Hash;
use ospress::memo::Memo;
use ospress::output::{Difference, Failure, File, Published, Target, cache, publish, verify_manifest};
use ospress::path::UrlPath;

/// A handbook's root of its own for one test, gone afterwards.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("publish-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join("content")).expect("a scratch folder");
        Self(path)
    }

    fn out(&self) -> PathBuf {
        self.0.join("dist")
    }

    fn live(&self) -> PathBuf {
        self.out().join("public")
    }

    fn spare(&self) -> PathBuf {
        self.out().join(".spare-public")
    }

    fn publish(&self, site: &Pages, memo: &Memo) -> Published {
        print(&self.0, &self.out(), site, memo).expect("a site")
    }

    fn refuse(&self, out: &Path) -> String {
        match print(&self.0, out, &pages(3, 0), &Memo::default()) {
            Err(Failure::Machine(error)) => error.to_string(),
            other => panic!("published: {other:?}"),
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A site: addresses and texts.
type Pages = BTreeMap<String, String>;

/// A site of some pages; the texts depend on the edit.
fn pages(count: usize, edit: usize) -> Pages {
    let page = |number: usize| (format!("/part {}/page-{number}/", number % 5), format!("page {number}, edit {edit}"));
    let mut pages: Pages = (0..count).map(page).collect();
    pages.insert("/".to_owned(), format!("home {edit}"));
    pages.insert("/feed.xml".to_owned(), "feed".repeat(edit + 1));
    pages
}

fn print(root: &Path, out: &Path, site: &Pages, memo: &Memo) -> Result<Published, Failure<String>> {
    let urls: Vec<_> = site.keys().map(|url| UrlPath::new(url).expect("an address")).collect();
    let texts: Vec<_> = site.values().collect();
    let key = |text: &&String| Hash::of(text.as_bytes());
    let files: Vec<_> = urls.iter().zip(&texts).map(|(url, text)| File { url, key: key(text) }).collect();
    let make = |at: usize| match texts[at].strip_prefix("broken ") {
        Some(reason) => Err(reason.to_owned()),
        None => Ok(Cow::Borrowed(texts[at].as_bytes())),
    };
    let content = root.join("content");
    let target = Target { out, edition: "public", root, content: &content };
    publish(&target, &files, &make, memo, &|| {})
}

/// Reads a site back, without its manifest; panics unless it is as its manifest says.
fn read(folder: &Path) -> Pages {
    assert_eq!(verify_manifest(folder).expect("a folder"), Some(vec![]), "{}", folder.display());
    let mut pages = Pages::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                pages.insert(path.display().to_string(), fs::read_to_string(&path).expect("a text"));
            }
        }
    }
    let address =
        |path: &str| path.strip_prefix(&folder.display().to_string()).map(|path| path.replace("index.html", ""));
    let pages = pages.into_iter().filter_map(|(path, text)| Some((address(&path)?, text)));
    pages.filter(|(url, _)| url != "/ospress.json").collect()
}

fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && !path.is_symlink() {
            found.extend(tree(&path));
        } else {
            found.insert(path.clone(), fs::read(&path).unwrap_or_default());
        }
    }
    found
}

#[test]
fn a_site_is_what_was_asked_for() {
    let scratch = Scratch::new("plain");
    let memo = Memo::default();
    let first = scratch.publish(&pages(20, 0), &memo);
    assert_eq!((first.files, first.made, first.was_away), (22, 22, false));
    assert_eq!(first.bytes, pages(20, 0).values().map(|text| text.len() as u64).sum::<u64>());
    assert_eq!(read(&scratch.live()), pages(20, 0));
    // Pages come and go, a file becomes a folder, and a folder a file.
    let mut other = pages(7, 1);
    other.insert("/feed.xml/".to_owned(), "a folder now".to_owned());
    other.remove("/feed.xml");
    other.insert("/part 4".to_owned(), "a file now".to_owned());
    other.retain(|url, _| !url.starts_with("/part 4/"));
    for site in [&other, &pages(20, 2), &other, &pages(0, 0)] {
        scratch.publish(site, &memo);
        assert_eq!(&read(&scratch.live()), site);
    }
    assert_eq!(read(&scratch.spare()), other);
}

#[test]
fn only_what_changed_is_made() {
    let scratch = Scratch::new("warm");
    let memo = Memo::default();
    let mut site = pages(50, 0);
    scratch.publish(&site, &memo);
    let inode = |url: &str| fs::metadata(scratch.live().join(url)).expect("a file").ino();
    let before = inode("part 1/page-1/index.html");
    for edit in 1..5 {
        site.insert("/part 0/page-0/".to_owned(), format!("edit {edit}"));
        assert_eq!(scratch.publish(&site, &memo).made, 1);
        assert_eq!(read(&scratch.live()), site);
        assert_eq!(inode("part 1/page-1/index.html"), before, "not even copied");
    }
    assert_eq!(scratch.publish(&site, &memo).made, 0);
    site.insert("/part 0/page-0/".to_owned(), "edit 3".to_owned());
    assert_eq!(scratch.publish(&site, &memo).made, 0, "the site before had that text");
    assert_eq!(read(&scratch.live()), site);
    // Without the memo everything is made, and nothing is written.
    assert_eq!(scratch.publish(&site, &Memo::default()).made, 52);
    assert_eq!(inode("part 1/page-1/index.html"), before);
}

#[test]
fn the_memo_lasts_from_run_to_run() {
    let scratch = Scratch::new("memo");
    let memo = cache::load(&scratch.0);
    scratch.publish(&pages(30, 0), &memo);
    cache::save(&scratch.0, &memo).expect("a cache");
    fs::write(scratch.0.join(".ospress/memo.1.draft"), "of a run that died").expect("a draft");
    let memo = cache::load(&scratch.0);
    assert_eq!(scratch.publish(&pages(30, 0), &memo).made, 0);
    assert!(!memo.is_changed());
    assert_eq!(scratch.publish(&pages(30, 1), &memo).made, 32);
    assert!(memo.is_changed());
    cache::save(&scratch.0, &memo).expect("a cache");
    assert_eq!(fs::read_dir(scratch.0.join(".ospress")).expect("a folder").count(), 1);
    let whole = fs::read(scratch.0.join(".ospress/memo")).expect("a cache");
    for place in (0..whole.len()).step_by(whole.len() / 100) {
        let mut bytes = whole.clone();
        bytes[place] ^= 4;
        scratch.publish(&pages(30, place % 2), &Memo::from_bytes(bytes));
        assert_eq!(read(&scratch.live()), pages(30, place % 2));
    }
}

#[test]
fn the_same_site_has_the_same_bytes_whatever_was_there_before() {
    let one = Scratch::new("same-one");
    let other = Scratch::new("same-other");
    let memo = Memo::default();
    for edit in [0, 1, 2] {
        one.publish(&pages(20, edit), &memo);
    }
    other.publish(&pages(20, 2), &Memo::default());
    let named = |scratch: &Scratch| fs::read(scratch.live().join("ospress.json")).expect("a manifest");
    assert_eq!(read(&one.live()), read(&other.live()));
    assert_eq!(named(&one), named(&other));
    let text = String::from_utf8(named(&one)).expect("a text");
    assert!(!text.contains("same-one") && text.starts_with("{\n\"tool\": \"ospress\",\n"), "{text}");
}

#[test]
fn what_others_did_to_the_folders_is_noticed() {
    let scratch = Scratch::new("touched");
    let memo = Memo::default();
    let (one, two) = (pages(20, 0), pages(20, 1));
    scratch.publish(&one, &memo);
    scratch.publish(&two, &memo);
    let outside = scratch.0.join("outside");
    fs::create_dir_all(outside.join("page-1")).expect("a folder");
    fs::write(outside.join("page-1/index.html"), "page 1, edit 0").expect("a file");
    for folder in [scratch.spare(), scratch.live()] {
        std::thread::sleep(Duration::from_millis(20));
        fs::write(folder.join("part 0/page-0/index.html"), "page 0, edit X").expect("a file of the same size");
        fs::write(folder.join("part 2/new.html"), "new").expect("a file");
        fs::create_dir_all(folder.join("part 2/new/deep")).expect("a folder");
        fs::write(folder.join("part 2/new/deep/x"), "new").expect("a file");
        fs::remove_file(folder.join("part 3/page-3/index.html")).expect("a file");
        fs::remove_dir_all(folder.join("part 1")).expect("a folder");
        symlink(&outside, folder.join("part 1")).expect("a link");
    }
    let before = tree(&outside);
    for site in [&one, &two, &one] {
        scratch.publish(site, &memo);
        assert_eq!(&read(&scratch.live()), site);
        assert_eq!(tree(&outside), before, "what a link leads to is left alone");
    }
    fs::remove_dir_all(scratch.spare()).expect("a folder");
    assert_eq!(scratch.publish(&two, &memo).made, 22, "nobody has the other texts any more");
    fs::remove_dir_all(scratch.live()).expect("a folder");
    scratch.publish(&one, &memo);
    assert_eq!(read(&scratch.live()), one);
}

#[test]
fn the_site_stays_when_a_file_cannot_be_made() {
    let scratch = Scratch::new("broken");
    let memo = Memo::default();
    scratch.publish(&pages(20, 0), &memo);
    let before = tree(&scratch.live());
    let mut broken = pages(20, 1);
    broken.insert("/part 0/page-0/".to_owned(), "broken one".to_owned());
    broken.insert("/part 1/page-1/".to_owned(), "broken two".to_owned());
    for _ in 0..2 {
        match print(&scratch.0, &scratch.out(), &broken, &memo) {
            Err(Failure::Files(faults)) => assert_eq!(faults, ["one", "two"]),
            other => panic!("{other:?}"),
        }
        assert_eq!(tree(&scratch.live()), before);
        assert_eq!(
            verify_manifest(&scratch.spare()).expect("a folder").expect("ours").last(),
            Some(&Difference::Unfinished)
        );
    }
    scratch.publish(&pages(20, 1), &memo);
    assert_eq!(read(&scratch.live()), pages(20, 1));
}

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
        scratch.publish(&pages(3, edit), &memo);
    }
    let victim = scratch.0.join("victim");
    fs::write(&victim, "mine").expect("a file");
    let manifest = scratch.spare().join("ospress.json");
    let text = fs::read_to_string(&manifest).expect("a manifest");
    for path in ["../../victim", "/etc/passwd", "a/../../../victim", "ospress.json", ""] {
        fs::write(&manifest, text.replace("\"feed.xml\"", &format!("{path:?}"))).expect("a lie");
        scratch.publish(&pages(3, 3), &memo);
        scratch.publish(&pages(3, 4), &memo);
        assert_eq!(fs::read_to_string(&victim).expect("a file"), "mine");
        assert_eq!(read(&scratch.live()), pages(3, 4));
    }
    fs::write(&manifest, "{\"tool\": \"ospress\", \"files\": [1, 2]}").expect("another form");
    scratch.publish(&pages(3, 5), &memo);
    assert_eq!(read(&scratch.live()), pages(3, 5));
}

#[test]
fn addresses_that_collide_are_refused() {
    let scratch = Scratch::new("collide");
    for both in [["/a", "/a/"], ["/a/", "/a/index.html"], ["/a/b/c", "/a/b"], ["/x", "/ospress.json"]] {
        let site = both.map(|url| (url.to_owned(), String::new())).into();
        assert!(matches!(print(&scratch.0, &scratch.out(), &site, &Memo::default()), Err(Failure::Machine(_))));
    }
    assert!(!scratch.out().exists());
}

#[test]
fn builds_at_one_time_take_turns() {
    let scratch = Scratch::new("turns");
    let waited = AtomicUsize::new(0);
    let memo = Memo::default();
    std::thread::scope(|scope| {
        for edit in 0..8 {
            let (scratch, waited, memo) = (&scratch, &waited, &memo);
            scope.spawn(move || {
                let url = UrlPath::root();
                let content = scratch.0.join("content");
                let out = scratch.out();
                let target = Target { out: &out, edition: "other", root: &scratch.0, content: &content };
                let make = |_| {
                    std::thread::sleep(Duration::from_millis(5));
                    Ok::<_, ()>(Cow::Owned(vec![b'x'; edit]))
                };
                let files = [File { url: &url, key: Hash::of(&[u8::try_from(edit).expect("small")]) }];
                let count = || {
                    waited.fetch_add(1, Ordering::Relaxed);
                };
                publish(&target, &files, &make, memo, &count).expect("its turn");
                scratch.publish(&pages(50, edit), &Memo::default());
            });
        }
    });
    assert!(waited.into_inner() > 0);
    let last = read(&scratch.live());
    assert!((0..8).any(|edit| last == pages(50, edit)));
    assert_eq!(read(&scratch.out().join("other")).len(), 1);
}

/// Not a test by itself: what `a_killed_run_leaves_a_whole_site` starts and kills, in the folder that it names.
#[test]
#[ignore = "runs for ever; another test starts it"]
fn publish_for_ever() {
    let root = std::env::current_dir().expect("a folder");
    let memo = Memo::default();
    for edit in 0.. {
        print(&root, &root.join("dist"), &pages(120 - edit % 3 * 30, edit % 3), &memo).expect("a site");
    }
}

#[test]
fn a_killed_run_leaves_a_whole_site() {
    let scratch = Scratch::new("killed");
    scratch.publish(&pages(120, 0), &Memo::default());
    let sites = [0, 1, 2].map(|edit| pages(120 - edit * 30, edit));
    let program = std::env::current_exe().expect("this program");
    let mut random = 88_172_645_463_325_252_u64;
    for round in 0..25 {
        let mut child = Command::new(&program)
            .args(["--exact", "publish_for_ever", "--ignored"])
            .current_dir(&scratch.0)
            .stdout(Stdio::null())
            .spawn()
            .expect("a child");
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        std::thread::sleep(Duration::from_micros(15_000 + random % 60_000));
        child.kill().expect("a running child");
        child.wait().expect("a dead child");
        let live = read(&scratch.live());
        assert!(sites.contains(&live), "round {round}: neither old nor new");
        if round % 5 == 0 {
            scratch.publish(&sites[1], &Memo::default());
            assert_eq!(read(&scratch.live()), sites[1]);
        }
    }
}

#[test]
fn a_full_disk_leaves_the_old_site() {
    let scratch = Scratch::new("full");
    let out = scratch.0.join("disk");
    fs::create_dir_all(&out).expect("a folder");
    let mount = |program: &str, args: &[&str]| {
        let path = out.display().to_string();
        Command::new(program).args(args).arg(path).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    if !mount("mount", &["-t", "tmpfs", "-o", "size=512k,mode=0755", "tmpfs"]) {
        let skipped = "skipped: only root may mount the small disk that this test fills";
        writeln!(std::io::stderr(), "{skipped}").expect("a place to say so");
        return;
    }
    let dist = out.join("dist");
    let small = pages(20, 0);
    print(&scratch.0, &dist, &small, &Memo::default()).expect("room for a small site");
    for pages_more in [5, 10, 20, 40, 80] {
        let large: Pages = (0..pages_more).map(|number| (format!("/large/{number}/"), "x".repeat(20_000))).collect();
        let result = print(&scratch.0, &dist, &large, &Memo::default());
        let live = read(&dist.join("public"));
        match result {
            Ok(_) => assert_eq!(live, large),
            Err(Failure::Machine(error)) => assert!(live != large && error.to_string().contains("No space"), "{error}"),
            Err(Failure::Files(faults)) => panic!("{faults:?}"),
        }
        print(&scratch.0, &dist, &small, &Memo::default()).expect("the next run needs no help");
        assert_eq!(read(&dist.join("public")), small);
    }
    assert!(mount("umount", &[]));
}
