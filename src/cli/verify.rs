//! `ospress verify`: a printed edition against its manifest, and against the sources where they are named.

use std::path::Path;
use std::time::Instant;

use super::args::{Format, Options};
use super::numbers::{counted, time};
use super::settings::{self, View};
use super::{Environment, Exit, live, put, set_threads};
use crate::diagnostic::{github, human, json, sarif};
use crate::error::Error;
use crate::pipeline::{self, Progress, Purpose, Request, Verified};

/// Verifies a folder and says what was found.
pub(super) fn run(
    folder: &Path,
    against: Option<&Path>,
    options: &Options,
    environment: &Environment,
) -> Result<Exit, Error> {
    let start = Instant::now();
    set_threads(options, environment)?;
    let request = against.map(|root| request(root, options, environment)).transpose()?;
    let view = View::new(options, environment);
    let progress = Progress::default();
    let work = || pipeline::verify(folder, options.edition.as_deref(), request.as_ref(), &progress);
    let verified = if view.is_live { live::show(&progress, work) } else { work() }?;
    let Verified { diagnostics, sources, .. } = &verified;
    match view.format {
        Format::Human | Format::Markdown => {
            put(std::io::stderr(), &human::print(diagnostics, sources, usize::MAX, view.colour))?;
        }
        Format::Json => put(std::io::stdout(), &json::print(diagnostics, sources))?,
        Format::Sarif => put(std::io::stdout(), &sarif::print(diagnostics, sources))?,
        Format::Github => put(std::io::stdout(), &github::print(diagnostics, sources, ""))?,
    }
    if view.is_summed_up {
        let _ = put(std::io::stderr(), &format!("{} in {}\n", summary(&verified), time(start.elapsed())));
    }
    Ok(if diagnostics.is_empty() { Exit::Fine } else { Exit::Errors })
}

/// Makes the request that has the sources read.
fn request(root: &Path, options: &Options, environment: &Environment) -> Result<Request, Error> {
    let root = settings::root(Some(root))?;
    let request = settings::request(options, environment, Purpose::Check, root)?;
    Ok(Request { edition: None, ..request })
}

/// Sums up, as in `verified 120 files of the edition public: as printed, and no leak`.
fn summary(verified: &Verified) -> String {
    let edition = verified.edition.as_ref().map_or(String::new(), |edition| format!(" of the edition {edition}"));
    let files = counted(verified.files, "file");
    let result = match (verified.diagnostics.is_empty(), verified.is_compared) {
        (false, _) => human::tally(&verified.diagnostics),
        (true, true) => "as printed, and nothing that its readers must not know".to_owned(),
        (true, false) => "as printed; its text was not compared, for that add `--against ROOT`".to_owned(),
    };
    format!("verified {files}{edition}: {result}")
}
