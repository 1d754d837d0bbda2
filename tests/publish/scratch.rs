//! Small sites in folders of their own, written and read back.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ospress::hash::Hash;
use ospress::memo::Memo;
use ospress::output::{Failure, File, Made, Published, Target, publish, verify_manifest};
use ospress::path::UrlPath;

/// A handbook's root of its own for one test, gone afterwards.
pub(crate) struct Scratch(pub(crate) PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("publish-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join("content")).expect("a scratch folder");
        Self(path)
    }

    pub(crate) fn out(&self) -> PathBuf {
        self.0.join("dist")
    }

    pub(crate) fn live(&self) -> PathBuf {
        self.out().join("public")
    }

    pub(crate) fn spare(&self) -> PathBuf {
        self.out().join(".spare-public")
    }

    pub(crate) fn publish(&self, site: &Pages, memo: &Memo) -> Published {
        print(&self.0, &self.out(), site, memo).expect("a site")
    }

    pub(crate) fn refuse(&self, out: &Path) -> String {
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
pub(crate) type Pages = BTreeMap<String, String>;

/// A site of some pages, some of them of another version; the texts depend on the edit.
pub(crate) fn pages(count: usize, edit: usize) -> Pages {
    let part = |number: usize| if number % 6 == 5 { "v/1".to_owned() } else { format!("part {}", number % 6) };
    let page = |number: usize| (format!("/{}/page-{number}/", part(number)), format!("page {number}, edit {edit}"));
    let mut pages: Pages = (0..count).map(page).collect();
    pages.insert("/".to_owned(), format!("home {edit}"));
    pages.insert("/feed.xml".to_owned(), "feed".repeat(edit + 1));
    pages
}

pub(crate) fn print(root: &Path, out: &Path, site: &Pages, memo: &Memo) -> Result<Published, Failure<String>> {
    let urls: Vec<_> = site.keys().map(|url| UrlPath::new(url).expect("an address")).collect();
    let texts: Vec<_> = site.values().collect();
    let key = |text: &str| Hash::of(text.as_bytes());
    let files =
        urls.iter().zip(&texts).map(|(url, text)| File { url, key: Some(key(text)), is_frozen: false, is_last: false });
    let files: Vec<_> = files.collect();
    let make = |at: usize| match texts[at].strip_prefix("broken ") {
        Some(reason) => Err(reason.to_owned()),
        None => Ok(Made { key: key(texts[at]), bytes: texts[at].as_bytes().into() }),
    };
    let content = root.join("content");
    let target = Target { out, edition: "public", root, content: &content };
    publish(&target, &files, &make, memo, &|| {})
}

/// Reads a site back, without its manifests; panics unless it is as its manifest says.
pub(crate) fn read(folder: &Path) -> Pages {
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
    let is_manifest = |url: &str| {
        let parts: Vec<&str> = url.split('/').collect();
        matches!(parts[..], ["", "ospress.json"] | ["", "v", _, "ospress.json"])
    };
    pages.filter(|(url, _)| !is_manifest(url)).collect()
}

pub(crate) fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
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
