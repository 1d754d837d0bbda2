use std::collections::BTreeMap;

use super::*;
use crate::config;

/// Reads a handbook of these files, prepares an edition, and looks at one output file.
#[track_caller]
fn look(site: &str, files: &[(&str, &str)], edition: &str, html: &str) -> usize {
    let path = |path: &str| SourcePath::new(path).expect("a path");
    let files: BTreeMap<_, _> =
        files.iter().map(|(name, text)| (path(name), Blob::new(text.as_bytes().to_vec()))).collect();
    let (config, findings) = config::parse(&path("site.toml"), site);
    assert!(findings.is_empty(), "{findings:?}");
    let handbook = Handbook {
        config: &config,
        site_toml: site,
        trees: vec![Tree { content: "content", files: &files }],
        theme: vec![("page.html", b"<p>Next review</p>")],
        has_drafts: false,
    };
    let scan = Scan::new(handbook);
    let edition = config.editions.iter().find(|known| known.name == edition).expect("an edition");
    let Some(prepared) = scan.prepare(edition).prepared else { return 0 };
    scan::file("x.html", html.as_bytes(), &prepared, &mut sight::Sight::new(&prepared.index)).len()
}

const THREE: &str = "title = \"x\"\naudiences = [\"public\", \"partner\", \"internal\"]\n[editions.public]\naudience = \"public\"\n\
    [editions.partner]\naudience = \"partner\"\n[editions.internal]\naudience = \"internal\"\n";

#[test]
fn each_audience_may_know_what_wider_ones_know() {
    let files = [
        ("content/a.md", "---\naudience: public\n---\nOpen words :partner[for Quokka only] here.\n"),
        ("content/b.md", "---\naudience: internal\n---\nThe Wombat ledger is kept in a drawer of the second desk.\n"),
    ];
    let check = |edition: &str, html: &str, expect: bool| {
        assert_eq!(look(THREE, &files, edition, html) > 0, expect, "{edition}: {html}");
    };
    for (edition, quokka, wombat) in [("public", true, true), ("partner", false, true), ("internal", false, false)] {
        check(edition, "<p>Open words here.</p>", false);
        check(edition, "<p>Open words for Quokka only here.</p>", quokka);
        check(edition, "<p>the wombat ledger is kept in a drawer</p>", wombat);
    }
}

#[test]
fn common_words_are_titles_only_where_they_stand_alone() {
    let files = [
        ("content/a.md", "---\naudience: public\n---\nA risk is named in the register of each team. Contact us.\n"),
        ("content/b.md", "---\ntitle: Risk register\n---\n"),
        ("content/contact.md", "---\ntitle: Contact\n---\n"),
        ("content/next.md", "---\ntitle: Next review\n---\n"),
    ];
    let check = |html: &str, expect: usize| assert_eq!(look(THREE, &files, "public", html), expect, "{html}");
    check("<p>each risk register of a team</p>", 0);
    check("<li><a href=\"x\">Risk register</a></li>", 1);
    check("<img alt=\"risk register\">", 1);
    check("<a>Contact</a> <b>Next review</b>", 0);
}

#[test]
fn marks_in_code_are_examples() {
    let text = "---\naudience: public\n---\nWrite `:internal[the Numbat words]`, or:\n\n```\n:::internal\nthe Bilby words that nobody else may read\n:::\n```\n";
    let html = "<p>the Numbat words</p><pre>the Bilby words that nobody else may read</pre>";
    assert_eq!(look(THREE, &[("content/a.md", text)], "public", html), 0);
}

#[test]
fn a_file_with_rows_for_few_is_theirs() {
    let page =
        ("content/a.md", "---\naudience: public\n---\nSee [the rates](rates.yaml) and [the places](places.csv).\n");
    let data = "- name: Open Kakapo rate\n  value: 48113\n- name: Hidden Takahe rate\n  audience: internal\n";
    let places = "place,audience\nKokako harbour,200\n";
    let files = [page, ("content/rates.yaml", data), ("content/places.csv", places), ("content/b.csv", "Weka ridge\n")];
    let check = |html: &str, expect: bool| assert_eq!(look(THREE, &files, "public", html) > 0, expect, "{html}");
    check("<td>Open Kakapo rate</td>", true);
    check("<td>Hidden Takahe rate</td>", true);
    check("<td>Kokako harbour</td>", false);
    check("<td>Weka ridge</td>", true);
}

#[test]
fn the_words_of_site_toml_are_for_their_readers() {
    let site = "title = \"The :internal[Kakapo] book\"\nmenu = [\n  { title = \"Weka plan\", link = \"weka.md\" },\n  \
        { title = \"Open moa\", link = \"a.md\" },\n]\n[editions.public]\naudience = \"public\"\n[editions.internal]\n\
        audience = \"internal\"\ntitle = \"Takahe compass\"\nmenu = [{ title = \"Kea pages\", link = \"a.md\" }]\n[versions]\n\
        current = \"2\"\nnote = \"Seen by all :internal[and by the Tui desk]\"\n[[versions.released]]\nname = \"1\"\n\
        source = { path = \"old\" }\nnote = \":internal[Bellbird terms]\"\n[[data_pages]]\nfile = \"d.csv\"\npath = \"d/{id}\"\n\
        columns = { x = { title = \"Cost :internal[of Pukeko]\" }, y = { title = \"Robin fee\", audience = \"internal\" } }\n";
    let files = [
        ("content/a.md", "---\naudience: public\n---\nText.\n"),
        (
            "content/weka.md",
            "# Moa\n\nOpen moa. Seen by all. The book. Kakapo, Weka plan, Takahe compass, Kea pages, Tui desk, \
             Bellbird terms, Pukeko, Robin fee.\n",
        ),
    ];
    let check = |said: &str, expect: bool| {
        let found = look(site, &files, "public", &format!("<p>{said}</p>"));
        assert_eq!(found > 0, expect, "{said}");
    };
    for said in
        ["Weka plan", "Takahe compass", "Kea pages", "and by the Tui desk", "Bellbird terms", "of Pukeko", "Robin fee"]
    {
        check(said, true);
    }
    for said in ["Open moa", "Seen by all", "The book", "Cost"] {
        check(said, false);
    }
}

#[test]
fn what_is_looked_for_has_a_name() {
    let key = |hidden: &str, open: &str| {
        let path = |path: &str| SourcePath::new(path).expect("a path");
        let page = |name: &str, text: &str| (path(name), Blob::new(text.as_bytes().to_vec()));
        let files = BTreeMap::from([
            page("content/a.md", hidden),
            page("content/b.md", &format!("---\naudience: public\n---\n{open}")),
        ]);
        let (config, _) = config::parse(&path("site.toml"), THREE);
        let trees = vec![Tree { content: "content", files: &files }];
        let handbook = Handbook { config: &config, site_toml: THREE, trees, theme: Vec::new(), has_drafts: false };
        let scan = Scan::new(handbook);
        scan.prepare(&config.editions[0]).key().expect("something is hidden")
    };
    let (hidden, open) = ("The sale of the northern yard is planned for the spring.\n", "Anything.\n");
    let before = key(hidden, open);
    assert_eq!(before, key(hidden, "Anything else.\n"), "other open words");
    assert_ne!(before, key("The sale of the southern yard is planned for the spring.\n", open), "other hidden words");
    assert_ne!(before, key(hidden, hidden), "hidden words that are open now");
    assert_ne!(before, key("The yard.\n", open), "fewer hidden words");
}

/// A handbook of two pages, and what a glance at a new text of the second says of a file that was made.
#[track_caller]
fn glance_at(before: &str, after: &str, made: &str) -> Option<Clean> {
    let path = |path: &str| SourcePath::new(path).expect("a path");
    let page = |text: &str| Blob::new(text.as_bytes().to_vec());
    let hidden =
        "# Yard\n\nThe sale of the northern yard is planned for the spring. Ask the Wombat desk.\n\n![](plan.png)\n";
    let (config, _) = config::parse(&path("site.toml"), THREE);
    let files = BTreeMap::from([
        (path("content/a.md"), page(hidden)),
        (path("content/b.md"), page(before)),
        (path("content/plan.png"), page("a picture")),
        (path("content/c.md"), page("---\naudience: public\n---\n![](quay.png)\n")),
        (path("content/quay.png"), page("\u{1}\u{2}The Bilby harbour closes before the leaves fall.\u{1}")),
    ]);
    let crest = b"\xff\x01The Kakapo harbour closes before the leaves fall.\x01".as_slice();
    let handbook = |trees| {
        let theme = vec![("crest.png", crest), ("a.css", b"a { color: red }".as_slice())];
        Handbook { config: &config, site_toml: THREE, trees, theme, has_drafts: false }
    };
    let scan = Scan::new(handbook(vec![Tree { content: "content", files: &files }]));
    let watch = scan.prepare(&config.editions[0]);
    let kept = postcard::to_stdvec(&watch.keep().expect("a wider edition")).expect("plain data");
    let kept: Kept = postcard::from_bytes(&kept).expect("what was kept");
    let (source, blob) = (path("content/b.md"), page(after));
    let file = |hash| {
        let blob = files.values().find(|blob| blob.hash == hash).map(Blob::bytes);
        blob.or((Hash::of(crest) == hash).then_some(crest)).map(|bytes| read_file("x.png", bytes))
    };
    let made = vec![("b/index.html".into(), made.as_bytes())];
    let fresh = Fresh { pages: vec![(&source, &blob)], files: made, file: &file };
    let clean = glance(kept, &handbook(Vec::new()), "content", &config.editions[0], &fresh);
    assert!(clean.is_none_or(|Clean(index)| index.is_none_or(|index| Some(index) == watch.key())));
    clean
}

#[test]
fn a_glance_sees_what_a_scan_would_see() {
    let open = "---\naudience: public\n---\nOpen words. Ask the Wombat desk.\n";
    let more = |words: &str| format!("{open}\n{words}\n");
    let (hidden, fine) = ("The sale of the northern yard is planned for the spring.", "<p>Open words.</p>");
    assert!(glance_at(open, open, fine).is_some_and(|Clean(index)| index.is_some()), "nothing is new");
    assert!(glance_at(open, &more("More words."), fine).is_some_and(|Clean(index)| index.is_some()), "nothing is told");
    assert_eq!(glance_at(open, &more("More words."), &format!("<p>{hidden}</p>")), None, "a leak");
    assert_eq!(glance_at(open, open, "<a href=\"/a/\">Yard</a>"), None, "a title");
    assert_eq!(glance_at(open, &more(hidden), &format!("<p>{hidden}</p>")), Some(Clean(None)), "it is told openly now");
    let partner = |words: &str| more(&format!(":partner[{words}]"));
    let (numbat, bilby) = ("The Numbat harbour closes.", "The Bilby harbour closes before the leaves fall.");
    assert_eq!(glance_at(open, &partner(numbat), fine), Some(Clean(None)), "something is hidden anew");
    assert_eq!(glance_at(open, &partner(numbat), &format!("<p>{numbat}</p>")), None, "and it leaks");
    assert_eq!(glance_at(open, &partner(bilby), fine), None, "and an image for all says it");
    assert_eq!(glance_at(open, &partner(&bilby.replace("Bilby", "Kakapo")), fine), None, "and one of the theme");
    assert_eq!(
        glance_at(open, &partner(&format!("{numbat}] {numbat} :partner[x")), fine),
        Some(Clean(None)),
        "it is open, too"
    );
    let inner = partner(numbat);
    assert!(glance_at(&inner, &(inner.clone() + "\nMore."), fine).is_some(), "it was hidden before");
    assert!(glance_at(&inner, open, fine).is_some(), "what was hidden went");
    assert_eq!(glance_at(open, &open.replace("Ask the Wombat desk.", "Ask."), fine), None, "nobody says it openly now");
    assert_eq!(glance_at(&more("See plan.png."), open, fine), None, "no open page names the file now");
    assert!(glance_at(open, &more("See plan.png."), fine).is_some(), "an open page names the file now");
    assert_eq!(glance_at(open, &open.replace("public", "partner"), fine), None, "other front matter");
}
