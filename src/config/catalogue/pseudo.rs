//! The pseudo-language `qps`: English that is longer by 40 % and written from right to left, so that tests see what a real language would break.

use super::{Direction, Language, Message};

/// Its code in addresses.
pub(super) const CODE: &str = "qps";

/// Returns English, changed.
pub(super) fn language(english: &Language) -> Language {
    let mut language = english.clone();
    language.name = change("Pseudo");
    // Read aloud as what it is made of.
    language.tag = "en-XA".to_owned();
    language.direction = Direction::Rtl;
    let labels = language.labels.values_mut();
    for label in labels.flat_map(|cells| cells.values_mut()) {
        *label = change(label);
    }
    for message in language
        .texts
        .values_mut()
        .flat_map(|texts| texts.values_mut())
    {
        match message {
            Message::Text(text) => *text = change(text),
            Message::Plural(forms) => forms.values_mut().for_each(|text| *text = change(text)),
        }
    }
    language
}

/// Changes a template: letters get accents, the text grows by 40 %; placeholders stay.
pub(super) fn change(template: &str) -> String {
    let mut changed = String::with_capacity(template.len() * 2);
    let mut is_placeholder = false;
    let mut letters = 0;
    for c in template.chars() {
        is_placeholder |= c == '{';
        match c {
            _ if is_placeholder => changed.push(c),
            _ => {
                letters += 1;
                changed.push(accented(c));
            }
        }
        is_placeholder &= c != '}';
    }
    let padding = (letters * 2_usize).div_ceil(5);
    if padding > 0 {
        changed.push(' ');
        // Short pieces, so that lines may break as they do between words.
        changed.extend("~~~~ ".chars().cycle().take(padding.saturating_sub(1)));
    }
    changed.trim_end().to_owned()
}

fn accented(c: char) -> char {
    match c {
        'a' => 'á',
        'e' => 'é',
        'i' => 'í',
        'o' => 'ö',
        'u' => 'ü',
        'n' => 'ñ',
        's' => 'š',
        'c' => 'ç',
        'y' => 'ý',
        'A' => 'Å',
        'E' => 'É',
        'O' => 'Ö',
        'S' => 'Š',
        'T' => 'Ť',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_grow_and_keep_their_placeholders() {
        let changed = change("Filters ({n})");
        assert!(changed.starts_with("Fíltérš ({n})"), "{changed}");
        for text in [
            "Search",
            "Only the study team can say if you can join.",
            "{n} trials",
        ] {
            let length = |text: &str| text.chars().count() as f64;
            assert!(length(&change(text)) >= length(text) * 1.2, "{text}");
        }
    }
}
