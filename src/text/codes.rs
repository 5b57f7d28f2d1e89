//! Codes: names of letters and digits, which people write with a hyphen, a blank, or neither.
//!
//! Two parts that make a code give one more term, the same for every way to write it; which parts do is told by their shape and by a few words that count things ("type 2" is no code).

use unicode_normalization::UnicodeNormalization;

/// Words before a number that count or grade, so that the two are no code, in the languages whose trials are registered.
const COUNTERS: [&str; 46] = [
    "type", "stage", "phase", "grade", "class", "level", "day", "days", "week", "weeks", "month",
    "months", "year", "years", "hour", "hours", "step", "part", "group", "arm", "cohort", "age",
    "aged", "factor", "line", "cycle", "cycles", "tier", "visit", "dose", "top", "score", "exon",
    "chapter", "version", "tipo", "fase", "estadio", "grado", "clase", "stadium", "typ", "grad",
    "stade", "classe", "and",
];

/// Words before a Roman numeral or a number in words that stands for its digits.
const GRADED: [&str; 18] = [
    "type", "stage", "stages", "phase", "phases", "grade", "grades", "class", "tipo", "fase",
    "estadio", "grado", "clase", "stadium", "typ", "grad", "stade", "classe",
];

const NUMERALS: [(&str, &str); 14] = [
    ("i", "1"),
    ("ii", "2"),
    ("iii", "3"),
    ("iv", "4"),
    ("v", "5"),
    ("vi", "6"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("cuatro", "4"),
    ("vier", "4"),
    ("quatre", "4"),
];

/// Radionuclides that medicine uses, by symbol.
const NUCLIDES: [(&str, &[&str]); 24] = [
    ("ac", &["225"]),
    ("at", &["211"]),
    ("bi", &["213"]),
    ("br", &["76"]),
    ("c", &["11", "14"]),
    ("cu", &["60", "61", "62", "64", "67"]),
    ("f", &["18"]),
    ("ga", &["67", "68"]),
    ("ho", &["166"]),
    ("i", &["123", "124", "125", "131"]),
    ("in", &["111"]),
    ("lu", &["177"]),
    ("n", &["13"]),
    ("o", &["15"]),
    ("p", &["32"]),
    ("pb", &["203", "212"]),
    ("ra", &["223", "224"]),
    ("rb", &["82"]),
    ("re", &["186", "188"]),
    ("sm", &["153"]),
    ("sr", &["89"]),
    ("tc", &["99m"]),
    ("y", &["86", "90"]),
    ("zr", &["89"]),
];

/// What is written right behind a marker: "HER2neg", "her2neu".
const STATES: [&str; 8] = [
    "negative", "positive", "neg", "pos", "neu", "mutant", "mut", "wt",
];

/// Han characters behind a Roman numeral that stands for its digits: "II型".
const GRADED_HAN: [char; 7] = ['型', '期', '级', '級', '度', '类', '類'];

/// The longest run of letters that begins a code.
const LONGEST_LETTERS: usize = 5;

/// Letters before a single blank that are a code with the digits behind: "AMG 510".
const CAPITALS: std::ops::RangeInclusive<usize> = 2..=5;

/// Whether a character shows where a page may break a word, or nothing at all: a soft hyphen, a joiner of no width.
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}'
    )
}

/// Whether a character is a hyphen, as it is typed or as it is set.
pub fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2013}' | '\u{2212}')
}

/// Returns where an abbreviation ends whose letters are parted by full stops, if one begins at `start`: "A.L.S.", "e.g.".
pub fn dotted_end(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut end, mut letters) = (start, 0);
    loop {
        let is_letter = bytes.get(end).is_some_and(u8::is_ascii_alphabetic)
            && !text[end + 1..].starts_with(char::is_alphanumeric);
        if !is_letter {
            break;
        }
        end += 1;
        letters += 1;
        if bytes.get(end) != Some(&b'.') {
            break;
        }
        end += 1;
    }
    (letters >= 2).then_some(end)
}

/// Returns where a word parts that is two words written as one: "nonsmall", "Tcell".
pub(super) fn parts_at(word: &str) -> Option<usize> {
    if !word.is_ascii() || word.len() < 5 {
        return None;
    }
    let is_cell = |prefix: &str| {
        let rest = word.get(prefix.len()..)?;
        let begins = word[..prefix.len()].eq_ignore_ascii_case(prefix);
        let names_cells = rest.eq_ignore_ascii_case("cell") || rest.eq_ignore_ascii_case("cells");
        (begins && names_cells).then_some(prefix.len())
    };
    if let Some(at) = ["t", "b", "nk"].into_iter().find_map(is_cell) {
        return Some(at);
    }
    let is_state = |state: &&str| {
        let marker = word.strip_suffix(*state);
        marker.is_some_and(|marker| {
            marker.len() >= 2
                && marker.starts_with(|c: char| c.is_ascii_alphabetic())
                && (marker.ends_with(|c: char| c.is_ascii_digit())
                    || marker.bytes().all(|b| b.is_ascii_uppercase()))
        })
    };
    if let Some(state) = STATES.iter().find(|state| is_state(state)) {
        return Some(word.len() - state.len());
    }
    let is_negated = word[..3].eq_ignore_ascii_case("non")
        && word.len() >= 8
        && word.bytes().all(|b| b.is_ascii_alphabetic());
    is_negated.then_some(3)
}

/// Returns the digits that a Roman numeral or a number in words stands for behind a word that grades: "stage IIIb" is 3b.
pub fn numeral(before: &str, between: &str, word: &str) -> Option<String> {
    let is_near = matches!(between, " " | "-" | "\u{A0}");
    if !is_near || !word.is_ascii() || word.len() > 6 {
        return None;
    }
    let grades = |known: &&str| before.eq_ignore_ascii_case(known);
    if !GRADED.iter().any(grades) {
        return None;
    }
    digits_of(&word.to_ascii_lowercase())
}

/// Returns the digits that a Roman numeral stands for before a Han character that grades: "II型", "Ⅲ期".
pub(super) fn numeral_before_han(word: &str, rest: &str) -> Option<String> {
    if !rest.starts_with(GRADED_HAN) || word.len() > 6 {
        return None;
    }
    let written: String = word.nfkd().collect();
    let is_roman = written.starts_with(['I', 'V']);
    is_roman.then(|| digits_of(&written.to_ascii_lowercase()))?
}

/// Returns the digits of a numeral, in small letters, with the letter of a part: "iiib".
fn digits_of(word: &str) -> Option<String> {
    let of = |numeral: &str| {
        let found = NUMERALS.iter().find(|(written, _)| *written == numeral);
        found.map(|(_, digits)| *digits)
    };
    if let Some(digits) = of(word) {
        return Some(digits.to_owned());
    }
    let (roman, letter) = word.split_at_checked(word.len().checked_sub(1)?)?;
    let is_part = matches!(letter, "a" | "b" | "c" | "d") && roman.starts_with(['i', 'v']);
    of(roman)
        .filter(|_| is_part)
        .map(|digits| format!("{digits}{letter}"))
}

/// Returns the code that two words make, what stands between them given.
pub(super) fn joined(before: &str, between: &str, word: &str) -> Option<String> {
    let mut marks = between.chars();
    let is_hyphen = marks.next().is_some_and(is_hyphen) && marks.next().is_none();
    let is_blank = matches!(between, " " | "\u{A0}");
    if !is_hyphen && !is_blank {
        return None;
    }
    let begins_with_digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let letters = before.chars().count();
    let is_word = before.chars().all(char::is_alphabetic);
    let counts = || {
        COUNTERS
            .iter()
            .any(|known| before.eq_ignore_ascii_case(known))
    };
    let capitals = |text: &str| text.chars().filter(|c| c.is_uppercase()).count();
    let is_greek = is_greek(before);
    let fits = if is_word && begins_with_digit(word) {
        // "3475", "1273", "2a"; but not "24mg".
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let is_number = word.len() <= digits + 1 && digits <= 8;
        is_number
            && !counts()
            && match is_hyphen {
                true => letters <= LONGEST_LETTERS || is_greek,
                false => is_greek || CAPITALS.contains(&letters) && capitals(before) == letters,
            }
    } else if is_word && is_hyphen && letters <= LONGEST_LETTERS && capitals(before) == letters {
        // "PD-L1", but not "CAR-T".
        let head = word.bytes().take_while(u8::is_ascii_uppercase).count();
        head > 0
            && head <= 2
            && word.len() > head
            && word[head..].bytes().all(|b| b.is_ascii_digit())
    } else {
        // "5-FU", "177-Lu".
        let is_mass = before.len() <= 3 && before.bytes().all(|b| b.is_ascii_digit());
        let is_symbol = word.len() <= 3 && word.bytes().all(|b| b.is_ascii_alphabetic());
        is_mass && is_symbol && is_hyphen && word.starts_with(|c: char| c.is_uppercase())
    };
    fits.then(|| format!("{before}{word}"))
}

/// Whether a word only says again which element a nuclide in brackets before it is of: "[68Ga]Ga-DOTATATE".
pub(super) fn repeats_isotope(before: &str, between: &str, word: &str) -> bool {
    let mass = before.strip_suffix(word).filter(|_| between == "]");
    mass.is_some_and(|mass| !mass.is_empty() && mass.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a word is a Greek letter, or the name of one.
fn is_greek(word: &str) -> bool {
    const NAMES: [&str; 8] = [
        "alpha", "beta", "gamma", "delta", "epsilon", "kappa", "lambda", "omega",
    ];
    let mut letters = word.chars();
    let is_letter =
        letters.next().is_some_and(|c| ('α'..='ω').contains(&c)) && letters.next().is_none();
    is_letter || NAMES.iter().any(|name| word.eq_ignore_ascii_case(name))
}

/// Puts the symbol of a radionuclide before its mass, in a folded word: `177lu` is `lu177`.
pub(super) fn write_isotope(folded: &mut String) {
    if folded.len() > 5 || !folded.starts_with(|c: char| c.is_ascii_digit()) {
        return;
    }
    for (symbol, masses) in NUCLIDES {
        if let Some(mass) = folded.strip_suffix(symbol)
            && masses.contains(&mass)
        {
            *folded = format!("{symbol}{mass}");
            return;
        }
    }
}
