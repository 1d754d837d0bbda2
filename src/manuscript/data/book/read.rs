//! The reading of the metrics file and of the files that it names; what is wrong is reported with its place.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use crate::audience::Audience;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Span, nearest};
use crate::path::{SourcePath, segment};
use crate::source::Snapshot;

use super::super::super::node::{Content, Node};
use super::super::super::place::below;
use super::super::super::quotes;
use super::super::super::review::levels;
use super::super::super::strings::cut_tree;
use super::super::cut::{Marked, mark};
use super::super::fields::{self, Fields};
use super::super::grid::{self, Grid};
use super::super::origin::{self, Origin};
use super::super::{Fault, Loaded, Report, file_of, list, load, shown};
use super::{Book, Numbers, Section};

/// The addresses below `/metrics/` that are no metric's.
const TAKEN: &[&str] = &["groups", "objectives", "summary"];

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
pub(in super::super) fn read(
    snapshot: &Snapshot,
    file: &str,
    config: &Config,
    findings: &mut Vec<Diagnostic>,
) -> Option<Book> {
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
    findings.extend(quotes::misplaced(source, text, &tree));
    let (report, own) = (Report::new(source), Vec::new());
    let (grids, na) = (BTreeMap::new(), Vec::new());
    let mut reader = Reader { snapshot, config, source, text, report, findings: own, grids, na, min_group: None };
    let book = reader.book(&tree);
    findings.append(&mut reader.findings);
    findings.extend(reader.report.finish());
    Some(book)
}

impl Reader<'_> {
    fn book(&mut self, tree: &Node) -> Book {
        let mut book = Book { source: self.source.clone(), groups: Vec::new(), metrics: Vec::new(), is_whole: false };
        let Some(root) = Fields::open(tree, "the metrics file", &mut self.report) else { return book };
        root.judge_keys("the metrics file", fields::ROOT, &mut self.report);
        self.na = root.words("na", &mut self.report);
        self.min_group = root.count("min_group", (1, 1000), &mut self.report);
        book.groups = self.items(root, "groups").iter().filter_map(|node| self.group(node)).collect();
        let items = self.items(root, "metrics");
        book.metrics = items.iter().filter_map(|node| self.metric(node)).collect();
        book.is_whole = is_known(root, fields::ROOT)
            && root.node("metrics").is_none_or(|node| matches!(node.content, Content::List(_)))
            && book.metrics.len() == items.len()
            && items.iter().zip(&book.metrics).all(|(node, metric)| is_understood(node, metric));
        self.double_ids("group", book.groups.iter().map(|group| (&group.id, &group.node)));
        self.double_ids("metric", book.metrics.iter().map(|metric| (&metric.id, &metric.node)));
        self.taken_ids(&book);
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
        for audience in levels(self.config) {
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
                (self.settle(grid::from_node(node).map(Arc::new), self.source), None)
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
        let whole = joined(folder.map_or("", |(folder, _)| folder), path);
        let Some((source, blob)) = whole.and_then(|whole| file_of(self.snapshot, &whole)) else {
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
            Ok(Loaded::Grid(grid)) => {
                if let Some((_, range)) = &origin.records {
                    let message = "a CSV file has its rows in it, so `records` says nothing";
                    self.report.add(Code::DataValue, range, message, "delete the line, or name a JSON or YAML file");
                }
                Some(Arc::new(grid))
            }
            Ok(Loaded::Tree(tree)) => {
                let part = grid::find(&tree, records);
                if part.is_none() {
                    let message = format!("the data have no `{}`", shown(records));
                    let place = origin.records.as_ref().map_or(range, |(_, range)| range);
                    let help = "write the keys that lead to the rows, with dots between";
                    self.report.add(Code::DataColumn, place, message, help);
                }
                part.and_then(|part| self.settle(grid::from_node(part).map(Arc::new), source))
            }
        };
        self.grids.extend(grid.clone().map(|grid| (key, grid)));
        (grid, data)
    }

    fn settle(&mut self, made: Result<Arc<Grid>, Fault>, source: &SourcePath) -> Option<Arc<Grid>> {
        made.map_err(|fault| self.findings.push(fault.diagnostic(source))).ok()
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
        let reader = (self.config.audiences.narrowest(), Date::MAX);
        let _ = metric.typed(self.config, reader, &mut own, &mut self.report);
        self.findings.extend(own.finish());
    }

    fn double_ids<'n>(&mut self, what: &str, all: impl Iterator<Item = (&'n String, &'n Node)>) {
        let mut seen: BTreeMap<String, (&str, &Node)> = BTreeMap::new();
        for (id, node) in all {
            if let Some((first_id, first)) = seen.insert(segment(id), (id, node)) {
                let place = |node: &Node| Span::new(self.source, node.range.start..node.range.start + 1);
                let message = if first_id == id {
                    format!("two entries are the {what} `{id}`")
                } else {
                    format!("the {what}s `{first_id}` and `{id}` would have one address, which has no capital letters")
                };
                let finding = Diagnostic::new(Code::DataDuplicate, place(node), message)
                    .help("give one of them another id: it is a part of the address")
                    .related(place(first), "the other one");
                self.findings.push(finding);
            }
        }
    }

    /// Reports metrics that would stand where a page of ospress does.
    fn taken_ids(&mut self, book: &Book) {
        for metric in book.metrics.iter().filter(|metric| TAKEN.contains(&segment(&metric.id).as_str())) {
            let Content::Map(entries) = &metric.node.content else { continue };
            let Some(entry) = entries.iter().find(|entry| entry.key == "id") else { continue };
            let message = format!("`{}` cannot be a metric's id: `/metrics/{0}/` is another page", metric.id);
            self.report.add(Code::DataValue, &entry.node.range, message, "give the metric another id");
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

/// Follows a path from a folder; none where it leads out of the content.
fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/').filter(|part| !matches!(*part, "" | ".")) {
        if part == ".." {
            parts.pop()?;
        } else {
            parts.push(part);
        }
    }
    Some(parts.join("/"))
}

/// Tells whether all keys are known ones; another one may have been meant to name a file.
fn is_known(fields: Fields<'_>, known: &[&str]) -> bool {
    fields.entries().iter().all(|entry| known.contains(&entry.key.as_str()))
}

/// Tells whether it is clear which file a metric's numbers are in.
fn is_understood(node: &Node, metric: &Numbers) -> bool {
    let Content::Map(entries) = &node.content else { return false };
    let names_file = || entries.iter().any(|entry| entry.key == "data");
    entries.iter().all(|entry| fields::METRIC.contains(&entry.key.as_str())) && (metric.data.is_some() || !names_file())
}
