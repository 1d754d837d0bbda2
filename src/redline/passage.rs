//! A redline for those who read it outside a page: what changed, passage by passage, as plain words.

use serde::Serialize;

use super::{Block, Change, Kind, Merge, Redline, Run, Text, Words, form};

/// A part of a text in which something changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Passage {
    /// The heading that it stands under.
    pub section: Option<String>,
    /// What became of it.
    pub change: Became,
    /// Its words, in order.
    pub runs: Vec<Piece>,
}

/// What became of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Became {
    /// Some of its words changed.
    Changed,
    /// It came.
    Inserted,
    /// It went.
    Deleted,
    /// It stands elsewhere now; its words may have changed too.
    Moved,
}

/// Some words of a passage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// What became of them.
    pub mark: Mark,
    /// The words.
    pub text: String,
}

/// What became of some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// They stayed.
    Same,
    /// They went.
    Deleted,
    /// They came.
    Inserted,
}

/// Gives what changed, in the order of the text.
pub fn passages(old: &Text<'_>, new: &Text<'_>, redline: &Redline<'_>) -> Vec<Passage> {
    let mut list = List { old, new, section: None, moved: false, passages: Vec::new() };
    list.changes(&redline.blocks);
    list.changes(&redline.notes);
    list.passages
}

struct List<'r, 't> {
    old: &'r Text<'t>,
    new: &'r Text<'t>,
    section: Option<String>,
    /// Whether what is being listed stood elsewhere.
    moved: bool,
    passages: Vec<Passage>,
}

impl List<'_, '_> {
    fn changes(&mut self, changes: &[Change<'_>]) {
        for change in changes {
            self.change(change);
        }
    }

    fn change(&mut self, change: &Change<'_>) {
        match change {
            Change::Same(_, block) => {
                if self.moved {
                    self.whole(self.new, block, Mark::Same);
                }
                self.pass(block);
            }
            Change::Within(_, _, children) => self.changes(children),
            Change::Row(old, new, cells) => self.row(*old, *new, cells),
            Change::Words(_, block, merge) => {
                self.pass(block);
                let mut runs = Vec::new();
                add_all(&mut runs, merge);
                self.push(Became::Changed, runs);
            }
            Change::Lines(before, after, runs) => self.lines(before, after, runs),
            Change::Inserted(block) => {
                self.pass(block);
                self.whole(self.new, block, Mark::Inserted);
            }
            Change::Deleted(block) => self.whole(self.old, block, Mark::Deleted),
            Change::Arrived(_, within) => {
                self.moved = true;
                self.change(within);
                self.moved = false;
            }
            Change::Gone(..) | Change::Blank => {}
        }
    }

    fn pass(&mut self, block: &Block) {
        if block.kind == Kind::Heading {
            self.section = Some(line(self.new, block));
        }
        block.children.iter().for_each(|child| self.pass(child));
    }

    fn push(&mut self, change: Became, runs: Vec<Piece>) {
        if runs.iter().any(|run| !run.text.trim().is_empty()) {
            let change = if self.moved { Became::Moved } else { change };
            self.passages.push(Passage { section: self.section.clone(), change, runs });
        }
    }

    /// Lists each block of words of a block that changed as a whole.
    fn whole(&mut self, text: &Text<'_>, block: &Block, mark: Mark) {
        let change = match mark {
            Mark::Inserted => Became::Inserted,
            Mark::Deleted => Became::Deleted,
            Mark::Same => Became::Moved,
        };
        if matches!(block.kind, Kind::Row | Kind::Head) {
            let cells: Vec<String> = block.children.iter().map(|cell| line(text, cell)).collect();
            return self.push(change, vec![Piece { mark, text: cells.join(" | ") }]);
        }
        match block.kind {
            Kind::Paragraph | Kind::Heading => self.push(change, vec![Piece { mark, text: line(text, block) }]),
            Kind::Code => self.push(change, vec![Piece { mark, text: text.code(block) }]),
            _ => block.children.iter().for_each(|child| self.whole(text, child, mark)),
        }
    }

    fn row(&mut self, old: Option<&Block>, new: Option<&Block>, cells: &[Change<'_>]) {
        let mut runs: Vec<Piece> = Vec::new();
        for cell in cells {
            let mut piece = |mark, text| runs.push(Piece { mark, text });
            match cell {
                Change::Words(_, _, merge) => add_all(&mut runs, merge),
                Change::Inserted(cell) => piece(Mark::Inserted, line(self.new, cell)),
                Change::Deleted(cell) => piece(Mark::Deleted, line(self.old, cell)),
                Change::Same(_, cell) => piece(Mark::Same, line(self.new, cell)),
                _ => {}
            }
            runs.push(Piece { mark: Mark::Same, text: " | ".to_owned() });
        }
        runs.pop();
        let change = match (old, new) {
            (None, _) => Became::Inserted,
            (_, None) => Became::Deleted,
            _ => Became::Changed,
        };
        self.push(change, runs);
    }

    fn lines(&mut self, before: &Block, after: &Block, runs: &[Run]) {
        let (old, new) = (self.old.code(before), self.new.code(after));
        let some = |code: &str, range: &std::ops::Range<usize>| -> String {
            code.split_inclusive('\n').skip(range.start).take(range.len()).collect()
        };
        let piece = |run: &Run| match run {
            Run::Same(_, range) => Piece { mark: Mark::Same, text: some(&new, range) },
            Run::Deleted(range) => Piece { mark: Mark::Deleted, text: some(&old, range) },
            Run::Inserted(range) => Piece { mark: Mark::Inserted, text: some(&new, range) },
        };
        let titles = [(Mark::Deleted, self.old.title(before)), (Mark::Inserted, self.new.title(after))];
        let titles = titles.into_iter().filter(|_| self.old.title(before) != self.new.title(after));
        let title = |(mark, title): (Mark, Option<&str>)| title.map(|title| Piece { mark, text: format!("{title}\n") });
        let titles: Vec<Piece> = titles.filter_map(title).collect();
        self.push(Became::Changed, titles.into_iter().chain(runs.iter().map(piece)).collect());
    }
}

fn line(text: &Text<'_>, block: &Block) -> String {
    let found = text.words(block);
    found.line(0..found.words.len())
}

/// Adds all runs of words; where the same words came as went, each with where it leads or how it looks.
fn add_all(runs: &mut Vec<Piece>, merge: &Merge<'_>) {
    let Merge { old, new, runs: all } = merge;
    let mut form = None;
    for (at, run) in all.iter().enumerate() {
        let before = form.take();
        if let (Run::Deleted(here), Some(Run::Inserted(there))) = (run, all.get(at + 1)) {
            form = form::changed((old, here), (new, there));
        }
        add(runs, run, old, new);
        let described = match run {
            Run::Same(..) => None,
            Run::Deleted(range) => form.map(|form| form::described(old, range, form)),
            Run::Inserted(range) => before.map(|form| form::described(new, range, form)),
        };
        if let Some((piece, words)) = runs.last_mut().zip(described) {
            piece.text = format!("{} ({words})", piece.text);
        }
    }
}

/// Adds a run of words; the space before it stands in it, unless it is the first.
fn add(runs: &mut Vec<Piece>, run: &Run, old: &Words<'_>, new: &Words<'_>) {
    let (mark, words, range) = match run {
        Run::Same(_, range) => (Mark::Same, new, range),
        Run::Deleted(range) => (Mark::Deleted, old, range),
        Run::Inserted(range) => (Mark::Inserted, new, range),
    };
    let gap = words.words.get(range.start).is_some_and(|word| word.gap) && !runs.is_empty();
    let space = if gap { " " } else { "" };
    runs.push(Piece { mark, text: format!("{space}{}", words.line(range.clone())) });
}
