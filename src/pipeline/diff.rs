//! What changed between two versions of a handbook, for those who review it: [`diff`] reads the handbook as a build
//! does, for the readers of one edition, and compares page by page. It publishes nothing and judges no finding.

use rayon::prelude::*;
use serde::Serialize;

use super::press::Proof;
use super::{Progress, Request, Run, read, set, wanted};
use crate::config::EditionConfig;
use crate::diagnostic;
use crate::error::Error;
use crate::redline::duty::{self, Obligation, Part};
use crate::redline::history::{self, Place};
use crate::redline::passage::{self, Passage};
use crate::redline::{Tally, fields, tally};
use crate::render::context::changes::FieldLine;
use crate::render::history as shown;
use crate::site::{self, Site};

/// What is to be compared.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// The one page, by path, id or address; none for all that changed.
    pub page: Option<String>,
    /// The version before; none for the newest that was released.
    pub from: Option<String>,
    /// The version after; none for the current one.
    pub to: Option<String>,
}

/// What changed between two versions.
#[derive(Debug, Clone, Serialize)]
pub struct Difference {
    /// The edition whose readers may know it.
    pub edition: String,
    /// The version before.
    pub from: String,
    /// The version after.
    pub to: String,
    /// The pages that changed, in reading order, then those that are gone.
    pub pages: Vec<PageDifference>,
}

/// What changed on a page.
#[derive(Debug, Clone, Serialize)]
pub struct PageDifference {
    /// What became of it.
    pub change: Became,
    /// Its title.
    pub title: String,
    /// Its file, in the version after where it is there.
    pub path: String,
    /// Its address below the root of its version.
    pub address: String,
    /// The address that it had; none where it has not moved.
    pub moved_from: Option<String>,
    /// How much of its text changed.
    #[serde(flatten)]
    pub tally: Counts,
    /// What it says otherwise of itself.
    pub facts: Vec<FieldLine>,
    /// The sentences that oblige in another way.
    pub obligations: Vec<Sentences>,
    /// The passages that changed, in order.
    pub passages: Vec<Passage>,
}

/// What became of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Became {
    /// It was not there before.
    Added,
    /// It says something else.
    Changed,
    /// It stands elsewhere and says the same.
    Moved,
    /// It is no more.
    Retired,
}

/// How much changed.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Counts {
    /// How many words came.
    pub inserted: usize,
    /// How many words went.
    pub deleted: usize,
    /// How many blocks stand elsewhere.
    pub moved: usize,
}

/// A sentence that obliges in another way.
#[derive(Debug, Clone, Serialize)]
pub struct Sentences {
    /// The heading that it stands under.
    pub section: Option<String>,
    /// What it said; none where there was no such sentence.
    pub old: Option<String>,
    /// What it says; none where it went.
    pub new: Option<String>,
    /// Both as one, with what stayed, went and came.
    pub runs: Vec<Part>,
}

/// Compares two versions.
///
/// # Errors
/// Fails when there is no handbook, no such edition, version or page, or when the machine fails.
pub fn diff(request: &Request, question: &Question, progress: &Progress) -> Result<Difference, Error> {
    let (run, _) = read(request, None, progress)?;
    if let Some(fault) = &run.fault {
        return Err(Error::Refused(fault.message.clone()));
    }
    let edition = chosen(&run, request)?;
    let proofs = set(&run, &[edition], request);
    let Some(Proof { site, .. }) = proofs.first() else { return Err(Error::Refused("there is no edition".into())) };
    let ends = (version(site, question.from.as_deref(), End::From)?, version(site, question.to.as_deref(), End::To)?);
    let mut pairs = pairs(site, ends);
    if let Some(named) = &question.page {
        pairs.retain(|(old, new)| [old, new].into_iter().flatten().any(|place| is_named(site, *place, named)));
        if pairs.is_empty() {
            let help =
                "name it by its file, its `id` or its address, as `policies/use.md`, `POL-001` or `/policies/use/`";
            return Err(Error::Refused(format!("neither version has a page `{named}`\nhelp: {help}")));
        }
    }
    let pages = pairs.par_iter().filter_map(|(old, new)| page(site, *old, *new)).collect();
    let name = |version: usize| named(site, version).unwrap_or_default().to_owned();
    Ok(Difference { edition: edition.name.clone(), from: name(ends.0), to: name(ends.1), pages })
}

/// Gives the edition that was asked for; without one, the widest of those for the narrowest audience.
fn chosen<'a>(run: &'a Run, request: &Request) -> Result<&'a EditionConfig, Error> {
    let known = wanted(&run.config, request.edition.as_deref())?;
    let whole = |edition: &&&EditionConfig| edition.sections.is_none();
    let narrowest = known.iter().map(|edition| edition.audience).max();
    let mut fitting = known.iter().filter(|edition| Some(edition.audience) == narrowest);
    let first = fitting.clone().find(whole).or_else(|| fitting.next());
    first.copied().ok_or_else(|| Error::Refused("there is no edition".into()))
}

/// An end of a comparison.
#[derive(Clone, Copy, PartialEq)]
enum End {
    From,
    To,
}

fn named(site: &Site, version: usize) -> Option<&str> {
    site.edition.versions.get(version)?.name.as_ref().map(crate::path::VersionName::as_str)
}

/// Finds a version by name.
fn version(site: &Site, name: Option<&str>, end: End) -> Result<usize, Error> {
    let order = site::newest_first(&site.edition);
    let known = || order.iter().filter_map(|version| named(site, *version));
    if site.trees.len() < 2 {
        let help = "write the versions that were released below `[versions]` in site.toml";
        return Err(Error::Refused(format!(
            "the handbook has a single version, so there is nothing to compare\nhelp: {help}"
        )));
    }
    let Some(name) = name else {
        let at = order.iter().position(|version| *version == 0).unwrap_or_default();
        let before = order.get(at + 1).copied().filter(|_| end == End::From);
        return match (end, before) {
            (End::To, _) => Ok(0),
            (End::From, Some(before)) => Ok(before),
            (End::From, None) => {
                Err(Error::Refused("no version was released before the current one; add `--from NAME`".into()))
            }
        };
    };
    order.iter().copied().find(|version| named(site, *version) == Some(name)).ok_or_else(|| {
        let hint = match diagnostic::nearest(name, known()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are: {}", known().collect::<Vec<_>>().join(", ")),
        };
        Error::Refused(format!("this edition has no version `{name}`; {hint}"))
    })
}

/// A page in the version before and in the one after.
type Ends = (Option<Place>, Option<Place>);

/// Pairs the written pages of two versions: those of the newer one in reading order, then those that are gone.
fn pairs(site: &Site, (from, to): (usize, usize)) -> Vec<Ends> {
    let written = |version: usize| {
        let nodes = site.trees[version].nodes.iter().enumerate();
        nodes.filter(|(_, node)| node.page.is_some()).map(|(id, _)| id)
    };
    let is_written = |version: usize, id: usize| site.trees[version].nodes[id].page.is_some();
    let other = |version: usize, id: usize, there: usize| {
        site::counterpart(site, version, id, there).filter(|id| is_written(there, *id)).map(|id| (there, id))
    };
    let new = written(to).map(|id| (other(to, id, from), Some((to, id))));
    let gone = written(from).filter(|id| other(from, *id, to).is_none()).map(|id| (Some((from, id)), None));
    new.chain(gone).collect()
}

fn is_named(site: &Site, place: Place, named: &str) -> bool {
    let Some((_, page)) = history::at(site, place) else { return false };
    let content = &site.edition.versions[place.0].content;
    let path = page.source.as_str();
    let below = path.strip_prefix(content.as_str()).unwrap_or(path).trim_start_matches('/');
    let address = address(site, place);
    [path, below].contains(&named)
        || page.meta.id.as_deref() == Some(named)
        || named.starts_with('/') && address.trim_end_matches('/') == named.trim_end_matches('/')
}

/// Gives the address of a page below the root of its version.
fn address(site: &Site, (version, node): Place) -> String {
    let root = site::version_root(&site.edition, version);
    let url = site.trees[version].nodes[node].url.as_str();
    format!("/{}", url.strip_prefix(root.as_str()).unwrap_or_default())
}

/// Gathers what changed on a page; none where nothing did.
fn page(site: &Site, old: Option<Place>, new: Option<Place>) -> Option<PageDifference> {
    let place = new.or(old)?;
    let (node, written) = history::at(site, place)?;
    let address_now = address(site, place);
    let mut found = PageDifference {
        change: if old.is_none() { Became::Added } else { Became::Retired },
        title: node.title.clone(),
        path: written.source.to_string(),
        moved_from: None,
        tally: Counts::default(),
        facts: Vec::new(),
        obligations: Vec::new(),
        passages: Vec::new(),
        address: address_now.clone(),
    };
    let (Some(old), Some(new)) = (old, new) else { return Some(found) };
    let (before, then) = history::at(site, old)?;
    let facts = fields::changed((&before.title, &then.meta), (&node.title, &written.meta));
    found.facts = facts.iter().map(shown::line).collect();
    found.moved_from = Some(address(site, old)).filter(|was| *was != address_now);
    let mut is_changed = !found.facts.is_empty();
    if then.hash != written.hash {
        let compared = history::compared(site, old, new, |old, new, redline| {
            (tally(old, new, redline), duty::changed(old, new, redline), passage::passages(old, new, redline))
        });
        let (tally, obligations, passages) = compared?;
        let Tally { inserted, deleted, moved, .. } = tally;
        is_changed |= tally.is_changed;
        found.tally = Counts { inserted, deleted, moved };
        found.obligations = obligations.iter().map(sentences).collect();
        found.passages = passages;
    }
    found.change = if is_changed { Became::Changed } else { Became::Moved };
    (is_changed || found.moved_from.is_some()).then_some(found)
}

fn sentences(duty: &Obligation) -> Sentences {
    let text = |sentence: &duty::Sentence| sentence.text();
    Sentences {
        section: duty.section.clone(),
        old: duty.old.as_ref().map(text),
        new: duty.new.as_ref().map(text),
        runs: duty.parts(),
    }
}
