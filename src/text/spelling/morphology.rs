//! Words that are close to each other and yet both right: British and American, singular and plural, hyper- and hypo-; and names.
//!
//! A corrector that knows only letters would turn each of these into the other.

use crate::text::analyzers::SpellingRules;

/// Endings that make another right word of the same stem; those that are easily mistaken for each other (`-ant` and `-ent`) are left out.
const DERIVING_ENDINGS: &[&str] = &[
    "", "s", "es", "d", "ed", "er", "ers", "ing", "ings", "ion", "ions", "or", "ors", "al", "als",
    "ally", "ly", "ic", "ics", "ical", "ive", "ist", "ists", "ism", "ity", "y", "ies", "ization",
    "ize", "ized", "ous", "ian", "able", "ably", "ate", "ated", "ant", "ance", "ancy", "ar", "ary",
];

/// Pairs of these endings of which one is a typo.
const NEVER_BESIDE: &[(&str, &str)] = &[
    ("s", "es"),
    ("es", "ies"),
    ("d", "ed"),
    ("er", "or"),
    ("er", "ar"),
    ("or", "ar"),
    ("ers", "ors"),
];

/// Endings of Greek and Latin nouns; each sets an adjective of the list below beside itself.
const NOUN_ENDINGS: &[&str] = &[
    "a", "ia", "us", "is", "sis", "um", "ae", "on", "itis", "osis", "y",
];

/// Endings of the adjectives of such nouns, and of what is made of them.
const ADJECTIVE_ENDINGS: &[&str] = &[
    "al", "ial", "eal", "an", "ian", "ar", "ic", "tic", "itic", "otic", "atic", "ous", "oid",
    "oma", "in", "ine", "ical",
];

/// Beginnings that make another right word, often the opposite.
const BEGINNINGS: &[&str] = &[
    "hyper", "hypo", "pre", "pro", "peri", "para", "post", "inter", "intra", "infra", "anti",
    "micro", "macro", "nano", "endo", "ecto", "exo", "epi", "ab", "ad", "mono", "multi", "uni",
    "bi", "di", "tri", "tetra", "homo", "hetero", "meso", "meta", "mega", "supra", "super", "sub",
    "trans", "re", "un", "non", "de", "dis", "in", "im", "en", "em", "ex", "co", "con", "auto",
    "allo", "iso", "iatro", "neo", "retro", "a", "an", "normo", "hemi",
];

/// Pairs of endings of which either is right by itself and means another thing.
const CONTRASTS: &[(&str, &str)] = &[
    ("ate", "ite"),
    ("ase", "ose"),
    ("side", "tide"),
    ("scope", "scopy"),
    ("otomy", "ectomy"),
    ("ostomy", "ectomy"),
    ("ostomy", "otomy"),
    ("emia", "uria"),
    ("itis", "osis"),
    ("gram", "graphy"),
];

/// Endings of names of people and places.
const NAME_ENDINGS: &[&str] = &[
    "zhou", "ville", "burg", "burgh", "berg", "stein", "ski", "sky", "wicz", "enko", "ovic",
    "ovich", "sson", "heim", "hausen", "shire", "chuan", "jiang", "guang", "dong", "xiang", "grad",
    "stan", "pur", "abad", "bury", "ington", "mann", "feld", "oglu", "pour", "akis", "escu",
];

/// Whether the words are one to the index: the British and the American spelling, the singular and the plural, the present and the past.
pub(super) fn are_one_word(a: &str, b: &str, rules: &SpellingRules) -> bool {
    let (a, b) = (rules.compared(a), rules.compared(b));
    a == b || is_inflected(&a, &b)
}

/// Whether one word is the plural or the past of the other, which the index's stemmer brings together.
fn is_inflected(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    if let (Some(stem), Some(plural)) = (short.strip_suffix('y'), long.strip_suffix("ies"))
        && stem == plural
    {
        return true;
    }
    let Some(ending) = long.strip_prefix(short) else {
        return false;
    };
    match ending {
        "s" => !["us", "is", "ss"].iter().any(|kept| long.ends_with(kept)),
        "es" => ["s", "x", "z", "ch", "sh"]
            .iter()
            .any(|hiss| short.ends_with(hiss)),
        "d" => short.ends_with('e'),
        "ed" | "ing" => true,
        _ => false,
    }
}

/// Whether both may be right words of one stem: `tumorous` beside `tumors`, `nitrite` beside `nitrate`.
pub(super) fn is_derived(a: &str, b: &str) -> bool {
    let shared = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    let is_contrast = |(x, y): &(&str, &str)| {
        a.strip_suffix(x)
            .is_some_and(|stem| Some(stem) == b.strip_suffix(y))
            || a.strip_suffix(y)
                .is_some_and(|stem| Some(stem) == b.strip_suffix(x))
    };
    if CONTRASTS.iter().any(is_contrast) {
        return true;
    }
    let both = |x: &str, y: &str| {
        DERIVING_ENDINGS.contains(&x)
            && DERIVING_ENDINGS.contains(&y)
            && !NEVER_BESIDE
                .iter()
                .any(|pair| *pair == (x, y) || *pair == (y, x))
            || NOUN_ENDINGS.contains(&x) && ADJECTIVE_ENDINGS.contains(&y)
            || ADJECTIVE_ENDINGS.contains(&x) && NOUN_ENDINGS.contains(&y)
    };
    // An ending may begin before the first difference: `treat|ed` and `treat|er`.
    (shared.saturating_sub(3).max(4)..=shared).any(|stem| both(&a[stem..], &b[stem..]))
}

/// Whether the words differ in their beginning alone: `hypercortisolism` beside `hypocortisolism`, `untreated` beside `treated`.
pub(super) fn differ_in_beginning(a: &str, b: &str) -> bool {
    let shared = a
        .bytes()
        .rev()
        .zip(b.bytes().rev())
        .take_while(|(x, y)| x == y)
        .count();
    let is_beginning = |word: &str, rest: usize| {
        let beginning = &word[..word.len() - rest];
        beginning.is_empty() || BEGINNINGS.contains(&beginning)
    };
    (shared.saturating_sub(3).max(4)..=shared)
        .any(|rest| is_beginning(a, rest) && is_beginning(b, rest))
}

/// Whether a word looks like a name of a person or place.
pub(super) fn looks_like_name(word: &str) -> bool {
    NAME_ENDINGS.iter().any(|ending| {
        word.strip_suffix(ending)
            .is_some_and(|stem| stem.len() >= 2)
    }) || ["zh", "xi", "xu"]
        .iter()
        .any(|start| word.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::{super::tests::rules, *};

    #[test]
    fn both_spellings_of_a_word_are_one() {
        for (a, b) in [
            ("leukaemia", "leukemia"),
            ("oesophagus", "esophagus"),
            ("tumours", "tumors"),
            ("randomised", "randomized"),
            ("haemodialyse", "hemodialyze"),
            ("millilitre", "milliliter"),
            ("sulphate", "sulfate"),
            ("leukaemias", "leukemia"),
        ] {
            assert!(are_one_word(a, b, rules()), "{a} {b}");
        }
        assert!(!are_one_word("diabaetes", "diabetes", rules()));
        // An operator's rules reach the corrector as they reach the index.
        let rules = SpellingRules {
            anywhere: vec![("grey".to_owned(), "gray".to_owned())],
            ..SpellingRules::default()
        };
        assert!(are_one_word("greyish", "grayish", &rules));
        assert!(!are_one_word(
            "greyish",
            "grayish",
            &SpellingRules::default()
        ));
    }

    #[test]
    fn number_and_tense_are_no_typos() {
        for (a, b) in [
            ("migraine", "migraines"),
            ("biopsies", "biopsy"),
            ("viruses", "virus"),
            ("treated", "treat"),
            ("bandaged", "bandage"),
        ] {
            assert!(is_inflected(a, b) && is_inflected(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("lupu", "lupus"),
            ("psoriasi", "psoriasis"),
            ("abces", "abcess"),
            ("a", "b"),
        ] {
            assert!(!is_inflected(a, b), "{a} {b}");
        }
    }

    #[test]
    fn derived_words_are_told_from_typos() {
        for (a, b) in [
            ("tumorous", "tumors"),
            ("treater", "treated"),
            ("anosmic", "anosmia"),
            ("nitrite", "nitrate"),
            ("colonoscope", "colonoscopy"),
        ] {
            assert!(is_derived(a, b) && is_derived(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("diabeties", "diabetes"),
            ("hepatits", "hepatitis"),
            ("docter", "doctor"),
        ] {
            assert!(!is_derived(a, b), "{a} {b}");
        }
        assert!(differ_in_beginning("hypocortisolism", "hypercortisolism"));
        assert!(differ_in_beginning("untreated", "treated"));
        assert!(!differ_in_beginning("lukemia", "leukemia"));
        assert!(looks_like_name("quzhou") && looks_like_name("strasburg"));
        assert!(!looks_like_name("lukemia"));
    }
}
