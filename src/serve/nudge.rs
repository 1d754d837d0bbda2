//! Works around a gap in `tiny_http`: of many connections that arrive at the same moment, some are put aside for threads
//! that are busy already, and lie there until another connection ends. Browsers open six at once, and keep them.
//!
//! A connection that ends at once sets such a one free: it gets a new thread, and that thread then takes what lies there.
//! So a few are made, by ourselves, shortly after something has arrived, and one now and then.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::guard::Place;
use super::stage::lock;

/// The pauses before each knock, in milliseconds, once something has arrived.
const PAUSES: [u64; 8] = [4, 8, 16, 32, 64, 128, 256, 512];
/// The pause where nothing arrives.
const IDLE: Duration = Duration::from_secs(1);

/// Tells the thread that knocks that something has arrived.
#[derive(Debug, Default)]
pub(super) struct Nudge {
    has_arrived: Mutex<bool>,
    changed: Condvar,
}

impl Nudge {
    /// Starts the thread that knocks at a place. Without a thread to be had, connections may have to wait.
    pub(super) fn start(place: Place) -> Arc<Self> {
        let nudge = Arc::new(Self::default());
        let address = here(place);
        let thread_nudge = nudge.clone();
        let _ = thread::Builder::new().name("nudge".into()).spawn(move || thread_nudge.run(address));
        nudge
    }

    /// Says that something has arrived.
    pub(super) fn stir(&self) {
        *lock(&self.has_arrived) = true;
        self.changed.notify_one();
    }

    fn run(&self, address: SocketAddr) {
        let mut step = PAUSES.len();
        loop {
            let pause = PAUSES.get(step).map_or(IDLE, |pause| Duration::from_millis(*pause));
            // While it is quiet something that arrives is heard at once; shortly after that, the next knock is near anyway.
            step = if step < PAUSES.len() {
                thread::sleep(pause);
                step + 1
            } else {
                self.wait(pause)
            };
            if std::mem::take(&mut *lock(&self.has_arrived)) {
                step = 0;
            }
            // Nobody has to answer.
            drop(TcpStream::connect_timeout(&address, IDLE));
        }
    }

    /// Waits for something to arrive; gives the step that follows.
    fn wait(&self, most: Duration) -> usize {
        let has_arrived = lock(&self.has_arrived);
        let waited = self.changed.wait_timeout_while(has_arrived, most, |has_arrived| !*has_arrived);
        let (has_arrived, _) = waited.unwrap_or_else(PoisonError::into_inner);
        if *has_arrived { 0 } else { PAUSES.len() }
    }
}

/// Gives the address at which this machine reaches itself.
pub(super) fn here(Place { address, port }: Place) -> SocketAddr {
    let address = match address {
        IpAddr::V4(address) if address.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(address) if address.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        other => other,
    };
    SocketAddr::new(address, port)
}
