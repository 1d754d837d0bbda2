//! The words for links that lead nowhere.
//!
//! The reader of these lines writes policies, not programs: each says what is wrong with the link as written, and what
//! to write instead.

use std::fmt::Write;
use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::path::SourcePath;

use super::asset;
use super::link::Scope;
use super::nearest::{self, Candidates};
use super::{Lack, NodeId};

/// How many headings a message names where none is near.
const MOST_HEADINGS: usize = 3;

/// A link that something is wrong with.
pub(super) struct Trouble {
    /// Where it is written.
    pub(super) span: Span,
    /// The folder that it starts from.
    pub(super) folder: String,
    /// The destination as written.
    pub(super) written: String,
    /// What kind of link it is.
    pub(super) role: Role,
    /// What is wrong.
    pub(super) problem: Problem,
}

impl Trouble {
    /// Tells what the link lacks, where its target is not there.
    pub(super) fn lack(self) -> Option<(Span, Lack)> {
        match self.problem {
            Problem::Missing(path) => Some((self.span, Lack::Target(path))),
            Problem::Anchor(..) => Some((self.span, Lack::Part)),
            _ => None,
        }
    }
}

/// What kind of link it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    /// A link in a text.
    Link,
    /// An image.
    Image,
    /// A door of that title.
    Door(String),
    /// A menu entry of that title.
    Menu(String),
}

/// What is wrong with a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Problem {
    /// It has no destination.
    Empty,
    /// Links may not have that scheme.
    Scheme(String),
    /// Links may not do that.
    Refused(&'static str),
    /// It leaves the content.
    Outside,
    /// Nothing is at that path.
    Missing(String),
    /// It is the path of something whose name has other capital letters.
    Case(String),
    /// The page is there, the part of it is not.
    Anchor(NodeId, String),
    /// Such files are not published.
    FileType,
    /// It could run code.
    Unsafe(&'static str),
    /// It is an image's destination and no image.
    NoImage,
}

/// How many characters of a destination a message shows.
const MOST_SHOWN: usize = 120;

/// Gives the path of site.toml.
pub(super) fn site_toml() -> SourcePath {
    SourcePath::new("site.toml").expect("a path without odd segments")
}

/// Words one finding; it suggests something where there are `candidates`.
pub(super) fn word(trouble: &Trouble, scope: &Scope<'_>, candidates: Option<&Candidates<'_>>) -> Diagnostic {
    let (code, message, help) = words(trouble, scope, candidates);
    let (code, message) = match &trouble.role {
        Role::Door(title) => (Code::DoorInvalid, format!("the door `{title}` cannot be opened: {message}")),
        Role::Menu(title) => (Code::MenuInvalid, format!("the menu entry `{title}` cannot be followed: {message}")),
        Role::Link | Role::Image => (code, message),
    };
    let finding = Diagnostic::new(code, trouble.span.clone(), message).help(help);
    match anchor_place(trouble, scope) {
        Some(page) => finding.related(page, "the page that it leads to"),
        None => finding,
    }
}

fn words(trouble: &Trouble, scope: &Scope<'_>, candidates: Option<&Candidates<'_>>) -> (Code, String, String) {
    let written = &*shown(&trouble.written);
    let is_image = trouble.role == Role::Image;
    let or_image = |code| if is_image { Code::ImageMissing } else { code };
    match &trouble.problem {
        Problem::Empty => (or_image(Code::LinkEmpty), empty(is_image), help_for_empty(is_image)),
        Problem::Scheme(scheme) => {
            (Code::LinkScheme, format!("an address of the kind `{scheme}:` is not allowed"), help_for_scheme(written))
        }
        Problem::Refused(reason) => (Code::LinkScheme, format!("{reason} is not allowed"), help_for_scheme(written)),
        Problem::Outside => {
            let message = format!("`{written}` leaves {}", content_words(scope));
            (Code::LinkOutside, message, help_for_outside(scope))
        }
        Problem::Missing(path) => {
            let what = if is_image { "image" } else { "page or file" };
            let message = format!("`{written}` leads to no {what}");
            (or_image(Code::LinkMissing), message, help_for_missing(trouble, path, candidates))
        }
        Problem::Case(right) => {
            let link = nearest::relative(&trouble.folder, right);
            let message = format!("`{written}` is not written as the file's name is, `{right}`");
            (Code::LinkCase, message, format!("write `{link}`; on a web server each letter has to match"))
        }
        Problem::Anchor(node, fragment) => {
            let message = format!("`{written}` leads to no heading of {}", page_words(scope, *node));
            (Code::LinkAnchorMissing, message, help_for_anchor(fragment, scope, *node, candidates))
        }
        Problem::FileType => {
            let message = format!("`{written}` is a kind of file that is not published");
            (
                Code::LinkScheme,
                message,
                "link to a page, or publish it as a PDF, an image, a table or an archive".into(),
            )
        }
        Problem::Unsafe(reason) => {
            let help = "export the drawing again as a plain SVG without scripts and links, or as PNG".to_owned();
            (Code::ImageUnsafe, format!("`{written}` is not published: {reason}"), help)
        }
        Problem::NoImage => {
            let help = "for a link to it, take out the `!` before the bracket".to_owned();
            (Code::ImageMissing, format!("`{written}` is no image"), help)
        }
    }
}

fn empty(is_image: bool) -> String {
    if is_image { "this image has no address".into() } else { "this link has no address".into() }
}

fn help_for_empty(is_image: bool) -> String {
    let what = if is_image { "the image's file" } else { "the page that it should lead to" };
    format!("write {what} between the parentheses, or take it out")
}

fn help_for_scheme(written: &str) -> String {
    let is_drive = written.as_bytes().get(1) == Some(&b':');
    let files = "put the file beside the page and write its path from here, such as `../files/form.pdf`";
    let kinds = "links may start with `https:`, `http:`, `mailto:` or `tel:`, or be a path to a page or file";
    if is_drive || written.starts_with("file:") { files.into() } else { kinds.into() }
}

fn content_words(scope: &Scope<'_>) -> String {
    match scope.version.content.as_str() {
        "" => "the folder of the handbook".into(),
        content => format!("the folder `{content}`, in which all pages and files of the site lie"),
    }
}

fn help_for_outside(scope: &Scope<'_>) -> String {
    let content = scope.version.content.as_str();
    let folder = if content.is_empty() { "the handbook".into() } else { format!("`{content}`") };
    format!("put the file into {folder}, or link to its `https://` address where the repository can be read")
}

fn help_for_missing(trouble: &Trouble, path: &str, candidates: Option<&Candidates<'_>>) -> String {
    let fit = |path: &str| trouble.role != Role::Image || asset::is_image(path);
    let near = candidates.map(|candidates| candidates.near(path, fit)).unwrap_or_default();
    if !near.is_empty() {
        let links: Vec<_> = near.iter().map(|path| nearest::relative(&trouble.folder, path)).collect();
        return did_you_mean("", links.iter().map(String::as_str));
    }
    let first = trouble.written.split(['/', '#', '?']).next().unwrap_or_default();
    if is_mail(&trouble.written) && trouble.role != Role::Image {
        return format!("write `mailto:{}`", shown(&trouble.written));
    }
    let is_host = !first.contains(char::is_whitespace) && !first.starts_with('.') && !asset::is_file_name(first);
    if is_host && trouble.role != Role::Image {
        return format!("if it is the address of another site, write `https://{}`", shown(&trouble.written));
    }
    format!("nothing is at `{}`; write the path from the folder of this file", shown(path))
}

/// Tells whether a destination is an e-mail address, as far as a suggestion needs to know.
fn is_mail(written: &str) -> bool {
    let is_part = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || "/@#".contains(c));
    written.split_once('@').is_some_and(|(name, host)| is_part(name) && is_part(host) && host.contains('.'))
}

/// Gives what was written, short and without anything that would break the message.
fn shown(written: &str) -> String {
    let mut shown: String = written.chars().take(MOST_SHOWN).map(plain).collect();
    if shown.len() < written.len() && written.chars().nth(MOST_SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

fn plain(c: char) -> char {
    match c {
        '`' => '\'',
        _ if c.is_control() => ' ',
        _ => c,
    }
}

fn page_words(scope: &Scope<'_>, node: usize) -> String {
    match scope.tree.nodes[node].page {
        Some(page) => format!("`{}`", scope.version.pages[page].source),
        None => format!("the list of pages at `{}`", scope.tree.nodes[node].url),
    }
}

fn help_for_anchor(fragment: &str, scope: &Scope<'_>, node: usize, candidates: Option<&Candidates<'_>>) -> String {
    let facts = &scope.tree.nodes[node].facts;
    let headings = || facts.headings.iter().map(|heading| heading.id.as_str());
    let ids = || headings().chain(facts.anchors.iter().map(String::as_str));
    let near = candidates.map(|_| nearest::ids(fragment, ids())).unwrap_or_default();
    if !near.is_empty() {
        return did_you_mean("#", near.into_iter());
    }
    match headings().take(MOST_HEADINGS).map(|id| format!("`#{id}`")).collect::<Vec<_>>() {
        ids if ids.is_empty() => "that page has no headings; take out the part from `#` on".into(),
        ids => format!(
            "the page's headings are {} ...; write one of them, or take out the part from `#` on",
            ids.join(", ")
        ),
    }
}

fn anchor_place(trouble: &Trouble, scope: &Scope<'_>) -> Option<Span> {
    let Problem::Anchor(node, _) = &trouble.problem else { return None };
    let source = &scope.version.pages[scope.tree.nodes[*node].page?].source;
    (*source != trouble.span.path).then(|| Span::new(source, Range::default()))
}

/// Joins suggestions: `a`, `b` or `c`.
fn did_you_mean<'a>(before: &str, names: impl ExactSizeIterator<Item = &'a str>) -> String {
    let last = names.len().saturating_sub(1);
    let mut words = "did you mean ".to_owned();
    for (number, name) in names.enumerate() {
        words.push_str(match number {
            0 => "",
            _ if number == last => " or ",
            _ => ", ",
        });
        let _ = write!(words, "`{before}{name}`");
    }
    words + "?"
}
