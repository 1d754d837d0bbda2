//! Every key of site.toml in tables: its name, what its value looks like, an example, what it means.
//!
//! [`super::parse`] refuses what does not stand here, reads nothing that does not stand here, and
//! [`crate::cli::schema`] describes what stands here; so the three cannot drift apart.

use crate::diagnostic::Code;
use crate::edition::{Kind, Status};

/// One key of a table.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// How it is written.
    pub name: &'static str,
    /// What its value looks like.
    pub form: Form,
    /// A value that fits, as TOML.
    pub example: &'static str,
    /// What it means, in a sentence or two for an author.
    pub meaning: &'static str,
    /// Whether its table is wrong without it.
    pub required: bool,
}

/// What a value looks like.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// Some words on one line.
    Line,
    /// Some words, line breaks allowed.
    Text,
    /// `true` or `false`.
    Flag,
    /// A date, quoted or not.
    Day,
    /// The address of a site.
    BaseUrl,
    /// The address of a page's source, with `{path}` in it.
    EditUrl,
    /// A BCP 47 language tag.
    Language,
    /// A folder below the root, or `.` for the root.
    Folder,
    /// A file or folder, relative and without `..`.
    Path,
    /// A name that becomes a folder: letters, digits, `-` and `_`.
    Name,
    /// The name of an audience.
    Audience,
    /// The name of a version.
    Version,
    /// A git tag, branch or commit.
    GitName,
    /// A pattern of git tags with one `*`.
    TagPattern,
    /// A version's name with `{1}` in it.
    VersionPattern,
    /// A file, relative and without `..`, with one `*` in its name at most.
    DataFile,
    /// The address of a row's page, with `{column}` in it.
    RowPath,
    /// A path below the content folder, or an address with a scheme.
    Link,
    /// The name of a theme token.
    TokenName,
    /// The value of a theme token: one CSS value.
    Token,
    /// One of some words.
    Choice(fn() -> Vec<&'static str>),
    /// A list of values of one form.
    List(&'static Form),
    /// A table of these keys and no others.
    Table(&'static [Key]),
    /// A table of these keys, and any other key of one form with a value of another.
    Open {
        /// The keys with a meaning of their own.
        known: &'static [Key],
        /// What the other keys look like.
        keys: &'static Form,
        /// What their values look like.
        values: &'static Form,
    },
    /// One of two ways to write it, told apart by their TOML type.
    Either(&'static Form, &'static Form),
}

const fn key(name: &'static str, form: Form, example: &'static str, meaning: &'static str) -> Key {
    Key { name, form, example, meaning, required: false }
}

const fn required(name: &'static str, form: Form, example: &'static str, meaning: &'static str) -> Key {
    Key { name, form, example, meaning, required: true }
}

const PATHS: Form = Form::List(&Form::Path);
const TOKENS: Form = Form::Open { known: &[], keys: &Form::TokenName, values: &Form::Token };
const THEME_TABLE: Form = Form::Open { known: THEME, keys: &Form::TokenName, values: &Form::Token };
const MENU_LIST: Form = Form::List(&Form::Table(MENU));
const MENU_TABLE: Form = Form::Open { known: &[], keys: &Form::Line, values: &Form::Link };

/// The top level of site.toml.
pub const ROOT: &[Key] = &[
    required("title", Form::Line, r#""Open source at Fjordlight""#, "The handbook's title."),
    key(
        "description",
        Form::Text,
        r#""How we use and share open source.""#,
        "One or two sentences about the handbook.",
    ),
    key(
        "base_url",
        Form::BaseUrl,
        r#""https://opensource.fjordlight.example/""#,
        "Where the site will stand, unless an edition says otherwise. Without it there is no sitemap and no feed.",
    ),
    key(
        "language",
        Form::Language,
        r#""en""#,
        "The language of pages that do not say, as a tag such as `en` or `pt-BR`.",
    ),
    key("content", Form::Folder, r#""content""#, "The folder that holds the pages; `.` for the folder of site.toml."),
    key(
        "theme",
        Form::Either(&Form::Name, &THEME_TABLE),
        r#""handbook""#,
        "The theme's name; or a table `[theme]` with `name` and the theme's tokens, such as colours and fonts.",
    ),
    key(
        "audiences",
        Form::List(&Form::Audience),
        r#"["public", "internal"]"#,
        "Who reads the handbook, from the widest audience to the narrowest. A page that does not say is for the narrowest.",
    ),
    key(
        "edit_url",
        Form::EditUrl,
        r#""https://git.fjordlight.example/oss/handbook/edit/main/{path}""#,
        "Where a page's source can be edited; `{path}` stands for the file's path.",
    ),
    key("smart_punctuation", Form::Flag, "true", "Whether straight quotes, `--` and `...` become typographic ones."),
    key(
        "number_prefixes",
        Form::Choice(|| vec!["drop", "keep"]),
        r#""drop""#,
        "Whether a leading number of a file name (`01-use.md`) stays in the page's address.",
    ),
    key(
        "menu",
        Form::Either(&MENU_LIST, &MENU_TABLE),
        r#"[{ title = "Policies", link = "policies/" }]"#,
        "The menu of the top bar: `[[menu]]` entries with `title` and `link`, or a table `[menu]` of `\"Title\" = \"link\"` lines.",
    ),
    key(
        "kinds",
        Form::Open { known: &[], keys: &Form::Path, values: &Form::Choice(kinds) },
        r#"{ policies = "policy" }"#,
        "What kind the pages below a folder of the content are, for pages that do not say.",
    ),
    key(
        "editions",
        Form::Open { known: &[], keys: &Form::Name, values: &Form::Table(EDITION) },
        r#"{ public = { audience = "public" } }"#,
        "The sites to print, one table each. Without them there is one, `site`, for the narrowest audience.",
    ),
    key(
        "versions",
        Form::Table(VERSIONS),
        r#"{ current = "2026.3" }"#,
        "The current version and those that were in force before.",
    ),
    key("metrics", Form::Table(METRICS), r#"{ file = "metrics/metrics.yaml" }"#, "Where the metrics are."),
    key(
        "data_pages",
        Form::List(&Form::Table(DATA_PAGES)),
        r#"[{ file = "projects.csv", path = "projects/{slug}", title = "name" }]"#,
        "Pages made from the rows of data files, one `[[data_pages]]` for each file.",
    ),
    key(
        "statuses",
        Form::Open { known: &[], keys: &Form::Line, values: &Form::Choice(statuses) },
        r#"{ live = "active" }"#,
        "What your own words for a page's status mean.",
    ),
    key(
        "check",
        Form::Open { known: &[], keys: &Form::Choice(codes), values: &Form::Choice(severities) },
        r#"{ image-alt = "error" }"#,
        "How much a finding matters. Findings about audiences always stop publication.",
    ),
];

/// `[theme]`.
pub const THEME: &[Key] = &[key(
    "name",
    Form::Name,
    r#""handbook""#,
    "The theme's name: a folder below `themes/`, or the built-in `handbook`.",
)];

/// An entry of `[[menu]]`.
pub const MENU: &[Key] = &[
    required("title", Form::Line, r#""Policies""#, "The words to show."),
    required("link", Form::Link, r#""policies/""#, "A page or folder below the content folder, or a full address."),
];

/// `[editions.NAME]`.
pub const EDITION: &[Key] = &[
    required("audience", Form::Audience, r#""public""#, "Whom the edition is for: one of `audiences`."),
    key(
        "sections",
        PATHS,
        r#"["training", "glossary"]"#,
        "The folders of the content that it has; all, if it does not say.",
    ),
    key(
        "home",
        Form::Path,
        r#""training""#,
        "The folder whose index page stands at `/`; the root's, if it does not say.",
    ),
    key("title", Form::Line, r#""Open source training""#, "The edition's own title."),
    key("description", Form::Text, r#""Learn in an hour.""#, "The edition's own description."),
    key("base_url", Form::BaseUrl, r#""https://learn.fjordlight.example/""#, "Where the edition will stand."),
    key(
        "edit_url",
        Form::EditUrl,
        r#""https://git.fjordlight.example/oss/handbook/edit/main/{path}""#,
        "Where this edition's readers can edit a page's source, in place of the handbook's `edit_url`.",
    ),
    key(
        "menu",
        Form::Either(&MENU_LIST, &MENU_TABLE),
        r#"[{ title = "Courses", link = "training/" }]"#,
        "The edition's own menu of the top bar, in place of the handbook's.",
    ),
    key("theme", TOKENS, r##"{ accent = "#0b57a4" }"##, "Theme tokens that differ from the handbook's."),
];

/// `[versions]`.
pub const VERSIONS: &[Key] = &[
    key("current", Form::Version, r#""2026.3""#, "The name of the version that the content folder holds."),
    key("date", Form::Day, "2026-10-05", "When the current version came into force."),
    key(
        "note",
        Form::Line,
        r#""Reporting duties of the Cyber Resilience Act""#,
        "What the current version brought, in a line.",
    ),
    key(
        "released",
        Form::List(&Form::Table(RELEASED)),
        r#"[{ name = "2026.2", source = { git = "v2026.2" } }]"#,
        "The versions that were in force before, one `[[versions.released]]` each.",
    ),
    key("from_tags", Form::Table(FROM_TAGS), r#"{ pattern = "v*" }"#, "Finds more versions among the tags of git."),
];

/// `[[versions.released]]`.
pub const RELEASED: &[Key] = &[
    required("name", Form::Version, r#""2026.2""#, "The version's name, which is a part of its address."),
    key("date", Form::Day, "2026-06-01", "When it came into force."),
    key("note", Form::Line, r#""Contribution policy tightened""#, "What it brought, in a line."),
    required(
        "source",
        Form::Table(SOURCE),
        r#"{ git = "v2026.2" }"#,
        "Where its content is: `git` or `path`, not both.",
    ),
];

/// `source` of a released version.
pub const SOURCE: &[Key] = &[
    key("git", Form::GitName, r#""v2026.2""#, "A git tag, branch or commit."),
    key("path", Form::Path, r#""content/_versions/2026.2""#, "A folder below the folder of site.toml."),
];

/// `[versions.from_tags]`.
pub const FROM_TAGS: &[Key] = &[
    required("pattern", Form::TagPattern, r#""v*""#, "The tags, with one `*` in it."),
    key("name", Form::VersionPattern, r#""{1}""#, "The version's name; `{1}` stands for what the star matched."),
    key("order", Form::Choice(|| vec!["semver", "date", "name"]), r#""semver""#, "What puts the versions in order."),
];

/// `[metrics]`.
pub const METRICS: &[Key] = &[required(
    "file",
    Form::Path,
    r#""metrics/metrics.yaml""#,
    "The metrics data file, relative to the content folder.",
)];

/// `[[data_pages]]`.
pub const DATA_PAGES: &[Key] = &[
    required(
        "file",
        Form::DataFile,
        r#""projects.csv""#,
        "The CSV, JSON, YAML or TOML file, relative to the content folder; a `*` in its name stands for any letters, so that \
         `projects/*.yaml` takes all of them, one project a file.",
    ),
    required(
        "path",
        Form::RowPath,
        r#""projects/{slug}""#,
        "The address of a row's page; `{slug}` stands for a column's value.",
    ),
    key("template", Form::Name, r#""project""#, "The template for a row, without `.html`."),
    key("title", Form::Line, r#""name""#, "The column that holds a page's title; `title`, if it does not say."),
    key("audience", Form::Line, r#""audience""#, "The column that says whom a row is for."),
    key(
        "sort",
        Form::Line,
        r#""name""#,
        "The column to sort by, with `-` before it for the greatest first; the order of the file, if it does not say.",
    ),
    key(
        "records",
        Form::Line,
        r#""ossf_scorecard.checks""#,
        "The keys that lead to the rows in a JSON or YAML file that holds more, with dots between.",
    ),
    key(
        "show",
        Form::List(&Form::Line),
        r#"["licence", "maintainers"]"#,
        "The columns that pages show, in this order; all of them, if it does not say.",
    ),
    key(
        "list",
        Form::List(&Form::Line),
        r#"["licence", "status"]"#,
        "The columns of the table that lists the rows, beside the title; the first seven without long texts, if it does not say.",
    ),
    key(
        "text",
        Form::Line,
        r#""about""#,
        "The column that holds the text of a row's page, written in Markdown; it is shown as text and not among the facts.",
    ),
    key("na", Form::List(&Form::Line), r#"["n/a", "-1"]"#, "What the data write where a value is missing."),
    key(
        "columns",
        Form::Open { known: &[], keys: &Form::Line, values: &Form::Table(DATA_COLUMN) },
        r#"{ cost = { audience = "internal" } }"#,
        "Whom single columns are for, and what to call them.",
    ),
];

/// A column of `[[data_pages]]`.
pub const DATA_COLUMN: &[Key] = &[
    key(
        "audience",
        Form::Audience,
        r#""internal""#,
        "Whom the column is for; whoever may read the row, if it does not say.",
    ),
    key("title", Form::Line, r#""Cost a year""#, "What to show above the column."),
];

fn kinds() -> Vec<&'static str> {
    Kind::ALL.iter().map(|kind| kind.as_str()).collect()
}

fn statuses() -> Vec<&'static str> {
    Status::ALL.iter().map(|status| status.as_str()).collect()
}

fn codes() -> Vec<&'static str> {
    Code::ALL.iter().map(|code| code.as_str()).collect()
}

fn severities() -> Vec<&'static str> {
    vec!["error", "warn", "note", "off"]
}
