//! Handbooks made by hand: files in, a site and its findings out.

use jiff::civil::Date;

use super::*;
use crate::edition::{Asset, BaseUrl, Blob, Door, MenuEntry};
use crate::path::{segment, split_number};
use crate::text::{Excerpt, SourceMap};

mod links;
mod trees;

/// A handbook in the making.
pub(crate) struct Book {
    pub(crate) edition: Edition,
}

impl Book {
    /// Starts a handbook whose pages lie in `content`.
    pub(crate) fn new(content: &str) -> Self {
        let settings = Settings {
            title: "Handbook".into(),
            description: None,
            base_url: BaseUrl::new("https://a.example/oss").ok(),
            links_below: None,
            language: "en".into(),
            audience_mark: Some("Internal".into()),
            edit_url: None,
            smart_punctuation: false,
            outline: false,
            audiences: vec!["public".into(), "internal".into()],
            menu: Vec::new(),
            tokens: BTreeMap::new(),
        };
        let version = Version {
            name: None,
            date: None,
            note: None,
            digest: None,
            content: content.into(),
            pages: Vec::new(),
            assets: BTreeMap::new(),
            elsewhere: BTreeMap::new(),
            metrics: Arc::default(),
            tables: Vec::new(),
        };
        let (as_of, versions) = (Date::constant(2026, 1, 1), vec![version]);
        let edition = Edition { name: "site".into(), settings, as_of, versions, verbatim: BTreeMap::new() };
        Self { edition }
    }

    /// Adds a page; its address follows from its path.
    pub(crate) fn page(mut self, path: &str, text: &str) -> Self {
        let version = &mut self.edition.versions[0];
        let source = SourcePath::new(path).expect("a fine path");
        let is_index = folders::is_index_name(source.stem());
        let below = path.strip_prefix(&version.content).expect("a page of the content");
        let names = below.trim_start_matches('/').rsplit_once('.').expect("an extension").0;
        let mut url = "/".to_owned();
        for name in names.split('/').take(names.split('/').count() - usize::from(is_index)) {
            url = format!("{url}{}/", segment(split_number(name).1));
        }
        version.pages.push(Arc::new(Page {
            url: UrlPath::new(&url).expect("a fine address"),
            is_index,
            number: split_number(source.stem()).0,
            source,
            meta: crate::edition::Meta::default(),
            text: Excerpt::whole(text.into()),
            map: SourceMap::shifted(100, text.len()),
            hash: Hash::of(text.as_bytes()),
            is_cut: false,
            row: None,
        }));
        version.pages.sort_by(|a, b| a.source.cmp(&b.source));
        self
    }

    /// Changes a page.
    pub(crate) fn change(mut self, path: &str, change: impl FnOnce(&mut Page)) -> Self {
        let page = self.edition.versions[0].pages.iter_mut().find(|page| page.source.as_str() == path);
        change(Arc::make_mut(page.expect("a page of the book")));
        self
    }

    /// Adds a file.
    pub(crate) fn file(mut self, path: &str, bytes: &[u8]) -> Self {
        let version = &mut self.edition.versions[0];
        let below = path.strip_prefix(&version.content).expect("a file of the content").trim_start_matches('/');
        let url = UrlPath::new(&format!("/{below}")).expect("a fine address");
        let asset = Asset { url, blob: Blob::new(bytes.to_vec()), is_data: false };
        version.assets.insert(SourcePath::new(path).expect("a fine path"), asset);
        self
    }

    /// Adds a menu entry.
    pub(crate) fn menu(mut self, title: &str, link: &str) -> Self {
        self.edition.settings.menu.push(MenuEntry { title: title.into(), link: link.into(), range: 5..9 });
        self
    }

    /// Assembles it.
    pub(crate) fn site(self) -> (Site, Vec<Diagnostic>) {
        assemble(self.edition, &Memo::default())
    }
}

/// Gives the findings as `code path:start message | help`.
pub(crate) fn lines(findings: &[Diagnostic]) -> Vec<String> {
    let line = |finding: &Diagnostic| {
        let (span, help) = (&finding.primary, finding.help.as_deref().unwrap_or_default());
        format!("{} {}:{:?} {} | {help}", finding.code, span.path, span.range, finding.message)
    };
    findings.iter().map(line).collect()
}

/// Gives the node at an address.
pub(crate) fn at<'a>(site: &'a Site, url: &str) -> &'a Node {
    let tree = &site.trees[0];
    &tree.nodes[tree.by_url[&UrlPath::new(url).expect("a fine address")]]
}

/// Makes a door.
pub(crate) fn door(title: &str, link: &str) -> Door {
    Door { title: title.into(), text: None, link: link.into(), range: 10..20 }
}
