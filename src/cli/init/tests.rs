//! The starter is a sound handbook, and lands only where nothing is.

use std::collections::BTreeSet;

use crate::path::SourcePath;

use super::*;

const NASTY: &str = r#"O'Neil & "Sons": <b>*x*</b> \o/ [a](b) #1"#;

const DAY: Date = Date::constant(2026, 11, 22);

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("ospress-init-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    folder
}

#[test]
fn a_new_folder_gets_the_starter() {
    let dir = folder("new");
    fs::create_dir_all(dir.join(".git")).expect("a fresh repository");
    let written = init(&dir, NASTY, DAY).expect("a starter");
    assert!(written.len() >= 15 && written.contains(&dir.join(".gitignore")));
    assert!(written.iter().all(|path| !fs::read_to_string(path).expect("a file").contains(PLACEHOLDER)));
    let site = fs::read_to_string(dir.join("site.toml")).expect("site.toml");
    let (config, findings) = crate::config::parse(&SourcePath::new("site.toml").expect("a path"), &site);
    assert_eq!((config.title.as_str(), findings), (format!("Open source at {NASTY}").as_str(), vec![]));
    let home = fs::read_to_string(dir.join("content/_index.md")).expect("the home page");
    let (front, body) = home[4..].split_once("\n---\n").expect("front matter");
    let front: serde_yaml::Value = serde_yaml::from_str(front).expect("valid YAML");
    assert_eq!(front["title"], *format!("Open source at {NASTY}"));
    assert!(body.contains(r"\<b\>\*x\*\</b\>") && !body.contains("<b>"));
    fs::remove_dir_all(&dir).expect("to clean up");
}

#[test]
fn what_is_there_stays() {
    let dir = folder("full");
    fs::create_dir_all(&dir).expect("a folder");
    fs::write(dir.join("notes.txt"), "mine").expect("a file");
    let error = init(&dir, "x", DAY).expect_err("the folder is not empty").to_string();
    assert!(error.contains("`notes.txt`"), "{error}");
    assert_eq!(fs::read_dir(&dir).expect("the folder").count(), 1);
    assert!(init(&dir.join("notes.txt"), "x", DAY).is_err(), "a file is no folder");
    fs::remove_dir_all(&dir).expect("to clean up");
    for name in ["", "  ", "a\nb", &"x".repeat(81)] {
        assert!(init(&dir, name, DAY).is_err() && !dir.exists(), "{name:?}");
    }
}

#[test]
fn every_page_says_whom_it_is_for() {
    for (path, file) in files().iter().filter(|(path, _)| path.extension().is_some_and(|end| end == "md")) {
        let text = file.contents_utf8().expect("a text");
        let front = text[4..].split_once("\n---\n").expect("front matter").0.replace(TODAY, "2026-11-22");
        let front: serde_yaml::Value = serde_yaml::from_str(&front).expect("valid YAML");
        assert!(matches!(front["audience"].as_str(), Some("public" | "internal")), "{}", path.display());
        for key in ["title", "description", "owner"] {
            assert!(front[key].is_string(), "{} has no {key}", path.display());
        }
    }
}

/// Gives the links of a text as files of the starter, with the audience of each place.
fn links<'t>(path: &Path, text: &'t str) -> Vec<(PathBuf, &'t str, bool)> {
    let mut internal = text.contains("\naudience: internal\n");
    let mut links = Vec::new();
    for line in text.lines() {
        internal = (internal || line == ":::internal") && line != ":::" || text.contains("\naudience: internal\n");
        let inline = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        let doors = line.trim().strip_prefix("link: ");
        for link in inline.chain(doors) {
            let target = link.split('#').next().unwrap_or_default();
            let folder = path.parent().unwrap_or(path);
            links.push((normal(&folder.join(target)), link, internal));
        }
    }
    links
}

fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        if part.as_os_str() == ".." {
            normal.pop();
        } else {
            normal.push(part);
        }
    }
    normal
}

#[test]
fn links_lead_to_pages_that_their_readers_have() {
    let files = files();
    let text = |path: &Path| files.iter().find(|(known, _)| known == path).and_then(|(_, file)| file.contents_utf8());
    let mut count = 0;
    for (path, file) in files.iter().filter(|(path, _)| path.extension().is_some_and(|end| end == "md")) {
        for (target, link, is_internal) in links(path, file.contents_utf8().expect("a text")) {
            let found = text(&target).unwrap_or_else(|| panic!("{}: {link} leads nowhere", path.display()));
            let is_public = found.contains("\naudience: public\n");
            assert!(is_internal || is_public, "{}: {link} leads to an internal page", path.display());
            let anchor = link.split_once('#').map(|(_, anchor)| anchor.replace('-', " "));
            let headings: BTreeSet<_> = found
                .lines()
                .filter(|line| line.starts_with('#'))
                .map(|line| line.trim_matches(['#', ' ']).to_lowercase())
                .collect();
            assert!(anchor.is_none_or(|anchor| headings.contains(&anchor)), "{}: {link}", path.display());
            count += 1;
        }
    }
    assert!(count > 30, "the test sees links");
}
