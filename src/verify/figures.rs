//! What the pages of metrics are made to say from several places of the metrics file: a number and its unit, a target and
//! its day, the address of a metric's files. Each part is no secret to those who may read the metric, and neither is the
//! whole; but no source has the words in that order.
//!
//! Reads the metrics file by itself. Numbers of a table that may hold rows for narrower readers are left alone.

use serde_yaml::Value;

use super::Handbook;
use super::address::part_words;
use super::composed::{base_urls, strike_address};
use super::pen::Pen;
use super::sources::Reading;
use super::words::{self, Word};
use crate::audience::Audience;
use crate::text::MONTHS;

/// The most numbers of one metric that are looked at.
const MOST: usize = 10_000;

/// Strikes what is composed of what the metrics file says.
pub(super) fn strike(handbook: &Handbook<'_>, reading: &Reading<'_>, reader: Audience, pen: &Pen<'_>) {
    let Some(file) = &handbook.config.metrics else { return };
    let text = |below: &str| reading.assets.iter().find(|asset| asset.below == below)?.blob.text().map(|text| &**text);
    let Some(root) = text(file).and_then(|text| serde_yaml::from_str::<Value>(text).ok()) else { return };
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let metrics = root.get("metrics").and_then(Value::as_sequence).into_iter().flatten();
    for metric in metrics.filter(|metric| is_for(handbook, metric, reader)) {
        let table = string(metric, "data").map(|name| format!("{folder}/{name}").trim_start_matches('/').to_owned());
        let table = table.and_then(|path| text(&path)).filter(|table| is_for_all(table));
        strike_numbers(metric, table.unwrap_or_default(), pen);
        strike_files(handbook, metric, reader, pen);
    }
}

fn is_for(handbook: &Handbook<'_>, metric: &Value, reader: Audience) -> bool {
    let named = string(metric, "audience").and_then(|name| handbook.config.audiences.find(name));
    named.is_some_and(|whom| reader.may_read(whom))
}

/// Tells whether a table has neither a column about readers nor a marked heading.
fn is_for_all(table: &str) -> bool {
    let head = table.lines().next().unwrap_or_default().to_lowercase();
    !head.contains("audience") && !head.contains(':') && !head.contains(['{', '['])
}

fn string<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key).and_then(Value::as_str)
}

fn number(value: &Value) -> Option<String> {
    value.as_f64().map(|number| number.to_string())
}

fn strike_numbers(metric: &Value, table: &str, pen: &Pen<'_>) {
    let unit = string(metric, "unit").unwrap_or_default();
    let one = string(metric, "singular").unwrap_or(unit);
    let points = metric.get("series").and_then(Value::as_sequence).into_iter().flatten();
    let own = points.filter_map(|point| number(point.get("value")?));
    let cells = table.lines().skip(1).flat_map(|line| line.split([',', ';', '\t']));
    let cells = cells.map(str::trim).filter(|cell| cell.parse::<f64>().is_ok()).map(str::to_owned);
    let baseline = metric.get("baseline").and_then(number);
    for value in own.chain(cells).chain(baseline).take(MOST) {
        let unit = if value == "1" { one } else { unit };
        pen.strike(&words::of(&format!("Baseline {value} {unit}")));
    }
    for target in targets(metric) {
        pen.strike(&words::of(&format!("Target {target}")));
    }
}

/// Gives the ways to say a metric's target.
fn targets(metric: &Value) -> Vec<String> {
    let Some(target) = metric.get("target") else { return Vec::new() };
    let (many, one) = (string(metric, "unit").unwrap_or_default(), string(metric, "singular"));
    let unit = |value: &str| one.filter(|_| value == "1").unwrap_or(many);
    let value = target.get("value").unwrap_or(&Value::Null);
    let bounds: Vec<_> = value.as_sequence().into_iter().flatten().filter_map(number).collect();
    let day = string(target, "by").and_then(day).map(|day| format!(" by {day}")).unwrap_or_default();
    let words = match (number(value), &bounds[..]) {
        (Some(value), _) => {
            ["", "at least ", "at most "].map(|much| format!("{much}{value} {}", unit(&value))).to_vec()
        }
        (None, [low, high]) => vec![format!("between {low} and {high} {}", unit(high))],
        _ => Vec::new(),
    };
    words.into_iter().map(|words| words + &day).collect()
}

/// Words a day as pages do.
fn day(iso: &str) -> Option<String> {
    let mut parts = iso.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?.parse::<usize>().ok()?, parts.next()?.parse::<u8>().ok()?);
    Some(format!("{day} {} {year}", MONTHS.get(month.checked_sub(1)?)?))
}

/// Strikes the addresses of a metric's page and files.
fn strike_files(handbook: &Handbook<'_>, metric: &Value, reader: Audience, pen: &Pen<'_>) {
    let Some(id) = string(metric, "id") else { return };
    strike_address(&format!("metrics/{id}"), pen);
    if let Some(group) = string(metric, "group") {
        strike_address(&format!("metrics/groups/{group}"), pen);
    }
    let id: Vec<Word> = part_words(id);
    let bases = base_urls(handbook, reader).map(|base| base.absolute(base.path()));
    for before in bases.chain([String::new()]) {
        for end in ["csv", "json"] {
            let folder = words::of(&format!("{before} metrics"));
            pen.strike(&[folder, id.clone(), words::of(end)].concat());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_said_in_the_words_of_its_page() {
        let metric = |yaml: &str| serde_yaml::from_str::<Value>(yaml).expect("YAML");
        let one = metric("{unit: days, target: {value: 2, by: 2026-12-31}}");
        assert!(targets(&one).contains(&"at most 2 days by 31 December 2026".to_owned()), "{:?}", targets(&one));
        let people = metric("{unit: people, singular: person, target: {value: 1}}");
        assert!(targets(&people).contains(&"at most 1 person".to_owned()), "{:?}", targets(&people));
        assert_eq!(targets(&metric("{unit: x, target: {value: [5, 15]}}")), ["between 5 and 15 x"]);
        assert!(targets(&metric("{target: {value: many}}")).is_empty());
    }

    #[test]
    fn a_table_with_hidden_rows_is_left_alone() {
        assert!(is_for_all("period,value\n"));
        assert!(!is_for_all("period,value,audience\n"));
        assert!(!is_for_all("period,:internal[value]\n"));
    }
}
