//! ospress turns one folder of Markdown into every open source site an organisation publishes.
//!
//! ```text
//! work tree
//!    | source::take         the only reader of the handbook's disk
//! Snapshot
//!    | manuscript::read     front matter and text; authors' mistakes are diagnostics
//! Manuscript                everything written, for all readers; fields private
//!    | manuscript::project  the only door: takes an edition's audience and sections
//! Edition                   all that one reader may know
//!    | site::assemble       navigation, links, tags, redirects
//! Site
//!    | render::plan         every address that will exist
//! Plan
//!    | render::produce      one file's bytes, on demand
//! output::publish           one atomic exchange
//! ```
//!
//! Every arrow is a pure function but the first and the last. `ARCHITECTURE.md` says why. The modules, in reading order:

pub mod path;
pub mod text;
pub mod hash;
pub mod audience;
pub mod error;
pub mod diagnostic;
pub mod memo;
pub mod edition;
pub mod config;
pub mod markdown;
pub mod source;
pub mod manuscript;
pub mod site;
pub mod redline;
pub mod check;
pub mod theme;
pub mod search;
pub mod render;
pub mod output;
pub mod verify;
pub mod pipeline;
pub mod serve;
pub mod cli;
