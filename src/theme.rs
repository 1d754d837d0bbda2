//! A theme: templates, files for the browser, tokens. The site's own files stand before the embedded ones.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::edition::Blob;
use crate::hash::Hash;
use crate::path::SourcePath;

/// All that decides how pages look.
#[derive(Debug)]
pub struct Theme {
    /// The templates, ready to render.
    pub templates: tera::Tera,
    /// The files for the browser, by name below `assets/`.
    pub assets: BTreeMap<String, Blob>,
    /// The names of the tokens that the theme knows, with their default values.
    pub tokens: BTreeMap<String, String>,
    /// The hash of everything above.
    pub hash: Hash,
}

/// Loads a theme: the embedded files of `handbook`, replaced and completed by the site's `own` ones (by path below the
/// theme's folder).
pub fn load(_name: &str, _own: Option<&BTreeMap<SourcePath, Blob>>) -> (Theme, Vec<Diagnostic>) {
    todo!()
}
