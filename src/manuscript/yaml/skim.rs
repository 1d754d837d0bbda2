//! The places of keys and values in YAML, without their meaning.
//!
//! It reads the block and flow forms that people write in front matter. What it does not understand it gives as one
//! scalar; the caller then knows only roughly where the values are, never wrongly what they are. It also sees anchors,
//! aliases and tags.

use std::ops::Range;

/// The outline of a text.
#[derive(Debug)]
pub(super) struct Outline {
    /// The places of all values.
    pub(super) shape: Shape,
    /// The first anchor, alias or tag.
    pub(super) refused: Option<Range<usize>>,
}

/// Where a value and its parts are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    Scalar(Range<usize>),
    List(Range<usize>, Vec<Shape>),
    Map(Range<usize>, Vec<(Range<usize>, Shape)>),
}

impl Shape {
    /// Gives the place of the whole value.
    pub(super) fn range(&self) -> Range<usize> {
        match self {
            Self::Scalar(range) | Self::List(range, _) | Self::Map(range, _) => range.clone(),
        }
    }

    /// Gives the places of a list's items, or the list's own for each, when the shape has another number of items.
    pub(super) fn items<'a>(&'a self, count: usize) -> impl Fn(usize) -> &'a Shape {
        let shapes = match self {
            Self::List(_, items) if items.len() == count => Some(items),
            _ => None,
        };
        move |at| shapes.map_or(self, |items| &items[at])
    }

    /// Gives the places of a map's keys and values, in the same way.
    pub(super) fn entries<'a>(&'a self, count: usize) -> impl Fn(usize) -> (Range<usize>, &'a Shape) {
        let shapes = match self {
            Self::Map(_, entries) if entries.len() == count => Some(entries),
            _ => None,
        };
        move |at| shapes.map_or((self.range(), self), |entries| (entries[at].0.clone(), &entries[at].1))
    }
}

/// Outlines a text that holds one value.
pub(super) fn skim(text: &str, depth: usize) -> Outline {
    let mut skimmer = Skimmer { text, bytes: text.as_bytes(), at: 0, left: depth, refused: None };
    let shape = skimmer.block(0, 0);
    Outline { shape, refused: skimmer.refused }
}

struct Skimmer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// How many levels may still open.
    left: usize,
    refused: Option<Range<usize>>,
}

impl Skimmer<'_> {
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(b'\n')
    }

    fn is_space(&self, at: usize) -> bool {
        matches!(self.byte(at), b' ' | b'\t' | b'\n' | b'\r')
    }

    fn column(&self) -> usize {
        self.at - self.text[..self.at].rfind('\n').map_or(0, |newline| newline + 1)
    }

    fn line_end(&self, at: usize) -> usize {
        at + self.text[at..].find('\n').unwrap_or(self.text.len() - at)
    }

    /// Goes over blanks, line breaks and comments.
    fn skip(&mut self) {
        while self.at < self.bytes.len() {
            match self.bytes[self.at] {
                b' ' | b'\t' | b'\n' | b'\r' => self.at += 1,
                b'#' if self.at == 0 || self.is_space(self.at - 1) => self.at = self.line_end(self.at),
                _ => return,
            }
        }
    }

    /// Reads the value that starts behind `self.at`, at column `least` or more; `from` is where an absent one stands.
    fn block(&mut self, least: usize, from: usize) -> Shape {
        self.skip();
        if self.at >= self.bytes.len() || self.column() < least || self.left == 0 {
            return Shape::Scalar(from..from);
        }
        self.left -= 1;
        self.refuse();
        let column = self.column();
        let shape = if self.byte(self.at) == b'-' && self.is_space(self.at + 1) {
            self.list(column)
        } else if self.key(false).is_some() {
            self.map(column)
        } else {
            self.scalar(least)
        };
        self.left += 1;
        shape
    }

    /// Notes an anchor, alias or tag at the start of a value.
    fn refuse(&mut self) {
        if self.refused.is_none() && matches!(self.byte(self.at), b'&' | b'*' | b'!') {
            let rest = &self.text[self.at..];
            let len = rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | ']' | '}')).unwrap_or(rest.len());
            self.refused = Some(self.at..self.at + len);
        }
    }

    fn list(&mut self, column: usize) -> Shape {
        let start = self.at;
        let mut items = Vec::new();
        while self.at < self.bytes.len()
            && self.column() == column
            && self.byte(self.at) == b'-'
            && self.is_space(self.at + 1)
        {
            self.at += 1;
            items.push(self.block(column + 1, self.at));
            self.skip();
        }
        Shape::List(start..self.end(start), items)
    }

    fn map(&mut self, column: usize) -> Shape {
        let start = self.at;
        let mut entries = Vec::new();
        while self.at < self.bytes.len() && self.column() == column {
            self.refuse();
            let Some(colon) = self.key(false) else { break };
            let key = self.at..self.at + self.text[self.at..colon].trim_end().len();
            self.at = colon + 1;
            entries.push((key, self.entry(column)));
            self.skip();
        }
        Shape::Map(start..self.end(start), entries)
    }

    /// Reads a value behind its key; a list may start at the key's own column, on a line of its own.
    fn entry(&mut self, column: usize) -> Shape {
        let from = self.at;
        self.skip();
        let listed = self.byte(self.at) == b'-' && self.is_space(self.at + 1);
        let same_line = !self.text[from..self.at.min(self.bytes.len())].contains('\n');
        if same_line && self.at < self.bytes.len() {
            self.refuse();
            return if self.left == 0 { Shape::Scalar(from..from) } else { self.scalar(column + 1) };
        }
        self.block(if listed { column } else { column + 1 }, from)
    }

    /// Gives the end of what was read since `start`, without the blanks behind it.
    fn end(&self, start: usize) -> usize {
        start + self.text[start..self.at].trim_end().len()
    }

    /// Gives the colon behind the key that starts here; none where no key starts.
    fn key(&self, flow: bool) -> Option<usize> {
        let mut at = self.at;
        let quoted = matches!(self.byte(at), b'"' | b'\'');
        if quoted {
            at = self.quoted_end(at);
        } else if matches!(self.byte(at), b'[' | b'{' | b'|' | b'>') {
            return None;
        }
        loop {
            match self.byte(at) {
                b'\n' => return None,
                b':' if self.is_space(at + 1)
                    || flow && (quoted || matches!(self.byte(at + 1), b',' | b']' | b'}')) =>
                {
                    return Some(at);
                }
                b'#' if self.is_space(at.saturating_sub(1)) => return None,
                b',' | b'[' | b']' | b'{' | b'}' if flow => return None,
                b' ' | b'\t' => {}
                _ if quoted => return None,
                _ => {}
            }
            at += 1;
        }
    }

    /// Gives the offset behind the quoted text that starts at `at`.
    fn quoted_end(&self, at: usize) -> usize {
        let quote = self.byte(at);
        let mut end = at + 1;
        while end < self.bytes.len() {
            match self.bytes[end] {
                b'\\' if quote == b'"' => end += 1,
                byte if byte == quote && quote == b'\'' && self.bytes.get(end + 1) == Some(&quote) => end += 1,
                byte if byte == quote => return end + 1,
                _ => {}
            }
            end += 1;
        }
        self.bytes.len()
    }

    /// Reads a value that starts here and is no block list or map; its further lines start at column `least`.
    fn scalar(&mut self, least: usize) -> Shape {
        let start = self.at;
        match self.byte(start) {
            b'[' | b'{' => return self.flow(),
            b'"' | b'\'' => self.at = self.quoted_end(start),
            b'|' | b'>' => self.literal(least),
            _ => self.plain(least),
        }
        Shape::Scalar(start..self.end(start))
    }

    /// Goes over an unquoted text, which goes on in lines that are indented.
    fn plain(&mut self, least: usize) {
        loop {
            let end = self.line_end(self.at);
            let line = &self.text[self.at..end];
            if let Some(comment) = line.find(" #") {
                self.at += comment;
                return;
            }
            let next = self.text[end..].len() - self.text[end..].trim_start().len() + end;
            let column = next - self.text[..next].rfind('\n').map_or(0, |newline| newline + 1);
            self.at = end;
            if next >= self.bytes.len() || column < least.max(1) || self.byte(next) == b'#' {
                return;
            }
            self.at = next;
        }
    }

    /// Goes over a literal or folded text: the lines that are indented or blank.
    fn literal(&mut self, least: usize) {
        self.at = self.line_end(self.at);
        while self.at < self.bytes.len() {
            let line = self.at + 1;
            let end = self.line_end(line.min(self.bytes.len()));
            let words = self.text[line.min(end)..end].trim_start_matches(' ');
            if !words.trim().is_empty() && end - line - words.len() < least.max(1) {
                return;
            }
            self.at = end;
        }
    }

    /// Reads a flow list or map.
    fn flow(&mut self) -> Shape {
        let start = self.at;
        let is_map = self.byte(start) == b'{';
        let (mut items, mut entries) = (Vec::new(), Vec::new());
        self.at += 1;
        loop {
            self.skip();
            match self.byte(self.at) {
                _ if self.at >= self.bytes.len() || self.left == 0 => break,
                b']' | b'}' => {
                    self.at += 1;
                    break;
                }
                b',' => self.at += 1,
                _ if is_map => entries.push(self.flow_entry()),
                _ => items.push(self.flow_value()),
            }
        }
        let range = start..self.at;
        if is_map { Shape::Map(range, entries) } else { Shape::List(range, items) }
    }

    fn flow_entry(&mut self) -> (Range<usize>, Shape) {
        self.refuse();
        let Some(colon) = self.key(true) else {
            let shape = self.flow_value();
            return (shape.range(), shape);
        };
        let key = self.at..self.at + self.text[self.at..colon].trim_end().len();
        self.at = colon + 1;
        self.skip();
        (key, self.flow_value())
    }

    fn flow_value(&mut self) -> Shape {
        self.refuse();
        let start = self.at;
        match self.byte(start) {
            b'[' | b'{' => {
                self.left -= 1;
                let shape = self.flow();
                self.left += 1;
                return shape;
            }
            b'"' | b'\'' => self.at = self.quoted_end(start),
            _ => {
                let rest = &self.text[start..];
                self.at += rest.find([',', '[', ']', '{', '}', '\n']).unwrap_or(rest.len());
                if self.at == start && self.at < self.bytes.len() && !matches!(self.bytes[start], b',' | b']' | b'}') {
                    self.at += 1;
                }
            }
        }
        Shape::Scalar(start..self.end(start))
    }
}
