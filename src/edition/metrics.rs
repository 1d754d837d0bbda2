//! The metrics of one edition: what each number means, and its series, cut to what the edition's readers may know.
//!
//! Plain data. A metric, a row or a column that the readers may not know is not in here, so what is computed from these
//! (totals, axes, ranks, counts) cannot depend on it. The reading is `manuscript::metrics`; what follows from the
//! numbers (the current one, the change, the target's state, the age) is `site::metrics`.

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;
use serde::Serialize;

use crate::path::SourcePath;

mod period_key;

pub use period_key::{PeriodKey, PeriodKind};

/// All metrics of a version; empty where the handbook has none, or none for these readers.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Metrics {
    /// The file that says what they mean; none where the handbook has no metrics.
    pub source: Option<SourcePath>,
    /// The day that they are told for: for an old version the day on which it came into force.
    pub as_of: Date,
    /// The groups, in the order of the file; none without a metric that these readers may know.
    pub groups: Vec<Group>,
    /// The metrics, in the order of the file.
    pub metrics: Vec<Metric>,
}

/// Some metrics that belong together.
#[derive(Debug, Clone, Serialize)]
pub struct Group {
    /// The last part of its address.
    pub id: String,
    /// Its title.
    pub title: String,
    /// One or two sentences about it.
    pub description: Option<String>,
    /// The audience's name, where the group is for a narrower audience than the widest.
    pub audience: Option<String>,
}

/// One number that is followed over time.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Metric {
    /// The last part of its address.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The id of its group, which is one of [`Metrics::groups`].
    pub group: Option<String>,
    /// The question that it answers.
    pub question: Option<String>,
    /// What exactly is counted.
    pub definition: Option<String>,
    /// What is counted, such as `merges`, `days` or `%`.
    pub unit: Option<String>,
    /// The unit of a single one, as in "person".
    pub singular: Option<String>,
    /// Which way is better.
    pub direction: Option<Direction>,
    /// Where it started.
    pub baseline: Option<f64>,
    /// What to reach.
    pub target: Option<Goal>,
    /// How often it is collected.
    pub cadence: Option<Cadence>,
    /// Why nobody collects it at present.
    pub paused: Option<String>,
    /// The role that answers for it.
    pub owner: Option<String>,
    /// Where the numbers come from.
    pub source: Option<String>,
    /// When they were collected.
    pub collected_at: Option<Date>,
    /// The audience's name, where the metric is for a narrower audience than the widest.
    pub audience: Option<String>,
    /// The objective of the strategy that it serves: a page's id, or some words of a page's objectives.
    pub objective: Option<String>,
    /// The name of the CHAOSS metric that it follows.
    pub chaoss: Option<String>,
    /// The largest usual change between two periods, in the metric's unit.
    pub tolerance: Option<f64>,
    /// The smallest and the largest value that makes sense.
    pub bounds: Option<(f64, f64)>,
    /// How many decimals to show; if it does not say, those of the data, two of numbers from 1 on.
    pub decimals: Option<u8>,
    /// Counts from 1 up to below this one are hidden, for they are about few people.
    pub min_group: Option<u32>,
    /// How its page draws it, where the author says so.
    pub form: Option<Form>,
    /// Its lines; one without a name where there is only one.
    pub series: Vec<Series>,
    /// The numbers of periods that begin after the day of the edition; nothing shows them.
    #[serde(skip)]
    pub later: Vec<Point>,
    /// The file that holds the numbers, where they do not stand beside the meaning.
    pub data: Option<SourcePath>,
    /// Where each key's value stands in the metrics file, by the key's name; `id` is always there.
    #[serde(skip)]
    pub places: BTreeMap<String, Range<usize>>,
}

/// Which way of a number is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// More is better.
    Up,
    /// Less is better.
    Down,
    /// Between two values is better.
    Range,
}

/// How a metric is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// As a line for each of its lines.
    Line,
    /// As bars side by side.
    Bar,
    /// As bars on each other: its lines are the parts of a whole, and the whole is its number.
    Stacked,
}

/// What a metric is to reach, and by when.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Goal {
    /// The least value; none where less is better.
    pub low: Option<f64>,
    /// The greatest value; none where more is better.
    pub high: Option<f64>,
    /// The day by which.
    pub by: Option<Date>,
}

/// How often a metric is collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cadence {
    /// Every day.
    Daily,
    /// Every week.
    Weekly,
    /// Every month.
    Monthly,
    /// Every three months.
    Quarterly,
    /// Every six months.
    HalfYearly,
    /// Every year.
    Yearly,
}

impl Cadence {
    /// Every cadence, the most frequent first.
    pub const ALL: &[Self] =
        &[Self::Daily, Self::Weekly, Self::Monthly, Self::Quarterly, Self::HalfYearly, Self::Yearly];

    /// Gives the word that the metrics file uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Quarterly => "quarterly",
            Self::HalfYearly => "half-yearly",
            Self::Yearly => "yearly",
        }
    }

    /// Gives how many days may lie between two collections.
    pub fn days(self) -> i32 {
        match self {
            Self::Daily => 1,
            Self::Weekly => 7,
            Self::Monthly => 31,
            Self::Quarterly => 92,
            Self::HalfYearly => 184,
            Self::Yearly => 366,
        }
    }
}

/// One line of a metric.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    /// Its name, where the metric has several.
    pub name: Option<String>,
    /// Its points, sorted by period; all periods of a metric are of one length, and none stands twice in a series.
    pub points: Vec<Point>,
}

/// The value of one period.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// The period.
    pub period: PeriodKey,
    /// The number, always finite; none where it is missing, which is never zero.
    pub value: Option<f64>,
    /// Whether the number is kept back because it is about too few people.
    pub is_small: bool,
    /// Whether the number is kept back because with it a sum would tell another one.
    pub is_hidden: bool,
    /// What happened then.
    pub note: Option<String>,
    /// Where the value stands, in bytes of [`Metric::data`], else of the metrics file.
    #[serde(skip)]
    pub place: Range<usize>,
}
