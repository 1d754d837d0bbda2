//! Non-interference: what is hidden cannot be seen, not even by what it changes.
//!
//! A generator writes small handbooks with every feature, and knows what is hidden in them; every fifth has an old version,
//! metrics and pages of rows. `OSPRESS_LONG=1` makes all
//! of the 1,000 changes, of which an ordinary run makes a tenth.

#[path = "../common/mod.rs"]
mod common;

mod book;
mod flips;
mod model;
mod mutate;
mod numbers;
mod press;
mod site;
mod words;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use book::{CANARY, VEIL};
use common::{Dice, Tree, assert_same, is_long_run};
use model::{Book, View};
use ospress::diagnostic::Code;
use ospress::pipeline::{Outcome, Purpose, Rigour};
use press::{Shop, gist, said};

/// How many changes are made to one handbook, one after the other.
const STEPS: usize = 10;

/// The dice of a handbook, by the number that a failure names.
fn dice(seed: usize) -> Dice {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed as u64 + 1));
    dice.below(2);
    dice
}

/// Makes the handbook of a seed; every fifth one is old.
fn book_of(seed: usize, dice: &mut Dice) -> Book {
    if seed.is_multiple_of(5) { book::aged(dice) } else { book::book(dice) }
}

/// Runs a check on many handbooks, on two threads; all failures are told at the end.
fn on_each(count: usize, check: impl Fn(usize) + Sync) {
    let failed = |seed: usize| catch_unwind(AssertUnwindSafe(|| check(seed))).err();
    std::thread::scope(|scope| {
        let failed = &failed;
        let half = |start: usize| scope.spawn(move || (start..count).step_by(2).find_map(failed));
        let halves = [half(0), half(1)];
        for thread in halves {
            if let Some(panic) = thread.join().expect("a caught panic") {
                resume_unwind(panic);
            }
        }
    });
}

/// Names the files of a tree that hold something of what is hidden.
fn leaks(tree: &Tree) -> Vec<String> {
    let holds = |text: &str| [CANARY, VEIL].iter().any(|word| text.to_lowercase().contains(word));
    let leaks = tree.iter().filter(|(path, bytes)| holds(path) || holds(&String::from_utf8_lossy(bytes)));
    leaks.map(|(path, _)| path.clone()).collect()
}

/// Checks that a run says nothing of what is hidden. The path of a file that stops publication may be said.
#[track_caller]
fn assert_silent(outcome: &Outcome, about: &str) {
    let said = said(outcome).to_lowercase();
    let words = if outcome.is_stopped { &[CANARY][..] } else { &[CANARY, VEIL] };
    for word in words {
        assert!(!said.contains(word), "{about}: the run says `{word}`:\n{said}");
    }
}

#[test]
fn the_public_edition_is_that_of_the_tree_without_the_hidden_parts() {
    on_each(if is_long_run() { 40 } else { 4 }, |seed| {
        let book = book_of(seed, &mut dice(seed));
        let (whole, bare) = (Shop::new(book.write(View::Whole)), Shop::new(book.write(View::Public)));
        let (one, other) = (whole.public(), bare.public());
        assert!(!one.is_stopped && !other.is_stopped, "seed {seed}: {}{}", said(&one), said(&other));
        let published = whole.published("public");
        assert_same(&published, &bare.published("public"), &format!("seed {seed}"));
        assert_eq!(leaks(&published), [""; 0], "seed {seed}");
        assert_eq!(gist(&one), gist(&other), "seed {seed}");
        let partner = Shop::new(book.write(View::Partner));
        for shop in [&whole, &partner] {
            let outcome = shop.run(Some("partner"), Purpose::Build, Rigour::Normal);
            assert!(!outcome.is_stopped, "seed {seed}: {}", said(&outcome));
        }
        assert_same(&whole.published("partner"), &partner.published("partner"), &format!("seed {seed}, partners"));
    });
}

#[test]
fn changes_of_what_is_hidden_change_nothing() {
    on_each(if is_long_run() { 100 } else { 10 }, |seed| change_hidden(seed, STEPS));
}

/// Makes some hidden changes to one handbook.
fn change_hidden(seed: usize, steps: usize) {
    let mut dice = dice(seed);
    let mut book = book_of(seed, &mut dice);
    let bare = Shop::new(book.write(View::Public));
    let expected = (gist(&bare.public()), bare.published("public"));
    let mut shop = Shop::new(book.write(View::Whole));
    assert_eq!(gist(&shop.public()), expected.0, "seed {seed}");
    let mut done = Vec::new();
    for _ in 0..steps {
        let before = book.clone();
        let mutation = mutate::mutate(&mut book, &mut dice);
        done.push(mutation.what);
        let about = format!("seed {seed}: {done:#?}");
        assert_same(
            &book.write(View::Public),
            &before.write(View::Public),
            &format!("{about}: it was no hidden change"),
        );
        shop.lay(book.write(View::Whole));
        let outcome = shop.public();
        assert_eq!(outcome.is_stopped, mutation.stops, "{about}\n{}", said(&outcome));
        assert_silent(&outcome, &about);
        if mutation.stops {
            book = before;
            done.pop();
        } else {
            assert_eq!(gist(&outcome), expected.0, "{about}");
        }
        assert_same(&shop.published("public"), &expected.1, &about);
    }
    let partners = [View::Whole, View::Partner].map(|view| {
        let shop = Shop::new(book.write(view));
        let outcome = shop.run(Some("partner"), Purpose::Build, Rigour::Lenient);
        // A partner's page that leads to what only the narrowest readers have, or says more than its section allows, stops
        // the run, as it should.
        let is_border = |code| matches!(code, Code::AudienceLink | Code::AudienceCeiling);
        let is_mistaken = outcome.diagnostics.iter().any(|found| is_border(found.code));
        (gist(&outcome), shop.published("partner"), outcome.is_stopped && is_mistaken)
    });
    if partners[0].2 {
        assert!(partners[0].1.is_empty(), "seed {seed}: nothing is published");
        return;
    }
    let about = format!("seed {seed}, partners: {done:#?}");
    assert_same(&partners[0].1, &partners[1].1, &about);
    assert_eq!(partners[0].0, partners[1].0, "{about}");
    assert!(!partners[0].0.concat().contains("asset-unused"), "{about}: others may use the file");
    // Among themselves the hidden pages may collide; then nothing is published, which is as good.
    let all = shop.run(None, Purpose::Build, Rigour::Lenient);
    assert_same(&shop.published("public"), &expected.1, &format!("seed {seed}, all editions: {done:#?}"));
    assert!(all.editions.len() > 3, "seed {seed}");
}

#[test]
fn what_is_hidden_and_shown_again_leaves_no_trace() {
    on_each(if is_long_run() { 50 } else { 10 }, flip);
}

/// Hides things of a handbook and shows them again, in one place with one cache.
fn flip(seed: usize) {
    let mut dice = dice(seed + 1000);
    let first = book_of(seed, &mut dice);
    let clean = |book: &Book| {
        let shop = Shop::new(book.write(View::Whole));
        (!shop.public().is_stopped).then(|| shop.published("public"))
    };
    let expected = clean(&first).expect("a handbook without errors");
    let mut shop = Shop::new(first.write(View::Whole));
    // The cache and the output are warm: of the internal edition, of all, or of the public one.
    for edition in [Some("internal"), None, Some("public")].into_iter().skip(dice.below(3)) {
        shop.run(edition, Purpose::Build, Rigour::Lenient);
    }
    let mut done = Vec::new();
    let mut live = expected.clone();
    for _ in 0..=dice.below(3) {
        let mut book = first.clone();
        done.extend((0..=dice.below(3)).map(|_| flips::hide(&mut book, &mut dice)));
        let about = format!("seed {seed}: {done:#?}");
        shop.lay(book.write(View::Whole));
        shop.run(Some("internal"), Purpose::Build, Rigour::Normal);
        let outcome = shop.public();
        live = clean(&book).unwrap_or(live);
        assert_same(&shop.published("public"), &live, &about);
        assert_eq!(leaks(&shop.published("public")), [""; 0], "{about}");
        assert_silent(&outcome, &about);
    }
    shop.lay(first.write(View::Whole));
    let edition = *dice.pick(&[None, Some("public")]);
    // The edition of the courses alone has dead links.
    let outcome = shop.run(edition, Purpose::Build, Rigour::Lenient);
    assert!(!outcome.is_stopped, "seed {seed}: {done:#?}\n{}", said(&outcome));
    assert_same(&shop.published("public"), &expected, &format!("seed {seed}, shown again: {done:#?}"));
}

#[test]
fn changes_of_what_is_public_are_seen() {
    on_each(if is_long_run() { 100 } else { 10 }, |seed| {
        let mut dice = dice(seed + 2000);
        let mut book = book_of(seed, &mut dice);
        let mut shop = Shop::new(book.write(View::Whole));
        shop.public();
        let before = shop.published("public");
        let what = flips::change(&mut book, &mut dice);
        shop.lay(book.write(View::Whole));
        let outcome = shop.public();
        assert!(!outcome.is_stopped, "seed {seed}: {what}\n{}", said(&outcome));
        assert_ne!(shop.published("public"), before, "seed {seed}: {what}");
    });
}

#[test]
fn those_who_may_know_see_what_is_hidden() {
    let mut book = book::aged(&mut dice(1));
    // A draft is in no edition.
    book.pages.remove("notes/veil-draft.md");
    let shop = Shop::new(book.write(View::Whole));
    let outcome = shop.run(Some("internal"), Purpose::Build, Rigour::Normal);
    assert!(!outcome.is_stopped, "{}", said(&outcome));
    let text =
        |tree: &Tree| tree.values().map(|bytes| String::from_utf8_lossy(bytes).to_lowercase()).collect::<String>();
    let (written, printed) = (text(&book.write(View::Whole)), text(&shop.published("internal")));
    // The words with a number stand where a reader can see them.
    let is_numbered = |word: &&str| word.starts_with(CANARY) && word.ends_with(|last: char| last.is_ascii_digit());
    let words: Vec<&str> = written.split(|c: char| !c.is_alphanumeric()).filter(is_numbered).collect();
    let missed: Vec<_> = words.iter().filter(|word| !printed.contains(**word)).collect();
    // A number of a period to come, of which dice make some, shows nowhere before that.
    assert!(words.len() > 30 && missed.len() * 10 <= words.len(), "of {}: {missed:?}", words.len());
    let mut broken = book;
    broken.pages.insert(
        "plans/broken.md".to_owned(),
        model::Page { raw: Some("---\ndate: hush\n---\n".to_owned()), ..model::Page::default() },
    );
    let shop = Shop::new(broken.write(View::Whole));
    assert!(said(&shop.run(None, Purpose::Check, Rigour::Normal)).contains(CANARY));
}
