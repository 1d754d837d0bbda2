//! Where requests arrive: `tiny_http` reads them, a thread of its own answers each, so nobody waits for a slow reader.
//!
//! How many are answered at once is bounded, and so are the event streams among them.

use std::io::Cursor;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use tiny_http::{Header, Request, Response, Server, StatusCode};

use super::events;
use super::guard::Head;
use super::nudge::Nudge;
use super::reply::{Reply, TEXT};
use super::route::{self, Answer};
use super::stage::Hub;
use crate::error::Error;

/// The most requests that are answered at once.
const MOST_REQUESTS: usize = 512;
/// The most event streams at once: each is an open page.
const MOST_STREAMS: usize = 600;
/// A body that is announced to be longer is never read, not even to get past it.
const MOST_BODY: usize = 1 << 20;

/// Counts what goes on at once, within a bound.
#[derive(Debug)]
struct Slots {
    taken: AtomicUsize,
    most: usize,
}

/// One of the slots; free again when it is dropped.
struct Slot(Arc<Slots>);

impl Slots {
    fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { taken: AtomicUsize::new(0), most })
    }

    fn take(self: &Arc<Self>) -> Option<Slot> {
        let slot = Slot(self.clone());
        (self.taken.fetch_add(1, Ordering::Relaxed) < self.most).then_some(slot)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.taken.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Answers what comes in, on threads of its own, until the program ends.
///
/// # Errors
/// Fails when no thread is to be had.
pub(super) fn open(listener: TcpListener, hub: Arc<Hub>) -> Result<(), Error> {
    let receive = move || receive(&listener, &hub);
    let started = thread::Builder::new().name("desk".into()).spawn(receive);
    started.map(drop).map_err(|error| Error::Refused(format!("cannot start a thread: {error}")))
}

fn receive(listener: &TcpListener, hub: &Arc<Hub>) {
    let (requests, streams) = (Slots::new(MOST_REQUESTS), Slots::new(MOST_STREAMS));
    let nudge = Nudge::start(hub.place);
    loop {
        let server = listener.try_clone().ok().and_then(|listener| Server::from_listener(listener, None).ok());
        while let Some(request) = server.as_ref().and_then(|server| server.recv().ok()) {
            nudge.stir();
            hand_over(request, hub, requests.take(), &streams);
        }
        // It ends when the system refuses a connection; the listener is still ours, so another one takes over.
        thread::sleep(Duration::from_millis(200));
    }
}

/// Has a thread answer a request.
fn hand_over(request: Request, hub: &Arc<Hub>, slot: Option<Slot>, streams: &Arc<Slots>) {
    let Some(slot) = slot else { return send(request, busy()) };
    let (hub, streams) = (hub.clone(), streams.clone());
    // Without a thread to be had, the request is dropped, which answers it with status 500.
    let _ = thread::Builder::new().name("request".into()).spawn(move || attend(request, &hub, slot, &streams));
}

fn busy() -> Reply {
    Reply::new(503, TEXT, "too many requests at once\n").with("Retry-After", "1")
}

fn attend(request: Request, hub: &Hub, slot: Slot, streams: &Arc<Slots>) {
    match route::answer(&head(&request), hub.place, &hub.now()) {
        Answer::Whole(reply) => send(request, reply),
        Answer::Events(page) => {
            drop(slot);
            let Some(_stream) = streams.take() else { return send(request, busy()) };
            // It ends when the browser goes away, which is no failure.
            let _ = events::stream(request.into_writer(), hub, &page);
        }
    }
}

fn head(request: &Request) -> Head {
    let text = |header: &Header| (header.field.to_string(), header.value.to_string());
    Head {
        method: request.method().to_string(),
        target: request.url().to_owned(),
        headers: request.headers().iter().map(text).collect(),
    }
}

fn send(request: Request, reply: Reply) {
    let headers = reply.headers.iter().filter_map(|(name, value)| Header::from_bytes(*name, value.as_str()).ok());
    let length = reply.body.bytes().len();
    let body = Cursor::new(reply.body);
    let response = Response::new(StatusCode(reply.status), headers.collect(), body, Some(length), None)
        .with_chunked_threshold(usize::MAX);
    if request.body_length().is_some_and(|length| length > MOST_BODY) {
        // To drop the request would be to make room for all of its body at once, whatever length it claims. So what is
        // left of the connection stays behind until the program ends; no browser sends such a thing.
        std::mem::forget(request.upgrade("none", response));
        return;
    }
    // A browser that went away needs no answer.
    let _ = request.respond(response);
}
