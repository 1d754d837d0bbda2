//! What a memo promises: nothing is made twice, nothing is lost, nothing false is believed.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

fn key(number: usize) -> Hash {
    Hash::of(&number.to_le_bytes())
}

fn value(number: usize) -> (usize, Vec<String>) {
    (number, vec![format!("text {number}"); number % 7])
}

/// A memo with results on all shelves.
fn filled(numbers: impl IntoIterator<Item = usize>) -> Memo {
    let memo = Memo::default();
    for number in numbers {
        memo.get(Shelf::ALL[number % Shelf::ALL.len()], key(number), || value(number));
    }
    memo
}

/// Asks for every result, and tells how many had to be made.
fn made(memo: &Memo) -> usize {
    let made = AtomicUsize::new(0);
    for number in 0..300 {
        let got = memo.get(Shelf::ALL[number % Shelf::ALL.len()], key(number), || {
            made.fetch_add(1, Ordering::Relaxed);
            value(number)
        });
        assert_eq!(got, value(number));
    }
    made.into_inner()
}

#[test]
fn a_result_is_made_once() {
    let memo = Memo::default();
    assert_eq!((made(&memo), made(&memo)), (300, 0));
    let later = Memo::from_bytes(memo.to_bytes());
    assert_eq!((made(&later), made(&later)), (0, 0));
}

#[test]
fn shelves_are_apart() {
    let memo = Memo::default();
    memo.keep(Shelf::Facts, key(1), &1_u8);
    assert_eq!(memo.find::<u8>(Shelf::Output, key(1)), None);
    assert_eq!(memo.find::<u8>(Shelf::Facts, key(1)), Some(1));
    memo.keep(Shelf::Facts, key(1), &2_u8);
    assert_eq!(memo.find::<u8>(Shelf::Facts, key(1)), Some(2));
}

#[test]
fn the_same_content_is_the_same_bytes() {
    let bytes = filled(0..300).to_bytes();
    assert_eq!(bytes, filled((0..300).rev()).to_bytes());
    let later = Memo::from_bytes(bytes.clone());
    made(&later);
    assert_eq!(bytes, later.to_bytes());
}

#[test]
fn what_nobody_asked_for_is_dropped() {
    let later = Memo::from_bytes(filled(0..300).to_bytes());
    later.get(Shelf::Facts, key(5), || value(0));
    assert_eq!(later.to_bytes(), filled([5]).to_bytes());
    assert_eq!(Memo::from_bytes(filled(0..300).to_bytes()).to_bytes(), Memo::default().to_bytes());
}

#[test]
fn a_value_of_another_type_is_made_again() {
    let memo = Memo::from_bytes(filled([1]).to_bytes());
    assert_eq!(memo.get(Shelf::Facts, key(1), || String::from("anew")), "anew");
    assert_eq!(memo.find(Shelf::Facts, key(1)), Some(String::from("anew")));
}

#[test]
fn damage_costs_time_and_nothing_else() {
    let whole = filled(0..300).to_bytes();
    let mut place = 12_345_usize;
    let mut total = 0;
    for _ in 0..500 {
        place = place.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut bytes = whole.clone();
        let at = (place >> 16) % bytes.len();
        bytes[at] ^= 1 << (place >> 8 & 7);
        total += made(&Memo::from_bytes(bytes));
    }
    assert!(total > 500, "most flips hit something that somebody asks for");
    for length in (0..whole.len()).step_by(97) {
        assert!(made(&Memo::from_bytes(whole[..length].to_vec())) > 0);
    }
    for foreign in [&b""[..], b"ospress memo 01\n", &[0; 9999], &[255; 9999]] {
        assert_eq!(made(&Memo::from_bytes(foreign.to_vec())), 300);
    }
}

#[test]
fn numbers_that_lie_are_not_followed() {
    // Every number is as bad as it can be, and every digest fits.
    let mut shards = vec![vec![0xff; 200]; SHARDS];
    assert_eq!(made(&Memo::from_bytes(packed::join(&shards))), 300);
    for shard in &mut shards {
        shard[..4].copy_from_slice(&1_u32.to_le_bytes());
        shard[4..36].copy_from_slice(key(0).as_bytes());
    }
    assert_eq!(made(&Memo::from_bytes(packed::join(&shards))), 300);
    assert_eq!(made(&Memo::from_bytes(packed::join(&[]))), 300);
}

#[test]
fn threads_share_it() {
    let memo = Memo::from_bytes(filled(0..150).to_bytes());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| made(&memo));
        }
    });
    assert_eq!(made(&memo), 0);
    assert_eq!(memo.to_bytes(), filled(0..300).to_bytes());
}

#[test]
fn a_little_is_added_and_much_is_written_anew() {
    let whole = filled(0..300).to_bytes();
    let later = Memo::from_bytes(whole.clone());
    assert_eq!(made(&later), 0);
    later.keep(Shelf::Facts, key(1000), &1_u8);
    let added = later.additions().expect("one of three hundred is little");
    assert!(added.len() * 2 < whole.len());
    let last = Memo::from_parts(whole.clone(), added);
    assert_eq!((made(&last), last.find(Shelf::Facts, key(1000))), (0, Some(1_u8)));
    assert!(last.is_changed() || last.additions().is_some());
    assert_eq!(last.to_bytes(), later.to_bytes());
    (2000..2100).for_each(|number| last.keep(Shelf::Facts, key(number), &1_u8));
    assert!(last.additions().is_none(), "much was added");
    assert!(Memo::from_bytes(whole).additions().is_none(), "most of it is of no use any more");
}

#[test]
fn what_grew_keeps_what_nobody_asked_for() {
    let whole = filled(0..300).to_bytes();
    let first = Memo::from_bytes(whole.clone());
    first.keep(Shelf::Facts, key(1000), &1_u8);
    let second = Memo::from_parts(whole.clone(), first.grown());
    assert!(second.has_grown_little());
    second.keep(Shelf::Redlines, key(2000), &2_u8);
    let third = Memo::from_parts(whole.clone(), second.grown());
    assert_eq!(third.find(Shelf::Facts, key(1000)), Some(1_u8));
    assert_eq!(third.find(Shelf::Redlines, key(2000)), Some(2_u8));
    assert_eq!(made(&third), 0, "the most of it is as it was");
    (3000..4100).for_each(|number| third.keep(Shelf::Facts, key(number), &1_u8));
    assert!(!Memo::from_parts(whole, third.grown()).has_grown_little(), "much was added");
}
