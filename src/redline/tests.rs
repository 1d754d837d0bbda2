//! Texts as a whole: two of them in, what changed out.

use std::collections::BTreeMap;

use super::passage::{Mark, passages};
use super::*;
use crate::markdown::Dialect;
use crate::markdown::prepare::{Prepared, prepare};

pub(crate) mod real;

fn dialect() -> Dialect {
    Dialect { smart_punctuation: false, audiences: vec!["public".into(), "internal".into()] }
}

/// All that a text says, as compared: the ends of blocks, and words with the space before them.
fn said(text: &Text<'_>, blocks: &[&Block], out: &mut Vec<String>) {
    for block in blocks {
        out.push(format!("<{:?} {:?}", block.kind, block.pieces));
        if block.kind.holds_words() {
            let found = text.words(block);
            out.extend((0..found.words.len()).map(|at| format!("{}{}", found.words[at].gap, found.text(at))));
        } else if block.kind == Kind::Code {
            out.extend(text.code(block).split_inclusive('\n').map(str::to_owned));
        }
        said(text, &block.children.iter().collect::<Vec<_>>(), out);
        out.push(">".to_owned());
    }
}

/// Which of the two texts a redline is read for.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Old,
    New,
}

/// Reads one of the two texts out of a redline.
fn read_out(side: Side, texts: (&Text<'_>, &Text<'_>), changes: &[Change<'_>], out: &mut Vec<String>) {
    let text = if side == Side::Old { texts.0 } else { texts.1 };
    for change in changes {
        let mut open = |old: &Block, new: &Block| {
            let block = if side == Side::Old { old } else { new };
            out.push(format!("<{:?} {:?}", block.kind, block.pieces));
        };
        match change {
            Change::Same(old, new) => said(text, &[if side == Side::Old { old } else { new }], out),
            Change::Within(old, new, children) => {
                open(old, new);
                read_out(side, texts, children, out);
                out.push(">".to_owned());
            }
            Change::Row(old, new, cells) => {
                let Some(block) = (if side == Side::Old { old } else { new }) else {
                    assert!(!cells.iter().any(|cell| matches!(cell, Change::Same(..) | Change::Words(..))));
                    continue;
                };
                open(block, block);
                read_out(side, texts, cells, out);
                out.push(">".to_owned());
            }
            Change::Words(old, new, merge) => {
                open(old, new);
                for run in &merge.runs {
                    let (words, range) = match (side, run) {
                        (Side::Old, Run::Same(range, _) | Run::Deleted(range)) => (&merge.old, range),
                        (Side::New, Run::Same(_, range) | Run::Inserted(range)) => (&merge.new, range),
                        _ => continue,
                    };
                    out.extend(range.clone().map(|at| format!("{}{}", words.words[at].gap, words.text(at))));
                }
                out.push(">".to_owned());
            }
            Change::Lines(old, new, runs) => {
                open(old, new);
                let code = text.code(if side == Side::Old { old } else { new });
                for run in runs {
                    let range = match run {
                        Run::Same(old, new) => {
                            if side == Side::Old {
                                old
                            } else {
                                new
                            }
                        }
                        Run::Deleted(range) if side == Side::Old => range,
                        Run::Inserted(range) if side == Side::New => range,
                        _ => continue,
                    };
                    out.extend(code.split_inclusive('\n').skip(range.start).take(range.len()).map(str::to_owned));
                }
                out.push(">".to_owned());
            }
            Change::Inserted(block) if side == Side::New => said(text, &[block], out),
            Change::Deleted(block) | Change::Gone(_, block) if side == Side::Old => said(text, &[block], out),
            Change::Arrived(_, within) if side == Side::New => read_out(side, texts, std::slice::from_ref(within), out),
            _ => {}
        }
    }
}

/// Gives all that a list of footnotes says, in an order that does not depend on where they stand.
fn sorted(out: &[String]) -> Vec<String> {
    let joined = out.join("\u{1}");
    let mut notes: Vec<String> = joined.split("<Note").map(str::to_owned).collect();
    notes.sort();
    notes
}

/// Compares two texts and makes sure that the redline holds exactly both.
fn with<T>(old: &str, new: &str, then: impl FnOnce(&Text<'_>, &Text<'_>, &Redline<'_>) -> T) -> T {
    let (dialect, names) = (dialect(), BTreeMap::new());
    let (one, other): (Prepared<'_>, Prepared<'_>) = (prepare(old, &dialect), prepare(new, &dialect));
    let (before, after) = (text::read(&one, &dialect, None, &names), text::read(&other, &dialect, None, &names));
    let redline = compare(&before, &after);
    for (side, text) in [(Side::Old, &before), (Side::New, &after)] {
        let (mut expect, mut found) = (Vec::new(), Vec::new());
        said(text, &text.blocks.iter().collect::<Vec<_>>(), &mut expect);
        read_out(side, (&before, &after), &redline.blocks, &mut found);
        assert_eq!(found, expect, "{old:?} {new:?}");
        let (mut expect, mut found) = (Vec::new(), Vec::new());
        said(text, &text.notes.iter().collect::<Vec<_>>(), &mut expect);
        read_out(side, (&before, &after), &redline.notes, &mut found);
        assert_eq!(sorted(&found), sorted(&expect), "{old:?} {new:?}");
    }
    then(&before, &after, &redline)
}

/// Gives the passages that changed: `[-went-]`, `{+came+}`, `>` before what moved.
fn shown(old: &str, new: &str) -> String {
    with(old, new, |before, after, redline| {
        let passage = |passage: passage::Passage| {
            let piece = |piece: passage::Piece| match piece.mark {
                Mark::Same => piece.text,
                Mark::Deleted => format!("[-{}-]", piece.text),
                Mark::Inserted => format!("{{+{}+}}", piece.text),
            };
            let start = if passage.change == passage::Became::Moved { ">" } else { "" };
            format!("{start}{}", passage.runs.into_iter().map(piece).collect::<String>())
        };
        passages(before, after, redline).into_iter().map(passage).collect::<Vec<_>>().join("\n")
    })
}

#[track_caller]
fn check(old: &str, new: &str, expect: &str) {
    assert_eq!(shown(old, new), expect, "{old:?} {new:?}");
}

#[test]
fn words_that_changed_are_told_apart() {
    check("You may use it here today.", "You must use it here today.", "You[- may-]{+ must+} use it here today.");
    check("One two three four.", "One two and three four.", "One two{+ and+} three four.");
    check("See section 3.2 of it all.", "See section 3.4 of it all.", "See section[- 3.2-]{+ 3.4+} of it all.");
    check("Use `a` now and then.", "Use `b` now and then.", "Use[- a-]{+ b+} now and then.");
    check("開源軟件可以使用", "開源軟件必須使用", "開源軟件[-可以-]{+必須+}使用");
}

#[test]
fn what_looks_different_and_says_the_same_is_no_change() {
    for (old, new) in [
        ("a b\nc   d", "a b c d"),
        ("it's \"so\" -- really...", "it’s “so” – really…"),
        ("a **b** c", "a b *c*"),
        ("## Title", "### Title"),
        ("- a\n- b", "1. a\n\n2. b"),
        ("caf\u{e9}", "cafe\u{301}"),
        ("| a | b |\n|---|---|\n| c | d |", "| a | b |\n| :-- | --: |\n| c | d |"),
    ] {
        with(old, new, |before, after, redline| {
            assert!(!tally(before, after, redline).is_changed, "{old:?} {new:?} {redline:?}");
        });
    }
}

#[test]
fn a_paragraph_that_moved_is_shown_once() {
    let (a, b, c) = ("The first paragraph of it.", "The second one is longer than that.", "And the third is here too.");
    check(&format!("{a}\n\n{b}\n\n{c}"), &format!("{b}\n\n{c}\n\n{a}"), &format!(">{a}"));
    let changed =
        "The first paragraph of it is told in many more words than before, and nobody would say that it is short.";
    let other =
        "The first paragraph of it is told in many other words than before, and nobody would say that it is short.";
    check(
        &format!("{changed}\n\n{b}\n\n{c}"),
        &format!("{b}\n\n{c}\n\n{other}"),
        &format!(">{}", changed.replace(" more", "[- more-]{+ other+}")),
    );
}

#[test]
fn lists_tables_and_code_are_looked_into() {
    check(
        "- one item here\n- another item there",
        "- one item here\n- a third thing altogether\n- another item there",
        "{+a third thing altogether+}",
    );
    check("```\na\nb\nc\n```", "```\na\nx\nc\n```", "a\n[-b\n-]{+x\n+}c\n");
    check("```sh title=\"a.sh\"\na\n```", "```sh title=\"b.sh\"\na\n```", "[-a.sh\n-]{+b.sh\n+}a\n");
    let table = "| Licence | Use |\n|---|---|\n| MIT | yes |\n| GPL-3.0 | ask first |\n";
    check(table, &table.replace("ask first", "ask us first"), "GPL-3.0 | ask{+ us+} first");
    check(table, &table.replace("| MIT | yes |\n", ""), "[-MIT | yes-]");
    check(
        table,
        "| Licence | Ship | Use |\n|---|---|---|\n| MIT | maybe | yes |\n| GPL-3.0 | never | ask first |\n",
        "Licence | {+Ship+} | Use\nMIT | {+maybe+} | yes\nGPL-3.0 | {+never+} | ask first",
    );
    check(
        table,
        "| Licence |\n|---|\n| MIT |\n| GPL-3.0 |\n",
        "Licence | [-Use-]\nMIT | [-yes-]\nGPL-3.0 | [-ask first-]",
    );
}

#[test]
fn links_images_and_footnotes_count() {
    check(
        "See [the list](a.md) for more.",
        "See [the list](b.md) for more.",
        "See[- the list (a.md)-]{+ the list (b.md)+} for more.",
    );
    check("A ![plan](a.png) here.", "A ![map](a.png) here.", "A[- plan-]{+ map+} here.");
    check(
        "A[^1] b.\n\n[^1]: The old note here.",
        "A[^1] b.\n\n[^1]: The new note here.",
        "The[- old-]{+ new+} note here.",
    );
    check("A <kbd>x</kbd> here.", "A <kbd>y</kbd> here.", "A [-x-]{+y+} here.");
}

#[test]
fn texts_with_nothing_in_common_are_replaced() {
    check(
        "One thing altogether.",
        "Entirely different words stand here.",
        "[-One thing altogether.-]\n{+Entirely different words stand here.+}",
    );
    check("", "New.", "{+New.+}");
    check("Old.", "", "[-Old.-]");
    check("", "", "");
}

fn duties(old: &str, new: &str) -> Vec<(String, String)> {
    with(old, new, |before, after, redline| {
        let text = |sentence: Option<duty::Sentence>| sentence.map(|sentence| sentence.text()).unwrap_or_default();
        duty::changed(before, after, redline).into_iter().map(|duty| (text(duty.old), text(duty.new))).collect()
    })
}

#[test]
fn sentences_that_oblige_in_another_way_are_listed() {
    let check = |old: &str, new: &str, expect: &[(&str, &str)]| {
        let expect: Vec<_> = expect.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        assert_eq!(duties(old, new), expect, "{old:?} {new:?}");
    };
    check(
        "First. You may ship it. Last.",
        "First. You must ship it. Last.",
        &[("You may ship it.", "You must ship it.")],
    );
    check("You MUST ask us.", "You MUST NOT ask us.", &[("You MUST ask us.", "You MUST NOT ask us.")]);
    check("You must ask us.", "You must ask them.", &[]);
    check(
        "A review is required to ship.",
        "A review is not required to ship.",
        &[("A review is required to ship.", "A review is not required to ship.")],
    );
    check("Everybody has to ask.", "Everybody may ask.", &[("Everybody has to ask.", "Everybody may ask.")]);
    check("It began in May 2025.", "It began in June 2025.", &[]);
    check("Plain words.", "Plain words.\n\nYou shall never do that again.", &[("", "You shall never do that again.")]);
    check("You must not do that.\n\nPlain words.", "Plain words.", &[("You must not do that.", "")]);
    check("You must do it all.\n\nOne two three.", "One two three.\n\nYou must do it all.", &[]);
    check("- You should ask.", "- You SHOULD ask.", &[("You should ask.", "You SHOULD ask.")]);
    check(
        "See Sec. 4, e.g. there. You may ask. 18F knows.",
        "See Sec. 4, e.g. there. You must ask. 18F knows.",
        &[("You may ask.", "You must ask.")],
    );
    check(
        "By Art. 7 you may ask.",
        "By Art. 7 you must ask.",
        &[("By Art. 7 you may ask.", "By Art. 7 you must ask.")],
    );
}

/// Parts of which random texts are made.
pub(crate) const PARTS: &[&str] = &[
    "You must ask the office before you ship it.",
    "You may ask the office before you use it.",
    "## Scope",
    "## Scope of the policy",
    "- one\n- two\n- three",
    "- one\n- two more\n  - deep\n- three",
    "1. first\n2. second",
    "| a | b |\n|---|---|\n| c | d |\n| e | f |",
    "| a | x | b |\n|---|---|---|\n| c | y | d |",
    "| b | a |\n|---|---|\n| f | e |",
    "> A quote of two\n> lines, *here*.",
    "> [!NOTE]\n> An alert.",
    "```rust\nfn a() {}\nfn b() {}\n```",
    "```rust\nfn a() {}\nfn c() {}\n```",
    ":::note[Title]\nInside it.\n:::",
    ":::warning\nInside it there is more.\n\n- and a list\n:::",
    "Term\n: what it means\n: and more",
    "A note[^n] and **[a link](a.md)**.",
    "[^n]: The note's text.",
    "[^n]: The note's text, changed.",
    "- [ ] to do\n- [x] done",
    "<div align=\"center\">\n\nInside raw **HTML**.\n\n</div>",
    "A line<br>and <kbd>Ctrl</kbd> ![i](x.png \"T\").",
    "***",
    "<details><summary>More</summary>x</details>",
    "Words that `stand` alone \\\nand break  \nhere.",
];

/// Makes two texts that have much in common.
pub(crate) fn random_pair(round: usize, seed: &mut u32) -> (String, String) {
    let mut next = |below: usize| {
        *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        usize::try_from(*seed >> 12).expect("a number") % below
    };
    let old: Vec<&str> = (0..next(9)).map(|_| PARTS[next(PARTS.len())]).collect();
    let mut new = old.clone();
    for _ in 0..next(4) {
        let at = next(new.len() + 1);
        match next(4) {
            0 => new.insert(at, PARTS[next(PARTS.len())]),
            1 if at < new.len() => drop(new.remove(at)),
            2 if at < new.len() => new[at] = PARTS[next(PARTS.len())],
            3 if at < new.len() => {
                let part = new.remove(at);
                new.insert(next(new.len() + 1), part);
            }
            _ => {}
        }
    }
    let gap = if round.is_multiple_of(5) { "\n" } else { "\n\n" };
    (old.join(gap), new.join("\n\n"))
}

#[test]
fn a_redline_holds_exactly_both_texts() {
    let mut seed = 7;
    for round in 0..4_000 {
        let (old, new) = random_pair(round, &mut seed);
        with(&old, &new, |_, _, _| ());
    }
}

#[test]
fn large_texts_are_bounded() {
    let start = std::time::Instant::now();
    let word = "a".repeat(2 << 20);
    with(&word, &word[1..], |_, _, _| ());
    let words = "word ".repeat(100_000);
    with(&words, &format!("{words} more"), |_, _, _| ());
    let numbers = |by: usize| (0..40_000).map(|at| format!("w{} ", at * by % 7_919)).collect::<String>();
    with(&numbers(3), &numbers(5), |_, _, _| ());
    let paragraphs = |by: usize| (0..20_000).map(|at| format!("p{}\n\n", at * by % 7_919)).collect::<String>();
    with(&paragraphs(3), &paragraphs(5), |_, _, _| ());
    let deep = |depth: usize| (0..depth).map(|at| format!("{}- a\n", "  ".repeat(at))).collect::<String>();
    with(&deep(190), &deep(180), |_, _, _| ());
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
