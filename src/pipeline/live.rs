//! A handbook that is kept in memory and follows its files: what `serve` shows.
//!
//! [`Live`] reads the handbook and looks at the disk again when it is told to. What it gives is a [`View`], which is
//! whole and never changes, so threads read it without waiting for each other. A file is made when somebody asks for it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use jiff::civil::Date;

use super::index::Index;
use super::input::Earlier;
use super::press::{self, Proof};
use super::versions::{self, Known};
use super::{Progress, Request, Run, across, judge, let_go, read, set, wanted};
use crate::audience::Audience;
use crate::config::{self, VersionSource};
use crate::diagnostic::{self, Code, Diagnostic, Sources};
use crate::edition::{BaseUrl, Blob, Page};
use crate::error::Error;
use crate::hash::Hash;
use crate::memo::Memo;
use crate::output::cache;
use crate::path::{SourcePath, UrlPath};
use crate::redline::history::History;
use crate::render::{self, Item, Press};
use crate::site::{self, Site};
use crate::source::{self, SITE_FILE, States, git};
use crate::theme::Theme;

mod looks;
mod words;

/// A handbook that is kept in memory and follows its files.
pub struct Live {
    request: Request,
    states: States,
    run: Run,
    view: Arc<View>,
}

/// What is served: whole, never changed.
#[derive(Debug, Default)]
pub struct View {
    /// Every finding, judged and sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that the findings point into.
    pub sources: Sources,
    /// The editions, in the order of site.toml; none where nothing can be shown.
    pub editions: Vec<Sheet>,
    /// The folders that the handbook is made from, with all below them, whether they are there or not.
    pub folders: Vec<PathBuf>,
}

/// One edition as it is served: its addresses, and the bytes behind each of them.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// The edition's name.
    pub name: String,
    /// Whether it is for the widest audience.
    pub is_open: bool,
    site: Arc<Site>,
    history: Arc<History>,
    press: Arc<Press>,
    /// The search index that was asked for last, and of which state of the edition it is. States share it, so that the next one
    /// need not read again what stayed the same.
    index: Arc<Mutex<Option<Indexed>>>,
}

/// A search index, and the state of the edition that it is of.
type Indexed = (Weak<Press>, Arc<Index>);

/// What a page is known by when its address changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The id of its front matter.
    pub id: Option<String>,
    /// The hash of its text.
    pub text: Hash,
}

/// A file that was made, with its key; or why its template failed.
pub type Produced = Result<(Hash, Vec<u8>), Box<Diagnostic>>;

impl Live {
    /// Reads the handbook.
    ///
    /// # Errors
    /// Fails when there is no handbook, no such edition, or when the machine fails.
    pub fn open(request: &Request) -> Result<Self, Error> {
        let folders = folders(request)?;
        let states = states(request, &folders);
        let (run, view) = look(request, folders, None)?;
        Ok(Self { request: request.clone(), states, run, view: Arc::new(view) })
    }

    /// Keeps what was found for the next start. A cache that cannot be written costs that start time, and nothing else.
    pub fn keep(&self) {
        let _ = cache::save(&self.request.root, &self.run.memo);
    }

    /// Makes the pages for another day from the next look on.
    pub fn turn_to(&mut self, day: Date) {
        if self.request.as_of != day {
            self.request.as_of = day;
            // As if no file had been seen before: the day may concern every page.
            self.states.clear();
        }
    }

    /// Looks at the disk again, first at the `named` paths; gives the new view, or none where nothing changed.
    ///
    /// # Errors
    /// Fails like [`Self::open`]; the view stays.
    pub fn refresh(&mut self, named: &[PathBuf]) -> Result<Option<Arc<View>>, Error> {
        self.distrust(named);
        let is_all_new = self.states.is_empty();
        if let Some(view) = (!is_all_new).then(|| self.words(named).or_else(|| self.look_of_theme(named))).flatten() {
            self.view = view;
            return Ok(Some(self.view.clone()));
        }
        // Before the files are read: what changes meanwhile is seen the next time.
        let folders = folders(&self.request)?;
        let states = states(&self.request, &folders);
        if states == self.states {
            return Ok(None);
        }
        // What is of no use to the pages that are served meanwhile goes first: of a large handbook, two at once are much.
        // Where the look fails, whatever needs a manuscript takes the long way.
        let_go(std::mem::take(&mut self.run.manuscript));
        let memo = std::mem::take(&mut self.run.memo).to_bytes();
        let memo = Memo::from_bytes(memo);
        let known =
            Known { snapshots: self.run.snapshots.clone(), unchanged: self.unchanged(&states), ..Known::default() };
        let earlier = Earlier { memo, known };
        let (run, view) = look(&self.request, folders, Some(earlier))?;
        let_go(std::mem::replace(&mut self.run, run));
        (self.view, self.states) = (Arc::new(view), states);
        Ok(Some(self.view.clone()))
    }

    /// Lists the files that are as they were.
    fn unchanged(&self, states: &States) -> BTreeMap<SourcePath, Blob> {
        let is_unchanged = |path: &SourcePath| {
            let path = self.request.root.join(path.as_str());
            states.get(&path).is_some_and(|state| self.states.get(&path) == Some(state))
        };
        // What came out of git lies at other places, or at the same ones with other bytes.
        let folders = self.run.snapshots.iter().filter(|snapshot| snapshot.tree.is_none());
        let files = folders.flat_map(|snapshot| &snapshot.files);
        files.filter(|(path, _)| is_unchanged(path)).map(|(path, blob)| (path.clone(), blob.clone())).collect()
    }

    /// Gives what is served now.
    pub fn view(&self) -> Arc<View> {
        self.view.clone()
    }
}

impl Sheet {
    /// Tells whether it has exactly the addresses of an earlier state, because none can have changed.
    pub fn shares_addresses_with(&self, earlier: &Self) -> bool {
        Arc::ptr_eq(&self.press.plan, &earlier.press.plan)
    }

    /// Tells whether an address is in the plan; nothing else is ever served.
    pub fn has(&self, url: &UrlPath) -> bool {
        self.press.plan.items.contains_key(url)
    }

    /// Gives every address, sorted.
    pub fn urls(&self) -> impl Iterator<Item = &UrlPath> {
        self.press.plan.items.keys()
    }

    /// Gives the key of a file: the same key, the same bytes.
    pub fn key(&self, url: &UrlPath) -> Option<Hash> {
        match self.press.plan.items.get(url)? {
            Item::SearchWords(part) => self.index().key(*part),
            item => render::prepare(&self.press, url, item).map(|job| job.key),
        }
    }

    /// Makes a file; gives its key and its bytes.
    pub fn produce(&self, url: &UrlPath) -> Option<Produced> {
        let item = self.press.plan.items.get(url)?;
        if let Item::SearchWords(part) = item {
            let index = self.index();
            let read = |url: &UrlPath| Some(self.produce(url)?.ok()?.1);
            return Some(Ok((index.key(*part)?, index.part(*part, || {}, &read)?.as_bytes().to_vec())));
        }
        let job = render::prepare(&self.press, url, item)?;
        Some(render::produce(&self.press, url, &job).map(|bytes| (job.key, bytes.into_owned())))
    }

    /// Gives the search index of this state.
    fn index(&self) -> Arc<Index> {
        let mut known = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        let here = Arc::downgrade(&self.press);
        if let Some((_, index)) = known.as_ref().filter(|(of, _)| of.ptr_eq(&here)) {
            return Arc::clone(index);
        }
        let index = Arc::new(Index::after(&self.press, known.as_ref().map(|(_, index)| &**index)));
        *known = Some((here, Arc::clone(&index)));
        index
    }

    /// Gives a file that is shown as it lies in the handbook or the theme, without a copy of its bytes.
    pub fn file(&self, url: &UrlPath) -> Option<&Blob> {
        match self.press.plan.items.get(url)? {
            Item::File(blob) => Some(blob),
            _ => None,
        }
    }

    /// Gives where an old address leads.
    pub fn redirect(&self, url: &UrlPath) -> Option<&UrlPath> {
        match self.press.plan.items.get(url)? {
            Item::Redirect(version, node) => Some(&self.site.trees[*version].nodes[*node].url),
            _ => None,
        }
    }

    /// Gives what the page at an address is known by; none where no written page is there.
    pub fn identity(&self, url: &UrlPath) -> Option<Identity> {
        let Item::Page(version, node) = self.press.plan.items.get(url)? else { return None };
        let page = self.site.trees[*version].nodes[*node].page?;
        let Page { meta, hash, row, .. } = &*self.site.edition.versions[*version].pages[page];
        // The pages of rows may all have the same text, or none.
        row.is_none().then(|| Identity { id: meta.id.clone(), text: *hash })
    }
}

/// Reads the handbook, with what an earlier look at it found.
fn look(request: &Request, folders: Vec<PathBuf>, earlier: Option<Earlier>) -> Result<(Run, View), Error> {
    let (mut run, theme) = read(request, earlier, &Progress::default())?;
    for edition in &mut run.config.editions {
        let base_url = edition.base_url.as_ref().or(run.config.base_url.as_ref());
        edition.links_below = base_url.map(|url| url.path().to_owned());
        edition.base_url = BaseUrl::new(&format!("http://localhost/{}/", edition.name)).ok();
    }
    let editions = match run.fault.take() {
        Some(fault) => {
            run.findings.push(fault);
            Vec::new()
        }
        None => sheets(&mut run, &theme, request)?,
    };
    run.findings.retain(|finding| finding.code != Code::BaseUrlMissing);
    judge::apply(&mut run.findings, &run.config, request.rigour);
    diagnostic::sort(&mut run.findings);
    let sources = run.sources();
    let diagnostics = std::mem::take(&mut run.findings);
    Ok((run, View { diagnostics, sources, editions, folders }))
}

fn sheets(run: &mut Run, theme: &Arc<Theme>, request: &Request) -> Result<Vec<Sheet>, Error> {
    let wanted: Vec<_> = wanted(&run.config, request.edition.as_deref())?.into_iter().cloned().collect();
    let wanted: Vec<_> = wanted.iter().collect();
    let mut proofs = set(run, &wanted, request);
    across::compare(&mut proofs, &run.findings, &run.config, |others| set(run, others, request));
    run.findings.extend(proofs.iter_mut().flat_map(|proof| std::mem::take(&mut proof.findings)));
    let sheet = |Proof { audience, site, history, .. }: Proof| {
        let (press, mut found) = render::press(site.clone(), history.clone(), theme.clone());
        press::mark(&mut found, &site.edition.name);
        run.findings.append(&mut found);
        let name = site.edition.name.clone();
        let is_open = audience == Audience::WIDEST;
        Sheet { name, is_open, site, history, press: Arc::new(press), index: Arc::default() }
    };
    let sheets: Vec<Sheet> = proofs.into_iter().map(sheet).collect();
    for sheet in &sheets {
        site::rows::tell_at_data(&sheet.site, &mut run.findings);
    }
    Ok(sheets)
}

/// Names the folders that the handbook is made from, by its site.toml; for versions from git those in which it keeps the
/// names of commits.
fn folders(request: &Request) -> Result<Vec<PathBuf>, Error> {
    let path = SourcePath::new(SITE_FILE).expect("a plain name");
    let (config, _) = config::parse(&path, &source::read_text(&request.root.join(SITE_FILE))?);
    let old = config.versions.released.iter().filter_map(|released| match &released.source {
        VersionSource::Folder(folder) => Some(folder.as_str()),
        VersionSource::Git(_) => None,
    });
    // Those below the content are looked at with it.
    let apart = old.filter(|folder| !Path::new(folder).starts_with(&config.content));
    let own = [config.content.as_str()].into_iter().chain(apart).map(|folder| request.root.join(folder));
    let names = if versions::needs_git(&config) { git::places_of_names(&request.root) } else { Vec::new() };
    Ok(own.chain([request.root.join("themes").join(&config.theme)]).chain(names).collect())
}

/// Notes the state of every file that the handbook is made from.
fn states(request: &Request, folders: &[PathBuf]) -> States {
    // What `.gitignore` names is no content.
    let files = [SITE_FILE, ".gitignore"].map(|name| request.root.join(name));
    source::states(folders.iter().cloned().chain(files).collect(), &request.out)
}
