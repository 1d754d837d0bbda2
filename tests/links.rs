//! Every address in the demo leads somewhere: each `href` and `src`, with its anchor, in every file of the output.
//!
//! The check reads what was published as a browser would and shares no code with the program.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use common::{Scratch, Tree, demo, replace};

/// The demo's editions and where they stand.
const SITES: [(&str, &str); 3] = [
    ("internal", "https://handbook.fjordlight.example/oss/"),
    ("public", "https://opensource.fjordlight.example/"),
    ("training", "https://learn.fjordlight.example/"),
];
/// Where the edition stands that a test breaks.
const BASE: &str = SITES[0].1;

/// Attributes that hold an address.
const ADDRESSES: &[&str] = &["href", "src", "srcset", "poster", "action", "data", "cite"];

/// All editions as web servers show them.
struct Served {
    /// The files, by full address.
    files: BTreeMap<String, String>,
    /// The ids of each page, by address.
    ids: BTreeMap<String, BTreeSet<String>>,
}

impl Served {
    fn new(tree: &Tree) -> Self {
        let address = |path: &str| {
            let base = |(edition, base): &(&str, &str)| {
                Some(format!("{base}{}", path.strip_prefix(edition)?.strip_prefix('/')?))
            };
            SITES.iter().find_map(base)
        };
        let files: BTreeMap<String, String> = tree
            .iter()
            .filter_map(|(path, bytes)| Some((address(path)?, String::from_utf8_lossy(bytes).into_owned())))
            .collect();
        let pages = files.iter().filter(|(path, _)| path.ends_with(".html"));
        let ids = pages.map(|(path, text)| {
            let ids = attributes(text).into_iter().filter(|(name, _)| name == "id").map(|(_, id)| id);
            (path.clone(), ids.collect())
        });
        Self { ids: ids.collect(), files }
    }

    /// Tells what is wrong with an address that stands in a file.
    fn fault(&self, file: &str, address: &str) -> Option<String> {
        let absolute = absolute(file, address)?;
        let (path, fragment) =
            absolute.split_once('#').map_or((absolute.as_str(), None), |(path, id)| (path, Some(id)));
        let path = decoded(path.split('?').next().unwrap_or_default());
        let below = SITES.iter().find_map(|(_, base)| path.strip_prefix(base));
        let Some(below) = below else { return Some("it leaves the base path".to_owned()) };
        let found = if below.is_empty() || below.ends_with('/') { format!("{path}index.html") } else { path };
        if !self.files.contains_key(&found) {
            return Some(format!("there is no `{found}`"));
        }
        let id = decoded(fragment.filter(|id| !id.is_empty() && *id != "top")?);
        let has = self.ids.get(&found).is_some_and(|ids| ids.contains(&id));
        (!has).then(|| format!("`{found}` has no id `{id}`"))
    }

    /// Every address in the site, with the file that has it.
    fn addresses(&self) -> Vec<(&str, String)> {
        let of = |(file, text): (&'_ String, &'_ String)| match file.rsplit_once('.').map(|(_, kind)| kind) {
            Some("html") => in_page(text),
            Some("xml") => in_xml(text),
            Some("css") => between(text, "url(", ")"),
            Some("txt") => [between(text, "](", ")"), after(text, "Sitemap: ")].concat(),
            _ if file.ends_with("/_redirects") => in_redirects(text),
            _ => Vec::new(),
        };
        let all = self.files.iter().flat_map(|(file, text)| of((file, text)).into_iter().map(|to| (file.as_str(), to)));
        all.collect()
    }

    fn faults(&self) -> Vec<String> {
        let fault = |(file, to): &(&str, String)| Some(format!("{file}: `{to}`: {}", self.fault(file, to)?));
        self.addresses().iter().filter_map(fault).collect()
    }
}

/// Gives the scheme and the host of a full address.
fn origin(address: &str) -> &str {
    let host = address.find("://").map_or(0, |at| at + 3);
    &address[..address[host..].find(['/', '?', '#']).map_or(address.len(), |end| host + end)]
}

/// Gives a full address; none for one on a host that is not ours.
fn absolute(file: &str, address: &str) -> Option<String> {
    if SITES.iter().any(|(_, base)| origin(base) == origin(address)) {
        return Some(address.to_owned());
    }
    let scheme = address.split(['/', '?', '#']).next().unwrap_or_default();
    if scheme.contains(':') || address.starts_with("//") {
        return None;
    }
    if address.starts_with('/') {
        return Some(format!("{}{address}", origin(file)));
    }
    if address.starts_with('#') {
        return Some(format!("{file}{address}"));
    }
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    let (path, rest) = address.split_at(address.find(['?', '#']).unwrap_or(address.len()));
    let mut end = "";
    for part in path.split('/') {
        end = if part.is_empty() || part == "." || part == ".." { "/" } else { "" };
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    Some(format!("{}{end}{rest}", parts.join("/")))
}

/// The attributes of all tags, with their values, as a browser reads them.
fn attributes(html: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix("!--") {
            rest = after.split_once("-->").map_or("", |(_, after)| after);
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            rest = tag(rest, &mut found);
        }
    }
    found
}

/// Reads a tag up to its end; gives what stands behind it.
fn tag<'a>(text: &'a str, found: &mut Vec<(String, String)>) -> &'a str {
    let mut rest = text.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-');
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() || rest.starts_with('>') {
            return rest;
        }
        let name_end = rest.find(|c: char| c.is_ascii_whitespace() || "=>/".contains(c)).unwrap_or(rest.len());
        let name = rest[..name_end].to_ascii_lowercase();
        rest = rest[name_end..].trim_start();
        let Some(value) = rest.strip_prefix('=').map(str::trim_start) else { continue };
        let (value, after) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            _ => value.split_at(value.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(value.len())),
        };
        found.push((name, plain(value)));
        rest = after;
    }
}

fn in_page(html: &str) -> Vec<String> {
    let all = attributes(html);
    let mut found: Vec<String> =
        all.iter().filter(|(name, _)| ADDRESSES.contains(&name.as_str())).map(|(_, value)| value.clone()).collect();
    let refresh = all.iter().filter(|(name, _)| name == "content").filter_map(|(_, value)| value.split_once("url="));
    found.extend(refresh.map(|(_, address)| address.trim().to_owned()));
    let own = |(_, value): &&(String, String)| SITES.iter().any(|(_, base)| value.starts_with(base));
    found.extend(all.iter().filter(|(name, _)| name == "content").filter(own).map(|(_, value)| value.clone()));
    found
}

/// Addresses of the sitemap and the feed; an Atom `id` only names an entry.
fn in_xml(xml: &str) -> Vec<String> {
    let hrefs = attributes(xml).into_iter().filter(|(name, _)| name == "href").map(|(_, value)| value);
    let named = ["loc", "uri"].into_iter().flat_map(|tag| between(xml, &format!("<{tag}>"), &format!("</{tag}>")));
    hrefs.chain(named.map(|text| plain(&text))).collect()
}

fn in_redirects(text: &str) -> Vec<String> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_whitespace().nth(1))
        .map(str::to_owned)
        .collect()
}

fn between(text: &str, start: &str, end: &str) -> Vec<String> {
    let parts = text.split(start).skip(1).filter_map(|rest| rest.split_once(end));
    parts.map(|(inner, _)| inner.trim_matches(['"', '\'']).to_owned()).collect()
}

fn after(text: &str, start: &str) -> Vec<String> {
    text.lines().filter_map(|line| line.strip_prefix(start)).map(str::to_owned).collect()
}

fn plain(value: &str) -> String {
    let pairs = [
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#x2F;", "/"),
        ("&amp;", "&"),
    ];
    pairs.iter().fold(value.to_owned(), |value, (from, to)| value.replace(from, to))
}

fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().expect("UTF-8").into_owned()
}

fn printed() -> Served {
    static TREE: OnceLock<Tree> = OnceLock::new();
    let tree = TREE.get_or_init(|| {
        let scratch = Scratch::quick("links");
        replace(&scratch, &Tree::new(), &demo());
        scratch.build("")
    });
    Served::new(tree)
}

#[test]
fn every_address_of_the_demo_leads_somewhere() {
    let served = printed();
    let faults = served.faults();
    assert!(faults.is_empty(), "{} of them:\n{}", faults.len(), faults.join("\n"));

    let addresses = served.addresses();
    let from =
        |end: &str| addresses.iter().filter(|(file, to)| file.ends_with(end) && absolute(file, to).is_some()).count();
    for (end, least) in [(".html", 2_000), ("sitemap.xml", 80), ("feed.xml", 30), ("llms.txt", 90), ("_redirects", 5)] {
        assert!(from(end) >= least, "only {} addresses in {end}", from(end));
    }
    assert!(addresses.iter().filter(|(_, to)| to.contains('#')).count() > 200);
    let leaves = |(file, to): &&(&str, String)| file.starts_with(SITES[2].1) && to.starts_with(BASE);
    assert!(addresses.iter().filter(leaves).count() > 30, "the training leads to the handbook");
}

/// Breaks the output in one place; the check must see that and nothing else.
#[track_caller]
fn check(file: &str, from: &str, to: &str, expect: &str) {
    let mut served = printed();
    let text = served.files.get_mut(&format!("{BASE}{file}")).expect("the file");
    assert!(text.contains(from), "{file} has no {from}");
    *text = text.replacen(from, to, 1);
    let faults = served.faults();
    assert!(faults.len() == 1 && faults[0].contains(expect), "{faults:#?}");
}

#[test]
fn a_broken_address_is_noticed() {
    let page = "policies/use/index.html";
    check(page, "href=\"/oss/faq/\"", "href=\"/oss/fag/\"", "/oss/fag/index.html`");
    check(page, "href=\"/oss/faq/\"", "href=/faq/", "it leaves the base path");
    check(page, "href=\"/oss/faq/\"", "href='../uses/'", "/oss/policies/uses/index.html`");
    check(page, "href=\"/oss/faq/\"", "href=\"/oss/faq/#no-such-question\"", "has no id `no-such-question`");
    check(page, "href=\"#page:text\"", "href=\"#text\"", "has no id `text`");
    check(page, "src=\"/oss/assets/", "src=\"/oss/asset/", "/oss/asset/");
    check("sitemap.xml", "/oss/faq/", "/oss/fag/", "/oss/fag/index.html`");
    check("feed.xml", "/oss/policies/use/", "/oss/policies/uses/", "/oss/policies/uses/index.html`");
    check("llms.txt", "/oss/faq/", "/oss/fag/", "/oss/fag/index.html`");
    check("_redirects", " /oss/", " /ossi/", "it leaves the base path");
}

#[test]
fn addresses_are_read_as_a_browser_does() {
    let html = "<!-- <a href=no> --><a title='<x' class=b HREF = \"/a?b&amp;c#d\">href=\"no\"</a><img src=x.png><br/>";
    assert_eq!(in_page(html), ["/a?b&c#d", "x.png"]);
    let at = |address| absolute("https://handbook.fjordlight.example/oss/a/b/index.html", address);
    let here = |path: &str| Some(format!("https://handbook.fjordlight.example{path}"));
    assert_eq!(at("../c/"), here("/oss/a/c/"));
    assert_eq!(at("./d.png?x#y"), here("/oss/a/b/d.png?x#y"));
    assert_eq!(at(".."), here("/oss/a/"));
    assert_eq!(at("/x/"), here("/x/"));
    assert_eq!(at("#y"), here("/oss/a/b/index.html#y"));
    assert_eq!(at("mailto:a@b"), None);
    assert_eq!(at("https://elsewhere.example/"), None);
    assert_eq!(at("https://handbook.fjordlight.example/oss/"), here("/oss/"));
}
