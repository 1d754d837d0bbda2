//! The data files as the scan reads them: which row, column and metric is for whom.
//!
//! A reading of its own: the metrics file, the tables that it names, and those of `[[data_pages]]`, taken apart into short
//! texts, each with the narrowest audience of what holds it. What cannot be read is for the narrowest.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde_yaml::Value;

use super::front::leaves;
use super::marks;
use super::{Handbook, Tree};
use crate::audience::{Audience, Audiences};
use crate::config::{DataPages, names_file};
use crate::path::SourcePath;

pub(super) mod stray;
mod table;

use table::{Rows, filled, joined, of_pages, records, table, value};

/// The keys of a metric that hold words of a few that everybody uses, or names of files and columns.
const SILENT: &[&str] = &["audience", "direction", "cadence", "data", "records", "columns", "na", "series", "target"];

/// What a piece of data is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Title,
    Text,
    /// A path, as in `projects/zebra`.
    Address,
}

/// A piece of data, and whom it is for.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) text: String,
    pub(super) whom: Audience,
    pub(super) sort: Sort,
}

/// Whom the pages below an address are for: at most, and when they do not say.
pub(super) type Folder<'f> = &'f dyn Fn(&str) -> (Audience, Audience);

/// Whom things with names are for: metrics, groups, columns, rows.
pub(super) type Known = BTreeMap<Vec<String>, Audience>;

/// What the data files of a tree say, by file, and whom what has a name is for.
#[derive(Debug, Default)]
pub(super) struct Data {
    pub(super) said: BTreeMap<SourcePath, Vec<Said>>,
    pub(super) known: Known,
}

struct Reader<'a, 'h> {
    handbook: &'h Handbook<'a>,
    tree: &'h Tree<'a>,
    folder: Folder<'h>,
    /// What is known of the current version, which an old one must not show to more.
    today: &'h Known,
    data: Data,
}

/// Takes the data files of a tree apart.
pub(super) fn read(handbook: &Handbook<'_>, tree: &Tree<'_>, folder: Folder<'_>, today: &Known) -> Data {
    let mut reader = Reader { handbook, tree, folder, today, data: Data::default() };
    if let Some(file) = &handbook.config.metrics {
        reader.metrics(file);
    }
    for pages in &handbook.config.data_pages {
        reader.pages(pages);
    }
    reader.data
}

/// Finds a file below the content folder, with its text.
fn file<'a>(tree: &Tree<'a>, path: &str) -> Option<(SourcePath, &'a str)> {
    let whole = if tree.content.is_empty() { path.to_owned() } else { format!("{}/{path}", tree.content) };
    let source = SourcePath::new(&whole).ok()?;
    let text = tree.files.get(&source)?.text()?;
    Some((source, text))
}

/// A file that holds the numbers of a metric: its path, its text, and its rows as far as it can be read.
type Numbers<'a> = (String, (SourcePath, &'a str), Option<Rows>);

/// Reads the file that a metric names.
fn numbers<'a>(tree: &Tree<'a>, metric: &Value, above: &str) -> Option<Numbers<'a>> {
    let path = joined(above, metric.get("data").and_then(Value::as_str)?)?;
    let records = metric.get("records").and_then(Value::as_str).unwrap_or_default();
    let (source, text) = file(tree, &path)?;
    let table = table(&source, text, records);
    Some((path, (source, text), table))
}

impl<'a> Reader<'a, '_> {
    fn names(&self) -> &Audiences {
        &self.handbook.config.audiences
    }

    fn file(&self, path: &str) -> Option<(SourcePath, &'a str)> {
        file(self.tree, path)
    }

    fn say(&mut self, source: &SourcePath, text: &str, whom: Audience, sort: Sort) {
        let said = Said { text: text.to_owned(), whom, sort };
        self.data.said.entry(source.clone()).or_default().push(said);
    }

    /// Remembers whom something is for; gives the narrower of that and what the same thing is today.
    fn settle(&mut self, name: &[&str], whom: Audience) -> Audience {
        let name: Vec<String> = name.iter().map(|part| (*part).to_owned()).collect();
        let whom = self.today.get(&name).map_or(whom, |today| whom.max(*today));
        self.data.known.entry(name).and_modify(|known| *known = (*known).max(whom)).or_insert(whom);
        whom
    }

    /// Gives whom the pages and files beside a file are for at most.
    fn ceiling(&self, path: &str) -> Audience {
        (self.folder)(path.rsplit_once('/').map_or("", |(above, _)| above)).0
    }

    /// Gives whom something is for that states it; a bad word means the narrowest.
    fn stated(&self, value: &Value) -> Option<Audience> {
        let stated = value.get("audience").filter(|stated| !stated.is_null())?;
        let names = self.names();
        Some(stated.as_str().and_then(|name| names.find(name.trim())).unwrap_or(names.narrowest()))
    }

    fn metrics(&mut self, file: &str) {
        let Some((source, text)) = self.file(file) else { return };
        let (narrowest, ceiling) = (self.names().narrowest(), self.ceiling(file));
        let above = file.rsplit_once('/').map_or("", |(above, _)| above);
        let Some(value) = value(&source, text) else {
            self.say(&source, text, narrowest, Sort::Text);
            return self.all_data();
        };
        let list = |key: &str| value.get(key).and_then(Value::as_sequence).cloned().unwrap_or_default();
        let metrics: Vec<(Value, Audience)> =
            list("metrics").into_iter().map(|metric| self.metric(metric, ceiling)).collect();
        for group in list("groups") {
            let id = group.get("id");
            let used = metrics.iter().filter(|(metric, _)| id.is_some() && metric.get("group") == id);
            let unsaid = used.map(|(_, whom)| *whom).min().unwrap_or(narrowest);
            let named = ["group", id.and_then(Value::as_str).unwrap_or_default()];
            let stated = self.stated(&group).map(|whom| self.settle(&named, whom));
            let today = self.today.get(&named.map(str::to_owned)[..]).copied();
            let whom = stated.unwrap_or_else(|| today.map_or(unsaid, |today| unsaid.max(today))).max(ceiling);
            self.words(&source, &group, "metrics/groups", whom);
        }
        let tree = self.tree;
        let tables: Vec<_> = metrics.par_iter().map(|(metric, _)| numbers(tree, metric, above)).collect();
        for ((metric, whom), table) in metrics.iter().zip(tables) {
            self.words(&source, metric, "metrics", *whom);
            if let Some(rows) = metric.get("series").and_then(records) {
                let rules = Rules::of(metric, *whom, self.names());
                self.rows(&source, &rows, &rules);
            }
            self.named_by_mistake(metric, above);
            let Some((path, (source, text), table)) = table else { continue };
            let rules = Rules::of(metric, (*whom).max(self.ceiling(&path)), self.names());
            match table {
                Some(rows) => self.rows(&source, &rows, &rules),
                None => self.say(&source, text, narrowest, Sort::Text),
            }
        }
    }

    /// Decides whom a metric is for.
    fn metric(&mut self, metric: Value, ceiling: Audience) -> (Value, Audience) {
        let stated = self.stated(&metric).unwrap_or(self.names().narrowest()).max(ceiling);
        let id = metric.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let whom = self.settle(&["metric", &id], stated);
        (metric, whom)
    }

    /// Takes every file that may hold data as one for the narrowest, where nobody can tell which do.
    fn all_data(&mut self) {
        let narrowest = self.names().narrowest();
        let files = self.tree.files.iter().filter(|(source, _)| stray::is_data(source.as_str()));
        for (source, text) in files.filter_map(|(source, blob)| Some((source, blob.text()?))) {
            self.say(source, text, narrowest, Sort::Text);
        }
    }

    /// Takes a file that a metric names under another key than `data` as one for the narrowest: it may be meant.
    fn named_by_mistake(&mut self, metric: &Value, above: &str) {
        let mut texts = Vec::new();
        leaves("", metric, &mut texts);
        let paths = texts.iter().filter(|(key, text)| key != "data" && stray::is_data(text));
        for path in paths.filter_map(|(_, text)| joined(above, text)) {
            if let Some((source, text)) = self.file(&path) {
                self.say(&source, text, self.names().narrowest(), Sort::Text);
            }
        }
    }

    /// Takes the words that a metric or a group says of itself.
    fn words(&mut self, source: &SourcePath, entry: &Value, folder: &str, whom: Audience) {
        let mut texts = Vec::new();
        for (key, value) in entry.as_mapping().into_iter().flatten() {
            let key = key.as_str().unwrap_or_default();
            if !SILENT.contains(&key) {
                leaves(key, value, &mut texts);
            }
        }
        for (key, text) in texts {
            match key.as_str() {
                "id" => self.say(source, &format!("{folder}/{text}"), whom, Sort::Address),
                "title" => self.say(source, &text, whom, Sort::Title),
                _ => self.say(source, &text, whom, Sort::Text),
            }
        }
    }

    fn pages(&mut self, pages: &DataPages) {
        let before = if self.tree.content.is_empty() { String::new() } else { format!("{}/", self.tree.content) };
        let tree = self.tree;
        for (source, blob) in tree.files {
            let path = source.as_str().strip_prefix(&before).filter(|path| names_file(&pages.file, path));
            if let (Some(path), Some(text)) = (path, blob.text()) {
                self.page_rows(source, path, text, pages);
            }
        }
    }

    fn page_rows(&mut self, source: &SourcePath, path: &str, text: &str, pages: &DataPages) {
        let narrowest = self.names().narrowest();
        let Some(rows) = of_pages(source, text, pages) else {
            return self.say(source, text, narrowest, Sort::Text);
        };
        let (ceiling, unsaid) = (self.folder)(folder(&pages.path));
        let columns = pages.columns.iter();
        let rules = Rules {
            owner: format!("{} {}", pages.file, pages.path),
            audience: pages.audience.clone(),
            columns: columns.filter_map(|column| Some((column.name.clone(), column.audience?))).collect(),
            base: ceiling.max(self.ceiling(path)),
            unsaid,
            address: Some(&pages.path),
            title: Some(&pages.title),
            keys: Vec::new(),
        };
        self.rows(source, &rows, &rules);
    }

    fn rows(&mut self, source: &SourcePath, (heads, rows): &Rows, rules: &Rules<'_>) {
        let names = self.names().clone();
        let heads: Vec<(String, Audience)> = heads.iter().map(|head| plain(head, &names)).collect();
        let by_name = |name: &str| heads.iter().position(|(head, _)| head == name);
        let audience = match &rules.audience {
            Some(name) => by_name(name),
            None => heads.iter().position(|(head, _)| is_audience(head)),
        };
        let mut columns = Vec::with_capacity(heads.len());
        for (name, marked) in &heads {
            let ruled = rules.columns.iter().filter(|(ruled, _)| ruled == name).map(|(_, whom)| *whom);
            let whom = ruled.fold((*marked).max(rules.base), Audience::max);
            let whom = self.settle(&["column", &rules.owner, name], whom);
            self.say(source, name, whom, Sort::Text);
            columns.push(whom);
        }
        for row in rows {
            let cell = |at: usize| row.get(at).and_then(Option::as_deref);
            let whom = match audience.map(cell) {
                _ if row.len() != heads.len() => names.narrowest(),
                None if rules.audience.is_some() => names.narrowest(),
                None => rules.unsaid,
                Some(None) if rules.audience.is_none() => rules.unsaid,
                Some(word) => names.find(word.unwrap_or_default().trim()).unwrap_or(names.narrowest()),
            };
            let address = rules.address.map(|pattern| filled(pattern, |name| cell(by_name(name)?)));
            let keys = rules.keys.iter().filter_map(|key| cell(by_name(key)?)).map(spelled);
            let name = address.clone().unwrap_or_else(|| keys.collect::<Vec<_>>().join("\n"));
            let whom = whom.max(rules.base);
            let whom = if name.is_empty() { whom } else { self.settle(&["row", &rules.owner, &name], whom) };
            for (at, head) in heads.iter().enumerate().filter(|(at, _)| audience != Some(*at)) {
                let sort = if rules.title == Some(head.0.as_str()) { Sort::Title } else { Sort::Text };
                if let Some(text) = cell(at).filter(|text| !text.trim().is_empty()) {
                    self.say(source, text, whom.max(columns[at]), sort);
                }
            }
            if let Some(address) = address {
                self.say(source, &address, whom, Sort::Address);
            }
        }
    }
}

/// What is said about rows beside them.
struct Rules<'r> {
    /// What the rows belong to, so that those of other versions are known again.
    owner: String,
    audience: Option<String>,
    columns: Vec<(String, Audience)>,
    /// The narrowest audience of what holds the rows.
    base: Audience,
    /// Whom rows are for that do not say.
    unsaid: Audience,
    address: Option<&'r str>,
    title: Option<&'r str>,
    /// The columns by which a row without an address is known again.
    keys: Vec<String>,
}

impl Rules<'_> {
    /// Reads what a metric says of its columns; `base` is whom its numbers are for.
    fn of(metric: &Value, base: Audience, names: &Audiences) -> Self {
        let said = metric.get("columns").and_then(Value::as_mapping).cloned().unwrap_or_default();
        let role = |role: &str| {
            let named = said.get(role).and_then(Value::as_str);
            named.unwrap_or(role).to_owned()
        };
        let mut rules = Self {
            owner: metric.get("id").and_then(Value::as_str).unwrap_or_default().to_owned(),
            audience: None,
            columns: Vec::new(),
            base,
            unsaid: base,
            address: None,
            title: None,
            keys: vec![role("period"), role("series")],
        };
        for (name, value) in said.iter().filter_map(|(name, value)| Some((name.as_str()?, value))) {
            if value.is_mapping() {
                let whom = value.get("audience").and_then(Value::as_str).and_then(|name| names.find(name));
                rules.columns.push((name.to_owned(), whom.unwrap_or(names.narrowest())));
            } else if name == "audience" {
                rules.audience = Some(value.as_str().unwrap_or_default().to_owned());
            }
        }
        rules
    }
}

fn is_audience(name: &str) -> bool {
    name.trim().eq_ignore_ascii_case("audience")
}

/// Writes a period in one of its spellings: `2026/3` and `2026-03` are one.
fn spelled(cell: &str) -> String {
    let parts = cell.split(|sign: char| !sign.is_alphanumeric()).map(|part| part.trim_start_matches('0'));
    parts.collect::<Vec<_>>().join("-").to_lowercase()
}

/// Gives a column's name without its marks, and whom it is for by them.
fn plain(head: &str, names: &Audiences) -> (String, Audience) {
    let parts = marks::parts(head, names, Audience::WIDEST);
    let words = parts.iter().map(|(range, _)| &head[range.clone()]).collect::<String>();
    let said = parts.iter().filter(|(range, _)| !head[range.clone()].trim().is_empty()).map(|(_, whom)| *whom);
    (words.trim().to_owned(), said.min().unwrap_or(Audience::WIDEST))
}
/// Gives the folder of a pattern of addresses, such as `projects/{name}`.
pub(super) fn folder(pattern: &str) -> &str {
    let fixed = &pattern[..pattern.find('{').unwrap_or(pattern.len())];
    fixed.rsplit_once('/').map_or("", |(above, _)| above)
}
