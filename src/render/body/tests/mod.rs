//! Pages as a whole: Markdown in, HTML out.

use super::*;
use crate::site::facts;

mod hostile;
mod redline;

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
    let input = Input { text: markdown, dialect, facts: &facts, title_heading, links: &links, quotes: &[] };
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

#[test]
fn headings_carry_their_ids() {
    check(
        "## A\n\n### `B` *c*",
        "<h2 id=\"a\"><a href=\"#a\">A</a></h2>\n<h3 id=\"b-c\"><a href=\"#b-c\"><code>B</code> <em>c</em></a></h3>",
    );
    check("## A {#é .x}", "<h2 id=\"é\"><a href=\"#é\">A</a></h2>");
    check("## [A](b.md) c", "<h2 id=\"a-c\"><a href=\"b/\">A</a> c</h2>");
    check("## …", "<h2>…</h2>");
    check(
        "# T\n\n## A\n\n###### B",
        concat!(
            "<h2 id=\"t\"><a href=\"#t\">T</a></h2>\n",
            "<h3 id=\"a\"><a href=\"#a\">A</a></h3>\n",
            "<h6 id=\"b\"><a href=\"#b\">B</a></h6>"
        ),
    );
    let shown = html_of("# T\n\n## A\n\n## A", &dialect(), Some(0));
    assert_eq!(shown, "<h2 id=\"a\"><a href=\"#a\">A</a></h2>\n<h2 id=\"a-1\"><a href=\"#a-1\">A</a></h2>\n");
}

#[test]
fn links_lead_where_the_site_says() {
    check("[a](b.md#c \"T\")", "<p><a href=\"b/#c\" title=\"T\">a</a></p>");
    check(
        "[a][r]\n\n[r]: https://h/?a=1&b=2",
        "<p><a href=\"https://h/?a=1&amp;b=2\" rel=\"noopener noreferrer\">a</a></p>",
    );
    check("[*a*](missing.md)", "<p><em>a</em></p>");
    check("x [](b.md) y", "<p>x  y</p>");
    check(
        "<a@b.c>",
        "<p><a class=\"u\" href=\"mailto:a@b.c\" rel=\"noopener noreferrer\">a@b.c</a></p>"
            .replace(" class=\"u\"", "")
            .as_str(),
    );
    let bare = "<a class=\"u\" href=\"https://h/a_b_c\" rel=\"noopener noreferrer\">https://h/a_b_c</a>";
    check("(https://h/a_b_c).", &format!("<p>({bare}).</p>"));
    check("`https://h` [https://h](b.md)", "<p><code>https://h</code> <a href=\"b/\">https://h</a></p>");
}

#[test]
fn smart_punctuation_leaves_addresses_alone() {
    let dialect = Dialect { smart_punctuation: true, ..dialect() };
    let shown = html_of("\"a\" -- https://h/a--b...c -- 'd' ...", &dialect, None);
    let link = "<a class=\"u\" href=\"https://h/a--b...c\" rel=\"noopener noreferrer\">https://h/a--b...c</a>";
    assert_eq!(shown, format!("<p>“a” – {link} – ‘d’ …</p>\n"));
}

#[test]
fn images_have_size_caption_and_words() {
    let image = "<img src=\"/x.png\" width=\"4\" height=\"3\" alt=\"A b\"";
    check("![A *b*](x.png)", &format!("<p>{image} loading=\"lazy\"></p>"));
    check(
        "![A b](x.png \"C <d>\")",
        &format!("<figure>{image} loading=\"lazy\"><figcaption>C &lt;d&gt;</figcaption></figure>"),
    );
    check("![A b](x.png \"C\") d", &format!("<p>{image} title=\"C\" loading=\"lazy\"> d</p>"));
    check("a ![A b](x.png \"C\")", &format!("<p>a {image} title=\"C\" loading=\"lazy\"></p>"));
    check("![A b](missing.png \"C\")", "<p>A b</p>");
    check("![A](https://h/i.png)", "<p><a href=\"https://h/i.png\" rel=\"noopener noreferrer\">A</a></p>");
    check("[![A b](x.png)](c.md)", &format!("<p><a href=\"c/\">{image} loading=\"lazy\"></a></p>"));
    check("[![A](https://h/i.png)](c.md)", "<p><a href=\"c/\">A</a></p>");
}

#[test]
fn tables_tasks_and_notes() {
    check(
        "## T\n\na|b|c\n-|:-:|-:\n1|2|",
        concat!(
            "<h2 id=\"t\"><a href=\"#t\">T</a></h2>\n",
            "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"Table: T\"><table>\n",
            "<thead><tr><th scope=\"col\">a</th><th scope=\"col\" class=\"al-c\">b</th><th scope=\"col\" class=\"al-r\">c</th>",
            "</tr></thead>\n<tbody>\n<tr><td>1</td><td class=\"al-c\">2</td><td class=\"al-r\"></td></tr>\n",
            "</tbody></table></div>"
        ),
    );
    check(
        "- [ ] a\n- [x] b",
        concat!(
            "<ul class=\"tasks\">\n<li><input type=\"checkbox\" disabled aria-label=\"To do\"> a</li>\n",
            "<li><input type=\"checkbox\" disabled checked aria-label=\"Done\"> b</li>\n</ul>"
        ),
    );
    check(
        "b[^b] a[^a] b[^b]\n\n[^a]: A\n\n[^b]: B\n\n[^c]: C",
        concat!(
            "<p>b<sup class=\"fn\"><a id=\"fnref:1\" href=\"#fn:1\" role=\"doc-noteref\" aria-label=\"Footnote 1\">1</a></sup> ",
            "a<sup class=\"fn\"><a id=\"fnref:2\" href=\"#fn:2\" role=\"doc-noteref\" aria-label=\"Footnote 2\">2</a></sup> ",
            "b<sup class=\"fn\"><a id=\"fnref:1:2\" href=\"#fn:1\" role=\"doc-noteref\" aria-label=\"Footnote 1\">1</a></sup></p>\n",
            "<section class=\"notes\" role=\"doc-endnotes\" aria-label=\"Footnotes\"><ol>\n",
            "<li id=\"fn:1\"><p>B <a href=\"#fnref:1\" role=\"doc-backlink\" aria-label=\"Back to the text, place 1\">↑</a> ",
            "<a href=\"#fnref:1:2\" role=\"doc-backlink\" aria-label=\"Back to the text, place 2\">↑</a></p></li>\n",
            "<li id=\"fn:2\"><p>A <a href=\"#fnref:2\" role=\"doc-backlink\" aria-label=\"Back to the text\">↑</a></p></li>\n</ol></section>"
        ),
    );
}

#[test]
fn callouts_come_from_directives_and_alerts() {
    let note =
        |inner: &str| format!("<div class=\"callout note\" role=\"note\"><p class=\"word\">Note</p>\n{inner}\n</div>");
    check(":::note\na\n:::", &note("<p>a</p>"));
    check("> [!NOTE]\n> a", &note("<p>a</p>"));
    check("> :::note\n> a\n> :::", &format!("<blockquote>{}\n</blockquote>", note("<p>a</p>")));
    check("- x\n\n  :::note\n  a\n  :::\n", &format!("<ul>\n<li><p>x</p>\n{}\n</li>\n</ul>", note("<p>a</p>")));
    check("text\n:::note\na\n:::\ntext", &format!("<p>text</p>\n{}\n<p>text</p>", note("<p>a</p>")));
    check("::::note\n:::note\na\n:::\n::::", &note(&note("<p>a</p>")));
    check(":::note\n:::note\na\n:::\n:::", &note(&note("<p>a</p>")));
    check(
        ":::tip[A `b` <i>]\nx\n:::",
        "<div class=\"callout tip\" role=\"note\"><p class=\"word\">Tip <b>A <code>b</code> &lt;i&gt;</b></p>\n<p>x</p>\n</div>",
    );
    check(":::details[More]{open}\nx\n:::", "<details open><summary>More</summary>\n<p>x</p>\n</details>");
    check(
        ":::internal\nx :internal[y *z*]!\n:::",
        &format!(
            "<div class=\"aud\" data-audience=\"internal\"><p class=\"who\">internal</p>\n<p>x {}!</p>\n</div>",
            outlined("y <em>z</em>")
        ),
    );
}

/// Gives words with the outline that writers see.
fn outlined(words: &str) -> String {
    format!("<span class=\"aud\" data-audience=\"internal\"><span class=\"who\">internal: </span>{words}</span>")
}

#[test]
fn words_for_an_audience_are_outlined() {
    check(":internal[a] b", &format!("<p>{} b</p>", outlined("a")));
    check("a :internal[b :internal[c]]", &format!("<p>a {}</p>", outlined(&format!("b {}", outlined("c")))));
    check("[a :internal[b]](c.md)", &format!("<p><a href=\"c/\">a {}</a></p>", outlined("b")));
    check(":internal[[b](c.md) `d`]", &format!("<p>{}</p>", outlined("<a href=\"c/\">b</a> <code>d</code>")));
    check("- :internal[a]\n- b", &format!("<ul>\n<li>{}</li>\n<li>b</li>\n</ul>", outlined("a")));
    check("## A :internal[b]", &format!("<h2 id=\"a-b\"><a href=\"#a-b\">A {}</a></h2>", outlined("b")));
    let table = html("| a |\n|---|\n| b |").replace("<td>b", &format!("<td>{}", outlined("b")));
    check("| a |\n|---|\n| :internal[b] |", table.trim_end());
}

#[test]
fn titles_of_callouts_have_the_punctuation_of_the_text() {
    let smart = Dialect { smart_punctuation: true, ..dialect() };
    let html = html_of(":::note[It's `it's`]\nIt's\n:::", &smart, None);
    assert!(html.contains("<b>It’s <code>it's</code></b></p>\n<p>It’s</p>"), "{html}");
}

#[test]
fn words_that_no_element_could_hold_have_no_outline() {
    check("**a :internal[b** c]", "<p><strong>a b</strong> c</p>");
    check(":internal[a **b] c**", "<p>a <strong>b c</strong></p>");
    check("*a :internal[b* *c] d*", "<p><em>a b</em> <em>c d</em></p>");
    let image = "<img src=\"/x.png\" width=\"4\" height=\"3\" alt=\"a b\" loading=\"lazy\">";
    check("![a :internal[b]](x.png)", &format!("<p>{image}</p>"));
}

#[test]
fn what_is_wrong_with_a_directive_is_shown() {
    check(":::nope\na\n:::", "<p>:::nope</p>\n<p>a</p>\n<p>:::</p>");
    check("::leaf{a=b}", "<p>::leaf{a=b}</p>");
    check(":nope[a]", "<p>:nope[a]</p>");
    check("a\n\n:::\n\nb", "<p>a</p>\n<p>:::</p>\n<p>b</p>");
    check("```\n:::note\n```", "<pre tabindex=\"0\"><code>:::note\n</code></pre>");
    let open = html("- :::note\n  a\n\nb\n");
    assert!(open.contains("<p>a</p>\n</div>\n</li>") || open.contains("a</div>\n</li>"), "{open}");
}

#[test]
fn code_has_language_title_and_marks() {
    check(
        "```toml {2} title=\"a<b\"\n[a]\nb = 1\nc = \"d\" # e\n```",
        concat!(
            "<figure class=\"code\" data-lang=\"TOML\"><figcaption>a&lt;b</figcaption><pre tabindex=\"0\"><code>",
            "[<span class=\"zt\">a</span>]\n",
            "<mark><span class=\"za\">b</span> = <span class=\"zn\">1</span>\n</mark>",
            "<span class=\"za\">c</span> = <span class=\"zs\">&quot;d&quot;</span> <span class=\"zc\"># e</span>\n",
            "</code></pre></figure>"
        )
        .replace("&quot;", "\"")
        .as_str(),
    );
    check("```text\na <\n```", "<pre tabindex=\"0\"><code>a &lt;\n</code></pre>");
    check(
        "```Quux<\na\n```",
        "<figure class=\"code\" data-lang=\"Quux&lt;\"><pre tabindex=\"0\"><code>a\n</code></pre></figure>",
    );
}

#[test]
fn raw_html_is_kept_and_cleaned() {
    check("<kbd>Ctrl</kbd> H<sub>2</sub>O<br>x", "<p><kbd>Ctrl</kbd> H<sub>2</sub>O<br>x</p>");
    check(
        "<details><summary>S</summary>\n\n*a*\n\n</details>",
        "<details><summary>S</summary>\n<p><em>a</em></p>\n</details>",
    );
    check(
        "<p align=\"center\"><img src=x.png alt=A width=9></p>",
        "<p class=\"al-c\"><img src=\"/x.png\" alt=\"A\" loading=\"lazy\" width=\"9\"></p>",
    );
    check(
        "<a href='b.md'>a</a> <a href=missing.md>b</a> <a name=c></a>",
        "<p><a href=\"b/\">a</a> <a>b</a> <a id=\"c\"></a></p>",
    );
    check("a <!-- secret --> b\n\n<!-- secret\n\nsecret -->\n\nc", "<p>a  b</p>\n\n<p>c</p>");
    check("<h1>T</h1>", "<h2>T</h2>");
    check("<div>\n\na", "<div>\n<p>a</p>\n</div>");
    check(
        "</div></div>\n\n:::note\na\n:::",
        "\n<div class=\"callout note\" role=\"note\"><p class=\"word\">Note</p>\n<p>a</p>\n</div>",
    );
    check("<plaintext>\n\na <textarea> b", "<p>a  b</p>");
    check("{{<youtube id>}} a", "<p>{{&lt;youtube id&gt;}} a</p>");
}
