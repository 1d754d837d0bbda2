//! What only a look across editions can tell: a link whose page exists, but not for these readers; a file that only
//! another edition uses; a page that no edition has because its file cannot be read.
//!
//! An edition cannot know what narrower ones have, so to it such a link is simply dead. Here the finding is worded anew,
//! and becomes one about audiences, which no option can silence. Titles and texts of hidden pages are not named.

use std::collections::{BTreeMap, BTreeSet};

use super::press::Proof;
use crate::audience::{Audience, Audiences};
use crate::config::{Config, EditionConfig};
use crate::diagnostic::{Code, Diagnostic, Severity, Span};
use crate::path::SourcePath;
use crate::site::Lack;

/// Words the findings anew that other editions know more about, and drops those that they show to be none.
///
/// `read` are the findings about files. `set` sets further editions; it is asked only where a link is dead and
/// `--edition` left editions out.
pub(super) fn compare(
    proofs: &mut [Proof],
    read: &[Diagnostic],
    config: &Config,
    set: impl FnOnce(&[&EditionConfig]) -> Vec<Proof>,
) {
    drop_used_elsewhere(proofs, config.audiences.narrowest());
    if is_metrics_file_unread(read, config) {
        for proof in &mut *proofs {
            drop_echoes_of_metrics(proof, config);
        }
    }
    if proofs.iter().all(|proof| proof.site.dead.is_empty() && proof.site.unknown.is_empty()) {
        return;
    }
    let absent = absent(proofs, config);
    let others = if absent.is_empty() { Vec::new() } else { set(&absent) };
    let views: Vec<View> = proofs.iter().chain(&others).map(View::new).collect();
    let unread = unread(read, config);
    for (proof, own) in proofs.iter_mut().zip(&views) {
        proof.findings.retain_mut(|finding| keep(finding, own, &views, &unread, &config.audiences));
        proof.findings.extend(mentions(proof, &views, &config.audiences));
    }
}

/// Drops the notes about files that a page of another edition uses, or may use: only an edition for the narrowest
/// audience can tell that nobody does.
fn drop_used_elsewhere(proofs: &mut [Proof], narrowest: Audience) {
    let trees = proofs.iter().flat_map(|proof| &proof.site.trees);
    let used: BTreeSet<SourcePath> = trees.flat_map(|tree| tree.used_assets.values().cloned()).collect();
    for proof in proofs {
        let sees_all = proof.audience.may_read(narrowest);
        let is_news = |finding: &Diagnostic| sees_all && !used.contains(&finding.primary.path);
        proof.findings.retain(|finding| finding.code != Code::AssetUnused || is_news(finding));
    }
}

/// Tells whether an error keeps all metrics out of every edition.
fn is_metrics_file_unread(read: &[Diagnostic], config: &Config) -> bool {
    use Code::{DataLimit, DataMissing, DataSyntax, FileNotUtf8, FileTooLarge, FileUnreadable};
    let Some(file) = config.metrics.as_deref().and_then(|file| below_content(file, config)) else { return false };
    let is_about_it = |finding: &&Diagnostic| match finding.code {
        DataMissing => finding.primary.path == config.path,
        DataSyntax | DataLimit | FileNotUtf8 | FileTooLarge | FileUnreadable => finding.primary.path == file,
        _ => false,
    };
    read.iter().filter(is_about_it).any(|finding| is_error(finding, config))
}

/// Drops what is only wrong because no metric could be read: its quotes, links to its page, data files that none uses.
fn drop_echoes_of_metrics(proof: &mut Proof, config: &Config) {
    let has_any = proof.site.edition.versions.first().is_some_and(|version| !version.metrics.metrics.is_empty());
    let file = config.metrics.as_deref().and_then(|file| below_content(file, config)).filter(|_| !has_any);
    let Some(file) = file else { return };
    let is_beside = |path: &str| path.strip_prefix(file.folder()).is_some_and(|rest| rest.starts_with('/'));
    let is_data =
        |path: &SourcePath| matches!(path.extension().as_str(), "csv" | "tsv" | "json" | "yaml" | "yml" | "toml");
    let leads_there: BTreeSet<Place> = proof
        .site
        .dead
        .iter()
        .filter(|(_, lack)| matches!(lack, Lack::Target(path) if is_beside(path)))
        .map(|(span, _)| place(span))
        .collect();
    proof.findings.retain(|finding| match finding.code {
        Code::MetricMissing => false,
        Code::AssetUnused => !(is_beside(finding.primary.path.as_str()) && is_data(&finding.primary.path)),
        Code::LinkMissing | Code::DoorInvalid => !leads_there.contains(&place(&finding.primary)),
        _ => true,
    });
}

/// Gives a path below the content folder as one below the root.
fn below_content(file: &str, config: &Config) -> Option<SourcePath> {
    let content = config.content.trim_end_matches('/');
    SourcePath::new(&if content.is_empty() { file.to_owned() } else { format!("{content}/{file}") }).ok()
}

/// Tells whether a finding counts as an error in this handbook.
fn is_error(finding: &Diagnostic, config: &Config) -> bool {
    finding.code.is_about_audience() || matches!(config.check.get(&finding.code), None | Some(Some(Severity::Error)))
}

/// Lists the editions that were not set and may have what a dead link leads to. A menu is that of all editions.
fn absent<'a>(proofs: &[Proof], config: &'a Config) -> Vec<&'a EditionConfig> {
    let may_know = |edition: &EditionConfig| {
        proofs.iter().any(|proof| {
            let mut menu = proof.site.dead.iter().filter(|(span, _)| span.path == config.path);
            let lacks = !proof.site.dead.is_empty() || !proof.site.unknown.is_empty();
            lacks && proof.audience < edition.audience || menu.next().is_some()
        })
    };
    let editions = config.editions.iter();
    editions
        .filter(|edition| proofs.iter().all(|proof| proof.site.edition.name != edition.name) && may_know(edition))
        .collect()
}

/// Finds what front matter names and only narrower readers have.
fn mentions(proof: &Proof, views: &[View], audiences: &Audiences) -> Vec<Diagnostic> {
    let finding = |(span, words): &(Span, String)| {
        let lacks = |view: &&View| view.unknown.contains(&(place(span), words.clone()));
        let knows = |view: &&View| view.audience > proof.audience && view.pages.binary_search(&span.path).is_ok();
        let reader = views.iter().filter(|view| knows(view) && !lacks(view)).map(|view| view.audience).min()?;
        let name = audiences.name(reader);
        let message = format!("`{}` is a page that only readers of `{name}` have", words.escape_debug());
        let help = format!("name a page that all readers of this one have, or mark it as `\":{name}[...]\"`");
        let mut finding = Diagnostic::new(Code::AudienceLink, span.clone(), message).help(help);
        finding.editions.push(proof.site.edition.name.clone());
        Some(finding)
    };
    proof.site.unknown.iter().filter_map(finding).collect()
}

/// What one edition has to say about links.
#[derive(Clone)]
struct View {
    audience: Audience,
    /// The files of its pages, sorted.
    pages: Vec<SourcePath>,
    /// Where its menu's entries stand in site.toml.
    menu: Vec<usize>,
    dead: BTreeMap<Place, Lack>,
    /// What front matter names and the edition lacks.
    unknown: BTreeSet<(Place, String)>,
}

/// Where a link stands.
type Place = (SourcePath, usize, usize);

fn place(Span { path, range }: &Span) -> Place {
    (path.clone(), range.start, range.end)
}

impl View {
    fn new(proof: &Proof) -> Self {
        let pages = proof.site.edition.versions.iter().take(1).flat_map(|version| &version.pages);
        let mut pages: Vec<SourcePath> = pages.map(|page| page.source.clone()).collect();
        pages.sort();
        let dead = proof.site.dead.iter().map(|(span, lack)| (place(span), lack.clone())).collect();
        let unknown = proof.site.unknown.iter().map(|(span, words)| (place(span), words.clone())).collect();
        let menu = proof.site.edition.settings.menu.iter().map(|entry| entry.range.start).collect();
        Self { audience: proof.audience, pages, menu, dead, unknown }
    }

    /// Tells whether the link leads further here than where it lacks `lack`.
    fn leads_further(&self, at: &Place, lack: &Lack) -> bool {
        match self.dead.get(at) {
            None => true,
            Some(Lack::Part) => *lack != Lack::Part,
            Some(Lack::Target(_) | Lack::Metric) => false,
        }
    }
}

/// Judges a finding about a dead link by what the other editions say; false if there is nothing to mend.
fn keep(finding: &mut Diagnostic, own: &View, views: &[View], unread: &BTreeSet<&str>, audiences: &Audiences) -> bool {
    if !is_about_target(finding.code) {
        return true;
    }
    let at = place(&finding.primary);
    let Some(lack) = own.dead.get(&at) else { return true };
    if matches!(lack, Lack::Target(path) if names_one_of(path, unread)) {
        return false;
    }
    if finding.code == Code::MenuInvalid {
        return !views.iter().any(|view| view.menu.contains(&at.1) && view.leads_further(&at, lack));
    }
    let narrower = views.iter().filter(|view| view.audience > own.audience);
    let further = narrower.filter(|view| view.pages.binary_search(&at.0).is_ok() && view.leads_further(&at, lack));
    if let Some(reader) = further.map(|view| view.audience).min() {
        *finding = worded(finding, audiences.name(reader));
    }
    true
}

fn is_about_target(code: Code) -> bool {
    use Code::{DoorInvalid, ImageMissing, LinkAnchorMissing, LinkMissing, MenuInvalid, MetricMissing};
    matches!(code, LinkMissing | LinkAnchorMissing | ImageMissing | DoorInvalid | MenuInvalid | MetricMissing)
}

fn worded(finding: &Diagnostic, reader: &str) -> Diagnostic {
    if finding.code == Code::MetricMissing {
        return worded_quote(finding, reader);
    }
    let (what, way_out) = match finding.code {
        Code::DoorInvalid => ("door", "or take the door out".to_owned()),
        Code::ImageMissing => ("image", format!("or mark the image as `:{reader}[...]`")),
        _ => ("link", format!("or mark the link as `:{reader}[...]`")),
    };
    let message = format!("this {what} leads to something that only readers of `{reader}` have");
    let help = format!("let it lead to a page that all readers of this one have, {way_out}");
    let mut worded = Diagnostic::new(Code::AudienceLink, finding.primary.clone(), message).help(help);
    worded.editions.clone_from(&finding.editions);
    worded
}

fn worded_quote(finding: &Diagnostic, reader: &str) -> Diagnostic {
    let message = format!("this quotes a metric that only readers of `{reader}` have");
    let help = format!("quote one that all readers of this page have, or mark the words as `:{reader}[...]`");
    let mut worded = Diagnostic::new(Code::AudienceLink, finding.primary.clone(), message).help(help);
    worded.editions.clone_from(&finding.editions);
    worded
}

/// Lists the files that an error keeps out of an edition. A link to one of them is no mistake of its own.
fn unread<'a>(read: &'a [Diagnostic], config: &Config) -> BTreeSet<&'a str> {
    let counts = |finding: &&Diagnostic| is_error(finding, config) && keeps_out(finding.code);
    read.iter().filter(counts).map(|finding| finding.primary.path.as_str()).collect()
}

/// Tells whether a finding of this kind leaves a file out, or leaves it to the narrowest audience alone.
fn keeps_out(code: Code) -> bool {
    matches!(
        code,
        Code::PathInvalid
            | Code::FileSpecial
            | Code::FileUnreadable
            | Code::FileNotUtf8
            | Code::FileTooLarge
            | Code::FrontMatterUnclosed
            | Code::FrontMatterSyntax
            | Code::FrontMatterAlias
            | Code::FrontMatterUnsafeKey
            | Code::AudienceUnknown
            | Code::AudienceUnclosed
            | Code::AudienceDoubtful
    )
}

/// Tells whether a path, as a link gives it, names one of the files: `policies/use` is `policies/use.md`.
fn names_one_of(path: &str, files: &BTreeSet<&str>) -> bool {
    let path = path.trim_end_matches('/');
    let ends = ["", ".md", ".markdown", "/_index.md", "/index.md", "/README.md"];
    !files.is_empty() && ends.iter().any(|end| files.contains([path, end].concat().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(path: &str) -> SourcePath {
        SourcePath::new(path).expect("a path")
    }

    fn found(code: Code, start: usize) -> Diagnostic {
        Diagnostic::new(code, Span::new(&path("a.md"), start..start + 1), "`secret-plan.md` is nowhere")
    }

    fn view(audience: &str, pages: &[&str], dead: &[(usize, Lack)]) -> View {
        let audience = Audiences::default().find(audience).expect("a known audience");
        let dead = dead.iter().map(|(start, lack)| ((path("a.md"), *start, start + 1), lack.clone())).collect();
        let pages = pages.iter().map(|name| path(name)).collect();
        View { audience, pages, menu: vec![1], dead, unknown: BTreeSet::new() }
    }

    fn gone() -> Lack {
        Lack::Target("x.md".into())
    }

    /// Judges a dead link of `own` by one other edition; gives the code that is left, if any.
    fn judged(code: Code, lack: Lack, own: &str, other: View) -> Option<Code> {
        let mut finding = found(code, 1);
        let own = view(own, &["a.md"], &[(1, lack)]);
        keep(&mut finding, &own, &[other], &BTreeSet::new(), &Audiences::default()).then_some(finding.code)
    }

    #[test]
    fn a_link_into_a_narrower_page_is_about_audiences() {
        let check = |own: &str, other: View, expect| {
            for code in [Code::LinkMissing, Code::ImageMissing, Code::DoorInvalid] {
                let expect = if expect { Code::AudienceLink } else { code };
                assert_eq!(judged(code, gone(), own, other.clone()), Some(expect), "{code}");
            }
        };
        check("public", view("internal", &["a.md"], &[]), true);
        check("public", view("internal", &["a.md"], &[(1, Lack::Part)]), true);
        check("public", view("internal", &["a.md"], &[(1, gone())]), false);
        check("public", view("internal", &["b.md"], &[]), false);
        check("public", view("public", &["a.md"], &[]), false);
        check("internal", view("public", &["a.md"], &[]), false);
    }

    #[test]
    fn a_heading_that_narrower_readers_have_is_about_audiences() {
        let check = |dead: &[(usize, Lack)], expect| {
            let other = view("internal", &["a.md"], dead);
            assert_eq!(judged(Code::LinkAnchorMissing, Lack::Part, "public", other), Some(expect));
        };
        check(&[], Code::AudienceLink);
        check(&[(1, Lack::Part)], Code::LinkAnchorMissing);
    }

    #[test]
    fn a_menu_entry_is_wrong_if_no_edition_has_its_page() {
        let check = |own: &str, other: View, expect| {
            assert_eq!(judged(Code::MenuInvalid, gone(), own, other), expect);
        };
        check("public", view("internal", &[], &[]), None);
        check("internal", view("public", &[], &[]), None);
        check("public", view("internal", &[], &[(1, gone())]), Some(Code::MenuInvalid));
        check("public", View { menu: Vec::new(), ..view("internal", &[], &[]) }, Some(Code::MenuInvalid));
    }

    #[test]
    fn a_link_to_a_file_that_cannot_be_read_is_no_mistake_of_its_own() {
        let config = |text: &str| crate::config::parse(&path("site.toml"), text).0;
        let mut unreadable = found(Code::FileNotUtf8, 0);
        unreadable.primary.path = path("content/use.md");
        let read = [unreadable];
        let check = |check: &str, wanted: &str, expect| {
            let config = config(&format!("title = 'x'\n{check}"));
            assert_eq!(names_one_of(wanted, &unread(&read, &config)), expect, "{wanted}");
        };
        check("", "content/use.md", true);
        check("", "content/use", true);
        check("", "content/other.md", false);
        check("[check]\nfile-not-utf8 = 'off'", "content/use.md", false);
    }

    #[test]
    fn the_message_names_no_hidden_page() {
        let worded = worded(&found(Code::LinkMissing, 1), "internal");
        assert!(!format!("{worded:?}").contains("secret"));
        assert!(worded.help.is_some_and(|help| help.contains(":internal[")));
    }
}
