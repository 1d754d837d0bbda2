//! `ospress schema`: JSON Schema for editors.

/// What a schema describes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Subject {
    /// The front matter of a page.
    FrontMatter,
    /// site.toml.
    Site,
    /// metrics.yaml.
    Metrics,
}

/// Gives the schema as JSON.
pub fn print(_subject: Subject) -> String {
    todo!()
}
