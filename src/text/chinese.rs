//! Chinese: traditional characters as simplified ones, so that one name has one spelling.
//!
//! *Invariant:* a character stays as many bytes long as it was, so that spans into the text stay right.

use std::borrow::Cow;

/// Whether a character is Han.
pub fn is_han(c: char) -> bool {
    matches!(
        c,
        '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{323AF}'
    )
}

/// Returns the simplified form of a character, or the character itself.
///
/// ```
/// use trialseek::text::chinese::to_simplified;
/// assert_eq!(to_simplified('療'), '疗');
/// assert_eq!(to_simplified('a'), 'a');
/// ```
pub fn to_simplified(c: char) -> char {
    if !c.is_ascii() && c.len_utf8() == 3 {
        fast2s::convert(c.encode_utf8(&mut [0; 4]))
            .chars()
            .next()
            .filter(|simplified| simplified.len_utf8() == 3)
            .unwrap_or(c)
    } else {
        c
    }
}

/// Returns text with every traditional character simplified.
pub fn simplified(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(to_simplified).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_characters_become_simplified_ones_of_the_same_length() {
        for (traditional, expected) in [
            ("乳腺癌", "乳腺癌"),
            ("肺癌臨床試驗", "肺癌临床试验"),
            ("糖尿病 type 2", "糖尿病 type 2"),
            ("", ""),
        ] {
            let result = simplified(traditional);
            assert_eq!(result, expected);
            assert_eq!(result.len(), traditional.len());
        }
    }
}
