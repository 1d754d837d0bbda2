//! Foreign text made safe to show: what a terminal would obey, or a reader could not see, is written out.
//!
//! Findings quote what authors wrote, and a source may hold an escape sequence that repaints a terminal, or a mark that
//! turns the direction of writing. [`text`] serves printers for people, [`json`] those for tools. Neither shortens.

use std::borrow::Cow;
use std::fmt::Write;

/// Tells whether a character steers the terminal or the reading direction, or cannot be seen at all.
///
/// The two joiners U+200C and U+200D stay: Persian words and many emoji are made with them.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Gives a text for one line of a terminal: a tab as four spaces, hidden characters as `\u{202e}`.
pub(crate) fn text(foreign: &str) -> Cow<'_, str> {
    if !foreign.chars().any(is_hidden) {
        return Cow::Borrowed(foreign);
    }
    let mut shown = String::with_capacity(foreign.len() + 16);
    for c in foreign.chars() {
        match c {
            '\t' => shown.push_str("    "),
            c if is_hidden(c) => shown.extend(c.escape_unicode()),
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

/// Gives the same JSON with hidden characters inside its strings as `\u202e`; JSON has none outside of them.
pub(crate) fn json(written: String) -> String {
    let breaks = |c: char| !c.is_ascii_whitespace() && is_hidden(c);
    if !written.chars().any(breaks) {
        return written;
    }
    let mut shown = String::with_capacity(written.len() + 16);
    for c in written.chars() {
        if breaks(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(shown, "\\u{unit:04x}").expect("a string takes every text");
            }
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_terminal_obeys_is_left() {
        let check = |foreign: &str, shown: &str| assert_eq!(text(foreign), shown);
        check("Größe, 大, 👩\u{200d}💻", "Größe, 大, 👩\u{200d}💻");
        check("a\tb", "a    b");
        check("\u{1b}[2J", "\\u{1b}[2J");
        check("\u{9b}31m", "\\u{9b}31m");
        check("x\u{202e}y\u{2066}z\u{200b}", "x\\u{202e}y\\u{2066}z\\u{200b}");
        check("one\r\ntwo", "one\\u{d}\\u{a}two");
    }

    #[test]
    fn json_keeps_its_meaning() {
        let foreign = "a\u{202e}b\u{7f}c\u{e0041}d\u{1b}\u{feff}";
        let shown = json(serde_json::to_string_pretty(&[foreign]).expect("text is JSON"));
        assert!(!shown.chars().any(|c| c != '\n' && is_hidden(c)), "{shown:?}");
        let back: Vec<String> = serde_json::from_str(&shown).expect("still JSON");
        assert_eq!(back, [foreign]);
    }
}
