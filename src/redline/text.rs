//! A page's text as a tree of blocks, over the same pieces that the page is printed from.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag, TagEnd};

use super::block::{Block, Kind, Said};
use super::words::{self, Words};
use crate::hash::Hash;
use crate::markdown::prepare::{Container, MarkKind, Prepared};
use crate::markdown::stream::{Piece, Stream};
use crate::markdown::{self, Dialect};
use crate::site::{Node, Target};

/// Where a text stands.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Where its links and images lead, by destination as written.
    pub links: &'a BTreeMap<String, Target>,
    /// What the links into its own version start with; two versions of one link are the same.
    pub root: &'a str,
    /// The number of the heading that the page's title repeats; it is no part of what is compared.
    pub title_heading: Option<usize>,
}

impl<'a> Source<'a> {
    /// Gives where the text of a node stands.
    pub fn of(node: &'a Node, root: &'a str) -> Self {
        Self { links: &node.links, root, title_heading: node.title_heading }
    }
}

/// How many bytes of text make a piece, about.
const LETTERS: usize = 24;

/// What the destinations of an old text are called in the new one.
pub type Names<'a> = BTreeMap<&'a str, &'a str>;

/// Finds the destinations that are written otherwise in the new text and lead to the same place. A destination that is
/// written the same in both is the same.
pub fn same_links<'a>(old: Source<'a>, new: Source<'a>) -> Names<'a> {
    fn place<'a>(source: Source<'a>, target: &'a Target) -> Option<&'a str> {
        let href = target.href()?;
        Some(href.strip_prefix(source.root).unwrap_or(href))
    }
    let moved = |written: &&String| !new.links.contains_key(*written);
    if !old.links.keys().any(|written| moved(&written)) {
        return Names::new();
    }
    let there: BTreeMap<&str, &str> =
        new.links.iter().filter_map(|(written, target)| Some((place(new, target)?, written.as_str()))).collect();
    let here = old.links.iter().filter(|(written, _)| moved(written));
    here.filter_map(|(written, target)| Some((written.as_str(), *there.get(place(old, target)?)?))).collect()
}

/// A text's pieces, and the blocks that they make.
#[derive(Debug)]
pub struct Text<'a> {
    /// The pieces, in order.
    pub pieces: Vec<Piece<'a>>,
    /// The blocks but for the footnotes, in order.
    pub blocks: Vec<Block>,
    /// The footnotes, in order.
    pub notes: Vec<Block>,
    title_heading: Option<usize>,
    names: &'a Names<'a>,
    prepared: &'a Prepared<'a>,
}

/// Reads a text; one beyond the bounds of the dialect is one block of code.
pub fn read<'a>(
    prepared: &'a Prepared<'a>,
    dialect: &Dialect,
    title_heading: Option<usize>,
    names: &'a Names<'a>,
) -> Text<'a> {
    let mut ignore = |_, _| {};
    let mut stream = Stream::new(prepared, dialect, &mut ignore);
    // The end of a block of raw HTML has no beginning here.
    let is_stray = |piece: &Piece<'_>| matches!(piece, Piece::Markdown(Event::End(TagEnd::HtmlBlock)));
    let mut pieces: Vec<Piece<'a>> = Vec::with_capacity(prepared.text.len() / LETTERS);
    pieces.extend(stream.by_ref().map(|(piece, _)| piece).filter(|piece| !is_stray(piece)));
    if stream.limit.is_some() {
        pieces = plain(prepared.original);
    }
    drop(stream);
    let text = Text { pieces, blocks: Vec::new(), notes: Vec::new(), title_heading, names, prepared };
    let mut reader = Reader { text: &text, at: 0, heading: 0, notes: Vec::new() };
    let mut blocks = Vec::new();
    while reader.at < text.pieces.len() {
        blocks.append(&mut reader.blocks());
        // An end that nothing opened.
        reader.at += 1;
    }
    let notes = reader.notes;
    Text { blocks, notes, ..text }
}

fn plain(text: &str) -> Vec<Piece<'_>> {
    let code = Event::Start(Tag::CodeBlock(CodeBlockKind::Indented));
    let events = [code, Event::Text(CowStr::Borrowed(text)), Event::End(TagEnd::CodeBlock)];
    events.into_iter().map(Piece::Markdown).collect()
}

impl Text<'_> {
    /// Gives the words of a block.
    pub fn words(&self, block: &Block) -> Words<'_> {
        words::read(self, block.pieces.clone())
    }

    /// Gives the code of a block of code.
    pub fn code(&self, block: &Block) -> String {
        let texts = self.pieces[block.pieces.clone()].iter().filter_map(|piece| match piece {
            Piece::Markdown(Event::Text(text)) => Some(&**text),
            _ => None,
        });
        texts.collect()
    }

    /// Gives the title of a block of code.
    pub fn title(&self, block: &Block) -> Option<&str> {
        match self.pieces.get(block.pieces.start) {
            Some(Piece::Markdown(Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))))) => {
                markdown::fence_title(info)
            }
            _ => None,
        }
    }

    /// Gives the hash of what a block says.
    pub(super) fn key(&self, block: &Block) -> Hash {
        self.said(block).key
    }

    /// Tells how many words a block holds.
    pub(super) fn count(&self, block: &Block) -> usize {
        self.said(block).words
    }

    fn said(&self, block: &Block) -> Said {
        *block.said.get_or_init(|| self.say(block))
    }

    fn say(&self, block: &Block) -> Said {
        let mut said = vec![block.kind.number()];
        let mut words = block.children.iter().map(|child| self.count(child)).sum();
        match block.kind {
            Kind::Paragraph | Kind::Heading | Kind::Cell => {
                let found = self.words(block);
                words = found.count();
                found.say(&mut said);
            }
            Kind::Code => {
                for piece in &self.pieces[block.pieces.clone()] {
                    if let Piece::Markdown(Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info)))) = piece {
                        said.extend_from_slice(markdown::fence_title(info).unwrap_or_default().as_bytes());
                        said.push(0);
                    }
                    if let Piece::Markdown(Event::Text(text)) = piece {
                        words += text.split_whitespace().count();
                        said.extend_from_slice(text.as_bytes());
                    }
                }
            }
            Kind::Written => {
                if let Some(Piece::Written(line)) = self.pieces.get(block.pieces.start) {
                    words = line.split_whitespace().count();
                    said.extend_from_slice(line.as_bytes());
                }
            }
            Kind::Frame(hash) => said.extend_from_slice(hash.as_bytes()),
            _ => {}
        }
        for child in &block.children {
            said.extend_from_slice(self.key(child).as_bytes());
        }
        Said { key: Hash::of(&said), words }
    }

    /// Gives a directive as it was written.
    pub(super) fn written(&self, mark: usize) -> &str {
        &self.prepared.original[self.prepared.marks[mark].range.clone()]
    }

    /// Gives what a link or image leads to, by the same words for both texts where that is the same.
    pub(super) fn target<'d>(&'d self, destination: &'d str) -> &'d str {
        self.names.get(destination).copied().unwrap_or(destination)
    }
}

/// Tells whether two blocks hold the same pieces. A destination that is written the same leads to the same place.
pub(super) fn is_alike(old: (&Text<'_>, &Block), new: (&Text<'_>, &Block)) -> bool {
    let (one, other) = (&old.0.pieces[old.1.pieces.clone()], &new.0.pieces[new.1.pieces.clone()]);
    let is_alike = |(one, other): (&Piece<'_>, &Piece<'_>)| match (one, other) {
        (Piece::Open(a), Piece::Open(b)) | (Piece::Words(a), Piece::Words(b)) | (Piece::Quote(a), Piece::Quote(b)) => {
            old.0.written(*a) == new.0.written(*b)
        }
        (Piece::Close(_), Piece::Close(_)) => true,
        (one, other) => one == other,
    };
    old.1.kind == new.1.kind && one.len() == other.len() && one.iter().zip(other).all(is_alike)
}

struct Reader<'t, 'a> {
    text: &'t Text<'a>,
    at: usize,
    heading: usize,
    notes: Vec<Block>,
}

impl<'t, 'a> Reader<'t, 'a> {
    fn piece(&self) -> Option<&'t Piece<'a>> {
        self.text.pieces.get(self.at)
    }

    /// Reads blocks up to the end of what holds them.
    fn blocks(&mut self) -> Vec<Block> {
        let mut blocks = Vec::new();
        while let Some(piece) = self.piece() {
            let block = match piece {
                Piece::Markdown(Event::End(_)) | Piece::Close(_) => break,
                Piece::Markdown(Event::Rule) => self.single(Kind::Rule),
                Piece::Written(_) => self.single(Kind::Written),
                Piece::Open(mark) => self.holder(Kind::Frame(self.frame(*mark))),
                Piece::Markdown(Event::Start(tag)) => match kind(tag) {
                    Some(Kind::Note) => {
                        let note = self.holder(Kind::Note);
                        self.notes.push(note);
                        continue;
                    }
                    Some(Kind::Heading) => match self.heading() {
                        Some(block) => block,
                        None => continue,
                    },
                    Some(kind @ (Kind::Paragraph | Kind::Cell | Kind::Code)) => self.leaf(kind, tag.to_end()),
                    Some(kind) => self.holder(kind),
                    None => self.bare(),
                },
                _ => self.bare(),
            };
            blocks.push(block);
        }
        blocks
    }

    fn single(&mut self, kind: Kind) -> Block {
        let start = self.at;
        self.at += 1;
        self.block(kind, start, Vec::new())
    }

    /// Reads a heading; none for the one that the title repeats.
    fn heading(&mut self) -> Option<Block> {
        let number = self.heading;
        let Some(Piece::Markdown(Event::Start(tag))) = self.piece() else { return None };
        let block = self.leaf(Kind::Heading, tag.to_end());
        self.heading += 1;
        (self.text.title_heading != Some(number)).then_some(block)
    }

    fn leaf(&mut self, kind: Kind, end: TagEnd) -> Block {
        let start = self.at;
        while self.piece().is_some_and(|piece| !matches!(piece, Piece::Markdown(Event::End(tag)) if *tag == end)) {
            self.at += 1;
        }
        self.at = (self.at + 1).min(self.text.pieces.len());
        self.block(kind, start, Vec::new())
    }

    /// Reads words that no paragraph holds.
    fn bare(&mut self) -> Block {
        let (start, mut depth) = (self.at, 0_usize);
        while let Some(piece) = self.piece() {
            match piece {
                Piece::Markdown(Event::Start(tag)) if kind(tag).is_none() => depth += 1,
                Piece::Markdown(Event::End(_)) if depth > 0 => depth -= 1,
                Piece::Markdown(Event::Start(_) | Event::End(_) | Event::Rule)
                | Piece::Open(_)
                | Piece::Close(_)
                | Piece::Written(_) => break,
                _ => {}
            }
            self.at += 1;
        }
        self.block(Kind::Paragraph, start, Vec::new())
    }

    fn holder(&mut self, kind: Kind) -> Block {
        let (start, heading) = (self.at, self.heading);
        self.at += 1;
        let children = self.blocks();
        self.at = (self.at + 1).min(self.text.pieces.len());
        Block { heading, ..self.block(kind, start, children) }
    }

    fn block(&self, kind: Kind, start: usize, children: Vec<Block>) -> Block {
        Block { kind, pieces: start..self.at, children, heading: self.heading, said: OnceCell::new() }
    }

    /// Hashes what the first line of a directive says.
    fn frame(&self, mark: usize) -> Hash {
        let MarkKind::Open { container, title, .. } = &self.text.prepared.marks[mark].kind else {
            return Hash::of(b"");
        };
        let name = match container {
            Container::Callout(name) => name,
            Container::Audience(name) => name.as_str(),
            Container::Details | Container::Unknown => "",
        };
        let title = title.clone().map_or("", |range| &self.text.prepared.original[range]);
        Hash::of_parts([name.as_bytes(), words::folded(title.trim()).as_bytes()])
    }
}

/// Tells what block a tag opens; none for a span of words.
fn kind(tag: &Tag<'_>) -> Option<Kind> {
    Some(match tag {
        Tag::Paragraph | Tag::HtmlBlock | Tag::MetadataBlock(_) => Kind::Paragraph,
        Tag::Heading { .. } => Kind::Heading,
        Tag::BlockQuote(None) => Kind::Quote,
        Tag::BlockQuote(Some(alert)) => Kind::Frame(Hash::of(&[b'!', *alert as u8])),
        Tag::CodeBlock(_) => Kind::Code,
        Tag::List(_) => Kind::List,
        Tag::Item => Kind::Item,
        Tag::FootnoteDefinition(_) => Kind::Note,
        Tag::DefinitionList => Kind::Definitions,
        Tag::DefinitionListTitle => Kind::Term,
        Tag::DefinitionListDefinition => Kind::Meaning,
        Tag::Table(_) => Kind::Table,
        Tag::TableHead => Kind::Head,
        Tag::TableRow => Kind::Row,
        Tag::TableCell => Kind::Cell,
        _ => return None,
    })
}
