//! The data files as the scan reads them: which row, column and metric is for whom.
//!
//! A reading of its own: the metrics file, the tables that it names, and those of `[[data_pages]]`, taken apart into short
//! texts, each with the narrowest audience of what holds it. What cannot be read is for the narrowest.

use std::collections::BTreeMap;

use serde_yaml::Value;

use super::front::leaves;
use super::marks;
use super::rows::{Rows, of_pages, records, table, value};
use super::{Handbook, Tree};
use crate::audience::{Audience, Audiences};
use crate::config::{DataPages, names_file};
use crate::path::SourcePath;

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

struct Reader<'a, 'h> {
    handbook: &'h Handbook<'a>,
    tree: &'h Tree<'a>,
    found: BTreeMap<SourcePath, Vec<Said>>,
}

/// Takes the data files of a tree apart.
pub(super) fn read(handbook: &Handbook<'_>, tree: &Tree<'_>, folder: Folder<'_>) -> BTreeMap<SourcePath, Vec<Said>> {
    let mut reader = Reader { handbook, tree, found: BTreeMap::new() };
    if let Some(file) = &handbook.config.metrics {
        let above = file.rsplit_once('/').map_or("", |(above, _)| above);
        reader.metrics(file, folder(above).0);
    }
    for pages in &handbook.config.data_pages {
        reader.pages(pages, folder);
    }
    reader.found
}

impl<'a> Reader<'a, '_> {
    fn names(&self) -> &Audiences {
        &self.handbook.config.audiences
    }

    fn file(&self, path: &str) -> Option<(SourcePath, &'a str)> {
        let whole =
            if self.tree.content.is_empty() { path.to_owned() } else { format!("{}/{path}", self.tree.content) };
        let source = SourcePath::new(&whole).ok()?;
        let text = self.tree.files.get(&source)?.text()?;
        Some((source, text))
    }

    fn say(&mut self, source: &SourcePath, text: &str, whom: Audience, sort: Sort) {
        let said = Said { text: text.to_owned(), whom, sort };
        self.found.entry(source.clone()).or_default().push(said);
    }

    /// Gives whom something is for that states it; a bad word means the narrowest.
    fn stated(&self, value: &Value) -> Option<Audience> {
        let stated = value.get("audience").filter(|stated| !stated.is_null())?;
        let names = self.names();
        Some(stated.as_str().and_then(|name| names.find(name.trim())).unwrap_or(names.narrowest()))
    }

    fn metrics(&mut self, file: &str, ceiling: Audience) {
        let Some((source, text)) = self.file(file) else { return };
        let narrowest = self.names().narrowest();
        let Some(value) = value(&source, text) else { return self.say(&source, text, narrowest, Sort::Text) };
        let list = |key: &str| value.get(key).and_then(Value::as_sequence).cloned().unwrap_or_default();
        let whom = |reader: &Self, metric: &Value| reader.stated(metric).unwrap_or(narrowest).max(ceiling);
        let metrics = list("metrics");
        for group in list("groups") {
            let id = group.get("id");
            let used = metrics.iter().filter(|metric| id.is_some() && metric.get("group") == id);
            let unsaid = used.map(|metric| whom(self, metric)).min().unwrap_or(narrowest);
            let whom = self.stated(&group).unwrap_or(unsaid).max(ceiling);
            self.words(&source, &group, "metrics/groups", whom);
        }
        for metric in &metrics {
            let whom = whom(self, metric);
            self.words(&source, metric, "metrics", whom);
            if let Some(rows) = metric.get("series").and_then(records) {
                self.rows(&source, &rows, &Rules { base: whom, unsaid: whom, ..Rules::of(metric, self.names()) });
            }
            let Some(data) = metric.get("data").and_then(Value::as_str) else { continue };
            let above = file.rsplit_once('/').map_or("", |(above, _)| above);
            let records = metric.get("records").and_then(Value::as_str).unwrap_or_default();
            if let Some((source, text)) = joined(above, data).and_then(|path| self.file(&path)) {
                let rules = Rules { base: whom, unsaid: whom, ..Rules::of(metric, self.names()) };
                match table(&source, text, records) {
                    Some(rows) => self.rows(&source, &rows, &rules),
                    None => self.say(&source, text, narrowest, Sort::Text),
                }
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

    fn pages(&mut self, pages: &DataPages, section: Folder<'_>) {
        let before = if self.tree.content.is_empty() { String::new() } else { format!("{}/", self.tree.content) };
        let named = |source: &&SourcePath| {
            source.as_str().strip_prefix(&before).is_some_and(|path| names_file(&pages.file, path))
        };
        let files: Vec<SourcePath> = self.tree.files.keys().filter(named).cloned().collect();
        for source in files {
            if let Some(text) = self.tree.files.get(&source).and_then(|blob| blob.text()) {
                self.page_rows(&source, text, pages, section);
            }
        }
    }

    fn page_rows(&mut self, source: &SourcePath, text: &str, pages: &DataPages, section: Folder<'_>) {
        let narrowest = self.names().narrowest();
        let Some(rows) = of_pages(source, text, pages) else {
            return self.say(source, text, narrowest, Sort::Text);
        };
        let (ceiling, unsaid) = section(folder(&pages.path));
        let columns = pages.columns.iter();
        let rules = Rules {
            audience: pages.audience.clone(),
            columns: columns.filter_map(|column| Some((column.name.clone(), column.audience?))).collect(),
            base: ceiling,
            unsaid,
            address: Some(&pages.path),
            title: Some(&pages.title),
        };
        self.rows(source, &rows, &rules);
    }

    fn rows(&mut self, source: &SourcePath, (heads, rows): &Rows, rules: &Rules<'_>) {
        let names = self.names().clone();
        let heads: Vec<(String, Audience)> = heads.iter().map(|head| plain(head, &names)).collect();
        let by_name = |name: &str| heads.iter().position(|(head, _)| head == name);
        let audience = match &rules.audience {
            Some(name) => by_name(name),
            None => heads.iter().position(|(head, _)| head.eq_ignore_ascii_case("audience")),
        };
        let whom_of = |head: &(String, Audience)| {
            let ruled = rules.columns.iter().filter(|(name, _)| *name == head.0).map(|(_, whom)| *whom);
            ruled.fold(head.1.max(rules.base), Audience::max)
        };
        let columns: Vec<Audience> = heads.iter().map(whom_of).collect();
        for (head, whom) in heads.iter().zip(&columns) {
            self.say(source, &head.0, *whom, Sort::Text);
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
            let whom = whom.max(rules.base);
            for (at, head) in heads.iter().enumerate().filter(|(at, _)| audience != Some(*at)) {
                let sort = if rules.title == Some(head.0.as_str()) { Sort::Title } else { Sort::Text };
                if let Some(text) = cell(at).filter(|text| !text.trim().is_empty()) {
                    self.say(source, text, whom.max(columns[at]), sort);
                }
            }
            let address = rules.address.map(|pattern| filled(pattern, |name| cell(by_name(name)?)));
            if let Some(address) = address {
                self.say(source, &address, whom, Sort::Address);
            }
        }
    }
}

/// What is said about rows beside them.
struct Rules<'r> {
    audience: Option<String>,
    columns: Vec<(String, Audience)>,
    /// The narrowest audience of what holds the rows.
    base: Audience,
    /// Whom rows are for that do not say.
    unsaid: Audience,
    address: Option<&'r str>,
    title: Option<&'r str>,
}

impl Rules<'_> {
    /// Reads what a metric says of its columns.
    fn of(metric: &Value, names: &Audiences) -> Self {
        let said = metric.get("columns").and_then(Value::as_mapping).cloned().unwrap_or_default();
        let mut rules = Self {
            audience: None,
            columns: Vec::new(),
            base: Audience::WIDEST,
            unsaid: names.narrowest(),
            address: None,
            title: None,
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

/// Gives a column's name without its marks, and whom it is for by them.
fn plain(head: &str, names: &Audiences) -> (String, Audience) {
    let parts = marks::parts(head, names, Audience::WIDEST);
    let words = parts.iter().map(|(range, _)| &head[range.clone()]).collect::<String>();
    let said = parts.iter().filter(|(range, _)| !head[range.clone()].trim().is_empty()).map(|(_, whom)| *whom);
    (words.trim().to_owned(), said.min().unwrap_or(Audience::WIDEST))
}

/// Fills the names in a pattern with cells.
fn filled<'c>(pattern: &str, cell: impl Fn(&str) -> Option<&'c str>) -> String {
    let mut made = String::new();
    for piece in pattern.split('{') {
        let (name, rest) = piece.split_once('}').unwrap_or(("", piece));
        made.push_str(&cell(name.trim()).unwrap_or_default().replace('/', "-"));
        made.push_str(rest);
    }
    made
}

/// Follows a path from a folder.
fn joined(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/').filter(|part| !matches!(*part, "" | ".")) {
        match part {
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Gives the folder of a pattern of addresses, such as `projects/{name}`.
pub(super) fn folder(pattern: &str) -> &str {
    let fixed = &pattern[..pattern.find('{').unwrap_or(pattern.len())];
    fixed.rsplit_once('/').map_or("", |(above, _)| above)
}
