//! The dev server: what it shows, how it follows the files, and that it answers nobody else.

#![cfg(target_os = "linux")]
#![allow(clippy::print_stdout, reason = "the battery prints its counts")]

#[path = "../common/mod.rs"]
mod common;

mod binding;
mod data;
mod following;
mod loads;
mod overlay;
mod requests;
mod server;
mod storms;
