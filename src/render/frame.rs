//! What all pages of an edition share: the theme's files under their addresses, the site's tokens as a style sheet, the
//! Content-Security-Policy.

use std::collections::BTreeMap;

use super::context::{Image, Link, Site as Frame};
use super::{data, navigation, search};
use crate::edition::{Blob, Settings};
use crate::path::UrlPath;
use crate::site::Site;
use crate::theme::{FILE_TOKENS, Theme};

/// Only this site's own files; nothing inline, nothing from elsewhere, no forms, no frames.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'";

/// The style sheet of the outlines for writers; no part of a site without them.
const OUTLINE: &str = "outline.css";

/// The style sheet of metrics; no part of a site without them.
const METRICS: &str = "metrics.css";

/// The style sheet of switchers, banners and lists of versions; no part of a site that names no versions.
const VERSIONS: &str = "versions.css";

/// The style sheet of redlines; no part of a site with a single version.
const REDLINE: &str = "redline.css";

/// Languages written from right to left, by their first subtag.
const RIGHT_TO_LEFT: [&str; 8] = ["ar", "dv", "fa", "he", "ps", "sd", "ug", "ur"];

/// The files that the theme brings, by address; style sheets and scripts carry their hash in the name.
pub(super) fn theme_files(site: &Site, theme: &Theme) -> BTreeMap<UrlPath, Blob> {
    let tokens = tokens_sheet(&site.edition.settings).map(|blob| ("tokens.css".to_owned(), blob));
    let has_metrics = site.edition.versions.iter().any(|version| !version.metrics.metrics.is_empty());
    let has_tables = site.edition.versions.iter().any(|version| !version.tables.is_empty());
    let has_search = !search::found(site).is_empty();
    let has_versions = site.edition.versions.first().is_some_and(|current| current.name.is_some());
    let is_wanted = |name: &str| match name {
        OUTLINE => site.edition.settings.outline,
        METRICS => has_metrics,
        REDLINE => site.edition.versions.len() > 1,
        VERSIONS => has_versions,
        data::STYLE | data::SCRIPT => has_tables,
        search::STYLE | search::SCRIPT => has_search,
        _ => true,
    };
    let assets = theme.assets.iter().filter(|(name, _)| is_wanted(name));
    let files = assets.map(|(name, blob)| (name.clone(), blob.clone())).chain(tokens);
    files.filter_map(|(name, blob)| Some((address(&name, &blob)?, blob))).collect()
}

fn address(name: &str, blob: &Blob) -> Option<UrlPath> {
    let named = match name.rsplit_once('.') {
        Some((stem, end @ ("css" | "js"))) => format!("{stem}.{}.{end}", blob.hash.short()),
        _ => name.to_owned(),
    };
    UrlPath::new(&format!("/assets/{named}")).ok()
}

/// Writes the tokens that differ from the theme's as custom properties; what could end the declaration is left out.
fn tokens_sheet(settings: &Settings) -> Option<Blob> {
    let is_safe = |value: &str| !value.contains(['{', '}', ';', '<', '\\', '@']) && !value.contains("url(");
    let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let lines: String = settings
        .tokens
        .iter()
        .filter(|(name, value)| !FILE_TOKENS.contains(&name.as_str()) && is_name(name) && is_safe(value))
        .map(|(name, value)| format!("--{name}:{value};"))
        .collect();
    (!lines.is_empty()).then(|| Blob::new(format!(":root{{{lines}}}\n").into_bytes()))
}

/// Gathers what every page shows.
pub(super) fn frame(site: &Site, theme: &Theme, files: &BTreeMap<UrlPath, Blob>) -> Frame {
    let settings = &site.edition.settings;
    let base = settings.base_url.as_ref().map_or("", |url| url.path());
    let named = |name: &str| theme_file(theme, files, name).map(|url| url.href(base));
    let sheet = |name: &str| files.keys().find(|url| url.as_str().starts_with(&format!("/assets/{name}.")));
    let menu = menu(site);
    let file = |token: &str| settings.tokens.get(token).and_then(|name| named(name).map(|href| (href, name)));
    Frame {
        title: settings.title.clone(),
        edition: site.edition.name.clone(),
        mark: settings.audience_mark.clone(),
        lang: settings.language.clone(),
        dir: is_right_to_left(&settings.language).then(|| "rtl".to_owned()),
        home: UrlPath::root().href(base),
        css: named("handbook.css")
            .into_iter()
            .chain(sheet("tokens").map(|url| url.href(base)))
            .chain(named(VERSIONS))
            .chain(named(OUTLINE))
            .chain(named("custom.css"))
            .collect(),
        metrics_css: named(METRICS),
        redline: named(REDLINE),
        data_css: named(data::STYLE),
        data_js: named(data::SCRIPT),
        // A page that finds nothing is none to lead to.
        search: (!search::found(site).is_empty()).then(|| search::url().href(base)),
        search_css: named(search::STYLE),
        search_js: named(search::SCRIPT),
        js: named("handbook.js").unwrap_or_default(),
        csp: POLICY.to_owned(),
        feed: settings.base_url.as_ref().map(|_| format!("{base}/feed.xml")),
        icon: file("icon").map(|(href, _)| href),
        logo: file("logo").and_then(|(src, name)| {
            let size = imagesize::blob_size(theme.assets.get(name)?.bytes()).ok()?;
            let (width, height) = (u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?);
            Some(Image { src, alt: String::new(), width, height })
        }),
        beside: menu.iter().filter(|link| !navigation::is_always_shown(site, link, base)).cloned().collect(),
        menu,
        foot: Vec::new(),
    }
}

fn menu(site: &Site) -> Vec<Link> {
    let entries = site.menu.iter();
    entries.filter_map(|(title, to)| Some(Link { title: title.clone(), href: to.href()?.to_owned() })).collect()
}

fn theme_file<'a>(theme: &Theme, files: &'a BTreeMap<UrlPath, Blob>, name: &str) -> Option<&'a UrlPath> {
    let url = address(name, theme.assets.get(name)?)?;
    files.get_key_value(&url).map(|(url, _)| url)
}

fn is_right_to_left(language: &str) -> bool {
    RIGHT_TO_LEFT.contains(&language.split('-').next().unwrap_or_default())
}
