//! Nesting depth from indentation and from the kind of mark.
//!
//! Indentation decides where there is any. Where an importer flattened it, a new kind of mark that starts its own count
//! ("1." … "a.") is one level deeper, and a number that continues an outer count closes the inner list.

use super::lines::{Mark, MarkKind};

/// Deeper levels are counted as this one, which bounds the work per line.
const DEEPEST: usize = 32;

struct Level {
    indent: usize,
    mark: Mark,
}

/// The open list levels above the next item.
#[derive(Default)]
pub(super) struct Outline {
    levels: Vec<Level>,
}

impl Outline {
    /// Closes every list.
    pub(super) fn clear(&mut self) {
        self.levels.clear();
    }

    /// Returns whether a list is open.
    pub(super) fn is_open(&self) -> bool {
        !self.levels.is_empty()
    }

    /// Depth of the innermost open level, for a line such as "OR" between two items.
    pub(super) fn current(&self) -> usize {
        self.levels.len().saturating_sub(1)
    }

    /// Depth of a marked item. `after_colon`: the item before it ended with a colon.
    pub(super) fn place_mark(&mut self, indent: usize, mark: Mark, after_colon: bool) -> usize {
        while self.levels.last().is_some_and(|top| top.indent > indent) {
            self.levels.pop();
        }
        let Some(top) = self.levels.last() else {
            return self.push(indent, mark);
        };
        if top.indent + 1 < indent {
            return self.push(indent, mark);
        }
        let same_column = |level: &&Level| level.indent + 1 >= indent;
        let from_top = self
            .levels
            .iter()
            .rev()
            .take_while(same_column)
            .position(|level| continues(level.mark, mark));
        if let Some(above) = from_top {
            self.levels.truncate(self.levels.len() - above);
            if let Some(level) = self.levels.last_mut() {
                level.mark = mark;
            }
            return self.levels.len() - 1;
        }
        let same_kind = top.mark.kind == mark.kind;
        let starts_list = mark.value <= 1;
        let is_bulleted_number = top.mark.kind == MarkKind::Number && mark.value == 0;
        if (same_kind && starts_list && after_colon && mark.value == 1)
            || (!same_kind && starts_list && (after_colon || mark.value == 1 || is_bulleted_number))
        {
            return self.push(indent, mark);
        }
        if let Some(level) = self.levels.last_mut() {
            level.mark = mark;
        }
        self.levels.len() - 1
    }

    /// Depth of a line without a mark: inside the list when it is indented under an item.
    pub(super) fn place_plain(&mut self, indent: usize) -> usize {
        while self.levels.last().is_some_and(|top| top.indent >= indent) {
            self.levels.pop();
        }
        self.levels.len()
    }

    fn push(&mut self, indent: usize, mark: Mark) -> usize {
        if self.levels.len() < DEEPEST {
            self.levels.push(Level { indent, mark });
        }
        self.levels.len() - 1
    }
}

/// Returns whether `next` is the next item of the list `last` belongs to.
fn continues(last: Mark, next: Mark) -> bool {
    match (last.kind, next.kind) {
        (MarkKind::Bullet(a), MarkKind::Bullet(b)) => a == b,
        // A lone "i" may be the letter after "h", a "v" the letter after "u".
        (MarkKind::Lower | MarkKind::Upper, MarkKind::Roman) => {
            matches!((last.value, next.value), (8, 1) | (21, 5) | (23, 10))
        }
        (a, b) => a == b && next.value == last.value + 1,
    }
}
