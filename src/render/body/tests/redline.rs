//! Redlines as pages show them.

use super::super::redline::{Pair, redlined};
use super::*;
use crate::redline::tests::{random_pair, real};

fn redline(old: &str, new: &str) -> String {
    let dialect = dialect();
    let (before, after) = (facts::of(old, &dialect), facts::of(new, &dialect));
    let (here, there) = (links(&before), links(&after));
    let input = |text, facts, links| Input { text, dialect: &dialect, facts, title_heading: None, links, quotes: &[] };
    let (old, new) = (input(old, &before, &here), input(new, &after, &there));
    redlined(Pair { old: &old, new: &new, roots: ("/", "/") }).html.as_str().to_owned()
}

#[track_caller]
fn check(old: &str, new: &str, expect: &str) {
    let short = redline(old, new).replace(" class=\"rl\"", "").replace(" class=\"rs\"", "");
    assert_eq!(short.trim_end(), expect, "{old:?} {new:?}");
}

#[test]
fn marks_are_the_innermost_elements() {
    check("You may go now.", "You must go now.", "<p>You <del><b>may</b></del><ins><b>must</b></ins> go now.</p>");
    check(
        "You **may go** now.",
        "You **may never go** now.",
        "<p>You <strong>may<ins> </ins><ins>never</ins> go</strong> now.</p>",
    );
    check(
        "See [the old list](a.md) now.",
        "See [the new list](a.md) now.",
        "<p>See <a href=\"a/\">the <del>old</del><ins>new</ins> list</a> now.</p>",
    );
    check(
        "See [it](a.md) there now.",
        "See [it](b.md) there now.",
        "<p>See <a href=\"a/\"><del>it</del></a><a href=\"b/\"><ins>it</ins></a> <span class=\"mv\">Link changed</span> there now.</p>",
    );
    check("a <kbd>x</kbd> b c", "a <kbd>y</kbd> b c", "<p>a <kbd><del>x</del><ins>y</ins></kbd> b c</p>");
}

#[test]
fn blocks_that_came_and_went_are_marked_word_by_word() {
    check(
        "Stays as it is.",
        "Stays as it is.\n\n- new `code`",
        "<p>Stays as it is.</p>\n<ul>\n<li><ins>new <code>code</code></ins></li>\n</ul>",
    );
    check("Stays.\n\n## Gone now", "Stays.", "<p>Stays.</p>\n<h2><del>Gone now</del></h2>");
    check("x\n\n***", "x", "<p>x</p>\n<del><hr></del>");
    check("x", "x\n\n```\na<b\n```", "<p>x</p>\n<pre tabindex=\"0\"><code><ins>a&lt;b\n</ins></code></pre>");
    check(
        "x\n\n:::note[T]\ny\n:::",
        "x",
        "<p>x</p>\n<div class=\"callout note\" role=\"note\"><p class=\"word\"><del>Note <b>T</b></del></p>\n<p><del>y</del></p>\n</div>",
    );
    check("x ~~y~~ z", "x ~~y~~ z w", "<p>x <del>y</del> z<ins> </ins><ins>w</ins></p>");
}

#[test]
fn what_moved_says_so_at_both_places() {
    let (a, b, c) = ("The first paragraph of it.", "The second one is longer than that.", "And the third is here too.");
    check(
        &format!("{a}\n\n{b}\n\n{c}"),
        &format!("{b}\n\n{c}\n\n{a}"),
        "<p><a class=\"mv\" id=\"moved:1:from\" href=\"#moved:1\">Moved: The first paragraph of it.</a></p>\n\
         <p>The second one is longer than that.</p>\n<p>And the third is here too.</p>\n\
         <p><a class=\"mv\" id=\"moved:1\" href=\"#moved:1:from\">Moved here</a> The first paragraph of it.</p>",
    );
}

#[test]
fn heading_ids_are_those_of_the_new_page() {
    let html = redline("## Scope\n\nA.\n\n## Old part\n\nB.", "## Scope\n\nA.\n\n## New part\n\nB.\n\n## Scope");
    let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(ids, ["scope", "new-part", "scope-1"], "{html}");
}

#[test]
fn nothing_becomes_markup_that_would_not_on_the_page() {
    for (old, new) in [
        ("x <script>alert(1)</script> y", "x y"),
        ("x", "x <img src=x onerror=alert(1)> &lt;script&gt;"),
        ("<div onclick=\"x()\">a</div>", "<div>b</div>"),
        ("[a](javascript:alert(1))", "[b](javascript:alert(1))"),
        ("`<script>`", "`<b onclick=1>`"),
        ("```\n<script>\n```", "```\n</code></pre><script>\n```"),
        ("<ins class=\"rl\">x</ins>", "<del class=\"rl\">y</del>"),
    ] {
        let html = redline(old, new);
        for bad in ["<script", "onerror=", "onclick=\"", "javascript:", " style="] {
            assert!(!html.contains(bad), "{bad}: {html}");
        }
    }
}

/// Takes out what a mark holds, and what says that something changed.
fn without(mark: &str, html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once(&format!("<{mark} class=\"r")) {
        out.push_str(before);
        rest = after.split_once(&format!("</{mark}>")).expect("an end").1;
    }
    out.push_str(rest);
    for (start, end) in [("<a class=\"mv\"", "</a>"), ("<span class=\"mv\"", "</span>")] {
        while let Some(start) = out.find(start) {
            let end = start + out[start..].find(end).expect("an end") + end.len();
            out.replace_range(start..end, "");
        }
    }
    out
}

/// Gives the text of a page without its footnotes, which have other numbers among those that went.
fn words(html: &str) -> String {
    let html = html.split("<section class=\"notes\"").next().unwrap_or_default();
    let mut text = String::new();
    for part in html.split('<') {
        let (tag, words) = part.split_once('>').unwrap_or(("", part));
        if !matches!(
            tag.trim_start_matches('/').split(' ').next(),
            Some("ins" | "del" | "b" | "strong" | "em" | "a" | "code" | "span" | "kbd" | "sup")
        ) {
            text.push(' ');
        }
        // Numbers of footnotes stand in links of their own.
        let is_number = tag.starts_with("a id=\"fnref");
        text.push_str(if is_number { "" } else { words });
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn assert_balanced(html: &str) {
    let mut open: Vec<&str> = Vec::new();
    for tag in html.split('<').skip(1).filter_map(|part| part.split('>').next()) {
        let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
        match tag.starts_with('/') {
            true => assert_eq!(open.pop(), Some(name), "{html}"),
            false if ["br", "hr", "img", "input"].contains(&name) => {}
            false => open.push(name),
        }
    }
    assert!(open.is_empty(), "{open:?} {html}");
}

#[test]
fn a_redline_reads_as_the_new_page_and_as_the_old_one() {
    let mut seed = 11;
    for round in 0..1_500 {
        let (old, new) = random_pair(round, &mut seed);
        let html = redline(&old, &new);
        assert_eq!(words(&without("del", &html)), words(&super::html(&new)), "{old:?}\n{new:?}\n{html}");
        // What moved stands at its new place only.
        if !html.contains("<a class=\"mv\"") {
            assert_eq!(words(&without("ins", &html)), words(&super::html(&old)), "{old:?}\n{new:?}\n{html}");
        }
        assert_balanced(&html);
        assert_eq!(redline(&new, &new), super::html(&new));
    }
}

#[test]
fn a_redline_of_a_real_page_reads_as_the_new_page() {
    let (pages, mut dice) = (real::pages(), real::Dice(815));
    for _ in 0..real::rounds(60, 2_000) {
        let (old, new) = real::edited(&pages, &mut dice);
        let html = redline(&old, &new);
        let (found, expect) = (words(&without("del", &html)), words(&super::html(&new)));
        let at = found.bytes().zip(expect.bytes()).take_while(|(a, b)| a == b).count();
        let near =
            |text: &str| text.chars().skip(text[..at].chars().count().saturating_sub(60)).take(120).collect::<String>();
        assert!(found == expect, "{}\n{}\n{old}\n=====\n{new}", near(&found), near(&expect));
        assert_balanced(&html);
    }
}
