//! Physical lines: their indentation, their bullet or ordinal, what is left of them, and how deep they are nested.
//!
//! Invariant: a mark is only ever white space, bullet characters and one ordinal; a line's words are never part of it,
//! so "1.5 mg", "> 18 years", "-5 °C" and "E. coli" keep their first character.
//!
//! Indentation decides the depth where there is any. Where an importer flattened it, a new kind of mark that starts its own count
//! ("1." … "a.") is one level deeper, and a number that continues an outer count closes the inner list.

use std::borrow::Cow;

/// How an item was marked in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MarkKind {
    Bullet(char),
    Number,
    Lower,
    Upper,
    Roman,
}

/// A bullet (value 0) or an ordinal with its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    pub kind: MarkKind,
    pub value: u32,
}

/// One line that is not blank.
#[derive(Debug, Clone)]
pub(super) struct CriteriaLine<'a> {
    pub indent: usize,
    pub mark: Option<Mark>,
    pub text: Cow<'a, str>,
}

/// A line at least this long may have been wrapped by a program.
const WRAPPED: usize = 50;

/// Cuts the text at line ends and joins wrapped lines; blank lines, rulers and lone bullets are dropped.
pub(super) fn lines(text: &str) -> Vec<CriteriaLine<'_>> {
    let mut lines: Vec<CriteriaLine<'_>> = Vec::new();
    // The raw length and the text column of the line just above, if no blank line lies between.
    let mut above: Option<(usize, usize)> = None;
    for raw in text.split(['\n', '\r']) {
        let body = raw.trim_start_matches(is_gap);
        let indent = raw[..raw.len() - body.len()]
            .chars()
            .map(|c| if c == '\t' { 4 } else { 1 })
            .sum();
        let (mark, rest) = strip_marks(body);
        let rest = rest.trim_end_matches(is_gap);
        if rest.is_empty() {
            above = None;
            continue;
        }
        let column = indent + (rest.as_ptr() as usize - body.as_ptr() as usize);
        if let Some((length, text_column)) = above
            && mark.is_none()
            && let Some(last) = lines.last_mut()
            && is_wrapped(
                &last.text,
                rest,
                length,
                indent == text_column && indent > 0,
            )
        {
            let joined = last.text.to_mut();
            joined.push(' ');
            joined.push_str(rest);
            above = Some((raw.len(), text_column));
            continue;
        }
        above = Some((raw.len(), column));
        lines.push(CriteriaLine {
            indent,
            mark,
            text: Cow::Borrowed(rest),
        });
    }
    lines
}

/// Returns whether `next` goes on with the sentence of the line above it.
fn is_wrapped(text: &str, next: &str, length: usize, is_hanging: bool) -> bool {
    let is_open = !text.ends_with(['.', ';', ':', '?', '!', '。', '；', '：']);
    let is_heading = next.len() < 40 && (next.contains("riteri") || next.contains("RITERI"));
    let goes_on = next.starts_with(|c: char| {
        c.is_lowercase() || c.is_ascii_digit() || matches!(c, '(' | '<' | '>' | '≥' | '≤')
    });
    length >= WRAPPED && is_open && !is_heading && (goes_on || is_hanging)
}

/// Returns whether the character separates words only: white space, control characters, byte order marks.
pub(super) fn is_gap(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}' | '\u{ad}')
}

/// Takes every mark off the start of `body`: "* 1. text" has two. The last one counts.
pub(super) fn strip_marks(body: &str) -> (Option<Mark>, &str) {
    let mut mark = None;
    let mut rest = body;
    for _ in 0..3 {
        let Some((found, after)) = strip_mark(rest) else {
            break;
        };
        mark = Some(found);
        rest = after;
    }
    (mark, rest)
}

fn strip_mark(body: &str) -> Option<(Mark, &str)> {
    strip_bullet(body).or_else(|| strip_ordinal(body))
}

/// Characters that are nothing but bullets.
const BULLETS: &str = "•‣◦▪▫●○■□◆◇➢►▶✓✔⁃∙・❖⮚";

fn strip_bullet(body: &str) -> Option<(Mark, &str)> {
    let first = body.chars().next()?;
    let bullet = |rest: &'_ str| rest.len();
    let after = &body[first.len_utf8()..];
    let rest_len = match first {
        '\u{f000}'..='\u{f0ff}' => bullet(after),
        _ if !first.is_ascii() && BULLETS.contains(first) => bullet(after),
        '*' if after.starts_with("**") || after.starts_with(is_gap) || after.is_empty() => {
            bullet(after.trim_start_matches('*'))
        }
        '*' if after.starts_with(char::is_alphanumeric) => bullet(after),
        '-' | '–' | '—' | '‐' | '−' | '‑' => {
            let run = after.trim_start_matches(['-', '–', '—', '‐', '−', '‑', '>']);
            // "--Disease Characteristics--" is a ruled heading.
            let is_ruled = after.len() > run.len() && run.contains("--");
            let open = run.is_empty()
                || run.starts_with(is_gap)
                || run.starts_with(|c: char| {
                    c.is_alphabetic() || c == '*' || c == '(' || c == '≥' || c == '<'
                });
            if !open || is_ruled {
                return None;
            }
            bullet(run)
        }
        '·' | '+' | 'o' | '#' | '◊' | '→' | '¤' | '§' if after.starts_with(is_gap) => {
            let text = after.trim_start_matches(is_gap);
            if first == '+' && !text.starts_with(char::is_alphabetic) {
                return None;
            }
            bullet(after)
        }
        '#' if after.starts_with("# ") || after.starts_with("##") => {
            bullet(after.trim_start_matches('#'))
        }
        '·' if after.starts_with(char::is_alphabetic) => bullet(after),
        _ => return None,
    };
    let rest = body[body.len() - rest_len..].trim_start_matches(is_gap);
    let kind = match first {
        '–' | '—' | '‐' | '−' | '‑' => '-',
        other => other,
    };
    let mark = Mark {
        kind: MarkKind::Bullet(kind),
        value: 0,
    };
    Some((mark, rest))
}

/// Takes an ordinal off: `1.` `1)` `(1)` `1.2.` `a.` `a)` `(a)` `iv.` `A.` `①` `I3.` and the full-width forms.
pub(super) fn strip_ordinal(body: &str) -> Option<(Mark, &str)> {
    let first = body.chars().next()?;
    if let '①'..='⑳' = first {
        let mark = Mark {
            kind: MarkKind::Number,
            value: first as u32 - '①' as u32 + 1,
        };
        return Some((mark, body[first.len_utf8()..].trim_start_matches(is_gap)));
    }
    let opened = matches!(first, '(' | '（');
    let inner = if opened {
        &body[first.len_utf8()..]
    } else {
        body
    };
    let name_len = inner
        .bytes()
        .take(5)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let name = &inner[..name_len];
    let mark = ordinal(name)?;
    let after = &inner[name_len..];
    let close = after.chars().next()?;
    let rest = &after[close.len_utf8()..];
    let spaced = rest.is_empty() || rest.starts_with(is_gap);
    let is_number = mark.kind == MarkKind::Number;
    let accepted = match close {
        ')' | '）' if opened => spaced || rest.starts_with(char::is_alphanumeric),
        _ if opened => false,
        ')' | '）' => {
            spaced
                || rest
                    .starts_with(|c: char| c.is_alphabetic() || (is_number && !c.is_ascii_digit()))
        }
        '、' | '．' => is_number,
        '.' if is_number => return strip_dotted(mark, rest),
        '.' => spaced && !is_genus(name, rest) || mark.kind == MarkKind::Lower && is_title(rest),
        ':' => spaced && is_number && name_len < 3,
        '-' | '–' if is_number && name_len < 3 => {
            rest.starts_with(is_gap)
                && rest
                    .trim_start_matches(is_gap)
                    .starts_with(char::is_alphabetic)
        }
        ' ' if is_number && name_len < 3 => {
            return rest
                .strip_prefix("- ")
                .filter(|title| title.starts_with(char::is_uppercase))
                .map(|title| (mark, title));
        }
        _ => false,
    };
    accepted.then(|| (mark, rest.trim_start_matches(is_gap)))
}

/// After "1.": a list number, unless it goes on as a decimal; "1.2." and "1.2 Title" are list numbers as well.
fn strip_dotted(mark: Mark, rest: &str) -> Option<(Mark, &str)> {
    if !rest.starts_with(|c: char| c.is_ascii_digit()) {
        let body = rest.strip_prefix(')').unwrap_or(rest);
        return Some((mark, body.trim_start_matches(is_gap)));
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 2 {
        return None;
    }
    let value = rest[..digits].parse().ok()?;
    let deeper = Mark {
        kind: MarkKind::Lower,
        value,
    };
    let tail = &rest[digits..];
    if let Some(dotted) = tail.strip_prefix(['.', ')']) {
        if dotted.starts_with(is_gap) {
            return Some((deeper, dotted.trim_start_matches(is_gap)));
        }
        return None;
    }
    let title = tail.trim_start_matches(is_gap);
    (title.len() < tail.len() && is_title(title)).then_some((deeper, title))
}

/// A capital and a small letter.
fn is_title(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase)
}

/// "E. coli": a capital, a full stop and a small letter is a name, not a list mark.
fn is_genus(name: &str, rest: &str) -> bool {
    name.starts_with(char::is_uppercase)
        && rest
            .trim_start_matches(is_gap)
            .starts_with(char::is_lowercase)
}

fn ordinal(name: &str) -> Option<Mark> {
    let mark = |kind, value| Some(Mark { kind, value });
    let bytes = name.as_bytes();
    let first = *bytes.first()?;
    if bytes.len() <= 3 && bytes.iter().all(u8::is_ascii_digit) {
        return mark(MarkKind::Number, name.parse().ok()?);
    }
    if bytes.len() <= 3
        && matches!(first, b'I' | b'E')
        && bytes[1..].iter().all(u8::is_ascii_digit)
        && bytes.len() > 1
    {
        return mark(MarkKind::Number, name[1..].parse().ok()?);
    }
    if let Some(value) = roman_value(name) {
        return mark(MarkKind::Roman, value);
    }
    if bytes.len() != 1 {
        return None;
    }
    match first {
        b'a'..=b'z' => mark(MarkKind::Lower, u32::from(first - b'a') + 1),
        b'A'..=b'Z' => mark(MarkKind::Upper, u32::from(first - b'A') + 1),
        _ => None,
    }
}

fn roman_value(name: &str) -> Option<u32> {
    const ROMAN: [&str; 15] = [
        "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv",
        "xv",
    ];
    let place = ROMAN
        .iter()
        .position(|roman| roman.eq_ignore_ascii_case(name))?;
    u32::try_from(place).ok().map(|place| place + 1)
}

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
