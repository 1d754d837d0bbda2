//! What was typed: commands and options, as clap reads them. What they mean for a run is [`super::settings`].

use std::net::IpAddr;
use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

use super::schema::Subject;
use crate::edition::Kind;

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "ospress",
    version,
    about = "Turns one folder of Markdown into every open source site your organisation publishes",
    after_help = "Start here:\n  ospress init handbook\n  ospress build --root handbook",
    subcommand_required = true,
    arg_required_else_help = true
)]
pub(super) struct Typed {
    #[command(subcommand)]
    pub(super) command: Command,
    #[command(flatten)]
    pub(super) options: Options,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Write a starter handbook that builds at once
    #[command(after_help = "Example:\n  ospress init handbook --name \"Fjordlight\"")]
    Init {
        /// The folder to write it into, new or empty
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        /// The name of your organisation
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
    },
    /// Add a page with the right front matter in the right folder
    #[command(after_help = "Example:\n  ospress new policy \"Use of open source\"")]
    New {
        /// What kind of page it is
        #[arg(value_name = "KIND", value_parser = kinds())]
        kind: Kind,
        /// Its title
        #[arg(value_name = "TITLE")]
        title: String,
    },
    /// Make the site of every edition
    #[command(after_help = "Examples:\n  ospress build\n  ospress build --edition public --out /srv/www")]
    Build {
        /// Outline what a wider audience does not see, with its name, for those who write
        #[arg(long)]
        outline: bool,
        /// Print again what was kept of old versions, and compare it byte for byte
        #[arg(long)]
        verify_frozen: bool,
    },
    /// Show the handbook in your browser, and every change as you save it
    #[command(after_help = "Examples:\n  ospress serve --open\n  ospress serve --edition public --drafts")]
    Serve(Serve),
    /// Look for mistakes, without publishing anything
    #[command(after_help = "Examples:\n  ospress check\n  ospress check --strict --format github")]
    Check,
    /// Look through a printed edition: is it whole, and does it say only what its readers may know?
    #[command(
        after_help = "Examples:\n  ospress verify dist/public\n  ospress verify /srv/www --against handbook --edition public"
    )]
    Verify {
        /// The folder of one edition
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        /// The handbook that it was printed from, to look for what its readers must not know
        #[arg(long, value_name = "ROOT")]
        against: Option<PathBuf>,
    },
    /// Keep what the handbook says today as a version
    #[command(subcommand)]
    Version(Version),
    /// Tell what changed between two versions, word by word
    #[command(
        after_help = "Examples:\n  ospress diff\n  ospress diff policies/use.md --from 2026.1 --to 2026.3\n  ospress diff --format markdown > review.md"
    )]
    Diff(Diff),
    /// Tell what a finding means and how to mend it
    #[command(after_help = "Examples:\n  ospress explain link-missing\n  ospress explain")]
    Explain {
        /// The code of the finding; without it, all codes are listed
        #[arg(value_name = "CODE")]
        code: Option<String>,
    },
    /// Print a JSON Schema for your editor
    #[command(after_help = "Example:\n  ospress schema front-matter > front-matter.schema.json")]
    Schema {
        /// What it describes
        #[arg(value_name = "SUBJECT", default_value = "front-matter")]
        subject: Subject,
    },
}

/// What to do with versions.
#[derive(Debug, Subcommand)]
pub(super) enum Version {
    /// Copy the content to a folder of its own and name it in site.toml
    #[command(after_help = "Example:\n  ospress version cut 2026.3 --next 2027.1")]
    Cut {
        /// The name of what is kept
        #[arg(value_name = "NAME")]
        name: String,
        /// The name of what the content folder holds from then on
        #[arg(long, value_name = "NAME")]
        next: Option<String>,
    },
}

/// What goes with `serve`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that a person types")]
pub(super) struct Serve {
    /// The port to listen at; 0 takes any free one
    #[arg(long, value_name = "PORT", default_value_t = 4040)]
    pub(super) port: u16,
    /// Open the browser
    #[arg(long)]
    pub(super) open: bool,
    /// Show pages as they are printed, without outlines around what a wider audience does not see
    #[arg(long)]
    pub(super) no_outline: bool,
    /// Look for changes twice a second, where the system tells of none: network folders, some containers
    #[arg(long)]
    pub(super) poll: bool,
    /// The address to listen at; by default 127.0.0.1, which this machine alone can reach
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    pub(super) bind: IpAddr,
    /// With --bind: show editions too that are not for everybody
    #[arg(long)]
    pub(super) expose_internal: bool,
}

/// What goes with `diff`.
#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The page, by file, id or address; by default all that changed
    #[arg(value_name = "PAGE")]
    pub(super) page: Option<String>,
    /// The version before; by default the newest that was released
    #[arg(long, value_name = "VERSION")]
    pub(super) from: Option<String>,
    /// The version after; by default the current one
    #[arg(long, value_name = "VERSION")]
    pub(super) to: Option<String>,
}

/// What goes with every command.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that a person types")]
pub(super) struct Options {
    /// The handbook's folder; by default the nearest one upward that has a site.toml
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// Take this edition only
    #[arg(long, global = true, value_name = "NAME")]
    pub(super) edition: Option<String>,
    /// Where the sites go; by default `dist` in the handbook's folder
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,
    /// Print the handbook as it is in force on this day, such as 2026-08-22; by default today
    #[arg(long, global = true, value_name = "DATE", value_parser = date)]
    pub(super) as_of: Option<Date>,
    /// Take drafts too
    #[arg(long, global = true)]
    pub(super) drafts: bool,
    /// Let warnings count as errors
    #[arg(long, global = true, conflicts_with = "lenient")]
    pub(super) strict: bool,
    /// Publish in spite of errors, unless internal text could get out
    #[arg(long, global = true)]
    pub(super) lenient: bool,
    /// How findings are printed: for people, as a JSON array, as SARIF 2.1.0, as annotations of GitHub
    /// Actions; `diff` prints as Markdown too
    #[arg(long, global = true, value_name = "FORMAT", default_value = "human")]
    pub(super) format: Format,
    /// How many threads to use; by default one for each processor
    #[arg(long, global = true, value_name = "N", value_parser = threads)]
    pub(super) jobs: Option<u16>,
    /// Print nothing but findings and failures
    #[arg(long, global = true)]
    pub(super) quiet: bool,
    /// Whether to use colours; `auto` means on a terminal
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: When,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Human,
    Json,
    Markdown,
    Sarif,
    Github,
}

/// When colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    Auto,
    Always,
    Never,
}

fn kinds() -> impl TypedValueParser<Value = Kind> {
    let find = |word: String| Kind::find(&word).ok_or("no such kind");
    PossibleValuesParser::new(Kind::ALL.iter().map(|kind| kind.as_str())).try_map(find)
}

fn threads(word: &str) -> Result<u16, &'static str> {
    word.parse().ok().filter(|threads| (1..=512).contains(threads)).ok_or("write a number from 1 to 512")
}

fn date(word: &str) -> Result<Date, &'static str> {
    word.parse().map_err(|_| "write the day as year-month-day, such as 2026-08-22")
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Typed::command().debug_assert();
    }
}
