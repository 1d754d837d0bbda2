//! The metrics that a page quotes: what stands in its text, and what its key has to cover.

use serde::Serialize;
use tera::Context;

use super::{card, page, picture};
use crate::edition::metrics::Metric;
use crate::hash::Hash;
use crate::markdown::prepare::{Form, Quote};
use crate::render::Press;
use crate::render::body::Shown;
use crate::render::chart::{self, Kind};
use crate::render::context::metrics::{Card, Row};
use crate::site::{Node, quotes};
use crate::text::escaped;

/// A quote of a page, and the metric that it means.
#[derive(Debug)]
pub(in crate::render) struct Quoted<'a> {
    version: usize,
    quote: &'a Quote,
    metric: Option<&'a Metric>,
}

/// Gathers what a node's text quotes, in order.
pub(in crate::render) fn of<'a>(press: &'a Press, version: usize, node: &'a Node) -> Vec<Quoted<'a>> {
    let known = &press.site.edition.versions[version].metrics;
    let quoted = |quote| Quoted { version, quote, metric: quotes::metric(known, &quote.id) };
    node.facts.quotes.iter().map(quoted).collect()
}

/// Gives a hash over the numbers that are quoted and the day, on which their age depends; that the page's own text is covered
/// goes without saying.
pub(in crate::render) fn key(press: &Press, quoted: &[Quoted<'_>]) -> Option<Hash> {
    let hash = |one: &Quoted<'_>| {
        let numbers = press.ties.numbers.get(one.version)?.get(&one.metric?.id).copied();
        Some((numbers, press.site.edition.versions[one.version].metrics.as_of))
    };
    (!quoted.is_empty()).then(|| Hash::of_value(&quoted.iter().map(hash).collect::<Vec<_>>()))
}

/// What `quote.html` receives.
#[derive(Serialize)]
struct Alone {
    card: Card,
}

/// What `chart.html` receives.
#[derive(Serialize)]
struct Drawing {
    card: Card,
    chart: String,
    lines: Vec<String>,
    unit: Option<String>,
    rows: Vec<Row>,
}

/// Makes what stands in the text for each quote; nothing for one whose metric is not there.
pub(in crate::render) fn shown(press: &Press, quoted: &[Quoted<'_>]) -> Result<Vec<Option<Shown>>, tera::Error> {
    let show = |(number, one): (usize, &Quoted<'_>)| {
        let Some(metric) = one.metric else { return Ok(None) };
        let card = card::card(press, one.version, metric);
        let plain = plain(&card);
        let html = match one.quote.form {
            Form::Number => number_html(&card),
            Form::Card => fill(press, "quote.html", &Alone { card })?,
            Form::Chart => fill(press, "chart.html", &drawing(number, one.quote, metric, card))?,
        };
        Ok(Some(Shown { html, plain }))
    };
    quoted.iter().enumerate().map(show).collect()
}

fn fill(press: &Press, name: &str, view: &impl Serialize) -> Result<String, tera::Error> {
    press.templates.render(name, &Context::from_serialize(view).expect("plain data becomes a context"))
}

/// Writes value, unit, date, and whether the number is out of date, as text.
fn plain(card: &Card) -> String {
    let Some(value) = &card.value else { return "no number yet".to_owned() };
    let unit = card.unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
    format!("{value}{unit} ({})", date(card))
}

fn date(card: &Card) -> String {
    let period = card.period.as_ref().map(|period| period.words.as_str()).unwrap_or_default();
    let stale = if card.stale.is_some() { ", out of date" } else { "" };
    format!("{period}{stale}")
}

fn number_html(card: &Card) -> String {
    let (href, title) = (escaped(&card.href), escaped(&card.title));
    let Some(value) = &card.value else {
        return format!("<a class=\"metric\" href=\"{href}\" title=\"{title}\">no number yet</a>");
    };
    let unit = card.unit.as_ref().map(|unit| format!("\u{a0}{}", escaped(unit))).unwrap_or_default();
    format!(
        "<a class=\"metric\" href=\"{href}\" title=\"{title}\">{}{unit}</a> <span class=\"date\">({})</span>",
        escaped(value),
        escaped(&date(card))
    )
}

/// Gathers a quoted chart, with its numbers for a table.
fn drawing(number: usize, quote: &Quote, metric: &Metric, card: Card) -> Drawing {
    let (from, to) = quotes::span(quote);
    let periods = picture::periods(metric, from, to);
    let id = format!("quote:{}", number + 1);
    let kind = quotes::value(quote, "kind").and_then(kind);
    let mut drawn = picture::chart(metric, id, &periods, kind);
    // What the notes say stands on the metric's page.
    drawn.notes.clear();
    Drawing {
        card,
        chart: chart::draw(&drawn).as_str().to_owned(),
        lines: page::lines(metric),
        unit: metric.unit.clone(),
        rows: page::rows(metric, &periods),
    }
}

/// Finds the kind of a chart by its name.
fn kind(name: &str) -> Option<Kind> {
    Some(match name {
        "line" => Kind::Line,
        "bar" => Kind::Bar,
        "stacked" => Kind::Stacked,
        "spark" => Kind::Spark,
        "bullet" => Kind::Bullet,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::prepare::CHARTS;

    #[test]
    fn every_kind_that_may_be_written_can_be_drawn() {
        assert!(CHARTS.iter().all(|name| kind(name).is_some()));
        assert_eq!(kind("pie"), None);
    }
}
