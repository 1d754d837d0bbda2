//! What templates receive about metrics.
//!
//! `metrics` stands on the dashboard, on a group's page, on the objectives' and on the summary; `metric` on a metric's
//! own page; `card` in `quote.html`, which prints a card in a text. Charts are markup, to be printed with `safe`; all
//! else is text.

use serde::Serialize;

use super::{Day, Link, Party};

/// The variable `metrics`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Metrics {
    /// What the page shows: `dashboard`, `group`, `objectives` or `summary`.
    pub shows: String,
    /// The groups and their metrics; the first one of a dashboard may have no title.
    pub groups: Vec<MetricGroup>,
    /// The objectives, each with its metrics.
    pub objectives: Vec<Objective>,
    /// How many metrics there are.
    pub count: usize,
    /// How many of them have a target.
    pub aimed: usize,
    /// How many have reached it.
    pub reached: usize,
    /// How many show a number that is out of date.
    pub stale: usize,
    /// The day that all this is said for.
    pub as_of: Option<Day>,
    /// All numbers as JSON.
    pub api: String,
}

/// Some metrics under a heading.
#[derive(Debug, Clone, Default, Serialize)]
pub struct MetricGroup {
    /// The heading.
    pub title: Option<String>,
    /// The group's page.
    pub href: Option<String>,
    /// The heading's id.
    pub id: Option<String>,
    /// What the group is about.
    pub description: Option<String>,
    /// The metrics.
    pub cards: Vec<Card>,
}

/// An objective of the strategy and what measures it.
#[derive(Debug, Clone, Serialize)]
pub struct Objective {
    /// The objective in words.
    pub title: String,
    /// The page that states it.
    pub page: Link,
    /// The heading's id.
    pub id: String,
    /// The metrics that serve it; none where nobody counts it yet.
    pub cards: Vec<Card>,
}

/// What is said of a metric in short.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Card {
    /// The metric's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its page.
    pub href: String,
    /// The name of the line that the number is of, where the metric has several.
    pub line: Option<String>,
    /// The current number; none where there is none.
    pub value: Option<String>,
    /// What is counted, in the form that follows the number.
    pub unit: Option<String>,
    /// The period of the number.
    pub period: Option<When>,
    /// What changed since the number before, and since the same period a year earlier.
    pub changes: Vec<Change>,
    /// What is to be reached, as in "at least 20 merges by 31 December 2026".
    pub target: Option<String>,
    /// `met`, `missed`, `closer`, `farther` or `open`.
    pub reach: Option<String>,
    /// The same in words.
    pub reach_words: Option<String>,
    /// Why the number is out of date, in words; none where it is not.
    pub stale: Option<String>,
    /// The one audience that the metric is for, where that is not the widest.
    pub readers: Option<String>,
    /// Where the numbers come from.
    pub source: Option<String>,
    /// A small chart.
    pub spark: String,
}

/// A period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct When {
    /// For `time datetime`; none for a quarter, which HTML does not know.
    pub iso: Option<String>,
    /// As in "March 2026".
    pub words: String,
}

/// A change between two numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// As in "3 more than in February 2026".
    pub words: String,
    /// `better`, `worse`, or nothing where neither way is better.
    pub sense: Option<String>,
}

/// The variable `metric`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Metric {
    /// What the card says.
    pub card: Card,
    /// The question that it answers.
    pub question: Option<String>,
    /// What exactly is counted.
    pub definition: Option<String>,
    /// Which way is better, in words.
    pub direction: Option<String>,
    /// Where it started.
    pub baseline: Option<String>,
    /// How often it is collected.
    pub cadence: Option<String>,
    /// Who answers for it.
    pub owner: Option<Party>,
    /// Where the numbers come from.
    pub source: Option<String>,
    /// When they were collected.
    pub collected: Option<Day>,
    /// How old the current number is, in words.
    pub age: Option<String>,
    /// The CHAOSS metric that it follows.
    pub chaoss: Option<String>,
    /// The objective that it serves, and the page that states it.
    pub objective: Option<Link>,
    /// Its group.
    pub group: Option<Link>,
    /// The chart.
    pub chart: String,
    /// The notes of the chart, in the order of their numbers.
    pub notes: Vec<Note>,
    /// The names of its lines; empty where there is only one.
    pub lines: Vec<String>,
    /// What is counted, for the head of the table.
    pub unit: Option<String>,
    /// Its history, newest first.
    pub rows: Vec<Row>,
    /// The numbers as CSV.
    pub csv: String,
    /// The numbers and what they mean, as JSON.
    pub json: String,
}

/// What happened in a period.
#[derive(Debug, Clone, Serialize)]
pub struct Note {
    /// The period.
    pub period: When,
    /// What happened.
    pub text: String,
}

/// The numbers of a period.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// The period.
    pub period: When,
    /// A number for each line; none where it is missing.
    pub cells: Vec<Option<String>>,
    /// What happened then.
    pub note: Option<String>,
}
