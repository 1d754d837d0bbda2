//! Who may ask, and for what: the checks that every request passes before anything is looked up.
//!
//! The handbook has internal text, and any page that is open in the author's browser can send requests to this machine.
//! So the `Host` must be one of ours (a foreign name that was made to point here is not), and `Origin`, `Sec-Fetch-Site`
//! and `Referer` must not tell of another site. Nothing here knows of pages; what comes out is a checked address.

use std::net::IpAddr;

use crate::path::UrlPath;

/// The longest request target that is read; the longest address has 1,024 bytes, which percent-encoding triples.
const LONGEST_TARGET: usize = 8192;
/// The most headers that a request may have; browsers send about twenty.
const MOST_HEADERS: usize = 100;

/// What a request says of itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Head {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
}

impl Head {
    /// Gives the value of a header that must not stand twice.
    pub(super) fn get(&self, name: &'static str) -> Option<&str> {
        self.all(name).next()
    }

    fn all(&self, name: &'static str) -> impl Iterator<Item = &str> {
        let named = self.headers.iter().filter(move |(known, _)| known.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str())
    }
}

/// Where this server stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) address: IpAddr,
    pub(super) port: u16,
}

/// Why a request is not answered: a status, and words for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) words: &'static str,
}

const fn refuse<T>(status: u16, words: &'static str) -> Result<T, Refusal> {
    Err(Refusal { status, words })
}

/// Checks a request; gives the address that it asks for, decoded. The query is dropped: it never selects anything.
pub(super) fn check(head: &Head, place: Place) -> Result<UrlPath, Refusal> {
    if head.headers.len() > MOST_HEADERS {
        return refuse(431, "too many headers");
    }
    let host = check_host(head, place)?;
    check_site(head, host)?;
    if !matches!(head.method.as_str(), "GET" | "HEAD") {
        return refuse(405, "this server answers GET and HEAD only");
    }
    let has_body = |length: &str| length.trim() != "0";
    if head.all("content-length").any(has_body) || head.all("transfer-encoding").next().is_some() {
        return refuse(400, "a request for a page has no body");
    }
    address(&head.target)
}

/// Checks that the one `Host` is ours, and gives it.
fn check_host(head: &Head, place: Place) -> Result<&str, Refusal> {
    let mut hosts = head.all("host");
    match (hosts.next(), hosts.next()) {
        (Some(host), None) if is_ours(host, place) => Ok(host),
        _ => refuse(403, "this is not the name of this server; open the address that `ospress serve` printed"),
    }
}

fn is_ours(host: &str, place: Place) -> bool {
    let port = format!(":{}", place.port);
    let bare = if place.port == 80 { Some(host) } else { None };
    let Some(name) = host.strip_suffix(port.as_str()).or(bare) else { return false };
    if name.eq_ignore_ascii_case("localhost") {
        return true;
    }
    let literal = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    let address: Option<IpAddr> = match literal {
        Some(literal) => literal.parse().ok().filter(IpAddr::is_ipv6),
        None => name.parse().ok().filter(IpAddr::is_ipv4),
    };
    // Who rebinds a name brings the name. An address is what a person types who was given one.
    let is_known = |address: IpAddr| {
        address == place.address || address.is_loopback() && is_first(address) || place.address.is_unspecified()
    };
    address.is_some_and(is_known)
}

/// Tells whether it is the usual loopback address; `127.0.0.2` is none of ours.
fn is_first(address: IpAddr) -> bool {
    address == IpAddr::from([127, 0, 0, 1]) || address.is_ipv6()
}

/// Checks that no other site sent the request.
fn check_site(head: &Head, host: &str) -> Result<(), Refusal> {
    let own = format!("http://{host}");
    let is_own_page = |page: &str| page.strip_prefix(&own).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let is_foreign = head.all("origin").any(|origin| origin != own)
        || head.all("sec-fetch-site").any(|site| !matches!(site, "same-origin" | "none"))
        || head.all("referer").any(|page| !is_own_page(page));
    if is_foreign {
        return refuse(403, "another site sent you here; type the address into the browser yourself");
    }
    Ok(())
}

/// Decodes the path of a request target, strictly.
fn address(target: &str) -> Result<UrlPath, Refusal> {
    if target.len() > LONGEST_TARGET {
        return refuse(414, "the address is too long");
    }
    let is_plain = target.bytes().all(|byte| byte.is_ascii_graphic() && !b"#\"<>\\".contains(&byte));
    if !target.starts_with('/') || !is_plain {
        return refuse(400, "this is no address");
    }
    let path = target.split('?').next().unwrap_or_default();
    let decoded = decode(path).and_then(|path| String::from_utf8(path).ok());
    let Some(decoded) = decoded else { return refuse(400, "this is no address") };
    UrlPath::new(&decoded).or(refuse(404, "there is no such address"))
}

/// Decodes `%41`; nothing where a `%` has no two digits behind it, or hides what splits a path.
fn decode(path: &str) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(path.len());
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(if byte == b'%' { hidden(bytes.next()?, bytes.next()?)? } else { byte });
    }
    Some(decoded)
}

fn hidden(high: u8, low: u8) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let byte = u8::try_from(digit(high)? * 16 + digit(low)?).ok()?;
    (!matches!(byte, b'/' | b'\\' | 0)).then_some(byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: Place = Place { address: IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), port: 4040 };

    fn head(headers: &[(&str, &str)]) -> Head {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Head { method: "GET".into(), target: "/public/".into(), headers }
    }

    fn status(head: &Head) -> u16 {
        check(head, HOME).err().map_or(200, |refusal| refusal.status)
    }

    #[test]
    fn only_our_own_names_are_answered() {
        let check = |host: &str, expect: u16| assert_eq!(status(&head(&[("Host", host)])), expect, "{host}");
        for ours in ["localhost:4040", "LOCALHOST:4040", "127.0.0.1:4040", "[::1]:4040"] {
            check(ours, 200);
        }
        for foreign in [
            "",
            "localhost",
            "localhost:4041",
            "localhost.:4040",
            "localhost.evil:4040",
            "evil.example:4040",
            "evil.example",
            "127.0.0.2:4040",
            "127.1:4040",
            "0.0.0.0:4040",
            "::1:4040",
            "[127.0.0.1]:4040",
            "user@localhost:4040",
            "localhost:4040:4040",
            "2130706433:4040",
            "10.0.0.1:4040",
            "[::]:4040",
            "localhost:04040",
        ] {
            check(foreign, 403);
        }
        assert_eq!(status(&head(&[])), 403);
        assert_eq!(status(&head(&[("Host", "localhost:4040"), ("host", "localhost:4040")])), 403);
    }

    #[test]
    fn an_open_server_answers_addresses_but_no_foreign_names() {
        let place = Place { address: IpAddr::from([0, 0, 0, 0]), port: 80 };
        let check = |host: &str| check(&head(&[("Host", host)]), place).is_ok();
        assert!(check("192.168.1.7") && check("192.168.1.7:80") && check("localhost") && check("[fe80::1]"));
        assert!(!check("evil.example") && !check("192.168.1.7.evil.example") && !check("192.168.1.7:8080"));
    }

    #[test]
    fn no_other_site_is_answered() {
        let check = |name: &str, value: &str, expect: u16| {
            assert_eq!(status(&head(&[("Host", "localhost:4040"), (name, value)])), expect, "{name}: {value}");
        };
        check("Origin", "http://localhost:4040", 200);
        for foreign in [
            "null",
            "",
            "http://localhost",
            "http://localhost:4041",
            "https://localhost:4040",
            "http://127.0.0.1:4040",
            "http://evil.example",
            "http://localhost:4040.evil.example",
            "http://localhost:4040/",
        ] {
            check("Origin", foreign, 403);
        }
        for (site, expect) in [("same-origin", 200), ("none", 200), ("same-site", 403), ("cross-site", 403), ("x", 403)]
        {
            check("Sec-Fetch-Site", site, expect);
        }
        check("Referer", "http://localhost:4040/public/", 200);
        check("Referer", "http://localhost:40401/", 403);
        check("Referer", "https://evil.example/localhost:4040/", 403);
    }

    #[test]
    fn an_address_is_decoded_once_and_strictly() {
        let check = |target: &str, expect: Result<&str, u16>| {
            let found = address(target).map_err(|refusal| refusal.status);
            assert_eq!(found.as_ref().map(UrlPath::as_str).map_err(|status| *status), expect, "{target}");
        };
        check("/a%20b/?raw#".trim_end_matches('#'), Ok("/a b/"));
        check("/%C3%A4/", Ok("/ä/"));
        check("/%252e%252e/", Ok("/%2e%2e/"));
        for (target, status) in [
            ("", 400),
            ("*", 400),
            ("http://localhost/", 400),
            ("/a#b", 400),
            ("/%", 400),
            ("/%4", 400),
            ("/%zz", 400),
            ("/%c0%ae/", 400),
            ("/a%2fb", 400),
            ("/a%5cb", 400),
            ("/a%00", 400),
            ("/a\\b", 400),
            ("/ä", 400),
            ("/../a", 404),
            ("/%2e%2e/a", 404),
            ("/a/./b", 404),
            ("//a", 404),
            ("/a//b", 404),
            ("/%0a", 404),
        ] {
            check(target, Err(status));
        }
        check(&format!("/{}", "a".repeat(9000)), Err(414));
    }
}
