//! The scan of printed editions for what their readers must not know: as the gate before a build is published, and as a
//! command of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use super::{Printed, Progress, Request, Run, Stage, judge, read, texts};
use crate::config::{Config, EditionConfig};
use crate::diagnostic::{self, Diagnostic, Severity, Sources};
use crate::error::Error;
use crate::hash::Hash;
use crate::memo::{Memo, Shelf};
use crate::output::{self, MANIFEST, Staged};
use crate::path::SourcePath;
use crate::source::{self, Snapshot};
use crate::theme::Theme;
use crate::verify::{self, Clean, Folder, Fresh, Handbook, Kept, Scan, Tree};

/// Texts of output files, by the names that findings give them.
pub(super) type Texts = BTreeMap<SourcePath, Arc<str>>;

/// What a folder that was verified is.
#[derive(Debug)]
pub struct Verified {
    /// Every finding, sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that the findings point into.
    pub sources: Sources,
    /// The edition that the folder says it is; none where it does not say.
    pub edition: Option<String>,
    /// How many files it has.
    pub files: usize,
    /// Whether its text was compared with the sources.
    pub is_compared: bool,
}

/// What printed editions are compared with.
#[derive(Clone, Copy)]
pub(super) struct Origins<'r> {
    pub(super) config: &'r Config,
    /// The text of site.toml.
    pub(super) site_toml: &'r str,
    /// All versions, the current one first.
    pub(super) snapshots: &'r [Snapshot],
    pub(super) theme: &'r Theme,
    pub(super) memo: &'r Memo,
}

impl<'r> Origins<'r> {
    fn origin(&self, request: &Request) -> Origin<'r> {
        let Self { config, site_toml, theme, .. } = *self;
        Origin { config, site_toml, theme, has_drafts: request.drafts }
    }
}

/// Tells whether an edition has readers who may not know everything.
pub(super) fn is_wider(config: &Config, name: &str) -> bool {
    config.editions.iter().any(|edition| edition.name == name && edition.audience < config.audiences.narrowest())
}

/// What came of a scan of all editions.
#[derive(Default)]
pub(super) struct Gated {
    pub(super) findings: Vec<Diagnostic>,
    /// The texts that they point into.
    pub(super) texts: Texts,
    /// What the scan knew of each edition that was scanned, by name.
    pub(super) kept: BTreeMap<String, Kept>,
}

/// Scans the editions that are ready to be published.
pub(super) fn gate(
    origins: &Origins<'_>,
    request: &Request,
    ready: &[(Printed, Option<Staged<'_>>)],
) -> Result<Gated, Error> {
    let Origins { config, memo, .. } = *origins;
    let mut gated = Gated::default();
    let edition = |name: &str| config.editions.iter().find(|edition| edition.name == name);
    let wider = ready.iter().filter(|(printed, _)| is_wider(config, &printed.name));
    let wider: Vec<_> =
        wider.filter_map(|(printed, staged)| Some((edition(&printed.name)?, staged.as_ref()?))).collect();
    if wider.is_empty() {
        return Ok(gated);
    }
    let keys: Vec<_> = wider.iter().map(|(edition, staged)| key(origins, request, edition, staged.folder())).collect();
    let is_clean = |key: &Option<Hash>| key.is_some_and(|key| memo.find(Shelf::Output, key) == Some(CLEAN));
    if keys.iter().all(is_clean) {
        return Ok(gated);
    }
    let scan = Scan::new(handbook(origins.origin(request), origins.snapshots));
    for ((edition, staged), key) in wider.into_iter().zip(keys) {
        let live = request.out.join(&edition.name);
        let watch = scan.prepare(edition);
        let looked = watch.key().map(|index| looked(index, &edition.name));
        let cleared = looked.map_or_else(BTreeSet::new, |looked| cleared(memo, looked, &live, staged.folder()));
        let verdict = watch.run(staged.folder(), &shown(&live, Some(&request.root)), &cleared)?;
        if verdict.findings.is_empty() {
            if let Some(key) = key {
                memo.keep(Shelf::Output, key, &CLEAN);
            }
            if let Some(looked) = looked {
                memo.keep(Shelf::Output, looked, &staged.manifest());
            }
        }
        gated.findings.extend(verdict.findings);
        gated.texts.extend(verdict.texts);
        gated.kept.extend(watch.keep().map(|kept| (edition.name.clone(), kept)));
    }
    Ok(gated)
}

/// Names the manifest of the site in which nothing was found of all that was looked for.
fn looked(index: Hash, edition: &str) -> Hash {
    Hash::of_value(&(CLEAN, index, edition))
}

/// What a run knows in which only the words of a few pages are new.
#[derive(Clone, Copy)]
pub(super) struct Origin<'r> {
    pub(super) config: &'r Config,
    pub(super) site_toml: &'r str,
    pub(super) theme: &'r Theme,
    pub(super) has_drafts: bool,
}

/// Looks through what such a run made of an edition; none where all of it has to be scanned.
pub(super) fn glance(origin: Origin<'_>, kept: Kept, name: &str, fresh: &Fresh<'_>) -> Option<Clean> {
    let edition = origin.config.editions.iter().find(|edition| edition.name == name)?;
    verify::glance(kept, &handbook(origin, &[]), &origin.config.content, edition, fresh)
}

/// Notes that nothing was found in the site with a manifest.
pub(super) fn note(memo: &Memo, edition: &str, Clean(index): Clean, manifest: Hash) {
    if let Some(index) = index {
        memo.keep(Shelf::Output, looked(index, edition), &manifest);
    }
}

/// Gives the files of a staged site that need no look: the published one has them too, and nothing of what is `looked` for
/// was found there.
fn cleared(memo: &Memo, looked: Hash, live: &Path, staged: &Path) -> BTreeSet<String> {
    let clean: Option<Hash> = memo.find(Shelf::Output, looked);
    let is_clean = clean.is_some() && clean == output::manifest_hash(live);
    if is_clean { output::same_files(live, staged) } else { BTreeSet::new() }
}

/// What is kept of a scan that found nothing.
const CLEAN: [u8; 5] = *b"clean";

/// Gives the hash of all that a scan looks at: the sources, the theme, the digests of the printed files. A memo of another
/// release is never read, so the scan's own rules are part of it.
fn key(origins: &Origins<'_>, request: &Request, edition: &EditionConfig, folder: &Path) -> Option<Hash> {
    let Origins { site_toml, snapshots, theme, .. } = *origins;
    let manifest = source::read_text(&folder.join(MANIFEST)).ok()?;
    let sources = Hash::of_value(&snapshots.iter().map(Snapshot::hash).collect::<Vec<_>>());
    let drafts: &[u8] = if request.drafts { b"drafts" } else { b"" };
    let names = [CLEAN.as_slice(), edition.name.as_bytes(), drafts];
    let texts = [site_toml.as_bytes(), theme.hash.as_bytes(), sources.as_bytes(), manifest.as_bytes()];
    Some(Hash::of_parts(names.into_iter().chain(texts)))
}

/// Gives the sources as the scan wants them.
fn handbook<'r>(origin: Origin<'r>, snapshots: &'r [Snapshot]) -> Handbook<'r> {
    let Origin { config, site_toml, theme, has_drafts } = origin;
    let trees = snapshots.iter().map(|snapshot| Tree { content: &snapshot.content, files: &snapshot.files });
    let assets = theme.assets.iter().map(|(name, blob)| (name.as_str(), blob.bytes()));
    let templates = theme.sources.iter().map(|(path, text)| (path.as_str(), text.as_bytes()));
    Handbook { config, site_toml, trees: trees.collect(), theme: assets.chain(templates).collect(), has_drafts }
}

/// Gives the name by which findings call a folder: as it was typed, below the root, or its own.
fn shown(folder: &Path, root: Option<&Path>) -> String {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let whole = real(folder);
    let below = root.and_then(|root| whole.strip_prefix(real(root)).ok()).filter(|below| below.iter().next().is_some());
    let typed = folder.to_string_lossy();
    let typed = typed.trim_end_matches('/').trim_start_matches("./");
    match below {
        Some(below) => below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"),
        None if SourcePath::new(typed).is_ok() => typed.to_owned(),
        None => whole.file_name().map_or_else(|| "output".to_owned(), |name| name.to_string_lossy().into_owned()),
    }
}

/// Verifies a printed folder: against its manifest, and with a `request` that names the handbook against the sources.
///
/// # Errors
/// Fails when the folder or the handbook cannot be read, or when there is no such edition.
pub fn verify(
    folder: &Path,
    edition: Option<&str>,
    request: Option<&Request>,
    progress: &Progress,
) -> Result<Verified, Error> {
    if !folder.is_dir() {
        let help = "name the folder of one edition, such as `dist/public`";
        return Err(Error::Refused(format!("there is no folder `{}`\nhelp: {help}", folder.display())));
    }
    progress.enter(Stage::Verifying, 0);
    let listed = Folder::list(folder, &shown(folder, request.map(|request| request.root.as_path())))?;
    let files = listed.len();
    let Some(request) = request else {
        let (edition, mut diagnostics) = verify::check_manifest(&listed, edition)?;
        diagnostic::sort(&mut diagnostics);
        return Ok(Verified { diagnostics, sources: Sources::default(), edition, files, is_compared: false });
    };
    let (mut run, theme) = read(request, None, progress)?;
    progress.enter(Stage::Verifying, 0);
    run.findings.retain(|finding| finding.severity == Severity::Error && judge::is_about_config(finding));
    let expected = expected(&run, folder, edition)?;
    let (said, mut found) = verify::check_manifest(&listed, expected.map(|edition| edition.name.as_str()))?;
    let own = || run.config.editions.iter().find(|edition| said.as_ref() == Some(&edition.name));
    let edition = expected.or_else(own);
    let mut texts = Texts::new();
    if let Some(edition) = edition {
        let scan = Scan::new(handbook(run.origins(&theme).origin(request), &run.snapshots));
        let verdict = scan.prepare(edition).run(folder, &listed.shown, &BTreeSet::new())?;
        found.extend(verdict.findings);
        texts = verdict.texts;
    }
    let is_compared = edition.is_some();
    run.findings.append(&mut found);
    diagnostic::sort(&mut run.findings);
    let mut sources = texts::gather(&run.findings, &run.site_toml, &run.snapshots, &run.theme_texts);
    sources.0.extend(texts);
    Ok(Verified { diagnostics: run.findings, sources, edition: said, files, is_compared })
}

/// Decides which edition a folder should hold: the one that was named, else the one that the folder is called like.
fn expected<'r>(run: &'r Run, folder: &Path, named: Option<&str>) -> Result<Option<&'r EditionConfig>, Error> {
    if named.is_some() {
        return Ok(super::wanted(&run.config, named)?.into_iter().next());
    }
    let name = folder.canonicalize().ok().and_then(|folder| Some(folder.file_name()?.to_string_lossy().into_owned()));
    Ok(run.config.editions.iter().find(|edition| Some(&edition.name) == name.as_ref()))
}
