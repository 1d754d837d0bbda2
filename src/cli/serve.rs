//! `ospress serve`: what was typed becomes a setup, and what happens is told on the terminal.
//!
//! The addresses go to stdout, all else to stderr. A finding is printed once, when it appears; when the last of them is
//! mended, one line says so.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::process::{Command, Stdio};

use super::args::{Options, Serve};
use super::settings::{self, View as Look};
use super::{Environment, Exit, put, set_threads};
use crate::diagnostic::human::{self, Colour};
use crate::diagnostic::{Code, Diagnostic, visible};
use crate::error::Error;
use crate::path::SourcePath;
use crate::pipeline::live::View;
use crate::pipeline::{Purpose, Request};
use crate::serve::{self, News, Setup};

/// Serves until it is ended.
pub(super) fn run(wish: &Serve, options: &Options, environment: &Environment) -> Result<Exit, Error> {
    set_threads(options, environment)?;
    let root = settings::root(options.root.as_deref())?;
    let request = settings::request(options, environment, Purpose::Check, root)?;
    let setup = Setup {
        request: Request { outline: !wish.no_outline, ..request },
        today: settings::follows_today(options, environment).then_some(settings::rest_of_today),
        address: wish.bind,
        port: wish.port,
        is_polling: wish.poll,
        is_exposed: wish.expose_internal,
    };
    let look = Look::new(options, environment);
    let mut terminal = Terminal { colour: look.colour, is_talkative: look.is_summed_up, known: BTreeMap::new() };
    let mut tell = |news: News<'_>| {
        if let (News::Ready { url, .. }, true) = (&news, wish.open) {
            open_browser(url);
        }
        let (stdout, stderr) = terminal.word(&news, wish.bind);
        // That the terminal is gone is no reason to stop.
        let _ = put(std::io::stdout(), &stdout);
        let _ = put(std::io::stderr(), &stderr);
    };
    match serve::run(&setup, &mut tell)? {}
}

/// What the terminal was told.
struct Terminal {
    colour: Colour,
    is_talkative: bool,
    /// The findings that stand on it and are not mended, each with how often it was found.
    known: BTreeMap<Known, usize>,
}

/// What a finding is known by; its place in the file moves with every edit.
type Known = (SourcePath, Code, String);

impl Terminal {
    /// Gives what to print on stdout and on stderr.
    fn word(&mut self, news: &News<'_>, address: IpAddr) -> (String, String) {
        match news {
            News::Ready { url, editions } => (ready(url, editions, self.is_talkative), warning(address)),
            News::View(view) => (String::new(), self.findings(view)),
            News::Fault(error) => (String::new(), format!("error: {}\n", visible::text(&error.to_string()))),
            News::Polling => {
                let words = "the system cannot watch so many folders; looking for changes twice a second instead";
                (String::new(), format!("note: {words}\n"))
            }
        }
    }

    /// Words the findings that are new, and that all is well once the last is mended.
    fn findings(&mut self, view: &View) -> String {
        let mut known = BTreeMap::new();
        let mut fresh: Vec<Diagnostic> = Vec::new();
        for finding in &view.diagnostics {
            let name = (finding.primary.path.clone(), finding.code, finding.message.clone());
            let count = known.entry(name.clone()).or_insert(0);
            *count += 1;
            if *count > self.known.get(&name).copied().unwrap_or_default() {
                fresh.push(finding.clone());
            }
        }
        let is_changed = known != self.known;
        let had_findings = !self.known.is_empty();
        self.known = known;
        if !fresh.is_empty() {
            let printed = human::print(&fresh, &view.sources, view.editions.len(), self.colour);
            let is_all = fresh.len() == view.diagnostics.len();
            return if is_all { printed } else { format!("{printed}{} in all\n", human::tally(&view.diagnostics)) };
        }
        match (is_changed && had_findings && self.is_talkative, self.known.is_empty()) {
            (true, true) => "all is well again\n".to_owned(),
            (true, false) => format!("mended; {} left\n", human::tally(&view.diagnostics)),
            (false, _) => String::new(),
        }
    }
}

/// Gives the addresses, one a line.
fn ready(url: &str, editions: &[(String, String)], is_talkative: bool) -> String {
    let width = editions.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
    let mut lines: String = editions.iter().map(|(name, url)| format!("{name:width$}  {url}\n")).collect();
    if editions.is_empty() {
        lines = format!("{url}  there is nothing to show yet\n");
    }
    if is_talkative {
        lines.push_str("Ctrl-C ends it\n");
    }
    lines
}

/// Says what it means to listen at an address.
fn warning(address: IpAddr) -> String {
    if address.is_loopback() {
        return String::new();
    }
    let who = if address.is_unspecified() { "every network of this machine".to_owned() } else { address.to_string() };
    format!(
        "warning: listening at {who}: whoever can reach it reads all that is shown here, unpublished changes too, \
         without a password and without encryption\n"
    )
}

/// Opens the browser; where that fails, the address stands on the terminal.
fn open_browser(url: &str) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let mut command = Command::new(program);
    let command = command.arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if let Ok(mut child) = command.spawn() {
        // Its end is waited for, so that no dead process is left behind.
        let _ = std::thread::Builder::new().spawn(move || child.wait());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;

    fn view(messages: &[&str]) -> View {
        let path = SourcePath::new("a.md").expect("a path");
        let finding = |message: &&str| Diagnostic::new(Code::LinkMissing, Span::file(&path), *message);
        View { diagnostics: messages.iter().map(finding).collect(), ..View::default() }
    }

    #[test]
    fn a_finding_is_told_once_and_so_is_its_end() {
        let mut terminal = Terminal { colour: Colour::Plain, is_talkative: true, known: BTreeMap::new() };
        let mut told = |messages: &[&str]| terminal.findings(&view(messages));
        assert_eq!(told(&[]), "");
        let first = told(&["one"]);
        assert!(first.starts_with("error[link-missing]: one\n") && first.matches("one").count() == 1, "{first}");
        assert_eq!(told(&["one"]), "");
        let second = told(&["one", "two"]);
        assert!(!second.contains("]: one") && second.contains("]: two") && second.ends_with("2 errors in all\n"));
        assert!(told(&["one", "one", "two"]).contains("]: one"));
        assert_eq!(told(&["two"]), "mended; 1 error left\n");
        assert_eq!(told(&[]), "all is well again\n");
        assert_eq!(told(&[]), "");
    }

    #[test]
    fn another_address_than_loopback_is_warned_of() {
        assert_eq!(warning(IpAddr::from([127, 0, 0, 1])), "");
        assert!(warning(IpAddr::from([0, 0, 0, 0])).contains("every network"));
        assert!(warning(IpAddr::from([10, 0, 0, 1])).contains("10.0.0.1"));
    }
}
