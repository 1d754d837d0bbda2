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
use std::collections::BTreeMap;
use std::time::Instant;
fn main() {
    let d = Dialect { smart_punctuation: false, audiences: vec!["public".into(), "internal".into()] };
    let mut files = vec![];
    fn walk(p: &std::path::Path, f: &mut Vec<String>) {
        for e in std::fs::read_dir(p).unwrap() {
            let e = e.unwrap().path();
            if e.is_dir() {
                walk(&e, f)
            } else if e.extension().is_some_and(|x| x == "md") {
                if let Ok(s) = std::fs::read_to_string(&e) {
                    let b = s
                        .strip_prefix("---\n")
                        .and_then(|r| r.split_once("\n---\n"))
                        .map(|x| x.1.to_string())
                        .unwrap_or(s.clone());
                    f.push(b);
                }
            }
        }
    }
    let path = std::env::args().nth(1).unwrap();
    walk(path.as_ref(), &mut files);
    files.sort();
    let bytes: usize = files.iter().map(|f| f.len()).sum();
    for round in 0..2 {
        let t = Instant::now();
        let fs: Vec<_> = files.iter().map(|f| facts::of(f, &d)).collect();
        let ft = t.elapsed();
        let links: Vec<BTreeMap<String, Target>> = fs
            .iter()
            .map(|f| {
                f.links
                    .iter()
                    .chain(&f.images)
                    .map(|r| {
                        (
                            r.destination.clone(),
                            if r.destination.contains(':') {
                                Target::Elsewhere(r.destination.clone())
                            } else {
                                Target::Here(r.destination.clone())
                            },
                        )
                    })
                    .collect()
            })
            .collect();
        let t = Instant::now();
        let mut out = 0;
        let mut plain = std::time::Duration::ZERO;
        let mut np = 0;
        let mut slow = vec![];
        for i in 0..files.len() {
            let s = Instant::now();
            let h = body::render(&body::Input {
                text: &files[i],
                dialect: &d,
                facts: &fs[i],
                title_heading: None,
                links: &links[i],
            });
            out += h.as_str().len();
            let e = s.elapsed();
            if !files[i].contains("```") {
                plain += e;
                np += 1;
            }
            slow.push((e, i));
        }
        let rt = t.elapsed();
        slow.sort();
        slow.reverse();
        println!(
            "round {round}: {} files {:.1} MB; facts {:?} = {:.0} MB/s; body {:?} = {:.0} us/page, out {:.1} MB; without code {} pages {:.0} us/page; with code {:.0} us/page; findings {}",
            files.len(),
            bytes as f64 / 1e6,
            ft,
            bytes as f64 / 1e6 / ft.as_secs_f64(),
            rt,
            rt.as_secs_f64() * 1e6 / files.len() as f64,
            out as f64 / 1e6,
            np,
            plain.as_secs_f64() * 1e6 / np.max(1) as f64,
            (rt - plain).as_secs_f64() * 1e6 / (files.len() - np).max(1) as f64,
            fs.iter().map(|f| f.findings.len()).sum::<usize>()
        );
        if round == 0 && std::env::args().count() > 2 {
            for (e, i) in slow.iter().take(5) {
                println!(
                    "  slow {e:?} {} bytes: {:?}",
                    files[*i].len(),
                    &files[*i].chars().take(60).collect::<String>()
                );
            }
            let mut by: BTreeMap<&str, usize> = BTreeMap::new();
            for f in &fs {
                for x in &f.findings {
                    *by.entry(x.code.as_str()).or_default() += 1;
                }
            }
            println!("{by:?}");
        }
    }
}
