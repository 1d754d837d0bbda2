//! Millions of hashes, of which one asks quickly whether one is there, and strikes some.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

/// Many hashes, some of them struck.
#[derive(Debug, Default)]
pub(super) struct Set {
    /// Sorted.
    hashes: Vec<u64>,
    struck: Vec<AtomicU64>,
    filter: Filter,
    /// Where the hashes start that have the same first bits.
    buckets: Vec<u32>,
    shift: u32,
}

impl Set {
    pub(super) fn new(mut hashes: Vec<u64>) -> Self {
        hashes.par_sort_unstable();
        hashes.dedup();
        Self::sorted(hashes)
    }

    fn sorted(hashes: Vec<u64>) -> Self {
        let mut filter = Filter::new(hashes.len());
        for hash in &hashes {
            filter.add(*hash);
        }
        let bits = (hashes.len() / 4).max(2).ilog2();
        let shift = 64 - bits;
        let mut buckets = vec![0_u32; (1 << bits) + 1];
        for hash in &hashes {
            buckets[bucket(*hash, shift) + 1] += 1;
        }
        let mut sum = 0;
        for start in &mut buckets {
            sum += *start;
            *start = sum;
        }
        let struck = (0..hashes.len().div_ceil(64)).map(|_| AtomicU64::new(0)).collect();
        Self { hashes, struck, filter, buckets, shift }
    }

    fn find(&self, hash: u64) -> Option<usize> {
        if !self.filter.may_have(hash) {
            return None;
        }
        let at = bucket(hash, self.shift);
        let (from, to) = (self.buckets[at] as usize, self.buckets[at + 1] as usize);
        self.hashes[from..to].iter().position(|known| *known == hash).map(|place| from + place)
    }

    /// Tells whether it holds none.
    pub(super) fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// Strikes a hash; tells whether it was struck just now. None where it is not there.
    pub(super) fn strike(&self, hash: u64) -> Option<bool> {
        let at = self.find(hash)?;
        let (word, bit) = (&self.struck[at / 64], 1 << (at % 64));
        Some(word.load(Ordering::Relaxed) & bit == 0 && word.fetch_or(bit, Ordering::Relaxed) & bit == 0)
    }

    /// Tells whether a hash is there, struck or not.
    pub(super) fn knows(&self, hash: u64) -> bool {
        self.find(hash).is_some()
    }

    /// Tells whether a hash is there and was not struck.
    pub(super) fn holds(&self, hash: u64) -> bool {
        self.find(hash).is_some_and(|at| !self.is_struck(at))
    }

    fn is_struck(&self, at: usize) -> bool {
        self.struck[at / 64].load(Ordering::Relaxed) & 1 << (at % 64) != 0
    }

    /// Gives the hashes, sorted.
    pub(super) fn all(&self) -> &[u64] {
        &self.hashes
    }

    /// Gives the hashes, and which of them are struck, as a later run takes them.
    pub(super) fn pack(&self) -> (Vec<u64>, Vec<u64>) {
        (self.hashes.clone(), self.struck.iter().map(|struck| struck.load(Ordering::Relaxed)).collect())
    }

    /// Takes what was packed; none where it is no such thing.
    pub(super) fn unpack((hashes, struck): (Vec<u64>, Vec<u64>)) -> Option<Self> {
        let is_one = hashes.is_sorted() && struck.len() == hashes.len().div_ceil(64);
        is_one.then(|| Self { struck: struck.into_iter().map(AtomicU64::new).collect(), ..Self::sorted(hashes) })
    }

    /// Lets go of those that were struck.
    pub(super) fn thin(&mut self) {
        let left = (0..self.hashes.len()).filter(|at| !self.is_struck(*at)).map(|at| self.hashes[at]).collect();
        *self = Self::sorted(left);
    }
}

fn bucket(hash: u64, shift: u32) -> usize {
    usize::try_from(hash >> shift).unwrap_or_default()
}

/// Tells quickly that a hash is not there.
#[derive(Debug, Default)]
pub(super) struct Filter {
    bits: Vec<u64>,
}

impl Filter {
    pub(super) fn new(count: usize) -> Self {
        let words = (count * 16 / 64).next_power_of_two().max(16);
        Self { bits: vec![0; words] }
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        let spread = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
        let word = usize::try_from(spread >> 20).unwrap_or_default() & (self.bits.len() - 1);
        (word, 1 << (spread & 63) | 1 << (spread >> 6 & 63))
    }

    pub(super) fn add(&mut self, hash: u64) {
        let (word, bits) = self.place(hash);
        self.bits[word] |= bits;
    }

    pub(super) fn may_have(&self, hash: u64) -> bool {
        if self.bits.is_empty() {
            return false;
        }
        let (word, bits) = self.place(hash);
        self.bits[word] & bits == bits
    }
}
