//! Clean sites: what two readers are told in different words, or both are told, is no leak.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::scan;
use crate::common::{Dice, Scratch, tree};

const WORDS: &str = "open source licence policy review release engineer team firmware meter cloud notice component approval risk \
    office contributor maintainer project upstream patch security report version standard procedure training module contact the a of \
    to and in is for with on must may each before after every one two three";

/// Builds and scans; nothing may be found.
#[track_caller]
fn check(handbook: &Scratch, about: &str) {
    let run = handbook.run(&["build", "--as-of", "2026-11-22"]);
    assert_eq!(run.code, Some(0), "{about}: {}", run.stderr);
    scan(&handbook.0, "public", &mut |scan| {
        let found = scan(&handbook.path("dist/public"));
        assert!(found.is_empty(), "{about}: {found:#?}");
    });
}

const SITE: &str = "title = \"Our handbook\"\nbase_url = \"https://a.example/oss/\"\n[editions.public]\naudience = \"public\"\n\
    [editions.internal]\naudience = \"internal\"\n";

fn sentence(dice: &mut Dice, least: usize) -> String {
    let words: Vec<&str> = WORDS.split_ascii_whitespace().collect();
    let count = least + dice.below(12);
    let said: Vec<&str> = (0..count).map(|_| words[dice.below(words.len())]).collect();
    let text = said.join(" ");
    format!("{}{}", text[..1].to_uppercase(), &text[1..])
}

/// A page in Markdown of all kinds, in which some sentences are shared by all pages.
fn page(dice: &mut Dice, shared: &[String]) -> String {
    let mut text = String::new();
    for _ in 0..3 + dice.below(6) {
        let one = if dice.below(3) == 0 { shared[dice.below(shared.len())].clone() } else { sentence(dice, 3) };
        let _ = match dice.below(8) {
            0 => write!(text, "## {one}\n\n"),
            1 => write!(text, "- {one}\n- Contact\n- 2,400 engineers\n\n"),
            2 => write!(text, "| {one} | Yes |\n|---|---|\n| MIT | {} |\n\n", dice.below(3000)),
            3 => write!(text, "> {one}, in **{}**.\n\n", 2020 + dice.below(7)),
            4 => write!(text, "```sh\n{one}\n```\n\n"),
            5 => write!(text, "Mail [the office](mailto:ospo@a.example): {one}.\n\n"),
            6 => write!(text, ":::note[Mind]\n{one}[^1]\n:::\n\n[^1]: {}.\n\n", shared[0]),
            _ => write!(text, "{one}. *{}*, said by `ospo`.\n\n", shared[dice.below(shared.len())]),
        };
        if text.contains("[^1]") {
            break;
        }
    }
    text
}

#[test]
fn sites_that_share_words_pass() {
    for seed in 0..20 {
        let mut dice = Dice(seed * 7919 + 12345);
        let shared: Vec<String> = (0..12).map(|_| sentence(&mut dice, 4)).collect();
        let handbook = Scratch::quick("verify-clean");
        handbook.write("site.toml", SITE);
        handbook.write(
            "content/_index.md",
            "---\ntitle: Home\naudience: public\nowner: ospo\n---\nContact us. We are 2,400 engineers.\n",
        );
        for number in 0..16 {
            let folder = ["policies", "training"][dice.below(2)];
            let audience = ["public", "internal"][dice.below(2)];
            let title = &shared[dice.below(shared.len())];
            let mut text = format!(
                "---\ntitle: {title} {number}\naudience: {audience}\nowner: ospo\ntags: [legal, licence]\nlast_reviewed: 2026-0{}-01\n---\n",
                1 + dice.below(9)
            );
            text.push_str(&page(&mut dice, &shared));
            if dice.below(2) == 0 {
                let _ = write!(
                    text,
                    "\n:::internal\n{}\n:::\n\nAsk :internal[the team or] the office.\n",
                    page(&mut dice, &shared).replace("[^1]", "")
                );
            }
            handbook.write(&format!("content/{folder}/page-{number}.md"), text);
        }
        check(&handbook, &format!("seed {seed}"));
    }
}

/// Gives every word that a page says, and all elements of its main part.
fn said(html: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let (head, main) = html.split_once("<main").unwrap_or((html, ""));
    let plain: String = head.chars().map(|sign| if sign.is_alphanumeric() { sign } else { ' ' }).collect();
    found.extend(plain.split_ascii_whitespace().map(str::to_owned));
    let html = main;
    for piece in html.split(['<', '>', '"']) {
        let plain: String = piece.chars().map(|sign| if sign.is_alphanumeric() { sign } else { ' ' }).collect();
        let words: Vec<&str> = plain.split_ascii_whitespace().collect();
        // The theme makes sentences with whole addresses in them.
        // Nor would a page repeat the drawing of a chart or its description.
        let at = |at: usize| words.get(at).copied().unwrap_or_default();
        let is_drawn = at(0).starts_with('M') && at(0)[1..].starts_with(|sign: char| sign.is_ascii_digit());
        let is_made = is_drawn || words.contains(&"chart") || at(0) == "quote";
        if words.len() < 30 && !words.contains(&"https") && !is_made {
            found.insert(words.join(" "));
        }
        found.extend(words.into_iter().map(str::to_owned));
    }
    found.remove("");
    found
}

/// Whatever the public site says, an internal page may say too: in running text, as items, as titles. Where this fails
/// for a word that the program itself writes, it is missing in `src/verify/own.rs`.
#[test]
fn an_internal_page_may_repeat_all_that_the_public_site_says() {
    let handbook = Scratch::quick("verify-twin");
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for (path, bytes) in tree(&here.join("content")) {
        handbook.write(&format!("content/{path}"), bytes);
    }
    let site = std::fs::read_to_string(here.join("site.toml")).expect("site.toml");
    let site = site.split("\n[").next().unwrap_or_default();
    let editions = "[metrics]\nfile = \"metrics/metrics.yaml\"\n[editions.public]\naudience = \"public\"\n[editions.internal]\naudience = \"internal\"\n";
    handbook.write("site.toml", format!("{site}\n{editions}"));
    check(&handbook, "the demo");

    let mut all = BTreeSet::new();
    for (path, bytes) in tree(&handbook.path("dist/public")) {
        // A line of these is made of two addresses or of digests, which no page would repeat as a sentence.
        // Nor would it repeat the sentences that are made of a metric's numbers, such as how old they are, of which the search
        // index has the words.
        let is_made = ["ospress.json", "_redirects", "api/metrics.json"].contains(&path.as_str());
        if !is_made && !path.starts_with("metrics/") && !path.starts_with("search/words-") {
            all.extend(said(&String::from_utf8_lossy(&bytes).replace("&amp;", "&").replace("&#x27;", "'")));
        }
    }
    let mut twin = "---\ntitle: Everything again\naudience: internal\n---\n\n".to_owned();
    let is_digest = |word: &str| word.len() == 8 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    for one in all.iter().filter(|one| !one.split(' ').any(is_digest)) {
        let _ = writeln!(twin, "- {one}");
    }
    handbook.write("content/all-again.md", twin);
    check(&handbook, "everything again");
}

/// A hidden page may lie where the program makes a page of its own, a list of tags or what changed in a version: the
/// address is no secret then, and that somebody wrote there must not stop the public edition.
#[test]
fn a_hidden_page_may_lie_where_the_program_makes_one() {
    let handbook = Scratch::quick("verify-made");
    handbook.write(
        "site.toml",
        format!(
            "{SITE}[metrics]\nfile = \"numbers.yaml\"\n[versions]\ncurrent = \"2\"\n[[versions.released]]\nname = \"1\"\n\
            source = {{ path = \"content/_versions/1\" }}\n"
        ),
    );
    handbook.write(
        "content/numbers.yaml",
        "groups: [{id: giving, title: Giving}]\nmetrics: [{id: merges, title: Merges, group: giving, audience: public, \
        series: [{period: 2026-10, value: 4}]}]\n",
    );
    let page = |text: &str| format!("---\naudience: public\ntags: [supply chain]\n---\n# Use\n\n{text}\n");
    handbook.write("content/_versions/1/policies/use.md", page("Ask the office for a review."));
    handbook.write("content/policies/use.md", page("Ask the team for a review."));
    check(&handbook, "nothing hidden");
    let before = tree(&handbook.path("dist/public"));
    let made: BTreeSet<_> = before.keys().filter_map(|path| path.strip_suffix("/index.html")).collect();
    let made =
        made.into_iter().filter(|path| !matches!(*path, "policies" | "policies/use") && !path.starts_with("v/2/"));
    let mut count = 0;
    for path in made.filter(|path| !path.starts_with("v/1/policies")) {
        handbook.write(&format!("content/{path}.md"), "---\naudience: internal\n---\nKept within.\n");
        count += 1;
    }
    assert!(count >= 10, "{count}");
    let run = handbook.run(&["build", "--edition", "public", "--as-of", "2026-11-22"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(tree(&handbook.path("dist/public")), before);
}

#[test]
fn a_file_without_an_ending_that_a_page_names_passes() {
    let scratch = Scratch::quick("clean-plain-name");
    scratch.write("site.toml", SITE);
    scratch
        .write("content/_index.md", "---\naudience: public\n---\n# Home\n\nOur [LICENSE](LICENSE) and the license.\n");
    scratch.write("content/LICENSE", "Do what you want with all of this, as long as you name us in it.\n");
    check(&scratch, "a file without an ending");
}

#[test]
fn a_hidden_page_with_the_name_of_a_file_that_ospress_makes_passes() {
    let scratch = Scratch::quick("clean-made-names");
    scratch.write("site.toml", SITE);
    scratch.write("content/_index.md", "---\naudience: public\ntags: [one]\n---\n# Home\n\nHello.\n");
    for name in
        ["404", "api", "assets", "feed", "history", "llms", "ospress", "robots", "search", "sitemap", "tags", "v"]
    {
        scratch.write(&format!("content/{name}.md"), "---\naudience: internal\ntitle: Xylophone\n---\nText.\n");
    }
    let run = scratch.run(&["build", "--edition", "public", "--as-of", "2026-11-22"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
}

/// The packed bytes of a picture hold any three letters somewhere.
#[test]
fn a_short_word_in_the_bytes_of_a_picture_is_chance() {
    let handbook = Scratch::quick("verify-picture");
    handbook.write("site.toml", SITE);
    handbook.write("content/_index.md", "---\naudience: public\n---\n# Home\n\n![Waves](waves.png)\n");
    handbook.write("content/inside.md", "# Inside\n\nTBD\n\nKestrels\n");
    let mut dice = Dice(20_261_122);
    let noise: Vec<u8> = (0..4000).map(|_| u8::try_from(dice.below(256)).expect("a byte")).collect();
    let picture = |word: &[u8]| {
        let packed = [&noise[..2000], b"\x01{", word, b"}@\x02", &noise[2000..]].concat();
        crate::common::png(&[("IDAT", packed)])
    };
    handbook.write("content/waves.png", picture(b"TBD"));
    check(&handbook, "three letters");
    handbook.write("content/waves.png", picture(b"Kestrels"));
    let run = handbook.run(&["build", "--as-of", "2026-11-22"]);
    assert!(run.code == Some(1) && run.stderr.contains("leak-found"), "{}", run.stderr);
}

/// The index of search has words without accents and in parts, and numbers that count pages: none of it is what somebody hides.
#[test]
fn the_index_of_search_is_no_false_alarm() {
    let handbook = Scratch::quick("verify-search");
    handbook.write(
        "site.toml",
        "title = \"Book\"\n[editions.public]\naudience = \"public\"\n[editions.internal]\naudience = \"internal\"\n",
    );
    let open = "---\naudience: public\n---\n";
    handbook.write("content/_index.md", format!("{open}# Home\n\nWelcome.\n"));
    let long = "abcdefgh".repeat(5);
    let cases = [
        ("OSPO. Level. Phase.", "See OSPO-9, OSPO-17.\n\n## Level 9\n\n## Phase 17\n"),
        ("A résumé in the Müllerhaus.", "# Resume\n\nAsk Mullerhaus.\n"),
        ("It conti\u{ad}nuumproject, don't, data_set_b.", "# Nuumproject\n\n## Don\n\n## Continuumproject\n\n## Set\n"),
        (&long, &format!("# {}\n", &long[..32])),
        ("開源政策。", "# 源政\n"),
        ("4,711.25", "# 711\n\n## 25\n"),
    ];
    for (number, (said, hidden)) in cases.into_iter().enumerate() {
        handbook.write("content/a.md", format!("{open}# A\n\n{said}\n"));
        handbook.write("content/b.md", format!("{open}# B\n\n{said}\n"));
        handbook.write("content/i.md", hidden);
        check(&handbook, &format!("case {number}"));
    }
    // The control: a word that was planted there is found.
    handbook.write("content/i.md", "# Heliotrope\n\nA plan.\n");
    check(&handbook, "the control");
    let index = handbook.path("dist/public/search/words-0.txt");
    for planted in ["heliotrope 9\n", "heliotrope\n", "a heliotrope plan\n"] {
        let text = std::fs::read_to_string(&index).expect("an index");
        std::fs::write(&index, format!("{text}{planted}")).expect("an index");
        let run = handbook.run(&["verify", "dist/public", "--against", ".", "--edition", "public"]);
        assert!(run.stderr.contains("leak-found") && run.stderr.contains("words-0.txt"), "{planted}{}", run.stderr);
        std::fs::write(&index, text).expect("an index");
    }
}
