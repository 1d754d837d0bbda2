//! A dev server under test, and plain sockets to talk to it.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::common::Scratch;

/// The longest that a change may take to arrive, on a machine that is busy.
pub(crate) const SOON: Duration = Duration::from_secs(20);

/// A server that runs as long as this value lives.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    pub(crate) scratch: Scratch,
    said: Arc<Mutex<String>>,
}

/// An answer.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Server {
    /// Starts a server of the handbook in `scratch` on a free port.
    pub(crate) fn start(scratch: Scratch, arguments: &[&str]) -> Self {
        let mut command = scratch.command(&["serve", "--port", "0"]);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let said = Arc::new(Mutex::new(String::new()));
        let (stderr, heard) = (child.stderr.take().expect("a pipe"), said.clone());
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let mut said = heard.lock().expect("a lock");
                said.push_str(&line);
                said.push('\n');
            }
        });
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let line = lines.next().and_then(Result::ok).unwrap_or_default();
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next()?.parse().ok());
        let address = address.unwrap_or_else(|| {
            let _ = child.kill();
            panic!("no address in {line:?}; it said: {}", said.lock().expect("a lock"))
        });
        // The other lines are of no interest, but must have room.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address, scratch, said }
    }

    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// What it has printed on stderr so far.
    pub(crate) fn said(&self) -> String {
        self.said.lock().expect("a lock").clone()
    }

    pub(crate) fn is_alive(&mut self) -> bool {
        self.child.try_wait().expect("a child").is_none()
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a time limit");
        stream.set_write_timeout(Some(Duration::from_secs(10))).expect("a time limit");
        stream
    }

    /// Sends bytes as they are; gives the first answer, with status 0 where there is none.
    pub(crate) fn raw(&self, request: &[u8]) -> Reply {
        let mut stream = self.connect();
        // The server may have heard enough before the end.
        let _ = stream.write_all(request);
        read(&mut BufReader::new(stream), request.starts_with(b"HEAD ")).unwrap_or_default()
    }

    pub(crate) fn ask(&self, method: &str, target: &str, headers: &[(&str, &str)]) -> Reply {
        let host = if headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            String::new()
        } else {
            format!("Host: {}\r\n", self.address)
        };
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        self.raw(format!("{method} {target} HTTP/1.1\r\n{host}{headers}Connection: close\r\n\r\n").as_bytes())
    }

    pub(crate) fn get(&self, target: &str) -> Reply {
        self.ask("GET", target, &[])
    }

    /// Waits until an address answers as it should.
    #[track_caller]
    pub(crate) fn until(&self, target: &str, about: &str, is_meant: impl Fn(&Reply) -> bool) -> Reply {
        let start = Instant::now();
        loop {
            let reply = self.get(target);
            if is_meant(&reply) {
                return reply;
            }
            let (status, text) = (reply.status, reply.text());
            assert!(start.elapsed() < SOON, "{about}: {status} {text:.3000}\nit said: {}", self.said());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Opens the event stream of a page.
    pub(crate) fn events(&self, page: &str) -> Events {
        let mut stream = self.connect();
        let request = format!("GET /-/events{page} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).expect("a request");
        Events(BufReader::new(stream))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The events of a page.
pub(crate) struct Events(BufReader<TcpStream>);

impl Events {
    /// Waits for the next event; nothing where none comes within `most`.
    pub(crate) fn next(&mut self, most: Duration) -> Option<serde_json::Value> {
        let start = Instant::now();
        let mut line = String::new();
        loop {
            let left = most.checked_sub(start.elapsed())?;
            self.0.get_ref().set_read_timeout(Some(left.max(Duration::from_millis(1)))).expect("a time limit");
            match self.0.read_line(&mut line) {
                Ok(0) => return None,
                Ok(_) => {}
                Err(error) if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => {
                    return None;
                }
                Err(error) => panic!("the stream broke: {error}"),
            }
            if let Some(data) = line.strip_prefix("data: ") {
                return Some(serde_json::from_str(data).expect("JSON"));
            }
            line.clear();
        }
    }
}

/// Reads one answer.
pub(crate) fn read(stream: &mut impl BufRead, is_head: bool) -> Option<Reply> {
    let mut line = String::new();
    stream.read_line(&mut line).ok()?;
    let mut reply = Reply { status: line.split(' ').nth(1)?.parse().ok()?, ..Reply::default() };
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        reply.headers.push((name.to_owned(), value.trim().to_owned()));
    }
    let length = reply.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let is_empty = is_head || reply.status == 304;
    reply.body = vec![0; if is_empty { 0 } else { length }];
    stream.read_exact(&mut reply.body).ok()?;
    Some(reply)
}

/// A handbook of two editions with something of everything.
pub(crate) fn handbook(name: &str) -> Scratch {
    let scratch = Scratch::quick(name);
    scratch.write(
        "site.toml",
        "title = \"Book\" # SENTINEL\n[editions.public]\naudience = \"public\"\n[editions.internal]\naudience = \"internal\"\n",
    );
    scratch
        .write("content/_index.md", "---\naudience: public\nchildren: {audience: public}\n---\n# Home\n\nWelcome.\n");
    scratch.write("content/policies/_index.md", "---\ntitle: Policies\naudience: public\n---\nRules.\n");
    scratch.write(
        "content/policies/use.md",
        "---\n# SENTINEL\ntitle: Use\naudience: public\naliases: [/old-use/]\n---\nOpen text. See ![a picture](dot.png).\n\n:::internal\nInner text.\n:::\n",
    );
    scratch.write("content/policies/secret.md", "---\ntitle: Secret\naudience: internal\n---\nInner page.\n");
    scratch.write("content/policies/dot.png", DOT);
    scratch
}

/// The smallest picture, and a tail so that it is worth asking for a part of it.
pub(crate) const DOT: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xff\xff?\0\x05\xfe\x02\xfe\xa75\x81\x84\0\0\0\0IEND\xaeB`\x82";
