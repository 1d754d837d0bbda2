//! Progress on a terminal: one line that is rewritten while a run lasts, and gone when it ends.

use std::io::Write;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use super::numbers::count;
use crate::pipeline::{Progress, Stage};

/// How often the line is drawn; a run that is shorter shows none.
const TICK: Duration = Duration::from_millis(150);
/// Goes to the start of the line and clears it.
const CLEAR: &str = "\r\u{1b}[2K";

/// Does the work while the line shows how far it is.
pub(super) fn show<T>(progress: &Progress, work: impl FnOnce() -> T) -> T {
    std::thread::scope(|scope| {
        // Dropped when the work is done, or fails: that ends the drawing.
        let (_working, ended) = channel::<()>();
        scope.spawn(move || draw(progress, &ended));
        work()
    })
}

fn draw(progress: &Progress, ended: &Receiver<()>) {
    let mut is_drawn = false;
    while ended.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
        is_drawn = true;
        put(&format!("{CLEAR}{}", line(progress)));
    }
    if is_drawn {
        put(CLEAR);
    }
}

fn line(progress: &Progress) -> String {
    let (stage, done, total) = progress.now();
    let words = match stage {
        Stage::Reading => "reading files",
        Stage::Parsing => "reading pages",
        Stage::Linking => "linking editions",
        Stage::Printing => "printing pages",
        Stage::Verifying => "looking for leaks",
        Stage::Waiting => "waiting for another build to end",
    };
    match (done, total) {
        (_, 0) => words.to_owned(),
        (0, total) => format!("{words}: {}", count(total)),
        (done, total) => format!("{words}: {} of {}", count(done.min(total)), count(total)),
    }
}

/// Writes to the terminal; that it is gone is no reason to stop.
fn put(text: &str) {
    let mut stderr = std::io::stderr().lock();
    let _ = stderr.write_all(text.as_bytes()).and_then(|()| stderr.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_tells_stage_and_count() {
        let progress = Progress::default();
        assert_eq!(line(&progress), "reading files");
        progress.enter(Stage::Printing, 1234);
        assert_eq!(line(&progress), "printing pages: 1,234");
        progress.step();
        assert_eq!(line(&progress), "printing pages: 1 of 1,234");
    }

    #[test]
    fn work_gives_its_result_at_once() {
        let before = std::time::Instant::now();
        assert_eq!(show(&Progress::default(), || 7), 7);
        assert!(before.elapsed() < TICK);
    }
}
