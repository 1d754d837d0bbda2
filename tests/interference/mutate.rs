//! Random changes of what is hidden, and of nothing else.

use crate::book::{CANARY, body, one, reader, secret};
use crate::common::Dice;
use crate::model::{Block, Book, Page, Value, hidden, plain};
use crate::{numbers, site, words};

/// A change that was made.
pub(crate) struct Mutation {
    /// What was done, for a person.
    pub(crate) what: String,
    /// Whether publication must stop, because nobody can tell whom a page is for any more.
    pub(crate) stops: bool,
}

/// Changes the book in one random way; a change that finds nothing to change is tried again.
pub(crate) fn mutate(book: &mut Book, dice: &mut Dice) -> Mutation {
    loop {
        let (what, stops) = match dice.below(if book.data.is_empty() { 21 } else { 25 }) {
            0 => (Some(add(book, dice)), false),
            1 => (delete(book, dice), false),
            2 => (rename(book, dice), false),
            3..=5 => (set(book, dice), false),
            6 => (unset(book, dice), false),
            7 => (rewrite(book, dice), false),
            8 => (readers(book, dice), false),
            9 => (Some(collide(book, dice)), false),
            10 => (Some(index(book, dice)), false),
            11 => (slips(book, dice), false),
            12 => broken(book, dice),
            13 => (defaults(book, dice), false),
            14..=16 => (words::mutate(book, dice), false),
            17..=20 => (site::mutate(book, dice), false),
            _ => (numbers::mutate(book, dice), false),
        };
        if let Some(what) = what {
            close(book);
            return Mutation { what, stops };
        }
    }
}

/// Makes the pages of closed sections as narrow as these are; else they would be mistakes.
fn close(book: &mut Book) {
    for (path, page) in &mut book.pages {
        let (wide, narrow) = match path.split_once("/veil") {
            Some(("plans", _)) => (&["public", "partner"][..], "internal"),
            Some(("policies", rest)) if rest.starts_with('/') => (&["public"][..], "partner"),
            _ => continue,
        };
        for wide in wide {
            let line = |name| format!("audience: {name}\n");
            page.raw = page.raw.take().map(|raw| raw.replace(&line(*wide), &line(narrow)));
        }
        for (key, value) in &mut page.fields {
            if key == "audience" && matches!(value, Value::Raw(name) if wide.contains(&name.as_str())) {
                *value = Value::Raw(narrow.to_owned());
            }
        }
    }
}

/// Picks a hidden page that may be moved and changed.
fn pick(book: &Book, dice: &mut Dice) -> Option<String> {
    let is_free = |page: &Page| page.is_hidden && !page.is_pinned;
    let paths: Vec<&String> = book.pages.iter().filter(|(_, page)| is_free(page)).map(|(path, _)| path).collect();
    (!paths.is_empty()).then(|| (*dice.pick(&paths)).clone())
}

/// Picks one that is no index: what an index states is a ceiling for the pages below, which is no hidden matter.
fn pick_leaf(book: &Book, dice: &mut Dice) -> Option<String> {
    let name = |path: &str| path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let is_index = |path: &str| ["_index.md", "index.md", "readme.md"].contains(&name(path).as_str());
    pick(book, dice).filter(|path| !is_index(path) && !["notes.md", "faq.md"].contains(&path.as_str()))
}

/// A place for a hidden page, in folders of the public and in others.
fn place(dice: &mut Dice) -> String {
    let folders = [
        "",
        "policies/",
        "training/",
        "notes/",
        "faq/",
        "img/",
        "plans/",
        "veil room/",
        "policies/veil/",
        "01-faq/",
        "_versions/1/extra/",
        "_versions/1/",
    ];
    format!("{}veil-{}.md", one(dice, &folders), dice.below(1000))
}

/// A page that says that it is not for the public.
fn page(dice: &mut Dice) -> Page {
    let title = Value::Words(plain(&secret(dice)));
    Page::new(true, vec![("audience", Value::Raw(reader(dice).to_owned())), ("title", title)], body(dice))
}

fn add(book: &mut Book, dice: &mut Dice) -> String {
    let path = place(dice);
    let mut page = page(dice);
    for _ in 0..dice.below(4) {
        let (key, value) = field(dice);
        page.set(key, value);
    }
    book.pages.insert(path.clone(), page);
    format!("{path} is new")
}

fn delete(book: &mut Book, dice: &mut Dice) -> Option<String> {
    let path = pick_leaf(book, dice)?;
    book.pages.remove(&path);
    Some(format!("{path} is gone"))
}

fn rename(book: &mut Book, dice: &mut Dice) -> Option<String> {
    let (path, to) = (pick_leaf(book, dice)?, place(dice));
    let mut page = book.pages.remove(&path)?;
    let says = |key: &str| page.fields.iter().any(|(known, _)| known == key);
    if !says("audience") {
        page.set("audience", Value::Raw(reader(dice).to_owned()));
    }
    book.pages.insert(to.clone(), page);
    Some(format!("{path} is now {to}"))
}

/// A key of front matter and a value that it may have, often one that a public page has.
fn field(dice: &mut Dice) -> (&'static str, Value) {
    let words = secret(dice);
    let raw = |yaml: &str| Value::Raw(yaml.to_owned());
    let quoted = |words: &str| Value::Words(plain(words));
    let list = |items: &[&str]| Value::List(items.iter().map(|item| plain(item)).collect());
    match dice.below(22) {
        0 => ("title", quoted(one(dice, &["Use", &words, "Policies"]))),
        1 => ("description", quoted(&words)),
        2 => ("id", quoted(one(dice, &["POL-1", "POL-2", "HUSH-1", &words]))),
        3 => ("slug", quoted(one(dice, &["use", "publish", "basics", "01-basics", "index", "tags"]))),
        4 => (
            "aliases",
            list(&[
                one(dice, &["/old/use/", "/policies/use/", "/notes/one/", "/policies/publish/", "/tags/"]),
                "/hush/",
            ]),
        ),
        5 => ("tags", list(&[one(dice, &["Release", "release", "UPSTREAM", "Course"]), &words])),
        6 => ("weight", raw(one(dice, &["-5", "0", "2", "3.5"]))),
        7 => ("date", raw(one(dice, &["2026-11-21", "2020-01-01", "2027-01-01"]))),
        8 => ("updated", raw(one(dice, &["2026-11-22", "2026-10-01"]))),
        9 => ("last_reviewed", raw(one(dice, &["2026-11-02", "2028-01-01"]))),
        10 => ("supersedes", list(&["POL-1", "POL-2", "use.md"])),
        11 => ("prerequisites", list(&["POL-1", "training/01-basics.md"])),
        12 => ("controls", list(&["iso5230:2020/3.1.1.1", CANARY])),
        13 => {
            ("kind", raw(one(dice, &["policy", "standard", "faq", "glossary", "module", "course", "role", "strategy"])))
        }
        14 => ("owner", quoted(&words)),
        15 => ("revisions", Value::Items(vec![vec![("date", plain("2026-11-20")), ("note", plain(&words))]])),
        16 => ("doors", Value::Items(vec![vec![("title", plain(&words)), ("link", plain("/policies/use.md"))]])),
        17 => ("lang", raw(one(dice, &["fr", "ar"]))),
        18 => ("template", raw(one(dice, &["home", "page", "section"]))),
        19 => ("effective_until", raw("2026-01-01")),
        20 => ("search", raw("false")),
        _ => ("custom", Value::Map(vec![(CANARY.to_owned(), quoted(&words))])),
    }
}

fn set(book: &mut Book, dice: &mut Dice) -> Option<String> {
    let path = pick(book, dice)?;
    let (key, value) = field(dice);
    let what = format!("{path}: {key} is {value:?}");
    book.pages.get_mut(&path)?.set(key, value);
    Some(what)
}

fn unset(book: &mut Book, dice: &mut Dice) -> Option<String> {
    let path = pick(book, dice)?;
    let page = book.pages.get_mut(&path)?;
    let at = dice.below(page.fields.len().max(1));
    let (key, _) = page.fields.get(at)?;
    if matches!(key.as_str(), "audience" | "status" | "children") {
        return None;
    }
    let (key, _) = page.fields.remove(at);
    Some(format!("{path}: no {key} any more"))
}

fn rewrite(book: &mut Book, dice: &mut Dice) -> Option<String> {
    let path = pick(book, dice)?;
    let page = book.pages.get_mut(&path)?;
    page.body = (0..dice.below(4)).flat_map(|_| body(dice)).collect();
    Some(format!("{path} has another text"))
}

/// Changes which of the narrower audiences a page is for, or makes it a draft for everybody.
fn readers(book: &mut Book, dice: &mut Dice) -> Option<String> {
    let path = pick_leaf(book, dice)?;
    let page = book.pages.get_mut(&path)?;
    let is_draft = dice.below(3) == 0;
    let name = if is_draft && !path.starts_with("policies/veil/") && !path.starts_with("plans/") {
        "public"
    } else {
        reader(dice)
    };
    page.set("audience", Value::Raw(name.to_owned()));
    let status = if is_draft { "draft" } else { "active" };
    page.set("status", Value::Raw(status.to_owned()));
    Some(format!("{path} is for {name}, {status}"))
}

/// Adds a page whose address or name is that of a public one, or nearly.
fn collide(book: &mut Book, dice: &mut Dice) -> String {
    let paths = [
        "policies/Use.md",
        "policies/02-use.md",
        "policies/use/index.md",
        "policies/use/scope.md",
        "policies/release.md",
        "policies/publish.md",
        "Policies/use.md",
        "1-policies/use.md",
        "01-notes/one.md",
        "notes/One.MD",
        "notes/one.markdown",
        "training/basics.md",
        "training/1. Basics.md",
        "Index.md",
        "tags.md",
        "tags/release.md",
        "404.md",
        "img/flow.md",
        "notes/form.md",
    ];
    let path = one(dice, &paths).to_string();
    // A statement of the content's own index would be a ceiling for everything.
    let mut page = page(dice);
    page.set("title", Value::Words(plain(&format!("Use {CANARY}"))));
    book.pages.insert(path.clone(), page);
    format!("{path} collides")
}

/// Adds an index that states no audience, beside that of the public or where there is none.
fn index(book: &mut Book, dice: &mut Dice) -> String {
    let paths = [
        "policies/_INDEX.md",
        "notes/_index.md",
        "notes/README.md",
        "notes.md",
        "faq/index.md",
        "img/_index.md",
        "faq.md",
    ];
    let path = one(dice, &paths).to_string();
    let mut page = page(dice);
    page.fields.retain(|(key, _)| key != "audience");
    if dice.below(2) == 0 {
        page.set("children", Value::Map(vec![default(dice)]));
    }
    book.pages.insert(path.clone(), page);
    format!("{path} is a hidden index")
}

/// What an index may set for the pages below.
fn default(dice: &mut Dice) -> (String, Value) {
    let words = || Value::Words(plain(&format!("{CANARY} default")));
    let raw = |yaml: &str| Value::Raw(yaml.to_owned());
    let (key, value) = match dice.below(8) {
        0 => ("owner", words()),
        1 => ("contact", words()),
        2 => ("tags", Value::List(vec![plain(&secret(dice)), plain("Release")])),
        3 => ("kind", raw("standard")),
        4 => ("toc", raw("false")),
        5 => ("lang", raw("fr")),
        6 => ("review_every", raw("monthly")),
        _ => ("status", raw("retired")),
    };
    (key.to_owned(), value)
}

/// Changes what the index of hidden pages sets for them, or hidden words of what the public's index sets.
fn defaults(book: &mut Book, dice: &mut Dice) -> Option<String> {
    let path = one(dice, &["plans/_index.md", "policies/veil/_index.md", "policies/_index.md", "training/_index.md"]);
    let page = book.pages.get_mut(path)?;
    let Some((_, Value::Map(known))) = page.fields.iter_mut().find(|(key, _)| key == "children") else {
        page.set("children", Value::Map(vec![default(dice)]));
        return Some(format!("{path} sets something"));
    };
    if known.iter().any(|(key, value)| key == "audience" && matches!(value, Value::Raw(name) if name == "public")) {
        known.retain(|(key, _)| key != "contact");
        known.push(("contact".to_owned(), Value::Words(vec![hidden(reader(dice), &secret(dice))])));
    } else {
        *known = vec![default(dice), ("audience".to_owned(), Value::Raw("internal".to_owned()))];
    }
    Some(format!("{path} sets {known:?}"))
}

/// Makes slips in a page that is surely hidden: none of the public's concern.
fn slips(book: &mut Book, dice: &mut Dice) -> Option<String> {
    let path = pick_leaf(book, dice)?;
    let audience = reader(dice);
    let words = secret(dice);
    let slip = [
        format!("date: {words}"),
        format!("kind: policy\nstatus: {words}"),
        format!("kind: {words}"),
        format!("weight: {words}"),
        format!("tilte: {words}"),
        format!("title: {words}\ntitle: {words}"),
        format!("{CANARY}: 1\nlast_reviewed: 2029-01-01\nreview_every: {words}"),
        "effective_from: 2026-02-01\neffective_until: 2026-01-01".to_owned(),
        format!("aliases: [{words}]\ndoors: [{words}]"),
    ];
    let slip = dice.pick(&slip).clone();
    let text =
        format!("[{words}]({CANARY}.md) ![{words}](#)\n\n:::{CANARY}\n{words}\n:::\n\n[x]: javascript:{CANARY}\n");
    let raw = format!("---\naudience: {audience}\n{slip}\n---\n\n# {words}\n\n{text}");
    *book.pages.get_mut(&path)? = Page { raw: Some(raw), ..Page::new(true, Vec::new(), Vec::new()) };
    Some(format!("{path} has slips: {slip}"))
}

/// Breaks a page so that nobody can tell whom it is for.
fn broken(book: &mut Book, dice: &mut Dice) -> (Option<String>, bool) {
    let Some(path) = pick_leaf(book, dice) else { return (None, false) };
    let words = secret(dice);
    let tops = [
        format!("---\naudience: internal\ntitle: [{words}\n---\n"),
        format!("---\naudience: internal\n{words}\n---\n"),
        format!("---\naudience: {words}\n---\n"),
        format!("---\naudience: internal\naudience: {words}\n---\n"),
        format!("---\naudence: {words}\n---\n"),
        format!("---\naudience: internal\ntitle: &{words}\n---\n"),
        format!("---\naudience: internal\ntitle: {words}\n\n"),
    ];
    let raw = format!("{}# {words}\n\n{words}\n", dice.pick(&tops));
    let what = format!("{path} is broken: {raw:?}");
    // What an old version says stays as it was, so a mistake there stops nothing.
    let stops = !path.starts_with("_versions/");
    book.pages.insert(path, Page { raw: Some(raw), ..Page::new(true, Vec::new(), Vec::new()) });
    (Some(what), stops)
}

/// Hides words of one audience.
pub(crate) fn veiled(dice: &mut Dice) -> Block {
    let who = reader(dice);
    match dice.below(4) {
        0 => Block::Para(vec![hidden(who, &secret(dice))]),
        1 => Block::Hidden(who, vec![Block::Hidden("internal", body(dice))]),
        _ => Block::Hidden(who, body(dice)),
    }
}
