//! Data files of a book, today's and those of an old version: texts in pieces, of which some are hidden.

use crate::book::{CANARY, reader, secret};
use crate::common::{Dice, Tree};
use crate::model::{Book, View};

/// A file: its pieces, one after the other.
pub(crate) type File = Vec<Piece>;

/// A piece of a data file.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    text: String,
    reader: Option<&'static str>,
    /// How it may change; none for one that stays.
    kind: Option<Kind>,
}

/// What a hidden piece is.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// Rows of a table of numbers.
    Numbers,
    /// Rows of a table of pages.
    Rows,
    /// A cell of a hidden column, with its comma.
    Cell,
    /// Marked words.
    Words,
    /// Metrics with their numbers, and groups.
    Metrics,
    Groups,
    /// Numbers beside their metric.
    Points,
}

/// Writes the settings that lead to the files.
pub(crate) fn settings(view: View) -> String {
    let mut text = "\n[metrics]\nfile = \"numbers/metrics.yaml\"\n".to_owned();
    text.push_str("\n[[data_pages]]\nfile = \"numbers/rows.csv\"\npath = \"shelf/{name}\"\ntitle = \"title\"\n");
    text.push_str("sort = \"-stars\"\n");
    if view.has(Some("internal")) {
        text.push_str("columns = { cost = { audience = \"internal\", title = \"Hush cost\" } }\n");
        text.push_str("\n[[data_pages]]\nfile = \"plans/veil.csv\"\npath = \"plans/veil/{name}\"\ntitle = \"name\"\n");
    }
    text
}

/// Puts the data files into a book, for each version.
pub(crate) fn plant(book: &mut Book, dice: &mut Dice) {
    for (above, is_old) in [("", false), ("_versions/1/", true)] {
        let files = [
            ("metrics.yaml", metrics(dice, is_old)),
            ("merges.csv", merges(dice, is_old)),
            ("rows.csv", rows(dice, is_old)),
        ];
        book.data.extend(files.map(|(name, pieces)| (format!("{above}numbers/{name}"), pieces)));
        let veil = vec![hidden("name,hush\nhush-a,1\nhush-b,2\n", None)];
        book.data.insert(format!("{above}plans/veil.csv"), veil);
    }
}

fn open(text: impl Into<String>) -> Piece {
    Piece { text: text.into(), reader: None, kind: None }
}

fn hidden(text: &str, kind: Option<Kind>) -> Piece {
    Piece { text: text.to_owned(), reader: Some("internal"), kind }
}

fn made(dice: &mut Dice, kind: Kind) -> Piece {
    // Rows have a cell of the hidden column, so they are for those who have it.
    let has_all = matches!(kind, Kind::Numbers | Kind::Rows | Kind::Cell);
    let whom = if has_all { "internal" } else { reader(dice) };
    let mut piece = Piece { text: String::new(), reader: Some(whom), kind: Some(kind) };
    piece.change(dice);
    piece
}

/// What is hidden today was open once, where it stands twice.
fn metrics(dice: &mut Dice, is_old: bool) -> File {
    let whom = if is_old { "public" } else { "internal" };
    let twin =
        format!("- {{id: hush-twin, title: Hush twin, audience: {whom}, series: [{{period: 2020, value: 4}}]}}\n");
    vec![
        open("groups:\n"),
        made(dice, Kind::Groups),
        open("- {id: work, title: \"Work"),
        made(dice, Kind::Words),
        open("\"}\nmetrics:\n"),
        made(dice, Kind::Metrics),
        hidden(&twin, None),
        open("- id: merges\n  title: \"Merges"),
        made(dice, Kind::Words),
        open(
            "\"\n  group: work\n  audience: public\n  direction: up\n  target: {value: 9, by: 2026-12-31}\n  min_group: 3\n  owner: \"Office",
        ),
        made(dice, Kind::Words),
        open("\"\n  definition: \"Merged"),
        made(dice, Kind::Words),
        open("\"\n  data: merges.csv\n- id: short\n  title: Short\n  audience: public\n  owner: Office\n  series:\n"),
        open(format!("  - {{period: 2026-09, value: {}, note: \"Seen", dice.below(90))),
        made(dice, Kind::Words),
        open("\"}\n"),
        made(dice, Kind::Points),
        open("  - {period: 2026-10, value: 4}\n"),
        made(dice, Kind::Metrics),
    ]
}

fn merges(dice: &mut Dice, is_old: bool) -> File {
    let mut file = vec![open("period,value"), hidden(",:internal[hush cost]", None), open(",note,audience\n")];
    for month in 1..3 {
        file.push(open(format!("2026-0{month},{}", dice.below(30))));
        file.push(made(dice, Kind::Cell));
        file.extend([open(",seen"), made(dice, Kind::Words), open(",public\n"), made(dice, Kind::Numbers)]);
    }
    let whom = if is_old { "public" } else { "internal" };
    file.push(hidden(&format!("2026-05,77,,hush twin,{whom}\n"), None));
    file
}

fn rows(dice: &mut Dice, is_old: bool) -> File {
    let mut file = vec![open("name,title,stars"), hidden(",cost", None), open(",audience\n")];
    for name in ["alder", "birch"] {
        file.extend([open(format!("{name},A {name}")), made(dice, Kind::Words), open(format!(",{}", dice.below(9)))]);
        file.push(made(dice, Kind::Cell));
        file.extend([open(",public\n"), made(dice, Kind::Rows)]);
    }
    let whom = if is_old { "public" } else { "internal" };
    file.push(hidden(&format!("hush-twin,Hush twin,9,1,{whom}\n"), None));
    file
}

impl Piece {
    /// Makes the hidden text anew. Names and periods are never those of another piece.
    fn change(&mut self, dice: &mut Dice) {
        let (Some(kind), Some(whom)) = (self.kind, self.reader) else { return };
        let words = secret(dice);
        let (first, count) = (1000 + dice.below(8000), dice.below(3));
        let ids = (first..).take(count);
        self.text = match kind {
            Kind::Words => format!(" :{whom}[{words}]"),
            Kind::Cell => format!(",77{first}"),
            Kind::Numbers => ids.map(|id| format!("{id}-0{},{first},1,{words},{whom}\n", dice.below(9) + 1)).collect(),
            Kind::Rows => ids.map(|id| format!("{CANARY}-{id},{words},{first},5,{whom}\n")).collect(),
            Kind::Points => {
                ids.map(|id| format!("  - {{period: {id}-01, value: 5, note: {words}, audience: {whom}}}\n")).collect()
            }
            Kind::Groups => {
                ids.map(|id| format!("- {{id: {CANARY}-{id}, title: {words}, audience: {whom}}}\n")).collect()
            }
            Kind::Metrics => ids.map(|id| metric(&format!("{CANARY}-{id}"), whom, &words)).collect(),
        };
    }
}

fn metric(id: &str, whom: &str, words: &str) -> String {
    format!(
        "- {{id: {id}, title: {words}, group: work, audience: {whom}, unit: {CANARY}, owner: {words}, objective: {words}, \
         series: [{{period: 2026-03, value: 771, note: {words}}}]}}\n"
    )
}

/// Writes the data files down.
pub(crate) fn write(book: &Book, view: View) -> Tree {
    let text =
        |file: &File| file.iter().filter(|piece| view.has(piece.reader)).map(|piece| piece.text.as_str()).collect();
    let files = book.data.iter().map(|(path, file)| (format!("content/{path}"), String::into_bytes(text(file))));
    files.filter(|(path, _)| view.has(Some("internal")) || !path.contains("veil")).collect()
}

/// Changes a hidden piece.
pub(crate) fn mutate(book: &mut Book, dice: &mut Dice) -> Option<String> {
    let paths: Vec<String> = book.data.keys().cloned().collect();
    let path = dice.pick(&paths);
    let file = book.data.get_mut(path)?;
    let at = dice.below(file.len());
    file[at].kind?;
    file[at].change(dice);
    Some(format!("{path} has {:?} at {at}", file[at].text))
}
