//! Old addresses that lead to today's pages, and ids by which pages name each other.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::edition::{Page, Version};
use crate::path::{SourcePath, UrlPath};

use super::{NodeId, Tree};

/// Fills in the redirects and ids of a version; an address or id that is taken stays with whom it belongs to.
pub(super) fn add(tree: &mut Tree, version: &Version, root: &UrlPath) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let nodes = nodes_by_page(tree, version);
    let mut taken = BTreeMap::new();
    for (page, node) in version.pages.iter().zip(nodes) {
        let Some(node) = node else { continue };
        for (alias, range) in &page.meta.aliases {
            let span = Span::new(&page.source, range.clone());
            let alias = below_root(alias, root);
            if let Some(finding) = refuse(&alias, &span, page, tree, version, &taken) {
                findings.push(finding);
            } else {
                taken.insert(alias.clone(), span);
                tree.redirects.insert(alias, node);
            }
        }
        if let Some(id) = &page.meta.id {
            tree.by_id.entry(id.clone()).or_insert(node);
        }
    }
    findings
}

/// Gives the node of each page; none for a page whose address another one has.
fn nodes_by_page(tree: &Tree, version: &Version) -> Vec<Option<NodeId>> {
    let mut nodes = vec![None; version.pages.len()];
    for (id, node) in tree.nodes.iter().enumerate() {
        if let Some(page) = node.page {
            nodes[page] = Some(id);
        }
    }
    nodes
}

/// Gives an alias as an address of its version: a page's ends with a slash, whether it was written or not.
fn below_root(alias: &UrlPath, root: &UrlPath) -> UrlPath {
    let path = alias.as_str().trim_start_matches('/');
    let is_file = path.ends_with('/') || path.is_empty() || last_has_dot(path);
    let end = if is_file { "" } else { "/" };
    UrlPath::new(&format!("{}{path}{end}", root.as_str())).unwrap_or_else(|_| alias.clone())
}

fn last_has_dot(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.contains('.'))
}

fn refuse(
    alias: &UrlPath,
    span: &Span,
    page: &Page,
    tree: &Tree,
    version: &Version,
    taken: &BTreeMap<UrlPath, Span>,
) -> Option<Diagnostic> {
    let help = "take the alias out; an old address can lead to one page only, and to none that still stands there";
    if *alias == page.url {
        let message = format!("the alias `{alias}` is the page's own address");
        return Some(Diagnostic::new(Code::AliasInvalid, span.clone(), message).help(help));
    }
    let (other, words) = match (tree.by_url.get(alias), taken.get(alias)) {
        (Some(node), _) => (owner(tree.nodes[*node].page.map(|page| &version.pages[page].source)), "the page there"),
        (None, Some(first)) => (Some(first.clone()), "the page that has the alias"),
        (None, None) => return None,
    };
    let name = other.as_ref().map_or_else(|| "the index of a folder".to_owned(), |span| format!("`{}`", span.path));
    let message = format!("the alias `{alias}` of `{}` is taken by {name}", page.source);
    let finding = Diagnostic::new(Code::UrlCollision, span.clone(), message).help(help);
    Some(match other {
        Some(other) => finding.related(other, words),
        None => finding,
    })
}

fn owner(source: Option<&SourcePath>) -> Option<Span> {
    source.map(|source| Span::new(source, Range::default()))
}
