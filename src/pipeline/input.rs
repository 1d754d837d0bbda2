//! What a run reads: site.toml, the theme, the content; and what is wrong with them as a whole.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::versions::Known;
use super::{Progress, Request, Run, Stage, proof, texts, versions};
use crate::config::{self, Config};
use crate::diagnostic::{Code, Diagnostic, Span, nearest};
use crate::error::Error;
use crate::manuscript;
use crate::memo::Memo;
use crate::output::cache;
use crate::path::SourcePath;
use crate::source::{self, Snapshot};
use crate::theme::{self, Theme};

/// What an earlier look at the same handbook found.
pub(super) struct Earlier {
    pub(super) memo: Memo,
    /// What was read, and what of it is as it was.
    pub(super) known: Known,
}

/// What is read before the old versions and before anything is taken apart.
pub(super) struct Opened {
    pub(super) site_toml: (SourcePath, Arc<str>),
    pub(super) config: Config,
    pub(super) theme: Arc<Theme>,
    pub(super) theme_texts: texts::ThemeTexts,
    pub(super) memo: Memo,
    pub(super) known: Known,
    /// The current version; none where there is no content.
    pub(super) current: Option<Snapshot>,
    /// What is wrong with all that; of some of it nothing else tells, such as a link where a page should be.
    pub(super) findings: Vec<Diagnostic>,
    fault: Option<Diagnostic>,
}

/// Reads site.toml, the theme and the content. Without an earlier look, the results that the last run kept on the disk
/// are used.
pub(super) fn read(
    request: &Request,
    earlier: Option<Earlier>,
    progress: &Progress,
) -> Result<(Run, Arc<Theme>), Error> {
    take_apart(open(request, earlier, progress)?, request, progress)
}

/// Reads site.toml, the theme and what the content folder holds.
pub(super) fn open(request: &Request, earlier: Option<Earlier>, progress: &Progress) -> Result<Opened, Error> {
    progress.enter(Stage::Reading, 0);
    let path = SourcePath::new("site.toml").expect("a plain name");
    let site_toml: (SourcePath, Arc<str>) = (path, source::read_text(&request.root.join("site.toml"))?.into());
    let (config, mut findings) = config::parse(&site_toml.0, &site_toml.1);

    let own = source::folder(&request.root.join("themes").join(&config.theme))?;
    let (theme, found) = theme::load(&config.theme, own.as_ref());
    findings.extend(found);
    findings.extend(check_theme(&config, &theme, own.is_some(), &site_toml));

    let fault = content_fault(request, &config);
    let (earlier, known) = earlier.map(|earlier| (earlier.memo, earlier.known)).unzip();
    let known = known.unwrap_or_default();
    let recall = || earlier.unwrap_or_else(|| cache::load(&request.root));
    let (mut current, mut memo) = (None, Memo::default());
    if fault.is_none() {
        let skip = skipped(request, &config);
        let skip: Vec<&str> = skip.iter().map(String::as_str).collect();
        let taken;
        (taken, memo) =
            rayon::join(|| source::take_again(&request.root, &config.content, &skip, &known.unchanged), recall);
        let (snapshot, found) = taken?;
        findings.extend(found);
        current = Some(versions::current(snapshot, &config));
    }
    let theme_texts = texts::ThemeTexts::new(&config.theme, own);
    Ok(Opened { site_toml, config, theme: Arc::new(theme), theme_texts, memo, known, current, findings, fault })
}

/// Reads the old versions, and takes the files of all versions apart.
pub(super) fn take_apart(opened: Opened, request: &Request, progress: &Progress) -> Result<(Run, Arc<Theme>), Error> {
    let Opened { site_toml, config, theme, theme_texts, memo, known, current, mut findings, fault } = opened;
    let mut snapshots: Vec<Snapshot> = current.into_iter().collect();
    if let Some(current) = snapshots.first() {
        let (old, found) = versions::read(request, &config, current, &known)?;
        findings.extend(found);
        snapshots.extend(old);
    }
    progress.enter(Stage::Parsing, snapshots.iter().map(|snapshot| snapshot.files.len()).sum());
    let (manuscript, found) = manuscript::read(&snapshots, &config, &memo);
    findings.extend(found);
    if request.edition.is_none() {
        findings.extend(manuscript::unseen(&manuscript, &config));
    }
    let output_texts = proof::Texts::new();
    let run =
        Run { site_toml, config, snapshots, manuscript, memo, findings, theme_texts, output_texts, fault, keys: None };
    Ok((run, theme))
}

/// Reports a content folder that is not there.
fn content_fault(request: &Request, config: &Config) -> Option<Diagnostic> {
    let (message, help) = source::content_fault(&request.root, &config.content)?;
    let place = config.places.get("content").cloned().unwrap_or_default();
    Some(Diagnostic::new(Code::ConfigValue, Span::new(&config.path, place), message).help(help))
}

/// Finds a theme that is not there, and tokens that it does not have.
pub(super) fn check_theme(
    config: &Config,
    theme: &Theme,
    is_there: bool,
    (path, text): &(SourcePath, Arc<str>),
) -> Vec<Diagnostic> {
    let place = |key: &str| Span::new(path, config.places.get(key).cloned().unwrap_or_default());
    // A token's name stands before its value.
    let name_place = |key: &str, token: &str| {
        let value = place(key);
        let at = text.get(..value.range.start).and_then(|before| before.rfind(token));
        at.map_or(value, |at| Span::new(path, at..at + token.len()))
    };
    let mut findings = Vec::new();
    if !is_there && config.theme != theme::EMBEDDED_NAME {
        let message = format!("there is no theme `{}`", config.theme);
        let help = format!("make the folder `themes/{}/`, or write `theme = \"handbook\"`", config.theme);
        let key = if config.places.contains_key("theme.name") { "theme.name" } else { "theme" };
        findings.push(Diagnostic::new(Code::ThemeMissing, place(key), message).help(help));
    }
    let own = config.tokens.keys().map(|token| (format!("theme.{token}"), token));
    let editions = config.editions.iter().flat_map(|edition| {
        edition.tokens.keys().map(move |token| (format!("editions.{}.theme.{token}", edition.name), token))
    });
    for (key, token) in own.chain(editions) {
        findings.extend(theme::check_token(theme, token, &name_place(&key, token)));
    }
    for pages in &config.data_pages {
        findings.extend(pages.template.as_ref().and_then(|name| check_template(theme, name, &pages.range, path)));
    }
    findings
}

/// Reports a template of rows that the theme does not have.
fn check_template(theme: &Theme, name: &str, range: &Range<usize>, path: &SourcePath) -> Option<Diagnostic> {
    let file = format!("{name}.html");
    if theme.templates.contains_template(&file) {
        return None;
    }
    let names = || theme.templates.get_template_names().filter_map(|name| name.strip_suffix(".html"));
    let help = match nearest(name, names()) {
        Some(near) => format!("did you mean `{near}`? Else put the template into the theme, as `templates/{file}`"),
        None => format!("put the template into the theme, as `templates/{file}`, or delete the line"),
    };
    let message = format!("the theme has no template `{name}` to print rows with");
    Some(Diagnostic::new(Code::TemplateUnknown, Span::new(path, range.clone()), message).help(help))
}

/// Names what lies below the root and is no content, which matters where the content is the root itself.
fn skipped(request: &Request, config: &Config) -> Vec<String> {
    let out = request.out.strip_prefix(&request.root).ok().and_then(Path::to_str).filter(|out| !out.is_empty());
    let versions = if config.content.is_empty() { "_versions".into() } else { format!("{}/_versions", config.content) };
    let out = out.map(|out| out.replace('\\', "/"));
    ["site.toml".into(), "themes".into(), "dist".into(), versions].into_iter().chain(out).collect()
}
