//! What is said of a metric in short: the number, its date, what changed, how the target stands.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::civil::Date;

use super::{picture, words};
use crate::edition::Edition;
use crate::edition::metrics::{Metric, Point};
use crate::render::context::metrics::Card;
use crate::render::{Press, view};
use crate::site::{self, metrics as standing};

/// A card for each metric of each version, by id. Several pages show the same, so it is made when the first one asks.
pub(in crate::render) type Cards = Vec<BTreeMap<String, OnceLock<Card>>>;

/// Makes room for the cards of an edition.
pub(in crate::render) fn no_cards(edition: &Edition) -> Cards {
    let none = |metric: &Metric| (metric.id.clone(), OnceLock::new());
    edition.versions.iter().map(|version| version.metrics.metrics.iter().map(none).collect()).collect()
}

/// Gives the card of a metric in a version.
pub(super) fn card(press: &Press, version: usize, metric: &Metric) -> Card {
    let made = || make(press, version, metric);
    press.ties.cards[version].get(&metric.id).map_or_else(made, |card| card.get_or_init(made).clone())
}

fn make(press: &Press, version: usize, metric: &Metric) -> Card {
    let root = site::version_root(&press.site.edition, version);
    let href = site::metric_url(&root, metric).map(|url| url.href(view::base(press))).unwrap_or_default();
    let mut card = Card {
        id: metric.id.clone(),
        title: metric.title.clone(),
        href,
        target: metric.target.as_ref().and_then(|goal| words::goal(metric, goal)),
        readers: metric.audience.clone(),
        source: metric.source.clone(),
        spark: picture::spark(metric),
        ..Card::default()
    };
    numbers(metric, press.site.edition.versions[version].metrics.as_of, &mut card);
    card
}

fn numbers(metric: &Metric, as_of: Date, card: &mut Card) {
    let Some(lead) = standing::lead(metric) else { return };
    let now = standing::standing(metric, &lead, as_of);
    card.line = lead.name.clone().filter(|_| metric.series.len() > 1);
    let Some((current, value)) = now.current.and_then(known) else { return };
    let number = words::number(metric, value);
    card.unit = words::unit(metric, &number).map(str::to_owned);
    card.value = Some(number);
    card.period = Some(words::when(current.period));
    card.stale = words::stale(metric, current.period, as_of);
    let before = now.previous.and_then(known);
    let year = now
        .year_before
        .and_then(known)
        .filter(|(year, _)| before.is_none_or(|(before, _)| before.period != year.period));
    let earlier = before.into_iter().chain(year);
    card.changes = earlier.map(|(point, from)| words::change(metric, (point.period, from), value)).collect();
    if let Some((class, state)) = now.reach.map(words::reach) {
        (card.reach, card.reach_words) = (Some(class.to_owned()), Some(state.to_owned()));
    }
}

fn known(point: &Point) -> Option<(&Point, f64)> {
    point.value.map(|value| (point, value))
}
