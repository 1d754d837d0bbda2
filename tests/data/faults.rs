//! Malformed data files: each has a finding at a place, none is published by chance, none stops the program.

use std::fmt::Write;

use ospress::diagnostic::Severity;

use crate::common::{Scratch, tree};

const SITE: &str = "title = \"x\"\nbase_url = \"https://x.example/\"\n[editions.public]\naudience = \"public\"\n\
    [editions.internal]\naudience = \"internal\"\n[metrics]\nfile = \"m.yaml\"\n\
    [[data_pages]]\nfile = \"t.FORMAT\"\npath = \"t/{id}\"\ntitle = \"id\"\n";
const HOME: &str = "---\naudience: public\n---\n# Home\n\nHello.\n";
const TABLE: &str = "---\naudience: public\nchildren: {audience: public}\n---\n# Table\n\nHello.\n";

/// Wrong files: the format, and the bytes.
fn wrong() -> Vec<(&'static str, Vec<u8>)> {
    let mut wrong: Vec<(&str, Vec<u8>)> = Vec::new();
    let csv = [
        "",
        " ",
        "\n\n",
        "\u{feff}",
        "id,value\n\"a,1\n",
        "id,value\na,1,2\n",
        "id,value\na\n",
        "name,value\na,1\n",
        "id,id\na,b\n",
        "id,audience\na,publc\n",
        "id,audience\na,Public\n",
        "id,audience\na,public internal\n",
        "id,audience\na,:internal[public]\n",
        "id,audience,audience\na,public,internal\n",
        "id,x\na,:intrenal[b]\n",
        "id,x\na,:internal[b\n",
        ":internl[id],x\na,b\n",
        "id,:internal [x]\na,b\n",
        "id;audience\na;puplic\n",
        "id\taudience\na\tpublik\n",
        "id,x\n,b\n",
        "id,x\n???,b\n",
        "id,x\n..,b\n",
        "id,audience\r\na,pub\r\n",
        "id,audience\na,public,\n",
        "id,audience\na,\"public\nb,internal\n",
        "id,audience\na,0\n",
    ];
    wrong.extend(csv.iter().map(|text| ("csv", text.as_bytes().to_vec())));
    let json = [
        "",
        "{",
        "[",
        "nope",
        "1",
        "null",
        "\"x\"",
        "[1]",
        "[[1]]",
        "[{\"id\": \"a\"},]",
        "{\"a\": NaN}",
        "[{\"id\": Infinity}]",
        "{\"id\": [1]}",
        "[{\"name\": \"a\"}]",
        "[{\"id\": \"\"}]",
        "[{\"id\": null}]",
        "[{\"id\": \"a\", \"audience\": \"x\"}]",
        "[{\"id\": \"a\", \"audience\": [\"public\"]}]",
        "[{\"id\": \"a\", \"audience\": {\"x\": 1}}]",
        "[{\"id\": \"a\", \"audience\": 1}]",
        "[{\"id\": \"a\", \"x\": \":intrenal[b]\"}]",
        "[{\"id\": \"a\", \"x\": \":\\u0069nternl[b]\"}]",
        "{'id': 1}",
        "[{\"id\": \"a\"} {}]",
        "[{\"id\": \"a\", \"audience\": \"public\", \"audience\": \"internal\"}]",
        "[{\"id\": true}",
    ];
    wrong.extend(json.iter().map(|text| ("json", text.as_bytes().to_vec())));
    let yaml = [
        "- id: &a x\n",
        "- id: *a\n",
        "- !x {id: a}\n",
        "- {id: a\n",
        "id: [\n",
        "- a\n- b\n",
        "x\n",
        "- id: a\n  audience: pub\n",
        "- id: a\n  id: b\n  audience: public\n  audience: internal\n",
        "\t- id: a\n",
        "- {id: a, audience: [public]}\n",
        "- {name: a}\n",
        "- {id: a, x: \":intrenal[b]\"}\n",
        "- {id: {x: 1}}\n",
        "%YAML 9\n---\n- id: a\n",
        "- id: a\n x: b\n",
    ];
    wrong.extend(yaml.iter().map(|text| ("yaml", text.as_bytes().to_vec())));
    wrong.extend(
        [b"id,x\na,\xff\n".to_vec(), b"\xff\xfei\0d\0".to_vec(), b"id,x\na,\xc3(\n".to_vec()]
            .map(|bytes| ("csv", bytes)),
    );
    wrong.push(("csv", "a,".repeat(10_000_000).into_bytes()));
    wrong.push(("csv", format!("id,x\n{}", "a,".repeat(2_000)).into_bytes()));
    wrong.push(("csv", "id,x\n".bytes().chain("1,2\n".bytes().cycle().take(4_000_000)).collect()));
    wrong.push(("json", format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)).into_bytes()));
    wrong.push(("json", format!("[{}]", "1,".repeat(2_000_000)).into_bytes()));
    wrong.push(("yaml", "[".repeat(100_000).into_bytes()));
    wrong.push(("xlsx", b"PK\x03\x04".to_vec()));
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

/// Builds; there is a clear finding, and where audiences are in doubt nothing is published.
fn check(scratch: &Scratch, about: &str, missed: &mut Vec<String>) {
    let outcome = crate::build(scratch, None);
    let findings = &outcome.diagnostics;
    let is_told = |path: &str| path.starts_with("content/") || path == "site.toml";
    let found =
        findings.iter().filter(|found| found.severity != Severity::Note && is_told(found.primary.path.as_str()));
    if found.count() == 0 {
        missed.push(about.to_owned());
    }
    for found in findings {
        assert!(
            found.help.is_some() && !found.message.contains('\n') && found.message.len() < 400,
            "{about}: {found:#?}"
        );
        assert!(!outcome.is_stopped || !scratch.path("dist/public").exists(), "{about}");
    }
}

#[test]
fn wrong_tables_are_told_and_never_published() {
    let all = wrong();
    let mut missed = Vec::new();
    for (number, (format, bytes)) in all.iter().enumerate() {
        let scratch = Scratch::quick("data-wrong");
        scratch.write("site.toml", SITE.replace("FORMAT", format).replace("[metrics]\nfile = \"m.yaml\"\n", ""));
        scratch.write("content/_index.md", HOME);
        scratch.write("content/t/_index.md", TABLE);
        scratch.write(&format!("content/t.{format}"), bytes);
        let start = String::from_utf8_lossy(&bytes[..bytes.len().min(60)]);
        check(&scratch, &format!("{number} {format} {start:?}"), &mut missed);
    }
    assert!(missed.is_empty(), "{missed:#?}");
    assert!(all.len() + wrong_metrics().len() >= 100, "{} {}", all.len(), wrong_metrics().len());
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
        check(&scratch, &format!("{says:?} {csv:.80?}"), &mut missed);
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
