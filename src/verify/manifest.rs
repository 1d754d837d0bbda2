//! The manifest of a printed edition against its folder: what is missing, changed or too much, and whether it is the edition meant.
//!
//! The folder of an old version, such as `v/2026.1`, has a manifest of its own, which names what lies there; the edition's names
//! that manifest alone.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::folder::Folder;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::error::Error;

const NAME: &str = "ospress.json";

/// Tells whether a file is a manifest, by its place: the edition's, or that of an old version.
pub(super) fn is_one(below: &str) -> bool {
    let parts: Vec<&str> = below.split('/').collect();
    matches!(parts[..], [NAME] | ["v", _, NAME])
}

/// The manifest, as it is documented.
#[derive(Debug, Deserialize)]
struct Manifest {
    tool: String,
    edition: String,
    state: String,
    files: BTreeMap<String, Stamp>,
}

/// The files that a folder has, by their paths below it.
type Present<'f> = BTreeMap<String, &'f Path>;

#[derive(Debug, Deserialize)]
struct Stamp {
    sha256: String,
    bytes: u64,
}

/// Compares every byte of a folder with its manifest; gives the edition that it says it is, and what is not as it says.
///
/// `expected` is the edition that the folder should hold, where that is known.
///
/// # Errors
/// Fails when a file cannot be read.
pub fn check(folder: &Folder, expected: Option<&str>) -> Result<(Option<String>, Vec<Diagnostic>), Error> {
    let found = folder.files.iter().find(|file| folder.below(file) == NAME);
    let Some(file) = found else {
        return Ok((None, vec![missing(folder, "has no `ospress.json`, so nobody can tell what it should hold")]));
    };
    let bytes = Folder::read(file)?;
    let Some(manifest) = serde_json::from_slice::<Manifest>(&bytes).ok().filter(|manifest| manifest.tool == "ospress")
    else {
        return Ok((None, vec![missing(folder, "has an `ospress.json` that ospress did not write")]));
    };
    let mut findings = differences(folder, manifest.files)?;
    if manifest.state != "complete" {
        let message = "this folder is not whole: a run was making it when it ended";
        findings.push(differs(folder, NAME, message.to_owned(), "build the edition again"));
    }
    if let Some(expected) = expected.filter(|expected| *expected != manifest.edition) {
        let message = format!("this is the edition `{}`, not `{expected}`", manifest.edition);
        let help = "do not publish it here; name the folder of the edition that you mean";
        findings.push(Diagnostic::new(Code::EditionWrong, Span::file(&folder.name(NAME)), message).help(help));
    }
    Ok((Some(manifest.edition), findings))
}

fn missing(folder: &Folder, what: &str) -> Diagnostic {
    let message = format!("`{}` {what}", folder.shown);
    let help = "name the folder of one edition, such as `dist/public`, as `ospress build` made it";
    Diagnostic::new(Code::ManifestMissing, Span::file(&folder.name(NAME)), message).help(help)
}

fn differs(folder: &Folder, below: &str, message: String, help: &str) -> Diagnostic {
    Diagnostic::new(Code::ManifestDiffers, Span::file(&folder.name(below)), message).help(help)
}

/// Adds the files that the manifests of old versions name. Of one that is lost or damaged that is told, and not of each file there:
/// then the folder is given beside them.
fn with_old_versions(present: &Present<'_>, files: BTreeMap<String, Stamp>) -> (BTreeMap<String, Stamp>, Vec<String>) {
    let read = |list: &String| {
        let file = present.get(list).filter(|file| file.symlink_metadata().is_ok_and(|found| found.is_file()))?;
        serde_json::from_slice::<Manifest>(&Folder::read(file).ok()?).ok()
    };
    let (mut all, mut unknown) = (BTreeMap::new(), Vec::new());
    for list in files.keys().filter(|below| is_one(below)) {
        let version = list.strip_suffix(NAME).unwrap_or_default();
        match read(list) {
            Some(old) => all.extend(old.files.into_iter().map(|(below, stamp)| (format!("{version}{below}"), stamp))),
            None => unknown.push(version.to_owned()),
        }
    }
    all.extend(files);
    (all, unknown)
}

fn differences(folder: &Folder, files: BTreeMap<String, Stamp>) -> Result<Vec<Diagnostic>, Error> {
    let present: Present<'_> = folder.files.iter().map(|file| (folder.below(file), file.as_path())).collect();
    let (files, unknown) = with_old_versions(&present, files);
    let is_known = |below: &str| files.contains_key(below) || unknown.iter().any(|version| below.starts_with(version));
    let added = present.keys().filter(|below| *below != NAME && !is_known(below)).map(|below| {
        let help = "delete it, or build the edition again; ospress puts nothing there that its manifest does not name";
        differs(folder, below, "this file is not of the edition: its manifest does not name it".into(), help)
    });
    let gone = files.keys().filter(|below| !present.contains_key(*below)).map(|below| {
        differs(
            folder,
            below,
            "this file is missing: the manifest names it".into(),
            "copy the whole folder again, or build the edition again",
        )
    });
    let mut findings: Vec<Diagnostic> = added.chain(gone).collect();
    let changed = files.par_iter().filter_map(|(below, stamp)| {
        let file = present.get(below)?;
        match is_as_said(file, stamp) {
            Ok(true) => None,
            Ok(false) => {
                let help =
                    "somebody or something wrote to it since; build the edition again, and change the sources instead";
                Some(Ok(differs(
                    folder,
                    below,
                    "this file is not as it was printed: its bytes are others".into(),
                    help,
                )))
            }
            Err(error) => Some(Err(error)),
        }
    });
    findings.extend(changed.collect::<Result<Vec<_>, Error>>()?);
    Ok(findings)
}

fn is_as_said(file: &Path, stamp: &Stamp) -> Result<bool, Error> {
    if file.symlink_metadata().is_ok_and(|metadata| metadata.is_symlink()) {
        return Ok(false);
    }
    let bytes = Folder::read(file)?;
    Ok(bytes.len() as u64 == stamp.bytes && digest(&bytes) == stamp.sha256)
}

/// Gives the SHA-256 of some bytes in hexadecimal digits.
pub(super) fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
