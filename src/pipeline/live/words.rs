//! The short way from a saved page to a new view: only its words changed, with its title and headings at most, so everything
//! else stays as it is.
//!
//! Receives the paths that the watcher named. It is taken only where each of them is a page that was there, is free of
//! findings and says the same of itself; else nothing is given, and the handbook is looked at as a whole.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Live, Sheet, View};
use crate::edition::Blob;
use crate::manuscript;
use crate::path::SourcePath;
use crate::redline::history;
use crate::render;
use crate::site;
use crate::source::{self, State};

/// The most files that are taken one by one.
const FEW: usize = 16;

/// A page with its new bytes, and the state of its file.
struct Saved {
    source: SourcePath,
    blob: Blob,
    state: State,
}

impl Live {
    /// Forgets the state of named pages whose bytes are others although their state is the same: a file's clock ticks
    /// slower than a program saves.
    pub(super) fn distrust(&mut self, named: &[PathBuf]) {
        for path in named.iter().take(FEW) {
            if self.is_changed_unseen(path).unwrap_or_default() {
                self.states.remove(path);
            }
        }
    }

    fn is_changed_unseen(&self, path: &Path) -> Option<bool> {
        let source = SourcePath::new(path.strip_prefix(&self.request.root).ok()?.to_str()?).ok()?;
        let known = self.run.snapshots.first()?.files.get(&source)?;
        let is_same_state = source::state(path).as_ref() == self.states.get(path);
        is_same_state.then(|| source::page(&self.request.root, &source).is_some_and(|now| now.hash != known.hash))
    }

    /// Puts saved words into the view; none where more than words may have changed.
    pub(super) fn words(&mut self, named: &[PathBuf]) -> Option<Arc<View>> {
        if named.is_empty() || named.len() > FEW {
            return None;
        }
        let mut saved = Vec::new();
        for path in named {
            saved.extend(self.saved(path)?.into_iter().map(|page| (path, page)));
        }
        if saved.is_empty() {
            return None;
        }
        let mut sheets = self.view.editions.clone();
        for (_, page) in &saved {
            self.take(page, &mut sheets)?;
        }
        // Not before all are taken: what is noted is not looked at again.
        for (path, page) in saved {
            self.note(path, page.state);
        }
        let View { diagnostics, sources, folders, .. } = &*self.view;
        let (diagnostics, sources, folders) = (diagnostics.clone(), sources.clone(), folders.clone());
        Some(Arc::new(View { diagnostics, sources, editions: sheets, folders }))
    }

    /// Looks at a named path: nothing where it is as it was, a page where its bytes are others. None where it is no page
    /// of the view, or one about which something is said.
    fn saved(&self, path: &Path) -> Option<Vec<Saved>> {
        let now = source::state(path);
        if now.as_ref() == self.states.get(path) {
            return Some(Vec::new());
        }
        let below = path.strip_prefix(&self.request.root).ok()?.to_str()?;
        let source = SourcePath::new(below).ok().filter(SourcePath::is_markdown)?;
        self.run.snapshots.first()?.files.get(&source)?;
        let spoken_of = |at: &SourcePath| *at == source;
        let is_told = self.view.diagnostics.iter().any(|finding| {
            spoken_of(&finding.primary.path) || finding.related.iter().any(|(span, _)| spoken_of(&span.path))
        });
        let blob = source::page(&self.request.root, &source).filter(|_| !is_told)?;
        Some(vec![Saved { source, blob, state: now? }])
    }

    /// Notes the state of a file. Its folder changes when an editor saves by renaming.
    fn note(&mut self, path: &Path, state: State) {
        self.states.insert(path.to_owned(), state);
        if let Some((folder, state)) = path.parent().and_then(|folder| Some((folder, source::state(folder)?))) {
            self.states.insert(folder.to_owned(), state);
        }
    }

    /// Takes the new words of a page into the manuscript and into each edition that has it.
    fn take(&mut self, Saved { source, blob, .. }: &Saved, sheets: &mut [Sheet]) -> Option<()> {
        if !manuscript::revise(&mut self.run.manuscript, &self.run.config, source, blob) {
            return None;
        }
        self.run.snapshots.first_mut()?.files.insert(source.clone(), blob.clone());
        for sheet in sheets {
            let edition = self.run.config.editions.iter().find(|edition| edition.name == sheet.name)?;
            let pages = &sheet.site.edition.versions.first()?.pages;
            let Ok(at) = pages.binary_search_by(|page| page.source.cmp(source)) else { continue };
            let wish = self.request.wish();
            let page = manuscript::revised(&self.run.manuscript, &self.run.config, edition, wish, &pages[at])?;
            sheet.site = Arc::new(site::revise(&sheet.site, page)?);
            // What changed since an old version is told on pages of its own: their words may follow, their number not.
            sheet.history = history::revise(&sheet.history, &sheet.site, source, &self.run.memo)?;
            sheet.press = Arc::new(render::revise(&sheet.press, sheet.site.clone(), sheet.history.clone()));
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use jiff::civil::date;

    use super::super::super::{Purpose, Request, Rigour};
    use super::*;
    use crate::hash::Hash;

    /// A handbook of three pages in a folder of its own, which goes with the value.
    struct Book(PathBuf);

    impl Drop for Book {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    impl Book {
        fn new(name: &str) -> Self {
            let root = std::env::temp_dir().join(format!("ospress-words-{name}-{}", std::process::id()));
            let book = Self(root);
            book.write(
                "site.toml",
                "title = \"Book\"\n[editions.public]\naudience = \"public\"\n[editions.internal]\naudience = \"internal\"\n",
            );
            book.write("content/_index.md", "---\nchildren: {audience: public}\naudience: public\n---\n# Home\n");
            book.write("content/a.md", "# A\n\nOne :internal[two] three.\n");
            book.write("content/b.md", "# B\n\n[a](a.md)\n");
            book
        }

        fn write(&self, path: &str, text: &str) {
            let path = self.0.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }

        fn request(&self) -> Request {
            Request {
                root: self.0.clone(),
                out: self.0.join("dist"),
                edition: None,
                as_of: date(2026, 11, 22),
                drafts: false,
                outline: false,
                purpose: Purpose::Check,
                rigour: Rigour::Normal,
            }
        }
    }

    /// Gives every file of every edition, and the findings.
    fn printed(view: &View) -> Vec<String> {
        let file = |sheet: &Sheet, url| {
            let (key, bytes) = sheet.produce(url).expect("an address").expect("a file");
            format!("{} {url} {key:?} {}", sheet.name, Hash::of(&bytes).short())
        };
        let files = view.editions.iter().flat_map(|sheet| sheet.urls().map(move |url| file(sheet, url)));
        files.chain([format!("{:?}", view.diagnostics)]).collect()
    }

    #[test]
    fn the_next_day_makes_all_pages_anew() {
        let book = Book::new("day");
        book.write("content/policies/p.md", "---\nstatus: active\neffective_from: 2026-11-23\n---\n# P\n\nWords.\n");
        let mut live = Live::open(&book.request()).expect("a handbook");
        let before = printed(&live.view());
        live.turn_to(date(2026, 11, 22));
        assert!(live.refresh(&[]).expect("a look").is_none(), "it is the same day");
        let tomorrow = Request { as_of: date(2026, 11, 23), ..book.request() };
        live.turn_to(tomorrow.as_of);
        // Also where a page was saved in the same moment.
        book.write("content/b.md", "# B\n\n[a](a.md) and more\n");
        let view = live.refresh(&[book.0.join("content/b.md")]).expect("a look").expect("a new day");
        let now = printed(&view);
        assert_eq!(now, printed(&Live::open(&tomorrow).expect("a handbook").view()));
        let changed = before.iter().zip(&now).filter(|(before, now)| before != now && now.contains("/policies/p/"));
        assert!(changed.count() > 0, "the policy is in force now");
    }

    /// Saves a page; tells whether the short way was taken. Either way the view is that of a handbook just opened.
    fn check(name: &str, path: &str, text: &str) -> bool {
        let book = Book::new(name);
        let mut live = Live::open(&book.request()).expect("a handbook");
        book.write(path, text);
        let named = [book.0.join(path)];
        let short = live.words(&named).is_some();
        let mut other = Live::open(&book.request()).expect("a handbook");
        live.refresh(&named).expect("a look");
        if short {
            book.write(path, &format!("{text}\nLast.\n"));
            other = Live::open(&book.request()).expect("a handbook");
            live.refresh(&named).expect("a look").expect("a change");
        }
        assert_eq!(printed(&live.view()), printed(&other.view()), "{path}: {text}");
        assert!(live.refresh(&[]).expect("a look").is_none(), "nothing is left to be seen");
        short
    }

    #[test]
    fn words_take_the_short_way() {
        assert!(check("words", "content/a.md", "# A\n\nOther :internal[inner] words, and more.\n"));
        assert!(check("block", "content/a.md", "# A\n\nx\n\n:::internal\ny\n:::\n"));
        assert!(check("link", "content/b.md", "# B\n\nText [aa](a.md) [b](a.md).\n"));
    }

    #[test]
    fn titles_and_headings_take_the_short_way() {
        assert!(check("title", "content/a.md", "# Aa\n\nOne :internal[two] three.\n"));
        assert!(check("heading", "content/a.md", "# A\n\nOne.\n\n## Two\n\n:::internal\n## Three\n:::\n"));
        let front = "---\ntitle: A title\ndescription: What it is about\n---\nOne.\n";
        let named = |text: &str| {
            let book = Book::new("named");
            book.write("content/a.md", front);
            let mut live = Live::open(&book.request()).expect("a handbook");
            book.write("content/a.md", text);
            let named = [book.0.join("content/a.md")];
            let short = live.words(&named);
            let is_short = short.is_some();
            let view = short.unwrap_or_else(|| live.refresh(&named).expect("a look").expect("a change"));
            let other = Live::open(&book.request()).expect("a handbook");
            assert_eq!(printed(&view), printed(&other.view()), "{text}");
            is_short
        };
        assert!(named(&front.replace("A title", "Another, longer title")));
        assert!(named(&front.replace("What it is", "All that is")));
        assert!(named("---\ntitle: A title\n---\nOne.\n"));
        assert!(!named(&front.replace("A title", "C title")), "it comes last now");
        assert!(!named(&front.replace("title: A title", "kind: policy")));
        assert!(!named(&front.replace("A title", "A :internal[b] title")));
    }

    #[test]
    fn two_saves_within_one_tick_of_the_clock_are_both_seen() {
        for (name, text) in
            [("tick", "# A\n\nOne :internal[two] thref.\n"), ("tock", "# B\n\nOne :internal[two] three.\n")]
        {
            let book = Book::new(name);
            let file = book.0.join("content/a.md");
            let mut live = Live::open(&book.request()).expect("a handbook");
            let before = fs::metadata(&file).expect("a file").modified().expect("a clock");
            book.write("content/a.md", text);
            fs::File::options().append(true).open(&file).expect("a file").set_modified(before).expect("a clock");
            let view = live.refresh(std::slice::from_ref(&file)).expect("a look").expect("a change");
            let other = Live::open(&book.request()).expect("a handbook");
            assert_eq!(printed(&view), printed(&other.view()));
            assert!(live.refresh(&[file]).expect("a look").is_none(), "nothing is left to be seen");
        }
    }

    #[test]
    fn words_of_a_page_with_a_history_take_the_short_way() {
        let versions = "[versions]\ncurrent = \"2\"\n[[versions.released]]\nname = \"1\"\nsource = { path = \"content/_versions/1\" }\n";
        let check = |text: &str, expect: bool| {
            let book = Book::new("history");
            let site = fs::read_to_string(book.0.join("site.toml")).expect("a file");
            book.write("site.toml", &format!("{site}{versions}"));
            book.write("content/_versions/1/_index.md", "---\nchildren: {audience: public}\n---\n# Home\n");
            book.write("content/_versions/1/a.md", "# A\n\nBefore :internal[two] three.\n");
            let mut live = Live::open(&book.request()).expect("a handbook");
            book.write("content/a.md", text);
            let named = [book.0.join("content/a.md")];
            let short = live.words(&named);
            assert_eq!(short.is_some(), expect, "{text}");
            let view = short.unwrap_or_else(|| live.refresh(&named).expect("a look").expect("a change"));
            let other = Live::open(&book.request()).expect("a handbook");
            assert_eq!(printed(&view), printed(&other.view()), "{text}");
        };
        check("# A\n\nTwo other words :internal[two] three.\n", true);
        check("# A\n\nYou must not :internal[two] three.\n", true);
        // What is closed now is closed in the old version too.
        check("# A\n\n:internal[Before two] three.\n", false);
        check("# A\n\nOther words.\n\n:::internal\n\nBefore three.\n\n:::\n", false);
        check("# A\n\nOther words.\n\n:::internal\n\nNothing that anybody knew.\n\n:::\n", true);
        // Without a change there is no history any more, so the plan is another.
        check("# A\n\nBefore :internal[two] three.\n", false);
    }

    #[test]
    fn a_theme_dresses_the_same_pages() {
        let book = Book::new("theme");
        book.write("themes/handbook/assets/handbook.css", "body { color: red }\n");
        let mut live = Live::open(&book.request()).expect("a handbook");
        book.write("themes/handbook/assets/handbook.css", "body { color: blue }\n");
        let named = [book.0.join("themes/handbook/assets/handbook.css")];
        assert!(live.look_of_theme(&named).is_some(), "{:?}", live.view().diagnostics);
        book.write("themes/handbook/assets/handbook.css", "body { color: green }\n");
        live.refresh(&named).expect("a look").expect("a change");
        let other = Live::open(&book.request()).expect("a handbook");
        assert_eq!(printed(&live.view()), printed(&other.view()));
        assert!(live.refresh(&[]).expect("a look").is_none(), "nothing is left to be seen");
        book.write("themes/handbook/templates/page.html", "{% if %}");
        assert!(live.look_of_theme(&[book.0.join("themes/handbook/templates/page.html")]).is_none());
    }

    #[test]
    fn all_else_takes_the_long_one() {
        assert!(!check("order", "content/a.md", "# C\n\nOne.\n"));
        assert!(!check("front", "content/a.md", "---\naudience: internal\n---\n# A\n"));
        assert!(!check("mistake", "content/b.md", "# B\n\n[a](c.md)\n"));
        assert!(!check("new", "content/c.md", "# C\n"));
        assert!(!check("site", "site.toml", "title = \"Other\"\n"));
        assert!(!check("doubt", "content/a.md", "# A\n\n:::internl\nx\n:::\n"));
    }
}
