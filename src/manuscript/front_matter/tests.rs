use super::*;
use crate::edition::{Kind, Status, Value};
use crate::manuscript::tests::config;
use crate::manuscript::yaml;

fn front(yaml: &str) -> (Front, Vec<String>) {
    let config = config();
    let path = SourcePath::new("content/a.md").expect("a path");
    let node = yaml::parse(yaml, 0..yaml.len()).expect("valid YAML");
    let (front, findings) = read(&node, &path, &config);
    let printed = findings.iter().map(|finding| format!("{} {}", finding.code, &yaml[finding.primary.range.clone()]));
    assert!(findings.iter().all(|finding| finding.help.is_some()));
    (front, printed.collect())
}

#[test]
fn the_seed_is_read() {
    let (front, findings) = front("status: collected\ntitle: \"A: B\"\nauthor: TODO\ncollected_date: 20240822\n");
    assert_eq!(findings, Vec::<String>::new());
    assert_eq!(front.meta.title.as_deref(), Some("A: B"));
    assert_eq!((front.meta.status, front.meta.status_word.as_deref()), (Status::Active, Some("collected")));
    assert_eq!(front.meta.extra["collected_date"], Value::Integer(20_240_822));
}

#[test]
fn synonyms_fill_the_fields() {
    let (front, findings) = front(
        "Policy_ID: POL-1\nSummary: s\ntype: policy\neffective_date: 2024-01-02\nlast reviewed on: '2024-02-03'\n\
         Review-Cadence: half-yearly\nreview_by: 20250101\nredirect_from: [/old, /x.html]\nnav_order: 3\n\
         draft: true\napproving_committee: [Legal, OSPO]\nversion: 1.10\nsatisfies: {TSC: [CC6.1]}\n\
         majorRevisions:\n  - {date: 2024-01-01, comment: first}\nduration: PT45M\npass_mark: 80%\nlast_update:\n  date: x\n",
    );
    assert_eq!(findings, Vec::<String>::new());
    let meta = &front.meta;
    assert_eq!((meta.id.as_deref(), meta.description.as_deref(), meta.kind), (Some("POL-1"), Some("s"), Kind::Policy));
    assert_eq!(meta.effective_from.map(|date| date.to_string()).as_deref(), Some("2024-01-02"));
    assert_eq!(meta.last_reviewed.map(|date| date.to_string()).as_deref(), Some("2024-02-03"));
    assert_eq!(meta.next_review.map(|date| date.to_string()).as_deref(), Some("2025-01-01"));
    assert_eq!(meta.review_every.as_ref().map(|period| period.words.as_str()), Some("half-yearly"));
    assert_eq!(meta.aliases.iter().map(|(url, _)| url.as_str()).collect::<Vec<_>>(), ["/old/", "/x.html"]);
    assert_eq!((meta.weight, meta.status, meta.version.as_deref()), (Some(3.0), Status::Draft, Some("1.10")));
    assert_eq!(
        (meta.approver.as_deref(), meta.controls.as_slice()),
        (Some("Legal, OSPO"), &["TSC/CC6.1".to_owned()][..])
    );
    assert_eq!(meta.revisions[0].note.as_deref(), Some("first"));
    assert_eq!(
        (meta.duration.as_ref().map(|period| period.words.as_str()), meta.pass_mark),
        (Some("45 minutes"), Some(80))
    );
    assert!(meta.extra.contains_key("last_update"));
}

#[test]
fn a_key_by_its_own_name_wins() {
    let (front, findings) = front("summary: a\ndescription: b\nlastmod: 2024-01-01\nmodified: 2024-01-02\n");
    assert_eq!(findings, Vec::<String>::new());
    assert_eq!(front.meta.description.as_deref(), Some("b"));
    assert_eq!(front.meta.extra["summary"], Value::Text("a".into()));
    assert_eq!(front.meta.updated.map(|date| date.to_string()).as_deref(), Some("2024-01-01"));
}

#[test]
fn all_mistakes_are_found_at_once() {
    let (_, findings) = front(
        "kind: polcy\ndate: soon\nduration: long\nslug: a/b\naliases:\n  - old\nweight: heavy\ntoc: maybe\ntitle: [a]\n\
         pass_mark: 180\nowners: x\neffectve_from: 2024-01-01\nTitle: b\nchildren:\n  title: x\n  kind: nope\ndoors:\n  - title: t\n",
    );
    assert_eq!(
        findings,
        [
            "front-matter-duplicate-key Title",
            "kind-unknown polcy",
            "date-invalid soon",
            "duration-invalid long",
            "slug-invalid a/b",
            "alias-invalid old",
            "front-matter-value heavy",
            "front-matter-value maybe",
            "front-matter-value [a]",
            "front-matter-value 180",
            "front-matter-unknown-key effectve_from",
            "front-matter-value title",
            "kind-unknown nope",
            "front-matter-value title: t",
        ]
    );
}

#[test]
fn a_doubtful_audience_is_never_taken() {
    let check = |yaml: &str, code: &str| {
        let (front, findings) = front(yaml);
        assert_eq!(front.audience, Stated::Doubtful, "{yaml}");
        assert!(findings.iter().any(|finding| finding.starts_with(code)), "{yaml} {findings:?}");
    };
    for value in [
        "",
        "null",
        "~",
        "''",
        "Public",
        "PUBLIC",
        "' public'",
        "publc",
        "[public]",
        "true",
        "1",
        "{a: b}",
        "public, internal",
        "рublic",
        "\"pub\\u200blic\"",
        "\"public\\0\"",
        "|\n  public",
    ] {
        check(&format!("audience: {value}\n"), "audience-unknown");
    }
    for key in ["audence", "audiences", "аudience", "audiance", "audience:", "Audienc"] {
        let yaml = if key.ends_with(':') { format!("\"{key}\": public\n") } else { format!("{key}: public\n") };
        check(&yaml, "front-matter-unsafe-key");
    }
    check("audience: public\naudience: public\n", "audience-unknown");
    check("audience: public\nAudience: internal\n", "audience-unknown");
    let (front, findings) = front("Audience: public\n");
    assert!(findings.is_empty() && matches!(front.audience, Stated::Named(_)));
}

#[test]
fn the_help_mends() {
    let check = |yaml: &str, message: &str, help: &str| {
        let config = config();
        let path = SourcePath::new("content/a.md").expect("a path");
        let node = yaml::parse(yaml, 0..yaml.len()).expect("valid YAML");
        let finding = read(&node, &path, &config).1.pop().expect("a finding");
        assert!(
            finding.message.contains(message) && finding.help.as_deref().unwrap_or_default().contains(help),
            "{finding:?}"
        );
    };
    check("audience: “public”\n", "`“public”`", "write `public` without them");
    check("audience: \u{a0}public\n", "no audience", "write `public` without them");
    check("kind: Polciy\n", "`Polciy`", "`policy`");
    check("date: 12 March 2026\n", "`12 March 2026`", "write `2026-03-12`");
}

#[test]
fn nearly_a_draft_is_a_draft() {
    let (front, findings) = front("status: drfat\n");
    assert_eq!((front.meta.status, findings.as_slice()), (Status::Draft, &["status-unknown drfat".to_owned()][..]));
    let (front, _) = super::tests::front("status: In Review\n");
    assert_eq!(front.meta.status, Status::InReview);
    assert_eq!(super::tests::front("stauts: draft\n").1, ["front-matter-unsafe-key stauts"]);
}
