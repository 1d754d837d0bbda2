//! Wrong data files, each with the first finding that it has to get, and its place.

use std::fmt::Write;

/// A wrong table: the file, and the first finding that it gets, as `code line:column`.
pub(crate) type Wrong = (&'static str, Vec<u8>, &'static str);

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
    (":internl[id],x\na,b\n", "data-column 1:1"),
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
    ("[{\"id\": \"a\"},]", "data-syntax 1:14"),
    ("[{\"id\": \"a\"}\n {}]", "data-syntax 2:2"),
    ("[{\"id\": \"a\"}]\n]", "data-syntax 2:1"),
    ("[{\"id\": \"a\"}] // all of them", "data-syntax 1:15"),
    ("[{\"id\": \"a\"}]\n[{\"id\": \"b\"}]", "data-syntax 2:1"),
    ("{\"id\": \"a\"}\n{\"id\": \"b\"}", "data-syntax 2:1"),
    ("{\"a\": NaN}", "data-syntax 1:7"),
    ("[{\"id\": Infinity}]", "data-syntax 1:9"),
    ("[{\"id\": -Infinity}]", "data-syntax 1:10"),
    ("[{\"id\": 01}]", "data-syntax 1:10"),
    ("[{\"id\": 1.}]", "data-syntax 1:11"),
    ("[{\"id\": \"a\nb\"}]", "data-syntax 1:11"),
    ("[{\"id\": \"\\x\"}]", "data-syntax 1:11"),
    ("[{\"id\": true}", "data-syntax 1:13"),
    ("{'id': 1}", "data-syntax 1:2"),
    ("{id: 1}", "data-syntax 1:2"),
    ("[{\"name\": \"a\"}]", "data-column 1:1"),
    ("[{\"id\": \"\"}]", "data-value 1:2"),
    ("[{\"id\": null}]", "data-value 1:2"),
    ("[{\"id\": \"a\"}, {\"name\": \"b\"}]", "data-value 1:15"),
    ("{\"id\": [1]}", "data-value 1:1"),
    ("[{\"id\": {\"x\": 1}}]", "data-column 1:1"),
    ("[{\"id\": \"a\", \"id\": \"b\"}]", "data-duplicate 1:14"),
    ("[{\"id\": \"a\", \"audience\": \"public\", \"audience\": \"internal\"}]", "data-duplicate 1:36"),
    ("[{\"id\": \"a\", \"audience\": \"x\"}]", "audience-unknown 1:26"),
    ("[{\"id\": \"a\", \"audience\": \"\\u0070ublik\"}]", "audience-unknown 1:26"),
    ("[{\"id\": \"a\", \"audience\": [\"public\"]}]", "audience-unknown 1:26"),
    ("[{\"id\": \"a\", \"audience\": {\"x\": 1}}]", "audience-unknown 1:26"),
    ("[{\"id\": \"a\", \"audience\": 1}]", "audience-unknown 1:26"),
    ("[{\"id\": \"a\", \"x\": \":intrenal[b]\"}]", "audience-doubtful 1:19"),
    ("[{\"id\": \"a\", \"x\": \":\\u0069nternl[b]\"}]", "audience-doubtful 1:19"),
    ("[{\"id\": \"a\", \"x\": [\"b\", \":internal[c\"]}]", "audience-doubtful 1:19"),
    ("[{\"id\": \"a\"}, {\"id\": \"A\"}]", "data-repeated 1:15"),
    ("\u{feff}[{\"id\": \"a\"},]", "data-syntax 1:14"),
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
    ("yaml", "- ? [a]\n  : b\n", "data-syntax 1:3"),
    ("yaml", "%YAML 9\n---\n- id: a\n", "data-syntax 1:8"),
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
pub(crate) fn wrong() -> Vec<Wrong> {
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
        ("json", format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)).into_bytes(), "data-limit 1:66"),
        ("json", "[".repeat(100_000).into_bytes(), "data-syntax 1:100000"),
        ("json", format!("{}1{}", "[".repeat(70), "]".repeat(70)).into_bytes(), "data-limit 1:66"),
        ("json", format!("[{}", "1,".repeat(2_000_000)).into_bytes(), "data-syntax 1:4000001"),
        ("json", format!("[{}1]", "1,".repeat(1_000_000)).into_bytes(), "data-limit 1:2000000"),
        ("json", format!("[{records}]").into_bytes(), "data-limit 1:22759"),
        ("yaml", "[".repeat(100_000).into_bytes(), "data-syntax 1:1"),
        ("yaml", "- ".repeat(100_000).into_bytes(), "data-syntax 1:257"),
        ("yaml", format!("- id: {long}\n").into_bytes(), "data-limit 1:7"),
        ("yaml", "- id: a\n".repeat(1_100_000).into_bytes(), "data-limit 1:1"),
    ];
    wrong.extend(large);
    wrong
}

/// Numbers that are none.
const VALUES: &[&str] = &[
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
    "--1",
    "$5",
    "\"1\n2\"",
    "<b>1</b>",
    "1.5.2026",
];

/// Periods that are none.
const PERIODS: &[&str] = &[
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
    "2026-00",
    "2026-Q0",
    "99999-01",
    "=2026",
];

/// Lines of a metric that say something wrong.
const LINES: &[(&str, &str)] = &[
    ("direction: sideways", "data-value 7:16"),
    ("cadence: 7", "data-value 7:14"),
    ("target: x", "data-value 7:13"),
    ("target: {value: 1}", "data-value 7:21"),
    ("target: {}", "data-value 7:13"),
    ("target: [2, 1]", "data-value 7:13"),
    ("target: {value: .nan}", "data-value 7:21"),
    ("range: 5", "data-value 7:12"),
    ("range: [1]", "data-value 7:12"),
    ("range: [9, 1]", "data-value 7:12"),
    ("decimals: 99", "data-value 7:15"),
    ("min_group: 0", "data-value 7:16"),
    ("audience: all", "audience-unknown 6:15"),
    ("audiance: internal", "front-matter-unsafe-key 7:5"),
    ("columns: x", "data-value 7:14"),
    ("columns: {value: y}", "data-column 7:22"),
    ("columns: {audience: y}", "audience-unknown 7:25"),
    ("columns: {x: {audience: internal}}", "audience-unknown 7:15"),
    ("columns: {value: {audience: nobody}}", "audience-unknown 7:33"),
    ("notes: x", "data-value 7:12"),
    ("notes: [{}]", "data-value 7:13"),
    ("notes: [{period: 1999, note: x}]", "data-value 7:13"),
    ("group: nowhere", "data-value 7:12"),
    ("tolerance: lots", "data-value 7:16"),
    ("baseline: [1]", "data-value 7:15"),
    ("baseline: .inf", "data-value 7:15"),
    ("collected_at: soon", "date-invalid 7:19"),
    ("data: ../../../etc/passwd", "data-missing 6:11"),
    ("data: other.csv", "data-missing 6:11"),
    ("records: x", "data-value 7:14"),
    ("unit: {a: b}", "data-value 7:11"),
    ("colour: red", "data-key 7:5"),
    ("title: B", "data-duplicate 7:5"),
];

/// Files of numbers that are wrong as a whole.
const NUMBERS: &[(&str, &str)] = &[
    ("period,value\n2026-03,1\n2026/3,2\n", "data-duplicate 3:8"),
    ("period,value\n2026-03,1\n2026,2\n", "data-value 3:1"),
    ("period;value\n2026-03;1,5\n", "data-value 2:9"),
    ("\u{feff}period,value\n2026-03,x\n", "data-value 2:9"),
    ("period,value\r\n2026-03,1\r2026-04,x\n", "data-value 3:9"),
    ("period,value\n2026-03,1,2\n", "data-value 2:1"),
    ("period\n2026\n", "data-column 1:1"),
    ("period,value\n2026,:internal[1\n", "audience-doubtful 2:6"),
    ("period,value,audience\n2026,1,pub\n", "audience-unknown 2:8"),
    ("a,b\nc,d\n", "data-column 1:1"),
    ("", "data-syntax 1:1"),
];

/// A wrong metric: lines of it, its CSV file, and the first finding that it gets.
pub(crate) fn wrong_metrics() -> Vec<(String, String, &'static str)> {
    let value = |value: &&str| (String::new(), format!("period,value\n2026,{value}\n"), "data-value 2:6");
    let period = |period: &&str| (String::new(), format!("period,value\n2025-01,1\n{period},1\n"), "data-value 3:1");
    let line =
        |(line, expect): &(&str, &'static str)| (format!("    {line}\n"), "period,value\n2026,1\n".to_owned(), *expect);
    let mut many = "period,series,value\n".to_owned();
    for line in 0..500 {
        let _ = writeln!(many, "2026,s{line},1");
    }
    let mut wrong: Vec<_> = VALUES.iter().map(value).collect();
    wrong.extend(PERIODS.iter().map(period));
    wrong.extend(LINES.iter().map(line));
    wrong.extend(NUMBERS.iter().map(|(csv, expect)| (String::new(), (*csv).to_owned(), *expect)));
    wrong.push((String::new(), many, "data-value 1:1"));
    wrong
}
