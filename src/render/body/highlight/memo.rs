//! Lines that were highlighted before.
//!
//! A line's HTML depends on the line and on the state that it is met in, nothing else, so both together are the key.
//! States are numbered: two lines that leave the highlighter in equal states lead to the same number. This is a store of
//! pure results with a bound; forgetting one costs time and changes nothing. Each thread has its own, because a state
//! holds what the regular expressions matched, which cannot leave its thread.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use super::{Classes, State};

/// The most states that are numbered.
const MOST_STATES: usize = 2_000;
/// About how many bytes the lines of a thread take.
const MOST_BYTES: usize = 12 << 20;

/// The number of a state.
type StateId = usize;
type Map<K, V> = HashMap<K, V, BuildHasherDefault<DefaultHasher>>;

/// A line that was met, and what followed.
struct Line {
    state: StateId,
    text: Box<str>,
    html: Box<str>,
    next: StateId,
}

/// Where a block stands between two lines: at a numbered state, or at one that there was no number left for.
pub(super) enum Place {
    Numbered(StateId),
    Own(Box<State>),
}

#[derive(Default)]
struct Memo {
    states: Vec<State>,
    starts: Map<usize, StateId>,
    lines: Map<u64, Line>,
    classes: Classes,
    bytes: usize,
}

thread_local! {
    static MEMO: RefCell<Memo> = RefCell::default();
}

/// Gives the place at which a block of that syntax starts.
pub(super) fn start(syntax: usize) -> Place {
    MEMO.with_borrow_mut(|memo| {
        if let Some(&id) = memo.starts.get(&syntax) {
            return Place::Numbered(id);
        }
        let place = memo.number(State::new(syntax));
        if let Place::Numbered(id) = place {
            memo.starts.insert(syntax, id);
        }
        place
    })
}

/// Writes a line's HTML and gives the next place; none, and nothing written, where the syntax fails.
pub(super) fn line(out: &mut String, place: Place, line: &str) -> Option<Place> {
    match place {
        Place::Numbered(id) => MEMO.with_borrow_mut(|memo| memo.line(out, id, line)),
        Place::Own(mut state) => {
            out.push_str(&MEMO.with_borrow_mut(|memo| state.line(line, &mut memo.classes))?);
            Some(Place::Own(state))
        }
    }
}

impl Memo {
    fn line(&mut self, out: &mut String, id: StateId, text: &str) -> Option<Place> {
        let key = self.lines.hasher().hash_one((id, text));
        if let Some(line) = self.lines.get(&key).filter(|line| line.state == id && *line.text == *text) {
            out.push_str(&line.html);
            return Some(Place::Numbered(line.next));
        }
        let mut state = self.states[id].clone();
        let html = state.line(text, &mut self.classes)?;
        out.push_str(&html);
        let next = self.number(state);
        if let Place::Numbered(next) = next {
            self.keep(key, Line { state: id, text: text.into(), html: html.into(), next });
        }
        Some(next)
    }

    /// Keeps a line; a full store starts anew.
    fn keep(&mut self, key: u64, line: Line) {
        if self.bytes > MOST_BYTES {
            self.lines.clear();
            self.bytes = 0;
        }
        self.bytes += line.text.len() + line.html.len() + size_of::<Line>() + 16;
        self.lines.insert(key, line);
    }

    /// Gives a state's number; a new one gets the next, as long as there are any.
    fn number(&mut self, state: State) -> Place {
        if let Some(id) = self.states.iter().position(|known| *known == state) {
            return Place::Numbered(id);
        }
        if self.states.len() == MOST_STATES {
            return Place::Own(Box::new(state));
        }
        self.states.push(state);
        Place::Numbered(self.states.len() - 1)
    }
}
