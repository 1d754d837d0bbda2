//! Publishing: the old site or the new one, whole, whatever happens; and never anything that is not ours.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::time::Duration;

use ospress::memo::Memo;
use ospress::output::cache;

mod refusal;
mod rooms;
mod scratch;
mod survival;

use scratch::{Scratch, pages, read, tree};

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
