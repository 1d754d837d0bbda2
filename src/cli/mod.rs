//! The command line: what was typed becomes a request, what comes back becomes text and an exit code.
//!
//! The environment arrives as an [`Environment`], read once in `main`. stdout carries results, stderr everything else.

use std::ffi::OsString;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;

use crate::diagnostic::visible;
use crate::edition::Kind;
use crate::error::Error;
use crate::pipeline::{self, Progress, Purpose, Request};

mod args;
mod diff;
mod explain;
pub mod init;
mod live;
pub mod new;
mod numbers;
mod report;
pub mod schema;
mod serve;
mod settings;
mod verify;
mod version;

use args::{Command, Format, Options, Typed, Version};
use settings::View;

/// What the environment says, read at the start only.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// Whether `NO_COLOR` is set to anything.
    pub no_color: bool,
    /// `SOURCE_DATE_EPOCH`: the moment that stands for now.
    pub source_date_epoch: Option<String>,
    /// `RAYON_NUM_THREADS`: how many threads to use, unless `--jobs` says so.
    pub threads: Option<String>,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// All is well, but for warnings at most.
    Fine = 0,
    /// The handbook has errors.
    Errors = 1,
    /// The command could not be carried out.
    Failed = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Runs one command line.
pub fn run(typed: impl IntoIterator<Item = OsString>, environment: &Environment) -> Exit {
    let Typed { command, options } = match Typed::try_parse_from(typed) {
        Ok(typed) => typed,
        Err(error) => return explain_usage(&error),
    };
    match carry_out(command, &options, environment) {
        Ok(exit) => exit,
        Err(error) => {
            let lines: Vec<_> = error.to_string().lines().map(|line| visible::text(line).into_owned()).collect();
            let _ = put(std::io::stderr(), &format!("error: {}\n", lines.join("\n")));
            Exit::Failed
        }
    }
}

fn carry_out(command: Command, options: &Options, environment: &Environment) -> Result<Exit, Error> {
    if options.format == Format::Markdown && !matches!(command, Command::Diff(_)) {
        return Err(Error::Refused("`--format markdown` is for `ospress diff`".to_owned()));
    }
    match command {
        Command::Init { dir, name } => say(&init::run(&dir, name.as_deref(), settings::today(options, environment)?)?),
        Command::New { kind, title } => add(kind, &title, options, environment),
        Command::Build { outline, verify_frozen } => {
            let root = settings::root(options.root.as_deref())?;
            let purpose = if verify_frozen { Purpose::Reprint } else { Purpose::Build };
            let request = settings::request(options, environment, purpose, root)?;
            press(&Request { outline, ..request }, options, environment)
        }
        Command::Check => {
            let root = settings::root(options.root.as_deref())?;
            press(&settings::request(options, environment, Purpose::Check, root)?, options, environment)
        }
        Command::Verify { dir, against } => verify::run(&dir, against.as_deref(), options, environment),
        Command::Diff(wish) => diff::run(wish, options, environment),
        Command::Serve(wish) => serve::run(&wish, options, environment),
        Command::Version(Version::Cut { name, next }) => {
            let root = settings::root(options.root.as_deref())?;
            say(&version::cut(&root, &version::Cut { name, next, date: settings::today(options, environment)? })?)
        }
        Command::Explain { code } => say(&explain::run(code.as_deref())?),
        Command::Schema { subject } => say(&schema::print(subject)),
    }
}

/// Adds a page to the handbook.
fn add(kind: Kind, title: &str, options: &Options, environment: &Environment) -> Result<Exit, Error> {
    let root = settings::root(options.root.as_deref())?;
    say(&new::run(&root, kind, title, settings::today(options, environment)?)?)
}

/// Builds or checks the handbook.
fn press(request: &Request, options: &Options, environment: &Environment) -> Result<Exit, Error> {
    let start = Instant::now();
    set_threads(options, environment)?;
    let view = View::new(options, environment);
    let progress = Progress::default();
    let work = || pipeline::run(request, &progress);
    let outcome = if view.is_live { live::show(&progress, work) } else { work() }?;
    let below = settings::below_repository(&request.root);
    let report = report::word(&outcome, request.purpose, view, &below, start.elapsed());
    put(std::io::stdout(), &report.stdout)?;
    let _ = put(std::io::stderr(), &report.stderr);
    Ok(if outcome.is_stopped { Exit::Errors } else { Exit::Fine })
}

fn set_threads(options: &Options, environment: &Environment) -> Result<(), Error> {
    let threads = environment.threads.as_deref().and_then(|threads| threads.parse().ok()).unwrap_or_default();
    let threads = options.jobs.map_or(threads, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    pool.map_err(|error| Error::Refused(format!("cannot start threads: {error}")))
}

fn say(result: &str) -> Result<Exit, Error> {
    put(std::io::stdout(), result)?;
    Ok(Exit::Fine)
}

/// Prints what clap has to say: help and version on stdout, mistakes on stderr.
fn explain_usage(error: &clap::Error) -> Exit {
    let text = error.render().to_string();
    let text: String = text.split_inclusive('\n').map(clean_line).collect();
    if error.use_stderr() {
        let _ = put(std::io::stderr(), &text);
        return Exit::Failed;
    }
    put(std::io::stdout(), &text).map_or(Exit::Failed, |()| Exit::Fine)
}

/// Makes one line safe for a terminal and keeps its end.
fn clean_line(line: &str) -> String {
    match line.strip_suffix('\n') {
        Some(text) => format!("{}\n", visible::text(text)),
        None => visible::text(line).into_owned(),
    }
}

/// Writes a text; a reader that has seen enough, such as `head`, is no failure.
fn put(mut stream: impl Write, text: &str) -> Result<(), Error> {
    match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Error::io("cannot write", Path::new("stdout"))(error))
        }
        _ => Ok(()),
    }
}
