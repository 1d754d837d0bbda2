//! The benchmark of the dev server: from a save to the first answer that has the new words.
//!
//!     cargo bench --bench live -- [PAGES ...] [--edits N] [--hugo PROGRAM] [--other FOLDER COMMAND FILE URL]
//!     cargo bench --bench live -- [PAGES ...] --soak MINUTES
//!
//! `--hugo` measures `hugo server` on the same handbook. `--other` measures any server: it is started in FOLDER by COMMAND
//! (words split at spaces), FILE below the folder is edited, and URL is where the words must appear.

#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

#[path = "../handbook/corpus.rs"]
mod corpus;
mod soak;

use corpus::Tool;

/// How often the page is asked for while the words are awaited.
const INTERVAL: Duration = Duration::from_millis(1);
/// The pause before each edit, so that a server is at rest.
const REST: Duration = Duration::from_millis(700);
const MOST: Duration = Duration::from_mins(2);
const PORT: u16 = 4747;
/// How many pages are kept open for the last figure.
const OPEN: usize = 500;

/// A server, and what to do with its files.
struct Case {
    name: String,
    folder: PathBuf,
    command: Vec<String>,
    edited: PathBuf,
    url: String,
    /// A style sheet that every page links to.
    sheet: Option<PathBuf>,
}

fn main() {
    let (mut sizes, mut edits, mut minutes, mut hugo, mut others) = (Vec::new(), 11, None, None, Vec::new());
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--edits" => edits = arguments.next().and_then(|edits| edits.parse().ok()).expect("--edits N"),
            "--soak" => minutes = Some(arguments.next().and_then(|text| text.parse().ok()).expect("--soak MINUTES")),
            "--hugo" => hugo = arguments.next(),
            "--other" => others.push([(); 4].map(|()| arguments.next().expect("--other FOLDER COMMAND FILE URL"))),
            size => sizes.push(size.parse().expect("a number of pages")),
        }
    }
    if sizes.is_empty() && others.is_empty() {
        sizes = vec![1_000, 10_000];
    }
    for pages in sizes {
        let root = std::env::temp_dir().join(format!("ospress-live-{pages}"));
        let _ = fs::remove_dir_all(&root);
        let bytes = corpus::write(&root.join("ospress"), pages, Tool::Ospress);
        println!("\n{pages} pages, {} MB of Markdown; {edits} edits", bytes / 1_000_000);
        let case = ospress(&root.join("ospress"), pages);
        match minutes {
            Some(minutes) => soak::soak(&case, minutes),
            None => measure(&case, edits),
        }
        if let Some(program) = &hugo {
            corpus::write(&root.join("hugo"), pages, Tool::Hugo);
            measure(&hugo_server(program, &root.join("hugo"), pages), edits);
        }
        let _ = fs::remove_dir_all(&root);
    }
    for [folder, command, file, url] in others {
        let folder = PathBuf::from(folder);
        let words = command.split(' ').map(ToOwned::to_owned).collect();
        measure(&Case { name: command, edited: folder.join(file), command: words, folder, url, sheet: None }, edits);
    }
}

fn ospress(folder: &Path, pages: usize) -> Case {
    let port = PORT.to_string();
    let command = [env!("CARGO_BIN_EXE_ospress"), "serve", "--quiet", "--port", &port].map(ToOwned::to_owned);
    let sheet = folder.join("themes/handbook/assets/custom.css");
    fs::create_dir_all(sheet.parent().expect("a folder above")).expect("a folder");
    fs::write(&sheet, "/* nothing */\n").expect("a style sheet");
    let url = format!("http://127.0.0.1:{PORT}/site{}", address(pages));
    let edited = folder.join(corpus::edited(pages));
    Case { name: "ospress".into(), folder: folder.to_owned(), command: command.into(), edited, url, sheet: Some(sheet) }
}

fn hugo_server(program: &str, folder: &Path, pages: usize) -> Case {
    let port = PORT.to_string();
    let command = [program, "server", "--port", &port, "--baseURL", "http://127.0.0.1/", "--noBuildLock"];
    let url = format!("http://127.0.0.1:{PORT}{}", address(pages));
    let edited = folder.join(corpus::edited(pages));
    let command = command.map(ToOwned::to_owned).into();
    Case { name: "hugo server".into(), folder: folder.to_owned(), command, edited, url, sheet: None }
}

/// Gives the address of the page that is edited.
fn address(pages: usize) -> String {
    let file = corpus::edited(pages);
    format!("/{}/", file.trim_start_matches("content/").trim_end_matches(".md"))
}

/// A server that is ended with the value.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a server and waits for its first page.
fn start(case: &Case) -> Running {
    assert!(get(&case.url).is_none(), "something answers at {} already", case.url);
    let start = Instant::now();
    let mut command = Command::new(&case.command[0]);
    command.args(&case.command[1..]).current_dir(&case.folder).stdin(Stdio::null()).stdout(Stdio::null());
    let running = Running(command.stderr(Stdio::null()).spawn().expect("the server starts"));
    await_words(&case.url, "", start);
    println!("  {}", case.name);
    println!("    start to first page  {:>8.0} ms", millis(start.elapsed()));
    running
}

fn measure(case: &Case, edits: usize) {
    let running = start(case);
    let original = fs::read_to_string(&case.edited).expect("the page to edit");
    let page =
        |words: &str| fs::write(&case.edited, format!("{original}\nWords {words}.\n")).expect("the page to edit");
    report("page, save to served", &times(edits, &case.url, &page));
    if let Some((before, after)) = original.split_once("title: ") {
        let title = |words: &str| fs::write(&case.edited, format!("{before}title: {words} {after}")).expect("the page");
        report("its title, the same", &times(edits, &case.url, &title));
    }
    if let Some(sheet) = &case.sheet {
        let url = sheet_address(&case.url);
        let style = |words: &str| fs::write(sheet, format!("/* {words} */\n")).expect("the style sheet");
        // Its name holds its hash, so it is looked for in the page.
        report(
            "style sheet, the same",
            &times_of(edits, &style, &|words| {
                let href = sheet_address(&case.url);
                href != url && get(&href).is_some_and(|text| text.contains(words))
            }),
        );
        let open: Vec<TcpStream> = (0..OPEN).map(|_| listen(&case.url)).collect();
        report(&format!("page, {OPEN} open pages"), &times(edits, &case.url, &page));
        drop(open);
    }
    fs::write(&case.edited, original).expect("the page to edit");
    println!("    memory at its peak   {:>8} MiB", peak(running.0.id()));
}

fn times(edits: usize, url: &str, edit: &dyn Fn(&str)) -> Vec<Duration> {
    times_of(edits, edit, &|words| get(url).is_some_and(|text| text.contains(words)))
}

/// Edits again and again; gives how long it took until the new words were served. The first edit warms up.
fn times_of(edits: usize, edit: &dyn Fn(&str), is_served: &dyn Fn(&str) -> bool) -> Vec<Duration> {
    let one = |number: usize| {
        std::thread::sleep(REST);
        let words = format!("edit-{number}-{}", std::process::id());
        let start = Instant::now();
        edit(&words);
        while !is_served(&words) {
            assert!(start.elapsed() < MOST, "the edit was not served");
            std::thread::sleep(INTERVAL);
        }
        start.elapsed()
    };
    (0..=edits).map(one).skip(1).collect()
}

fn report(what: &str, times: &[Duration]) {
    let mut times = times.to_vec();
    times.sort_unstable();
    let [least, middle, most] = [0, times.len() / 2, times.len() - 1].map(|at| millis(times[at]));
    println!("    {what:<20} {middle:>8.1} ms   (from {least:.1} to {most:.1})");
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn await_words(url: &str, words: &str, start: Instant) {
    while !get(url).is_some_and(|text| text.contains(words)) {
        assert!(start.elapsed() < MOST, "{url} does not answer");
        std::thread::sleep(INTERVAL);
    }
}

/// Gives the address of the custom style sheet that a page links to.
fn sheet_address(url: &str) -> String {
    let text = get(url).unwrap_or_default();
    let href = text.split('"').find(|part| part.contains("/custom.")).unwrap_or_default();
    format!("http://{}{href}", split(url).0)
}

fn split(url: &str) -> (&str, &str) {
    let rest = url.strip_prefix("http://").expect("an http address");
    rest.split_at(rest.find('/').unwrap_or(rest.len()))
}

fn ask(host: &str, path: &str) -> Option<TcpStream> {
    let mut stream = TcpStream::connect(host).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").ok()?;
    Some(stream)
}

/// Gets a text; nothing unless it is there.
fn get(url: &str) -> Option<String> {
    let (host, path) = split(url);
    let mut stream = BufReader::new(ask(host, path)?);
    let mut line = String::new();
    stream.read_line(&mut line).ok()?;
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).ok()?;
    line.contains(" 200 ").then(|| String::from_utf8_lossy(&rest).into_owned())
}

/// Opens the event stream of a page, as a browser that shows it does.
fn listen(url: &str) -> TcpStream {
    let (host, path) = split(url);
    let mut stream = ask(host, &format!("/-/events{path}")).expect("a connection");
    stream.read_exact(&mut [0; 12]).expect("an answer");
    stream
}

/// Gives the most memory that a process ever held, in MiB.
fn peak(process: u32) -> u64 {
    status(process, "VmHWM:") / 1024
}

/// Reads a number of what the system says about a process.
fn status(process: u32, field: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap_or("0");
    line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or_default()
}
