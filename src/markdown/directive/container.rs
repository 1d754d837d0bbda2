//! Containers: which closing line belongs to which opening line.

use std::collections::BTreeMap;

use super::{Line, LineKind, line};

/// A container with both its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Container {
    /// The opening line, by its place in the list of lines.
    pub open: usize,
    /// The closing line.
    pub close: usize,
    /// How many containers hold it.
    pub depth: usize,
}

/// What is wrong with the lines of containers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// The opening line has no closing line.
    Unclosed(usize),
    /// The closing line has no opening line.
    Stray(usize),
    /// The container opens in a list item or quote and closes outside, or the other way round.
    Straddles {
        /// The opening line.
        open: usize,
        /// The closing line.
        close: usize,
    },
}

/// Where a line stands: how many quotes hold it, and how far it is indented in the last of them.
type Level = (usize, usize);

/// A container whose closing line was not met yet.
struct Waiting {
    line: usize,
    colons: usize,
    level: Level,
    /// The outermost level of any line since.
    least: Level,
    /// Whether it stands in a quote inside a list item, which levels cannot tell apart from the next item's.
    tangled: bool,
}

/// Matches the opening and closing lines of `text`; containers are sorted by their opening line.
pub fn containers(text: &str, lines: &[Line]) -> (Vec<Container>, Vec<Problem>) {
    let mut matcher = Matcher::default();
    let mut marks = lines.iter().enumerate().peekable();
    if lines.is_empty() {
        return matcher.finish();
    }
    for (start, content) in line::each(text) {
        let end = start + content.len();
        match marks.next_if(|(_, mark)| mark.range.start <= end) {
            Some((index, mark)) => matcher.mark(index, &mark.kind, &content[..mark.range.start - start]),
            None => matcher.line(content),
        }
    }
    matcher.finish()
}

#[derive(Default)]
struct Matcher {
    open: Vec<Waiting>,
    /// How many waiting containers have so many colons.
    widths: BTreeMap<usize, usize>,
    found: Vec<Container>,
    problems: Vec<Problem>,
}

impl Matcher {
    /// Takes a line that opens and closes nothing.
    fn line(&mut self, content: &str) {
        let margin = content.len() - content.trim_start_matches([' ', '\t', '>']).len();
        if margin < content.len() {
            self.meet(level(&content[..margin]));
        }
    }

    fn meet(&mut self, level: Level) {
        if let Some(top) = self.open.last_mut() {
            top.least = top.least.min(level);
        }
    }

    /// Takes a directive's line, in which the directive stands behind `prefix`.
    fn mark(&mut self, index: usize, kind: &LineKind, prefix: &str) {
        match kind {
            LineKind::Open { colons, .. } => {
                self.line(&format!("{prefix}:"));
                let (level, tangled) = (level(prefix), is_tangled(prefix));
                *self.widths.entry(*colons).or_default() += 1;
                self.open.push(Waiting { line: index, colons: *colons, level, least: level, tangled });
            }
            LineKind::Close { colons } => self.close(index, *colons, level(prefix)),
            LineKind::Leaf(_) => self.line(&format!("{prefix}:")),
        }
    }

    fn close(&mut self, index: usize, colons: usize, level: Level) {
        if self.widths.get(&colons).is_none_or(|&count| count == 0) {
            return self.problems.push(Problem::Stray(index));
        }
        while let Some(top) = self.pop() {
            if top.colons != colons {
                self.problems.push(Problem::Unclosed(top.line));
                continue;
            }
            if top.level != level || top.least < top.level || top.tangled {
                self.problems.push(Problem::Straddles { open: top.line, close: index });
            }
            self.found.push(Container { open: top.line, close: index, depth: self.open.len() });
            return;
        }
    }

    /// Takes the innermost container; what it met, its holder met too.
    fn pop(&mut self) -> Option<Waiting> {
        let top = self.open.pop()?;
        self.meet(top.least);
        if let Some(count) = self.widths.get_mut(&top.colons) {
            *count -= 1;
        }
        Some(top)
    }

    fn finish(mut self) -> (Vec<Container>, Vec<Problem>) {
        self.problems.extend(self.open.iter().map(|waiting| Problem::Unclosed(waiting.line)));
        self.found.sort_by_key(|container| container.open);
        (self.found, self.problems)
    }
}

/// Gives the level of what stands behind `prefix`; the one space after a quote's marker does not count.
fn level(prefix: &str) -> Level {
    let quotes = prefix.bytes().filter(|&byte| byte == b'>').count();
    let inner = prefix.rsplit_once('>').map_or(prefix, |(_, inner)| inner.strip_prefix(' ').unwrap_or(inner));
    let column = inner.chars().fold(0, |column, c| if c == '\t' { column + 4 - column % 4 } else { column + 1 });
    (quotes, column)
}

/// Tells whether a quote's marker stands inside a list item.
fn is_tangled(prefix: &str) -> bool {
    let Some((outer, _)) = prefix.rsplit_once('>') else { return false };
    outer.contains("  ") || outer.contains(|c| !matches!(c, ' ' | '>'))
}
