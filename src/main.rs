//! The `ospress` program.

fn main() {}
