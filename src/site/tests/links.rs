//! Links: every form that authors write, and what each leads to.

use super::*;
use crate::diagnostic::Code;

const GIF: &[u8] = b"GIF89a\x02\0\x03\0\0\0\0";

/// A handbook with one page that holds `markup`.
fn with(markup: &str) -> Book {
    Book::new("content")
        .page("content/_index.md", "# Home")
        .page("content/policies/_index.md", "# Policies\n\n## Scope")
        .page("content/policies/2. Use It.md", markup)
        .page("content/policies/release.md", "# Release\n\n## Who & why\n\n## Who & why")
        .page("content/training/01-basics/README.md", "# Basics\n\n## Section: One")
        .page("content/training/e\u{301}tude.md", "# Étude")
        .file("content/policies/a b.gif", GIF)
        .file("content/policies/form.pdf", b"%PDF")
        .file("content/policies/page.html", b"<script>")
        .file("content/policies/bad.svg", b"<svg onload='x'/>")
        .file("content/policies/secret.pdf", b"%PDF")
        .file("content/LICENSE", b"MIT")
}

fn target(markup: &str) -> (Vec<Target>, Vec<String>) {
    let (site, findings) = with(markup).site();
    let targets = at(&site, "/policies/use-it/").links.values().cloned().collect();
    (targets, lines(&findings))
}

#[test]
fn links_that_lead_somewhere() {
    let check = |link: &str, expected: &str| {
        let (targets, findings) = target(&format!("# Use\n\n[x](<{link}>)"));
        assert_eq!(findings, [""; 0], "{link}");
        assert_eq!(targets.iter().map(|target| target.href()).collect::<Vec<_>>(), [Some(expected)], "{link}");
    };
    check("release.md", "/oss/policies/release/");
    check("./release.md#who--why-1", "/oss/policies/release/#who--why-1");
    check("release", "/oss/policies/release/");
    check("release.html?a=b c#who--why", "/oss/policies/release/?a=b%20c#who--why");
    check("../policies/2.%20Use%20It.md", "/oss/policies/use-it/");
    check("2. Use It.md#use", "/oss/policies/use-it/#use");
    check("#use", "#use");
    check("#top", "#top");
    check(".", "/oss/policies/");
    check("..", "/oss/");
    check("../", "/oss/");
    check("../policies", "/oss/policies/");
    check("../policies/#scope", "/oss/policies/#scope");
    check("_index.md", "/oss/policies/");
    check("index.md", "/oss/policies/");
    check("README.md#scope", "/oss/policies/#scope");
    check("../training/", "/oss/training/");
    check("../training/01-basics/README.md#section-one", "/oss/training/basics/#section-one");
    check("../training/01-basics/index.html", "/oss/training/basics/");
    check("/policies/release.md", "/oss/policies/release/");
    check("/content/policies/release.md", "/oss/policies/release/");
    check("/policies/use-it/", "/oss/policies/use-it/");
    check("/oss/policies/use-it", "/oss/policies/use-it/");
    check("/training/basics/", "/oss/training/basics/");
    check("/", "/oss/");
    check("../release/", "/oss/policies/release/");
    check("../../training/basics/#section-one", "/oss/training/basics/#section-one");
    check("..\\policies\\release.md", "/oss/policies/release/");
    check("../training//e\u{301}tude.md", "/oss/training/%C3%A9tude/");
    check("form.pdf#page=2", "/oss/policies/form.pdf#page=2");
    check("../LICENSE", "/oss/LICENSE");
    check("/llms.txt", "/oss/llms.txt");
    check("a%20b.gif?raw=true", "/oss/policies/a%20b.gif?raw=true");
    check("https://b.example/", "https://b.example/");
    check("//b.example/", "https://b.example/");
}

#[test]
fn links_that_lead_nowhere() {
    let check = |link: &str, expected: &str| {
        let (targets, findings) = target(&format!("# Use\n\n[x]({link})"));
        assert_eq!(targets, [Target::Nowhere], "{link}");
        let place = format!(" content/policies/2. Use It.md:111..{} ", 111 + link.len());
        assert_eq!(findings, [expected.replacen(' ', &place, 1)]);
    };
    check("relase.md", "link-missing `relase.md` leads to no page or file | did you mean `release.md`?");
    check(
        "../training/release.md",
        "link-missing `../training/release.md` leads to no page or file | did you mean `release.md`?",
    );
    check(
        "b.guide/x",
        "link-missing `b.guide/x` leads to no page or file | if it is the address of another site, write \
         `https://b.guide/x`",
    );
    check(
        "zzz/qqq.md",
        "link-missing `zzz/qqq.md` leads to no page or file | nothing is at `content/policies/zzz/qqq.md`; write the \
         path from the folder of this file",
    );
    check(
        "../../x.md",
        "link-outside `../../x.md` leaves the folder `content`, in which all pages and files of the site lie | put the \
         file into `content`, or link to its `https://` address where the repository can be read",
    );
    check(
        "#uses",
        "link-anchor-missing `#uses` leads to no heading of `content/policies/2. Use It.md` | did you mean `#use`?",
    );
    check(
        "#",
        "link-empty this link has no address | write the page that it should lead to between the parentheses, or take it out",
    );
    check(
        "https://",
        "link-scheme an address without a host is not allowed | links may start with `https:`, `http:`, `mailto:` or `tel:`, \
         or be a path to a page or file",
    );
    check(
        "page.html",
        "link-scheme `page.html` is a kind of file that is not published | link to a page, or publish it as a PDF, an image, \
         a table or an archive",
    );
    check(
        "bad.svg",
        "image-unsafe `bad.svg` is not published: it has an event handler | export the drawing again as a plain SVG without \
         scripts and links, or as PNG",
    );
}

#[test]
fn what_can_be_mended_still_leads_on() {
    let check = |link: &str, href: &str, expected: &str| {
        let (targets, findings) = target(&format!("[x]({link})"));
        assert_eq!(targets, [Target::Here(href.into())], "{link}");
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(findings[0].contains(expected), "{findings:?}");
    };
    check(
        "Release.md",
        "/oss/policies/release/",
        "as the file's name is, `content/policies/release.md` | write `release.md`;",
    );
    check("../Policies/release", "/oss/policies/release/", "link-case");
    check("../training/%C3%A9tude.md", "/oss/training/%C3%A9tude/", "link-case");
    check("/Policies/", "/oss/policies/", "link-case");
    check(
        "../training/01-basics/README.md##section-one",
        "/oss/training/basics/",
        "link-anchor-missing content/policies/2. Use It.md:104..148 `../training/01-basics/README.md##section-one` leads \
         to no heading of `content/training/01-basics/README.md` | did you mean `#section-one`?",
    );
    check("../training/#x", "/oss/training/", "the list of pages at `/training/` | that page has no headings");
    check("release.md#zzzzzzzz", "/oss/policies/release/", "headings are `#release`, `#who--why`, `#who--why-1` ...");
}

#[test]
fn images() {
    let image = |size| Target::Image { href: "/oss/policies/a%20b.gif".into(), size };
    assert_eq!(target("![x](<a b.gif>) [x](<a b.gif>)"), (vec![image(Some((2, 3)))], vec![]));
    let check = |link: &str, code: Code| {
        let (site, findings) = with(&format!("![x]({link})")).site();
        assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [code], "{link}");
        assert!(site.trees[0].used_assets.len() <= 1);
    };
    check("a.gif", Code::ImageMissing);
    check("", Code::ImageMissing);
    check("release.md", Code::ImageMissing);
    check("form.pdf", Code::ImageMissing);
    check("bad.svg", Code::ImageUnsafe);
    check("page.html", Code::LinkScheme);
    check("A%20B.gif", Code::LinkCase);
    check("../../x.png", Code::LinkOutside);
}

#[test]
fn a_message_names_no_file_that_no_page_uses() {
    let (_, findings) = target("[x](secrets.pdf) [y](forms.pdf) [z](form.pdf)");
    assert_eq!(findings.len(), 2);
    assert!(!findings.concat().contains("`secret.pdf`"), "{findings:?}");
    assert!(findings.concat().contains("did you mean `form.pdf`?"), "{findings:?}");
}

#[test]
fn an_image_is_meant_by_an_image() {
    let (_, findings) = target("![a](release.png) ![b](a%20b.git.gif) ![c](<a b.gif>)");
    assert_eq!(
        findings.iter().map(|line| line.rsplit(" | ").next().unwrap_or_default()).collect::<Vec<_>>(),
        [
            "nothing is at `content/policies/release.png`; write the path from the folder of this file",
            "nothing is at `content/policies/a b.git.gif`; write the path from the folder of this file",
        ]
    );
    let (_, findings) = target("![a](ab.gif) ![c](<a b.gif>)");
    assert!(findings[0].ends_with("did you mean `a%20b.gif`?"), "{findings:?}");
}

#[test]
fn a_message_stays_on_its_line() {
    let (_, findings) = target(&format!("[x](<{}`y>)", "a".repeat(5000)));
    assert!(findings[0].len() < 600 && !findings[0].contains('\n'), "{findings:?}");
}

#[test]
fn only_used_files_are_published() {
    let (site, _) = with("[z](form.pdf) ![y](bad.svg) [l](/LICENSE)").site();
    let used: Vec<_> = site.trees[0].used_assets.keys().map(UrlPath::as_str).collect();
    assert_eq!(used, ["/LICENSE", "/policies/form.pdf"]);
}

#[test]
fn of_two_files_none_is_taken_for_the_other() {
    let check = |link: &str, expect: &[&str]| {
        let book = Book::new("content").page("content/a.md", &format!("[f]({link})"));
        let names = ["content/01-x/f.pdf", "content/02-x/f.pdf", "content/X/g.pdf", "content/x/g.pdf"];
        let (site, findings) = names.iter().fold(book, |book, name| book.file(name, b"%PDF")).site();
        let used: Vec<_> = site.trees[0].used_assets.values().map(SourcePath::as_str).collect();
        assert_eq!(used, expect, "{link}");
        assert_eq!(findings.len(), usize::from(expect.is_empty()), "{link}");
    };
    check("/x/f.pdf", &[]);
    check("x/G.pdf", &[]);
    check("01-x/f.pdf", &["content/01-x/f.pdf"]);
    check("X/g.pdf", &["content/X/g.pdf"]);
}

#[test]
fn a_link_is_reported_once_even_if_its_text_alone_tells() {
    for link in ["javascript:x", "", "data:text/html,x", "file:///x", "#", "http://"] {
        let (targets, findings) = target(&format!("# Use\n\n[x]({link})"));
        assert!(targets.iter().all(|target| *target == Target::Nowhere), "{link}: {targets:?}");
        assert_eq!(findings.len(), 1, "{link}: {findings:?}");
    }
}

#[test]
fn each_place_of_a_link_is_a_finding() {
    let (_, findings) = target("[x](nope.md)\n[x](nope.md)");
    assert_eq!(findings.len(), 2);
}

#[test]
fn a_handbook_at_the_root_has_its_licence() {
    let book = Book::new("").page("README.md", "[l](LICENSE) [c](guides/) [o](../x.md) [g](/guides/a.md)");
    let (site, findings) = book.page("guides/a.md", "[l](../LICENSE)").file("LICENSE", b"MIT").site();
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::LinkOutside]);
    let here = |href: &str| Target::Here(href.into());
    let home = &at(&site, "/").links;
    assert_eq!(
        [&home["LICENSE"], &home["guides/"], &home["/guides/a.md"], &home["../x.md"]],
        [&here("/oss/LICENSE"), &here("/oss/guides/"), &here("/oss/guides/a/"), &Target::Nowhere]
    );
}

#[test]
fn a_course_of_the_todo_group_resolves_but_for_its_one_defect() {
    let mut contents = "# Course\n".to_owned();
    let mut book = Book::new("");
    for module in 1..=7 {
        let text = format!(
            "# Module {module}\n\n## Section: Introducing Open Source\n\n# Effective Development & Participation\n"
        );
        book = book.page(&format!("OSPO-101/module{module}/README.md"), &text);
        let end = if module == 7 { "##section-introducing-open-source" } else { "#section-introducing-open-source" };
        let links = [end, "", "#effective-development--participation"];
        contents += &links.map(|end| format!("* [x](module{module}/README.md{end})\n")).concat();
    }
    let (site, findings) = book.page("OSPO-101/README.md", &(contents + "[x](https://a.example) [y](#course)")).site();
    assert_eq!(lines(&findings).len(), 1, "{findings:?}");
    assert_eq!(findings[0].code, Code::LinkAnchorMissing);
    assert_eq!(findings[0].help.as_deref(), Some("did you mean `#section-introducing-open-source`?"));
    let links = &at(&site, "/ospo-101/").links;
    assert_eq!(links.len(), 23);
    assert!(!links.values().any(|target| *target == Target::Nowhere));
}

#[test]
fn doors_and_menu_are_links() {
    let doors = vec![door("May I?", "policies/release.md"), door("No", "nope.md")];
    let book =
        with("").menu("Policies", "policies/").menu("Site", "https://b.example").menu("Bad", "policies/relase.md");
    let (site, findings) = book.change("content/_index.md", |page| page.meta.doors = doors).site();
    let here = |href: &str| Target::Here(href.into());
    assert_eq!(at(&site, "/").doors[..], [here("/oss/policies/release/"), Target::Nowhere]);
    let elsewhere = Target::Elsewhere("https://b.example".into());
    assert_eq!(
        site.menu.iter().map(|(_, target)| target.clone()).collect::<Vec<_>>(),
        [here("/oss/policies/"), elsewhere, Target::Nowhere]
    );
    assert_eq!(
        lines(&findings).iter().map(|line| line.split(" | ").next().unwrap_or_default()).collect::<Vec<_>>(),
        [
            "door-invalid content/_index.md:10..20 the door `No` cannot be opened: `nope.md` leads to no page or file",
            "menu-invalid site.toml:5..9 the menu entry `Bad` cannot be followed: `policies/relase.md` leads to no page or file",
        ]
    );
}

#[test]
fn help_for_a_dead_link_fits_its_shape() {
    let check = |link: &str, expected: &str| {
        let (_, findings) = target(&format!("[x](<{link}>)"));
        assert!(findings.len() == 1 && findings[0].ends_with(expected), "{link}: {findings:?}");
    };
    let missing = "| nothing is at `content/policies/nix-da.md`; write the path from the folder of this file";
    check("nix-da.md#scope", missing);
    check("nix-da.md?raw=1", missing);
    check("a.example.net#x", "| if it is the address of another site, write `https://a.example.net#x`");
    check("../release.md", "| did you mean `release.md`?");
    check("../../release.md", "link to its `https://` address where the repository can be read");
    check("ospo@example.com", "| write `mailto:ospo@example.com`");
    check("etude.md", "| did you mean `../training/e\u{301}tude.md`?");
}

#[test]
fn a_link_to_a_page_that_another_edition_has_leads_there() {
    let mut book =
        Book::new("content").page("content/a/x.md", "[1](../b/_index.md#p) [2](../b) [3](../b/y.md?q=1) [4](../c.md)");
    let elsewhere = &mut book.edition.versions[0].elsewhere;
    for (path, url) in [("content/b/_index.md", "https://b.example/b/"), ("content/b/y.md", "https://b.example/b/y/")] {
        elsewhere.insert(SourcePath::new(path).expect("a path"), url.into());
    }
    let (site, findings) = book.site();
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::LinkMissing]);
    let leads: Vec<_> = at(&site, "/a/x/").links.values().map(Target::href).collect();
    let expect = ["https://b.example/b/", "https://b.example/b/#p", "https://b.example/b/y/?q=1"].map(Some);
    assert_eq!(leads, [&expect[..], &[None]].concat());
}
