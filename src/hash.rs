//! Names for content: the same bytes have the same [`Hash`], whatever file they lie in.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A BLAKE3 digest. Keys of the cache are made of it, never names in the output (those are SHA-256, see `output`).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Hash([u8; 32]);

impl Hash {
    /// Hashes one run of bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(*blake3::hash(bytes).as_bytes())
    }

    /// Hashes one run of bytes that is in pieces.
    pub fn of_pieces<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut hasher = blake3::Hasher::new();
        for piece in pieces {
            hasher.update(piece);
        }
        Self(*hasher.finalize().as_bytes())
    }

    /// Hashes several parts; each is preceded by its length, so no two lists of parts fall together.
    pub fn of_parts<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        Self(*hasher.finalize().as_bytes())
    }

    /// Hashes a value by its serialised form; maps in it must be ordered ones.
    ///
    /// # Panics
    /// If the value cannot be serialised, which plain data always can.
    pub fn of_value(value: &impl Serialize) -> Self {
        // At once: the hasher is slow on the many small writes of a serialiser.
        Self::of(&postcard::to_allocvec(value).expect("plain data can be serialised"))
    }

    /// Gives its first bytes as a number, for where a name is enough that no two of a handbook's texts share by chance.
    pub fn beginning(self) -> u64 {
        self.0.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    /// Takes a digest's bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Gives the digest's bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Gives the first eight hexadecimal digits, for file names.
    pub fn short(&self) -> String {
        self.0[..4].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Tells how much two sorted lists of hashes have in common, in thousandths.
pub fn likeness(old: &[u64], new: &[u64]) -> u32 {
    let (mut a, mut b, mut common) = (0, 0, 0_usize);
    while a < old.len() && b < new.len() {
        match old[a].cmp(&new[b]) {
            std::cmp::Ordering::Less => a += 1,
            std::cmp::Ordering::Greater => b += 1,
            std::cmp::Ordering::Equal => {
                common += 1;
                (a, b) = (a + 1, b + 1);
            }
        }
    }
    u32::try_from(2_000 * common / (old.len() + new.len()).max(1)).unwrap_or(1_000)
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short())
    }
}
