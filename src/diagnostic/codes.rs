//! The stable codes of all findings, one row each.
//!
//! A row gives the code, the severity it starts with and what it means in a line. The full explanation, which
//! `ospress explain CODE` prints, is the file `explain/CODE.md`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Severity;

macro_rules! codes {
    ($($name:ident = $code:literal, $severity:ident, $summary:literal;)*) => {
        /// Says what kind of finding a diagnostic is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Code {
            $(#[doc = $summary] $name,)*
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// Gives the code as it is printed, such as `link-missing`.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// Gives the severity that a finding of this code starts with.
            pub fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            /// Says in a line what the code means.
            pub fn summary(self) -> &'static str {
                match self { $(Self::$name => $summary,)* }
            }

            /// Explains the code to an author: what it means, an example, how to mend it. Markdown.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$name => include_str!(concat!("explain/", $code, ".md")),)* }
            }
        }
    };
}

codes! {
    ConfigSyntax = "config-syntax", Error, "site.toml is not valid TOML";
    ConfigUnknownKey = "config-unknown-key", Error, "a key of site.toml or theme.toml that ospress does not know";
    ConfigValue = "config-value", Error, "a value of site.toml or theme.toml that does not fit";
    VersionMissing = "version-missing", Error, "a version whose content cannot be found";
    VersionNone = "version-none", Note, "a pattern for tags that no tag is like";
    VersionFlawed = "version-flawed", Note, "an old version with mistakes that stay as they are";
    PathInvalid = "path-invalid", Error, "a file name that cannot become an address";
    FileSpecial = "file-special", Error, "a symbolic link or special file among the content";
    FileUnreadable = "file-unreadable", Error, "a file that cannot be read";
    FileNotUtf8 = "file-not-utf8", Error, "a text that is not UTF-8";
    FileTooLarge = "file-too-large", Error, "a file above the size that ospress reads";
    FileEmpty = "file-empty", Note, "a page without any text";
    FrontMatterUnclosed = "front-matter-unclosed", Error, "front matter without its closing line";
    FrontMatterSyntax = "front-matter-syntax", Error, "front matter that is not valid YAML or TOML";
    FrontMatterDuplicateKey = "front-matter-duplicate-key", Error, "a key that stands twice";
    FrontMatterAlias = "front-matter-alias", Error, "an anchor, alias or tag in YAML";
    FrontMatterUnknownKey = "front-matter-unknown-key", Warning, "a key that is nearly a known one";
    FrontMatterUnsafeKey = "front-matter-unsafe-key", Error, "a key that is nearly `audience` or `status`";
    FrontMatterValue = "front-matter-value", Error, "a value of the wrong kind";
    FrontMatterContradiction = "front-matter-contradiction", Warning, "two values that cannot both be right";
    DateInvalid = "date-invalid", Error, "a date that cannot be read";
    DurationInvalid = "duration-invalid", Error, "a duration that cannot be read";
    StatusUnknown = "status-unknown", Error, "a status that a policy may not have";
    KindUnknown = "kind-unknown", Error, "a kind of page that ospress does not know";
    AudienceUnknown = "audience-unknown", Error, "an audience that site.toml does not name";
    AudienceUnclosed = "audience-unclosed", Error, "an audience mark that is never closed";
    AudienceDoubtful = "audience-doubtful", Error, "an audience mark that may not mean what it seems to mean";
    AudienceCeiling = "audience-ceiling", Error, "a page wider than its section allows";
    AudienceLink = "audience-link", Error, "a link to a page that this audience does not have";
    LeakFound = "leak-found", Error, "a printed edition that says what its readers must not know";
    LeakUnseen = "leak-unseen", Error, "a scan for leaks that cannot see";
    EditionWrong = "edition-wrong", Error, "a folder that holds another edition than was meant";
    ManifestMissing = "manifest-missing", Error, "a folder without a list of what it should hold";
    ManifestDiffers = "manifest-differs", Error, "a published file that is not as it was printed";
    DataMissing = "data-missing", Error, "a data file that does not exist";
    DataSyntax = "data-syntax", Error, "a data file that cannot be read";
    DataLimit = "data-limit", Error, "data beyond the bounds of what is read";
    DataKey = "data-key", Error, "a key of the metrics file that ospress does not know";
    DataValue = "data-value", Error, "a value of a data file that does not fit";
    DataColumn = "data-column", Error, "a column that the data do not have";
    DataDuplicate = "data-duplicate", Error, "two metrics, rows or columns of one name";
    DataEmpty = "data-empty", Warning, "a data file without rows";
    DataRepeated = "data-repeated", Warning, "two rows that would be one page";
    SlugInvalid = "slug-invalid", Error, "a slug that cannot become an address";
    AliasInvalid = "alias-invalid", Error, "an alias that is no address";
    UrlCollision = "url-collision", Error, "two pages on one address";
    IdDuplicate = "id-duplicate", Error, "two pages with one id";
    HeadingRenumbered = "heading-renumbered", Warning, "a heading id that depends on a hidden heading";
    DirectiveUnknown = "directive-unknown", Error, "a directive that ospress does not know";
    DirectiveUnclosed = "directive-unclosed", Error, "a directive that is never closed";
    DirectiveStray = "directive-stray", Error, "a closing line without a directive";
    DirectiveAttribute = "directive-attribute", Warning, "an attribute that the directive does not know";
    Shortcode = "shortcode", Warning, "a shortcode of another tool, shown as text";
    Diagram = "diagram", Warning, "a diagram shown as its source";
    HtmlRemoved = "html-removed", Warning, "raw HTML that was taken out";
    MarkdownLimit = "markdown-limit", Error, "a page beyond the bounds of what is rendered";
    ReferenceMissing = "reference-missing", Warning, "a reference link without its definition";
    FootnoteMissing = "footnote-missing", Warning, "a footnote without its text";
    FootnoteUnused = "footnote-unused", Warning, "a footnote that nothing refers to";
    DefinitionDuplicate = "definition-duplicate", Warning, "a second definition of a footnote or reference";
    TableCell = "table-cell", Warning, "a table row with more cells than the table has columns";
    MarkdownSlip = "markdown-slip", Warning, "nearly Markdown, shown as text";
    HeadingIdDuplicate = "heading-id-duplicate", Warning, "one id on two headings";
    LinkMissing = "link-missing", Error, "a link to a page that does not exist";
    LinkAnchorMissing = "link-anchor-missing", Error, "a link to a heading that does not exist";
    LinkCase = "link-case", Error, "a link that differs from the file in capital letters";
    LinkOutside = "link-outside", Error, "a link that leaves the handbook";
    LinkScheme = "link-scheme", Error, "a link of a kind that is not allowed";
    LinkEmpty = "link-empty", Warning, "a link without an address or without words";
    MetricOwner = "metric-owner", Warning, "a metric that nobody answers for";
    MetricStale = "metric-stale", Warning, "a number that is older than its cadence allows";
    MetricTarget = "metric-target", Warning, "a target whose day has passed";
    MetricEarly = "metric-early", Note, "a number of a period that has not begun";
    MetricObjective = "metric-objective", Warning, "an objective that no page states";
    MetricRange = "metric-range", Warning, "a number outside of what can be";
    MetricJump = "metric-jump", Warning, "a number that differs unusually from the one before";
    MetricMissing = "metric-missing", Error, "a metric that is quoted and does not exist";
    MetricQuote = "metric-quote", Error, "a quote of a metric that cannot be read";
    ImageMissing = "image-missing", Error, "an image that does not exist";
    ImageAlt = "image-alt", Warning, "an image without a description";
    ImageUnsafe = "image-unsafe", Error, "an image that could run code";
    PageUnseen = "page-unseen", Note, "pages or rows that no edition is for";
    AssetUnused = "asset-unused", Note, "a file that no page uses";
    DoorInvalid = "door-invalid", Error, "a door of the home page that leads nowhere";
    MenuInvalid = "menu-invalid", Error, "a menu entry that leads nowhere";
    FrozenDiffers = "frozen-differs", Error, "a page of an old version that was kept in other bytes than it is printed in now";
    EditionLeft = "edition-left", Note, "a published site of an edition that site.toml no longer has";
    BaseUrlMissing = "base-url-missing", Note, "no base URL, so no canonical links, sitemap or feed";
    TemplateSyntax = "template-syntax", Error, "a template that cannot be read";
    TemplateError = "template-error", Error, "a template that failed on a page";
    TemplateUnknown = "template-unknown", Error, "a template that the theme does not have";
    ThemeMissing = "theme-missing", Error, "a theme that does not exist";
    ThemeTokenUnknown = "theme-token-unknown", Warning, "a theme token that the theme does not have";
}

impl Code {
    /// Tells whether `[check]`, `--lenient` and `baseline`s must leave the code alone: audience findings can neither be
    /// lowered nor be lenient, because a slip there publishes.
    pub fn is_about_audience(self) -> bool {
        matches!(
            self,
            Self::AudienceUnknown
                | Self::AudienceUnclosed
                | Self::AudienceDoubtful
                | Self::AudienceCeiling
                | Self::AudienceLink
                | Self::FrontMatterUnsafeKey
                | Self::LeakFound
                | Self::LeakUnseen
                | Self::EditionWrong
        )
    }

    /// Tells whether a finding must not quote the lines that it points to: they say what readers of a log must not know.
    pub fn is_silent(self) -> bool {
        self == Self::LeakFound
    }
}

impl Code {
    /// Tells whether the code judges how a directive is written.
    pub(super) fn is_about_directives(self) -> bool {
        matches!(
            self,
            Self::DirectiveUnknown | Self::DirectiveUnclosed | Self::DirectiveStray | Self::DirectiveAttribute
        )
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Code {
    type Err = ();

    fn from_str(code: &str) -> Result<Self, ()> {
        Self::ALL.iter().copied().find(|known| known.as_str() == code).ok_or(())
    }
}
