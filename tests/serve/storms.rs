//! D8: whatever happens to the files, the last state is what is served, and never half of one.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::common::{Dice, Scratch, is_long_run};
use crate::server::Server;

fn page(words: &str) -> String {
    format!(
        "---\ntitle: Page\naudience: public\n---\nStart of {words}.\n\n{}\n\nEnd of {words}.\n",
        "Text. ".repeat(200)
    )
}

fn handbook() -> Scratch {
    let scratch = Scratch::quick("storm");
    scratch.write("site.toml", "title = \"Book\"\n[editions.public]\naudience = \"public\"\n");
    scratch.write("content/_index.md", "---\naudience: public\n---\n# Home\n");
    scratch.write("content/part/_index.md", "---\naudience: public\n---\n# Part\n");
    scratch.write("content/part/page.md", page("zero"));
    scratch
}

/// How many events a storm has.
fn many() -> usize {
    if is_long_run() { 10_000 } else { 1_000 }
}

/// A storm: what it does to the files of a handbook.
type Storm = fn(&Scratch, &mut Dice);

const STORMS: [(&str, Storm); 12] = [
    ("one file, written again and again", |book, _| {
        for number in 0..many() {
            book.write("content/part/page.md", page(&number.to_string()));
        }
    }),
    ("many files come and go", |book, dice| {
        for _ in 0..many() / 2 {
            let path = format!("content/part/p{}.md", dice.below(50));
            if dice.below(2) == 0 {
                book.write(&path, page("passing"));
            } else {
                let _ = fs::remove_file(book.path(&path));
            }
        }
    }),
    ("renames in a ring", |book, _| {
        for number in 0..many() / 4 {
            let names = ["content/part/page.md", "content/part/a.md", "content/b.md"];
            let (from, to) = (names[number % 3], names[(number + 1) % 3]);
            let _ = fs::rename(book.path(from), book.path(to));
        }
    }),
    ("saved beside and renamed", |book, _| {
        for number in 0..many() / 4 {
            book.write("content/part/.page.md.tmp", page(&number.to_string()));
            fs::rename(book.path("content/part/.page.md.tmp"), book.path("content/part/page.md")).expect("a rename");
        }
    }),
    ("as an old editor saves", |book, _| {
        for number in 0..many() / 10 {
            book.write("content/part/4913", "");
            fs::remove_file(book.path("content/part/4913")).expect("the probe");
            let _ = fs::rename(book.path("content/part/page.md"), book.path("content/part/page.md~"));
            book.write("content/part/page.md", page(&number.to_string()));
            let _ = fs::remove_file(book.path("content/part/page.md~"));
        }
    }),
    ("the content goes and comes back", |book, _| {
        for _ in 0..10 {
            fs::rename(book.path("content"), book.path("away")).expect("a rename");
            std::thread::sleep(Duration::from_millis(20));
            fs::rename(book.path("away"), book.path("content")).expect("a rename");
            std::thread::sleep(Duration::from_millis(5));
        }
    }),
    ("the content is made anew", |book, _| {
        for _ in 0..5 {
            fs::remove_dir_all(book.path("content")).expect("the content");
            std::thread::sleep(Duration::from_millis(15));
            book.write("content/_index.md", "---\naudience: public\n---\n# Home\n");
            book.write("content/part/page.md", page("anew"));
        }
    }),
    ("another branch is checked out", |book, dice| {
        for _ in 0..5 {
            for number in 0..100 {
                let folder = format!("content/deep{}/below/more", dice.below(10));
                book.write(&format!("{folder}/n{number}.md"), page("branch"));
            }
            for number in 0..10 {
                let _ = fs::remove_dir_all(book.path(&format!("content/deep{number}")));
            }
        }
    }),
    ("links that lead out", |book, _| {
        for number in 0..20 {
            let link = book.path(&format!("content/out{}", number % 3));
            let _ = fs::remove_file(&link);
            symlink(if number % 2 == 0 { "/etc" } else { "/" }, &link).expect("a link");
        }
        for number in 0..3 {
            fs::remove_file(book.path(&format!("content/out{number}"))).expect("a link");
        }
    }),
    ("site.toml breaks and heals", |book, _| {
        let whole = fs::read_to_string(book.path("site.toml")).expect("site.toml");
        for number in 0..20 {
            book.write("site.toml", &whole[..number % whole.len()]);
            std::thread::sleep(Duration::from_millis(5));
        }
        fs::remove_file(book.path("site.toml")).expect("site.toml");
        book.write("site.toml", whole);
    }),
    ("a theme comes and goes", |book, _| {
        for number in 0..20 {
            book.write(
                "themes/handbook/templates/page.html",
                if number % 2 == 0 { "{% broken" } else { "{{ nothing.at.all }}" },
            );
            std::thread::sleep(Duration::from_millis(3));
            fs::remove_dir_all(book.path("themes")).expect("the theme");
        }
    }),
    ("the handbook itself goes and comes back", |book, _| {
        let away = book.0.with_extension("away");
        for _ in 0..3 {
            fs::rename(&book.0, &away).expect("a rename");
            std::thread::sleep(Duration::from_millis(30));
            fs::rename(&away, &book.0).expect("a rename");
            std::thread::sleep(Duration::from_millis(10));
        }
    }),
];

#[test]
fn d8_the_last_state_wins() {
    let mut count = 0;
    for round in 0..2 {
        for (number, (name, storm)) in STORMS.iter().enumerate() {
            weather(name, *storm, &mut Dice(0x9e37_79b9 + round * 100 + number as u64));
            count += 1;
        }
    }
    assert!(count >= 20);
    println!("D8: {count} cases, 0 failures");
}

/// Runs a storm while pages are looked at; then the files are brought to a last state, which must be served.
fn weather(name: &str, storm: Storm, dice: &mut Dice) {
    let mut server = Server::start(handbook(), &[]);
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let looker = scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                is_whole(&server, name);
                std::thread::sleep(Duration::from_millis(2));
            }
        });
        // A failure below must end the looking too.
        let _end = Ended(&is_over);
        storm(&server.scratch, dice);
        server.scratch.write("content/part/page.md", page("the last state"));
        server.until("/public/part/page/", name, |reply| reply.text().contains("End of the last state."));
        is_over.store(true, Ordering::Relaxed);
        looker.join().expect("no half page was seen");
        assert!(is_whole(&server, name), "{name}: there is no page");
    });
    // What came and went is gone, and a folder that was made meanwhile is heard.
    server.scratch.write("content/part/new/below.md", page("a new folder"));
    server.until("/public/part/new/below/", name, |reply| reply.text().contains("End of a new folder."));
    assert!(server.is_alive() && Path::new(&server.scratch.path("site.toml")).is_file(), "{name}");
}

/// Says that it is over, whatever happens.
struct Ended<'a>(&'a AtomicBool);

impl Drop for Ended<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Looks at the page; tells whether there was one. What is there is whole.
fn is_whole(server: &Server, name: &str) -> bool {
    let reply = server.get("/public/part/page/");
    let text = reply.text();
    assert!(matches!(reply.status, 200 | 302 | 404 | 500 | 503), "{name}: {}", reply.status);
    if reply.status != 200 {
        return false;
    }
    assert!(text.trim_end().ends_with("</html>"), "{name}: {text}");
    let words = |mark: &str| text.split(mark).nth(1).and_then(|rest| rest.split('.').next()).map(ToOwned::to_owned);
    // A file may be read while it is written, but what is made of it is one state of it.
    if let (Some(start), Some(end)) = (words("Start of "), words("End of ")) {
        assert_eq!(start, end, "{name}");
    }
    true
}
