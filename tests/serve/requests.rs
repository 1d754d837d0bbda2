//! What a request may get: D1 (paths), D2 (hosts), D3 (other sites), D4 (methods, bodies, versions).

use std::io::{BufReader, Write};
use std::os::unix::fs::symlink;

use crate::server::{Reply, Server, handbook, read};

/// Tells whether an answer gives away what no page has.
fn leaks(reply: &Reply) -> bool {
    let text = reply.text();
    text.contains("SENTINEL") || text.contains("root:x:") || text.contains("root:*:")
}

/// Checks what every answer of ours must carry; those that the library gives by itself have no body.
#[track_caller]
fn assert_closed(reply: &Reply, about: &str) {
    assert!(reply.headers.iter().all(|(name, _)| !name.to_ascii_lowercase().starts_with("access-control")), "{about}");
    if reply.header("x-content-type-options").is_none() {
        assert!(
            matches!(reply.status, 0 | 400 | 408 | 417 | 500 | 505) && reply.body.len() < 100,
            "{about}: {reply:?}"
        );
        return;
    }
    let wanted = [
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
        ("cross-origin-resource-policy", "same-origin"),
        ("x-frame-options", "DENY"),
    ];
    for (name, value) in wanted {
        assert_eq!(reply.header(name), Some(value), "{about}: {name}");
    }
}

#[test]
fn d1_no_spelling_of_a_path_leaves_the_plan() {
    let scratch = handbook("paths");
    let outside = crate::common::Scratch::quick("paths-outside");
    outside.write("secret.txt", "SENTINEL");
    outside.write("index.html", "SENTINEL");
    for (path, text) in [
        ("content/.env", "SENTINEL"),
        ("content/policies/use.md.gz", "SENTINEL"),
        ("content/unused.txt", "SENTINEL"),
        ("content-secret/a.txt", "SENTINEL"),
        ("dist/public/index.html", "SENTINEL"),
        ("dist/public/stale.txt", "SENTINEL"),
        (".git/config", "SENTINEL"),
        (".env", "SENTINEL"),
    ] {
        scratch.write(path, text);
    }
    symlink(outside.path("secret.txt"), scratch.path("content/link.txt")).expect("a link");
    symlink(&outside.0, scratch.path("content/linked")).expect("a link");
    symlink(outside.path("index.html"), scratch.path("content/index.html")).expect("a link");
    // Control: the oracle sees the word where a page says it.
    let control = handbook("paths-control");
    control.write("content/control.md", "---\ntitle: Control\naudience: public\n---\nSENTINEL\n");
    assert!(leaks(&Server::start(control, &[]).get("/public/control/")), "the oracle is blind");
    let mut server = Server::start(scratch, &[]);

    let targets = targets(&outside.0.to_string_lossy());
    assert!(targets.len() >= 250, "only {} cases", targets.len());
    for target in &targets {
        let reply = server.raw(
            &[
                b"GET ",
                target.as_slice(),
                format!(" HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.address).as_bytes(),
            ]
            .concat(),
        );
        let shown = String::from_utf8_lossy(target);
        assert!(!leaks(&reply), "{shown:.200}: {}", reply.text());
        assert!(matches!(reply.status, 0 | 200 | 302 | 400 | 404 | 414), "{shown:.200}: {}", reply.status);
        assert_closed(&reply, &shown);
    }
    assert!(server.is_alive());
    println!("D1: {} cases, 0 failures", targets.len());
}

/// Every encoding of every way out, from every base.
fn targets(outside: &str) -> Vec<Vec<u8>> {
    let bases = ["/", "/public/", "/public/policies/", "/-/", "/-/events/public/"];
    let ups = [
        "..",
        "%2e%2e",
        "%2E.",
        ".%2e",
        "%252e%252e",
        "%c0%ae%c0%ae",
        "..%00",
        "..;",
        "...",
        ". .",
        "%2e%2e%20",
        "．．",
    ];
    let splits = ["/", "%2f", "%5c", "\\", "//", "/./", "%252f", ";/"];
    let files = ["site.toml", "content/.env", "content-secret/a.txt"];
    let mut targets = Vec::new();
    for (base, up) in bases.iter().flat_map(|base| ups.iter().map(move |up| (base, up))) {
        for (number, split) in splits.iter().enumerate() {
            let depth = 1 + number % 5;
            let file = files[(number + up.len()) % files.len()];
            targets.push(format!("{base}{}{file}", format!("{up}{split}").repeat(depth)).into_bytes());
        }
    }
    let names = [
        "/site.toml",
        "/content/_index.md",
        "/public/_index.md",
        "/public/policies/use.md",
        "/public/.env",
        "/.env",
        "/.git/config",
        "/public/unused.txt",
        "/public/link.txt",
        "/public/linked/secret.txt",
        "/public/linked/",
        "/public/index.html",
        "/public/policies/use.md.gz",
        "/public/index.html.gz",
        "/public/index.html.br",
        "/public/stale.txt",
        "/dist/public/stale.txt",
        "/etc/passwd",
        "//etc/passwd",
        "/public//etc/passwd",
        "/public/etc/passwd",
        "/public/c:/windows/win.ini",
        "/c:/etc/passwd",
        "/file:///etc/passwd",
        "/public/file:///etc/passwd",
        "/@fs/etc/passwd",
        "/public/?raw",
        "/public/?file=../site.toml",
        "/public/.env?raw??",
        "/public/.env?import&raw",
        "/public/.env?.svg?.wasm?init",
        "/public/?../../site.toml",
        "/public/.env/.",
        "/public/policies/use/?x=/../../site.toml",
        "/public/control/..",
        "/public/site.toml#",
        "/public/#/../site.toml",
        "*",
        "",
        "http://localhost/site.toml",
        "http://evil.example/public/",
        "site.toml",
        "public/",
        "/public/%",
        "/public/%2",
        "/public/%zz",
        "/public/%00",
        "/public/a%0d%0aX-Evil:%201",
        "/-/",
        "/-/live.js/../../site.toml",
        "/-/site.toml",
        "/-/events",
        "/-/events/",
        "/content-secret/a.txt",
        "/public/../content-secret/a.txt",
    ];
    targets
        .extend(names.map(|name| name.as_bytes().to_vec()).into_iter().filter(|name| !name.starts_with(b"/-/events/")));
    targets.push(format!("/{outside}/secret.txt").into_bytes());
    targets.push(format!("/public/..{outside}/secret.txt").into_bytes());
    targets.push(format!("/public/{}", "a".repeat(65_536)).into_bytes());
    targets.push(format!("/{}site.toml", "../".repeat(20_000)).into_bytes());
    targets.push(b"/public/\xff\xfe".to_vec());
    // An event stream has no end; what it says is looked at elsewhere.
    targets.retain(|target| {
        !target.starts_with(b"/-/events/public/") || target.contains(&b'%') || target.contains(&b'\\')
    });
    targets
}

#[test]
fn d2_only_our_own_hosts_are_answered() {
    let server = Server::start(handbook("hosts"), &[]);
    let port = server.address.port();
    let ask = |hosts: &[String]| {
        let hosts: String = hosts.iter().map(|host| format!("Host: {host}\r\n")).collect();
        server.raw(format!("GET /public/ HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n").as_bytes()).status
    };
    for ours in ["localhost", "127.0.0.1", "[::1]", "LocalHost"] {
        assert_eq!(ask(&[format!("{ours}:{port}")]), 200, "{ours}");
    }
    let mut cases = vec![
        Vec::new(),
        vec![format!("localhost:{port}"); 2],
        vec![format!("localhost:{port}"), "evil.example".into()],
    ];
    for name in [
        "",
        ".",
        "localhost.",
        "localhost.evil.example",
        "evil.example",
        "evil.localhost",
        "127.0.0.1.evil.example",
        "127.0.0.2",
        "127.1",
        "0x7f.0.0.1",
        "2130706433",
        "0.0.0.0",
        "0",
        "10.0.0.1",
        "192.168.0.1",
        "::1",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[fe80::1]",
        "[::1",
        "user@localhost",
        "localhost@evil.example",
        "localhost/evil",
        "localhost,evil.example",
        "evil.example,localhost",
        "lоcalhost.example",
        "*",
        "null",
        "localhost%00",
        "1.0.0.127.in-addr.arpa",
        "localtest.me",
        "127.0.0.1.nip.io",
    ] {
        cases.push(vec![format!("{name}:{port}")]);
    }
    let other = port.wrapping_add(1);
    for host in [
        "localhost".to_owned(),
        "127.0.0.1".to_owned(),
        format!("localhost:{other}"),
        format!("127.0.0.1:{other}"),
        "localhost:".into(),
        format!("localhost:{port}:{port}"),
        format!("localhost:0{port}"),
        format!("localhost:+{port}"),
        format!("localhost: {port}"),
        format!("http://localhost:{port}"),
    ] {
        cases.push(vec![host]);
    }
    assert!(cases.len() >= 40, "only {} cases", cases.len());
    for case in &cases {
        let status = ask(case);
        // A host that is not ASCII ends the connection.
        assert!(status == 403 || status == 0 && case.iter().any(|host| !host.is_ascii()), "{case:?}: {status}");
    }
    println!("D2: {} cases, 0 failures", cases.len());
}

#[test]
fn d3_no_other_site_reads_a_byte() {
    let server = Server::start(handbook("sites"), &[]);
    let own = format!("http://{}", server.address);
    let port = server.address.port();
    let paths =
        ["/public/", "/internal/policies/secret/", "/-/events/public/", "/-/findings.json", "/-/live.js", "/nowhere/"];
    let foreign = [
        ("Origin", "null".to_owned()),
        ("Origin", "http://evil.example".into()),
        ("Origin", "http://10.0.0.1".into()),
        ("Origin", "http://127.0.0.1".into()),
        ("Origin", format!("http://127.0.0.1:{}", port.wrapping_add(1))),
        ("Origin", format!("http://localhost:{port}")),
        ("Origin", format!("https://127.0.0.1:{port}")),
        ("Origin", format!("http://127.0.0.1:{port}.evil.example")),
        ("Origin", "file://".into()),
        ("Origin", "chrome-extension://x".into()),
        ("Sec-Fetch-Site", "cross-site".into()),
        ("Sec-Fetch-Site", "same-site".into()),
        ("Sec-Fetch-Site", "anything".into()),
        ("Referer", "http://evil.example/".into()),
        ("Referer", format!("http://evil.example/?{own}")),
        ("Referer", format!("{own}.evil.example/")),
    ];
    let mut count = 0;
    for path in paths {
        for (name, value) in &foreign {
            let reply = server.ask("GET", path, &[(name, value)]);
            assert_eq!((reply.status, reply.header("etag")), (403, None), "{path} {name}: {value}");
            assert_closed(&reply, path);
            count += 1;
        }
    }
    let allowed = [
        ("Origin", own.clone()),
        ("Sec-Fetch-Site", "same-origin".into()),
        ("Sec-Fetch-Site", "none".into()),
        ("Referer", format!("{own}/x")),
    ];
    for (name, value) in &allowed {
        assert_eq!(server.ask("GET", "/public/", &[(name, value)]).status, 200, "{name}: {value}");
        count += 1;
    }
    // A foreign word among our own ones counts.
    assert_eq!(server.ask("GET", "/public/", &[("Origin", &own), ("Sec-Fetch-Site", "cross-site")]).status, 403);
    assert_eq!(server.ask("GET", "/public/", &[("Origin", &own), ("Origin", "null")]).status, 403);
    let tag = server.get("/public/").header("etag").expect("a tag").to_owned();
    let every = [
        server.get("/"),
        server.get("/public"),
        server.get("/public/old-use/"),
        server.get("/public/policies/dot.png"),
        server.get("/public/nowhere/"),
        server.ask("GET", "/public/", &[("If-None-Match", &tag)]),
        server.ask("POST", "/public/", &[]),
        server.ask("GET", "/public/policies/dot.png", &[("Range", "bytes=0-3")]),
        server.get("/-/live.css"),
        server.ask("GET", "/public/policies/dot.png", &[("Range", "bytes=999-")]),
        server.ask("HEAD", "/-/events/public/", &[]),
    ];
    let statuses: Vec<u16> = every.iter().map(|reply| reply.status).collect();
    assert_eq!(statuses, [302, 302, 302, 200, 404, 304, 405, 206, 200, 416, 200]);
    for reply in &every {
        assert!(reply.header("x-content-type-options").is_some(), "{reply:?}");
        assert_closed(reply, &format!("{}", reply.status));
        count += 1;
    }
    assert!(count >= 30);
    println!("D3: {count} cases, 0 failures");
}

#[test]
fn d4_only_get_and_head_in_plain_http() {
    let mut server = Server::start(handbook("methods"), &[]);
    let mut count = 0;
    for method in [
        "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "MKCOL", "COPY", "MOVE", "LOCK",
        "SEARCH", "PURGE", "get", "Get", "GETX", "G@T", "HEADS",
    ] {
        let reply = server.ask(method, "/public/", &[]);
        assert_eq!((reply.status, reply.header("allow")), (405, Some("GET, HEAD")), "{method}");
        count += 1;
    }
    let host = format!("Host: {}\r\n", server.address);
    let end = "Connection: close\r\n\r\n";
    let refused = [
        "GET /public/\r\n\r\n".to_owned(),
        "GET\r\n\r\n".into(),
        "\r\n\r\n".into(),
        format!("GET /public/ HTTP/0.9\r\n{end}"),
        format!("GET /public/ HTTP/1.0\r\n{end}"),
        format!("GET /public/ HTTP/2.0\r\n{host}{end}"),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".into(),
        format!("GET /public/ HTTP/1.1x\r\n{host}{end}"),
        format!("GET /public/ http/1.1\r\n{host}{end}"),
        format!("GET /public/\tHTTP/1.1\r\n{host}{end}"),
        format!("GET /public/ HTTP/1.1\r\n{host}Content-Length: 5\r\n{end}hello"),
        format!("GET /public/ HTTP/1.1\r\n{host}Content-Length: 5\r\nContent-Length: 6\r\n{end}hello"),
        format!("GET /public/ HTTP/1.1\r\n{host}Content-Length: -1\r\n{end}"),
        format!("GET /public/ HTTP/1.1\r\n{host}Content-Length: 5x\r\n{end}"),
        format!("GET /public/ HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n{end}0\r\n\r\n"),
        format!("GET /public/ HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n{end}0\r\n\r\n"),
        format!("GET /public/ HTTP/1.1\r\n{host}Transfer-Encoding: x\r\n{end}"),
        format!("GET /public/ HTTP/1.1\r\n{host}Transfer-Encoding : chunked\r\n{end}"),
        format!("GET /public/ HTTP/1.1\r\n{host}Content-Length: 99999999999999\r\n{end}"),
        format!("GET /public/ HTTP/1.1\r\n{host}Content-Length: 9223372036854775807\r\n{end}"),
        format!("GET /public/ HTTP/1.1\r\n{host}Content-Length: 18446744073709551615\r\n{end}"),
        format!("GET /public/ HTTP/1.1\r\n{host}Expect: something\r\n{end}"),
        format!("GET /public/ HTTP/1.1\r\n{host}No colon\r\n{end}"),
        format!("GET /public/ HTTP/1.1\r\n{host}X-A: 1\r\n folded\r\n{end}"),
        format!("GET /public/ HTTP/1.1\r\n{host}\r\n Host: evil.example{end}").replace("\r\n\r\n Host", "\r\n Host"),
        format!("GET /public/ HTTP/1.1\r\n{host}{}{end}", "X-A: 1\r\n".repeat(101)),
    ];
    // At once, since some of them are waited for in vain.
    let replies: Vec<Reply> = std::thread::scope(|scope| {
        let asked: Vec<_> = refused.iter().map(|request| scope.spawn(|| server.raw(request.as_bytes()))).collect();
        asked.into_iter().map(|asked| asked.join().expect("an answer, or none")).collect()
    });
    for (request, reply) in refused.iter().zip(&replies) {
        assert!(reply.status == 0 || reply.status >= 400, "{request:?}: {}", reply.status);
        assert!(!reply.text().contains("Welcome"), "{request:?}");
        assert_closed(reply, request);
        count += 1;
    }
    // Several requests at once are answered in their order, each judged for itself.
    let mut stream = server.connect();
    let pair = format!(
        "GET /public/ HTTP/1.1\r\n{host}\r\nGET /public/ HTTP/1.1\r\nHost: evil.example\r\n\r\nHEAD /public/ HTTP/1.1\r\n{host}{end}"
    );
    stream.write_all(pair.as_bytes()).expect("requests");
    let mut stream = BufReader::new(stream);
    let statuses = [false, false, true].map(|is_head| read(&mut stream, is_head).expect("an answer").status);
    assert_eq!(statuses, [200, 403, 200]);
    let (head, get) = (server.ask("HEAD", "/public/", &[]), server.get("/public/"));
    assert_eq!((head.status, head.body.len(), head.header("content-length")), (200, 0, get.header("content-length")));
    assert!(count + 2 >= 35);
    assert!(server.is_alive() && server.get("/public/").status == 200);
    println!("D4: {} cases, 0 failures", count + 2);
}
