//! Properties that hold for any text: nothing panics, places lie in the file, maps lead back, hidden words stay hidden.

use super::{config, read, snapshot};
use crate::manuscript::{Wish, project};
use crate::memo::Memo;

const PIECES: &[&str] = &[
    "---\n",
    "+++\n",
    "audience: ",
    "title: ",
    ":::internal\n",
    ":::board\n",
    ":::\n",
    "::::internal\n",
    "::::\n",
    ":internal[",
    "]",
    "[",
    "\\",
    "- ",
    "> ",
    "  ",
    "    ",
    "\n",
    "\r\n",
    "|",
    "| a |\n|---|\n",
    "# ",
    "é",
    "\u{200b}",
    "：",
    "&#58;",
    "<",
    "<!--",
    "-->",
    "internal",
    "x",
    "\"",
    "'",
    ": ",
    "{",
    "}",
    "[^1]: ",
    "::",
    "1. ",
    "\t",
    "*",
    "\u{feff}",
    ";;;",
    "![",
    "!!!",
    "(",
    ")",
    ":::note\n",
    "Term\n: ",
    "<div>\n",
    "</div>",
    "==\n",
    "~~~\n",
];
const HIDDEN: &[&str] = &[
    "\n:::internal\nzebrafish\n:::\n",
    " :internal[zebrafish] ",
    ":internal[zebrafish]",
    "\n- a\n\n  :::internal\n  zebrafish\n  :::\n",
    "\n> :::internal\n> zebrafish\n> :::\n",
    "",
];

/// A sequence of numbers that is the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most as u64).expect("a small number")
    }

    fn junk(&mut self) -> String {
        (0..self.below(12)).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }
}

#[test]
fn any_text_is_read_and_cut() {
    let mut dice = Dice(20_261_122);
    let config = config();
    let wish = Wish { as_of: jiff::civil::date(2026, 11, 22), drafts: true, outline: false };
    let mut cut = 0;
    for _ in 0..2_000 {
        let hidden = HIDDEN[dice.below(HIDDEN.len())];
        let top = ["---\naudience: public\n---\n", "---\naudience: public\n"][dice.below(10) / 9];
        let text = format!("{top}{}{hidden}{}", dice.junk(), dice.junk());
        // Between fences the mark would be an example.
        if text.matches("~~~").count() > 1 {
            continue;
        }
        let (manuscript, findings) = read(&[snapshot(&[("a.md", &text)])], &config, &Memo::default());
        for finding in &findings {
            assert!(text.get(finding.primary.range.clone()).is_some(), "{finding:?} {text:?}");
        }
        for edition in &config.editions {
            let (made, _) = project(&manuscript, &config, edition, wish);
            assert!(edition.name != "public" || !format!("{made:?}").contains("zebrafish"), "{text:?}");
            for page in &made.versions[0].pages {
                cut += usize::from(page.is_cut);
                for (at, letter) in page.text.char_indices() {
                    assert!(text[page.map.origin(at)..].starts_with(letter), "{at} {text:?}");
                }
            }
        }
    }
    assert!(cut > 100, "the dice met good marks, too: {cut}");
}
