//! The dev server: the handbook as it is in the files, in a browser, while it is written.
//!
//! [`run`] keeps a [`Live`] handbook, rings it awake when files change, and puts what comes of it on a hub, from which
//! requests and event streams take it. It serves internal text, so it answers this machine alone unless told otherwise, and
//! no other site ever. It prints nothing: what a terminal should say goes out as [`News`].

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;

use crate::error::Error;
use crate::path::UrlPath;
use crate::pipeline::Request;
use crate::pipeline::live::{Live, View};

mod desk;
mod events;
mod guard;
mod nudge;
mod page;
mod port;
mod reply;
mod route;
mod stage;
mod watch;

use guard::Place;
use stage::{Hub, Stage, href};
use watch::{Bell, Watch};

/// What to serve, where, and to whom.
#[derive(Debug)]
pub struct Setup {
    /// The handbook, and what of it.
    pub request: Request,
    /// Gives today and how long it lasts; none where another day was asked for.
    pub today: Option<fn() -> (Date, Duration)>,
    /// The address to listen at; a loopback address is seen by this machine alone.
    pub address: IpAddr,
    /// The port; 0 for any free one.
    pub port: u16,
    /// Whether to look at the disk by the clock, without events of the system.
    pub is_polling: bool,
    /// Whether editions that are not for everybody are served to other machines too.
    pub is_exposed: bool,
}

/// What happened, for whoever tells the person.
#[derive(Debug)]
pub enum News<'a> {
    /// The server answers; where each edition stands.
    Ready {
        /// The address of the server.
        url: String,
        /// The editions' names and addresses.
        editions: Vec<(String, String)>,
    },
    /// There is a new view.
    View(&'a View),
    /// The files could not be read; what is served is older than they are.
    Fault(&'a Error),
    /// The system refused to watch the files, so they are looked at by the clock.
    Polling,
}

/// Serves the handbook until the program is ended.
///
/// # Errors
/// Fails when the port is taken, when there is no handbook, or when editions would be shown to people they are not for.
pub fn run(setup: &Setup, tell: &mut dyn FnMut(News<'_>)) -> Result<Infallible, Error> {
    port::raise_descriptors();
    let listener = port::listen(setup.address, setup.port)?;
    let port = listener.local_addr().map_or(setup.port, |address| address.port());
    let place = Place { address: setup.address, port };
    let mut live = Live::open(&setup.request)?;
    let only_open = !setup.address.is_loopback() && !setup.is_exposed;
    if only_open {
        check_openness(&live.view(), setup.address)?;
    }
    let bell = Arc::new(Bell::default());
    let mut watch = Watch::new(&setup.request.root, &setup.request.out, &bell, setup.is_polling);
    let stage = Stage::first(live.view(), only_open);
    tell(ready(place, &stage));
    tell(News::View(&stage.view));
    let hub = Arc::new(Hub::new(place, stage));
    desk::open(listener, hub.clone())?;
    // Readers need not wait for it: of a large handbook, there are many folders to watch.
    if !watch.cover(&live.view().folders) {
        tell(News::Polling);
    }
    live.keep();
    // What was saved between the reading and the watching was not heard.
    bell.ring([]);
    loop {
        follow(&mut live, &hub, &mut watch, &bell, setup.today, tell);
    }
}

/// Waits for a change, or for the next day, and puts what comes of it on the hub.
fn follow(
    live: &mut Live,
    hub: &Hub,
    watch: &mut Watch,
    bell: &Bell,
    today: Option<fn() -> (Date, Duration)>,
    tell: &mut dyn FnMut(News<'_>),
) {
    let rest = today.map(|today| today().1);
    let named = bell.wait(watch.patience().into_iter().chain(rest).min());
    if let Some((day, _)) = today.map(|today| today()) {
        live.turn_to(day);
    }
    let before = live.view();
    // New folders are watched before they are looked into, so that nothing falls between.
    if !watch.follow(&named, &before.folders) {
        tell(News::Polling);
    }
    let now = hub.now();
    match live.refresh(&named) {
        Ok(Some(view)) => {
            hub.put(now.next(view, None));
            tell(News::View(&hub.now().view));
        }
        Ok(None) if now.fault.is_some() => {
            hub.put(now.next(live.view(), None));
            tell(News::View(&now.view));
        }
        Ok(None) => {}
        Err(error) => {
            let fault = error.to_string();
            if now.fault.as_deref() != Some(&*fault) {
                hub.put(now.next(live.view(), Some(fault)));
                tell(News::Fault(&error));
            }
        }
    }
    if live.view().folders != before.folders {
        watch.cover(&live.view().folders);
        bell.ring([]);
    }
}

/// Refuses to show other machines what is not for everybody.
fn check_openness(view: &View, address: IpAddr) -> Result<(), Error> {
    let closed: Vec<String> =
        view.editions.iter().filter(|sheet| !sheet.is_open).map(|sheet| format!("`{}`", sheet.name)).collect();
    if closed.is_empty() {
        return Ok(());
    }
    Err(Error::Refused(format!(
        "`--bind {address}` would show {} to everybody who can reach this machine\n\
         help: choose an edition that is for everybody with `--edition NAME`, or add `--expose-internal`",
        closed.join(", ")
    )))
}

fn ready(place: Place, stage: &Stage) -> News<'static> {
    let origin = format!("http://{}", nudge::here(place));
    let editions =
        stage.sheets().map(|sheet| (sheet.name.clone(), format!("{origin}{}", href(sheet, &UrlPath::root()))));
    News::Ready { url: format!("{origin}/"), editions: editions.collect() }
}
