//! The ways from page to page: sidebar, breadcrumbs, previous and next, contents.

use super::context::{Heading, Link, More, NavItem};
use crate::site::{Node, NodeId, Site, Tree};

/// How long a list may be to be shown whole, and how many entries of a longer one stand around the page.
const NEAR: Window = Window { whole: 20, part: 12 };
/// The same for the list above the one that holds the page.
const FAR: Window = Window { whole: 8, part: 5 };

/// How much of a list the sidebar shows; it is on every page, so a handbook's bytes depend on it.
#[derive(Clone, Copy)]
struct Window {
    whole: usize,
    part: usize,
}

/// Gives a link to a node.
pub(super) fn link(tree: &Tree, id: NodeId, base: &str) -> Link {
    let node = &tree.nodes[id];
    Link { title: node.title.clone(), href: node.url.href(base) }
}

/// Gives the pages above a node, from the home page.
pub(super) fn crumbs(tree: &Tree, id: NodeId, base: &str) -> Vec<Link> {
    ancestors(tree, id).into_iter().map(|above| link(tree, above, base)).collect()
}

/// Gives the pages before and after a node in reading order.
pub(super) fn neighbours(tree: &Tree, id: NodeId, base: &str) -> (Option<Link>, Option<Link>) {
    let before = id.checked_sub(1).map(|before| link(tree, before, base));
    let after = (id + 1 < tree.nodes.len()).then(|| link(tree, id + 1, base));
    (before, after)
}

/// Gives the headings of levels 2 to 4 as they are shown; none where there are fewer than three.
pub(super) fn contents(node: &Node) -> Vec<Heading> {
    let shift = shift(node);
    let shown = node.facts.headings.iter().enumerate().filter(|(number, _)| Some(*number) != node.title_heading);
    let headings: Vec<_> = shown
        .map(|(_, heading)| Heading {
            title: heading.text.clone(),
            id: heading.id.clone(),
            level: heading.level + shift,
        })
        .filter(|heading| (2..=4).contains(&heading.level) && !heading.title.is_empty())
        .collect();
    if headings.len() < 3 { Vec::new() } else { headings }
}

/// Tells by how much headings go down: one level where an H1 remains beside the page's title.
fn shift(node: &Node) -> u8 {
    let mut headings = node.facts.headings.iter().enumerate();
    u8::from(headings.any(|(number, heading)| heading.level == 1 && Some(number) != node.title_heading))
}

/// Gives the sidebar: the top of the site, and of the branch that the page is in the last two lists.
pub(super) fn sidebar(tree: &Tree, id: Option<NodeId>, base: &str) -> Vec<NavItem> {
    let mut branch: Vec<_> = id.map_or_else(Vec::new, |id| ancestors(tree, id).into_iter().skip(1).collect());
    branch.extend(id.filter(|&id| id != 0 && !tree.nodes[id].children.is_empty()));
    let mut top = items(tree, 0, branch.first().copied().or(id), id, NEAR, base);
    let Some(open) = top.0.iter_mut().find(|item| item.open || (item.current && !branch.is_empty())) else {
        return top.0;
    };
    match branch[..] {
        [.., above, last] => {
            (open.children, open.more) = items(tree, above, Some(last), id, FAR, base);
            if let Some(inner) = open.children.iter_mut().find(|item| item.href == tree.nodes[last].url.href(base)) {
                (inner.children, inner.more) = items(tree, last, id, id, NEAR, base);
            }
        }
        [only] => (open.children, open.more) = items(tree, only, id, id, NEAR, base),
        [] => {}
    }
    top.0
}

/// Tells whether every page's sidebar has that link: it leads to the top of the site, whose list is shown whole.
pub(super) fn is_always_shown(site: &Site, link: &Link, base: &str) -> bool {
    let Some(tree) = site.trees.first() else { return false };
    let top = &tree.nodes[0].children;
    top.len() <= NEAR.whole && top.iter().any(|&child| tree.nodes[child].url.href(base) == link.href)
}

/// Lists what stands below `parent`; of a list that is too long, the entries around `focus`.
fn items(
    tree: &Tree,
    parent: NodeId,
    focus: Option<NodeId>,
    current: Option<NodeId>,
    window: Window,
    base: &str,
) -> (Vec<NavItem>, Option<More>) {
    let all = &tree.nodes[parent].children;
    // Nodes are numbered in reading order, so the children of one are sorted.
    let at = focus.and_then(|focus| all.binary_search(&focus).ok()).unwrap_or_default();
    let most = if all.len() <= window.whole { all.len() } else { window.part };
    let start = at.saturating_sub(most / 2).min(all.len().saturating_sub(most));
    let shown = &all[start..all.len().min(start + most)];
    let item = |&child: &NodeId| {
        let Link { title, href } = link(tree, child, base);
        let is_current = current == Some(child);
        NavItem { title, href, current: is_current, open: focus == Some(child) && !is_current, ..NavItem::default() }
    };
    let more = (shown.len() < all.len()).then(|| More { count: all.len(), href: tree.nodes[parent].url.href(base) });
    (shown.iter().map(item).collect(), more)
}

fn ancestors(tree: &Tree, id: NodeId) -> Vec<NodeId> {
    let mut above: Vec<_> = std::iter::successors(tree.nodes[id].parent, |&above| tree.nodes[above].parent).collect();
    above.reverse();
    above
}
