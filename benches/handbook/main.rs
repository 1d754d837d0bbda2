//! The benchmark: it builds generated handbooks cold, warm and stage by stage.
//!
//!     cargo bench --bench handbook -- [PAGES ...] [--hugo PROGRAM] [--versions N]
//!     cargo bench --bench handbook -- --data [ROWS ...]
//!
//! With `--hugo`, the same handbook is also built by Hugo, the two commands in turn, and the table gives the ratio. State
//! figures as those ratios: the seconds are this machine's. With `--versions`, what is measured instead is what a past of so
//! many versions costs; with `--data`, pages of rows beside Markdown pages, and a handbook with metrics beside one without.

#![allow(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![allow(clippy::cast_precision_loss, reason = "figures for people")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

mod corpus;
mod data;
mod past;
mod stages;
mod versions;

use corpus::Tool;

const ROUNDS: usize = 5;

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let (mut sizes, mut hugo, mut versions, mut is_data) = (Vec::new(), None, None, false);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--hugo" => hugo = arguments.next(),
            "--data" => is_data = true,
            "--versions" => versions = arguments.next().and_then(|number| number.parse().ok()),
            size => sizes.push(size.parse().expect("a number of pages, --hugo PROGRAM or --versions NUMBER")),
        }
    }
    if sizes.is_empty() {
        sizes = match versions {
            Some(_) => vec![1_000],
            None if is_data => vec![10_000],
            None => vec![100, 1_000, 10_000],
        };
    }
    for pages in sizes {
        match versions {
            Some(versions) => versions::measure(pages, versions),
            None if is_data => data::measure(pages),
            None => measure(pages, hugo.as_deref()),
        }
    }
}

/// Builds one handbook in every way and prints a table.
fn measure(pages: usize, hugo: Option<&str>) {
    let folder = std::env::temp_dir().join(format!("ospress-bench-{pages}"));
    let _ = fs::remove_dir_all(&folder);
    let (ours, theirs) = (folder.join("ospress"), folder.join("hugo"));
    let bytes = corpus::write(&ours, pages, Tool::Ospress);
    println!("\n{pages} pages, {:.1} MB of Markdown; medians of {ROUNDS} runs", bytes as f64 / 1e6);
    if hugo.is_some() {
        corpus::write(&theirs, pages, Tool::Hugo);
    }
    let (mut cold, mut peer) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        cold.push(cold_build(&ours));
        peer.extend(hugo.map(|program| hugo_build(program, &theirs)));
    }
    let (cold, warm) = (median(cold), median((0..ROUNDS).map(|round| warm_build(&ours, pages, round)).collect()));
    println!("  cold build       {}", show(cold));
    println!("  warm, one edit   {}", show(warm));
    if let Some(peer) = (!peer.is_empty()).then(|| median(peer)) {
        println!("  Hugo             {}", show(peer));
        println!("  cold / Hugo      {:>8.2}", cold.as_secs_f64() / peer.as_secs_f64());
        println!("  warm / Hugo      {:>8.3}", warm.as_secs_f64() / peer.as_secs_f64());
    }
    println!("  page, mean HTML  {:>8.1} KB", mean_page(&ours.join("dist/site")) / 1e3);
    stages::measure(&ours);
    let _ = fs::remove_dir_all(&folder);
}

fn cold_build(root: &Path) -> Duration {
    set_aside(root, &["dist", ".ospress"]);
    quiet_build(root)
}

/// Moves folders away. To delete them would have the build wait for the disk: some file systems look long for room that was
/// not just given back.
fn set_aside(root: &Path, folders: &[&str]) {
    let aside = root.with_extension("aside");
    fs::create_dir_all(&aside).expect("a folder");
    for folder in folders.iter().map(|folder| root.join(folder)).filter(|folder| folder.exists()) {
        let free = (0..10_000).map(|number| aside.join(format!("{number}"))).find(|free| !free.exists());
        fs::rename(folder, free.expect("a free name")).expect("a folder to move");
    }
}

fn warm_build(root: &Path, pages: usize, round: usize) -> Duration {
    let page = root.join(corpus::edited(pages));
    let text = fs::read_to_string(&page).expect("the page to edit");
    fs::write(&page, format!("{text}\nEdit {round}.\n")).expect("the page to edit");
    quiet_build(root)
}

/// Builds for a day on which no number of the corpus is old or early.
fn quiet_build(root: &Path) -> Duration {
    let arguments = ["build", "--quiet", "--as-of", "2027-01-01", "--root"];
    run(Command::new(env!("CARGO_BIN_EXE_ospress")).args(arguments).arg(root))
}

fn hugo_build(program: &str, root: &Path) -> Duration {
    set_aside(root, &["public", "resources"]);
    run(Command::new(program).args(["--quiet", "--noBuildLock", "--source"]).arg(root))
}

fn run(command: &mut Command) -> Duration {
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).status().expect("the program starts");
    let time = start.elapsed();
    assert!(status.success(), "{command:?} failed");
    time
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn show(time: Duration) -> String {
    format!("{:>8.3} s", time.as_secs_f64())
}

fn mean_page(folder: &Path) -> f64 {
    let (mut folders, mut sizes) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the output") {
            let path: PathBuf = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "html") {
                sizes.push(fs::metadata(path).expect("a page").len() as f64);
            }
        }
    }
    sizes.iter().sum::<f64>() / sizes.len() as f64
}
