//! One Markdown file, read: its front matter, its marks, where its text is.
//!
//! What depends on other files (who may read it, what it inherits) is `sections`' work.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::audience::Audience;
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edition::{Blob, Content as Bytes};
use crate::hash::Hash;
use crate::memo::{Memo, Shelf};
use crate::path::SourcePath;

use super::caveats::Caveat;
use super::front_matter::{self, Front, Stated};
use super::marks::sight::sights;
use super::marks::{Doubt, Mark};
use super::node::{Content, Node};
use super::place::Place;
use super::review::{self, Review};
use super::salvage::salvage;
use super::split::{self, Format, Top};
use super::yaml::Refusal;
use super::{quotes, strangers, strings, toml, yaml};

/// One page as it was written, for all readers.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) source: SourcePath,
    pub(super) place: Place,
    /// The whole file.
    pub(super) text: Arc<str>,
    /// Where its Markdown is.
    pub(super) body: Range<usize>,
    /// The hash of its Markdown.
    pub(super) hash: Hash,
    /// The audience marks of the Markdown, counted from its start.
    pub(super) marks: Vec<Mark>,
    /// The front matter as the narrowest audience reads it.
    pub(super) front: Arc<Front>,
    /// The front matter with its marks, where it has any.
    pub(super) marked_front: Option<Node>,
    /// What makes it doubtful if it is for more readers than was meant.
    pub(super) caveats: Vec<Caveat>,
    /// Whether a mark is doubtful; then the page is for the narrowest audience alone.
    pub(super) is_doubtful: bool,
    /// Who may read the page; the narrowest audience until the sections are known.
    pub(super) audience: Audience,
    /// The hash of what later versions closed of an old page.
    pub(super) closed: Option<Hash>,
}

impl Document {
    /// Tells whether another state of the same file says the same of the page, but for its title and description, so that
    /// nothing but its own words is new; both must be free of doubt.
    pub(super) fn differs_in_words_alone(&self, other: &Self) -> bool {
        let said = |document: &Self| {
            let mut front = Front::clone(&Plain::of(document, &[])?.front);
            (front.meta.title, front.meta.description) = (None, None);
            // A place is for findings, and there are none.
            front.meta.places.clear();
            let aliases = front.meta.aliases.iter_mut().map(|(_, range)| range);
            aliases.chain(front.meta.doors.iter_mut().map(|door| &mut door.range)).for_each(|range| *range = 0..0);
            Some(Hash::of_value(&front))
        };
        said(self).is_some_and(|own| said(other) == Some(own))
    }

    /// Gives the front matter as it was written, its marks too; none where there is none that can be read.
    pub(super) fn tree(&self) -> Option<Node> {
        if self.marked_front.is_some() {
            return self.marked_front.clone();
        }
        match split::split(&self.text) {
            Top::Matter { format: Format::Yaml, matter, .. } => yaml::parse(&self.text, matter).ok(),
            Top::Matter { format: Format::Toml, matter, .. } => toml::parse(&self.text, matter).ok(),
            Top::None { .. } | Top::Unclosed { .. } => None,
        }
    }

    /// Gives the front matter as an audience reads it.
    pub(super) fn front_for(&self, audience: Audience, config: &Config) -> Front {
        match &self.marked_front {
            None => Front::clone(&self.front),
            Some(tree) => {
                let (tree, _) = strings::cut_tree(tree, &config.audiences, audience);
                front_matter::read(&tree, &self.source, config).0
            }
        }
    }
}

/// What is kept of a file that was read and holds nothing to report: all that its path and its bytes do not say.
#[derive(Debug, Serialize, Deserialize)]
struct Plain {
    body: Range<usize>,
    hash: Hash,
    marks: Vec<Mark>,
    front: Arc<Front>,
}

impl Plain {
    /// Takes what is kept of a document; none where the document alone does not say everything.
    fn of(document: &Document, findings: &[Diagnostic]) -> Option<Self> {
        let front = &document.front;
        let has_caveats = |front: &Front| !front.caveats.is_empty();
        let is_plain = findings.is_empty() && document.caveats.is_empty() && document.marked_front.is_none();
        let is_clear =
            !document.is_doubtful && !has_caveats(front) && !front.children.as_deref().is_some_and(has_caveats);
        (is_plain && is_clear).then(|| Self {
            body: document.body.clone(),
            hash: document.hash,
            marks: document.marks.clone(),
            front: Arc::clone(front),
        })
    }

    fn document(&self, source: &SourcePath, text: Arc<str>, place: Place, config: &Config) -> Document {
        Document {
            source: source.clone(),
            place,
            text,
            body: self.body.clone(),
            hash: self.hash,
            marks: self.marks.clone(),
            front: Arc::clone(&self.front),
            marked_front: None,
            caveats: Vec::new(),
            is_doubtful: false,
            audience: config.audiences.narrowest(),
            closed: None,
        }
    }
}

/// Files that hold nothing to report and that several versions have: each is read once.
pub(super) struct Shelves<'m> {
    memo: &'m Memo,
    shared: BTreeMap<Hash, Plain>,
}

impl<'m> Shelves<'m> {
    /// Reads, or recalls, the files that several versions have.
    pub(super) fn fill<'f>(
        files: impl Iterator<Item = &'f (&'f SourcePath, Place, &'f Blob)>,
        config: &Config,
        memo: &'m Memo,
    ) -> Self {
        let mut known = BTreeMap::<Hash, (usize, _)>::new();
        for file in files {
            known.entry(key(file.0, &file.1, file.2, config)).or_insert((0, file)).0 += 1;
        }
        known.retain(|_, (count, _)| *count > 1);
        let read = |(key, (_, file)): (Hash, (usize, &(&SourcePath, Place, &Blob)))| {
            let plain = memo.find::<Plain>(Shelf::Documents, key).or_else(|| {
                let (document, findings) = read_text(file.0, Arc::clone(file.2.text()?), file.1.clone(), config);
                Plain::of(&document, &findings).inspect(|plain| memo.keep(Shelf::Documents, key, plain))
            });
            Some((key, plain?))
        };
        Self { memo, shared: known.into_par_iter().filter_map(read).collect() }
    }
}

/// Names what is read of a file: it depends on its place below the content folder, and not on that folder's.
fn key(source: &SourcePath, place: &Place, blob: &Blob, config: &Config) -> Hash {
    let name = [place.path.as_bytes(), source.file_name().as_bytes()];
    Hash::of_parts(name.into_iter().chain([&blob.hash.as_bytes()[..], config.hash.as_bytes()]))
}

/// Reads a Markdown file, or recalls what a run before read in it; none for one that is no text.
pub(super) fn read(
    source: &SourcePath,
    blob: &Blob,
    place: Place,
    config: &Config,
    shelves: &Shelves<'_>,
) -> (Option<Document>, Vec<Diagnostic>) {
    let text = match &blob.content {
        Bytes::Text(text) => Arc::clone(text),
        Bytes::Binary(bytes) => return (None, vec![not_utf8(source, bytes)]),
    };
    let key = key(source, &place, blob, config);
    if let Some(plain) = shelves.shared.get(&key) {
        return (Some(plain.document(source, text, place, config)), Vec::new());
    }
    if let Some(plain) = shelves.memo.find::<Plain>(Shelf::Documents, key) {
        return (Some(plain.document(source, text, place, config)), Vec::new());
    }
    let (document, findings) = read_text(source, text, place, config);
    if let Some(plain) = Plain::of(&document, &findings) {
        shelves.memo.keep(Shelf::Documents, key, &plain);
    }
    (Some(document), findings)
}

/// Reads the text of a Markdown file.
pub(super) fn read_text(
    source: &SourcePath,
    text: Arc<str>,
    place: Place,
    config: &Config,
) -> (Document, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let (body, front) = top(source, &text, config, &mut findings);
    let Review { marks, doubts, mut notes } = review::review(source, &text, &body, config);
    let mut caveats = strangers::find(source, &text, &body, &marks, config);
    if front.front.audience == Stated::Unsaid {
        caveats.extend(strangers::stray_audience(source, &text, &body, config));
    }
    caveats.retain(|caveat| !is_doubted(&doubts, &caveat.finding.primary.range));
    let is_doubtful = front.is_doubtful || !doubts.is_empty();
    findings.extend(doubts.into_iter().map(|doubt| finding(source, doubt)));
    findings.append(&mut notes);
    let document = Document {
        source: source.clone(),
        place,
        caveats,
        hash: Hash::of(text[body.clone()].as_bytes()),
        text,
        body,
        marks,
        front: Arc::new(front.front),
        marked_front: front.tree,
        is_doubtful,
        audience: config.audiences.narrowest(),
        closed: None,
    };
    (document, findings)
}

/// The front matter of a file before it is put into a document.
#[derive(Default)]
struct Read {
    front: Front,
    tree: Option<Node>,
    is_doubtful: bool,
}

/// Finds a page that is front matter and nothing else. A folder's index may be: its list of pages is its text.
fn no_text(source: &SourcePath, body: &str) -> Option<Diagnostic> {
    let is_index = ["_index.md", "index.md", "README.md"].contains(&source.file_name());
    (body.trim().is_empty() && !is_index).then(|| {
        Diagnostic::new(Code::FileEmpty, Span::file(source), "the page has no text below its front matter")
            .help("write the page, or add `status: draft` until it is ready")
    })
}

/// Reads what stands at the top of a file; gives where the Markdown is.
fn top(source: &SourcePath, text: &str, config: &Config, findings: &mut Vec<Diagnostic>) -> (Range<usize>, Read) {
    match split::split(text) {
        Top::None { body } => {
            if text[body.clone()].trim().is_empty() {
                let note = Diagnostic::new(Code::FileEmpty, Span::file(source), "the file is empty");
                findings.push(note.help("write the page, or delete the file"));
            }
            (body, Read::default())
        }
        Top::Unclosed { fence, body } => {
            let first = &text[fence.clone()];
            let message = if first.starts_with(['-', '+']) && first.len() == 3 || first.contains(char::is_alphabetic) {
                "this looks like front matter, but it is not closed or does not start with `---`".to_owned()
            } else {
                format!("the first line is `{first}`, not three hyphens, so this is no front matter")
            };
            let help = "put one line `---` above the first key and one below the last; for a ruled line, write `***`";
            findings.push(Diagnostic::new(Code::FrontMatterUnclosed, Span::new(source, fence), message).help(help));
            (body, doubtful())
        }
        Top::Matter { format, matter, body } => {
            let parse = match format {
                Format::Yaml => yaml::parse,
                Format::Toml => toml::parse,
            };
            match parse(text, matter.clone()) {
                Ok(tree) => {
                    findings.extend(no_text(source, &text[body.clone()]));
                    findings.extend(quotes::misplaced(source, &text[matter.clone()], &tree));
                    (body, typed(source, &text[matter], tree, config, findings))
                }
                Err(refusal) => {
                    if let Some((more, tree, left)) = salvage(text, &matter, &refusal, parse) {
                        findings.extend(more.into_iter().map(|refusal| refused(source, refusal)));
                        typed(source, &left[matter], tree, config, findings);
                    }
                    findings.push(refused(source, refusal));
                    (body, doubtful())
                }
            }
        }
    }
}

/// Front matter that could not be read might have said `internal`.
fn doubtful() -> Read {
    Read { front: Front { audience: Stated::Doubtful, ..Front::default() }, ..Read::default() }
}

fn typed(source: &SourcePath, matter: &str, tree: Node, config: &Config, findings: &mut Vec<Diagnostic>) -> Read {
    let names = &config.audiences;
    let is_marked = !sights(matter, names).is_empty() || matter.contains('\\') && holds_sight(&tree, config);
    if !is_marked {
        let (front, mut found) = front_matter::read(&tree, source, config);
        findings.append(&mut found);
        return Read { front, ..Read::default() };
    }
    let (shown, doubts) = strings::cut_tree(&tree, names, names.narrowest());
    let (front, mut found) = front_matter::read(&shown, source, config);
    findings.append(&mut found);
    let mut doubts: Vec<Doubt> = doubts;
    for audience in review::levels(config) {
        doubts.extend(strings::cut_tree(&tree, names, audience).1);
    }
    review::sort(&mut doubts);
    let is_doubtful = !doubts.is_empty();
    findings.extend(doubts.into_iter().map(|doubt| finding(source, doubt)));
    Read { front, tree: Some(tree), is_doubtful }
}

/// Tells whether a string looks marked once its escapes are resolved, as in `"\x3a:internal"`.
fn holds_sight(node: &Node, config: &Config) -> bool {
    match &node.content {
        Content::Text(words) => !sights(words, &config.audiences).is_empty(),
        Content::List(items) => items.iter().any(|item| holds_sight(item, config)),
        Content::Map(entries) => entries
            .iter()
            .any(|entry| !sights(&entry.key, &config.audiences).is_empty() || holds_sight(&entry.node, config)),
        _ => false,
    }
}

/// Tells whether one of the sorted doubts is about a place.
fn is_doubted(doubts: &[Doubt], range: &Range<usize>) -> bool {
    let after = doubts.partition_point(|doubt| doubt.range.end < range.start);
    doubts.get(after).is_some_and(|doubt| doubt.range.start <= range.end)
}

fn finding(source: &SourcePath, doubt: Doubt) -> Diagnostic {
    Diagnostic::new(doubt.code, Span::new(source, doubt.range), doubt.message).help(doubt.help)
}

fn refused(source: &SourcePath, refusal: Refusal) -> Diagnostic {
    match refusal {
        Refusal::Alias(range) => {
            let message = "anchors, aliases and tags (`&`, `*`, `!`) have no place in front matter";
            let help = "write the value out; a text that starts with `&`, `*` or `!` goes in quotes";
            Diagnostic::new(Code::FrontMatterAlias, Span::new(source, range), message).help(help)
        }
        Refusal::Syntax { range, reason, help } => {
            Diagnostic::new(Code::FrontMatterSyntax, Span::new(source, range), reason).help(help)
        }
    }
}

pub(super) fn not_utf8(source: &SourcePath, bytes: &[u8]) -> Diagnostic {
    let at = std::str::from_utf8(bytes).err().map_or(0, |error| error.valid_up_to());
    let line = memchr::memchr_iter(b'\n', &bytes[..at]).count() + 1;
    let byte = bytes.get(at).copied().unwrap_or(0);
    let message = format!("the file is no UTF-8 text: byte {at} is `{byte:#04x}`, in line {line}");
    let help = if matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
        "this is UTF-16; save the file with the encoding UTF-8, which spreadsheets call `CSV UTF-8`"
    } else {
        "open the file in an editor and save it with the encoding UTF-8; spreadsheets call it `CSV UTF-8`"
    };
    Diagnostic::new(Code::FileNotUtf8, Span::new(source, at..at + 1), message).help(help)
}
