//! Single values: texts, numbers, dates, spans, addresses.

use std::ops::Range;

use jiff::civil::Date;
use percent_encoding::percent_decode_str;

use crate::diagnostic::Code;
use crate::edition::{Door, Period, Revision};
use crate::path::UrlPath;

use super::super::dates;
use super::super::keys;
use super::super::node::{Content, Entry, Node};
use super::super::values;
use super::Reader;

impl Reader<'_> {
    /// Reports a value that is not what its key wants.
    fn wrong(&mut self, key: &str, node: &Node, wanted: &str, help: &str) {
        let message = format!("`{key}` wants {wanted}, not {}", node.name());
        self.report(Code::FrontMatterValue, &node.range, message, help);
    }

    pub(super) fn text(&mut self, key: &str, node: &Node) -> Option<String> {
        if node.is_blank() {
            return None;
        }
        let words = node.words().map(|words| words.trim().to_owned());
        if words.is_none() {
            self.wrong(key, node, "a text", "write one text behind the colon, in quotes where it holds `: `");
        }
        words
    }

    /// Reads a name, or several with commas between.
    pub(super) fn names(&mut self, key: &str, node: &Node) -> Option<String> {
        match &node.content {
            Content::List(_) => Some(self.texts(key, node).join(", ")).filter(|names| !names.is_empty()),
            _ => self.text(key, node),
        }
    }

    /// Reads a list of texts; one text is a list of one.
    pub(super) fn texts(&mut self, key: &str, node: &Node) -> Vec<String> {
        match &node.content {
            Content::List(items) => items.iter().filter_map(|item| self.text(key, item)).collect(),
            _ => self.text(key, node).into_iter().collect(),
        }
    }

    /// Reads tags: a list, or one text with commas.
    pub(super) fn tags(&mut self, node: &Node) -> Vec<String> {
        let mut tags = match &node.content {
            Content::Text(words) => words.split(',').map(|tag| tag.trim().to_owned()).collect(),
            _ => self.texts("tags", node),
        };
        tags.retain(|tag| !tag.is_empty());
        tags
    }

    /// Reads controls: a list of ids, or a map from a standard to its ids.
    pub(super) fn controls(&mut self, node: &Node) -> Vec<String> {
        let Content::Map(entries) = &node.content else { return self.texts("controls", node) };
        let of = |reader: &mut Self, entry: &Entry| -> Vec<String> {
            let ids = reader.texts("controls", &entry.node);
            ids.into_iter().map(|id| format!("{}/{id}", entry.key)).collect()
        };
        entries.iter().flat_map(|entry| of(self, entry)).collect()
    }

    pub(super) fn yes_or_no(&mut self, key: &str, node: &Node) -> Option<bool> {
        let word = node.words().unwrap_or_default().to_lowercase();
        match word.as_str() {
            "true" | "yes" | "on" => Some(true),
            "false" | "no" | "off" => Some(false),
            _ if node.is_blank() => None,
            _ => {
                self.wrong(key, node, "`true` or `false`", "write `true` or `false`");
                None
            }
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a weight beyond 2^52 orders nothing")]
    pub(super) fn number(&mut self, key: &str, node: &Node) -> Option<f64> {
        let number = match &node.content {
            Content::Integer(value, _) => Some(*value as f64),
            Content::Float(value, _) => Some(*value),
            Content::Text(words) => words.trim().parse().ok(),
            _ => None,
        };
        let number = number.filter(|number| number.is_finite());
        if number.is_none() && !node.is_blank() {
            self.wrong(key, node, "a number", "write a number such as `10`");
        }
        number
    }

    pub(super) fn percent(&mut self, node: &Node) -> Option<u8> {
        let words = node.words().unwrap_or_default();
        let number = words.trim().trim_end_matches('%').trim_end().parse().ok().filter(|number| *number <= 100);
        if number.is_none() && !node.is_blank() {
            self.wrong("pass_mark", node, "a percentage from 0 to 100", "write it as a whole number such as `80`");
        }
        number
    }

    pub(super) fn date(&mut self, key: &str, node: &Node) -> Option<Date> {
        if node.is_blank() {
            return None;
        }
        let words = node.words().unwrap_or_else(|| node.name().to_owned());
        let date = values::date(&words);
        if date.is_none() {
            let message = format!("`{}` is no date for `{key}`", words.escape_debug());
            self.report(Code::DateInvalid, &node.range, message, dates::mend(&words));
        }
        date
    }

    pub(super) fn period(&mut self, key: &str, node: &Node) -> Option<Period> {
        if node.is_blank() {
            return None;
        }
        let words = node.words().unwrap_or_else(|| node.name().to_owned());
        let period = values::period(&words);
        if period.is_none() {
            let message = format!("`{}` is no duration for `{key}`", words.escape_debug());
            let help = "write `45 min`, `6 weeks`, `P1Y`, `yearly`, `half-yearly`, `quarterly` or `monthly`";
            self.report(Code::DurationInvalid, &node.range, message, help);
        }
        period
    }

    pub(super) fn slug(&mut self, node: &Node) -> Option<String> {
        let slug = self.text("slug", node)?;
        let fits = !slug.contains(['/', '\\', '?', '#', '%']) && !slug.chars().any(char::is_control);
        if fits && !crate::path::segment(&slug).is_empty() {
            return Some(slug);
        }
        let message = format!("`{}` cannot be a part of an address", slug.escape_debug());
        self.report(
            Code::SlugInvalid,
            &node.range,
            message,
            "write one word with `-` between its parts, such as `use-policy`",
        );
        None
    }

    pub(super) fn aliases(&mut self, node: &Node) -> Vec<(UrlPath, Range<usize>)> {
        let items = match &node.content {
            Content::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        items.iter().filter_map(|item| self.alias(item)).collect()
    }

    fn alias(&mut self, node: &Node) -> Option<(UrlPath, Range<usize>)> {
        let words = self.text("aliases", node)?;
        let decoded = percent_decode_str(&words).decode_utf8().ok().filter(|url| !url.contains(['?', '#']));
        let url = decoded.and_then(|url| {
            let last = url.rsplit('/').next().unwrap_or("");
            let end = if last.is_empty() || last.contains('.') { "" } else { "/" };
            UrlPath::new(&format!("{url}{end}")).ok()
        });
        if url.is_none() {
            let message = format!("`{}` is no old address of this site", words.escape_debug());
            let help = "write the address from the site's root, such as `/policies/old-name/`";
            self.report(Code::AliasInvalid, &node.range, message, help);
        }
        Some((url?, node.range.clone()))
    }

    pub(super) fn doors(&mut self, node: &Node) -> Vec<Door> {
        let items = self.items("doors", node, "a list of doors");
        items.iter().filter_map(|item| self.door(item)).collect()
    }

    fn door(&mut self, node: &Node) -> Option<Door> {
        let help = "write `- title: May I use this licence?` and below it `link: policies/use.md`";
        let Content::Map(entries) = &node.content else {
            self.wrong("doors", node, "doors with a title and a link", help);
            return None;
        };
        let mut door = Door { title: String::new(), text: None, link: String::new(), range: node.range.clone() };
        for entry in entries {
            let value = self.text(&entry.key, &entry.node).unwrap_or_default();
            match keys::fold(&entry.key).as_str() {
                "title" | "question" => door.title = value,
                "text" | "description" => door.text = Some(value).filter(|text| !text.is_empty()),
                "link" | "href" | "url" => (door.link, door.range) = (value, entry.node.range.clone()),
                _ => {
                    let message = format!("a door has no `{}`", entry.key);
                    self.report(
                        Code::FrontMatterUnknownKey,
                        &entry.key_range,
                        message,
                        "it has `title`, `text` and `link`",
                    );
                }
            }
        }
        if door.title.is_empty() || door.link.is_empty() {
            let message = "a door needs a title and a link".to_owned();
            self.report(Code::FrontMatterValue, &node.range, message, help);
            return None;
        }
        Some(door)
    }

    pub(super) fn revisions(&mut self, node: &Node) -> Vec<Revision> {
        let items = self.items("revisions", node, "a list of revisions");
        items.iter().map(|item| self.revision(item)).collect()
    }

    fn revision(&mut self, node: &Node) -> Revision {
        let mut revision = Revision { version: None, date: None, note: None };
        let Content::Map(entries) = &node.content else {
            revision.note = self.text("revisions", node);
            return revision;
        };
        for entry in entries {
            match keys::fold(&entry.key).as_str() {
                "version" | "revision" => revision.version = self.text("version", &entry.node),
                "date" => revision.date = self.date("date", &entry.node),
                "note" | "comment" | "change" | "changes" | "description" | "summary" => {
                    revision.note = self.names("note", &entry.node);
                }
                _ => {}
            }
        }
        revision
    }

    /// Gives the items of a list.
    fn items<'n>(&mut self, key: &str, node: &'n Node, wanted: &str) -> &'n [Node] {
        match &node.content {
            Content::List(items) => items,
            _ if node.is_blank() => &[],
            _ => {
                self.wrong(key, node, wanted, "start each entry on a line of its own with `- `");
                &[]
            }
        }
    }
}
