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

/// The pauses before each round of knocks once something has arrived, in milliseconds; the last is repeated.
const PAUSES: [u64; 4] = [4, 8, 16, 25];
/// How many rounds there are after something has arrived, until it is quiet again: two seconds.
const ROUNDS: usize = 80;
/// The pause where nothing arrives.
const IDLE: Duration = Duration::from_secs(1);
/// How many connections a round sets free at most, shortly after something has arrived and later. The threads that
/// knocks wake stay for five seconds, so there are not more.
const KNOCKS: [usize; 2] = [4, 2];

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
        let mut round = ROUNDS;
        loop {
            let knocks = if round < ROUNDS {
                thread::sleep(Duration::from_millis(PAUSES[round.min(PAUSES.len() - 1)]));
                round += 1;
                KNOCKS[0]
            } else {
                self.wait(IDLE);
                KNOCKS[1]
            };
            if std::mem::take(&mut *lock(&self.has_arrived)) {
                round = 0;
            }
            for _ in 0..knocks {
                // Nobody has to answer.
                drop(TcpStream::connect_timeout(&address, IDLE));
            }
        }
    }

    /// Waits for something to arrive, but not for ever.
    fn wait(&self, most: Duration) {
        let has_arrived = lock(&self.has_arrived);
        let waited = self.changed.wait_timeout_while(has_arrived, most, |has_arrived| !*has_arrived);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
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
