//! The last look at a page that holds raw HTML: a real HTML parser balances it and drops whatever is not on the list.
//!
//! The list is wide enough for our own markup and no wider. Addresses must be ones that the site resolved.

use std::collections::{HashMap, HashSet};

use ammonia::{Builder, UrlRelative};

use super::links::Addresses;
use crate::markdown::{address, html};

/// Attributes that our own markup has on any element.
const OURS: &[&str] =
    &["id", "title", "lang", "dir", "class", "role", "tabindex", "aria-label", "data-lang", "data-audience"];

/// Attributes of single elements.
const SPECIAL: &[(&str, &[&str])] = &[
    ("a", &["href", "rel"]),
    ("img", &["src", "alt", "width", "height", "loading"]),
    ("input", &["type", "disabled", "checked"]),
    ("td", &["colspan", "rowspan", "headers", "scope"]),
    ("th", &["colspan", "rowspan", "headers", "scope"]),
    ("ol", &["start", "reversed", "type"]),
    ("li", &["value"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("details", &["open"]),
    ("time", &["datetime"]),
    ("del", &["datetime"]),
    ("ins", &["datetime"]),
];

/// Sanitises a page that may lead to `addresses` and to places on itself.
pub(super) fn clean(page: &str, addresses: Addresses) -> String {
    let mut builder = Builder::empty();
    let attributes: HashMap<&str, HashSet<&str>> =
        SPECIAL.iter().map(|(element, names)| (*element, names.iter().copied().collect())).collect();
    builder
        .tags(html::ELEMENTS.iter().copied().chain(["input"]).collect())
        .clean_content_tags(["script", "style", "iframe", "object", "template"].into())
        .generic_attributes(OURS.iter().copied().collect())
        .tag_attributes(attributes)
        .tag_attribute_values([("input", [("type", ["checkbox"].into())].into())].into())
        .url_schemes(address::SCHEMES.iter().copied().collect())
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None)
        .strip_comments(true)
        .attribute_filter(move |_, name, value| {
            let is_address = matches!(name, "href" | "src");
            let is_known = value.starts_with('#') || addresses.contains(value);
            (!is_address || is_known).then(|| value.into())
        });
    builder.clean(page).to_string()
}
