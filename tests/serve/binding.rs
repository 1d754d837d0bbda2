//! Who can reach the server: D6. And what a taken port says.

use std::fs;
use std::time::{Duration, Instant};

use crate::common::{Scratch, run};
use crate::server::{Server, handbook};

/// The addresses that are listened at on a port, as the kernel writes them.
fn listening(port: u16) -> Vec<String> {
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(|table| fs::read_to_string(table).unwrap_or_default());
    let lines = tables.iter().flat_map(|table| table.lines());
    let place = |line: &str| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let (address, at) = fields.get(1)?.split_once(':')?;
        (*fields.get(3)? == "0A" && at == format!("{port:04X}")).then(|| address.to_owned())
    };
    lines.filter_map(place).collect()
}

#[test]
fn d6_only_this_machine_unless_somebody_says_so() {
    let loopback = ["0100007F", "00000000000000000000000001000000"];
    for arguments in [&[][..], &["--bind", "127.0.0.1"], &["--bind", "::1"]] {
        let server = Server::start(handbook("bind"), arguments);
        let found = listening(server.address.port());
        assert!(
            !found.is_empty() && found.iter().all(|at| loopback.contains(&at.as_str())),
            "{arguments:?}: {found:?}"
        );
        assert!(!server.said().contains("warning"), "{}", server.said());
        assert_eq!(server.get("/internal/policies/secret/").status, 200);
    }
    let narrow = Scratch::handbook("bind-narrow", "title = \"Book\"\n");
    narrow.write("content/_index.md", "# Home\n");
    for (scratch, arguments, named) in [
        (&handbook("bind-refused"), &[][..], "`internal`"),
        (&handbook("bind-refused"), &["--edition", "internal"], "`internal`"),
        (&narrow, &[], "`site`"),
    ] {
        let arguments = [&["serve", "--port", "0", "--bind", "0.0.0.0"], arguments].concat();
        let run = run(&mut scratch.command(&arguments), Duration::from_mins(1));
        assert_eq!(run.code, Some(2), "{arguments:?}");
        assert!(run.stderr.contains(named) && run.stderr.contains("--expose-internal"), "{}", run.stderr);
        assert_eq!(run.stdout, "");
    }
    let server = Server::start(handbook("bind-all"), &["--bind", "0.0.0.0", "--expose-internal"]);
    assert_eq!(listening(server.address.port()), ["00000000"]);
    // What is said comes by another way than the address.
    let start = Instant::now();
    while !server.said().contains("warning: listening at every network") {
        assert!(start.elapsed() < Duration::from_secs(20), "{}", server.said());
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(server.get("/internal/policies/secret/").status, 200);
    println!("D6: 8 cases, 0 failures");
}

#[test]
fn what_is_open_to_others_never_shows_what_is_not() {
    let server = Server::start(handbook("bind-open"), &["--bind", "0.0.0.0", "--edition", "public"]);
    assert_eq!(server.get("/public/").status, 200);
    for hidden in ["/internal/", "/internal/policies/secret/", "/public/policies/secret/"] {
        let reply = server.get(hidden);
        assert!(
            reply.status == 404 && !reply.text().contains("internal/") && !reply.text().contains("Inner"),
            "{hidden}"
        );
    }
    // Findings quote what authors wrote.
    server
        .scratch
        .write("content/policies/secret.md", "---\ntitle: Secret\naudience: internal\n---\n:nosuch[Inner words]\n");
    server.scratch.write("content/_index.md", "---\naudience: public\n---\n# Home\n\n[x](gone.md)\n");
    server.until("/-/findings.json", "the findings are counted", |reply| reply.text().contains("error"));
    let findings = server.get("/-/findings.json").text();
    assert!(findings.contains("\"findings\":[]") && !findings.contains("gone.md"), "{findings}");
}

#[test]
fn an_edition_that_comes_later_is_not_shown_to_others() {
    let scratch = handbook("bind-later");
    scratch.write("site.toml", "title = \"Book\"\n[editions.public]\naudience = \"public\"\n");
    let server = Server::start(scratch, &["--bind", "0.0.0.0"]);
    server.scratch.write(
        "site.toml",
        "title = \"New\"\n[editions.public]\naudience = \"public\"\n[editions.internal]\naudience = \"internal\"\n",
    );
    server.until("/public/", "the new title", |reply| reply.text().contains("New"));
    assert_eq!(server.get("/internal/").status, 404);
    assert!(!server.events("/public/").next(crate::server::SOON).expect("a state").to_string().contains("internal"));
}

#[test]
fn a_taken_port_is_told_and_no_other_is_tried() {
    let server = Server::start(handbook("port"), &[]);
    let port = server.address.port().to_string();
    let run = run(&mut server.scratch.command(&["serve", "--port", &port]), Duration::from_mins(1));
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    let who = format!("port {port} is taken by `ospress` (process {})", server.process());
    assert!(run.stderr.contains(&who) && run.stderr.contains("--port 0"), "{}", run.stderr);
}
