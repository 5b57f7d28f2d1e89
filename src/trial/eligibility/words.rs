//! The words of one line, folded for comparison, with their places in the line.
//!
//! Headings and prose are recognised word by word, never by substring: that is what keeps "occlusion" apart from "exclusion".
//! A word is a run of letters and digits; each Chinese, Japanese or Korean character is a word of its own.

/// The words of a text as a list, cut while the program is compiled: `words!("patients subjects")`.
macro_rules! words {
    ($text:literal) => {{
        const LIST: [&str; $crate::trial::eligibility::words::count($text, b' ')] =
            $crate::trial::eligibility::words::list($text, b' ');
        &LIST
    }};
}

/// As `words!`, of phrases between commas: `phrases!("age, performance status")`.
macro_rules! phrases {
    ($text:literal) => {{
        const LIST: [&str; $crate::trial::eligibility::words::count($text, b',')] =
            $crate::trial::eligibility::words::list($text, b',');
        &LIST
    }};
}

pub(super) use {phrases, words};

/// Returns the number of pieces between separators and the blanks around them.
pub(super) const fn count(text: &str, separator: u8) -> usize {
    let mut count = 0;
    let mut at = 0;
    loop {
        let (start, end) = piece_from(text.as_bytes(), at, separator);
        if start == end {
            return count;
        }
        count += 1;
        at = end;
    }
}

/// Returns these pieces, of which there must be `COUNT`.
pub(super) const fn list<const COUNT: usize>(text: &str, separator: u8) -> [&str; COUNT] {
    let mut pieces = [""; COUNT];
    let mut number = 0;
    let mut at = 0;
    while number < COUNT {
        let (start, end) = piece_from(text.as_bytes(), at, separator);
        pieces[number] = text.split_at(end).0.split_at(start).1;
        number += 1;
        at = end;
    }
    pieces
}

/// Returns where the first piece at or behind `at` begins and ends; an empty one where there is none.
const fn piece_from(bytes: &[u8], at: usize, separator: u8) -> (usize, usize) {
    let mut start = at;
    while start < bytes.len() && (bytes[start] == separator || bytes[start] == b' ') {
        start += 1;
    }
    let mut end = start;
    while end < bytes.len() && bytes[end] != separator {
        end += 1;
    }
    (start, end)
}

/// One word: its bytes in the line and in the folded buffer.
struct Span {
    start: usize,
    end: usize,
    folded_start: usize,
    folded_end: usize,
}

/// The words of one line.
pub(super) struct LineWords<'a> {
    text: &'a str,
    folded: String,
    spans: Vec<Span>,
}

impl<'a> LineWords<'a> {
    /// Cuts `text` into words.
    pub(super) fn of(text: &'a str) -> Self {
        let mut folded = String::with_capacity(text.len());
        let mut spans: Vec<Span> = Vec::with_capacity(text.len() / 6 + 1);
        let mut open = false;
        for (at, c) in text.char_indices() {
            if !c.is_alphanumeric() {
                open = false;
                continue;
            }
            let single = is_cjk(c);
            if single || !open {
                spans.push(Span {
                    start: at,
                    end: at,
                    folded_start: folded.len(),
                    folded_end: folded.len(),
                });
            }
            fold_char(c, &mut folded);
            if let Some(span) = spans.last_mut() {
                span.end = at + c.len_utf8();
                span.folded_end = folded.len();
            }
            open = !single;
        }
        LineWords {
            text,
            folded,
            spans,
        }
    }

    /// The line the words were cut from.
    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    /// The folded word at `index`, or the empty string past the end.
    pub(super) fn get(&self, index: usize) -> &str {
        self.spans
            .get(index)
            .map_or("", |span| &self.folded[span.folded_start..span.folded_end])
    }

    /// Where the word starts in the line; the length of the line past the end.
    pub(super) fn start(&self, index: usize) -> usize {
        self.spans
            .get(index)
            .map_or(self.text.len(), |span| span.start)
    }

    /// Where the word ends in the line; the length of the line past the end.
    pub(super) fn end(&self, index: usize) -> usize {
        self.spans
            .get(index)
            .map_or(self.text.len(), |span| span.end)
    }

    /// Whether the word starts with a capital letter.
    pub(super) fn is_capital(&self, index: usize) -> bool {
        self.text[self.start(index)..]
            .chars()
            .next()
            .is_some_and(char::is_uppercase)
    }

    /// Whether the word has letters and none of them is small.
    pub(super) fn is_upper(&self, index: usize) -> bool {
        self.is_capital(index)
            && !self.text[self.start(index)..self.end(index)]
                .chars()
                .any(char::is_lowercase)
    }

    /// Whether any word in the range is one of `list`.
    pub(super) fn any_of(&self, range: std::ops::Range<usize>, list: &[&str]) -> bool {
        range
            .into_iter()
            .any(|index| list.contains(&self.get(index)))
    }

    /// Whether every word in the range is one of `list`.
    pub(super) fn all_of(&self, range: std::ops::Range<usize>, list: &[&str]) -> bool {
        range
            .into_iter()
            .all(|index| list.contains(&self.get(index)))
    }
}

/// Returns whether the character is written without spaces between words.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Appends `c` in lower case and without the accents of the western European languages.
fn fold_char(c: char, folded: &mut String) {
    if c.is_ascii() {
        folded.push(c.to_ascii_lowercase());
        return;
    }
    for lower in c.to_lowercase() {
        match lower {
            'à'..='å' => folded.push('a'),
            'ç' => folded.push('c'),
            'è'..='ë' => folded.push('e'),
            'ì'..='ï' => folded.push('i'),
            'ñ' => folded.push('n'),
            'ò'..='ö' => folded.push('o'),
            'ù'..='ü' => folded.push('u'),
            'ß' => folded.push_str("ss"),
            other => folded.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn lists_are_cut_at_blanks_and_at_commas() {
        assert_eq!(words!("of  für 要"), &["of", "für", "要"]);
        assert_eq!(
            phrases!("age, performance status"),
            &["age", "performance status"]
        );
    }
}
