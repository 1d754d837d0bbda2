//! A theme: templates, files for the browser, tokens. The site's own files stand before the embedded ones.
//!
//! [`load`] takes the files of the site's `themes/NAME/` folder, read elsewhere, lays them over the embedded theme
//! `handbook` file by file, and reads the templates. What does not fit is a finding; the embedded templates then serve, so
//! that a run can go on.

use std::collections::BTreeMap;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use tera::{ErrorKind, Kwargs, State, Tera};

use crate::diagnostic::{Code, Diagnostic, Span, nearest};
use crate::edition::Blob;
use crate::hash::Hash;
use crate::path::SourcePath;
use crate::text;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/handbook");

/// The name of the embedded theme.
pub const EMBEDDED_NAME: &str = "handbook";

/// Tokens that name a file of the theme's `assets/` folder instead of a value for the style sheet.
pub const FILE_TOKENS: [&str; 2] = ["icon", "logo"];

/// All that decides how pages look.
#[derive(Debug)]
pub struct Theme {
    /// The templates, ready to render, by name below `templates/`.
    pub templates: Tera,
    /// The files for the browser, by name below `assets/`.
    pub assets: BTreeMap<String, Blob>,
    /// The names of the tokens that the theme knows, with their default values.
    pub tokens: BTreeMap<String, String>,
    /// The texts of the templates, for findings.
    pub sources: BTreeMap<SourcePath, Arc<str>>,
    /// The hash of everything above.
    pub hash: Hash,
}

/// Loads a theme: the embedded files of `handbook`, replaced and completed by the site's `own` ones (by path below the
/// theme's folder).
pub fn load(name: &str, own: Option<&BTreeMap<SourcePath, Blob>>) -> (Theme, Vec<Diagnostic>) {
    let mut files = embedded();
    files.extend(own.into_iter().flatten().map(|(path, blob)| (path.as_str().to_owned(), blob.clone())));
    let sources = template_sources(name, &files);
    let (templates, mut diagnostics) = match read_templates(name, &sources) {
        Ok(templates) => (templates, Vec::new()),
        Err(diagnostics) => (embedded_templates(), diagnostics),
    };
    let tokens = read_tokens(name, &files, &mut diagnostics);
    let hash = Hash::of_parts(files.iter().flat_map(|(path, blob)| [path.as_bytes(), blob.hash.as_bytes()]));
    let assets = files
        .into_iter()
        .filter_map(|(path, blob)| path.strip_prefix("assets/").map(|name| (name.to_owned(), blob)))
        .collect();
    (Theme { templates, assets, tokens, sources, hash }, diagnostics)
}

/// Finds a token of site.toml that the theme does not have; `place` is where site.toml names it.
pub fn check_token(theme: &Theme, token: &str, place: &Span) -> Option<Diagnostic> {
    let known = || theme.tokens.keys().map(String::as_str).chain(FILE_TOKENS);
    if known().any(|name| name == token) {
        return None;
    }
    let message = format!("the theme has no token `{token}`");
    let help = match nearest(token, known()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("the tokens are: {}", known().collect::<Vec<_>>().join(", ")),
    };
    Some(Diagnostic::new(Code::ThemeTokenUnknown, place.clone(), message).help(help))
}

fn embedded() -> BTreeMap<String, Blob> {
    let mut files = BTreeMap::new();
    let mut folders = vec![&EMBEDDED];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files() {
            let path = file.path().to_string_lossy().replace('\\', "/");
            files.insert(path, Blob::new(file.contents().to_vec()));
        }
    }
    files
}

fn template_sources(theme: &str, files: &BTreeMap<String, Blob>) -> BTreeMap<SourcePath, Arc<str>> {
    files
        .iter()
        .filter(|(path, _)| path.starts_with("templates/"))
        .filter_map(|(path, blob)| {
            Some((template_path(theme, path.strip_prefix("templates/")?)?, blob.text()?.clone()))
        })
        .collect()
}

/// Gives the path that a template has, or would have, in the handbook.
fn template_path(theme: &str, name: &str) -> Option<SourcePath> {
    SourcePath::new(&format!("themes/{theme}/templates/{name}")).ok()
}

fn named<'a>(theme: &str, sources: &'a BTreeMap<SourcePath, Arc<str>>) -> Vec<(String, &'a str)> {
    let folder = format!("themes/{theme}/templates/");
    sources.iter().filter_map(|(path, text)| Some((path.as_str().strip_prefix(&folder)?.to_owned(), &**text))).collect()
}

fn read_templates(theme: &str, sources: &BTreeMap<SourcePath, Arc<str>>) -> Result<Tera, Vec<Diagnostic>> {
    let templates = named(theme, sources);
    let mut tera = Tera::new();
    tera.register_filter("grouped", |count: u64, _: Kwargs, _: &State<'_>| text::grouped(&count.to_string()));
    let Err(error) = tera.add_raw_templates(templates.iter().map(|(name, text)| (name.as_str(), *text))) else {
        return Ok(tera);
    };
    // One by one, so that every template with a mistake is named, not the first alone.
    let mut findings: Vec<_> = templates
        .iter()
        .filter_map(|(name, text)| Tera::new().add_raw_template(name, text).err())
        .filter(|error| matches!(error.kind(), ErrorKind::SyntaxError(_)))
        .filter_map(|error| template_finding(theme, &error, Code::TemplateSyntax))
        .collect();
    if findings.is_empty() {
        findings.extend(dangling(theme, &error.to_string(), sources));
    }
    if findings.is_empty() {
        findings.extend(template_finding(theme, &error, Code::TemplateSyntax));
    }
    Err(findings)
}

/// Finds the names that lead nowhere: blocks, filters, templates. The engine has all of them in one text, each as a line
/// `error: MESSAGE` and a line `--> TEMPLATE:LINE:COLUMN`.
fn dangling(theme: &str, report: &str, sources: &BTreeMap<SourcePath, Arc<str>>) -> Vec<Diagnostic> {
    let lines: Vec<&str> = report.lines().collect();
    let finding = |pair: &[&str]| {
        let message = pair[0].strip_prefix("error: ")?;
        let mut place = pair[1].trim_start().strip_prefix("--> ")?.rsplitn(3, ':');
        let (column, line) = (place.next()?.parse().ok()?, place.next()?.parse().ok()?);
        let name = place.next()?;
        let path = template_path(theme, name)?;
        let at = offset(sources.get(&path)?, line, column);
        Some(template_mistake(name, Span::new(&path, at..at), Code::TemplateSyntax, message))
    };
    lines.windows(2).filter_map(finding).collect()
}

/// Gives the byte at a line and a column, both from 1, columns in characters.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = &text[start..];
    start + rest.char_indices().nth(column.saturating_sub(1)).map_or(rest.len(), |(at, _)| at)
}

fn embedded_templates() -> Tera {
    let sources = template_sources(EMBEDDED_NAME, &embedded());
    read_templates(EMBEDDED_NAME, &sources).expect("the embedded templates are read by a test")
}

/// Makes a finding of a template engine's error, at the place that the engine names.
pub fn template_finding(theme: &str, error: &tera::Error, code: Code) -> Option<Diagnostic> {
    let (name, range, message) = match error.kind() {
        ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
            (report.filename().to_owned(), report.span().range.clone(), report.message().to_owned())
        }
        ErrorKind::MissingParent { current, parent } => {
            (current.clone(), 0..0, format!("it extends `{parent}`, which does not exist"))
        }
        ErrorKind::CircularExtend { tpl, .. } => (tpl.clone(), 0..0, "it extends itself".to_owned()),
        ErrorKind::CircularInclude { tpl, .. } => (tpl.clone(), 0..0, "it includes itself".to_owned()),
        _ => ("base.html".to_owned(), 0..0, error.to_string().lines().next().unwrap_or_default().to_owned()),
    };
    let span = Span::new(&template_path(theme, &name)?, range);
    Some(template_mistake(&name, span, code, &message))
}

fn template_mistake(name: &str, span: Span, code: Code, message: &str) -> Diagnostic {
    let message = format!("template `{name}`: {}", message.trim_end_matches('.'));
    Diagnostic::new(code, span, message).help("the template language is described at the site of Tera, version 2")
}

fn read_tokens(
    theme: &str,
    files: &BTreeMap<String, Blob>,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, String> {
    let text = files.get("theme.toml").and_then(|blob| blob.text().cloned()).unwrap_or_default();
    let table = text.parse::<toml::Table>().unwrap_or_else(|error| {
        if let Ok(path) = SourcePath::new(&format!("themes/{theme}/theme.toml")) {
            let span = Span::new(&path, error.span().unwrap_or_default());
            diagnostics.push(Diagnostic::new(Code::ConfigSyntax, span, error.message().to_owned()));
        }
        toml::Table::new()
    });
    let tokens = table.get("tokens").and_then(toml::Value::as_table);
    tokens.into_iter().flatten().filter_map(|(name, value)| Some((name.clone(), value.as_str()?.to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(path: &str, text: &str) -> BTreeMap<SourcePath, Blob> {
        BTreeMap::from([(SourcePath::new(path).expect("a path"), Blob::new(text.into()))])
    }

    #[test]
    fn the_embedded_theme_is_whole() {
        let (theme, diagnostics) = load(EMBEDDED_NAME, None);
        assert_eq!(diagnostics, []);
        assert!(theme.assets.contains_key("handbook.css") && theme.tokens.contains_key("accent"));
    }

    /// What the art direction allows, before compression.
    #[test]
    fn what_every_reader_loads_is_small() {
        let (theme, _) = load(EMBEDDED_NAME, None);
        for (end, most) in [(".css", 20_480), (".js", 8_192)] {
            // Those of the search page, of sites for writers, and of sites with metrics, data or versions, come on top.
            let some = [
                "outline.css",
                "metrics.css",
                "redline.css",
                "versions.css",
                "data.css",
                "data.js",
                "search.css",
                "search.js",
            ];
            let files = theme.assets.iter().filter(|(name, _)| name.ends_with(end) && !some.contains(&name.as_str()));
            let bytes: usize = files.map(|(_, blob)| blob.bytes().len()).sum();
            assert!(bytes > 0 && bytes < most, "{bytes} bytes of {end}");
        }
    }

    #[test]
    fn a_site_replaces_one_template() {
        let (plain, _) = load("ours", None);
        let (theme, diagnostics) = load("ours", Some(&own("templates/redirect.html", "moved to {{ redirect.href }}")));
        assert_eq!(diagnostics, []);
        assert_ne!(plain.hash, theme.hash);
        assert!(theme.templates.get_template_names().any(|name| name == "page.html"));
    }

    #[test]
    fn a_broken_template_is_a_finding() {
        let (theme, diagnostics) = load("ours", Some(&own("templates/page.html", "a\n{% if %}")));
        let found: Vec<_> = diagnostics.iter().map(|d| (d.code, d.primary.path.as_str())).collect();
        assert_eq!(found, [(Code::TemplateSyntax, "themes/ours/templates/page.html")]);
        assert!(theme.templates.get_template_names().any(|name| name == "page.html"));
    }

    #[test]
    fn names_that_lead_nowhere_are_found_where_they_stand() {
        let check = |text: &str, expect: &[(&str, &str)]| {
            let (_, diagnostics) = load("ours", Some(&own("templates/page.html", text)));
            let found: Vec<_> =
                diagnostics.iter().map(|d| (&text[d.primary.range.start..][..6], d.message.as_str())).collect();
            assert_eq!(found, expect);
            assert!(diagnostics.iter().all(|d| d.primary.path.as_str() == "themes/ours/templates/page.html"));
        };
        check(
            "ä\n{% include \"none.html\" %}ä{{ x | shout }}",
            &[
                ("\"none.", "template `page.html`: Unknown template `none.html`"),
                ("shout ", "template `page.html`: Unknown filter `shout`"),
            ],
        );
        check(
            "{% extends \"base.html\" %}{% block nowhere %}{% endblock %}",
            &[("nowher", "template `page.html`: Block `nowhere` is not defined in any parent template")],
        );
        let message = "template `page.html`: it extends `none.html`, which does not exist";
        check("{% extends \"none.html\" %}", &[("{% ext", message)]);
    }
}
