//! The pages that tell what changed on a page: its versions, what it says otherwise of itself, and its text with what
//! came and went.
//!
//! A page's history stands below the page: `history/` shows what the current version brought, and
//! `history/2026.1..2026.3/` what changed between two others.

use super::context::Link;
use super::context::changes::{Duty, FieldLine, History, Part, StateLine, Words};
use super::metrics::quote;
use super::navigation::{crumbs, link, sidebar};
use super::plan::Item;
use super::view::{bare, base};
use super::words::{day, kind, role};
use super::{Press, View, Work, versions};
use crate::edition::Status;
use crate::path::{SourcePath, UrlPath};
use crate::redline::duty::{self, Obligation};
use crate::redline::fields::{Field, Said};
use crate::redline::history::{self, Past, Place};
use crate::redline::passage::Mark;
use crate::site::Site;

/// Lists the pages that tell of changes: each with its address, and the file of the page that it tells of.
pub(super) fn items(site: &Site, history: &history::History) -> Vec<(UrlPath, Item, Option<SourcePath>)> {
    let of_page = |(home, past): (&Place, &std::sync::Arc<Past>)| {
        let source = history::at(site, *home).map(|(_, page)| page.source.clone());
        let item = |step| Some((step_url(site, past, step)?, Item::History(*home, step), source.clone()));
        (0..past.steps.len()).filter_map(item).collect::<Vec<_>>()
    };
    history.pages.iter().flat_map(of_page).collect()
}

/// Gives the address of the page that tells of a step.
pub(super) fn step_url(site: &Site, past: &Past, step: usize) -> Option<UrlPath> {
    let (node, _) = history::at(site, past.home())?;
    let own = if main_step(past) == step {
        String::new()
    } else {
        let step = past.steps.get(step)?;
        format!("{}..{}/", name(site, step.old.0), name(site, step.new.0))
    };
    UrlPath::new(&format!("{}/history/{own}", node.url.as_str().trim_end_matches('/'))).ok()
}

/// Gives the step that the history of a page shows first: what brought the state in force.
fn main_step(past: &Past) -> usize {
    let place = |place: Place| past.states.iter().position(|(state, _)| *state == place);
    let current = place(past.home());
    past.steps[..past.brought].iter().position(|step| place(step.new) >= current).unwrap_or(0)
}

/// Gives where a page tells of its history; for a page of an old version, what changed since.
pub(super) fn of(press: &Press, place: Place) -> Option<Link> {
    let (home, past) = press.history.of(place)?;
    let step = if place == home { main_step(past) } else { past.since(place)? };
    let title = name(&press.site, past.steps[step].new.0);
    Some(Link { title, href: step_url(&press.site, past, step)?.href(base(press)) })
}

/// Gives the page that tells what a version changed on a page, and how much.
pub(super) fn brought(press: &Press, old: Place, new: Place) -> Option<(Option<Link>, &history::Step)> {
    let (_, past) = press.history.of(new)?;
    let step = past.steps.iter().position(|step| step.old == old && step.new == new)?;
    let href = step_url(&press.site, past, step).map(|url| url.href(base(press)));
    let title = history::at(&press.site, new)?.0.title.clone();
    Some((href.map(|href| Link { title, href }), &past.steps[step]))
}

/// Gathers what a page about a step is made from.
pub(super) fn work<'a>(press: &'a Press, url: &UrlPath, home: Place, number: usize) -> Work<'a> {
    let nothing = Work::Text(String::new());
    let Some(past) = press.history.pages.get(&home) else { return nothing };
    let step = &past.steps[number];
    let (Some(old), Some(new)) = (history::at(&press.site, step.old), history::at(&press.site, step.new)) else {
        return nothing;
    };
    let (site, base) = (&*press.site, base(press));
    let tree = &site.trees[home.0];
    let mut page = bare(press, &format!("{}: what changed", tree.nodes[home.1].title), &url.href(base));
    "history".clone_into(&mut page.kind);
    (page.noindex, page.canonical) = (true, None);
    page.crumbs = crumbs(tree, home.1, base);
    page.crumbs.push(link(tree, home.1, base));
    page.nav = sidebar(tree, Some(home.1), base);
    page.versions = versions::at_home(press);
    let quotes_metrics = [old, new].iter().any(|(node, _)| !node.facts.quotes.is_empty());
    page.sheets = press.frame.metrics_css.clone().filter(|_| quotes_metrics).into_iter().collect();
    page.lang = new.1.meta.lang.clone().filter(|lang| *lang != site.edition.settings.language);
    let history = Some(view(press, past, number));
    let roots = (history::root(site, step.old.0), history::root(site, step.new.0));
    let quotes = [quote::of(press, step.old.0, old.0), quote::of(press, step.new.0, new.0)];
    Work::Redline { view: Box::new(View { page, history, ..View::default() }), old, new, roots, quotes }
}

fn view(press: &Press, past: &Past, number: usize) -> History {
    let step = &past.steps[number];
    let tally = &step.tally;
    History {
        old: state(press, past, step.old),
        new: state(press, past, step.new),
        is_main: number == main_step(past),
        inserted: tally.inserted,
        deleted: tally.deleted,
        moved: tally.moved,
        fields: step.fields.iter().map(line).collect(),
        is_text_changed: tally.is_changed,
        states: past.states.iter().map(|(place, _)| state(press, past, *place)).collect(),
    }
}

fn state(press: &Press, past: &Past, place: Place) -> StateLine {
    let (site, base) = (&*press.site, base(press));
    let version = &site.edition.versions[place.0];
    let href = |step: usize| step_url(site, past, step).map(|url| url.href(base));
    let brought = past.steps[..past.brought].iter().position(|step| step.new == place);
    StateLine {
        name: name(site, place.0),
        href: site.trees[place.0].nodes[place.1].url.href(base),
        date: version.date.map(day),
        note: version.note.clone(),
        standing: versions::standing(&site.edition, place.0),
        brought: brought.and_then(href),
        since: past.since(place).filter(|step| Some(*step) != brought).and_then(href),
    }
}

fn name(site: &Site, version: usize) -> String {
    site.edition.versions[version].name.as_ref().map_or_else(String::new, |name| name.as_str().to_owned())
}

/// Words a fact that changed.
pub fn line(field: &Field) -> FieldLine {
    FieldLine { name: field.name.clone(), old: field.old.as_ref().map(said), new: field.new.as_ref().map(said) }
}

fn said(said: &Said) -> String {
    match said {
        Said::Text(text) => text.clone(),
        Said::Role(name) => role(name),
        Said::Day(date) => day(*date).words,
        Said::Kind(of) => kind(*of).unwrap_or("Page").to_owned(),
        Said::Status(status) => status_words(*status).to_owned(),
    }
}

fn status_words(status: Status) -> &'static str {
    match status {
        Status::Draft => "Draft",
        Status::InReview => "In review",
        Status::Active => "Active",
        Status::Superseded => "Superseded",
        Status::Retired => "Retired",
    }
}

/// Gives sentences that oblige in another way as templates see them.
pub(super) fn duties(obligations: &[Obligation]) -> Vec<Duty> {
    let duty = |duty: &Obligation| {
        let parts = duty.parts();
        Duty { section: duty.section.clone(), old: words(&parts, Mark::Inserted), new: words(&parts, Mark::Deleted) }
    };
    obligations.iter().map(duty).collect()
}

/// Gives one state of a sentence: all words but those with a mark.
fn words(parts: &[duty::Part], without: Mark) -> Vec<Words> {
    let mut all: Vec<Words> = Vec::new();
    for part in parts.iter().filter(|part| part.mark != without) {
        let changed = part.mark != Mark::Same;
        let text = part.text.trim_start();
        let space = text.len() < part.text.len();
        let own = Part { text: text.to_owned(), strong: part.obliges };
        match all.last_mut().filter(|words| words.changed == changed) {
            Some(words) => {
                let between = space.then(|| Part { text: " ".to_owned(), strong: false });
                words.parts.extend(between.into_iter().chain([own]));
            }
            None => all.push(Words { space, changed, parts: vec![own] }),
        }
    }
    all
}
