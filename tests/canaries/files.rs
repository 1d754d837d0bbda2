//! Canaries in the names of files and folders, in files that are no pages, and in all that is no content.

use super::nursery::{Nursery, Sight};
use Sight::{Seen, Unseen};

/// A file that no reader of the public edition may see, named and filled with holes.
const FILES: &[(&str, &str, &str, Sight)] = &[
    ("file name", "content/inside/@.md", "# Named\n\nText.\n", Seen),
    ("folder name", "content/inside/@/page.md", "# Named\n\nText.\n", Seen),
    ("folder name of an index", "content/inside/@/_index.md", "# Named\n\nText.\n", Seen),
    ("file name with a number", "content/inside/03-@.md", "# Named\n\nText.\n", Seen),
    ("page that does not say", "content/silent.md", "# Silent @\n\nText.\n", Seen),
    ("page without front matter", "content/plain/x.md", "Text @.\n", Seen),
    ("page below a closed section", "content/inside/below/deep/x.md", "# Deep @\n", Seen),
    ("draft", "content/open/draft.md", "---\naudience: public\nstatus: draft\n---\n# Draft @\n", Unseen),
    ("draft by a synonym", "content/open/drft.md", "---\naudience: public\ndraft: true\n---\n# Draft @\n", Unseen),
    ("file that no page uses", "content/inside/@.pdf", "%PDF @", Unseen),
    ("data that no page uses", "content/open/@.csv", "a,b\n@,c\n", Unseen),
    ("source in the tree", "content/open/@.docx", "PK @", Unseen),
    ("backup of a page", "content/open/title.md.bak", "# Old @\n", Unseen),
    ("backup with a tilde", "content/open/@.md\u{7e}", "# Old @\n", Unseen),
    ("hidden file", "content/open/.@.md", "---\naudience: public\n---\n# Hidden @\n", Unseen),
    ("hidden folder", "content/.@/x.md", "---\naudience: public\n---\n# Hidden @\n", Unseen),
    ("ignored file", "content/open/ignored-@.md", "---\naudience: public\n---\n# Ignored @\n", Unseen),
    ("packages", "content/node_modules/@/readme.md", "---\naudience: public\n---\n# Package @\n", Unseen),
    ("file beside the content", "notes/@.md", "# Note @\n", Unseen),
    ("file at the root", "@.txt", "@", Unseen),
    ("file of the internal edition", "content/_files/internal/@.txt", "@", Seen),
    ("text of the internal edition", "content/_files/internal/.well-known/inside.txt", "@", Seen),
    ("file of another edition", "content/_files/course/@.txt", "@", Unseen),
    ("unused template", "themes/handbook/templates/~.html", "{# @ #}<p>@</p>", Unseen),
    ("comment of a template", "themes/handbook/templates/parts/end.html", "{# @ #}", Unseen),
    ("file of the theme", "themes/handbook/notes-@.txt", "@", Unseen),
    ("other theme", "themes/other/theme.toml", "name = \"@\"", Unseen),
    ("old page", "content/_versions/1/x.md", "---\naudience: internal\n---\n# Old @\n", Seen),
    ("old name", "content/_versions/1/old/@.md", "---\naudience: internal\n---\n# Old\n", Seen),
    ("mark in an old page", "content/_versions/1/open.md", "---\naudience: public\n---\n# Old\n\n:internal[@]\n", Seen),
    ("page that was public", "content/_versions/1/silent.md", "---\naudience: public\n---\n# Old @\n", Seen),
    (
        "page below a section that was public",
        "content/_versions/1/inside/below/was.md",
        "---\naudience: public\n---\n# Old @\n",
        Seen,
    ),
    (
        "page that was public and moved",
        "content/_versions/1/was/@.md",
        "---\nid: MOVED-1\naudience: public\n---\n# Old\n",
        Seen,
    ),
    (
        "page that is closed now",
        "content/inside/moved-here-@.md",
        "---\nid: MOVED-1\naudience: internal\n---\n# New\n",
        Seen,
    ),
    ("old page that no version names", "content/_versions/0/x.md", "---\naudience: internal\n---\n# Old @\n", Unseen),
    ("cache of another tool", ".cache/@/x", "@", Unseen),
];

/// Puts canaries into names and files.
pub(crate) fn plant(nursery: &mut Nursery) {
    nursery.file(".gitignore", "ignored-*\n# @\n");
    let index = "---\naudience: internal\n---\n# Closed\n\nText.\n";
    nursery.file("content/inside/below/_index.md", index);
    for (place, path, text, sight) in FILES {
        let filled = nursery.fill(place, &format!("{path}\0{text}"), *sight);
        let (path, text) = filled.split_once('\0').expect("two parts");
        nursery.file(path, text);
    }
    images(nursery);
}

/// Makes the bytes of an image that holds a word.
type Make = fn(&str) -> Vec<u8>;

/// Images that internal pages use, with canaries in their names, texts and hidden parts.
fn images(nursery: &mut Nursery) {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><!-- HOLE --><title>HOLE</title>\
               <metadata>HOLE</metadata><text>HOLE</text></svg>";
    let kinds: [(&str, Make); 4] = [
        ("svg", |word| word.as_bytes().to_vec()),
        ("png", png),
        ("jpg", jpeg),
        ("gif", |word| [b"GIF89a\x01\0\x01\0\0\0\0!\xfe".as_slice(), &[10], word.as_bytes(), b"\0;"].concat()),
    ];
    for (end, make) in kinds {
        let name = nursery.fill(&format!("name of an image ({end})"), "@", Seen);
        let word = nursery.fill(&format!("text in an image ({end})"), "@", Seen);
        let bytes = if end == "svg" { make(&svg.replace("HOLE", &word)) } else { make(&word) };
        nursery.file(&format!("content/inside/{name}.{end}"), bytes.clone());
        let page = format!("---\naudience: internal\n---\n# Image\n\n![An image]({name}.{end})\n");
        nursery.file(&format!("content/inside/image-{end}.md"), page);
        let name = nursery.fill(&format!("name of an image in a block ({end})"), "@", Seen);
        nursery.file(&format!("content/open/{name}.{end}"), [bytes, name.clone().into_bytes()].concat());
        let page = format!(
            "---\naudience: public\n---\n# Open\n\nText.\n\n:::internal\n![An image]({name}.{end})\n:::\n\nLast, for all.\n"
        );
        nursery.file(&format!("content/open/image-{end}.md"), page);
    }
}

/// A picture of one pixel with a text chunk.
fn png(word: &str) -> Vec<u8> {
    let text = [b"tEXtComment\0".as_slice(), word.as_bytes()].concat();
    let header = b"IHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0".as_slice();
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    for chunk in [header, &text, b"IEND"] {
        bytes.extend(u32::try_from(chunk.len() - 4).expect("a short chunk").to_be_bytes());
        bytes.extend(chunk);
        bytes.extend([0; 4]);
    }
    bytes
}

/// A picture of one pixel with a comment.
fn jpeg(word: &str) -> Vec<u8> {
    let len = u16::try_from(word.len() + 2).expect("a short comment").to_be_bytes();
    let frame = b"\xff\xc0\0\x0b\x08\0\x01\0\x01\x01\x01\x11\0".as_slice();
    [b"\xff\xd8\xff\xfe".as_slice(), &len, word.as_bytes(), frame, b"\xff\xd9"].concat()
}
