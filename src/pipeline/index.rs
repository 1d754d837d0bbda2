//! The search index of an edition, made from its pages while they are printed.
//!
//! A page that is made says its words at once. Those of one that was made before are taken from the index that was published with
//! it, else it is read, when the parts of the index are written, which is after all pages. Pages with the same key say the same.

use std::collections::HashMap;
use std::sync::OnceLock;

use rayon::prelude::*;

use crate::hash::Hash;
use crate::memo::Memo;
use crate::output::Earlier;
use crate::output::renew::{Renewed, Standing};
use crate::path::UrlPath;
use crate::render::{self, Press};
use crate::search::{self, Draft};

/// The words of the pages of an edition, and the parts that are made from them.
#[derive(Debug)]
pub(super) struct Index {
    /// The pages that search finds, by their numbers.
    pages: HashMap<UrlPath, usize>,
    /// The key of each page, as far as it is known.
    keys: Vec<OnceLock<Hash>>,
    /// The hash of all keys.
    all: OnceLock<Hash>,
    draft: Draft,
    parts: OnceLock<Vec<String>>,
}

impl Index {
    /// Starts the index of an edition.
    pub(super) fn new(press: &Press) -> Self {
        let pages: HashMap<UrlPath, usize> = press.found().cloned().zip(0..).collect();
        let (draft, keys) = (Draft::new(pages.len()), pages.iter().map(|_| OnceLock::new()).collect());
        Self { pages, keys, all: OnceLock::new(), draft, parts: OnceLock::new() }
    }

    /// Starts the index of an edition in which pages with the same key say what they said in an earlier index.
    pub(super) fn after(press: &Press, earlier: Option<&Self>) -> Self {
        let new = Self::new(press);
        new.pages.par_iter().for_each(|(url, page)| {
            let job = press.plan.items.get(url).and_then(|item| render::prepare(press, url, item));
            if let Some(job) = job {
                let _ = new.keys[*page].set(job.key);
            }
        });
        let Some(earlier) = earlier else { return new };
        let said: HashMap<&Hash, usize> =
            earlier.keys.iter().zip(0..).filter_map(|(key, at)| Some((key.get()?, at))).collect();
        let draft = earlier.draft.after(new.pages.len(), |page| said.get(new.keys[page].get()?).copied());
        Self { draft, ..new }
    }

    /// Notes the key of a page, if it is one that search finds.
    pub(super) fn note(&self, url: &UrlPath, key: Hash) {
        if let Some(page) = self.pages.get(url) {
            let _ = self.keys[*page].set(key);
        }
    }

    /// Takes the words of a page that was made, if it is one that search finds.
    pub(super) fn take(&self, url: &UrlPath, key: Hash, bytes: &[u8]) {
        if let Some(page) = self.pages.get(url) {
            let _ = self.keys[*page].set(key);
            self.draft.take(*page, text(bytes));
        }
    }

    /// Gives the key of a part; none while the key of a page is missing.
    pub(super) fn key(&self, part: usize) -> Option<Hash> {
        let all = || {
            let keys: Option<Vec<&Hash>> = self.keys.iter().map(OnceLock::get).collect();
            keys.map(|keys| Hash::of_value(&("search", keys)))
        };
        let all = self.all.get().copied().or_else(all)?;
        Some(Hash::of_value(&(self.all.get_or_init(|| all), part)))
    }

    /// Takes from a published index the words of pages that say what they said there.
    pub(super) fn follow(&self, press: &Press, earlier: &Earlier, memo: &Memo) {
        let lists = (0..).map_while(|list| earlier.read(&render::list_url(list)?));
        let Some(lists) = lists.map(|list| render::links_in(&list)).collect::<Option<Vec<_>>>() else { return };
        let before: HashMap<String, usize> = lists.into_iter().flatten().zip(0..).collect();
        let parts = (0..search::parts(before.len()))
            .map(|part| String::from_utf8(earlier.read(&render::part_url(part)?)?).ok());
        let Some(parts) = parts.collect::<Option<Vec<_>>>() else { return };
        let is_missing = |page: usize| !self.draft.has(page);
        let pair = |(url, page): (&UrlPath, &usize)| {
            let number = before.get(&press.href(url)).filter(|_| is_missing(*page))?;
            earlier.has(url, *self.keys[*page].get()?, memo).then_some((*number, *page))
        };
        let pairs: Vec<(usize, usize)> = self.pages.iter().filter_map(pair).collect();
        let mut same = vec![None; before.len()];
        for (number, page) in pairs {
            same[number] = Some(page);
        }
        self.draft.take_from(&parts, &same);
    }

    /// Gives a part. Once, for all parts, `prepare` is called, and pages whose words are still not known are read.
    pub(super) fn part(
        &self,
        part: usize,
        prepare: impl FnOnce(),
        read: &(dyn Fn(&UrlPath) -> Option<Vec<u8>> + Sync),
    ) -> Option<&str> {
        let parts = self.parts.get_or_init(|| {
            prepare();
            let missing: Vec<_> = self.pages.iter().filter(|(_, page)| !self.draft.has(**page)).collect();
            missing.into_par_iter().for_each(|(url, page)| {
                if let Some(bytes) = read(url) {
                    self.draft.take(*page, text(&bytes));
                }
            });
            self.draft.write(search::parts(self.pages.len()))
        });
        parts.get(part).map(String::as_str)
    }
}

/// Makes the parts of a published index that are other than before, where a few pages say something else; each is its number
/// and its file. None where the index cannot be read.
pub(super) fn renewed(standing: &Standing<'_>, pages: &[(usize, &Renewed)], count: usize) -> Option<Vec<Renewed>> {
    let parts = search::parts(count);
    let texts = pages.iter().map(|(number, page)| Some((*number, standing.read(&page.url)?, text(&page.bytes))));
    let texts = texts.collect::<Option<Vec<_>>>()?;
    let pages: Vec<_> = texts.iter().map(|(number, before, now)| (*number, before.as_str(), *now)).collect();
    let changes = search::changes(&pages, parts);
    let renew = |(part, change): (usize, search::Change)| {
        let url = render::part_url(part)?;
        let bytes = search::renewed(&standing.read(&url)?, &change)?.into_bytes();
        Some(Renewed { url, key: None, bytes })
    };
    changes.into_iter().map(renew).collect()
}

/// Gives a printed page as text, which it is.
fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}
