//! What the program needs to know, made once from what was typed and from the environment.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::Environment;
use super::args::{Format, Options, When};
use crate::diagnostic::human::Colour;
use crate::error::Error;
use crate::pipeline::{Purpose, Request, Rigour};
use crate::source;

/// How a run shows itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct View {
    pub(super) format: Format,
    pub(super) colour: Colour,
    /// Whether progress is drawn.
    pub(super) is_live: bool,
    /// Whether the summary line is printed.
    pub(super) is_summed_up: bool,
    /// Whether errors were not to stop publication.
    pub(super) is_lenient: bool,
}

impl View {
    /// Decides on colours and progress by what stands at the other end of stderr.
    pub(super) fn new(options: &Options, environment: &Environment) -> Self {
        let is_terminal = std::io::stderr().is_terminal();
        Self {
            format: options.format,
            colour: colour(options.color, is_terminal && !environment.no_color),
            is_live: is_terminal && !options.quiet,
            is_summed_up: !options.quiet,
            is_lenient: options.lenient,
        }
    }
}

pub(super) fn colour(when: When, is_welcome: bool) -> Colour {
    match when {
        When::Always => Colour::Styled,
        When::Auto if is_welcome => Colour::Styled,
        When::Auto | When::Never => Colour::Plain,
    }
}

/// Makes the request for a build or a check of the handbook in a folder.
pub(super) fn request(
    options: &Options,
    environment: &Environment,
    purpose: Purpose,
    root: PathBuf,
) -> Result<Request, Error> {
    Ok(Request {
        out: options.out.clone().unwrap_or_else(|| root.join("dist")),
        root,
        edition: options.edition.clone(),
        as_of: today(options, environment)?,
        drafts: options.drafts,
        outline: false,
        purpose,
        rigour: match (options.strict, options.lenient) {
            (true, _) => Rigour::Strict,
            (_, true) => Rigour::Lenient,
            _ => Rigour::Normal,
        },
    })
}

/// Finds the handbook's folder: the one given, else the nearest one upward that has a site.toml.
pub(super) fn root(given: Option<&Path>) -> Result<PathBuf, Error> {
    if let Some(folder) = given {
        return if folder.join("site.toml").is_file() { Ok(folder.to_owned()) } else { Err(no_handbook(folder)) };
    }
    let here = std::env::current_dir().map_err(Error::io("cannot find", Path::new(".")))?;
    let help = "go into a handbook, name one with `--root DIR`, or start one with `ospress init DIR`";
    let missing =
        || Error::Refused(format!("there is no `site.toml` in `{}` or above it\nhelp: {help}", here.display()));
    source::find_root(&here).ok_or_else(missing)
}

fn no_handbook(folder: &Path) -> Error {
    let shown = folder.display();
    if folder.is_file() {
        return Error::Refused(format!("`{shown}` is a file\nhelp: name the folder that has `site.toml`"));
    }
    if folder.is_dir() {
        return Error::Refused(format!(
            "there is no `site.toml` in `{shown}`\nhelp: a `site.toml` with the line `title = \"Our handbook\"` makes a folder a handbook"
        ));
    }
    Error::Refused(format!("there is no folder `{shown}`\nhelp: `ospress init {shown}` starts a handbook there"))
}

/// Gives the way from the top of the repository that the handbook lies in to the handbook, as `docs/handbook/`.
pub(super) fn below_repository(root: &Path) -> String {
    let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let top = root.ancestors().find(|folder| folder.join(".git").exists());
    let below = top.and_then(|top| root.strip_prefix(top).ok()).unwrap_or(Path::new(""));
    below.iter().map(|part| format!("{}/", part.to_string_lossy())).collect()
}

/// Gives the day that stands for today.
pub(super) fn today(options: &Options, environment: &Environment) -> Result<Date, Error> {
    as_of(options.as_of, environment.source_date_epoch.as_deref())
}

/// Tells whether no other day was asked for than today.
pub(super) fn follows_today(options: &Options, environment: &Environment) -> bool {
    options.as_of.is_none() && environment.source_date_epoch.is_none()
}

/// Gives today and how long it lasts, in UTC.
pub(super) fn rest_of_today() -> (Date, Duration) {
    let now = Timestamp::now().to_zoned(TimeZone::UTC);
    let midnight = now.tomorrow().and_then(|then| then.start_of_day()).ok();
    let left = midnight.and_then(|midnight| now.duration_until(&midnight).try_into().ok());
    (now.date(), left.unwrap_or(Duration::from_hours(1)))
}

/// Decides on the day to print for: the one given, else the one of `SOURCE_DATE_EPOCH`, else today; in UTC.
fn as_of(given: Option<Date>, epoch: Option<&str>) -> Result<Date, Error> {
    let moment = match (given, epoch) {
        (Some(date), _) => return Ok(date),
        (None, Some(epoch)) => moment(epoch)?,
        (None, None) => Timestamp::now(),
    };
    Ok(moment.to_zoned(TimeZone::UTC).date())
}

fn moment(epoch: &str) -> Result<Timestamp, Error> {
    let seconds = epoch.trim().parse().ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    let wrong = || Error::Refused(format!("`SOURCE_DATE_EPOCH` is `{epoch}`, but it must be seconds since 1970"));
    seconds.ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_the_given_one_else_that_of_the_epoch() {
        let day = Date::constant(2026, 8, 22);
        assert_eq!(as_of(Some(day), Some("0")).expect("a day"), day);
        assert_eq!(as_of(None, Some("86399")).expect("a day"), Date::constant(1970, 1, 1));
        assert_eq!(as_of(None, Some("86400")).expect("a day"), Date::constant(1970, 1, 2));
        assert!(as_of(None, Some("yesterday")).is_err());
        assert!(as_of(None, None).is_ok());
    }

    #[test]
    fn colours_are_for_terminals_unless_asked_for() {
        let check = |when, is_welcome, expect| assert_eq!(colour(when, is_welcome), expect);
        check(When::Auto, true, Colour::Styled);
        check(When::Auto, false, Colour::Plain);
        check(When::Always, false, Colour::Styled);
        check(When::Never, true, Colour::Plain);
    }
}
