//! The texts that findings quote, gathered from wherever they were read.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Sources};
use crate::edition::Blob;
use crate::path::SourcePath;
use crate::source::Snapshot;

/// The site's own files of its theme, by path below the handbook's root.
pub(super) struct ThemeTexts(BTreeMap<SourcePath, Blob>);

impl ThemeTexts {
    pub(super) fn new(theme: &str, own: Option<BTreeMap<SourcePath, Blob>>) -> Self {
        let place = |path: &SourcePath| SourcePath::new(&format!("themes/{theme}/{path}")).ok();
        Self(own.into_iter().flatten().filter_map(|(path, blob)| Some((place(&path)?, blob))).collect())
    }
}

/// Gives the texts of the files that the findings name.
pub(super) fn gather(
    findings: &[Diagnostic],
    site_toml: &(SourcePath, Arc<str>),
    snapshots: &[Snapshot],
    theme: &ThemeTexts,
) -> Sources {
    let text = |path: &SourcePath| {
        let blob =
            || snapshots.iter().map(|snapshot| &snapshot.files).chain([&theme.0]).find_map(|files| files.get(path));
        if *path == site_toml.0 { Some(site_toml.1.clone()) } else { blob()?.text().cloned() }
    };
    let related = findings.iter().flat_map(|finding| finding.related.iter().map(|(span, _)| &span.path));
    let paths = findings.iter().map(|finding| &finding.primary.path).chain(related);
    Sources(paths.filter_map(|path| Some((path.clone(), text(path)?))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Span};

    #[test]
    fn only_what_findings_name_is_gathered() {
        let path = |path: &str| SourcePath::new(path).expect("a path");
        let files =
            |names: &[&str]| names.iter().map(|name| (path(name), Blob::new(name.as_bytes().to_vec()))).collect();
        let snapshot =
            Snapshot { content: "c".into(), files: files(&["c/a.md", "c/b.md", "c/other.md"]), ..Snapshot::default() };
        let theme = ThemeTexts::new("handbook", Some(files(&["templates/page.html"])));
        let named = ["c/a.md", "themes/handbook/templates/page.html", "site.toml", "gone.md"];
        let mut findings: Vec<_> =
            named.iter().map(|name| Diagnostic::new(Code::FileEmpty, Span::file(&path(name)), "x")).collect();
        findings[0].related.push((Span::file(&path("c/b.md")), "x".into()));
        let sources = gather(&findings, &(path("site.toml"), "t".into()), &[snapshot], &theme);
        let found: Vec<&str> = sources.0.keys().map(SourcePath::as_str).collect();
        assert_eq!(found, ["c/a.md", "c/b.md", "site.toml", "themes/handbook/templates/page.html"]);
    }
}
