//! The metrics file: what the numbers mean, whom each metric is for, and where its numbers are.

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::audience::{Audience, Audiences};
use crate::config::{Config, EditionConfig};
use crate::edition::metrics::{Group, Metric, Metrics, PeriodKey, Series};
use crate::path::{SourcePath, segment};

use super::super::Written;
use super::super::keys::fold;
use super::super::node::{Content, Node};
use super::super::over_time::facts::close_like;
use super::super::place::{Place, below};
use super::super::strings::cut_tree;
use super::cut::{Marked, plain_name};
use super::fields::{self, Fields};
use super::grid::Row;
use super::origin::{self, Origin};
use super::points::Roles;
use super::{Report, points};

mod objectives;
mod read;

pub(super) use read::read;

/// All metrics, for all readers.
#[derive(Debug)]
pub(super) struct Book {
    source: SourcePath,
    groups: Vec<Section>,
    metrics: Vec<Numbers>,
    /// Whether every metric and every file that holds its numbers is known.
    pub(super) is_whole: bool,
}

/// A group and whom it is for.
#[derive(Debug)]
struct Section {
    id: String,
    node: Node,
    /// None where it does not say: then for whoever has one of its metrics.
    audience: Option<Audience>,
}

/// A metric and whom it is for.
#[derive(Debug)]
struct Numbers {
    id: String,
    node: Node,
    audience: Audience,
    origin: Origin,
    /// The numbers, as far as they could be read.
    marked: Option<Marked>,
    data: Option<SourcePath>,
}

impl Book {
    /// Closes the metrics to what the section of their file allows, and their numbers to what that of theirs does.
    pub(super) fn close(&mut self, ceiling: impl Fn(&SourcePath) -> Audience) {
        let of_all = ceiling(&self.source);
        for metric in &mut self.metrics {
            metric.audience = metric.audience.max(of_all);
            if let (Some(marked), Some(data)) = (&mut metric.marked, &metric.data) {
                marked.close(ceiling(data));
            }
        }
    }

    /// Keeps groups, metrics and their numbers as narrow as the newest ones of the same name. A metric whose id no newer
    /// book has is the newer one of the same title, if that one's id is new there.
    pub(super) fn narrow<'b>(&mut self, newer: &[&'b Self], names: &Audiences) {
        for group in &mut self.groups {
            let states = newer.iter().map(|book| book.groups.iter().filter(|state| state.id == group.id));
            let newest = states.map(|states| states.collect::<Vec<_>>()).find(|states| !states.is_empty());
            let newest = newest.unwrap_or_default();
            for now in &newest {
                close_like(&mut group.node, &now.node, names, group.audience.unwrap_or(Audience::WIDEST));
            }
            let readers = newest.into_iter().filter_map(|state| state.audience);
            group.audience = readers.chain(group.audience).max();
        }
        let ids: BTreeSet<String> = self.metrics.iter().map(|metric| metric.id.clone()).collect();
        for metric in &mut self.metrics {
            let (own, title) = (&metric.id, metric.title(names));
            let has_id = newer.iter().any(|book| book.metrics.iter().any(|state| state.id == *own));
            let is_heir = |state: &Numbers| title.is_some() && state.title(names) == title && !ids.contains(&state.id);
            let is_state = |state: &Numbers| if has_id { state.id == *own } else { is_heir(state) };
            let state = |book: &&'b Self| {
                book.metrics.iter().filter(|state| is_state(state)).max_by_key(|state| state.audience)
            };
            let states: Vec<&Numbers> = newer.iter().filter_map(state).collect();
            metric.narrow(&states, names);
        }
    }

    /// Tells whether a place in the metrics file or in a file that it names is surely not for a reader; none for another
    /// file.
    pub(super) fn is_for_others(&self, source: &SourcePath, at: usize, reader: Audience) -> Option<bool> {
        let is_hidden = |metric: &Numbers| !reader.may_read(metric.audience);
        let in_rows = |metric: &Numbers| metric.marked.as_ref().is_some_and(|rows| rows.is_for_others(at, reader));
        if *source == self.source {
            let groups = self.groups.iter().filter(|group| group.node.range.contains(&at));
            let mut groups = groups.map(|group| group.audience.is_some_and(|whom| !reader.may_read(whom)));
            let here = |metric: &&Numbers| metric.node.range.contains(&at);
            let own = |metric: &Numbers| is_hidden(metric) || metric.data.is_none() && in_rows(metric);
            return Some(groups.any(|is_others| is_others) || self.metrics.iter().filter(here).any(own));
        }
        let mut using = self.metrics.iter().filter(|metric| metric.data.as_ref() == Some(source)).peekable();
        using.peek().is_some().then(|| using.all(|metric| is_hidden(metric) || in_rows(metric)))
    }

    /// Gives the files that hold all this.
    pub(super) fn files(&self) -> impl Iterator<Item = &SourcePath> {
        [&self.source].into_iter().chain(self.metrics.iter().filter_map(|metric| metric.data.as_ref()))
    }
}

impl Numbers {
    /// Keeps the metric as narrow as its newest state, and its numbers as narrow as the newest ones of the same period.
    fn narrow<'b>(&mut self, newer: &[&'b Self], names: &Audiences) {
        if let Some(newest) = newer.first() {
            self.audience = self.audience.max(newest.audience);
            close_like(&mut self.node, &newest.node, names, self.audience);
        }
        self.origin.min_group =
            newer.iter().map(|state| state.origin.min_group).max().flatten().max(self.origin.min_group);
        let Some(marked) = &mut self.marked else { return };
        let own = Shape::of(marked, &self.origin.roles, names);
        let keys = marked.keys(|row| own.key(row, names));
        let known = newer.iter().filter_map(|state| Some((state.marked.as_ref()?, &state.origin.roles)));
        let keyed = |(state, roles): (&'b Marked, &Roles)| {
            let shape = Shape::of(state, roles, names);
            // A column of the one may be a row of the other.
            let is_alike = shape.is_long == own.is_long;
            vec![(state, if is_alike { state.keyed(|row| shape.key(row, names)) } else { state.narrowest_part() })]
        };
        let states: Vec<_> = known.map(keyed).collect();
        marked.narrow(&keys, &states, names);
    }

    /// Gives the title as the narrowest readers have it, in small letters.
    fn title(&self, names: &Audiences) -> Option<String> {
        let Content::Map(entries) = &self.node.content else { return None };
        let title = entries.iter().find(|entry| fold(&entry.key) == "title")?.node.words()?;
        let plain = plain_name(&title, names).trim().to_lowercase();
        (!plain.is_empty()).then_some(plain)
    }

    /// Gives the metric as an audience reads it on a day; none where nothing is left of its title.
    fn typed(
        &self,
        config: &Config,
        (reader, day): (Audience, Date),
        data: &mut Report<'_>,
        book: &mut Report<'_>,
    ) -> Option<Metric> {
        let names = &config.audiences;
        let node = cut_tree(&self.node, names, reader).0;
        let fields = Fields::open(&node, "a metric", book)?;
        let mut metric = fields::metric(fields, book);
        let notes = origin::notes(fields, book);
        let mut series = self.series(names, reader, &notes, data, book);
        metric.later = points::take_later(&mut series, day);
        if let Some(least) = self.origin.min_group {
            points::suppress(&mut series, least);
        }
        metric.series = series;
        metric.id.clone_from(&self.id);
        metric.min_group = self.origin.min_group;
        metric.data.clone_from(&self.data);
        metric.audience = (self.audience > Audience::WIDEST).then(|| names.name(self.audience).to_owned());
        (!metric.title.is_empty()).then_some(metric)
    }

    fn series(
        &self,
        names: &Audiences,
        reader: Audience,
        notes: &[(PeriodKey, String, Range<usize>)],
        data: &mut Report<'_>,
        book: &mut Report<'_>,
    ) -> Vec<Series> {
        let Some(marked) = &self.marked else { return Vec::new() };
        let mut series = points::read(&marked.view(names, reader), &self.origin.roles, &self.origin.na, data, book);
        points::annotate(&mut series, notes, book);
        series
    }
}

/// Where a metric's rows say what they are: a row is a period of a line, or a line with a column for each period.
struct Shape {
    is_long: bool,
    columns: Vec<usize>,
}

impl Shape {
    fn of(marked: &Marked, roles: &Roles, names: &Audiences) -> Self {
        let find = |role: &Option<(String, Range<usize>)>, name: &str| {
            marked.column(role.as_ref().map_or(name, |(name, _)| name.as_str()), names)
        };
        let (period, series) = (find(&roles.period, "period"), find(&roles.series, "series"));
        let line = || series.or_else(|| marked.first_column(|name| PeriodKey::parse(name).is_none(), names));
        let columns =
            period.map_or_else(|| line().into_iter().collect(), |period| [period].into_iter().chain(series).collect());
        Self { is_long: period.is_some(), columns }
    }

    fn key(&self, row: &Row, names: &Audiences) -> Option<String> {
        let words = |at: &usize| plain_name(&row.cells[*at].words().unwrap_or_default(), names);
        let cells = self.columns.iter().map(|at| period_or(&words(at)));
        (!self.columns.is_empty()).then(|| cells.collect::<Vec<_>>().join("\n"))
    }
}

/// Writes a period in its one form; anything else stays as it is.
fn period_or(words: &str) -> String {
    PeriodKey::parse(words).map_or_else(|| words.trim().to_owned(), |period| period.to_string())
}

/// Gives the metrics that the readers of an edition may know, as they were on a day.
pub(in super::super) fn metrics(written: &Written, config: &Config, edition: &EditionConfig, day: Date) -> Metrics {
    let Some(book) = &written.data.book else { return Metrics::default() };
    let folder = below(&book.source, &written.content).unwrap_or_default();
    let reader = edition.audience;
    let ceiling = written.sections.ceiling(folder.rsplit_once('/').map_or("", |(folder, _)| folder));
    if !reader.may_read(ceiling) || !is_in_sections(folder, config, edition) {
        return Metrics { source: None, ..Metrics::default() };
    }
    let mut ids = BTreeSet::new();
    let shown = book.metrics.par_iter().filter(|metric| reader.may_read(metric.audience));
    let typed = |metric: &Numbers| {
        let (mut data, mut own) = (Report::new(&book.source), Report::new(&book.source));
        metric.typed(config, (reader, day), &mut data, &mut own)
    };
    let mut metrics: Vec<Metric> = shown.filter_map(typed).collect();
    metrics.retain(|metric| ids.insert(segment(&metric.id)));
    let groups = groups(book, &metrics, config, reader);
    for metric in &mut metrics {
        metric.group = metric.group.take().filter(|id| groups.iter().any(|group| group.id == *id));
    }
    Metrics { source: Some(book.source.clone()), as_of: day, groups, metrics }
}

fn is_in_sections(path: &str, config: &Config, edition: &EditionConfig) -> bool {
    let Some(sections) = &edition.sections else { return true };
    let place = Place::new(path, config.keep_number_prefixes);
    place.is_some_and(|place| sections.iter().any(|section| place.is_within(section)))
}

/// Gives the groups that have a metric for these readers.
fn groups(book: &Book, metrics: &[Metric], config: &Config, reader: Audience) -> Vec<Group> {
    let names = &config.audiences;
    let mut ids = BTreeSet::new();
    let is_used = |group: &&Section| metrics.iter().any(|metric| metric.group.as_ref() == Some(&group.id));
    let may_read = |group: &&Section| group.audience.is_none_or(|audience| reader.may_read(audience));
    let typed = |group: &Section| {
        let node = cut_tree(&group.node, names, reader).0;
        let mut report = Report::new(&book.source);
        let fields = Fields::open(&node, "a group", &mut report)?;
        let audience = group.audience.filter(|audience| *audience > Audience::WIDEST);
        Some(Group {
            id: group.id.clone(),
            title: fields.text("title", &mut report)?,
            description: fields.text("description", &mut report),
            audience: audience.map(|audience| names.name(audience).to_owned()),
        })
    };
    let shown = book.groups.iter().filter(is_used).filter(may_read);
    shown.filter_map(typed).filter(|group| ids.insert(segment(&group.id))).collect()
}
