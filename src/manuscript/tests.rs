use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::date;

use super::{Wish, project, read};
use crate::audience::{Audience, Audiences};
use crate::config::{Config, EditionConfig, Versions};
use crate::diagnostic::{Diagnostic, Span};
use crate::edition::{Blob, Edition, Page};
use crate::hash::Hash;
use crate::memo::Memo;
use crate::path::SourcePath;
use crate::source::Snapshot;

mod leaks;
mod pages;
mod random;

/// The settings of a small handbook: an edition for everybody, one for staff, one for the board.
pub(super) fn config() -> Config {
    let audiences = Audiences::new(["public", "internal", "board"].map(String::from).to_vec()).expect("good names");
    let edition = |name: &str, audience: Audience| EditionConfig {
        name: name.into(),
        audience,
        sections: None,
        home: None,
        title: None,
        description: None,
        base_url: None,
        links_below: None,
        edit_url: None,
        menu: None,
        tokens: BTreeMap::new(),
        range: 0..0,
    };
    let editions = audiences.names().iter().map(|name| edition(name, audiences.find(name).expect("a name"))).collect();
    Config {
        path: SourcePath::new("site.toml").expect("a path"),
        hash: Hash::of(b""),
        title: "Handbook".into(),
        description: None,
        base_url: None,
        language: "en".into(),
        content: "content".into(),
        theme: "handbook".into(),
        audiences,
        edit_url: None,
        smart_punctuation: false,
        keep_number_prefixes: false,
        kinds: BTreeMap::new(),
        editions,
        versions: Versions::default(),
        metrics: None,
        data_pages: Vec::new(),
        menu: Vec::new(),
        tokens: BTreeMap::new(),
        statuses: BTreeMap::new(),
        check: BTreeMap::new(),
        places: BTreeMap::new(),
    }
}

/// Makes a snapshot of the files below `content`.
pub(super) fn snapshot(files: &[(&str, &str)]) -> Snapshot {
    let file = |(path, text): &(&str, &str)| {
        let path = SourcePath::new(&format!("content/{path}")).expect("a path");
        (path, Blob::new(text.as_bytes().to_vec()))
    };
    Snapshot { content: "content".into(), files: files.iter().map(file).collect(), ..Snapshot::default() }
}

/// Gives one edition of a handbook, and the findings on the way there as `code path: text at the place`.
fn edition(files: &[(&str, &str)], name: &str, config: &Config) -> (Edition, Vec<String>) {
    let snapshot = snapshot(files);
    let wanted = config.editions.iter().find(|edition| edition.name == name).expect("an edition");
    let memo = Memo::default();
    let run = || {
        let (manuscript, mut findings) = read(std::slice::from_ref(&snapshot), config, &memo);
        let wish = Wish { as_of: date(2026, 11, 22), drafts: false, outline: false };
        let (edition, mut found) = project(&manuscript, config, wanted, wish);
        findings.append(&mut found);
        (edition, findings)
    };
    let (edition, findings) = run();
    assert_eq!(format!("{:?}", run()), format!("{:?}", (&edition, &findings)), "what was read is recalled as it was");
    let print = |finding: &Diagnostic| {
        assert!(finding.help.is_some() && !finding.message.ends_with('.'), "{finding:?}");
        let Span { path, range } = &finding.primary;
        let text = snapshot.files.get(path).and_then(Blob::text).map_or("", |text| &text[range.clone()]);
        format!("{} {}: {text}", finding.code, path.as_str().trim_start_matches("content/"))
    };
    (edition, findings.iter().map(print).collect())
}

/// Gives the pages of an edition as `address` or, for an index, `address index`.
fn addresses(edition: &Edition) -> Vec<String> {
    let name = |page: &Arc<Page>| format!("{}{}", page.url, if page.is_index { " index" } else { "" });
    edition.versions[0].pages.iter().map(name).collect()
}

#[test]
fn a_manuscript_prints_nothing_of_its_texts() {
    let (manuscript, _) = read(&[snapshot(&[("zebrafish.md", "zebrafish")])], &config(), &Memo::default());
    assert!(!format!("{manuscript:#?}").contains("zebrafish"));
}
