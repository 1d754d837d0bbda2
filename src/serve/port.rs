//! The place to listen at: it is taken, or the person is told who has it. No other port is tried in silence.

use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::Path;
use std::time::Duration;

use rustix::net::sockopt::{Timeout, set_socket_timeout};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::error::Error;

/// How long a client may leave an answer unread before it is given up.
const PATIENCE: Duration = Duration::from_secs(20);
/// How many open files to ask the system for: each connection takes two.
const DESCRIPTORS: u64 = 16_384;

/// Listens.
///
/// # Errors
/// Refuses where the port is taken, and says by whom, if that can be told.
pub(super) fn listen(address: IpAddr, port: u16) -> Result<TcpListener, Error> {
    let place = SocketAddr::new(address, port);
    let listener = TcpListener::bind(place).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => taken(port),
        ErrorKind::PermissionDenied => {
            Error::Refused(format!("you may not listen at port {port}\nhelp: take one above 1023, as in `--port 4040`"))
        }
        ErrorKind::AddrNotAvailable => Error::Refused(format!(
            "this machine does not have the address {address}\nhelp: leave `--bind` out to be seen on this machine alone"
        )),
        _ => Error::Refused(format!("cannot listen at {place}: {error}")),
    })?;
    // Connections inherit it. It is a help and no must: without it a client that never reads holds a thread.
    let _ = set_socket_timeout(&listener, Timeout::Send, Some(PATIENCE));
    Ok(listener)
}

/// Raises the number of files that may be open, since the server would end without any left.
pub(super) fn raise_descriptors() {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let wanted = maximum.map_or(DESCRIPTORS, |maximum| maximum.min(DESCRIPTORS));
    if current.is_some_and(|current| current < wanted) {
        // Where it cannot be raised, there is room for fewer browsers.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum });
    }
}

fn taken(port: u16) -> Error {
    let who = match holder(port) {
        Some(who) => format!("port {port} is taken by {who}\nhelp: end it"),
        None => format!(
            "port {port} is taken by another program\nhelp: `lsof -i :{port}` or `ss -ltnp 'sport = :{port}'` shows which; end it"
        ),
    };
    Error::Refused(format!("{who}, or take another port with `--port N`; `--port 0` takes any free one"))
}

/// Finds the program that listens at a port, where the system shows that in `/proc`.
fn holder(port: u16) -> Option<String> {
    let socket = ["/proc/net/tcp", "/proc/net/tcp6"].iter().find_map(|table| {
        let table = std::fs::read_to_string(table).ok()?;
        table.lines().find_map(|line| listening_socket(line, port))
    })?;
    let processes = Path::new("/proc").read_dir().ok()?.flatten().map(|entry| entry.path());
    let owner = processes.into_iter().find(|process| has_open(process, &socket))?;
    let name = std::fs::read_to_string(owner.join("comm")).ok()?;
    Some(format!("`{}` (process {})", name.trim(), owner.file_name()?.to_string_lossy()))
}

/// Reads the socket's number in a line of the kernel's table, if it listens at the port.
fn listening_socket(line: &str, port: u16) -> Option<String> {
    let mut fields = line.split_whitespace();
    let local = fields.nth(1)?;
    let (state, socket) = (fields.nth(1)?, fields.nth(5)?);
    let is_meant = local.ends_with(&format!(":{port:04X}")) && state == "0A";
    is_meant.then(|| format!("socket:[{socket}]"))
}

fn has_open(process: &Path, socket: &str) -> bool {
    let files = process.join("fd").read_dir().into_iter().flatten().flatten();
    files.into_iter().any(|file| file.path().read_link().is_ok_and(|target| target.as_os_str() == socket))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_table_tells_the_socket() {
        let line =
            "   0: 0100007F:0FC8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 51234 1 0";
        assert_eq!(listening_socket(line, 4040).as_deref(), Some("socket:[51234]"));
        assert_eq!(listening_socket(line, 4041), None);
        assert_eq!(listening_socket("  sl  local_address rem_address", 4040), None);
    }

    #[test]
    fn a_port_that_is_taken_is_told() {
        let first = listen(IpAddr::from([127, 0, 0, 1]), 0).expect("a free port");
        let port = first.local_addr().expect("an address").port();
        let second = listen(first.local_addr().expect("an address").ip(), port).expect_err("a taken port").to_string();
        assert!(second.contains(&format!("port {port} is taken")) && second.contains("--port 0"), "{second}");
    }
}
