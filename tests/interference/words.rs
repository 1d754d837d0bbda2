//! Random changes of hidden parts of public pages: blocks, words in lines, strings of front matter.

use crate::book::{reader, secret};
use crate::common::Dice;
use crate::model::{Bit, Block, Book, Page, Value, Words, hidden};
use crate::mutate::veiled;

/// Changes a hidden part of a public page.
pub(crate) fn mutate(book: &mut Book, dice: &mut Dice) -> Option<String> {
    let paths: Vec<String> =
        book.pages.iter().filter(|(_, page)| !page.is_hidden).map(|(path, _)| path.clone()).collect();
    let path = dice.pick(&paths).clone();
    let page = book.pages.get_mut(&path)?;
    let what = match dice.below(5) {
        0 | 1 => Some(add_block(&mut page.body, dice)),
        2 => drop_block(&mut page.body, dice),
        3 => in_line(&mut page.body, dice),
        _ => in_matter(page, dice),
    }?;
    Some(format!("{path}: {what}"))
}

/// Goes down into a random list of blocks that everybody reads.
fn somewhere<'a>(list: &'a mut Vec<Block>, dice: &mut Dice) -> &'a mut Vec<Block> {
    let at = dice.below(list.len().max(1));
    let is_inner = matches!(list.get(at), Some(Block::List(_) | Block::Quote(_) | Block::Note(_)));
    if !is_inner {
        return list;
    }
    match &mut list[at] {
        Block::List(items) => {
            let item = dice.below(items.len());
            somewhere(&mut items[item], dice)
        }
        Block::Quote(inside) | Block::Note(inside) => somewhere(inside, dice),
        _ => unreachable!("the three that were asked for"),
    }
}

fn add_block(body: &mut Vec<Block>, dice: &mut Dice) -> String {
    let list = somewhere(body, dice);
    let at = dice.below(list.len() + 1);
    let block = veiled(dice);
    let what = format!("new at {at}: {block:?}");
    list.insert(at, block);
    what
}

fn drop_block(body: &mut Vec<Block>, dice: &mut Dice) -> Option<String> {
    let list = somewhere(body, dice);
    let marked: Vec<usize> = (0..list.len()).filter(|at| matches!(list[*at], Block::Hidden(..))).collect();
    let at = *dice.pick(if marked.is_empty() { return None } else { &marked });
    list.remove(at);
    Some(format!("no hidden block at {at} any more"))
}

fn in_line(body: &mut Vec<Block>, dice: &mut Dice) -> Option<String> {
    let list = somewhere(body, dice);
    let at = dice.below(list.len().max(1));
    let words = match list.get_mut(at)? {
        Block::Para(words) | Block::Heading(_, words, _) | Block::Image(words, _) | Block::Link(words, _) => words,
        Block::Table(rows) => {
            let row = dice.below(rows.len());
            &mut rows[row][dice.below(2)]
        }
        _ => return None,
    };
    Some(change(words, dice))
}

/// Some hidden words, often with marks of Markdown or of another audience in them.
fn rich(dice: &mut Dice) -> String {
    let words = secret(dice);
    match dice.below(6) {
        0 => format!("**{words}** `{words}`"),
        1 => format!("[{words}](/img/veil.svg) {words}"),
        2 => format!("{words} :internal[{words}] {words}"),
        3 => format!("![{words}](/img/veil.svg)"),
        _ => words,
    }
}

/// Adds, changes or takes away hidden words of a line.
fn change(words: &mut Words, dice: &mut Dice) -> String {
    let is_hidden = |bit: &Bit| bit.reader.is_some();
    let marked: Vec<usize> = (0..words.len()).filter(|at| is_hidden(&words[*at])).collect();
    match (dice.below(3), marked.as_slice()) {
        (0, [at, ..]) => {
            words.remove(*at);
        }
        (1, [at, ..]) => words[*at].words = secret(dice),
        _ => {
            let at = dice.below(words.len() + 1);
            words.insert(at, hidden(reader(dice), &rich(dice)));
        }
    }
    format!("the line is {words:?}")
}

fn in_matter(page: &mut Page, dice: &mut Dice) -> Option<String> {
    let at = dice.below(page.fields.len().max(1));
    let (key, value) = page.fields.get_mut(at)?;
    let key = key.clone();
    let what = match value {
        Value::Words(words) if !matches!(key.as_str(), "id" | "slug") => Some(change(words, dice)),
        Value::List(items) => {
            let at = dice.below(items.len() + 1);
            let marked = vec![hidden(reader(dice), &secret(dice))];
            let marked = if key == "aliases" { vec![hidden("internal", "/hush/here/")] } else { marked };
            items.insert(at, marked);
            Some(format!("{items:?}"))
        }
        Value::Items(items) => {
            let mut item = items.first()?.clone();
            let title = item.iter_mut().find(|(key, _)| matches!(*key, "title" | "note"))?;
            title.1 = vec![hidden(reader(dice), &secret(dice))];
            let at = dice.below(items.len() + 1);
            items.insert(at, item);
            Some(format!("a hidden item at {at}"))
        }
        _ => None,
    }?;
    Some(format!("{key}: {what}"))
}
