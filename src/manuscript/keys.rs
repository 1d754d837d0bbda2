//! The keys of front matter: their names, the synonyms of other tools, and what a misspelt one was meant to be.

use crate::diagnostic::nearest;

/// Every key by its own name.
pub(super) const KNOWN: &[&str] = &[
    "id",
    "title",
    "description",
    "kind",
    "audience",
    "children",
    "status",
    "owner",
    "contact",
    "tags",
    "weight",
    "slug",
    "aliases",
    "lang",
    "date",
    "updated",
    "template",
    "toc",
    "search",
    "doors",
    "version",
    "approver",
    "approved_on",
    "effective_from",
    "effective_until",
    "last_reviewed",
    "review_every",
    "next_review",
    "supersedes",
    "controls",
    "revisions",
    "objectives",
    "duration",
    "prerequisites",
    "pass_mark",
    "draft",
];

/// The keys that a section may set for the pages below it.
pub(crate) const HERITABLE: &[&str] = &[
    "audience",
    "kind",
    "status",
    "owner",
    "contact",
    "tags",
    "lang",
    "template",
    "toc",
    "search",
    "approver",
    "review_every",
];

/// Words that are near to `status` and mean something else.
const NO_STATUS: &[&str] = &["state", "stage", "states", "stats", "static", "start"];

/// Makes a key comparable: small letters, without `_`, `-`, spaces and what no editor shows.
pub(crate) fn fold(key: &str) -> String {
    let dropped = |c: &char| {
        c.is_whitespace() || matches!(c, '_' | '-' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{00ad}')
    };
    key.chars().filter(|c| !dropped(c)).flat_map(char::to_lowercase).collect()
}

/// Tells whether a folded key is a known key's own name, and no synonym.
pub(super) fn is_own(name: &str, folded: &str) -> bool {
    name.bytes().filter(|byte| *byte != b'_').eq(folded.bytes())
}

/// Gives the known key that a folded key means.
pub(crate) fn canonical(folded: &str) -> Option<&'static str> {
    if let Some(name) = lifecycle(folded) {
        return Some(name);
    }
    Some(match folded {
        "id" | "policyid" | "docid" | "documentid" | "identifier" => "id",
        "title" => "title",
        "description" | "summary" | "abstract" => "description",
        "kind" | "type" | "doctype" | "pagetype" => "kind",
        "audience" => "audience",
        "children" => "children",
        "owner" | "owners" | "policyowner" | "documentowner" | "contentowner" | "ownerrole" => "owner",
        "contact" | "contactemail" => "contact",
        "tags" | "tag" => "tags",
        "weight" | "navorder" | "sidebarposition" | "sidebarorder" | "order" | "menuorder" | "sortorder" => "weight",
        "slug" => "slug",
        "aliases" | "alias" | "redirectfrom" | "redirects" => "aliases",
        "lang" | "language" | "locale" => "lang",
        "date" | "published" | "publishdate" | "datepublished" | "created" | "createdat" | "createdon" => "date",
        "updated" | "lastmod" | "lastupdated" | "lastmodified" | "lastupdate" | "modified" | "datemodified"
        | "updatedat" | "updatedon" => "updated",
        "template" => "template",
        "toc" | "tableofcontents" => "toc",
        "search" | "searchable" => "search",
        "doors" => "doors",
        "objectives" | "learningobjectives" | "learninggoals" => "objectives",
        "duration" | "estimatedtime" | "estimatedduration" | "timerequired" => "duration",
        "prerequisites" | "prerequisite" | "prereqs" => "prerequisites",
        "passmark" | "passingscore" | "masteryscore" => "pass_mark",
        _ => return None,
    })
}

/// The keys of a page's life, which other tools name in most ways.
fn lifecycle(folded: &str) -> Option<&'static str> {
    Some(match folded {
        "status" => "status",
        "draft" => "draft",
        "version" | "policyversion" | "documentversion" | "docversion" => "version",
        "approver" | "approvedby" | "approvingcommittee" | "approvingbody" | "policyapprover" => "approver",
        "approvedon" | "approvaldate" | "approveddate" | "dateapproved" | "approvedat" => "approved_on",
        "effectivefrom" | "effective" | "effectivedate" | "dateeffective" | "effectiveon" | "validfrom" => {
            "effective_from"
        }
        "effectiveuntil" | "effectiveto" | "expires" | "expireson" | "expirydate" | "expirationdate" | "validuntil" => {
            "effective_until"
        }
        "lastreviewed" | "lastreviewedon" | "lastreview" | "lastreviewdate" | "lastrevieweddate" | "reviewedon"
        | "datereviewed" => "last_reviewed",
        "reviewevery" | "reviewcadence" | "reviewcycle" | "reviewfrequency" | "reviewperiod" | "reviewinterval"
        | "reviewin" => "review_every",
        "nextreview" | "nextreviewdate" | "nextreviewon" | "nextreviewdue" | "reviewby" | "reviewdue" => "next_review",
        "supersedes" | "replaces" => "supersedes",
        "controls" | "controlmappings" | "controlmapping" | "satisfies" => "controls",
        "revisions" | "revisionhistory" | "majorrevisions" | "changehistory" => "revisions",
        _ => return None,
    })
}

/// Gives the known key that an unknown one was probably meant to be.
pub(super) fn near(key: &str) -> Option<&'static str> {
    let folded = fold(key);
    if NO_STATUS.contains(&folded.as_str()) {
        return None;
    }
    let length = folded.chars().count();
    let close = KNOWN.iter().copied().filter(|known| known.len().abs_diff(length) <= 3);
    nearest(&folded, close).filter(|found| *found != "draft" || strsim::osa_distance(&folded, found) == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_known_in_any_dress() {
        let check = |key: &str, expect: Option<&str>| assert_eq!(canonical(&fold(key)), expect, "{key}");
        check("Last-Reviewed On", Some("last_reviewed"));
        check("REDIRECT_FROM", Some("aliases"));
        check("sidebarPosition", Some("weight"));
        check("collector", None);
        for key in KNOWN {
            check(key, Some(key));
        }
    }

    #[test]
    fn slips_are_found() {
        let check = |key: &str, expect: Option<&str>| assert_eq!(near(key), expect, "{key}");
        check("audence", Some("audience"));
        check("аudience", Some("audience"));
        check("Stauts", Some("status"));
        check("effectve_from", Some("effective_from"));
        check("state", None);
        check("collected_date", None);
        check("link", None);
    }
}
