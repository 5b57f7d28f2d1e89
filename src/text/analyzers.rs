//! The analyzer: text in, terms out, the same for documents and for queries.
//!
//! Words are cut at anything that is neither letter nor digit; possessive `'s` is dropped; letters are folded (see [`super::fold()`]); British spellings become American ones by rule; English endings are stemmed (Snowball).
//! Runs of Han characters are simplified and cut into words by a dictionary (jieba), with the shorter words inside a long one beside it; scripts without blanks for which we have no dictionary (kana, Thai, Lao, Khmer, Burmese) become overlapping pairs of characters.
//! Words of other languages in the Latin script are stemmed by the English rules on both sides, which costs little precision and loses no match.
//!
//! *Invariant:* no stop word is removed here; a document keeps all its words.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
    ops::Range,
    sync::Arc,
};

use frostem::{Algorithm, Stemmer};
use tantivy::tokenizer::{TokenStream, Tokenizer};
use tantivy_jieba::JiebaTokenizer;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{
    chinese::{is_han, simplified},
    fold::{fold_char, is_apostrophe},
};

/// A longer word is no word of any language: it is left out of the index and of queries. In bytes.
pub const MAX_WORD_BYTES: usize = 120;

/// Distinct words remembered by one [`Analyzer`]; about 20 MB when full.
const CACHE_WORDS: usize = 200_000;

/// The spelling rules of the analyzer; each rule is a (British, American) pair of folded letters.
#[derive(Debug, Clone, Default)]
pub struct SpellingRules {
    /// Replaced at the beginning of a word: `oestr` → `estr`.
    pub beginnings: Vec<(String, String)>,
    /// Replaced anywhere in a word: `haem` → `hem`.
    pub anywhere: Vec<(String, String)>,
    /// Replaced at the end of a word, the first that fits alone: `isation` → `ization`.
    pub endings: Vec<(String, String)>,
    /// By these as well, the spelling corrector takes two words for one: `sulph` → `sulf`.
    pub corrector_anywhere: Vec<(String, String)>,
    /// The same at the end of a word: `gramme` → `gram`.
    pub corrector_endings: Vec<(String, String)>,
    /// Words to which no rule applies: `exercise`.
    pub exceptions: BTreeSet<String>,
    /// Whether a Greek letter standing alone is read by its name, so that `TNF-α` is `TNF-alpha`.
    pub greek_letters: bool,
}

impl SpellingRules {
    /// Returns the spelling under which the corrector compares words: all rules hold anywhere, its own among them, and there are no exceptions.
    pub(super) fn compared<'w>(&self, word: &'w str) -> Cow<'w, str> {
        let mut word = Cow::Borrowed(word);
        let anywhere = [&self.beginnings, &self.anywhere, &self.corrector_anywhere];
        for (british, american) in anywhere.into_iter().flatten() {
            if word.contains(british.as_str()) {
                word = Cow::Owned(word.replace(british.as_str(), american));
            }
        }
        for (british, american) in self.endings.iter().chain(&self.corrector_endings) {
            if let Some(stem) = word.strip_suffix(british.as_str()) {
                return Cow::Owned(format!("{stem}{american}"));
            }
        }
        word
    }

    fn apply(&self, word: &mut String) {
        if self.exceptions.contains(word.as_str()) {
            return;
        }
        for (british, american) in &self.beginnings {
            if let Some(rest) = word.strip_prefix(british.as_str()) {
                *word = format!("{american}{rest}");
                break;
            }
        }
        for (british, american) in &self.anywhere {
            if word.contains(british.as_str()) {
                *word = word.replace(british.as_str(), american);
            }
        }
        for (british, american) in &self.endings {
            if let Some(stem) = word
                .strip_suffix(british.as_str())
                .filter(|stem| stem.len() > 1)
            {
                *word = format!("{stem}{american}");
                break;
            }
        }
    }
}

/// The Greek letters from alpha to omega, without the final sigma, and their names.
const GREEK_LETTERS: [(char, &str); 24] = [
    ('α', "alpha"),
    ('β', "beta"),
    ('γ', "gamma"),
    ('δ', "delta"),
    ('ε', "epsilon"),
    ('ζ', "zeta"),
    ('η', "eta"),
    ('θ', "theta"),
    ('ι', "iota"),
    ('κ', "kappa"),
    ('λ', "lambda"),
    ('μ', "mu"),
    ('ν', "nu"),
    ('ξ', "xi"),
    ('ο', "omicron"),
    ('π', "pi"),
    ('ρ', "rho"),
    ('σ', "sigma"),
    ('τ', "tau"),
    ('υ', "upsilon"),
    ('φ', "phi"),
    ('χ', "chi"),
    ('ψ', "psi"),
    ('ω', "omega"),
];

/// A term and the bytes of the text that it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnalyzedTerm {
    pub text: Arc<str>,
    pub span: Range<usize>,
}

/// Cuts text into terms. Cloning is cheap but starts with an empty memory of words, so keep one per thread.
pub struct Analyzer {
    rules: Arc<SpellingRules>,
    stemmer: Stemmer,
    jieba: JiebaTokenizer,
    cache: HashMap<Box<str>, Arc<str>, foldhash::fast::RandomState>,
}

impl Clone for Analyzer {
    fn clone(&self) -> Self {
        Analyzer::new(Arc::clone(&self.rules))
    }
}

/// How a character takes part in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Han,
    /// Scripts written without blanks, cut into pairs.
    Paired,
    Apostrophe,
    Other,
}

fn class_of(c: char) -> Class {
    if c.is_ascii() {
        return match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' => Class::Word,
            '\'' | '`' => Class::Apostrophe,
            _ => Class::Other,
        };
    }
    match c {
        _ if is_han(c) => Class::Han,
        '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9F}' => {
            Class::Paired
        }
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
            if c.is_alphanumeric() || is_combining_mark(c) =>
        {
            Class::Paired
        }
        _ if is_apostrophe(c) => Class::Apostrophe,
        _ if c.is_alphanumeric() || is_combining_mark(c) => Class::Word,
        _ => Class::Other,
    }
}

/// What is cut short before an apostrophe in French and Italian.
const ELISIONS: [&str; 11] = ["l", "d", "j", "n", "s", "t", "m", "c", "qu", "dell", "all"];

/// Whether letters before an apostrophe are a word of their own: `l'asthme`, `dell'asma`.
pub fn is_elision(letters: &str) -> bool {
    ELISIONS
        .iter()
        .any(|elision| letters.eq_ignore_ascii_case(elision))
}

impl Analyzer {
    /// Returns an analyzer with these spelling rules.
    pub fn new(rules: Arc<SpellingRules>) -> Self {
        let mut jieba = JiebaTokenizer::with_search_mode(true);
        // Guessing words that the dictionary lacks depends on the text around them, so a query and a document could disagree.
        jieba.set_hmm(false);
        Analyzer {
            rules,
            stemmer: Stemmer::new(Algorithm::English),
            jieba,
            cache: HashMap::default(),
        }
    }

    /// Returns the rules of spelling.
    pub fn rules(&self) -> &SpellingRules {
        &self.rules
    }

    /// Hands every term of `text` to `push`, in order.
    pub fn for_each_term(&mut self, text: &str, mut push: impl FnMut(&Arc<str>, Range<usize>)) {
        let mut rest = text.char_indices().peekable();
        while let Some((start, first)) = rest.next() {
            let class = class_of(first);
            if matches!(class, Class::Other | Class::Apostrophe) {
                continue;
            }
            let mut end = start + first.len_utf8();
            let mut apostrophe = None;
            while let Some(&(at, c)) = rest.peek() {
                let next = class_of(c);
                if next == class {
                    end = at + c.len_utf8();
                } else if class == Class::Word && next == Class::Apostrophe && apostrophe.is_none()
                {
                    apostrophe = Some(at);
                } else {
                    break;
                }
                rest.next();
            }
            match class {
                Class::Word => self.push_word(text, start..end, apostrophe, &mut push),
                Class::Han => self.push_han(text, start..end, &mut push),
                _ => self.push_pairs(text, start..end, &mut push),
            }
        }
    }

    /// Returns the terms of `text`, in order.
    pub fn terms(&mut self, text: &str) -> Vec<AnalyzedTerm> {
        let mut terms = Vec::new();
        self.for_each_term(text, |term, span| {
            terms.push(AnalyzedTerm {
                text: Arc::clone(term),
                span,
            })
        });
        terms
    }

    /// Returns the terms of a query: as [`Self::terms`], but of overlapping words only the longest, which is what the person typed.
    pub fn query_terms(&mut self, text: &str) -> Vec<AnalyzedTerm> {
        let mut kept: Vec<AnalyzedTerm> = Vec::new();
        for term in self.terms(text) {
            // The words inside a long one stand right before or behind it, so only neighbours are compared.
            let is_inside = |outer: &AnalyzedTerm| {
                outer.span != term.span
                    && outer.span.start <= term.span.start
                    && term.span.end <= outer.span.end
            };
            if kept.last().is_some_and(is_inside) {
                continue;
            }
            while kept.last().is_some_and(|inner| {
                inner.span != term.span
                    && term.span.start <= inner.span.start
                    && inner.span.end <= term.span.end
            }) {
                kept.pop();
            }
            kept.push(term);
        }
        kept
    }

    fn push_word(
        &mut self,
        text: &str,
        span: Range<usize>,
        apostrophe: Option<usize>,
        push: &mut impl FnMut(&Arc<str>, Range<usize>),
    ) {
        // `Crohn's` is Crohn; `O'Brien` is one word; a closing quote belongs to no word.
        let is_possessive = apostrophe.is_some_and(|at| {
            let tail = text.get(at..span.end).unwrap_or_default();
            tail.chars().count() <= 2 && tail.ends_with(['s', 'S']) || at >= span.end
        });
        let span = match apostrophe {
            Some(at) if is_possessive => span.start..at.min(span.end),
            // `l'asthme` is asthme: the article says nothing.
            Some(at) if is_elision(&text[span.start..at]) => {
                let apostrophe = text[at..].chars().next().map_or(1, char::len_utf8);
                at + apostrophe..span.end
            }
            _ => span,
        };
        if span.len() > MAX_WORD_BYTES {
            return;
        }
        let term = self.term_of(&text[span.clone()]);
        if !term.is_empty() {
            push(&term, span);
        }
    }

    fn push_han(
        &mut self,
        text: &str,
        span: Range<usize>,
        push: &mut impl FnMut(&Arc<str>, Range<usize>),
    ) {
        let run = simplified(&text[span.clone()]);
        let mut found = Vec::new();
        let mut stream = self.jieba.token_stream(&run);
        while stream.advance() {
            let token = stream.token();
            found.push(token.offset_from..token.offset_to);
        }
        drop(stream);
        for word in found {
            let term = self.term_of(&run[word.clone()]);
            if !term.is_empty() {
                push(&term, span.start + word.start..span.start + word.end);
            }
        }
    }

    fn push_pairs(
        &mut self,
        text: &str,
        span: Range<usize>,
        push: &mut impl FnMut(&Arc<str>, Range<usize>),
    ) {
        let starts: Vec<usize> = text[span.clone()]
            .char_indices()
            .map(|(at, _)| span.start + at)
            .collect();
        let ends = |index: usize| starts.get(index).copied().unwrap_or(span.end);
        for (index, &start) in starts.iter().enumerate() {
            let is_last = index + 1 == starts.len();
            if is_last && starts.len() > 1 {
                break;
            }
            let pair = start..ends(index + 2);
            let term = self.term_of(&text[pair.clone()]);
            if !term.is_empty() {
                push(&term, pair);
            }
        }
    }

    fn term_of(&mut self, word: &str) -> Arc<str> {
        if let Some(term) = self.cache.get(word) {
            return Arc::clone(term);
        }
        let mut folded = String::with_capacity(word.len());
        if word.is_ascii() {
            folded.extend(
                word.bytes()
                    .filter(u8::is_ascii_alphanumeric)
                    .map(|b| b.to_ascii_lowercase() as char),
            );
        } else {
            let mut decomposed = String::with_capacity(word.len());
            // Some characters decompose into a blank or a bracket and a letter.
            for c in word
                .nfkd()
                .filter(|c| c.is_alphanumeric() || is_combining_mark(*c))
            {
                fold_char(c, |c| decomposed.push(c));
            }
            folded.extend(decomposed.nfc());
        }
        if self.rules.greek_letters
            && let Some((_, name)) = GREEK_LETTERS
                .iter()
                .find(|(letter, _)| folded.strip_prefix(*letter) == Some(""))
        {
            (*name).clone_into(&mut folded);
        }
        // Endings belong to words; `EGFR`, `V600E` and `HbA1c` are names, and digits mark most of them.
        if folded.bytes().all(|b| b.is_ascii_lowercase()) {
            self.rules.apply(&mut folded);
            folded = self.stemmer.stem(&folded).into_owned();
        }
        let term: Arc<str> = folded.into();
        if self.cache.len() >= CACHE_WORDS {
            self.cache.clear();
        }
        self.cache.insert(word.into(), Arc::clone(&term));
        term
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn analyzer() -> Analyzer {
        let pairs = |pairs: &[(&str, &str)]| {
            pairs
                .iter()
                .map(|(a, b)| (a.to_string(), b.to_string()))
                .collect()
        };
        Analyzer::new(Arc::new(SpellingRules {
            beginnings: pairs(&[("oestr", "estr")]),
            anywhere: pairs(&[("haem", "hem"), ("aemi", "emi"), ("tumour", "tumor")]),
            endings: pairs(&[("isation", "ization"), ("ised", "ized")]),
            exceptions: BTreeSet::from(["exercised".to_owned()]),
            greek_letters: true,
            ..SpellingRules::default()
        }))
    }

    fn check(text: &str, expected: &[&str]) {
        let terms = analyzer().terms(text);
        let texts: Vec<&str> = terms.iter().map(|term| &*term.text).collect();
        assert_eq!(texts, expected, "{text:?}");
    }

    #[test]
    fn english_words_are_folded_and_stemmed() {
        check("Patients with Leukemias", &["patient", "with", "leukemia"]);
        check("Crohn's disease, Crohn’s", &["crohn", "diseas", "crohn"]);
        check("O'Brien 'quoted' dogs'", &["obrien", "quot", "dog"]);
        check("l'asthme, d’asthme", &["asthm", "asthm"]);
        check("COVID-19 (non-small)", &["covid", "19", "non", "small"]);
        check(
            "V600E HbA1c CD33-positive",
            &["v600e", "hba1c", "cd33", "posit"],
        );
        check("Sjögren ＦＵＬＬ", &["sjogren", "full"]);
        check("", &[]);
        check(" ,;-' ", &[]);
    }

    #[test]
    fn british_spellings_meet_american_ones() {
        check(
            "leukaemia haemophilia tumours oestrogen",
            &["leukemia", "hemophilia", "tumor", "estrogen"],
        );
        check("randomised hospitalisation", &["random", "hospit"]);
        check("randomized hospitalization", &["random", "hospit"]);
        check("exercised", &["exercis"]);
    }

    #[test]
    fn greek_letters_have_names() {
        check("TNF-α", &["tnf", "alpha"]);
    }

    #[test]
    fn chinese_is_cut_by_a_dictionary() {
        check("乳腺癌患者", &["乳腺", "腺癌", "乳腺癌", "患者"]);
        check("白血病 NK细胞", &["白血", "白血病", "nk", "细胞"]);
        check("臨床試驗", &["临床", "试验", "临床试验"]);
        check("临床试验", &["临床", "试验", "临床试验"]);
    }

    #[test]
    fn a_query_keeps_the_longest_of_overlapping_words() {
        let texts: Vec<_> = analyzer()
            .query_terms("上海乳腺癌")
            .iter()
            .map(|term| term.text.to_string())
            .collect();
        assert_eq!(texts, ["上海", "乳腺癌"]);
    }

    #[test]
    fn other_scripts_are_treated_sanely() {
        check("がんの治療", &["がん", "んの", "治疗"]);
        check("유방암 임상시험", &["유방암", "임상시험"]);
        check("มะเร็ง", &["มะ", "ะเ", "เร", "ร็", "็ง"]);
        check("рак груди", &["рак", "груди"]);
        check("Müller Straße naïve", &["muller", "strass", "naiv"]);
    }

    #[test]
    fn endless_words_are_left_out() {
        check(&"x".repeat(5_000), &[]);
    }

    proptest! {
        #[test]
        fn spans_lie_on_character_boundaries_and_terms_are_never_empty(text in "\\PC{0,60}") {
            for term in analyzer().terms(&text) {
                prop_assert!(text.get(term.span.clone()).is_some_and(|word| !word.is_empty()));
                prop_assert!(!term.text.is_empty());
                prop_assert!(!term.text.contains(' '));
            }
        }

        #[test]
        fn capitals_do_not_matter(text in "[a-zA-Zéü' -]{0,40}") {
            let texts = |text: &str| analyzer().terms(text).into_iter().map(|term| term.text).collect::<Vec<_>>();
            prop_assert_eq!(texts(&text.to_uppercase()), texts(&text.to_lowercase()));
        }
    }
}
