//! Old versions, each of which has a manifest of its own, so that a run that changes today's pages has little to read and write.

use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use ospress::memo::Memo;
use serde_json::Value;

use crate::scratch::{Pages, Scratch, read};

fn site(urls: &[&str], edit: usize) -> Pages {
    urls.iter().map(|url| ((*url).to_owned(), format!("{url}, edit {edit}"))).collect()
}

const ALL: [&str; 8] = ["/", "/a/", "/v/", "/v/1/", "/v/1/a/", "/v/1/release/", "/v/2/v/9/ospress.json", "/v/note"];

#[test]
fn each_old_version_has_a_manifest_of_its_own() {
    let scratch = Scratch::new("rooms");
    let published = scratch.publish(&site(&ALL, 0), &Memo::default());
    assert_eq!(published.files, ALL.len(), "manifests are not counted");
    assert_eq!(published.bytes, site(&ALL, 0).values().map(|text| text.len() as u64).sum::<u64>());
    let named = |path: &str| {
        let text = fs::read_to_string(scratch.live().join(path)).expect("a manifest");
        let lines =
            text.lines().filter_map(|line| line.split_once("\": {\"sha256\"").map(|(path, _)| path[1..].to_owned()));
        lines.collect::<Vec<_>>()
    };
    let today = ["a/index.html", "index.html", "v/1/ospress.json", "v/1/release/index.html", "v/2/ospress.json"];
    assert_eq!(named("ospress.json"), [today.as_slice(), &["v/index.html", "v/note"]].concat());
    assert_eq!(named("v/1/ospress.json"), ["a/index.html", "index.html"]);
    assert_eq!(named("v/2/ospress.json"), ["v/9/ospress.json"]);
}

#[test]
fn a_version_that_nothing_happens_to_is_left_alone() {
    let scratch = Scratch::new("rooms-warm");
    let memo = Memo::default();
    let mut edited = site(&ALL, 0);
    let inode = |path: &str| fs::metadata(scratch.live().join(path)).expect("a file").ino();
    let mut inodes = Vec::new();
    for edit in 0..5 {
        edited.insert("/a/".to_owned(), format!("edit {edit}"));
        assert!(scratch.publish(&edited, &memo).made > 0);
        assert_eq!(read(&scratch.live()), edited);
        inodes.push((inode("v/1/ospress.json"), inode("v/1/a/index.html")));
    }
    assert_eq!((inodes[0], inodes[1], inodes[0].1), (inodes[2], inodes[3], inodes[1].1));
    let (list, shared) = (scratch.spare().join("v/1/ospress.json"), scratch.0.join("shared"));
    let text = fs::read(&list).expect("a manifest");
    fs::hard_link(&list, &shared).expect("a second name");
    edited.insert("/v/1/a/".to_owned(), "other".to_owned());
    scratch.publish(&edited, &memo);
    assert_eq!(read(&scratch.live()), edited);
    assert_ne!(fs::read(scratch.live().join("v/1/ospress.json")).expect("a manifest"), text);
    assert_eq!(fs::read(&shared).expect("a file"), text, "no file is changed in place");
}

#[test]
fn versions_come_and_go() {
    let scratch = Scratch::new("rooms-go");
    let memo = Memo::default();
    let sites = [
        site(&ALL, 0),
        site(&["/", "/v/", "/v/2/b/"], 0),
        site(&["/"], 1),
        site(&["/", "/v/1/release/"], 0),
        site(&["/", "/v"], 0),
        site(&ALL, 1),
    ];
    for at in [0, 1, 0, 2, 0, 3, 0, 4, 5, 4, 1, 3] {
        scratch.publish(&sites[at], &memo);
        assert_eq!(read(&scratch.live()), sites[at], "{at}");
    }
}

/// Gives a site one manifest for all of its files, as an earlier release wrote it.
fn in_the_old_form(folder: &Path) {
    let json = |path: &Path| -> Value { serde_json::from_slice(&fs::read(path).expect("a manifest")).expect("JSON") };
    let (whole, list) = (folder.join("ospress.json"), folder.join("v/1/ospress.json"));
    let (mut site, old) = (json(&whole), json(&list));
    let files = site["files"].as_object_mut().expect("files");
    files.remove("v/1/ospress.json").expect("the manifest of the version");
    for (below, stamp) in old["files"].as_object().expect("files") {
        files.insert(format!("v/1/{below}"), stamp.clone());
    }
    fs::remove_file(&list).expect("a manifest");
    fs::write(&whole, site.to_string()).expect("a manifest");
}

#[test]
fn a_site_with_one_manifest_for_all_is_read_as_it_is() {
    let scratch = Scratch::new("rooms-old");
    let memo = Memo::default();
    let urls = ["/", "/a/", "/v/1/", "/v/1/a/", "/v/1/release/"];
    let (one, two) = (site(&urls, 0), site(&urls, 1));
    for site in [&one, &two] {
        scratch.publish(site, &memo);
    }
    for folder in [scratch.live(), scratch.spare()] {
        in_the_old_form(&folder);
        assert!(!folder.join("v/1/ospress.json").exists());
    }
    assert_eq!(read(&scratch.live()), two, "it is whole");
    for site in [&one, &two, &two] {
        assert_eq!(scratch.publish(site, &memo).made, 0, "what it says of its files is believed");
        assert_eq!(&read(&scratch.live()), site);
        assert!(scratch.live().join("v/1/ospress.json").is_file());
    }
}

#[test]
fn the_manifest_of_a_version_that_somebody_emptied_goes_with_it() {
    let scratch = Scratch::new("rooms-emptied");
    let memo = Memo::default();
    let (with, without) = (site(&["/", "/v/1/deep/a/"], 0), site(&["/"], 0));
    for site in [&with, &with, &site(&["/", "/v/1/deep/a/"], 1)] {
        scratch.publish(site, &memo);
    }
    std::thread::sleep(Duration::from_millis(20));
    fs::remove_dir_all(scratch.spare().join("v/1/deep")).expect("a folder");
    scratch.publish(&without, &memo);
    assert_eq!(read(&scratch.live()), without);
}

#[test]
fn a_manifest_of_an_old_version_that_is_damaged_is_noticed() {
    let scratch = Scratch::new("rooms-damaged");
    let memo = Memo::default();
    let (one, two) = (site(&ALL, 0), site(&ALL, 1));
    scratch.publish(&one, &memo);
    scratch.publish(&two, &memo);
    let outside = scratch.0.join("outside");
    fs::write(&outside, "outside").expect("a file");
    let harms: [&dyn Fn(&Path); 6] = [
        &|list| fs::remove_file(list).expect("a file"),
        &|list| fs::write(list, "x").expect("a file"),
        &|list| {
            fs::remove_file(list).expect("a file");
            fs::create_dir(list).expect("a folder");
        },
        &|list| {
            fs::remove_file(list).expect("a file");
            symlink(&outside, list).expect("a link");
        },
        // Nobody writes to it, so who reads it waits for ever.
        &|list| {
            fs::remove_file(list).expect("a file");
            assert!(Command::new("mkfifo").arg(list).status().expect("mkfifo").success());
        },
        // Of the same size and age, but one page is not named.
        &|list| {
            let file = fs::File::options().write(true).open(list).expect("a file");
            let before = file.metadata().expect("a file").modified().expect("a time");
            let text = fs::read_to_string(list).expect("a text");
            fs::write(list, text.replace("a/index.html", "b/index.html")).expect("a file");
            file.set_modified(before).expect("a time");
        },
    ];
    for harm in harms {
        for folder in [scratch.live(), scratch.spare()] {
            std::thread::sleep(Duration::from_millis(20));
            fs::write(folder.join("v/1/a/stray"), "stray").expect("a file");
            harm(&folder.join("v/1/ospress.json"));
            for site in [&one, &two, &one, &two] {
                scratch.publish(site, &memo);
                assert_eq!(&read(&scratch.live()), site);
            }
        }
    }
    assert_eq!(fs::read(&outside).expect("a file"), b"outside", "what a link leads to is left alone");
}
