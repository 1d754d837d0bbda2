//! The short way from a saved file of the theme to a new view: the pages say what they said, and look another way.
//!
//! Taken only where all that was named lies in the theme's folder and nothing is or was wrong with the theme; else nothing is
//! given, and the handbook is looked at as a whole.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::input::check_theme;
use super::super::texts::ThemeTexts;
use super::{Live, Sheet, View};
use crate::diagnostic::{Code, Diagnostic};
use crate::render;
use crate::source;
use crate::theme;

impl Live {
    /// Puts the theme as it is now under the sites that are served.
    pub(super) fn look_of_theme(&mut self, named: &[PathBuf]) -> Option<Arc<View>> {
        let folder = self.request.root.join("themes").join(&self.run.config.theme);
        let is_about_theme = !named.is_empty() && named.iter().all(|path| path.starts_with(&folder));
        if !is_about_theme || self.view.diagnostics.iter().any(may_be_of_theme) {
            return None;
        }
        let states = source::states(vec![folder.clone()], &self.request.out);
        let own = source::folder(&folder).ok()?;
        let (theme, found) = theme::load(&self.run.config.theme, own.as_ref());
        let tokens = check_theme(&self.run.config, &theme, own.is_some(), &self.run.site_toml);
        if !found.is_empty() || !tokens.is_empty() {
            return None;
        }
        let theme = Arc::new(theme);
        let dressed = |sheet: &Sheet| {
            let press = render::redress(&sheet.press, Arc::clone(&theme))?;
            Some(Sheet { press: Arc::new(press), ..sheet.clone() })
        };
        let editions = self.view.editions.iter().map(dressed).collect::<Option<Vec<_>>>()?;
        self.run.theme_texts = ThemeTexts::new(&self.run.config.theme, own);
        let below =
            self.states.range(folder.clone()..).map(|(path, _)| path).take_while(|path| path.starts_with(&folder));
        for path in below.cloned().collect::<Vec<_>>() {
            self.states.remove(&path);
        }
        self.states.extend(states);
        let View { diagnostics, sources, folders, .. } = &*self.view;
        let (diagnostics, sources, folders) = (diagnostics.clone(), sources.clone(), folders.clone());
        Some(Arc::new(View { diagnostics, sources, editions, folders }))
    }
}

/// Tells whether a finding may be about the theme, or about an address that the theme claims.
fn may_be_of_theme(finding: &Diagnostic) -> bool {
    use Code::{TemplateError, TemplateSyntax, TemplateUnknown, ThemeMissing, ThemeTokenUnknown, UrlCollision};
    let is_coded = matches!(
        finding.code,
        TemplateError | TemplateSyntax | TemplateUnknown | ThemeMissing | ThemeTokenUnknown | UrlCollision
    );
    is_coded || Path::new(finding.primary.path.as_str()).starts_with("themes")
}
