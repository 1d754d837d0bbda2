//! What is put into a page on its way to the browser, and the pages that stand in where there is none.
//!
//! The script of the dev server is one element at the head's start, which names a file of this server; so the page's own
//! Content-Security-Policy allows it, and no build ever holds a byte of it. All foreign text is escaped here.

use std::fmt::Write;

use super::reply::{HTML, Reply};
use crate::hash::Hash;
use crate::path::UrlPath;
use crate::text::escaped;

/// The script of the dev server.
pub(super) const SCRIPT: &str = include_str!("assets/live.js");
/// The style sheet of its bar and overlay.
pub(super) const STYLE: &str = include_str!("assets/live.css");

/// Names the release of script and style sheet: a page that has another one loads itself anew.
pub(super) fn client() -> String {
    Hash::of_parts([SCRIPT.as_bytes(), STYLE.as_bytes()]).short()
}

/// Puts the script into a page; `tag` names the page's bytes, and is empty where a page stands in.
pub(super) fn with_script(html: &[u8], tag: &str, client: &str) -> Vec<u8> {
    let script = format!("<script src=\"/-/live.js\" data-tag=\"{tag}\" data-client=\"{client}\"></script>");
    let at = head_start(html);
    [&html[..at], script.as_bytes(), &html[at..]].concat()
}

/// Finds the place behind `<head>`, else behind the doctype, else the start.
fn head_start(html: &[u8]) -> usize {
    let start = &html[..html.len().min(4096)];
    let behind = |word: &[u8]| {
        let at = start.windows(word.len()).position(|part| part.eq_ignore_ascii_case(word))?;
        start[at..].iter().position(|byte| *byte == b'>').map(|end| at + end + 1)
    };
    behind(b"<head>").or_else(|| behind(b"<head ")).or_else(|| behind(b"<!doctype")).unwrap_or(0)
}

/// Makes a page that stands in for one that cannot be shown, with the findings as the terminal prints them.
pub(super) fn stand_in(status: u16, title: &str, words: &str, findings: &str, client: &str) -> Reply {
    let title = escaped(title);
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <link rel=\"stylesheet\" href=\"/-/live.css\">\n</head>\n<body class=\"ospress-stand-in\">\n<main>\n\
         <h1>{title}</h1>\n<p>{}</p>\n",
        escaped(words)
    );
    if !findings.is_empty() {
        let _ = writeln!(html, "<pre>{}</pre>", escaped(findings));
    }
    html.push_str("</main>\n</body>\n</html>\n");
    Reply::new(status, HTML, with_script(html.as_bytes(), "", client))
}

/// Where a missing address may have been meant to lead: words and a link.
pub(super) type Hint = (String, String);

/// Puts hints into the edition's page for missing addresses.
pub(super) fn with_hints(html: &[u8], hints: &[Hint]) -> Vec<u8> {
    if hints.is_empty() {
        return html.to_vec();
    }
    let items: String = hints
        .iter()
        .map(|(words, href)| format!("<li><a href=\"{}\">{}</a></li>", escaped(href), escaped(words)))
        .collect();
    let list = format!("<p>Did you mean one of these?</p>\n<ul class=\"list\">{items}</ul>\n");
    let end = |word: &[u8]| html.windows(word.len()).rposition(|part| part == word);
    let at = end(b"</main>").or_else(|| end(b"</body>")).unwrap_or(html.len());
    [&html[..at], list.as_bytes(), &html[at..]].concat()
}

/// Gives the addresses that are most like one that is missing, best first.
pub(super) fn nearest<'a>(wanted: &UrlPath, known: impl Iterator<Item = &'a UrlPath>) -> Vec<&'a UrlPath> {
    let last = |url: &UrlPath| url.as_str().trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_lowercase();
    let (text, name) = (wanted.as_str().to_lowercase(), last(wanted));
    let likeness = |url: &UrlPath| {
        let whole = strsim::normalized_damerau_levenshtein(&text, &url.as_str().to_lowercase());
        let end = if name.is_empty() { 0.0 } else { strsim::normalized_damerau_levenshtein(&name, &last(url)) };
        whole.max(end * 0.95)
    };
    let pages = known.filter(|url| url.as_str().ends_with('/') && url.as_str() != "/");
    let mut near: Vec<_> = pages.map(|url| (likeness(url), url)).filter(|(likeness, _)| *likeness > 0.6).collect();
    near.sort_by(|(one, first), (other, second)| other.total_cmp(one).then_with(|| first.cmp(second)));
    near.into_iter().take(5).map(|(_, url)| url).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_stands_at_the_start_of_the_head() {
        let check = |html: &str, before: &str| {
            let page = String::from_utf8(with_script(html.as_bytes(), "t", "c")).expect("text");
            let script = "<script src=\"/-/live.js\" data-tag=\"t\" data-client=\"c\"></script>";
            assert_eq!(page, format!("{before}{script}{}", &html[before.len()..]));
        };
        check("<!doctype html><html><head><title>", "<!doctype html><html><head>");
        check("<HTML><HEAD lang='x'>", "<HTML><HEAD lang='x'>");
        check("<!DOCTYPE html><header>x", "<!DOCTYPE html>");
        check("x", "");
    }

    #[test]
    fn foreign_text_is_inert() {
        let hostile = "</pre><script>alert(1)</script><img src=x onerror='a'>\"&";
        let hints = [(hostile.to_owned(), hostile.to_owned())];
        let pages =
            [stand_in(503, hostile, hostile, hostile, "c").body.bytes().to_vec(), with_hints(b"<main></main>", &hints)];
        for page in pages {
            let page = String::from_utf8(page).expect("text").replace("<script src=\"/-/live.js\"", "");
            assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("='a'"), "{page}");
        }
    }

    #[test]
    fn a_missing_address_finds_its_like() {
        let url = |url: &str| UrlPath::new(url).expect("an address");
        let known = ["/", "/policies/", "/policies/use/", "/training/use-of-code/", "/policies/use.png"].map(url);
        let near = |wanted: &str| nearest(&url(wanted), known.iter()).first().map(|url| url.as_str().to_owned());
        assert_eq!(near("/policies/used/").as_deref(), Some("/policies/use/"));
        assert_eq!(near("/policys/").as_deref(), Some("/policies/"));
        assert_eq!(near("/zzz/"), None);
        assert_eq!(near("/old/folder/use").as_deref(), Some("/policies/use/"));
    }
}
