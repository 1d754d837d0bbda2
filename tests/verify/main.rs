//! The independent scan: it finds every planted leak, and passes clean sites.
//!
//! One small handbook is built once. Then one leak after another is planted in a copy of its public edition, in every kind of
//! file and every spelling, and each has to be found.

#[path = "../common/mod.rs"]
mod common;

mod clean;
mod command;
mod forms;
mod leaks;

use std::path::Path;

use ospress::config;
use ospress::diagnostic::Diagnostic;
use ospress::path::SourcePath;
use ospress::source;
use ospress::verify::{Handbook, Scan, Tree};

use common::Scratch;

/// Looks at a folder.
pub(crate) type Look<'l> = &'l mut dyn FnMut(&Path) -> Vec<Diagnostic>;

/// Reads the handbook in `root`, and gives `folders` what looks at a folder as at one of its editions.
#[track_caller]
pub(crate) fn scan(root: &Path, edition: &str, folders: &mut dyn FnMut(Look<'_>)) {
    let text = source::read_text(&root.join("site.toml")).expect("site.toml");
    let (config, findings) = config::parse(&SourcePath::new("site.toml").expect("a path"), &text);
    assert!(findings.is_empty(), "{findings:?}");
    let (snapshot, _) = source::take(root, &config.content, &["dist"]).expect("a handbook");
    let (theme, _) = ospress::theme::load("handbook", None);
    let assets = theme.assets.iter().map(|(name, blob)| (name.as_str(), blob.bytes()));
    let templates = theme.sources.iter().map(|(path, text)| (path.as_str(), text.as_bytes()));
    let handbook = Handbook {
        config: &config,
        site_toml: &text,
        trees: vec![Tree { content: &snapshot.content, files: &snapshot.files }],
        theme: assets.chain(templates).collect(),
        has_drafts: false,
    };
    let edition = config.editions.iter().find(|known| known.name == edition).expect("an edition");
    let scan = Scan::new(handbook);
    let watch = scan.prepare(edition);
    folders(&mut |folder| watch.run(folder, "dist", &std::collections::BTreeSet::new()).expect("a folder").findings);
}

/// The handbook with everything that can leak.
pub(crate) fn handbook(name: &str) -> Scratch {
    let scratch = Scratch::quick(name);
    for (path, text) in FILES {
        scratch.write(path, text);
    }
    scratch.write("content/plans/map.png", common::png(&[]));
    scratch.write("content/start.png", common::png(&[("tEXt", b"Comment\0The start of the path".to_vec())]));
    scratch
}

const FILES: &[(&str, &str)] = &[
    (
        "site.toml",
        "title = \"Open source at Fjordlight\"\nbase_url = \"https://open.fjordlight.example/\"\n\
         [editions.public]\naudience = \"public\"\n[editions.staff]\naudience = \"internal\"\n\
         title = \"Staff compass\"\nbase_url = \"https://compass.corp.example/\"\n",
    ),
    (
        "content/_index.md",
        "---\ntitle: Home\naudience: public\ndescription: Where everybody starts.\nlast_reviewed: 2026-03-01\n---\n\
         Welcome. Read [how we use it](policies/use.md). We are 2,400 engineers bands play music, and a risk is a risk.\n\n\
         ![The start](start.png)\n\n## Contact\n\nAsk the office.\n",
    ),
    (
        "content/policies/use.md",
        "---\ntitle: Use of open source\naudience: public\nkind: policy\nowner: ospo\nversion: 1.2\n---\n\
         Every component is recorded before it ships :internal[and the Halcyon scanner checks it twice a day].\n\n\
         :::internal\nExceptions older than ninety days go to Marit Bakke on the third floor.\n:::\n\n\
         | Licence | Verdict |\n|---|---|\n| MIT | Yes |\n| AGPL | Ask first :internal[except Kestrel] |\n",
    ),
    (
        "content/plans/_index.md",
        "---\ntitle: Plans\naudience: internal\nchildren: {audience: internal}\n---\nWhat only we know of the years to come.\n",
    ),
    (
        "content/plans/northwind.md",
        "---\ntitle: Acquisition of Northwind Metering\ndescription: Why the board wants the company in Tromsø before the summer break begins.\n\
         owner: Ingrid Solheim\ncontact: ingrid.solheim@fjordlight.example\nid: PLAN-042\ntags: [due-diligence, merger]\n\
         aliases: [/deals/secret-bid/]\napprover: Torvald Lindqvist\nrevisions:\n  - date: 2026-01-05\n    note: Bid raised after the auditors had objected\n---\n\
         We will buy the whole company in spring, because its meters read water as well as heat.\n\n\
         - Walk away above the ceiling\n- Tell nobody\n- Counsel: Hjort & Sørensen\n\n\
         The board approved 4,711,000 euros for the deal, and 37.5 percent more for retention of key people.\n\n\
         | Person | Share |\n|---|---|\n| Sigrid Aune | 12 thousand warrants |\n| Kåre Vik | nothing whatsoever |\n\n\
         Ask in #northwind-dealroom, see https://vault.corp.example/northwind or the ticket LEGAL-90210.\n\n\
         ## Severance terms\n\nThe plant manager’s contract ends “without notice” — that’s café-level gossip in Zürich already.\n\n\
         ```sh\nvault read secret/northwind/bid --field=ceiling --format=json --output=plain\n```\n\n\
         ![Map](map.png) and ![Flow](flow.svg)\n",
    ),
    (
        "content/plans/salary-bands.md",
        "---\ntitle: Risk bands\n---\nBands are set by the committee each year and nobody outside of it hears of them.\n",
    ),
    (
        "content/soon.md",
        "---\ntitle: Draft of the announcement\naudience: public\nstatus: draft\n---\nToday we announce something that we have kept quiet for a very long time.\n",
    ),
    (
        "content/plans/flow.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><title>How the money flows</title><text>Escrow in Vaduz</text></svg>\n",
    ),
];
