#![allow(
    missing_docs,
    clippy::all,
    clippy::pedantic,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods
)]
use ospress::{
    markdown::Dialect,
    render::body,
    site::{Target, facts},
};
fn main() {
    let d = Dialect {
        smart_punctuation: std::env::args().count() > 1,
        audiences: vec!["public".into(), "internal".into()],
    };
    let s = std::io::read_to_string(std::io::stdin()).unwrap();
    let f = facts::of(&s, &d);
    let l = f
        .links
        .iter()
        .chain(&f.images)
        .map(|r| {
            (
                r.destination.clone(),
                if r.destination.ends_with("png") {
                    Target::Image { href: r.destination.clone(), size: Some((4, 3)) }
                } else if r.destination.contains(':') {
                    Target::Elsewhere(r.destination.clone())
                } else {
                    Target::Here(r.destination.clone())
                },
            )
        })
        .collect();
    println!(
        "{}",
        body::render(&body::Input { text: &s, dialect: &d, facts: &f, title_heading: None, links: &l }).as_str()
    );
    for h in &f.headings {
        println!("H {h:?}")
    }
    for x in &f.links {
        println!("L {x:?}")
    }
    for x in &f.images {
        println!("I {x:?}")
    }
    println!("A {:?} S {:?} W {}", f.anchors, f.summary, f.words);
    for x in &f.findings {
        println!("F {} {:?} {} / {:?} @ {:?}", x.code, x.range, x.message, x.help, s.get(x.range.clone()))
    }
}
