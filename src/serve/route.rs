//! From a checked address to an answer. What is not in a plan does not exist; no file of the disk is ever looked up.

use super::guard::{self, Head, Place, Refusal};
use super::page::{self, Hint};
use super::reply::{self, HTML, Reply, TEXT};
use super::stage::{Stage, href, page_tag};
use crate::diagnostic::{Diagnostic, human};
use crate::path::UrlPath;
use crate::pipeline::live::Sheet;

/// What a request leads to.
#[derive(Debug)]
pub(super) enum Answer {
    /// An answer that is whole.
    Whole(Reply),
    /// The events of a page.
    Events(UrlPath),
}

/// Where the dev server's own files stand.
const OWN: &str = "/-/";
/// Where the events of a page stand: its address is appended.
const EVENTS: &str = "/-/events";

/// Answers a request.
pub(super) fn answer(head: &Head, place: Place, stage: &Stage) -> Answer {
    let url = match guard::check(head, place) {
        Ok(url) => url,
        Err(refusal) => return Answer::Whole(refused(refusal)),
    };
    if let Some(page) = url.as_str().strip_prefix(EVENTS).and_then(|page| UrlPath::new(page).ok()) {
        let is_asked = head.method == "GET";
        return if is_asked { Answer::Events(page) } else { Answer::Whole(Reply::new(200, "text/event-stream", "")) };
    }
    Answer::Whole(if url.as_str().starts_with(OWN) { own(head, &url, stage) } else { page(head, &url, stage) })
}

fn refused(Refusal { status, words }: Refusal) -> Reply {
    let reply = Reply::new(status, TEXT, format!("{words}\n"));
    if status == 405 { reply.with("Allow", "GET, HEAD") } else { reply }
}

/// Answers with a file of the dev server itself.
fn own(head: &Head, url: &UrlPath, stage: &Stage) -> Reply {
    let (kind, text) = match url.as_str() {
        "/-/live.js" => ("text/javascript; charset=utf-8", page::SCRIPT),
        "/-/live.css" => ("text/css; charset=utf-8", page::STYLE),
        "/-/findings.json" => ("application/json", stage.findings.as_str()),
        _ => return Reply::new(404, TEXT, "there is no such address\n"),
    };
    let tag = reply::tag(crate::hash::Hash::of(text.as_bytes()));
    reply::file(head, &tag, kind, text.as_bytes().to_vec().into())
}

/// Answers with a file of an edition.
fn page(head: &Head, url: &UrlPath, stage: &Stage) -> Reply {
    let Some(first) = stage.sheets().next() else { return nothing(stage) };
    if *url == UrlPath::root() {
        return Reply::redirect(href(first, url));
    }
    let Some((sheet, below)) = stage.find(url) else { return elsewhere(url, stage) };
    if let Some(to) = sheet.redirect(&below) {
        return Reply::redirect(href(sheet, to));
    }
    let tag = head.get("if-none-match").and_then(|_| sheet.key(&below)).map(|key| page_tag(key, is_page(&below)));
    if let Some(tag) = tag.filter(|tag| head.get("if-none-match").is_some_and(|known| reply::knows(known, tag))) {
        return reply::not_modified(&tag);
    }
    if let Some(blob) = sheet.file(&below).filter(|_| !is_page(&below)) {
        return reply::file(head, &reply::tag(blob.hash), reply::kind(&below), blob.clone().into());
    }
    match sheet.produce(&below) {
        Some(Ok((key, bytes))) => {
            let tag = page_tag(key, is_page(&below));
            let bytes = if is_page(&below) { page::with_script(&bytes, &tag, &page::client()) } else { bytes };
            reply::file(head, &tag, reply::kind(&below), bytes.into())
        }
        Some(Err(finding)) => failed(&finding, stage),
        None => missing(sheet, &below, stage),
    }
}

fn is_page(url: &UrlPath) -> bool {
    reply::kind(url) == HTML
}

/// Says that there is nothing to show at all, and why.
fn nothing(stage: &Stage) -> Reply {
    let words = match (&stage.fault, stage.view.editions.is_empty()) {
        (Some(fault), _) if !stage.only_open => fault.clone(),
        (_, true) => "Mend what is listed here; this page follows.".to_owned(),
        _ => "No edition of this handbook is for everybody.".to_owned(),
    };
    let findings = if stage.only_open { String::new() } else { plain(&stage.view.diagnostics, stage) };
    page::stand_in(503, "The handbook cannot be shown yet", &words, &findings, &page::client())
}

/// Says that a page's template failed.
fn failed(finding: &Diagnostic, stage: &Stage) -> Reply {
    let findings = if stage.only_open { String::new() } else { plain(std::slice::from_ref(finding), stage) };
    page::stand_in(500, "This page cannot be shown", "Its template failed.", &findings, &page::client())
}

fn plain(findings: &[Diagnostic], stage: &Stage) -> String {
    let one = |finding| human::finding(finding, &stage.view.sources, stage.view.editions.len());
    findings.iter().map(one).collect::<Vec<_>>().join("\n\n")
}

/// Answers an address that begins with no edition.
fn elsewhere(url: &UrlPath, stage: &Stage) -> Reply {
    if let Some(sheet) = stage.sheets().find(|sheet| url.as_str()[1..] == sheet.name) {
        return Reply::redirect(href(sheet, &UrlPath::root()));
    }
    // An address of the published site, which has no edition before it.
    if let Some(sheet) = stage.sheets().find(|sheet| sheet.has(url)) {
        return Reply::redirect(href(sheet, url));
    }
    let editions = stage.sheets().map(|sheet| href(sheet, &UrlPath::root()));
    let words = format!("The editions stand at {}.", editions.collect::<Vec<_>>().join(", "));
    page::stand_in(404, "This page is not here", &words, "", &page::client())
}

/// Answers an address that the edition does not have: a slip in its spelling is mended, else like addresses are named.
fn missing(sheet: &Sheet, below: &UrlPath, stage: &Stage) -> Reply {
    if let Some(meant) = meant(sheet, below) {
        return Reply::redirect(href(sheet, &meant));
    }
    let beside = stage.sheets().filter(|other| other.name != sheet.name && other.has(below));
    let beside = beside.map(|other| (format!("This page in the edition {}", other.name), href(other, below)));
    // Each version has the page; the one that was asked for is enough.
    let is_old = |url: &UrlPath| url.as_str().starts_with("/v/");
    let urls = sheet.urls().filter(|url| is_old(url) == is_old(below));
    let near = page::nearest(below, urls).into_iter().map(|url| (url.to_string(), href(sheet, url)));
    let hints: Vec<Hint> = beside.chain(near).collect();
    let html = UrlPath::new("/404.html").ok().and_then(|url| sheet.produce(&url)).and_then(Result::ok);
    match html {
        Some((_, html)) => {
            let html = page::with_hints(&html, &hints);
            Reply::new(404, HTML, page::with_script(&html, "", &page::client()))
        }
        None => page::stand_in(404, "This page is not here", "", "", &page::client()),
    }
}

/// Finds the page that an address without its slash, or with the name of its file, means.
fn meant(sheet: &Sheet, below: &UrlPath) -> Option<UrlPath> {
    let text = below.as_str();
    let folder = text.strip_suffix("index.html").map_or_else(|| format!("{text}/"), ToOwned::to_owned);
    UrlPath::new(&folder).ok().filter(|url| sheet.has(url))
}
