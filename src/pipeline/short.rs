//! A run in which nothing but the words of a few pages is new: the short way of the dev server, taken by a build.
//!
//! A whole run keeps what it knew of the handbook, without its texts. A later run that read the same site.toml, theme, old
//! versions and files, but for the words of a few current pages, makes these pages, their histories and what is said of
//! them, and leaves the rest as it was published. It is taken only where that gives the bytes that a whole run gives; what is
//! doubtful, wrong or unknown takes the long way.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::index;
use super::input::Opened;
use super::unchanged::{self, Keys, Left};
use super::{Outcome, Printed, Progress, Request, Run, Stage, judge, left, let_go, proof, texts, versions};
use crate::diagnostic::{self, Diagnostic};
use crate::edition::Page;
use crate::error::Error;
use crate::hash::Hash;
use crate::manuscript::{self, kept::Reworded};
use crate::memo::{Memo, Shelf};
use crate::output::renew::{Renewed, Standing};
use crate::output::{self, Staged, Target, Turn, cache};
use crate::path::{SourcePath, UrlPath};
use crate::redline::history;
use crate::render::{self, Item, Press};
use crate::site::{self, NodeId, Site};
use crate::source::Snapshot;
use crate::verify::{self, Clean, Fresh};

mod past;

use past::{Old, Past};

/// The most pages with new words that are taken one by one.
const FEW: usize = 16;

/// What is kept of a whole run.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// The current files and their hashes.
    files: BTreeMap<SourcePath, Hash>,
    pages: manuscript::kept::Kept,
    findings: Vec<Diagnostic>,
    editions: Vec<Left>,
}

/// What is kept of an edition, beside what its pages share.
#[derive(Serialize, Deserialize)]
struct KeptEdition {
    site: site::kept::Kept,
    /// The pages that stand alone.
    alone: Vec<NodeId>,
    /// Its old versions.
    old: Vec<Old>,
}

/// What short runs changed since the whole run.
#[derive(Default, Serialize, Deserialize)]
struct Since {
    /// The pages that had other words in the last of them.
    pages: Vec<SourcePath>,
    /// The hashes of the manifests, by edition.
    manifests: BTreeMap<String, Hash>,
}

/// Names what short runs changed since the whole run that published `editions`.
fn since_key(base: Hash, editions: &[Left]) -> Hash {
    Hash::of_value(&("since", base, editions))
}

fn edition_key(base: Hash, edition: &str) -> Hash {
    Hash::of_value(&(base, edition))
}

/// Keeps what a whole run knew that is about to publish; `scans` is what the scans of the editions knew.
pub(super) fn keep(
    keys: &Keys,
    run: &Run,
    request: &Request,
    presses: &[(&Site, Press)],
    (editions, scans): (&[Left], &BTreeMap<String, verify::Kept>),
) {
    let Some(current) = run.snapshots.first() else { return };
    let sites: Vec<&Site> = presses.iter().map(|(site, _)| *site).collect();
    let Some((last, old)) = past::keep(&sites, &request.root) else { return };
    let files = current.files.iter().map(|(path, blob)| (path.clone(), blob.hash)).collect();
    for (((site, press), (name, ..)), old) in presses.iter().zip(editions).zip(old) {
        let (site, alone) = (site::kept::keep(site), alone(press, site));
        last.keep(Shelf::Output, edition_key(keys.base, name), &KeptEdition { site, alone, old });
        last.keep(Shelf::Redlines, edition_key(keys.base, name), &render::kept::keep(press));
        match scans.get(name) {
            Some(scan) => last.keep(Shelf::Documents, edition_key(keys.base, name), scan),
            None => keep_scan(&last, edition_key(keys.base, name), (keys.base, &files), &request.root),
        }
    }
    let kept = Kept {
        files,
        pages: manuscript::kept::keep(&run.manuscript, &run.config),
        findings: run.findings.clone(),
        editions: editions.to_vec(),
    };
    last.keep(Shelf::Output, keys.base, &kept);
    // Without it the next run takes the long way.
    let _ = cache::save_last(&request.root, &last);
}

/// Keeps what the whole run before knew by its scan, where nothing is new since: then there was none in this run.
fn keep_scan(last: &Memo, key: Hash, (base, files): (Hash, &BTreeMap<SourcePath, Hash>), root: &Path) {
    let before = cache::last(root);
    let is_same = before.find::<Kept>(Shelf::Output, base).is_some_and(|before| before.files == *files);
    if let Some(scan) = before.find::<verify::Kept>(Shelf::Documents, key).filter(|_| is_same) {
        last.keep(Shelf::Documents, key, &scan);
    }
}

fn alone(press: &Press, site: &Site) -> Vec<NodeId> {
    (0..site.trees[0].nodes.len()).filter(|id| render::kept::stands_alone(press, *id)).collect()
}

/// Does what there is to do; none where that takes a whole run.
pub(super) fn run(
    keys: &Keys,
    opened: &Opened,
    request: &Request,
    progress: &Progress,
) -> Result<Option<Outcome>, Error> {
    let Some(current) = opened.current.as_ref().filter(|_| opened.memo.has_grown_little()) else { return Ok(None) };
    let last = cache::last(&request.root);
    let Some(kept) = last.find::<Kept>(Shelf::Output, keys.base) else { return Ok(None) };
    let since: Since = opened.memo.find(Shelf::Output, since_key(keys.base, &kept.editions)).unwrap_or_default();
    let Some(words) = reworded(&kept, &since, current, opened) else { return Ok(None) };
    progress.enter(Stage::Linking, kept.editions.len());
    let round =
        Round { kept: &kept, since: &since, words: &words, last: (&last, keys.base), opened, request, progress };
    let Some(ready) = publish(&round)? else { return Ok(None) };

    let manifests = ready.iter().map(|(printed, manifest)| (printed.name.clone(), *manifest)).collect();
    let since = Since { pages: words.into_iter().map(|(source, _)| source.clone()).collect(), manifests };
    opened.memo.keep(Shelf::Output, since_key(keys.base, &kept.editions), &since);
    let editions = ready.iter().map(|(printed, manifest)| (printed.name.clone(), printed.pages, *manifest));
    unchanged::keep(keys.whole, &opened.memo, editions.collect(), &kept.findings);
    let _ = cache::save_grown(&request.root, &opened.memo);

    let mut diagnostics = kept.findings;
    let editions: Vec<Printed> = ready.into_iter().map(|(printed, _)| printed).collect();
    diagnostics.extend(left(&opened.config, &editions, request));
    diagnostic::sort(&mut diagnostics);
    let sources = texts::gather(&diagnostics, &opened.site_toml, std::slice::from_ref(current), &opened.theme_texts);
    let is_stopped = judge::stops(&diagnostics, request.rigour);
    Ok(Some(Outcome { diagnostics, sources, editions, is_stopped }))
}

/// Reads the pages that have other words than in the whole run, or had in the last short one; none where more is new.
fn reworded<'c>(
    kept: &Kept,
    since: &Since,
    current: &'c Snapshot,
    opened: &Opened,
) -> Option<Vec<(&'c SourcePath, Reworded)>> {
    if !current.files.keys().eq(kept.files.keys()) {
        return None;
    }
    let is_new = |(path, hash): (&SourcePath, &Hash)| kept.files.get(path) != Some(hash) || since.pages.contains(path);
    let new = current.files.iter().filter(|(path, blob)| is_new((path, &blob.hash)));
    let new: Vec<_> = new.take(FEW + 1).collect();
    let told = kept.findings.iter().flat_map(|finding| {
        [&finding.primary].into_iter().chain(finding.related.iter().map(|(span, _)| span)).map(|span| &span.path)
    });
    let told: BTreeSet<&SourcePath> = told.collect();
    if new.len() > FEW || new.iter().any(|(path, _)| told.contains(path)) {
        return None;
    }
    let reword = |(path, blob): (&'c SourcePath, _)| {
        Some((path, manuscript::kept::reword(&kept.pages, &current.content, (path, blob), &opened.config)?))
    };
    new.into_iter().map(reword).collect()
}

/// What a run has to do, and with what.
#[derive(Clone, Copy)]
struct Round<'r> {
    kept: &'r Kept,
    since: &'r Since,
    words: &'r [(&'r SourcePath, Reworded)],
    /// What the whole run kept, and the hash of all that it depended on but for the content of today.
    last: (&'r Memo, Hash),
    opened: &'r Opened,
    request: &'r Request,
    progress: &'r Progress,
}

/// What is new in an edition.
struct Sheet {
    /// The files with the words.
    renewed: Vec<Renewed>,
    /// Of the pages that search finds, their numbers in the index, by address.
    numbers: BTreeMap<UrlPath, usize>,
    /// What they were made with.
    press: Press,
    /// What the whole run's scan knew.
    scan: Option<verify::Kept>,
}

/// Puts the words into an edition, and makes what they are in.
fn sheet(round: &Round<'_>, name: &str) -> Option<Sheet> {
    let Round { words, last: (last, base), opened, request, .. } = *round;
    let key = edition_key(base, name);
    let (site, press) = rayon::join(|| last.find(Shelf::Output, key), || last.find(Shelf::Redlines, key));
    let KeptEdition { site, alone, old } = site?;
    let mut press: render::kept::Kept = press?;
    let edition = opened.config.editions.iter().find(|edition| edition.name == name)?;
    let wish = request.wish();
    let mut site = site::kept::recall(site, manuscript::blank(&opened.config, edition, wish));
    let (past, mut nodes) = (Past::open(last, &old, &request.root)?, Vec::new());
    past.put_what_all_need(&mut site)?;
    for (source, words) in words {
        let known = &site.edition.versions.first()?.pages;
        let Ok(at) = known.binary_search_by(|page| page.source.cmp(source)) else { continue };
        let node = site.trees[0].nodes.iter().position(|node| node.page == Some(at))?;
        if alone.binary_search(&node).is_err() || !site::kept::put_facts(&mut site, node, &opened.memo) {
            return None;
        }
        past.put_what_it_needs(&mut site, node)?;
        let page = words.page(&opened.config, edition, wish, &site.edition.versions[0].pages[at]);
        site = revise(&site, node, page)?;
        press.history = history::revise(&press.history, &site, source, &opened.memo)?;
        nodes.push(node);
    }
    let press = render::kept::recall(press, Arc::new(site), Arc::clone(&opened.theme));
    let items: BTreeMap<UrlPath, Item> =
        nodes.into_iter().flat_map(|node| render::kept::with_words_of(&press, node)).collect();
    let renewed = items.par_iter().map(|(url, item)| {
        let job = render::prepare(&press, url, item)?;
        let bytes = render::produce(&press, url, &job).ok()?.into_owned();
        past::is_known(&bytes).then_some(())?;
        Some(Renewed { url: url.clone(), key: Some(job.key), bytes })
    });
    let renewed = renewed.collect::<Option<_>>()?;
    let number = |(url, item): (&UrlPath, &Item)| match item {
        Item::Page(0, node) => Some((url.clone(), press.number_in_search(*node)?)),
        _ => None,
    };
    let numbers = items.iter().filter_map(number).collect();
    Some(Sheet { renewed, numbers, press, scan: last.find(Shelf::Documents, key) })
}

/// Puts a page with new words into a site; none where another page may be other by that.
fn revise(site: &Site, node: NodeId, page: Page) -> Option<Site> {
    let has_quotes = |(version, node): (usize, NodeId)| !site.trees[version].nodes[node].facts.quotes.is_empty();
    if [(0, node)].into_iter().chain(site::kept::past_of(site, node)).any(has_quotes) {
        return None;
    }
    let revised = site::revise(site, page)?;
    let (before, after) = (&site.trees[0].nodes[node], &revised.trees[0].nodes[node]);
    (before.title == after.title && before.description == after.description).then_some(revised)
}

/// Stages, scans and publishes the editions; gives the hash of each manifest. None where a whole run has to look closer:
/// then nothing was published.
fn publish(round: &Round<'_>) -> Result<Option<Vec<(Printed, Hash)>>, Error> {
    let Round { kept: Kept { editions, .. }, since, opened, request, progress, .. } = *round;
    let config = &opened.config;
    let content = request.root.join(&config.content);
    let target = Target { out: &request.out, edition: "", root: &request.root, content: &content };
    let Some((first, ..)) = editions.first() else { return Ok(None) };
    let turn = Turn::take(&Target { edition: first, ..target }, &|| progress.enter(Stage::Waiting, 0))?;
    let stand = |(name, _, manifest): &Left| {
        let manifest = since.manifests.get(name).unwrap_or(manifest);
        output::renew::standing(&turn, &Target { edition: name, ..target }, *manifest)
    };
    let (standing, sheets) = rayon::join(
        || editions.par_iter().map(stand).collect::<Result<Option<Vec<_>>, _>>(),
        || editions.par_iter().map(|(name, ..)| sheet(round, name)).collect::<Option<Vec<_>>>(),
    );
    let (Some(standing), Some(sheets)) = (standing?, sheets) else { return Ok(None) };
    progress.enter(Stage::Printing, sheets.iter().map(|sheet| sheet.renewed.len()).sum());
    let works = editions.par_iter().zip(standing).zip(sheets);
    let ready: Option<Vec<_>> = works
        .map(|(((name, pages, _), standing), sheet)| stage(round, (name, *pages), standing, sheet))
        .collect::<Result<_, _>>()?;
    let Some(ready) = ready else { return Ok(None) };
    let (ready, rest): (Vec<_>, Vec<_>) = ready.into_iter().unzip();
    let (seen, presses): (Vec<_>, Vec<_>) = rest.into_iter().unzip();
    if !note(&ready, seen, opened) && !is_clean(&ready, opened, request, progress)? {
        return Ok(None);
    }
    let switch = |(printed, staged): (Printed, Option<Staged<'_>>)| {
        let Some(staged) = staged else { return Ok(None) };
        let manifest = staged.manifest();
        Ok(Some((Printed { published: Some(staged.switch()?), ..printed }, manifest)))
    };
    let published = ready.into_par_iter().map(switch).collect();
    let_go(presses);
    published
}

/// An edition that is ready, what was seen in it at a glance, and what it was made from.
type Ready<'t> = ((Printed, Option<Staged<'t>>), (Option<Clean>, Press));

/// Makes an edition ready beside the published one.
fn stage<'t>(
    round: &Round<'_>,
    (name, pages): (&str, usize),
    standing: Standing<'t>,
    Sheet { mut renewed, numbers, press, scan }: Sheet,
) -> Result<Option<Ready<'t>>, Error> {
    let pages_found: Vec<_> = renewed.iter().filter_map(|page| Some((*numbers.get(&page.url)?, page))).collect();
    let found = press.found().count();
    let Some(parts) = index::renewed(&standing, &pages_found, found) else { return Ok(None) };
    renewed.extend(parts);
    let memo = &round.opened.memo;
    let (staged, seen) =
        rayon::join(|| output::renew::renew(standing, name, &renewed, memo), || glance(round, name, scan, &renewed));
    let printed = Printed { name: name.to_owned(), pages, compared: 0, published: None };
    Ok(staged?.map(|staged| ((printed, Some(staged)), (seen, press))))
}

/// Looks through what was made for an edition; none where all of it has to be scanned.
fn glance(round: &Round<'_>, name: &str, scan: Option<verify::Kept>, renewed: &[Renewed]) -> Option<Clean> {
    let Round { words, opened, request, .. } = *round;
    let Opened { config, theme, site_toml, current, .. } = opened;
    if !proof::is_wider(config, name) {
        return Some(Clean(None));
    }
    let files = &current.as_ref()?.files;
    // Templates too: what is packed in one stands in every page.
    let named = LazyLock::new(|| {
        let content = files.iter().map(|(path, blob)| (blob.hash, (path.file_name(), blob.bytes())));
        let assets = theme.assets.iter().map(|(name, blob)| (blob.hash, (name.as_str(), blob.bytes())));
        let templates = theme.sources.iter().map(|(path, text)| (path.file_name(), text.as_bytes()));
        let templates = templates.map(|(name, bytes)| (Hash::of(bytes), (name, bytes)));
        content.chain(assets).chain(templates).collect::<BTreeMap<_, _>>()
    });
    let file = |hash| {
        let (name, bytes) = *named.get(&hash)?;
        let key = Hash::of_value(&("seen", hash, name.rsplit('.').next()));
        Some(opened.memo.get(Shelf::Facts, key, || verify::read_file(name, bytes)))
    };
    let fresh = Fresh {
        pages: words.iter().map(|(path, _)| Some((*path, files.get(*path)?))).collect::<Option<_>>()?,
        files: renewed.iter().map(|file| (file.url.output_file(), &*file.bytes)).collect(),
        file: &file,
    };
    let origin = proof::Origin { config, site_toml: &site_toml.1, theme, has_drafts: request.drafts };
    proof::glance(origin, scan?, name, &fresh)
}

/// Notes that nothing was found in what is ready, where that was seen at a glance; tells whether it was.
fn note(ready: &[(Printed, Option<Staged<'_>>)], seen: Vec<Option<Clean>>, opened: &Opened) -> bool {
    let Some(seen) = seen.into_iter().collect::<Option<Vec<Clean>>>() else { return false };
    for ((printed, staged), clean) in ready.iter().zip(seen) {
        if let Some(staged) = staged {
            proof::note(&opened.memo, &printed.name, clean, staged.manifest());
        }
    }
    true
}

/// Tells whether the scan finds nothing in what is ready; what it finds is a whole run's to tell.
fn is_clean(
    ready: &[(Printed, Option<Staged<'_>>)],
    opened: &Opened,
    request: &Request,
    progress: &Progress,
) -> Result<bool, Error> {
    let (config, Some(current)) = (&opened.config, &opened.current) else { return Ok(false) };
    if !ready.iter().any(|(printed, _)| proof::is_wider(config, &printed.name)) {
        return Ok(true);
    }
    progress.enter(Stage::Verifying, 0);
    let (old, wrong) = versions::read(request, config, current, &opened.known)?;
    if !wrong.is_empty() {
        return Ok(false);
    }
    let snapshots: Vec<Snapshot> = [current.clone()].into_iter().chain(old).collect();
    let (site_toml, theme, memo) = (&opened.site_toml.1, &opened.theme, &opened.memo);
    let origins = proof::Origins { config, site_toml, snapshots: &snapshots, theme, memo };
    Ok(proof::gate(&origins, request, ready)?.findings.is_empty())
}
