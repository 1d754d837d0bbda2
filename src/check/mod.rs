//! The rules of a good handbook that are not about one file's syntax; one file for each family.

use crate::diagnostic::Diagnostic;
use crate::site::Site;

mod assets;
mod ids;
mod metrics;
mod settings;

/// Looks over a site.
pub fn run(site: &Site) -> Vec<Diagnostic> {
    let mut findings = settings::check(site);
    findings.extend(ids::check(site));
    findings.extend(assets::check(site));
    findings.extend(metrics::check(site));
    findings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::site::tests::Book;

    fn found(book: Book) -> Vec<(Code, String)> {
        run(&book.site().0).into_iter().map(|finding| (finding.code, finding.primary.path.to_string())).collect()
    }

    #[test]
    fn files_that_no_page_uses_stay_behind() {
        let book = || Book::new("").page("a.md", "[x](used.pdf)").file("used.pdf", b"").file("unused.pdf", b"");
        assert_eq!(found(book()), [(Code::AssetUnused, "unused.pdf".to_owned())]);
        let mut widest = book();
        widest.edition.settings.audience_mark = None;
        assert_eq!(found(widest), []);
    }

    #[test]
    fn a_page_in_another_dialect_is_told_apart() {
        let found = run(&Book::new("").page("a.md", "").file("b.mdx", b"# B").site().0);
        assert_eq!(found[0].message, "`b.mdx` is no page: `.mdx` is not read");
        assert_eq!(found[0].help.as_deref(), Some("rename it to `.md`"));
    }

    #[test]
    fn an_id_belongs_to_one_page() {
        let id = |page: &mut crate::edition::Page| page.meta.id = Some("POL-1".into());
        let book = Book::new("").page("a.md", "").page("b.md", "").change("a.md", id).change("b.md", id);
        assert_eq!(found(book), [(Code::IdDuplicate, "b.md".to_owned())]);
    }

    #[test]
    fn one_note_where_the_address_is_open() {
        let mut book = Book::new("");
        book.edition.settings.base_url = None;
        assert_eq!(found(book), [(Code::BaseUrlMissing, "site.toml".to_owned())]);
    }
}
