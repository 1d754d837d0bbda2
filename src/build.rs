//! Gives the program a name for its own sources, so that a cache that another build wrote is never believed.
//!
//! The version alone would not do: while ospress is worked on, or a library is updated, the same version prints other
//! pages.

use std::fs;
use std::io;
use std::path::Path;

/// The parameters of 64-bit FNV-1a: enough to tell builds apart.
const START: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

fn main() -> io::Result<()> {
    let mut name = START;
    for source in ["src", "themes", "Cargo.lock"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(source);
        if path.exists() {
            println!("cargo::rerun-if-changed={source}");
            name = add(name, &path)?;
        }
    }
    println!("cargo::rustc-env=OSPRESS_BUILD={name:016x}");
    Ok(())
}

/// Adds a file, or all files of a folder in order, to the name.
fn add(name: u64, path: &Path) -> io::Result<u64> {
    if !path.is_dir() {
        return Ok(hash(name, &fs::read(path)?));
    }
    let mut paths = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    paths.iter().try_fold(name, |name, path| {
        let file = path.file_name().unwrap_or_default();
        add(hash(name, file.as_encoded_bytes()), path)
    })
}

fn hash(name: u64, bytes: &[u8]) -> u64 {
    bytes.iter().chain(&[0xff]).fold(name, |name, &byte| (name ^ u64::from(byte)).wrapping_mul(PRIME))
}
