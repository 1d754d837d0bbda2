//! Input that means harm: none of it runs in a page, none of it stops or stretches a build.

use std::collections::BTreeMap;

use super::{dialect, html};
use crate::diagnostic::Code;
use crate::markdown::html::Token;
use crate::render::body::{Input, render};
use crate::site::{Target, facts};

/// Things that would run or load if they reached a page as they are.
const VECTORS: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.example/y.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=\"x.png\" OnError='alert(1)'>",
    "<img/src=x/onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi xlink:href=\"javascript:alert(1)\">x</mi></math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=\"java&#10;script:alert(1)\">x</a>",
    "<a href=\"&#106;avascript&colon;alert(1)\">x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
    "<a href=\"vbscript:x\" onclick=x>x</a>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<input type=image src=x onerror=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<body onload=alert(1)>",
    "<style>*{background:url(javascript:alert(1))}</style>",
    "<p style=\"background:url(javascript:alert(1))\">x</p>",
    "<link rel=stylesheet href=//x.example>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<base href=//x.example/>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<title><img title=\"</title><img src=x onerror=alert(1)>\"></title>",
    "<textarea><script>alert(1)</script>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?x <img src=x onerror=alert(1)> ?>",
    "<a title=\"\"><img src=x onerror=alert(1)>\">",
    "<p title='\"><script>alert(1)</script>'>",
    "\"><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    "\" onmouseover=\"alert(1)",
    "](javascript:alert(1))",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](&#x6A;avascript:alert(1))",
    "![x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](x.md \"\\\" onmouseover=alert(1) \\\"\")",
    "x\u{0}<script>\u{0}alert(1)</script>",
];

/// Where an author's words end up in a page.
const SINKS: &[&str] = &[
    "{}",
    "a {} b",
    "# {}",
    "# x {#{}}",
    "> {}",
    "- {}",
    "- [ ] {}",
    "| {} |\n|-|\n| {} |",
    "```{}\nx\n```",
    "```rust title=\"{}\"\nx\n```",
    "```js\n{}\n```",
    "`{}`",
    "[{}](x.md)",
    "[x]({})",
    "[x](x.md \"{}\")",
    "![{}](x.png)",
    "![x]({})",
    "![x](x.png \"{}\")",
    "x[^{}]\n\n[^{}]: {}",
    "x\n: {}",
    ":::note[{}]\nx\n:::",
    ":::note\n{}\n:::",
    ":::{}\nx\n:::",
    ":::details[{}]{x=\"{}\"}\n{}\n:::",
    ":internal[{}]",
    "<div>{}</div>",
    "<div title=\"{}\">x</div>",
    "<a href=\"{}\">x</a>",
    "<b>{}",
    "<details><summary>{}</summary>\n\n{}\n\n</details>",
    "{{< {} >}}",
];

/// Gives every tag of a page with its attributes, as a browser's parser would see them in a page of well-formed markup.
fn tags(page: &str) -> Vec<(String, Vec<(String, String)>)> {
    let tokens = crate::markdown::html::tokens(page).into_iter();
    tokens
        .filter_map(|(token, _)| match token {
            Token::Open(tag) => {
                let attributes = tag.attributes.iter().map(|one| (one.name.to_owned(), one.value.to_string()));
                Some((tag.name.to_owned(), attributes.collect()))
            }
            _ => None,
        })
        .collect()
}

/// Says what in a page could run.
fn alive(page: &str) -> Option<String> {
    for (name, attributes) in tags(page) {
        let ours = crate::markdown::html::element(&name).is_some() || name == "input";
        if !ours {
            return Some(format!("<{name}>"));
        }
        for (attribute, value) in attributes {
            let attribute = attribute.to_ascii_lowercase();
            let is_address = ["href", "src"].contains(&attribute.as_str());
            if attribute.starts_with("on") || attribute.starts_with("style") || attribute.starts_with("srcdoc") {
                return Some(format!("{name} {attribute}"));
            }
            if is_address && !crate::markdown::address::is_allowed(&value) {
                return Some(format!("{name} {attribute}={value}"));
            }
        }
    }
    page.contains("<!").then(|| "<!".into())
}

/// Says which tag of a page has no partner.
fn unbalanced(page: &str) -> Option<String> {
    let mut open: Vec<String> = Vec::new();
    for (token, range) in crate::markdown::html::tokens(page) {
        match token {
            Token::Open(tag) if !["br", "hr", "img", "input", "col", "wbr"].contains(&tag.name) => {
                open.push(tag.name.to_owned());
            }
            Token::Close(name) if open.pop().as_deref() != Some(name) => return Some(page[range].to_owned()),
            _ => {}
        }
    }
    open.pop()
}

#[test]
fn the_oracle_sees_what_is_alive() {
    for page in
        ["<script>", "<p onx=1>", "<a href=\"javascript:x\">", "<p style=x>", "<svg>", "<!-- x -->", "<IMG SRC=data:x>"]
    {
        assert!(alive(page).is_some(), "{page}");
    }
    assert_eq!(alive("<p>&lt;script> onerror=</p><a href=\"/x\">x</a>"), None);
}

#[test]
fn nothing_hostile_reaches_a_page_alive() {
    for sink in SINKS {
        for vector in VECTORS {
            let markdown = sink.replace("{}", vector);
            let page = html(&markdown);
            assert_eq!(alive(&page), None, "{markdown:?}\n{page}");
        }
    }
}

#[test]
fn a_resolved_address_is_judged_once_more() {
    let markdown = "[a](b) ![c](b) <a href=b>d</a>";
    let facts = facts::of(markdown, &dialect());
    for target in [
        Target::Elsewhere("javascript:x".into()),
        Target::Here("javascript:x".into()),
        Target::Image { href: "data:x".into(), size: None },
    ] {
        let links = BTreeMap::from([("b".to_owned(), target)]);
        let input = Input {
            text: markdown,
            dialect: &dialect(),
            facts: &facts,
            title_heading: None,
            links: &links,
            quotes: &[],
        };
        let page = render(&input);
        assert_eq!(alive(page.as_str()), None, "{}", page.as_str());
    }
}

#[test]
fn beyond_the_bounds_a_page_is_plain_text() {
    let check = |markdown: &str| {
        let facts = facts::of(markdown, &dialect());
        let codes: Vec<_> = facts.findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, [Code::MarkdownLimit]);
        let page = html(markdown);
        assert!(page.starts_with("<pre tabindex=\"0\"><code>"), "{}", &page[..page.floor_char_boundary(60)]);
        assert_eq!(alive(&page), None);
    };
    check(&"> ".repeat(10_000));
    check(&(0..400).map(|depth| "  ".repeat(depth) + "- a\n").collect::<String>());
    check(&format!("{}\n{}\n{}", "|a".repeat(1_000), "|-".repeat(1_000), "|b\n".repeat(2_000)));
    check(&"<x>".repeat(800_000));
    check(&format!("{}\n\n[^a]: b", "[^a]".repeat(20_000)));
}

#[test]
fn within_the_bounds_large_pages_are_pages() {
    let start = std::time::Instant::now();
    for (markdown, expect) in [
        (format!("{}\n{}\n{}", "|a".repeat(1_000), "|-".repeat(1_000), "|b".repeat(1_000)), "<table>"),
        ("# a\n".repeat(20_000), "id=\"a-19999\""),
        ("[".repeat(10_000), "<p>[["),
        ("a ".repeat(200_000), "<p>a a"),
        ("<div>".repeat(20_000), "<div>"),
        ("<a ".repeat(20_000), "<p>&lt;a"),
        (":::note\n".repeat(150), "callout"),
        ("{{<".repeat(20_000), "{{&lt;"),
        (format!("```js\n{}\n```", "[".repeat(100_000)), "<code>[["),
    ] {
        let page = html(&markdown);
        assert!(page.contains(expect), "{} in {}", expect, &page[..page.floor_char_boundary(200)]);
    }
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

/// What texts are thrown together from.
const PARTS: &[&str] = &[
    "# ",
    "> ",
    "- ",
    "1. ",
    "\n",
    "\n\n",
    "    ",
    "`",
    "```",
    "~~~",
    "*",
    "_",
    "~~",
    "[",
    "]",
    "(",
    ")",
    "!",
    "<",
    ">",
    "<a href=",
    "\"",
    "'",
    "</a>",
    "<!--",
    "-->",
    ":::",
    "::",
    ":note[",
    ":internal[",
    "{",
    "}",
    "{{<",
    ">}}",
    "{%",
    "%}",
    "|",
    "|-|",
    "[^a]",
    "[^a]: ",
    "&amp;",
    "&#0;",
    "\\",
    "é",
    "\u{202e}",
    "\u{0}",
    "\r\n",
    "\t",
    "http://a.b/",
    "--",
    "...",
    "x",
    " ",
    "- [ ] ",
    "> [!NOTE]\n",
    ": ",
    "<div>",
    "</div>",
    "<script>",
    "$",
    "=",
    "{#a}",
    "title=\"",
    "😀",
    ":",
];

#[test]
fn no_bytes_make_it_panic() {
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed >> 33).unwrap_or(0)
    };
    for _ in 0..5_000 {
        let markdown: String = (0..random() % 40).map(|_| PARTS[random() % PARTS.len()]).collect();
        let found = facts::of(&markdown, &dialect());
        let ranges = found.findings.iter().map(|finding| finding.range.clone());
        let ranges = ranges.chain(found.links.iter().chain(&found.images).map(|reference| reference.range.clone()));
        for range in ranges.chain(found.headings.iter().map(|heading| heading.range.clone())) {
            assert!(markdown.get(range.clone()).is_some(), "{range:?} in {markdown:?}");
        }
        let page = html(&markdown);
        assert_eq!((alive(&page), unbalanced(&page)), (None, None), "{markdown:?}\n{page}");
    }
}
