//! Event streams: a page that is open in a browser hears of every new state of it, and of nothing else.
//!
//! A stream tells the state once at its start, so one that was cut off is up to date as soon as it is back. Each has a
//! thread of its own, which holds no lock while it writes: a browser that does not read keeps nobody waiting.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use super::reply;
use super::stage::{Hub, Stage};
use crate::path::UrlPath;

/// How often a silent stream shows that it is alive; a browser that went away is noticed by that.
const PULSE: Duration = Duration::from_secs(5);

/// Writes the events of a page until the browser goes away.
pub(super) fn stream(mut writer: impl Write, hub: &Hub, page: &UrlPath) -> io::Result<()> {
    writer.write_all(opening().as_bytes())?;
    let mut stage = hub.now();
    let mut told: Option<Arc<str>> = None;
    loop {
        tell(&mut writer, &stage, page, &mut told)?;
        stage = hub.wait(&stage, PULSE);
    }
}

/// Writes the page's state where it is news, else a comment.
fn tell(writer: &mut impl Write, stage: &Stage, page: &UrlPath, told: &mut Option<Arc<str>>) -> io::Result<()> {
    let state = stage.state(page);
    if told.as_deref() == Some(&*state) {
        writer.write_all(b":\n\n")?;
    } else {
        write!(writer, "data: {state}\n\n")?;
        *told = Some(state);
    }
    writer.flush()
}

fn opening() -> String {
    let headers: String = reply::always().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n{headers}Connection: close\r\n\r\nretry: 500\n\n")
}
