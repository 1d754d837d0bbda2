//! The walk over a printed folder: every file is read once and looked at.

use std::collections::BTreeSet;
use std::path::Path;

use rayon::prelude::*;

use super::decode;
use super::folder::Folder;
use super::gather::Prepared;
use super::index::{Found, Kind, Source};
use super::manifest;
use super::sight::Sight;
use crate::error::Error;
use crate::hash::Hash;

/// What was found in one file.
#[derive(Debug)]
pub(super) struct Seen {
    /// The file, by its path below the folder.
    pub(super) below: String,
    /// The finds, the first of each source.
    pub(super) found: Vec<Found>,
}

/// The endings of images, which carry words that nobody sees.
const IMAGES: [&str; 9] = ["png", "jpg", "jpeg", "gif", "webp", "avif", "tif", "tiff", "heic"];

/// Looks at every file of a folder that was not cleared before; gives those in which something was found.
pub(super) fn folder(folder: &Folder, prepared: &Prepared, cleared: &BTreeSet<String>) -> Result<Vec<Seen>, Error> {
    let seen = folder.files.par_iter().map_init(
        || Sight::new(&prepared.index),
        |sight, path| {
            let below = folder.below(path);
            if cleared.contains(&below) {
                return Ok(None);
            }
            let is_link = path.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink());
            let bytes = if is_link { Vec::new() } else { Folder::read(path)? };
            let found = file(&below, &bytes, prepared, sight);
            Ok((!found.is_empty()).then_some(Seen { below, found }))
        },
    );
    let seen: Vec<Option<Seen>> = seen.collect::<Result<_, Error>>()?;
    Ok(seen.into_iter().flatten().collect())
}

/// Tells whether a file is an image, by its name.
pub(super) fn is_image(below: &str) -> bool {
    let ending = Path::new(below).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    IMAGES.contains(&ending.to_ascii_lowercase().as_str())
}

/// Looks at one file, its name included.
pub(super) fn file(below: &str, bytes: &[u8], prepared: &Prepared, sight: &mut Sight<'_>) -> Vec<Found> {
    sight.parts(below, 0);
    sight.end(false);
    sight.address(below, 0);
    for found in &mut sight.found {
        (found.at, found.length) = (0, 0);
    }
    let ending = Path::new(below).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    if ending != "html" && prepared.has_files() {
        let hash = Hash::of(bytes);
        // What the author put there for these readers; but few people know what an image says beside what it shows.
        if prepared.wide.contains(&hash) && !is_image(below) {
            return std::mem::take(&mut sight.found);
        }
        if let Some(place) = prepared.narrow.get(&hash) {
            sight.found.push(Found { at: 0, length: 0, kind: Kind::File, source: Source::Place(*place) });
        }
    }
    if !manifest::is_one(below) {
        decode::file(below, bytes, sight);
        sight.end(false);
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        quoted(text, sight);
    }
    std::mem::take(&mut sight.found)
}

/// Looks at the names and digests in a manifest.
fn quoted(text: &str, sight: &mut Sight<'_>) {
    let mut at = 0;
    for (number, piece) in text.split('"').enumerate() {
        if number % 2 == 1 {
            sight.value(piece, at, false);
        }
        at += piece.len() + 1;
    }
}
