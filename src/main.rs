//! The `ospress` program: reads the environment, runs the command line, gives its exit code.

use std::process::ExitCode;

use ospress::cli::{self, Environment};

fn main() -> ExitCode {
    cli::run(std::env::args_os(), &environment()).into()
}

/// Reads the environment; nothing else ever does.
#[expect(clippy::disallowed_methods, reason = "this is the one place")]
fn environment() -> Environment {
    let read = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    let text = |name| read(name).map(|value| value.to_string_lossy().into_owned());
    Environment {
        no_color: read("NO_COLOR").is_some(),
        source_date_epoch: text("SOURCE_DATE_EPOCH"),
        threads: text("RAYON_NUM_THREADS"),
    }
}
