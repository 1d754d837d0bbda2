//! The commands.

pub mod init;
pub mod new;
pub mod schema;
