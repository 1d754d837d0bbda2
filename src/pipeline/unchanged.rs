//! A run in which nothing is new: everything is as the last run read it, and the sites stand as that run published them.
//!
//! A run that published keeps, by a hash over all that it read and was asked for, what it published and what it found.
//! Where the hash is the same again and nobody touched the sites, there is nothing to do. What lies in git is not even
//! read for that: git has a name for all of it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::input::Opened;
use super::{Outcome, Printed, Progress, Purpose, Request, Rigour, Stage, judge, left, texts, versions};
use crate::diagnostic::{self, Diagnostic};
use crate::error::Error;
use crate::hash::Hash;
use crate::memo::{Memo, Shelf};
use crate::output::{self, Target, Turn, cache};
use crate::source::Snapshot;

/// What was published of an edition: its name, how many pages it has, the hash of its manifest.
pub(super) type Left = (String, usize, Hash);

/// What is kept of a run that published.
#[derive(Serialize, Deserialize)]
struct Kept {
    editions: Vec<Left>,
    findings: Vec<Diagnostic>,
}

/// What a build depends on, by hashes.
pub(super) struct Keys {
    /// All but the content of today.
    pub(super) base: Hash,
    /// All.
    pub(super) whole: Hash,
    /// What old versions are read from.
    old: BTreeSet<Hash>,
}

impl Keys {
    /// Tells whether the old versions were read from what the keys name: something may have been changed since they were made.
    pub(super) fn are_of(&self, old: &[Snapshot]) -> bool {
        old.iter().all(|snapshot| self.old.contains(&versions::identity_of(snapshot)))
    }
}

/// Gives the hashes of all that a build depends on; none where a run has to look closer, or to do more than build.
pub(super) fn keys(opened: &mut Opened, request: &Request) -> Option<Keys> {
    if request.purpose != Purpose::Build {
        return None;
    }
    let Opened { site_toml, config, theme, current, known, findings, memo, .. } = opened;
    let old = versions::identities(request, config, known, memo)?;
    let rigour = match request.rigour {
        Rigour::Normal => "normal",
        Rigour::Strict => "strict",
        Rigour::Lenient => "lenient",
    };
    let wish = (&request.edition, request.as_of, request.drafts, request.outline, rigour);
    let base = Hash::of_value(&("build", wish, &*site_toml.1, theme.hash, findings, &old));
    let whole = Hash::of_value(&(base, current.as_ref()?.hash()));
    Some(Keys { base, whole, old: old.into_iter().map(|(.., files)| files).collect() })
}

/// Tells what came of a run that had the same to do, if the sites stand as it left them.
pub(super) fn recall(
    key: Hash,
    opened: &Opened,
    request: &Request,
    progress: &Progress,
) -> Result<Option<Outcome>, Error> {
    let Some(Kept { editions, findings: mut diagnostics }) = opened.memo.find::<Kept>(Shelf::Output, key) else {
        return Ok(None);
    };
    let config = &opened.config;
    let content = request.root.join(&config.content);
    let target = |edition| Target { out: &request.out, edition, root: &request.root, content: &content };
    let Some((first, ..)) = editions.first() else { return Ok(None) };
    let turn = Turn::take(&target(first), &|| progress.enter(Stage::Waiting, 0))?;
    let mut printed = Vec::with_capacity(editions.len());
    for (name, pages, manifest) in &editions {
        let Some(published) = output::standing(&turn, &target(name), *manifest)? else { return Ok(None) };
        printed.push(Printed { name: name.clone(), pages: *pages, compared: 0, published: Some(published) });
    }
    if opened.memo.has_fresh() {
        // What was learnt of the folders of old versions.
        let _ = cache::save_grown(&request.root, &opened.memo);
    }
    diagnostics.extend(left(config, &printed, request));
    diagnostic::sort(&mut diagnostics);
    let sources = texts::gather(&diagnostics, &opened.site_toml, opened.current.as_slice(), &opened.theme_texts);
    let is_stopped = judge::stops(&diagnostics, request.rigour);
    Ok(Some(Outcome { diagnostics, sources, editions: printed, is_stopped }))
}

/// Keeps what a run is about to publish, and what it found.
pub(super) fn keep(key: Hash, memo: &Memo, editions: Vec<Left>, findings: &[Diagnostic]) {
    memo.keep(Shelf::Output, key, &Kept { editions, findings: findings.to_vec() });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edition::Blob;
    use crate::path::SourcePath;

    #[test]
    fn keys_know_whether_something_else_was_read() {
        let folder = |text: &str| {
            let path = SourcePath::new("old/a.md").expect("a path");
            let files = [(path, Blob::new(text.as_bytes().to_vec()))].into();
            Snapshot { content: "old".into(), files, ..Snapshot::default() }
        };
        let tree = |tree: &str| Snapshot { tree: Some(tree.into()), ..folder("a") };
        let old = [folder("a").hash(), Hash::of(b"1f")].into();
        let keys = Keys { base: Hash::of(b""), whole: Hash::of(b""), old };
        assert!(keys.are_of(&[]) && keys.are_of(&[folder("a"), tree("1f")]));
        assert!(!keys.are_of(&[folder("b")]) && !keys.are_of(&[folder("a"), tree("2f")]));
    }
}
