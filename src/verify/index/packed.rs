//! An index as a later run takes it, with what was struck.

use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use super::super::set::Set;
use super::{Candidate, Entry, Index, Place};

/// An index as plain data.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(in super::super) struct Packed {
    shingles: (Vec<u64>, Vec<u64>),
    phrases: Vec<(Candidate, bool)>,
    rare: Vec<(u64, bool)>,
    addresses: Vec<(u64, Place, bool)>,
}

impl Index {
    /// Packs it, before what was struck is let go of.
    pub(in super::super) fn pack(&self) -> Packed {
        let is = |flag: &AtomicBool| flag.load(Ordering::Relaxed);
        let phrases = self.phrases.values().map(|entry| (entry.candidate, is(&entry.is_struck)));
        let mut phrases: Vec<_> = phrases.collect();
        phrases.sort_unstable_by_key(|(candidate, _)| candidate.key);
        let mut rare: Vec<_> = self.rare.iter().map(|(word, flag)| (*word, is(flag))).collect();
        rare.sort_unstable();
        let addresses = self.addresses.iter().map(|(key, (place, flag))| (*key, *place, is(flag))).collect();
        Packed { shingles: self.shingles.pack(), phrases, rare, addresses }
    }

    /// Takes what was packed; none where it is no such thing.
    pub(in super::super) fn unpack(packed: Packed) -> Option<Self> {
        let entry = |(candidate, is_struck): (Candidate, bool)| {
            (candidate.key, Entry { candidate, is_struck: AtomicBool::new(is_struck) })
        };
        let mut index = Self {
            shingles: Set::unpack(packed.shingles)?,
            phrases: packed.phrases.into_iter().map(entry).collect(),
            rare: packed.rare.into_iter().map(|(word, flag)| (word, AtomicBool::new(flag))).collect(),
            addresses: packed
                .addresses
                .into_iter()
                .map(|(key, place, flag)| (key, (place, AtomicBool::new(flag))))
                .collect(),
            ..Self::default()
        };
        index.filter();
        Some(index)
    }
}
