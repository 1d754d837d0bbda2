//! Random flips of what everybody reads: a page, a section, a block, words or a file is hidden, or changed.

use crate::book::{one, phrase};
use crate::common::Dice;
use crate::model::{Block, Book, Page, Value};

/// Hides something that was public; says what.
pub(crate) fn hide(book: &mut Book, dice: &mut Dice) -> String {
    match dice.below(5) {
        0 => {
            let path =
                one(dice, &["notes/one.md", "faq/words.md", "training/02-next.md", "extra/more.md", "policies/use.md"]);
            let name = one(dice, &["partner", "internal"]);
            page(book, path).set("audience", raw(name));
            format!("{path} is for {name}")
        }
        1 => {
            let page = page(book, "extra/_index.md");
            page.set("audience", raw("internal"));
            page.set("children", Value::Map(vec![("audience".to_owned(), raw("internal"))]));
            "the section extra is internal".to_owned()
        }
        2 => {
            let path =
                one(dice, &["policies/use.md", "notes/one.md", "extra/more.md", "_index.md", "policies/01-release.md"]);
            let body = &mut page(book, path).body;
            let at = dice.below(body.len());
            let block = body.remove(at);
            body.insert(at, Block::Hidden("internal", vec![block]));
            format!("{path}: the block {at} is hidden")
        }
        3 => {
            let path = one(dice, &["policies/use.md", "extra/more.md", "training/02-next.md"]);
            let lines = page(book, path).body.iter_mut().filter_map(|block| match block {
                Block::Para(words) | Block::Heading(_, words, None) => Some(words),
                _ => None,
            });
            lines.flatten().filter(|bit| bit.reader.is_none()).for_each(|bit| bit.reader = Some("partner"));
            format!("{path}: words are hidden")
        }
        _ => {
            page(book, "extra/more.md").body.retain(|block| !matches!(block, Block::Image(..)));
            "nothing uses extra/way.svg any more".to_owned()
        }
    }
}

/// Changes something that everybody can see; says what.
pub(crate) fn change(book: &mut Book, dice: &mut Dice) -> String {
    let path = one(dice, &["notes/one.md", "policies/use.md", "extra/more.md", "training/01-basics.md"]);
    let words = format!("another {}", phrase(dice));
    let value = || Value::Words(crate::model::plain(&words));
    match dice.below(8) {
        0 => page(book, path).set("title", value()),
        1 => page(book, path).set("description", value()),
        2 => page(book, path).set("owner", value()),
        3 => page(book, path).set("tags", Value::List(vec![crate::model::plain(&words)])),
        4 => page(book, path).body.insert(0, Block::Para(crate::model::plain(&words))),
        5 => book.title = crate::model::plain(&words),
        6 => {
            let text =
                Page::new(false, vec![("audience", raw("public"))], vec![Block::Para(crate::model::plain(&words))]);
            book.pages.insert(format!("notes/new-{}.md", dice.below(99)), text);
        }
        _ => {
            let drawing = book.files.get_mut("img/flow.svg").expect("a file that every book has");
            drawing.0.push(b'\n');
        }
    }
    format!("{path} or another public thing says {words}")
}

fn page<'b>(book: &'b mut Book, path: &str) -> &'b mut Page {
    book.pages.get_mut(path).expect("a page that every book has")
}

fn raw(yaml: &str) -> Value {
    Value::Raw(yaml.to_owned())
}
