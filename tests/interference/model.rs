//! A handbook as a value that knows what is hidden, and two ways to write it down: with and without the hidden parts.
//!
//! The deletion here is the oracle. It shares nothing with the program: what is hidden is simply not written.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::common::Tree;
use crate::numbers;

/// Which parts of a book are written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    /// Everything, the hidden parts with their marks.
    Whole,
    /// Only what partners may know, who may know more than the public.
    Partner,
    /// Only what the public may know, as if nothing else had ever been written.
    Public,
}

impl View {
    /// Tells whether something for an audience, or for everybody, is written down.
    pub(crate) fn has(self, reader: Option<&str>) -> bool {
        match (self, reader) {
            (Self::Whole, _) | (_, None) => true,
            (Self::Partner, Some(reader)) => reader == "partner",
            (Self::Public, Some(_)) => false,
        }
    }
}

/// Some words of a line, for everybody or for the readers of one audience.
#[derive(Debug, Clone)]
pub(crate) struct Bit {
    pub(crate) words: String,
    pub(crate) reader: Option<&'static str>,
}

/// The words of a line; spaces stand between the bits.
pub(crate) type Words = Vec<Bit>;

/// A piece of Markdown.
#[derive(Debug, Clone)]
pub(crate) enum Block {
    Para(Words),
    /// Level, words, and an id of its own.
    Heading(usize, Words, Option<String>),
    /// Each item is some blocks.
    List(Vec<Vec<Block>>),
    /// A list without blank lines: the items, and whom each is for. The items have numbers.
    Rows(Vec<(Option<&'static str>, Words)>),
    Quote(Vec<Block>),
    Note(Vec<Block>),
    /// Rows of two cells; the first is the head.
    Table(Vec<[Words; 2]>),
    /// An image on a line of its own: alternative text and path.
    Image(Words, String),
    /// A link on a line of its own: words and path.
    Link(Words, String),
    /// Lines as they are: code, definitions, footnotes, HTML.
    Plain(String),
    Hidden(&'static str, Vec<Block>),
}

/// A value of front matter.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Words(Words),
    List(Vec<Words>),
    /// Items of keys and words; an item whose `note` or `title` is hidden goes as a whole.
    Items(Vec<Vec<(&'static str, Words)>>),
    /// YAML as it is.
    Raw(String),
    /// Keys below the key.
    Map(Vec<(String, Value)>),
}

/// A page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Page {
    /// Whether the public edition lacks it.
    pub(crate) is_hidden: bool,
    /// Whether no mutation may take it away or move it.
    pub(crate) is_pinned: bool,
    pub(crate) fields: Vec<(String, Value)>,
    pub(crate) body: Vec<Block>,
    /// The whole file instead of all that, for pages that are broken.
    pub(crate) raw: Option<String>,
}

/// A handbook.
#[derive(Debug, Clone, Default)]
pub(crate) struct Book {
    pub(crate) title: Words,
    pub(crate) description: Words,
    pub(crate) top: Vec<String>,
    pub(crate) menu: Vec<(Words, String, bool)>,
    /// Names and lines, the first of which says for whom the edition is.
    pub(crate) editions: Vec<(String, Vec<String>)>,
    /// Whether lines end as on Windows.
    pub(crate) has_crlf: bool,
    /// By path below the content folder.
    pub(crate) pages: BTreeMap<String, Page>,
    /// All other files by path below the content folder, and whether the public has no use for them.
    pub(crate) files: BTreeMap<String, (Vec<u8>, bool)>,
    /// Data files by path below the content folder.
    pub(crate) data: BTreeMap<String, numbers::File>,
    /// What is said of the versions, the current one first.
    pub(crate) notes: [Words; 2],
}

/// Words for everybody.
pub(crate) fn seen(words: &str) -> Bit {
    Bit { words: words.to_owned(), reader: None }
}

/// Words for few.
pub(crate) fn hidden(reader: &'static str, words: &str) -> Bit {
    Bit { words: words.to_owned(), reader: Some(reader) }
}

/// A line for everybody.
pub(crate) fn plain(words: &str) -> Words {
    vec![seen(words)]
}

impl Page {
    pub(crate) fn new(is_hidden: bool, fields: Vec<(&str, Value)>, body: Vec<Block>) -> Self {
        let fields = fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        Self { is_hidden, fields, body, ..Self::default() }
    }

    /// Sets a field anew.
    pub(crate) fn set(&mut self, key: &str, value: Value) {
        self.fields.retain(|(known, _)| known != key);
        self.fields.push((key.to_owned(), value));
    }
}

impl Book {
    /// Writes the book down as files.
    pub(crate) fn write(&self, view: View) -> Tree {
        let mut tree = Tree::new();
        tree.insert("site.toml".to_owned(), self.site(view).into_bytes());
        for (path, page) in &self.pages {
            let is_in = view.has(page.reader(path));
            if is_in || page.governs() {
                let text = page.write(view, !is_in);
                let text = if self.has_crlf { text.replace('\n', "\r\n") } else { text };
                tree.insert(format!("content/{path}"), text.into_bytes());
            }
        }
        for (path, (bytes, is_hidden)) in &self.files {
            if view.has(file_reader(path, *is_hidden)) {
                tree.insert(format!("content/{path}"), bytes.clone());
            }
        }
        tree.extend(numbers::write(self, view));
        tree
    }

    fn site(&self, view: View) -> String {
        let mut text = String::new();
        for (key, words) in [("title", &self.title), ("description", &self.description)] {
            let words = line(words, view).unwrap_or_default();
            let _ = writeln!(text, "{key} = {words:?}");
        }
        let _ = writeln!(text, "{}\nmenu = [", self.top.join("\n"));
        for (title, link, _) in self.menu.iter().filter(|(_, link, is_hidden)| view.has(file_reader(link, *is_hidden)))
        {
            if let Some(title) = line(title, view) {
                let _ = writeln!(text, "  {{ title = {title:?}, link = {link:?} }},");
            }
        }
        text.push_str("]\n");
        let reader = |lines: &[String]| ["partner", "internal"].into_iter().find(|name| lines[0].contains(name));
        for (name, lines) in self.editions.iter().filter(|(_, lines)| view.has(reader(lines))) {
            let _ = writeln!(text, "\n[editions.{name}]\n{}", lines.join("\n"));
        }
        if !self.data.is_empty() {
            self.past(view, &mut text);
        }
        text
    }

    /// Writes what leads to data and to the old version.
    fn past(&self, view: View, text: &mut String) {
        text.push_str(&numbers::settings(view));
        let [current, old] = self.notes.each_ref().map(|note| line(note, view).unwrap_or_default());
        let _ = write!(text, "\n[versions]\ncurrent = \"2\"\nnote = {current:?}\n");
        let _ = write!(text, "\n[[versions.released]]\nname = \"1\"\ndate = 2026-03-01\nnote = {old:?}\n");
        text.push_str("source = { path = \"content/_versions/1\" }\n");
    }
}

/// Tells for whom a file is, or what leads to it: what nobody uses may lie there for partners, too.
fn file_reader(path: &str, is_hidden: bool) -> Option<&'static str> {
    let is_closed = path.starts_with("plans/");
    is_hidden.then_some(if is_closed { "internal" } else { "partner" })
}

impl Page {
    /// Tells for whom the page is, where that is not everybody.
    fn reader(&self, path: &str) -> Option<&'static str> {
        let says = |key: &str, word: &str| {
            let is_said =
                |(known, value): &(String, Value)| known == key && matches!(value, Value::Raw(raw) if raw == word);
            self.raw.is_none() && self.fields.iter().any(is_said)
        };
        let is_raw = |word: &str| self.raw.as_ref().is_some_and(|raw| raw.contains(&format!("audience: {word}\n")));
        let is_closed = says("audience", "internal") || is_raw("internal");
        let is_partner = says("audience", "partner") || is_raw("partner");
        let is_partner = is_partner || path.starts_with("policies/veil/") && !is_closed;
        let is_open = is_partner && !says("status", "draft") && !path.starts_with("plans/");
        self.is_hidden.then_some(if is_open { "partner" } else { "internal" })
    }

    /// Tells whether it shows the pages below to everybody, so that it cannot go without a trace.
    fn governs(&self) -> bool {
        let is_wide =
            |(key, value): &(String, Value)| key == "audience" && matches!(value, Value::Raw(raw) if raw == "public");
        let decides = |value: &Value| matches!(value, Value::Map(entries) if entries.iter().any(is_wide));
        self.fields.iter().any(|(key, value)| key == "children" && decides(value))
    }

    /// Writes the page; a bare one is hidden itself, and only says what holds for the pages below.
    fn write(&self, view: View, is_bare: bool) -> String {
        if let Some(raw) = &self.raw {
            return raw.clone();
        }
        let mut text = "---\n".to_owned();
        for (key, value) in self.fields.iter().filter(|(key, _)| !is_bare || key == "children") {
            if let Some(written) = value.write(view) {
                let _ = writeln!(text, "{key}: {written}");
            }
        }
        text.push_str("---\n\n");
        if !is_bare {
            text.push_str(&blocks(&self.body, view).join("\n"));
            text.push('\n');
        }
        text
    }
}

impl Value {
    /// Writes the value in YAML's flow style; none where nothing is left of it.
    fn write(&self, view: View) -> Option<String> {
        match self {
            Self::Raw(yaml) => Some(yaml.clone()),
            Self::Words(words) => line(words, view).map(|words| quoted(&words)),
            Self::List(items) => {
                let items: Vec<_> = items.iter().filter_map(|item| Some(quoted(&line(item, view)?))).collect();
                (!items.is_empty()).then(|| format!("[{}]", items.join(", ")))
            }
            Self::Items(items) => {
                let items: Vec<_> = items.iter().filter_map(|item| entry(item, view)).collect();
                (!items.is_empty()).then(|| format!("[{}]", items.join(", ")))
            }
            Self::Map(entries) => {
                let write = |(key, value): &(String, Self)| Some(format!("{key}: {}", value.write(view)?));
                let entries: Vec<_> = entries.iter().filter_map(write).collect();
                (!entries.is_empty()).then(|| format!("{{{}}}", entries.join(", ")))
            }
        }
    }
}

fn entry(item: &[(&'static str, Words)], view: View) -> Option<String> {
    let write = |(key, words): &(&str, Words)| match line(words, view) {
        Some(words) => Some(Some(format!("{key}: {}", quoted(&words)))),
        None if matches!(*key, "note" | "title") => None,
        None => Some(None),
    };
    let fields = item.iter().map(write).collect::<Option<Vec<_>>>()?;
    Some(format!("{{{}}}", fields.into_iter().flatten().collect::<Vec<_>>().join(", ")))
}

fn quoted(words: &str) -> String {
    format!("\"{}\"", words.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Writes a line; none where nothing is left of it.
pub(crate) fn line(words: &Words, view: View) -> Option<String> {
    let write = |bit: &Bit| match bit.reader {
        None => Some(bit.words.clone()),
        Some(reader) => view.has(Some(reader)).then(|| format!(":{reader}[{}]", bit.words)),
    };
    let left: Vec<_> = words.iter().filter_map(write).collect();
    (!left.is_empty()).then(|| left.join(" "))
}

/// Writes blocks as lines, with a blank one between two blocks.
pub(crate) fn blocks(list: &[Block], view: View) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for block in list {
        let written = block.write(view);
        if !written.is_empty() && !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(written);
    }
    lines
}

impl Block {
    fn write(&self, view: View) -> Vec<String> {
        let one = |text: Option<String>| text.into_iter().collect();
        match self {
            Self::Para(words) => one(line(words, view)),
            Self::Heading(level, words, id) => {
                let id = id.as_ref().map(|id| format!(" {{#{id}}}")).unwrap_or_default();
                one(line(words, view).map(|words| format!("{} {words}{id}", "#".repeat(*level))))
            }
            Self::Image(alt, path) => one(Some(format!("![{}]({path})", line(alt, view).unwrap_or_default()))),
            Self::Link(words, path) => one(Some(format!("[{}]({path})", line(words, view).unwrap_or_default()))),
            Self::Plain(text) => text.lines().map(str::to_owned).collect(),
            Self::Quote(inside) => blocks(inside, view).iter().map(|line| format!("> {line}")).collect(),
            Self::Rows(items) => items.iter().flat_map(|(reader, words)| row(*reader, words, view)).collect(),
            Self::List(items) => items.iter().flat_map(|item| list_item(item, view)).collect(),
            Self::Table(rows) => table(rows, view),
            Self::Note(inside) => self.fenced("note", inside, view),
            Self::Hidden(reader, _) if !view.has(Some(reader)) => Vec::new(),
            Self::Hidden(reader, inside) => self.fenced(reader, inside, view),
        }
    }

    fn fenced(&self, name: &str, inside: &[Self], view: View) -> Vec<String> {
        let fence = ":".repeat(2 + self.height(view));
        let mut lines = vec![format!("{fence}{name}")];
        lines.extend(blocks(inside, view));
        lines.push(fence);
        lines
    }

    /// Tells how many containers stand in each other.
    fn height(&self, view: View) -> usize {
        let tallest = |inside: &[Self]| inside.iter().map(|block| block.height(view)).max().unwrap_or(0);
        match self {
            Self::Hidden(reader, _) if !view.has(Some(reader)) => 0,
            Self::Note(inside) | Self::Hidden(_, inside) => 1 + tallest(inside),
            Self::Quote(inside) => tallest(inside),
            Self::List(items) => items.iter().map(|item| tallest(item)).max().unwrap_or(0),
            _ => 0,
        }
    }
}

/// Writes an item of a list without blank lines, in a mark of its own where it is not for everybody.
fn row(reader: Option<&str>, words: &Words, view: View) -> Vec<String> {
    let item = line(words, view).map(|words| format!("1. {words}"));
    match (reader, item) {
        (Some(reader), Some(item)) if view.has(Some(reader)) => vec![format!(":::{reader}"), item, ":::".to_owned()],
        (None, Some(item)) => vec![item],
        _ => Vec::new(),
    }
}

/// Writes an item and a blank line, so that the list is loose whatever is hidden in it.
fn list_item(item: &[Block], view: View) -> Vec<String> {
    let indent = |(number, line): (usize, &String)| match (number, line.as_str()) {
        (0, line) => format!("- {line}"),
        (_, "") => String::new(),
        (_, line) => format!("  {line}"),
    };
    let lines = blocks(item, view);
    if lines.is_empty() {
        return Vec::new();
    }
    lines.iter().enumerate().map(indent).chain([String::new()]).collect()
}

fn table(rows: &[[Words; 2]], view: View) -> Vec<String> {
    let row = |[one, two]: &[Words; 2]| {
        let cell = |words| line(words, view).unwrap_or_default();
        format!("| {} | {} |", cell(one), cell(two))
    };
    let mut lines: Vec<String> = rows.iter().map(row).collect();
    lines.insert(1.min(lines.len()), "|---|---|".to_owned());
    lines
}
