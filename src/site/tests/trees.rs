//! The tree: order, generated folders, titles, collisions, redirects, tags.

use super::*;
use crate::diagnostic::Code;

fn outline(site: &Site) -> Vec<String> {
    let tree = &site.trees[0];
    let line = |(id, node): (usize, &Arc<Node>)| {
        let made = if node.page.is_none() { "*" } else { "" };
        format!("{}{} {}{made}", "  ".repeat(ancestors(tree, id).len()), node.url, node.title)
    };
    tree.nodes.iter().enumerate().map(line).collect()
}

#[test]
fn pages_stand_in_reading_order() {
    let book = Book::new("content")
        .page("content/b.md", "# Bee")
        .page("content/a.md", "# sea")
        .page("content/2. Two.md", "text")
        .page("content/10-ten.md", "text")
        .page("content/03-Parts/z/deep-page.md", "text")
        .page("content/03-Parts/1-first.md", "# First")
        .page("content/last.md", "# Aa")
        .change("content/last.md", |page| page.meta.weight = Some(-1.5))
        .page("content/u/index.md", "# Unit\n\ntext");
    let (site, findings) = book.site();
    assert_eq!(lines(&findings), [""; 0]);
    assert_eq!(
        outline(&site),
        [
            "/ Handbook*",
            "  /last/ Aa",
            "  /two/ Two",
            "  /parts/ Parts*",
            "    /parts/first/ First",
            "    /parts/z/ Z*",
            "      /parts/z/deep-page/ Deep page",
            "  /ten/ Ten",
            "  /b/ Bee",
            "  /a/ sea",
            "  /u/ Unit",
        ]
    );
    let tree = &site.trees[0];
    assert_eq!(
        (neighbours(tree, 0), neighbours(tree, 4), neighbours(tree, 10)),
        ((None, Some(1)), (Some(3), Some(5)), (Some(9), None))
    );
    assert_eq!((ancestors(tree, 6), &tree.nodes[3].children), (vec![0, 3, 5], &vec![4, 5]));
}

#[test]
fn an_empty_handbook_has_a_home() {
    let (site, findings) = Book::new("").site();
    assert_eq!((outline(&site), findings.len()), (vec!["/ Handbook*".to_owned()], 0));
}

#[test]
fn a_sibling_is_the_index_of_its_folder() {
    let book = Book::new("").page("use.md", "# Use").change("use.md", |page| page.is_index = true);
    let (site, _) = book.page("use/a.md", "[x](../use) [y](../use.md) [z](./)").site();
    assert_eq!(outline(&site), ["/ Handbook*", "  /use/ Use", "    /use/a/ A"]);
    assert!(at(&site, "/use/a/").links.values().all(|target| *target == Target::Here("/oss/use/".into())));
}

#[test]
fn another_folder_may_be_the_home() {
    let root = |page: &mut Page| page.url = UrlPath::root();
    let book = Book::new("").page("training/_index.md", "# Course").change("training/_index.md", root);
    let (site, findings) = book.page("training/a.md", "[up](_index.md) [all](/)").page("terms/x.md", "").site();
    assert_eq!(lines(&findings), [""; 0]);
    assert_eq!(outline(&site), ["/ Course", "  /training/a/ A", "  /terms/ Terms*", "    /terms/x/ X"]);
}

#[test]
fn a_folder_takes_the_page_at_its_address() {
    let book = Book::new("").page("guide.md", "# Guide").page("Guide/a.md", "").page("GUIDE/b.md", "");
    let (site, _) = book.site();
    assert_eq!(outline(&site), ["/ Handbook*", "  /guide/ Guide", "    /guide/a/ A", "    /guide/b/ B"]);
}

#[test]
fn addresses_of_folders_follow_their_pages() {
    let book = Book::new("").page("01-a/02-b/x.md", "").change("01-a/02-b/x.md", |page| {
        page.url = UrlPath::new("/01-a/02-b/other/").expect("a fine address");
    });
    assert_eq!(
        outline(&book.site().0),
        ["/ Handbook*", "  /01-a/ A*", "    /01-a/02-b/ B*", "      /01-a/02-b/other/ X"]
    );
}

#[test]
fn a_heading_that_says_the_title_is_known() {
    let book = Book::new("").page("a.md", "## x\n\n# My  Page\n").page("b.md", "# Other");
    let book = book.change("a.md", |page| page.meta.title = Some("my page".into()));
    let (site, _) = book.change("b.md", |page| page.meta.title = Some("This".into())).site();
    assert_eq!((at(&site, "/a/").title_heading, at(&site, "/b/").title_heading), (Some(1), None));
}

#[test]
fn two_pages_on_one_address() {
    let book = Book::new("").page("01-use.md", "# One").page("02-use.md", "# Two");
    let (site, findings) = book.page("x.md", "[two](02-use.md)").site();
    assert_eq!(outline(&site), ["/ Handbook*", "  /use/ One", "  /x/ X"]);
    assert_eq!((findings.len(), findings[0].code), (1, Code::UrlCollision));
    assert_eq!(findings[0].message, "`01-use.md` and `02-use.md` have the same address `/use/`");
    assert_eq!((findings[0].primary.path.as_str(), findings[0].related[0].0.path.as_str()), ("02-use.md", "01-use.md"));
}

#[test]
fn aliases_redirect() {
    let alias = |url: &str, start: usize| (UrlPath::new(url).expect("a fine address"), start..start + 1);
    let book = Book::new("").page("a.md", "").page("b.md", "[x](/old)").page("f/c.md", "");
    let book = book.change("a.md", |page| page.meta.aliases = vec![alias("/old", 1), alias("/x.html", 2)]);
    let aliases = vec![alias("/old/", 3), alias("/a/", 4), alias("/b/", 5), alias("/f/", 6), alias("/new/", 7)];
    let (site, findings) = book.change("b.md", |page| page.meta.aliases = aliases).site();
    let tree = &site.trees[0];
    let redirects: Vec<_> =
        tree.redirects.iter().map(|(from, to)| (from.as_str(), tree.nodes[*to].url.as_str())).collect();
    assert_eq!(redirects, [("/new/", "/b/"), ("/old/", "/a/"), ("/x.html", "/a/")]);
    let codes: Vec<_> = findings.iter().map(|finding| (finding.code, finding.primary.range.start)).collect();
    let taken = Code::UrlCollision;
    assert_eq!(codes, [(taken, 3), (taken, 4), (Code::AliasInvalid, 5), (taken, 6)]);
    assert_eq!(at(&site, "/b/").links["/old"], Target::Here("/oss/a/".into()));
}

#[test]
fn tags_group_pages() {
    let tags = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let book = Book::new("").page("a.md", "").page("b.md", "[t](/tags/open-source/) [all](/tags/)");
    let book = book.change("a.md", |page| page.meta.tags = tags(&["Open Source", "open source", "!"]));
    let (site, findings) = book.change("b.md", |page| page.meta.tags = tags(&["OPEN source"])).site();
    assert_eq!(lines(&findings), [""; 0]);
    let tag = &site.trees[0].tags["open-source"];
    assert_eq!((tag.title.as_str(), &tag.nodes, site.trees[0].tags.len()), ("Open Source", &vec![1, 2], 1));
}

#[test]
fn pages_are_mentioned_by_id_or_path() {
    let book = Book::new("").page("a.md", "").page("m/b.md", "").page("c.md", "");
    let id = |page: &mut Page| page.meta.id = Some("POL-1".into());
    let words = ["POL-1", "../c.md", "../c", "nothing"].map(str::to_owned).to_vec();
    let book = book.change("a.md", id).change("m/b.md", |page| page.meta.prerequisites = words);
    let (site, _) = book.site();
    assert_eq!(at(&site, "/m/b/").prerequisites, [1, 2, 2]);
}

#[test]
fn old_versions_stand_below_their_name() {
    let mut book = Book::new("content").page("content/a.md", "");
    let mut old = book.edition.versions[0].clone();
    old.name = crate::path::VersionName::new("2025").ok();
    let page = Arc::make_mut(&mut old.pages[0]);
    page.url = UrlPath::new("/v/2025/f/a/").expect("a fine address");
    page.source = SourcePath::new("content/f/a.md").expect("a fine path");
    let text = "[x](/f/a/) [y](/f/) [z](../)";
    page.text = Excerpt::whole(text.into());
    page.hash = crate::hash::Hash::of(text.as_bytes());
    page.meta.aliases = vec![(UrlPath::new("/b/").expect("a fine address"), 0..1)];
    book.edition.versions.push(old);
    let (site, findings) = book.site();
    assert_eq!(lines(&findings), [""; 0]);
    let urls: Vec<_> = site.trees[1].by_url.keys().chain(site.trees[1].redirects.keys()).map(UrlPath::as_str).collect();
    assert_eq!(urls, ["/v/2025/", "/v/2025/f/", "/v/2025/f/a/", "/v/2025/b/"]);
    let hrefs: Vec<_> = site.trees[1].nodes[2].links.values().filter_map(Target::href).collect();
    assert_eq!(hrefs, ["/oss/v/2025/", "/oss/v/2025/f/", "/oss/v/2025/f/a/"]);
}

#[test]
fn the_same_input_gives_the_same_site() {
    let book = || {
        let mut book = Book::new("");
        for number in 0..60 {
            let text =
                format!("# Page {}\n\n[a](page-{}.md) [b](pgae-{number}.md#x) ![c](i.png)", number % 7, number + 1);
            book = book.page(&format!("f{}/page-{number}.md", number % 5), &text);
        }
        let (site, findings) = book.site();
        format!("{:?} {findings:?}", site.trees)
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool");
    assert_eq!(book(), pool.install(book));
}
