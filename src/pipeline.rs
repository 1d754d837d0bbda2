//! The arrows on one screen: a request goes in, findings and published sites come out.
//!
//! [`run`] reads the handbook once, sets every wanted edition, judges all that was found, and only then publishes. It
//! prints nothing and decides nothing about pages; each stage does its own work.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::config::{Config, EditionConfig};
use crate::diagnostic::{self, Code, Diagnostic, Sources, Span};
use crate::error::Error;
use crate::manuscript::{self, Manuscript, Wish};
use crate::memo::Memo;
use crate::output::{self, Published, Staged, Target, Turn, cache};
use crate::path::SourcePath;
use crate::render::{self, Press};
use crate::site::{self, Site};
use crate::source::Snapshot;
use crate::theme::Theme;
use crate::verify;

mod across;
mod diff;
mod index;
mod input;
mod judge;
pub mod live;
mod press;
mod progress;
mod proof;
mod short;
mod texts;
mod unchanged;
mod veil;
mod versions;

pub use diff::{Became, Counts, Difference, PageDifference, Question, Sentences, diff};
pub use progress::{Progress, Stage};
pub use proof::{Verified, verify};
pub use versions::tag_of;

use input::read;
use press::{Printer, Proof};
use unchanged::Keys;
use veil::Veil;

/// What one run is asked to do.
#[derive(Debug, Clone)]
pub struct Request {
    /// The handbook's folder, in which site.toml lies.
    pub root: PathBuf,
    /// The folder of the output, one folder below it for each edition.
    pub out: PathBuf,
    /// The one edition that is wanted; none for all.
    pub edition: Option<String>,
    /// The day to print for.
    pub as_of: Date,
    /// Whether drafts are in.
    pub drafts: bool,
    /// Whether what a wider audience does not have is outlined, for those who write.
    pub outline: bool,
    /// What becomes of the pages.
    pub purpose: Purpose,
    /// What the findings do to the run.
    pub rigour: Rigour,
}

impl Request {
    fn wish(&self) -> Wish {
        Wish { as_of: self.as_of, drafts: self.drafts, outline: self.outline }
    }
}

/// What becomes of the pages that a run makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// They are published, unless there are errors.
    Build,
    /// They are published, after what was kept of old versions was printed again to see that it comes out the same.
    Reprint,
    /// They are made and dropped, to find every mistake.
    Check,
}

/// What findings do to a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Rigour {
    /// Errors stop publication, warnings do not.
    #[default]
    Normal,
    /// Warnings count as errors.
    Strict,
    /// Errors are reported, but stop nothing, unless they are about audiences.
    Lenient,
}

/// What a run did.
#[derive(Debug)]
pub struct Outcome {
    /// Every finding, judged and sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that the findings point into.
    pub sources: Sources,
    /// The editions that were set, in the order of site.toml.
    pub editions: Vec<Printed>,
    /// Whether the findings stop publication; then nothing was published.
    pub is_stopped: bool,
}

/// What came of one edition.
#[derive(Debug)]
pub struct Printed {
    /// Its name.
    pub name: String,
    /// How many pages it has.
    pub pages: usize,
    /// How many files of old versions were printed again and came out as they were kept.
    pub compared: usize,
    /// What publishing did; none where nothing was published.
    pub published: Option<Published>,
}

/// Carries out a request.
///
/// # Errors
/// Fails when there is no handbook, no such edition, or when the machine fails; the published sites stay as they were.
pub fn run(request: &Request, progress: &Progress) -> Result<Outcome, Error> {
    let mut opened = input::open(request, None, progress)?;
    let keys = unchanged::keys(&mut opened, request);
    if let Some(keys) = &keys {
        let mut outcome = unchanged::recall(keys.whole, &opened, request, progress)?;
        if outcome.is_none() {
            outcome = short::run(keys, &opened, request, progress)?;
        }
        if let Some(outcome) = outcome {
            let_go(opened);
            return Ok(outcome);
        }
    }
    let (mut run, theme) = input::take_apart(opened, request, progress)?;
    run.keys = keys;
    if let Some(fault) = run.fault.take() {
        judge::apply(&mut run.findings, &run.config, request.rigour);
        run.findings.push(fault);
        return Ok(run.finish(Vec::new(), request));
    }
    let wanted = wanted(&run.config, request.edition.as_deref())?;
    if let Some(reworded) = run.reworded(request) {
        run.findings = reworded;
    }

    progress.enter(Stage::Linking, wanted.len());
    let mut proofs = set(&run, &wanted, request);
    across::compare(&mut proofs, &run.findings, &run.config, |others| set(&run, others, request));
    run.findings.extend(proofs.iter_mut().flat_map(|proof| std::mem::take(&mut proof.findings)));

    if run.findings.iter().any(judge::is_about_config) {
        // What is wrong there may be the address.
        run.findings.retain(|finding| finding.code != Code::BaseUrlMissing);
    }

    let mut presses = Vec::new();
    for proof in &proofs {
        let (press, mut found) = render::press(Arc::clone(&proof.site), Arc::clone(&proof.history), Arc::clone(&theme));
        press::mark(&mut found, &proof.site.edition.name);
        run.findings.append(&mut found);
        presses.push((&*proof.site, press));
    }
    judge::apply(&mut run.findings, &run.config, request.rigour);
    for proof in &proofs {
        site::rows::tell_at_data(&proof.site, &mut run.findings);
    }

    let editions = print(&mut run, &theme, &presses, request, progress)?;
    run.findings.extend(left(&run.config, &editions, request));
    drop(presses);
    let_go(proofs);
    Ok(run.finish(editions, request))
}

/// Frees a value on a thread of its own: a large handbook is many small pieces, and nobody has to wait for them.
fn let_go<T: Send + 'static>(value: T) {
    // Without a thread to be had, the value is freed here.
    let _ = std::thread::Builder::new().spawn(move || drop(value));
}

/// Prints the editions. None is published before each of them is whole, and none any more once an error was found.
fn print(
    run: &mut Run,
    theme: &Theme,
    presses: &[(&Site, Press)],
    request: &Request,
    progress: &Progress,
) -> Result<Vec<Printed>, Error> {
    let content = request.root.join(&run.config.content);
    let target = |edition| Target { out: &request.out, edition, root: &request.root, content: &content };
    let turn = match presses.first().filter(|_| run.publishes(request)) {
        Some((site, _)) => Some(Turn::take(&target(&site.edition.name), &|| progress.enter(Stage::Waiting, 0))?),
        None => None,
    };
    let mut ready = Vec::new();
    for (site, press) in presses {
        let name = site.edition.name.as_str();
        let (purpose, rigour) = (request.purpose, request.rigour);
        let printer = Printer { target: target(name), press, memo: &run.memo, purpose, rigour, progress };
        let pages = printer.pages();
        let mut printed = printer.print(turn.as_ref().filter(|_| run.publishes(request)))?;
        judge::apply(&mut printed.findings, &run.config, rigour);
        site::rows::tell_at_data(site, &mut printed.findings);
        run.findings.append(&mut printed.findings);
        let compared = printed.compared;
        ready.push((Printed { name: name.to_owned(), pages, compared, published: None }, printed.staged));
    }
    let mut kept = BTreeMap::new();
    if run.publishes(request) {
        progress.enter(Stage::Verifying, 0);
        let gated = proof::gate(&run.origins(theme), request, &ready)?;
        run.findings.extend(gated.findings);
        run.output_texts = gated.texts;
        kept = gated.kept;
    }
    let is_published = run.publishes(request);
    if is_published {
        run.keep_whole(request, presses, &ready, &kept);
        let editions: Vec<&str> = run.config.editions.iter().map(|edition| edition.name.as_str()).collect();
        output::forget_others(&request.root, &editions);
    }
    let switch = |(printed, staged): (Printed, Option<Staged<'_>>)| {
        let published = staged.filter(|_| is_published).map(Staged::switch).transpose()?;
        Ok(Printed { published, ..printed })
    };
    let (editions, ()) = rayon::join(|| ready.into_iter().map(switch).collect(), || save(run, request));
    editions
}

/// Keeps the results for the next run. A cache that cannot be written costs that run time, and nothing else.
fn save(run: &Run, request: &Request) {
    if request.purpose != Purpose::Check {
        let _ = cache::save(&request.root, &run.memo);
    }
}

/// Finds sites in the output that are of no edition any more, once all that are have been published.
fn left(config: &Config, editions: &[Printed], request: &Request) -> Vec<Diagnostic> {
    if request.edition.is_some() || editions.iter().any(|edition| edition.published.is_none()) {
        return Vec::new();
    }
    let names: Vec<&str> = editions.iter().map(|edition| edition.name.as_str()).collect();
    let out = request.out.file_name().unwrap_or_default().to_string_lossy();
    let note = |name: String| {
        let message = format!("`{out}/{name}/` is from an edition that {} no longer has", config.path);
        let help = "delete the folder, or write the edition into site.toml again";
        Diagnostic::new(Code::EditionLeft, Span::file(&config.path), message).help(help)
    };
    let mut findings = output::left(&request.out, &names).into_iter().map(note).collect();
    judge::apply(&mut findings, config, request.rigour);
    findings
}

/// All that was read and found so far.
struct Run {
    site_toml: (SourcePath, Arc<str>),
    config: Config,
    snapshots: Vec<Snapshot>,
    manuscript: Manuscript,
    memo: Memo,
    findings: Vec<Diagnostic>,
    theme_texts: texts::ThemeTexts,
    /// The output files that findings point into.
    output_texts: proof::Texts,
    /// Why there is no content; nothing can be made then, whatever `[check]` says.
    fault: Option<Diagnostic>,
    /// The hashes of all that was read and asked for, by which a later run knows how little is new.
    keys: Option<Keys>,
}

impl Run {
    /// Tells whether sites are published, by what was found so far.
    fn publishes(&self, request: &Request) -> bool {
        request.purpose != Purpose::Check && !judge::stops(&self.findings, request.rigour)
    }

    /// Keeps what is about to be published, for a later run in which nothing is new. What such a run could not say in the
    /// same words is not kept, nor is what was made without a version that could not be read: next time it may be.
    fn keep_whole(
        &self,
        request: &Request,
        presses: &[(&Site, Press)],
        ready: &[(Printed, Option<Staged<'_>>)],
        scans: &BTreeMap<String, verify::Kept>,
    ) {
        let current = self.snapshots.get(..1).unwrap_or_default();
        let shown = texts::gather(&self.findings, &self.site_toml, current, &self.theme_texts);
        let is_quoted = shown.0.len() == self.sources().0.len() && self.output_texts.is_empty();
        let can_be_said = is_quoted && (self.findings.is_empty() || self.veil(request).is_none());
        let is_whole = self.findings.iter().all(|finding| finding.code != Code::VersionMissing);
        let is_of = |keys: &&Keys| keys.are_of(self.snapshots.get(1..).unwrap_or_default());
        let Some(keys) = self.keys.as_ref().filter(|_| can_be_said && is_whole).filter(is_of) else { return };
        let edition = |(printed, staged): &(Printed, Option<Staged<'_>>)| {
            Some((printed.name.clone(), printed.pages, staged.as_ref()?.manifest()))
        };
        if let Some(editions) = ready.iter().map(edition).collect::<Option<Vec<_>>>() {
            short::keep(keys, self, request, presses, (&editions, scans));
            unchanged::keep(keys.whole, &self.memo, editions, &self.findings);
        }
    }

    /// Gives what must not be said in a run for one edition alone; none where its readers may know everything.
    fn veil(&self, request: &Request) -> Option<Veil<'_>> {
        let name = request.edition.as_deref()?;
        let edition = self.config.editions.iter().find(|edition| edition.name == name)?;
        let is_narrower = edition.audience < self.config.audiences.narrowest();
        is_narrower.then_some(Veil {
            manuscript: &self.manuscript,
            config: &self.config,
            edition,
            wish: request.wish(),
        })
    }

    /// Gives the findings about files as the readers of a single edition may know them, where that is less than all.
    fn reworded(&self, request: &Request) -> Option<Vec<Diagnostic>> {
        let veil = self.veil(request)?;
        let mut findings = self.findings.clone();
        veil.withhold(&mut findings);
        veil.reword(&mut findings, &self.sources());
        Some(findings)
    }

    /// Gives what the scan compares printed editions with.
    fn origins<'r>(&'r self, theme: &'r Theme) -> proof::Origins<'r> {
        let Self { config, site_toml, snapshots, memo, .. } = self;
        proof::Origins { config, site_toml: &site_toml.1, snapshots, theme, memo }
    }

    /// Gives the texts that the findings quote.
    fn sources(&self) -> Sources {
        texts::gather(&self.findings, &self.site_toml, &self.snapshots, &self.theme_texts)
    }

    fn finish(mut self, editions: Vec<Printed>, request: &Request) -> Outcome {
        diagnostic::sort(&mut self.findings);
        let mut sources = self.sources();
        if let Some(veil) = self.veil(request) {
            veil.cover(&mut sources);
        }
        sources.0.extend(std::mem::take(&mut self.output_texts));
        let is_stopped = judge::stops(&self.findings, request.rigour);
        let_go((self.snapshots, self.manuscript, self.memo));
        Outcome { diagnostics: self.findings, sources, editions, is_stopped }
    }
}

/// Picks the editions to set.
fn wanted<'a>(config: &'a Config, name: Option<&str>) -> Result<Vec<&'a EditionConfig>, Error> {
    let Some(name) = name else { return Ok(config.editions.iter().collect()) };
    if let Some(edition) = config.editions.iter().find(|edition| edition.name == name) {
        return Ok(vec![edition]);
    }
    let known: Vec<&str> = config.editions.iter().map(|edition| edition.name.as_str()).collect();
    let hint = match diagnostic::nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("site.toml has: {}", known.join(", ")),
    };
    Err(Error::Refused(format!("there is no edition `{name}`; {hint}")))
}

/// Sets editions: each is projected, assembled and looked over.
fn set(run: &Run, editions: &[&EditionConfig], request: &Request) -> Vec<Proof> {
    let wish = request.wish();
    let project = |edition: &&EditionConfig| manuscript::project(&run.manuscript, &run.config, edition, wish);
    editions
        .par_iter()
        .map(|edition| {
            let (projected, found) = project(edition);
            Proof::set(projected, edition.audience, found, &run.memo)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;

    #[test]
    fn an_unknown_edition_is_refused_with_a_hint() {
        let (config, _) = config::parse(&SourcePath::new("site.toml").expect("a path"), "title = \"x\"\n");
        assert_eq!(wanted(&config, None).expect("all").len(), 1);
        let message = |name| wanted(&config, Some(name)).err().map(|error| error.to_string());
        assert_eq!(message("sites").as_deref(), Some("there is no edition `sites`; did you mean `site`?"));
        assert_eq!(message("public").as_deref(), Some("there is no edition `public`; site.toml has: site"));
    }
}
