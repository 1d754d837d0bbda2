//! A small handbook with every feature in it; its public words depend on the dice.
//!
//! Every hidden word holds `hush`, and every hidden file's name `veil`: neither may be seen by the public.

use crate::common::Dice;
use crate::model::{Block, Book, Page, Value, Words, hidden, plain, seen};
use crate::numbers;

/// What every hidden text holds.
pub(crate) const CANARY: &str = "hush";
/// What every hidden path holds, unless it collides with a public one on purpose.
pub(crate) const VEIL: &str = "veil";

const NOUNS: &[&str] = &["component", "licence", "release", "review", "register", "upstream", "notice", "maintainer"];

/// Some words for everybody.
pub(crate) fn phrase(dice: &mut Dice) -> String {
    let words: Vec<&str> = (0..3 + dice.below(4)).map(|_| one(dice, NOUNS)).collect();
    words.join(" ")
}

/// Some words that the public must not see.
pub(crate) fn secret(dice: &mut Dice) -> String {
    format!("{CANARY}{} {}", dice.below(10_000), one(dice, NOUNS))
}

/// One of some words.
pub(crate) fn one<'a>(dice: &mut Dice, from: &[&'a str]) -> &'a str {
    from[dice.below(from.len())]
}

/// An audience that is not the public.
pub(crate) fn reader(dice: &mut Dice) -> &'static str {
    one(dice, &["partner", "internal"])
}

/// Makes a book.
pub(crate) fn book(dice: &mut Dice) -> Book {
    let title = vec![seen("The"), hidden("internal", "hush-site"), seen("handbook")];
    let description = vec![seen("How we work."), hidden("partner", "hush-description")];
    let has_crlf = dice.below(4) == 0;
    let mut book =
        Book { title, description, top: top(dice), menu: menu(), editions: editions(), has_crlf, ..Book::default() };
    policies(&mut book, dice);
    training(&mut book, dice);
    loose(&mut book, dice);
    plans(&mut book, dice);
    extra(&mut book, dice);
    files(&mut book);
    book
}

/// Makes a book with an old version, metrics and pages of rows. It takes some time to build, so few books are like that.
pub(crate) fn aged(dice: &mut Dice) -> Book {
    let mut book = book(dice);
    past(&mut book, dice);
    numbers::plant(&mut book, dice);
    book
}

fn top(dice: &mut Dice) -> Vec<String> {
    let lines = [
        "base_url = \"https://open.example/oss/\"",
        "audiences = [\"public\", \"partner\", \"internal\"]",
        "edit_url = \"https://git.example/edit/{path}\"",
        "kinds = { faq = \"faq\" }",
    ];
    let mut lines = lines.map(str::to_owned).to_vec();
    lines.push(format!("number_prefixes = \"{}\"", one(dice, &["drop", "drop", "keep"])));
    lines.push(format!("smart_punctuation = {}", dice.below(2) == 0));
    lines
}

fn menu() -> Vec<(Words, String, bool)> {
    let marked = vec![seen("Training"), hidden("internal", "hush-menu")];
    vec![
        (plain("Policies"), "policies/".to_owned(), false),
        (marked, "training/01-basics.md".to_owned(), false),
        (plain("Hush plans"), "plans/_index.md".to_owned(), true),
        (vec![hidden("internal", "Hush-only")], "policies/use.md".to_owned(), true),
    ]
}

fn editions() -> Vec<(String, Vec<String>)> {
    let edition = |name: &str, lines: &[&str]| (name.to_owned(), lines.iter().map(|line| (*line).to_owned()).collect());
    vec![
        edition("public", &["audience = \"public\""]),
        edition("partner", &["audience = \"partner\"", "title = \"Hush partners\""]),
        edition("internal", &["audience = \"internal\"", "base_url = \"https://veil.example/hush/\""]),
        edition("courses", &["audience = \"internal\"", "sections = [\"training\"]", "home = \"training\""]),
    ]
}

fn words(words: &str) -> Value {
    Value::Words(plain(words))
}

fn raw(yaml: &str) -> Value {
    Value::Raw(yaml.to_owned())
}

fn policies(book: &mut Book, dice: &mut Dice) {
    let owner = vec![seen("Office"), hidden("internal", "hush-owner")];
    let children = Value::Map(vec![
        ("audience".to_owned(), raw("public")),
        ("owner".to_owned(), Value::Words(owner)),
        ("kind".to_owned(), raw("policy")),
    ]);
    let index = vec![("audience", raw("public")), ("title", words("Policies")), ("children", children)];
    let text = vec![Block::Para(plain(&phrase(dice))), Block::Link(plain("Use"), "use.md#scope".to_owned())];
    book.pages.insert("policies/_index.md".to_owned(), Page::new(false, index, text));
    book.pages.insert("policies/use.md".to_owned(), Page::new(false, policy_matter(dice), policy_text(dice)));
    let fields = vec![
        ("id", words("POL-2")),
        ("slug", words("publish")),
        ("status", raw("superseded")),
        ("tags", Value::List(vec![plain("Release"), vec![hidden("internal", "hush tag")]])),
        ("date", raw("2026-03-01")),
    ];
    let text = vec![Block::Heading(2, plain("Steps"), None), Block::Para(plain(&phrase(dice)))];
    book.pages.insert("policies/01-release.md".to_owned(), Page::new(false, fields, text));
    let closed = vec![("audience", raw("partner")), ("title", words("Hush closed"))];
    book.pages.insert("policies/veil/_index.md".to_owned(), Page::new(true, closed, body(dice)));
    let below = vec![("title", words("Hush below"))];
    book.pages.insert("policies/veil/deep.md".to_owned(), Page::new(true, below, body(dice)));
}

fn policy_matter(dice: &mut Dice) -> Vec<(&'static str, Value)> {
    let item = |date: &str, note: Words| vec![("date", plain(date)), ("version", plain("1")), ("note", note)];
    let revisions = vec![
        item("2026-09-01", vec![hidden("internal", "hush revision")]),
        item("2026-06-01", vec![seen("New"), hidden("internal", "hush note")]),
        item("2025-06-01", plain("First")),
    ];
    let mark = |words: &str| vec![hidden("internal", words)];
    vec![
        ("title", Value::Words(vec![seen("Use"), hidden("internal", "hush title")])),
        ("description", Value::Words(vec![seen(&phrase(dice)), hidden("partner", "hush description")])),
        ("id", words("POL-1")),
        ("tags", Value::List(vec![plain("Upstream"), mark("hush tag"), plain("Release")])),
        ("aliases", Value::List(vec![plain("/old/use/"), mark("/hush/old/")])),
        ("approver", Value::Words(vec![hidden("internal", "hush approver")])),
        ("weight", raw("3")),
        ("effective_from", raw("2026-01-01")),
        ("last_reviewed", raw("2026-09-01")),
        ("review_every", raw("yearly")),
        ("supersedes", Value::List(vec![plain("POL-2"), mark("HUSH-1")])),
        ("controls", Value::List(vec![plain("iso5230:2020/3.1.1.1"), mark("hush:1/1")])),
        ("revisions", Value::Items(revisions)),
        ("custom", Value::Map(vec![("deep".to_owned(), Value::List(vec![mark("hush custom")]))])),
    ]
}

fn policy_text(dice: &mut Dice) -> Vec<Block> {
    let para = |dice: &mut Dice| Block::Para(plain(&phrase(dice)));
    let marked = |dice: &mut Dice| vec![seen(&phrase(dice)), hidden(reader(dice), &secret(dice)), seen(&phrase(dice))];
    let item = vec![para(dice), Block::Hidden("internal", body(dice)), para(dice)];
    let rows = vec![
        [plain("Name"), plain("Meaning")],
        [marked(dice), vec![hidden("internal", "hush cell")]],
        [plain("b"), plain(&phrase(dice))],
    ];
    vec![
        Block::Para(marked(dice)),
        Block::Heading(2, marked(dice), Some("scope".to_owned())),
        Block::List(vec![vec![para(dice)], item, vec![Block::Para(marked(dice))]]),
        Block::Hidden("internal", body(dice)),
        Block::Rows(vec![
            (None, plain(&phrase(dice))),
            (Some("internal"), plain(&secret(dice))),
            (None, marked(dice)),
            (None, vec![hidden("partner", &secret(dice))]),
            (None, plain(&phrase(dice))),
        ]),
        Block::Heading(2, plain("Scope"), None),
        Block::Quote(vec![para(dice), Block::Hidden("partner", body(dice)), para(dice)]),
        Block::Note(vec![para(dice), Block::Hidden("internal", vec![Block::Note(body(dice))])]),
        Block::Table(rows),
        Block::Image(vec![seen("The way"), hidden("internal", "hush alt"), seen("out")], "../img/flow.svg".to_owned()),
        Block::Plain(
            "A word[^1] and [a page][basics].\n\n[^1]: The note.\n\n[basics]: ../training/01-basics.md".to_owned(),
        ),
        Block::Plain("```rust\nlet x = \":internal[example]\";\n```".to_owned()),
    ]
}

/// Some blocks that the public must not see.
pub(crate) fn body(dice: &mut Dice) -> Vec<Block> {
    let text = secret(dice);
    let label = text.replace(' ', "-");
    let more = match dice.below(8) {
        0 => Block::Heading(2, plain(&format!("Scope {text}")), None),
        1 => Block::Heading(2, plain("Scope"), None),
        2 => Block::List(vec![vec![Block::Para(plain(&text))], vec![Block::Para(vec![hidden("internal", &text)])]]),
        3 => Block::Plain(format!(
            "{text}[^{label}] and [^1].\n\n[^{label}]: {text}\n\n[basics]: https://{CANARY}.example/"
        )),
        4 => Block::Table(vec![[plain("a"), plain("b")], [plain(&text), vec![hidden("internal", &text)]]]),
        5 => Block::Image(plain(&text), "/img/veil.svg".to_owned()),
        6 => Block::Hidden("internal", vec![Block::Quote(vec![Block::Para(plain(&text))])]),
        _ => Block::Link(plain(&text), "/policies/use.md#scope".to_owned()),
    };
    vec![Block::Para(plain(&text)), more]
}

fn training(book: &mut Book, dice: &mut Dice) {
    let children = Value::Map(vec![
        ("audience".to_owned(), raw("public")),
        ("tags".to_owned(), Value::List(vec![plain("Course"), vec![hidden("internal", "hush course")]])),
    ]);
    let index = vec![("title", words("Hush training")), ("weight", raw("1")), ("children", children)];
    book.pages.insert("training/_index.md".to_owned(), Page::new(true, index, body(dice)));
    let first = vec![
        ("title", words("Basics")),
        ("kind", raw("module")),
        ("duration", raw("PT45M")),
        ("objectives", Value::List(vec![plain("Know it"), vec![seen("Do it"), hidden("internal", "hush objective")]])),
    ];
    let text = vec![Block::Para(plain(&phrase(dice))), Block::Hidden("partner", body(dice))];
    book.pages.insert("training/01-basics.md".to_owned(), Page::new(false, first, text));
    let required = Value::List(vec![plain("01-basics.md"), plain("POL-1"), vec![hidden("internal", "hush.md")]]);
    let second = vec![("prerequisites", required), ("lang", raw("de"))];
    let text = vec![Block::Heading(1, vec![seen("Next"), hidden("internal", "hush heading")], None)];
    book.pages.insert("training/02-next.md".to_owned(), Page::new(false, second, text));
    let between = vec![("audience", raw("partner")), ("title", words("Hush between"))];
    book.pages.insert("training/01-veil.md".to_owned(), Page::new(true, between, body(dice)));
}

fn loose(book: &mut Book, dice: &mut Dice) {
    let door = |title: Words, link: &str| vec![("title", title), ("text", plain("Go")), ("link", plain(link))];
    let doors = vec![
        door(plain("May I use it?"), "policies/use.md"),
        door(vec![hidden("internal", "hush door")], "plans/veil.md"),
    ];
    let home = vec![("audience", raw("public")), ("title", words("Home")), ("doors", Value::Items(doors))];
    let text = vec![Block::Para(plain(&phrase(dice))), Block::Hidden("internal", body(dice))];
    book.pages.insert("_index.md".to_owned(), Page::new(false, home, text));
    let one = vec![
        ("audience", raw("public")),
        ("tags", Value::List(vec![plain("release")])),
        ("updated", raw("2026-10-01")),
    ];
    let text = vec![Block::Para(plain(&phrase(dice))), Block::Link(plain("form"), "form.pdf".to_owned())];
    book.pages.insert("notes/one.md".to_owned(), Page::new(false, one, text));
    let last = vec![("audience", raw("public")), ("title", words("Words"))];
    let text = vec![Block::Plain("Fork\n: A copy.\n\nUpstream\n: The source.".to_owned())];
    book.pages.insert("faq/words.md".to_owned(), Page::new(false, last, text));
    let draft = vec![("audience", raw("public")), ("status", raw("draft")), ("title", words("Hush draft"))];
    book.pages.insert("notes/veil-draft.md".to_owned(), Page::new(true, draft, body(dice)));
    let unsaid = vec![("title", words("Hush unsaid")), ("tags", Value::List(vec![plain("Release"), plain("hush")]))];
    book.pages.insert("notes/veil.md".to_owned(), Page::new(true, unsaid, body(dice)));
}

fn plans(book: &mut Book, dice: &mut Dice) {
    let children = Value::Map(vec![("owner".to_owned(), words("hush office")), ("status".to_owned(), raw("active"))]);
    let index = vec![("audience", raw("internal")), ("title", words("Hush plans")), ("children", children)];
    book.pages.insert("plans/_index.md".to_owned(), Page { is_pinned: true, ..Page::new(true, index, body(dice)) });
    let plan = vec![
        ("title", words("Hush plan")),
        ("id", words("HUSH-1")),
        ("date", raw("2026-11-01")),
        ("supersedes", Value::List(vec![plain("POL-1")])),
        ("aliases", Value::List(vec![plain("/old/hush/")])),
        ("tags", Value::List(vec![plain("Upstream")])),
    ];
    book.pages.insert("plans/veil.md".to_owned(), Page { is_pinned: true, ..Page::new(true, plan, body(dice)) });
}

/// A section to which nothing leads from elsewhere, so that it can be hidden and shown.
fn extra(book: &mut Book, dice: &mut Dice) {
    let children = Value::Map(vec![("audience".to_owned(), raw("public"))]);
    let index = vec![("audience", raw("public")), ("title", words("Extra")), ("children", children)];
    let text = vec![Block::Para(plain(&phrase(dice))), Block::Link(plain("more"), "more.md".to_owned())];
    book.pages.insert("extra/_index.md".to_owned(), Page::new(false, index, text));
    let tags = Value::List(vec![plain("Extra"), plain("Release")]);
    let more = vec![("tags", tags), ("aliases", Value::List(vec![plain("/extra/old/")])), ("date", raw("2026-11-20"))];
    let image = Block::Image(plain("A way"), "way.svg".to_owned());
    let text = vec![Block::Heading(2, plain("More"), None), image, Block::Para(plain(&phrase(dice)))];
    book.pages.insert("extra/more.md".to_owned(), Page::new(false, more, text));
}

/// An old version: pages that are there today, that are gone, that are hidden, and that are hidden by now.
fn past(book: &mut Book, dice: &mut Dice) {
    book.notes =
        [vec![seen("Newer."), hidden("internal", "hush newer")], vec![seen("Older."), hidden("partner", "hush older")]];
    let audience = || ("audience", raw("public"));
    let mut add = |path: &str, page: Page| drop(book.pages.insert(format!("_versions/1/{path}"), page));
    let text = |dice: &mut Dice| {
        let marked = vec![seen(&phrase(dice)), hidden(reader(dice), &secret(dice)), seen("MUST be kept.")];
        let words = vec![Block::Para(marked), Block::Hidden("internal", body(dice)), Block::Para(plain(&phrase(dice)))];
        words.into_iter().filter(|block| !format!("{block:?}").contains("/img/veil.svg")).collect::<Vec<_>>()
    };
    let titled = |title: Words| vec![audience(), ("title", Value::Words(title))];
    add("_index.md", Page::new(false, titled(plain("Old home")), text(dice)));
    let title = vec![seen("Extra"), hidden("internal", "hush extra")];
    add("extra/_index.md", Page::new(false, titled(title), text(dice)));
    add("extra/more.md", Page::new(false, titled(plain("More")), text(dice)));
    add("extra/gone.md", Page::new(false, titled(plain("Gone")), text(dice)));
    let closed = vec![("title", words("Hush old"))];
    add("extra/veil.md", Page::new(true, closed, text(dice)));
    let then = vec![audience(), ("title", words("Hush then"))];
    add("plans/veil.md", Page { is_pinned: true, ..Page::new(true, then, text(dice)) });
}

fn files(book: &mut Book) {
    let drawing =
        |title: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\"><title>{title}</title></svg>").into_bytes();
    let mut add = |path: &str, bytes: Vec<u8>, is_hidden| drop(book.files.insert(path.to_owned(), (bytes, is_hidden)));
    add("img/flow.svg", drawing("flow"), false);
    add("extra/way.svg", drawing("way"), false);
    add("notes/form.pdf", b"%PDF-1.4 form".to_vec(), false);
    add("plans/veil.svg", drawing("hush drawing"), true);
    add("img/veil.svg", drawing("hush sketch"), true);
    add("img/veil-spare.png", b"hush".to_vec(), true);
    add("_files/public/.well-known/security.txt", b"Contact: mailto:a@open.example\n".to_vec(), false);
    add("_files/internal/CNAME", b"hush.example\n".to_vec(), true);
    add(".gitignore", b"*.tmp\n".to_vec(), false);
    add("notes/veil.tmp", b"hush\n".to_vec(), true);
}
