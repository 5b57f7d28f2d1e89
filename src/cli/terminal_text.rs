//! Text for a terminal: registry text made harmless, measured and wrapped.
//!
//! *Invariant:* whatever a record holds, nothing but letters, blanks and our own colours reaches a terminal: no escape sequence, no direction override, no line break that we did not make.

use anstyle::Style;
use unicode_normalization::char::is_combining_mark;

/// Returns `text` on one line, without control characters and direction overrides, blanks squeezed.
pub fn harmless(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() || matches!(c, '\u{2028}' | '\u{2029}') {
            if !clean.ends_with(' ') {
                clean.push(' ');
            }
        } else if !is_dangerous(c) {
            clean.push(c);
        }
    }
    clean
}

/// Whether a character could move the cursor, change the terminal or reorder the text around it.
fn is_dangerous(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{061C}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}'
        )
}

/// A run of text in one style.
#[derive(Debug, Clone)]
pub struct Span {
    text: String,
    style: Style,
}

impl Span {
    /// Returns a run made harmless.
    pub fn new(text: &str, style: Style) -> Self {
        Span {
            text: harmless(text),
            style,
        }
    }

    /// Returns a run without a style.
    pub fn plain(text: &str) -> Self {
        Span::new(text, Style::new())
    }
}

/// Returns how many columns `text` takes.
pub fn columns(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

fn columns_of(c: char) -> usize {
    match c {
        _ if is_combining_mark(c) || matches!(c, '\u{200C}' | '\u{200D}') => 0,
        _ if is_wide(c) => 2,
        _ => 1,
    }
}

/// Whether a terminal shows the character two columns wide; lines may break on either side of it.
fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{303E}' | '\u{3041}'..='\u{33FF}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{A000}'..='\u{A4CF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE4F}' | '\u{FF00}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}' | '\u{1F300}'..='\u{1F64F}'
        | '\u{1F900}'..='\u{1F9FF}' | '\u{20000}'..='\u{3FFFD}')
}

/// Writes spans as lines of at most `width` columns, each line after the first one indented by `indent` columns; ends with a line break.
///
/// `used` columns of the first line are taken already.
pub fn wrap(spans: &[Span], width: usize, used: usize, indent: usize) -> String {
    let mut lines = Lines {
        width: width.max(indent + 20),
        indent,
        column: used,
        is_empty: true,
        text: String::new(),
        style: None,
    };
    let mut word: Vec<(char, Style)> = Vec::new();
    let mut gap: Option<Style> = None;
    for span in spans {
        for c in span.text.chars() {
            if c == ' ' || is_wide(c) {
                lines.push_word(&mut word, &mut gap);
            }
            match c {
                ' ' => gap = Some(span.style),
                _ => word.push((c, span.style)),
            }
            if is_wide(c) {
                lines.push_word(&mut word, &mut gap);
            }
        }
    }
    lines.push_word(&mut word, &mut gap);
    lines.set_style(None);
    lines.text.push('\n');
    lines.text
}

struct Lines {
    width: usize,
    indent: usize,
    column: usize,
    /// Whether the line holds nothing of ours yet.
    is_empty: bool,
    text: String,
    style: Option<Style>,
}

impl Lines {
    /// Writes the word, on a new line if it does not fit; a word longer than a line is broken.
    fn push_word(&mut self, word: &mut Vec<(char, Style)>, gap: &mut Option<Style>) {
        if word.is_empty() {
            return;
        }
        let length: usize = word.iter().map(|(c, _)| columns_of(*c)).sum();
        let blank = usize::from(gap.is_some() && !self.is_empty);
        if self.column + blank + length > self.width && !self.is_empty {
            self.break_line();
        } else if blank == 1 {
            self.push(' ', gap.unwrap_or_default());
        }
        *gap = None;
        for (c, style) in word.drain(..) {
            if self.column + columns_of(c) > self.width {
                self.break_line();
            }
            self.push(c, style);
        }
    }

    fn push(&mut self, c: char, style: Style) {
        self.set_style(Some(style).filter(|style| !style.is_plain()));
        self.text.push(c);
        self.is_empty = false;
        self.column += columns_of(c);
    }

    /// Ends the colours before the line break, so that they never run into the margin.
    fn break_line(&mut self) {
        self.set_style(None);
        self.text.push('\n');
        self.text.push_str(&" ".repeat(self.indent));
        self.column = self.indent;
        self.is_empty = true;
    }

    fn set_style(&mut self, style: Option<Style>) {
        if self.style == style {
            return;
        }
        if let Some(old) = self.style {
            self.text.push_str(&format!("{old:#}"));
        }
        if let Some(new) = style {
            self.text.push_str(&format!("{new}"));
        }
        self.style = style;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn registry_text_is_made_harmless() {
        for (text, expected) in [
            ("plain", "plain"),
            ("two\r\nlines\tand  blanks", "two lines and blanks"),
            ("\u{1b}[31mred\u{1b}[0m\u{7}", "[31mred[0m"),
            ("\u{9b}2J clear", "2J clear"),
            ("abc\u{202E}fed\u{2066}x\u{2069}", "abcfedx"),
            ("a\u{2028}b", "a b"),
            ("乳腺癌 naïve", "乳腺癌 naïve"),
        ] {
            assert_eq!(harmless(text), expected);
        }
    }

    #[test]
    fn lines_break_between_words_and_between_wide_letters() {
        let lines = |text: &str, width| wrap(&[Span::plain(text)], width, 0, 2);
        assert_eq!(
            lines("one two three four five six", 22),
            "one two three four\n  five six\n"
        );
        assert_eq!(
            lines("一二三四五六七八九十十一十二", 22),
            "一二三四五六七八九十十\n  一十二\n"
        );
        assert_eq!(lines("", 22), "\n");
    }

    #[test]
    fn colours_end_with_their_line() {
        let bold = Style::new().bold();
        let spans = [
            Span::plain("one two three "),
            Span::new("four five six", bold),
            Span::plain(" end"),
        ];
        let text = wrap(&spans, 24, 0, 0);
        assert_eq!(
            text,
            "one two three \u{1b}[1mfour five\u{1b}[0m\n\u{1b}[1msix\u{1b}[0m end\n"
        );
    }

    proptest! {
        #[test]
        fn no_line_is_too_long_and_no_letter_lost(text in "(\\PC|word |乳|\u{1b}|\n){0,80}", width in 22usize..60) {
            let wrapped = wrap(&[Span::plain(&text)], width, 0, 2);
            for line in wrapped.lines() {
                prop_assert!(columns(line) <= width, "{line:?}");
            }
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&wrapped), letters(&harmless(&text)));
        }
    }
}
