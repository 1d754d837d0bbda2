use super::*;
use crate::site::facts;

fn dialect() -> Dialect {
    Dialect { smart_punctuation: false, audiences: vec!["public".into(), "internal".into()] }
}

/// A handbook in which every relative address exists, `missing` ones do not, and `x.png` is an image of 4 × 3 pixels.
fn links(facts: &Facts) -> BTreeMap<String, Target> {
    let target = |destination: &str| match destination {
        _ if destination.contains("missing") => Target::Nowhere,
        "x.png" => Target::Image { href: "/x.png".into(), size: Some((4, 3)) },
        _ if destination.contains(':') => Target::Elsewhere(destination.to_owned()),
        _ => Target::Here(destination.replace(".md", "/")),
    };
    let references = facts.links.iter().chain(&facts.images);
    references.map(|reference| (reference.destination.clone(), target(&reference.destination))).collect()
}

fn html_of(markdown: &str, dialect: &Dialect, title_heading: Option<usize>) -> String {
    let facts = facts::of(markdown, dialect);
    let links = links(&facts);
    let input = Input { text: markdown, dialect, facts: &facts, title_heading, links: &links };
    render(&input).as_str().to_owned()
}

fn html(markdown: &str) -> String {
    html_of(markdown, &dialect(), None)
}

#[track_caller]
fn check(markdown: &str, expect: &str) {
    assert_eq!(html(markdown).trim_end(), expect, "{markdown:?}");
}

#[test]
fn plain_markdown() {
    check(
        "a *b* **c** ~~d~~ `e<` \\* &copy;",
        "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e&lt;</code> * ©</p>",
    );
    check("a\nb  \nc\\\nd", "<p>a\nb<br>\nc<br>\nd</p>");
    check("***", "<hr>");
    check("> a\n> > b", "<blockquote><p>a</p>\n<blockquote><p>b</p>\n</blockquote>\n</blockquote>");
    check("3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>");
    check("- a\n\n- b\n  - c", "<ul>\n<li><p>a</p>\n</li>\n<li><p>b</p>\n<ul>\n<li>c</li>\n</ul>\n</li>\n</ul>");
    check("Term\n: what", "<dl>\n<dt>Term</dt>\n<dd>what</dd>\n</dl>");
    check("    a < b", "<pre tabindex=\"0\"><code>a &lt; b</code></pre>");
}
