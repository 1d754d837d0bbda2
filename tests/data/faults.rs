//! Malformed data files: each has a finding at a place, none is published by chance, none stops the program.

use std::fmt::Write;

use ospress::diagnostic::Severity;

use crate::common::{Scratch, tree};

const SITE: &str = "title = \"x\"\nbase_url = \"https://x.example/\"\n[editions.public]\naudience = \"public\"\n\
    [editions.internal]\naudience = \"internal\"\n[metrics]\nfile = \"m.yaml\"\n\
    [[data_pages]]\nfile = \"t.FORMAT\"\npath = \"t/{id}\"\ntitle = \"id\"\n";
const HOME: &str = "---\naudience: public\n---\n# Home\n\nHello.\n";
const TABLE: &str = "---\naudience: public\nchildren: {audience: public}\n---\n# Table\n\nHello.\n";

/// A wrong table: the file, and the first finding that it gets, as `code line:column`.
type Wrong = (&'static str, Vec<u8>, &'static str);

/// Wrong CSV files.
const CSV: &[(&str, &str)] = &[
    ("", "data-syntax 1:1"),
    (" ", "data-syntax 1:1"),
    ("\n\n", "data-syntax 1:1"),
    ("\u{feff}", "data-syntax 1:1"),
    ("id,value", "data-empty 1:1"),
    ("id,value\n\n\n", "data-empty 1:1"),
    ("id,value\n\"a,1\n", "data-syntax 2:1"),
    ("id,value\na,\"1\nb,2\n", "data-syntax 2:3"),
    ("id,value\na,1,2\n", "data-value 2:1"),
    ("id,value\na,1\nb\n", "data-value 3:1"),
    ("id,value\r\na,1\rb,2,3\nc,4\n", "data-value 3:1"),
    ("id,value\na,1.234,5\n", "data-value 2:1"),
    ("name,value\na,1\n", "data-column 1:1"),
    ("Id,value\na,1\n", "data-column 1:1"),
    ("id,id\na,b\n", "data-duplicate 1:4"),
    ("id,x,x\na,b,c\n", "data-duplicate 1:6"),
    ("id,x\na,b\nid,x\nc,d\n", "data-duplicate 3:1"),
    ("id,x\na,b\na,c\n", "data-repeated 3:1"),
    ("id,x\nA b,1\na-b,2\n", "data-repeated 3:1"),
    ("id,audience\na,publc\n", "audience-unknown 2:3"),
    ("id,audience\na,Public\n", "audience-unknown 2:3"),
    ("id,audience\na,public internal\n", "audience-unknown 2:3"),
    ("id,audience\na,:internal[public]\n", "audience-unknown 2:3"),
    ("id,audience,audience\na,public,internal\n", "data-duplicate 1:13"),
    ("id,audience\na,0\n", "audience-unknown 2:3"),
    ("id,audience\na,True\n", "audience-unknown 2:3"),
    ("id,audience\na,=cmd|' /C calc'!A0\n", "audience-unknown 2:3"),
    ("id,Audience\na,all\n", "audience-unknown 2:3"),
    ("id;audience\na;puplic\n", "audience-unknown 2:3"),
    ("id\taudience\na\tpublik\n", "audience-unknown 2:3"),
    ("id,audience\r\na,pub\r\n", "audience-unknown 2:3"),
    ("\u{feff}id,audience\na,pub\n", "audience-unknown 2:3"),
    ("id,audience\na,public,\n", "data-value 2:1"),
    ("id,audience\na,\"public\nb,internal\n", "data-syntax 2:3"),
    ("id,x\na,:intrenal[b]\n", "audience-doubtful 2:3"),
    ("id,x\na,:internal[b\n", "audience-doubtful 2:3"),
    ("id,x\na,:internal [b]\n", "audience-doubtful 2:3"),
    (":internl[id],x\na,b\n", "audience-doubtful 1:1"),
    ("id,:internal [x]\na,b\n", "audience-doubtful 1:4"),
    ("id,x\n,b\n", "data-value 2:1"),
    ("id,x\n\" \",b\n", "data-value 2:1"),
    ("id,x\n???,b\n", "data-value 2:1"),
    ("id,x\n..,b\n", "data-value 2:1"),
    ("id,x\n/,b\n", "data-value 2:1"),
    ("id,x\na,\0\n", "data-syntax 2:3"),
    ("i\0d\0,\0x\0\n\0", "data-syntax 1:2"),
    ("<html><body>404</body></html>\n", "data-column 1:1"),
    ("[{\"id\": \"a\"}]\n", "data-column 1:1"),
    ("{\n  \"id\": 1\n}\n", "data-column 1:1"),
];

/// Wrong JSON files.
const JSON: &[(&str, &str)] = &[
    ("", "data-syntax 1:1"),
    ("{", "data-syntax 1:1"),
    ("[", "data-syntax 1:1"),
    ("nope", "data-syntax 1:2"),
    ("1", "data-value 1:1"),
    ("null", "data-value 1:1"),
    ("\"x\"", "data-value 1:1"),
    ("[]", "data-empty 1:1"),
    ("{}", "data-column 1:1"),
    ("[1]", "data-value 1:2"),
    ("[[1]]", "data-value 1:2"),
    ("[{\"id\": \"a\"}, null]", "data-value 1:15"),
    ("[{\"id\": \"a\"},]", "data-syntax 1:15"),
    ("[{\"id\": \"a\"}\n {}]", "data-syntax 2:2"),
    ("[{\"id\": \"a\"}]\n]", "data-syntax 2:1"),
    ("[{\"id\": \"a\"}] // all of them", "data-syntax 1:16"),
    ("[{\"id\": \"a\"}]\n[{\"id\": \"b\"}]", "data-syntax 2:1"),
    ("{\"id\": \"a\"}\n{\"id\": \"b\"}", "data-syntax 2:1"),
    ("{\"a\": NaN}", "data-syntax 1:7"),
    ("[{\"id\": Infinity}]", "data-syntax 1:9"),
    ("[{\"id\": -Infinity}]", "data-syntax 1:10"),
    ("[{\"id\": 01}]", "data-syntax 1:10"),
    ("[{\"id\": 1.}]", "data-syntax 1:11"),
    ("[{\"id\": \"a\nb\"}]", "data-syntax 1:12"),
    ("[{\"id\": \"\\x\"}]", "data-syntax 1:11"),
    ("[{\"id\": true}", "data-syntax 1:14"),
    ("{'id': 1}", "data-syntax 1:2"),
    ("{id: 1}", "data-syntax 1:2"),
    ("[{\"name\": \"a\"}]", "data-column 1:1"),
    ("[{\"id\": \"\"}]", "data-value 1:2"),
    ("[{\"id\": null}]", "data-value 1:2"),
    ("[{\"id\": \"a\"}, {\"name\": \"b\"}]", "data-value 1:15"),
    ("{\"id\": [1]}", "data-value 1:1"),
    ("[{\"id\": {\"x\": 1}}]", "data-column 1:1"),
    ("[{\"id\": \"a\", \"id\": \"b\"}]", "data-duplicate 1:15"),
    ("[{\"id\": \"a\", \"audience\": \"public\", \"audience\": \"internal\"}]", "data-duplicate 1:37"),
    ("[{\"id\": \"a\", \"audience\": \"x\"}]", "audience-unknown 1:27"),
    ("[{\"id\": \"a\", \"audience\": \"\\u0070ublik\"}]", "audience-unknown 1:27"),
    ("[{\"id\": \"a\", \"audience\": [\"public\"]}]", "audience-unknown 1:27"),
    ("[{\"id\": \"a\", \"audience\": {\"x\": 1}}]", "audience-unknown 1:27"),
    ("[{\"id\": \"a\", \"audience\": 1}]", "audience-unknown 1:27"),
    ("[{\"id\": \"a\", \"x\": \":intrenal[b]\"}]", "audience-doubtful 1:20"),
    ("[{\"id\": \"a\", \"x\": \":\\u0069nternl[b]\"}]", "audience-doubtful 1:20"),
    ("[{\"id\": \"a\", \"x\": [\"b\", \":internal[c\"]}]", "audience-doubtful 1:20"),
    ("[{\"id\": \"a\"}, {\"id\": \"A\"}]", "data-repeated 1:15"),
    ("\u{feff}[{\"id\": \"a\"},]", "data-syntax 1:16"),
    ("[{\"id\": \"a\0\"}]", "data-syntax 1:11"),
];

/// Wrong YAML and TOML files.
const OTHER: &[(&str, &str, &str)] = &[
    ("yaml", "- id: &a x\n", "data-syntax 1:7"),
    ("yaml", "- id: *a\n", "data-syntax 1:7"),
    ("yaml", "- !x {id: a}\n", "data-syntax 1:3"),
    ("yaml", "- id: !!binary aGFsbG8=\n", "data-syntax 1:7"),
    ("yaml", "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "data-syntax 1:4"),
    ("yaml", "- <<: {id: a}\n", "data-column 1:1"),
    ("yaml", "- {id: a\n", "data-syntax 2:1"),
    ("yaml", "id: [\n", "data-syntax 2:1"),
    ("yaml", "- id: \"a\n", "data-syntax 2:1"),
    ("yaml", "- a\n- b\n", "data-value 1:3"),
    ("yaml", "x\n", "data-value 1:1"),
    ("yaml", "", "data-value 1:1"),
    ("yaml", "# only a remark\n", "data-value 1:1"),
    ("yaml", "- id: a\n  audience: pub\n", "audience-unknown 2:13"),
    ("yaml", "- id: a\n  id: b\n", "data-duplicate 2:3"),
    ("yaml", "- id: a\n  audience: public\n  audience: internal\n", "data-duplicate 3:3"),
    ("yaml", "\t- id: a\n", "data-syntax 1:1"),
    ("yaml", "- {id: a, audience: [public]}\n", "audience-unknown 1:21"),
    ("yaml", "- id: a\n  audience: yes\n", "audience-unknown 2:13"),
    ("yaml", "- {name: a}\n", "data-column 1:1"),
    ("yaml", "- {id: a, x: \":intrenal[b]\"}\n", "audience-doubtful 1:14"),
    ("yaml", "- {id: {x: 1}}\n", "data-column 1:1"),
    ("yaml", "- ? [a]\n  : b\n", "data-syntax 1:5"),
    ("yaml", "%YAML 9\n---\n- id: a\n", "data-syntax 1:1"),
    ("yaml", "- id: a\n x: b\n", "data-syntax 2:2"),
    ("yaml", "- id: a\n---\n- id: b\n", "data-syntax 1:1"),
    ("yaml", "- id:a\n", "data-value 1:3"),
    ("toml", "id = a\n", "data-syntax 1:6"),
    ("toml", "[[p]]\nid = 'a'\nid = 'b'\n", "data-syntax 3:1"),
    ("toml", "[[p]]\nid = 'a'\n[p]\n", "data-syntax 3:2"),
    ("toml", "p = []\n", "data-column 1:1"),
    ("xlsx", "PK\u{3}\u{4}", "data-syntax 1:1"),
    ("txt", "id\na\n", "data-syntax 1:1"),
];

/// Gives all wrong tables.
fn wrong() -> Vec<Wrong> {
    let text = |format, (text, expect): &(&'static str, &'static str)| (format, text.as_bytes().to_vec(), *expect);
    let mut wrong: Vec<Wrong> = CSV.iter().map(|one| text("csv", one)).collect();
    wrong.extend(JSON.iter().map(|one| text("json", one)));
    wrong.extend(OTHER.iter().map(|(format, words, expect)| (*format, words.as_bytes().to_vec(), *expect)));
    let long = "x".repeat(70_000);
    let letters: Vec<u8> = "id,caf\u{e9}\n".chars().map(|c| u8::try_from(c).expect("Latin-1")).collect();
    let records = (0..1_100).map(|at| format!("{{\"id\": {at}, \"k{at}\": 1}}")).collect::<Vec<_>>().join(",");
    let large: Vec<Wrong> = vec![
        ("csv", b"id,x\na,\xff\n".to_vec(), "file-not-utf8"),
        ("csv", b"\xff\xfei\0d\0".to_vec(), "file-not-utf8"),
        ("csv", b"\xfe\xff\0i\0d".to_vec(), "file-not-utf8"),
        ("csv", letters, "file-not-utf8"),
        ("csv", b"id,x\na,\xc3(\n".to_vec(), "file-not-utf8"),
        ("json", b"[{\"id\": \"\xed\xa0\x80\"}]".to_vec(), "file-not-utf8"),
        ("csv", "a,".repeat(10_000_000).into_bytes(), "data-limit 1:2001"),
        ("csv", format!("id,x\n{}", "a,".repeat(2_000)).into_bytes(), "data-limit 2:2001"),
        ("csv", "id,x\n".bytes().chain("1,2\n".bytes().cycle().take(4_000_000)).collect(), "data-limit 500001:1"),
        ("csv", format!("id,x\na,{long}\n").into_bytes(), "data-limit 2:3"),
        ("csv", format!("id,x\na,\"b\n{}\",c\n", "c,d\n".repeat(20_000)).into_bytes(), "data-limit 2:3"),
        ("json", format!("[{{\"id\": \"{long}\"}}]").into_bytes(), "data-limit 1:9"),
        ("json", format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)).into_bytes(), "data-syntax 1:128"),
        ("json", "[".repeat(100_000).into_bytes(), "data-syntax 1:128"),
        ("json", format!("{}1{}", "[".repeat(70), "]".repeat(70)).into_bytes(), "data-limit 1:66"),
        ("json", format!("[{}", "1,".repeat(2_000_000)).into_bytes(), "data-syntax 1:4000002"),
        ("json", format!("[{}1]", "1,".repeat(1_000_000)).into_bytes(), "data-limit 1:1999999"),
        ("json", format!("[{records}]").into_bytes(), "data-limit 1:1"),
        ("yaml", "[".repeat(100_000).into_bytes(), "data-syntax 1:1"),
        ("yaml", "- ".repeat(100_000).into_bytes(), "data-syntax 1:1"),
        ("yaml", format!("- id: {long}\n").into_bytes(), "data-limit 1:7"),
        ("yaml", "- id: a\n".repeat(1_100_000).into_bytes(), "data-limit 1:1"),
    ];
    wrong.extend(large);
    wrong
}

/// Wrong metrics: lines of one metric, and its CSV file.
fn wrong_metrics() -> Vec<(String, String)> {
    let mut wrong = Vec::new();
    let values = [
        "NaN",
        "inf",
        "-inf",
        "Infinity",
        "1e999",
        "\"1,5\"",
        "1.2.3",
        "=cmd|' /C calc'!A0",
        "+-1",
        "0x10",
        "12 %",
        "\"1,234\"",
        "1 234",
        "1_000",
        "False",
        "n/a",
        "-",
        "١٢",
        "½",
        "1e",
        "e5",
        ":internal[1",
        "--1",
        "$5",
    ];
    wrong.extend(values.iter().map(|value| (String::new(), format!("period,value\n2026,{value}\n"))));
    let periods = [
        "",
        "26",
        "2026-13",
        "2026-Q5",
        "2026-W60",
        "March",
        "2026-02-30",
        "13/2026",
        "2026-3-",
        "NaN",
        "2026-03 2026-04",
    ];
    wrong.extend(periods.iter().map(|period| (String::new(), format!("period,value\n2025-01,1\n{period},1\n"))));
    let says = [
        "direction: sideways",
        "cadence: 7",
        "target: x",
        "target: {value: 1}",
        "target: {}",
        "range: 5",
        "range: [1]",
        "decimals: 99",
        "min_group: 0",
        "audience: all",
        "audiance: internal",
        "columns: x",
        "columns: {value: y}",
        "columns: {audience: y}",
        "columns: {x: {audience: internal}}",
        "columns: {value: {audience: nobody}}",
        "notes: x",
        "notes: [{}]",
        "notes: [{period: 1999, note: x}]",
        "group: nowhere",
        "tolerance: lots",
        "baseline: [1]",
        "collected_at: soon",
        "data: ../../../etc/passwd",
        "data: other.csv",
        "records: x",
        "id: b",
        "unit: {a: b}",
        "colour: red",
    ];
    let fine = "period,value\n2026,1\n".to_owned();
    wrong.extend(says.iter().map(|line| (format!("    {line}\n"), fine.clone())));
    let mut many = "period,series,value\n".to_owned();
    for line in 0..500 {
        let _ = writeln!(many, "2026,s{line},1");
    }
    wrong.push((String::new(), many));
    wrong.push((String::new(), "period,value\n2026-03,1\n2026/3,2\n".to_owned()));
    wrong.push((String::new(), "period,value\n2026-03,1\n2026,2\n".to_owned()));
    wrong
}

/// Builds; there is a clear finding, and where audiences are in doubt nothing is published. Gives the first finding.
fn check(scratch: &Scratch, about: &str, missed: &mut Vec<String>) -> String {
    let outcome = crate::build(scratch, None);
    let findings = &outcome.diagnostics;
    let is_told = |path: &str| path.starts_with("content/") || path == "site.toml";
    let mut found =
        findings.iter().filter(|found| found.severity != Severity::Note && is_told(found.primary.path.as_str()));
    let first = found.next().map(|found| {
        let place = outcome.sources.text(&found.primary.path).map(|text| place(text, found.primary.range.start));
        format!("{}{}", found.code, place.unwrap_or_default())
    });
    if first.is_none() {
        missed.push(about.to_owned());
    }
    for found in findings {
        assert!(
            found.help.is_some() && !found.message.contains('\n') && found.message.len() < 400,
            "{about}: {found:#?}"
        );
        assert!(!outcome.is_stopped || !scratch.path("dist/public").exists(), "{about}");
    }
    first.unwrap_or_default()
}

/// Gives the line and column of a byte, from 1.
fn place(text: &str, at: usize) -> String {
    let before = &text[..at];
    let lines = before.replace("\r\n", "\n").replace('\r', "\n");
    let (above, line) = lines.rsplit_once('\n').unwrap_or(("", &lines));
    let number = if lines.contains('\n') { above.matches('\n').count() + 2 } else { 1 };
    format!(" {number}:{}", line.trim_start_matches('\u{feff}').chars().count() + 1)
}

#[test]
fn wrong_tables_are_told_and_never_published() {
    let all = wrong();
    assert!(all.len() >= 100, "{}", all.len());
    let mut missed = Vec::new();
    for (number, (format, bytes, expect)) in all.iter().enumerate() {
        let scratch = Scratch::quick("data-wrong");
        scratch.write("site.toml", SITE.replace("FORMAT", format).replace("[metrics]\nfile = \"m.yaml\"\n", ""));
        scratch.write("content/_index.md", HOME);
        scratch.write("content/t/_index.md", TABLE);
        scratch.write(&format!("content/t.{format}"), bytes);
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]);
        let told = check(&scratch, &format!("{number} {format} {start:?}"), &mut missed);
        if told != *expect {
            missed.push(format!("{number} {format} {start:?}: {told}, not {expect}"));
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn wrong_metrics_are_told() {
    let mut missed = Vec::new();
    for (says, csv) in wrong_metrics() {
        let scratch = Scratch::quick("metrics-wrong");
        scratch.write("site.toml", SITE.split("[[data_pages]]").next().expect("a part"));
        scratch.write("content/_index.md", HOME);
        let data = if says.contains("data:") { "" } else { "    data: a.csv\n" };
        let audience = if says.contains("audience:") && !says.contains('{') { "" } else { "    audience: public\n" };
        let id = if says.contains("  id:") { "" } else { "    id: a\n" };
        scratch.write("content/m.yaml", format!("metrics:\n  - title: A\n    owner: x\n{id}{audience}{data}{says}"));
        scratch.write("content/a.csv", &csv);
        if says.contains("  id:") {
            scratch.write(
                "content/m.yaml",
                "metrics:\n  - {id: b, title: A, data: a.csv}\n  - {id: b, title: B, data: a.csv}\n",
            );
        }
        let _ = check(&scratch, &format!("{says:?} {csv:.80?}"), &mut missed);
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn a_sum_in_a_cell_stays_text() {
    let scratch = Scratch::quick("data-cmd");
    scratch.write("site.toml", SITE.replace("FORMAT", "csv").replace("[metrics]\nfile = \"m.yaml\"\n", ""));
    scratch.write("content/_index.md", HOME);
    scratch.write("content/t/_index.md", TABLE);
    scratch.write("content/t.csv", "id,x\na,=cmd|' /C calc'!A0\nb,<script>alert(1)</script>\nc,javascript:alert(1)\n");
    let outcome = crate::build(&scratch, None);
    assert!(!outcome.is_stopped, "{:#?}", outcome.diagnostics);
    for (path, bytes) in tree(&scratch.path("dist/public")).iter().filter(|(path, _)| path.ends_with(".html")) {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("<script>alert") && !text.contains("href=\"javascript:"), "{path}");
    }
}
