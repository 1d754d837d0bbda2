//! What site.toml says to the readers of an edition, and the audience marks in its words.
//!
//! A word that is doubtful is an error, and no edition but the narrowest has it.

use std::ops::Range;

use crate::audience::Audience;
use crate::config::{Config, EditionConfig};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edition::{MenuEntry, Settings};

use super::review::levels;
use super::strings::cut_string;
use super::{Wish, typography};

/// Finds the doubtful marks of all words that stand on pages.
pub(super) fn doubts(config: &Config) -> Vec<Diagnostic> {
    let doubt = |(range, words): (Range<usize>, &str)| {
        let is_doubtful = levels(config).into_iter().any(|audience| cut_string(words, &config.audiences, audience).2);
        is_doubtful.then(|| {
            let message = "this looks like an audience mark, but it is none";
            let help = "write `:name[words]` with the audience's exact name, no space before the bracket, and every \
                        bracket closed";
            Diagnostic::new(Code::AudienceDoubtful, Span::new(&config.path, range), message).help(help)
        })
    };
    words(config).into_iter().filter_map(doubt).collect()
}

/// Gives the words of site.toml that readers see, with their places; of a menu's entry, the place of its link.
fn words(config: &Config) -> Vec<(Range<usize>, &str)> {
    let place = |key: &str| config.places.get(key).cloned().unwrap_or_default();
    let mut found = vec![(place("title"), config.title.as_str())];
    found.extend(config.description.as_deref().map(|words| (place("description"), words)));
    for edition in &config.editions {
        let own = [("title", &edition.title), ("description", &edition.description)];
        let own = own.into_iter().filter_map(|(key, words)| Some((key, words.as_deref()?)));
        found.extend(own.map(|(key, words)| (place(&format!("editions.{}.{key}", edition.name)), words)));
    }
    found.extend(config.versions.note.as_deref().map(|note| (place("versions.note"), note)));
    let notes = config.versions.released.iter();
    found.extend(notes.filter_map(|released| Some((released.range.clone(), released.note.as_deref()?))));
    let columns = config.data_pages.iter().flat_map(|pages| &pages.columns);
    found.extend(columns.filter_map(|column| column.title.as_ref().map(|(title, at)| (at.clone(), title.as_str()))));
    let menus = config.editions.iter().filter_map(|edition| edition.menu.as_ref()).chain([&config.menu]);
    found.extend(menus.flatten().map(|entry| (entry.range.clone(), entry.title.as_str())));
    found
}

/// Gives what site.toml says to an edition, cut like everything else.
pub(super) fn settings(config: &Config, edition: &EditionConfig, wish: Wish) -> Settings {
    let names = &config.audiences;
    let shown = |words: &String| cut_words(words, config, edition.audience);
    let entry = |entry: &MenuEntry| Some(MenuEntry { title: shown(&entry.title)?, ..entry.clone() });
    let mut tokens = config.tokens.clone();
    tokens.extend(edition.tokens.clone());
    Settings {
        title: shown(edition.title.as_ref().unwrap_or(&config.title)).unwrap_or_default(),
        description: edition.description.as_ref().or(config.description.as_ref()).and_then(shown),
        base_url: edition.base_url.clone().or_else(|| config.base_url.clone()),
        links_below: edition.links_below.clone(),
        language: config.language.clone(),
        audience_mark: (edition.audience > Audience::WIDEST).then(|| capitalised(names.name(edition.audience))),
        edit_url: edition.edit_url.clone().or_else(|| config.edit_url.clone()),
        smart_punctuation: config.smart_punctuation,
        outline: wish.outline && edition.audience > Audience::WIDEST,
        audiences: names.names_up_to(edition.audience).to_vec(),
        menu: edition.menu.as_ref().unwrap_or(&config.menu).iter().filter_map(entry).collect(),
        tokens,
    }
}

/// Cuts words to what an audience may read, as pages show them; none where nothing is left, or where they are doubtful.
pub(super) fn cut_words(words: &str, config: &Config, audience: Audience) -> Option<String> {
    let (text, hides, is_doubtful) = cut_string(words, &config.audiences, audience);
    let is_narrowest = audience == config.audiences.narrowest();
    let is_shown = !(hides && text.is_empty()) && (!is_doubtful || is_narrowest);
    is_shown.then(|| if config.smart_punctuation { typography::dressed(&text).into_owned() } else { text })
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
