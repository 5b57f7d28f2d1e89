//! Cleaning of texts: what must never reach an index, a page or a terminal is taken out.
//!
//! Removed are control characters (C0, C1, DEL) but for line breaks and tabs in long texts, direction overrides and isolates, which can make a text read as another one, and the byte order mark.
//! Marks that scripts need (zero-width joiners, direction *marks*) stay, and markup is never interpreted.

use std::borrow::Cow;

/// What cleaning left of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cleaned {
    pub(super) text: String,
    /// Whether forbidden characters were taken out.
    pub(super) had_forbidden: bool,
}

/// Cleans a text of one line: white space is folded to single spaces.
pub(super) fn clean_line(text: Cow<'_, str>) -> Cleaned {
    if is_clean_line(&text) {
        return Cleaned {
            text: text.into_owned(),
            had_forbidden: false,
        };
    }
    let mut line = String::with_capacity(text.len());
    let mut had_forbidden = false;
    for c in text.chars() {
        if c.is_whitespace() {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else if is_forbidden(c) {
            had_forbidden = true;
        } else {
            line.push(c);
        }
    }
    if line.ends_with(' ') {
        line.pop();
    }
    Cleaned {
        text: line,
        had_forbidden,
    }
}

/// Cleans a text of several lines: line breaks become `\n`, and white space at both ends is dropped.
pub(super) fn clean_text(text: Cow<'_, str>) -> Cleaned {
    if !text.bytes().any(needs_a_look) {
        let trimmed = text.trim();
        let text = if trimmed.len() == text.len() {
            text.into_owned()
        } else {
            trimmed.to_owned()
        };
        return Cleaned {
            text,
            had_forbidden: false,
        };
    }
    let mut clean = String::with_capacity(text.len());
    let mut had_forbidden = false;
    let mut chars = text.trim().chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' | '\u{2028}' | '\u{2029}' => clean.push('\n'),
            // Vertical tab, form feed and "next line" part words.
            '\u{b}' | '\u{c}' | '\u{85}' => {
                had_forbidden = true;
                clean.push(' ');
            }
            c if is_forbidden(c) => had_forbidden = true,
            c => clean.push(c),
        }
    }
    if had_forbidden {
        clean = clean.trim().to_owned();
    }
    Cleaned {
        text: clean,
        had_forbidden,
    }
}

/// Returns at most 80 characters of a text for a message, without control characters.
pub(super) fn excerpt(text: &str) -> String {
    const LONGEST: usize = 80;
    let head: String = text.chars().take(4 * LONGEST).collect();
    let line = clean_line(Cow::Owned(head)).text;
    if line.chars().count() <= LONGEST && text.chars().nth(4 * LONGEST).is_none() {
        return line;
    }
    line.chars().take(LONGEST - 1).chain(['…']).collect()
}

fn is_forbidden(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => true,
        c => c.is_control(),
    }
}

/// Returns whether a byte may belong to a character that cleaning changes.
fn needs_a_look(byte: u8) -> bool {
    // 0xc2 begins C1 controls and the no-break space, 0xe1 to 0xe3 other spaces and direction overrides, 0xef the byte order mark.
    matches!(byte, 0..=8 | 0x0b..=0x1f | 0x7f | 0xc2 | 0xe1..=0xe3 | 0xef)
}

fn is_clean_line(text: &str) -> bool {
    let mut before = b' ';
    for byte in text.bytes() {
        if (before == b' ' && byte == b' ') || matches!(byte, b'\n' | b'\t') || needs_a_look(byte) {
            return false;
        }
        before = byte;
    }
    // An empty text is clean, one that ends in a space is not.
    text.is_empty() || before != b' '
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_are_folded_and_texts_keep_their_lines() {
        for (text, line, long, had_forbidden) in [
            ("plain", "plain", "plain", false),
            ("", "", "", false),
            ("  two  words\n", "two words", "two  words", false),
            ("a\tb\r\nc\rd", "a b c d", "a\tb\nc\nd", false),
            (
                "no\u{a0}break\u{3000}wide",
                "no break wide",
                "no\u{a0}break\u{3000}wide",
                false,
            ),
            (
                "bell\u{7} and \u{1b}[31mred",
                "bell and [31mred",
                "bell and [31mred",
                true,
            ),
            ("del\u{7f}c1\u{9b}x", "delc1x", "delc1x", true),
            ("pdf\u{202e}gpj.exe", "pdfgpj.exe", "pdfgpj.exe", true),
            ("iso\u{2066}late\u{2069}", "isolate", "isolate", true),
            ("\u{feff}mark", "mark", "mark", true),
            ("a\u{2028}b", "a b", "a\nb", false),
            ("\u{1} \u{2}", "", "", true),
            // Scripts need these.
            (
                "می\u{200c}خواهم \u{200f}",
                "می\u{200c}خواهم \u{200f}",
                "می\u{200c}خواهم \u{200f}",
                false,
            ),
            (
                "<b>bold</b> & 5 < 6",
                "<b>bold</b> & 5 < 6",
                "<b>bold</b> & 5 < 6",
                false,
            ),
            (
                "β-Thalassämie 乳腺癌",
                "β-Thalassämie 乳腺癌",
                "β-Thalassämie 乳腺癌",
                false,
            ),
        ] {
            let expected = |text: &str| Cleaned {
                text: text.to_owned(),
                had_forbidden,
            };
            assert_eq!(clean_line(text.into()), expected(line), "line {text:?}");
            assert_eq!(clean_text(text.into()), expected(long), "text {text:?}");
        }
    }

    #[test]
    fn an_excerpt_is_short_and_harmless() {
        assert_eq!(excerpt("ok\u{1b}"), "ok");
        let long = excerpt(&"ä".repeat(10_000));
        assert_eq!((long.chars().count(), long.ends_with('…')), (80, true));
    }

    proptest! {
        #[test]
        fn cleaning_is_idempotent_and_leaves_nothing_forbidden(text in any::<String>()) {
            let line = clean_line(Cow::Borrowed(&text)).text;
            prop_assert!(!line.chars().any(char::is_control));
            prop_assert_eq!(&clean_line(Cow::Borrowed(&line)).text, &line);
            let long = clean_text(Cow::Borrowed(&text)).text;
            prop_assert!(!long.chars().any(is_forbidden));
            prop_assert_eq!(&clean_text(Cow::Borrowed(&long)).text, &long);
        }
    }
}
