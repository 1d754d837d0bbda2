//! Transitions: what becomes of pages between versions, from public to internal and back, whole and in parts, split, moved,
//! renamed and retired; and that no word that is hidden now or was hidden then reaches a public reader by any way.
//!
//! Each case is a small history. A word that starts with `qz` must be in no byte of the public edition, of a public
//! comparison or of the messages of a public build, and must be in the internal edition; one that starts with `ok` must be in
//! the public edition.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{Dice, Scratch, Tree};

const SITE: &str = r#"
title = "Book"
[editions.public]
audience = "public"
base_url = "https://book.example/"
[editions.internal]
audience = "internal"
base_url = "https://inside.example/"
[metrics]
file = "numbers/metrics.yaml"
[[data_pages]]
file = "tables/tools.csv"
path = "tools/{name}"
title = "name"
[versions]
current = "3"
[[versions.released]]
name = "2"
date = 2026-06-01
note = "Second oknotetwo :internal[and qznotetwo]"
source = { path = "content/_versions/2" }
[[versions.released]]
name = "1"
date = 2026-01-10
source = { path = "content/_versions/1" }
"#;

/// The histories: a name, then files, each behind a line `=== VERSIONS PATH`. A file without front matter is public.
const CASES: &[(&str, &str)] = &[
    (
        "page-closed-today",
        "=== 12 a.md\nThe qzclosed rule.\n=== 3 a.md\n---\naudience: internal\n---\nThe qzclosed rule.\n",
    ),
    (
        "page-opened-today",
        "=== 12 a.md\n---\naudience: internal\n---\nThe qzthen rule.\n=== 3 a.md\nThe okopened rule.\n",
    ),
    (
        "closed-for-a-while",
        "=== 1 a.md\nThe okfirst rule.\n=== 2 a.md\n---\naudience: internal\n---\nThe qzmiddle rule.\n=== 3 a.md\nThe oklast rule.\n",
    ),
    (
        "closed-then-gone",
        "=== 1 a.md\nThe qzwasopen rule.\n=== 2 a.md\n---\naudience: internal\n---\nThe qzwasopen rule.\n",
    ),
    (
        "words-hidden-all-along",
        "=== 12 a.md\n---\naudience: public\napprover: ':internal[Dr Qzchief]'\n---\nUnchanged okbefore MUST be :internal[qzsame] seen.\n\n\
         | A | :internal[qzhead] |\n|---|---|\n| oktablethen | :internal[qzcell] |\n\
         === 3 a.md\n---\naudience: public\napprover: ':internal[Dr Qzchief]'\n---\nUnchanged okafter MUST be :internal[qzsame] seen.\n\n\
         | A | :internal[qzhead] |\n|---|---|\n| oktablenow | :internal[qzcell] |\n",
    ),
    ("retired-in-public", "=== 12 a.md\nThe okretired rule.\n"),
    ("retired-inside", "=== 1 a.md\n---\naudience: internal\n---\nThe qzretired rule.\n"),
    (
        "moved-and-closed-by-id",
        "=== 12 a.md\n---\nid: MOV-1\naudience: public\n---\nThe qzmovedid rule.\n=== 3 deep/b.md\n---\nid: MOV-1\naudience: internal\n---\nAltogether other words qzmovednow.\n",
    ),
    (
        "moved-and-closed-by-text",
        "=== 12 a.md\nEvery project of the qzmeter team names a maintainer who answers reports within five days, keeps the list current, and asks the office first.\n=== 3 deep/b.md\n---\naudience: internal\n---\nEvery project of the qzmeter team names a maintainer who answers reports within two days, keeps the list current, and asks the office first.\n",
    ),
    (
        "renamed-with-a-hidden-name",
        "=== 12 qzfile-plan.md\n---\naudience: internal\n---\n# The qzplan\n\nWords within.\n=== 3 plan.md\n# The plan\n\nWords okplan for all.\n",
    ),
    (
        "section-closed-today",
        "=== 123 part/_index.md\n# Part\n=== 12 part/a.md\nThe qzpart rule.\n=== 3 part/_index.md\n---\naudience: internal\n---\n# Part\n=== 3 part/a.md\n---\naudience: internal\n---\nThe qzpart rule.\n",
    ),
    (
        "section-closed-and-emptied",
        "=== 12 part/_index.md\n# Part\n=== 12 part/a.md\nThe qzemptied rule.\n=== 3 part/_index.md\n---\naudience: internal\n---\n# Part\n",
    ),
    (
        "block-closed-today",
        "=== 12 a.md\nThe okbefore of it.\n\nThe qzblock of it has many words, so that everybody knows it again.\n\nThe okafter of it.\n=== 3 a.md\nThe okbefore of it.\n\n:::internal\n\nThe qzblock of it has many words, so that everybody knows it again.\n\n:::\n\nThe okafter of it.\n",
    ),
    (
        "short-block-closed-today",
        "=== 12 a.md\nOne okone.\n\n- Two okitem\n- Call qzphone\n\nThree okthree.\n=== 3 a.md\nOne okone.\n\n- Two okitem\n\n:::internal\n- Call qzphone\n:::\n\nThree okthree.\n",
    ),
    (
        "block-changed-and-closed",
        "=== 12 a.md\nThe oklead of it.\n\nThe budget of the qzbudget group for 2026 is four million, split in two.\n=== 3 a.md\nThe oklead of it.\n\n:::internal\n\nThe budget of the qzbudget group for 2027 is five million, split in three.\n\n:::\n",
    ),
    (
        "block-opened-today",
        "=== 12 a.md\nThe oklead.\n\n:::internal\n\nHidden then, qzbefore and more words of it.\n\n:::\n=== 3 a.md\nThe oklead.\n\nOpen now, okopenblock and more words of it.\n",
    ),
    (
        "words-closed-today",
        "=== 12 a.md\nThe team (qzanna and qzberg) answers every okmail within a day.\n=== 3 a.md\nThe team :internal[(qzanna and qzberg)] answers every okmail within a day.\n",
    ),
    (
        "name-closed-today-and-used-elsewhere-then",
        "=== 12 a.md\nThe lead is qzmaria.\n\nAsk qzmaria for the key.\n\nThe okrest.\n=== 3 a.md\nThe lead is :internal[qzmaria].\n\nThe okrest.\n",
    ),
    (
        "fact-closed-today",
        "=== 12 a.md\n---\naudience: public\nowner: qzowner\ncontact: qzcontact\ndescription: The qzproject page\n---\nThe okfact.\n=== 3 a.md\n---\naudience: public\nowner: \":internal[qzowner]\"\ncontact: \":internal[qzcontact] okcontact\"\ndescription: \"The :internal[qzproject] page\"\n---\nThe okfact.\n",
    ),
    (
        "title-closed-today",
        "=== 12 a.md\n---\naudience: public\ntitle: The qztitle plan\n---\nThe oktitle text.\n=== 3 a.md\n---\naudience: public\ntitle: \"The :internal[qztitle] plan\"\n---\nThe oktitle text.\n",
    ),
    (
        "split-in-two",
        "=== 12 a.md\n# Rules\n\nThe okstays part of the rules is for everybody who reads them here.\n\n## Keys\n\nThe keys of the qzvault are kept by three people, and each of them knows one part only.\n\nAsk qzkeeper.\n=== 3 a.md\n# Rules\n\nThe okstays part of the rules is for everybody who reads them here.\n=== 3 inner.md\n---\naudience: internal\n---\n# Keys\n\nThe keys of the qzvault are kept by three people, and each of them knows one part only.\n\nAsk qzkeeper.\n",
    ),
    (
        "joined-into-a-closed-one",
        "=== 12 a.md\nThe first qzjoined rule says that every build keeps its sources for ten years.\n=== 12 b.md\n---\naudience: internal\n---\nOther words qzinner.\n=== 3 b.md\n---\naudience: internal\n---\nOther words qzinner.\n\nThe first qzjoined rule says that every build keeps its sources for ten years.\n",
    ),
    (
        "two-swapped-one-closed",
        "=== 12 a.md\n---\nid: SW-1\naudience: public\n---\nThe qzswapone rule.\n=== 12 b.md\n---\nid: SW-2\naudience: public\n---\nThe okswaptwo rule.\n=== 3 b.md\n---\nid: SW-1\naudience: internal\n---\nThe qzswapone rule.\n=== 3 a.md\n---\nid: SW-2\naudience: public\n---\nThe okswaptwo rule.\n",
    ),
    (
        "chain-of-moves-then-closed",
        "=== 1 a.md\n---\nid: CH-1\naudience: public\n---\nThe qzchain rule.\n=== 2 b.md\n---\nid: CH-1\naudience: public\n---\nThe qzchain rule.\n=== 3 c.md\n---\nid: CH-1\naudience: internal\n---\nThe qzchain rule.\n",
    ),
    (
        "image-closed-today",
        "=== 12 a.md\nThe okimage text.\n\n![The qzchart](qzorg.svg)\n=== 3 a.md\nThe okimage text.\n\n:::internal\n\n![The qzchart](qzorg.svg)\n\n:::\n=== 123 qzorg.svg\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><title>qzdrawn</title></svg>\n",
    ),
    (
        "tag-closed-today",
        "=== 12 a.md\n---\naudience: public\ntags: [oktag, qztag]\n---\nThe oktagged text.\n=== 3 a.md\n---\naudience: public\ntags: [oktag, \":internal[qztag]\"]\n---\nThe oktagged text.\n",
    ),
    (
        "row-closed-today",
        "=== 12 a.md\nThe oktable.\n\n| Who | What |\n|---|---|\n| okrow | one |\n| qzrow | two |\n=== 3 a.md\nThe oktable.\n\n| Who | What |\n|---|---|\n| okrow | one |\n| :internal[qzrow] | :internal[two] |\n",
    ),
    (
        "code-closed-today",
        "=== 12 a.md\nThe okcode.\n\n```sh\nssh qzhost -p 22\nls\n```\n\nThe end.\n=== 3 a.md\nThe okcode.\n\n:::internal\n\n```sh\nssh qzhost -p 22\nls\n```\n\n:::\n\nThe end.\n",
    ),
    (
        "heading-closed-today",
        "=== 12 a.md\nThe okheading.\n\n## The qzsection\n\nWords below the heading, okbelow.\n=== 3 a.md\nThe okheading.\n\n## The :internal[qzsection] section\n\nWords below the heading, okbelow.\n",
    ),
    (
        "footnote-closed-today",
        "=== 12 a.md\nThe oknote.[^1]\n\n[^1]: See the qzfoot file.\n=== 3 a.md\nThe oknote.\n\n:::internal\n\nMore.[^1]\n\n[^1]: See the qzfoot file.\n\n:::\n",
    ),
    (
        "link-closed-today",
        "=== 12 a.md\nThe oklink is [over here](https://qzlink.example/x) for you.\n=== 3 a.md\nThe oklink is :internal[[over here](https://qzlink.example/x)] for you.\n",
    ),
    ("doubtful-today", "=== 12 a.md\nThe qzdoubt rule.\n=== 3 a.md\n---\naudience: internal\n---\nThe qzdoubt rule.\n"),
    (
        "draft-today",
        "=== 12 a.md\nThe okdraft rule of old.\n=== 3 a.md\n---\naudience: public\nstatus: draft\n---\nThe new rule of it.\n",
    ),
    (
        "retired-with-a-hidden-successor",
        "=== 12 a.md\n---\nid: RET-1\naudience: public\n---\nThe okreplaced rule.\n=== 3 b.md\n---\ntitle: The qzsuccessor rule\nsupersedes: RET-1\naudience: internal\n---\nWithin.\n",
    ),
    (
        "moved-to-another-path-that-another-page-takes",
        "=== 12 a.md\nThe keys of the qzdoor are kept by three people of the night shift, and each knows one part of it.\n=== 3 a.md\nAltogether different words stand here today, and oktoday is one of them.\n=== 3 z.md\n---\naudience: internal\n---\nThe keys of the qzdoor are kept by three people of the night shift, and each knows one part of it.\n",
    ),
    (
        "table-closed-today",
        "=== 12 a.md\nThe okabove.\n\n| qzhead | Cost |\n|---|---|\n| one | qzcost |\n\nThe okunder.\n=== 3 a.md\nThe okabove.\n\n:::internal\n\n| qzhead | Cost |\n|---|---|\n| one | qzcost |\n\n:::\n\nThe okunder.\n",
    ),
    (
        "callout-closed-today",
        "=== 12 a.md\nThe oksaid.\n\n:::warning[About qzalarm]\n\nCall the qzguard at once, by day and by night.\n\n- or qzsecond\n\n:::\n\nThe okfurther.\n=== 3 a.md\nThe oksaid.\n\n::::internal\n\n:::warning[About qzalarm]\n\nCall the qzguard at once, by day and by night.\n\n- or qzsecond\n\n:::\n\n::::\n\nThe okfurther.\n",
    ),
    (
        "list-closed-today",
        "=== 12 a.md\nThe oktop.\n\n- okfirst item\n  - qzdeep item\n  - okdeep item\n- qzlast item\n  of two lines\n\n1. okone\n2. qztwo\n=== 3 a.md\nThe oktop.\n\n- okfirst item\n  - :internal[qzdeep item]\n  - okdeep item\n- :internal[qzlast item\n  of two lines]\n\n1. okone\n2. :internal[qztwo]\n",
    ),
    (
        "carriage-returns",
        "=== 12 a.md\nThe okreturn.\r\n\r\nHidden then qzreturn and\r\nmore.\r\n\r\nThe end.\r\n=== 3 a.md\nThe okreturn.\r\n\r\n:::internal\r\n\r\nHidden then qzreturn and more.\r\n\r\n:::\r\n\r\nThe end.\r\n",
    ),
    (
        "reflowed-and-closed",
        "=== 12 a.md\nThe okflow. The whole of the\nqzflow is here,\nin three lines of text.\n=== 3 a.md\nThe okflow. :internal[The whole of the qzflow\nis here, in three lines of text.]\n",
    ),
    (
        "words-in-emphasis-closed-today",
        "=== 12 a.md\nThe okstrong **team of qzstrong** and `qzcode` here.\n=== 3 a.md\nThe okstrong :internal[**team of qzstrong**] and :internal[`qzcode`] here.\n",
    ),
    (
        "section-facts-closed-today",
        "=== 12 _index.md\n---\naudience: public\nchildren: {audience: public, owner: qzbelow}\n---\n# Part\n=== 12 a.md\n---\ntitle: A\n---\nThe okinherits.\n=== 3 _index.md\n---\naudience: public\nchildren: {audience: public, owner: \":internal[qzabove]\"}\n---\n# Part\n=== 3 a.md\n---\ntitle: A\n---\nThe okinherits.\n",
    ),
    (
        "fact-changed-and-closed",
        "=== 12 a.md\n---\naudience: public\nkind: policy\nid: POL-77\nstatus: active\neffective_from: 2026-01-01\napprover: qzbefore\ncontrols: [qzinlist, qzother]\n---\nThe okapproved.\n=== 3 a.md\n---\naudience: public\nkind: policy\nid: POL-77\nstatus: active\neffective_from: 2026-01-01\napprover: \":internal[qzafter]\"\ncontrols: [\":internal[qznow]\"]\n---\nThe okapproved.\n",
    ),
    (
        "name-in-text-closed-that-stood-in-a-fact",
        "=== 12 a.md\n---\naudience: public\ndescription: All about qzbluebird\n---\nThe project okbird.\n=== 3 a.md\nThe project :internal[qzbluebird] okbird.\n",
    ),
    (
        "words-opened-today",
        "=== 12 a.md\nThe oklist :internal[qzwasin] of it.\n=== 3 a.md\nThe oklist okisout of it.\n",
    ),
    (
        "asset-in-a-section-closed-today",
        "=== 123 part/_index.md\n# Part\n=== 12 part/a.md\n![Plan](qzplanned.svg)\n\nThe qzpictured.\n=== 12 b.md\n![Plan](part/qzplanned.svg)\n\nThe okpicture.\n=== 123 part/qzplanned.svg\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><title>qzplot</title></svg>\n=== 3 part/_index.md\n---\naudience: internal\n---\n# Part\n\n![Plan](qzplanned.svg)\n=== 3 part/a.md\n---\naudience: internal\n---\n![Plan](qzplanned.svg)\n\nThe qzpictured.\n=== 3 b.md\nThe okpicture.\n",
    ),
    (
        "numbers",
        "=== 12 quoting.md\nThe okquoting number is :metric[qzshut] okmore.\n\n::chart{id=qzshut}\n=== 3 quoting.md\nThe okquoted number.\n=== 12 metrics.yaml\ngroups:\n  - {id: g, title: okgroup, description: The qzgroup of it, audience: public}\nmetrics:\n  - {id: open, title: okopenmetric, group: g, audience: public, owner: qzmetricowner, question: How many qzquestion?, series: {2025-01: 11, 2025-02: 12}}\n  - {id: qzshut, title: qzshutmetric, group: g, audience: public, series: {2025-01: 21}}\n  - {id: qzthen, title: Qzmoved one, group: g, audience: public, series: {2025-01: 22}}\n  - {id: late, title: oklatemetric, audience: public, group: g, data: late.csv}\n=== 3 metrics.yaml\ngroups:\n  - {id: g, title: okgroup, description: \"The :internal[qzgroup] of it\", audience: public}\nmetrics:\n  - {id: open, title: okopenmetric, group: g, audience: public, owner: \":internal[qzmetricowner]\", question: \"How many :internal[qzquestion]?\", series: {2025-01: 11, 2025-02: 12}}\n  - {id: qzshut, title: qzshutmetric, group: g, audience: internal, series: {2025-01: 21}}\n  - {id: qznow, title: Qzmoved one, group: g, audience: internal, series: {2025-01: 22}}\n  - {id: late, title: oklatemetric, audience: public, group: g, data: late.csv}\n=== 12 late.csv\nperiod,value\n2025-01,31\n2025-02,987654321\n=== 3 late.csv\nperiod,value\n2025-01,31\n2025-02,:internal[987654321]\n",
    ),
    (
        "tables",
        "=== 12 tools.csv\nname,note,cost\noktoolone,oknoteone,qzcostone\noktooltwo,qznotetool,5\nqztoolthree,x,6\n=== 3 tools.csv\nname,note,:internal[cost],audience\noktoolone,oknoteone,qzcostone,public\noktooltwo,:internal[qznotetool],5,public\nqztoolthree,x,6,internal\n=== 123 ../tools/_index.md\n---\naudience: public\nchildren: {audience: public}\n---\n# Tools\n",
    ),
];

/// The words of a text that start with some letters.
fn words_with(start: &str, text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| word.starts_with(start)).map(str::to_owned).collect()
}

/// Writes all cases into one handbook, each in a folder of its own.
fn book(name: &str, cases: &[(&str, &str)]) -> Scratch {
    let book = Scratch::handbook(name, SITE);
    for (version, folder) in folders() {
        book.write(&format!("{folder}/_index.md"), "---\naudience: public\n---\n# Home\n");
        for (case, files) in cases {
            for file in files.split("=== ").filter(|file| !file.is_empty()) {
                let (head, text) = file.split_once('\n').expect("a head");
                let (versions, path) = head.split_once(' ').expect("versions and a path");
                if versions.contains(version) {
                    let is_plain = text.starts_with("---") || !path.ends_with(".md");
                    let front = if is_plain { "" } else { "---\naudience: public\n---\n" };
                    book.write(&format!("{folder}/{case}/{path}"), format!("{front}{text}"));
                }
            }
        }
    }
    book
}

fn folders() -> [(char, &'static str); 3] {
    [('1', "content/_versions/1"), ('2', "content/_versions/2"), ('3', "content")]
}

/// All that a tree says: its names and its bytes.
fn said(tree: &Tree) -> String {
    tree.iter().map(|(path, bytes)| format!("{path}\n{}\n", String::from_utf8_lossy(bytes))).collect()
}

/// Where a word stands in a tree.
fn places(tree: &Tree, word: &str) -> Vec<String> {
    let has = |(path, bytes): &(&String, &Vec<u8>)| {
        path.to_lowercase().contains(word) || String::from_utf8_lossy(bytes).to_lowercase().contains(word)
    };
    tree.iter().filter(has).map(|(path, _)| path.clone()).collect()
}

#[test]
fn no_transition_tells_what_is_hidden() {
    let book = book("transitions", CASES);
    let alone = book.run(&["build", "--as-of", "2026-11-22", "--edition", "public"]);
    assert_eq!(alone.code, Some(0), "{}{}", alone.stdout, alone.stderr);
    let public = common::tree(&book.path("dist/public"));
    let run = book.run(&["build", "--as-of", "2026-11-22"]);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    common::assert_same(&common::tree(&book.path("dist/public")), &public, "beside the internal edition");
    let inside = said(&common::tree(&book.path("dist/internal"))).to_lowercase();
    let outside = said(&public).to_lowercase();
    let mut wrong = Vec::new();
    for (case, files) in CASES.iter().chain(&[("site.toml", SITE)]) {
        let hidden = words_with("qz", files);
        for word in hidden.iter().filter(|word| outside.contains(word.as_str())) {
            wrong.push(format!("{case}: {word} is in {:?}", places(&public, word)));
        }
        for word in hidden.iter().filter(|word| !inside.contains(word.as_str())) {
            wrong.push(format!("{case}: {word} is not inside"));
        }
        for word in words_with("ok", files).iter().filter(|word| !outside.contains(word.as_str())) {
            wrong.push(format!("{case}: {word} is missing"));
        }
    }
    for path in places(&common::tree(&book.path("dist/internal")), ":internal") {
        wrong.push(format!("{path} shows a mark"));
    }
    for word in words_with("qz", &alone.stderr.to_lowercase()) {
        wrong.push(format!("{word} is in the messages"));
    }
    assert!(wrong.is_empty() && !outside.contains("987654321") && inside.contains("987654321"), "{wrong:#?}");
}

#[test]
fn no_comparison_tells_what_is_hidden() {
    let book = book("transitions-diff", CASES);
    for (from, to) in [("1", "2"), ("2", "3"), ("1", "3"), ("3", "1")] {
        for format in ["human", "markdown", "json"] {
            let ends = ["diff", "--from", from, "--to", to, "--format", format];
            let compare = |edition: &str| {
                let run = book.run(&[&ends[..], &["--edition", edition]].concat());
                assert_eq!(run.code, Some(0), "{}", run.stderr);
                (run.stdout + &run.stderr).to_lowercase()
            };
            let public = compare("public");
            let found = words_with("qz", &public);
            assert!(found.is_empty() && !public.contains("987654321"), "{from} {to} {format}: {found:?}");
            let sees = |(from, format)| from == "2" && format == "json";
            assert!(!sees((from, format)) || words_with("qz", &compare("internal")).len() > 9);
        }
    }
}

/// A part of a page: a word of its own among others, and whether it is hidden.
#[derive(Debug, Clone)]
struct Part {
    mark: String,
    before: Vec<String>,
    after: Vec<String>,
    form: usize,
    hidden: Hidden,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Hidden {
    No,
    Block,
    Words,
}

/// A word of three syllables.
fn word(dice: &mut Dice) -> String {
    let syllables = ["ba", "ce", "di", "fo", "gu", "ha", "ke", "li", "mo", "nu"];
    (0..3).map(|_| *dice.pick(&syllables)).collect()
}

impl Part {
    fn new(dice: &mut Dice, number: usize) -> Self {
        let mut words = |least: usize| (0..least + dice.below(5)).map(|_| word(dice)).collect();
        let (before, after) = (words(2), words(4));
        Self { mark: format!("zq{number}m"), before, after, form: dice.below(6), hidden: Hidden::No }
    }

    fn text(&self) -> String {
        let said = match self.hidden {
            Hidden::Words => format!(":internal[{} {}]", self.mark, self.after[0]),
            _ => format!("{} {}", self.mark, self.after[0]),
        };
        let line = format!("{} {said} {}", self.before.join(" "), self.after[1..].join(" "));
        let text = match self.form {
            0 => format!("- {line}\n- another item"),
            1 => format!("| A | B |\n|---|---|\n| x | {line} |"),
            2 => format!("> {line}."),
            3 if self.hidden != Hidden::Words => format!("```\n{line}\n```"),
            4 => line.replace(' ', "\n"),
            _ => format!("{line}."),
        };
        if self.hidden == Hidden::Block { format!(":::internal\n\n{text}\n\n:::") } else { text }
    }
}

/// The pages of a version: what each holds; the last one is for colleagues alone.
type Pages = Vec<Vec<Part>>;

fn next(dice: &mut Dice, pages: &Pages, count: &mut usize) -> Pages {
    let mut next = pages.clone();
    let vault = next.len() - 1;
    for page in 0..vault {
        let mut kept = Vec::new();
        for mut part in std::mem::take(&mut next[page]) {
            match dice.below(12) {
                0 => part.hidden = Hidden::Block,
                1 => part.hidden = Hidden::Words,
                2 => part.hidden = Hidden::No,
                3 => part.after.push(word(dice)),
                4 => drop(part.before.remove(0)),
                5 => continue,
                6 if part.before.len() + part.after.len() > 7 => {
                    next[vault].push(Part { hidden: Hidden::No, ..part });
                    continue;
                }
                _ => {}
            }
            if part.before.is_empty() {
                part.before.push(word(dice));
            }
            kept.push(part);
        }
        *count += 1;
        kept.push(Part::new(dice, *count));
        let at = dice.below(kept.len());
        kept.swap(at, 0);
        next[page] = kept;
    }
    let gone = dice.below(next[vault].len() + 3);
    if gone < next[vault].len() {
        next[vault].remove(gone);
    }
    next
}

/// The marks that are hidden in the newest version that has them, and those that were open in all.
fn sorted(past: &[Pages]) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut last, mut ever) = (BTreeMap::new(), BTreeSet::new());
    for pages in past {
        for (page, parts) in pages.iter().enumerate() {
            for part in parts {
                let is_hidden = page + 1 == pages.len() || part.hidden != Hidden::No;
                last.insert(part.mark.clone(), is_hidden);
                ever.extend(is_hidden.then(|| part.mark.clone()));
            }
        }
    }
    let open = last.keys().filter(|mark| !ever.contains(*mark)).cloned().collect();
    (last.into_iter().filter(|(_, is_hidden)| *is_hidden).map(|(mark, _)| mark).collect(), open)
}

#[test]
fn parts_that_are_hidden_last_are_hidden_in_every_version() {
    let mut met = 0;
    for seed in 1..=if common::is_long_run() { 100 } else { 6 } {
        let mut dice = Dice(seed * 104_729);
        let mut count = 0;
        let first = (0..5).map(|page| if page == 4 { Vec::new() } else { vec![Part::new(&mut dice, 900 + page)] });
        let mut past: Vec<Pages> = vec![first.collect()];
        for _ in 0..4 {
            past.push(next(&mut dice, &past[past.len() - 1], &mut count));
        }
        let past = &past[past.len() - 3..];
        let book = Scratch::quick("transitions-random");
        let (start, versions) = (SITE.split("[metrics]").next(), SITE.split("[versions]").nth(1));
        book.write("site.toml", format!("{}[versions]{}", start.expect("a start"), versions.expect("versions")));
        for ((_, folder), pages) in folders().iter().zip(past) {
            book.write(&format!("{folder}/_index.md"), "---\naudience: public\n---\n# Home\n");
            for (page, parts) in pages.iter().enumerate() {
                let audience = if page + 1 == pages.len() { "internal" } else { "public" };
                let text: Vec<String> = parts.iter().map(Part::text).collect();
                let text = format!("---\naudience: {audience}\n---\n# Page {page}\n\nText.\n\n{}\n", text.join("\n\n"));
                book.write(&format!("{folder}/page-{page}.md"), text);
            }
        }
        let run = book.run(&["build", "--as-of", "2026-11-22"]);
        assert_eq!(run.code, Some(0), "{seed}: {}", run.stderr);
        let public = common::tree(&book.path("dist/public"));
        let (hidden, open) = sorted(past);
        for mark in &hidden {
            assert_eq!(places(&public, mark), Vec::<String>::new(), "{seed}: {mark} {past:#?}");
        }
        for mark in &open {
            assert!(!places(&public, mark).is_empty(), "{seed}: {mark} is missing");
        }
        met += hidden.len();
    }
    assert!(met > 30, "{met}");
}
