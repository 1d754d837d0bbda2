//! One edition from its projection to its published files.
//!
//! A [`Proof`] is an edition that is linked and looked over. A [`Printer`] makes its files, into the output or only to
//! see that each can be made.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::index::Index;
use super::{Progress, Purpose, Rigour, Stage};
use crate::audience::Audience;
use crate::check;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edition::Edition;
use crate::error::Error;
use crate::hash::Hash;
use crate::memo::{Memo, Shelf};
use crate::output::{self, Earlier, Failure, File, Made, Staged, Target, Turn};
use crate::path::{SourcePath, UrlPath};
use crate::redline::history::{self, History};
use crate::render::{self, Item};
use crate::site::{self, NodeId, Site};

/// An edition that is set: linked and looked over.
pub(super) struct Proof {
    pub(super) audience: Audience,
    pub(super) site: Arc<Site>,
    pub(super) history: Arc<History>,
    pub(super) findings: Vec<Diagnostic>,
}

impl Proof {
    /// Sets an edition; each finding is marked with its name.
    pub(super) fn set(edition: Edition, audience: Audience, mut findings: Vec<Diagnostic>, memo: &Memo) -> Self {
        let (site, found) = site::assemble(edition, memo);
        findings.extend(found);
        findings.extend(check::run(&site));
        mark(&mut findings, &site.edition.name);
        let history = Arc::new(history::trace(&site, memo));
        Self { audience, site: Arc::new(site), history, findings }
    }
}

/// Says of which edition the findings are.
pub(super) fn mark(findings: &mut [Diagnostic], edition: &str) {
    for finding in findings {
        finding.editions = vec![edition.to_owned()];
    }
}

/// An edition on its way to the output.
pub(super) struct Printer<'a> {
    pub(super) target: Target<'a>,
    pub(super) press: &'a render::Press,
    pub(super) memo: &'a Memo,
    pub(super) purpose: Purpose,
    pub(super) rigour: Rigour,
    pub(super) progress: &'a Progress,
}

/// What came of printing an edition.
pub(super) struct Impression<'t> {
    /// The edition, ready to be published.
    pub(super) staged: Option<Staged<'t>>,
    /// How many files of old versions were printed again and came out as they were kept.
    pub(super) compared: usize,
    pub(super) findings: Vec<Diagnostic>,
}

/// A file to make, and the key of all that it is made from, where an earlier run may have made it. The rest of its job
/// is gathered again when it is made: the jobs of a large handbook would take more memory than everything else together.
type Order<'a> = (&'a UrlPath, &'a Item, Option<Hash>);

/// A page of an old version, with its node.
type Past<'a> = (&'a UrlPath, &'a Item, NodeId);

/// The pages whose template failed.
type Failures<'a> = Vec<(&'a UrlPath, Box<Diagnostic>)>;

impl<'a> Printer<'a> {
    /// Tells how many pages the edition has.
    pub(super) fn pages(&self) -> usize {
        self.press.plan.items.values().filter(|item| matches!(item, Item::Page(..))).count()
    }

    /// Makes the files of the edition; with the turn to write they are staged, unless a template fails, else dropped.
    ///
    /// A template that fails stops publication, or with [`Rigour::Lenient`] leaves its page out.
    pub(super) fn print<'t>(&self, turn: Option<&'t Turn>) -> Result<Impression<'t>, Error> {
        let press = self.press;
        let (mut compared, mut findings) = (0, Vec::new());
        let index = Index::new(press);
        self.progress.enter(Stage::Printing, press.plan.items.len());
        let (staged, failures) = match turn {
            None => (None, self.failures()),
            Some(turn) => {
                let items = press.plan.items.par_iter();
                let has_earlier = self.memo.has_earlier();
                let past = if has_earlier { self.past() } else { HashMap::new() };
                let key = |url, item| past.get(url).copied().or_else(|| Some(render::prepare(press, url, item)?.key));
                let order = |(url, item)| (url, item, has_earlier.then(|| key(url, item)).flatten());
                let mut orders: Vec<_> = items.map(order).collect();
                for (url, key) in orders.iter().filter_map(|(url, _, key)| Some((url, (*key)?))) {
                    index.note(url, key);
                }
                for (_, item, key) in orders.iter_mut().filter(|_| has_earlier) {
                    *key = key.or_else(|| part(item).and_then(|part| index.key(part)));
                }
                if self.purpose == Purpose::Reprint {
                    (compared, findings) = self.reprint(&orders);
                }
                self.stage(turn, orders, &index)?
            }
        };
        findings.extend(failures.into_iter().map(|(_, finding)| *finding));
        mark(&mut findings, self.target.edition);
        Ok(Impression { staged, compared, findings })
    }

    /// Prints again what was kept of old versions; tells how much came out the same, and what did not.
    fn reprint(&self, orders: &[Order<'a>]) -> (usize, Vec<Diagnostic>) {
        let make = |at: usize| self.make(orders[at].0, orders[at].1);
        let compared = output::compare_frozen(&self.target, &files(orders), &make, self.memo);
        let differs = |at: usize| {
            let message = format!("`{}` was kept in other bytes than it is printed in now", orders[at].0);
            let help = "delete the folder `.ospress` and build again; if it happens once more, please report it";
            Diagnostic::new(Code::FrozenDiffers, Span::file(&site_toml()), message).help(help)
        };
        (compared.same, compared.differing.into_iter().map(differs).collect())
    }

    /// Gives the keys of the pages of old versions. Nothing of a page is gathered again while all that the pages of its
    /// version depend on is as it was, and what the page takes from today.
    fn past(&self) -> HashMap<&'a UrlPath, Hash> {
        let mut pages = BTreeMap::<usize, Vec<Past<'a>>>::new();
        for (url, item) in &self.press.plan.items {
            if let Item::Page(version @ 1.., node) = item {
                pages.entry(*version).or_default().push((url, item, *node));
            }
        }
        let known = render::past_keys(self.press);
        let keys = |(version, pages): (usize, Vec<Past<'a>>)| {
            let keys = self.keys(version, known[version]?, &pages);
            Some(pages.into_iter().zip(keys).map(|((url, ..), key)| (url, key)).collect::<Vec<_>>())
        };
        pages.into_par_iter().filter_map(keys).flatten_iter().collect()
    }

    /// Gives the keys of the pages of an old version; `all` is a hash of all that they share.
    fn keys(&self, version: usize, all: Hash, pages: &[Past<'_>]) -> Vec<Hash> {
        type Known = Vec<(Hash, Hash)>;
        let known: Known =
            self.memo.find(Shelf::Output, all).filter(|known: &Known| known.len() == pages.len()).unwrap_or_default();
        let key = |(at, (url, item, node)): (usize, &Past<'_>)| {
            let tie = render::past_tie(self.press, version, *node);
            let known = known.get(at).filter(|known| known.0 == tie);
            let new = || render::prepare(self.press, url, item).map_or(tie, |job| job.key);
            (tie, known.map_or_else(new, |known| known.1))
        };
        let keys: Known = pages.par_iter().enumerate().map(key).collect();
        if keys != known {
            self.memo.keep(Shelf::Output, all, &keys);
        }
        keys.into_iter().map(|(_, key)| key).collect()
    }

    fn stage<'t>(
        &self,
        turn: &'t Turn,
        mut orders: Vec<Order<'a>>,
        index: &Index,
    ) -> Result<(Option<Staged<'t>>, Failures<'a>), Error> {
        let failures = match self.put_out(turn, &orders, index) {
            Ok(staged) => return Ok((Some(staged), Vec::new())),
            Err(Failure::Machine(error)) => return Err(error),
            Err(Failure::Files(failures)) if self.rigour != Rigour::Lenient => return Ok((None, failures)),
            Err(Failure::Files(failures)) => failures,
        };
        orders.retain(|(url, ..)| failures.iter().all(|(failed, _)| failed != url));
        match self.put_out(turn, &orders, index) {
            Ok(staged) => Ok((Some(staged), failures)),
            Err(Failure::Machine(error)) => Err(error),
            Err(Failure::Files(more)) => Ok((None, more)),
        }
    }

    fn put_out<'t>(
        &self,
        turn: &'t Turn,
        orders: &[Order<'a>],
        index: &Index,
    ) -> Result<Staged<'t>, Failure<(&'a UrlPath, Box<Diagnostic>)>> {
        let read = |url: &UrlPath| output::staged(turn, &self.target, url);
        let make = |at: usize| match (orders[at], part(orders[at].1)) {
            ((.., key), Some(part)) => {
                let follow = || {
                    if let Some(earlier) = Earlier::open(turn, &self.target) {
                        index.follow(self.press, &earlier, self.memo);
                    }
                };
                let bytes = index.part(part, follow, &read).unwrap_or_default().as_bytes().to_vec();
                let key = key.or_else(|| index.key(part)).unwrap_or_else(|| Hash::of(&bytes));
                Ok(Made { key, bytes: bytes.into() })
            }
            ((url, item, _), None) => {
                let made = self.make(url, item)?;
                index.take(url, made.key, &made.bytes);
                Ok(made)
            }
        };
        output::stage(turn, &self.target, &files(orders), &make, self.memo)
    }

    fn make(&self, url: &'a UrlPath, item: &'a Item) -> Result<Made<'a>, (&'a UrlPath, Box<Diagnostic>)> {
        self.progress.step();
        let Some(job) = render::prepare(self.press, url, item) else {
            // A part of the search index, in which nothing can be wrong.
            return Ok(Made { key: Hash::of(&[]), bytes: Vec::new().into() });
        };
        let bytes = render::produce(self.press, url, &job).map_err(|finding| (url, finding))?;
        Ok(Made { key: job.key, bytes })
    }

    /// Makes every file, drops it, and gives what failed, by address.
    fn failures(&self) -> Failures<'a> {
        self.press.plan.items.par_iter().filter_map(|(url, item)| self.make(url, item).err()).collect()
    }
}

/// Says what is to be published. Pages of old versions, and what changed between versions, are the same for ever.
fn files<'a>(orders: &[Order<'a>]) -> Vec<File<'a>> {
    let is_frozen = |item: &Item| matches!(item, Item::Page(1.., _) | Item::History(..));
    let file =
        |&(url, item, key): &Order<'a>| File { url, key, is_frozen: is_frozen(item), is_last: part(item).is_some() };
    orders.iter().map(file).collect()
}

/// Gives the number of a part of the search index.
fn part(item: &Item) -> Option<usize> {
    match item {
        Item::SearchWords(part) => Some(*part),
        _ => None,
    }
}

fn site_toml() -> SourcePath {
    SourcePath::new("site.toml").expect("a fixed path")
}
