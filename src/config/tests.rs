//! What site.toml may say, and what is said about what it may not.

use crate::path::SourcePath;

use super::keys::{Form, Key, ROOT};
use super::*;

fn read(text: &str) -> (Config, Vec<Diagnostic>) {
    parse(&SourcePath::new("site.toml").expect("a fine path"), text)
}

/// Compares all findings: code, the text that they point to, and a part of message or help.
fn check(text: &str, expect: &[(Code, &str, &str)]) -> Config {
    let (config, findings) = read(text);
    let found: Vec<_> =
        findings.iter().map(|finding| (finding.code, &text[finding.primary.range.clone()], said(finding))).collect();
    assert_eq!(found.len(), expect.len(), "{text}\n{found:#?}");
    for ((code, at, said), (wanted, place, words)) in found.iter().zip(expect) {
        assert!(code == wanted && at == place && said.contains(words), "{text}\n{found:#?}");
    }
    config
}

fn said(finding: &Diagnostic) -> String {
    let help = finding.help.as_deref().expect("every finding says what to do");
    assert!(!help.is_empty() && !finding.message.contains('\n') && !finding.message.ends_with('.'), "{finding:?}");
    format!("{}; {help}", finding.message)
}

const FULL: &str = r##"
title = "Open source at Fjordlight"
description = "How we use and share open source."
base_url = "https://example.org/oss/"
language = "en-GB"
content = "."
theme = "paper"
audiences = ["public", "partners", "internal"]
edit_url = "https://git.example/edit/{path}"
smart_punctuation = true
number_prefixes = "keep"

[menu]
"Use" = "policies/use.md"
"About" = "https://fjordlight.example"

[kinds]
policies = "policy"
"training/modules" = "module"

[editions.public]
audience = "public"
base_url = "https://opensource.example"

[editions.training]
audience = "internal"
sections = ["training/", "glossary"]
home = "training"
theme = { accent = "#0b57a4" }

[versions]
current = "2026.3"
from_tags = { pattern = "v*", order = "date" }
[[versions.released]]
name = "2026.2"
date = 2026-06-01
note = "Tightened"
source = { git = "v2026.2" }
[[versions.released]]
name = "2026.1"
date = "2026-01-31"
source = { path = "content/_versions/2026.1" }

[metrics]
file = "metrics/metrics.yaml"

[[data_pages]]
file = "projects.csv"
path = "/projects/{slug}/"

[statuses]
Live = "active"

[check]
image-alt = "error"
asset-unused = "off"
link-empty = "warn"
metric-stale = "note"
audience-link = "error"
"##;

#[test]
fn a_full_file_is_read() {
    let config = check(FULL, &[]);
    assert_eq!(
        (config.title.as_str(), config.content.as_str(), config.theme.as_str()),
        ("Open source at Fjordlight", "", "paper")
    );
    assert!(config.smart_punctuation && config.keep_number_prefixes);
    assert_eq!(config.kinds["training/modules"], Kind::Module);
    let [public, training] = &config.editions[..] else { panic!("{:?}", config.editions) };
    assert_eq!((public.audience, training.audience), (Audience::WIDEST, config.audiences.narrowest()));
    assert_eq!(training.sections.as_deref(), Some(&["training".to_owned(), "glossary".to_owned()][..]));
    assert_eq!((training.home.as_deref(), training.tokens["accent"].as_str()), (Some("training"), "#0b57a4"));
    assert_eq!(&FULL[public.range.clone()], "public");
    let menu: Vec<_> = config.menu.iter().map(|entry| (entry.title.as_str(), &FULL[entry.range.clone()])).collect();
    assert_eq!(menu, [("Use", "\"Use\""), ("About", "\"About\"")]);
    assert_eq!(config.statuses["live"], Status::Active);
    assert_eq!(config.check[&Code::AssetUnused], None);
    assert_eq!(config.check[&Code::LinkEmpty], Some(Severity::Warning));
    assert_eq!(config.check[&Code::MetricStale], Some(Severity::Note));
    assert_eq!(config.metrics.as_deref(), Some("metrics/metrics.yaml"));
    assert_eq!(config.data_pages[0].path, "projects/{slug}");
    assert_eq!(&FULL[config.places["editions.training.home"].clone()], "\"training\"");
}

#[test]
fn versions_are_read() {
    let versions = check(FULL, &[]).versions;
    let names: Vec<_> =
        versions.released.iter().map(|version| (version.name.as_str(), version.source.clone())).collect();
    let folder = VersionSource::Folder("content/_versions/2026.1".into());
    assert_eq!(names, [("2026.2", VersionSource::Git("v2026.2".into())), ("2026.1", folder)]);
    assert!(versions.released.iter().all(|version| version.date.is_some()));
    let tags = versions.from_tags.expect("a pattern");
    assert_eq!((tags.name.as_str(), tags.order), ("{1}", TagOrder::Date));
}

#[test]
fn defaults_are_safe() {
    let config = check("title = \"x\"", &[]);
    let [site] = &config.editions[..] else { panic!("{:?}", config.editions) };
    assert_eq!((site.name.as_str(), site.audience), ("site", config.audiences.narrowest()));
    assert_eq!(
        (config.content.as_str(), config.language.as_str(), config.theme.as_str()),
        ("content", "en", "handbook")
    );
    check("", &[(Code::ConfigValue, "", "`title = ")]);
    check("\u{feff}title = \"x\"\r\n\r\nlanguage = \"de\"\r\n", &[]);
}

#[test]
fn the_theme_is_a_name_or_a_table() {
    let table = check("title = 'x'\n[theme]\nname = 'paper'\naccent = '#123456'\n", &[]);
    assert_eq!((table.theme.as_str(), table.tokens.len(), table.tokens["accent"].as_str()), ("paper", 1, "#123456"));
    let tokens = check("title = 'x'\n[theme]\naccent = 'red'\n", &[]);
    assert_eq!((tokens.theme.as_str(), tokens.tokens.len()), ("handbook", 1));
    check("title = 'x'\ntheme = 3\n", &[(Code::ConfigValue, "3", "a text in quotes or a table")]);
    let bad = check(
        "title = 'x'\n[theme]\naccent = 'red;} body {'\nBad = 'x'\n",
        &[(Code::ConfigValue, "'red;} body {'", "`theme.accent`"), (Code::ConfigUnknownKey, "Bad", "small letters")],
    );
    assert!(bad.tokens.is_empty());
}

#[test]
fn unknown_keys_are_refused_with_a_suggestion() {
    let value = Code::ConfigUnknownKey;
    check("title = 'x'\ntitel = 'y'", &[(value, "titel", "did you mean `title`?")]);
    check("title = 'x'\n[metrics]\nfile = 'x'\nlanguage = 'en'", &[(value, "language", "above the first `[table]`")]);
    check("title = 'x'\n[edition.public]\naudience = 'public'", &[(value, "edition", "did you mean `editions`?")]);
    check("title = 'x'\n[check]\nimage-altt = 'off'", &[(value, "image-altt", "did you mean `image-alt`?")]);
    let many: Vec<_> = (0..40).map(|number| format!("key{number} = 1\n")).collect();
    assert_eq!(read(&many.concat()).1.len(), 41, "all at once, and the missing title");
}

#[test]
fn an_edition_fails_closed() {
    let unknown = "title = 'x'\n[editions.a]\naudience = 'publik'";
    let config = check(unknown, &[(Code::AudienceUnknown, "'publik'", "did you mean `public`?")]);
    assert_eq!(config.editions[0].audience, Audience::WIDEST);
    let missing = check("title = 'x'\n[editions.a]\n", &[(Code::ConfigValue, "a", "`audience = \"public\"`")]);
    assert_eq!(missing.editions[0].audience, Audience::WIDEST);
    let none = "title = 'x'\n[editions.\"../a\"]\naudience = 'internal'";
    let config = check(none, &[(Code::ConfigUnknownKey, "\"../a\"", "one word")]);
    assert_eq!(config.editions[0].audience, Audience::WIDEST);
    assert_eq!(config.editions[0].name, "site");
}

#[test]
fn edition_names_differ_in_more_than_capitals() {
    let text = "title = 'x'\n[editions.a]\naudience = 'public'\n[editions.A]\naudience = 'internal'";
    let config = check(text, &[(Code::ConfigValue, "A", "capital letters alone")]);
    assert_eq!(config.editions.len(), 1);
    let home = "title = 'x'\n[editions.a]\naudience = 'public'\nsections = ['ab']\nhome = 'a'";
    check(home, &[(Code::ConfigValue, "'a'", "add `\"a\"` to `sections`")]);
}

#[test]
fn audience_findings_cannot_be_lowered() {
    for code in Code::ALL.iter().filter(|code| code.is_about_audience()) {
        for word in ["warn", "note", "off"] {
            let text = format!("title = 'x'\n[check]\n{code} = '{word}'");
            let config = check(&text, &[(Code::ConfigValue, code.as_str(), "cannot be lowered")]);
            assert!(config.check.is_empty());
        }
    }
    check(
        "title = 'x'\n[check]\nimage-alt = 'warning'",
        &[(Code::ConfigValue, "'warning'", "`error`, `warn`, `note`, `off`")],
    );
}

#[test]
fn words_keep_their_meaning() {
    check("title = 'x'\n[statuses]\ndraft = 'active'", &[(Code::ConfigValue, "draft", "keeps its meaning")]);
    check("title = 'x'\naudiences = ['public', 'note']", &[(Code::ConfigValue, "'note'", "directive")]);
    check("title = 'x'\naudiences = ['a', 'a']", &[(Code::ConfigValue, "['a', 'a']", "stands twice")]);
    check("title = 'x'\n[kinds]\npolicies = 'polcy'", &[(Code::ConfigValue, "'polcy'", "did you mean `policy`?")]);
}

#[test]
fn versions_are_checked() {
    let source = "source = {git = 'v', path = 'p'}";
    let head = "title = 'x'\n[versions]\ncurrent = '2'\n[[versions.released]]\n";
    check(&format!("{head}name = '2'\nsource = {{git = 'v'}}"), &[(Code::ConfigValue, "'2'", "stands twice")]);
    check(&format!("{head}name = '1'\n{source}"), &[(Code::ConfigValue, "[[versions.released]]", "exactly one")]);
    check(&format!("{head}name = '1'"), &[(Code::ConfigValue, "released", "has no `source`")]);
    check(&format!("{head}name = '../1'\nsource = {{git='v'}}"), &[(Code::ConfigValue, "'../1'", "letters")]);
    let none = "title = 'x'\n[[versions.released]]\nname = '1'\nsource = {git='v'}";
    check(none, &[(Code::ConfigValue, "'1'", "no current one")]);
}

#[test]
fn syntax_errors_come_together_and_in_plain_words() {
    let text = "title = Handbook\ndescription: x\nlanguage = \ntheme = “a”\nsmart_punctuation = True\ntitel = 'x'\n";
    let syntax = Code::ConfigSyntax;
    let expect = [
        (syntax, "Handbook", "`title = \"Handbook\"`"),
        (syntax, ":", "not with `:`"),
        (syntax, "", "missing behind `=`"),
        (syntax, "“a”", "straight quotes"),
        (syntax, "True", "small letters"),
        (Code::ConfigUnknownKey, "titel", "did you mean `title`?"),
    ];
    check(text, &expect);
    check("title = 'a'\ntitle = 'b'", &[(syntax, "title", "stands twice")]);
    check("title = 'a'\n[versions\ncurrent = 'x'\n", &[(syntax, "", "expected `]`")]);
}

#[test]
fn no_input_takes_long_or_panics() {
    let long = |piece: &str| piece.repeat(100_000 / piece.len());
    let nested = format!("title = 'x'\na = {}", long("["));
    let dotted = format!("{}a = 1", long("a."));
    let junk = [
        "[", "{", "x\n", "a=1\n", "[a]\n", "\"", "'''\n", "é= ", "\0", "[[a]]\n", "= \n", "a.", "\r", "“\n", "a={a=",
        "[a.",
    ];
    let all = junk.iter().map(|piece| long(piece)).chain([nested, dotted, "junk".repeat(300_000)]);
    let start = std::time::Instant::now();
    for text in all {
        let (_, findings) = read(&text);
        let is_inside = |finding: &Diagnostic| text.get(finding.primary.range.clone()).is_some();
        assert!(!findings.is_empty() && findings.len() < 50 && findings.iter().all(is_inside), "{:?}", text.get(..9));
    }
    assert!(start.elapsed().as_secs() < 20, "each of them in bounded time");
}

#[test]
fn every_prefix_of_a_file_is_answered() {
    for end in (0..FULL.len()).step_by(7) {
        let (config, findings) = read(&FULL[..end]);
        assert!(!config.editions.is_empty());
        assert!(findings.iter().all(|finding| FULL[..end].get(finding.primary.range.clone()).is_some()));
    }
}

#[test]
fn every_example_fits_its_key() {
    fn walk(keys: &[Key], place: &str) {
        for key in keys {
            assert!(key.meaning.ends_with('.'), "{place}{}", key.name);
            if place.is_empty() {
                let title = if key.name == "title" { "" } else { "title = 'x'\n" };
                let (_, findings) = read(&format!("{title}{} = {}", key.name, key.example));
                assert!(findings.is_empty(), "{findings:#?}");
            }
            deeper(&key.form, &format!("{place}{}.", key.name));
        }
    }
    fn deeper(form: &Form, place: &str) {
        match form {
            Form::Table(known) => walk(known, place),
            Form::Open { known, values, .. } => {
                walk(known, place);
                deeper(values, place);
            }
            Form::List(element) => deeper(element, place),
            Form::Either(first, second) => [first, second].into_iter().for_each(|form| deeper(form, place)),
            _ => {}
        }
    }
    walk(ROOT, "");
}

#[test]
fn an_edition_may_have_its_own_menu_and_no_other() {
    let text = "title = 'x'\nmenu = [{ title = 'A', link = 'a/' }]\n[editions.a]\naudience = 'public'\n\
                [editions.b]\naudience = 'public'\nedit_url = 'https://e.example/{path}'\nmenu = []\n\
                [editions.c]\naudience = 'public'\n[editions.c.menu]\n\"C\" = 'c/'";
    let config = check(text, &[]);
    let menus = config.editions.iter().map(|edition| edition.menu.as_ref());
    let titles =
        |menu: &Vec<crate::edition::MenuEntry>| menu.iter().map(|entry| entry.title.clone()).collect::<String>();
    assert_eq!(menus.map(|menu| menu.map(titles)).collect::<Vec<_>>(), [None, Some(String::new()), Some("C".into())]);
    assert_eq!(config.editions[1].edit_url.as_deref(), Some("https://e.example/{path}"));
}
