//! The cut to one edition: audience first, then sections and drafts, then what depends on which pages are left.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::audience::{Audience, Audiences};
use crate::config::{Config, EditionConfig};
use crate::edition::{Asset, Blob, Meta, Page, Row, Status, Table, Version};
use crate::hash::Hash;
use crate::path::{SourcePath, UrlPath};
use crate::text::{Excerpt, SourceMap};

use super::data::RowPage;
use super::document::Document;
use super::front_matter::{Front, Stated};
use super::marks::cut::{cut, cut_outlined};
use super::over_time;
use super::place::{Place, Rank, below, indexes};
use super::sections::{Sections, inherit, kind_of_folder};
use super::{Wish, Written, address, data, files, quotes, typography};

/// A document that the edition has, by its number, with its front matter.
type Visible = (usize, Meta);

/// Cuts one version to what an edition's readers may know.
pub(super) fn version(written: &Written, config: &Config, edition: &EditionConfig, wish: Wish) -> Version {
    let reader = Reader { names: &config.audiences, audience: edition.audience, outline: wish.outline };
    let page = |(at, meta, stands): (usize, Meta, Stands)| {
        Arc::new(cut_page(&written.documents[at], meta, (&stands, &written.root), &reader))
    };
    let mut pages: Vec<Arc<Page>> = standing(written, config, edition, wish).into_par_iter().map(page).collect();
    let tables = tables(written, config, edition, &mut pages);
    let assets = assets(written, config, edition.audience);
    let elsewhere = elsewhere(written, config, edition, wish);
    // An old version shows the numbers of its day.
    let day = written.date.filter(|date| !written.root.is_empty() && *date < wish.as_of).unwrap_or(wish.as_of);
    let metrics = Arc::new(data::metrics(written, config, edition, day));
    if !written.root.is_empty() {
        pages.par_iter_mut().for_each(|page| quotes::forget(Arc::make_mut(page), &metrics, &config.audiences));
    }
    let note = written.note.as_ref().and_then(|note| super::settings::cut_words(note, config, edition.audience));
    let (name, date, content) = (written.name.clone(), written.date, written.content.clone());
    let digest = over_time::shown(written, edition, wish, (&metrics, &tables));
    Version { name, date, note, digest, content, pages, assets, elsewhere, metrics, tables }
}

/// Gives the tables of an edition, and puts their rows among its pages.
fn tables(written: &Written, config: &Config, edition: &EditionConfig, pages: &mut Vec<Arc<Page>>) -> Vec<Arc<Table>> {
    let mut cuts = data::tables(written, config, edition);
    if cuts.is_empty() {
        return Vec::new();
    }
    for url in
        cuts.iter_mut().flat_map(|cut| cut.table.rows.iter_mut().map(|row| &mut row.url).chain([&mut cut.table.url]))
    {
        *url = below_root(url.clone(), &written.root);
    }
    let blank = (Excerpt::whole("".into()), Hash::of(b""));
    for (table, cut) in cuts.iter().enumerate() {
        let rows = cut.table.rows.iter().zip(&cut.pages).enumerate();
        let page = |(number, (row, made)): (usize, (&Row, &RowPage))| row_page((table, number), row, made, &blank);
        pages.extend(rows.map(|row| Arc::new(page(row))));
    }
    pages.sort_by(|a, b| a.source.cmp(&b.source));
    pages.dedup_by(|later, first| later.source == first.source);
    cuts.into_iter().map(|cut| Arc::new(cut.table)).collect()
}

/// Makes the page of a row; its text is what the cell says that holds it, or `blank`.
fn row_page(at: (usize, usize), row: &Row, made: &RowPage, blank: &(Excerpt, Hash)) -> Page {
    let (text, hash) = match &made.text {
        Some((words, _)) => (Excerpt::whole(words.as_str().into()), Hash::of(words.as_bytes())),
        None => blank.clone(),
    };
    let map = made.text.as_ref().map_or_else(SourceMap::default, |(words, cell)| {
        // A cell that is written as it is read, with quotes around it or without; else its start has to do.
        let quotes = cell.len().checked_sub(words.len()).filter(|more| matches!(more, 0 | 2));
        SourceMap::shifted(cell.start + quotes.unwrap_or(0) / 2, quotes.map_or(0, |_| words.len()))
    });
    Page {
        source: made.source.clone(),
        url: row.url.clone(),
        is_index: false,
        number: u32::try_from(at.1).ok(),
        meta: Meta { title: Some(row.title.clone()), audience: row.audience.clone(), ..Meta::default() },
        text,
        map,
        hash,
        is_cut: false,
        row: Some(at),
    }
}

/// Gives the documents of an edition, with their front matter and how they stand in it.
fn standing(written: &Written, config: &Config, edition: &EditionConfig, wish: Wish) -> Vec<(usize, Meta, Stands)> {
    let place = |at: usize| &written.documents[at].place;
    let mut visible = readable(written, config, edition, wish);
    let home = edition.home.as_deref().and_then(|home| home_page(written, &visible, home, config));
    visible.retain(|(at, _)| home == Some(*at) || belongs(place(*at), edition, home.is_some()));
    let numbers: Vec<usize> = visible.iter().map(|(at, _)| *at).collect();
    let indexes = indexes(numbers.iter().map(|at| place(*at)));
    let stands = |at: usize| {
        let (folder, rank) = place(at).index_of();
        let is_index = indexes.get(folder).is_some_and(|chosen| numbers[*chosen] == at);
        Stands { is_index, names_folder: is_index && rank != Rank::Sibling, is_home: home == Some(at) }
    };
    visible.into_iter().map(|(at, meta)| (at, meta, stands(at))).collect()
}

/// Gives the full addresses of the pages that other editions have, for an edition of some sections only. Editions for
/// narrower readers are not asked; of the others, those for the narrowest come first.
fn elsewhere(written: &Written, config: &Config, edition: &EditionConfig, wish: Wish) -> BTreeMap<SourcePath, String> {
    let mut addresses = BTreeMap::new();
    if edition.sections.is_none() {
        return addresses;
    }
    let may_ask = |other: &&EditionConfig| other.name != edition.name && edition.audience.may_read(other.audience);
    let mut others: Vec<&EditionConfig> = config.editions.iter().filter(may_ask).collect();
    others.sort_by_key(|other| Reverse(other.audience));
    for (other, base) in others.iter().filter_map(|other| Some((other, other.base_url.as_ref()?))) {
        for (at, meta, stands) in standing(written, config, other, wish) {
            let document = &written.documents[at];
            let url = url(&document.place, meta.slug.as_deref(), (&stands, &written.root));
            let address = base.absolute(&url.href(base.path()));
            addresses.entry(document.source.clone()).or_insert(address);
        }
    }
    addresses
}

/// Gives the documents that the audience may read, without drafts.
fn readable(written: &Written, config: &Config, edition: &EditionConfig, wish: Wish) -> Vec<Visible> {
    let narrowest = config.audiences.narrowest();
    let may_read = |document: &Document| {
        let doubted = if document.is_doubtful { narrowest } else { document.audience };
        edition.audience.may_read(document.audience.max(doubted))
    };
    let documents = written.documents.par_iter().enumerate().filter(|(_, document)| may_read(document));
    documents
        .map(|(at, _)| (at, meta(at, &written.documents, &written.sections, edition.audience, config)))
        .filter(|(_, meta)| wish.drafts || meta.status != Status::Draft)
        .collect()
}

/// Gives a document's front matter as an audience reads it, with what it inherits from indexes that it may know.
pub(super) fn meta(
    at: usize,
    documents: &[Document],
    sections: &Sections,
    audience: Audience,
    config: &Config,
) -> Meta {
    let document = &documents[at];
    let mut meta = document.front_for(audience, config).meta;
    let providers: Vec<Cow<'_, Front>> = sections
        .providers(at, &document.place)
        .into_iter()
        .filter_map(|index| provided(&documents[index], audience, config))
        .collect();
    let said =
        inherit(&mut meta, providers.iter().filter_map(|front| front.children.as_deref().map(|front| &front.meta)));
    let folder = sections.home(at, &document.place);
    if let Some(kind) = folder.and_then(|folder| kind_of_folder(folder, config)).filter(|_| !said.contains("kind")) {
        meta.kind = kind;
    }
    if config.smart_punctuation {
        typography::dress(&mut meta);
    }
    meta.audience = (document.audience > Audience::WIDEST).then(|| config.audiences.name(document.audience).to_owned());
    meta
}

/// Gives what an index sets for the pages below, where the audience may know it: what is said of pages for an audience
/// is for that audience, else it is for the readers of the index.
fn provided<'d>(index: &'d Document, audience: Audience, config: &Config) -> Option<Cow<'d, Front>> {
    let children = index.front.children.as_ref()?;
    let readers = match children.audience {
        _ if index.is_doubtful => config.audiences.narrowest(),
        Stated::Named(readers) => readers,
        Stated::Unsaid => index.audience,
        Stated::Doubtful => config.audiences.narrowest(),
    };
    audience.may_read(readers).then(|| match index.marked_front {
        None => Cow::Borrowed(&*index.front),
        Some(_) => Cow::Owned(index.front_for(audience, config)),
    })
}

/// Finds the page that an edition puts at `/`: the index of the folder `home`, or the page of that name.
fn home_page(written: &Written, visible: &[Visible], home: &str, config: &Config) -> Option<usize> {
    let home = home.trim_matches('/');
    let place = |at: &usize| &written.documents[*at].place;
    let numbers: Vec<usize> = visible.iter().map(|(at, _)| *at).collect();
    let chosen = indexes(numbers.iter().map(place));
    let by_folder = chosen.iter().find(|(folder, _)| {
        let url = address::folder(folder, config.keep_number_prefixes).unwrap_or_default();
        **folder == home || url.strip_prefix('/') == Some(home)
    });
    match by_folder {
        Some((_, at)) => Some(numbers[*at]),
        None => numbers.iter().copied().find(|at| place(at).path == home),
    }
}

/// Tells whether a page is in one of the edition's sections. The root index is in every edition whose home is no other
/// page.
fn belongs(place: &Place, edition: &EditionConfig, has_home: bool) -> bool {
    if place.index_of().0.is_empty() {
        return !has_home;
    }
    edition.sections.as_ref().is_none_or(|sections| sections.iter().any(|section| place.is_within(section)))
}

/// Where a page stands in an edition, as far as its own path does not say.
struct Stands {
    is_index: bool,
    /// Whether its address is its folder's, because it lies in it.
    names_folder: bool,
    is_home: bool,
}

/// For whom a page is cut.
struct Reader<'a> {
    names: &'a Audiences,
    audience: Audience,
    /// Whether the marks of what the page's other readers do not have stay in.
    outline: bool,
}

/// The Markdown of a document as a reader sees it.
pub(super) struct Cut {
    pub(super) text: Excerpt,
    pub(super) map: SourceMap,
    pub(super) hash: Hash,
    /// Whether something was cut from it.
    pub(super) hides: bool,
}

/// Cuts the Markdown of a document to what the readers of an edition may know.
pub(super) fn cut_text(document: &Document, config: &Config, edition: &EditionConfig, wish: Wish) -> Cut {
    cut_for(document, &Reader { names: &config.audiences, audience: edition.audience, outline: wish.outline })
}

fn cut_for(document: &Document, reader: &Reader<'_>) -> Cut {
    let file = &document.text;
    let body = &document.body;
    if document.marks.is_empty() {
        let text = Excerpt::part(Arc::clone(file), body.clone());
        return Cut { text, map: SourceMap::shifted(body.start, body.len()), hash: document.hash, hides: false };
    }
    let Reader { names, audience, outline } = *reader;
    let made = if outline {
        cut_outlined(file, body, &document.marks, names, audience, document.audience)
    } else {
        cut(file, body, &document.marks, names, audience)
    };
    let hash = Hash::of(made.text.as_bytes());
    Cut { text: Excerpt::whole(made.text.into()), map: made.map, hash, hides: made.hides }
}

fn cut_page(document: &Document, meta: Meta, (stands, root): (&Stands, &str), reader: &Reader<'_>) -> Page {
    let Cut { text, map, hash, hides: is_cut } = cut_for(document, reader);
    let place = &document.place;
    let number = if stands.names_folder { place.folder_number } else { place.number };
    let url = url(place, meta.slug.as_deref(), (stands, root));
    Page {
        source: document.source.clone(),
        url,
        is_index: stands.is_index,
        number,
        meta,
        text,
        map,
        hash,
        is_cut,
        row: None,
    }
}

fn url(place: &Place, slug: Option<&str>, (stands, root): (&Stands, &str)) -> UrlPath {
    let url = url_in_version(place, slug, stands);
    below_root(url, root)
}

/// Puts an address below its version's root.
fn below_root(url: UrlPath, root: &str) -> UrlPath {
    if root.is_empty() { url } else { UrlPath::new(&format!("{root}{url}")).unwrap_or(url) }
}

fn url_in_version(place: &Place, slug: Option<&str>, stands: &Stands) -> UrlPath {
    let own =
        if stands.names_folder { place.folder_url.clone() } else { format!("{}/{}", place.folder_url, place.part) };
    if stands.is_home || own.is_empty() {
        return UrlPath::root();
    }
    let slugged =
        slug.zip(own.rsplit_once('/')).map(|(slug, (above, _))| format!("{above}/{}/", crate::path::segment(slug)));
    let wanted = slugged.and_then(|url| UrlPath::new(&url).ok());
    wanted.or_else(|| UrlPath::new(&format!("{own}/")).ok()).unwrap_or_else(UrlPath::root)
}

/// Gives the files that pages may use.
fn assets(written: &Written, config: &Config, audience: Audience) -> BTreeMap<SourcePath, Asset> {
    let kept = written.assets.iter().filter(|(source, _)| may_use(written, config, audience, source));
    let asset = |url: &UrlPath, blob: &Blob, is_data| Asset {
        url: below_root(url.clone(), &written.root),
        blob: blob.clone(),
        is_data,
    };
    kept.map(|(source, (url, _, blob))| (source.clone(), asset(url, blob, written.data.files.contains(source))))
        .collect()
}

/// Tells whether pages for an audience may use a file: one below a closed section is for that section's readers only.
pub(super) fn may_use(written: &Written, config: &Config, audience: Audience, source: &SourcePath) -> bool {
    let Some((_, folder, _)) = written.assets.get(source) else { return false };
    let path = below(source, &written.content).unwrap_or_default();
    let is_whole = audience.may_read(config.audiences.narrowest());
    audience.may_read(written.sections.ceiling(folder))
        && (is_whole || !written.data.files.contains(source) && !files::is_marked_data(path, config))
}
