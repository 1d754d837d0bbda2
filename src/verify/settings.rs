//! What site.toml says to readers, word for word, and whom each word is for.
//!
//! An edition's own words are for its readers. A menu's entry is for those who have what it leads to, whatever it is called.
//! Names of folders, colours and the like are never shown, and are not here.

use std::collections::BTreeMap;

use super::Handbook;
use super::address;
use super::data::Sort;
use super::sources::Reading;
use crate::audience::Audience;
use crate::edition::MenuEntry;

/// Some words of site.toml; marks in them may narrow parts further.
#[derive(Debug)]
pub(super) struct Setting {
    pub(super) text: String,
    pub(super) whom: Audience,
    /// Where they stand.
    pub(super) at: usize,
    /// Whether this is where a menu's entry leads to: its readers may see it, and to others it says no more than what
    /// lies there.
    pub(super) is_link: bool,
}

/// Gives the words.
pub(super) fn read(handbook: &Handbook<'_>, reading: &Reading<'_>) -> Vec<Setting> {
    let config = handbook.config;
    let place = |key: &str| config.places.get(key).map_or(0, |range| range.start);
    let all = |at: usize, text: &str| Setting { text: text.to_owned(), whom: Audience::WIDEST, at, is_link: false };
    let mut found = vec![all(place("title"), &config.title)];
    found.extend(config.description.iter().map(|text| all(place("description"), text)));
    found.extend(config.versions.note.iter().map(|text| all(place("versions.note"), text)));
    for released in &config.versions.released {
        found.extend(released.note.iter().map(|text| all(released.range.start, text)));
    }
    let columns = config.data_pages.iter().flat_map(|pages| &pages.columns);
    let titles = columns.filter_map(|column| Some((column.title.as_ref()?, column.audience)));
    found.extend(titles.map(|((text, at), whom)| Setting {
        text: text.clone(),
        whom: whom.unwrap_or(Audience::WIDEST),
        at: at.start,
        is_link: false,
    }));
    let readers = readers(reading);
    found.extend(config.menu.iter().flat_map(|entry| menu(entry, Audience::WIDEST, &readers)));
    for edition in &config.editions {
        let own = |text: String| Setting { text, whom: edition.audience, at: edition.range.start, is_link: false };
        found.extend(edition.title.iter().chain(&edition.description).cloned().map(own));
        let urls = edition.base_url.iter().map(|url| url.absolute(url.path()));
        found.extend(urls.chain(edition.edit_url.clone()).map(own));
        found.extend(edition.menu.iter().flatten().flat_map(|entry| menu(entry, edition.audience, &readers)));
    }
    found
}

/// A menu's entry; its address is no secret to those who may know its title.
fn menu(entry: &MenuEntry, whom: Audience, readers: &BTreeMap<u64, Audience>) -> [Setting; 2] {
    let at = entry.range.start;
    let is_inside = !entry.link.contains("://") && !entry.link.starts_with("mailto:");
    let led_to = is_inside.then(|| readers.get(&address::key(&address::parts(&entry.link)))).flatten();
    let whom = led_to.map_or(whom, |led_to| whom.max(*led_to));
    [(&entry.title, false), (&entry.link, true)].map(|(text, is_link)| Setting {
        text: text.clone(),
        whom,
        at,
        is_link,
    })
}

/// Gives the widest audience that has something at an address, by the address's key. What lies below a folder without a
/// page of its own stands for the folder.
fn readers(reading: &Reading<'_>) -> BTreeMap<u64, Audience> {
    let mut readers: BTreeMap<u64, Audience> = BTreeMap::new();
    let mut add = |path: &str, whom: Audience| {
        let parts = address::parts(path);
        for to in 1..=parts.len() {
            readers.entry(address::key(&parts[..to])).and_modify(|known| *known = (*known).min(whom)).or_insert(whom);
        }
    };
    for page in &reading.pages {
        if let Some(whom) = page.whom {
            add(page.below, whom);
            page.front.values.iter().filter(|(key, _)| key == "aliases").for_each(|(_, alias)| add(alias, whom));
        }
    }
    for asset in &reading.assets {
        match &asset.said {
            None => add(asset.below, asset.ceiling),
            Some(said) => {
                let addresses = said.iter().filter(|said| said.sort == Sort::Address);
                addresses.for_each(|said| add(&said.text, said.whom));
            }
        }
    }
    readers
}
