//! The metrics file: what the numbers mean, whom each metric is for, and where its numbers are.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::audience::{Audience, Audiences};
use crate::config::{Config, EditionConfig};
use crate::diagnostic::{Code, Diagnostic, Span, nearest};
use crate::edition::metrics::{Group, Metric, Metrics, PeriodKey, Series};
use crate::path::SourcePath;
use crate::source::Snapshot;

use super::super::Written;
use super::super::node::{Content, Node};
use super::super::place::{Place, below};
use super::super::strings::cut_tree;
use super::cut::{Marked, mark};
use super::fields::{self, Fields};
use super::grid::{self, Grid};
use super::origin::{self, Origin};
use super::{Loaded, Report, file_of, list, load, points, shown};

/// All metrics, for all readers.
#[derive(Debug)]
pub(super) struct Book {
    source: SourcePath,
    groups: Vec<Section>,
    metrics: Vec<Numbers>,
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
    /// Gives the files that hold all this.
    pub(super) fn files(&self) -> impl Iterator<Item = &SourcePath> {
        [&self.source].into_iter().chain(self.metrics.iter().filter_map(|metric| metric.data.as_ref()))
    }
}

/// What is needed to read the metrics file.
struct Reader<'a> {
    snapshot: &'a Snapshot,
    config: &'a Config,
    source: &'a SourcePath,
    text: &'a str,
    report: Report<'a>,
    /// What is wrong in other files.
    findings: Vec<Diagnostic>,
    /// The files that were read, for metrics that share one.
    grids: BTreeMap<(SourcePath, String), Arc<Grid>>,
    /// What the whole file says of missing numbers and of small counts.
    na: Vec<String>,
    min_group: Option<u32>,
}

/// Reads the metrics file and the files that it names.
pub(super) fn read(snapshot: &Snapshot, file: &str, config: &Config, findings: &mut Vec<Diagnostic>) -> Option<Book> {
    let Some((source, blob)) = file_of(snapshot, file) else {
        let place = config.places.get("metrics.file").cloned().unwrap_or_default();
        let message = format!("there is no metrics file `{file}` below the content folder");
        let help = "write the file's path from the content folder, such as `metrics/metrics.yaml`";
        findings.push(Diagnostic::new(Code::DataMissing, Span::new(&config.path, place), message).help(help));
        return None;
    };
    let tree = match load(source, blob) {
        Ok(Loaded::Tree(tree)) => tree,
        Ok(Loaded::Grid(_)) => {
            let message = "the metrics file says what numbers mean, so it cannot be CSV";
            let help = "write a YAML file with `metrics`, and name the CSV file there as a metric's `data`";
            findings.push(Diagnostic::new(Code::DataSyntax, Span::file(source), message).help(help));
            return None;
        }
        Err(finding) => {
            findings.push(*finding);
            return None;
        }
    };
    let text = blob.text().map_or("", |text| &**text);
    let (report, own) = (Report::new(source), Vec::new());
    let (grids, na) = (BTreeMap::new(), Vec::new());
    let mut reader = Reader { snapshot, config, source, text, report, findings: own, grids, na, min_group: None };
    let book = reader.book(&tree);
    findings.append(&mut reader.findings);
    findings.extend(reader.report.finish());
    Some(book)
}

impl<'a> Reader<'a> {
    fn book(&mut self, tree: &Node) -> Book {
        let mut book = Book { source: self.source.clone(), groups: Vec::new(), metrics: Vec::new() };
        let Some(root) = Fields::open(tree, "the metrics file", &mut self.report) else { return book };
        root.judge_keys("the metrics file", fields::ROOT, &mut self.report);
        self.na = root.words("na", &mut self.report);
        self.min_group = root.count("min_group", (1, 1000), &mut self.report);
        book.groups = self.items(root, "groups").iter().filter_map(|node| self.group(node)).collect();
        book.metrics = self.items(root, "metrics").iter().filter_map(|node| self.metric(node)).collect();
        self.double_ids("group", book.groups.iter().map(|group| (&group.id, &group.node)));
        self.double_ids("metric", book.metrics.iter().map(|metric| (&metric.id, &metric.node)));
        self.unknown_groups(&book);
        book
    }

    fn items<'n>(&mut self, root: Fields<'n>, key: &str) -> &'n [Node] {
        match root.node(key).map(|node| (&node.content, node)) {
            Some((Content::List(items), _)) => items,
            Some((_, node)) => {
                let message = format!("`{key}` is a list, not {}", node.name());
                self.report.add(Code::DataValue, &node.range, message, "start each entry with `- id: ...`");
                &[]
            }
            None => &[],
        }
    }

    fn group(&mut self, node: &Node) -> Option<Section> {
        let fields = Fields::open(node, "a group", &mut self.report)?;
        let is_doubtful = fields.judge_keys("a group", fields::GROUP, &mut self.report) | self.doubts(node);
        let id = fields.id("id", &mut self.report);
        let id = fields.required("id", "a group", id, &mut self.report);
        let title = fields.text("title", &mut self.report);
        fields.required("title", "a group", title, &mut self.report);
        let stated = self.stated(fields);
        let audience = if is_doubtful { Some(self.config.audiences.narrowest()) } else { stated };
        Some(Section { id: id?, node: node.clone(), audience })
    }

    fn metric(&mut self, node: &Node) -> Option<Numbers> {
        let fields = Fields::open(node, "a metric", &mut self.report)?;
        let is_doubtful = fields.judge_keys("a metric", fields::METRIC, &mut self.report) | self.doubts(node);
        let id = fields.id("id", &mut self.report);
        let id = fields.required("id", "a metric", id, &mut self.report);
        let title = fields.text("title", &mut self.report);
        fields.required("title", "a metric", title, &mut self.report);
        let narrowest = self.config.audiences.narrowest();
        let audience = self.stated(fields).filter(|_| !is_doubtful).unwrap_or(narrowest);
        let mut origin = origin::read(fields, audience, self.config, &mut self.report);
        if origin.na.is_empty() {
            origin.na.clone_from(&self.na);
        }
        origin.min_group = origin.min_group.or(self.min_group);
        let (grid, data) = self.grid(fields, &origin);
        let mut metric = Numbers { id: id?, node: node.clone(), audience, origin, marked: None, data };
        metric.marked = grid.map(|grid| self.marked(&metric, grid));
        self.rehearse(&metric);
        Some(metric)
    }

    /// Gives the audience that is stated; a bad one is the narrowest.
    fn stated(&mut self, fields: Fields<'_>) -> Option<Audience> {
        let node = fields.node("audience")?;
        Some(origin::audience(node, &self.config.audiences, &mut self.report))
    }

    /// Reports doubtful marks in the words of an entry; tells whether there are any.
    fn doubts(&mut self, node: &Node) -> bool {
        let mut ranges = BTreeSet::new();
        for audience in super::super::review::levels(self.config) {
            for doubt in cut_tree(node, &self.config.audiences, audience).1 {
                if ranges.insert((doubt.range.start, doubt.range.end)) {
                    self.report.add(doubt.code, &doubt.range, doubt.message, doubt.help);
                }
            }
        }
        !ranges.is_empty()
    }

    /// Gives the rows of a metric: those beside it, or those of its data file.
    fn grid(&mut self, fields: Fields<'_>, origin: &Origin) -> (Option<Arc<Grid>>, Option<SourcePath>) {
        match (fields.node("series"), &origin.data) {
            (Some(node), None) => {
                self.judge_points(node);
                (self.settle(grid::from_node(node).map(Arc::new), self.source.clone()), None)
            }
            (None, Some((path, range))) => self.file(path, range, origin),
            (Some(node), Some(_)) => {
                let message = "a metric has `series` or `data`, not both";
                self.report.add(Code::DataValue, &node.range, message, "delete the one that is not needed");
                (None, None)
            }
            (None, None) => {
                let range = fields.range().start..fields.range().start + 1;
                let help = "add `data: file.csv`, or `series` with lines such as `- {period: 2026-03, value: 12}`";
                self.report.add(Code::DataValue, &range, "a metric has no numbers", help);
                (None, None)
            }
        }
    }

    fn judge_points(&mut self, node: &Node) {
        let Content::List(items) = &node.content else { return };
        for item in items {
            if let Content::Map(_) = item.content {
                let point = Fields::open(item, "a number", &mut self.report);
                point.map(|point| point.judge_keys("a number", fields::POINT, &mut self.report));
            }
        }
    }

    fn file(&mut self, path: &str, range: &Range<usize>, origin: &Origin) -> (Option<Arc<Grid>>, Option<SourcePath>) {
        let folder = below(self.source, &self.snapshot.content).and_then(|path| path.rsplit_once('/'));
        let whole = folder.map_or_else(|| path.to_owned(), |(folder, _)| format!("{folder}/{path}"));
        let Some((source, blob)) = file_of(self.snapshot, &whole) else {
            let message = format!("there is no data file `{}`", shown(path));
            let folder = format!("{}/", self.source.folder());
            let names = self.snapshot.files.keys().filter_map(|file| file.as_str().strip_prefix(&folder));
            let help = nearest(path, names).map_or_else(
                || "write the file's path from the folder of the metrics file, such as `upstream.csv`".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            self.report.add(Code::DataMissing, range, message, help);
            return (None, None);
        };
        let data = Some(source.clone());
        let records = origin.records.as_ref().map_or("", |(path, _)| path);
        let key = (source.clone(), records.to_owned());
        if let Some(known) = self.grids.get(&key) {
            return (Some(Arc::clone(known)), data);
        }
        let grid = match load(source, blob) {
            Err(finding) => {
                self.findings.push(*finding);
                None
            }
            Ok(Loaded::Grid(grid)) => Some(Arc::new(grid)),
            Ok(Loaded::Tree(tree)) => match grid::find(&tree, records) {
                Some(part) => self.settle(grid::from_node(part).map(Arc::new), source.clone()),
                None => {
                    let message = format!("the data have no `{}`", shown(records));
                    let place = origin.records.as_ref().map_or(range, |(_, range)| range);
                    self.report.add(
                        Code::DataColumn,
                        place,
                        message,
                        "write the keys that lead to the rows, with dots between",
                    );
                    None
                }
            },
        };
        self.grids.extend(grid.clone().map(|grid| (key, grid)));
        (grid, data)
    }

    fn settle(&mut self, made: Result<Arc<Grid>, super::Fault>, source: SourcePath) -> Option<Arc<Grid>> {
        made.map_err(|fault| self.findings.push(fault.diagnostic(&source))).ok()
    }

    fn marked(&mut self, metric: &Numbers, grid: Arc<Grid>) -> Marked {
        let blob = metric.data.as_ref().and_then(|data| self.snapshot.files.get(data));
        let text = blob.and_then(|blob| blob.text()).map_or(self.text, |text| text);
        let mut own = Report::new(metric.data.as_ref().unwrap_or(self.source));
        let marked = mark(grid, text, &metric.origin.says, self.config, &mut own, &mut self.report);
        self.findings.extend(own.finish());
        marked
    }

    /// Makes a metric once as the narrowest audience has it, to find what is wrong.
    fn rehearse(&mut self, metric: &Numbers) {
        let mut own = Report::new(metric.data.as_ref().unwrap_or(self.source));
        let _ = metric.typed(self.config, self.config.audiences.narrowest(), &mut own, &mut self.report);
        self.findings.extend(own.finish());
    }

    fn double_ids<'n>(&mut self, what: &str, all: impl Iterator<Item = (&'n String, &'n Node)>) {
        let mut seen: BTreeMap<&str, &Node> = BTreeMap::new();
        for (id, node) in all {
            if let Some(first) = seen.insert(id, node) {
                let place = |node: &Node| Span::new(self.source, node.range.start..node.range.start + 1);
                let message = format!("two entries are the {what} `{id}`");
                let finding = Diagnostic::new(Code::DataDuplicate, place(node), message)
                    .help("give one of them another id: it is a part of the address")
                    .related(place(first), "the other one");
                self.findings.push(finding);
            }
        }
    }

    fn unknown_groups(&mut self, book: &Book) {
        let known: Vec<&str> = book.groups.iter().map(|group| group.id.as_str()).collect();
        for metric in &book.metrics {
            let Content::Map(entries) = &metric.node.content else { continue };
            let group = entries.iter().find(|entry| entry.key == "group").map(|entry| &entry.node);
            let Some((node, words)) = group.and_then(|node| Some((node, node.words()?))) else { continue };
            if known.contains(&words.trim()) {
                continue;
            }
            let help = match nearest(words.trim(), known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if known.is_empty() => "add it to `groups`, with an `id` and a `title`".to_owned(),
                None => format!("the groups are {}", list(known.iter().copied())),
            };
            self.report.add(Code::DataValue, &node.range, format!("there is no group `{}`", shown(&words)), help);
        }
    }
}

impl Numbers {
    /// Gives the metric as an audience reads it; none where nothing is left of its title.
    fn typed(&self, config: &Config, reader: Audience, data: &mut Report<'_>, book: &mut Report<'_>) -> Option<Metric> {
        let names = &config.audiences;
        let node = cut_tree(&self.node, names, reader).0;
        let fields = Fields::open(&node, "a metric", book)?;
        let mut metric = fields::metric(fields, book);
        let notes = origin::notes(fields, book);
        metric.series = self.series(names, reader, &notes, data, book);
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
        if let Some(least) = self.origin.min_group {
            points::suppress(&mut series, least);
        }
        series
    }
}

/// Gives the metrics that the readers of an edition may know.
pub(in super::super) fn metrics(written: &Written, config: &Config, edition: &EditionConfig) -> Metrics {
    let Some(book) = &written.data.book else { return Metrics::default() };
    let folder = below(&book.source, &written.content).unwrap_or_default();
    let reader = edition.audience;
    let ceiling = written.sections.ceiling(folder.rsplit_once('/').map_or("", |(folder, _)| folder));
    if !reader.may_read(ceiling) || !is_in_sections(folder, config, edition) {
        return Metrics { source: None, ..Metrics::default() };
    }
    let mut ids = BTreeSet::new();
    let shown = book.metrics.iter().filter(|metric| reader.may_read(metric.audience));
    let typed = |metric: &Numbers| {
        let (mut data, mut own) = (Report::new(&book.source), Report::new(&book.source));
        metric.typed(config, reader, &mut data, &mut own)
    };
    let mut metrics: Vec<Metric> = shown.filter_map(typed).filter(|metric| ids.insert(metric.id.clone())).collect();
    let groups = groups(book, &metrics, config, reader);
    for metric in &mut metrics {
        metric.group = metric.group.take().filter(|id| groups.iter().any(|group| group.id == *id));
    }
    Metrics { source: Some(book.source.clone()), groups, metrics }
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
    shown.filter_map(typed).filter(|group| ids.insert(group.id.clone())).collect()
}
