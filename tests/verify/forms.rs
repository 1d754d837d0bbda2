//! The ways in which a text can stand in an output: kinds of file, encodings, spellings.

use std::collections::BTreeMap;
use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use unicode_normalization::UnicodeNormalization;

use crate::common::png;

/// A way to plant a text: the file that is made or changed, and its bytes.
pub(crate) type Form = (&'static str, fn(&str, &BTreeMap<String, Vec<u8>>) -> (String, Vec<u8>));

fn text(files: &BTreeMap<String, Vec<u8>>, name: &str) -> String {
    String::from_utf8(files[name].clone()).expect("text")
}

/// Adds markup to a page.
fn page(files: &BTreeMap<String, Vec<u8>>, markup: &str) -> (String, Vec<u8>) {
    let page = text(files, "index.html");
    ("index.html".into(), page.replacen("</main>", &format!("{markup}</main>"), 1).into_bytes())
}

fn add(files: &BTreeMap<String, Vec<u8>>, name: &str, more: &str) -> (String, Vec<u8>) {
    (name.into(), format!("{}{more}", files.get(name).map_or(String::new(), |_| text(files, name))).into_bytes())
}

fn new(name: &str, bytes: impl Into<Vec<u8>>) -> (String, Vec<u8>) {
    (name.into(), bytes.into())
}

fn letters(text: &str, each: impl Fn(char) -> String) -> String {
    text.chars().map(each).collect()
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn escaped(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("JSON")
}

fn markup(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..=three.len() {
            text.push(char::from(SIGNS[bits >> (18 - 6 * place) & 63]));
        }
    }
    text
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).expect("memory");
    packed.finish().expect("memory")
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes).expect("memory");
    packed.finish().expect("memory")
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).expect("memory");
    packed.finish().expect("memory")
}

fn jpeg(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).expect("small").to_be_bytes();
    [&[0xff, 0xd8, 0xff, marker], length.as_slice(), content, &[0xff, 0xd9]].concat()
}

fn zip(name: &str, content: &[u8]) -> Vec<u8> {
    let packed = deflate(content);
    let length = |length: usize| u32::try_from(length).expect("small").to_le_bytes();
    let mut bytes = b"PK\x03\x04\x14\0\0\0\x08\0\0\0\0\0\0\0\0\0".to_vec();
    bytes.extend(length(packed.len()));
    bytes.extend(length(content.len()));
    bytes.extend(u16::try_from(name.len()).expect("small").to_le_bytes());
    bytes.extend([0, 0]);
    bytes.extend(name.as_bytes());
    bytes.extend(packed);
    bytes
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

/// Ways for any text.
pub(crate) const ANY: &[Form] = &[
    ("a paragraph", |text, files| page(files, &format!("<p>{}</p>", markup(text)))),
    ("a link", |text, files| page(files, &format!("<p>x <a href=\"x/\">{}</a> x</p>", markup(text)))),
    ("decimal references", |text, files| {
        page(files, &format!("<p>{}</p>", letters(text, |sign| format!("&#{};", u32::from(sign)))))
    }),
    ("hexadecimal references", |text, files| {
        page(files, &format!("<td>{}</td>", letters(text, |sign| format!("&#x{:X};", u32::from(sign)))))
    }),
    ("a comment", |text, files| page(files, &format!("<!-- {text} -->"))),
    ("a description of an image", |text, files| page(files, &format!("<img src=\"x.png\" alt=\"{}\">", markup(text)))),
    ("a tool tip", |text, files| page(files, &format!("<p title='{}'>x</p>", markup(text)))),
    ("a label", |text, files| page(files, &format!("<button aria-label=\"{}\"></button>", markup(text)))),
    ("a meta description", |text, files| page(files, &format!("<meta name=description content=\"{}\">", markup(text)))),
    ("capital letters", |text, files| page(files, &format!("<h2>{}</h2>", markup(&text.to_uppercase())))),
    ("letters taken apart", |text, files| {
        page(files, &format!("<h2>{}</h2>", markup(&text.nfd().collect::<String>())))
    }),
    ("wide spaces", |text, files| page(files, &format!("<p>{}</p>", markup(&text.replace(' ', "\u{a0}\n\t"))))),
    ("JSON in a script", |text, files| {
        page(files, &format!("<script type=\"application/ld+json\">{{\"name\":{}}}</script>", quoted(text)))
    }),
    ("escapes in a script", |text, files| page(files, &format!("<script>let x = '{}';</script>", escaped(text)))),
    ("a template element", |text, files| {
        page(files, &format!("<template><option>{}</option></template>", markup(text)))
    }),
    ("a page within an attribute", |text, files| {
        page(files, &format!("<iframe srcdoc=\"{}\"></iframe>", markup(&format!("<p>{}</p>", markup(text)))))
    }),
    ("an address with percent signs", |text, files| page(files, &format!("<a href=\"?q={}\">x</a>", percent(text)))),
    ("an address with data", |text, files| {
        page(files, &format!("<img src=\"data:text/html;base64,{}\">", base64(format!("<p>{text}</p>").as_bytes())))
    }),
    ("the title of a drawing", |text, files| page(files, &format!("<svg><title>{}</title></svg>", markup(text)))),
    ("a summary in the feed", |text, _| {
        new("feed.xml", format!("<feed><entry><summary>{}</summary></entry></feed>", markup(text)))
    }),
    ("HTML in the feed", |text, _| {
        new(
            "feed.xml",
            format!("<feed><content type=\"html\">{}</content></feed>", markup(&format!("<p>{}</p>", markup(text)))),
        )
    }),
    ("CDATA in a feed", |text, _| {
        new("rss.xml", format!("<rss><item><description><![CDATA[<p>{text}</p>]]></description></item></rss>"))
    }),
    ("llms.txt", |text, files| add(files, "llms.txt", &format!("- [{text}](https://x.example/): y\n"))),
    ("robots.txt", |text, files| add(files, "robots.txt", &format!("# {text}\n"))),
    ("headers", |text, files| add(files, "_headers", &format!("/*\n  X-Note: {text}\n"))),
    ("a style sheet's comment", |text, _| new("x.css", format!("a {{}} /* {text} */"))),
    ("a style sheet's string", |text, _| new("x.css", format!("a::after {{ content: \"{text}\"; }}"))),
    ("a style sheet's escapes", |text, _| {
        new(
            "x.css",
            format!("a::after {{ content: \"{}\"; }}", letters(text, |sign| format!("\\{:06x} ", u32::from(sign)))),
        )
    }),
    ("a script's string", |text, _| new("x.js", format!("const x = \"{text}\";"))),
    ("a script's escapes", |text, _| {
        new("x.js", format!("const x = `{}`;", letters(text, |sign| format!("\\u{{{:x}}}", u32::from(sign)))))
    }),
    ("JSON", |text, _| new("data.json", format!("{{\"a\":[1,{{\"b\":{}}}]}}", quoted(text)))),
    ("JSON with escapes", |text, _| new("data.json", format!("[\"{}\"]", escaped(text)))),
    ("a web manifest", |text, _| new("site.webmanifest", format!("{{\"name\":{}}}", quoted(text)))),
    ("a packed search index", |text, _| {
        new("search.json.gz", gzip(format!("{{\"docs\":[{}]}}", quoted(text)).as_bytes()))
    }),
    ("a packed page", |text, _| new("x.html.gz", gzip(format!("<p>{}</p>", markup(text)).as_bytes()))),
    ("a drawing", |text, _| {
        new("x.svg", format!("<svg xmlns=\"http://www.w3.org/2000/svg\"><text>{}</text></svg>", markup(text)))
    }),
    ("a drawing's metadata", |text, _| {
        new("x.svg", format!("<svg><metadata><dc:title>{}</dc:title></metadata></svg>", markup(text)))
    }),
    ("a table of values", |text, _| new("x.csv", format!("a,b\n1,\"{text}\"\n"))),
    ("a calendar", |text, _| new("x.ics", format!("BEGIN:VEVENT\r\nSUMMARY:{text}\r\nEND:VEVENT\r\n"))),
    ("text in UTF-16", |text, _| new("x.txt", [vec![0xff, 0xfe], utf16(text, u16::to_le_bytes)].concat())),
    ("an image's text", |text, _| new("x.png", png(&[("tEXt", format!("Comment\0{text}").into_bytes())]))),
    ("an image's packed text", |text, _| {
        new("x.png", png(&[("zTXt", [b"Comment\0\0".to_vec(), zlib(text.as_bytes())].concat())]))
    }),
    ("an image's international text", |text, _| {
        new("x.png", png(&[("iTXt", [b"Title\0\x01\0en\0\0".to_vec(), zlib(text.as_bytes())].concat())]))
    }),
    ("a photograph's comment", |text, _| new("x.jpg", jpeg(0xfe, text.as_bytes()))),
    ("a photograph's EXIF", |text, _| {
        new(
            "x.jpg",
            jpeg(0xe1, &[b"Exif\0\0MM\0*\0\0\0\x08".to_vec(), utf16(text, u16::to_le_bytes), vec![0, 0]].concat()),
        )
    }),
    ("a photograph's XMP", |text, _| {
        new(
            "x.jpg",
            jpeg(
                0xe1,
                format!("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><dc:description>{text}</dc:description></x:xmpmeta>")
                    .as_bytes(),
            ),
        )
    }),
    ("a document's information", |text, _| {
        new("x.pdf", [b"%PDF-1.7\n\xff\xfe\n<< /Title (".to_vec(), text.as_bytes().to_vec(), b") >>".to_vec()].concat())
    }),
    ("a document's wide text", |text, _| {
        new(
            "x.pdf",
            [b"%PDF-1.7\n\xff(".to_vec(), vec![0xfe, 0xff], utf16(text, u16::to_be_bytes), b")\n".to_vec()].concat(),
        )
    }),
    ("a document's packed page", |text, _| {
        new(
            "x.pdf",
            [
                b"%PDF-1.7\n\xff stream\r\n".to_vec(),
                zlib(format!("BT ({text}) Tj").as_bytes()),
                b"\nendstream".to_vec(),
            ]
            .concat(),
        )
    }),
    ("a file in an archive", |text, _| {
        new("x.docx", zip("word/x.html", format!("<p>{}</p>", markup(text)).as_bytes()))
    }),
    ("a file without a known ending", |text, _| {
        new("x.bin", [&[0, 1, 2, 255][..], text.as_bytes(), &[0, 9, 255]].concat())
    }),
];

/// Ways for texts of several words.
pub(crate) const LONG: &[Form] = &[
    ("emphasis and links within", |text, files| {
        let words: Vec<String> = text
            .split(' ')
            .enumerate()
            .map(|(at, word)| match at % 4 {
                0 => format!("<em>{}</em>", markup(word)),
                1 => format!("<a href=\"#\">{}</a>", markup(word)),
                2 => format!("<strong class=x>{}<wbr></strong>", markup(word)),
                _ => markup(word),
            })
            .collect();
        page(files, &format!("<p>{}</p>", words.join(" ")))
    }),
    ("tags within words", |text, files| {
        let words: String = text
            .chars()
            .map(|sign| if sign == 'e' { "<b>e</b>".to_owned() } else { markup(&sign.to_string()) })
            .collect();
        page(files, &format!("<p>{words}</p>"))
    }),
    ("hyphens that nobody sees", |text, files| {
        page(files, &format!("<p>{}</p>", markup(text).replace('e', "&shy;e\u{200b}")))
    }),
    ("other punctuation", |text, files| {
        page(files, &format!("<p>{}</p>", markup(&text.replace(' ', " – ").replace(',', ""))))
    }),
    ("wide letters", |text, files| {
        page(
            files,
            &format!(
                "<p>{}</p>",
                letters(&markup(text), |sign| match sign {
                    'a'..='z' => char::from_u32(u32::from(sign) - 0x61 + 0xff41).unwrap_or(sign).to_string(),
                    _ => sign.to_string(),
                })
            ),
        )
    }),
    ("words of a drawing", |text, files| {
        let words: String = text.split(' ').map(|word| format!("<tspan x=\"1\"> {} </tspan>", markup(word))).collect();
        page(files, &format!("<svg><text>{words}</text></svg>"))
    }),
    ("wrapped lines", |text, files| add(files, "llms.txt", &format!("\n{}\n", text.replace(' ', "\n")))),
    ("within other words", |text, files| page(files, &format!("<p>Note that {} and so on.</p>", markup(text)))),
    ("a line of a redirect", |text, files| add(files, "_redirects", &format!("/old/ /new/ 301 # {text}\n"))),
    ("a file's name", |text, _| new(&format!("{}.html", text.replace([' ', '/'], "-")), "<p>x</p>")),
    ("a folder's name", |text, _| {
        new(&format!("x/{}/index.html", text.to_lowercase().replace([' ', '/'], "_")), "<p>x</p>")
    }),
    ("a name in an archive", |text, _| new("x.zip", zip(&format!("x/{}.html", text.replace(' ', "-")), b"x"))),
    ("a fragment", |text, files| {
        page(files, &format!("<a href=\"/x/#{}\">x</a>", text.to_lowercase().replace(' ', "-")))
    }),
    ("a name in the manifest", |text, files| {
        let manifest = String::from_utf8(files["ospress.json"].clone()).expect("text");
        let more = format!("\"files\": {{\n{}: {{}},", quoted(&format!("{}/index.html", text.replace(' ', "-"))));
        new("ospress.json", manifest.replacen("\"files\": {", &more, 1))
    }),
    ("a name in the manifest of an old version", |text, _| {
        let name = quoted(&format!("{}/index.html", text.replace(' ', "-")));
        new("v/1/ospress.json", format!("{{\"tool\": \"ospress\", \"files\": {{{name}: {{}}}}}}"))
    }),
];
