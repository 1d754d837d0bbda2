//! A canary in every key of metrics.yaml: of a metric for few, and in marked words of one for everybody; and in rows,
//! columns, cells and names of the data beside it.

use std::collections::BTreeSet;

use ospress::cli::schema::{Subject, schema};

use super::nursery::{Nursery, Sight};
use super::settings::{between, holes, leaves};

/// metrics.yaml with holes: `{path of the key|template}`.
const METRICS: &str = r#"
# {comment|@}
na: ["{na[]|~}", "{na|~}"]
groups:
- id: {groups[].id|~}
  title: "{groups[].title|Group @}"
  description: "{groups[].description|About @.}"
  audience: internal
- id: open
  title: "Open{groups[].title, marked| :internal[@]}"
  description: "For all{groups[].description, marked| :internal[@]}"
metrics:
- id: {metrics[].id|~}
  title: "{metrics[].title|Title @}"
  group: GROUP
  question: "{metrics[].question|How many @?}"
  definition: "{metrics[].definition|All @.}"
  objective: "{metrics[].objective|Reach @}"
  chaoss: "{metrics[].chaoss|Like @}"
  owner: "{metrics[].owner|The @ office}"
  unit: "{metrics[].unit|@}"
  source: "{metrics[].source|From @}"
  paused: "{metrics[].paused|Until @ is mended}"
  singular: "{metrics[].singular|One @}"
  direction: up
  baseline: {metrics[].baseline|°}
  target: {value: {metrics[].target.value|°}, by: {metrics[].target.by|§}}
  range: [0, {metrics[].range[]|°}]
  collected_at: {metrics[].collected_at|§}
  data: {metrics[].data|~}.json
  records: {metrics[].records|~}
  na: ["{metrics[].na[]|~}", "{metrics[].na|~}"]
  columns:
    period: "{metrics[].columns.period|~}"
    value: ["{metrics[].columns.value[]|~}"]
    note: "{metrics[].columns.note|~}"
    series: "{metrics[].columns.series|~}"
    audience: "{metrics[].columns.audience|~}"
  notes: [{period: 2026-01-01, note: "{metrics[].notes[].note|Then @}"}]
- {id: aim, title: Aim, direction: up, owner: Desk, target: {metrics[].target|°}, series: [{period: 2026, value: 1}]}
- {id: span, title: Span, owner: Desk, target: [1, {metrics[].target[]|°}], series: [{period: 2026, value: 1}]}
- {id: spans, title: Spans, owner: Desk, target: {value: [1, {metrics[].target.value[]|°}]}, series: [{period: 2026, value: 1}]}
- {id: beside, title: Beside, owner: Desk, series: [{period: {metrics[].series[].period|§}, value: 1}]}
- id: open
  title: "Open{metrics[].title, marked| :internal[@]}"
  audience: public
  group: open
  question: "How many{metrics[].question, marked| :internal[@]}"
  definition: "All{metrics[].definition, marked| :internal[@]}"
  objective: "Reach it{metrics[].objective, marked| :internal[@]}"
  chaoss: "{metrics[].chaoss, marked|:internal[@]}"
  owner: "Desk{metrics[].owner, marked| :internal[@]}"
  unit: "pieces{metrics[].unit, marked| :internal[@]}"
  source: "Export{metrics[].source, marked| :internal[@]}"
  paused: "Until later{metrics[].paused, marked| :internal[@]}"
  singular: "piece{metrics[].singular, marked| :internal[@]}"
  columns: { "{metrics[].columns.*|~}": { audience: internal } }
  data: open.csv
  notes: [{period: 2026-01, note: "Then{metrics[].notes[].note, marked| :internal[@]}"}]
- id: points
  title: Points
  audience: public
  owner: Desk
  series:
  - {period: 2026-01, value: 1, series: "a{metrics[].series[].series, marked| :internal[@]}", note: "Seen{metrics[].series[].note, marked| :internal[@]}"}
  - {period: 2026-02, value: {metrics[].series[].value|°}, series: "{metrics[].series[].series|@}", note: "{metrics[].series[].note|@}", audience: internal}
"#;

/// Keys that hold the name of an audience, one of few words, a small number, or what another key holds.
const GLOBAL: &[&str] = &[
    "min_group",
    "groups[].audience",
    "metrics[].group",
    "metrics[].audience",
    "metrics[].direction",
    "metrics[].chart",
    "metrics[].cadence",
    "metrics[].tolerance",
    "metrics[].decimals",
    "metrics[].min_group",
    "metrics[].series[].audience",
    "metrics[].notes[].period",
    "metrics[].columns.period.audience",
    "metrics[].columns.value",
    "metrics[].columns.value.audience",
    "metrics[].columns.series.audience",
    "metrics[].columns.note.audience",
    "metrics[].columns.audience.audience",
    "metrics[].columns.*.audience",
];

/// What no theme shows: how the data are read, and bounds.
const UNSEEN: &[&str] = &["comment", "na", "data", "records", "columns", "range"];

/// Names the keys of metrics.yaml without a canary, and those of a text without one in marked words.
pub(crate) fn missing() -> Vec<String> {
    let mut keys = BTreeSet::new();
    leaves(&schema(Subject::Metrics), "", &mut keys);
    let holes = holes(METRICS);
    let has = |path: &str| holes.iter().any(|(known, _)| *known == path) || GLOBAL.contains(&path);
    let marked =
        holes.iter().filter(|(path, template)| template.contains('@') && !path.contains(", ") && *path != "comment");
    let marked = marked.map(|(path, _)| format!("{path}, marked"));
    keys.into_iter().chain(marked).filter(|path| !has(path)).collect()
}

/// Writes metrics.yaml and the data that it names.
pub(crate) fn plant(nursery: &mut Nursery) {
    let mut text = METRICS.to_owned();
    for (path, template) in holes(METRICS) {
        let is_unseen = path.split([',', '.', '[']).any(|part| UNSEEN.contains(&part));
        let sight = if is_unseen { Sight::Unseen } else { Sight::Seen };
        let filled = nursery.fill(&format!("metrics.yaml: {path}"), template, sight);
        text = text.replacen(&format!("{{{path}|{template}}}"), &filled, 1);
    }
    let group = between(&text, "groups:\n- id: ", "\n").to_owned();
    let [data, records] =
        [("data: ", ".json"), ("records: ", "\n")].map(|(key, end)| between(&text, key, end).to_owned());
    let role = |key: &str| between(&text, &format!("    {key}: "), "\n").trim_matches(['"', '[', ']']).to_owned();
    let [period, value, note, series, audience] = ["period", "value", "note", "series", "audience"].map(role);
    let json = format!(
        "{{\"{records}\": [{{\"{period}\": \"2026-01-01\", \"{value}\": 5, \"{note}\": \"@\", \"{series}\": \"@\", \"{audience}\": \"internal\"}}]}}"
    );
    let json = nursery.fill("data of a metric", &json, Sight::Seen);
    nursery.file(&format!("content/numbers/{data}.json"), json);
    let column = between(&text, "columns: { \"", "\"").to_owned();
    let csv =
        nursery.fill("hidden column", &format!("period,value,note,audience,{column},:internal[@]\n"), Sight::Unseen);
    let cell = nursery.fill("hidden cell of a column", "2026-01,1,Seen,public,@,@\n", Sight::Unseen);
    let words = nursery.fill("hidden words of a cell", "2026-02,1,Seen :internal[@],public,,\n", Sight::Seen);
    let row = nursery.fill("hidden row", "2026-03,°,,internal,,\n", Sight::Seen);
    let doubtful = nursery.fill("row of nobody", "2026-04,1,@,,,\n", Sight::Seen);
    nursery.file("content/numbers/open.csv", [csv, cell, words, row, doubtful].concat());
    let hidden = between(&text, "objective: \"", "\"").to_owned();
    for (name, audience, objective) in [("open-strategy", "public", "Reach it"), ("strategy", "internal", &hidden)] {
        let page =
            format!("---\naudience: {audience}\nkind: strategy\nobjectives: [\"{objective}\"]\n---\n# Plan\n\nText.\n");
        nursery.file(&format!("content/numbers/{name}.md"), page);
    }
    nursery.file("content/numbers/metrics.yaml", text.replace("GROUP", &group));
}
