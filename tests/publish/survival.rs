//! Runs that fail, die, meet or run out of room: a whole site stands all the time.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use ospress::hash::Hash;
use ospress::memo::Memo;
use ospress::output::{Difference, Failure, File, Made, Target, publish, verify_manifest};
use ospress::path::UrlPath;

use crate::scratch::{Pages, Scratch, pages, print, read, tree};

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
fn a_switch_by_renames_is_ended() {
    let scratch = Scratch::new("aside");
    let memo = Memo::default();
    let aside = scratch.out().join(".aside-public");
    for edit in 0..2 {
        scratch.publish(&pages(5, edit), &memo);
    }
    fs::rename(scratch.live(), &aside).expect("the published site, aside");
    assert_eq!(scratch.publish(&pages(5, 1), &memo).made, 0);
    assert_eq!(read(&scratch.live()), pages(5, 1));
    fs::rename(scratch.spare(), &aside).expect("the site before, aside");
    assert_eq!(scratch.publish(&pages(5, 0), &memo).made, 0);
    assert_eq!((read(&scratch.live()), aside.exists()), (pages(5, 0), false));
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
                let key = Hash::of(&[u8::try_from(edit).expect("small")]);
                let make = |_| {
                    std::thread::sleep(Duration::from_millis(5));
                    Ok::<_, ()>(Made { key, bytes: vec![b'x'; edit].into() })
                };
                let files = [File { url: &url, key: Some(key), is_frozen: false, is_last: false }];
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

#[test]
fn a_reader_always_finds_one_whole_site() {
    let scratch = Scratch::new("reader");
    let memo = Memo::default();
    scratch.publish(&pages(10, 0), &memo);
    let known = [0, 1].map(|edit| pages(10, edit)["/part 1/page-1/"].clone());
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut reads = 0;
            while !stop.load(Ordering::Relaxed) {
                let text = fs::read_to_string(scratch.live().join("part 1/page-1/index.html")).expect("always there");
                assert!(known.contains(&text), "{text:?}");
                reads += 1;
            }
            reads
        });
        for edit in 1..60 {
            scratch.publish(&pages(10, edit % 2), &memo);
        }
        stop.store(true, Ordering::Relaxed);
        assert!(reader.join().expect("no failed read") > 100);
    });
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
    let mut interrupted = 0;
    let mut random = 88_172_645_463_325_252_u64;
    for round in 0..25 {
        let mut child = Command::new(&program)
            .args(["--exact", "survival::publish_for_ever", "--ignored"])
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
        interrupted += usize::from(verify_manifest(&scratch.spare()).expect("ours, or none") != Some(vec![]));
        if round % 5 == 0 {
            scratch.publish(&sites[1], &Memo::default());
            assert_eq!(read(&scratch.live()), sites[1]);
        }
    }
    assert!(interrupted > 5, "the kills came while a site was being made");
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
