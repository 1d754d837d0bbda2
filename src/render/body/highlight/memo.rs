//! Lines that were highlighted before, by any thread.
//!
//! A line's HTML depends on the line and on the state that it is met in, nothing else, so both together are the key.
//! States are numbered: two lines that leave the highlighter in equal states lead to the same number. A state holds what
//! the regular expressions matched and cannot leave its thread, so threads share only where each number comes from, and
//! make the state anew when they need it. This is a store of pure results with a bound: forgetting one, or numbering
//! one state twice, costs time and changes nothing.

use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use super::{Classes, State};

/// The most states that are numbered.
const MOST_STATES: usize = 1_000;
/// How many parts the store of lines has, so that threads seldom want the same one, and about how many bytes each keeps.
const PARTS: u64 = 64;
const MOST_BYTES: usize = 320 << 10;

/// The number of a state.
type StateId = usize;
type Map<K, V> = HashMap<K, V, BuildHasherDefault<DefaultHasher>>;

/// A line that was met, and the state after it.
struct Line {
    state: StateId,
    text: Box<str>,
    html: Box<str>,
    next: StateId,
}

#[derive(Default)]
struct Part {
    lines: Map<u64, Line>,
    bytes: usize,
}

/// Where a numbered state comes from.
#[derive(Clone, PartialEq, Eq)]
enum Origin {
    /// The start of a block of that syntax.
    Start(usize),
    /// That line, met in that state.
    After(StateId, Box<str>),
}

static LINES: LazyLock<Vec<Mutex<Part>>> = LazyLock::new(|| (0..PARTS).map(|_| Mutex::default()).collect());
static ORIGINS: Mutex<Vec<Origin>> = Mutex::new(Vec::new());

thread_local! {
    static STATES: RefCell<States> = RefCell::default();
}

/// Where a block stands between two lines: at a numbered state, or at one that there was no number left for.
pub(super) enum Place {
    Numbered(StateId),
    Own(Box<State>),
}

/// Gives the place at which a block of that syntax starts.
pub(super) fn start(syntax: usize) -> Place {
    STATES.with_borrow_mut(|states| {
        if let Some(&id) = states.starts.get(&syntax) {
            return Place::Numbered(id);
        }
        let place = states.number(State::new(syntax), Origin::Start(syntax));
        if let Place::Numbered(id) = place {
            states.starts.insert(syntax, id);
        }
        place
    })
}

/// Writes a line's HTML and gives the next place; none, and nothing written, where the syntax fails.
pub(super) fn line(out: &mut String, place: Place, text: &str) -> Option<Place> {
    let id = match place {
        Place::Numbered(id) => id,
        Place::Own(mut state) => {
            out.push_str(&STATES.with_borrow_mut(|states| state.line(text, &mut states.classes))?);
            return Some(Place::Own(state));
        }
    };
    let key = BuildHasherDefault::<DefaultHasher>::default().hash_one((id, text));
    if let Some(line) = part(key).lines.get(&key).filter(|line| line.state == id && *line.text == *text) {
        out.push_str(&line.html);
        return Some(Place::Numbered(line.next));
    }
    let (html, place) = STATES.with_borrow_mut(|states| states.line(id, text))?;
    out.push_str(&html);
    if let Place::Numbered(next) = place {
        part(key).keep(key, Line { state: id, text: text.into(), html: html.into(), next });
    }
    Some(place)
}

fn part(key: u64) -> MutexGuard<'static, Part> {
    LINES[usize::try_from(key % PARTS).unwrap_or(0)].lock().unwrap_or_else(PoisonError::into_inner)
}

fn origins() -> MutexGuard<'static, Vec<Origin>> {
    ORIGINS.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Part {
    /// Keeps a line; a full part starts anew.
    fn keep(&mut self, key: u64, line: Line) {
        if self.bytes > MOST_BYTES {
            *self = Self::default();
        }
        self.bytes += line.text.len() + line.html.len() + size_of::<Line>() + 16;
        self.lines.insert(key, line);
    }
}

/// The numbered states as this thread has them, up to some number; none for one that failed here.
#[derive(Default)]
struct States {
    all: Vec<Option<State>>,
    starts: Map<usize, StateId>,
    classes: Classes,
}

impl States {
    fn line(&mut self, id: StateId, text: &str) -> Option<(String, Place)> {
        self.catch_up(id + 1);
        let mut state = self.all.get(id)?.clone()?;
        let html = state.line(text, &mut self.classes)?;
        Some((html, self.number(state, Origin::After(id, text.into()))))
    }

    /// Makes the states that other threads have numbered, up to `count`. A state comes from one with a lower number.
    fn catch_up(&mut self, count: usize) {
        while self.all.len() < count {
            let Some(origin) = origins().get(self.all.len()).cloned() else { return };
            let state = match origin {
                Origin::Start(syntax) => Some(State::new(syntax)),
                Origin::After(id, text) => self.all.get(id).cloned().flatten().and_then(|mut state| {
                    state.line(&text, &mut self.classes)?;
                    Some(state)
                }),
            };
            self.all.push(state);
        }
    }

    /// Gives a state's number; a new one gets the next, as long as there are any.
    fn number(&mut self, state: State, origin: Origin) -> Place {
        loop {
            if let Some(id) = self.all.iter().position(|known| known.as_ref() == Some(&state)) {
                return Place::Numbered(id);
            }
            let mut origins = origins();
            if origins.len() > self.all.len() {
                let count = origins.len();
                drop(origins);
                self.catch_up(count);
                continue;
            }
            if origins.len() == MOST_STATES {
                return Place::Own(Box::new(state));
            }
            origins.push(origin);
            self.all.push(Some(state));
            return Place::Numbered(self.all.len() - 1);
        }
    }
}
