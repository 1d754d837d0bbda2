//! Which key fills which field.

use super::super::node::Entry;
use super::Reader;

impl Reader<'_> {
    /// Sets the field of a known key; tells whether the page now says something there.
    pub(super) fn set(&mut self, name: &'static str, is_own: bool, entry: &Entry) -> bool {
        match name {
            "audience" => self.audience(entry),
            "children" => self.children(entry),
            "status" => self.status(entry),
            "draft" => self.draft(entry),
            "kind" => return self.kind(is_own, entry),
            _ if self.set_identity(name, entry) || self.set_life(name, entry) => {}
            _ => self.set_training(name, entry),
        }
        !entry.node.is_blank()
    }

    fn set_identity(&mut self, name: &'static str, entry: &Entry) -> bool {
        let node = &entry.node;
        match name {
            "id" => self.front.meta.id = self.text(name, node),
            "title" => self.front.meta.title = self.text(name, node),
            "description" => self.front.meta.description = self.text(name, node),
            "owner" => self.front.meta.owner = self.names(name, node),
            "contact" => self.front.meta.contact = self.names(name, node),
            "tags" => self.front.meta.tags = self.tags(node),
            "weight" => self.front.meta.weight = self.number(name, node),
            "slug" => self.front.meta.slug = self.slug(node),
            "aliases" => self.front.meta.aliases = self.aliases(node),
            "lang" => self.front.meta.lang = self.text(name, node),
            "date" => self.front.meta.date = self.date(name, node),
            "updated" => self.front.meta.updated = self.date(name, node),
            "template" => self.front.meta.template = self.text(name, node),
            "toc" => self.front.meta.toc = self.yes_or_no(name, node),
            "search" => self.front.meta.search = self.yes_or_no(name, node),
            "doors" => self.front.meta.doors = self.doors(node),
            _ => return false,
        }
        true
    }

    fn set_life(&mut self, name: &'static str, entry: &Entry) -> bool {
        let node = &entry.node;
        match name {
            "version" => self.front.meta.version = self.text(name, node),
            "approver" => self.front.meta.approver = self.names(name, node),
            "approved_on" => self.front.meta.approved_on = self.date(name, node),
            "effective_from" => self.front.meta.effective_from = self.date(name, node),
            "effective_until" => self.front.meta.effective_until = self.date(name, node),
            "last_reviewed" => self.front.meta.last_reviewed = self.date(name, node),
            "review_every" => self.front.meta.review_every = self.period(name, node),
            "next_review" => self.front.meta.next_review = self.date(name, node),
            "supersedes" => self.front.meta.supersedes = self.texts(name, node),
            "controls" => self.front.meta.controls = self.controls(node),
            "revisions" => self.front.meta.revisions = self.revisions(node),
            _ => return false,
        }
        true
    }

    fn set_training(&mut self, name: &'static str, entry: &Entry) {
        let node = &entry.node;
        match name {
            "objectives" => self.front.meta.objectives = self.texts(name, node),
            "duration" => self.front.meta.duration = self.period(name, node),
            "prerequisites" => self.front.meta.prerequisites = self.texts(name, node),
            "pass_mark" => self.front.meta.pass_mark = self.percent(node),
            _ => {}
        }
    }
}
