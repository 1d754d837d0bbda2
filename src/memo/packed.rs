//! The form in which a memo lies on disk: a head that tells where its shards are, and shards that can be searched as
//! they lie.
//!
//! Receives bytes from anywhere and never fails: a foreign or damaged head is an empty memo, a damaged shard is an
//! empty shard. A shard is checked when it is first asked for, by the thread that asks, so opening costs nothing.
//! Numbers are little-endian.
//!
//! ```text
//! head   MAGIC  release:32  SHARDS times { start:u64 length:u64 digest:32 }  digest of all before:32
//! shard  count:u32  count times { key:32 start:u32 length:u32 }, sorted by key  values
//! ```

use std::ops::Range;
use std::sync::OnceLock;

use crate::hash::Hash;

/// How many shards a memo has, all shelves together: as many for each.
pub(super) const SHARDS: usize = 126;

const MAGIC: &[u8; 16] = b"ospress memo 01\n";
const DIGEST: usize = 32;
const SHARD: usize = 16 + DIGEST;
const HEAD: usize = MAGIC.len() + DIGEST + SHARDS * SHARD + DIGEST;
const RECORD: usize = DIGEST + 8;

/// A memo as it was read.
#[derive(Debug, Default)]
pub(super) struct Packed {
    bytes: Vec<u8>,
    shards: Vec<Shard>,
}

/// A shard that lies in the bytes.
#[derive(Debug)]
struct Shard {
    range: Range<usize>,
    digest: [u8; DIGEST],
    is_sound: OnceLock<bool>,
}

impl Packed {
    /// Takes a memo's bytes, or nothing of them.
    pub(super) fn open(bytes: Vec<u8>) -> Self {
        match read_head(&bytes) {
            Some(shards) => Self { bytes, shards },
            None => Self::default(),
        }
    }

    /// Finds where the value of `key` lies.
    pub(super) fn find(&self, shard: usize, key: Hash) -> Option<Range<usize>> {
        let records = self.records(shard)?;
        let at = records.binary_search_by(|record| record[..DIGEST].cmp(key.as_bytes())).ok()?;
        self.value(shard, &records[at])
    }

    /// Gives the keys and values of a shard.
    pub(super) fn entries(&self, shard: usize) -> impl Iterator<Item = (Hash, &[u8])> {
        let entry = move |record: &[u8; RECORD]| {
            let key = Hash::from_bytes(*record.first_chunk()?);
            Some((key, self.bytes(&self.value(shard, record)?)))
        };
        self.records(shard).unwrap_or_default().iter().filter_map(entry)
    }

    /// Gives the records of a shard; none where it is damaged.
    fn records(&self, shard: usize) -> Option<&[[u8; RECORD]]> {
        let shard = self.shards.get(shard)?;
        let bytes = self.bytes.get(shard.range.clone())?;
        if !shard.is_sound.get_or_init(|| *Hash::of(bytes).as_bytes() == shard.digest) {
            return None;
        }
        let (count, rest) = bytes.split_first_chunk::<4>()?;
        Some(rest.get(..large(*count)?.checked_mul(RECORD)?)?.as_chunks::<RECORD>().0)
    }

    /// Tells where the value of a record lies.
    fn value(&self, shard: usize, record: &[u8; RECORD]) -> Option<Range<usize>> {
        let shard = self.shards.get(shard)?;
        let numbers = record[DIGEST..].as_chunks::<4>().0;
        let start = shard.range.start.checked_add(large(numbers[0])?)?;
        let value = start..start.checked_add(large(numbers[1])?)?;
        (value.end <= shard.range.end).then_some(value)
    }

    /// Tells how many results it claims to have.
    pub(super) fn count(&self) -> usize {
        let count = |shard: &Shard| large(*self.bytes.get(shard.range.clone())?.first_chunk()?);
        self.shards.iter().filter_map(count).fold(0, usize::saturating_add)
    }

    /// Gives the value that lies at a place that `find` told.
    pub(super) fn bytes(&self, range: &Range<usize>) -> &[u8] {
        &self.bytes[range.clone()]
    }
}

fn read_head(bytes: &[u8]) -> Option<Vec<Shard>> {
    let (content, digest) = bytes.get(..HEAD)?.split_last_chunk::<DIGEST>()?;
    let table = content.strip_prefix(MAGIC)?.strip_prefix(release().as_bytes())?;
    if Hash::of(content).as_bytes() != digest {
        return None;
    }
    table.as_chunks::<SHARD>().0.iter().map(|row| read_shard(row, bytes.len())).collect()
}

fn read_shard(row: &[u8; SHARD], total: usize) -> Option<Shard> {
    let (numbers, digest) = row.split_last_chunk::<DIGEST>()?;
    let numbers = numbers.as_chunks::<8>().0;
    let start = usize::try_from(u64::from_le_bytes(numbers[0])).ok()?;
    let end = start.checked_add(usize::try_from(u64::from_le_bytes(numbers[1])).ok()?)?;
    // A file that was cut short still has its first shards.
    let range = if end <= total { start..end } else { 0..0 };
    Some(Shard { range, digest: *digest, is_sound: OnceLock::new() })
}

/// Packs one shard; entries are sorted by key. A shard of four gigabytes and more is packed as an empty one.
pub(super) fn shard(entries: &[(Hash, &[u8])]) -> Vec<u8> {
    let head = 4 + entries.len() * RECORD;
    let total = head + entries.iter().map(|(_, value)| value.len()).sum::<usize>();
    if u32::try_from(total).is_err() {
        return vec![0; 4];
    }
    let mut packed = Vec::with_capacity(total);
    let mut start = head;
    packed.extend(small(entries.len()));
    for (key, value) in entries {
        packed.extend(key.as_bytes());
        packed.extend(small(start));
        packed.extend(small(value.len()));
        start += value.len();
    }
    for (_, value) in entries {
        packed.extend_from_slice(value);
    }
    packed
}

/// Joins shards behind a head.
pub(super) fn join(shards: &[Vec<u8>]) -> Vec<u8> {
    let total = HEAD + shards.iter().map(Vec::len).sum::<usize>();
    let mut packed = Vec::with_capacity(total);
    packed.extend(MAGIC);
    packed.extend(release().as_bytes());
    let mut start = HEAD;
    for shard in shards {
        packed.extend((start as u64).to_le_bytes());
        packed.extend((shard.len() as u64).to_le_bytes());
        packed.extend(Hash::of(shard).as_bytes());
        start += shard.len();
    }
    let digest = Hash::of(&packed);
    packed.extend(digest.as_bytes());
    for shard in shards {
        packed.extend_from_slice(shard);
    }
    packed
}

/// Names the program that keeps and understands the values: another release may make other ones from the same input.
fn release() -> Hash {
    Hash::of_parts([env!("CARGO_PKG_VERSION"), env!("OSPRESS_BUILD")].map(str::as_bytes))
}

fn small(number: usize) -> [u8; 4] {
    u32::try_from(number).expect("a shard is smaller than four gigabytes").to_le_bytes()
}

fn large(number: [u8; 4]) -> Option<usize> {
    usize::try_from(u32::from_le_bytes(number)).ok()
}
