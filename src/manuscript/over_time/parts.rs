//! What is closed of each old page, by what newer states of it hide and by what of its text went over to narrower pages.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::super::Written;
use super::super::document::Document;
use super::super::marks::{Form, Mark};
use super::super::node::Node;
use super::closed::{self, Closing, Place};
use super::facts::{self, Facts};
use super::states::{self, Phrase, State};
use super::ties::{Ties, hides};
use crate::audience::Audiences;
use crate::edition::lineage::Lineage;
use crate::hash::Hash;

/// What is closed of one document.
#[derive(Debug, Default)]
pub(super) struct Closed {
    parts: Vec<Closing>,
    front: Option<Node>,
}

/// The narrower documents that text of old ones went over to.
pub(super) type Heirs = BTreeMap<Place, BTreeSet<Place>>;

/// Closes parts of old documents; gives what ties the current ones to them.
pub(super) fn close(versions: &mut [Written], lineage: &Lineage, names: &Audiences) -> Ties {
    let narrowest = names.narrowest();
    let mut spread = closed::spread(versions, lineage, narrowest);
    let document = |(version, page): Place| &versions[version].documents[page];
    let of_line = |line: &Vec<Option<usize>>| of_line(&document, &places(line), &spread.heirs, names);
    let mut found: BTreeMap<Place, Closed> = lineage.lines.par_iter().flat_map_iter(of_line).collect();
    for (place, parts) in std::mem::take(&mut spread.closings) {
        found.entry(place).or_default().parts.extend(parts);
    }
    let ties = Ties::of(versions, lineage, spread, narrowest);
    for ((version, page), closed) in found {
        put(&mut versions[version].documents[page], closed);
    }
    ties
}

/// Gives the documents of a line, the newest first.
pub(super) fn places(line: &[Option<usize>]) -> Vec<Place> {
    line.iter().enumerate().filter_map(|(version, page)| Some((version, (*page)?))).collect()
}

/// Marks what is closed of a document.
fn put(document: &mut Document, Closed { mut parts, front }: Closed) {
    parts.sort_unstable_by_key(|(range, whom)| (range.start, std::cmp::Reverse((range.end, *whom))));
    parts.dedup();
    if parts.is_empty() && front.is_none() {
        return;
    }
    document.closed = Some(Hash::of(format!("{parts:?} {front:?}").as_bytes()));
    document.marks.extend(parts.into_iter().map(|(range, audience)| Mark { audience, form: Form::Closed { range } }));
    document.marks.sort_by_key(Mark::start);
    if front.is_some() {
        document.marked_front = front;
    }
}

/// Finds what is closed of the old states of a page; the newest state comes first.
pub(super) fn of_line<'d>(
    document: &(dyn Fn(Place) -> &'d Document + Sync),
    places: &[Place],
    heirs: &Heirs,
    names: &Audiences,
) -> Vec<(Place, Closed)> {
    let Some(newest) = places.first() else { return Vec::new() };
    if !places.iter().any(|place| hides(document(*place)) || heirs.contains_key(place)) {
        return Vec::new();
    }
    let hiding = |at: usize| -> Vec<Place> {
        let old = document(places[at]);
        let heirs = heirs.get(&places[at]).into_iter().flatten();
        let mut newer: Vec<Place> = places[..at].iter().chain(heirs).copied().collect();
        newer.retain(|place| document(*place).text != old.text && states::hides_from(document(*place), old.audience));
        newer.dedup_by(|a, b| document(*a).text == document(*b).text);
        newer
    };
    let pairs: Vec<(Place, Vec<Place>)> = (0..places.len()).map(|at| (places[at], hiding(at))).collect();
    let pairs: Vec<_> = pairs.into_iter().filter(|(_, newer)| !newer.is_empty()).collect();
    // Most states have nothing to be looked at, so only these are taken apart.
    let wanted = pairs.iter().flat_map(|(old, newer)| newer.iter().chain([old])).chain(places.first());
    let wanted: BTreeSet<Place> = wanted.copied().filter(|_| !pairs.is_empty()).collect();
    let all: BTreeMap<Place, State<'_>> = wanted.into_iter().map(|place| (place, State::of(document(place)))).collect();
    let closed = |(old, newer): (Place, Vec<Place>)| {
        let newer: Vec<&State<'_>> = newer.iter().map(|place| &all[place]).collect();
        (old, of_state(&all[&old], &newer, &all[newest], names))
    };
    pairs.into_iter().map(closed).collect()
}

fn of_state(old: &State<'_>, newer: &[&State<'_>], newest: &State<'_>, names: &Audiences) -> Closed {
    let reader = old.document.audience;
    let mut hidden = Facts::new(names, reader);
    newer.iter().filter_map(|state| state.document.marked_front.as_ref()).for_each(|tree| hidden.add(tree));
    let phrases: Vec<Phrase> = newer.iter().flat_map(|state| state.phrases(reader)).collect();
    let front = facts::closed(old.document, &hidden, &phrases, newest);
    let phrases: Vec<Phrase> = phrases.into_iter().chain(hidden.phrases).collect();
    Closed { parts: states::closings(old, newer, newest, &phrases), front }
}
