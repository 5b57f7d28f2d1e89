//! How a word sounds, roughly: the key under which a word and its spelling by ear meet.
//!
//! The key keeps the consonants as they sound in English medical words (`ph` as `f`, `ch` as `k`, soft `c` as `s`) and drops vowels, silent letters and doubled ones. It is coarse on purpose: which of the words under a key was meant is told by the costs of [`super::cost`].

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// Returns the key of a word of the letters a to z.
pub(super) fn phonetic_key(word: &str) -> String {
    let mut word = word.as_bytes();
    // The first letter is silent: pneumonia, psoriasis, ptosis, knee, gnathic, wrist.
    if let [b'p', b'n' | b's' | b't', ..] | [b'k' | b'g' | b'm', b'n', ..] | [b'w', b'r', ..] = word
    {
        word = &word[1..];
    }
    let mut key = String::with_capacity(word.len());
    let mut is_after_vowel = true;
    let mut at = 0;
    while at < word.len() {
        let rest = &word[at..];
        let (sound, letters) = sound_at(rest, at == 0);
        let is_doubled = !is_after_vowel && !sound.is_empty() && key.ends_with(sound);
        if !is_doubled {
            key.push_str(sound);
        }
        // A silent h parts nothing: `rrh` is one r.
        if rest[0] != b'h' || at == 0 {
            is_after_vowel = is_vowel(rest[0]);
        }
        at += letters;
    }
    key
}

/// Returns the sound at the beginning of `rest` and how many letters make it.
fn sound_at(rest: &[u8], is_first: bool) -> (&'static str, usize) {
    match rest {
        [b'a' | b'e' | b'i' | b'o' | b'u' | b'y', ..] => (if is_first { "a" } else { "" }, 1),
        [b'h', vowel, ..] if is_first && is_vowel(*vowel) => ("h", 1),
        [b'h', ..] => ("", 1),
        [b'p', b'h', ..] => ("f", 2),
        [b'c', b'h' | b'k', ..] => ("k", 2),
        [b'c', b'e' | b'i' | b'y', ..] => ("s", 1),
        [b'c' | b'k' | b'q', ..] => ("k", 1),
        [b's', b'h', ..] => ("s", 2),
        [b's', b'c', b'e' | b'i' | b'y', ..] => ("s", 2),
        [b's' | b'z', ..] => ("s", 1),
        // Dementia, hypertension; but not arthritis.
        [b't', b'i', b'o' | b'a', ..] => ("s", 2),
        // Asthma, isthmus.
        [b't', b'h', b'm', ..] => ("", 2),
        [b't', b'h', ..] => ("t", 2),
        [b't', ..] => ("t", 1),
        [b'x', ..] => (if is_first { "s" } else { "ks" }, 1),
        [b'd', b'g', b'e' | b'i' | b'y', ..] => ("j", 2),
        [b'g', b'h', b't', ..] => ("", 2),
        [b'g', b'e' | b'i' | b'y', ..] | [b'j', ..] => ("j", 1),
        [b'g', ..] => ("g", 1),
        [b'm', b'b'] => ("m", 2),
        [b'w', vowel, ..] if is_vowel(*vowel) => ("w", 1),
        [b'w', b'h', ..] => ("w", 2),
        [b'w', ..] => ("", 1),
        [b'b', ..] => ("b", 1),
        [b'd', ..] => ("d", 1),
        [b'f', ..] => ("f", 1),
        [b'l', ..] => ("l", 1),
        [b'm', ..] => ("m", 1),
        [b'n', ..] => ("n", 1),
        [b'p', ..] => ("p", 1),
        [b'r', ..] => ("r", 1),
        [b'v', ..] => ("v", 1),
        _ => ("", 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_and_its_spelling_by_ear_sound_alike() {
        for (typed, meant) in [
            ("sirosis", "cirrhosis"),
            ("hemroids", "hemorrhoids"),
            ("asma", "asthma"),
            ("rumatoyd", "rheumatoid"),
            ("neumonia", "pneumonia"),
            ("soriasis", "psoriasis"),
            ("kronik", "chronic"),
            ("dimensha", "dementia"),
            ("chrones", "crohns"),
            ("fibermyalgia", "fibromyalgia"),
            ("num", "numb"),
            ("rist", "wrist"),
        ] {
            assert_eq!(phonetic_key(typed), phonetic_key(meant), "{typed} {meant}");
        }
        assert_eq!(phonetic_key("arthritis"), "artrts");
        assert_eq!(phonetic_key("hypertension"), "hprtnsn");
        assert_eq!(phonetic_key(""), "");
    }
}
