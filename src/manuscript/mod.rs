//! Everything that was written, for all readers, and the one door out of it.
mod address;
mod front_matter;
mod keys;
mod marks;
mod node;
mod split;
mod toml;
mod values;
mod yaml;

#[cfg(test)]
mod tests;
