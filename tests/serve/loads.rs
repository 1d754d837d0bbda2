//! D5: clients that are slow, many or absurd keep nobody waiting, and leave nothing behind.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::common::is_long_run;
use crate::server::{Server, handbook};

/// What a page may take at most, for 99 of 100 requests.
const MOST: Duration = Duration::from_millis(250);

fn scaled(count: usize) -> usize {
    if is_long_run() { count } else { count / 10 }
}

/// Reads a number of the process's status, such as `VmRSS`.
fn status(server: &Server, name: &str) -> usize {
    let status = fs::read_to_string(format!("/proc/{}/status", server.process())).expect("a running process");
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).expect("a number");
    line.split_whitespace().next().expect("a number").parse().expect("a number")
}

fn descriptors(server: &Server) -> usize {
    fs::read_dir(format!("/proc/{}/fd", server.process())).expect("a running process").count()
}

/// Asks for pages meanwhile; tells what 99 of 100 took at most.
fn p99(server: &Server) -> Duration {
    let count = scaled(1000).max(100);
    let mut times: Vec<Duration> = (0..count)
        .map(|_| {
            let start = Instant::now();
            assert_eq!(server.get("/public/policies/use/").status, 200);
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[times.len() * 99 / 100]
}

/// Puts a load on the server, and checks it meanwhile and after.
fn check(server: &mut Server, name: &str, load: impl FnOnce(&Server) -> Vec<TcpStream>) {
    let (files, threads) = (descriptors(server), status(server, "Threads"));
    let clients = load(server);
    let (slowest, memory) = (p99(server), status(server, "VmRSS") / 1024);
    println!("D5 {name}: {} clients, p99 {slowest:?}, {memory} MiB", clients.len());
    assert!(slowest < MOST, "{name}: {slowest:?}");
    assert!(memory < 256, "{name}: {memory} MiB");
    drop(clients);
    let start = Instant::now();
    // The library keeps a few idle threads.
    while descriptors(server) > files + 8 || status(server, "Threads") > threads + 8 {
        let (files, threads) = (descriptors(server), status(server, "Threads"));
        assert!(
            start.elapsed() < Duration::from_secs(30),
            "{name}: {files} descriptors and {threads} threads are left"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(server.is_alive() && server.get("/public/").status == 200, "{name}");
}

#[test]
fn d5_no_client_keeps_the_others_waiting() {
    let scratch = handbook("loads");
    let long = "A long file, so that its bytes do not fit where the system keeps them. ".repeat(150_000);
    scratch.write("content/policies/long.csv", &long);
    scratch.write("content/policies/use.md", "---\ntitle: Use\naudience: public\n---\nSee [the list](long.csv).\n");
    let mut server = Server::start(scratch, &[]);
    let host = format!("Host: {}\r\n", server.address);
    assert_eq!(server.get("/public/policies/long.csv").body.len(), long.len());

    let send = |server: &Server, text: &str| {
        let mut stream = server.connect();
        stream.write_all(text.as_bytes()).expect("a request");
        stream
    };
    check(&mut server, "slow headers", |server| {
        (0..scaled(200)).map(|_| send(server, "GET /public/ HTTP/1.1\r\nHost: loc")).collect()
    });
    check(&mut server, "slow readers", |server| {
        let request = format!("GET /public/policies/long.csv HTTP/1.1\r\n{host}\r\n");
        (0..scaled(100)).map(|_| send(server, &request)).collect()
    });
    check(&mut server, "event streams", |server| {
        let request = format!("GET /-/events/public/ HTTP/1.1\r\n{host}\r\n");
        let mut streams: Vec<TcpStream> = (0..scaled(500)).map(|_| send(server, &request)).collect();
        for stream in &mut streams {
            let mut first = [0; 12];
            stream.read_exact(&mut first).expect("an answer");
            assert_eq!(&first, b"HTTP/1.1 200");
        }
        // All of them are told at once of a change.
        server.scratch.write("content/_index.md", "---\naudience: public\n---\n# Home\n\nMore.\n");
        streams
    });
    check(&mut server, "a line without end", |server| {
        let mut stream = server.connect();
        let part = vec![b'a'; 1 << 20];
        for _ in 0..scaled(100) {
            stream.write_all(&part).expect("a part of a line");
        }
        vec![stream]
    });
    check(&mut server, "many headers", |server| {
        let headers: String = (0..scaled(10_000)).map(|number| format!("X-{number}: a\r\n")).collect();
        let mut stream = send(server, &format!("GET /public/ HTTP/1.1\r\n{host}{headers}\r\n"));
        let mut first = [0; 12];
        stream.read_exact(&mut first).expect("an answer");
        assert_eq!(&first, b"HTTP/1.1 431");
        vec![stream]
    });
}

#[test]
fn event_streams_are_capped() {
    if !is_long_run() {
        return;
    }
    let server = Server::start(handbook("capped"), &[]);
    let streams: Vec<_> = (0..600).map(|_| server.events("/public/")).collect();
    for mut stream in streams.into_iter().map(std::mem::ManuallyDrop::new) {
        assert!(stream.next(crate::server::SOON).is_some());
    }
    assert_eq!(server.get("/-/events/public/").status, 503);
    assert_eq!(server.get("/public/").status, 200);
}
