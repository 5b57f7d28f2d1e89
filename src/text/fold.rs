//! Folding: the one spelling under which two ways of writing the same name meet.
//!
//! Used for names (places, sponsors, conditions) and, character by character, by the analyzers, so that a name and a word of free text fold alike.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Returns `text` in lower case without accents, compatibility forms (full width, ligatures) or punctuation, its words parted by single spaces.
///
/// Apostrophes are dropped rather than turned into a space, so that `Xi'an`, `Xi’an` and `Xian` are one name.
/// Folding is idempotent; letters of scripts without case or accents are kept as they are.
///
/// ```
/// use trialseek::text::fold;
/// assert_eq!(fold("São  Paulo"), "sao paulo");
/// assert_eq!(fold("Xi’an, Shǎnxī"), "xian shanxi");
/// assert_eq!(fold("杭州"), "杭州");
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let push = |c| {
        fold_char(c, |c| {
            if c.is_alphanumeric() || is_combining_mark(c) {
                folded.push(c);
            } else if !is_apostrophe(c) && !folded.is_empty() && !folded.ends_with(' ') {
                folded.push(' ');
            }
        });
    };
    // Nearly all words are ASCII, of which nothing decomposes.
    match text.is_ascii() {
        true => text.chars().for_each(push),
        false => text.nfkd().for_each(push),
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    // Decomposition leaves Hangul as single jamo; composing again keeps syllables whole.
    if folded.is_ascii() {
        folded
    } else {
        folded.nfc().collect()
    }
}

/// Returns the name of an organisation folded, single letters joined: "M.D. Anderson", "M D Anderson" and "MD Anderson" are one.
///
/// ```
/// use trialseek::text::organisation_key;
/// assert_eq!(organisation_key("M.D. Anderson"), "md anderson");
/// assert_eq!(organisation_key("N.H.S. Trust at U C L A"), "nhs trust at ucla");
/// ```
pub fn organisation_key(text: &str) -> String {
    let folded = fold(text);
    let mut key = String::with_capacity(folded.len());
    let mut was_single = false;
    for word in folded.split(' ') {
        let is_single = word.len() == 1 && word.bytes().all(|b| b.is_ascii_lowercase());
        if !(key.is_empty() || is_single && was_single) {
            key.push(' ');
        }
        key.push_str(word);
        was_single = is_single;
    }
    key
}

/// Whether `c` joins the letters around it instead of parting them.
pub fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{2019}' | '\u{2018}' | '\u{02BC}' | '\u{02BB}' | '`' | '\u{00B4}'
    )
}

/// Hands the folded form of one decomposed character to `push`: nothing for a combining mark, several letters for `ß` or `æ`.
pub(crate) fn fold_char(c: char, mut push: impl FnMut(char)) {
    if c.is_ascii() {
        push(c.to_ascii_lowercase());
        return;
    }
    // The signs of Hangul, kana voicing and Indic vowels are part of the word; only the marks of Latin, Greek and Cyrillic are decoration.
    if ('\u{0300}'..='\u{036F}').contains(&c) {
        return;
    }
    let spelled = match c {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'þ' | 'Þ' => "th",
        'ı' | 'İ' => "i",
        'ħ' | 'Ħ' => "h",
        _ => {
            if is_combining_mark(c) {
                push(c);
            } else {
                c.to_lowercase().for_each(push);
            }
            return;
        }
    };
    spelled.chars().for_each(push);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_meet_under_one_spelling() {
        for (text, folded) in [
            ("Hangzhou", "hangzhou"),
            ("  Saint-Étienne ", "saint etienne"),
            ("Côte d'Ivoire", "cote divoire"),
            ("Łódź", "lodz"),
            ("Straße", "strasse"),
            ("Køge", "koge"),
            ("ＨＡＮＧＺＨＯＵ", "hangzhou"),
            ("서울", "서울"),
            ("東京都", "東京都"),
            ("がん", "がん"),
            ("İzmir", "izmir"),
            ("", ""),
            (" - ", ""),
        ] {
            assert_eq!(fold(text), folded, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
