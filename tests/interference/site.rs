//! Random changes of hidden files and of what site.toml says to narrower editions.

use crate::book::{CANARY, one, reader, secret};
use crate::common::Dice;
use crate::model::{Book, hidden, plain, seen};

/// Changes a hidden file, or what concerns narrower editions in site.toml.
pub(crate) fn mutate(book: &mut Book, dice: &mut Dice) -> Option<String> {
    match dice.below(5) {
        0 | 1 => Some(asset(book, dice)),
        2 => Some(copied(book, dice)),
        3 => edition(book, dice),
        _ => menu(book, dice),
    }
}

/// Adds, changes or deletes a file that no public page uses, often with the name of one that is used.
fn asset(book: &mut Book, dice: &mut Dice) -> String {
    let paths = [
        "img/veil.svg",
        "plans/veil.svg",
        "plans/flow.svg",
        "img/Flow.svg",
        "img/flow.SVG",
        "01-img/flow.svg",
        "Img/flow.svg",
        "00-notes/form.pdf",
        "02-notes/form.pdf",
        "policies/veil.png",
        "policies/use",
        "training/veil/basics",
        "veil.exe",
        "notes/veil.mdx",
        "notes/veil~",
        "notes/.veil",
        "notes/veil.tmp",
        "one/form.pdf",
    ];
    let path = one(dice, &paths).to_string();
    if path != "img/veil.svg" && book.files.contains_key(&path) && dice.below(2) == 0 {
        book.files.remove(&path);
        return format!("{path} is gone");
    }
    let text = secret(dice);
    let side = dice.below(99);
    let drawing = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{side}\"><title>{text}</title></svg>");
    let bytes = if path.ends_with("svg") { drawing } else { text };
    book.files.insert(path.clone(), (bytes.into_bytes(), true));
    format!("{path} is another file")
}

/// Changes the files that narrower editions copy.
fn copied(book: &mut Book, dice: &mut Dice) -> String {
    let edition = one(dice, &["internal", "partner", "courses", "veil"]);
    let name = one(dice, &["CNAME", "robots.txt", "404.txt", "policies/use.md", ".well-known/security.txt"]);
    let path = format!("_files/{edition}/{name}");
    book.files.insert(path.clone(), (secret(dice).into_bytes(), true));
    format!("{path} is copied")
}

/// Changes the settings of narrower editions.
fn edition(book: &mut Book, dice: &mut Dice) -> Option<String> {
    if dice.below(3) == 0 {
        let name = format!("veil{}", dice.below(100));
        if book.editions.iter().any(|(known, _)| *known == name) {
            return None;
        }
        let at = dice.below(book.editions.len() + 1);
        let lines = vec![format!("audience = \"{}\"", reader(dice))];
        book.editions.insert(at, (name.clone(), lines));
        return Some(format!("the edition {name} is new"));
    }
    let at = dice.below(book.editions.len());
    let (name, lines) = &mut book.editions[at];
    if name == "public" {
        return None;
    }
    let (key, value) = match dice.below(5) {
        0 => ("title", format!("{:?}", secret(dice))),
        1 => ("description", format!("{:?}", secret(dice))),
        2 => ("base_url", format!("\"https://{CANARY}{}.example/\"", dice.below(100))),
        3 => ("theme", "{ accent = \"#123456\" }".to_owned()),
        _ => ("sections", "[\"training\", \"policies\"]".to_owned()),
    };
    // The menu leads to pages that one edition must have.
    if name != "partner" && key == "sections" {
        return None;
    }
    lines.retain(|line| !line.starts_with(key));
    lines.push(format!("{key} = {value}"));
    Some(format!("the edition {name} has {key} = {value}"))
}

/// Adds or drops an entry of the menu that the public does not see, or marks words of one that it does.
fn menu(book: &mut Book, dice: &mut Dice) -> Option<String> {
    let at = dice.below(book.menu.len() + 1);
    let entry = match dice.below(4) {
        0 => (plain(&format!("Plan {}", secret(dice))), "plans/veil.md".to_owned(), true),
        1 => (vec![hidden(reader(dice), &secret(dice))], "policies/use.md".to_owned(), true),
        2 => {
            let title = if dice.below(2) == 0 { &mut book.title } else { &mut book.description };
            *title = vec![
                title.first()?.clone(),
                hidden(reader(dice), &secret(dice)),
                title.last().filter(|bit| bit.reader.is_none() && bit.words == "handbook").cloned().unwrap_or(seen("")),
            ];
            title.retain(|bit| !bit.words.is_empty());
            return Some(format!("site.toml says {title:?}"));
        }
        _ => {
            let hidden = book.menu.iter().position(|(.., is_hidden)| *is_hidden)?;
            book.menu.remove(hidden);
            return Some(format!("no menu entry {hidden} any more"));
        }
    };
    let what = format!("the menu has {entry:?} at {at}");
    book.menu.insert(at, entry);
    Some(what)
}
