//! The soak: an edit a second for as long as wanted, and what the server holds after each minute of it.

use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::{Case, Running, await_words, peak, sheet_address, start, status};

/// How many kinds of edits take turns.
const KINDS: usize = 5;

/// Edits once a second: words, a new page and its end, a mistake and its end, a style sheet. Prints memory, threads and
/// descriptors each minute; they must not grow.
pub(super) fn soak(case: &Case, minutes: u64) {
    let running = start(case);
    let begin = Instant::now();
    let original = fs::read_to_string(&case.edited).expect("the page to edit");
    let fresh = case.edited.with_file_name("soak-comes-and-goes.md");
    println!("    minute   edits   memory MiB   peak MiB   threads   descriptors");
    let mut edits = 0;
    for minute in 0..=minutes {
        while minute > 0 && begin.elapsed() < Duration::from_mins(minute) {
            let due = begin + Duration::from_secs(edits as u64);
            sleep(due.saturating_duration_since(Instant::now()));
            edit(case, edits, &original, &fresh);
            edits += 1;
        }
        report(minute, edits, &running);
    }
    let _ = fs::remove_file(fresh);
    fs::write(&case.edited, format!("{original}\nThe soak is over.\n")).expect("the page to edit");
    await_words(&case.url, "The soak is over.", Instant::now());
    fs::write(&case.edited, original).expect("the page to edit");
    assert!(sheet_address(&case.url).contains("custom."), "the page lost its style sheet");
}

fn edit(case: &Case, number: usize, original: &str, fresh: &std::path::Path) {
    let page = |words: &str| fs::write(&case.edited, format!("{original}\n{words}\n")).expect("the page to edit");
    match number % KINDS {
        0 => page(&format!("Words {number}.")),
        1 => fs::write(fresh, format!("# A page {number}\n\nIt comes and goes.\n")).expect("a new page"),
        2 => page(&format!("[A dead link {number}](nowhere-{number}.md)")),
        3 => fs::remove_file(fresh).expect("the new page"),
        _ => {
            let sheet = case.sheet.as_ref().expect("a style sheet");
            fs::write(sheet, format!("/* {number} */\n")).expect("the style sheet");
        }
    }
}

fn report(minute: u64, edits: usize, running: &Running) {
    let process = running.0.id();
    let descriptors = fs::read_dir(format!("/proc/{process}/fd")).map_or(0, Iterator::count);
    let [memory, threads] = ["VmRSS:", "Threads:"].map(|field| status(process, field));
    let (memory, peak) = (memory / 1024, peak(process));
    println!("    {minute:>6} {edits:>7} {memory:>12} {peak:>10} {threads:>9} {descriptors:>13}");
}
