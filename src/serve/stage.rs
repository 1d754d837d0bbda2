//! What is served at one moment, and the place where the newest of it stands.
//!
//! A [`Stage`] never changes. The engine puts a new one on the [`Hub`]; a request takes the newest and works with it to
//! its end, and event streams wait for the next. So there is no half-made state, and only the last one counts.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

use super::guard::Place;
use super::{page, reply};
use crate::diagnostic::{Diagnostic, Severity, human};
use crate::hash::Hash;
use crate::path::UrlPath;
use crate::pipeline::live::{Identity, Sheet, View};

/// The most findings that a browser shows; the terminal has them all.
const MOST_FINDINGS: usize = 100;
/// How many pages that went away are remembered, in case they come back at another address.
const MOST_GONE: usize = 256;
/// The most page states that are kept for event streams.
const MOST_STATES: usize = 1024;

/// An address of an edition.
type Address = (String, UrlPath);

/// What is served at one moment.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) view: Arc<View>,
    /// Why the newest files could not be read; what is served is older then.
    pub(super) fault: Option<String>,
    /// Whether editions that are not for everybody are kept back.
    pub(super) only_open: bool,
    /// Where pages went.
    moves: BTreeMap<Address, UrlPath>,
    gone: VecDeque<(Address, Identity)>,
    /// The findings as JSON for the browser, and a tag over them.
    pub(super) findings: String,
    findings_tag: String,
    /// What event streams are told of a page, made once for all that show it.
    states: Mutex<BTreeMap<UrlPath, Arc<str>>>,
}

impl Stage {
    /// Sets the first stage.
    pub(super) fn first(view: Arc<View>, only_open: bool) -> Self {
        Self::new(view, None, only_open)
    }

    fn new(view: Arc<View>, fault: Option<String>, only_open: bool) -> Self {
        let findings = findings(&view, fault.as_deref(), only_open);
        let findings_tag = Hash::of(findings.as_bytes()).short();
        let states = Mutex::default();
        Self { view, fault, only_open, moves: BTreeMap::new(), gone: VecDeque::new(), findings, findings_tag, states }
    }

    /// Sets the stage that follows; pages that went away are looked for under other addresses.
    pub(super) fn next(&self, view: Arc<View>, fault: Option<String>) -> Self {
        let mut next = Self::new(view, fault, self.only_open);
        (next.moves, next.gone) = (self.moves.clone(), self.gone.clone());
        for sheet in &next.view.editions {
            let old = self.view.editions.iter().find(|old| old.name == sheet.name);
            if let Some(old) = old.filter(|old| !sheet.shares_addresses_with(old)) {
                follow(old, sheet, &mut next.moves, &mut next.gone);
            }
        }
        while next.gone.len() > MOST_GONE {
            next.gone.pop_front();
        }
        next
    }

    /// Gives the editions that may be shown.
    pub(super) fn sheets(&self) -> impl Iterator<Item = &Sheet> {
        self.view.editions.iter().filter(|sheet| sheet.is_open || !self.only_open)
    }

    /// Finds the edition that an address begins with, and the address below it.
    pub(super) fn find(&self, url: &UrlPath) -> Option<(&Sheet, UrlPath)> {
        let (name, _) = url.as_str()[1..].split_once('/')?;
        let sheet = self.sheets().find(|sheet| sheet.name == name)?;
        UrlPath::new(&url.as_str()[name.len() + 1..]).ok().map(|below| (sheet, below))
    }

    /// Gives what an event stream of a page tells, as JSON on one line.
    pub(super) fn state(&self, url: &UrlPath) -> Arc<str> {
        if let Some(state) = lock(&self.states).get(url) {
            return state.clone();
        }
        let state: Arc<str> = self.make_state(url).to_string().into();
        let mut states = lock(&self.states);
        if states.len() < MOST_STATES {
            states.insert(url.clone(), state.clone());
        }
        state
    }

    fn make_state(&self, url: &UrlPath) -> Value {
        let found = self.find(url);
        let tag = found.as_ref().and_then(|(sheet, below)| sheet.key(below)).map(|key| page_tag(key, true));
        let to = found.as_ref().filter(|_| tag.is_none()).and_then(|(sheet, below)| {
            let moved = self.moves.get(&(sheet.name.clone(), below.clone()))?;
            sheet.has(moved).then(|| href(sheet, moved))
        });
        let to = to.or_else(|| found.as_ref().and_then(|(sheet, below)| Some(href(sheet, sheet.redirect(below)?))));
        // A page that stood in for all others leads to the first one.
        let first = || self.sheets().next().filter(|_| *url == UrlPath::root()).map(|sheet| href(sheet, url));
        let to = to.or_else(first);
        let here = found.as_ref().map(|(sheet, _)| sheet.name.as_str());
        let below = found.as_ref().map_or_else(UrlPath::root, |(_, below)| below.clone());
        let edition = |sheet: &Sheet| {
            let has = sheet.has(&below);
            let root = UrlPath::root();
            let href = href(sheet, if has { &below } else { &root });
            json!({ "name": sheet.name, "href": href, "has": has, "here": here == Some(sheet.name.as_str()) })
        };
        json!({
            "client": page::client(),
            "tag": tag,
            "to": to,
            "editions": self.sheets().map(edition).collect::<Vec<_>>(),
            "findings": self.findings_tag,
        })
    }
}

/// Names the bytes of a file as they are served: a page carries the script too.
pub(super) fn page_tag(key: Hash, is_page: bool) -> String {
    let client = page::client();
    reply::tag(if is_page { Hash::of_parts([key.as_bytes().as_slice(), client.as_bytes()]) } else { key })
}

/// Gives the link to an address of an edition.
pub(super) fn href(sheet: &Sheet, url: &UrlPath) -> String {
    let base = UrlPath::new(&format!("/{}", sheet.name)).map(|base| base.href(""));
    url.href(&base.unwrap_or_default())
}

/// Finds the new addresses of pages that went away: the same id, else the same text.
fn follow(old: &Sheet, new: &Sheet, moves: &mut BTreeMap<Address, UrlPath>, gone: &mut VecDeque<(Address, Identity)>) {
    let lost = only_in(old, new).into_iter();
    let lost = lost.filter_map(|url| Some(((new.name.clone(), url.clone()), old.identity(url)?)));
    gone.extend(lost);
    moves.retain(|(edition, url), _| *edition != new.name || !new.has(url));
    gone.retain(|((edition, url), _)| *edition != new.name || !new.has(url));
    let fresh: Vec<_> = only_in(new, old).into_iter().filter_map(|url| Some((url, new.identity(url)?))).collect();
    let is_same = |one: &Identity, other: &Identity| match (&one.id, &other.id) {
        (Some(one), Some(other)) => one == other,
        _ => one.text == other.text,
    };
    for (address, identity) in gone.iter().filter(|((edition, _), _)| *edition == new.name) {
        if let Some((url, _)) = fresh.iter().find(|(_, found)| is_same(identity, found)) {
            moves.insert(address.clone(), (*url).clone());
        }
    }
}

/// Lists the addresses that the other sheet does not have, in one walk through both.
fn only_in<'a>(sheet: &'a Sheet, other: &Sheet) -> Vec<&'a UrlPath> {
    let mut others = other.urls().peekable();
    let is_missing = |url: &&UrlPath| {
        while others.next_if(|other| other < url).is_some() {}
        others.next_if_eq(url).is_none()
    };
    sheet.urls().filter(is_missing).collect()
}

/// Writes the findings for the browser, errors first; each as the terminal prints it.
fn findings(view: &View, fault: Option<&str>, only_open: bool) -> String {
    let mut listed: Vec<&Diagnostic> = view.diagnostics.iter().collect();
    listed.sort_by_key(|finding| finding.severity);
    let count = |severity| listed.iter().filter(|finding| finding.severity == severity).count();
    let (errors, all) = (count(Severity::Error), listed.len());
    // Whoever may be on the network is not shown what authors wrote.
    let shown = if only_open { 0 } else { MOST_FINDINGS };
    let one = |finding: &&Diagnostic| {
        let text = human::finding(finding, &view.sources, view.editions.len());
        json!({ "severity": finding.severity, "text": text })
    };
    let found: Vec<Value> = listed.iter().take(shown).map(one).collect();
    json!({
        "fault": fault.filter(|_| !only_open),
        "errors": errors,
        "tally": human::tally(&view.diagnostics),
        "more": all - found.len(),
        "findings": found,
    })
    .to_string()
}

/// The place where the newest stage stands.
#[derive(Debug)]
pub(super) struct Hub {
    pub(super) place: Place,
    newest: Mutex<Arc<Stage>>,
    changed: Condvar,
}

impl Hub {
    pub(super) fn new(place: Place, stage: Stage) -> Self {
        Self { place, newest: Mutex::new(Arc::new(stage)), changed: Condvar::new() }
    }

    /// Gives the newest stage.
    pub(super) fn now(&self) -> Arc<Stage> {
        lock(&self.newest).clone()
    }

    /// Replaces the stage and wakes whoever waits for that.
    pub(super) fn put(&self, stage: Stage) {
        let old = std::mem::replace(&mut *lock(&self.newest), Arc::new(stage));
        self.changed.notify_all();
        // A large handbook takes its time to be freed, and nobody has to wait for the lock meanwhile.
        drop(old);
    }

    /// Waits until the newest stage is another one than `known`, or the time is over; gives the newest.
    pub(super) fn wait(&self, known: &Arc<Stage>, most: Duration) -> Arc<Stage> {
        let newest = lock(&self.newest);
        let is_known = |newest: &mut Arc<Stage>| Arc::ptr_eq(newest, known);
        let (newest, _) =
            self.changed.wait_timeout_while(newest, most, is_known).unwrap_or_else(PoisonError::into_inner);
        newest.clone()
    }
}

/// Takes a lock; a thread that failed while it held it has left nothing half done, since values are replaced whole.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
