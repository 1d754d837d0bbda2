//! Clean sites.
